"""The rung of street segments: house numbers from and to, on either side, and the place between."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from tracker.errors import InvalidInputError
from tracker.register.addresses.address import Address
from tracker.register.addresses.streets import parse_street, street_keys
from tracker.register.addresses.words import Country
from tracker.register.location.areas import Areas, stated_area, touches_quarter
from tracker.register.location.ground import Circle, enclosing_circle, farthest_m, in_metres
from tracker.register.location.verdicts import (
    CANDIDATES_SHOWN,
    ROADSIDE_M,
    Ambiguous,
    Answer,
    Nothing,
    Sought,
)
from tracker.register.positions import Position

# Segments of one number farther apart than this are two streets [m].
_ONE_PLACE_M: Final = 500.0
# A line this much shorter than the numbers it carries was cut at the edge of its layer.
_CUT_SHARE: Final = 0.5
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class SegmentColumns:
    """
    The columns of a layer of segments.

    Parameters
    ----------
    name : tuple of str
        Columns whose values, one after another, are the street's name.
    first_even, last_even, first_odd, last_odd : str
        House numbers at the beginning and the end of the line; a layer that does not tell the sides names
        the same columns twice.
    """

    name: tuple[str, ...]
    first_even: str
    last_even: str
    first_odd: str
    last_odd: str


class _Range(NamedTuple):
    """House numbers of one side of a segment; None where any number may be on it."""

    first: float
    last: float
    parity: int | None


class _Segment(NamedTuple):
    """A line with the ranges of its sides."""

    full: str
    line: LineString
    sides: tuple[_Range, ...]


class Segments:
    """
    A layer of street segments with house numbers.

    Parameters
    ----------
    source : str
        Name of the layer, for people.
    columns : mapping of str to sequence
        Its attributes, one value a segment.
    geometries : sequence of shapely geometry
        Its lines, in the direction of the numbers, WGS 84 [degree].
    names : SegmentColumns
        Which column is what.
    country : "BR" or "PE"
        Whose names they are.
    areas : Areas or None
        To keep to the segments within the district that a row names.
    partial : bool
        True when the layer covers a part of the study's place only, as for ``Streets``.

    Attributes
    ----------
    passed_over : int
        Segments without a name, without numbers or of several lines that do not join.

    Raises
    ------
    InvalidInputError
        If columns are missing: all of them are named.
    """

    def __init__(
        self,
        source: str,
        columns: Mapping[str, Sequence[object]],
        geometries: Sequence[BaseGeometry],
        *,
        names: SegmentColumns,
        country: Country,
        areas: Areas | None = None,
        partial: bool = False,
    ) -> None:
        asked = dict.fromkeys(
            (*names.name, names.first_even, names.last_even, names.first_odd, names.last_odd)
        )
        if missing := [
            (f"{source}, column {column}", "is missing") for column in asked if column not in columns
        ]:
            raise InvalidInputError(f"{source} lacks columns of house numbers.", missing)
        self._source = source
        self._areas = areas
        self._partial = partial
        self.passed_over = 0
        self._by_full: dict[str, list[_Segment]] = defaultdict(list)
        self._by_name: dict[str, list[_Segment]] = defaultdict(list)
        for index, geometry in enumerate(geometries):
            words = " ".join(text for column in names.name if (text := _words(columns[column][index])))
            street = parse_street(words, country=country)
            sides = _sides(columns, names, index)
            line = _one_line(geometry)
            if street is None or not sides or line is None:
                self.passed_over += 1
                continue
            keys = street_keys(street)
            segment = _Segment(keys.full, line, sides)
            self._by_full[keys.full].append(segment)
            self._by_name[keys.named].append(segment)

    @property
    def name(self) -> str:
        """Its name."""
        return f"segments: {self._source}"

    def locate(self, sought: Sought) -> Answer:
        """
        Find the segment of a house number, or the segments of a block.

        Parameters
        ----------
        sought : Sought
            The row's.

        Returns
        -------
        Position, Ambiguous or Nothing
            The place between the ends that the number says, with a radius that covers the whole segment and
            its doors: numbers are not spread evenly.
        """
        address = sought.address
        asked = _asked(address)
        if address is None or address.street is None or asked is None:
            return Nothing("no street with a house number in the address", skipped=True)
        keys = street_keys(address.street)
        typed = address.street.type is not None
        segments = self._by_full.get(keys.full, []) if typed else self._by_name.get(keys.named, [])
        if not segments:
            return Nothing(f"no segment of {keys.full} ({self._source})")
        hits = [(segment, at) for segment in segments for at in _hits(segment, *asked)]
        area = stated_area(self._areas, sought)
        inside = hits if area is None else [hit for hit in hits if area.polygon.intersects(hit[0].line)]
        if not hits:
            return Nothing(f"no segment of {keys.full} has number {asked[0]} ({self._source})")
        if area is not None and not inside:
            position = self._position(hits, asked[0])
            return Ambiguous(f"{position.found_by} lies outside {area.name}", (position,))
        return self._only_one(sought, inside, asked[0])

    def _only_one(
        self, sought: Sought, hits: Sequence[tuple[_Segment, float | None]], number: int
    ) -> Position | Ambiguous:
        """Give the place of segments that were hit, if they are one street and it cannot be another."""
        full = hits[0][0].full
        if not _is_one_street([segment for segment, _ in hits]):
            candidates = tuple(self._position([hit], number) for hit in hits[:CANDIDATES_SHOWN])
            return Ambiguous(f"{len(hits)} segments of {full} have number {number}", candidates)
        position = self._position(hits, number)
        confirmed = stated_area(self._areas, sought) is not None or touches_quarter(
            self._areas, sought, [segment.line for segment, _ in hits]
        )
        if self._partial and not confirmed:
            why = f"{self._source} is a part of the city: another {full} may lie outside"
            return Ambiguous(why, (position,))
        return position

    def _position(self, hits: Sequence[tuple[_Segment, float | None]], number: int) -> Position:
        """Give the circle around segments that were hit."""
        circle = _around(hits)
        words = f"segment of {hits[0][0].full}, {number} ({self._source})"
        return Position(circle.lon_deg, circle.lat_deg, "segment", circle.radius_m, words)


def _asked(address: Address | None) -> tuple[int, int] | None:
    """Give the house numbers an address asks for: its first, or the hundred of its block."""
    if address is None:
        return None
    if (numbers := address.house_numbers) is not None:
        return numbers[0], numbers[0]
    if address.block is None:
        return None
    blocks = [int(block) for block in address.block.split("/")]
    return blocks[0] * _HUNDRED, blocks[-1] * _HUNDRED + _HUNDRED - 1


def _hits(segment: _Segment, low: int, high: int) -> list[float | None]:
    """Give where on a segment numbers lie (share of its length), None for all of it; empty if they do not."""
    shares: list[float | None] = []
    for side in segment.sides:
        least, most = sorted((side.first, side.last))
        if low < high:
            if least <= high and low <= most and not shares:
                shares.append(None)
        elif least <= low <= most and side.parity in {None, low % 2}:
            share = 0.5 if least == most else (low - side.first) / (side.last - side.first)
            shares.append(share)
    return shares[:1]


def _around(hits: Sequence[tuple[_Segment, float | None]]) -> Circle:
    """Give the centre of the places that were hit, and the radius that covers their segments and doors."""
    if any(share is None for _, share in hits):
        circle = enclosing_circle([segment.line for segment, _ in hits])
        return Circle(circle.lon_deg, circle.lat_deg, circle.radius_m + ROADSIDE_M)
    points = [segment.line.interpolate(share or 0.0, normalized=True) for segment, share in hits]
    centre = (sum(point.x for point in points) / len(points), sum(point.y for point in points) / len(points))
    vertices = np.concatenate([shapely.get_coordinates(segment.line) for segment, _ in hits])
    radius_m = farthest_m(centre, vertices) + ROADSIDE_M
    cut_m = max(_cut_m(segment) for segment, _ in hits)
    return Circle(*centre, max(radius_m, cut_m))


def _is_one_street(segments: Sequence[_Segment]) -> bool:
    """Tell whether segments have one name and lie together."""
    if len(segments) == 1:
        return True
    reach_m = enclosing_circle([segment.line for segment in segments]).radius_m
    longest_m = max(_length_m(segment.line) for segment in segments)
    return reach_m <= _ONE_PLACE_M + longest_m and len({segment.full for segment in segments}) == 1


def _cut_m(segment: _Segment) -> float:
    """Give how far a place may lie from a line that was cut, a metre a number; 0 for a whole line."""
    numbers = max(abs(side.last - side.first) for side in segment.sides)
    return numbers if _length_m(segment.line) < _CUT_SHARE * numbers else 0.0


def _length_m(line: LineString) -> float:
    """Measure a line."""
    return float(in_metres(line, float(line.coords[0][1])).length)


def _sides(columns: Mapping[str, Sequence[object]], names: SegmentColumns, index: int) -> tuple[_Range, ...]:
    """Read the ranges of a segment; a side without both numbers is none."""
    one_pair = (names.first_even, names.last_even) == (names.first_odd, names.last_odd)
    sides = (
        (names.first_even, names.last_even, None if one_pair else 0),
        (names.first_odd, names.last_odd, 1),
    )
    found: list[_Range] = []
    for first, last, parity in sides[:1] if one_pair else sides:
        ends = _number(columns[first][index]), _number(columns[last][index])
        if math.isfinite(ends[0]) and math.isfinite(ends[1]):
            found.append(_Range(*ends, parity))
    return tuple(found)


def _number(value: object) -> float:
    """Read a house number of a layer, not a number when it has none."""
    if isinstance(value, (int, float, np.integer, np.floating)):
        return float(value)
    if isinstance(value, str) and value.strip().isdigit():
        return float(value)
    return math.nan


def _words(value: object) -> str:
    """Read a word of a layer, empty when it has none."""
    return value.strip() if isinstance(value, str) else ""


def _one_line(geometry: BaseGeometry | None) -> LineString | None:
    """Give a geometry as one line, None when it is none."""
    if geometry is None or geometry.is_empty:
        return None
    merged = geometry if isinstance(geometry, LineString) else shapely.line_merge(geometry)
    return merged if isinstance(merged, LineString) and merged.length > 0 else None
