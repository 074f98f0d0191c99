"""The bounded sweep itself: up from the seeds of a batch of destinations, down past what nobody can reach."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.model import FloatArray, IntArray
from gis.routing.lanes import Lanes, add_within, fill, offer, pull, push, smallest
from gis.routing.ordering import Int32Array
from gis.routing.trip_ends import Ticks

# begin, end, head, parent and first descendant of a restriction
Shape = tuple[Int32Array, Int32Array, Int32Array, Int32Array, Int32Array]
Seeds = tuple[IntArray, Int32Array, Int32Array]  # of each destination: first, place, ticks
Leaves = tuple[Int32Array, Int32Array, Int32Array]  # at each place: first, origin, ticks
Straight = tuple[IntArray, Int32Array, Ticks]  # of each destination: first, origin, ticks
Memory = tuple[Ticks, Ticks]  # rows of the places, and of the origins
Part = tuple[Int32Array, int, int, int, int]  # order, batches from and to, cutoff, unreached
Found = tuple[Int32Array, Int32Array]  # slot of each origin, origin in each slot
# the places above the seeds, whether each place is within the cutoff; and what was found
Notes = tuple[Int32Array, NDArray[np.bool_], Int32Array, Int32Array]


@compiled
def list_pairs(
    part: Part,
    shape: Shape,
    weights: tuple[Ticks, Ticks],
    seeds: Seeds,
    leaves: Leaves,
    straight: Straight,
    memory: Memory,
    pairs: tuple[Int32Array, Ticks],
    lanes: Lanes,
) -> tuple[IntArray, int]:
    """
    Search the destinations of some batches and list their pairs, as far as there is room.

    Parameters
    ----------
    part : tuple of (numpy.ndarray of int32, int, int, int, int)
        Destinations, neighbours together: batch ``b`` takes the next as many as
        there are lanes. First batch to search, and the first not to. Longest
        time that counts, and the time of what is not reached [0.1 s].
    shape : tuple of five numpy.ndarray of int32
        ``begin``, ``end``, ``head``, ``parent`` and ``first_descendant`` of a restriction.
    weights : tuple of two numpy.ndarray, shape (n_arcs,)
        Time up and down each arc, none beyond that of what is not reached [0.1 s].
    seeds : tuple of three numpy.ndarray
        Where the seeds of each destination begin; their places and ticks.
    leaves : tuple of three numpy.ndarray
        Where the origins at each place begin; the origins and their ticks.
    straight : tuple of three numpy.ndarray
        Where the straight trips of each destination begin; origins and ticks.
    memory : tuple of two numpy.ndarray
        Rows for each place, and for each origin; undefined before and after.
    pairs : tuple of two numpy.ndarray, shape (room,)
        Where the origins and ticks of the pairs are written; room for all origins
        in every lane and one more is enough for at least one batch.
    lanes : tuple
        As wide as a row.

    Returns
    -------
    tuple of (numpy.ndarray of int64, int)
        Number of pairs of each destination that was searched, in order; the first
        batch that was not.
    """
    order, first_batch, end, cutoff, _ = part
    n_lanes, begin = len(lanes), first_batch * len(lanes)
    counts = np.zeros(max(min(end * n_lanes, len(order)) - begin, 0), np.int64)
    notes = _notes(len(shape[3]), len(memory[1]) // n_lanes)
    n_pairs = 0
    for batch in range(first_batch, end):
        mine = order[batch * n_lanes : (batch + 1) * n_lanes]
        n_found = _sweep(mine, part, shape, weights, seeds, leaves, straight, memory, notes, lanes)
        if n_pairs + n_found * len(mine) >= len(pairs[0]):
            return counts[: batch * n_lanes - begin], batch
        in_lane = counts[batch * n_lanes - begin :][: len(mine)]
        n_pairs = _write_pairs(notes[3][:n_found], memory[1], n_lanes, cutoff, pairs, n_pairs, in_lane)
    return counts, end


@compiled
def add_up(
    part: Part,
    shape: Shape,
    weights: tuple[Ticks, Ticks],
    seeds: Seeds,
    leaves: Leaves,
    straight: Straight,
    memory: Memory,
    amounts: FloatArray,
    limits: Ticks,
    sums: FloatArray,
    lanes: Lanes,
) -> None:
    """
    Search the destinations of some batches and add up what lies within some limits of each.

    Parameters
    ----------
    part, shape, weights, seeds, leaves, straight, memory : tuple
        As in ``list_pairs``.
    amounts : numpy.ndarray of float, shape (n_origins,)
        Amount at each origin [count].
    limits : numpy.ndarray, shape (n_limits,)
        None beyond the longest time that counts [0.1 s].
    sums : numpy.ndarray of float, shape (n_limits, n_destinations)
        Where the sums are written [count].
    lanes : tuple
        As wide as a row.
    """
    order, first_batch, end, _, _ = part
    n_lanes = len(lanes)
    notes = _notes(len(shape[3]), len(memory[1]) // n_lanes)
    in_lanes = np.empty(len(limits) * n_lanes)
    for batch in range(first_batch, end):
        mine = order[batch * n_lanes : (batch + 1) * n_lanes]
        n_found = _sweep(mine, part, shape, weights, seeds, leaves, straight, memory, notes, lanes)
        in_lanes[:] = 0.0
        for slot in range(n_found):
            amount = amounts[notes[3][slot]]
            for c in range(len(limits)):
                add_within(memory[1], slot, limits[c], in_lanes, c, amount, lanes)
        for c in range(len(limits)):
            for lane in range(len(mine)):
                sums[c, mine[lane]] = in_lanes[c * n_lanes + lane]


@compiled
def _notes(n_places: int, n_origins: int) -> Notes:
    """Make room for what a sweep notes down."""
    return (
        np.empty(n_places, np.int32),
        np.empty(n_places, np.bool_),
        np.zeros(n_origins, np.int32),
        np.empty(n_origins, np.int32),
    )


@compiled
def _sweep(
    destinations: Int32Array,
    part: Part,
    shape: Shape,
    weights: tuple[Ticks, Ticks],
    seeds: Seeds,
    leaves: Leaves,
    straight: Straight,
    memory: Memory,
    notes: Notes,
    lanes: Lanes,
) -> int:
    """Search one batch, so that the origins' rows hold its times; give the number of origins met."""
    _, _, _, cutoff, unreached = part
    rows, targets = memory
    climbed, near, slot_of, origin_in = notes
    found = (slot_of, origin_in)
    climbed = climbed[: _mark(shape, seeds, destinations, climbed, rows, unreached, lanes)]
    _climb(shape, weights[1], seeds, destinations, climbed, rows, cutoff, lanes)
    n_found = _descend(
        shape, weights[0], leaves, climbed, near, found, rows, targets, cutoff, unreached, lanes
    )
    return _walk_straight(straight, destinations, found, n_found, targets, cutoff, unreached, lanes)


@compiled
def _mark(
    shape: Shape,
    seeds: Seeds,
    destinations: Int32Array,
    climbed: Int32Array,
    rows: Ticks,
    unreached: int,
    lanes: Lanes,
) -> int:
    """
    List the places of the seeds and all above them, lowest first, and empty their rows; give their number.

    Descendants of a place are a range that ends with it. So what lies above a
    seed and below the next one comes before that one, and what lies above the
    next one too is listed from there.
    """
    parent = shape[3]
    seed_first, seed_place, _ = seeds
    n_seeds = 0
    for d in destinations:
        n_seeds += seed_first[d + 1] - seed_first[d]
    places = np.empty(n_seeds + 1, np.int32)
    n_seeds = 0
    for d in destinations:
        for s in range(seed_first[d], seed_first[d + 1]):
            places[n_seeds] = seed_place[s]
            n_seeds += 1
    places[n_seeds] = len(parent)  # beyond all places
    places.sort()
    n_climbed = 0
    for s in range(n_seeds):
        r = places[s]
        while 0 <= r < places[s + 1]:
            climbed[n_climbed] = r
            n_climbed += 1
            fill(rows, r, unreached, lanes)
            r = parent[r]
    return n_climbed


@compiled
def _climb(
    shape: Shape,
    down: Ticks,
    seeds: Seeds,
    destinations: Int32Array,
    climbed: Int32Array,
    rows: Ticks,
    cutoff: int,
    lanes: Lanes,
) -> None:
    """Carry the seeds' times up to all their ancestors."""
    begin, end, head, _, _ = shape
    seed_first, seed_place, seed_ticks = seeds
    for lane in range(len(destinations)):
        d = destinations[lane]
        for s in range(seed_first[d], seed_first[d + 1]):
            if seed_ticks[s] <= cutoff:
                k = np.int64(seed_place[s]) * len(lanes) + lane
                rows[k] = min(np.int64(rows[k]), np.int64(seed_ticks[s]))
    for r in climbed:
        if smallest(rows, r, lanes) <= cutoff:
            push(rows, r, head, down, begin[r], end[r], lanes)


@compiled
def _descend(
    shape: Shape,
    up: Ticks,
    leaves: Leaves,
    climbed: Int32Array,
    near: NDArray[np.bool_],
    found: Found,
    rows: Ticks,
    targets: Ticks,
    cutoff: int,
    unreached: int,
    lanes: Lanes,
) -> int:
    """
    Take the times down from the top, skipping subtrees that nobody can be in; give the number of origins met.

    The heads of a place's arcs surround its whole subtree: a trip out of it
    passes one of them, unless it ends inside. So when no head is within the
    cutoff in any lane and no seed lies inside, the subtree is out of reach.
    """
    begin, end, head, _, lowest = shape
    leaf_first, leaf_origin, leaf_ticks = leaves
    n_found, n_above = 0, len(climbed)
    r = np.int64(len(near) - 1)
    while r >= 0:
        holds_seed = n_above > 0 and climbed[n_above - 1] == r
        if holds_seed:
            n_above -= 1
        else:
            fill(rows, r, unreached, lanes)
        pull(rows, r, head, up, begin[r], end[r], lanes)
        near[r] = smallest(rows, r, lanes) <= cutoff
        if near[r]:
            for k in range(leaf_first[r], leaf_first[r + 1]):
                if leaf_ticks[k] <= cutoff:
                    n_found = _meet(leaf_origin[k], found, n_found, targets, unreached, lanes)
                    offer(targets, found[0][leaf_origin[k]], rows, r, leaf_ticks[k], lanes)
        elif not holds_seed and not _any_near(near, head[begin[r] : end[r]]):
            r = np.int64(lowest[r])
        r -= 1
    return n_found


@compiled
def _any_near(near: NDArray[np.bool_], places: Int32Array) -> bool:
    """Tell whether one of the places is within the cutoff."""
    for place in places:  # noqa: SIM110 # numba compiles no generator
        if near[place]:
            return True
    return False


@compiled
def _meet(origin: int, found: Found, n_found: int, targets: Ticks, unreached: int, lanes: Lanes) -> int:
    """
    Give an origin a slot in this batch unless it has one; give the number of slots taken.

    What the batch before left behind needs no wiping: a slot counts if it is
    taken and its origin points back.
    """
    slot_of, origin_in = found
    slot = slot_of[origin]
    if slot < n_found and origin_in[slot] == origin:
        return n_found
    slot_of[origin] = n_found
    origin_in[n_found] = origin
    fill(targets, n_found, unreached, lanes)
    return n_found + 1


@compiled
def _walk_straight(
    straight: Straight,
    destinations: Int32Array,
    found: Found,
    n_found: int,
    targets: Ticks,
    cutoff: int,
    unreached: int,
    lanes: Lanes,
) -> int:
    """Add the trips along one link; give the number of origins met."""
    trip_first, trip_origin, trip_ticks = straight
    for lane in range(len(destinations)):
        d = destinations[lane]
        for s in range(trip_first[d], trip_first[d + 1]):
            if trip_ticks[s] <= cutoff:
                n_found = _meet(trip_origin[s], found, n_found, targets, unreached, lanes)
                k = np.int64(found[0][trip_origin[s]]) * len(lanes) + lane
                targets[k] = min(np.int64(targets[k]), np.int64(trip_ticks[s]))
    return n_found


@compiled
def _write_pairs(
    origin_in: Int32Array,
    targets: Ticks,
    n_lanes: int,
    cutoff: int,
    pairs: tuple[Int32Array, Ticks],
    n_pairs: int,
    in_lane: IntArray,
) -> int:
    """
    Write the pairs within the cutoff lane by lane; count those of each lane, and give their number in all.

    Without a branch: every pair is written, and those beyond are written over.
    """
    origins, times = pairs
    for lane in range(len(in_lane)):
        begin = n_pairs
        for slot in range(len(origin_in)):
            time = targets[slot * n_lanes + lane]
            origins[n_pairs] = origin_in[slot]
            times[n_pairs] = time
            n_pairs += int(time <= cutoff)
        in_lane[lane] = n_pairs - begin
    return n_pairs


@compiled
def copy_groups(
    target: IntArray,
    counts: IntArray,
    from_origin: Int32Array,
    from_ticks: Ticks,
    origin: Int32Array,
    ticks: Ticks,
) -> None:
    """
    Copy groups of pairs to where they belong.

    Parameters
    ----------
    target, counts : numpy.ndarray of int64, shape (n_groups,)
        Where each group goes, and its size.
    from_origin, from_ticks : numpy.ndarray, shape (n_pairs,)
        The groups, one after the other.
    origin, ticks : numpy.ndarray
        Where to write.
    """
    begin = 0
    for k in range(len(counts)):
        n, at = counts[k], target[k]
        origin[at : at + n] = from_origin[begin : begin + n]
        ticks[at : at + n] = from_ticks[begin : begin + n]
        begin += n
