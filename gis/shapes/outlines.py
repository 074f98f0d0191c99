"""Shapes around segments: distances on a grid, their outlines, and polygons in degrees made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.model import FloatArray
from gis.shapes.contours import Integers, Rings, no_crossings, trace_rings, without_small_holes
from gis.shapes.distance_grid import (
    UNITS_PER_DEG,
    DistanceGrid,
    Spacing,
    boxes_by_cutoff,
    empty_grid,
    spacing_of,
)
from gis.shapes.reached_segments import Plane, SegmentArray
from gis.shapes.straightening import straighten

# How far an outline may leave the crossings found, in cells: a quarter of a metre where a cell is 12.5 m, a
# fraction of what straight lines from crossing to crossing cut off a round end anyway.
TOLERANCE_CELLS: Final = 0.02

Shapes = NDArray[np.object_]


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
    boxes_m = boxes_by_cutoff(np.concatenate(readings), n_cutoffs)
    if np.isinf(boxes_m[-1, 0]):
        return shapes
    spacing = spacing_of(plane, sizes.cell_m)
    # A point outside but next to one inside lies within a cell of the radius: its distance must be exact.
    reach_m = sizes.radius_m + max(spacing.east_m, spacing.north_m)
    grids = [empty_grid(boxes_m[-1], spacing, reach_m=reach_m) for _ in readings]
    crossings = no_crossings(grids[0].squared.size)
    traced: list[Rings | None] = []
    for r, grid in enumerate(grids):
        if r and np.array_equal(readings[r], readings[r - 1]):
            traced += traced[-n_cutoffs:]
            continue
        for k in range(n_cutoffs):
            for reading in readings[: r + 1]:  # together: rounding cannot leave a distance above that of one
                grid.lay(reading, k)
            reached = bool(np.isfinite(boxes_m[k, 0]))
            traced.append(_trace(grid, boxes_m[k], sizes.radius_m, crossings) if reached else None)
    shapes[:] = _polygons(traced, crossings, plane, spacing, sizes.hole_m2).reshape(shapes.shape)
    return shapes


def _trace(grid: DistanceGrid, box_m: FloatArray, radius_m: float, crossings: Integers) -> Rings:
    """Trace the outline of what has been laid so far."""
    return trace_rings(
        grid.squared,
        grid.window(box_m),
        radius=radius_m,
        units=grid.spacing.units,
        crossings=crossings,
        origin=(grid.first_row, grid.first_column),
    )


def _polygons(
    traced: Sequence[Rings | None], crossings: Integers, plane: Plane, spacing: Spacing, hole_m2: float
) -> Shapes:
    """Straighten outlines that belong together, and make a shape in degrees of each."""
    units = spacing.units
    tolerance = (int(TOLERANCE_CELLS * units[0] + 0.5), int(TOLERANCE_CELLS * units[1] + 0.5))
    least_area = hole_m2 / spacing.m2_per_square_unit
    corners, ring_lengths, polygon_sizes, shape_sizes = [], [], [], []
    for rings in traced:
        if rings is None:
            shape_sizes.append(0)
            continue
        chosen = without_small_holes(rings, least_area)
        xy, lengths = straighten(rings.xy, rings.line, rings.start, chosen, crossings, units, tolerance)
        corners.append(xy)
        ring_lengths.append(lengths)
        first_rings = np.append(np.flatnonzero(~rings.is_hole[chosen]), len(chosen))
        polygon_sizes.append(np.diff(first_rings))
        shape_sizes.append(len(first_rings) - 1)
    centre = np.round(np.array([plane.lon_deg, plane.lat_deg]) * UNITS_PER_DEG)
    lon_lat_deg = (np.concatenate(corners) + centre) / UNITS_PER_DEG
    sections = (np.concatenate(ring_lengths), np.concatenate(polygon_sizes), np.array(shape_sizes))
    starts = tuple(np.concatenate([[0], np.cumsum(section)]) for section in sections)
    return np.asarray(shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, lon_lat_deg, starts))
