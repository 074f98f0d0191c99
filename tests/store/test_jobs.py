"""The queue promises: every job is done by one worker at a time, none is lost, none ends half-written."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import OperationalError

from tracker.clock import now
from tracker.errors import AnalysisError
from tracker.services.assessment_runs import Progress, Store
from tracker.settings import DatabaseSettings, JobSettings, LogSettings, Settings
from tracker.store import jobs
from tracker.store.session import Database, Session
from tracker.store.tables import Job, WorkerHeartbeat
from tracker.worker import UNEXPECTED, Handler, Worker

MINUTE = timedelta(minutes=1)
Add = Callable[..., str]


@pytest.fixture(autouse=True)
def _empty_queue(database: Database) -> None:
    with database.writing() as session:
        session.execute(delete(Job))
        session.execute(delete(WorkerHeartbeat))
        session.commit()


@pytest.fixture
def settings(database_settings: DatabaseSettings) -> Settings:
    return Settings(
        database=database_settings,
        log=LogSettings(level="error"),
        job=JobSettings(lease_s=0.6, heartbeat_s=0.1, poll_s=0.02, attempts=2),
    )


@pytest.fixture
def add(database: Database) -> Add:
    def add_one(kind: str = "anything", at: datetime | None = None, **payload: str) -> str:
        with database.writing() as session:
            job = jobs.add_job(session, kind=kind, payload=payload, at=at or now())
            session.commit()
            return job.id

    return add_one


def claim(database: Database, *, worker: str = "a", at: datetime | None = None) -> jobs.Claim | None:
    at = at or now()
    with database.writing() as session:
        found = jobs.claim_job(session, worker=worker, at=at, lease_until=at + MINUTE)
        session.commit()
        return found


def row(database: Database, job_id: str) -> Job:
    with database.reading() as session:
        job = session.get(Job, job_id)
        assert job is not None
        return job


def nothing(_session: Session, _at: datetime) -> None:
    """Store nothing."""


def test_the_oldest_job_is_taken_first(database: Database, add: Add) -> None:
    later = add(at=now())
    earlier = add(at=now() - MINUTE)
    assert [taken.job_id for taken in (claim(database), claim(database)) if taken] == [earlier, later]
    assert claim(database) is None


def test_a_job_of_a_transaction_that_is_undone_does_not_exist(database: Database) -> None:
    with database.writing() as session:
        jobs.add_job(session, kind="anything", payload={}, at=now())
        session.rollback()
    assert claim(database) is None


def test_many_workers_at_once_never_take_the_same_job(database: Database, add: Add) -> None:
    wanted = {add() for _ in range(24)}
    taken: list[str] = []
    together = threading.Barrier(4)

    def work(name: str) -> None:
        together.wait()
        while (found := claim(database, worker=name)) is not None:
            taken.append(found.job_id)

    threads = [threading.Thread(target=work, args=(f"worker {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(wanted)


def test_a_running_job_is_left_alone_until_its_lease_has_passed(database: Database, add: Add) -> None:
    job_id = add()
    start = now()
    assert claim(database, worker="a", at=start) is not None
    assert claim(database, worker="b", at=start + 0.9 * MINUTE) is None
    again = claim(database, worker="b", at=start + 1.1 * MINUTE)
    assert again is not None
    assert (again.job_id, again.attempts) == (job_id, 2)


def test_a_worker_that_lost_its_lease_can_change_nothing_any_more(database: Database, add: Add) -> None:
    job_id = add()
    start = now()
    first = claim(database, worker="a", at=start)
    second = claim(database, worker="a", at=start + 2 * MINUTE)  # the same name: only the attempt differs
    assert first is not None
    assert second is not None
    with database.writing() as session:
        assert not jobs.keep_lease(session, first, lease_until=now(), progress_share=0.5, message="late")
        assert not jobs.finish_job(session, first, at=now())
        assert not jobs.fail_job(session, first, at=now(), message="late")
        assert jobs.finish_job(session, second, at=now())
        session.commit()
    assert row(database, job_id).state == "succeeded"


def test_a_job_abandoned_too_often_is_given_up_and_says_so(database: Database, add: Add) -> None:
    job_id = add()
    start = now()
    claim(database, at=start)
    claim(database, at=start + 2 * MINUTE)
    with database.writing() as session:
        assert jobs.fail_abandoned_jobs(session, at=start + 4 * MINUTE, attempts=3) == 0
        assert jobs.fail_abandoned_jobs(session, at=start + 4 * MINUTE, attempts=2) == 1
        session.commit()
    given_up = row(database, job_id)
    assert given_up.state == "failed"
    assert given_up.message == "Given up: the worker stopped during each of 2 attempts."


# The worker on top of the queue ------------------------------------------------------------------------


@pytest.fixture
def make_worker(database: Database, settings: Settings) -> Callable[[Handler], Worker]:
    return lambda handler: Worker(database, settings, {"anything": handler})


@pytest.fixture
def running() -> Iterator[Callable[[Worker], threading.Thread]]:
    started: list[tuple[Worker, threading.Thread]] = []

    def start(worker: Worker) -> threading.Thread:
        thread = threading.Thread(target=worker.run)
        thread.start()
        started.append((worker, thread))
        return thread

    yield start
    for worker, thread in started:
        worker.stop()
        thread.join(10)
        assert not thread.is_alive()


def wait_for(condition: Callable[[], bool], *, within_s: float = 10) -> None:
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)


def test_a_job_ends_together_with_what_it_stores(
    database: Database, add: Add, make_worker: Callable[[Handler], Worker]
) -> None:
    job_id = add(word="stored")

    def handler(payload: dict[str, Any], progress: Progress) -> Store:
        progress(0.5, "half way")

        def store(session: Session, at: datetime) -> None:
            session.add(WorkerHeartbeat(worker=payload["word"], seen_at=at))

        return store

    assert make_worker(handler).run_waiting() == 1
    done = row(database, job_id)
    assert (done.state, done.progress_share, done.message, done.attempts) == ("succeeded", 1.0, None, 1)
    with database.reading() as session:
        assert session.get(WorkerHeartbeat, "stored") is not None


def test_a_job_that_breaks_while_storing_leaves_nothing_and_is_tried_again_so_often(
    database: Database, add: Add, make_worker: Callable[[Handler], Worker]
) -> None:
    job_id = add()

    def handler(_payload: dict[str, Any], _progress: Progress) -> Store:
        def store(session: Session, at: datetime) -> None:
            session.add(WorkerHeartbeat(worker="half", seen_at=at))
            session.flush()
            raise ZeroDivisionError("secret detail")

        return store

    assert make_worker(handler).run_waiting() == 2
    failed = row(database, job_id)
    assert (failed.state, failed.attempts, failed.message) == ("failed", 2, UNEXPECTED)
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(WorkerHeartbeat.worker == "half")) == 0


def test_a_refused_input_fails_the_job_at_once_with_its_reason(
    database: Database, add: Add, make_worker: Callable[[Handler], Worker]
) -> None:
    job_id = add()

    def handler(_payload: dict[str, Any], _progress: Progress) -> Store:
        raise AnalysisError("Layer clinics: row 3 has no geometry.")

    assert make_worker(handler).run_waiting() == 1
    failed = row(database, job_id)
    assert (failed.state, failed.attempts) == ("failed", 1)
    assert failed.message == "Layer clinics: row 3 has no geometry."


def test_a_job_of_an_unknown_kind_fails_and_does_not_stop_the_others(
    database: Database, add: Add, make_worker: Callable[[Handler], Worker]
) -> None:
    unknown, known = add("from the future", at=now() - MINUTE), add()
    assert make_worker(lambda _payload, _progress: nothing).run_waiting() == 2
    assert row(database, unknown).state == "failed"
    assert row(database, known).state == "succeeded"


def test_a_job_longer_than_its_lease_stays_with_its_worker_and_shows_progress(
    database: Database,
    add: Add,
    make_worker: Callable[[Handler], Worker],
    running: Callable[[Worker], threading.Thread],
) -> None:
    job_id = add()
    go_on = threading.Event()

    def handler(_payload: dict[str, Any], progress: Progress) -> Store:
        progress(0.25, "a long search")
        assert go_on.wait(20)
        return nothing

    running(make_worker(handler))
    wait_for(lambda: row(database, job_id).progress_share == 0.25)
    time.sleep(1.5)  # two and a half leases
    assert claim(database, worker="thief") is None
    shown = row(database, job_id)
    assert (shown.state, shown.message, shown.attempts) == ("running", "a long search", 1)
    go_on.set()
    wait_for(lambda: row(database, job_id).state == "succeeded")


def test_a_worker_asked_to_stop_puts_its_job_back_without_counting_the_attempt(
    database: Database,
    add: Add,
    make_worker: Callable[[Handler], Worker],
    running: Callable[[Worker], threading.Thread],
) -> None:
    job_id = add()
    begun = threading.Event()

    def handler(_payload: dict[str, Any], progress: Progress) -> Store:
        for step in range(1000):
            progress(step / 1000, "step by step")
            begun.set()
            time.sleep(0.02)
        return nothing

    worker = make_worker(handler)
    thread = running(worker)
    assert begun.wait(10)
    with database.reading() as session:
        assert session.get(WorkerHeartbeat, worker.name) is not None
    worker.stop()
    thread.join(10)
    back = row(database, job_id)
    assert (back.state, back.attempts) == ("queued", 0)
    with database.reading() as session:
        assert session.get(WorkerHeartbeat, worker.name) is None


def test_a_worker_lives_on_when_the_end_of_a_job_cannot_be_written(
    database: Database, settings: Settings, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = add()

    def gone(*_arguments: object, **_named: object) -> bool:
        raise OperationalError("UPDATE job", {}, Exception("server closed the connection"))

    monkeypatch.setattr(jobs, "finish_job", gone)
    monkeypatch.setattr(jobs, "requeue_job", gone)
    handler: Handler = lambda _payload, _progress: lambda _session, _at: None  # noqa: E731 - one line says it
    worker = Worker(database, settings, {"anything": handler})
    assert worker.run_waiting() == 1
    monkeypatch.undo()
    time.sleep(settings.job.lease_s * 1.5)
    assert worker.run_waiting() == 1, "its lease ran out and it was taken up again"
    with database.reading() as session:
        found = jobs.find_job(session, job_id)
        assert found is not None
        assert (found.state, found.attempts) == ("succeeded", 2)


def test_running_jobs_are_put_back_by_somebody_who_knows_that_no_worker_lives(
    database: Database, add: Add
) -> None:
    job_id = add()
    first = claim(database, worker="dead")
    assert first is not None
    with database.writing() as session:
        jobs.requeue_running_jobs(session)
        session.commit()
    second = claim(database, worker="b")
    assert second is not None
    assert (second.job_id, second.attempts) == (job_id, 2)
    with database.writing() as session:
        assert not jobs.finish_job(session, first, at=now()), "whoever comes back finds the job taken"
