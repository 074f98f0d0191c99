"""Queries of analyses and indicators on the register: places of some kinds, with what was said of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from tracker.register.facts import Observation
from tracker.register.vocabulary import Answer, Confidence, FactKind
from tracker.store.geometry import from_stored
from tracker.store.tables import (
    PlaceContribution,
    PlaceObservation,
    PlacePosition,
    RegisterImport,
    RegisterPlace,
)


@dataclass(frozen=True, slots=True)
class PlaceOfKind:
    """A place, its point (None where nobody could locate it), and observations that stand."""

    key: str
    kind: str
    name: str
    published: bool
    precision: str
    radius_m: float | None
    lon_lat_deg: tuple[float, float] | None
    observations: Sequence[Observation]


@dataclass(frozen=True, slots=True)
class RegisterState:
    """Changes with every change of the register that could change a selection of these kinds."""

    places: int
    versions: int
    updated_at: datetime | None
    observations: int
    recorded_at: datetime | None
    withdrawn: int


def register_state(
    session: Session, study_id: str, kinds: Collection[str], *, drafts: bool = False
) -> RegisterState:
    """Read what tells two states of the register apart, without reading its places."""
    ours = _of(study_id, kinds, drafts=drafts)
    places, versions, updated_at = session.execute(
        select(func.count(), func.sum(RegisterPlace.version), func.max(RegisterPlace.updated_at)).where(*ours)
    ).one()
    observations, recorded_at, withdrawn = session.execute(
        select(
            func.count(),
            func.max(PlaceObservation.recorded_at),
            func.count(PlaceObservation.withdrawn_at),
        )
        .join(RegisterPlace, RegisterPlace.id == PlaceObservation.place_id)
        .where(*ours)
    ).one()
    return RegisterState(places, int(versions or 0), updated_at, observations, recorded_at, withdrawn)


def list_places_of(
    session: Session,
    study_id: str,
    kinds: Collection[str],
    facts: Collection[FactKind],
    *,
    drafts: bool = False,
    key: str | None = None,
) -> list[PlaceOfKind]:
    """
    List the published places of some kinds by key, with what was said of some facts.

    Drafts too if wanted, and only the one of a key if one is named.
    """
    ours = _of(study_id, kinds, drafts=drafts)
    if key is not None:
        ours = (*ours, RegisterPlace.key == key)
    said: dict[str, list[Observation]] = defaultdict(list)
    if facts:
        rows = session.scalars(
            select(PlaceObservation)
            .join(RegisterPlace, RegisterPlace.id == PlaceObservation.place_id)
            .where(*ours, PlaceObservation.withdrawn_at.is_(None), PlaceObservation.kind.in_(sorted(facts)))
        )
        for row in rows:
            said[row.place_id].append(_observation(row))
    places = session.execute(
        select(
            RegisterPlace.id,
            RegisterPlace.key,
            RegisterPlace.kind,
            RegisterPlace.name,
            RegisterPlace.state,
            RegisterPlace.precision,
            RegisterPlace.radius_m,
            PlacePosition.geometry,
        )
        .outerjoin(PlacePosition, PlacePosition.place_id == RegisterPlace.id)
        .where(*ours)
        .order_by(RegisterPlace.key)
    )
    found = []
    for place_id, place_key, kind, name, state, precision, radius_m, geometry in places:
        point = None if geometry is None else from_stored(geometry).representative_point()
        at = None if point is None else (point.x, point.y)
        found.append(
            PlaceOfKind(place_key, kind, name, state == "published", precision, radius_m, at, said[place_id])
        )
    return found


def list_imported_files(session: Session, study_id: str, kinds: Collection[str] | None) -> set[str]:
    """List the checksums of the files that gave published places of some kinds, of all kinds for None."""
    asked = (
        select(RegisterImport.sha256)
        .join(PlaceContribution, PlaceContribution.import_id == RegisterImport.id)
        .join(RegisterPlace, RegisterPlace.id == PlaceContribution.place_id)
        .where(RegisterPlace.study_id == study_id, RegisterPlace.state == "published")
        .distinct()
    )
    if kinds is not None:
        asked = asked.where(RegisterPlace.kind.in_(sorted(kinds)))
    return set(session.scalars(asked))


def _of(study_id: str, kinds: Collection[str], *, drafts: bool) -> tuple[ColumnElement[bool], ...]:
    """Filter a study's places by kind, those that are published and perhaps those that may be yet."""
    states = ("published", "draft") if drafts else ("published",)
    return (
        RegisterPlace.study_id == study_id,
        RegisterPlace.state.in_(states),
        RegisterPlace.kind.in_(sorted(kinds)),
    )


def _observation(row: PlaceObservation) -> Observation:
    return Observation(
        id=row.id,
        kind=cast("FactKind", row.kind),
        answer=cast("Answer", row.answer),
        source=row.source,
        recorded_at=row.recorded_at,
        observed_on=row.observed_on,
        observer=row.observer,
        confidence=cast("Confidence", row.confidence),
        norm=row.norm,
        evidence=row.evidence,
        settles=row.settles,
    )
