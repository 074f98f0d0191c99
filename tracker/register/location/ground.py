"""Distances on the ground, and circles that hold what they must hold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

# WGS 84: half axis [m] and square of the eccentricity.
_AXIS_M: Final = 6_378_137.0
_ECCENTRICITY_2: Final = 0.006_694_379_990_14
_HALF_TURN_DEG: Final = 180.0


class Circle(NamedTuple):
    """A centre [degree] and a radius [m]."""

    lon_deg: float
    lat_deg: float
    radius_m: float


def scale_at(lat_deg: float) -> tuple[float, float]:
    """
    Give the length of a degree.

    Parameters
    ----------
    lat_deg : float
        Latitude [degree].

    Returns
    -------
    tuple of float
        Metres a degree of longitude and a degree of latitude, from the radii of curvature of WGS 84.
    """
    latitude = math.radians(lat_deg)
    bent = 1.0 - _ECCENTRICITY_2 * math.sin(latitude) ** 2
    east = _AXIS_M / math.sqrt(bent) * math.cos(latitude)
    north = _AXIS_M * (1.0 - _ECCENTRICITY_2) / bent**1.5
    return math.pi / _HALF_TURN_DEG * east, math.pi / _HALF_TURN_DEG * north


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """
    Measure between two points of one city.

    Parameters
    ----------
    one, other : tuple of float
        Longitude and latitude [degree].

    Returns
    -------
    float
        Metres; within a city the error stays under a millionth.
    """
    east, north = scale_at((one[1] + other[1]) / 2)
    return math.hypot((one[0] - other[0]) * east, (one[1] - other[1]) * north)


def in_metres(geometry: BaseGeometry, lat_deg: float) -> BaseGeometry:
    """
    Scale a geometry in degrees to metres.

    Parameters
    ----------
    geometry : shapely geometry
        WGS 84 [degree].
    lat_deg : float
        Latitude whose scale is taken.

    Returns
    -------
    shapely geometry
        Metres east and north of (0, 0).
    """
    return _scaled(geometry, np.array(scale_at(lat_deg)))


def in_degrees(geometry: BaseGeometry, lat_deg: float) -> BaseGeometry:
    """
    Scale a geometry in metres back to degrees.

    Parameters
    ----------
    geometry : shapely geometry
        Metres east and north of (0, 0).
    lat_deg : float
        Latitude whose scale was taken.

    Returns
    -------
    shapely geometry
        WGS 84 [degree].
    """
    return _scaled(geometry, 1.0 / np.array(scale_at(lat_deg)))


def _scaled(geometry: BaseGeometry, scale: NDArray[np.float64]) -> BaseGeometry:
    """Stretch a geometry along both axes."""

    def stretched(points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Stretch points, shape (n, 2)."""
        return np.multiply(points, scale)

    return shapely.transform(geometry, stretched)


def enclosing_circle(geometries: Sequence[BaseGeometry]) -> Circle:
    """
    Give the smallest circle around geometries.

    Parameters
    ----------
    geometries : sequence of shapely geometry
        WGS 84 [degree], not empty.

    Returns
    -------
    Circle
        Holds every vertex.
    """
    points = shapely.get_coordinates(list(geometries))
    lat_deg = float(points[:, 1].mean())
    east, north = scale_at(lat_deg)
    outline = shapely.minimum_bounding_circle(shapely.MultiPoint(points * (east, north)))
    centre = shapely.Point(points[0] * (east, north)) if outline.area == 0 else outline.centroid
    lon, lat = centre.x / east, centre.y / north
    return Circle(lon, lat, farthest_m((lon, lat), points))


def farthest_m(centre: tuple[float, float], points: NDArray[np.float64]) -> float:
    """
    Measure from a centre to the farthest of points.

    Parameters
    ----------
    centre : tuple of float
        Longitude and latitude [degree].
    points : array of float, shape (n, 2)
        Longitudes and latitudes [degree].

    Returns
    -------
    float
        Metres.
    """
    east, north = scale_at(centre[1])
    away = (points - np.array(centre)) * (east, north)
    return float(np.hypot(away[:, 0], away[:, 1]).max())
