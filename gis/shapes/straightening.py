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

import numpy as np

from gis.compiled import compiled
from gis.model import BoolArray, IntArray
from gis.shapes.contours import ACROSS, CONTESTED, PLACE, ROUND, Integers


@compiled
def straighten(
    xy: Integers,
    line: Integers,
    start: IntArray,
    chosen: IntArray,
    crossings: Integers,
    units: tuple[int, int],
    tolerance: tuple[int, int],
) -> tuple[Integers, IntArray]:
    """
    Leave out vertices of some rings, and close each ring by repeating its first vertex.

    Parameters
    ----------
    xy, line, start : numpy.ndarray
        See ``gis.shapes.contours.Rings``.
    chosen : numpy.ndarray of int, shape (n_chosen,)
        Rings wanted.
    crossings : numpy.ndarray of int32
        Notes of all outlines that must stay nested, from ``trace_rings``.
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
    room = 0
    longest = 0
    for ring in chosen:
        room += start[ring + 1] - start[ring] + 1
        longest = max(longest, start[ring + 1] - start[ring])
    kept_xy = np.empty((room, 2), np.int32)
    length = np.empty(len(chosen), np.int64)
    stays = np.empty(longest + 1, np.bool_)
    n = 0
    for i in range(len(chosen)):
        begin, end = start[chosen[i]], start[chosen[i] + 1]
        first = _mark_what_stays(line[begin:end], crossings, stays)
        n_first = n
        ring_xy, ring_line = xy[begin:end], line[begin:end]
        size = end - begin
        anchor = 0
        while anchor < size:  # counted from the first vertex that stays
            kept_xy[n] = ring_xy[(first + anchor) % size]
            n += 1
            anchor = _straight_to(ring_xy, ring_line, first, anchor, stays, crossings, units, tolerance)
        kept_xy[n] = kept_xy[n_first]
        n += 1
        length[i] = n - n_first
    return kept_xy[:n], length


@compiled
def _mark_what_stays(line: Integers, crossings: Integers, stays: BoolArray) -> int:
    """Mark vertices that are contested or next to such a one; give the first, or 0 if there is none."""
    size = len(line)
    stays[:size] = False
    for v in range(size):
        if crossings[line[v]] == CONTESTED:
            stays[v - 1 if v else size - 1] = True
            stays[v] = True
            stays[v + 1 if v + 1 < size else 0] = True
    for v in range(size):
        if stays[v]:
            return v
    # The trace begins every ring at its lowest line: outlines that share the ring begin at the same vertex.
    stays[0] = True
    return 0


@compiled
def _straight_to(
    xy: Integers,
    line: Integers,
    first: int,
    anchor: int,
    stays: BoolArray,
    crossings: Integers,
    units: tuple[int, int],
    tolerance: tuple[int, int],
) -> int:
    """Give the farthest vertex of a ring that a straight line from one of its vertices may lead to."""
    size = len(line)
    at = (first + anchor) % size
    x_0, y_0 = np.int64(xy[at, 0]), np.int64(xy[at, 1])
    # The cone of directions, from its right side to its left; the inside lies to the left.
    right_x, right_y, left_x, left_y = 0, 0, 0, 0
    to = anchor + 1
    while True:
        at = first + to
        at = at - size if at >= size else at
        if stays[at]:
            return to
        noted = crossings[line[at]]
        place, across = noted & PLACE, noted >> ACROSS & ROUND
        upright = across & 1
        ahead = 1 - (across & 2)  # coordinates rise towards the point outside, or fall
        inward = -ahead * min(tolerance[upright], place - 1)
        outward = ahead * min(tolerance[upright], units[upright] - 1 - place)
        x, y = xy[at, 0] - x_0, xy[at, 1] - y_0
        in_x, in_y = x + (1 - upright) * inward, y + upright * inward
        out_x, out_y = x + (1 - upright) * outward, y + upright * outward
        if to == anchor + 1 or left_x * in_y - left_y * in_x < 0:
            left_x, left_y = in_x, in_y
        if to == anchor + 1 or right_x * out_y - right_y * out_x > 0:
            right_x, right_y = out_x, out_y
        at = at + 1 if at + 1 < size else 0
        x, y = xy[at, 0] - x_0, xy[at, 1] - y_0
        if right_x * y - right_y * x < 0 or left_x * y - left_y * x > 0:
            return to
        to += 1
