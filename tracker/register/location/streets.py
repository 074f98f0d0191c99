"""The rung of streets: every line of a name, told apart where a city has several streets of one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import shapely
from shapely import LineString

from tracker.register.addresses.address import Address, Street
from tracker.register.addresses.streets import StreetKeys, parse_street, street_keys
from tracker.register.addresses.words import Country
from tracker.register.location.areas import Area, Areas, stated_area, touches_quarter
from tracker.register.location.ground import enclosing_circle, in_degrees, in_metres
from tracker.register.location.verdicts import (
    CANDIDATES_SHOWN,
    ROADSIDE_M,
    Ambiguous,
    Answer,
    Nothing,
    Sought,
)
from tracker.register.positions import Position

# Pieces of one name farther apart than this are two streets [m].
_GAP_M: Final = 500.0
# Two streets that come this close meet [m]: wide avenues have two lines.
_MEETING_M: Final = 40.0


class Streets:
    """
    A layer of named lines.

    Parameters
    ----------
    source : str
        Name of the layer, for people.
    lines : iterable of (str, LineString)
        Name and line of each piece, WGS 84 [degree]; pieces without a name are passed over.
    country : "BR" or "PE"
        Whose names they are.
    areas : Areas or None
        To keep to the pieces within the district that a row names.
    partial : bool
        True when the layer covers a part of the study's place only: a street outside it may bear the same
        name, so that without a district or a quarter a match is for a person to judge.
    """

    def __init__(
        self,
        source: str,
        lines: Iterable[tuple[str | None, LineString]],
        *,
        country: Country,
        areas: Areas | None = None,
        partial: bool = False,
    ) -> None:
        self._source = source
        self._areas = areas
        self._partial = partial
        pieces: dict[str, list[LineString]] = defaultdict(list)
        self._named: dict[str, set[str]] = defaultdict(set)
        self._loose: dict[str, set[str]] = defaultdict(set)
        for name, line in lines:
            street = parse_street(name, country=country) if name else None
            if street is None or line.is_empty:
                continue
            keys = street_keys(street)
            pieces[keys.full].append(line)
            self._named[keys.named].add(keys.full)
            self._loose[keys.loose].add(keys.full)
        self._streets = {full: _told_apart(found) for full, found in pieces.items()}
        self._within: dict[tuple[str, str], list[list[LineString]]] = {}
        self._positions: dict[tuple[str, str, int], Position] = {}

    @property
    def name(self) -> str:
        """Its name."""
        return f"streets: {self._source}"

    def locate(self, sought: Sought) -> Answer:
        """
        Find the street of an address, or the corner of two.

        Parameters
        ----------
        sought : Sought
            The row's.

        Returns
        -------
        Position, Ambiguous or Nothing
            The circle around all of the street, or around where two meet. Streets of one name that lie
            apart are ambiguous.
        """
        address = sought.address
        if address is None or address.street is None:
            return Nothing("no street in the address", skipped=True)
        keys = street_keys(address.street)
        fulls = self._fulls(address.street, keys)
        area = stated_area(self._areas, sought)
        if not fulls:
            return self._alike(keys)
        return self._corner(address, fulls, area) or self._only_one(sought, keys.full, fulls, area)

    def _only_one(
        self, sought: Sought, words: str, fulls: Sequence[str], area: Area | None
    ) -> Position | Ambiguous:
        """Give the street of a name if there is but one, in the area if one is named."""
        found = [(full, at) for full in fulls for at in range(len(self._kept(full, area)))]
        if area is not None and not found:
            elsewhere = [(full, at) for full in fulls for at in range(len(self._streets[full]))]
            candidates = tuple(self._position(full, None, at) for full, at in elsewhere[:CANDIDATES_SHOWN])
            return Ambiguous(f"{words} lies outside {area.name} ({self._source})", candidates)
        candidates = tuple(self._position(full, area, at) for full, at in found[:CANDIDATES_SHOWN])
        if len(found) > 1:
            return Ambiguous(f"{len(found)} streets of the name {words} ({self._source})", candidates)
        lines = self._kept(found[0][0], area)[found[0][1]]
        if self._partial and area is None and not touches_quarter(self._areas, sought, lines):
            return Ambiguous(
                f"{self._source} is a part of the city: another {words} may lie outside", candidates
            )
        return candidates[0]

    def _fulls(self, street: Street, keys: StreetKeys) -> list[str]:
        """Give the full names of the layer that a street's name means."""
        if street.type is None:
            return sorted(self._named.get(keys.named, ()))
        return [keys.full] if keys.full in self._streets else []

    def _kept(self, full: str, area: Area | None) -> list[list[LineString]]:
        """Give the streets of a name, cut to the pieces that touch an area."""
        if area is None:
            return self._streets[full]
        if (full, area.name) not in self._within:
            lines = [line for street in self._streets[full] for line in street]
            touched = [line for line in lines if area.polygon.intersects(line)]
            self._within[full, area.name] = _told_apart(touched) if touched else []
        return self._within[full, area.name]

    def _position(self, full: str, area: Area | None, at: int) -> Position:
        """Give the circle around a street."""
        key = (full, "" if area is None else area.name, at)
        if key not in self._positions:
            circle = enclosing_circle(self._kept(full, area)[at])
            where = "" if area is None else f" in {area.name}"
            words = f"street {full}{where} ({self._source})"
            radius_m = circle.radius_m + ROADSIDE_M
            self._positions[key] = Position(circle.lon_deg, circle.lat_deg, "street", radius_m, words)
        return self._positions[key]

    def _alike(self, keys: StreetKeys) -> Answer:
        """Give streets whose name sounds alike, for a person to judge."""
        near = sorted(self._loose.get(keys.loose, ()))
        if not near:
            return Nothing(f"no street {keys.full} ({self._source})")
        candidates = [
            self._position(full, None, at) for full in near for at in range(len(self._streets[full]))
        ]
        why = f"{keys.full} is not in {self._source}, but {', '.join(near[:CANDIDATES_SHOWN])} is"
        return Ambiguous(why, tuple(candidates[:CANDIDATES_SHOWN]))

    def _corner(self, address: Address, fulls: Sequence[str], area: Area | None) -> Position | None:
        """Give the circle around where two streets of an address meet, None where they do not, or twice."""
        ours = [line for full in fulls for street in self._kept(full, area) for line in street]
        for other in address.corners:
            theirs = [
                line
                for full in self._fulls(other, street_keys(other))
                for street in self._kept(full, area)
                for line in street
            ]
            meeting = _meeting(ours, theirs)
            if meeting is not None:
                words = f"corner of {fulls[0]} and {street_keys(other).full} ({self._source})"
                return Position(*meeting[:2], "segment", meeting[2], words)
        return None


def _told_apart(lines: Sequence[LineString]) -> list[list[LineString]]:
    """Part lines into streets: those reached from one another over small gaps."""
    if len(lines) == 1:
        return [list(lines)]
    lat_deg = float(lines[0].coords[0][1])
    ground = np.array([in_metres(line, lat_deg) for line in lines])
    tree = shapely.STRtree(ground)
    group = list(range(len(lines)))

    def root(index: int) -> int:
        """Follow an index to the first of its group."""
        while group[index] != index:
            index = group[index]
        return index

    for one, other in zip(*tree.query(ground, predicate="dwithin", distance=_GAP_M), strict=True):
        first, second = sorted((root(int(one)), root(int(other))))
        group[second] = first
    parts: dict[int, list[LineString]] = defaultdict(list)
    for index, line in enumerate(lines):
        parts[root(index)].append(line)
    return list(parts.values())


def _meeting(ours: Sequence[LineString], theirs: Sequence[LineString]) -> tuple[float, float, float] | None:
    """Give centre and radius of where lines meet; None unless all of it is one place."""
    if not ours or not theirs:
        return None
    lat_deg = float(ours[0].coords[0][1])
    one = in_metres(shapely.MultiLineString(list(ours)), lat_deg)
    other = in_metres(shapely.MultiLineString(list(theirs)), lat_deg)
    if one.distance(other) > _MEETING_M:
        return None
    near = one.intersection(other.buffer(_MEETING_M))
    circle = enclosing_circle([in_degrees(near, lat_deg)])
    radius_m = circle.radius_m + ROADSIDE_M
    return (circle.lon_deg, circle.lat_deg, radius_m) if radius_m <= _GAP_M else None
