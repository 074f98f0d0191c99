"""What the API sends of the register: places, facts, choices, queues; unknown fields are ignored."""

from __future__ import annotations

from datetime import date, datetime

from dashboards.models import Text, Wire


class FinderSummary(Wire):
    """A study that has a public finder."""

    slug: str
    city: str
    country: str
    title: Text
    published_count: int
    newest_observation_on: date | None


class PositionRead(Wire):
    """Where a place lies: somewhere within the radius of this point."""

    lon_deg: float
    lat_deg: float
    precision: str
    radius_m: float


class FactRead(Wire):
    """What is known of one thing about a place; ``unknown`` when nobody said."""

    kind: str
    answer: str
    stale: bool
    disputed: bool
    observed_on: date | None
    confidence: str | None


class PlaceFound(Wire):
    """A place as anybody sees it."""

    study: str
    key: str
    name: str
    kind: str
    district: str
    address: str
    attributes: dict[str, str]
    position: PositionRead | None
    distance_m: float | None
    facts: list[FactRead]
    updated_at: datetime


class PlacesFound(Wire):
    """Some places, how many there are in all, and where to go on."""

    items: list[PlaceFound]
    total: int
    next_cursor: str | None


class ChoiceCount(Wire):
    """Something to choose by, and how many published places have it."""

    key: str
    count: int


class FactChoice(Wire):
    """A kind of fact, and of how many places it is said."""

    kind: str
    current_yes: int
    yes: int
    no: int
    unknown: int
    review_months: int


class ChoicesRead(Wire):
    """What a finder offers to choose from."""

    study: str
    title: Text
    languages: list[str]
    total: int
    kinds: list[ChoiceCount]
    districts: list[ChoiceCount]
    facts: list[FactChoice]
    newest_observation_on: date | None


# --- for those who keep the register -----------------------------------------------------------


class PlaceSummary(PlaceFound):
    """A place of the register, published or not."""

    id: str
    state: str
    version: int
    proposals_open: int


class PlaceSummaries(Wire):
    """Some places of the register, how many there are in all, and where to go on."""

    items: list[PlaceSummary]
    total: int
    next_cursor: str | None


class AttributeRead(Wire):
    """A value that an attribute was given, from where and by whom; null when it was taken away."""

    attribute: str
    value: str | None
    source: str
    recorded_at: datetime
    recorded_by: str
    stands: bool


class ObservationRead(Wire):
    """A statement about a fact."""

    id: str
    kind: str
    answer: str
    source: str
    observed_on: date | None
    observer: str
    confidence: str
    norm: str | None
    evidence: str | None
    settles: bool
    recorded_at: datetime
    withdrawn_at: datetime | None
    review_due: date | None
    counts: bool


class ProposalRead(Wire):
    """A fact that a rule read in prose: its words, and the note they stand in."""

    id: str
    place_id: str
    kind: str
    answer: str
    words: str
    notes: str | None
    rule: str
    norm: str | None
    observed_on: date | None
    state: str


class PlaceRead(PlaceSummary):
    """A place with everything that is known of it."""

    found_by: str
    updated_by: str
    history: list[AttributeRead]
    observations: list[ObservationRead]
    proposals: list[ProposalRead]


class SuggestionRead(Wire):
    """What somebody without an account sent."""

    id: str
    place_id: str | None
    kind: str | None
    answer: str | None
    text: str
    language: str
    sent_at: datetime
    state: str


class QueueItem(Wire):
    """One thing for a person to decide."""

    part: str
    people: float
    place: PlaceSummary | None
    proposal: ProposalRead | None
    suggestion: SuggestionRead | None
    facts: list[FactRead]
    observations: list[ObservationRead]


class QueueRead(Wire):
    """A part of the queue, most consequential first, and the size of every part."""

    items: list[QueueItem]
    total: int
    counts: dict[str, int]
