"""What the API sends of a plan, typed: worked-out dates, what a change would move, who is how busy."""

from __future__ import annotations

from datetime import date, datetime

from dashboards.models import Text, Wire


class PlanRow(Wire):
    """A milestone of the plan."""

    key: str
    title: Text
    party: str
    calendar: str
    state: str
    baseline_date: date
    forecast_date: date | None
    actual_date: date | None
    total_float_days: int | None
    slip_days: int | None
    slip_working_days: int | None
    slip_reason: str | None
    critical: bool
    illustrative: bool


class PlanDependency(Wire):
    """One milestone waits for another."""

    predecessor: str
    successor: str
    link: str
    lag_days: int


class PlanRead(Wire):
    """A study's plan, worked out today."""

    study: str
    engagement: str
    baseline_frozen_at: datetime | None
    finishes_on: date | None
    feasible: bool
    rows: list[PlanRow]
    dependencies: list[PlanDependency]


class MoveRead(Wire):
    """A milestone that would move."""

    key: str
    title: Text
    party: str | None
    finish_before: date | None
    finish_after: date | None
    working_days: int | None
    chain: list[str]
    critical: bool


class WhatIfRead(Wire):
    """What changes would move."""

    moves: list[MoveRead]
    became_critical: list[str]
    finishes_before: date | None
    finishes_after: date | None
    feasible: bool


class LoadRead(Wire):
    """What a party has to do in a month."""

    party: str | None
    first_date: date
    open_count: int
    due_count: int
    working_days_count: int
