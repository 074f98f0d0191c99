"""Where the streets of the benchmark's city come from: a window of a real OSM extract, or our own drawing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial import Delaunay

# Roads that people on foot may not or need not use.
NOT_WALKED = {"motorway", "motorway_link", "trunk_link", "proposed", "construction", "raceway", "services"}
# Nodes of a way that stay nodes of the graph although only one way passes: people wait or climb there.
STOPS = ("crossing", "kerb", "barrier")
M_PER_DEG_LAT = 110_574.0
M_PER_DEG_LON = 111_320.0
# A tile is small enough for cities of 20,000 nodes to have several.
WINDOW_NODES = 9_000
# Longer edges are cut, as sampling their slopes would; it brings the extracts' nodes to about 2.5 edges.
LONGEST_REAL_M = 75.0
# Our own drawing: junctions with 3.1 streets each, cut so that 2.47 edges of 29 m leave a node on average.
JUNCTIONS = 4_000
JUNCTIONS_PER_KM2 = 282.0
STREETS_PER_JUNCTION = 3.1
LONGEST_DRAWN_M = 38.0
STEPS_SHARE = 0.012


@dataclass(frozen=True, slots=True)
class Pattern:
    """
    Streets of one square tile; each edge may be walked both ways.

    Parameters
    ----------
    name : str
        Where the pattern comes from, for people.
    xy_m : numpy.ndarray of float, shape (n_nodes, 2)
        Position of each node, the tile's centre being (0, 0) [m].
    side_m : float
        Side of the tile [m].
    ends : numpy.ndarray of int, shape (n_edges, 2)
        Nodes that an edge joins.
    length_m : numpy.ndarray of float, shape (n_edges,)
        Length of an edge [m].
    steps : numpy.ndarray of bool, shape (n_edges,)
        Whether an edge is a flight of steps.
    """

    name: str
    xy_m: NDArray[np.float64]
    side_m: float
    ends: NDArray[np.int64]
    length_m: NDArray[np.float64]
    steps: NDArray[np.bool_]


class WalkedWays(osmium.SimpleHandler):
    """Collects the ways that people may walk, and where their nodes are."""

    def __init__(self) -> None:
        super().__init__()
        self.lon_lat: dict[int, tuple[float, float]] = {}
        self.stops: set[int] = set()
        self.ways: list[tuple[bool, list[int]]] = []

    def node(self, node: osmium.osm.Node) -> None:
        """Note where a node is."""
        self.lon_lat[node.id] = (node.location.lon, node.location.lat)
        if any(key in node.tags for key in STOPS) or node.tags.get("highway") == "crossing":
            self.stops.add(node.id)

    def way(self, way: osmium.osm.Way) -> None:
        """Note a way that people may walk."""
        highway = way.tags.get("highway")
        if highway is not None and highway not in NOT_WALKED and way.tags.get("foot") != "no":
            self.ways.append((highway == "steps", [node.ref for node in way.nodes]))


def real_pattern(extract: Path) -> Pattern:
    """Cut a window of real streets out of an OSM extract, around the middle of its nodes."""
    ways = WalkedWays()
    ways.apply_file(str(extract))
    xy_m, ends, length_m, steps = _edges(ways)
    centre = np.median(xy_m, axis=0)
    distance_m = np.abs(xy_m - centre).max(axis=1)
    half_m = float(np.sort(distance_m)[min(WINDOW_NODES, len(distance_m)) - 1])
    inside = (distance_m <= half_m)[ends].all(axis=1)
    pattern = Pattern(extract.name, xy_m - centre, 2 * half_m, ends[inside], length_m[inside], steps[inside])
    return cut_long(largest_component(pattern), LONGEST_REAL_M)


def _edges(
    ways: WalkedWays,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]:
    """Cut ways at junctions, ends and stops, in local metres; a way's bends become length."""
    uses: dict[int, int] = {}
    for _, refs in ways.ways:
        for place, ref in enumerate(refs):
            uses[ref] = uses.get(ref, 0) + (2 if place in {0, len(refs) - 1} else 1)
    kept = {ref for ref, count in uses.items() if count > 1 or ref in ways.stops}
    lat_deg = float(np.mean([ways.lon_lat[ref][1] for ref in kept if ref in ways.lon_lat]))
    scale_m = np.array([M_PER_DEG_LON * np.cos(np.radians(lat_deg)), M_PER_DEG_LAT])
    number: dict[int, int] = {}
    ends, lengths, steps = [], [], []
    for is_steps, all_refs in ways.ways:
        refs = [ref for ref in all_refs if ref in ways.lon_lat]  # extracts are cut at their border
        if len(refs) < 2:
            continue
        xy_m = np.array([ways.lon_lat[ref] for ref in refs]) * scale_m
        along_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy_m, axis=0).T))])
        stops = [i for i, ref in enumerate(refs) if ref in kept or i in {0, len(refs) - 1}]
        for i, j in pairwise(stops):
            if refs[i] != refs[j]:
                ends.append([number.setdefault(refs[k], len(number)) for k in (i, j)])
                lengths.append(max(along_m[j] - along_m[i], 0.5))
                steps.append(is_steps)
    node_xy_m = np.array([ways.lon_lat[ref] for ref in number]) * scale_m
    return node_xy_m, np.array(ends), np.array(lengths), np.array(steps, dtype=np.bool_)


def drawn_pattern(rng: np.random.Generator) -> Pattern:
    """
    Draw streets that exist nowhere, where no real extract is at hand.

    Junctions scatter at random; the shortest tree that joins them is kept, and of
    the other sides of their Delaunay triangles the shortest, until a junction has
    as many streets as in the extracts.
    """
    side_m = 1000.0 * float(np.sqrt(JUNCTIONS / JUNCTIONS_PER_KM2))
    xy_m = rng.uniform(-side_m / 2, side_m / 2, size=(JUNCTIONS, 2))
    corners = Delaunay(xy_m).simplices
    sides = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    sides = np.unique(np.sort(sides, axis=1), axis=0)
    length_m = np.hypot(*(xy_m[sides[:, 0]] - xy_m[sides[:, 1]]).T)
    shape = (JUNCTIONS, JUNCTIONS)
    tree = minimum_spanning_tree(coo_array((length_m, (sides[:, 0], sides[:, 1])), shape=shape)).tocoo()
    in_tree = np.isin(sides[:, 0] * JUNCTIONS + sides[:, 1], tree.row * JUNCTIONS + tree.col)
    # a little chance among the lengths leaves some long streets and some large blocks, as towns have
    rank = np.argsort(np.where(in_tree, -1.0, length_m * rng.uniform(0.2, 1.8, size=len(length_m))))
    kept = np.sort(rank[: int(JUNCTIONS * STREETS_PER_JUNCTION / 2)])
    bends = rng.uniform(1.0, 1.25, size=len(kept))
    steps = rng.random(len(kept)) < STEPS_SHARE
    pattern = Pattern(
        "streets drawn by us", xy_m, side_m, sides[kept].astype(np.int64), length_m[kept] * bends, steps
    )
    return cut_long(pattern, LONGEST_DRAWN_M)


def largest_component(pattern: Pattern) -> Pattern:
    """Keep the largest part of a pattern that hangs together."""
    n_nodes = len(pattern.xy_m)
    kept, new = largest_part(n_nodes, pattern.ends)
    inside = kept[pattern.ends[:, 0]]
    return Pattern(
        pattern.name,
        pattern.xy_m[kept],
        pattern.side_m,
        new[pattern.ends[inside]],
        pattern.length_m[inside],
        pattern.steps[inside],
    )


def largest_part(n_nodes: int, ends: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Tell which nodes belong to the largest connected part, and give the new number of each of them."""
    joined = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n_nodes, n_nodes))
    _, part = connected_components(joined, directed=False)
    kept = part == np.bincount(part).argmax()
    return kept, np.cumsum(kept) - 1


def cut_long(pattern: Pattern, longest_m: float) -> Pattern:
    """Cut edges into equal pieces of at most the given length."""
    pieces = np.maximum(np.ceil(pattern.length_m / longest_m).astype(np.int64), 1)
    edge = np.repeat(np.arange(len(pieces)), pieces)
    place = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    # an edge of k pieces brings k - 1 new nodes, numbered after all the old ones
    n_old = len(pattern.xy_m)
    first_new = n_old + np.cumsum(pieces - 1) - (pieces - 1)
    tail = np.where(place == 0, pattern.ends[edge, 0], first_new[edge] + place - 1)
    head = np.where(place == pieces[edge] - 1, pattern.ends[edge, 1], first_new[edge] + place)
    cut = place > 0  # the tail of such a piece is a new node
    share = (place[cut] / pieces[edge[cut]])[:, None]
    start, end = pattern.ends[edge[cut]].T
    new_xy_m = pattern.xy_m[start] * (1 - share) + pattern.xy_m[end] * share
    return Pattern(
        pattern.name,
        np.concatenate([pattern.xy_m, new_xy_m]),
        pattern.side_m,
        np.column_stack([tail, head]),
        (pattern.length_m / pieces)[edge],
        pattern.steps[edge],
    )
