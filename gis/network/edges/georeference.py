"""Bringing the coordinates of a network file to WGS 84, and refusing those that contradict themselves."""

from __future__ import annotations

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from gis.crs import LAT_LIMIT_DEG, LON_LIMIT_DEG, WGS84, check_lon_lat
from gis.errors import ReferenceSystemError, UnstatedReferenceSystemError
from gis.model import FloatArray, IntArray

SOUTHERNMOST_TOWN_DEG = -60.0  # no town lies further south: Puerto Williams is at 55 degrees
NORTHERNMOST_TOWN_DEG = 80.0  # nor further north: Longyearbyen is at 78 degrees


def to_lon_lat(
    x: FloatArray, y: FloatArray, row: IntArray, declared: str | CRS | None, *, source: str
) -> tuple[FloatArray, FloatArray]:
    """
    Turn coordinates of a stated reference system into longitude and latitude.

    Without a stated system, coordinates that can be degrees are taken for WGS 84.

    Parameters
    ----------
    x, y : numpy.ndarray of float, shape (n,)
        Easting and northing, or longitude and latitude, in that order.
    row : numpy.ndarray of int, shape (n,)
        Row of the file each position belongs to, ascending, for messages.
    declared : str, pyproj.CRS or None
        The reference system, e.g. ``EPSG:31983``.
    source : str
        File, for messages.

    Returns
    -------
    tuple of two numpy.ndarray of float, shape (n,)
        Longitude and latitude [degree].

    Raises
    ------
    ReferenceSystemError
        If the system is unknown, missing though needed, or contradicts the
        coordinates: metres declared as degrees, degrees as metres, latitude
        and longitude swapped.
    """
    fits_degrees = bool(np.all((np.abs(x) <= LON_LIMIT_DEG) & (np.abs(y) <= LAT_LIMIT_DEG)))
    if declared is None:
        if not fits_degrees and not _fits_degrees_swapped(x, y):
            fault = (
                f"it states no reference system and its coordinates (the first is {x[0]:g}, {y[0]:g}) "
                "are not degrees; name the system they are in, for example EPSG:31983"
            )
            raise UnstatedReferenceSystemError(source, [fault])
        lon_deg, lat_deg = x, y
    else:
        system = _system(declared, source)
        if system.is_projected and fits_degrees and len(x):
            fault = (
                f"it is said to be in {system.name}, which is in {system.axis_info[0].unit_name}s, "
                f"but its coordinates (the first is {x[0]:g}, {y[0]:g}) look like degrees"
            )
            raise ReferenceSystemError(source, [fault])
        if not system.is_projected:
            _check_rows(x, y, row, source)
        lon_deg, lat_deg = Transformer.from_crs(system, WGS84, always_xy=True).transform(x, y)
    _check_rows(lon_deg, lat_deg, row, source)
    _check_inhabited(lat_deg, source)
    return np.asarray(lon_deg, dtype=np.float64), np.asarray(lat_deg, dtype=np.float64)


def _check_rows(x: FloatArray, y: FloatArray, row: IntArray, source: str) -> None:
    """Refuse positions that are not on Earth, one position standing for each row."""
    outside = ~((np.abs(x) <= LON_LIMIT_DEG) & (np.abs(y) <= LAT_LIMIT_DEG))
    if outside.any():
        rows, standing = np.unique(row, return_index=True)
        bad_rows, first_bad = np.unique(row[outside], return_index=True)
        standing[np.searchsorted(rows, bad_rows)] = np.flatnonzero(outside)[first_bad]
        check_lon_lat(x[standing], y[standing], source=source)


def _system(declared: str | CRS, source: str) -> CRS:
    try:
        return CRS.from_user_input(declared)
    except CRSError as error:
        raise ReferenceSystemError(source, [f"no reference system is called {declared!r}"]) from error


def _fits_degrees_swapped(x: FloatArray, y: FloatArray) -> bool:
    return bool(np.all((np.abs(y) <= LON_LIMIT_DEG) & (np.abs(x) <= LAT_LIMIT_DEG)))


def _check_inhabited(lat_deg: FloatArray, source: str) -> None:
    """Refuse a network nobody lives at: its columns are the wrong way round."""
    if len(lat_deg) and (lat_deg.max() < SOUTHERNMOST_TOWN_DEG or lat_deg.min() > NORTHERNMOST_TOWN_DEG):
        fault = (
            f"all of it would lie near latitude {np.median(lat_deg):.1f}, where there is no town: "
            "latitude and longitude look swapped"
        )
        raise ReferenceSystemError(source, [fault])
