"""Tracing routes: the links that lead from each origin to its nearest place, for any times of the links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis.model import BoolArray, FloatArray, IntArray
from gis.network.graph import StreetNetwork
from gis.network.snap import Joins
from gis.routing.bucket_queue import SearchTree
from gis.routing.buckets import Ticks
from gis.routing.nearest_kernel import FIRST_SEED
from gis.routing.ticks import FORBIDDEN, to_ticks
from gis.travel.street_arcs import (
    ArcLayout,
    Ends,
    StraightTrips,
    arcs_towards,
    first_parts,
    last_parts,
    part_ticks,
    standing_before,
    straight_trips,
)

# A link or part of one: its position, whether walked backward, where along it the walk begins and ends.
Step = tuple[int, bool, float, float]


@dataclass(frozen=True, slots=True)
class Route:
    """
    The course of a trip; arrays have one entry for each link, or part of one, walked in one go.

    Parameters
    ----------
    origin, place : int
        Positions in their layers.
    link : numpy.ndarray of int, shape (n_steps,)
        Position of each link, in the order of walking; none where origin and
        place join the streets at one point.
    backward : numpy.ndarray of bool, shape (n_steps,)
        Whether it is walked from ``link_to`` towards ``link_from``.
    start_share, end_share : numpy.ndarray of float, shape (n_steps,)
        Where along the link, as drawn, the walk begins and ends: 0 at ``link_from``.
    first_link, last_link : int
        Links that origin and place join, even where nothing of them is walked.
    first_leg_m, last_leg_m : float
        Ways between the places and the streets [m].
    """

    origin: int
    place: int
    link: IntArray
    backward: BoolArray
    start_share: FloatArray
    end_share: FloatArray
    first_link: int
    last_link: int
    first_leg_m: float
    last_leg_m: float

    def step_ticks(self, link_ticks: Ticks) -> Ticks:
        """
        Give the time of each step.

        Parameters
        ----------
        link_ticks : numpy.ndarray of int32, shape (2, n_links)
            Time of each whole link forward and backward [0.1 s].

        Returns
        -------
        numpy.ndarray of int32, shape (n_steps,)
            Times [0.1 s]; ``FORBIDDEN`` where the link is closed.
        """
        whole_ticks = link_ticks[self.backward.astype(np.int64), self.link]
        return part_ticks(np.abs(self.end_share - self.start_share), whole_ticks)


@dataclass(frozen=True, slots=True)
class _Field:
    """All that the routes of one search have in common."""

    network: StreetNetwork
    layout: ArcLayout
    origins: Joins
    places: Joins
    first: Ends
    last: Ends
    straight: StraightTrips
    tree: SearchTree


def trace_routes(
    network: StreetNetwork,
    link_ticks: Ticks,
    origins: Joins,
    places: Joins,
    wanted: Sequence[int],
    *,
    speed_mps: float,
    layout: ArcLayout | None = None,
) -> list[Route | None]:
    """
    Trace the quickest way from each origin to its nearest place.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    link_ticks : numpy.ndarray of int32, shape (2, n_links)
        Time of each link forward and backward [0.1 s]; ``FORBIDDEN`` where closed.
    origins, places : Joins
        Where both join the streets.
    wanted : sequence of int
        Positions of the origins asked for.
    speed_mps : float
        Speed between places and streets [m/s].
    layout : ArcLayout, optional
        From ``arcs_towards(network)``, when it has been made before.

    Returns
    -------
    list of Route or None
        In the order of ``wanted``; None where there is no way.

    Notes
    -----
    One search from the places on the reversed network serves all origins. Of
    ways equally quick one is given, the same at every run; the one that stays
    on its link goes first.
    """
    origin_leg, place_leg = (to_ticks(layer.leg_m / speed_mps) for layer in (origins, places))
    layout = layout or arcs_towards(network)
    last = last_parts(network, link_ticks, places, place_leg)
    found = _Field(
        network=network,
        layout=layout,
        origins=origins,
        places=places,
        first=first_parts(network, link_ticks, origins, origin_leg),
        last=last,
        straight=straight_trips(link_ticks, origins, origin_leg, places, place_leg),
        tree=layout.search(link_ticks).tree(last.node, last.ticks),
    )
    before = [(place, join) for place, joins in standing_before(origins, places) for join in joins.tolist()]
    standing = np.array([join for _, join in before], dtype=np.int64)
    n_standing, n_straight = len(before), len(found.straight.ticks)
    by_node = found.first.ticks.astype(np.int64) + found.tree.ticks[found.first.node]
    ticks = np.concatenate([origin_leg[standing], found.straight.ticks, by_node])
    origin = origins.place[np.concatenate([standing, found.straight.origin_join, found.first.join])]
    best = _quickest_of_each(origin[ticks < FORBIDDEN], np.flatnonzero(ticks < FORBIDDEN), ticks)

    def route(trip: int) -> Route:
        if trip < n_standing:
            return _standing_route(found, *before[trip])
        if trip < n_standing + n_straight:
            return _straight_route(found, trip - n_standing)
        return _route_by_nodes(found, trip - n_standing - n_straight)

    return [None if (trip := best.get(i)) is None else route(trip) for i in wanted]


def _quickest_of_each(origin: IntArray, trip: IntArray, ticks: IntArray) -> dict[int, int]:
    """Choose the quickest trip of each origin; of trips equally quick the first."""
    order = np.lexsort((trip, ticks[trip], origin))
    origins, at = np.unique(origin[order], return_index=True)
    return dict(zip(origins.tolist(), trip[order][at].tolist(), strict=True))


def _standing_route(found: _Field, place: int, join: int) -> Route:
    """Describe a trip that ends where it meets the street: the place may be there."""
    return Route(
        origin=int(found.origins.place[join]),
        place=place,
        link=np.zeros(0, dtype=np.int64),
        backward=np.zeros(0, dtype=bool),
        start_share=np.zeros(0),
        end_share=np.zeros(0),
        first_link=int(found.origins.link[join]),
        last_link=int(found.origins.link[join]),
        first_leg_m=float(found.origins.leg_m[join]),
        last_leg_m=0.0,
    )


def _straight_route(found: _Field, trip: int) -> Route:
    """Describe a trip that stays on one link."""
    one, other = int(found.straight.origin_join[trip]), int(found.straight.place_join[trip])
    step = (
        int(found.origins.link[one]),
        bool(found.straight.backward[trip]),
        float(found.origins.along_share[one]),
        float(found.places.along_share[other]),
    )
    return _route(found, one, other, [step])


def _route_by_nodes(found: _Field, end: int) -> Route:
    """Describe a trip from a part of the origin's link, over whole links, to a part of the place's."""
    one, backward = int(found.first.join[end]), bool(found.first.backward[end])
    leaves_at = float(found.origins.along_share[one])
    steps: list[Step] = [(int(found.origins.link[one]), backward, leaves_at, 0.0 if backward else 1.0)]
    node = int(found.first.node[end])
    network, n_links = found.network, found.network.n_links
    while (arc := int(found.tree.arc[node])) >= 0:
        direction, link = divmod(int(found.layout.arc[arc]), n_links)
        steps.append((link, True, 1.0, 0.0) if direction else (link, False, 0.0, 1.0))
        node = int(network.link_from[link] if direction else network.link_to[link])
    arrival = FIRST_SEED - arc
    other, backward = int(found.last.join[arrival]), bool(found.last.backward[arrival])
    arrives_at = float(found.places.along_share[other])
    steps.append((int(found.places.link[other]), backward, 1.0 if backward else 0.0, arrives_at))
    return _route(found, one, other, steps)


def _route(found: _Field, one: int, other: int, steps: list[Step]) -> Route:
    """Gather steps between two joins; of a link that is left where it is met, nothing is walked."""
    walked = [step for step in steps if step[2] != step[3]]
    link, backward, start, end = zip(*walked, strict=True) if walked else ((), (), (), ())
    return Route(
        origin=int(found.origins.place[one]),
        place=int(found.places.place[other]),
        link=np.array(link, dtype=np.int64),
        backward=np.array(backward, dtype=bool),
        start_share=np.array(start, dtype=float),
        end_share=np.array(end, dtype=float),
        first_link=int(found.origins.link[one]),
        last_link=int(found.places.link[other]),
        first_leg_m=float(found.origins.leg_m[one]),
        last_leg_m=float(found.places.leg_m[other]),
    )
