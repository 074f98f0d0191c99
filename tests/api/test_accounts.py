"""Accounts: added with every fault named, able to sign in at once; those of the demo only in the demo."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

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
    assert [(part["role"], part["study"], part["programme"]) for part in principal["memberships"]] == [
        ("city_partner", "sao_paulo_asnm", None)
    ]


@pytest.mark.parametrize(
    ("role", "place", "studies"),
    [
        ("administrator", {}, ["lima_smart_tourism", "sao_paulo_asnm"]),
        ("project_manager", {"programmes": ("wego_nia",)}, ["lima_smart_tourism"]),
        ("consultant", {"studies": ("sao_paulo_asnm",)}, ["sao_paulo_asnm"]),
        ("city_partner", {"engagements": ("lima_smart_tourism",)}, ["lima_smart_tourism"]),
        (
            "reviewer",
            {"studies": ("sao_paulo_asnm",), "programmes": ("wego_nia",)},
            ["lima_smart_tourism", "sao_paulo_asnm"],
        ),
        ("institutional_approver", {"programmes": ("sscicp",)}, ["sao_paulo_asnm"]),
        ("auditor", {"everywhere": True}, ["lima_smart_tourism", "sao_paulo_asnm"]),
    ],
)
def test_each_role_holds_for_studies_engagements_or_programmes(
    role: str, place: dict[str, Any], studies: list[str], client: TestClient, seeded: Database
) -> None:
    wanted = replace(WANTED, email=f"{role}@there.example", role=role, **{"studies": (), **place})
    with seeded.writing() as session:
        add_account(session, Passwords(), wanted, at=now())
        session.commit()
    body = {"email": wanted.email, "password": wanted.password}
    token = client.post("/api/v1/sessions", json=body).json()["token"]
    client.cookies.clear()
    listed = client.get("/api/v1/studies", headers={"Authorization": f"Bearer {token}"}).json()
    assert [item["slug"] for item in listed["items"]] == studies


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
    ("role", "where", "place"),
    [
        ("king", {"studies": ("sao_paulo_asnm",)}, "role"),
        ("administrator", {"studies": ("sao_paulo_asnm",)}, "studies"),
        ("reviewer", {}, "studies"),
        ("project_manager", {}, "studies"),  # nobody gets everything by forgetting to name a part
        ("city_partner", {"everywhere": True}, "everywhere"),
        ("auditor", {"everywhere": True, "programmes": ("sscicp",)}, "everywhere"),
        ("consultant", {"engagements": ("atlantis",)}, "engagements"),
        ("consultant", {"programmes": ("atlantis",)}, "programmes"),
    ],
)
def test_a_role_holds_where_it_can(role: str, where: dict[str, Any], place: str, seeded: Database) -> None:
    wrong = replace(WANTED, email=f"{role}@cidade.example", role=role, **{"studies": (), **where})
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
