"""The k nearest distinct places of a class for every origin, for every profile, in both readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis.errors import AttributeInputError
from gis.model import READINGS, FloatArray, IntArray
from gis.network.evaluation import evaluate
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile
from gis.network.snap import Candidates, Joins
from gis.routing.bucket_queue import PlainSearch
from gis.routing.buckets import Ticks
from gis.routing.several_nearest import NO_PLACE
from gis.routing.ticks import FORBIDDEN, longest_ticks, to_seconds, to_ticks
from gis.travel.street_arcs import (
    ArcLayout,
    arcs_towards,
    first_parts,
    joins_in,
    last_parts,
    reading_ticks,
    standing_before,
    straight_trips,
)


@dataclass(frozen=True, slots=True)
class NearestPlaces:
    """
    The nearest places of every origin, the nearest first.

    Parameters
    ----------
    time_s : numpy.ndarray of float, shape (n_profiles, 2, n_origins, k)
        Time to each [s]; axis 1 is ``READINGS``; infinite where fewer are reached.
    place : numpy.ndarray of int, shape (n_profiles, 2, n_origins, k)
        Positions of the places; ``NO_PLACE`` (-1) where fewer are reached.
    """

    time_s: FloatArray
    place: IntArray


def k_nearest(
    network: StreetNetwork,
    origins: Candidates,
    places: Candidates,
    profiles: Sequence[Profile],
    *,
    k: int,
    cutoff_s: float = np.inf,
    layout: ArcLayout | None = None,
) -> NearestPlaces:
    """
    Find the ``k`` nearest distinct places of every origin.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    origins : Candidates
        Links each origin might join.
    places : Candidates
        The same for the places of the class.
    profiles : sequence of Profile
        Who travels.
    k : int
        How many places.
    cutoff_s : float
        Longest time that counts [s]; a time of exactly the cutoff does.
    layout : ArcLayout, optional
        From ``arcs_towards(network)``, when it has been made before.

    Returns
    -------
    NearestPlaces
        Times and positions. Of places equally far, the one that comes first
        in the input comes first.

    Raises
    ------
    AttributeInputError
        If ``k`` is less than one, or the cutoff is negative or not a number.
    ProfileError
        If a profile is not valid.

    Notes
    -----
    One search per profile and reading, from all places at once on the reversed
    network; every node keeps a list of its ``k`` nearest places
    (``gis/routing/several_nearest.py``). Times are sums of whole tenths of a
    second. For every origin the ``j``-th time of the high reading is at most
    that of the low one.
    """
    faults = []
    if k < 1:
        faults.append(f"k must be one or more, not {k}")
    if np.isnan(cutoff_s) or cutoff_s < 0:
        faults.append(f"cutoff_s must be zero or a positive number, not {cutoff_s}")
    if faults:
        raise AttributeInputError("k nearest", faults)
    limit = longest_ticks(cutoff_s)
    shape = (len(profiles), len(READINGS), len(origins.nearest_m), k)
    ticks = np.full(shape, FORBIDDEN, dtype=np.int32)
    place = np.full(shape, NO_PLACE, dtype=np.int64)
    layout = layout or arcs_towards(network)
    for p, profile in enumerate(profiles):
        costs = evaluate(network, profile)
        for r, reading in enumerate(READINGS):
            link_ticks = reading_ticks(costs, reading)
            joins = [joins_in(layer, costs.state, reading) for layer in (origins, places)]
            legs = [to_ticks(layer.leg_m / profile.speed_mps) for layer in joins]
            trips = _trips(network, layout.search(link_ticks), link_ticks, joins, legs, k, limit)
            _keep_best(*trips, limit, ticks[p, r], place[p, r])
    return NearestPlaces(to_seconds(ticks), place)


def _trips(
    network: StreetNetwork,
    search: PlainSearch,
    link_ticks: Ticks,
    joins: Sequence[Joins],
    legs: Sequence[Ticks],
    k: int,
    limit: int,
) -> tuple[IntArray, IntArray, IntArray]:
    """List trips among which are the best of every origin: origin, place, ticks."""
    (origins, places), (origin_leg, place_leg) = joins, legs
    last = last_parts(network, link_ticks, places, place_leg)
    labels = search.several_nearest(last.node, last.ticks, places.place[last.join], k=k, limit_ticks=limit)
    first = first_parts(network, link_ticks, origins, origin_leg)
    straight = straight_trips(link_ticks, origins, origin_leg, places, place_leg)
    by_node_origin = np.repeat(origins.place[first.join], k)
    by_node_ticks = (first.ticks[:, np.newaxis].astype(np.int64) + labels.ticks[first.node]).ravel()
    found = [
        (by_node_origin, labels.place[first.node].ravel(), by_node_ticks),
        (origins.place[straight.origin_join], places.place[straight.place_join], straight.ticks),
    ]
    for place, join in standing_before(origins, places):
        found.append((origins.place[join], np.full(len(join), place), origin_leg[join]))
    origin, place_of, ticks = (np.concatenate(parts).astype(np.int64) for parts in zip(*found, strict=True))
    return origin, place_of, ticks


def _keep_best(
    origin: IntArray, place: IntArray, ticks: IntArray, limit: int, best_ticks: Ticks, best_place: IntArray
) -> None:
    """Write the first trips of every origin, one for each place, into the rows of the result."""
    kept = ticks <= limit
    origin, place, ticks = origin[kept], place[kept], ticks[kept]
    by_pair = np.lexsort((ticks, place, origin))
    origin, place, ticks = origin[by_pair], place[by_pair], ticks[by_pair]
    quickest = np.ones(len(origin), dtype=bool)
    quickest[1:] = (origin[1:] != origin[:-1]) | (place[1:] != place[:-1])
    origin, place, ticks = origin[quickest], place[quickest], ticks[quickest]
    by_time = np.lexsort((place, ticks, origin))
    origin, place, ticks = origin[by_time], place[by_time], ticks[by_time]
    rank = np.arange(len(origin)) - np.searchsorted(origin, origin, side="left")
    among_best = rank < best_ticks.shape[1]
    best_ticks[origin[among_best], rank[among_best]] = ticks[among_best]
    best_place[origin[among_best], rank[among_best]] = place[among_best]
