"""Shapes around segments: distances on a grid, their outlines, and polygons in degrees made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.model import IntArray
from gis.shapes.contours import Integers, Rings, trace_rings, without_small_holes
from gis.shapes.distance_grid import (
    UNITS_PER_DEG,
    DistanceGrid,
    Spacing,
    cut_segments,
    empty_grid,
    spacing_of,
    windows_around,
)
from gis.shapes.reached_segments import Plane, SegmentArray
from gis.shapes.straightening import no_crossings, note_crossings, straighten

# How far an outline may leave the crossings found, in cells: a quarter of a metre where a cell is 12.5 m, a
# fraction of what straight lines from crossing to crossing cut off a round end anyway.
TOLERANCE_CELLS: Final = 0.02

Shapes = NDArray[np.object_]
Drawing = tuple[Rings, IntArray]  # rings of one outline, and which of them are drawn


@dataclass(frozen=True, slots=True)
class Sizes:
    """
    The measures of a drawing.

    Parameters
    ----------
    radius_m : float
        How far shapes reach beyond the segments [m].
    cell_m : float
        Distance between grid points [m].
    hole_m2 : float
        Holes smaller than this are filled [m2].
    """

    radius_m: float
    cell_m: float
    hole_m2: float


def outline(readings: Sequence[SegmentArray], n_cutoffs: int, plane: Plane, sizes: Sizes) -> Shapes:
    """
    Outline the land around the segments of each cutoff and of those before it.

    Parameters
    ----------
    readings : sequence of numpy.ndarray of float, shape (n_segments, 5)
        Ends in the plane [m] and the position of the cutoff; each reading is drawn with those before it.
    n_cutoffs : int
        Number of cutoffs.
    plane : Plane
        Where they lie, its centre in whole units.
    sizes : Sizes
        Radius, grid and holes.

    Returns
    -------
    numpy.ndarray of shapely.MultiPolygon, shape (n_readings, n_cutoffs)
        Shapes in WGS 84, valid and nested; empty where there is no segment.
    """
    shapes = np.full((len(readings), n_cutoffs), shapely.MultiPolygon(), dtype=object)
    spacing = spacing_of(plane, sizes.cell_m)
    # A point outside but next to one inside lies within a cell of the radius: its distance must be exact.
    reach_m = sizes.radius_m + max(spacing.east_m, spacing.north_m)
    pieces = [cut_segments(segments, spacing, reach_m) for segments in readings]
    windows = windows_around(pieces, n_cutoffs)
    if windows[-1, 0] > windows[-1, 2]:
        return shapes
    grids = [empty_grid(windows[-1], spacing) for _ in readings]
    crossings = no_crossings(grids[0].squared.size)
    least_area = sizes.hole_m2 / spacing.m2_per_square_unit
    drawings: list[Drawing | None] = []
    for r, grid in enumerate(grids):
        if r and np.array_equal(readings[r], readings[r - 1]):
            drawings += drawings[-n_cutoffs:]
            continue
        for k in range(n_cutoffs):
            for each in pieces[: r + 1]:  # together: rounding cannot leave a distance above that of one
                grid.lay(each, k)
            reached = windows[k, 0] < windows[k, 2]
            drawings.append(
                _draw(grid, windows[k], sizes.radius_m, least_area, crossings) if reached else None
            )
    shapes[:] = _polygons(drawings, crossings, plane, spacing).reshape(shapes.shape)
    return shapes


def _draw(
    grid: DistanceGrid, window: IntArray, radius_m: float, least_area: float, crossings: Integers
) -> Drawing:
    """Trace the outline of what has been laid so far, and note where it crosses the lines of the grid."""
    row, column = grid.first_row, grid.first_column
    first_row, first_column, end_row, end_column = window.tolist()
    rings = trace_rings(
        grid.squared,
        (first_row - row, first_column - column, end_row - row, end_column - column),
        radius=radius_m,
        units=grid.spacing.units,
        origin=(row, column),
    )
    chosen = without_small_holes(rings, least_area)
    note_crossings(rings, chosen, crossings)
    return rings, chosen


def _polygons(
    drawings: Sequence[Drawing | None], crossings: Integers, plane: Plane, spacing: Spacing
) -> Shapes:
    """Straighten outlines that belong together, and make a shape in degrees of each."""
    units = spacing.units
    tolerance = (int(TOLERANCE_CELLS * units[0] + 0.5), int(TOLERANCE_CELLS * units[1] + 0.5))
    corners, ring_lengths, is_outline, shape_sizes = [], [], [], []
    for drawing in drawings:
        if drawing is None:
            shape_sizes.append(0)
            continue
        rings, chosen = drawing
        xy, lengths = straighten(rings, chosen, crossings, units=units, tolerance=tolerance)
        corners.append(xy)
        ring_lengths.append(lengths)
        is_outline.append(~rings.is_hole[chosen])
        shape_sizes.append(int(np.count_nonzero(is_outline[-1])))
    centre = np.round(np.array([plane.lon_deg, plane.lat_deg]) * UNITS_PER_DEG)
    lon_lat_deg = (np.concatenate(corners) + centre) / UNITS_PER_DEG
    ring_starts = _starts(np.concatenate(ring_lengths))
    # Each polygon is an outline and its holes, each shape so many polygons.
    polygon_starts = np.append(np.flatnonzero(np.concatenate(is_outline)), len(ring_starts) - 1)
    starts = (ring_starts, polygon_starts, _starts(shape_sizes))
    return np.asarray(shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, lon_lat_deg, starts))


def _starts(lengths: Sequence[int] | IntArray) -> IntArray:
    """Say where each of several pieces in a row begins, and where the last one ends."""
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts
