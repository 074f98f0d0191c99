"""Nearest service: times of every origin to each class, for every profile, in both readings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gis.model import READINGS, BoolArray, ByteArray, FloatArray, IntArray, Passability, Reading
from gis.network.graph import StreetNetwork
from gis.network.profiles import LinkCosts, Profile, evaluate
from gis.network.shortest import ArcOrder, arc_order, nearest_times
from gis.network.snap import Candidates, Joins, nearest_joins

# Times are whole microseconds: a trip of exactly the cutoff must not miss it by the rounding of a sum.
TIME_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class NearestTimes:
    """
    Times to the nearest service, and how many places found a link to join.

    Parameters
    ----------
    time_s : numpy.ndarray of float, shape (n_services, n_profiles, 2, n_origins)
        Time [s], to the microsecond; axis 2 is ``READINGS``; infinite where unreachable.
    joined_origins : numpy.ndarray of int, shape (n_profiles, 2)
        Origins that join a link.
    joined_services : numpy.ndarray of int, shape (n_services, n_profiles, 2)
        Places of each class that join a link.
    unknown_length_share : numpy.ndarray of float, shape (n_profiles,)
        Part of the network's length, both directions counted, of which it is
        not known whether the profile can use it.
    """

    time_s: FloatArray
    joined_origins: IntArray
    joined_services: IntArray
    unknown_length_share: FloatArray


def usable_directions(state: ByteArray, reading: Reading) -> BoolArray:
    """
    Say where a profile may walk: in the low reading unknown blocks, in the high one it passes.

    Parameters
    ----------
    state : numpy.ndarray of int8, shape (2, n_links)
        ``Passability`` codes.
    reading : Reading
        Which of the two.

    Returns
    -------
    numpy.ndarray of bool, shape (2, n_links)
        Whether each link may be walked forward, backward.
    """
    least = Passability.PASSES if reading is Reading.LOW else Passability.UNKNOWN
    return state >= least


def find_nearest(
    network: StreetNetwork,
    origins: Candidates,
    services: Sequence[Candidates],
    profiles: Sequence[Profile],
    *,
    progress: Callable[[float, str], None] | None = None,
) -> NearestTimes:
    """
    Find the time from every origin to the nearest place of each class.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    origins : Candidates
        Links each origin might join.
    services : sequence of Candidates
        The same for the places of each class.
    profiles : sequence of Profile
        Who travels.
    progress : callable, optional
        Told the share done and the name of the profile at work.

    Returns
    -------
    NearestTimes
        Times and counts.

    Notes
    -----
    The high reading never gives a longer time than the low one: it may use
    every link and every join the low one may.
    """
    arcs = arc_order(network)
    shape = (len(services), len(profiles), len(READINGS))
    time_s = np.empty((*shape, len(origins.nearest_m)))
    joined_origins = np.zeros(shape[1:], dtype=np.int64)
    joined_services = np.zeros(shape, dtype=np.int64)
    unknown_share = np.zeros(len(profiles))
    for p, profile in enumerate(profiles):
        if progress is not None:
            progress(p / len(profiles), profile.name)
        costs = evaluate(network, profile)
        unknown_share[p] = _unknown_share(network, costs)
        for r, reading in enumerate(READINGS):
            from_joins, *to_joins = (_joins(layer, costs, reading) for layer in (origins, *services))
            time_s[:, p, r] = _reading_times(
                network, arcs, costs, reading, profile, from_joins, to_joins, time_s.shape[-1]
            )
            joined_origins[p, r] = _n_places(from_joins)
            joined_services[:, p, r] = [_n_places(joins) for joins in to_joins]
    if progress is not None:
        progress(1.0, "done")
    return NearestTimes(np.round(time_s, TIME_DECIMALS), joined_origins, joined_services, unknown_share)


def _unknown_share(network: StreetNetwork, costs: LinkCosts) -> float:
    """Give the part of the length, both directions counted, whose state is unknown."""
    whole_m = 2.0 * float(network.length_m.sum())
    unknown_m = float((network.length_m * (costs.state == Passability.UNKNOWN)).sum())
    return unknown_m / whole_m if whole_m > 0 else 0.0


def _reading_times(
    network: StreetNetwork,
    arcs: ArcOrder,
    costs: LinkCosts,
    reading: Reading,
    profile: Profile,
    origins: Joins,
    services: Sequence[Joins],
    n_origins: int,
) -> FloatArray:
    """Search once for each class of service in one reading."""
    return nearest_times(
        network,
        arcs,
        np.where(usable_directions(costs.state, reading), costs.cost_s, np.inf),
        origins=origins,
        n_origins=n_origins,
        services=services,
        leg_s_per_m=1.0 / profile.speed_mps,
    )


def _joins(layer: Candidates, costs: LinkCosts, reading: Reading) -> Joins:
    """
    Join a layer's places for one reading.

    In the high reading a place joins both its nearest link that surely passes
    and its nearest link that may: the nearest that may pass could lead nowhere,
    and then the high reading must not be worse than the low one.
    """
    best_state = costs.state.max(axis=0)  # a link open in one direction can be joined
    chosen = nearest_joins(layer, best_state == Passability.PASSES)
    if reading is Reading.HIGH:
        chosen |= nearest_joins(layer, best_state != Passability.BLOCKS)
    return layer.joins.only(chosen)


def _n_places(joins: Joins) -> int:
    """Count the places that have at least one join."""
    return len(np.unique(joins.place))
