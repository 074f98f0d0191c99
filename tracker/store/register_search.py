"""Finding places of the register: the filters, how many there are, and a page of them in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload

from tracker.register.vocabulary import FACT_KINDS, FactKind, ServiceKind
from tracker.store.tables import PlaceFact, PlaceSearch, RegisterPlace
from tracker.store.text_search import has_words

Box = tuple[float, float, float, float]

# How many places are read at a time when all that are found go out.
CHUNK = 5_000

# Places whose radius is no larger than this are looked for in a box of their own, so that the few of
# uncertain position do not widen the search for all.
SHARP_RADIUS_M = 200.0


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """What places are looked for; what is left empty is not filtered. `words` are folded."""

    study_id: str
    states: tuple[str, ...]
    words: tuple[str, ...] = ()
    kind: ServiceKind | None = None
    needs: tuple[FactKind, ...] = field(default=())
    strict: bool = True
    district: str | None = None
    verified_since: date | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """A point (degrees), how far around it, the scale of its plane, and boxes that hold what is in reach."""

    lon_deg: float
    lat_deg: float
    within_m: float
    metres_a_degree_of_longitude: float
    metres_a_degree_of_latitude: float
    sharp_box: Box
    vague_box: Box


def has_places(session: Session, study_id: str, *, states: Sequence[str]) -> bool:
    """Tell whether a study has any place in one of the states."""
    statement = select(exists().where(PlaceSearch.study_id == study_id, PlaceSearch.state.in_(states)))
    return session.scalars(statement).one()


def count_places(session: Session, wanted: PlaceFilter) -> int:
    """Count the places found."""
    return session.scalars(select(func.count()).select_from(PlaceSearch).where(*_conditions(wanted))).one()


def list_page(
    session: Session, wanted: PlaceFilter, *, after: tuple[str, str] | None, limit: int
) -> list[tuple[str, str]]:
    """List sort text and identifier of places by name, those behind `after`."""
    columns = (PlaceSearch.sort_text, PlaceSearch.place_id)
    statement = select(*columns).where(*_conditions(wanted))
    if after is not None:
        statement = statement.where(tuple_(*columns) > after)
    return [(name, place_id) for name, place_id in session.execute(statement.order_by(*columns).limit(limit))]


def list_found(
    session: Session, wanted: PlaceFilter, around: Around | None = None
) -> Iterator[list[RegisterPlace]]:
    """Give all places found by name, some at a time, with their positions; `around`: those within reach."""
    conditions = _conditions(wanted) if around is None else _near(wanted, around)
    order = (PlaceSearch.sort_text, PlaceSearch.place_id)
    after: tuple[str, str] | None = None
    while True:
        statement = (
            select(RegisterPlace, PlaceSearch.sort_text)
            .join(PlaceSearch, PlaceSearch.place_id == RegisterPlace.id)
            .where(*conditions)
            .options(joinedload(RegisterPlace.position))
            .order_by(*order)
            .limit(CHUNK)
        )
        if after is not None:
            statement = statement.where(tuple_(*order) > after)
        rows = session.execute(statement).all()
        if not rows:
            return
        after = (rows[-1][1], rows[-1][0].id)
        yield [row[0] for row in rows]


def list_places(session: Session, place_ids: Sequence[str]) -> list[RegisterPlace]:
    """List places by identifier, in the order asked for; position loaded."""
    statement = (
        select(RegisterPlace)
        .where(RegisterPlace.id.in_(place_ids))
        .options(joinedload(RegisterPlace.position))
    )
    found = {place.id: place for place in session.scalars(statement)}
    return [found[place_id] for place_id in place_ids if place_id in found]


def largest_radius_m(session: Session, study_id: str) -> float:
    """Give the radius of the least certain position of a study [m]."""
    statement = select(func.max(PlaceSearch.radius_m)).where(PlaceSearch.study_id == study_id)
    return session.scalars(statement).one() or 0.0


def count_near(session: Session, wanted: PlaceFilter, around: Around) -> int:
    """Count the places that may lie within reach of a point."""
    statement = select(func.count()).select_from(PlaceSearch).where(*_near(wanted, around))
    return session.scalars(statement).one()


def list_near(
    session: Session, wanted: PlaceFilter, around: Around, *, after: tuple[float, int] | None, limit: int
) -> list[tuple[str, float, int]]:
    """List places that may lie within reach, nearest first: identifier, squared distance [m2], row number."""
    square = _square_m2(around)
    statement = select(PlaceSearch.place_id, square, PlaceSearch.number).where(*_near(wanted, around))
    if after is not None:
        behind, number = after
        statement = statement.where(or_(square > behind, and_(square == behind, PlaceSearch.number > number)))
    statement = statement.order_by(square, PlaceSearch.number).limit(limit)
    rows = session.execute(statement)
    return [(place_id, value, number) for place_id, value, number in rows if value is not None]


def _square_m2(around: Around) -> ColumnElement[float | None]:
    """Square the distance on the plane that touches at the point; both databases multiply alike."""
    east_m = (PlaceSearch.lon_deg - around.lon_deg) * around.metres_a_degree_of_longitude
    north_m = (PlaceSearch.lat_deg - around.lat_deg) * around.metres_a_degree_of_latitude
    return east_m * east_m + north_m * north_m


def _near(wanted: PlaceFilter, around: Around) -> list[ColumnElement[bool]]:
    radius = PlaceSearch.radius_m
    reach_m = radius + around.within_m
    return [
        *_conditions(wanted),
        *_inside(around.vague_box),
        or_(radius > SHARP_RADIUS_M, and_(*_inside(around.sharp_box))),
        _square_m2(around) <= reach_m * reach_m,
    ]


def count_by_kind(session: Session, wanted: PlaceFilter) -> list[tuple[str, int]]:
    """Count places by kind of service."""
    statement = select(PlaceSearch.kind, func.count()).where(*_conditions(wanted)).group_by(PlaceSearch.kind)
    return [(kind, count) for kind, count in session.execute(statement)]


def count_by_district(session: Session, wanted: PlaceFilter) -> list[tuple[str, int]]:
    """Count places by district; places of no known district are left out."""
    statement = (
        select(PlaceSearch.district, func.count())
        .where(*_conditions(wanted))
        .where(PlaceSearch.district != "")
        .group_by(PlaceSearch.district)
    )
    return [(district, count) for district, count in session.execute(statement)]


def count_by_study(session: Session, *, states: Sequence[str]) -> dict[str, tuple[int, date | None]]:
    """Count places by study, with the day of the newest yes or no; studies without any are left out."""
    statement = (
        select(PlaceSearch.study_id, func.count(), func.max(PlaceSearch.known_on))
        .where(PlaceSearch.state.in_(states))
        .group_by(PlaceSearch.study_id)
    )
    return {study_id: (count, newest) for study_id, count, newest in session.execute(statement)}


def count_facts(session: Session, wanted: PlaceFilter) -> list[tuple[str, str, bool, int]]:
    """Count facts of the places found by kind, answer and staleness."""
    columns = (PlaceFact.kind, PlaceFact.answer, PlaceFact.stale)
    statement = (
        select(*columns, func.count())
        .join(PlaceSearch, PlaceSearch.place_id == PlaceFact.place_id)
        .where(*_conditions(wanted))
        .group_by(*columns)
    )
    return [(kind, answer, stale, count) for kind, answer, stale, count in session.execute(statement)]


def newest_observation_on(session: Session, wanted: PlaceFilter) -> date | None:
    """Find the day of the newest yes or no."""
    return session.scalars(select(func.max(PlaceSearch.known_on)).where(*_conditions(wanted))).one()


def _conditions(wanted: PlaceFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        PlaceSearch.study_id == wanted.study_id,
        PlaceSearch.state.in_(wanted.states),
    ]
    if wanted.words:
        found.append(has_words(wanted.words))
    if wanted.kind is not None:
        found.append(PlaceSearch.kind == wanted.kind)
    if wanted.district is not None:
        found.append(PlaceSearch.district == wanted.district)
    if wanted.needs:
        found += _needed(wanted)
    if wanted.verified_since is not None:
        found.append(PlaceSearch.known_on >= wanted.verified_since)
    if wanted.box is not None:
        found += _inside(wanted.box)
    return found


def _needed(wanted: PlaceFilter) -> list[ColumnElement[bool]]:
    """Strictly: a current yes to each, seen since the day asked for. Otherwise: a current no to none."""
    bits = sum(1 << FACT_KINDS.index(kind) for kind in set(wanted.needs))
    if not wanted.strict:
        return [PlaceSearch.current_no.bitwise_and(bits) == 0]
    found: list[ColumnElement[bool]] = [PlaceSearch.current_yes.bitwise_and(bits) == bits]
    if wanted.verified_since is not None:
        found += [
            exists().where(
                PlaceFact.place_id == PlaceSearch.place_id,
                PlaceFact.kind == kind,
                PlaceFact.observed_on >= wanted.verified_since,
            )
            for kind in wanted.needs
        ]
    return found


def _inside(box: Box) -> tuple[ColumnElement[bool], ...]:
    west, south, east, north = box
    return (
        PlaceSearch.lat_deg >= south,
        PlaceSearch.lat_deg <= north,
        PlaceSearch.lon_deg >= west,
        PlaceSearch.lon_deg <= east,
    )
