"""The rung of streets named nearby: points that say which streets are close, such as stops of buses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import shapely

from tracker.register.addresses.streets import parse_street, street_keys
from tracker.register.addresses.words import Country
from tracker.register.location.agreement import agrees, confirms
from tracker.register.location.areas import Areas
from tracker.register.location.ground import enclosing_circle
from tracker.register.location.linked import distances_m, linked
from tracker.register.location.verdicts import CANDIDATES_SHOWN, Ambiguous, Answer, Nothing, Sought
from tracker.register.positions import Position

# Points that name one street and are farther apart than this name two [m].
_ONE_STREET_M: Final = 1500.0
# How far a street reaches beyond the points that name it [m], as docs/register/location.md measures.
REACH_M: Final = 1000.0


class StreetMentions:
    """
    Streets by the points that name them.

    Parameters
    ----------
    source : str
        Name of the points, for people.
    mentions : iterable of (str, float, float)
        Name of a street, longitude and latitude [degree] of the point that names it; names without a kind
        of street are passed over, for they may be those of buildings.
    country : "BR" or "PE"
        Whose names they are.
    """

    def __init__(
        self, source: str, mentions: Iterable[tuple[str, float, float]], *, country: Country
    ) -> None:
        self.source = source
        self._points: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._circles: dict[str, list[Position]] = {}
        for text, lon, lat in mentions:
            street = parse_street(text, country=country)
            if street is None or street.type is None:
                continue
            keys = street_keys(street)
            self._points[keys.full].append((lon, lat))
            self._by_name[keys.named].add(keys.full)

    def names(self, sought: Sought) -> list[str]:
        """
        Give the full names that the street of a row means.

        Parameters
        ----------
        sought : Sought
            With a street.

        Returns
        -------
        list of str
            More than one only where the address leaves out the kind of street.
        """
        street = sought.address.street if sought.address else None
        assert street is not None
        keys = street_keys(street)
        if street.type is None:
            return sorted(self._by_name.get(keys.named, ()))
        return [keys.full] if keys.full in self._points else []

    def positions(self, full: str) -> list[Position]:
        """
        Give the streets of a full name, told apart where the city has several.

        Parameters
        ----------
        full : str
            A name that ``names`` gave.

        Returns
        -------
        list of Position
            Of class ``street``.
        """
        if full not in self._circles:
            points = self._points[full]
            lon, lat = (np.array([point[axis] for point in points]) for axis in (0, 1))
            groups = linked(distances_m(lon, lat) <= _ONE_STREET_M)
            self._circles[full] = [self._around([points[index] for index in group], full) for group in groups]
        return self._circles[full]

    def _around(self, points: Sequence[tuple[float, float]], full: str) -> Position:
        """Give the circle around points and what their street reaches beyond."""
        circle = enclosing_circle([shapely.Point(point) for point in points])
        words = f"street {full}, named by {len(points)} ({self.source})"
        return Position(circle.lon_deg, circle.lat_deg, "street", circle.radius_m + REACH_M, words)


class StreetsNamedNearby:
    """
    The rung of streets named nearby.

    Parameters
    ----------
    mentions : StreetMentions
        Which points name which street.
    areas : Areas or None
        To choose among streets of one name by the district or quarter that a row names.
    partial : bool
        True when the points cover a part of the study's place only, as for ``Streets``.
    """

    def __init__(
        self, mentions: StreetMentions, *, areas: Areas | None = None, partial: bool = False
    ) -> None:
        self._mentions = mentions
        self._areas = areas
        self._partial = partial

    @property
    def name(self) -> str:
        """Its name."""
        return f"streets named by: {self._mentions.source}"

    def locate(self, sought: Sought) -> Answer:
        """
        Find the street of an address by the points that name it.

        Parameters
        ----------
        sought : Sought
            The row's.

        Returns
        -------
        Position, Ambiguous or Nothing
            The circle around those points and what a street reaches beyond them; several streets of one
            name are for a person.
        """
        if sought.address is None or sought.address.street is None:
            return Nothing("no street in the address", skipped=True)
        names = self._mentions.names(sought)
        found = [position for full in names for position in self._mentions.positions(full)]
        if not found:
            return Nothing(f"nothing names the street ({self._mentions.source})")
        fitting = [one for one in found if agrees(self._areas, sought, one)]
        chosen = fitting or found
        few = tuple(chosen[:CANDIDATES_SHOWN])
        if len(chosen) > 1:
            return Ambiguous(f"{len(chosen)} streets of the name {names[0]} ({self._mentions.source})", few)
        if self._partial and not confirms(self._areas, sought, chosen[0]):
            why = f"{self._mentions.source} is a part of the city: another {names[0]} may lie outside"
            return Ambiguous(why, few)
        return chosen[0]
