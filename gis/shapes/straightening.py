"""Fewer vertices for outlines that belong together: what is all but straight is drawn straight.

Outlines of several cutoffs and readings share much of their course. Straightened one by one, they would cross
by centimetres, and a shape would no longer contain the smaller one. So they are straightened together:

- A vertex where two outlines differ (in where they cross a grid line, whence they came or where they go)
  stays for both, and so do its neighbours. Between two such vertices their courses are one, and one rule
  gives one result.
- Elsewhere vertices are left out as long as the straight line still crosses the same grid lines, one after
  the other, within the tolerance of where the outline crossed them, and not at a grid point.

Every cell of the grid is then entered and left by the same lines in the same order as before. In a convex
cell straight pieces whose ends keep their order around it cannot begin to cross: rings stay apart and nested.

Williams, C. M. (1978). An efficient algorithm for the piecewise linear approximation of planar curves.
Computer Graphics and Image Processing 8(2), 286-293: the cone of directions that pass all tolerances so far.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from gis.compiled import compiled
from gis.model import BoolArray, IntArray
from gis.shapes.contours import ACROSS, PLACE, Integers, Rings
from gis.shapes.squares import ROUND

# What is noted of a line of the grid instead of a vertex.
UNMET: Final = 0
CONTESTED: Final = -1  # rings differ here

# What is kept of a vertex while its ring is straightened, one row of numbers for each: where it lies, the
# ends (inside and outside) of its gate, the part of its grid line through which a straight line may pass
# instead, and whether it stays whatever the others do.
X, Y, IN_X, IN_Y, OUT_X, OUT_Y, STAYS = range(7)


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


def note_crossings(rings: Rings, chosen: IntArray, crossings: Integers) -> None:
    """
    Note where rings cross the lines of their grid, and where they differ from others noted before.

    Parameters
    ----------
    rings : Rings
        Rings of one outline.
    chosen : numpy.ndarray of int, shape (n_chosen,)
        Those of them that are drawn.
    crossings : numpy.ndarray of int32, shape (2 * n_points,)
        The notes of the grid; added to in place.
    """
    _note_crossings(rings.line, rings.note, rings.start, chosen, crossings)


@compiled
def _note_crossings(
    line: Integers, note: Integers, start: IntArray, chosen: IntArray, crossings: Integers
) -> None:
    """Note each vertex; where another ring crossed the same line elsewhere or otherwise, it is contested."""
    for ring in chosen:
        for v in range(start[ring], start[ring + 1]):
            if crossings[line[v]] == UNMET:
                crossings[line[v]] = note[v]
            elif crossings[line[v]] != note[v]:
                crossings[line[v]] = CONTESTED


def straighten(
    rings: Rings,
    chosen: IntArray,
    crossings: Integers,
    *,
    units: tuple[int, int],
    tolerance: tuple[int, int],
) -> tuple[Integers, IntArray]:
    """
    Leave out vertices of some rings, and close each ring by repeating its first vertex.

    Parameters
    ----------
    rings : Rings
        Rings of one outline.
    chosen : numpy.ndarray of int, shape (n_chosen,)
        Those of them that are drawn.
    crossings : numpy.ndarray of int32
        What ``note_crossings`` has noted of all outlines that must stay nested.
    units : tuple of int
        From one column to the next and from one row to the next [unit].
    tolerance : tuple of int
        How far along a grid line that leads east, and one that leads north, an outline may move [unit].

    Returns
    -------
    xy : numpy.ndarray of int32, shape (n_vertices, 2)
        Vertices left [unit].
    length : numpy.ndarray of int, shape (n_chosen,)
        Vertices of each ring, the repeated one counted.
    """
    xy, length = _straighten(
        rings.xy, rings.line, rings.note, rings.start, chosen, crossings, units, tolerance
    )
    return xy, length


@compiled
def _straighten(
    xy: Integers,
    line: Integers,
    note: Integers,
    start: IntArray,
    chosen: IntArray,
    crossings: Integers,
    units: tuple[int, int],
    tolerance: tuple[int, int],
) -> tuple[Integers, IntArray]:
    """Straighten one ring after the other."""
    room, longest = 0, 0
    for ring in chosen:
        size = start[ring + 1] - start[ring]
        room += size + 1
        longest = max(longest, size)
    kept = np.empty((room, 2), np.int32)
    length = np.empty(len(chosen), np.int64)
    stays = np.empty(longest + 1, np.bool_)
    gates, ways_outward = np.empty((longest + 1, 8), np.int32), _ways_outward(units, tolerance)
    n = 0
    for i in range(len(chosen)):
        begin, end = start[chosen[i]], start[chosen[i] + 1]
        first = _mark_what_stays(line[begin:end], crossings, stays)
        size = end - begin
        for to in range(size + 1):
            v = begin + first + to
            v = v if v < end else v - size
            _set_gate(gates[to], xy[v], note[v], stays[v - begin], ways_outward)
        n_before, anchor = n, 0
        while anchor < size:
            kept[n, 0], kept[n, 1] = gates[anchor, X], gates[anchor, Y]
            n += 1
            anchor = _straight_to(gates, anchor)
        kept[n, 0], kept[n, 1] = gates[size, X], gates[size, Y]
        n += 1
        length[i] = n - n_before
    return kept[:n], length


@compiled
def _mark_what_stays(line: Integers, crossings: Integers, stays: BoolArray) -> int:
    """Mark vertices that are contested or next to such a one; give the first, or 0 if there is none."""
    size = len(line)
    stays[:size] = False
    first = size
    for v in range(size):
        if crossings[line[v]] == CONTESTED:
            before, after = (v or size) - 1, (v + 1 if v + 1 < size else 0)
            stays[before] = stays[v] = stays[after] = True
            first = min(first, before, v, after)
    if first == size:
        # Every ring begins at its lowest line: outlines that share the ring begin at the same vertex.
        first = 0
        stays[0] = True
    return first


@compiled
def _ways_outward(units: tuple[int, int], tolerance: tuple[int, int]) -> IntArray:
    """Say for each direction outward how far a vertex may move, how long its line is, and where it leads."""
    (east, north), (tolerance_east, tolerance_north) = units, tolerance
    return np.array(
        [
            [tolerance_east, east, 1, 0],
            [tolerance_north, north, 0, 1],
            [tolerance_east, east, -1, 0],
            [tolerance_north, north, 0, -1],
        ]
    )


@compiled
def _set_gate(gate: Integers, at: Integers, noted: int, stays: bool, ways_outward: IntArray) -> None:
    """Say where a vertex lies and through which part of its line a straight line may pass."""
    place, across = noted & PLACE, noted >> ACROSS & ROUND
    most, length, east, north = ways_outward[across]
    inward, outward = min(most, place - 1), min(most, length - 1 - place)
    gate[X], gate[Y], gate[STAYS] = at[0], at[1], stays
    gate[IN_X], gate[IN_Y] = at[0] - inward * east, at[1] - inward * north
    gate[OUT_X], gate[OUT_Y] = at[0] + outward * east, at[1] + outward * north


@compiled
def _straight_to(gates: Integers, anchor: int) -> int:
    """Give the farthest vertex of a ring that a straight line from one of its vertices may lead to."""
    x_0, y_0 = gates[anchor, X], gates[anchor, Y]
    to = anchor + 1
    # The cone of directions, from its right side to its left; the inside lies to the left.
    left_x, left_y = gates[to, IN_X] - x_0, gates[to, IN_Y] - y_0
    right_x, right_y = gates[to, OUT_X] - x_0, gates[to, OUT_Y] - y_0
    while not gates[to, STAYS]:
        to += 1
        x, y = gates[to, X] - x_0, gates[to, Y] - y_0
        # One question instead of two: neither has an answer that a processor could guess.
        if min(right_x * y - right_y * x, left_y * x - left_x * y) < 0:
            return to - 1
        x, y = gates[to, IN_X] - x_0, gates[to, IN_Y] - y_0
        narrower = left_x * y - left_y * x < 0
        left_x, left_y = x if narrower else left_x, y if narrower else left_y
        x, y = gates[to, OUT_X] - x_0, gates[to, OUT_Y] - y_0
        narrower = right_x * y - right_y * x > 0
        right_x, right_y = x if narrower else right_x, y if narrower else right_y
    return to
