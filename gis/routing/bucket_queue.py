"""Plain searches with a queue of buckets: no preparation, any weights; fallback and referee of the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.errors import AttributeInputError, ShapeMismatchError
from gis.model import IntArray
from gis.routing.buckets import Ticks, empty_buckets
from gis.routing.nearest_kernel import clear, empty_entries, search
from gis.routing.several_nearest import NearestLabels, several_nearest
from gis.routing.ticks import FORBIDDEN

LONGEST: Final = FORBIDDEN - 1  # 621 days: the longest time that is a way

UNREACHED: Final = -1  # in ``SearchTree.arc``


@dataclass(frozen=True, slots=True)
class SearchTree:
    """
    Times of all nodes, and the way each was reached.

    Parameters
    ----------
    ticks : numpy.ndarray of int32, shape (n_nodes,)
        Time from the nearest seed [0.1 s]; ``FORBIDDEN`` where there is no way.
    arc : numpy.ndarray of int32, shape (n_nodes,)
        Position of the arc that led to the node; ``UNREACHED`` where there is
        no way; ``FIRST_SEED - i`` where the search began, at seed ``i``
        (``gis/routing/nearest_kernel.py``).
    """

    ticks: Ticks
    arc: Ticks


class PlainSearch:
    """
    Searches on one set of weighted arcs.

    Parameters
    ----------
    first : numpy.ndarray of int, shape (n_nodes + 1,)
        Where the arcs that leave each node begin.
    head : numpy.ndarray of int, shape (n_arcs,)
        Node each arc leads to.
    weight : numpy.ndarray of int, shape (n_arcs,)
        Time of each arc [0.1 s]; ``FORBIDDEN`` or more where nobody may walk.

    Raises
    ------
    ShapeMismatchError
        If the arrays do not belong together.
    AttributeInputError
        If a weight is negative.

    Notes
    -----
    To search *towards* the seeds, give the arcs turned around. A time beyond
    ``LONGEST`` counts as no way. The arrays given are not changed; one object
    serves one thread at a time.

    References
    ----------
    Dial, R. B. (1969). Algorithm 360: shortest-path forest with topological
    ordering. Communications of the ACM 12(11).
    Denardo, E. V., Fox, B. L. (1979). Shortest-route methods: 1. Reaching,
    pruning, and buckets. Operations Research 27(1).

    Examples
    --------
    >>> import numpy as np
    >>> line = PlainSearch(np.array([0, 1, 2, 2]), np.array([1, 2]), np.array([30, 40]))
    >>> line.nearest(np.array([0]), np.array([5])).tolist()
    [5, 35, 75]
    >>> line.nearest(np.array([1]), np.array([0]), limit_ticks=39).tolist() == [FORBIDDEN, 0, FORBIDDEN]
    True
    """

    def __init__(self, first: IntArray, head: NDArray[np.integer], weight: NDArray[np.integer]) -> None:
        _check_arcs(first, head, weight)
        self.n_nodes = len(first) - 1
        self._first = np.ascontiguousarray(first, dtype=np.int64)
        self._head = np.ascontiguousarray(head, dtype=np.int32)
        self._weight = np.ascontiguousarray(np.minimum(weight, FORBIDDEN), dtype=np.int32)
        self._entries = empty_entries(self.n_nodes, len(head))
        self._ticks = np.full(self.n_nodes, FORBIDDEN, dtype=np.int32)
        self._arc = np.full(self.n_nodes, UNREACHED, dtype=np.int32)
        self._touched = np.empty(self.n_nodes, dtype=np.int32)

    def _run(
        self, seed_node: IntArray, seed_ticks: NDArray[np.integer], limit_ticks: int, tree: SearchTree
    ) -> int:
        """Search into the arrays of a tree that holds nothing yet."""
        self._check_seeds(seed_node, seed_ticks)
        limit = min(limit_ticks, LONGEST)
        nodes = np.ascontiguousarray(seed_node, dtype=np.int64)
        start = np.ascontiguousarray(np.minimum(seed_ticks, FORBIDDEN), dtype=np.int32)
        arcs = (self._first, self._head, self._weight)
        bucket, entry_node, entry_next, ledger = self._entries
        queue = (bucket, entry_node, entry_next)
        return search(*arcs, nodes, start, limit, *queue, ledger, tree.ticks, tree.arc, self._touched)

    def nearest(
        self, seed_node: IntArray, seed_ticks: NDArray[np.integer], *, limit_ticks: int = LONGEST
    ) -> Ticks:
        """
        Give the time of every node from the nearest of several seeds.

        Parameters
        ----------
        seed_node : numpy.ndarray of int, shape (n_seeds,)
            Nodes where the search begins; a node may occur more than once.
        seed_ticks : numpy.ndarray of int, shape (n_seeds,)
            Time already spent there [0.1 s].
        limit_ticks : int
            Longest time kept [0.1 s]; a time of exactly the limit is.

        Returns
        -------
        numpy.ndarray of int32, shape (n_nodes,)
            Time [0.1 s]; ``FORBIDDEN`` where there is no way within the limit.

        Raises
        ------
        ShapeMismatchError
            If seeds and their times differ in number.
        AttributeInputError
            If a seed is no node, or its time is negative.
        """
        return self.tree(seed_node, seed_ticks, limit_ticks=limit_ticks).ticks

    def tree(
        self, seed_node: IntArray, seed_ticks: NDArray[np.integer], *, limit_ticks: int = LONGEST
    ) -> SearchTree:
        """
        Give times as ``nearest`` does, and the arc by which each node was reached.

        Parameters
        ----------
        seed_node, seed_ticks : numpy.ndarray of int, shape (n_seeds,)
            As in ``nearest``.
        limit_ticks : int
            Longest time kept [0.1 s].

        Returns
        -------
        SearchTree
            Times and arcs.

        Raises
        ------
        ShapeMismatchError, AttributeInputError
            As ``nearest``.
        """
        ticks = np.full(self.n_nodes, FORBIDDEN, dtype=np.int32)
        tree = SearchTree(ticks, np.full(self.n_nodes, UNREACHED, dtype=np.int32))
        self._run(seed_node, seed_ticks, limit_ticks, tree)
        return tree

    def within(
        self, seed_node: IntArray, seed_ticks: NDArray[np.integer], *, limit_ticks: int
    ) -> tuple[Ticks, Ticks]:
        """
        Give only the nodes reached; the cost follows their number, not the size of the network.

        Parameters
        ----------
        seed_node, seed_ticks : numpy.ndarray of int, shape (n_seeds,)
            As in ``nearest``.
        limit_ticks : int
            Longest time kept [0.1 s].

        Returns
        -------
        node, ticks : numpy.ndarray of int32, shape (n_reached,)
            Nodes within the limit, each once in no particular order, and their times [0.1 s].

        Raises
        ------
        ShapeMismatchError, AttributeInputError
            As ``nearest``.
        """
        n_touched = self._run(seed_node, seed_ticks, limit_ticks, SearchTree(self._ticks, self._arc))
        node = self._touched[:n_touched].copy()
        ticks = self._ticks[node]
        clear(self._touched, n_touched, self._ticks)
        return node, ticks

    def several_nearest(
        self,
        seed_node: IntArray,
        seed_ticks: NDArray[np.integer],
        seed_place: IntArray,
        *,
        k: int,
        limit_ticks: int = LONGEST,
    ) -> NearestLabels:
        """
        Give the ``k`` nearest distinct places of every node, and the times from them.

        Parameters
        ----------
        seed_node, seed_ticks : numpy.ndarray of int, shape (n_seeds,)
            As in ``nearest``.
        seed_place : numpy.ndarray of int, shape (n_seeds,)
            Number of the place each seed belongs to; a place may have several seeds.
        k : int
            How many places to keep for each node.
        limit_ticks : int
            Longest time kept [0.1 s].

        Returns
        -------
        NearestLabels
            Times and places by node; of places equally far those of smaller number.

        Raises
        ------
        ShapeMismatchError, AttributeInputError
            As ``nearest``; also if ``k`` is less than one or a place has a negative number.
        """
        self._check_seeds(seed_node, seed_ticks)
        if seed_place.shape != seed_node.shape:
            raise ShapeMismatchError("seeds", [f"{len(seed_node)} nodes with {len(seed_place)} places"])
        faults = []
        if k < 1:
            faults.append(f"k must be one or more, not {k}")
        if len(seed_place) and seed_place.min() < 0:
            faults.append("seed_place is negative")
        if faults:
            raise AttributeInputError("seeds", faults)
        arcs = (self._first, self._head, self._weight)
        seeds = (
            np.ascontiguousarray(seed_node, dtype=np.int64),
            np.ascontiguousarray(np.minimum(seed_ticks, FORBIDDEN), dtype=np.int32),
            np.ascontiguousarray(seed_place, dtype=np.int32),
        )
        queue = empty_buckets(self.n_nodes)
        return several_nearest(arcs, seeds, queue, k=k, limit_ticks=min(limit_ticks, LONGEST))

    def _check_seeds(self, seed_node: IntArray, seed_ticks: NDArray[np.integer]) -> None:
        """Refuse seeds that are no nodes or began before time did."""
        if seed_node.shape != seed_ticks.shape:
            raise ShapeMismatchError("seeds", [f"{len(seed_node)} nodes with {len(seed_ticks)} times"])
        faults = []
        if len(seed_node) and not 0 <= seed_node.min() <= seed_node.max() < self.n_nodes:
            faults.append(f"seed_node must lie between 0 and {self.n_nodes - 1}")
        if len(seed_ticks) and seed_ticks.min() < 0:
            faults.append("seed_ticks is negative")
        if faults:
            raise AttributeInputError("seeds", faults)


def _check_arcs(first: IntArray, head: NDArray[np.integer], weight: NDArray[np.integer]) -> None:
    """Refuse arrays that are no arcs between nodes."""
    faults = []
    if first.ndim != 1 or not len(first) or first[0] != 0:
        faults.append("first must begin with 0")
    elif first[-1] != len(head) or (np.diff(first) < 0).any():
        faults.append("first must rise to the number of arcs")
    elif len(head) and not 0 <= head.min() <= head.max() < len(first) - 1:
        faults.append(f"head must lie between 0 and {len(first) - 2}")
    if head.shape != weight.shape:
        faults.append(f"head has {len(head)} entries, weight {len(weight)}")
    if faults:
        raise ShapeMismatchError("arcs", faults)
    if len(weight) and weight.min() < 0:
        raise AttributeInputError("arcs", ["weight is negative"])
