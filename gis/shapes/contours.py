"""The outline of the grid points within a distance: rings that never touch, and which lies inside which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.model import BoolArray, IntArray
from gis.shapes.distance_grid import GridArray
from gis.shapes.squares import BELOW_HOLE, ROUND, TURNS, Corners, below_rings, inside_of_squares

NONE: Final = -1  # no ring

Integers = NDArray[np.int32]

# What is noted of a vertex, in one number: how many units from the point inside it lies, in which direction
# from there the point outside lies (0 east, 1 north, 2 west, 3 south), how its ring came and how it goes on
# (in quarter turns to the left).
PLACE_BITS: Final = 20
PLACE: Final = (1 << PLACE_BITS) - 1
ACROSS: Final = PLACE_BITS
CAME: Final = PLACE_BITS + 2
GOES: Final = PLACE_BITS + 4

# What belongs to a direction across a line, as seen from the square entered over it: see ``_ways``.
LEFT, RIGHT, LESSER, LEFT_EAST, LEFT_NORTH, EAST, NORTH, LENGTH, STEP, STEP_EAST, STEP_NORTH = range(11)


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
    note : numpy.ndarray of int32, shape (n_vertices,)
        How many units from the point inside each vertex lies, in which direction, and by
        which sides of its squares the ring comes and goes, in one number.
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
    note: Integers
    start: IntArray
    container: IntArray
    is_hole: BoolArray
    double_area: IntArray


def trace_rings(
    squared: GridArray,
    window: tuple[int, int, int, int],
    *,
    radius: float,
    units: tuple[int, int],
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
    found = _follow_borders(flat, n_columns, window, np.float64(radius), units, origin)
    return Rings(*found)


@compiled
def _follow_borders(
    squared: GridArray,
    n_columns: int,
    window: tuple[int, int, int, int],
    radius: float,
    units: tuple[int, int],
    origin: tuple[int, int],
) -> tuple[Integers, Integers, Integers, IntArray, IntArray, BoolArray, IntArray]:
    """Look through the squares by rows upwards; where a ring may have its lowest line, follow it round."""
    squares, n_vertices = inside_of_squares(squared, n_columns, window, np.float32(radius * radius))
    ways = _ways(n_columns, units)
    # The ring that crosses between a grid point and its right-hand neighbour; 0 where none was met yet.
    ring_at = np.zeros(len(squared) + 1, np.int32)  # the last is of no point
    xy = np.empty((n_vertices, 2), np.int32)
    line, note = np.empty(n_vertices, np.int32), np.empty(n_vertices, np.int32)
    most_rings = n_vertices // 4  # the shortest goes round one point
    start = np.zeros(most_rings + 1, np.int64)
    container, double_area = np.empty(most_rings, np.int64), np.empty(most_rings, np.int64)
    is_hole = np.empty(most_rings, np.bool_)
    n_rings = 0
    for square in below_rings(squares, n_columns, window):
        point = square + n_columns
        if ring_at[point] != 0:
            continue  # lowest hereabouts, but not of the whole ring
        row = square // n_columns
        hole = squares[square] == BELOW_HOLE
        is_hole[n_rings] = hole
        container[n_rings] = _container(ring_at, is_hole, container, (row + 1) * n_columns, point, n_rings)
        n_rings += 1
        start[n_rings], double_area[n_rings - 1] = _follow(
            squared,
            radius,
            squares,
            # A hole goes on into the square above its lowest line, an outline into the one below.
            (point, 0) if hole else (square, 2),
            ((origin[1] + square - row * n_columns) * units[0], (origin[0] + row + hole) * units[1]),
            ways,
            ring_at,
            n_rings,
            xy,
            line,
            note,
            start[n_rings - 1],
        )
    return (
        xy,
        line,
        note,
        start[: n_rings + 1].copy(),
        container[:n_rings].copy(),
        is_hole[:n_rings].copy(),
        double_area[:n_rings].copy(),
    )


@compiled
def _container(
    ring_at: Integers, is_hole: BoolArray, container: IntArray, begin: int, point: int, ring: int
) -> int:
    """Find what a ring lies in, by the ring that crosses its row next to the left; ``begin`` is the row's."""
    point -= 1
    while point >= begin and ring_at[point] == 0:
        point -= 1
    if point < begin:
        return NONE
    left = ring_at[point] - 1
    # Left behind a ring of the same kind, we stand where that ring stands.
    other: int = container[left] if is_hole[left] == is_hole[ring] else left
    return other


@compiled
def _ways(n_columns: int, units: tuple[int, int]) -> IntArray:
    """
    Say for each direction across a line what lies around the square that is entered over it.

    These are the points at the left and the right, the line's lesser end, how
    far east and north the left point lies; which way (0 or 1, or back: -1)
    the right point lies from there, and how far; and the step from another
    square into this one. Points are counted as positions in the grid, from
    the lower left corner of the square.
    """
    east, north, up = units[0], units[1], n_columns
    return np.array(
        [
            [0, 1, 0, 0, 0, 1, 0, east, up, 0, north],
            [1, up + 1, 1, east, 0, 0, 1, north, -1, -east, 0],
            [up + 1, up, up, east, north, -1, 0, east, -up, 0, -north],
            [up, 0, 0, 0, north, 0, -1, north, 1, east, 0],
        ]
    )


@compiled
def _follow(
    squared: GridArray,
    radius: float,
    squares: Corners,
    begin: tuple[int, int],
    begin_at: tuple[int, int],
    ways: IntArray,
    ring_at: Integers,
    ring: int,
    xy: Integers,
    line: Integers,
    note: Integers,
    n: int,
) -> tuple[int, int]:
    """
    Follow one ring, the inside at the left hand, and write its vertices from position ``n`` on.

    We step over the line between a left point (inside) and a right point
    (outside) into a square, and leave it as ``TURNS`` says. Seen from the left
    point, the right one lies in the direction ``across``. ``begin`` is the
    first square and direction, ``begin_at`` where that square lies. Returned
    are the end of the vertices and twice the area within.

    Turns follow no pattern that a processor could guess, so they are looked up, not branched on.
    """
    square, across = begin
    x, y = begin_at
    n_first, came, double_area = n, 0, 0
    before_x, before_y = 0, 0  # counted from where the ring begins, so that products stay small
    while True:
        way = ways[across]
        lesser, upright, length = square + way[LESSER], across & 1, way[LENGTH]
        # In double precision the least difference between grids counts: nested outlines stay nested.
        near = np.sqrt(np.float64(squared[square + way[LEFT]]))
        far = np.sqrt(np.float64(squared[square + way[RIGHT]]))
        place = min(max(int((radius - near) / (far - near) * length + 0.5), 1), length - 1)
        xy[n, 0] = x + way[LEFT_EAST] + place * way[EAST]
        xy[n, 1] = y + way[LEFT_NORTH] + place * way[NORTH]
        line[n] = 2 * lesser + upright
        ring_at[len(squared) if upright else lesser] = ring
        leaves = int(TURNS[squares[square], across])
        goes = (leaves - across) & ROUND
        note[n] = place | across << ACROSS | came << CAME | goes << GOES
        from_begin_x, from_begin_y = xy[n, 0] - begin_at[0], xy[n, 1] - begin_at[1]
        double_area += before_x * from_begin_y - from_begin_x * before_y
        before_x, before_y = from_begin_x, from_begin_y
        across, came = leaves, goes
        step = ways[across]
        square, x, y = square + step[STEP], x + step[STEP_EAST], y + step[STEP_NORTH]
        n += 1
        if square == begin[0] and across == begin[1]:
            break  # round once
    note[n_first] |= came << CAME
    first_x, first_y = xy[n_first, 0] - begin_at[0], xy[n_first, 1] - begin_at[1]
    return n, abs(double_area + before_x * first_y - first_x * before_y)


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
