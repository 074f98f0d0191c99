"""The bounded sweep itself: up from the seeds of a batch of destinations, down past what nobody can reach."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.model import IntArray
from gis.routing.lanes import Lanes, fill, offer, pull_and_look, push, smallest
from gis.routing.ordering import Int32Array

# One type for both widths of a time: numba compiles a version for each.
Ticks = NDArray[np.uint16] | NDArray[np.int32]

FIRST_ROOM = 1024  # pairs; doubled as they come

Shape = tuple[Int32Array, Int32Array, Int32Array, Int32Array]  # first, head, parent, first descendant
Groups = tuple[IntArray, Int32Array, Int32Array]  # first, place, ticks
Found = tuple[Int32Array, Int32Array]  # batch that met each origin last, origins met in this batch


@compiled
def search_batches(
    shape: Shape,
    weights: tuple[Ticks, Ticks],
    seeds: Groups,
    leaves: Groups,
    straight: Groups,
    order: Int32Array,
    batches: tuple[int, int],
    memory: tuple[Ticks, Ticks],
    cutoff: int,
    unreached: int,
    lanes: Lanes,
) -> tuple[IntArray, Ticks, Ticks]:
    """
    Search the destinations of some batches.

    Parameters
    ----------
    shape : tuple of four numpy.ndarray of int32
        ``first``, ``head``, ``parent`` and ``first_descendant`` of a restriction.
    weights : tuple of two numpy.ndarray, shape (n_arcs,)
        Time up and down each arc [0.1 s].
    seeds : tuple of three numpy.ndarray
        Where the seeds of each destination begin; their places and ticks.
    leaves : tuple of three numpy.ndarray
        Where the origins at each place begin; the origins and their ticks.
    straight : tuple of three numpy.ndarray
        Where the straight trips of each destination begin; origins and ticks.
    order : numpy.ndarray of int32, shape (n_destinations,)
        Destinations, neighbours together; batch ``b`` takes the next as many as there are lanes.
    batches : tuple of two int
        First batch to search, and the first not to.
    memory : tuple of two numpy.ndarray
        Rows of the places and of the origins; undefined before and after.
    cutoff, unreached : int
        Longest time that counts, and the time of what is not reached [0.1 s].
    lanes : tuple
        As wide as a row.

    Returns
    -------
    tuple of three numpy.ndarray
        Number of pairs of each destination in order; the origins and ticks of all.
    """
    rows, targets = memory
    n_lanes = len(lanes)
    n_origins = len(targets) // n_lanes
    begin = batches[0] * n_lanes
    counts = np.zeros(max(min(batches[1] * n_lanes, len(order)) - begin, 0), np.int64)
    origins: Ticks = np.empty(FIRST_ROOM, np.int32)
    times: Ticks = np.empty(FIRST_ROOM, rows.dtype)
    by_lane = (np.empty((n_lanes, n_origins), np.int32), np.empty((n_lanes, n_origins), rows.dtype))
    climbed = (np.full(len(shape[2]), -1, np.int32), np.empty(len(shape[2]), np.int32))
    found = (np.full(n_origins, -1, np.int32), np.empty(n_origins, np.int32))
    n_pairs = 0
    for batch in range(batches[0], batches[1]):
        mine = order[batch * n_lanes : (batch + 1) * n_lanes]
        _climb(shape, weights[1], seeds, mine, batch, climbed, rows, cutoff, unreached, lanes)
        n_found = _descend(
            shape, weights[0], leaves, batch, climbed[0], found, rows, targets, cutoff, unreached, lanes
        )
        n_found = _walk_straight(straight, mine, batch, found, n_found, targets, cutoff, unreached, lanes)
        in_lane = _sort_by_lane(found[1][:n_found], targets, len(mine), n_lanes, cutoff, by_lane)
        wanted = n_pairs + in_lane.sum()
        if wanted > len(origins):
            origins, times = _longer(origins, n_pairs, 2 * wanted), _longer(times, n_pairs, 2 * wanted)
        for lane in range(len(mine)):
            n = in_lane[lane]
            origins[n_pairs : n_pairs + n] = by_lane[0][lane, :n]
            times[n_pairs : n_pairs + n] = by_lane[1][lane, :n]
            counts[batch * n_lanes + lane - begin] = n
            n_pairs += n
    return counts, origins[:n_pairs], times[:n_pairs]


@compiled
def _climb(
    shape: Shape,
    down: Ticks,
    seeds: Groups,
    destinations: Int32Array,
    batch: int,
    climbed: tuple[Int32Array, Int32Array],
    rows: Ticks,
    cutoff: int,
    unreached: int,
    lanes: Lanes,
) -> None:
    """Carry the seeds' times up to all their ancestors, which are marked with the batch."""
    first, head, parent, _ = shape
    seed_first, seed_place, seed_ticks = seeds
    mark, places = climbed
    n_places, n_lanes = 0, len(lanes)
    for d in destinations:
        for s in range(seed_first[d], seed_first[d + 1]):
            r = seed_place[s]
            while r >= 0 and mark[r] != batch:
                mark[r] = batch
                places[n_places] = r
                n_places += 1
                fill(rows, r, unreached, lanes)
                r = parent[r]
    for lane in range(len(destinations)):
        d = destinations[lane]
        for s in range(seed_first[d], seed_first[d + 1]):
            if seed_ticks[s] <= cutoff:
                k = np.int64(seed_place[s]) * n_lanes + lane
                rows[k] = min(np.int64(rows[k]), np.int64(seed_ticks[s]))
    places[:n_places].sort()
    for r in places[:n_places]:
        if smallest(rows, r, lanes) <= cutoff:
            push(rows, r, head, down, first[r], first[r + 1], lanes)


@compiled
def _descend(
    shape: Shape,
    up: Ticks,
    leaves: Groups,
    batch: int,
    mark: Int32Array,
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
    first, head, _, lowest = shape
    leaf_first, leaf_origin, leaf_ticks = leaves
    met, origins = found
    n_found = 0
    r = np.int64(len(mark) - 1)
    while r >= 0:
        holds_seed = mark[r] == batch
        if not holds_seed:
            fill(rows, r, unreached, lanes)
        looked = pull_and_look(rows, r, head, up, first[r], first[r + 1], lanes)
        if (looked >> 32) > cutoff and not holds_seed:
            r = np.int64(lowest[r]) - 1
            continue
        if (looked & 0xFFFFFFFF) <= cutoff:
            for k in range(leaf_first[r], leaf_first[r + 1]):
                o = leaf_origin[k]
                if met[o] != batch:
                    met[o] = batch
                    origins[n_found] = o
                    n_found += 1
                    fill(targets, o, unreached, lanes)
                if leaf_ticks[k] <= cutoff:
                    offer(targets, o, rows, r, leaf_ticks[k], lanes)
        r -= 1
    return n_found


@compiled
def _walk_straight(
    straight: Groups,
    destinations: Int32Array,
    batch: int,
    found: Found,
    n_found: int,
    targets: Ticks,
    cutoff: int,
    unreached: int,
    lanes: Lanes,
) -> int:
    """Add the trips along one link; give the number of origins met."""
    trip_first, trip_origin, trip_ticks = straight
    met, origins = found
    for lane in range(len(destinations)):
        d = destinations[lane]
        for s in range(trip_first[d], trip_first[d + 1]):
            if trip_ticks[s] > cutoff:
                continue
            o = trip_origin[s]
            if met[o] != batch:
                met[o] = batch
                origins[n_found] = o
                n_found += 1
                fill(targets, o, unreached, lanes)
            k = np.int64(o) * len(lanes) + lane
            targets[k] = min(np.int64(targets[k]), np.int64(trip_ticks[s]))
    return n_found


@compiled
def _sort_by_lane(
    origins: Int32Array,
    targets: Ticks,
    n_used: int,
    n_lanes: int,
    cutoff: int,
    by_lane: tuple[Int32Array, Ticks],
) -> IntArray:
    """List the origins within the cutoff lane by lane, without a branch; give their number in each."""
    lane_origin, lane_time = by_lane
    in_lane = np.zeros(n_lanes, np.int64)
    for o in origins:
        for lane in range(n_used):
            time = targets[np.int64(o) * n_lanes + lane]
            place = in_lane[lane]
            lane_origin[lane, place] = o
            lane_time[lane, place] = time
            in_lane[lane] = place + np.int64(time <= cutoff)
    return in_lane


@compiled
def pick_weights(
    up: Int32Array,
    down: Int32Array,
    arc: Int32Array,
    lane: int,
    n_lanes: int,
    limit: int,
    picked: tuple[Ticks, Ticks],
) -> None:
    """
    Write one lane's times of some arcs, none longer than a limit, into narrower arrays.

    Parameters
    ----------
    up, down : numpy.ndarray of int32, shape (n_arcs * n_lanes,)
        Rows of the arcs [0.1 s].
    arc : numpy.ndarray of int32, shape (n,)
        The arcs wanted.
    lane, n_lanes : int
        Which lane of how many.
    limit : int
        Longest time written [0.1 s].
    picked : tuple of two numpy.ndarray, shape (n,)
        Where to write.
    """
    for k in range(len(arc)):
        place = np.int64(arc[k]) * n_lanes + lane
        picked[0][k] = min(up[place], limit)
        picked[1][k] = min(down[place], limit)


@compiled
def copy_groups(
    target: IntArray,
    counts: IntArray,
    from_origin: Ticks,
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


@compiled
def _longer(values: Ticks, n_used: int, room: int) -> Ticks:
    """Move values to a longer array."""
    longer = np.empty(room, values.dtype)
    longer[:n_used] = values[:n_used]
    return longer
