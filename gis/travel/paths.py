"""Paths: the links a person walks from an origin to a place, how long each takes, what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.ops import substring

from gis.crs import local_projection
from gis.errors import AttributeInputError
from gis.model import BoolArray, ByteArray, FloatArray, IntArray, Reading
from gis.network.evaluation import LinkCosts, evaluate
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile
from gis.network.reasons import LinkReason, link_reasons
from gis.network.snap import Candidates, Joins
from gis.routing.buckets import Ticks
from gis.routing.ticks import TICKS_PER_S, to_ticks
from gis.travel.routes import Route, trace_routes
from gis.travel.street_arcs import ArcLayout, joins_in, reading_ticks


@dataclass(frozen=True, slots=True)
class Path:
    """
    A trip of one person, link by link; arrays have one entry for each step.

    Parameters
    ----------
    origin, place : int
        Positions in their layers.
    link : numpy.ndarray of int, shape (n_steps,)
        Position of each link walked.
    backward : numpy.ndarray of bool, shape (n_steps,)
        Whether it is walked from ``link_to`` towards ``link_from``.
    start_share, end_share : numpy.ndarray of float, shape (n_steps,)
        Where along the link, as drawn, the walk begins and ends: 0 at ``link_from``.
    time_s : numpy.ndarray of float, shape (n_steps,)
        Time of each step [s].
    arrival_s : numpy.ndarray of float, shape (n_steps,)
        Time since leaving the origin at the end of each step [s].
    first_link, last_link : int
        Links that origin and place join, even where nothing of them is walked.
    first_leg_s, last_leg_s : float
        Ways between the places and the streets [s].
    total_s : float
        Time of the whole trip [s].
    state : numpy.ndarray of int8, shape (n_steps,)
        ``Passability`` of each link for the profile in the direction walked.
    reasons : tuple of tuple of LinkReason
        Why each link blocks, is unknown or is slow; ``extra_s`` is that of the whole link.
    course : numpy.ndarray of shapely.LineString, shape (n_steps,)
        What is walked of each link, in the direction of walking, in WGS 84.
    """

    origin: int
    place: int
    link: IntArray
    backward: BoolArray
    start_share: FloatArray
    end_share: FloatArray
    time_s: FloatArray
    arrival_s: FloatArray
    first_link: int
    last_link: int
    first_leg_s: float
    last_leg_s: float
    total_s: float
    state: ByteArray
    reasons: tuple[tuple[LinkReason, ...], ...]
    course: NDArray[np.object_] = field(compare=False)


def find_paths(
    network: StreetNetwork,
    origins: Candidates,
    places: Candidates,
    profile: Profile,
    *,
    reading: Reading,
    wanted: Sequence[int] | None = None,
    place: int | None = None,
    costs: LinkCosts | None = None,
    layout: ArcLayout | None = None,
) -> list[Path | None]:
    """
    Find the quickest path of a profile from origins to their nearest place, or to a given one.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    origins : Candidates
        Links each origin might join.
    places : Candidates
        The same for the places of the class.
    profile : Profile
        Who travels.
    reading : Reading
        Whether unknown blocks or passes.
    wanted : sequence of int, optional
        Positions of the origins asked for; all without it.
    place : int, optional
        Position of the place to go to; without it the nearest, whichever that is.
    costs : LinkCosts, optional
        From ``evaluate(network, profile)``, when it has been made before.
    layout : ArcLayout, optional
        From ``arcs_towards(network)``, when it has been made before.

    Returns
    -------
    list of Path or None
        In the order of ``wanted``; None where there is no way.

    Raises
    ------
    AttributeInputError
        If an origin or the place does not exist.
    ProfileError
        If the profile is not valid.

    Notes
    -----
    Of paths and places equally quick one is given, the same at every run. The
    parts of links at both ends are rounded to tenths of a second one by one.
    """
    wanted = check_wanted(origins, places, wanted, place)
    costs = costs or evaluate(network, profile)
    from_joins, to_joins = (joins_in(layer, costs.state, reading) for layer in (origins, places))
    link_ticks = reading_ticks(costs, reading)
    routes = trace_routes(
        network,
        link_ticks,
        from_joins,
        only_place(to_joins, place),
        wanted,
        speed_mps=profile.speed_mps,
        layout=layout,
    )
    return describe(network, profile, costs.state, link_ticks, routes, reading=reading)


def check_wanted(
    origins: Candidates, places: Candidates, wanted: Sequence[int] | None, place: int | None
) -> Sequence[int]:
    """
    Refuse origins and places that do not exist.

    Parameters
    ----------
    origins, places : Candidates
        The layers.
    wanted : sequence of int or None
        Positions of origins; None for all.
    place : int or None
        Position of a place; None for any.

    Returns
    -------
    sequence of int
        Positions of the origins asked for.

    Raises
    ------
    AttributeInputError
        Naming those that do not exist.
    """
    n_origins, n_places = len(origins.nearest_m), len(places.nearest_m)
    asked = range(n_origins) if wanted is None else wanted
    faults = [f"there is no origin {i} among {n_origins}" for i in asked if not 0 <= i < n_origins]
    if place is not None and not 0 <= place < n_places:
        faults.append(f"there is no place {place} among {n_places}")
    if faults:
        raise AttributeInputError("paths", faults)
    return asked


def only_place(joins: Joins, place: int | None) -> Joins:
    """
    Keep the joins of one place.

    Parameters
    ----------
    joins : Joins
        Joins of a layer.
    place : int or None
        Position of the place; None keeps all.

    Returns
    -------
    Joins
        Those of the place.
    """
    return joins if place is None else joins.only(joins.place == place)


def describe(
    network: StreetNetwork,
    profile: Profile,
    state: ByteArray,
    link_ticks: Ticks,
    routes: Sequence[Route | None],
    *,
    reading: Reading,
) -> list[Path | None]:
    """
    Say of routes what a profile meets on each link, and draw them.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    profile : Profile
        Who travels.
    state : numpy.ndarray of int8, shape (2, n_links)
        ``Passability`` codes of the profile.
    link_ticks : numpy.ndarray of int32, shape (2, n_links)
        Time of each link by which the routes are to be timed [0.1 s].
    routes : sequence of Route or None
        From ``trace_routes``.
    reading : Reading
        Whether the reasons count what is unknown at its slowest or its fastest.

    Returns
    -------
    list of Path or None
        In the order of the routes.
    """
    known = [route for route in routes if route is not None]
    if not known:
        return [None for _ in routes]
    link = np.concatenate([route.link for route in known])
    backward = np.concatenate([route.backward for route in known])
    reasons = link_reasons(network, profile, link, backward, reading=reading)
    plan = local_projection(network.node_lon_deg, network.node_lat_deg)
    paths = []
    begin = 0
    for route in known:
        end = begin + len(route.link)
        paths.append(_path(network, profile, state, link_ticks, route, tuple(reasons[begin:end]), plan))
        begin = end
    told = iter(paths)
    return [None if route is None else next(told) for route in routes]


def _path(
    network: StreetNetwork,
    profile: Profile,
    state: ByteArray,
    link_ticks: Ticks,
    route: Route,
    reasons: tuple[tuple[LinkReason, ...], ...],
    plan: Transformer,
) -> Path:
    """Time a route in whole ticks and draw it."""
    step_ticks = route.step_ticks(link_ticks).astype(np.int64)
    first_leg, last_leg = to_ticks(
        np.array([route.first_leg_m, route.last_leg_m]) / profile.speed_mps
    ).tolist()
    course = np.empty(len(route.link), dtype=object)
    for i, (link, start, end) in enumerate(zip(route.link, route.start_share, route.end_share, strict=True)):
        course[i] = _course(network.geometry[link], float(start), float(end), plan)
    return Path(
        origin=route.origin,
        place=route.place,
        link=route.link,
        backward=route.backward,
        start_share=route.start_share,
        end_share=route.end_share,
        time_s=step_ticks / TICKS_PER_S,
        arrival_s=(first_leg + np.cumsum(step_ticks)) / TICKS_PER_S,
        first_link=route.first_link,
        last_link=route.last_link,
        first_leg_s=first_leg / TICKS_PER_S,
        last_leg_s=last_leg / TICKS_PER_S,
        total_s=(first_leg + int(step_ticks.sum()) + last_leg) / TICKS_PER_S,
        state=state[route.backward.astype(np.int64), route.link],
        reasons=reasons,
        course=course,
    )


def _course(
    line: shapely.LineString, start_share: float, end_share: float, plan: Transformer
) -> shapely.LineString:
    """Cut a link where the walk begins and ends, measuring in metres as joining does."""
    if {start_share, end_share} == {0.0, 1.0} or line.length == 0:
        return line if start_share < end_share else line.reverse()
    in_metres = shapely.transform(line, lambda at: np.column_stack(plan.transform(at[:, 0], at[:, 1])))
    part = substring(in_metres, start_share, end_share, normalized=True)
    assert isinstance(part, shapely.LineString)  # the shares differ, so it is no point
    return shapely.transform(
        part, lambda at: np.column_stack(plan.transform(at[:, 0], at[:, 1], direction="INVERSE"))
    )
