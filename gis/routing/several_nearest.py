"""The search for several nearest places at once: each node keeps a short list of places and their times.

A *label* is a time and a place; a node keeps the ``k`` best labels of distinct places, sorted by time, then
by the place's number. A label that enters a list must still be told to the neighbours; a node stands in the
bucket of its earliest label not told yet. Only the ``k`` best need telling on: a place that ``k`` others beat
here is beaten by the same ones wherever the way leads on through this node.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.compiled import compiled
from gis.model import BoolArray, IntArray
from gis.routing.buckets import AWAY, LATER, WINDOW, Ticks, next_window, put, slot_of, take
from gis.routing.ticks import FORBIDDEN

NO_PLACE = -1


@dataclass(frozen=True, slots=True)
class NearestLabels:
    """
    The nearest distinct places of every node.

    Parameters
    ----------
    ticks : numpy.ndarray of int32, shape (n_nodes, k)
        Times [0.1 s], rising; ``FORBIDDEN`` where fewer places are reached.
    place : numpy.ndarray of int32, shape (n_nodes, k)
        Numbers of the places; ``NO_PLACE`` where fewer are reached.
    """

    ticks: Ticks
    place: Ticks


@compiled
def _comes_before(ticks: int, place: int, other_ticks: int, other_place: int) -> bool:
    """Order labels by time, then by place."""
    return ticks < other_ticks or (ticks == other_ticks and place < other_place)


@compiled
def _enter(
    label_ticks: Ticks, label_place: Ticks, told: BoolArray, node: int, ticks: int, place: int
) -> bool:
    """Put a label into a node's list if it belongs there, and say whether it did."""
    k = label_ticks.shape[1]
    free = k - 1  # the last label makes room, unless the place itself stands in the list already
    known = False
    for j in range(k):
        if label_place[node, j] == place:
            free, known = j, True
            break
    if known and label_ticks[node, free] <= ticks:
        return False
    if not known and not _comes_before(ticks, place, label_ticks[node, free], label_place[node, free]):
        return False
    while free > 0 and _comes_before(ticks, place, label_ticks[node, free - 1], label_place[node, free - 1]):
        label_ticks[node, free] = label_ticks[node, free - 1]
        label_place[node, free] = label_place[node, free - 1]
        told[node, free] = told[node, free - 1]
        free -= 1
    label_ticks[node, free] = ticks
    label_place[node, free] = place
    told[node, free] = False
    return True


@compiled
def _next_to_tell(label_ticks: Ticks, told: BoolArray, node: int) -> int:
    """Give the position of a node's first label that its neighbours have not heard of, or -1."""
    for j in range(label_ticks.shape[1]):
        if label_ticks[node, j] == FORBIDDEN:
            break
        if not told[node, j]:
            return j
    return -1


@compiled
def _wake(
    bucket: Ticks, after: Ticks, before: Ticks, wake_ticks: Ticks, node: int, ticks: int, window: int
) -> None:
    """See to it that a node is looked at no later than at a time."""
    if before[node] != AWAY:
        if wake_ticks[node] <= ticks:
            return
        take(bucket, after, before, node, slot_of(wake_ticks[node], window))
    wake_ticks[node] = ticks
    put(bucket, after, before, node, slot_of(ticks, window))


@compiled
def _rest(
    bucket: Ticks,
    after: Ticks,
    before: Ticks,
    wake_ticks: Ticks,
    label_ticks: Ticks,
    told: BoolArray,
    node: int,
    window: int,
) -> None:
    """Let a node wait until the time of its next label to tell, if it has one."""
    j = _next_to_tell(label_ticks, told, node)
    if j >= 0:
        _wake(bucket, after, before, wake_ticks, node, label_ticks[node, j], window)


@compiled
def _spread(
    first: IntArray,
    head: Ticks,
    weight: Ticks,
    seed_node: IntArray,
    seed_ticks: Ticks,
    seed_place: Ticks,
    limit: int,
    bucket: Ticks,
    after: Ticks,
    before: Ticks,
    wake_ticks: Ticks,
    label_ticks: Ticks,
    label_place: Ticks,
    told: BoolArray,
) -> None:
    """Fill the lists of labels."""
    window = 0
    for seed in range(len(seed_node)):
        node, ticks = seed_node[seed], seed_ticks[seed]
        if ticks <= limit and _enter(label_ticks, label_place, told, node, ticks, seed_place[seed]):
            _wake(bucket, after, before, wake_ticks, node, ticks, window)
    while True:
        for slot in range(WINDOW):
            while bucket[slot] >= 0:
                node = bucket[slot]
                take(bucket, after, before, node, slot)
                j = _next_to_tell(label_ticks, told, node)
                if j >= 0 and slot_of(label_ticks[node, j], window) == slot:
                    told[node, j] = True
                    here, place = label_ticks[node, j], label_place[node, j]
                    for leaving in range(first[node], first[node + 1]):
                        there, other = here + weight[leaving], head[leaving]
                        if there <= limit and _enter(label_ticks, label_place, told, other, there, place):
                            _wake(bucket, after, before, wake_ticks, other, there, window)
                _rest(bucket, after, before, wake_ticks, label_ticks, told, node, window)
        if bucket[LATER] < 0:
            return
        window = next_window(bucket, after, before, wake_ticks)


def several_nearest(
    arcs: tuple[IntArray, Ticks, Ticks],
    seeds: tuple[IntArray, Ticks, Ticks],
    queue: tuple[Ticks, Ticks, Ticks],
    *,
    k: int,
    limit_ticks: int,
) -> NearestLabels:
    """
    Find the nearest distinct places of every node; ``PlainSearch.several_nearest`` checks the arguments.

    Parameters
    ----------
    arcs : tuple of numpy.ndarray
        Where each node's arcs begin, the nodes they lead to, and their times [0.1 s].
    seeds : tuple of numpy.ndarray
        Nodes where the search begins, the times spent there [0.1 s], and the places they belong to.
    queue : tuple of numpy.ndarray
        From ``empty_buckets``; empty again afterwards.
    k : int
        How many places to keep for each node.
    limit_ticks : int
        Longest time kept [0.1 s].

    Returns
    -------
    NearestLabels
        Times and places by node.
    """
    n_nodes = len(arcs[0]) - 1
    labels = NearestLabels(
        np.full((n_nodes, k), FORBIDDEN, dtype=np.int32), np.full((n_nodes, k), NO_PLACE, dtype=np.int32)
    )
    told = np.zeros((n_nodes, k), dtype=np.bool_)
    wake_ticks = np.empty(n_nodes, dtype=np.int32)
    _spread(*arcs, *seeds, limit_ticks, *queue, wake_ticks, labels.ticks, labels.place, told)
    return labels
