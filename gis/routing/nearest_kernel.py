"""The kernel of the plain search: nodes wait in buckets of time, and each is told on from its earliest time.

A node improved is put into the bucket of its new time and its older entry stays where it is; when that one
comes up, the node's time no longer fits the bucket and the entry is passed over. Moving the one entry of each
node instead (``gis/routing/buckets.py``) takes about twice as long, because it touches both neighbours.

Within a bucket of four ticks a node's time can fall three times more, so each arc makes at most four entries
and each seed's node one: the memory of ``empty_entries`` always suffices, and little of it is ever touched.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from gis.compiled import compiled
from gis.model import IntArray
from gis.routing.buckets import LATER, NOBODY, TICKS_BITS, WINDOW, Ticks, slot_of
from gis.routing.ticks import FORBIDDEN

FIRST_SEED: Final = -2  # in ``arc``: the node was reached at seed 0; seed 1 is -3

FREE, USED = 0, 1  # in the ledger: first entry to use again, and number of entries ever used
DONE = -1  # instead of a window: nobody waits

Entries = tuple[Ticks, Ticks, Ticks, IntArray]


def empty_entries(n_nodes: int, n_arcs: int) -> Entries:
    """
    Make a queue that holds nobody.

    Parameters
    ----------
    n_nodes, n_arcs : int
        Size of the network.

    Returns
    -------
    bucket : numpy.ndarray of int32, shape (WINDOW + 1,)
        First entry of each bucket, or ``NOBODY``; the last is ``LATER``.
    entry_node, entry_next : numpy.ndarray of int32
        Node of each entry, and the entry behind it in its bucket.
    ledger : numpy.ndarray of int64, shape (2,)
        What is ``FREE`` and ``USED``.
    """
    bucket = np.full(WINDOW + 1, NOBODY, dtype=np.int32)
    n_entries = (n_arcs << TICKS_BITS) + n_nodes
    entry_node, entry_next = (np.empty(n_entries, dtype=np.int32) for _ in range(2))
    return bucket, entry_node, entry_next, np.array([NOBODY, 0], dtype=np.int64)


@compiled
def _put(bucket: Ticks, entry_node: Ticks, entry_next: Ticks, ledger: IntArray, node: int, slot: int) -> None:
    """Put a node at the head of a bucket."""
    entry = ledger[FREE]
    if entry >= 0:
        ledger[FREE] = entry_next[entry]
    else:
        entry = ledger[USED]
        ledger[USED] += 1
    entry_node[entry] = node
    entry_next[entry] = bucket[slot]
    bucket[slot] = entry


@compiled
def _take(bucket: Ticks, entry_node: Ticks, entry_next: Ticks, ledger: IntArray, slot: int) -> int:
    """Take the node at the head of a bucket out of it."""
    entry = bucket[slot]
    bucket[slot] = entry_next[entry]
    entry_next[entry] = ledger[FREE]
    ledger[FREE] = entry
    node: int = entry_node[entry]
    return node


@compiled
def _next_window(
    bucket: Ticks, entry_node: Ticks, entry_next: Ticks, ledger: IntArray, ticks: Ticks, window: int
) -> int:
    """Begin a window at the earliest node that waits behind this one, or say that nobody does."""
    end = window + WINDOW
    earliest = FORBIDDEN
    entry = bucket[LATER]
    while entry >= 0:
        here = ticks[entry_node[entry]]
        if (here >> TICKS_BITS) >= end:
            earliest = min(earliest, here)
        entry = entry_next[entry]
    window = earliest >> TICKS_BITS
    waiting = bucket[LATER]
    bucket[LATER] = NOBODY
    while waiting >= 0:
        entry, waiting = waiting, entry_next[waiting]
        here = ticks[entry_node[entry]]
        entry_next[entry] = ledger[FREE]
        ledger[FREE] = entry
        if (here >> TICKS_BITS) >= end:
            _put(bucket, entry_node, entry_next, ledger, entry_node[entry], slot_of(here, window))
    return DONE if earliest == FORBIDDEN else window


@compiled
def _plant(
    seed_node: IntArray,
    seed_ticks: Ticks,
    limit: int,
    bucket: Ticks,
    entry_node: Ticks,
    entry_next: Ticks,
    ledger: IntArray,
    ticks: Ticks,
    arc: Ticks,
    touched: Ticks,
) -> int:
    """Put the nodes of the seeds into the queue, each once; list them and give their number."""
    n_touched = 0
    for seed in range(len(seed_node)):
        node, there = seed_node[seed], seed_ticks[seed]
        if there < ticks[node] and there <= limit:
            if ticks[node] == FORBIDDEN:
                touched[n_touched] = node
                n_touched += 1
            ticks[node] = there
            arc[node] = FIRST_SEED - seed
    for i in range(n_touched):
        node = touched[i]
        _put(bucket, entry_node, entry_next, ledger, node, slot_of(ticks[node], 0))
    return n_touched


@compiled
def search(
    first: IntArray,
    head: Ticks,
    weight: Ticks,
    seed_node: IntArray,
    seed_ticks: Ticks,
    limit: int,
    bucket: Ticks,
    entry_node: Ticks,
    entry_next: Ticks,
    ledger: IntArray,
    ticks: Ticks,
    arc: Ticks,
    touched: Ticks,
) -> int:
    """Fill ``ticks`` and ``arc``; list the nodes reached in ``touched`` and give their number."""
    n_touched = _plant(
        seed_node, seed_ticks, limit, bucket, entry_node, entry_next, ledger, ticks, arc, touched
    )
    window = 0
    while window != DONE:
        for slot in range(WINDOW):
            while bucket[slot] >= 0:
                node = _take(bucket, entry_node, entry_next, ledger, slot)
                here = ticks[node]
                if slot_of(here, window) != slot:
                    continue  # it has been told on from an earlier time
                for leaving in range(first[node], first[node + 1]):
                    there, other = here + weight[leaving], head[leaving]
                    if there < ticks[other] and there <= limit:
                        if ticks[other] == FORBIDDEN:
                            touched[n_touched] = other
                            n_touched += 1
                        ticks[other] = there
                        arc[other] = leaving
                        _put(bucket, entry_node, entry_next, ledger, other, slot_of(there, window))
        window = _next_window(bucket, entry_node, entry_next, ledger, ticks, window)
    return n_touched


@compiled
def clear(touched: Ticks, n_touched: int, ticks: Ticks) -> None:
    """Forget the times of one search before the next."""
    for i in range(n_touched):
        ticks[touched[i]] = FORBIDDEN
