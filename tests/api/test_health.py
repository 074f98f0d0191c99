"""Health: living, ready, and what is said when something is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tracker.app import create_app
from tracker.clock import now
from tracker.settings import DatabaseSettings, LogSettings, Settings
from tracker.store.session import Database
from tracker.store.tables import WorkerHeartbeat


def test_a_living_process_says_so(client: TestClient) -> None:
    assert client.get("/livez").json() == {"status": "alive"}


@pytest.mark.parametrize(("age_s", "worker"), [(5, "alive"), (500, "silent")])
def test_readiness_tells_when_a_worker_was_last_seen(
    client: TestClient, seeded: Database, age_s: int, worker: str
) -> None:
    with seeded.writing() as session:
        session.merge(WorkerHeartbeat(worker="one", seen_at=now() - timedelta(seconds=age_s)))
        session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["worker"] == worker
    assert age_s <= answer.json()["worker_age_s"] < age_s + 30


def test_a_database_without_our_schema_is_not_ready(
    make_empty_database: Callable[[], DatabaseSettings], database_kind: str
) -> None:
    settings = Settings(database=make_empty_database(), log=LogSettings(level="error"))
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "not_ready"
    # An embedded database that nobody made yet has no file to reach.
    assert answer.json()["schema_state"] in ("outdated", "unknown"), database_kind
