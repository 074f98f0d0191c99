"""The worker: takes jobs from the queue one at a time, keeps their lease, stops in good order when asked."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import FrameType
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from tracker.clock import now
from tracker.errors import TrackerError
from tracker.services.assessment_runs import Progress, Store, run_assessment
from tracker.services.assessments import JOB_KIND
from tracker.services.idempotency import sweep_answers
from tracker.settings import Settings
from tracker.store import jobs
from tracker.store.base import new_id
from tracker.store.jobs import Claim
from tracker.store.session import Database, Session

PROGRESS_S = 1.0  # between two updates of a running job's progress
SWEEP_S = 3600.0  # between two removals of answers that are kept no longer

Handler = Callable[[dict[str, Any], Progress], Store]

UNEXPECTED = "An unexpected fault stopped this job; the log has its trace under the job's identifier."
UNKNOWN_KIND = "This worker does not know jobs of this kind; it is older or newer than the interface."


class StopRequestedError(Exception):
    """Somebody asked the worker to stop while it was computing."""


class LeaseLostError(Exception):
    """Another worker has taken the job up; what was computed here is thrown away."""


@dataclass
class _Report:
    """How far the running job is; written by the computing thread, read by the heart."""

    claim: Claim
    share: float = 0.0
    message: str = "starting"
    lost: threading.Event = field(default_factory=threading.Event)


def handlers_of(database: Database, settings: Settings) -> dict[str, Handler]:
    """Give the handler of each kind of job."""

    def assess(payload: dict[str, Any], progress: Progress) -> Store:
        return run_assessment(database, payload, settings=settings, progress=progress)

    return {JOB_KIND: assess}


class Worker:
    """
    One worker in one process.

    A handler computes without writing and gives back how to store its result; that runs in
    the transaction that ends the job, and only while the lease is still ours. So a job may
    be computed twice, when a worker dies, but its result is stored once.
    """

    def __init__(
        self, database: Database, settings: Settings, handlers: Mapping[str, Handler] | None = None
    ) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{new_id()[:8]}"
        self._database = database
        self._settings = settings.job
        self._handlers = handlers if handlers is not None else handlers_of(database, settings)
        self._stopping = threading.Event()
        self._ended = threading.Event()
        self._report: _Report | None = None
        self._sweep_after_s = 0.0  # of the monotonic clock
        self._log = structlog.get_logger().bind(worker=self.name)

    def stop(self) -> None:
        """Ask the worker to stop; a running job goes back to the queue."""
        self._stopping.set()

    def run(self) -> None:
        """Work until asked to stop."""
        with self._beating(), stopped_by_signals(self):
            self._log.info("worker_started")
            while not self._stopping.is_set():
                if not self._take_one():
                    self._sweep()
                    self._stopping.wait(self._settings.poll_s)
        self._log.info("worker_stopped")

    def run_waiting(self) -> int:
        """Do what is queued now and return how many jobs that were; for the demo and for tests."""
        done = 0
        with self._beating():
            while not self._stopping.is_set() and self._take_one():
                done += 1
        return done

    def _take_one(self) -> bool:
        try:
            claim = self._claim()
        except SQLAlchemyError as error:
            # the database may be away for a moment; the queue is still there afterwards
            self._log.error("queue_unreachable", exc_info=error)
            return False
        if claim is None:
            return False
        started = time.monotonic()
        try:
            outcome = self._do(claim)
        except SQLAlchemyError as error:
            # how the job ended could not be written down: its lease runs out, and it is taken up again
            self._log.error("job_end_not_recorded", job=claim.job_id, exc_info=error)
            outcome = "not_recorded"
        self._log.info(
            "job_ended",
            job=claim.job_id,
            kind=claim.kind,
            attempt=claim.attempts,
            outcome=outcome,
            ms=round(1000 * (time.monotonic() - started)),
        )
        return True

    def _sweep(self) -> None:
        """Remove answers that nobody may ask for again, now and then while there is nothing else to do."""
        if time.monotonic() < self._sweep_after_s:
            return
        self._sweep_after_s = time.monotonic() + SWEEP_S
        try:
            with self._writing() as session:
                removed = sweep_answers(session, at=now())
        except SQLAlchemyError as error:
            # they count no longer; the next sweep takes them
            self._log.warning("sweep_missed", exc_info=error)
            return
        self._log.info("answers_swept", count=removed)

    def _claim(self) -> Claim | None:
        at = now()
        with self._database.reading() as session:
            if not jobs.is_job_waiting(session, at=at):
                return None
        with self._writing() as session:
            jobs.fail_abandoned_jobs(session, at=at, attempts=self._settings.attempts)
            return jobs.claim_job(session, worker=self.name, at=at, lease_until=self._lease_end(at))

    def _do(self, claim: Claim) -> str:
        handler = self._handlers.get(claim.kind)
        if handler is None:
            return self._fail(claim, UNKNOWN_KIND)
        report = _Report(claim)
        self._report = report
        try:
            store = handler(claim.payload, lambda share, message: self._note(report, share, message))
            self._finish(claim, store)
        except StopRequestedError:
            with self._writing() as session:
                jobs.release_job(session, claim)
            return "released"
        except LeaseLostError:
            return "lease_lost"
        except TrackerError as error:
            return self._fail(claim, error.detail)
        except Exception as error:  # noqa: BLE001 - the boundary: whatever happens, the queue must go on
            self._log.error("job_broke", job=claim.job_id, exc_info=error)
            return self._retry_or_fail(claim)
        finally:
            self._report = None
        return "succeeded"

    def _finish(self, claim: Claim, store: Store) -> None:
        with self._writing() as session:
            at = now()
            # first, so that on PostgreSQL the row is locked while the results go in
            if not jobs.finish_job(session, claim, at=at):
                raise LeaseLostError
            store(session, at)

    def _note(self, report: _Report, share: float, message: str) -> None:
        report.share, report.message = share, message
        if self._stopping.is_set():
            raise StopRequestedError
        if report.lost.is_set():
            raise LeaseLostError

    def _fail(self, claim: Claim, message: str) -> str:
        with self._writing() as session:
            jobs.fail_job(session, claim, at=now(), message=message)
        return "failed"

    def _retry_or_fail(self, claim: Claim) -> str:
        if claim.attempts >= self._settings.attempts:
            return self._fail(claim, UNEXPECTED)
        with self._writing() as session:
            jobs.requeue_job(session, claim, message=UNEXPECTED)
        return "requeued"

    def _lease_end(self, at: datetime) -> datetime:
        return at + timedelta(seconds=self._settings.lease_s)

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with self._database.writing() as session:
            yield session
            session.commit()

    @contextmanager
    def _beating(self) -> Iterator[None]:
        """Run the heart beside the work; take the worker off the list of the living at the end."""
        self._ended.clear()
        self._beat_once()  # a worker is on the list before it takes its first job
        heart = threading.Thread(target=self._beat, name="heart", daemon=True)
        heart.start()
        try:
            yield
        finally:
            self._ended.set()
            heart.join()
            with suppress(SQLAlchemyError), self._writing() as session:
                jobs.remove_heartbeat(session, worker=self.name)

    def _beat(self) -> None:
        idle_s = min(self._settings.heartbeat_s, self._settings.lease_s / 3)
        # somebody may be watching the progress of a running job
        while not self._ended.wait(idle_s if self._report is None else min(idle_s, PROGRESS_S)):
            self._beat_once()

    def _beat_once(self) -> None:
        try:
            self._record_beat()
        except SQLAlchemyError as error:
            # a missed beat is what the lease allows for; the next one may succeed
            self._log.warning("heartbeat_missed", exc_info=error)

    def _record_beat(self) -> None:
        with self._writing() as session:
            at = now()
            jobs.record_heartbeat(session, worker=self.name, at=at)
            report = self._report
            if report is not None and not jobs.keep_lease(
                session,
                report.claim,
                lease_until=self._lease_end(at),
                progress_share=report.share,
                message=report.message,
            ):
                report.lost.set()


@contextmanager
def stopped_by_signals(worker: Worker) -> Iterator[None]:
    """Let SIGTERM and SIGINT ask the worker to stop; only the main thread may listen to signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        worker.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
