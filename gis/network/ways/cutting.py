"""Cutting OSM ways into links: at junctions, and in short stretches beside nodes that matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gis.model import BoolArray, FloatArray, IntArray
from gis.network.graph import LinkKind
from gis.network.polylines import GEOD, Polylines
from gis.network.ways.junctions import PointFacts

# A crossing or kerb recorded on a node becomes a link of this length, so that it can be
# waited at, blocked and mended alone; it is shorter than any pavement is wide.
STRETCH_M = 1.0
NO_NODE = np.iinfo(np.int64).min  # no key of a node; editors number new nodes downwards from -1


@dataclass(frozen=True, slots=True)
class Ways:
    """
    Ways as one run of vertices, before cutting.

    Parameters
    ----------
    lines : Polylines
        Course of each unbroken piece of a way.
    ref : numpy.ndarray of int, shape (n_vertices,)
        OSM node of each vertex; negative for vertices put in by us.
    way : numpy.ndarray of int, shape (n_lines,)
        Way each piece belongs to, as a position in the columns.
    kind : numpy.ndarray of int8, shape (n_ways,)
        ``LinkKind`` of each way.
    """

    lines: Polylines
    ref: IntArray
    way: IntArray
    kind: IntArray


@dataclass(frozen=True, slots=True)
class Links:
    """
    Links cut from ways.

    Parameters
    ----------
    lines : Polylines
        Course of each link.
    end_ref : numpy.ndarray of int, shape (2, n_links)
        Node key at the first and last vertex.
    end_inside : numpy.ndarray of bool, shape (2, n_links)
        Whether that vertex lies within its way, not at one of its ends.
    way : numpy.ndarray of int, shape (n_links,)
        Way each link was cut from.
    stretch_ref : numpy.ndarray of int, shape (n_links,)
        For a stretch, the node whose facts it bears; ``NO_NODE`` otherwise.
    """

    lines: Polylines
    end_ref: IntArray
    end_inside: BoolArray
    way: IntArray
    stretch_ref: IntArray


def cut(ways: Ways, points: Mapping[int, PointFacts]) -> Links:
    """
    Cut ways wherever they meet, and set apart a stretch at each node that matters.

    Passing such a node meets at least one stretch. Where people on foot cross a
    carriageway, each of their ways gets one and the carriageway none. At a kerb
    where crossings end at the pavement, each crossing gets one, and whoever
    stays on the pavement meets none. Otherwise all ways out of the node but one
    get it. A crossing's own node on a crossing way bears no stretch: the
    crossing's links carry what it says.

    Parameters
    ----------
    ways : Ways
        What was read.
    points : mapping of int to PointFacts
        Facts of tagged nodes.

    Returns
    -------
    Links
        In the order of the ways, and along each way.
    """
    place = _stretch_places(ways, points)
    ref, lon_deg, lat_deg, line, side = _with_stretches(ways, place)
    is_end = np.ones(len(ref), dtype=np.bool_)
    is_end[1:-1] = (line[1:-1] != line[:-2]) | (line[1:-1] != line[2:])
    _, inverse, count = np.unique(ref, return_inverse=True, return_counts=True)
    tagged = np.fromiter(points, dtype=np.int64, count=len(points))
    at = np.flatnonzero(is_end | (count[inverse] > 1) | (side != 0) | np.isin(ref, tagged))
    same = line[at[:-1]] == line[at[1:]]
    first, last = at[:-1][same], at[1:][same]
    end_ref = np.stack([ref[first], ref[last]])
    stretch_ref = np.where(side[last] > 0, end_ref[0], np.where(side[first] < 0, end_ref[1], NO_NODE))
    return Links(
        lines=Polylines(lon_deg, lat_deg, ways.lines.start).between(first, last),
        end_ref=_part_at_closed(end_ref, points),
        end_inside=~np.stack([is_end[first], is_end[last]]),
        way=ways.way[line[first]],
        stretch_ref=stretch_ref,
    )


def _part_at_closed(end_ref: IntArray, points: Mapping[int, PointFacts]) -> IntArray:
    """Give every link its own end at a closed barrier, so that nobody passes it."""
    closed = np.array([ref for ref, facts in points.items() if facts.closed], dtype=np.int64)
    shut = np.isin(end_ref, closed)
    parted = end_ref.copy()
    parted[shut] = min(0, int(end_ref.min(initial=0))) - 1 - np.arange(np.count_nonzero(shut))
    return parted


def _stretch_places(ways: Ways, points: Mapping[int, PointFacts]) -> list[tuple[int, int]]:
    """List (vertex, side) of every stretch; side 1 follows the vertex, -1 precedes it."""
    line = ways.lines.line_of_vertex()
    kind = ways.kind[ways.way[line]]
    tagged = np.array([ref for ref, facts in points.items() if not facts.closed], dtype=np.int64)
    sides: dict[int, list[tuple[int, int]]] = {}
    for vertex in np.flatnonzero(np.isin(ways.ref, tagged)).tolist():
        exits = sides.setdefault(int(ways.ref[vertex]), [])
        if vertex > ways.lines.start[line[vertex]]:
            exits.append((vertex, -1))
        if vertex + 1 < ways.lines.start[line[vertex] + 1]:
            exits.append((vertex, 1))
    places: list[tuple[int, int]] = []
    for ref, exits in sides.items():
        kinds = [int(kind[vertex]) for vertex, _ in exits]
        crossings = [place for place, what in zip(exits, kinds, strict=True) if what == LinkKind.CROSSING]
        if crossings and points[ref].only_kerbs:
            continue
        if points[ref].kind is LinkKind.KERB and 0 < len(crossings) < len(exits):
            places.extend(crossings)
            continue
        on_foot = [place for place, what in zip(exits, kinds, strict=True) if what != LinkKind.ROAD]
        meets_road = 0 < len(on_foot) < len(exits)
        places.extend(on_foot if meets_road else exits[:-1] or exits)
    return places


def _with_stretches(
    ways: Ways, places: list[tuple[int, int]]
) -> tuple[IntArray, FloatArray, FloatArray, IntArray, IntArray]:
    """Put a vertex into the run at the far end of each stretch; give ref, lon, lat, line and side."""
    lines, line = ways.lines, ways.lines.line_of_vertex()
    spots = np.array(sorted(places), dtype=np.int64).reshape(-1, 2)
    vertex, side = spots[:, 0], spots[:, 1]
    other = vertex + side
    lon, lat = lines.lon_deg, lines.lat_deg
    gap_m = np.zeros(0)
    if len(vertex):
        _, _, gap_m = GEOD.inv(lon[vertex], lat[vertex], lon[other], lat[other])
    # two stretches on one short segment leave a third of it between them
    share = np.minimum(STRETCH_M / np.maximum(gap_m, 1e-9), 1.0 / 3.0)
    before = np.where(side > 0, vertex + 1, vertex)
    # on one segment the stretch of its first vertex comes first
    order = np.lexsort([-side, before])
    before = before[order]
    new_ref = -1 - np.arange(len(vertex), dtype=np.int64) + min(0, int(ways.ref.min(initial=0)))
    return (
        np.insert(ways.ref, before, new_ref),
        np.insert(lon, before, (lon[vertex] + share * (lon[other] - lon[vertex]))[order]),
        np.insert(lat, before, (lat[vertex] + share * (lat[other] - lat[vertex]))[order]),
        np.insert(line, before, line[vertex][order]),
        np.insert(np.zeros(len(line), dtype=np.int64), before, side[order]),
    )
