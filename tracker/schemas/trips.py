"""Single trips: ways with their reasons, what stands in them, nearest places and the chain to a service."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from tracker.schemas.common import ResponseModel

StateName = Literal["passes", "unknown", "blocks"]


class ReasonRead(ResponseModel):
    """Why a link blocks, is unknown or is slow; `value` is null where nobody recorded it."""

    rule: str
    state: Literal["blocks", "unknown", "slows"]
    value: float | str | None
    limit: float | str | None
    unit: str
    extra_s: Annotated[float, Field(description="seconds it adds to the whole link")]


class StepRead(ResponseModel):
    """A link, or the part of it that is walked; `geometry` is a GeoJSON LineString in that direction."""

    street: Annotated[str, Field(description="identifier of the link in its source")]
    kind: str
    length_m: float
    time_s: float
    arrival_s: Annotated[float, Field(description="seconds since the start, at the end of the step")]
    state: StateName
    reasons: list[ReasonRead]
    geometry: dict[str, Any]


class WayRead(ResponseModel):
    """The quickest way of a profile in one reading."""

    time_s: float
    length_m: Annotated[float, Field(description="along the streets")]
    unknown_length_m: Annotated[float, Field(description="part of it that is taken to pass, unrecorded")]
    to_street_s: float
    from_street_s: float
    steps: list[StepRead]


class ObstacleRead(ResponseModel):
    """A link of the direct way that blocks, or of which it is not known, and how far from the start it is."""

    after_m: float
    after_s: float
    step: StepRead


class InTheWayRead(ResponseModel):
    """
    The way a profile would take if nothing blocked, and what stands in it, the nearest first.

    `start_joins` and `end_joins` say whether the profile can use the street in front of the door.
    """

    time_s: float
    length_m: float
    start_joins: bool
    end_joins: bool
    obstacles: list[ObstacleRead]


class TripRead(ResponseModel):
    """
    One profile's trip: `low` if what is unknown blocks, `high` if it passes; null where there is no way.

    `in_the_way` is given where `low` is null; null there means that the streets do not connect
    the two points, whatever is recorded of them.
    """

    profile: str
    low: WayRead | None
    high: WayRead | None
    in_the_way: InTheWayRead | None


class PlaceTimeRead(ResponseModel):
    """A place and the time to it."""

    code: str
    name: str
    lon_deg: float
    lat_deg: float
    time_s: float


class NearestOfProfileRead(ResponseModel):
    """The nearest places of one profile in both readings, the nearest first."""

    profile: str
    low: list[PlaceTimeRead]
    high: list[PlaceTimeRead]


class ChainReadingRead(ResponseModel):
    """How far the chain holds in one reading; `broken_at` is null where it is whole."""

    broken_at: str | None
    place: PlaceTimeRead | None


class ChainOfProfileRead(ResponseModel):
    """The chain of one profile: route, entrance, then what is needed inside."""

    profile: str
    links: list[str]
    low: ChainReadingRead
    high: ChainReadingRead


class TripInputRead(ResponseModel):
    """A layer that the answer rests on, by content."""

    layer: str
    dataset: str
    sha256: str
    synthetic: bool


class Question(ResponseModel):
    """What an answer rests on, so that it can be told from another."""

    study: str
    analysis: str
    engine_version: str
    profiles_sha256: str
    inputs: list[TripInputRead]


class TripsRead(Question):
    """The trips of some profiles between two points."""

    trips: list[TripRead]


class LinkFactRead(ResponseModel):
    """What the register knows today of a link of the chain; a `stale` or `disputed` word is unknown."""

    link: str
    fact: str
    answer: Literal["yes", "no", "unknown"]
    observed_on: date | None
    stale: bool
    disputed: bool


class ChainRead(Question):
    """The way to one place of the register, through its door, to what is needed inside."""

    place: str
    name: str
    precision: str
    radius_m: float
    facts: list[LinkFactRead]
    chains: list[ChainOfProfileRead]


class NearestRead(Question):
    """The nearest places of a service from one point."""

    service: str
    nearest: list[NearestOfProfileRead]
