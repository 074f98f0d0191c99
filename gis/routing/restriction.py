"""The part of a hierarchy that leads to chosen nodes: these and all their ancestors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.routing.hierarchy import Hierarchy
from gis.routing.ordering import Int32Array
from gis.routing.ticks import AnyInts


@dataclass(frozen=True, slots=True)
class Restriction:
    """
    A hierarchy without the nodes that no trip of interest ends at.

    Times between the nodes that stay are the same: a shortest way climbs from
    one of them over its ancestors, and descends likewise to the other.

    Parameters
    ----------
    position : numpy.ndarray of int32, shape (n_nodes,)
        Place of each node *of the network* among those that stay; -1 for the others.
    first : numpy.ndarray of int32, shape (n_kept + 1,)
        Where the arcs of each begin.
    head : numpy.ndarray of int32, shape (n_kept_arcs,)
        Place each arc leads up to.
    arc : numpy.ndarray of int32, shape (n_kept_arcs,)
        The arc's number in the whole hierarchy.
    parent, first_descendant : numpy.ndarray of int32, shape (n_kept,)
        As in ``Hierarchy``, by place.
    """

    position: Int32Array
    first: Int32Array
    head: Int32Array
    arc: Int32Array
    parent: Int32Array
    first_descendant: Int32Array

    @property
    def n_kept(self) -> int:
        """Number of nodes that stay."""
        return len(self.parent)


def restrict(hierarchy: Hierarchy, nodes: AnyInts) -> Restriction:
    """
    Keep some nodes and their ancestors.

    Parameters
    ----------
    hierarchy : Hierarchy
        The whole.
    nodes : numpy.ndarray of int, shape (n,)
        Nodes of the network where trips begin or end.

    Returns
    -------
    Restriction
        The part.
    """
    wanted = np.zeros(hierarchy.n_nodes, dtype=np.bool_)
    wanted[hierarchy.rank[nodes]] = True
    place, first, head, arc, parent, lowest = _restrict(
        hierarchy.first, hierarchy.head, hierarchy.parent, wanted
    )
    return Restriction(place[hierarchy.rank], first, head, arc, parent, lowest)


@compiled
def _restrict(
    first: Int32Array, head: Int32Array, parent: Int32Array, wanted: NDArray[np.bool_]
) -> tuple[Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array]:
    n_nodes = len(parent)
    n_kept, n_arcs = 0, 0
    place = np.full(n_nodes, -1, np.int32)
    for r in range(n_nodes):  # parents come after their children
        if wanted[r]:
            if parent[r] >= 0:
                wanted[parent[r]] = True
            place[r] = n_kept
            n_kept += 1
            n_arcs += first[r + 1] - first[r]
    kept_first = np.zeros(n_kept + 1, np.int32)
    kept_head = np.empty(n_arcs, np.int32)
    arc = np.empty(n_arcs, np.int32)
    kept_parent = np.full(n_kept, -1, np.int32)
    lowest = np.arange(n_kept).astype(np.int32)
    k = 0
    for r in range(n_nodes):
        p = place[r]
        if p < 0:
            continue
        for e in range(first[r], first[r + 1]):
            kept_head[k] = place[head[e]]
            arc[k] = e
            k += 1
        kept_first[p + 1] = k
        if parent[r] >= 0:
            above = place[parent[r]]
            kept_parent[p] = above
            lowest[above] = min(lowest[above], lowest[p])
    return place, kept_first, kept_head, arc, kept_parent, lowest
