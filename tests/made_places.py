"""Places of a register made by hand, put straight into the database, for tests of what is done with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import shapely
from sqlalchemy.orm import Session

from tracker.clock import today
from tracker.register.facts import Observation
from tracker.register.search_text import search_text_of
from tracker.register.vocabulary import Answer, FactKind, PrecisionClass, ServiceKind
from tracker.services.register.facts import keep_facts
from tracker.store.geometry import to_stored
from tracker.store.studies import find_study
from tracker.store.tables import FactProposal, PlaceObservation, PlacePosition, RegisterPlace

STUDY = "sao_paulo_asnm"
CENTRE = (-46.63, -23.55)
RECORDED = datetime(2026, 1, 1, tzinfo=UTC)
METRES_A_DEGREE_OF_LATITUDE = 111_195.08  # a 360th of the circumference of the mean sphere


def north_of_centre(distance_m: float) -> tuple[float, float]:
    """Give a point so many metres north of the centre."""
    return (CENTRE[0], CENTRE[1] + distance_m / METRES_A_DEGREE_OF_LATITUDE)


def days_ago(days: int) -> date:
    """Give a day before today."""
    return today() - timedelta(days=days)


def said(
    kind: FactKind, answer: Answer, *, days: int | None = 10, source: str = "city", observer: str = "A. Silva"
) -> Observation:
    """Make an observation of so many days ago, or without a date."""
    return Observation(
        id="",
        kind=kind,
        answer=answer,
        source=source,
        recorded_at=RECORDED,
        observed_on=None if days is None else days_ago(days),
        observer=observer,
        confidence="observed",
        evidence="a private picture",
    )


def add_place(
    session: Session,
    name: str,
    *,
    key: str | None = None,
    study: str = STUDY,
    kind: ServiceKind = "health",
    state: str = "published",
    point: tuple[float, float] | None = CENTRE,
    precision: PrecisionClass = "coordinates",
    radius_m: float = 25.0,
    facts: Iterable[Observation] = (),
    proposals: Iterable[tuple[FactKind, Answer, str]] = (),
    **attributes: str,
) -> str:
    """Add a place with what is said of it and give its identifier."""
    row = find_study(session, study)
    assert row is not None
    place = RegisterPlace(
        study_id=row.id,
        key=key or "-".join(name.lower().split()),
        kind=kind,
        state=state,
        name=name,
        district=attributes.get("district", ""),
        attributes={"name": name, **attributes},
        search_text=search_text_of(name, attributes),  # type: ignore[arg-type]  # names of attributes
        precision=precision if point else "none",
        radius_m=radius_m if point else None,
        found_by="made",
        created_at=RECORDED,
        updated_at=RECORDED,
        updated_by="made",
    )
    session.add(place)
    session.flush()
    if point is not None:
        session.add(PlacePosition(place_id=place.id, geometry=to_stored(shapely.Point(point))))
    for each in facts:
        session.add(to_row(each, place.id))
    for fact, answer, words in proposals:
        session.add(
            FactProposal(
                place_id=place.id,
                kind=fact,
                answer=answer,
                words=words,
                words_sha256=words.ljust(64)[:64],
                rule="made",
                state="open",
            )
        )
    session.flush()
    keep_facts(session, [place.id], today=today())
    return place.id


def to_row(each: Observation, place_id: str) -> PlaceObservation:
    """Make the row of an observation."""
    return PlaceObservation(
        place_id=place_id,
        kind=each.kind,
        answer=each.answer,
        source=each.source,
        observed_on=each.observed_on,
        observer=each.observer,
        confidence=each.confidence,
        norm=each.norm,
        evidence=each.evidence,
        settles=each.settles,
        recorded_at=each.recorded_at,
        recorded_by="made",
    )
