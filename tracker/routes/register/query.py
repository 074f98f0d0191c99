"""The filters of a search for places, read from the address: the same for the finder and for the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import Depends, Query

from tracker.errors import InvalidInputError
from tracker.register.vocabulary import FactKind, ServiceKind
from tracker.services.register.search import (
    LIMIT,
    MOST_LIMIT,
    MOST_WITHIN_M,
    WITHIN_M,
    Box,
    PlaceQuery,
    Point,
)

POINT_NUMBERS = 2
BOX_NUMBERS = 4


def place_filters(
    q: Annotated[
        str, Query(max_length=200, description="words, each the beginning of one of the place's")
    ] = "",
    kind: Annotated[ServiceKind | None, Query(description="kind of service")] = None,
    need: Annotated[
        list[FactKind] | None,
        Query(max_length=10, description="facts that are needed; repeat it for several"),
    ] = None,
    strict: Annotated[  # noqa: FBT002 - a parameter of the address has a name
        bool, Query(description="true: each need a current yes; false: none a current no")
    ] = True,
    near: Annotated[str | None, Query(max_length=60, description="longitude,latitude in degrees")] = None,
    within_m: Annotated[
        float,
        Query(
            gt=0, le=MOST_WITHIN_M, allow_inf_nan=False, description="with near: places that may be this near"
        ),
    ] = WITHIN_M,
    district: Annotated[str | None, Query(max_length=200, description="as the choices name it")] = None,
    verified_since: Annotated[
        date | None, Query(description="strictly each need, otherwise any fact, was seen since that day")
    ] = None,
    bbox: Annotated[str | None, Query(max_length=120, description="west,south,east,north in degrees")] = None,
) -> PlaceQuery:
    """Read what is looked for; every fault of the points is reported."""
    faults: list[tuple[str, str]] = []
    point = None if near is None else _read_point(near, faults)
    box = None if bbox is None else _read_box(bbox, faults)
    if any("\x00" in text for text in (q, district or "")):
        faults.append(("query", "contains the NUL character"))
    if faults:
        raise InvalidInputError(f"The request has {len(faults)} faults.", faults)
    return PlaceQuery(
        q=q,
        kind=kind,
        needs=tuple(dict.fromkeys(need or ())),
        strict=strict,
        near=point,
        within_m=within_m,
        district=district,
        verified_since=verified_since,
        bbox=box,
    )


PlaceFiltersDep = Annotated[PlaceQuery, Depends(place_filters)]


def place_query(
    filters: PlaceFiltersDep,
    limit: Annotated[int, Query(ge=1, le=MOST_LIMIT)] = LIMIT,
    cursor: Annotated[
        str | None, Query(max_length=1_000, description="next_cursor of the page before")
    ] = None,
) -> PlaceQuery:
    """Read which page of what is looked for."""
    return replace(filters, limit=limit, cursor=cursor)


PlaceQueryDep = Annotated[PlaceQuery, Depends(place_query)]


def _read_point(text: str, faults: list[tuple[str, str]]) -> Point | None:
    numbers = _read_numbers(text, POINT_NUMBERS)
    if numbers is None or abs(numbers[0]) > 180 or abs(numbers[1]) > 90:  # noqa: PLR2004 - degrees
        faults.append(("query/near", "must be longitude,latitude in degrees, such as -46.63,-23.55"))
        return None
    return numbers[0], numbers[1]


def _read_box(text: str, faults: list[tuple[str, str]]) -> Box | None:
    numbers = _read_numbers(text, BOX_NUMBERS)
    if numbers is None or numbers[0] > numbers[2] or numbers[1] > numbers[3]:
        faults.append(("query/bbox", "must be west,south,east,north in degrees, west and south the smaller"))
        return None
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _read_numbers(text: str, count: int) -> list[float] | None:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        return None
    finite = all(abs(number) < float("inf") for number in numbers)
    return numbers if len(numbers) == count and finite else None
