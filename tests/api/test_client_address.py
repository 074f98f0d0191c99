"""Failed sign-ins count for the person's own address, as told by proxies we trust and by nobody else."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select
from starlette.testclient import TestClient

from tracker.clock import now
from tracker.store.session import Database
from tracker.store.tables import SignInAttempt

PROXY = "127.0.0.1"
STRANGER = "203.0.113.9"


@pytest.fixture(autouse=True)
def _no_earlier_failures(seeded: Database) -> None:
    with seeded.writing() as session:
        session.execute(delete(SignInAttempt))
        session.commit()


def counted_for(app: FastAPI, seeded: Database, peer: str, *forwarded: str) -> str:
    """Fail to sign in from a peer that sends these headers; give the address that was counted."""
    client = TestClient(app, client=(peer, 50_000))
    headers = [(b"X-Forwarded-For", value.encode("latin-1")) for value in forwarded]
    body = {"email": "nobody@x.example", "password": "no"}
    assert client.post("/api/v1/sessions", json=body, headers=headers).status_code == 401
    with seeded.reading() as session:
        return session.scalars(select(SignInAttempt.address)).one()


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ([STRANGER], STRANGER),
        ([f"10.0.0.1, {STRANGER}"], STRANGER),
        (["10.0.0.1", STRANGER], STRANGER),
        ([f"{STRANGER}, 127.0.0.1"], STRANGER),
        (["::ffff:203.0.113.9"], STRANGER),
        (["2001:DB8::1"], "2001:db8::1"),
        (["127.0.0.1"], "127.0.0.1"),
    ],
    ids=[
        "one",
        "its own claim before",
        "two headers",
        "two proxies",
        "mapped",
        "version 6",
        "the machine itself",
    ],
)
def test_a_trusted_proxy_says_for_whom_it_asks(
    app: FastAPI, seeded: Database, forwarded: list[str], address: str
) -> None:
    assert counted_for(app, seeded, PROXY, *forwarded) == address


def test_anybody_elses_header_is_ignored(app: FastAPI, seeded: Database) -> None:
    assert counted_for(app, seeded, STRANGER, "198.51.100.1") == STRANGER


@pytest.mark.parametrize(
    "forwarded",
    ["", "unknown", "203.0.113.9:4711", "203.0.113.9,", "fe80::1%" + "x" * 500, "203.0.113.999", "\u00fc"],
)
def test_a_malformed_header_counts_for_the_proxy(app: FastAPI, seeded: Database, forwarded: str) -> None:
    assert counted_for(app, seeded, PROXY, forwarded) == PROXY


def test_a_strangers_failures_do_not_lock_out_the_others_behind_the_window(
    app: FastAPI, seeded: Database
) -> None:
    with seeded.writing() as session:
        session.add_all(
            SignInAttempt(email=f"{number}@x.example", address=STRANGER, attempted_at=now())
            for number in range(20)
        )
        session.commit()
    window = TestClient(app, client=(PROXY, 50_000))
    body = {"email": "manager@demo.example", "password": "demo"}

    def status(address: str) -> int:
        return window.post("/api/v1/sessions", json=body, headers={"X-Forwarded-For": address}).status_code

    assert status(STRANGER) == 429
    assert status("198.51.100.7") == 201
