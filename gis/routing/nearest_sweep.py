"""Times from every node to its nearest seed: one sweep up the hierarchy and one down."""

from __future__ import annotations

import numpy as np

from gis.compiled import compiled
from gis.errors import ShapeMismatchError
from gis.routing.customisation import WIDTHS, Customised
from gis.routing.lanes import Lanes, lane_rows, pull, pull_each, push, push_each
from gis.routing.ordering import Int32Array
from gis.routing.ticks import FORBIDDEN, AnyInts

MOST_CLASSES = len(WIDTHS[-1])


def nearest_of_classes(
    customised: Customised,
    weighting: int,
    seed_node: AnyInts,
    seed_ticks: AnyInts,
    seed_class: AnyInts,
    n_classes: int,
) -> Int32Array:
    """
    Find the time from every node to the nearest seed of each class, in one weighting.

    Parameters
    ----------
    customised : Customised
        Hierarchy with weights.
    weighting : int
        Which of its weightings.
    seed_node : numpy.ndarray of int, shape (n_seeds,)
        Nodes of the network where seeds lie; one node may bear several.
    seed_ticks : numpy.ndarray of int, shape (n_seeds,)
        Time still to go from that node [0.1 s].
    seed_class : numpy.ndarray of int, shape (n_seeds,)
        Class of each seed.
    n_classes : int
        Number of classes.

    Returns
    -------
    numpy.ndarray of int32, shape (n_nodes, n_classes)
        Time [0.1 s] by *rank*: row ``hierarchy.rank[node]`` is that of a node.
        ``FORBIDDEN`` where there is no way.

    Raises
    ------
    ShapeMismatchError
        If there are more classes than a row has room for.
    """
    if not 1 <= n_classes <= MOST_CLASSES:
        raise ShapeMismatchError("classes", [f"{n_classes} classes; 1 to {MOST_CLASSES} fit into one sweep"])
    hierarchy = customised.hierarchy
    up, down = customised.weighting(weighting)
    lanes = next(width for width in WIDTHS if len(width) >= n_classes)
    rows = _seeded(hierarchy.n_nodes, lanes, hierarchy.rank[seed_node], seed_class, seed_ticks)
    sweep(hierarchy.first, hierarchy.head, up, down, rows, lanes)
    return rows.reshape(-1, len(lanes))[:, :n_classes]


def nearest_of_weightings(
    customised: Customised, seed_node: AnyInts, seed_ticks: AnyInts, seed_lane: AnyInts
) -> Int32Array:
    """
    Find the time from every node to the nearest seed, in all weightings at once.

    Parameters
    ----------
    customised : Customised
        Hierarchy with weights.
    seed_node, seed_ticks : numpy.ndarray of int, shape (n_seeds,)
        As in ``nearest_of_classes``.
    seed_lane : numpy.ndarray of int, shape (n_seeds,)
        Weighting in which each seed counts: places may lie elsewhere for other profiles.

    Returns
    -------
    numpy.ndarray of int32, shape (n_nodes, n_weightings)
        Time [0.1 s] by *rank*, as in ``nearest_of_classes``.
    """
    hierarchy, lanes = customised.hierarchy, customised.lanes
    rows = _seeded(hierarchy.n_nodes, lanes, hierarchy.rank[seed_node], seed_lane, seed_ticks)
    sweep_each(hierarchy.first, hierarchy.head, customised.up, customised.down, rows, lanes)
    return rows.reshape(-1, len(lanes))[:, : customised.n_weightings]


def _seeded(n_nodes: int, lanes: Lanes, rank: Int32Array, lane: AnyInts, ticks: AnyInts) -> Int32Array:
    """Give rows that hold the seeds' times and nothing else."""
    rows: Int32Array = lane_rows(n_nodes, len(lanes), np.int32)
    rows[:] = FORBIDDEN
    np.minimum.at(rows, rank.astype(np.int64) * len(lanes) + lane, ticks)
    return rows


@compiled
def sweep(
    first: Int32Array, head: Int32Array, up: Int32Array, down: Int32Array, rows: Int32Array, lanes: Lanes
) -> None:
    """
    Turn rows that hold the seeds' times into rows that hold the time to the nearest seed.

    On the way up each node offers its row to its heads: a trip that ends at the
    node may come down from them. On the way down each node takes what its heads
    offer. Every shortest way goes up first and then down, so two passes do.

    Parameters
    ----------
    first, head : numpy.ndarray of int32
        Arcs of the hierarchy.
    up, down : numpy.ndarray of int32, shape (n_arcs,)
        Times of one weighting [0.1 s].
    rows : numpy.ndarray of int32, shape (n_nodes * n_lanes,)
        By rank; changed in place.
    lanes : tuple
        As wide as a row.
    """
    n_nodes = len(first) - 1
    for r in range(n_nodes):
        push(rows, r, head, down, first[r], first[r + 1], lanes)
    for r in range(n_nodes - 1, -1, -1):
        pull(rows, r, head, up, first[r], first[r + 1], lanes)


@compiled
def sweep_each(
    first: Int32Array, head: Int32Array, up: Int32Array, down: Int32Array, rows: Int32Array, lanes: Lanes
) -> None:
    """
    Do the same where each lane is a weighting of its own.

    Parameters
    ----------
    first, head : numpy.ndarray of int32
        Arcs of the hierarchy.
    up, down : numpy.ndarray of int32, shape (n_arcs * n_lanes,)
        Rows of the arcs [0.1 s].
    rows : numpy.ndarray of int32, shape (n_nodes * n_lanes,)
        By rank; changed in place.
    lanes : tuple
        As wide as a row.
    """
    n_nodes = len(first) - 1
    for r in range(n_nodes):
        push_each(rows, r, head, down, first[r], first[r + 1], lanes)
    for r in range(n_nodes - 1, -1, -1):
        pull_each(rows, r, head, up, first[r], first[r + 1], lanes)
