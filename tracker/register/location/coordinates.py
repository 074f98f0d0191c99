"""The first rung: coordinates that the file gives, held against the place of the study."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from tracker.register.location.verdicts import Ambiguous, Answer, Nothing, Sought
from tracker.register.positions import COORDINATES_RADIUS_M, Position

# Closer to (0, 0) than this [degree] nobody surveyed anything: the sea off Africa stands for "not known".
_NOWHERE_DEG: Final = 0.01
_MOST_LON_DEG: Final = 180.0
_MOST_LAT_DEG: Final = 90.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """
    The rectangle in which a study's places lie.

    Parameters
    ----------
    west_deg, south_deg, east_deg, north_deg : float
        Its sides, WGS 84 [degree].
    """

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float

    def hold(self, lon_deg: float, lat_deg: float) -> bool:
        """
        Tell whether a point lies inside.

        Parameters
        ----------
        lon_deg, lat_deg : float
            The point [degree].

        Returns
        -------
        bool
            True on the sides too.
        """
        return self.west_deg <= lon_deg <= self.east_deg and self.south_deg <= lat_deg <= self.north_deg


@dataclass(frozen=True, slots=True)
class GivenCoordinates:
    """
    The rung of given coordinates.

    Parameters
    ----------
    bounds : Bounds
        Where they may lie.
    radius_m : float
        How far the place may be from them [m].
    """

    bounds: Bounds
    radius_m: float = COORDINATES_RADIUS_M

    @property
    def name(self) -> str:
        """Its name."""
        return "coordinates"

    def locate(self, sought: Sought) -> Answer:
        """
        Judge the coordinates of a row.

        Parameters
        ----------
        sought : Sought
            The row's.

        Returns
        -------
        Position, Ambiguous or Nothing
            Exchanged longitude and latitude are put right only where the exchange brings them within the
            bounds and they are outside as they stand. (0, 0) is refused.
        """
        lon, lat = sought.lon_deg, sought.lat_deg
        if lon is None or lat is None:
            return Nothing("no coordinates", skipped=True)
        if refusal := _refusal(lon, lat):
            return Nothing(refusal)
        if self.bounds.hold(lon, lat):
            return Position(lon, lat, "coordinates", self.radius_m, "coordinates of the file")
        if self.bounds.hold(lat, lon):
            words = "coordinates of the file, longitude and latitude put in order"
            return Position(lat, lon, "coordinates", self.radius_m, words)
        outside = Position(lon, lat, "coordinates", self.radius_m, "coordinates of the file")
        return Ambiguous(f"({lon:g}, {lat:g}) lies outside the study", (outside,))


def _refusal(lon: float, lat: float) -> str:
    """Say why numbers are no coordinates; empty when they are some, in whichever order."""
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return "coordinates that are no numbers"
    if math.hypot(lon, lat) < _NOWHERE_DEG:
        return "(0, 0) stands for no coordinates"
    within = min(abs(lon), abs(lat)) <= _MOST_LAT_DEG and max(abs(lon), abs(lat)) <= _MOST_LON_DEG
    return "" if within else f"({lon:g}, {lat:g}) is nowhere on Earth"
