"""The second rung: places whose position is known already, by street and number or by exact name."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import shapely

from tracker.register.addresses.address import Address
from tracker.register.addresses.parsing import parse_address
from tracker.register.addresses.streets import StreetKeys, street_keys
from tracker.register.addresses.words import Country
from tracker.register.location.areas import area_key
from tracker.register.location.ground import enclosing_circle
from tracker.register.location.verdicts import CANDIDATES_SHOWN, Ambiguous, Answer, Nothing, Sought
from tracker.register.positions import ADDRESS_RADIUS_M, Position

# Points of one address farther apart than this are two places [m].
_ONE_PLACE_M: Final = 150.0
_FEWEST_WORDS: Final = 2


class KnownPoints:
    """
    A layer of points with addresses or names.

    Parameters
    ----------
    source : str
        Name of the layer, for people.
    country : "BR" or "PE"
        Whose addresses they are.
    names, addresses : sequence of str or None
        One a point.
    lon_deg, lat_deg : sequence of float
        One a point [degree]; a point without position, or at (0, 0), is passed over.
    radius_m : float
        How far the place may be from its point [m].

    Attributes
    ----------
    passed_over : int
        Points that could not be used.
    """

    def __init__(
        self,
        source: str,
        *,
        country: Country,
        names: Sequence[str | None],
        addresses: Sequence[str | None],
        lon_deg: Sequence[float],
        lat_deg: Sequence[float],
        radius_m: float = ADDRESS_RADIUS_M,
    ) -> None:
        self._source = source
        self._radius_m = radius_m
        self._lon = lon_deg
        self._lat = lat_deg
        self.passed_over = 0
        self._labels: list[str] = []
        self._streets: list[StreetKeys | None] = []
        self._full: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._named: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._loose: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._names: dict[str, list[int]] = defaultdict(list)
        for index, (name, text) in enumerate(zip(names, addresses, strict=True)):
            address = parse_address(text, country=country) if text else None
            self._labels.append(name or text or "")
            self._streets.append(street_keys(address.street) if address and address.street else None)
            if _has_position(lon_deg[index], lat_deg[index]):
                self._enter(index, name, address)
            else:
                self.passed_over += 1

    @property
    def name(self) -> str:
        """Its name."""
        return f"points: {self._source}"

    def locate(self, sought: Sought) -> Answer:
        """
        Find a row's place among the points.

        Parameters
        ----------
        sought : Sought
            The row's.

        Returns
        -------
        Position, Ambiguous or Nothing
            Found when street and number agree, or the name does and no street contradicts it. A street or
            number that is only alike is for a person to judge.
        """
        address = sought.address
        by_address = self._by_address(address) if address and address.street and address.number else None
        if isinstance(by_address, Position):
            return by_address
        by_name = self._by_name(sought)
        if by_address is not None or by_name is not None:
            return by_name if isinstance(by_name, Position) else by_address or by_name
        return Nothing("no point of that address or name")

    def _enter(self, index: int, name: str | None, address: Address | None) -> None:
        """Put a point into the tables."""
        if name and len(area_key(name).split()) >= _FEWEST_WORDS:
            self._names[area_key(name)].append(index)
        if address is None or address.street is None or address.number is None:
            return
        keys = street_keys(address.street)
        for number in _numbers(address):
            self._full[keys.full, number].append(index)
            self._named[keys.named, number].append(index)
            self._loose[keys.loose, _figure(number)].append(index)

    def _by_address(self, address: Address) -> Position | Ambiguous | None:
        """Find an address: equal keys find, alike ones are for a person."""
        assert address.street is not None
        keys = street_keys(address.street)
        equal = self._named if address.street.type is None else self._full
        key = keys.named if address.street.type is None else keys.full
        hits = {hit for number in _numbers(address) for hit in equal.get((key, number), ())}
        if hits:
            return self._one_place(sorted(hits), f"address {keys.full}, {address.number}")
        near = {
            hit for number in _numbers(address) for hit in self._loose.get((keys.loose, _figure(number)), ())
        }
        if near:
            candidates = tuple(
                self._position([hit], self._labels[hit]) for hit in sorted(near)[:CANDIDATES_SHOWN]
            )
            return Ambiguous(
                f"a point of an address like {keys.full}, {address.number} ({self._source})", candidates
            )
        return None

    def _by_name(self, sought: Sought) -> Position | Ambiguous | None:
        """Find an exact name, unless the street says otherwise."""
        hits = self._names.get(area_key(sought.name), []) if sought.name else []
        if not hits:
            return None
        answer = self._one_place(hits, f"name {self._labels[hits[0]]}")
        street = sought.address.street if sought.address else None
        theirs = {keys.loose for hit in hits if (keys := self._streets[hit]) is not None}
        if (
            street is not None
            and theirs
            and street_keys(street).loose not in theirs
            and isinstance(answer, Position)
        ):
            return Ambiguous(f"{answer.found_by} stands in another street", (answer,))
        return answer

    def _one_place(self, hits: Sequence[int], words: str) -> Position | Ambiguous:
        """Give the place of points that agree; points far apart are several places."""
        position = self._position(hits, words)
        if position.radius_m - self._radius_m <= _ONE_PLACE_M:
            return position
        candidates = tuple(self._position([hit], self._labels[hit]) for hit in hits[:CANDIDATES_SHOWN])
        return Ambiguous(f"{len(hits)} places of {words} ({self._source})", candidates)

    def _position(self, hits: Sequence[int], words: str) -> Position:
        """Give the circle around points, widened by how far a place may be from its point."""
        circle = enclosing_circle([shapely.Point(self._lon[hit], self._lat[hit]) for hit in hits])
        radius_m = circle.radius_m + self._radius_m
        return Position(circle.lon_deg, circle.lat_deg, "address", radius_m, f"{words} ({self._source})")


def _has_position(lon_deg: float, lat_deg: float) -> bool:
    """Tell whether a point has a position at all."""
    return math.isfinite(lon_deg) and math.isfinite(lat_deg) and (lon_deg, lat_deg) != (0.0, 0.0)


def _numbers(address: Address) -> list[str]:
    """Give the house numbers of an address: both ends of a range."""
    return [] if address.number is None else address.number.split("/")


def _figure(number: str) -> int:
    """Give a house number without its letter."""
    return int("".join(filter(str.isdigit, number)))
