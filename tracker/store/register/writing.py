"""Changing many places at once: what an import adds and replaces, and what its undoing takes back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar, cast

import shapely
from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from tracker.register.facts import Observation
from tracker.register.vocabulary import Answer, Confidence, FactKind
from tracker.store.base import Base
from tracker.store.geometry import SRID, from_stored
from tracker.store.tables import (
    FactProposal,
    PlaceAttribute,
    PlaceChange,
    PlaceContribution,
    PlaceFact,
    PlaceObservation,
    PlacePosition,
    RegisterPlace,
)

PLACES_A_STEP = 500  # what is bound to one statement stays below the limits of both databases
PLACE_COLUMNS = (
    "id",
    "key",
    "kind",
    "state",
    "name",
    "district",
    "attributes",
    "search_text",
    "precision",
    "radius_m",
    "found_by",
    "version",
)
CONTRIBUTION_COLUMNS = (
    "key",
    "key_sha256",
    "sheet",
    "row_number",
    "attributes",
    "facts",
    "lon_deg",
    "lat_deg",
    "found_by",
    "made_place",
    "import_id",
)
# Tables whose triggers keep what places are found by.
_FOUND_BY = (RegisterPlace, PlacePosition, PlaceFact)
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class StoredPlace:
    """
    A place as it is stored, in plain values that JSON can hold.

    Parameters
    ----------
    row : dict
        ``PLACE_COLUMNS``.
    lon_deg, lat_deg : float or None
        Of its position.
    contributions : list of dict
        ``CONTRIBUTION_COLUMNS`` of each.
    """

    row: dict[str, Any]
    lon_deg: float | None
    lat_deg: float | None
    contributions: list[dict[str, Any]]


@dataclass(slots=True)
class Writes:
    """Rows to be written for some places; every list holds one mapping of columns a row."""

    new_places: list[dict[str, Any]] = field(default_factory=list)
    changed_places: list[dict[str, Any]] = field(default_factory=list)
    positions: dict[str, tuple[float, float] | None] = field(default_factory=dict)
    attributes: list[dict[str, Any]] = field(default_factory=list)
    observations: list[dict[str, Any]] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    counting_again: list[str] = field(default_factory=list)
    proposals: list[dict[str, Any]] = field(default_factory=list)
    contributions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    facts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    changes: list[dict[str, Any]] = field(default_factory=list)


def in_steps(items: Iterable[Item], size: int = PLACES_A_STEP) -> Iterator[list[Item]]:
    """Cut a sequence into lists of at most so many."""
    left = iter(items)
    while step := list(islice(left, size)):
        yield step


def stored_places(session: Session, place_ids: Sequence[str]) -> dict[str, StoredPlace]:
    """Read places to change them; on the server nobody else changes them until the transaction ends."""
    columns = [getattr(RegisterPlace, name) for name in PLACE_COLUMNS]
    rows = session.execute(
        select(*columns).where(RegisterPlace.id.in_(place_ids)).order_by(RegisterPlace.id).with_for_update()
    ).mappings()
    plain = {row["id"]: dict(row) for row in rows}
    points: dict[str, shapely.Point] = {}
    for place_id, geometry in session.execute(
        select(PlacePosition.place_id, PlacePosition.geometry).where(PlacePosition.place_id.in_(place_ids))
    ):
        point = from_stored(geometry)
        assert isinstance(point, shapely.Point)
        points[place_id] = point
    given: dict[str, list[dict[str, Any]]] = defaultdict(list)
    kept = [getattr(PlaceContribution, name) for name in CONTRIBUTION_COLUMNS]
    for place_id, *values in session.execute(
        select(PlaceContribution.place_id, *kept)
        .where(PlaceContribution.place_id.in_(place_ids))
        .order_by(PlaceContribution.id)
    ):
        given[place_id].append(dict(zip(CONTRIBUTION_COLUMNS, values, strict=True)))
    return {
        place_id: StoredPlace(
            row,
            points[place_id].x if place_id in points else None,
            points[place_id].y if place_id in points else None,
            given[place_id],
        )
        for place_id, row in plain.items()
    }


def counting_observations(session: Session, place_ids: Sequence[str]) -> dict[str, list[Observation]]:
    """List the observations of places that were not withdrawn."""
    found: dict[str, list[Observation]] = defaultdict(list)
    for row in session.scalars(
        select(PlaceObservation)
        .where(PlaceObservation.place_id.in_(place_ids), PlaceObservation.withdrawn_at.is_(None))
        .order_by(PlaceObservation.recorded_at, PlaceObservation.id)
        .execution_options(populate_existing=True)
    ):
        found[row.place_id].append(
            Observation(
                row.id,
                cast("FactKind", row.kind),
                cast("Answer", row.answer),
                row.source,
                row.recorded_at,
                row.observed_on,
                row.observer,
                cast("Confidence", row.confidence),
                row.norm,
                row.evidence,
                row.settles,
            )
        )
    return found


def known_proposals(session: Session, place_ids: Sequence[str]) -> set[tuple[str, str, str]]:
    """List place, kind and hash of words of the proposals there are."""
    return {
        (place_id, kind, words_sha256)
        for place_id, kind, words_sha256 in session.execute(
            select(FactProposal.place_id, FactProposal.kind, FactProposal.words_sha256).where(
                FactProposal.place_id.in_(place_ids)
            )
        )
    }


def write(session: Session, writes: Writes, *, study_id: str, at: datetime) -> None:
    """Write all of it; places whose contributions, position or facts are named lose their old ones first."""
    fresh = {row["id"] for row in writes.new_places}
    _insert(session, RegisterPlace, writes.new_places)
    _update_places(session, writes.changed_places)
    _replace_positions(session, writes.positions, fresh)
    _insert(session, PlaceAttribute, writes.attributes)
    for ids, moment in ((writes.withdrawn, at), (writes.counting_again, None)):
        for step in in_steps(ids):
            session.execute(
                update(PlaceObservation)
                .where(PlaceObservation.id.in_(step))
                .values(withdrawn_at=moment)
                .execution_options(synchronize_session=False)
            )
    _insert(session, PlaceObservation, writes.observations)
    _insert(session, FactProposal, writes.proposals)
    _delete_of(session, PlaceContribution.place_id, writes.contributions.keys() - fresh)
    _insert(
        session,
        PlaceContribution,
        [
            {**row, "study_id": study_id, "place_id": place_id}
            for place_id, rows in writes.contributions.items()
            for row in rows
        ],
    )
    _delete_of(session, PlaceFact.place_id, writes.facts.keys() - fresh)
    _insert(
        session,
        PlaceFact,
        [{**row, "place_id": place_id} for place_id, rows in writes.facts.items() for row in rows],
    )
    _insert(session, PlaceChange, writes.changes)


def delete_places(session: Session, place_ids: Iterable[str]) -> None:
    """Delete places with everything of theirs."""
    _delete_of(session, RegisterPlace.id, place_ids)


def _insert(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        # The statement itself, without the work that objects of rows would need.
        described = table.__table__
        assert isinstance(described, Table)
        statement = insert(described)
        if table in _FOUND_BY:
            # Only who asks for something back gets one statement for many rows. SQLite puts its index of
            # words in order before each statement: with one a row that takes most of the time.
            statement = statement.returning(*described.primary_key.columns)
        session.connection().execute(statement, rows).close()


def _delete_of(session: Session, column: InstrumentedAttribute[str], ids: Iterable[str]) -> None:
    for step in in_steps(ids):
        session.execute(
            delete(column.class_).where(column.in_(step)).execution_options(synchronize_session=False)
        )


def _update_places(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    table = RegisterPlace.__table__
    assert isinstance(table, Table)
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name != "id"}
    statement = update(table).where(table.c.id == bindparam("of_id")).values(values)
    session.connection().execute(
        statement,
        [
            {"of_id": row["id"], **{f"new_{name}": value for name, value in row.items() if name != "id"}}
            for row in rows
        ],
    )


def _replace_positions(
    session: Session, positions: Mapping[str, tuple[float, float] | None], fresh: AbstractSet[str]
) -> None:
    _delete_of(session, PlacePosition.place_id, positions.keys() - fresh)
    _insert(
        session,
        PlacePosition,
        [
            # In words, as both databases take a geometry: a shape for each would be made to be written out.
            {"place_id": place_id, "geometry": f"SRID={SRID};POINT({point[0]} {point[1]})"}
            for place_id, point in positions.items()
            if point is not None
        ],
    )
