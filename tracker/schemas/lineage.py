"""The line from prize to pilot, readable both ways; and whose turn it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from tracker.schemas.common import ResponseModel, Text

Relation = Literal[
    "has", "came_of", "follows_from", "answers", "carries_out", "measures", "led_to", "belongs_to"
]


class LineageNode(ResponseModel):
    """A thing of the record on the line; `day` is the date that says most about it."""

    id: str
    kind: str
    key: str
    title: Text
    state: str | None
    day: date | None
    visibility: str | None
    illustrative: bool
    source: str | None


class LineageEdge(ResponseModel):
    """One step of the line, read as: `source` relation `target`."""

    source: str
    target: str
    relation: Relation


class IndicatorOutcome(ResponseModel):
    """Where an indicator of a pilot stands: baseline, target and newest approved value, as decimals."""

    key: str
    title: Text
    unit: str
    baseline_state: str
    baseline: str | None
    target_state: str | None
    target: str | None
    actual_state: str | None
    actual: str | None
    measured_on: date | None


class PilotOutcome(ResponseModel):
    """A pilot that came of a recommendation, and what it changed."""

    key: str
    title: Text
    state: str
    recommendations: list[str]
    indicators: list[IndicatorOutcome]


class RecommendationOutcome(ResponseModel):
    """What became of a recommendation."""

    key: str
    number: int
    title: Text
    state: str
    findings: list[str]
    stance: str | None
    responded_on: date | None
    response_due: date | None
    actions_total: int
    actions_done: int
    pilots: list[str]


class LineageRead(ResponseModel):
    """The whole line of an engagement, as far as the asker may see it."""

    engagement: str
    nodes: list[LineageNode]
    edges: list[LineageEdge]
    recommendations: list[RecommendationOutcome]
    pilots: list[PilotOutcome]


class TurnRead(ResponseModel):
    """Something that waits for a party, since when, and in its own working days how long."""

    engagement: str
    engagement_title: Text
    study: str | None
    kind: str
    key: str
    title: Text
    what: str
    party: str
    mine: bool
    since: datetime
    waited_days: int
    due: date | None
    overdue_days: int | None
    is_overdue: bool
    calendar: str
    illustrative: bool


class TurnPage(ResponseModel):
    """What waits, the longest overdue first; `total` counts what a limit left off too."""

    items: list[TurnRead]
    total: int
    waited_by_party: dict[str, int]
