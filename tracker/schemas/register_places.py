"""The register for those who keep it: places with all that is known of them, changes, queues, decisions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tracker.register.candidates import Attribute
from tracker.register.vocabulary import Answer, Confidence, FactKind, PrecisionClass, ServiceKind
from tracker.schemas.common import Line, RequestModel, ResponseModel, _storable
from tracker.schemas.finder import FactRead, LatDegrees, LonDegrees, PlaceFound, PositionRead

PlaceState = Literal["draft", "published", "withdrawn"]
QueuePart = Literal["proposals", "disputes", "positions", "stale", "suggestions"]

ShortText = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_storable)]
Value = Annotated[str, Field(min_length=1, max_length=5_000), AfterValidator(_storable)]
Reason = Annotated[str, Field(min_length=3, max_length=1_000), AfterValidator(_storable)]


class PlaceSummary(PlaceFound):
    """A place of the register, published or not; `version` is its ETag."""

    id: str
    state: PlaceState
    version: int
    proposals_open: int


class PlaceSummaries(ResponseModel):
    """Some of the places found, how many there are in all, and where the next ones begin."""

    items: list[PlaceSummary]
    total: int
    next_cursor: str | None


class AttributeRead(ResponseModel):
    """
    A value that an attribute was given, from where and by whom; null when it was taken away.

    What persons change besides is kept the same way under `kind`, `state` and `position`.
    """

    attribute: str
    value: str | None
    source: str
    import_id: str | None
    recorded_at: datetime
    recorded_by: str
    stands: bool


class ObservationRead(ResponseModel):
    """
    A statement about a fact; it is never changed.

    `counts` tells whether the answer rests on it today. One whose import was undone is `withdrawn_at`.
    """

    id: str
    kind: FactKind
    answer: Answer
    source: str
    observed_on: date | None
    observer: str
    confidence: Confidence
    norm: str | None
    evidence: str | None
    settles: bool
    import_id: str | None
    recorded_at: datetime
    recorded_by: str
    withdrawn_at: datetime | None
    review_due: date | None
    counts: bool


class ProposalRead(ResponseModel):
    """A fact that a rule read in prose; `words` are the ones it read, `notes` the whole note."""

    id: str
    place_id: str
    kind: FactKind
    answer: Literal["yes", "no"]
    words: str
    notes: str | None
    rule: str
    norm: str | None
    observed_on: date | None
    state: Literal["open", "confirmed", "rejected"]
    decided_at: datetime | None
    decided_by: str | None


class PlaceRead(PlaceSummary):
    """A place with everything that is known of it."""

    found_by: str
    created_at: datetime
    updated_by: str
    history: list[AttributeRead]
    observations: list[ObservationRead]
    proposals: list[ProposalRead]


class PositionUpdate(RequestModel):
    """A position set by a person; without `radius_m` it gets the usual one of its class of precision."""

    lon_deg: LonDegrees
    lat_deg: LatDegrees
    precision: PrecisionClass = "coordinates"
    radius_m: Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)] | None = None


class PlaceUpdate(RequestModel):
    """
    Fields to change; those left out stay as they are.

    In `attributes` a null takes a value away; what it was stays in the history. A null `position` says
    that nobody knows where the place is.
    """

    name: Line | None = None
    kind: ServiceKind | None = None
    attributes: dict[Attribute, Value | None] | None = None
    state: PlaceState | None = None
    position: PositionUpdate | None = None
    reason: Reason


class ObservationCreate(RequestModel):
    """What somebody saw or read; with `settles` it decides between sources that disagree."""

    kind: FactKind
    answer: Answer
    observed_on: date | None = None
    observer: ShortText
    confidence: Confidence = "observed"
    norm: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_storable)] | None = None
    evidence: Value | None = None
    settles: bool = False


class SuggestionRead(ResponseModel):
    """What somebody without an account sent; the text is theirs, plain, and to be shown escaped."""

    id: str
    place_id: str | None
    kind: FactKind | None
    answer: Literal["yes", "no"] | None
    text: str
    language: str
    sent_at: datetime
    state: Literal["waiting", "accepted", "rejected"]
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None


class QueueItem(ResponseModel):
    """
    One thing for a person to decide.

    `people` is the number of people of the newest assessment who live within 1 km of the place: the most
    come first. Which of the other members is filled follows from the part of the queue.
    """

    part: QueuePart
    people: float
    place: PlaceSummary | None
    proposal: ProposalRead | None = None
    suggestion: SuggestionRead | None = None
    facts: list[FactRead] = Field(default_factory=list)
    observations: list[ObservationRead] = Field(default_factory=list)


class QueueRead(ResponseModel):
    """A part of the queue, most consequential first; `counts` has the size of every part."""

    items: list[QueueItem]
    total: int
    counts: dict[QueuePart, int]


class ProposalDecision(RequestModel):
    """Whether the words say what the rule read; confirming adds an observation."""

    confirm: bool
    observed_on: date | None = None


class SuggestionDecision(RequestModel):
    """What becomes of a suggestion; accepting one that states a fact adds an observation."""

    accept: bool
    reason: Reason


class PublicationCreate(RequestModel):
    """
    Publish the drafts of an import at once, except those of which a row needs review.

    Those are published one by one, when somebody has looked at them.
    """

    import_id: ShortText
    reason: Reason


class PublicationRead(ResponseModel):
    """How many drafts were published, and how many were left for a person to look at."""

    published: int
    left: int


__all__ = [
    "AttributeRead",
    "ObservationCreate",
    "ObservationRead",
    "PlaceRead",
    "PlaceState",
    "PlaceSummaries",
    "PlaceSummary",
    "PlaceUpdate",
    "PositionRead",
    "PositionUpdate",
    "ProposalDecision",
    "ProposalRead",
    "PublicationCreate",
    "PublicationRead",
    "QueueItem",
    "QueuePart",
    "QueueRead",
    "SuggestionDecision",
    "SuggestionRead",
]
