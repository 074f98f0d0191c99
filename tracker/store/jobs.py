"""Queries on the job queue: add, claim under a lease, keep it, finish; and the workers' signs of life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from tracker.store.tables import Job, WorkerHeartbeat

GAVE_UP = "Given up: the worker stopped during each of {attempts} attempts."


@dataclass(frozen=True, slots=True)
class Claim:
    """What a worker holds; `attempts` tells this claim from a later one of the same worker."""

    job_id: str
    kind: str
    payload: dict[str, Any]
    worker: str
    attempts: int


def add_job(session: Session, *, kind: str, payload: dict[str, Any], at: datetime) -> Job:
    """Add a job to the caller's transaction: it exists if and only if its cause does."""
    job = Job(kind=kind, payload=payload, state="queued", progress_share=0.0, attempts=0, queued_at=at)
    session.add(job)
    session.flush()  # others point at its identifier
    return job


def find_job(session: Session, job_id: str) -> Job | None:
    """Find a job by its identifier."""
    return session.get(Job, job_id)


def _claimable(at: datetime) -> ColumnElement[bool]:
    return or_(Job.state == "queued", and_(Job.state == "running", Job.lease_until < at))


def is_job_waiting(session: Session, *, at: datetime) -> bool:
    """Tell whether a look with a writing transaction is worth it."""
    return session.scalar(select(exists().where(_claimable(at)))) is True


def claim_job(session: Session, *, worker: str, at: datetime, lease_until: datetime) -> Claim | None:
    """
    Take the oldest job that is queued or whose lease has passed.

    One statement on both databases: PostgreSQL skips rows that another worker is
    taking, SQLite runs it inside a transaction that began as a writer.
    """
    oldest = (
        select(Job.id)
        .where(_claimable(at))
        .order_by(Job.queued_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    statement = (
        update(Job)
        .where(Job.id == oldest)
        .values(
            state="running", worker=worker, lease_until=lease_until, attempts=Job.attempts + 1, started_at=at
        )
        .returning(Job.id, Job.kind, Job.payload, Job.attempts)
        .execution_options(synchronize_session=False)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else Claim(row.id, row.kind, row.payload, worker, row.attempts)


def fail_abandoned_jobs(session: Session, *, at: datetime, attempts: int) -> int:
    """Give up jobs whose lease has passed for the last time; return how many."""
    statement = (
        update(Job)
        .where(Job.state == "running", Job.lease_until < at, Job.attempts >= attempts)
        .values(state="failed", finished_at=at, lease_until=None, message=GAVE_UP.format(attempts=attempts))
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(statement).all())


def _change_claimed(session: Session, claim: Claim, **values: object) -> bool:
    statement = (
        update(Job)
        .where(
            Job.id == claim.job_id,
            Job.state == "running",
            Job.worker == claim.worker,
            Job.attempts == claim.attempts,
        )
        .values(**values)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).one_or_none() is not None


def keep_lease(
    session: Session, claim: Claim, *, lease_until: datetime, progress_share: float, message: str
) -> bool:
    """Extend the lease and say how far the work is; False when the job is no longer ours."""
    return _change_claimed(
        session, claim, lease_until=lease_until, progress_share=progress_share, message=message
    )


def finish_job(session: Session, claim: Claim, *, at: datetime) -> bool:
    """Mark the job done in the transaction that holds its results; False when it is no longer ours."""
    return _change_claimed(
        session,
        claim,
        state="succeeded",
        finished_at=at,
        lease_until=None,
        progress_share=1.0,
        message=None,
    )


def fail_job(session: Session, claim: Claim, *, at: datetime, message: str) -> bool:
    """Mark the job failed with a message that is safe to show."""
    return _change_claimed(session, claim, state="failed", finished_at=at, lease_until=None, message=message)


def requeue_job(session: Session, claim: Claim, *, message: str) -> bool:
    """Put the job back, to be tried again."""
    return _change_claimed(
        session, claim, state="queued", lease_until=None, progress_share=0.0, message=message
    )


def release_job(session: Session, claim: Claim) -> bool:
    """Put the job back without counting the attempt: the worker was asked to stop."""
    return _change_claimed(
        session,
        claim,
        state="queued",
        lease_until=None,
        progress_share=0.0,
        message=None,
        attempts=claim.attempts - 1,
    )


def requeue_running_jobs(session: Session) -> None:
    """Put back what was running, for somebody who knows that no worker lives; the attempt counts."""
    session.execute(
        update(Job)
        .where(Job.state == "running")
        .values(state="queued", lease_until=None, progress_share=0.0, message=None)
        .execution_options(synchronize_session=False)
    )


def record_heartbeat(session: Session, *, worker: str, at: datetime) -> None:
    """Say that a worker is alive."""
    session.merge(WorkerHeartbeat(worker=worker, seen_at=at))


def remove_heartbeat(session: Session, *, worker: str) -> None:
    """Forget a worker that stopped in good order."""
    row = session.get(WorkerHeartbeat, worker)
    if row is not None:
        session.delete(row)
