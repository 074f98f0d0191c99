"""A session is renewed by use, and a read does not fail because it cannot be renewed just now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text, update
from starlette.testclient import TestClient

from tracker.app import create_app
from tracker.clock import now
from tracker.services.seeding import DEMO_PASSWORD
from tracker.settings import Settings
from tracker.store.session import Database
from tracker.store.tables import SignInSession


@pytest.fixture
def hurried(settings: Settings, seeded: Database) -> Iterator[TestClient]:
    """Give the manager's client of an application that waits a fifth of a second for its turn to write."""
    assert seeded
    quick = settings.model_copy(
        update={"database": settings.database.model_copy(update={"busy_timeout_s": 0.2})}
    )
    with TestClient(create_app(quick), raise_server_exceptions=False) as client:
        body = {"email": "manager@demo.example", "password": DEMO_PASSWORD}
        client.headers["Authorization"] = (
            f"Bearer {client.post('/api/v1/sessions', json=body).json()['token']}"
        )
        yield client


def test_a_read_is_answered_while_somebody_else_holds_the_database(
    hurried: TestClient, seeded: Database
) -> None:
    with seeded.writing() as session:
        session.execute(update(SignInSession).values(last_seen_at=now() - timedelta(minutes=5)))
        session.commit()
    with seeded.writing() as session:
        # SQLite: any writer; PostgreSQL: one that holds the row
        session.execute(update(SignInSession).values(last_seen_at=SignInSession.last_seen_at))
        assert hurried.get("/api/v1/studies").status_code == 200
        session.execute(text("SELECT 1"))
        session.rollback()
    assert hurried.get("/api/v1/studies").status_code == 200
    with seeded.reading() as session:
        newest = max(row.last_seen_at for row in session.query(SignInSession))
    assert now() - newest < timedelta(minutes=1)
