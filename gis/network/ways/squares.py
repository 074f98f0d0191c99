"""Squares and other walkable areas: straight ways across them, between the places where one enters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.model import BoolArray, FloatArray, IntArray
from gis.network.polylines import Polylines
from gis.network.ways.cutting import Ways

# Ways across are drawn between so many entrances, those farthest from each other; the rest are
# reached along the outline. Sixteen entrances have 120 pairs.
MAX_ENTRANCES = 16
# Round obstacles one bends at corners; beyond this number only the sharpest are used.
MAX_CORNERS = 32
# A way across is left out where those already drawn are hardly longer.
MAX_DETOUR_FACTOR = 1.05
# A line along a wall lies in the area in spite of rounding.
SLACK_M = 0.01
METRES_PER_DEGREE = 111_195.0  # of latitude, on the sphere of mean radius
SAME_LENGTH_FACTOR = 1.0 + 1e-6
SMALLEST_RING = 4  # vertices of a triangle, the first repeated
HALF_TURN_DEG, WHOLE_TURN_DEG = 180.0, 360.0


@dataclass(frozen=True, slots=True)
class _Area:
    """
    One area on a plan in metres.

    Parameters
    ----------
    rings : list of numpy.ndarray of int
        Vertices of each outline, as positions in the ways' run, the first repeated at the end.
    shape : shapely.Polygon or shapely.MultiPolygon
        The area without its holes.
    at_m : dict of int to tuple of float
        Position of each vertex on the plan, by node [m].
    vertex_of : dict of int to int
        One vertex of each node.
    """

    rings: list[IntArray]
    shape: BaseGeometry
    at_m: dict[int, tuple[float, float]]
    vertex_of: dict[int, int]


def with_ways_across(ways: Ways, is_area: BoolArray) -> Ways:
    """
    Let people walk across areas, not only around them.

    The outline of an area stays a way of its own. Between its entrances (the
    nodes it shares with other ways) the shortest ways within the area are
    drawn as straight lines, which bend at corners of the outline and of holes
    only. A line is left out where what is there already, the outline included,
    is at most 5 % longer; so no way between two of the entrances used is more
    than 5 % longer than the shortest. Of many entrances, the 16 farthest from
    each other are used; of many corners, the 32 sharpest.

    Parameters
    ----------
    ways : Ways
        Walkable ways before cutting. An area is a way whose lines are closed:
        one outline, or the outer and inner rings of a multipolygon relation
        (see `joined_rings`), in any order and direction.
    is_area : numpy.ndarray of bool, shape (n_ways,)
        Which ways are areas. One with a line that is not closed (nodes are
        missing from the file) is walked along as any other way, never across.

    Returns
    -------
    Ways
        The same ways, those that are areas with more lines.

    Notes
    -----
    Routing on the visibility graph of entrances and reflex corners gives the
    shortest ways within a polygon with holes (Lozano-Pérez and Wesley 1979);
    the choice of lines is the greedy spanner of Althöfer et al. (1993). An
    outline that crosses itself encloses nothing that could be trusted, and is
    walked along only.

    References
    ----------
    Lozano-Pérez, T., Wesley, M. A. (1979). An algorithm for planning collision-free
    paths among polyhedral obstacles. Communications of the ACM 22(10).
    Althöfer, I., Das, G., Dobkin, D., Joseph, D., Soares, J. (1993). On sparse
    spanners of weighted graphs. Discrete & Computational Geometry 9.
    """
    if not is_area.any():
        return ways
    is_shared = _is_shared(ways, is_area)
    drawn: list[int] = []  # first and last vertex of each new line, one after the other
    drawn_by: list[int] = []
    for way, area in _areas(ways, is_area):
        outline = np.concatenate(area.rings)
        entrances = sorted(set(ways.ref[outline[is_shared[outline]]].tolist()))
        for ends in _lines_across(ways, area, entrances):
            drawn += [area.vertex_of[ref] for ref in ends]
            drawn_by.append(way)
    return _with_lines(ways, np.array(drawn, dtype=np.int64), np.array(drawn_by, dtype=np.int64))


def joined_rings(members: Sequence[IntArray]) -> list[IntArray]:
    """
    Join the member ways of a multipolygon relation end to end into closed rings.

    Parameters
    ----------
    members : sequence of numpy.ndarray of int
        Nodes of each member way that is there.

    Returns
    -------
    list of numpy.ndarray of int
        Nodes of each ring, the first repeated at the end; none at all where a
        member does not close, since the missing part may be an obstacle.

    Examples
    --------
    >>> import numpy as np
    >>> joined_rings([np.array([1, 2, 3]), np.array([1, 4, 3])])
    [array([1, 2, 3, 4, 1])]
    >>> joined_rings([np.array([1, 2, 3])])
    []
    """
    rings = []
    waiting = [list(map(int, member)) for member in members if len(member) > 1]
    while waiting:
        ring = waiting.pop(0)
        while ring[0] != ring[-1]:
            found = next((part for part in waiting if ring[-1] in {part[0], part[-1]}), None)
            if found is None:
                return []
            waiting.remove(found)
            ring += found[1:] if found[0] == ring[-1] else found[-2::-1]
        if len(ring) >= SMALLEST_RING:
            rings.append(np.array(ring, dtype=np.int64))
    return rings


def _is_shared(ways: Ways, is_area: BoolArray) -> BoolArray:
    """Tell which vertices of areas are nodes that lie on more than one way."""
    way = ways.way[ways.lines.line_of_vertex()]
    at_area = np.flatnonzero(np.isin(ways.ref, ways.ref[is_area[way]]))
    pairs = np.unique(np.stack([ways.ref[at_area], way[at_area]]), axis=1)
    refs, count = np.unique(pairs[0], return_counts=True)
    is_shared = np.zeros(len(way), dtype=np.bool_)
    is_shared[at_area] = np.isin(ways.ref[at_area], refs[count > 1])
    return is_shared


def _areas(ways: Ways, is_area: BoolArray) -> Iterator[tuple[int, _Area]]:
    """Give the areas whose outlines are whole, with the way each belongs to."""
    first, last = ways.lines.start[:-1], ways.lines.start[1:] - 1
    closed = (ways.ref[first] == ways.ref[last]) & (last - first + 1 >= SMALLEST_RING)
    torn = set(ways.way[~closed].tolist())
    rings: dict[int, list[IntArray]] = {}
    for line in np.flatnonzero(closed & is_area[ways.way]).tolist():
        rings.setdefault(int(ways.way[line]), []).append(np.arange(first[line], last[line] + 1))
    for way, outlines in rings.items():
        if way in torn:
            continue
        vertex = np.concatenate(outlines)
        plan_m = _plan_m(ways.lines.lon_deg[vertex], ways.lines.lat_deg[vertex])
        bounds = np.cumsum([len(outline) for outline in outlines])[:-1]
        shape = _shape(np.split(plan_m, bounds))
        if shape is not None:
            refs = ways.ref[vertex].tolist()
            at_m = dict(zip(refs, map(tuple, plan_m.tolist()), strict=True))
            yield way, _Area(outlines, shape, at_m, dict(zip(refs, vertex.tolist(), strict=True)))


def _plan_m(lon_deg: FloatArray, lat_deg: FloatArray) -> FloatArray:
    """Lay an area on a plan around its first vertex, on either side of the antimeridian."""
    east_deg = (lon_deg - lon_deg[0] + HALF_TURN_DEG) % WHOLE_TURN_DEG - HALF_TURN_DEG
    east_m = east_deg * np.cos(np.radians(lat_deg[0])) * METRES_PER_DEGREE
    return np.column_stack([east_m, (lat_deg - lat_deg[0]) * METRES_PER_DEGREE])


def _shape(rings: list[FloatArray]) -> BaseGeometry | None:
    """Build the polygon of some rings; None where they cross themselves or each other."""
    outlines = [shapely.Polygon(ring) for ring in rings]
    if not all(outline.is_valid for outline in outlines):
        return None
    shape: BaseGeometry = outlines[0]
    for outline in outlines[1:]:  # a ring within another is a hole, one beside it a second part
        shape = shape.symmetric_difference(outline)
    return shape if shape.area > 0 else None


def _lines_across(ways: Ways, area: _Area, entrances: list[int]) -> list[tuple[int, int]]:
    """Choose the straight lines to draw, as pairs of nodes."""
    entrances = _farthest_apart(area, entrances)
    at_m = np.array([area.at_m[ref] for ref in entrances]).reshape(-1, 2)
    if (_around_m(ways, area, entrances) <= MAX_DETOUR_FACTOR * _crow_m(at_m)).all():
        return []  # nobody gains, whatever lies between: also where there is but one entrance
    nodes = [*entrances, *(ref for ref in _corners(area) if ref not in set(entrances))]
    at_m = np.array([area.at_m[ref] for ref in nodes])
    straight_m = np.where(_sees(area.shape, at_m), _crow_m(at_m), np.inf)
    shortest_m, before = _shortest(straight_m)
    there_m = _around_m(ways, area, nodes)
    chosen = []
    pairs = np.stack(np.triu_indices(len(entrances), k=1), axis=1)
    for i, j in pairs[np.argsort(shortest_m[pairs[:, 0], pairs[:, 1]], kind="stable")].tolist():
        if not np.isfinite(shortest_m[i, j]) or there_m[i, j] <= MAX_DETOUR_FACTOR * shortest_m[i, j]:
            continue
        at = j
        while at != i:
            previous = int(before[i, at])
            if there_m[previous, at] > SAME_LENGTH_FACTOR * straight_m[previous, at]:
                chosen.append((nodes[previous], nodes[at]))
                there_m = _shortened(there_m, previous, at, straight_m[previous, at])
            at = previous
    return chosen


def _crow_m(at_m: FloatArray) -> FloatArray:
    """Measure the straight distance of every two positions."""
    apart_m = at_m[:, None, :] - at_m[None, :, :]
    return np.asarray(np.hypot(apart_m[:, :, 0], apart_m[:, :, 1]))


def _shortest(straight_m: FloatArray) -> tuple[FloatArray, IntArray]:
    """
    Find the shortest ways between all nodes, and the node before each on the way from each.

    Floyd and Warshall's, which on so few nodes takes less time than scipy does to check its input.
    """
    n = len(straight_m)
    shortest_m = np.where(np.eye(n, dtype=np.bool_), 0.0, straight_m)
    before = np.repeat(np.arange(n)[:, None], n, axis=1)
    for via in range(n):
        through_m = shortest_m[:, [via]] + shortest_m[[via], :]
        nearer = through_m < shortest_m
        shortest_m = np.where(nearer, through_m, shortest_m)
        before = np.where(nearer, before[via], before)
    return shortest_m, before


def _farthest_apart(area: _Area, entrances: list[int]) -> list[int]:
    """Choose entrances one by one, each the farthest from those chosen."""
    if len(entrances) <= MAX_ENTRANCES:
        return entrances
    at_m = np.array([area.at_m[ref] for ref in entrances])
    chosen = [0]
    gap_m = np.hypot(*(at_m - at_m[0]).T)
    while len(chosen) < MAX_ENTRANCES:
        chosen.append(int(gap_m.argmax()))
        gap_m = np.minimum(gap_m, np.hypot(*(at_m - at_m[chosen[-1]]).T))
    return [entrances[place] for place in sorted(chosen)]


def _corners(area: _Area) -> list[int]:
    """List the nodes at which the area turns away, the sharpest first: only there do shortest ways bend."""
    ref_at = {at_m: ref for ref, at_m in area.at_m.items()}
    found: list[tuple[float, int]] = []
    for part in shapely.get_parts(area.shape):
        oriented = shapely.orient_polygons(part)  # outer ring to the left, holes to the right
        for ring in (oriented.exterior, *oriented.interiors):
            points = shapely.get_coordinates(ring)[:-1]
            back, ahead = points - np.roll(points, 1, axis=0), np.roll(points, -1, axis=0) - points
            cross = back[:, 0] * ahead[:, 1] - back[:, 1] * ahead[:, 0]
            turn = np.arctan2(cross, (back * ahead).sum(axis=1))
            found += [
                (float(turn[place]), ref_at[x, y])
                for place, (x, y) in enumerate(points.tolist())
                if turn[place] < 0 and (x, y) in ref_at
            ]
    sharpest = dict.fromkeys(ref for _, ref in sorted(found))
    return list(sharpest)[:MAX_CORNERS]


def _sees(shape: BaseGeometry, at_m: FloatArray) -> BoolArray:
    """Tell between which positions the straight line stays within the area."""
    room = shapely.buffer(shape, SLACK_M, join_style="mitre")
    shapely.prepare(room)
    first, second = np.triu_indices(len(at_m), k=1)
    lines = np.asarray(shapely.linestrings(np.stack([at_m[first], at_m[second]], axis=1)), dtype=np.object_)
    sees = np.zeros((len(at_m), len(at_m)), dtype=np.bool_)
    sees[first, second] = shapely.covers(room, lines)
    return sees | sees.T


def _around_m(ways: Ways, area: _Area, nodes: list[int]) -> FloatArray:
    """Measure the ways along the outlines between nodes; infinite between different outlines."""
    number = {ref: place for place, ref in enumerate(nodes)}
    around_m = np.where(np.eye(len(nodes), dtype=np.bool_), 0.0, np.inf)
    for ring in area.rings:
        refs = ways.ref[ring].tolist()
        at_m = np.array([area.at_m[ref] for ref in refs])
        along_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(at_m, axis=0).T))])
        stops = [place for place, ref in enumerate(refs[:-1]) if ref in number]
        node = np.array([number[refs[place]] for place in stops], dtype=np.int64)
        one_way_m = np.abs(along_m[stops][:, None] - along_m[stops][None, :])
        both_m = np.minimum(one_way_m, along_m[-1] - one_way_m)
        around_m[np.ix_(node, node)] = np.minimum(around_m[np.ix_(node, node)], both_m)
    return around_m


def _shortened(there_m: FloatArray, a: int, b: int, line_m: float) -> FloatArray:
    """Give the ways between all nodes once a line from a to b is there."""
    through_m = np.minimum(
        there_m[:, [a]] + line_m + there_m[[b], :], there_m[:, [b]] + line_m + there_m[[a], :]
    )
    return np.minimum(there_m, through_m)


def _with_lines(ways: Ways, ends: IntArray, way: IntArray) -> Ways:
    """Add lines of two vertices each; the lines of a way stay together."""
    if not len(way):
        return ways
    lines = ways.lines
    vertex = np.concatenate([np.arange(len(ways.ref)), ends])
    start = np.concatenate([lines.start, lines.start[-1] + 2 * np.arange(1, len(way) + 1)])
    way_of_line = np.concatenate([ways.way, way])
    order = np.argsort(way_of_line, kind="stable")
    size = np.diff(start)[order]
    new_start = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    vertex = vertex[np.repeat(start[:-1][order] - new_start[:-1], size) + np.arange(new_start[-1])]
    return Ways(
        lines=Polylines(lines.lon_deg[vertex], lines.lat_deg[vertex], new_start),
        ref=ways.ref[vertex],
        way=way_of_line[order],
        kind=ways.kind,
    )
