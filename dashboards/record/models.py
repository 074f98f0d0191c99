"""What the API sends of an engagement, typed: its parts, the moves it offers, the line, whose turn it is."""

from __future__ import annotations

from datetime import date, datetime

from dashboards.models import Text, Wire


class Stated(Wire):
    """Base of what somebody states: it may be made up to show the tracker at work, and then says so."""

    illustrative: bool


class MoveOffer(Wire):
    """A move from the present state, and what stands in its way."""

    name: str
    targets: list[str]
    needs: list[str]
    obstacles: list[str]
    yours: bool


class PricedAmount(Wire):
    """An amount of money; one that is unknown or does not apply has no number."""

    state: str
    amount: str | None
    currency: str | None
    price_year: int | None


class OrganisationRead(Wire):
    """A body that takes part."""

    key: str
    name: str
    short_name: str


class EngagementRead(Stated):
    """What a programme does with one city on one topic."""

    key: str
    title: Text
    topic: Text
    city: str | None
    programme: str | None
    focal_point: str | None
    state: str
    state_since: datetime


class AgreementRead(Stated):
    """A paper the engagement rests on."""

    key: str
    title: Text
    form: str
    signed_on: date | None
    reference: str | None


class ParticipationRead(Stated):
    """An organisation's part."""

    organisation: str
    role: str
    part: Text


class ContributionRead(Stated):
    """What a party puts in."""

    organisation: str
    form: str
    stage: str
    title: Text
    amount: PricedAmount
    received_on: date | None


class EventRead(Stated):
    """A meeting, visit or workshop of the engagement."""

    key: str
    title: Text
    form: str
    starts_at: datetime
    place: str | None
    minutes: str | None


class AttendanceRead(Wire):
    """How many people of an organisation were at an event."""

    event: str
    organisation: str
    people_count: int | None


class CalendarEventRead(Stated):
    """A date of the programmes' common calendar."""

    title: Text
    form: str
    programme: str | None
    starts_on: date | None
    ends_on: date | None
    when_said: str | None
    place: str | None


class GateRead(Stated):
    """The decision at the end of a stage."""

    key: str
    study: str
    stage: str
    title: Text
    state: str
    state_since: datetime
    reason: str | None
    decided_by: str | None
    decided_organisation: str | None
    version: int
    updated_at: datetime
    updated_by: str
    moves: list[MoveOffer] | None = None


class GateConditionRead(Stated):
    """What must still happen after a conditional pass."""

    key: str
    gate: str
    text: Text
    owner: str
    due: date
    state: str
    state_since: datetime
    reason: str | None
    evidence: str | None
    version: int
    updated_at: datetime
    updated_by: str
    moves: list[MoveOffer] | None = None


class FindingRead(Wire):
    """Something the study found."""

    key: str
    number: int
    title: Text
    text: Text


class RecommendationRead(Stated):
    """What the study tells somebody to do."""

    key: str
    study: str
    number: int
    title: Text
    text: Text
    addressee: str
    findings: list[str]
    state: str
    state_since: datetime
    reason: str | None
    issued_on: date | None
    response_due: date | None
    version: int
    updated_at: datetime
    updated_by: str
    moves: list[MoveOffer] | None = None


class ManagementResponseRead(Stated):
    """What the addressee answered."""

    key: str
    recommendation: str
    stance: str
    text: Text
    responded_on: date


class FollowUpActionRead(Stated):
    """What somebody undertook to do about a recommendation."""

    key: str
    recommendation: str
    title: Text
    owner: str
    due: date | None
    state: str
    state_since: datetime
    reason: str | None
    evidence: str | None
    version: int
    updated_at: datetime
    updated_by: str
    moves: list[MoveOffer] | None = None


class PilotRead(Stated):
    """A trial of what a study recommended."""

    key: str
    title: Text
    text: Text
    state: str
    state_since: datetime
    reason: str | None
    running_cost: PricedAmount
    running_cost_owner: str | None
    version: int
    updated_at: datetime
    updated_by: str
    moves: list[MoveOffer] | None = None


class MeasuredValue(Wire):
    """A measured number; one that is unknown or does not apply has no value."""

    state: str
    value: str | None


class IndicatorPeriodRead(Wire):
    """A stretch of time in which an indicator is reported."""

    key: str
    indicator: str
    starts_on: date
    ends_on: date


class IndicatorUpdateRead(Stated):
    """A reported value."""

    key: str
    indicator_period: str
    actual: MeasuredValue
    measured_on: date
    evidence: str | None
    state: str
    version: int
    updated_at: datetime
    updated_by: str
    moves: list[MoveOffer] | None = None


class BaselineChangeRead(Stated):
    """A request to move an agreed date."""

    key: str
    milestone: str
    old_date: date
    new_date: date
    reason: str
    state: str
    version: int
    created_by: str
    updated_at: datetime
    updated_by: str
    moves: list[MoveOffer] | None = None


class LineageNode(Stated):
    """A thing on the line."""

    id: str
    kind: str
    key: str
    title: Text
    state: str | None
    day: date | None


class LineageEdge(Wire):
    """One step of the line, read as: source relation target."""

    source: str
    target: str
    relation: str


class IndicatorOutcome(Wire):
    """Where an indicator of a pilot stands."""

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


class PilotOutcome(Wire):
    """A pilot and what it changed."""

    key: str
    title: Text
    state: str
    recommendations: list[str]
    indicators: list[IndicatorOutcome]


class RecommendationOutcome(Wire):
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


class LineageRead(Wire):
    """The whole line of an engagement."""

    engagement: str
    nodes: list[LineageNode]
    edges: list[LineageEdge]
    recommendations: list[RecommendationOutcome]
    pilots: list[PilotOutcome]


class TurnRead(Stated):
    """Something that waits for a party."""

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


class TurnPage(Wire):
    """What waits, the longest overdue first."""

    items: list[TurnRead]
    total: int
    waited_by_party: dict[str, int]
