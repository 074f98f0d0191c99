"""Coordinates in columns or geometry: numbers, order and scale, against the place where they must lie."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from tracker.register.candidates import Remark
from tracker.register.mappings.model import Bounds
from tracker.register.tables import Cell

_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
MICRODEGREES: Final = 1e-6
QUOTED_CHARS: Final = 30
WORLD: Final = Bounds(west=-180, south=-90, east=180, north=90)


@dataclass(frozen=True, slots=True)
class Placed:
    """
    A position that may be taken, and what was said on the way to it.

    Parameters
    ----------
    lon_deg, lat_deg : float or None
        WGS 84 [degree]; None when there is none, or it is not believed.
    repairs, doubts, refusals : tuple of Remark
        What was mended; what a person must look at; why the row is outside of the study.
    """

    lon_deg: float | None = None
    lat_deg: float | None = None
    repairs: tuple[Remark, ...] = ()
    doubts: tuple[Remark, ...] = ()
    refusals: tuple[Remark, ...] = ()


def place(
    lon: Cell,
    lat: Cell,
    *,
    column: str,
    bounds: Bounds | None,
    scale: float = 1.0,
    swapped: bool = False,
    refuse_outside: bool = False,
) -> Placed:
    """
    Judge a position.

    Parameters
    ----------
    lon, lat : Cell
        As the columns of that name hold them.
    column : str
        Column that remarks name.
    bounds : Bounds or None
        Where the study's places lie; without it only what is on the globe is believed.
    scale : float
        Degrees a unit of the columns.
    swapped : bool
        True when the source is known to exchange the columns.
    refuse_outside : bool
        True when a place outside of the bounds is none of the study's, False when it may be a slip.

    Returns
    -------
    Placed
        (0, 0) and empty cells are no position. Columns known to be exchanged are taken in the order that
        lies within the bounds, so that a source that mends its file is read right.
    """
    numbers = [_number(lon), _number(lat)]
    if any(number is not None and math.isnan(number) for number in numbers):
        return Placed(doubts=(Remark("coordinates_unreadable", column, _quoted(lon, lat)),))
    has_comma = any(isinstance(cell, str) and "," in cell for cell in (lon, lat))
    repairs = [Remark("decimal_comma", column, _quoted(lon, lat))] if has_comma else []
    first, second = numbers
    if first is None or second is None:
        half = () if first is second else (Remark("coordinates_half", column, _quoted(lon, lat)),)
        return Placed(doubts=half)
    if first == 0 and second == 0:
        return Placed(repairs=(*repairs, Remark("coordinates_zero", column, "0 / 0")))
    first, second = first * scale, second * scale
    area = bounds or WORLD
    found = _fitting(first, second, area, swapped=swapped)
    if found is None:
        outside = Remark("coordinates_outside", column, _quoted(lon, lat))
        if refuse_outside and bounds is not None:
            return Placed(refusals=(outside,))
        return Placed(doubts=(outside,))
    lon_deg, lat_deg, code = found
    if code is not None:
        repairs.append(Remark(code, column, f"{_quoted(lon, lat)} → {lon_deg:.6f} / {lat_deg:.6f}"))
    return Placed(lon_deg, lat_deg, tuple(repairs))


def _fitting(
    first: float, second: float, area: Bounds, *, swapped: bool
) -> tuple[float, float, str | None] | None:
    """Give the reading of two numbers that lies within the area, and what it takes to read them so."""
    straight, exchanged = (first, second), (second, first)
    readings: list[tuple[tuple[float, float], str | None]] = [
        (straight, None),
        (exchanged, "coordinates_swapped"),
    ]
    if swapped:
        readings.reverse()
    small = (first * MICRODEGREES, second * MICRODEGREES)
    readings.append((small, "coordinates_scaled"))
    for (lon_deg, lat_deg), code in readings:
        if area.hold(lon_deg, lat_deg):
            return lon_deg, lat_deg, code
    return None


def _number(cell: Cell) -> float | None:
    """Read a number, with a decimal comma too: None where there is nothing, NaN for what is no number."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    text = str(cell).strip().replace("\u2212", "-")
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else math.nan


def _quoted(lon: Cell, lat: Cell) -> str:
    """Quote two cells for a remark."""
    return f"{str(lon)[:QUOTED_CHARS]} / {str(lat)[:QUOTED_CHARS]}"
