"""Isochrones of a class of services: the land from which some place of the class is within each cutoff."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gis.checks import check_cutoff, check_distinct
from gis.crs import local_projection
from gis.errors import FaultyInputsError, InputError
from gis.model import FloatArray
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile
from gis.network.snap import Candidates, Joins
from gis.routing.customisation import Customised
from gis.routing.hierarchy import Hierarchy
from gis.routing.nearest_sweep import nearest_of_weightings
from gis.routing.prepared import street_hierarchy
from gis.routing.ticks import to_seconds
from gis.shapes.drawn_streets import draw_streets
from gis.shapes.isochrones import Reach, isochrone_interval
from gis.shapes.outlines import Shapes
from gis.travel.nearest import Lane, prepared_lanes
from gis.travel.street_arcs import last_parts


@dataclass(frozen=True, slots=True)
class ServiceArea:
    """
    The isochrones of one class for one profile, in both readings.

    Parameters
    ----------
    service, profile : int
        Positions among the services and profiles asked for.
    shapes : numpy.ndarray of shapely.MultiPolygon, shape (2, n_cutoffs)
        Shapes in WGS 84; the first axis is ``READINGS``. Empty where nothing is reached.
    """

    service: int
    profile: int
    shapes: Shapes


def service_areas(
    network: StreetNetwork,
    services: Sequence[Candidates],
    profiles: Sequence[Profile],
    *,
    cutoffs_s: Sequence[float],
    hierarchy: Hierarchy | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Iterator[ServiceArea]:
    """
    Draw from where the nearest place of each class is reached within each cutoff.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    services : sequence of Candidates
        Links that the places of each class might join.
    profiles : sequence of Profile
        Who travels.
    cutoffs_s : sequence of float, shape (n_cutoffs,)
        Longest times, in any order [s].
    hierarchy : Hierarchy, optional
        From ``street_hierarchy(network)``, when it has been made before.
    progress : callable, optional
        Told the share done and the name of the profile at work.

    Yields
    ------
    ServiceArea
        Profiles in order, and for each the classes in order.

    Raises
    ------
    EmptyInputError
        If no cutoff is given.
    AttributeInputError
        If a cutoff is negative, infinite or no number, or given twice.
    FaultyInputsError
        If several are.

    Notes
    -----
    Times are those of the way to the place, as in ``find_nearest``. The shape
    of a cutoff contains those of shorter ones, and the shape of the high
    reading that of the low one: see ``gis.shapes.isochrones``.
    """
    _check_cutoffs(cutoffs_s)
    hierarchy = hierarchy or street_hierarchy(network)
    streets = draw_streets(network)
    tell = progress or _tell_nobody
    for customised, lanes in prepared_lanes(network, hierarchy, profiles):
        tell(lanes[0].profile / len(profiles), profiles[lanes[0].profile].name)
        reaches = [_reaches(network, customised, lanes, service) for service in services]
        for k in range(0, len(lanes), 2):  # the two readings of a profile stand side by side
            for s, of_service in enumerate(reaches):
                low, high = of_service[k], of_service[k + 1]
                shapes = isochrone_interval(streets, low, high, cutoffs_s=cutoffs_s)
                yield ServiceArea(s, lanes[k].profile, shapes)
    tell(1.0, "done")


def _tell_nobody(_share: float, _at_work: str) -> None:
    """Take the place of a progress bar."""


def _check_cutoffs(cutoffs_s: Sequence[float]) -> None:
    """Refuse cutoffs that are no times; all are named."""
    errors: list[InputError] = []
    try:
        check_distinct([f"{cutoff_s:g} s" for cutoff_s in cutoffs_s], source="cutoffs", what="cutoff")
    except InputError as error:
        errors.append(error)
    for cutoff_s in cutoffs_s:
        try:
            check_cutoff(cutoff_s)
        except InputError as error:
            errors.append(error)
    if errors:
        raise errors[0] if len(errors) == 1 else FaultyInputsError(errors)


def _reaches(
    network: StreetNetwork, customised: Customised, lanes: Sequence[Lane], service: Candidates
) -> list[Reach]:
    """Search from all places of a class at once, for every profile and reading prepared together."""
    joins = [lane.joins(service) for lane in lanes]
    ends = [
        last_parts(network, lane.link_ticks, places, lane.leg_ticks(places))
        for lane, places in zip(lanes, joins, strict=True)
    ]
    by_rank = nearest_of_weightings(
        customised,
        np.concatenate([end.node for end in ends]),
        np.concatenate([end.ticks for end in ends]),
        np.repeat(np.arange(len(lanes)), [len(end.node) for end in ends]),
    )
    time_s = to_seconds(by_rank[customised.hierarchy.rank])
    for k, places in enumerate(joins):
        if places.discs is not None:
            for _, nodes in places.discs.around(_nodes_m(network)):
                time_s[nodes, k] = 0.0
    return [
        _reach(lane, places, np.ascontiguousarray(time_s[:, k]))
        for k, (lane, places) in enumerate(zip(lanes, joins, strict=True))
    ]


def _nodes_m(network: StreetNetwork) -> FloatArray:
    """Place the nodes in the plane in which layers are joined."""
    lon, lat = network.node_lon_deg, network.node_lat_deg
    return np.column_stack(local_projection(lon, lat).transform(lon, lat))


def _reach(lane: Lane, places: Joins, node_time_s: FloatArray) -> Reach:
    """Put together what a drawing needs of one search."""
    return Reach(
        node_time_s=node_time_s,
        cost_s=to_seconds(lane.link_ticks),
        starts=places,
        leg_s_per_m=1.0 / lane.speed_mps,
        towards=True,
    )
