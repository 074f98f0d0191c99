"""Lays street patterns out as one city: tiles turned and mirrored, their edges joined across the seams."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from tests.benchmarks.streets import Pattern, largest_part

# A million nodes on the 1,521 km2 of São Paulo.
NODES_PER_KM2 = 657.0
JITTER_M = 1.5
LENGTH_NOISE_SHARE = 0.03
# Of each side of a tile, one node in so many looks for a partner across the seam.
NODES_PER_SEAM_NODE = 150
SEAM_DETOUR = 1.1


@dataclass(frozen=True, slots=True)
class Streets:
    """
    The city's streets before anything is known of them but their course; each may be walked both ways.

    Parameters
    ----------
    xy_m : numpy.ndarray of float, shape (n_nodes, 2)
        Position of each node [m].
    ends : numpy.ndarray of int, shape (n_edges, 2)
        Nodes that an edge joins; no two edges join the same two nodes.
    length_m : numpy.ndarray of float, shape (n_edges,)
        Length [m].
    steps : numpy.ndarray of bool, shape (n_edges,)
        Whether an edge is a flight of steps.
    """

    xy_m: NDArray[np.float64]
    ends: NDArray[np.int64]
    length_m: NDArray[np.float64]
    steps: NDArray[np.bool_]


def lay_tiles(patterns: list[Pattern], nodes: int, rng: np.random.Generator) -> Streets:
    """Lay as many tiles as the wanted number of nodes needs, row by row, and join them."""
    tile_nodes = float(np.mean([len(pattern.xy_m) for pattern in patterns]))
    side_m = 1000.0 * float(np.sqrt(tile_nodes / NODES_PER_KM2))
    count = max(1, round(nodes / tile_nodes))
    columns = max(1, round(float(np.sqrt(count))))
    places = [divmod(number, columns) for number in range(count)]
    tiles, first = [], 0
    xy_m, ends, length_m, steps = [], [], [], []
    for row, column in places:
        pattern = patterns[(row + column) % len(patterns)]
        tile, tile_ends, tile_length_m = _turned(pattern, side_m, rng)
        tiles.append(_Tile(tile, first, side_m))
        xy_m.append(tile + np.array([column, row]) * side_m)
        ends.append(tile_ends + first)
        length_m.append(tile_length_m)
        steps.append(pattern.steps)
        first += len(tile)
    whole_xy_m = np.concatenate(xy_m)
    for seam in _seams(tiles, places, whole_xy_m):
        ends.append(seam)
        across_m = np.hypot(*(whole_xy_m[seam[:, 0]] - whole_xy_m[seam[:, 1]]).T)
        length_m.append(np.maximum(across_m, 1.0) * SEAM_DETOUR)
        steps.append(np.zeros(len(seam), dtype=np.bool_))
    return _simple(Streets(whole_xy_m, np.concatenate(ends), np.concatenate(length_m), np.concatenate(steps)))


@dataclass(frozen=True, slots=True)
class _Tile:
    """A tile that was laid: positions from its own centre, and the number of its first node."""

    xy_m: NDArray[np.float64]
    first: int
    side_m: float

    def border(self, axis: int, sign: int) -> NDArray[np.int64]:
        """Give the nodes nearest to one side: axis 0 and sign +1 is the east."""
        gap_m = self.side_m / 2 - sign * self.xy_m[:, axis]
        many = max(12, len(gap_m) // NODES_PER_SEAM_NODE)
        return np.argsort(gap_m, kind="stable")[:many] + self.first


def _turned(
    pattern: Pattern, side_m: float, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Scale, mirror, turn and shake a pattern, and number its nodes by chance, as OSM does."""
    scale = side_m / pattern.side_m
    xy_m = pattern.xy_m * scale
    if rng.random() < 0.5:
        xy_m = xy_m * np.array([-1.0, 1.0])
    for _ in range(int(rng.integers(4))):
        xy_m = np.column_stack([-xy_m[:, 1], xy_m[:, 0]])
    xy_m = xy_m + rng.normal(0.0, JITTER_M, size=xy_m.shape)
    old_of_new = rng.permutation(len(xy_m))
    new_of_old = np.argsort(old_of_new)
    noise = rng.uniform(1 - LENGTH_NOISE_SHARE, 1 + LENGTH_NOISE_SHARE, size=len(pattern.length_m))
    return xy_m[old_of_new], new_of_old[pattern.ends], pattern.length_m * scale * noise


def _seams(
    tiles: list[_Tile], places: list[tuple[int, int]], xy_m: NDArray[np.float64]
) -> list[NDArray[np.int64]]:
    """Join each border node to its nearest node across the seam; every node over there is used once."""
    number = dict(zip(places, tiles, strict=True))
    seams = []
    for (row, column), tile in number.items():
        for axis, neighbour in ((0, (row, column + 1)), (1, (row + 1, column))):
            if neighbour in number:
                here = tile.border(axis, +1)
                there = number[neighbour].border(axis, -1)
                _, nearest = KDTree(xy_m[there]).query(xy_m[here])
                partner, first = np.unique(nearest, return_index=True)
                seams.append(np.column_stack([here[first], there[partner]]))
    return seams


def _simple(streets: Streets) -> Streets:
    """Keep one edge (the shortest) between two nodes, none from a node to itself, and the largest part."""
    ends = np.sort(streets.ends, axis=1)
    order = np.lexsort((streets.length_m, ends[:, 1], ends[:, 0]))
    ends = ends[order]
    first = np.ones(len(ends), dtype=np.bool_)
    first[1:] = (ends[1:] != ends[:-1]).any(axis=1)
    first &= ends[:, 0] != ends[:, 1]
    order, ends = order[first], ends[first]
    kept, new = largest_part(len(streets.xy_m), ends)
    inside = kept[ends[:, 0]]
    order, ends = order[inside], new[ends[inside]]
    return Streets(streets.xy_m[kept], ends, streets.length_m[order], streets.steps[order])
