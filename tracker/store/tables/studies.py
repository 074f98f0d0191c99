"""Tables of studies: the imported definition, its milestones and their history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.store.base import Base, Identifier, one_of
from tracker.store.tables.record_plans import Gate


class Study(Base):
    """A study as its definition describes it, word for word, with the hash of those words."""

    __tablename__ = "study"

    id: Mapped[Identifier]
    slug: Mapped[str] = mapped_column(String(63), unique=True)
    # never empty; SQLite cannot add a column that refers to a table and says so itself
    engagement: Mapped[str] = mapped_column(ForeignKey("engagement.key"), nullable=True, index=True)
    definition: Mapped[dict[str, Any]]
    definition_sha256: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime]
    # from this moment the agreed dates move only by an approved change
    baseline_frozen_at: Mapped[datetime | None]
    gates: Mapped[list[Gate]] = relationship(lazy="raise", order_by="Gate.position")
    milestones: Mapped[list[Milestone]] = relationship(
        back_populates="study", lazy="raise", order_by="Milestone.position"
    )


class Milestone(Base):
    """A milestone; `version` counts its saved changes and is its ETag."""

    __tablename__ = "milestone"
    __table_args__ = (
        UniqueConstraint("study_id", "key"),
        one_of("state", "planned", "achieved", "missed", "waived"),
    )

    id: Mapped[Identifier]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(63))
    stage: Mapped[str] = mapped_column(String(63))
    position: Mapped[int]
    title: Mapped[dict[str, str]]
    owner: Mapped[str] = mapped_column(String(200))
    baseline_date: Mapped[date]
    forecast_date: Mapped[date | None]
    actual_date: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(30))
    # working days of its owner's calendar that the work before it takes
    duration_days: Mapped[int] = mapped_column(server_default="0")
    not_before: Mapped[date | None]
    # when work began; without it, work with a duration cannot begin before today
    started_date: Mapped[date | None]
    slip_reason: Mapped[str | None] = mapped_column(Text)
    city_confirms: Mapped[bool] = mapped_column(server_default=false())
    confirmed_organisation: Mapped[str | None] = mapped_column(String(200))
    confirmed_by: Mapped[str | None] = mapped_column(String(200))
    confirmed_at: Mapped[datetime | None]
    evidence: Mapped[str | None] = mapped_column(Text)
    illustrative: Mapped[bool]
    version: Mapped[int] = mapped_column()
    updated_at: Mapped[datetime]
    updated_by: Mapped[str | None] = mapped_column(String(200))
    study: Mapped[Study] = relationship(back_populates="milestones", lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract


class MilestoneChange(Base):
    """One saved change: which fields, before and after, by whom; rows are only ever added."""

    __tablename__ = "milestone_change"
    __table_args__ = (
        UniqueConstraint("milestone_id", "version"),
        Index("ix_milestone_change_changed_at", "changed_at"),
    )

    id: Mapped[Identifier]
    milestone_id: Mapped[str] = mapped_column(ForeignKey("milestone.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column()
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(200))
    changes: Mapped[list[dict[str, Any]]]
