"""The streets as arcs for plain searches: who may walk where in a reading, and how trips begin and end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from gis.errors import ShapeMismatchError
from gis.model import BoolArray, ByteArray, FloatArray, IntArray, Passability, Reading
from gis.network.evaluation import LinkCosts
from gis.network.graph import StreetNetwork
from gis.network.snap import Candidates, Joins, nearest_joins
from gis.routing.bucket_queue import PlainSearch
from gis.routing.buckets import Ticks
from gis.routing.ticks import FORBIDDEN, to_ticks


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


@dataclass(frozen=True, slots=True)
class ArcLayout:
    """
    The arcs of a network turned around, for searches that begin at the destinations.

    Parameters
    ----------
    first : numpy.ndarray of int, shape (n_nodes + 1,)
        Where the arcs of each node begin.
    head : numpy.ndarray of int, shape (2 * n_links,)
        Node each arc leads to, which is the node its link is walked from.
    arc : numpy.ndarray of int, shape (2 * n_links,)
        Position in (links walked forward, links walked backward).
    """

    first: IntArray
    head: IntArray
    arc: IntArray

    def search(self, link_ticks: Ticks) -> PlainSearch:
        """
        Prepare searches towards destinations.

        Parameters
        ----------
        link_ticks : numpy.ndarray of int32, shape (2, n_links)
            Time of each link forward and backward [0.1 s].

        Returns
        -------
        PlainSearch
            Seeds are destinations; a node's time is the time from there to the nearest.
        """
        return PlainSearch(self.first, self.head, link_ticks.ravel()[self.arc])


def arcs_towards(network: StreetNetwork) -> ArcLayout:
    """
    Lay a network's arcs out by the node they are walked to; made once, weighted many times.

    Parameters
    ----------
    network : StreetNetwork
        The streets.

    Returns
    -------
    ArcLayout
        The arcs turned around.
    """
    walked_to = np.concatenate([network.link_to, network.link_from])
    walked_from = np.concatenate([network.link_from, network.link_to])
    arc = np.argsort(walked_to, kind="stable")
    counts = np.bincount(walked_to, minlength=network.n_nodes)
    return ArcLayout(np.concatenate([[0], np.cumsum(counts)]), walked_from[arc], arc)


def reading_ticks(costs: LinkCosts, reading: Reading) -> Ticks:
    """
    Give the time of each link in whole ticks, closed where the reading does not let the profile walk.

    Parameters
    ----------
    costs : LinkCosts
        What the profile makes of every link.
    reading : Reading
        Whether unknown blocks or passes.

    Returns
    -------
    numpy.ndarray of int32, shape (2, n_links)
        Time forward and backward [0.1 s]; ``FORBIDDEN`` where closed.
    """
    return to_ticks(np.where(usable_directions(costs.state, reading), costs.in_reading(reading), np.inf))


def joins_chosen(layer: Candidates, state: ByteArray, reading: Reading) -> BoolArray:
    """
    Choose where a layer's places join the streets in a reading.

    Parameters
    ----------
    layer : Candidates
        Links each place might join.
    state : numpy.ndarray of int8, shape (2, n_links)
        ``Passability`` codes.
    reading : Reading
        In the low one a place joins links that surely pass, if it is sure itself; in the
        high one also the nearest that may, in addition to those: that one could lead
        nowhere.

    Returns
    -------
    numpy.ndarray of bool, shape (n_joins,)
        The joins chosen.
    """
    best_state = state.max(axis=0)  # a link open in one direction can be joined
    chosen = nearest_joins(layer, best_state == Passability.PASSES)
    if reading is Reading.LOW:
        return chosen if layer.sure is None else chosen & layer.sure
    return chosen | nearest_joins(layer, best_state != Passability.BLOCKS)


def joins_in(layer: Candidates, state: ByteArray, reading: Reading) -> Joins:
    """
    Give the joins of a layer in a reading.

    Parameters
    ----------
    layer : Candidates
        Links each place might join.
    state : numpy.ndarray of int8, shape (2, n_links)
        ``Passability`` codes.
    reading : Reading
        Low or high; see ``joins_chosen``.

    Returns
    -------
    Joins
        The joins chosen. Where a place lies somewhere within a radius, its way off the
        link is longer by it in the low reading and shorter in the high one, which also
        joins it wherever it may lie: at the rim of that land for those who come from
        outside, and see ``standing_before`` for those who are on it.
    """
    joins = layer.joins
    if layer.radius_m is not None:
        off_m = layer.radius_m[joins.place]
        leg_m = joins.leg_m + off_m if reading is Reading.LOW else np.maximum(joins.leg_m - off_m, 0.0)
        joins = replace(joins, leg_m=leg_m)
    joins = joins.only(joins_chosen(layer, state, reading))
    if layer.rim is None or reading is Reading.LOW:
        return joins
    may_pass = state.max(axis=0)[layer.rim.link] != Passability.BLOCKS
    return replace(joins, discs=layer.discs).with_others(layer.rim.only(may_pass))


def standing_before(origins: Joins, places: Joins) -> Iterator[tuple[int, IntArray]]:
    """
    Find who may stand before a place already: the origins on the land where it may lie.

    Parameters
    ----------
    origins : Joins
        Where the origins join, with their points.
    places : Joins
        Where the places join.

    Yields
    ------
    tuple of (int, numpy.ndarray of int)
        A place, and the joins of origins whose whole trip to it is the way to the street.

    Raises
    ------
    ShapeMismatchError
        If places may lie anywhere and the origins were joined without their points.
    """
    if places.discs is None:
        return
    if origins.at_m is None:
        fault = "joined without their points, which trips to places of uncertain position need"
        raise ShapeMismatchError("origins", [fault])
    yield from places.discs.around(origins.at_m)


@dataclass(frozen=True, slots=True)
class Ends:
    """
    First or last parts of trips: between a place's join and an end of its link.

    Parameters
    ----------
    join : numpy.ndarray of int, shape (n_ends,)
        Position of the join.
    backward : numpy.ndarray of bool, shape (n_ends,)
        Whether the link is walked from ``link_to`` towards ``link_from``.
    node : numpy.ndarray of int, shape (n_ends,)
        Node at the end of the link.
    ticks : numpy.ndarray of int32, shape (n_ends,)
        Time between place and node, the way off the link included [0.1 s].
    """

    join: IntArray
    backward: BoolArray
    node: IntArray
    ticks: Ticks


def first_parts(network: StreetNetwork, link_ticks: Ticks, origins: Joins, leg_ticks: Ticks) -> Ends:
    """
    Give the ways from origins to the ends of the links they join.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    link_ticks : numpy.ndarray of int32, shape (2, n_links)
        Time of each link [0.1 s].
    origins : Joins
        Where the origins join.
    leg_ticks : numpy.ndarray of int32, shape (n_joins,)
        Time between place and link [0.1 s].

    Returns
    -------
    Ends
        Only those whose link is open in that direction.
    """
    ahead = (network.link_to[origins.link], 1.0 - origins.along_share)
    behind = (network.link_from[origins.link], origins.along_share)
    return _ends(link_ticks[:, origins.link], ahead, behind, leg_ticks)


def last_parts(network: StreetNetwork, link_ticks: Ticks, places: Joins, leg_ticks: Ticks) -> Ends:
    """
    Give the ways to places from the ends of the links they join.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    link_ticks : numpy.ndarray of int32, shape (2, n_links)
        Time of each link [0.1 s].
    places : Joins
        Where the places join.
    leg_ticks : numpy.ndarray of int32, shape (n_joins,)
        Time between place and link [0.1 s].

    Returns
    -------
    Ends
        Only those whose link is open in that direction.
    """
    ahead = (network.link_from[places.link], places.along_share)
    behind = (network.link_to[places.link], 1.0 - places.along_share)
    return _ends(link_ticks[:, places.link], ahead, behind, leg_ticks)


def _ends(
    whole_ticks: Ticks, ahead: tuple[IntArray, FloatArray], behind: tuple[IntArray, FloatArray], leg: Ticks
) -> Ends:
    """Time both directions of walking part of each link, and drop what is closed."""
    ticks = np.concatenate(
        [part_ticks(share, whole) for (_, share), whole in zip((ahead, behind), whole_ticks, strict=True)]
    )
    ends = Ends(
        join=np.tile(np.arange(len(leg)), 2),
        backward=np.repeat([False, True], len(leg)),
        node=np.concatenate([ahead[0], behind[0]]),
        ticks=ticks + np.tile(leg, 2),
    )
    is_open = ticks < FORBIDDEN
    return Ends(ends.join[is_open], ends.backward[is_open], ends.node[is_open], ends.ticks[is_open])


def part_ticks(share: FloatArray, whole_ticks: Ticks) -> Ticks:
    """
    Give the time of a part of a link; no part of a closed link can be walked, not even nothing of it.

    Parameters
    ----------
    share : numpy.ndarray of float
        Part of the link walked, between 0 and 1.
    whole_ticks : numpy.ndarray of int32, same shape
        Time of the whole link [0.1 s].

    Returns
    -------
    numpy.ndarray of int32, same shape
        Time of the part, rounded [0.1 s]; ``FORBIDDEN`` where the link is closed.
    """
    closed = whole_ticks >= FORBIDDEN
    return np.where(closed, FORBIDDEN, np.rint(share * np.where(closed, 0, whole_ticks))).astype(np.int32)


@dataclass(frozen=True, slots=True)
class StraightTrips:
    """
    Trips that stay on one link and do not go round by its ends.

    Parameters
    ----------
    origin_join, place_join : numpy.ndarray of int, shape (n_trips,)
        Positions of the joins.
    backward : numpy.ndarray of bool, shape (n_trips,)
        Whether the link is walked from ``link_to`` towards ``link_from``.
    ticks : numpy.ndarray of int32, shape (n_trips,)
        Time, both ways off the link included [0.1 s].
    """

    origin_join: IntArray
    place_join: IntArray
    backward: BoolArray
    ticks: Ticks


def straight_trips(
    link_ticks: Ticks, origins: Joins, origin_leg: Ticks, places: Joins, place_leg: Ticks
) -> StraightTrips:
    """
    Find the origins and places that join the same link, and the way along it.

    Parameters
    ----------
    link_ticks : numpy.ndarray of int32, shape (2, n_links)
        Time of each link [0.1 s].
    origins : Joins
        Where the origins join.
    origin_leg : numpy.ndarray of int32, shape (n_joins,)
        Time between each origin and its link [0.1 s].
    places : Joins
        Where the places join.
    place_leg : numpy.ndarray of int32, shape (n_joins,)
        Time between each place and its link [0.1 s].

    Returns
    -------
    StraightTrips
        Those whose link is open in that direction.
    """
    by_link = np.argsort(places.link, kind="stable")
    links = places.link[by_link]
    begin, end = (np.searchsorted(links, origins.link, side=side) for side in ("left", "right"))
    count = end - begin
    origin = np.repeat(np.arange(len(origins)), count)
    within = np.arange(len(origin)) - np.repeat(np.cumsum(count) - count, count)
    place = by_link[np.repeat(begin, count) + within]
    ahead = places.along_share[place] - origins.along_share[origin]
    forward_ticks, backward_ticks = link_ticks[:, origins.link[origin]]
    ticks = np.concatenate([part_ticks(ahead, forward_ticks), part_ticks(-ahead, backward_ticks)])
    possible = np.concatenate([ahead >= 0, ahead <= 0]) & (ticks < FORBIDDEN)
    origin, place = np.tile(origin, 2)[possible], np.tile(place, 2)[possible]
    return StraightTrips(
        origin_join=origin,
        place_join=place,
        backward=np.repeat([False, True], len(ahead))[possible],
        ticks=ticks[possible] + origin_leg[origin] + place_leg[place],
    )
