"""Tables of jobs: the durable queue and the workers' signs of life."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.base import Base, Identifier, one_of


class Job(Base):
    """Work for a worker; a running job whose lease has passed may be taken up by another."""

    __tablename__ = "job"
    __table_args__ = (
        one_of("state", "queued", "running", "succeeded", "failed"),
        Index("ix_job_state_queued_at", "state", "queued_at"),
    )

    id: Mapped[Identifier]
    kind: Mapped[str] = mapped_column(String(63))
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(30))
    progress_share: Mapped[float]
    message: Mapped[str | None] = mapped_column(Text)
    attempts: Mapped[int]
    worker: Mapped[str | None] = mapped_column(String(100))
    lease_until: Mapped[datetime | None]
    queued_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class WorkerHeartbeat(Base):
    """When a worker was last seen."""

    __tablename__ = "worker_heartbeat"

    worker: Mapped[str] = mapped_column(String(100), primary_key=True)
    seen_at: Mapped[datetime]
