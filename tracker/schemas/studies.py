"""Studies as partners read them: what, where, who, which stages and indicators, what is late."""

from __future__ import annotations

from datetime import date
from typing import Literal

from tracker.schemas.common import ResponseModel, Share, Text


class PartyRead(ResponseModel):
    """An organisation and its part in the study."""

    key: str
    name: str
    role: str
    country: str | None


class StageRead(ResponseModel):
    """A stage and the gate at its end."""

    key: str
    title: Text
    planned_start: date | None
    planned_end: date | None
    gate: Text | None
    gate_state: Literal["not_open", "open", "passed", "passed_with_conditions", "rework", "stopped"]
    illustrative: bool


class DeliverableRead(ResponseModel):
    """Something the study hands over."""

    key: str
    title: Text
    due: date | None
    state: str
    illustrative: bool


class IndicatorValue(ResponseModel):
    """What a live indicator comes to on a day: `value` is numerator / denominator, null without any place."""

    value: Share | None
    numerator: int
    denominator: int
    as_of: date


class IndicatorRead(ResponseModel):
    """A measure of success with its baseline and target, where known; `live` where the register counts it."""

    key: str
    title: Text
    unit: str
    direction: Literal["increase", "decrease"]
    baseline: float | None
    target: float | None
    illustrative: bool
    formula: str
    live: IndicatorValue | None = None


class ParameterRead(ResponseModel):
    """An assumed number with unit, date and reference."""

    key: str
    title: Text
    value: float | str
    unit: str
    as_of: date
    reference: str
    illustrative: bool


class AnalysisRead(ResponseModel):
    """An analysis the definition declares; running it makes an assessment."""

    key: str
    title: Text
    services: dict[str, Text]
    profiles: list[str]
    cutoffs_min: list[float]


class LateMilestone(ResponseModel):
    """A milestone behind its baseline, for the portfolio."""

    key: str
    title: Text
    baseline_date: date
    forecast_date: date | None
    slip_days: int
    reason: str | None
    owner: str


class StudySummary(ResponseModel):
    """One line of the portfolio."""

    slug: str
    title: Text
    city: str
    country: str
    programme: Text
    stage: Text | None
    milestones_total: int
    milestones_achieved: int
    late: list[LateMilestone]
    next_milestone: LateMilestone | None
    synthetic: bool
    illustrative: bool


class StudyPage(ResponseModel):
    """A page of the portfolio; `total` and `late_total` count over all pages, the latter studies behind."""

    items: list[StudySummary]
    total: int
    late_total: int


class StudyRead(StudySummary):
    """A study in full."""

    question: Text
    summary: Text
    languages: list[str]
    centre_lon_deg: float
    centre_lat_deg: float
    definition_sha256: str
    parties: list[PartyRead]
    stages: list[StageRead]
    deliverables: list[DeliverableRead]
    indicators: list[IndicatorRead]
    parameters: list[ParameterRead]
    analyses: list[AnalysisRead]
