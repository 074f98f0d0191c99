"""The door to the engine: from streets, people and services to travel times with their diagnostics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gis.checks import check_distinct, check_places, check_population
from gis.errors import AttributeInputError, EmptyInputError, ReferenceSystemError
from gis.model import BoolArray, Diagnostics, FloatArray, Places
from gis.network.diagnostics import network_diagnostics
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile, validate
from gis.network.snap import JOIN_SLACK_M, MAX_JOIN_M, Candidates, Joiner
from gis.notes import assessment_notes, layer_diagnostics, left_out_warnings
from gis.routing.hierarchy import Hierarchy
from gis.routing.prepared import street_hierarchy
from gis.travel.nearest import NearestTimes, find_nearest

Progress = Callable[[float, str], None]

# A layer counts as swapped when most of it lies off the network but on it the other way round.
SWAPPED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class ServiceClass:
    """
    One class of service: people want to reach any one of its places.

    Parameters
    ----------
    key : str
        Identifier.
    places : Places
        Where it is offered.
    """

    key: str
    places: Places


@dataclass(frozen=True, slots=True)
class Prepared:
    """
    What one search leaves for the next: places found on the streets, and the hierarchy of these.

    Parameters
    ----------
    origins : Candidates
        Links each origin might join.
    services : tuple of Candidates
        The same for the places of each class.
    hierarchy : Hierarchy
        Of the network, from ``street_hierarchy``.
    """

    origins: Candidates
    services: tuple[Candidates, ...]
    hierarchy: Hierarchy


@dataclass(frozen=True, slots=True)
class AccessResult:
    """
    Times from every origin to the nearest place of every class.

    Parameters
    ----------
    service_keys : tuple of str
        Order of axis 0.
    profile_names : tuple of str
        Order of axis 1.
    time_s : numpy.ndarray of float, shape (n_services, n_profiles, 2, n_origins)
        Time [s]; axis 2 is ``READINGS`` (low, high); infinite where unreachable.
    diagnostics : Diagnostics
        What to know about the inputs.
    prepared : Prepared
        For ``gis.measures``, which asks more of the same network and places.
    """

    service_keys: tuple[str, ...]
    profile_names: tuple[str, ...]
    time_s: FloatArray
    diagnostics: Diagnostics
    prepared: Prepared


def assess_access(
    network: StreetNetwork,
    origins: Places,
    population: FloatArray,
    services: Sequence[ServiceClass],
    profiles: Sequence[Profile],
    *,
    max_join_m: float = MAX_JOIN_M,
    join_slack_m: float = JOIN_SLACK_M,
    hierarchy: Hierarchy | None = None,
    progress: Progress | None = None,
) -> AccessResult:
    """
    Find how long everybody takes to the nearest place of each class of service.

    Every time is given twice: in the low reading unknown attributes block, in
    the high one they pass, and the truth lies between. Places join the nearest
    link their profile may use; one too far from every link is left out and
    named in the notes, but stays in the order of the results.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    origins : Places
        Where people start from.
    population : numpy.ndarray of float, shape (n_origins,)
        People at each origin [count]; zero is fine.
    services : sequence of ServiceClass
        What they want to reach.
    profiles : sequence of Profile
        Who travels.
    max_join_m : float
        Farthest a place may lie from the link it joins [m].
    join_slack_m : float
        How much farther than the nearest link of any kind that link may lie [m].
    hierarchy : Hierarchy, optional
        From ``street_hierarchy(network)``, where it was made before.
    progress : callable, optional
        Told the share done (0 to 1) and what is at work.

    Returns
    -------
    AccessResult
        Times in the order of the inputs, and diagnostics.

    Raises
    ------
    EmptyInputError
        If a layer is empty, or no origin or no place of a class is near the network.
    ReferenceSystemError
        If coordinates are no degrees, or latitude and longitude look swapped.
    AttributeInputError
        If a population is negative or not a number, or a name occurs twice.
    ProfileError
        If a profile is not valid.
    """
    _check_inputs(network, origins, population, services, profiles)
    for name, value in (("max_join_m", max_join_m), ("join_slack_m", join_slack_m)):
        if not (np.isfinite(value) and value >= 0):
            raise AttributeInputError(name, [f"must be zero or a positive number, not {value}"])
    tell = progress or _tell_nobody
    tell(0.0, "joining places to the network")
    joiner = Joiner(network, max_join_m=max_join_m, join_slack_m=join_slack_m)
    uncertain = any(service.places.radius_m is not None for service in services)
    from_places = _near_network(network, joiner, origins, with_points=uncertain)
    to_places = [_near_network(network, joiner, service.places) for service in services]
    if hierarchy is None:
        hierarchy = street_hierarchy(network)
    found = find_nearest(
        network,
        from_places,
        to_places,
        profiles,
        hierarchy=hierarchy,
        progress=lambda share, name: tell(0.1 + 0.9 * share, name),
    )
    layers = list(zip(services, to_places, strict=True))
    return AccessResult(
        service_keys=tuple(service.key for service in services),
        profile_names=tuple(profile.name for profile in profiles),
        time_s=found.time_s,
        diagnostics=_diagnostics(network, (origins, from_places), layers, profiles, found, joiner),
        prepared=Prepared(from_places, tuple(to_places), hierarchy),
    )


def _tell_nobody(_share: float, _at_work: str) -> None:
    """Take the place of a progress bar."""


def _check_inputs(
    network: StreetNetwork,
    origins: Places,
    population: FloatArray,
    services: Sequence[ServiceClass],
    profiles: Sequence[Profile],
) -> None:
    """Refuse inputs that no assessment could be made of."""
    if not network.n_links:
        raise EmptyInputError(network.source, ["holds no link that people can walk"])
    check_places(origins)
    if origins.certain is not None or origins.radius_m is not None:
        raise AttributeInputError(origins.source, ["only places of services may be uncertain, not origins"])
    check_population(population, source=origins.source, n_places=len(origins))
    check_distinct([service.key for service in services], source="services", what="service")
    for service in services:
        check_places(service.places)
    check_distinct([profile.name for profile in profiles], source="profiles", what="profile")
    for profile in profiles:
        validate(profile)


def _near_network(
    network: StreetNetwork, joiner: Joiner, places: Places, *, with_points: bool = False
) -> Candidates:
    """Find the links a layer could join; refuse a layer that lies elsewhere."""
    found = joiner.candidates(places, with_points=with_points)
    swapped = found.too_far & _within_extent(network, lon_deg=places.lat_deg, lat_deg=places.lon_deg)
    if swapped.mean() > SWAPPED_SHARE:
        fault = (
            f"latitude and longitude look swapped: {int(swapped.sum())} of {len(places)} places lie "
            f"far from the streets of {network.source}, but among them the other way round"
        )
        raise ReferenceSystemError(places.source, [fault])
    if found.too_far.all():
        fault = (
            f"none of {len(places)} places lies within {joiner.max_join_m:,.0f} m of a street of "
            f"{network.source}; the nearest is {float(found.nearest_m.min()):,.0f} m away"
        )
        raise EmptyInputError(places.source, [fault])
    return found


def _within_extent(network: StreetNetwork, *, lon_deg: FloatArray, lat_deg: FloatArray) -> BoolArray:
    """Say which positions lie within the rectangle of the network's nodes."""
    lon, lat = network.node_lon_deg, network.node_lat_deg
    inside: BoolArray = (lon_deg >= lon.min()) & (lon_deg <= lon.max())
    inside &= (lat_deg >= lat.min()) & (lat_deg <= lat.max())
    return inside


def _diagnostics(
    network: StreetNetwork,
    origins: tuple[Places, Candidates],
    services: Sequence[tuple[ServiceClass, Candidates]],
    profiles: Sequence[Profile],
    found: NearestTimes,
    joiner: Joiner,
) -> Diagnostics:
    """Gather what the reader of the result must know."""
    names = [profile.name for profile in profiles]
    streets = network_diagnostics(network)
    layers: dict[str, object] = {"origins": layer_diagnostics(*origins, names, found.joined_origins)}
    layers["services"] = {
        service.key: layer_diagnostics(service.places, candidates, names, joined)
        for (service, candidates), joined in zip(services, found.joined_services, strict=True)
    }
    met = [origins, *((service.places, candidates) for service, candidates in services)]
    warnings = left_out_warnings(met, max_join_m=joiner.max_join_m)
    notes = assessment_notes(network, met, [service.key for service, _ in services], profiles, found)
    return Diagnostics(network=streets, places=layers, notes=(*warnings, *notes), warnings=warnings)
