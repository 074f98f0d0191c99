"""Travel matrices of a street network: sparse times of every profile in both readings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gis.checks import check_cutoff
from gis.model import IntArray, Reading
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile
from gis.network.snap import Candidates, Joins
from gis.routing.bounded_sweep import times_within
from gis.routing.customisation import Customised
from gis.routing.hierarchy import Hierarchy
from gis.routing.locality import local_order
from gis.routing.prepared import street_hierarchy
from gis.routing.restriction import Restriction, restrict
from gis.routing.ticks import longest_ticks
from gis.routing.trip_ends import Ends, Pairs, Trips
from gis.travel.matrix import TravelMatrix
from gis.travel.nearest import Lane, prepared_lanes
from gis.travel.street_arcs import first_parts, last_parts, standing_before, straight_trips


@dataclass(frozen=True, slots=True)
class ProfileMatrix:
    """
    The travel matrix of one profile in one reading.

    Parameters
    ----------
    profile : int
        Position among the profiles asked for.
    reading : Reading
        Low (unknown blocks) or high (unknown passes).
    matrix : TravelMatrix
        Times of all pairs within the cutoff.
    """

    profile: int
    reading: Reading
    matrix: TravelMatrix


def travel_matrices(
    network: StreetNetwork,
    origins: Candidates,
    destinations: Candidates,
    profiles: Sequence[Profile],
    *,
    cutoff_s: float,
    hierarchy: Hierarchy | None = None,
    n_threads: int = 1,
    progress: Callable[[float, str], None] | None = None,
) -> Iterator[ProfileMatrix]:
    """
    Find the times between all origins and destinations within a cutoff, one matrix at a time.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    origins, destinations : Candidates
        Links that each place might join.
    profiles : sequence of Profile
        Who travels.
    cutoff_s : float
        Longest time that still counts; infinite for every pair with a way,
        which is a full table [s].
    hierarchy : Hierarchy, optional
        From ``street_hierarchy(network)``, when it has been made before.
    n_threads : int
        Threads that share the destinations.
    progress : callable, optional
        Told the share done and the name of the profile at work.

    Yields
    ------
    ProfileMatrix
        Profiles in order, low before high.

    Raises
    ------
    AttributeInputError
        If the cutoff is negative or no number.

    Notes
    -----
    Whatever pair the low reading reaches, the high one reaches no later. The
    least time of a row equals what ``find_nearest`` gives, to the tick.
    """
    check_cutoff(cutoff_s, may_be_infinite=True)
    hierarchy = hierarchy or street_hierarchy(network)
    ends = [network.link_from, network.link_to]
    joined = [origins.joins, destinations.joins, *([] if destinations.rim is None else [destinations.rim])]
    links = np.unique(np.concatenate([joins.link for joins in joined]))
    restriction = restrict(hierarchy, np.concatenate([end[links] for end in ends]))
    order = _neighbours_together(network, destinations)
    for customised, lanes in prepared_lanes(network, hierarchy, profiles, progress=progress):
        for k, lane in enumerate(lanes):
            starts = (lane.joins(origins), len(origins.nearest_m))
            places = (lane.joins(destinations), len(destinations.nearest_m))
            pairs = pairs_within(
                network,
                customised,
                k,
                lane,
                restriction,
                starts,
                places,
                cutoff_s=cutoff_s,
                order=order,
                n_threads=n_threads,
            )
            matrix = TravelMatrix(starts[1], pairs.first, pairs.origin, pairs.ticks, cutoff_s)
            yield ProfileMatrix(lane.profile, lane.reading, matrix)


def _neighbours_together(network: StreetNetwork, places: Candidates) -> IntArray:
    """Order places along a curve through the town, by a link that each might join; others come first."""
    placed, first = np.unique(places.joins.place, return_index=True)
    node = network.link_from[places.joins.link[first]]
    along_curve = placed[local_order(network.node_lon_deg[node], network.node_lat_deg[node])]
    return np.concatenate([np.setdiff1d(np.arange(len(places.nearest_m)), placed), along_curve])


def pairs_within(
    network: StreetNetwork,
    customised: Customised,
    weighting: int,
    lane: Lane,
    restriction: Restriction,
    origins: tuple[Joins, int],
    destinations: tuple[Joins, int],
    *,
    cutoff_s: float,
    order: IntArray | None = None,
    n_threads: int = 1,
) -> Pairs:
    """
    Find the time of every pair within the cutoff for one profile in one reading.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    customised : Customised
        Their hierarchy with weights.
    weighting : int
        Which of its weightings belongs to the lane.
    lane : Lane
        Who travels, in which reading.
    restriction : Restriction
        Must keep both ends of every link that a place joins.
    origins, destinations : tuple of (Joins, int)
        Where the places join, and how many places there are.
    cutoff_s : float
        Longest time that still counts [s].
    order : numpy.ndarray of int, shape (n_destinations,), optional
        The destinations, neighbours one after the other, as for ``Trips.between``.
    n_threads : int
        Threads that share the destinations.

    Returns
    -------
    Pairs
        By destination.
    """
    starts, n_origins = origins
    places, n_destinations = destinations
    start_leg, place_leg = lane.leg_ticks(starts), lane.leg_ticks(places)
    first = first_parts(network, lane.link_ticks, starts, start_leg)
    last = last_parts(network, lane.link_ticks, places, place_leg)
    straight = straight_trips(lane.link_ticks, starts, start_leg, places, place_leg)
    before = list(standing_before(starts, places))
    join = np.concatenate([straight.origin_join, *(joins for _, joins in before)])
    place = np.repeat([place for place, _ in before], [len(joins) for _, joins in before])
    direct = Ends.of_places(
        np.concatenate([places.place[straight.place_join], place.astype(np.int64)]),
        starts.place[join],
        np.concatenate([straight.ticks, start_leg[join[len(straight.ticks) :]]]),
        n_destinations,
    )
    trips = Trips.between(
        restriction,
        Ends.of_places(starts.place[first.join], first.node, first.ticks, n_origins),
        Ends.of_places(places.place[last.join], last.node, last.ticks, n_destinations),
        direct=Pairs(direct.first, direct.node, direct.ticks),
        order=order,
    )
    return times_within(
        customised, weighting, trips, cutoff_ticks=longest_ticks(cutoff_s), n_threads=n_threads
    )
