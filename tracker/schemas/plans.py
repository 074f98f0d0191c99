"""Plans: dates worked out from dependencies, what a change would move, who is how busy, new studies."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from studies.record.fields import Words
from tracker.schemas.common import Line, RequestModel, ResponseModel, Slug, Text

DependencyLink = Literal["finish_start", "start_start", "finish_finish", "start_finish"]


class DriverRead(ResponseModel):
    """What holds an item where it is: a dependency, a stated day, today ..."""

    kind: str
    milestone: str | None
    link: str | None
    lag_days: int | None


class PlanRow(ResponseModel):
    """A milestone of the plan; floats and slips are in working days of its own calendar where named so."""

    key: str
    title: Text
    stage: str
    party: str
    calendar: str
    state: str
    duration_days: int
    baseline_date: date
    stated_date: date | None
    forecast_date: date | None
    actual_date: date | None
    start_date: date | None
    latest_finish_date: date | None
    total_float_days: int | None
    free_float_days: int | None
    slip_days: int | None
    slip_working_days: int | None
    slip_reason: str | None
    critical: bool
    drivers: list[DriverRead]
    illustrative: bool


class PlanDependency(ResponseModel):
    """One milestone waits for another."""

    key: str
    predecessor: str
    successor: str
    link: DependencyLink
    lag_days: int


class PlanRead(ResponseModel):
    """A study's plan, worked out today."""

    study: str
    engagement: str
    today: date
    baseline_frozen_at: datetime | None
    starts_on: date
    finishes_on: date | None
    feasible: bool
    rows: list[PlanRow]
    dependencies: list[PlanDependency]
    critical_paths: list[list[str]]


class PlanChange(RequestModel):
    """
    One thing that would be different: a field of a milestone, or a dependency added or removed.

    With `milestone`: `field` and `value` (a day, a number of days, a state, or null). With `predecessor`
    and `successor`: the dependency that is added, or removed with `remove`.
    """

    milestone: Slug | None = None
    field: (
        Literal["baseline_date", "forecast_date", "not_before_date", "actual_date", "duration_days", "state"]
        | None
    ) = None
    value: (
        date | Annotated[int, Field(strict=True, ge=0, le=2600)] | Literal["open", "done", "waived"] | None
    ) = None
    predecessor: Slug | None = None
    successor: Slug | None = None
    link: DependencyLink = "finish_start"
    lag_days: Annotated[int, Field(strict=True, ge=-2000, le=2000)] = 0
    remove: bool = False


class WhatIfRequest(RequestModel):
    """What would be different; nothing is saved."""

    changes: Annotated[list[PlanChange], Field(min_length=1, max_length=200)]


class MoveRead(ResponseModel):
    """A milestone that would move, and the chain from the change to it."""

    key: str
    title: Text
    party: str | None
    finish_before: date | None
    finish_after: date | None
    days: int | None
    working_days: int | None
    chain: list[str]
    critical: bool


class WhatIfRead(ResponseModel):
    """What the changes would move."""

    moves: list[MoveRead]
    became_critical: list[str]
    no_longer_critical: list[str]
    finishes_before: date | None
    finishes_after: date | None
    feasible: bool


class LoadRead(ResponseModel):
    """What a party has to do in a month or week."""

    party: str | None
    period: str
    first_date: date
    open_count: int
    due_count: int
    working_days_count: int


class TemplateRead(ResponseModel):
    """A sequence of milestones that a study can begin with."""

    key: str
    title: Text
    text: Text
    milestones: list[Text]


class StageCreate(RequestModel):
    """A stage of a new study and the decision at its end."""

    key: Slug
    title: Words
    gate: Words | None = None


class StudyCreate(RequestModel):
    """
    A new study of an engagement: with stages of its own, or with a template's plan from a first day.

    `parties` names, for a template, the organisations that are its secretariat, consultant and so on.
    """

    slug: Slug
    title: Words
    question: Words
    summary: Words
    languages: Annotated[list[Literal["en", "pt-BR", "es", "ko"]], Field(min_length=1)]
    city: Line
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    lon_deg: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    lat_deg: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    illustrative: bool = False
    stages: Annotated[list[StageCreate], Field(max_length=50)] = Field(default_factory=list)
    template: Slug | None = None
    starts_on: date | None = None
    parties: dict[Literal["secretariat", "consultant", "city_partner", "reviewer"], Slug] = Field(
        default_factory=dict
    )


class MilestoneCreate(RequestModel):
    """A new milestone of a study; its owner is an organisation."""

    key: Slug
    stage: Slug
    title: Words
    owner: Slug
    baseline_date: date
    duration_days: Annotated[int, Field(strict=True, ge=0, le=2600)] = 0
    not_before: date | None = None
    city_confirms: bool = False
    illustrative: bool = False
