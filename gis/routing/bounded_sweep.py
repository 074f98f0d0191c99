"""Times from all origins to many destinations within a cutoff: 32 destinations to a sweep, far parts skipped.

Destinations that lie close together share a sweep, one lane each. The sweep goes up from their nodes, then
down the whole hierarchy; but when none of the nodes around a subtree is within the cutoff, and no
destination lies inside, nobody in there can be: the subtree is one range of places and is skipped in one
step. What is left is about what the destinations can reach: the cost grows with reach, not with the city.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from gis.model import IntArray
from gis.routing.bounded_kernel import Ticks, copy_groups, pick_weights, search_batches
from gis.routing.customisation import Customised
from gis.routing.lanes import SIXTEEN, THIRTY_TWO, lane_rows
from gis.routing.ordering import Int32Array
from gis.routing.restriction import Restriction
from gis.routing.ticks import FORBIDDEN, FORBIDDEN_16, LONGEST_16, AnyInts


@dataclass(frozen=True, slots=True)
class Ends:
    """
    Ends of trips: by which nodes each place is reached, and the time between the node and the place.

    Parameters
    ----------
    first : numpy.ndarray of int64, shape (n_places + 1,)
        Where the ends of each place begin.
    node : numpy.ndarray of int32, shape (n_ends,)
        Node of the network.
    ticks : numpy.ndarray of int32, shape (n_ends,)
        Time between node and place [0.1 s].
    """

    first: IntArray
    node: Int32Array
    ticks: Int32Array

    @property
    def n_places(self) -> int:
        """Number of places."""
        return len(self.first) - 1

    @classmethod
    def of_places(cls, place: AnyInts, node: AnyInts, ticks: AnyInts, n_places: int) -> Ends:
        """
        Group ends by place.

        Parameters
        ----------
        place : numpy.ndarray of int, shape (n_ends,)
            Place of each end, in any order.
        node, ticks : numpy.ndarray of int, shape (n_ends,)
            Node and time of each end; ends with a time of ``FORBIDDEN`` or more are left out.
        n_places : int
            Number of places, also those without an end.

        Returns
        -------
        Ends
            The same ends by place.
        """
        usable = ticks < FORBIDDEN
        order = np.flatnonzero(usable)[np.argsort(place[usable], kind="stable")]
        first = np.zeros(n_places + 1, dtype=np.int64)
        np.cumsum(np.bincount(place[order], minlength=n_places), out=first[1:])
        return cls(first, node[order].astype(np.int32), ticks[order].astype(np.int32))


@dataclass(frozen=True, slots=True)
class Pairs:
    """
    Pairs of a destination and an origin with a time, grouped by destination.

    Parameters
    ----------
    first : numpy.ndarray of int64, shape (n_destinations + 1,)
        Where the pairs of each destination begin.
    origin : numpy.ndarray of int32, shape (n_pairs,)
        Position of the origin.
    ticks : numpy.ndarray of uint16 or int32, shape (n_pairs,)
        Time from the origin to the destination [0.1 s].
    """

    first: IntArray
    origin: Int32Array
    ticks: Ticks


def no_pairs(n_destinations: int) -> Pairs:
    """
    Give pairs that hold none.

    Parameters
    ----------
    n_destinations : int
        Number of destinations.

    Returns
    -------
    Pairs
        Empty.
    """
    nothing = np.zeros(0, dtype=np.int32)
    return Pairs(np.zeros(n_destinations + 1, dtype=np.int64), nothing, nothing)


def times_within(
    customised: Customised,
    weighting: int,
    restriction: Restriction,
    *,
    origins: Ends,
    destinations: Ends,
    direct: Pairs,
    cutoff_ticks: int,
    n_threads: int = 1,
) -> Pairs:
    """
    Find the time of every pair of origin and destination that is within the cutoff.

    Parameters
    ----------
    customised : Customised
        Hierarchy with weights.
    weighting : int
        Which of its weightings.
    restriction : Restriction
        Must keep every node at which an origin or destination has an end.
    origins, destinations : Ends
        Where trips begin and end.
    direct : Pairs
        Trips that need no node, along one link; those longer than the cutoff are ignored.
    cutoff_ticks : int
        Longest time that still counts [0.1 s].
    n_threads : int
        Threads that share the destinations; the result is the same for any number.

    Returns
    -------
    Pairs
        By destination; within one in no particular order. Times are ``uint16``
        while the cutoff allows it.
    """
    short = cutoff_ticks <= LONGEST_16
    up, down = _weights(customised, weighting, restriction, cutoff_ticks, short=short)
    rank = restriction.position[destinations.node]
    leaves = _by_place(origins, restriction)
    order = _near_together(destinations, rank)
    lanes = THIRTY_TWO if short else SIXTEEN
    n_batches = -(-len(order) // len(lanes))
    n_threads = max(1, min(n_threads, n_batches))
    bounds = [n_batches * thread // n_threads for thread in range(n_threads + 1)]

    def search(thread: int) -> tuple[IntArray, Ticks, Ticks]:
        rows = lane_rows(restriction.n_kept, len(lanes), up.dtype)
        targets = lane_rows(origins.n_places, len(lanes), up.dtype)
        return search_batches(
            (restriction.first, restriction.head, restriction.parent, restriction.first_descendant),
            (up, down),
            (destinations.first, rank, destinations.ticks),
            leaves,
            (direct.first, direct.origin, direct.ticks.astype(np.int32)),
            order,
            (bounds[thread], bounds[thread + 1]),
            (rows, targets),
            cutoff_ticks,
            FORBIDDEN_16 if short else FORBIDDEN,
            lanes,
        )

    if n_threads == 1:
        parts = [search(0)]
    else:
        with ThreadPoolExecutor(n_threads) as pool:
            parts = list(pool.map(search, range(n_threads)))
    return _in_input_order(parts, order, destinations.n_places)


def _weights(
    customised: Customised, weighting: int, restriction: Restriction, cutoff_ticks: int, *, short: bool
) -> tuple[Ticks, Ticks]:
    """Pick one weighting's times of the arcs that stay, in 16 bits where they fit."""
    dtype = np.uint16 if short else np.int32
    # one tick beyond the cutoff is as good as any longer time
    limit = min(cutoff_ticks + 1, FORBIDDEN)
    n_lanes = len(customised.lanes)
    up, down = np.empty((2, len(restriction.arc)), dtype=dtype)
    pick_weights(customised.up, customised.down, restriction.arc, weighting, n_lanes, limit, (up, down))
    return up, down


def _by_place(origins: Ends, restriction: Restriction) -> tuple[IntArray, Int32Array, Int32Array]:
    """Turn the origins' ends around: which origins lie at each place of the hierarchy."""
    place = restriction.position[origins.node]
    order = np.argsort(place, kind="stable")
    first = np.zeros(restriction.n_kept + 1, dtype=np.int64)
    np.cumsum(np.bincount(place, minlength=restriction.n_kept), out=first[1:])
    origin = np.repeat(np.arange(origins.n_places, dtype=np.int32), np.diff(origins.first))
    return first, origin[order], origins.ticks[order]


def _near_together(destinations: Ends, rank: Int32Array) -> Int32Array:
    """Order the destinations so that neighbours in the hierarchy share a sweep."""
    found = np.diff(destinations.first) > 0
    leading = np.full(destinations.n_places, -1, dtype=np.int64)
    leading[found] = rank[destinations.first[:-1][found]]
    return np.argsort(leading, kind="stable").astype(np.int32)


def _in_input_order(
    parts: list[tuple[IntArray, Ticks, Ticks]], order: Int32Array, n_destinations: int
) -> Pairs:
    """Put the pairs of each destination back where the input has it."""
    counts = np.concatenate([part[0] for part in parts])
    size = np.zeros(n_destinations, dtype=np.int64)
    size[order] = counts
    first = np.zeros(n_destinations + 1, dtype=np.int64)
    np.cumsum(size, out=first[1:])
    origin = np.empty(first[-1], dtype=np.int32)
    ticks = np.empty(first[-1], dtype=parts[0][2].dtype)
    done = 0
    for part_counts, part_origin, part_ticks in parts:
        which = order[done : done + len(part_counts)]
        copy_groups(first[which], part_counts, part_origin, part_ticks, origin, ticks)
        done += len(part_counts)
    return Pairs(first, origin, ticks)
