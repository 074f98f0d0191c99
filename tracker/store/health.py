"""Queries about the state of the installation."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tracker.store.tables import WorkerHeartbeat


def newest_heartbeat(session: Session) -> datetime | None:
    """Find when any worker was last seen."""
    return session.scalars(select(func.max(WorkerHeartbeat.seen_at))).one()
