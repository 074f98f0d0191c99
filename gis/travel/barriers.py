"""What stands in the way: the path a person would take if nothing blocked, and what blocks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis.model import BoolArray, IntArray, Passability, Reading
from gis.network.evaluation import LinkCosts, evaluate
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile
from gis.network.snap import Candidates, Joins, nearest_joins
from gis.routing.buckets import Ticks
from gis.routing.ticks import to_ticks
from gis.travel.paths import Path, check_wanted, describe, only_place
from gis.travel.routes import Route, trace_routes
from gis.travel.street_arcs import ArcLayout, arcs_towards, joins_chosen, joins_in, reading_ticks


@dataclass(frozen=True, slots=True)
class Barriers:
    """
    The direct path, what stands in its way, and the way round.

    Parameters
    ----------
    direct : Path
        The path if nothing blocked, judged and timed for the profile.
    blocked, unknown : numpy.ndarray of int
        Positions of the steps of ``direct`` that block, and of those of which
        it is not known; their reasons are in ``direct.reasons``.
    origin_joins, place_joins : bool
        Whether the profile joins the streets where the direct path begins and
        ends. Where not, it cannot use the street in front of the door.
    passable : Path or None
        The profile's own path in the reading; None where there is no way.
    detour_s : float
        How much longer that one takes [s]; infinite where there is no way.
    """

    direct: Path
    blocked: IntArray
    unknown: IntArray
    origin_joins: bool
    place_joins: bool
    passable: Path | None
    detour_s: float


def find_barriers(
    network: StreetNetwork,
    origins: Candidates,
    places: Candidates,
    profile: Profile,
    *,
    reading: Reading,
    reference: Profile | None = None,
    wanted: Sequence[int] | None = None,
    place: int | None = None,
    costs: LinkCosts | None = None,
    layout: ArcLayout | None = None,
) -> list[Barriers | None]:
    """
    Find what stands between origins and their nearest place, or a given one.

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
        Whether unknown blocks or passes on the way round.
    reference : Profile, optional
        Whose quickest path (unknown passing) is the direct one, for instance an
        adult on foot. Without it, it is the profile's own with all barriers ignored.
    wanted : sequence of int, optional
        Positions of the origins asked for; all without it.
    place : int, optional
        Position of the place to go to; without it the nearest, which may be
        another one for the direct path than for the way round.
    costs : LinkCosts, optional
        From ``evaluate(network, profile)``, when it has been made before.
    layout : ArcLayout, optional
        From ``arcs_towards(network)``, when it has been made before.

    Returns
    -------
    list of Barriers or None
        In the order of ``wanted``; None where not even the direct path leads.

    Raises
    ------
    AttributeInputError
        If an origin or the place does not exist.
    ProfileError
        If a profile is not valid.

    Notes
    -----
    On the direct path a blocked link takes ``length / speed_mps``: the speed of
    level, even ground, as if nothing stood there; every other link takes what it
    takes the profile. The direction of a link is law, not barrier, and stays.

    Without ``reference`` the detour is never negative. With one it can be,
    because the quickest way on foot need not be the quickest on wheels. Where
    nothing stands in the way and both ends join, the detour is nothing.
    """
    wanted = check_wanted(origins, places, wanted, place)
    costs = costs or evaluate(network, profile)
    layout = layout or arcs_towards(network)
    own = [joins_in(layer, costs.state, reading) for layer in (origins, places)]
    own_ticks = reading_ticks(costs, reading)
    open_ticks = _ticks_without_barriers(network, profile, costs, reading)
    if reference is None:
        anyone = [_all_joins(network, layer, costs, reading) for layer in (origins, places)]
        chosen_by = open_ticks
    else:
        theirs = evaluate(network, reference)
        anyone = [joins_in(layer, theirs.state, Reading.HIGH) for layer in (origins, places)]
        chosen_by = reading_ticks(theirs, Reading.HIGH)

    def routes(link_ticks: Ticks, joins: list[Joins]) -> list[Route | None]:
        to_joins = only_place(joins[1], place)
        return trace_routes(
            network, link_ticks, joins[0], to_joins, wanted, speed_mps=profile.speed_mps, layout=layout
        )

    direct = describe(network, profile, costs.state, open_ticks, routes(chosen_by, anyone), reading=reading)
    passable = describe(network, profile, costs.state, own_ticks, routes(own_ticks, own), reading=reading)
    return [
        None if straight is None else _compare(straight, way_round, *own)
        for straight, way_round in zip(direct, passable, strict=True)
    ]


def _allowed(network: StreetNetwork) -> BoolArray:
    """Say in which directions people may walk each link at all."""
    return np.stack([network.forward, network.backward])


def _ticks_without_barriers(
    network: StreetNetwork, profile: Profile, costs: LinkCosts, reading: Reading
) -> Ticks:
    """Give the time of each link as if no barrier stood there."""
    barrier = (costs.state == Passability.BLOCKS) & _allowed(network)
    return to_ticks(np.where(barrier, network.length_m / profile.speed_mps, costs.in_reading(reading)))


def _all_joins(network: StreetNetwork, layer: Candidates, costs: LinkCosts, reading: Reading) -> Joins:
    """Join a layer to its nearest links of any state, and where the profile itself joins."""
    nearest = nearest_joins(layer, network.forward | network.backward)
    return layer.joins.only(nearest | joins_chosen(layer, costs.state, reading))


def _compare(direct: Path, passable: Path | None, origins: Joins, places: Joins) -> Barriers:
    """Say what stands in the way, and what going round costs."""
    return Barriers(
        direct=direct,
        blocked=np.flatnonzero(direct.state == Passability.BLOCKS),
        unknown=np.flatnonzero(direct.state == Passability.UNKNOWN),
        origin_joins=bool(((origins.place == direct.origin) & (origins.link == direct.first_link)).any()),
        place_joins=bool(((places.place == direct.place) & (places.link == direct.last_link)).any()),
        passable=passable,
        # whole tenths of a second: the difference of two of them is one, but for its last binary digit
        detour_s=np.inf if passable is None else round(passable.total_s - direct.total_s, 1),
    )
