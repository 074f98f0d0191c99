"""Buckets of time for the plain searches, and the queue in which each node stands in one bucket at a time.

Times are whole ticks of 0.1 s. A *bucket* holds the nodes whose time lies within the same four ticks. The
buckets of a *window* are emptied in order; a node improved within the bucket at work is simply put back, at
most three times, because its time is a whole number that falls. What lies beyond the window waits in the
bucket behind its end; when the window is empty the next one begins at the earliest of those waiting, so one
arc of a day among arcs of seconds costs nothing.

Here a bucket is a list linked both ways (``after``, ``before``), so that a node can be moved.

Dial, R. B. (1969). Algorithm 360: shortest-path forest with topological ordering. Communications of the
ACM 12(11). Denardo, E. V., Fox, B. L. (1979). Shortest-route methods: 1. Reaching, pruning, and buckets.
Operations Research 27(1).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.routing.ticks import FORBIDDEN

Ticks = NDArray[np.int32]

TICKS_BITS: Final = 2  # a bucket is four ticks wide
WINDOW: Final = 1 << 14  # buckets of a window: 1.8 hours
LATER: Final = WINDOW  # the bucket for all that lies beyond

NOBODY: Final = -1  # end of a list
AWAY: Final = -2  # in ``before``: the node stands in no bucket


def empty_buckets(n_nodes: int) -> tuple[Ticks, Ticks, Ticks]:
    """
    Make a queue that holds nobody.

    Parameters
    ----------
    n_nodes : int
        Number of nodes.

    Returns
    -------
    bucket : numpy.ndarray of int32, shape (WINDOW + 1,)
        First node of each bucket, or ``NOBODY``; the last is ``LATER``.
    after, before : numpy.ndarray of int32, shape (n_nodes,)
        Neighbours of each node in its bucket.
    """
    bucket = np.full(WINDOW + 1, NOBODY, dtype=np.int32)
    return bucket, np.empty(n_nodes, dtype=np.int32), np.full(n_nodes, AWAY, dtype=np.int32)


@compiled
def put(bucket: Ticks, after: Ticks, before: Ticks, node: int, slot: int) -> None:
    """Put a node at the head of a bucket."""
    follower = bucket[slot]
    after[node] = follower
    before[node] = NOBODY
    if follower >= 0:
        before[follower] = node
    bucket[slot] = node


@compiled
def take(bucket: Ticks, after: Ticks, before: Ticks, node: int, slot: int) -> None:
    """Take a node out of its bucket."""
    follower, leader = after[node], before[node]
    if leader >= 0:
        after[leader] = follower
    else:
        bucket[slot] = follower
    if follower >= 0:
        before[follower] = leader
    before[node] = AWAY


@compiled
def slot_of(ticks: int, window: int) -> int:
    """Give the bucket of a time in the window that begins with bucket ``window`` of all time."""
    return min((ticks >> TICKS_BITS) - window, LATER)


@compiled
def next_window(bucket: Ticks, after: Ticks, before: Ticks, ticks: Ticks) -> int:
    """Begin a window at the earliest of the nodes that wait, and put into it those that fall within."""
    earliest = FORBIDDEN
    node = bucket[LATER]
    while node >= 0:
        earliest = min(earliest, ticks[node])
        node = after[node]
    window = earliest >> TICKS_BITS
    node = bucket[LATER]
    bucket[LATER] = NOBODY
    while node >= 0:
        following = after[node]
        put(bucket, after, before, node, slot_of(ticks[node], window))
        node = following
    return window
