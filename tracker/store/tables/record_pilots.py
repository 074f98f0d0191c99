"""Tables of pilots: the recommendations they carry out, results, indicators, targets and reported values."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.record.workflows.indicators import INDICATOR_UPDATE
from tracker.record.workflows.pilots import PILOT
from tracker.store.base import Base, one_of
from tracker.store.tables.record_rows import (
    KEY,
    EngagementRow,
    ExactDecimal,
    known_or_said,
    refers,
    visibility_check,
)


class Pilot(EngagementRow, Base):
    """A small trial of what a study recommended."""

    __tablename__ = "pilot"
    __table_args__ = (
        known_or_said("running_cost"),
        one_of("state", *PILOT.states),
        visibility_check(),
    )

    title: Mapped[dict[str, str]]
    text: Mapped[dict[str, str]]
    study: Mapped[str | None] = mapped_column(ForeignKey("study.slug"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    running_cost_owner: Mapped[str | None] = mapped_column(ForeignKey("organisation.key"))
    running_cost: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    running_cost_state: Mapped[str] = mapped_column(String(20))
    running_cost_currency: Mapped[str | None] = mapped_column(String(3))
    running_cost_price_year: Mapped[int | None]
    sustainability_plan: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(30))
    state_since: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(Text)
    evidence: Mapped[str | None] = mapped_column(Text)


class PilotRecommendation(Base):
    """A pilot carries out a recommendation."""

    __tablename__ = "pilot_recommendation"
    __table_args__ = (
        ForeignKeyConstraint(["engagement", "pilot"], ["pilot.engagement", "pilot.key"], ondelete="CASCADE"),
        refers("engagement", "recommendation", "recommendation"),
    )

    engagement: Mapped[str] = mapped_column(KEY, primary_key=True)
    pilot: Mapped[str] = mapped_column(KEY, primary_key=True)
    recommendation: Mapped[str] = mapped_column(KEY, primary_key=True)


class Result(EngagementRow, Base):
    """What a pilot is to bring about, on one level of the results chain."""

    __tablename__ = "result"
    __table_args__ = (
        refers("engagement", "pilot", "pilot"),
        one_of("level", "output", "outcome", "impact"),
        visibility_check(),
    )

    pilot: Mapped[str] = mapped_column(KEY)
    level: Mapped[str] = mapped_column(String(20))
    title: Mapped[dict[str, str]]


class Indicator(EngagementRow, Base):
    """How a result is measured; the baseline is a number, unknown, or not applicable."""

    __tablename__ = "indicator"
    __table_args__ = (
        refers("engagement", "result", "result"),
        one_of("direction", "increase", "decrease"),
        known_or_said("baseline"),
        visibility_check(),
    )

    result: Mapped[str] = mapped_column(KEY)
    title: Mapped[dict[str, str]]
    unit: Mapped[str] = mapped_column(String(100))
    direction: Mapped[str] = mapped_column(String(20))
    formula: Mapped[str] = mapped_column(Text)
    baseline: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    baseline_state: Mapped[str] = mapped_column(String(20))
    baseline_on: Mapped[date | None]
    # the study's indicator that the register counts by itself
    live: Mapped[str | None] = mapped_column(KEY)


class IndicatorPeriod(EngagementRow, Base):
    """A stretch of time and the target for its end."""

    __tablename__ = "indicator_period"
    __table_args__ = (
        refers("engagement", "indicator", "indicator"),
        known_or_said("target"),
        CheckConstraint("starts_on <= ends_on", name="in_order"),
        visibility_check(),
    )

    indicator: Mapped[str] = mapped_column(KEY)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    target: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    target_state: Mapped[str] = mapped_column(String(20))
    locked: Mapped[bool]


class IndicatorUpdate(EngagementRow, Base):
    """A reported value; another organisation approves it, and then it is locked."""

    __tablename__ = "indicator_update"
    __table_args__ = (
        refers("engagement", "indicator_period", "indicator_period"),
        known_or_said("actual"),
        one_of("state", *INDICATOR_UPDATE.states),
        visibility_check(),
    )

    indicator_period: Mapped[str] = mapped_column(KEY)
    actual: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    actual_state: Mapped[str] = mapped_column(String(20))
    measured_on: Mapped[date]
    evidence: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(30))
    state_since: Mapped[datetime]
    # everybody who wrote any of it; none of their organisations can approve it
    author_ids: Mapped[list[str]]
    author_organisations: Mapped[list[str]]
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decided_organisation: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)
