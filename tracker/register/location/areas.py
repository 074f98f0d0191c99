"""Districts and larger areas by name, however they are spelled, and the last rung, which knows no more."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from tracker.register.addresses.letters import composed, folded
from tracker.register.location.ground import farthest_m, in_metres, scale_at
from tracker.register.location.verdicts import CANDIDATES_SHOWN, Ambiguous, Answer, Nothing, Sought
from tracker.register.positions import Position

# How alike two spellings must be, and by how much the best must lead (share of letters in common).
_ALIKE: Final = 0.85
_LEAD: Final = 0.05
# A quarter bears its district's name and reaches beyond its bounds [m].
QUARTER_MARGIN_M: Final = 1000.0
_WORD: Final = re.compile(r"[a-z0-9]+")
_IN_FULL: Final = {
    "jd": "jardim",
    "vl": "vila",
    "pq": "parque",
    "pque": "parque",
    "cid": "cidade",
    "sta": "santa",
}
_PASSED_OVER: Final = frozenset({"de", "da", "do", "das", "dos", "del", "e", "y"})
_JOINTS: Final = re.compile(r"\s*[/-]\s*")


@dataclass(frozen=True, slots=True)
class Area:
    """
    A district or a larger area.

    Parameters
    ----------
    name : str
        As its layer has it.
    level : str
        What it is, for people: "district", "subprefecture".
    polygon : shapely geometry
        Its extent, WGS 84 [degree].
    lon_deg, lat_deg : float
        A point inside.
    radius_m : float
        Reaches from that point to the farthest corner [m].
    ground : shapely geometry
        The extent in metres, to measure against.
    """

    name: str
    level: str
    polygon: BaseGeometry
    lon_deg: float
    lat_deg: float
    radius_m: float
    ground: BaseGeometry

    def away_m(self, lon_deg: float, lat_deg: float) -> float:
        """
        Measure from a point to the area.

        Parameters
        ----------
        lon_deg, lat_deg : float
            The point [degree].

        Returns
        -------
        float
            Metres, 0 inside.
        """
        east, north = scale_at(self.lat_deg)
        return float(self.ground.distance(shapely.Point(lon_deg * east, lat_deg * north)))

    def position(self, found_by: str) -> Position:
        """
        Give the area as a position.

        Parameters
        ----------
        found_by : str
            What led to it.

        Returns
        -------
        Position
            Of class ``district``.
        """
        return Position(self.lon_deg, self.lat_deg, "district", self.radius_m, found_by)


@dataclass(frozen=True, slots=True)
class Named:
    """
    What a name of an area means.

    Parameters
    ----------
    area : Area or tuple of Area
        The area, or those between which a person must choose.
    how : str
        ``exact``, ``part`` (a word of the name is missing or more) or ``alike`` (misspelled).
    """

    area: Area | tuple[Area, ...]
    how: str


def area_of(name: str, polygon: BaseGeometry, *, level: str) -> Area:
    """
    Make an area of its extent.

    Parameters
    ----------
    name : str
        Its name.
    polygon : shapely geometry
        Polygon or multipolygon, WGS 84 [degree], not empty.
    level : str
        What it is.

    Returns
    -------
    Area
        With a point inside and the radius that covers all of it.
    """
    inside = shapely.point_on_surface(polygon)
    radius_m = farthest_m((inside.x, inside.y), shapely.get_coordinates(polygon))
    ground = in_metres(polygon, inside.y)
    shapely.prepare(ground)
    return Area(name, level, polygon, inside.x, inside.y, radius_m, ground)


@lru_cache(maxsize=4_096)
def area_key(name: str) -> str:
    """
    Give the key by which names of areas are compared.

    Parameters
    ----------
    name : str
        A name.

    Returns
    -------
    str
        Without accents, strokes, apostrophes and prepositions: "M'Boi Mirim" and "M Boi Mirim" agree.
    """
    words: list[str] = []
    initial = ""
    for word in _WORD.findall(folded(composed(name)).replace("'", " ")):
        if word in {"d", "m", "l"}:
            initial = word
            continue
        words.append(initial + _IN_FULL.get(word, word))
        initial = ""
    return " ".join([word for word in words if word not in _PASSED_OVER] + ([initial] if initial else []))


class Areas:
    """
    Areas by name.

    Parameters
    ----------
    areas : iterable of Area
        Districts and what they make up; one name may stand on several levels, the largest then counts.
    aliases : mapping of str to str, optional
        Other names people use, and the layer's name of each.
    """

    def __init__(self, areas: Iterable[Area], *, aliases: Mapping[str, str] | None = None) -> None:
        self._by_key: dict[str, list[Area]] = defaultdict(list)
        self._by_part: dict[str, list[Area]] = defaultdict(list)
        for area in areas:
            self._by_key[area_key(area.name)].append(area)
            parts = _JOINTS.split(area.name)
            for part in parts if len(parts) > 1 else ():
                self._by_part[area_key(part)].append(area)
        for alias, name in (aliases or {}).items():
            self._by_key[area_key(alias)].extend(self._by_key.get(area_key(name), []))
        self._known: dict[str, Named | None] = {}

    def named(self, name: str) -> Named | None:
        """
        Find what a name means, however it is spelled.

        Parameters
        ----------
        name : str
            As somebody wrote it in a column for areas.

        Returns
        -------
        Named or None
            None when nothing is like it.
        """
        if name not in self._known:
            self._known[name] = self._search(name)
        return self._known[name]

    def exactly(self, name: str) -> Area | None:
        """
        Find an area by its own name or alias only.

        Parameters
        ----------
        name : str
            A name that may be that of a quarter.

        Returns
        -------
        Area or None
            None too when two areas bear the name.
        """
        areas = self._by_key.get(area_key(name), [])
        return _largest(areas) if areas else None

    def _search(self, name: str) -> Named | None:
        """Find a name: as it is, as a part of a compound, word by word, by likeness."""
        key = area_key(name)
        if not key:
            return None
        if exact := [*self._by_key.get(key, []), *self._by_part.get(key, [])]:
            return Named(_largest(exact) or tuple(exact), "exact")
        parts = [part for part in _JOINTS.split(name) if area_key(part)]
        if len(parts) > 1 and (named := self._joined(parts)):
            return named
        words = set(key.split())
        within = [other for other in self._by_key if words < set(other.split()) or set(other.split()) < words]
        if within:
            found = [area for other in within for area in self._by_key[other]]
            return Named(_largest(found) or tuple(found), "part")
        return self._alike(key)

    def _joined(self, parts: Sequence[str]) -> Named | None:
        """Find a name made of several: all must mean one area."""
        named = [found for found in map(self.named, parts) if found is not None]
        areas = [
            area for found in named for area in ([found.area] if isinstance(found.area, Area) else found.area)
        ]
        if not areas:
            return None
        alike = self._alike(area_key(" ".join(parts)))
        if alike is not None and isinstance(alike.area, Area):
            return alike
        return Named(_largest(areas) or tuple(areas), "part")

    def _alike(self, key: str) -> Named | None:
        """Find the names that are spelled alike."""
        ranked = sorted(
            ((difflib.SequenceMatcher(None, key, other).ratio(), other) for other in self._by_key),
            reverse=True,
        )
        near = [other for ratio, other in ranked if ratio >= max(_ALIKE, ranked[0][0] - _LEAD)]
        areas = [area for other in near for area in self._by_key[other]]
        return Named(_largest(areas) or tuple(areas), "alike") if areas else None


def stated_area(areas: Areas | None, sought: Sought) -> Area | None:
    """
    Give the area that a row states, where it is one and clear.

    Parameters
    ----------
    areas : Areas or None
        Those of the study's place, if they are known.
    sought : Sought
        The row's; its own column counts before its address.

    Returns
    -------
    Area or None
        None when it states none, or one of several.
    """
    name = sought.district or (sought.address.district if sought.address else None)
    named = areas.named(name) if areas is not None and name else None
    return named.area if named is not None and isinstance(named.area, Area) else None


def touches_quarter(areas: Areas | None, sought: Sought, lines: Iterable[BaseGeometry]) -> bool:
    """
    Tell whether lines touch an area that an address names as its quarter.

    Parameters
    ----------
    areas : Areas or None
        Those of the study's place, if they are known.
    sought : Sought
        The row's.
    lines : iterable of shapely geometry
        WGS 84 [degree].

    Returns
    -------
    bool
        False too when the quarter is no known area.
    """
    quarters = sought.address.neighbourhoods if areas is not None and sought.address else ()
    named = [areas.exactly(quarter) for quarter in quarters] if areas is not None else []
    known = [area.polygon for area in named if area is not None]
    return bool(known) and any(polygon.intersects(line) for line in lines for polygon in known)


def _largest(areas: Sequence[Area]) -> Area | None:
    """Give the one area of several that holds all of them, None when they lie apart."""
    largest = max(areas, key=lambda area: area.radius_m)
    held = all(largest.away_m(area.lon_deg, area.lat_deg) == 0.0 for area in areas)
    return largest if held else None


@dataclass(frozen=True, slots=True)
class NamedAreas:
    """
    The rung of districts and larger areas.

    Parameters
    ----------
    areas : Areas
        Those of the study's place.
    source : str
        Where they come from, for people.
    """

    areas: Areas
    source: str

    @property
    def name(self) -> str:
        """Its name."""
        return "areas"

    def locate(self, sought: Sought) -> Answer:
        """
        Find the area a row names: in its own column, as a district of the address, or as its quarter.

        Parameters
        ----------
        sought : Sought
            The row's.

        Returns
        -------
        Position, Ambiguous or Nothing
            A point inside and the radius that covers the area.
        """
        address = sought.address
        for name in (sought.district, address.district if address else None):
            named = self.areas.named(name) if name else None
            if named is None:
                continue
            if isinstance(named.area, tuple):
                candidates = tuple(area.position(self._words(area)) for area in named.area[:CANDIDATES_SHOWN])
                return Ambiguous(f"{name} may be {' or '.join(area.name for area in named.area)}", candidates)
            read = "" if named.how == "exact" else f", read from {name!r}"
            return named.area.position(self._words(named.area) + read)
        for quarter in address.neighbourhoods if address else ():
            area = self.areas.exactly(quarter)
            if area is not None:
                position = area.position(f"{self._words(area)}, named as the quarter")
                return replace(position, radius_m=position.radius_m + QUARTER_MARGIN_M)
        return Nothing("no known district")

    def _words(self, area: Area) -> str:
        """Name an area and its source."""
        return f"{area.level} {area.name} ({self.source})"
