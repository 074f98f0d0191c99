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
    one of them over its ancestors, and descends likewise to the other. Nodes
    that stay are numbered anew, by *place*; arcs keep their numbers, so that
    weights of the whole hierarchy serve as they are.

    Parameters
    ----------
    hierarchy : Hierarchy
        The whole.
    place : numpy.ndarray of int32, shape (n_nodes,)
        Place of each *rank* among those that stay; -1 for the others.
    begin, end : numpy.ndarray of int32, shape (n_kept,)
        First arc of each place, and the first that is another's.
    head : numpy.ndarray of int32, shape (n_arcs,)
        Place each arc leads up to; undefined for arcs of nodes that do not stay.
    parent, first_descendant : numpy.ndarray of int32, shape (n_kept,)
        As in ``Hierarchy``, by place.
    """

    hierarchy: Hierarchy
    place: Int32Array
    begin: Int32Array
    end: Int32Array
    head: Int32Array
    parent: Int32Array
    first_descendant: Int32Array

    @property
    def n_kept(self) -> int:
        """Number of nodes that stay."""
        return len(self.parent)

    def places_of(self, nodes: AnyInts) -> Int32Array:
        """
        Tell where nodes of the network are now.

        Parameters
        ----------
        nodes : numpy.ndarray of int, shape (n,)
            Nodes that stay.

        Returns
        -------
        numpy.ndarray of int32, shape (n,)
            Their places.
        """
        return self.place[self.hierarchy.rank[nodes]]


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
    return Restriction(hierarchy, *_restrict(hierarchy.first, hierarchy.head, hierarchy.parent, wanted))


@compiled
def _restrict(
    first: Int32Array, head: Int32Array, parent: Int32Array, wanted: NDArray[np.bool_]
) -> tuple[Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array]:
    n_nodes = len(parent)
    n_kept = 0
    place = np.full(n_nodes, -1, np.int32)
    for r in range(n_nodes):  # parents come after their children
        if wanted[r]:
            if parent[r] >= 0:
                wanted[parent[r]] = True
            place[r] = n_kept
            n_kept += 1
    begin, end = np.empty(n_kept, np.int32), np.empty(n_kept, np.int32)
    kept_parent = np.full(n_kept, -1, np.int32)
    lowest = np.arange(n_kept).astype(np.int32)
    kept_head = np.empty(len(head), np.int32)
    for r in range(n_nodes):
        p = place[r]
        if p < 0:
            continue
        begin[p], end[p] = first[r], first[r + 1]
        for e in range(first[r], first[r + 1]):
            kept_head[e] = place[head[e]]
        if parent[r] >= 0:
            above = place[parent[r]]
            kept_parent[p] = above
            lowest[above] = min(lowest[above], lowest[p])
    return place, begin, end, kept_head, kept_parent, lowest
