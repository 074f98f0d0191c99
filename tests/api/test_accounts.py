"""Accounts: added with every fault named, able to sign in at once; those of the demo only in the demo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from tracker.app import create_app
from tracker.clock import now
from tracker.errors import InvalidInputError
from tracker.services.accounts import NewAccount, add_account
from tracker.services.seeding import DEMO_ACCOUNTS
from tracker.services.sessions import Passwords
from tracker.settings import SessionSettings, Settings
from tracker.store.session import Database

WANTED = NewAccount(
    email="Ana@Cidade.example",
    name="Ana Lima",
    organisation="SMPED",
    password="uma senha bem longa",
    role="city_partner",
    studies=("sao_paulo_asnm",),
    language="pt-BR",
)


def test_a_new_account_can_sign_in_and_sees_its_study(client: TestClient, seeded: Database) -> None:
    with seeded.writing() as session:
        add_account(session, Passwords(), WANTED, at=now())
        session.commit()
    answer = client.post(
        "/api/v1/sessions", json={"email": "ana@cidade.example", "password": WANTED.password}
    )
    assert answer.status_code == 201
    principal = answer.json()["principal"]
    assert principal["language"] == "pt-BR"
    assert principal["memberships"] == [{"role": "city_partner", "study": "sao_paulo_asnm"}]


def test_every_fault_is_named_at_once(seeded: Database) -> None:
    wrong = replace(
        WANTED,
        email="no address",
        name=" ",
        password="short",
        role="reviewer",
        studies=("atlantis",),
        language="la",
    )
    with seeded.writing() as session, pytest.raises(InvalidInputError) as refused:
        add_account(session, Passwords(), wrong, at=now())
    assert [place for place, _ in refused.value.faults] == [
        "email",
        "name",
        "password",
        "studies",
        "language",
    ]


@pytest.mark.parametrize(
    ("role", "studies", "place"),
    [
        ("king", ("sao_paulo_asnm",), "role"),
        ("administrator", ("sao_paulo_asnm",), "studies"),
        ("reviewer", (), "studies"),
    ],
)
def test_a_role_holds_where_it_can(role: str, studies: tuple[str, ...], place: str, seeded: Database) -> None:
    wrong = replace(WANTED, email=f"{role}@cidade.example", role=role, studies=studies)
    with seeded.writing() as session, pytest.raises(InvalidInputError) as refused:
        add_account(session, Passwords(), wrong, at=now())
    assert [found for found, _ in refused.value.faults] == [place]


def test_an_address_has_one_account(seeded: Database) -> None:
    again = replace(WANTED, email=DEMO_ACCOUNTS[0].email)
    with seeded.writing() as session, pytest.raises(InvalidInputError, match="cannot be added") as refused:
        add_account(session, Passwords(), again, at=now())
    assert "already" in refused.value.faults[0][1]


@pytest.mark.usefixtures("seeded")
def test_accounts_of_the_demo_cannot_sign_in_elsewhere(settings: Settings) -> None:
    production = settings.model_copy(update={"session": SessionSettings()})
    account = DEMO_ACCOUNTS[0]
    with TestClient(create_app(production)) as outside:
        answer = outside.post("/api/v1/sessions", json={"email": account.email, "password": account.password})
    assert answer.status_code == 401


def test_blanks_around_a_password_belong_to_it(client: TestClient, seeded: Database) -> None:
    wanted = replace(WANTED, email="blanks@cidade.example", password="  spaces at both ends  ")
    with seeded.writing() as session:
        add_account(session, Passwords(), wanted, at=now())
        session.commit()
    body = {"email": wanted.email, "password": wanted.password}
    stripped = body | {"password": wanted.password.strip()}
    assert client.post("/api/v1/sessions", json=stripped).status_code == 401
    assert client.post("/api/v1/sessions", json=body).status_code == 201


def test_texts_longer_than_the_record_keeps_are_named_at_once(seeded: Database) -> None:
    wanted = replace(WANTED, email=f"{'a' * 250}@b.example", name="n" * 201, organisation="o" * 201)
    with seeded.writing() as session, pytest.raises(InvalidInputError) as raised:
        add_account(session, Passwords(), wanted, at=now())
    assert raised.value.faults == [
        ("email", "must have at most 254 characters"),
        ("name", "must have at most 200 characters"),
        ("organisation", "must have at most 200 characters"),
    ]
