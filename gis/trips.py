"""The door to single trips: a person's way, what stands in it, the nearest places, the chain to a service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gis.checks import check_places
from gis.errors import EmptyInputError, FaultyInputsError, InputError, ReferenceSystemError
from gis.model import READINGS, ByteArray, FloatArray, IntArray, Places, Reading
from gis.network.evaluation import evaluate
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile
from gis.network.snap import MAX_JOIN_M, Candidates, Joiner
from gis.routing.hierarchy import Hierarchy
from gis.travel.barriers import Barriers, find_barriers
from gis.travel.chain import AccessChain, access_chain
from gis.travel.k_nearest import NearestPlaces, k_nearest
from gis.travel.matrices import travel_matrices
from gis.travel.matrix import TravelMatrix
from gis.travel.paths import Path, find_paths
from gis.travel.street_arcs import ArcLayout, arcs_towards


@dataclass(frozen=True, slots=True)
class Streets:
    """
    A network ready to be asked about single trips.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    joiner : Joiner
        Their index, for joining places to them.
    layout : ArcLayout
        Their arcs turned around, for searching.
    hierarchy : Hierarchy or None
        From ``street_hierarchy(network)``, where it has been made before; the chain needs it.
    """

    network: StreetNetwork
    joiner: Joiner
    layout: ArcLayout
    hierarchy: Hierarchy | None = None


@dataclass(frozen=True, slots=True)
class Trip:
    """
    One profile's way between two points.

    Parameters
    ----------
    profile : str
        Who travels.
    low, high : Path or None
        The way if unknown blocks, and if it passes; None where there is none.
    barriers : Barriers or None
        What stands in the way of the low reading where it has none; None
        where it has one, or where the streets do not connect the two points.
    """

    profile: str
    low: Path | None
    high: Path | None
    barriers: Barriers | None


def ready_streets(
    network: StreetNetwork, *, max_join_m: float = MAX_JOIN_M, hierarchy: Hierarchy | None = None
) -> Streets:
    """
    Make a network ready to be asked about single trips, once for many of them.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    max_join_m : float
        Farthest a point may lie from the street it joins [m].
    hierarchy : Hierarchy, optional
        Where it has been made before.

    Returns
    -------
    Streets
        The network with an index of its links.

    Raises
    ------
    EmptyInputError
        If the network has no link.
    """
    if not network.n_links:
        raise EmptyInputError(network.source, ["holds no link that people can walk"])
    return Streets(network, Joiner(network, max_join_m=max_join_m), arcs_towards(network), hierarchy)


def one_point(lon_deg: float, lat_deg: float, *, source: str) -> Places:
    """
    Make a layer of one point.

    Parameters
    ----------
    lon_deg, lat_deg : float
        WGS 84 coordinates [degree].
    source : str
        What the point is called in messages.

    Returns
    -------
    Places
        The point.
    """
    return Places((source,), np.array([lon_deg]), np.array([lat_deg]), source=source)


def find_trips(streets: Streets, start: Places, end: Places, profiles: Sequence[Profile]) -> list[Trip]:
    """
    Find the way of each profile from one point to another, in both readings.

    Parameters
    ----------
    streets : Streets
        From ``ready_streets``.
    start, end : Places
        One point each, from ``one_point``.
    profiles : sequence of Profile
        Who travels.

    Returns
    -------
    list of Trip
        In the order of the profiles.

    Raises
    ------
    FaultyInputsError
        If both points lie too far from every street, or nowhere on Earth.
    InputError
        One of its other kinds, if one point does; its source is that of the point.
    ProfileError
        If a profile is not valid.

    Notes
    -----
    The way of the high reading is never slower than that of the low one.
    """
    origin, place = _joined(streets, start, end)
    return [_trip(streets, origin, place, profile) for profile in profiles]


def nearest_places(
    streets: Streets,
    start: Places,
    places: Places,
    profiles: Sequence[Profile],
    *,
    k: int,
    cutoff_s: float = np.inf,
) -> NearestPlaces:
    """
    Find the nearest places from one point.

    Parameters
    ----------
    streets : Streets
        From ``ready_streets``.
    start : Places
        One point, from ``one_point``.
    places : Places
        What to reach; a place far from every street is reached by nobody.
    profiles : sequence of Profile
        Who travels.
    k : int
        How many places.
    cutoff_s : float
        Longest time that counts [s].

    Returns
    -------
    NearestPlaces
        Of the one origin; see ``gis.travel.k_nearest``.

    Raises
    ------
    InputError
        One of its kinds, if the point or all places lie too far from every
        street, or ``k`` or the cutoff is no such number.
    """
    origin, destinations = _joined(streets, start, places)
    return k_nearest(
        streets.network, origin, destinations, profiles, k=k, cutoff_s=cutoff_s, layout=streets.layout
    )


def follow_chain(
    streets: Streets,
    start: Places,
    places: Places,
    entrance: ByteArray,
    features: Mapping[str, ByteArray],
    profiles: Sequence[Profile],
    *,
    cutoff_s: float,
) -> list[AccessChain]:
    """
    Follow the chain from door to service from one point: route, entrance, what is needed inside.

    Parameters
    ----------
    streets : Streets
        From ``ready_streets``.
    start : Places
        One point, from ``one_point``.
    places : Places
        Where the service is offered.
    entrance : numpy.ndarray of int8, shape (n_places,)
        ``Passability`` of each entrance.
    features : mapping of str to numpy.ndarray of int8, shape (n_places,)
        What is needed inside, in order; ``Passability`` of each at each place.
    profiles : sequence of Profile
        Who travels.
    cutoff_s : float
        Longest time that counts [s].

    Returns
    -------
    list of AccessChain
        For each profile that of the one origin; see ``gis.travel.chain``.

    Raises
    ------
    InputError
        One of its kinds, if the point or all places lie too far from every
        street, or states and places do not belong together.
    """
    origin, destinations = _joined(streets, start, places)
    matrices: dict[tuple[int, Reading], TravelMatrix] = {
        (found.profile, found.reading): found.matrix
        for found in travel_matrices(
            streets.network, origin, destinations, profiles, cutoff_s=cutoff_s, hierarchy=streets.hierarchy
        )
    }
    return [
        access_chain(matrices[p, Reading.LOW], matrices[p, Reading.HIGH], entrance, features)
        for p in range(len(profiles))
    ]


def step_lengths_m(network: StreetNetwork, path: Path) -> FloatArray:
    """
    Measure what is walked of each link of a path.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    path : Path
        From ``find_trips``.

    Returns
    -------
    numpy.ndarray of float, shape (n_steps,)
        Length of each step [m].
    """
    lengths_m: FloatArray = network.length_m[path.link] * np.abs(path.end_share - path.start_share)
    return lengths_m


def obstacle_steps(barriers: Barriers) -> IntArray:
    """
    List the steps of the direct path that stand in the way, the nearest to the start first.

    Parameters
    ----------
    barriers : Barriers
        From ``find_trips``.

    Returns
    -------
    numpy.ndarray of int
        Positions of the steps that block, and of those of which it is not known.
    """
    steps: IntArray = np.union1d(barriers.blocked, barriers.unknown)
    return steps


def _trip(streets: Streets, origin: Candidates, place: Candidates, profile: Profile) -> Trip:
    """Find one profile's way, and what stands in it where the low reading has none."""
    network, layout = streets.network, streets.layout
    costs = evaluate(network, profile)
    low, high = (
        find_paths(network, origin, place, profile, reading=reading, costs=costs, layout=layout)[0]
        for reading in READINGS
    )
    barriers = None
    if low is None:
        (barriers,) = find_barriers(
            network, origin, place, profile, reading=Reading.LOW, costs=costs, layout=layout
        )
    return Trip(profile.name, low, high, barriers)


def _joined(streets: Streets, *layers: Places) -> list[Candidates]:
    """Join layers to the streets; the faults of all come together, each under the layer's name."""
    found: list[Candidates] = []
    errors: list[InputError] = []
    for layer in layers:
        try:
            check_places(layer)
            found.append(_near_streets(streets, layer))
        except InputError as error:
            errors.append(error)
    if errors:
        raise errors[0] if len(errors) == 1 else FaultyInputsError(errors)
    return found


def _near_streets(streets: Streets, layer: Places) -> Candidates:
    """Join one layer; refuse it where none of it lies near a street."""
    joined = streets.joiner.candidates(layer, with_points=True)
    if not joined.too_far.all():
        return joined
    source, limit_m = streets.network.source, streets.joiner.max_join_m
    nearest_m = float(joined.nearest_m.min())
    fault = (
        f"lies {nearest_m:,.0f} m from the nearest street of {source}; at most {limit_m:,.0f} m are allowed"
        if len(layer) == 1
        else f"none of {len(layer)} places lies within {limit_m:,.0f} m of a street of {source}; "
        f"the nearest is {nearest_m:,.0f} m away"
    )
    if _lies_among(streets.network, lon_deg=layer.lat_deg, lat_deg=layer.lon_deg):
        raise ReferenceSystemError(layer.source, [f"{fault}: latitude and longitude look swapped"])
    raise EmptyInputError(layer.source, [fault])


def _lies_among(network: StreetNetwork, *, lon_deg: FloatArray, lat_deg: FloatArray) -> bool:
    """Tell whether a position lies within the rectangle of the network's nodes."""
    lon, lat = network.node_lon_deg, network.node_lat_deg
    inside = (lon_deg >= lon.min()) & (lon_deg <= lon.max()) & (lat_deg >= lat.min()) & (lat_deg <= lat.max())
    return bool(inside.any())
