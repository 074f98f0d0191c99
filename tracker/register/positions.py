"""Where a place is, and how sure: a point with its class of precision and the radius it lies within."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tracker.register.vocabulary import PrecisionClass

# Radius of a position whose source does not say it [m]: a receiver's error and the size of a building.
COORDINATES_RADIUS_M: Final = 25.0
ADDRESS_RADIUS_M: Final = 50.0


@dataclass(frozen=True, slots=True)
class Position:
    """
    A position with its uncertainty.

    Parameters
    ----------
    lon_deg, lat_deg : float
        Centre, WGS 84 [degree].
    precision : PrecisionClass
        What it was found by.
    radius_m : float
        The place lies within this distance of the centre [m].
    found_by : str
        The rung and the source it matched, for people: "street segment R. X, 100-198 (segments.gpkg)".
    """

    lon_deg: float
    lat_deg: float
    precision: PrecisionClass
    radius_m: float
    found_by: str
