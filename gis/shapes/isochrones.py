"""Isochrones: the land within a few metres of the streets that are reached within each cutoff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis.errors import AttributeInputError, ShapeMismatchError
from gis.model import FloatArray, IntArray
from gis.network.snap import Joins
from gis.shapes.distance_grid import UNITS_PER_DEG
from gis.shapes.drawn_streets import DrawnStreets
from gis.shapes.outlines import Shapes, Sizes, outline
from gis.shapes.reached_segments import (
    Plane,
    SegmentArray,
    draw_parts,
    faulty_links,
    in_rising_order,
    nodes_within,
    parts_from_nodes,
    parts_from_starts,
)

# Half a block's footway, verge and front: what a person on the street reaches of what stands along it.
RADIUS_M = 25.0

# At half the radius the outline is within 2 % of exact buffers on real streets (docs/method/isochrones.md).
CELL_M = 12.5

# The area of the smallest thing drawn, the land around one point: smaller holes are filled.
HOLE_M2 = float(np.pi * RADIUS_M**2)


@dataclass(frozen=True, slots=True)
class Reach:
    """
    How far one search came, in one reading.

    Parameters
    ----------
    node_time_s : numpy.ndarray of float, shape (n_nodes,)
        Time between each node and the place [s]; infinite where there is no way.
    cost_s : numpy.ndarray of float, shape (2, n_links)
        Seconds to walk each link forward and backward in this reading;
        infinite where it may not be used [s].
    starts : Joins
        Where the place (or places) meet the network.
    leg_s_per_m : float
        Seconds for each metre between a place and its link [s/m].
    towards : bool
        True if times are those of the way to the place, False from it.
    nodes : numpy.ndarray of int, optional
        Nodes that have a finite time, if the search knows them: spares looking through all.
    """

    node_time_s: FloatArray
    cost_s: FloatArray
    starts: Joins
    leg_s_per_m: float
    towards: bool
    nodes: IntArray | None = None


def isochrones(
    streets: DrawnStreets,
    reach: Reach,
    *,
    cutoffs_s: Sequence[float] | FloatArray,
    radius_m: float = RADIUS_M,
    cell_m: float | None = None,
    hole_m2: float | None = None,
) -> Shapes:
    """
    Draw what can be reached within each cutoff (or whence a place can be reached).

    The shape of a cutoff is all land within ``radius_m`` of a reached part of
    a street, in a straight line. A point of a street is reached if its time is
    less than or equal to the cutoff; time along a link runs evenly. The way
    between the place and its street counts as time and is not drawn.

    Parameters
    ----------
    streets : DrawnStreets
        The streets, from ``draw_streets``.
    reach : Reach
        Times of one search.
    cutoffs_s : sequence of float, shape (n_cutoffs,)
        Longest times, in any order [s].
    radius_m : float
        How far the shape reaches beyond the streets [m].
    cell_m : float, optional
        Distance between the points of the grid on which distances are taken,
        at most the radius [m]; half the radius without it.
    hole_m2 : float, optional
        Holes smaller than this are filled [m2]; the area of a circle of
        ``radius_m`` without it.

    Returns
    -------
    numpy.ndarray of shapely.MultiPolygon, shape (n_cutoffs,)
        Shapes in WGS 84, in the order of the cutoffs; empty where nothing is
        reached. Shapes on the antimeridian go on past 180 degrees.

    Raises
    ------
    ShapeMismatchError
        If the arrays do not belong together.
    AttributeInputError
        If a cutoff, time, cost or measure is not a possible one.

    Notes
    -----
    Every shape is valid, and contains those of shorter cutoffs. Islands (a
    street reached by a bridge) are kept whatever their size.
    """
    sizes = _checked_sizes(radius_m, cell_m, hole_m2)
    nodes = _checked_nodes(streets, reach, cutoffs_s, "reach")
    rising, position = np.unique(np.asarray(cutoffs_s, dtype=np.float64), return_inverse=True)
    plane = _plane(streets, reach, nodes)
    segments = _segments(streets, reach, nodes, rising, plane, "reach")
    return np.asarray(outline([segments], len(rising), plane, sizes)[0, position])


def isochrone_interval(
    streets: DrawnStreets,
    low: Reach,
    high: Reach,
    *,
    cutoffs_s: Sequence[float] | FloatArray,
    radius_m: float = RADIUS_M,
    cell_m: float | None = None,
    hole_m2: float | None = None,
) -> Shapes:
    """
    Draw the isochrones of both readings: what surely is reached, and what may be.

    Parameters
    ----------
    streets : DrawnStreets
        The streets, from ``draw_streets``.
    low, high : Reach
        Times of the same places where unknown blocks and where unknown passes.
    cutoffs_s : sequence of float, shape (n_cutoffs,)
        Longest times, in any order [s].
    radius_m, cell_m, hole_m2 : float, optional
        See `isochrones`.

    Returns
    -------
    numpy.ndarray of shapely.MultiPolygon, shape (2, n_cutoffs)
        Shapes in WGS 84; the first axis is ``READINGS``.

    Raises
    ------
    ShapeMismatchError
        If the arrays do not belong together.
    AttributeInputError
        If a cutoff, time, cost or measure is not a possible one, or a node has
        a longer time in the high reading than in the low one.

    Notes
    -----
    The high shape of a cutoff contains the low one. The truth lies between
    them if the recorded values are right.
    """
    sizes = _checked_sizes(radius_m, cell_m, hole_m2)
    low_nodes = _checked_nodes(streets, low, cutoffs_s, "low")
    high_nodes = _checked_nodes(streets, high, cutoffs_s, "high")
    later = low_nodes[high.node_time_s[low_nodes] > low.node_time_s[low_nodes]]
    if later.size:
        raise AttributeInputError("high", [f"reached later than in the low reading: {_some('node', later)}"])
    rising, position = np.unique(np.asarray(cutoffs_s, dtype=np.float64), return_inverse=True)
    # The high reading reaches farther and has the more joins: its plane serves both.
    plane = _plane(streets, high, high_nodes)
    low_segments = _segments(streets, low, low_nodes, rising, plane, "low")
    high_segments = _segments(streets, high, high_nodes, rising, plane, "high")
    return np.asarray(outline([low_segments, high_segments], len(rising), plane, sizes)[:, position])


def _checked_sizes(radius_m: float, cell_m: float | None, hole_m2: float | None) -> Sizes:
    """Fill in the measures left open; refuse impossible ones."""
    faults = []
    if not (np.isfinite(radius_m) and radius_m > 0):
        faults.append(f"radius_m must be a positive number, not {radius_m}")
    if cell_m is not None and not 0 < cell_m <= radius_m:
        faults.append(f"cell_m must be positive and at most the radius, not {cell_m}")
    if hole_m2 is not None and not (np.isfinite(hole_m2) and hole_m2 >= 0):
        faults.append(f"hole_m2 must be zero or a positive number, not {hole_m2}")
    if faults:
        raise AttributeInputError("isochrones", faults)
    return Sizes(
        radius_m,
        radius_m * CELL_M / RADIUS_M if cell_m is None else cell_m,
        np.pi * radius_m**2 if hole_m2 is None else hole_m2,
    )


def _checked_nodes(
    streets: DrawnStreets, reach: Reach, cutoffs_s: Sequence[float] | FloatArray, source: str
) -> IntArray:
    """Refuse arrays that do not belong together, cutoffs and times that are none; list the nodes reached."""
    faults = []
    if reach.node_time_s.shape != (streets.n_nodes,):
        faults.append(f"node_time_s has shape {reach.node_time_s.shape} for {streets.n_nodes} nodes")
    if reach.cost_s.shape != (2, streets.n_links):
        faults.append(f"cost_s has shape {reach.cost_s.shape} for {streets.n_links} links")
    if not _all_below(reach.starts.link, streets.n_links):
        faults.append(f"starts join links outside 0 to {streets.n_links - 1}")
    if reach.nodes is not None and not _all_below(reach.nodes, streets.n_nodes):
        faults.append(f"nodes must lie between 0 and {streets.n_nodes - 1}")
    if faults:
        raise ShapeMismatchError(source, faults)
    cutoffs = np.asarray(cutoffs_s, dtype=np.float64)
    nodes = np.zeros(0, dtype=np.int64)
    if cutoffs.ndim != 1 or not len(cutoffs):
        faults.append("cutoffs_s must hold at least one cutoff")
    elif not (np.isfinite(cutoffs) & (cutoffs >= 0)).all():
        faults.append("cutoffs_s must be zero or positive numbers of seconds, and finite")
    else:
        nodes = _nodes(reach, float(cutoffs.max()))
        if not _plausible(reach, nodes):
            faults += _time_faults(streets, reach, nodes)
    if faults:
        raise AttributeInputError(source, faults)
    return nodes


def _all_below(positions: IntArray, count: int) -> bool:
    """Say whether positions fit an array."""
    return not len(positions) or bool(0 <= positions.min() <= positions.max() < count)


def _plausible(reach: Reach, nodes: IntArray) -> bool:
    """Look for times that are none; those of links at the nodes are looked at when these are walked."""
    return bool(
        0 <= reach.leg_s_per_m < np.inf
        and (reach.node_time_s[nodes] >= 0).all()
        and (reach.cost_s[:, reach.starts.link] >= 0).all()
    )


def _time_faults(streets: DrawnStreets, reach: Reach, nodes: IntArray) -> list[str]:
    """Name the nodes and links in use whose times are none; the others are nobody's concern here."""
    faults = []
    if not (np.isfinite(reach.leg_s_per_m) and reach.leg_s_per_m >= 0):
        faults.append(f"leg_s_per_m must be zero or a positive number, not {reach.leg_s_per_m}")
    no_time = nodes[~(reach.node_time_s[nodes] >= 0)]
    if no_time.size:
        faults.append(f"node_time_s is negative or no number at {_some('node', no_time)}")
    joined = reach.starts.link[~(reach.cost_s[:, reach.starts.link] >= 0).all(axis=0)]
    around = faulty_links(nodes, streets.links_start, streets.links, reach.cost_s)
    no_cost = np.unique(np.concatenate([joined, around]))
    if no_cost.size:
        faults.append(f"cost_s is negative or no number on {_some('link', no_cost)}")
    return faults


def _some(what: str, positions: IntArray, *, limit: int = 5) -> str:
    """Name a few of many."""
    shown = ", ".join(str(position) for position in positions[:limit])
    more = f" and {len(positions) - limit} more" if len(positions) > limit else ""
    return f"{what}{'s' if len(positions) > 1 else ''} {shown}{more}"


def _nodes(reach: Reach, longest_s: float) -> IntArray:
    """List the nodes within the longest cutoff in rising order: neighbours then lie together in memory."""
    if reach.nodes is None:
        return np.asarray(nodes_within(reach.node_time_s, longest_s))
    reached = reach.nodes[~(reach.node_time_s[reach.nodes] > longest_s)]
    return np.asarray(in_rising_order(reached))


def _plane(streets: DrawnStreets, reach: Reach, nodes: IntArray) -> Plane:
    """Stand at the first place or nearest node, so that other cutoffs give the same drawing."""
    if not streets.n_links:
        return Plane(0.0, 0.0)
    if len(reach.starts):
        link = int(reach.starts.link[0])
    else:
        nearest = nodes[reach.node_time_s[nodes].argmin()] if nodes.size else 0
        link = int(streets.links[min(streets.links_start[nearest], len(streets.links) - 1)])
    vertex = int(streets.vertex_start[link])
    lon, lat = (
        round(streets.vertex_lon_deg[vertex] * UNITS_PER_DEG),
        round(streets.vertex_lat_deg[vertex] * UNITS_PER_DEG),
    )
    return Plane(lon / UNITS_PER_DEG, lat / UNITS_PER_DEG)


def _segments(
    streets: DrawnStreets, reach: Reach, nodes: IntArray, rising_s: FloatArray, plane: Plane, source: str
) -> SegmentArray:
    """Draw the reached parts of one reading in the plane; refuse links whose costs are none."""
    # From the place, links are walked away from the end that was reached; towards it, to that end.
    away_from_s, away_to_s = reach.cost_s[::-1] if reach.towards else reach.cost_s
    starts = reach.starts
    start_s = starts.leg_m * reach.leg_s_per_m
    beside = parts_from_starts(starts.link, starts.along_share, start_s, away_from_s, away_to_s, rising_s)
    beyond, sound = parts_from_nodes(
        nodes,
        reach.node_time_s,
        away_from_s,
        away_to_s,
        streets.link_from,
        streets.link_to,
        streets.links_start,
        streets.links,
        rising_s,
    )
    if not sound:
        raise AttributeInputError(source, _time_faults(streets, reach, nodes))
    return draw_parts(
        np.concatenate([beside, beyond]),
        streets.vertex_start,
        streets.vertex_lon_deg,
        streets.vertex_lat_deg,
        streets.vertex_share,
        (plane.lon_deg, plane.lat_deg, plane.east_m_per_deg, plane.north_m_per_deg),
    )
