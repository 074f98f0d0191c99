"""Nearest service: times of every origin to each class, for every profile, in both readings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gis.model import READINGS, BoolArray, FloatArray, IntArray, Passability, Reading
from gis.network.evaluation import LinkCosts, evaluate
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile
from gis.network.snap import Candidates, Joins
from gis.routing.customisation import Customised, customise
from gis.routing.hierarchy import Hierarchy
from gis.routing.nearest_sweep import nearest_of_weightings
from gis.routing.ordering import Int32Array
from gis.routing.prepared import street_hierarchy
from gis.routing.ticks import FORBIDDEN, to_seconds, to_ticks
from gis.travel.street_arcs import (
    first_parts,
    joins_in,
    last_parts,
    reading_ticks,
    standing_before,
    straight_trips,
)

# Profiles prepared together, each in both readings: eight weightings fill a row of 32-bit lanes. More at once
# would be little faster and take more memory.
PROFILES_AT_ONCE = 4

# Trips along one link are looked at in portions: on a long link with thousands of places there are millions.
JOINS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True)
class NearestTimes:
    """
    Times to the nearest service, and how many places found a link to join.

    Parameters
    ----------
    time_s : numpy.ndarray of float, shape (n_services, n_profiles, 2, n_origins)
        Time in whole tenths [s]; axis 2 is ``READINGS``; infinite where unreachable.
    joined_origins : numpy.ndarray of int, shape (n_profiles, 2)
        Origins that join a link.
    joined_services : numpy.ndarray of int, shape (n_services, n_profiles, 2)
        Places of each class that join a link.
    unknown_length_share : numpy.ndarray of float, shape (n_profiles,)
        Part of the network's length, both directions counted, of which it is
        not known whether the profile can use it.
    uncertain_time_length_share : numpy.ndarray of float, shape (n_profiles,)
        The same of the length that the profile can surely use, but whose time
        is only known between two bounds.
    """

    time_s: FloatArray
    joined_origins: IntArray
    joined_services: IntArray
    unknown_length_share: FloatArray
    uncertain_time_length_share: FloatArray


@dataclass(frozen=True, slots=True)
class Lane:
    """
    One profile in one reading: which links it walks, and how long each takes.

    Parameters
    ----------
    profile : int
        Position among the profiles asked for.
    reading : Reading
        Low or high.
    costs : LinkCosts
        What the profile makes of every link.
    link_ticks : numpy.ndarray of int32, shape (2, n_links)
        Time of each link forward and backward [0.1 s]; ``FORBIDDEN`` where closed.
    speed_mps : float
        Speed on the straight legs between places and links [m/s].
    """

    profile: int
    reading: Reading
    costs: LinkCosts
    link_ticks: Int32Array
    speed_mps: float

    def joins(self, layer: Candidates) -> Joins:
        """Choose where a layer's places join the streets."""
        return joins_in(layer, self.costs.state, self.reading)

    def leg_ticks(self, joins: Joins) -> Int32Array:
        """Time the straight legs of joins [0.1 s]."""
        return to_ticks(joins.leg_m / self.speed_mps)


def prepared_lanes(
    network: StreetNetwork,
    hierarchy: Hierarchy,
    profiles: Sequence[Profile],
    *,
    progress: Callable[[float, str], None] | None = None,
) -> Iterator[tuple[Customised, list[Lane]]]:
    """
    Pour the profiles' weights into a hierarchy, a few profiles at a time and both readings together.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    hierarchy : Hierarchy
        From ``street_hierarchy(network)``.
    profiles : sequence of Profile
        Who travels.
    progress : callable, optional
        Told the share done and the name of the profile at work.

    Yields
    ------
    tuple of (Customised, list of Lane)
        Weighting ``k`` of the first is the lane ``k`` of the second.
    """
    for begin in range(0, len(profiles), PROFILES_AT_ONCE):
        lanes = []
        for p, profile in enumerate(profiles[begin : begin + PROFILES_AT_ONCE], start=begin):
            if progress is not None:
                progress(p / len(profiles), profile.name)
            costs = evaluate(network, profile)
            lanes += [
                Lane(p, reading, costs, reading_ticks(costs, reading), profile.speed_mps)
                for reading in READINGS
            ]
        weights = np.stack([lane.link_ticks.ravel() for lane in lanes])
        yield customise(hierarchy, weights), lanes
    if progress is not None:
        progress(1.0, "done")


def find_nearest(
    network: StreetNetwork,
    origins: Candidates,
    services: Sequence[Candidates],
    profiles: Sequence[Profile],
    *,
    hierarchy: Hierarchy | None = None,
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
    hierarchy : Hierarchy, optional
        From ``street_hierarchy(network)``, when it has been made before.
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
    hierarchy = hierarchy or street_hierarchy(network)
    shape = (len(services), len(profiles), len(READINGS))
    n_origins = len(origins.nearest_m)
    time_s = np.empty((*shape, n_origins))
    joined_origins = np.zeros(shape[1:], dtype=np.int64)
    joined_services = np.zeros(shape, dtype=np.int64)
    unknown_share, uncertain_share = np.zeros((2, len(profiles)))
    for customised, lanes in prepared_lanes(network, hierarchy, profiles, progress=progress):
        from_joins = [lane.joins(origins) for lane in lanes]
        for s, service in enumerate(services):
            to_joins = [lane.joins(service) for lane in lanes]
            found = nearest_of_class(network, customised, lanes, from_joins, to_joins, n_origins)
            for lane, ticks, joins in zip(lanes, found, to_joins, strict=True):
                at = (s, lane.profile, READINGS.index(lane.reading))
                time_s[at] = to_seconds(ticks)
                joined_services[at] = _n_places(joins)
        for lane, joins in zip(lanes, from_joins, strict=True):
            joined_origins[lane.profile, READINGS.index(lane.reading)] = _n_places(joins)
            unknown_share[lane.profile] = _length_share(network, lane.costs.state == Passability.UNKNOWN)
            uncertain_share[lane.profile] = _length_share(network, lane.costs.uncertain)
    return NearestTimes(time_s, joined_origins, joined_services, unknown_share, uncertain_share)


def _length_share(network: StreetNetwork, chosen: BoolArray) -> float:
    """Give the part of the length, both directions counted, of the links chosen in each direction."""
    whole_m = 2.0 * float(network.length_m.sum())
    return float((network.length_m * chosen).sum()) / whole_m if whole_m > 0 else 0.0


def nearest_of_class(
    network: StreetNetwork,
    customised: Customised,
    lanes: Sequence[Lane],
    from_joins: Sequence[Joins],
    to_joins: Sequence[Joins],
    n_origins: int,
) -> list[Int32Array]:
    """
    Find the time from every origin to the nearest place of one class, in all lanes with one sweep.

    Ends of a trip lie anywhere along a link, and a trip that stays on one link
    does not go round by its ends.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    customised : Customised
        Their hierarchy with the lanes' weights.
    lanes : sequence of Lane
        Who travels, in which reading.
    from_joins, to_joins : sequence of Joins
        Where origins and places join the streets, one entry a lane.
    n_origins : int
        Number of origins.

    Returns
    -------
    list of numpy.ndarray of int32, shape (n_origins,)
        Time, one entry a lane [0.1 s]; ``FORBIDDEN`` where there is no way.
    """
    last = [
        last_parts(network, lane.link_ticks, joins, lane.leg_ticks(joins))
        for lane, joins in zip(lanes, to_joins, strict=True)
    ]
    lane_of = np.repeat(np.arange(len(lanes)), [len(ends.node) for ends in last])
    to_place = nearest_of_weightings(
        customised,
        np.concatenate([ends.node for ends in last]),
        np.concatenate([ends.ticks for ends in last]),
        lane_of,
    )
    found = []
    for k, (lane, starts, places) in enumerate(zip(lanes, from_joins, to_joins, strict=True)):
        first = first_parts(network, lane.link_ticks, starts, lane.leg_ticks(starts))
        best = np.full(n_origins, FORBIDDEN, dtype=np.int32)
        ticks = np.minimum(first.ticks + to_place[customised.hierarchy.rank[first.node], k], FORBIDDEN)
        np.minimum.at(best, starts.place[first.join], ticks)
        _lower_by_straight_trips(best, lane, starts, places)
        leg_ticks = lane.leg_ticks(starts)
        for _, joins in standing_before(starts, places):
            np.minimum.at(best, starts.place[joins], leg_ticks[joins])
        found.append(best)
    return found


def _lower_by_straight_trips(best: Int32Array, lane: Lane, starts: Joins, places: Joins) -> None:
    """Take the way along the link where an origin and a place join the same one and it is shorter."""
    shared = np.flatnonzero(np.isin(starts.link, places.link))
    place_leg = lane.leg_ticks(places)
    for begin in range(0, len(shared), JOINS_AT_ONCE):
        chosen = np.zeros(len(starts), dtype=np.bool_)
        chosen[shared[begin : begin + JOINS_AT_ONCE]] = True
        some = starts.only(chosen)
        trips = straight_trips(lane.link_ticks, some, lane.leg_ticks(some), places, place_leg)
        np.minimum.at(best, some.place[trips.origin_join], trips.ticks)


def _n_places(joins: Joins) -> int:
    """Count the places that have at least one join."""
    return len(np.unique(joins.place))
