"""Times from all origins to many destinations within a cutoff: 32 destinations to a sweep, far parts skipped.

Destinations that lie close together share a sweep, one lane each. The sweep goes up from their nodes, then
down the whole hierarchy; but when none of the nodes around a subtree is within the cutoff, and no
destination lies inside, nobody in there can be: the subtree is one range of places and is skipped in one
step. What is left is about what the destinations can reach: the cost grows with reach, not with the city.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np

from gis.errors import ShapeMismatchError
from gis.model import FloatArray, IntArray
from gis.routing.bounded_kernel import add_up, copy_groups, list_pairs
from gis.routing.customisation import Customised, pick_weights
from gis.routing.lanes import SIXTEEN, THIRTY_TWO, lane_rows
from gis.routing.ordering import Int32Array
from gis.routing.ticks import FORBIDDEN, FORBIDDEN_16, LONGEST_16, AnyInts
from gis.routing.trip_ends import Pairs, Ticks, Trips

# Each thread takes several parts, so that none waits long for one whose services reach more people.
PARTS_OF_A_THREAD = 4
# Pairs are written into pieces of memory of this size or more, until it is known how many there are in all.
ROOM_PAIRS = 1 << 21

Share = tuple[int, int]  # the first of it, and the first beyond
Found = tuple[IntArray, Int32Array, Ticks]  # number of pairs of each destination; origins and times of all
Run = Callable[..., Any]  # ``map``, or that of a pool of threads


def times_within(
    customised: Customised, weighting: int, trips: Trips, *, cutoff_ticks: int, n_threads: int = 1
) -> Pairs:
    """
    Find the time of every pair of origin and destination that is within the cutoff.

    Parameters
    ----------
    customised : Customised
        Hierarchy with weights.
    weighting : int
        Which of its weightings.
    trips : Trips
        Where trips begin and end, laid onto the same hierarchy.
    cutoff_ticks : int
        Longest time that still counts; direct trips beyond it are ignored [0.1 s].
    n_threads : int
        Threads that share the work; the result is the same for any number.

    Returns
    -------
    Pairs
        By destination; within one in no particular order. Times are ``uint16``
        while the cutoff allows it.
    """
    with _threads(n_threads, trips) as run:
        search = _Search(customised, weighting, trips, cutoff_ticks, n_threads, run)
        room = max(ROOM_PAIRS, trips.n_origins * len(search.lanes) + 1)

        def find(batches: Share) -> list[Found]:
            found = []
            begin, end = batches
            with search.memory() as memory:
                while begin < end:
                    pairs = np.empty(room, dtype=np.int32), np.empty(room, dtype=search.dtype)
                    counts, begin = list_pairs(
                        search.part((begin, end)), *search.trips, memory, pairs, search.lanes
                    )
                    found.append((counts, *pairs))
            return found

        parts = [found for some in run(find, search.shares()) for found in some]
        return _in_input_order(parts, trips.order, search.dtype, run)


def sums_within(
    customised: Customised,
    weighting: int,
    trips: Trips,
    amounts: FloatArray,
    *,
    limits_ticks: AnyInts,
    n_threads: int = 1,
) -> FloatArray:
    """
    Add up what lies within some limits of each destination, without writing the pairs out.

    Parameters
    ----------
    customised : Customised
        Hierarchy with weights.
    weighting : int
        Which of its weightings.
    trips : Trips
        Where trips begin and end, laid onto the same hierarchy.
    amounts : numpy.ndarray of float, shape (n_origins,)
        Amount at each origin, such as people [count].
    limits_ticks : numpy.ndarray of int, shape (n_limits,)
        Longest times that still count [0.1 s].
    n_threads : int
        Threads that share the work; the result is the same for any number.

    Returns
    -------
    numpy.ndarray of float, shape (n_destinations, n_limits)
        Sums of the amounts within each limit [count]. What the pairs of
        ``times_within`` add up to; whole numbers exactly.

    Raises
    ------
    ShapeMismatchError
        If there is not one amount for each origin.
    """
    if amounts.shape != (trips.n_origins,):
        raise ShapeMismatchError("amounts", [f"shape {amounts.shape} for {trips.n_origins} origins"])
    amounts = np.ascontiguousarray(amounts, dtype=np.float64)
    sums = np.zeros((len(limits_ticks), trips.n_destinations))
    longest = int(max(limits_ticks, default=0))
    with _threads(n_threads, trips) as run:
        search = _Search(customised, weighting, trips, longest, n_threads, run)
        limits = limits_ticks.astype(search.dtype)

        def add(batches: Share) -> None:
            with search.memory() as memory:
                add_up(search.part(batches), *search.trips, memory, amounts, limits, sums, search.lanes)

        list(run(add, search.shares()))
    return np.ascontiguousarray(sums.T)


@contextmanager
def _threads(n_threads: int, trips: Trips) -> Iterator[Run]:
    """Give what runs a function for each part of the work: in this thread, or in several."""
    if n_threads <= 1 or trips.n_destinations <= len(SIXTEEN):
        yield map
        return
    with ThreadPoolExecutor(n_threads) as pool:
        yield pool.map


class _Search:
    """
    One weighting's trips, ready for the kernels.

    Parameters
    ----------
    customised, weighting, trips, cutoff_ticks, n_threads
        As in ``times_within``.
    run : callable
        Runs a function for each part.
    """

    def __init__(
        self,
        customised: Customised,
        weighting: int,
        trips: Trips,
        cutoff_ticks: int,
        n_threads: int,
        run: Run,
    ) -> None:
        short = cutoff_ticks <= LONGEST_16
        self.lanes = THIRTY_TWO if short else SIXTEEN
        self.dtype = np.dtype(np.uint16 if short else np.int32)
        self.limits = (cutoff_ticks, FORBIDDEN_16 if short else FORBIDDEN)
        self.order = trips.order
        self.n_parts = 1 if run is map else n_threads * PARTS_OF_A_THREAD
        part = trips.restriction
        self.trips = (
            (part.begin, part.end, part.head, part.parent, part.first_descendant),
            self._weights(customised, weighting, run),
            (trips.seed_first, trips.seed_place, trips.seed_ticks),
            (trips.leaf_first, trips.leaf_origin, trips.leaf_ticks),
            (trips.direct.first, trips.direct.origin, trips.direct.ticks),
        )
        self._n_rows = (part.n_kept, trips.n_origins)
        self._spare: list[tuple[Ticks, Ticks]] = []

    def part(self, batches: Share) -> tuple[Int32Array, int, int, int, int]:
        """Say what is to be done in some batches."""
        return (self.order, *batches, *self.limits)

    def shares(self) -> list[Share]:
        """Share the batches among the threads."""
        return _shares(-(-len(self.order) // len(self.lanes)), self.n_parts)

    @contextmanager
    def memory(self) -> Iterator[tuple[Ticks, Ticks]]:
        """Lend the memory of one search to a thread: what another has done with is used again."""
        try:
            lent = self._spare.pop()
        except IndexError:  # nobody has done with any
            rows, targets = (lane_rows(n_rows, len(self.lanes), self.dtype) for n_rows in self._n_rows)
            lent = (rows, targets)
        yield lent
        self._spare.append(lent)

    def _weights(self, customised: Customised, weighting: int, run: Run) -> tuple[Ticks, Ticks]:
        """Pick one weighting's times: of all arcs, which is faster than to choose those that are needed."""
        n_arcs, n_lanes = customised.hierarchy.n_arcs, len(customised.lanes)
        # one tick beyond the cutoff is as good as any longer time
        limit = min(self.limits[0] + 1, FORBIDDEN)
        times = np.empty((2, n_arcs), dtype=self.dtype)

        def pick(share: Share) -> None:
            rows = slice(share[0] * n_lanes, share[1] * n_lanes)
            for picked, arcs in zip(times, (customised.up, customised.down), strict=True):
                pick_weights(arcs[rows], weighting, n_lanes, limit, picked[slice(*share)])

        list(run(pick, _shares(n_arcs, self.n_parts)))
        return times[0], times[1]


def _shares(whole: int, n_parts: int) -> list[Share]:
    """Cut a whole into parts that are about equal."""
    bounds = [whole * part // n_parts for part in range(n_parts + 1)]
    return list(pairwise(bounds))


def _in_input_order(parts: list[Found], order: Int32Array, dtype: np.dtype[Any], run: Run) -> Pairs:
    """Put the pairs of each destination back where the input has it."""
    counts = np.concatenate([np.zeros(0, dtype=np.int64), *(part[0] for part in parts)])
    size = np.zeros(len(order), dtype=np.int64)
    size[order] = counts
    first = np.zeros(len(order) + 1, dtype=np.int64)
    np.cumsum(size, out=first[1:])
    origin = np.empty(first[-1], dtype=np.int32)
    ticks = np.empty(first[-1], dtype=dtype)
    targets = np.split(first[order], np.cumsum([len(part[0]) for part in parts])[:-1])

    def copy(part: Found, target: IntArray) -> None:
        copy_groups(target, *part, origin, ticks)

    list(run(copy, parts, targets))
    return Pairs(first, origin, ticks)
