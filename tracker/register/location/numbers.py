"""The rung of house numbers: points along a street whose numbers are known, and the places between them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np

from tracker.register.addresses.address import Address
from tracker.register.addresses.parsing import parse_address
from tracker.register.addresses.streets import street_keys
from tracker.register.addresses.words import Country
from tracker.register.location.agreement import agrees, confirms
from tracker.register.location.areas import Areas
from tracker.register.location.ground import distance_m
from tracker.register.location.linked import distances_m, linked
from tracker.register.location.verdicts import CANDIDATES_SHOWN, Ambiguous, Answer, Nothing, Sought
from tracker.register.positions import Position

# Numbers of a street rise by about one a metre; two points this much farther apart than their numbers say
# stand in two streets of one name (factor, and metres for the width of crossings and the like).
_STRETCH: Final = 1.5
_SLACK_M: Final = 300.0
_FARTHEST_LINK_M: Final = 2000.0
# From a point that bears a number to the door of that number [m]: the width of a large lot and of the street.
DOOR_M: Final = 120.0
# How far beyond the last known number a street is believed to go on, in numbers.
_BEYOND: Final = 400
# How much longer than its numbers say a street may be, and the part of the distance for uneven numbers.
_BEND: Final = 1.1
_UNEVEN: Final = 7.0


class Door(NamedTuple):
    """A point of a street and its house number."""

    number: int
    lon_deg: float
    lat_deg: float


class HouseNumbers:
    """
    Points with street and house number, of one or several sources.

    Parameters
    ----------
    source : str
        Name of the points, for people.
    points : iterable of (str or None, float, float)
        Address, longitude and latitude [degree] of each; those without street and number are passed over.
    country : "BR" or "PE"
        Whose addresses they are.

    Attributes
    ----------
    source : str
        As given.
    count : int
        Points taken.
    """

    def __init__(
        self, source: str, points: Iterable[tuple[str | None, float, float]], *, country: Country
    ) -> None:
        self.source = source
        self.count = 0
        self._doors: dict[str, list[Door]] = defaultdict(list)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_sound: dict[str, set[str]] = defaultdict(set)
        self._streets: dict[str, list[list[Door]]] = {}
        for text, lon, lat in points:
            address = parse_address(text, country=country) if text else None
            if address is None or address.street is None or address.house_numbers is None:
                continue
            keys = street_keys(address.street)
            self._doors[keys.full].append(Door(address.house_numbers[0], lon, lat))
            self._by_name[keys.named].add(keys.full)
            self._by_sound[keys.loose].add(keys.full)
            self.count += 1

    def names(self, address: Address) -> list[str]:
        """
        Give the full names that the street of an address means.

        Parameters
        ----------
        address : Address
            With a street.

        Returns
        -------
        list of str
            More than one only where the address leaves out the kind of street.
        """
        assert address.street is not None
        keys = street_keys(address.street)
        if address.street.type is None:
            return sorted(self._by_name.get(keys.named, ()))
        return [keys.full] if keys.full in self._doors else []

    def names_alike(self, address: Address) -> list[str]:
        """
        Give the full names that sound like the street of an address.

        Parameters
        ----------
        address : Address
            With a street.

        Returns
        -------
        list of str
            Those that are equal among them.
        """
        assert address.street is not None
        return sorted(self._by_sound.get(street_keys(address.street).loose, ()))

    def streets(self, full: str) -> list[list[Door]]:
        """
        Give the streets of a full name, told apart where the city has several.

        Parameters
        ----------
        full : str
            A name that ``names`` gave.

        Returns
        -------
        list of list of Door
            Of each street its doors in the order of their numbers.
        """
        if full not in self._streets:
            doors = sorted(self._doors[full])
            apart_m = distances_m(
                np.array([door.lon_deg for door in doors]), np.array([door.lat_deg for door in doors])
            )
            number = np.array([float(door.number) for door in doors])
            numbers = np.abs(np.subtract.outer(number, number))
            near = (apart_m <= _STRETCH * numbers + _SLACK_M) & (apart_m <= _FARTHEST_LINK_M)
            self._streets[full] = [[doors[index] for index in group] for group in linked(near)]
        return self._streets[full]


class NumberedPoints:
    """
    The rung of house numbers.

    Parameters
    ----------
    numbers : HouseNumbers
        Points whose numbers are known.
    areas : Areas or None
        To choose among streets of one name by the district or quarter that a row names.
    partial : bool
        True when the points cover a part of the study's place only, as for ``Streets``.
    """

    def __init__(self, numbers: HouseNumbers, *, areas: Areas | None = None, partial: bool = False) -> None:
        self._numbers = numbers
        self._areas = areas
        self._partial = partial

    @property
    def name(self) -> str:
        """Its name."""
        return f"house numbers: {self._numbers.source}"

    def locate(self, sought: Sought) -> Answer:
        """
        Find the place of a house number between its nearest known neighbours.

        Parameters
        ----------
        sought : Sought
            The row's.

        Returns
        -------
        Position, Ambiguous or Nothing
            Of class ``segment``. A street that only sounds alike, or several of one name that all have such
            a number, are for a person.
        """
        address = sought.address
        numbers = address.house_numbers if address is not None and address.street is not None else None
        if address is None or numbers is None:
            return Nothing("no street with a house number in the address", skipped=True)
        names = self._numbers.names(address)
        found = self._positions(names, numbers[0])
        if not found:
            alike = self._positions(self._numbers.names_alike(address), numbers[0])
            if alike and not names:
                return Ambiguous(f"a street of a like name ({self._numbers.source})", _few(alike))
            why = "no known house number near it" if names else "no known house number of that street"
            return Nothing(f"{why} ({self._numbers.source})")
        fitting = [one for one in found if agrees(self._areas, sought, one)]
        chosen = fitting or found
        if len(chosen) > 1:
            return Ambiguous(f"{len(chosen)} streets of the name {names[0]} have such a number", _few(chosen))
        if self._partial and not confirms(self._areas, sought, chosen[0]):
            why = f"{self._numbers.source} is a part of the city: another {names[0]} may lie outside"
            return Ambiguous(why, _few(chosen))
        return chosen[0]

    def _positions(self, names: Sequence[str], number: int) -> list[Position]:
        """Give the place of a number in every street of some names that can have it."""
        found: list[Position] = []
        for full in names:
            for doors in self._numbers.streets(full):
                position = _placed(doors, number, f"{full}, {number}", self._numbers.source)
                if position is not None:
                    found.append(position)
        return found


def _few(positions: Sequence[Position]) -> tuple[Position, ...]:
    """Give as many as a person looks at."""
    return tuple(positions[:CANDIDATES_SHOWN])


def _placed(doors: Sequence[Door], number: int, words: str, source: str) -> Position | None:
    """Place a number among the doors of a street; None too far beyond the last of them."""
    below = [door for door in doors if door.number <= number]
    above = [door for door in doors if door.number >= number]
    if below and above:
        return _between(below[-1], above[0], number, f"house number {words}, between neighbours ({source})")
    end = below[-1] if below else above[0]
    beyond = abs(number - end.number)
    if beyond > _BEYOND:
        return None
    told = f"house number {words}, beyond {end.number} ({source})"
    return Position(end.lon_deg, end.lat_deg, "segment", _STRETCH * beyond + DOOR_M, told)


def _between(low: Door, high: Door, number: int, words: str) -> Position:
    """
    Place a number between two doors.

    The street from one to the other is at least as long as they are apart and about as long as their numbers
    differ. How far it can bend aside is half the minor axis of the ellipse that holds every line of that
    length; a seventh of the distance is for numbers that do not rise evenly.
    """
    apart_m = distance_m(low[1:], high[1:])
    numbers = high.number - low.number
    share = (number - low.number) / numbers if numbers else 0.5
    lon = low.lon_deg + share * (high.lon_deg - low.lon_deg)
    lat = low.lat_deg + share * (high.lat_deg - low.lat_deg)
    bend_m = math.sqrt(max((_BEND * numbers) ** 2 - apart_m**2, 0.0)) / 2
    radius_m = max(DOOR_M + bend_m + apart_m / _UNEVEN, apart_m / 2 if not numbers else 0.0)
    return Position(lon, lat, "segment", radius_m, words)
