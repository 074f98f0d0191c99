"""Signing in and out: tokens, cookies, limits, expiry, and requests that other sites forged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, func, select, update
from starlette.testclient import TestClient

from tracker.clock import now
from tracker.services.seeding import DEMO_PASSWORD
from tracker.store.session import Database
from tracker.store.tables import SignInAttempt, SignInSession

SESSIONS = "/api/v1/sessions"
EMAIL = "manager@demo.example"


@pytest.fixture(autouse=True)
def _no_earlier_failures(seeded: Database) -> None:
    with seeded.writing() as session:
        session.execute(delete(SignInAttempt))
        session.commit()


def sign_in(client: TestClient, email: str = EMAIL, password: str = DEMO_PASSWORD) -> Any:  # noqa: ANN401 - a response
    return client.post(SESSIONS, json={"email": email, "password": password})


@pytest.fixture
def browser(app: FastAPI) -> Iterator[TestClient]:
    """Give a client that was signed in and keeps the cookie, as a browser does."""
    client = TestClient(app, raise_server_exceptions=False)
    assert sign_in(client).status_code == 201
    yield client
    client.close()


class TestSigningIn:
    def test_the_answer_names_the_person_and_the_cookie_is_out_of_scripts_reach(
        self, client: TestClient
    ) -> None:
        answer = sign_in(client, email=" Manager@Demo.example ")
        assert answer.status_code == 201
        assert answer.json()["principal"]["organisation"] == "WeGO"
        assert answer.headers["cache-control"] == "no-store"
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie

    def test_only_the_hash_of_the_token_is_kept(self, client: TestClient, seeded: Database) -> None:
        token = sign_in(client).json()["token"]
        with seeded.reading() as session:
            kept = session.scalars(select(SignInSession.token_sha256)).all()
        assert token not in kept
        assert all(len(value) == 64 for value in kept)

    def test_unknown_account_and_wrong_password_get_the_same_answer(self, client: TestClient) -> None:
        wrong = sign_in(client, password="no").json()
        unknown = sign_in(client, email="nobody@demo.example").json()
        assert wrong.pop("instance") != unknown.pop("instance")
        assert wrong == unknown
        assert wrong["type"] == "/problems/sign-in-refused"

    def test_the_sixth_try_waits_even_with_the_right_password(self, client: TestClient) -> None:
        for _ in range(5):
            assert sign_in(client, password="no").status_code == 401
        answer = sign_in(client)
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 900

    def test_one_address_trying_many_accounts_waits(self, client: TestClient, seeded: Database) -> None:
        with seeded.writing() as session:
            session.add_all(
                SignInAttempt(email=f"{number}@x.example", address="testclient", attempted_at=now())
                for number in range(20)
            )
            session.commit()
        assert sign_in(client).status_code == 429

    def test_old_failures_do_not_count(self, client: TestClient, seeded: Database) -> None:
        with seeded.writing() as session:
            session.add_all(
                SignInAttempt(email=EMAIL, address="else", attempted_at=now() - timedelta(minutes=16))
                for _ in range(9)
            )
            session.commit()
        assert sign_in(client).status_code == 201

    def test_signing_in_forgets_the_failures(self, client: TestClient, seeded: Database) -> None:
        assert sign_in(client, password="no").status_code == 401
        assert sign_in(client).status_code == 201
        with seeded.reading() as session:
            assert session.scalars(select(func.count()).select_from(SignInAttempt)).one() == 0


class TestStayingSignedIn:
    def test_a_bearer_token_says_who_asks(self, client: TestClient) -> None:
        token = sign_in(client).json()["token"]
        client.cookies.clear()
        answer = client.get("/api/v1/me", headers={"Authorization": f"bearer {token}"})
        assert answer.json()["email"] == EMAIL

    def test_a_cookie_says_who_asks(self, browser: TestClient) -> None:
        assert browser.get("/api/v1/me").json()["email"] == EMAIL

    @pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic abc", "Bearer \u00fc"])
    def test_a_token_nobody_issued_is_nobody(self, client: TestClient, header: str) -> None:
        answer = client.get("/api/v1/me", headers={b"Authorization": header.encode("latin-1")})
        assert answer.status_code == 401

    def test_signing_out_ends_the_session_everywhere(self, browser: TestClient) -> None:
        token = browser.cookies["tracker_session"]
        bearer = {"Authorization": f"Bearer {token}"}
        assert browser.delete(f"{SESSIONS}/current", headers=bearer).status_code == 204
        assert browser.get("/api/v1/me", headers=bearer).status_code == 401

    @pytest.mark.parametrize(
        "passed",
        [{"last_seen_at": timedelta(minutes=31)}, {"opened_at": timedelta(hours=13)}],
        ids=["idle", "absolute"],
    )
    def test_a_session_ends_by_itself(
        self, browser: TestClient, seeded: Database, passed: dict[str, timedelta]
    ) -> None:
        values: dict[str, Any] = {name: now() - age for name, age in passed.items()}
        if "opened_at" in values:
            values["expires_at"] = values["opened_at"] + timedelta(hours=12)
        with seeded.writing() as session:
            session.execute(update(SignInSession).values(**values))
            session.commit()
        assert browser.get("/api/v1/me").status_code == 401

    def test_asking_keeps_the_session_alive(self, browser: TestClient, seeded: Database) -> None:
        with seeded.writing() as session:
            session.execute(update(SignInSession).values(last_seen_at=now() - timedelta(minutes=29)))
            session.commit()
        assert browser.get("/api/v1/me").status_code == 200
        with seeded.reading() as session:
            newest = session.scalars(select(func.max(SignInSession.last_seen_at))).one()
        assert now() - newest < timedelta(minutes=1)


class TestForgedRequests:
    """A write with the cookie must come from our own pages; see Sec-Fetch-Site and Origin."""

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({}, 403),
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Sec-Fetch-Site": "cross-site"}, 403),
            ({"Sec-Fetch-Site": "same-site"}, 403),
            ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
            ({"Origin": "http://testserver"}, 204),
            ({"Sec-Fetch-Site": "same-origin"}, 204),
        ],
    )
    def test_only_writes_from_our_own_pages_count(
        self, browser: TestClient, headers: dict[str, str], status: int
    ) -> None:
        assert browser.delete(f"{SESSIONS}/current", headers=headers).status_code == status

    def test_reading_needs_no_proof_of_origin(self, browser: TestClient) -> None:
        answer = browser.get("/api/v1/me", headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 200

    def test_another_site_cannot_sign_a_visitor_in(self, client: TestClient) -> None:
        answer = client.post(
            SESSIONS,
            json={"email": EMAIL, "password": DEMO_PASSWORD},
            headers={"Sec-Fetch-Site": "cross-site"},
        )
        assert answer.status_code == 403
