"""Pouring weights into a hierarchy: every arc gets its shortest time, for many weightings at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.compiled import compiled
from gis.errors import AttributeInputError, ShapeMismatchError
from gis.routing.hierarchy import Hierarchy
from gis.routing.lanes import EIGHT, FOUR, SIXTEEN, Lanes, lane_rows, offer, triangle
from gis.routing.ordering import Int32Array
from gis.routing.ticks import FORBIDDEN, AnyInts

WIDTHS: tuple[Lanes, ...] = (FOUR, EIGHT, SIXTEEN)
MOST_WEIGHTINGS = len(SIXTEEN)
EDGES_AT_ONCE = 1024  # turned from weightings into rows; they stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Customised:
    """
    A hierarchy with the weights of one or more weightings, one lane each.

    Parameters
    ----------
    hierarchy : Hierarchy
        The shape.
    lanes : tuple
        As wide as a row; lanes beyond the weightings are idle.
    n_weightings : int
        Lanes that mean something.
    up, down : numpy.ndarray of int32, shape (n_arcs * n_lanes,)
        Rows of the arcs: time from the lower to the higher end, and from the
        higher to the lower [0.1 s]; ``FORBIDDEN`` where there is no way.
    """

    hierarchy: Hierarchy
    lanes: Lanes
    n_weightings: int
    up: Int32Array
    down: Int32Array

    def weighting(self, lane: int) -> tuple[Int32Array, Int32Array]:
        """
        Give the times of one weighting.

        Parameters
        ----------
        lane : int
            Which of the weightings.

        Returns
        -------
        tuple of two numpy.ndarray of int32, shape (n_arcs,)
            Time up and time down each arc [0.1 s].
        """
        picked = np.empty((2, self.hierarchy.n_arcs), dtype=np.int32)
        for times, arcs in zip(picked, (self.up, self.down), strict=True):
            pick_weights(arcs, lane, len(self.lanes), FORBIDDEN, times)
        return picked[0], picked[1]


def customise(hierarchy: Hierarchy, weight_ticks: Int32Array) -> Customised:
    """
    Give every arc its shortest time over lower nodes, for all weightings in one pass.

    Arcs are taken from the lowest node up. When two arcs leave a node, the arc
    between their heads need not take longer than the way over that node.

    Parameters
    ----------
    hierarchy : Hierarchy
        The shape.
    weight_ticks : numpy.ndarray of int32, shape (n_weightings, n_edges)
        Time along each edge of the network, from tail to head [0.1 s];
        ``FORBIDDEN`` or more where the edge may not be used.

    Returns
    -------
    Customised
        Ready for any number of sweeps.

    Raises
    ------
    ShapeMismatchError
        If there are no weightings, too many, or not one weight an edge.
    AttributeInputError
        If a weight is negative.

    References
    ----------
    .. [1] Dibbelt, J., Strasser, B., Wagner, D. (2016). Customizable
       contraction hierarchies. ACM J. Exp. Algorithmics 21, 1.5.
    """
    n_weightings = len(weight_ticks)
    if not 1 <= n_weightings <= MOST_WEIGHTINGS or weight_ticks.shape[1:] != (hierarchy.n_edges,):
        fault = (
            f"weight_ticks has shape {weight_ticks.shape}; 1 to {MOST_WEIGHTINGS} weightings of "
            f"{hierarchy.n_edges} edges are needed"
        )
        raise ShapeMismatchError("weights", [fault])
    if weight_ticks.size and weight_ticks.min() < 0:
        lane, edge = (int(k[0]) for k in np.nonzero(weight_ticks < 0))
        raise AttributeInputError("weights", [f"edge {edge} has a negative weight in weighting {lane}"])
    lanes = next(width for width in WIDTHS if len(width) >= n_weightings)
    up = lane_rows(hierarchy.n_arcs, len(lanes), np.int32)
    down = lane_rows(hierarchy.n_arcs, len(lanes), np.int32)
    up[:] = FORBIDDEN
    down[:] = FORBIDDEN
    some = lane_rows(EDGES_AT_ONCE, len(lanes), np.int32)
    _pour(np.ascontiguousarray(weight_ticks, dtype=np.int32), hierarchy.arc_of_edge, some, up, down, lanes)
    _shorten(hierarchy.first, hierarchy.head, up, down, lanes)
    return Customised(hierarchy, lanes, n_weightings, up, down)


@compiled
def pick_weights(rows: Int32Array, lane: int, n_lanes: int, limit: int, picked: AnyInts) -> None:
    """
    Write one lane's times, none longer than a limit, one after the other and perhaps into fewer bits.

    Parameters
    ----------
    rows : numpy.ndarray of int32, shape (n_arcs * n_lanes,)
        Rows of the arcs [0.1 s].
    lane, n_lanes : int
        Which lane of how many.
    limit : int
        Longest time written [0.1 s].
    picked : numpy.ndarray of uint16 or int32, shape (n_arcs,)
        Where to write [0.1 s].
    """
    for arc in range(len(picked)):
        picked[arc] = min(rows[arc * n_lanes + lane], limit)


@compiled
def _pour(
    weights: Int32Array,
    arc_of_edge: Int32Array,
    some: Int32Array,
    up: Int32Array,
    down: Int32Array,
    lanes: Lanes,
) -> None:
    """Lay the edges onto the arcs, some at a time; of parallel edges the shortest counts."""
    n_weightings, n_edges = weights.shape
    n_lanes = len(lanes)
    some[:] = FORBIDDEN  # in idle lanes for good
    for begin in range(0, n_edges, EDGES_AT_ONCE):
        n = min(EDGES_AT_ONCE, n_edges - begin)
        for lane in range(n_weightings):
            for e in range(n):
                some[e * n_lanes + lane] = weights[lane, begin + e]
        for e in range(n):
            arc = arc_of_edge[begin + e]
            if arc > 0:
                offer(up, arc - 1, some, e, 0, lanes)
            elif arc < 0:
                offer(down, -arc - 1, some, e, 0, lanes)


@compiled
def _shorten(first: Int32Array, head: Int32Array, up: Int32Array, down: Int32Array, lanes: Lanes) -> None:
    """Go through all triangles, lowest node first."""
    for r in range(len(first) - 1):
        begin, end = first[r], first[r + 1]
        for i in range(begin, end - 1):
            across = first[head[i]]
            for j in range(i + 1, end):
                while head[across] < head[j]:
                    across += 1
                triangle(up, down, i, j, across, lanes)
