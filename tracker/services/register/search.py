"""Searching places: what was asked for, checked; a page in a stable order; where the next one begins."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from tracker.errors import InvalidInputError
from tracker.register.search_text import query_words
from tracker.register.vocabulary import FactKind, ServiceKind
from tracker.store import register_search as store
from tracker.store.register_search import PlaceFilter
from tracker.store.tables import RegisterPlace, Study

EARTH_RADIUS_M = 6_371_008.8  # mean radius (IUGG)
METRES_A_DEGREE = EARTH_RADIUS_M * math.pi / 180
LIMIT = 20
MOST_LIMIT = 100
WITHIN_M = 2_000.0
MOST_WITHIN_M = 10_000.0
CURSOR_PARTS = 2  # where it stands in the order, and its identifier
First = TypeVar("First", str, float)
Second = TypeVar("Second", str, int)
Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlaceQuery:
    """What somebody looks for; what is left empty is not filtered. Points and boxes in degrees."""

    q: str = ""
    kind: ServiceKind | None = None
    needs: tuple[FactKind, ...] = field(default=())
    strict: bool = True
    near: Point | None = None
    within_m: float = WITHIN_M
    district: str | None = None
    verified_since: date | None = None
    bbox: Box | None = None
    limit: int = LIMIT
    cursor: str | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether every place is looked for; how strictly and how near say nothing by themselves."""
        return PlaceQuery() == replace(
            self,
            strict=self.strict or not self.needs,
            within_m=WITHIN_M if self.near is None else self.within_m,
            limit=LIMIT,
            cursor=None,
        )


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of places, their distances when a point was named, how many in all, the next page."""

    places: Sequence[RegisterPlace]
    distances_m: Mapping[str, float]
    total: int
    next_cursor: str | None


def search_places(
    session: Session, study: Study, query: PlaceQuery, *, states: Sequence[str]
) -> SearchResult:
    """
    Find a page of places: nearest first when a point is named, else by name.

    A page begins behind the last place of the page before, wherever that stands by now: places that were
    added or renamed meanwhile are neither shown twice nor push others out.
    """
    wanted = _filter_of(study, query, states)
    if wanted is None:
        return SearchResult([], {}, 0, None)
    if query.near is None:
        return _by_name(session, wanted, query)
    return _by_distance(session, wanted, query, query.near)


def list_matching(
    session: Session, study: Study, query: PlaceQuery, *, states: Sequence[str]
) -> Iterator[list[RegisterPlace]]:
    """Give all places that are looked for, by name, some at a time: pages are not for files."""
    wanted = _filter_of(study, query, states)
    if wanted is None:
        return iter(())
    around = None if query.near is None else _around(session, wanted, query, query.near)
    return store.list_found(session, wanted, around)


def _filter_of(study: Study, query: PlaceQuery, states: Sequence[str]) -> PlaceFilter | None:
    """Give what the store looks for; nothing when the words asked for are none, as "!!!"."""
    words = query_words(query.q)
    if query.q.strip() and not words:
        return None
    return PlaceFilter(
        study_id=study.id,
        states=tuple(states),
        words=words,
        kind=query.kind,
        needs=query.needs,
        strict=query.strict,
        district=query.district,
        verified_since=query.verified_since,
        box=query.bbox,
    )


def _by_name(session: Session, wanted: PlaceFilter, query: PlaceQuery) -> SearchResult:
    after = None
    if query.cursor is not None:
        name, identifier = _read_cursor(query.cursor, str, str)
        after = (name, identifier)
    names = store.list_page(session, wanted, after=after, limit=query.limit + 1)
    page = names[: query.limit]
    more = len(names) > len(page)
    total = store.count_places(session, wanted) if after is not None or more else len(page)
    places = store.list_places(session, [identifier for _, identifier in page])
    return SearchResult(places, {}, total, _write_cursor(*page[-1]) if more else None)


def _by_distance(session: Session, wanted: PlaceFilter, query: PlaceQuery, near: Point) -> SearchResult:
    """Sort by distance on the plane that touches at the point: within 10 km it errs by less than 0.1 %."""
    after = None if query.cursor is None else _read_cursor(query.cursor, float, int)
    around = _around(session, wanted, query, near)
    found = store.list_near(session, wanted, around, after=after, limit=query.limit + 1)
    page = found[: query.limit]
    more = len(found) > len(page)
    total = store.count_near(session, wanted, around) if more or after is not None else len(page)
    distances_m = {place_id: round(math.sqrt(square), 1) for place_id, square, _ in page}
    cursor = _write_cursor(page[-1][1], page[-1][2]) if more else None
    return SearchResult(store.list_places(session, list(distances_m)), distances_m, total, cursor)


def _around(session: Session, wanted: PlaceFilter, query: PlaceQuery, near: Point) -> store.Around:
    vague_m = max(store.largest_radius_m(session, wanted.study_id), store.SHARP_RADIUS_M)
    return store.Around(
        lon_deg=near[0],
        lat_deg=near[1],
        within_m=query.within_m,
        metres_a_degree_of_longitude=METRES_A_DEGREE * math.cos(math.radians(near[1])),
        metres_a_degree_of_latitude=METRES_A_DEGREE,
        sharp_box=_box_around(near, query.within_m + store.SHARP_RADIUS_M),
        vague_box=_box_around(near, query.within_m + vague_m),
    )


def _box_around(near: Point, reach_m: float) -> Box:
    """Give a box that holds everything within reach, a metre wider for rounding."""
    lon, lat = near
    high = (reach_m + 1) / METRES_A_DEGREE
    furthest_lat = min(abs(lat) + high, 89.0)
    wide = high / math.cos(math.radians(furthest_lat))
    return (lon - wide, lat - high, lon + wide, lat + high)


def _write_cursor(position: str | float, identifier: str | int) -> str:
    text = json.dumps([position, identifier], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str, position: type[First], identifier: type[Second]) -> tuple[First, Second]:
    """Read a cursor of ours; one of another order, or of somebody's own making, is refused."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _bad_cursor() from error
    if not isinstance(values, list) or len(values) != CURSOR_PARTS:
        raise _bad_cursor()
    first, second = values
    if not isinstance(first, position) or not isinstance(second, identifier) or "\x00" in f"{first}{second}":
        raise _bad_cursor()
    return first, second


def _bad_cursor() -> InvalidInputError:
    message = "is not the next_cursor of an answer to this search"
    return InvalidInputError("The cursor cannot be used.", [("query/cursor", message)])
