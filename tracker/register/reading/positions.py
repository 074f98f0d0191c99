"""Positions: the point that stands for a geometry, and its longitude and latitude in WGS 84."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyproj
import shapely
from pyproj.exceptions import CRSError, ProjError
from shapely.errors import GEOSException, ShapelyError
from shapely.geometry.base import BaseGeometry

from tracker.register.notes import behind, note
from tracker.register.reading.limits import refusal

WGS84: Final = pyproj.CRS.from_epsg(4326)
MOST: Final = 0.5  # one row astray is that row's fault; when most are, the file's reference system is
TOLD_ROWS: Final = 5
LINES: Final = frozenset({"LineString", "LinearRing", "MultiLineString"})

# What shapely raises on coordinates that are no geometry.
NO_GEOMETRY: Final = (ShapelyError, TypeError, ValueError, IndexError, KeyError, AttributeError)


@dataclass(frozen=True, slots=True)
class Spot:
    """
    The point that stands for a row's geometry, in the file's own reference system.

    Parameters
    ----------
    x, y : float or None
        None where there is no point.
    kind : str
        ``point``, ``area``, ``line``, ``none`` (no geometry) or ``fault``.
    fault : str or None
        Why the geometry cannot be taken.
    """

    x: float | None = None
    y: float | None = None
    kind: str = "none"
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """
    Positions of the rows of a table.

    Parameters
    ----------
    positions : tuple of (float, float) or None
        Longitude and latitude in WGS 84 [degree].
    faults : tuple of str or None
        Why a row's geometry cannot be taken.
    needs_crs : bool
        True when there are coordinates and nobody says what they mean.
    notes : tuple of str
        What was chosen, and which rows have no position without being at fault.
    """

    positions: tuple[tuple[float, float] | None, ...]
    faults: tuple[str | None, ...]
    needs_crs: bool
    notes: tuple[str, ...]


def named_system(crs: str | None) -> pyproj.CRS | None:
    """
    Give the reference system that somebody named.

    Parameters
    ----------
    crs : str or None
        Such as ``EPSG:31983``.

    Returns
    -------
    pyproj.CRS or None
        None when none is named.

    Raises
    ------
    InvalidInputError
        If there is no such system, or it has no place on the Earth.
    """
    if crs is None:
        return None
    try:
        system = pyproj.CRS.from_user_input(crs)
        pyproj.Transformer.from_crs(system, WGS84, always_xy=True)
    except (CRSError, ProjError) as error:
        fault = f"{crs!r} is no known reference system of places on Earth; name one such as EPSG:31983"
        raise refusal("crs", ("", fault)) from error
    return system


def spot_of(geometry: BaseGeometry | None) -> Spot:
    """
    Choose the point that stands for a geometry.

    Parameters
    ----------
    geometry : shapely geometry or None
        In any reference system.

    Returns
    -------
    Spot
        The point itself; a point on an area; the middle of a line (of its longest part); nothing for no
        or an empty geometry; a fault for coordinates that are no numbers and areas that cross themselves.
    """
    if geometry is None or geometry.is_empty:
        return Spot()
    if isinstance(geometry, shapely.Point):
        return point_spot(geometry.x, geometry.y)
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        return Spot(kind="fault", fault="its geometry has a coordinate that is no number")
    try:
        return _middle(geometry) if geometry.geom_type in LINES else _inside(geometry)
    except GEOSException as error:
        return Spot(kind="fault", fault=f"its geometry cannot be used: {error}")


def _middle(line: BaseGeometry) -> Spot:
    """Give the middle of a line, of the longest where there are several."""
    longest = max(getattr(line, "geoms", [line]), key=lambda part: float(part.length))
    middle = longest.interpolate(0.5, normalized=True)
    return Spot(middle.x, middle.y, "line")


def _inside(geometry: BaseGeometry) -> Spot:
    """Give a point of an area, or of several things; what crosses itself has no sure inside."""
    if not geometry.is_valid:
        return Spot(kind="fault", fault=f"its geometry is not valid: {shapely.is_valid_reason(geometry)}")
    inside = geometry.representative_point()
    return Spot(inside.x, inside.y, "point" if geometry.geom_type == "MultiPoint" else "area")


def spot_of_coordinates(geometry: Any) -> Spot:  # noqa: ANN401 - whatever JSON holds
    """
    Choose the point that stands for a GeoJSON geometry.

    Parameters
    ----------
    geometry : object
        Value of the member ``geometry``; None for none.

    Returns
    -------
    Spot
        As `spot_of`; a fault for what is no geometry.
    """
    if geometry is None:
        return Spot()
    try:
        if geometry["type"] == "Point":
            x, y = geometry["coordinates"][:2] or (None, None)
            return point_spot(x, y)
        return spot_of(shapely.geometry.shape(geometry))
    except NO_GEOMETRY:
        return Spot(kind="fault", fault=f"its geometry is none of GeoJSON: {str(geometry)[:80]}")


def point_spot(x: Any, y: Any) -> Spot:  # noqa: ANN401 - whatever a file holds
    """
    Take a pair of coordinates.

    Parameters
    ----------
    x, y : object
        Numbers, or both None for no point.

    Returns
    -------
    Spot
        A fault where they are no finite numbers.
    """
    if x is None and y is None:
        return Spot()
    numbers = [value for value in (x, y) if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) < len("xy") or not all(math.isfinite(value) for value in numbers):
        return Spot(kind="fault", fault=f"its coordinates ({x!r}, {y!r}) are no numbers")
    return Spot(float(numbers[0]), float(numbers[1]), "point")


def locate(
    spots: Sequence[Spot],
    numbers: Sequence[int],
    *,
    system: pyproj.CRS | None,
    asked: pyproj.CRS | None,
    where: str,
) -> Located:
    """
    Bring points to WGS 84.

    Parameters
    ----------
    spots : sequence of Spot
        One a row.
    numbers : sequence of int
        The rows' numbers, for the notes.
    system : pyproj.CRS or None
        What the file says; None when it says nothing.
    asked : pyproj.CRS or None
        What somebody named for a file that says nothing.
    where : str
        What notes begin with, such as the layer; empty for a file of one layer.

    Returns
    -------
    Located
        Positions, faults and notes; (0, 0) and no geometry are no position and no fault, since a row may
        still be found by its address.
    """
    notes: list[str] = []
    at_zero = [spot.x == 0 and spot.y == 0 for spot in spots]
    usable = np.array([spot.x is not None for spot in spots], dtype=bool) & ~np.array(at_zero, dtype=bool)
    x = np.array([spot.x if ok else np.nan for spot, ok in zip(spots, usable, strict=True)], dtype=np.float64)
    y = np.array([spot.y if ok else np.nan for spot, ok in zip(spots, usable, strict=True)], dtype=np.float64)
    chosen, told = _choose_system(system, asked, x[usable], y[usable])
    if usable.any():
        notes += [behind(where, sentence) for sentence in told]
    for kind in ("area", "line", "none"):
        rows = [number for number, spot in zip(numbers, spots, strict=True) if spot.kind == kind]
        _tell_rows(notes, where, rows, f"rows_{kind}")
    zero_rows = [number for number, zero in zip(numbers, at_zero, strict=True) if zero]
    _tell_rows(notes, where, zero_rows, "rows_zero")
    faults = [spot.fault for spot in spots]
    if chosen is None:
        return Located((None,) * len(spots), tuple(faults), bool(usable.any()), tuple(notes))
    lon_deg, lat_deg = _to_wgs84(chosen, x, y)
    positions: list[tuple[float, float] | None] = [None] * len(spots)
    for index in np.flatnonzero(usable).tolist():
        lon, lat = float(lon_deg[index]), float(lat_deg[index])
        if math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180.0 and abs(lat) <= 90.0:  # noqa: PLR2004 - degrees
            positions[index] = (lon, lat)
        else:
            faults[index] = f"its coordinates ({x[index]:g}, {y[index]:g}) lie outside of {chosen.name}"
    return Located(tuple(positions), tuple(faults), needs_crs=False, notes=tuple(notes))


def _choose_system(
    system: pyproj.CRS | None, asked: pyproj.CRS | None, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]
) -> tuple[pyproj.CRS | None, list[str]]:
    """Choose the reference system: the file's own if its coordinates can be in it, else the one named."""
    refuted = None
    if system is not None and system.name.casefold().startswith("undefined"):
        refuted = note("system_undefined", system=repr(system.name))
    elif system is not None and system.is_geographic and len(x):
        outside_share = float(np.mean((np.abs(x) > 180.0) | (np.abs(y) > 90.0)))  # noqa: PLR2004 - degrees
        if outside_share > MOST:
            refuted = note("system_refuted", system=repr(system.name))
    if system is not None and refuted is None:
        told: list[str] = [] if _same(system, WGS84) else [note("system_brought", system=system.name)]
        if asked is not None and not _same(asked, system):
            told.append(note("system_of_file", asked=asked.name, system=system.name))
        return system, told
    found = refuted or note("system_silent")
    if asked is None:
        return None, [note("system_asked", found=found)]
    return asked, [note("system_taken", found=found, system=asked.name)]


def _same(one: pyproj.CRS, other: pyproj.CRS) -> bool:
    """Whether two systems differ at most in which coordinate is told first."""
    return one.equals(other, ignore_axis_order=True)


def _to_wgs84(
    system: pyproj.CRS, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Transform by the best way that the installed grids allow; what has no image becomes infinite."""
    if _same(system, WGS84):
        return x, y
    transformer = pyproj.Transformer.from_crs(system, WGS84, always_xy=True)
    lon_deg, lat_deg = transformer.transform(x, y, errcheck=False)
    return np.asarray(lon_deg), np.asarray(lat_deg)


def _tell_rows(notes: list[str], where: str, numbers: Iterable[int], code: str) -> None:
    """Add a note of how many rows something holds for, naming the first of them."""
    found = list(numbers)
    if found:
        first = ", ".join(map(str, found[:TOLD_ROWS])) + (", ..." if len(found) > TOLD_ROWS else "")
        notes.append(behind(where, note(code, count=len(found), first=first)))
