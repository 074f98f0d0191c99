"""Reference systems that a country's files are likely in, and where a point would land in each of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import pyproj
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info

WGS84: Final = pyproj.CRS.from_epsg(4326)
# Datums by which the two countries have been mapped, today's first: of each the UTM zone of the place is
# offered. Source: EPSG registry; IBGE, resolution 1/2005 (SIRGAS 2000 in place of SAD69); IGN Peru.
UTM_DATUMS: Final[dict[str, tuple[str, ...]]] = {
    "BR": ("SIRGAS 2000", "SAD69", "WGS 84", "Corrego Alegre 1970-72"),
    "PE": ("WGS 84", "PSAD56", "SIRGAS 2000"),
}
DEGREES: Final[dict[str, tuple[str, ...]]] = {
    "BR": ("EPSG:4326", "EPSG:4674", "EPSG:4618"),
    "PE": ("EPSG:4326", "EPSG:4674", "EPSG:4248"),
}
WEB_MAP: Final = "EPSG:3857"
EARTH_RADIUS_M: Final = 6_371_008.8
# A point this near lies in or around the city: distance then says nothing about which system is right.
AROUND_M: Final = 100_000.0


@dataclass(frozen=True, slots=True)
class Landing:
    """
    Where a point would lie if its coordinates were in a reference system.

    Parameters
    ----------
    crs : str
        Such as ``EPSG:31983``.
    name : str
        The system's name.
    lon_deg, lat_deg : float or None
        Longitude and latitude in WGS 84 [degree]; None when the system has no such coordinates.
    away_m : float or None
        From the place that was named [m].
    apart_m : float or None
        From where the first system of the list puts it [m].
    """

    crs: str
    name: str
    lon_deg: float | None
    lat_deg: float | None
    away_m: float | None
    apart_m: float | None = None


def likely_systems(country: Literal["BR", "PE"], *, lon_deg: float, lat_deg: float) -> tuple[str, ...]:
    """
    List the systems in which a file of a place is likely to be.

    Parameters
    ----------
    country : str
        Whose mapping agencies.
    lon_deg, lat_deg : float
        The place; it decides the zone [degree].

    Returns
    -------
    tuple of str
        Codes, systems in metres before those in degrees.
    """
    here = AreaOfInterest(lon_deg, lat_deg, lon_deg, lat_deg)
    zones = [
        f"{info.auth_name}:{info.code}"
        for datum in UTM_DATUMS[country]
        for info in query_utm_crs_info(datum_name=datum, area_of_interest=here, contains=True)
    ]
    return (*zones, *DEGREES[country], WEB_MAP)


def landings(
    systems: Sequence[str], *, x: float, y: float, lon_deg: float, lat_deg: float
) -> tuple[Landing, ...]:
    """
    Say where a point would land in each of several systems.

    Parameters
    ----------
    systems : sequence of str
        Codes of reference systems.
    x, y : float
        The point's coordinates as the file has them, east before north.
    lon_deg, lat_deg : float
        The place that distances are measured from [degree].

    Returns
    -------
    tuple of Landing
        One a system. Those that land around the place come first, in the order given; then by distance;
        those without such coordinates last.
    """

    def rank(each: Landing) -> float:
        if each.away_m is None:
            return math.inf
        return 0.0 if each.away_m <= AROUND_M else each.away_m

    found = sorted((_landing(crs, x, y, lon_deg, lat_deg) for crs in systems), key=rank)
    return tuple(replace(each, apart_m=_apart_m(each, found[0])) for each in found)


def _apart_m(one: Landing, other: Landing) -> float | None:
    """Measure between two landings."""
    if one.lon_deg is None or one.lat_deg is None or other.lon_deg is None or other.lat_deg is None:
        return None
    return _away_m(one.lon_deg, one.lat_deg, other.lon_deg, other.lat_deg)


def _landing(crs: str, x: float, y: float, lon_deg: float, lat_deg: float) -> Landing:
    """Take the coordinates for those of one system."""
    system = pyproj.CRS.from_user_input(crs)
    if system.is_geographic and not (abs(x) <= 180.0 and abs(y) <= 90.0):  # noqa: PLR2004 - degrees
        return Landing(crs, system.name, None, None, None)
    transformer = pyproj.Transformer.from_crs(system, WGS84, always_xy=True)
    lon, lat = transformer.transform(x, y, errcheck=False)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return Landing(crs, system.name, None, None, None)
    return Landing(crs, system.name, float(lon), float(lat), _away_m(lon, lat, lon_deg, lat_deg))


def _away_m(lon: float, lat: float, lon_deg: float, lat_deg: float) -> float:
    """Measure along a great circle of a round Earth (haversine)."""
    north, other = math.radians(lat), math.radians(lat_deg)
    half_chord = (
        math.sin((north - other) / 2) ** 2
        + math.cos(north) * math.cos(other) * math.sin(math.radians(lon - lon_deg) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half_chord)))
