"""The outline of the grid points within a distance: rings that never touch, and which lies inside which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.model import BoolArray, FloatArray, IntArray
from gis.shapes.distance_grid import GridArray

# An outline crosses the line between two grid points at least this far from either (in cells): no ring
# then passes through a grid point, where it could touch another, whatever the distances are.
MARGIN_CELLS = 1e-3

NONE = -1  # no ring


@dataclass(frozen=True, slots=True)
class Rings:
    """
    Closed rings around the inside of a grid, in the order in which rows upwards meet them.

    Parameters
    ----------
    xy : numpy.ndarray of float, shape (n_vertices, 2)
        Column and row of each vertex in the plane [cell]. The
        inside lies to the left: outlines run counter-clockwise, holes clockwise.
    start : numpy.ndarray of int, shape (n_rings + 1,)
        Where the vertices of each ring begin; the first vertex of a ring is repeated as its last.
    container : numpy.ndarray of int, shape (n_rings,)
        For a hole, the outline it is a hole of; for an outline, the hole it is an island in; or ``NONE``.
    is_hole : numpy.ndarray of bool, shape (n_rings,)
        Whether the ring is a hole.
    area : numpy.ndarray of float, shape (n_rings,)
        Area within the ring, islands and holes not taken off [cell squared].
    """

    xy: FloatArray
    start: IntArray
    container: IntArray
    is_hole: BoolArray
    area: FloatArray


def trace_rings(
    squared: GridArray,
    window: tuple[int, int, int, int],
    *,
    radius: float,
    origin: tuple[int, int] = (0, 0),
) -> Rings:
    """
    Trace where the distance rises above a radius.

    Parameters
    ----------
    squared : numpy.ndarray of float32, shape (n_rows, n_columns)
        Squared distances [cell squared].
    window : tuple of int
        First row, first column, and the row and column after the last of the
        part to look at; points on its margin and outside it lie beyond the radius.
    radius : float
        The distance [cell]; a point at exactly this distance is inside.
    origin : tuple of int
        Row and column that the grid's first point has in the plane.

    Returns
    -------
    Rings
        Outlines and holes.

    Notes
    -----
    Between two neighbouring points, one inside and one outside, the outline
    crosses where the distance, taken as linear between them, is the radius:
    exact beside a straight street. Where two inside points touch only
    corner to corner, the outline keeps them apart. A ring so traced crosses
    each line of the grid at a point of its own: no two rings touch, none
    touches itself. If one grid's distances are nowhere larger than
    another's, its outlines contain the other's.

    References
    ----------
    .. [1] Suzuki, S., Abe, K. (1985). Topological structural analysis of digitized
       binary images by border following. Computer Vision, Graphics, and Image
       Processing 30(1), 32-46: nesting found while scanning rows.
    """
    xy, start, container, is_hole = _follow_borders(squared, window, np.float64(radius), origin)
    return Rings(xy, start, container, is_hole, _areas(xy, start))


@compiled
def _follow_borders(
    squared: GridArray, window: tuple[int, int, int, int], radius: float, origin: tuple[int, int]
) -> tuple[FloatArray, IntArray, IntArray, BoolArray]:
    """Scan rows upwards; at every crossing not met before follow its ring round."""
    first_row, first_column, end_row, end_column = window
    within = np.float32(radius * radius)
    # The ring that crosses between a grid point and its right-hand neighbour; 0 where none was met yet.
    ring_at = np.zeros(squared.shape, np.int32)
    xy = np.empty((1024, 2), np.float64)
    start = np.zeros(64, np.int64)
    container = np.empty(64, np.int64)
    is_hole = np.empty(64, np.bool_)
    n_rings = 0
    for row in range(first_row, end_row):
        last = NONE  # the ring crossed last on this row
        inside = False
        for column in range(first_column, end_column - 1):
            was_inside = inside
            inside = squared[row, column + 1] <= within
            if inside == was_inside:
                continue
            if ring_at[row, column] == 0:
                if n_rings + 1 == len(container):
                    start = np.append(start, np.zeros_like(start))
                    container = np.append(container, np.zeros_like(container))
                    is_hole = np.append(is_hole, np.zeros_like(is_hole))
                is_hole[n_rings] = was_inside
                # Left behind a ring of the same kind, we stand where that ring stands.
                same_kind = last != NONE and is_hole[last] == was_inside
                container[n_rings] = container[last] if same_kind else last
                n_rings += 1
                xy, end = _follow(
                    squared, radius, row, column, was_inside, ring_at, n_rings, xy, start[n_rings - 1], origin
                )
                start[n_rings] = end
            last = ring_at[row, column] - 1
    return xy[: start[n_rings]], start[: n_rings + 1], container[:n_rings], is_hole[:n_rings]


@compiled
def _follow(
    squared: GridArray,
    radius: float,
    row: int,
    column: int,
    was_inside: bool,
    ring_at: NDArray[np.int32],
    ring: int,
    xy: FloatArray,
    n: int,
    origin: tuple[int, int],
) -> tuple[FloatArray, int]:
    """
    Follow one ring, the inside at the left hand, and write its vertices from position ``n`` on.

    We step over the line between a left point (inside) and a right point
    (outside) into the square ahead, and leave it by the first line, from the
    left, that has its left end inside and its right end outside.
    """
    within = np.float32(radius * radius)
    left_row, left_column = row, column if was_inside else column + 1
    right_row, right_column = row, column + 1 if was_inside else column
    first = n
    while True:
        across_row, across_column = right_row - left_row, right_column - left_column
        if across_row == 0:
            at = min(left_column, right_column)
            if ring_at[left_row, at] == ring:
                break  # round once
            ring_at[left_row, at] = ring
        if n + 2 > len(xy):
            longer = np.empty((2 * len(xy), 2), np.float64)
            longer[:n] = xy[:n]
            xy = longer
        near = np.sqrt(np.float64(squared[left_row, left_column]))
        far = np.sqrt(np.float64(squared[right_row, right_column]))
        part = min(max((radius - near) / (far - near), MARGIN_CELLS), 1.0 - MARGIN_CELLS)
        xy[n, 0] = origin[1] + left_column + part * across_column
        xy[n, 1] = origin[0] + left_row + part * across_row
        n += 1
        ahead_row, ahead_column = across_column, -across_row  # a quarter turn to the left
        if squared[left_row + ahead_row, left_column + ahead_column] > within:
            right_row, right_column = left_row + ahead_row, left_column + ahead_column
        elif squared[right_row + ahead_row, right_column + ahead_column] > within:
            left_row, left_column = left_row + ahead_row, left_column + ahead_column
            right_row, right_column = right_row + ahead_row, right_column + ahead_column
        else:
            left_row, left_column = right_row + ahead_row, right_column + ahead_column
    xy[n] = xy[first]
    return xy, n + 1


@compiled
def _areas(xy: FloatArray, start: IntArray) -> FloatArray:
    """Give the area within each ring, by the shoelace formula, without sign."""
    areas = np.zeros(len(start) - 1)
    for ring in range(len(areas)):
        twice = 0.0
        for v in range(start[ring], start[ring + 1] - 1):
            twice += xy[v, 0] * xy[v + 1, 1] - xy[v + 1, 0] * xy[v, 1]
        areas[ring] = abs(twice) / 2.0
    return areas


def without_small_holes(rings: Rings, least_area: float) -> IntArray:
    """
    Choose the rings to draw: small holes are filled, with whatever islands lie in them.

    Parameters
    ----------
    rings : Rings
        All rings.
    least_area : float
        Smallest area of a hole that is kept, islands in it included [cell squared].

    Returns
    -------
    numpy.ndarray of int, shape (n_kept,)
        Positions of the rings kept; each outline is followed by its own holes.

    Notes
    -----
    A hole is measured with its islands, so that filling keeps shapes nested:
    what a larger shape leaves open inside a filled hole is smaller still.
    """
    kept = ~(rings.is_hole & (rings.area < least_area))
    for ring in np.flatnonzero(rings.container != NONE):  # containers come before what they contain
        kept[ring] &= kept[rings.container[ring]]
    positions = np.flatnonzero(kept)
    outline = np.where(rings.is_hole, rings.container, np.arange(len(rings.area)))
    return positions[np.argsort(outline[positions], kind="stable")]
