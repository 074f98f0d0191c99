"""The contraction hierarchy of a network's shape: made once, whatever the weights of its edges will be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.compiled import compiled
from gis.errors import ShapeMismatchError
from gis.routing.ordering import Int32Array, contraction_order, neighbours


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """
    Nodes in their order of contraction, with an arc to every later node they meet when they are contracted.

    Nodes are spoken of by *rank*, 0 for the first to be contracted. All arcs
    of a node lead up, to nodes of higher rank, and all of these are its
    ancestors in the elimination tree. Descendants of a node are the range
    ``first_descendant[r] .. r``.

    Parameters
    ----------
    rank : numpy.ndarray of int32, shape (n_nodes,)
        Rank of each node of the network.
    first : numpy.ndarray of int32, shape (n_nodes + 1,)
        Where the arcs of each rank begin.
    head : numpy.ndarray of int32, shape (n_arcs,)
        Rank each arc leads up to, ascending within a node.
    parent : numpy.ndarray of int32, shape (n_nodes,)
        Lowest of the heads; -1 at a root.
    first_descendant : numpy.ndarray of int32, shape (n_nodes,)
        Lowest rank of the subtree below each rank.
    arc_of_edge : numpy.ndarray of int32, shape (n_edges,)
        The arc that bears each edge of the network: ``k + 1`` when the edge
        runs up along arc ``k``, ``-(k + 1)`` when it runs down, 0 for a loop.
    """

    rank: Int32Array
    first: Int32Array
    head: Int32Array
    parent: Int32Array
    first_descendant: Int32Array
    arc_of_edge: Int32Array

    def __post_init__(self) -> None:
        """Freeze the arrays against writing."""
        for name in HIERARCHY_ARRAYS:
            getattr(self, name).setflags(write=False)

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.rank)

    @property
    def n_arcs(self) -> int:
        """Number of arcs."""
        return len(self.head)

    @property
    def n_edges(self) -> int:
        """Number of directed edges of the network it was made for."""
        return len(self.arc_of_edge)


HIERARCHY_ARRAYS = ("rank", "first", "head", "parent", "first_descendant", "arc_of_edge")


def build_hierarchy(n_nodes: int, tail: Int32Array, head: Int32Array) -> Hierarchy:
    """
    Make the hierarchy of a network's shape.

    Edges that nobody may use belong to the shape as well: they get a weight of
    ``FORBIDDEN`` later, so one hierarchy serves every profile.

    Parameters
    ----------
    n_nodes : int
        Number of nodes.
    tail, head : numpy.ndarray of int32, shape (n_edges,)
        Ends of each directed edge; loops and parallel edges are fine.

    Returns
    -------
    Hierarchy
        The same for the same input, always.

    Raises
    ------
    ShapeMismatchError
        If the ends differ in number or name a node that does not exist.
    """
    tail, head = np.asarray(tail, dtype=np.int32), np.asarray(head, dtype=np.int32)
    _check_ends(n_nodes, tail, head)
    begin, neighbour = neighbours(n_nodes, tail, head)
    order = contraction_order(begin, neighbour)
    rank = np.empty(n_nodes, dtype=np.int32)
    rank[order] = np.arange(n_nodes, dtype=np.int32)
    begin, neighbour = neighbours(n_nodes, rank[tail], rank[head])
    first, heads, parent = _contract(begin, neighbour)
    return Hierarchy(
        rank=rank,
        first=first,
        head=heads,
        parent=parent,
        first_descendant=_first_descendant(parent),
        arc_of_edge=_arc_of_edge(first, heads, rank[tail], rank[head]),
    )


def _check_ends(n_nodes: int, tail: Int32Array, head: Int32Array) -> None:
    """Refuse edges between nodes that do not exist."""
    faults = []
    if tail.shape != head.shape or tail.ndim != 1:
        faults.append(f"tail has shape {tail.shape}, head {head.shape}")
    for name, end in (("tail", tail), ("head", head)):
        wrong = np.flatnonzero((end < 0) | (end >= n_nodes))
        if len(wrong):
            faults.append(f"{name} of edge {wrong[0]} is node {end[wrong[0]]} of {n_nodes}")
    if faults:
        raise ShapeMismatchError("edges", faults)


@compiled
def _contract(begin: Int32Array, neighbour: Int32Array) -> tuple[Int32Array, Int32Array, Int32Array]:
    """
    Give each node arcs to the later nodes it meets: its later neighbours and those its children still had.

    ``begin`` and ``neighbour`` speak of ranks. A contracted node joins its later
    neighbours with each other; passing them on to its parent, the first of them,
    has the same effect.
    """
    n_nodes = len(begin) - 1
    room = 2 * len(neighbour) + n_nodes + 16
    head = np.empty(room, np.int32)
    first = np.zeros(n_nodes + 1, np.int32)
    parent = np.full(n_nodes, -1, np.int32)
    child = np.full(n_nodes, -1, np.int32)
    sibling = np.full(n_nodes, -1, np.int32)
    met_by = np.full(n_nodes, -1, np.int32)
    n_arcs = 0
    for r in range(n_nodes):
        wanted = begin[r + 1] - begin[r]
        below = child[r]
        while below >= 0:
            wanted += first[below + 1] - first[below]
            below = sibling[below]
        if n_arcs + wanted > room:
            room = 2 * (n_arcs + wanted)
            larger = np.empty(room, np.int32)
            larger[:n_arcs] = head[:n_arcs]
            head = larger
        mine = n_arcs
        met_by[r] = r
        for k in range(begin[r], begin[r + 1]):
            other = neighbour[k]
            if other > r and met_by[other] != r:
                met_by[other] = r
                head[n_arcs] = other
                n_arcs += 1
        below = child[r]
        while below >= 0:
            for k in range(first[below], first[below + 1]):
                other = head[k]
                if met_by[other] != r:
                    met_by[other] = r
                    head[n_arcs] = other
                    n_arcs += 1
            below = sibling[below]
        head[mine:n_arcs].sort()
        first[r + 1] = n_arcs
        if n_arcs > mine:
            above = head[mine]
            parent[r] = above
            sibling[r] = child[above]
            child[above] = r
    return first, head[:n_arcs].copy(), parent


@compiled
def _first_descendant(parent: Int32Array) -> Int32Array:
    """Give the lowest rank of each subtree."""
    lowest = np.arange(len(parent)).astype(np.int32)
    for r in range(len(parent)):
        above = parent[r]
        if above >= 0 and lowest[r] < lowest[above]:
            lowest[above] = lowest[r]
    return lowest


@compiled
def _arc_of_edge(
    first: Int32Array, head: Int32Array, tail_rank: Int32Array, head_rank: Int32Array
) -> Int32Array:
    """Find the arc that bears each edge, by halving the arcs of its lower end."""
    found = np.zeros(len(tail_rank), np.int32)
    for e in range(len(tail_rank)):
        low = min(tail_rank[e], head_rank[e])
        high = max(tail_rank[e], head_rank[e])
        if low == high:
            continue
        left, right = first[low], first[low + 1]
        while left < right:
            middle = (left + right) >> 1
            if head[middle] < high:
                left = middle + 1
            else:
                right = middle
        found[e] = left + 1 if tail_rank[e] < head_rank[e] else -(left + 1)
    return found
