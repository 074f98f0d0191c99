"""The outline of the grid points within a distance: rings that never touch, and which lies inside which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.model import BoolArray, IntArray
from gis.shapes.distance_grid import GridArray

NONE: Final = -1  # no ring

Integers = NDArray[np.int32]

# What is noted of a crossing, in one number: how many units from the point inside it lies, in which direction
# from there the point outside lies (0 east, 1 north, 2 west, 3 south), how its ring came and how it goes on
# (in quarter turns to the left).
PLACE_BITS: Final = 20
PLACE: Final = (1 << PLACE_BITS) - 1
ACROSS: Final = PLACE_BITS
CAME: Final = PLACE_BITS + 2
GOES: Final = PLACE_BITS + 4
ROUND: Final = 3  # directions and turns are counted modulo four
UNMET: Final = 0
CONTESTED: Final = -1  # rings differ here


@dataclass(frozen=True, slots=True)
class Rings:
    """
    Closed rings around the inside of a grid, in the order in which rows upwards meet them.

    Parameters
    ----------
    xy : numpy.ndarray of int32, shape (n_vertices, 2)
        Place of each vertex east and north of the plane's origin [unit]. The
        inside lies to the left: outlines run counter-clockwise, holes clockwise.
    line : numpy.ndarray of int32, shape (n_vertices,)
        The grid line each vertex lies on: twice the position of the point at
        its lesser end in the grid, and one more if it leads up.
    start : numpy.ndarray of int, shape (n_rings + 1,)
        Where the vertices of each ring begin; none is repeated.
    container : numpy.ndarray of int, shape (n_rings,)
        For a hole, the outline it is a hole of; for an outline, the hole it is an island in; or ``NONE``.
    is_hole : numpy.ndarray of bool, shape (n_rings,)
        Whether the ring is a hole.
    double_area : numpy.ndarray of int, shape (n_rings,)
        Twice the area within the ring, islands and holes not taken off [unit squared].
    """

    xy: Integers
    line: Integers
    start: IntArray
    container: IntArray
    is_hole: BoolArray
    double_area: IntArray


def no_crossings(n_points: int) -> Integers:
    """
    Make the notes of a grid whose lines nothing has crossed yet.

    Parameters
    ----------
    n_points : int
        Points of the grid.

    Returns
    -------
    numpy.ndarray of int32, shape (2 * n_points,)
        ``UNMET`` for each line, counted as in ``Rings.line``.
    """
    return np.zeros(2 * n_points, dtype=np.int32)


def trace_rings(
    squared: GridArray,
    window: tuple[int, int, int, int],
    *,
    radius: float,
    units: tuple[int, int],
    crossings: Integers,
    origin: tuple[int, int] = (0, 0),
) -> Rings:
    """
    Trace where the distance rises above a radius.

    Parameters
    ----------
    squared : numpy.ndarray of float32, shape (n_rows, n_columns)
        Squared distances, in the square of the radius' unit.
    window : tuple of int
        First row, first column, and the row and column after the last of the
        part to look at; points on its margin and outside it lie beyond the radius.
    radius : float
        The distance; a point at exactly this distance is inside.
    units : tuple of int
        From one column to the next and from one row to the next [unit], each from two to ``PLACE``.
    crossings : numpy.ndarray of int32, shape (2 * n_rows * n_columns,)
        What was noted of the lines of this grid before, or ``no_crossings``; added to in place.
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
    exact beside a straight street. The place is rounded to a whole unit and
    never at a point itself. Where two inside points touch only
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
    flat, n_columns = squared.reshape(-1), squared.shape[1]
    found = _follow_borders(flat, n_columns, window, np.float64(radius), units, origin, crossings)
    return Rings(*found)


@compiled
def _follow_borders(
    squared: GridArray,
    n_columns: int,
    window: tuple[int, int, int, int],
    radius: float,
    units: tuple[int, int],
    origin: tuple[int, int],
    crossings: Integers,
) -> tuple[Integers, Integers, IntArray, IntArray, BoolArray, IntArray]:
    """Scan rows upwards; at every crossing not met before follow its ring round."""
    # The ring that crosses between a grid point and its right-hand neighbour; 0 where none was met yet.
    ring_at = np.zeros(len(squared) + 1, np.int32)  # the last is of no point
    ways = np.array(
        [
            [1, units[0], 1, 0],
            [n_columns, units[1], 0, 1],
            [-1, units[0], -1, 0],
            [-n_columns, units[1], 0, -1],
        ]
    )
    xy, line = np.empty((4096, 2), np.int32), np.empty(4096, np.int32)
    start = np.zeros(64, np.int64)
    container = np.empty(64, np.int64)
    is_hole = np.empty(64, np.bool_)
    n_rings = 0
    last = NONE  # the ring crossed last; a row begins and ends outside all, where the last one stands too
    was_inside = True
    for point in _crossed(squared, n_columns, window, np.float32(radius * radius)):
        was_inside = not was_inside
        if ring_at[point] == 0:
            if n_rings + 1 == len(container):
                start = np.append(start, np.zeros_like(start))
                container = np.append(container, np.zeros_like(container))
                is_hole = np.append(is_hole, np.zeros_like(is_hole))
            is_hole[n_rings] = was_inside
            # Left behind a ring of the same kind, we stand where that ring stands.
            same_kind = last != NONE and is_hole[last] == was_inside
            container[n_rings] = container[last] if same_kind else last
            n_rings += 1
            left = point if was_inside else point + 1
            row = left // n_columns
            xy, line, start[n_rings] = _follow(
                squared,
                radius,
                (left, 0 if was_inside else 2),
                (origin[1] + left - row * n_columns, origin[0] + row),
                ways,
                ring_at,
                n_rings,
                crossings,
                xy,
                line,
                start[n_rings - 1],
            )
        last = ring_at[point] - 1
    n = start[n_rings]
    start = start[: n_rings + 1].copy()
    return (
        xy[:n],
        line[:n],
        start,
        container[:n_rings].copy(),
        is_hole[:n_rings].copy(),
        _double_areas(xy, start),
    )


@compiled
def _crossed(
    squared: GridArray, n_columns: int, window: tuple[int, int, int, int], within: np.float32
) -> IntArray:
    """List the points, row by row, of which either they or their right-hand neighbours are inside."""
    first_row, first_column, end_row, end_column = window
    points = np.empty((end_row - first_row) * (end_column - first_column), np.int64)
    n = 0
    for row in range(first_row, end_row):
        for point in range(row * n_columns + first_column, row * n_columns + end_column - 1):
            points[n] = point  # written over by the next one if it does not count
            n += (squared[point] <= within) != (squared[point + 1] <= within)
    return points[:n]


@compiled
def _follow(
    squared: GridArray,
    radius: float,
    begin: tuple[int, int],
    begin_at: tuple[int, int],
    ways: IntArray,
    ring_at: Integers,
    ring: int,
    crossings: Integers,
    xy: Integers,
    line: Integers,
    n: int,
) -> tuple[Integers, Integers, int]:
    """
    Follow one ring, the inside at the left hand, and write its vertices from position ``n`` on.

    We step over the line between a left point (inside) and a right point
    (outside) into the square ahead, and leave it by the first line, from the
    left, that has its left end inside and its right end outside. Seen from
    the left point, the right one lies in the direction ``across`` and the square
    ahead a quarter turn to the left. ``begin`` is left point and direction.

    Turns follow no pattern that a processor could guess, so they are computed, not branched on.
    """
    within = np.float32(radius * radius)
    left, across = begin
    x, y = begin_at[0] * ways[0, 1], begin_at[1] * ways[1, 1]
    first, n_first = 2 * min(left, left + ways[across, 0]), n
    came, first_note = 0, 0
    while True:
        to_right, length, east, north = ways[across, 0], ways[across, 1], ways[across, 2], ways[across, 3]
        right = left + to_right
        lesser, upright = min(left, right), across & 1
        here = 2 * lesser + upright
        if here == first and n > n_first:
            break  # round once
        if n == len(line):
            longer, longer_line = np.empty((2 * n, 2), np.int32), np.empty(2 * n, np.int32)
            longer[:n], longer_line[:n] = xy, line
            xy, line = longer, longer_line
        near, far = np.sqrt(np.float64(squared[left])), np.sqrt(np.float64(squared[right]))
        place = int((radius - near) / (far - near) * length + 0.5)
        place = min(max(place, 1), length - 1)
        xy[n, 0], xy[n, 1] = x + place * east, y + place * north
        line[n] = here
        ring_at[len(squared) if upright else lesser] = ring
        forward = (across + 1) & ROUND
        ahead, length_ahead, east_ahead, north_ahead = ways[forward]
        left_goes_on = int(squared[left + ahead] <= within)
        both_go_on = left_goes_on * int(squared[right + ahead] <= within)
        goes = 1 - left_goes_on - both_go_on
        note = place | across << ACROSS | came << CAME | (goes & ROUND) << GOES
        if n > n_first:
            _note(crossings, here, note)
        else:
            first_note = note  # how the ring comes to its first crossing is known only at the end
        left += left_goes_on * ahead + both_go_on * to_right
        x += left_goes_on * east_ahead * length_ahead + both_go_on * east * length
        y += left_goes_on * north_ahead * length_ahead + both_go_on * north * length
        across = (across + goes) & ROUND
        came = goes & ROUND
        n += 1
    _note(crossings, first, first_note | came << CAME)
    return xy, line, n


@compiled
def _note(crossings: Integers, line: int, met: int) -> None:
    """Note a crossing; where another ring crossed the same line elsewhere or otherwise, it is contested."""
    if crossings[line] == UNMET:
        crossings[line] = met
    elif crossings[line] != met:
        crossings[line] = CONTESTED


@compiled
def _double_areas(xy: Integers, start: IntArray) -> IntArray:
    """Give twice the area within each ring, by the shoelace formula, without sign."""
    areas = np.zeros(len(start) - 1, np.int64)
    for ring in range(len(areas)):
        before = start[ring + 1] - 1
        # Taken from one of its vertices, the products of a ring stay small.
        x_0, y_0 = np.int64(xy[before, 0]), np.int64(xy[before, 1])
        for v in range(start[ring], start[ring + 1]):
            x, y = xy[before, 0] - x_0, xy[before, 1] - y_0
            areas[ring] += x * (xy[v, 1] - y_0) - (xy[v, 0] - x_0) * y
            before = v
        areas[ring] = abs(areas[ring])
    return areas


def without_small_holes(rings: Rings, least_area: float) -> IntArray:
    """
    Choose the rings to draw: small holes are filled, with whatever islands lie in them.

    Parameters
    ----------
    rings : Rings
        All rings.
    least_area : float
        Smallest area of a hole that is kept, islands in it included [unit squared].

    Returns
    -------
    numpy.ndarray of int, shape (n_kept,)
        Positions of the rings kept; each outline is followed by its own holes.

    Notes
    -----
    A hole is measured with its islands, so that filling keeps shapes nested:
    what a larger shape leaves open inside a filled hole is smaller still.
    """
    chosen: IntArray = _choose(rings.container, rings.is_hole, rings.double_area, 2.0 * least_area)
    return chosen


@compiled
def _choose(container: IntArray, is_hole: BoolArray, double_area: IntArray, least: float) -> IntArray:
    """List the rings kept by the outline they belong to."""
    n_rings = len(container)
    kept = np.empty(n_rings, np.bool_)
    outline = np.empty(n_rings, np.int64)
    end = np.zeros(n_rings + 1, np.int64)  # where the rings of each outline end in the list
    for ring in range(n_rings):  # containers come before what they contain
        kept[ring] = not (is_hole[ring] and double_area[ring] < least)
        if container[ring] != NONE:
            kept[ring] = kept[ring] and kept[container[ring]]
        outline[ring] = container[ring] if is_hole[ring] else ring
        end[outline[ring] + 1] += kept[ring]
    end = np.cumsum(end)
    chosen = np.empty(end[n_rings], np.int64)
    for ring in range(n_rings):
        if kept[ring]:
            chosen[end[outline[ring]]] = ring
            end[outline[ring]] += 1
    return chosen
