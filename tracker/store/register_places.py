"""Queries on places of the register: reading and changing one, its history, observations and facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import shapely
from sqlalchemy import delete, exists, func, insert, select
from sqlalchemy.orm import Session, joinedload

from tracker.register.kept_facts import KeptFact
from tracker.store.geometry import to_stored
from tracker.store.tables import (
    FactProposal,
    PlaceAttribute,
    PlaceFact,
    PlaceObservation,
    PlacePosition,
    RegisterImport,
    RegisterPlace,
    Study,
    Suggestion,
)

# Parameters of one statement: SQLite takes 32,766 at most.
CHUNK = 5_000


def find_place(session: Session, place_id: str, *, for_update: bool = False) -> RegisterPlace | None:
    """Find a place with its study and position; `for_update` holds the row until the transaction ends."""
    statement = (
        select(RegisterPlace)
        .where(RegisterPlace.id == place_id)
        .options(joinedload(RegisterPlace.study), joinedload(RegisterPlace.position))
    )
    if for_update:
        statement = statement.with_for_update(of=RegisterPlace)
    return session.scalars(statement).one_or_none()


def find_published(session: Session, study_id: str, key: str) -> RegisterPlace | None:
    """Find a published place by the key of its study, with its position."""
    statement = (
        select(RegisterPlace)
        .where(
            RegisterPlace.study_id == study_id, RegisterPlace.key == key, RegisterPlace.state == "published"
        )
        .options(joinedload(RegisterPlace.position))
    )
    return session.scalars(statement).one_or_none()


# Observations and facts -------------------------------------------------------------------------------


def list_observations(
    session: Session, place_ids: Sequence[str], *, withdrawn: bool = False
) -> dict[str, list[PlaceObservation]]:
    """Give the observations of places, oldest first; `withdrawn` ones only when asked for."""
    found: dict[str, list[PlaceObservation]] = {place_id: [] for place_id in place_ids}
    for start in range(0, len(place_ids), CHUNK):
        statement = (
            select(PlaceObservation)
            .where(PlaceObservation.place_id.in_(place_ids[start : start + CHUNK]))
            .order_by(PlaceObservation.recorded_at, PlaceObservation.id)
        )
        if not withdrawn:
            statement = statement.where(PlaceObservation.withdrawn_at.is_(None))
        for observation in session.scalars(statement):
            found[observation.place_id].append(observation)
    return found


def add_observation(session: Session, observation: PlaceObservation) -> None:
    """Add an observation."""
    session.add(observation)
    session.flush()


def replace_facts(session: Session, facts: dict[str, list[KeptFact]]) -> None:
    """Keep other facts of places instead of those kept so far."""
    place_ids = list(facts)
    for start in range(0, len(place_ids), CHUNK):
        chunk = place_ids[start : start + CHUNK]
        session.execute(delete(PlaceFact).where(PlaceFact.place_id.in_(chunk)))
        rows = [
            {
                "place_id": place_id,
                "kind": fact.kind,
                "answer": fact.answer,
                "stale": fact.stale,
                "disputed": fact.disputed,
                "observed_on": fact.observed_on,
                "recheck_on": fact.recheck_on,
            }
            for place_id in chunk
            for fact in facts[place_id]
        ]
        if rows:
            session.execute(insert(PlaceFact), rows)


def are_facts_due(session: Session, *, today: date) -> bool:
    """Tell whether time has changed any fact that is kept."""
    return session.scalars(select(exists().where(PlaceFact.recheck_on <= today))).one()


def list_due_places(session: Session, *, today: date) -> list[str]:
    """Give the places of which time has changed a fact."""
    statement = select(PlaceFact.place_id).where(PlaceFact.recheck_on <= today).distinct()
    return list(session.scalars(statement))


# History and position ---------------------------------------------------------------------------------


def list_attributes(session: Session, place_id: str) -> list[PlaceAttribute]:
    """Give every value that the attributes of a place were given, newest first."""
    statement = (
        select(PlaceAttribute).where(PlaceAttribute.place_id == place_id).order_by(PlaceAttribute.id.desc())
    )
    return list(session.scalars(statement))


def add_attribute(
    session: Session,
    place_id: str,
    attribute: str,
    value: str | None,
    *,
    source: str,
    at: datetime,
    by: str,
) -> None:
    """Add a value to the history of an attribute."""
    session.add(
        PlaceAttribute(
            place_id=place_id,
            attribute=attribute,
            value=value,
            source=source,
            import_id=None,
            recorded_at=at,
            recorded_by=by,
        )
    )


def set_position(session: Session, place: RegisterPlace, point: tuple[float, float] | None) -> None:
    """Set the point of a place (degrees), or take it away."""
    if point is None:
        if place.position is not None:
            session.delete(place.position)
            place.position = None
        return
    stored = to_stored(shapely.Point(point))
    if place.position is None:
        place.position = PlacePosition(geometry=stored)
    else:
        place.position.geometry = stored


# Proposals and suggestions ----------------------------------------------------------------------------


def list_proposals(session: Session, place_id: str) -> list[FactProposal]:
    """Give the proposals of a place, open ones first."""
    statement = (
        select(FactProposal)
        .where(FactProposal.place_id == place_id)
        .order_by(FactProposal.state != "open", FactProposal.kind, FactProposal.id)
    )
    return list(session.scalars(statement))


def count_open_proposals(session: Session, place_ids: Sequence[str]) -> dict[str, int]:
    """Count the proposals of places that nobody has decided on."""
    statement = (
        select(FactProposal.place_id, func.count())
        .where(FactProposal.place_id.in_(place_ids), FactProposal.state == "open")
        .group_by(FactProposal.place_id)
    )
    return dict(session.execute(statement).all())


def find_proposal(session: Session, proposal_id: str) -> FactProposal | None:
    """Find a proposal with its place and study, held until the transaction ends."""
    statement = (
        select(FactProposal)
        .where(FactProposal.id == proposal_id)
        .options(joinedload(FactProposal.place).joinedload(RegisterPlace.study))
        .with_for_update(of=FactProposal)
    )
    return session.scalars(statement).one_or_none()


def find_mapping_key(session: Session, import_id: str) -> str | None:
    """Find which mapping read the file of an import."""
    return session.scalars(
        select(RegisterImport.mapping_key).where(RegisterImport.id == import_id)
    ).one_or_none()


def find_suggestion(session: Session, suggestion_id: str) -> tuple[Suggestion, Study] | None:
    """Find a suggestion and its study, held until the transaction ends."""
    statement = (
        select(Suggestion, Study)
        .join(Study, Study.id == Suggestion.study_id)
        .where(Suggestion.id == suggestion_id)
        .with_for_update(of=Suggestion)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else (row[0], row[1])


def add_suggestion(session: Session, suggestion: Suggestion) -> None:
    """Add a suggestion."""
    session.add(suggestion)
    session.flush()


def count_suggestions(
    session: Session, *, since: datetime, address_sha256: str | None = None, study_id: str | None = None
) -> tuple[int, datetime | None]:
    """Count the suggestions since an instant, of a sender or for a study, and find the oldest."""
    statement = select(func.count(), func.min(Suggestion.sent_at)).where(Suggestion.sent_at > since)
    if address_sha256 is not None:
        statement = statement.where(Suggestion.address_sha256 == address_sha256)
    if study_id is not None:
        statement = statement.where(Suggestion.study_id == study_id)
    count, oldest = session.execute(statement).one()
    return count, oldest
