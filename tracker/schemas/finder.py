"""The public finder: places as anybody sees them, what to choose from, and suggestions sent in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tracker.register.vocabulary import Answer, Confidence, FactKind, PrecisionClass, ServiceKind
from tracker.schemas.common import RequestModel, ResponseModel, Text, _storable

ExportFormat = Literal["geojson", "gpkg", "csv", "xlsx", "a11yjson"]
LONGEST_SUGGESTION = 2_000

LonDegrees = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
LatDegrees = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


class FinderSummary(ResponseModel):
    """A study that has a public finder: how many places it shows, and the day of its newest yes or no."""

    slug: str
    city: str
    country: str
    title: Text
    languages: list[str]
    published_count: int
    newest_observation_on: date | None


class PositionRead(ResponseModel):
    """Where a place is: it lies within `radius_m` of the point."""

    lon_deg: float
    lat_deg: float
    precision: PrecisionClass
    radius_m: float


class FactRead(ResponseModel):
    """
    What is known of one fact.

    `answer` is the last word; `unknown` when nobody said anything or current sources disagree
    (`disputed`). A `stale` answer is older than the fact's review interval, or has no date: strictly
    read it is unknown.
    """

    kind: FactKind
    answer: Answer
    stale: bool
    disputed: bool
    observed_on: date | None
    confidence: Confidence | None


class PlaceFound(ResponseModel):
    """
    A published place; all ten kinds of facts are always listed.

    `distance_m` is measured to the point of the position. The place itself may be nearer or farther by
    `position.radius_m`.
    """

    study: str
    key: str
    name: str
    kind: ServiceKind
    district: str
    address: str
    attributes: dict[str, str]
    position: PositionRead | None
    distance_m: float | None = None
    facts: list[FactRead]
    updated_at: datetime


class PlacesFound(ResponseModel):
    """Some of the places found, how many there are in all, and where the next ones begin."""

    items: list[PlaceFound]
    total: int
    next_cursor: str | None


class ChoiceCount(ResponseModel):
    """Something to filter by, and how many places have it."""

    key: str
    count: int


class FactChoice(ResponseModel):
    """A kind of fact, and of how many places it is said; `current_yes` leaves stale answers out."""

    kind: FactKind
    current_yes: int
    yes: int
    no: int
    unknown: int
    review_months: int


class ChoicesRead(ResponseModel):
    """What a study's published places can be filtered by."""

    study: str
    title: Text
    languages: list[str]
    centre_lon_deg: float
    centre_lat_deg: float
    total: int
    kinds: list[ChoiceCount]
    districts: list[ChoiceCount]
    facts: list[FactChoice]
    newest_observation_on: date | None


SuggestionText = Annotated[str, Field(min_length=1, max_length=LONGEST_SUGGESTION), AfterValidator(_storable)]


class SuggestionCreate(RequestModel):
    """
    What somebody noticed; it is kept for a moderator and changes nothing by itself.

    `kind` and `answer` belong together and need `place_key`: "the toilet of this place: no".
    """

    place_key: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_storable)] | None = None
    kind: FactKind | None = None
    answer: Literal["yes", "no"] | None = None
    text: SuggestionText
    language: Literal["en", "pt-BR", "es", "ko"] = "en"


class SuggestionReceipt(ResponseModel):
    """That a suggestion was kept."""

    received_at: datetime
    state: Literal["waiting"] = "waiting"
