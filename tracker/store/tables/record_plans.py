"""Tables of a study's course: deliverables, decisions at gates, dependencies and changes of the baseline."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.record.workflows.deliverables import DELIVERABLE
from tracker.record.workflows.gates import GATE, GATE_CONDITION
from tracker.record.workflows.milestones import BASELINE_CHANGE
from tracker.store.base import Base, one_of
from tracker.store.tables.record_rows import KEY, EngagementRow, refers, visibility_check


class Deliverable(EngagementRow, Base):
    """Something a study hands over; it is accepted as the bytes of one hash, never as a title."""

    __tablename__ = "deliverable"
    __table_args__ = (one_of("state", *DELIVERABLE.states), visibility_check())

    study: Mapped[str] = mapped_column(ForeignKey("study.slug"))
    stage: Mapped[str] = mapped_column(KEY)
    title: Mapped[dict[str, str]]
    due: Mapped[date | None]
    obligatory: Mapped[bool]
    responsible: Mapped[str | None] = mapped_column(ForeignKey("organisation.key"))
    # whether recommendations can be issued from it
    final: Mapped[bool]
    report: Mapped[str | None] = mapped_column(KEY)
    accepted_sha256: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(30))
    state_since: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(Text)


class DeliverableVersion(Base):
    """What was submitted for a deliverable: the hash of the bytes, when and by whom."""

    __tablename__ = "deliverable_version"
    __table_args__ = (
        ForeignKeyConstraint(
            ["engagement", "deliverable"], ["deliverable.engagement", "deliverable.key"], ondelete="CASCADE"
        ),
    )

    engagement: Mapped[str] = mapped_column(KEY, primary_key=True)
    deliverable: Mapped[str] = mapped_column(KEY, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content_sha256: Mapped[str] = mapped_column(String(64))
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    submitted_organisation: Mapped[str] = mapped_column(String(200))


class Gate(EngagementRow, Base):
    """The decision at the end of a stage: open until somebody with the right decides."""

    __tablename__ = "gate"
    __table_args__ = (
        UniqueConstraint("study", "stage"),
        one_of("state", *GATE.states),
        visibility_check(),
    )

    study: Mapped[str] = mapped_column(ForeignKey("study.slug"))
    stage: Mapped[str] = mapped_column(KEY)
    title: Mapped[dict[str, str]]
    state: Mapped[str] = mapped_column(String(30))
    state_since: Mapped[datetime]
    position: Mapped[int]
    opened_by_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decided_organisation: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)


class GateCondition(EngagementRow, Base):
    """What must still happen after a conditional pass: by whom, by when, and what proves it."""

    __tablename__ = "gate_condition"
    __table_args__ = (
        refers("engagement", "gate", "gate"),
        one_of("state", *GATE_CONDITION.states),
        visibility_check(),
    )

    gate: Mapped[str] = mapped_column(KEY)
    text: Mapped[dict[str, str]]
    owner: Mapped[str] = mapped_column(ForeignKey("organisation.key"))
    due: Mapped[date]
    state: Mapped[str] = mapped_column(String(30))
    state_since: Mapped[datetime]
    evidence: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)


class MilestoneDependency(EngagementRow, Base):
    """One milestone of a study waits for another."""

    __tablename__ = "milestone_dependency"
    __table_args__ = (
        UniqueConstraint("study", "predecessor", "successor", "link"),
        one_of("link", "finish_start", "start_start", "finish_finish", "start_finish"),
        CheckConstraint("predecessor <> successor", name="not_itself"),
        visibility_check(),
    )

    study: Mapped[str] = mapped_column(ForeignKey("study.slug"))
    predecessor: Mapped[str] = mapped_column(KEY)
    successor: Mapped[str] = mapped_column(KEY)
    link: Mapped[str] = mapped_column(String(20))
    lag_days: Mapped[int]


class BaselineChange(EngagementRow, Base):
    """A request to move an agreed date: the old one is kept, another person approves."""

    __tablename__ = "baseline_change"
    __table_args__ = (one_of("state", *BASELINE_CHANGE.states), visibility_check())

    study: Mapped[str] = mapped_column(ForeignKey("study.slug"))
    milestone: Mapped[str] = mapped_column(KEY)
    old_date: Mapped[date]
    new_date: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(30))
    state_since: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decided_organisation: Mapped[str | None] = mapped_column(String(200))
    decision_reason: Mapped[str | None] = mapped_column(Text)
