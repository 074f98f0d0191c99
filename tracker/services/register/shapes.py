"""Shapes of places in answers: what anybody may see, and what those who keep the register see besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, cast

import shapely
from sqlalchemy.orm import Session

from tracker.register.candidates import Attribute
from tracker.register.vocabulary import PrecisionClass, ServiceKind
from tracker.schemas.finder import PlaceFound, PositionRead
from tracker.schemas.register_places import PlaceState, PlaceSummary
from tracker.services.register.facts import read_fact, standings
from tracker.store import register_places as store
from tracker.store.geometry import from_stored
from tracker.store.tables import PlaceObservation, RegisterPlace

# Notes are prose about people and states of repair that nobody has checked; they stay inside.
PUBLIC: Final[tuple[Attribute, ...]] = (
    "alternative_name",
    "address",
    "complement",
    "neighbourhood",
    "municipality",
    "postcode",
    "district",
    "reference_point",
    "phone",
    "email",
    "website",
    "opening_hours",
    "responsible_body",
)
COORDINATE_DECIMALS: Final = 6


def read_position(place: RegisterPlace) -> PositionRead | None:
    """Shape a position; a place that nobody could locate has none."""
    if place.position is None or place.radius_m is None:
        return None
    point = from_stored(place.position.geometry)
    assert isinstance(point, shapely.Point)
    return PositionRead(
        lon_deg=round(point.x, COORDINATE_DECIMALS),
        lat_deg=round(point.y, COORDINATE_DECIMALS),
        precision=cast("PrecisionClass", place.precision),
        radius_m=place.radius_m,
    )


def public_attributes(attributes: Mapping[str, str]) -> dict[str, str]:
    """Give the attributes that anybody may see."""
    return {name: attributes[name] for name in PUBLIC if attributes.get(name)}


def read_found(
    place: RegisterPlace,
    observations: Sequence[PlaceObservation],
    *,
    study: str,
    today: date,
    distance_m: float | None = None,
) -> PlaceFound:
    """Shape a place for anybody."""
    return PlaceFound(
        study=study,
        key=place.key,
        name=place.name,
        kind=cast("ServiceKind", place.kind),
        district=place.district,
        address=place.attributes.get("address", ""),
        attributes=public_attributes(place.attributes),
        position=read_position(place),
        distance_m=distance_m,
        facts=[read_fact(found) for found in standings(observations, today=today)],
        updated_at=place.updated_at,
    )


def read_summary(
    place: RegisterPlace,
    observations: Sequence[PlaceObservation],
    *,
    study: str,
    today: date,
    proposals_open: int,
    distance_m: float | None = None,
) -> PlaceSummary:
    """Shape a place for those who keep the register: every attribute, state and version."""
    found = read_found(place, observations, study=study, today=today, distance_m=distance_m)
    return PlaceSummary(
        **{**dict(found), "attributes": dict(place.attributes)},
        id=place.id,
        state=cast("PlaceState", place.state),
        version=place.version,
        proposals_open=proposals_open,
    )


def read_summaries(
    session: Session,
    places: Sequence[RegisterPlace],
    *,
    study: str,
    today: date,
    distances_m: Mapping[str, float] | None = None,
) -> list[PlaceSummary]:
    """Shape many places with two queries for all."""
    ids = [place.id for place in places]
    observations = store.list_observations(session, ids)
    waiting = store.count_open_proposals(session, ids)
    return [
        read_summary(
            place,
            observations[place.id],
            study=study,
            today=today,
            proposals_open=waiting.get(place.id, 0),
            distance_m=(distances_m or {}).get(place.id),
        )
        for place in places
    ]
