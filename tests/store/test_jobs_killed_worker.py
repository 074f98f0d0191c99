"""A worker process that is really killed loses nothing; one that is asked to end does so in good order."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tracker.clock import now
from tracker.services.assessment_runs import Progress, Store
from tracker.settings import DatabaseSettings, JobSettings, LogSettings, Settings, environment_for_child
from tracker.store import jobs
from tracker.store.session import Database, Session
from tracker.store.tables import Job, WorkerHeartbeat
from tracker.worker import Worker

# A worker whose only kind of job says that it has begun and then computes for ten minutes.
CHILD = """
import time
from pathlib import Path
from tracker.settings import load_settings
from tracker.store.session import open_database
from tracker.worker import Worker

def endless(payload, progress):
    Path(payload["begun"]).touch()
    for step in range(6000):
        progress(0.5, "computing")
        time.sleep(0.1)

settings = load_settings()
Worker(open_database(settings.database), settings, {"endless": endless}).run()
"""


@pytest.fixture
def settings(database_settings: DatabaseSettings) -> Settings:
    return Settings(
        database=database_settings,
        log=LogSettings(level="error"),
        job=JobSettings(lease_s=1.0, heartbeat_s=0.2, poll_s=0.05, attempts=3),
    )


@pytest.fixture
def start_worker(settings: Settings) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    processes: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-c", CHILD], env=environment_for_child(settings))
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()


def add_endless_job(database: Database, begun: Path) -> str:
    with database.writing() as session:
        job = jobs.add_job(session, kind="endless", payload={"begun": str(begun)}, at=now())
        session.commit()
        return job.id


def row(database: Database, job_id: str) -> Job:
    with database.reading() as session:
        job = session.get(Job, job_id)
        assert job is not None
        return job


def wait_for(condition: Callable[[], bool], *, within_s: float = 60) -> None:
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)


def test_the_job_of_a_killed_worker_is_taken_up_again_and_finished(
    database: Database,
    settings: Settings,
    start_worker: Callable[[], subprocess.Popen[bytes]],
    tmp_path: Path,
) -> None:
    begun = tmp_path / "begun"
    job_id = add_endless_job(database, begun)
    process = start_worker()
    wait_for(begun.exists)
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    assert row(database, job_id).state == "running"  # nobody could say otherwise

    def quick(_payload: dict[str, Any], _progress: Progress) -> Store:
        def store(session: Session, at: datetime) -> None:
            session.add(WorkerHeartbeat(worker="stored by the second", seen_at=at))

        return store

    second = Worker(database, settings, {"endless": quick})
    wait_for(lambda: second.run_waiting() == 1)
    done = row(database, job_id)
    assert (done.state, done.attempts) == ("succeeded", 2)
    with database.reading() as session:
        assert session.get(WorkerHeartbeat, "stored by the second") is not None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_asked_to_end_puts_its_job_back_and_exits_well(
    database: Database,
    start_worker: Callable[[], subprocess.Popen[bytes]],
    tmp_path: Path,
    number: signal.Signals,
) -> None:
    begun = tmp_path / "begun"
    job_id = add_endless_job(database, begun)
    process = start_worker()
    wait_for(begun.exists)
    process.send_signal(number)
    assert process.wait(20) == 0
    back = row(database, job_id)
    assert (back.state, back.attempts) == ("queued", 0)
    with database.writing() as session:
        session.delete(session.merge(back))  # the next round shares this database
        session.commit()
