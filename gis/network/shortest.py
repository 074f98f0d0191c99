"""Shortest times: from every origin to the nearest place of each class, for one way of using the links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gis.model import FloatArray, IntArray
from gis.network.graph import StreetNetwork
from gis.network.snap import Joins


@dataclass(frozen=True, slots=True)
class ArcOrder:
    """
    The reversed arcs of a network in the order of a sparse matrix; made once, weighted many times.

    Parameters
    ----------
    n_nodes : int
        Number of nodes.
    order : numpy.ndarray of int, shape (2 * n_links,)
        Positions in (forward arcs, backward arcs), sorted by row, then column.
    first : numpy.ndarray of int, shape (n_pairs,)
        Where in ``order`` each pair of nodes begins; links side by side share a pair.
    row, column : numpy.ndarray of int, shape (n_pairs,)
        Node walked to, node walked from.
    """

    n_nodes: int
    order: IntArray
    first: IntArray
    row: IntArray
    column: IntArray


def arc_order(network: StreetNetwork) -> ArcOrder:
    """
    Sort a network's arcs, turned around, for the search that starts at the destinations.

    Parameters
    ----------
    network : StreetNetwork
        The streets.

    Returns
    -------
    ArcOrder
        The order.
    """
    row = np.concatenate([network.link_to, network.link_from])
    column = np.concatenate([network.link_from, network.link_to])
    order = np.lexsort((column, row))
    row, column = row[order], column[order]
    new_pair = np.ones(len(row), dtype=bool)
    new_pair[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    first = np.flatnonzero(new_pair)
    return ArcOrder(network.n_nodes, order, first, row[first], column[first])


def nearest_times(
    network: StreetNetwork,
    arcs: ArcOrder,
    cost_s: FloatArray,
    *,
    origins: Joins,
    n_origins: int,
    services: Sequence[Joins],
    leg_s_per_m: float,
) -> FloatArray:
    """
    Find the time from every origin to the nearest place of each service class.

    One search per class, on the reversed graph and from all its places at
    once; ends of a trip lie anywhere along a link, and a trip that stays on
    one link does not go round by its ends.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    arcs : ArcOrder
        From ``arc_order(network)``.
    cost_s : numpy.ndarray of float, shape (2, n_links)
        Seconds to walk each link forward and backward; infinite where it may
        not be used [s].
    origins : Joins
        Where the origins meet the network.
    n_origins : int
        Number of origins.
    services : sequence of Joins
        Where the places of each class meet the network.
    leg_s_per_m : float
        Seconds for each metre between a place and its link [s/m].

    Returns
    -------
    numpy.ndarray of float, shape (n_services, n_origins)
        Time to the nearest place [s]; infinite where there is no way.
    """
    to_place_s = _times_from_nodes(network, arcs, cost_s, services, leg_s_per_m)
    forward_s, backward_s = cost_s[0, origins.link], cost_s[1, origins.link]
    on_to_s = _part(1.0 - origins.along_share, forward_s) + to_place_s[:, network.link_to[origins.link]]
    on_from_s = _part(origins.along_share, backward_s) + to_place_s[:, network.link_from[origins.link]]
    best_s = np.minimum(on_to_s, on_from_s)
    for row, service in zip(best_s, services, strict=True):
        np.minimum(row, _same_link_s(origins, service, cost_s, leg_s_per_m), out=row)
    best_s += origins.leg_m * leg_s_per_m
    time_s = np.full((len(services), n_origins), np.inf)
    for row, best in zip(time_s, best_s, strict=True):
        np.minimum.at(row, origins.place, best)
    return time_s


def _part(share: FloatArray, cost_s: FloatArray) -> FloatArray:
    """Give the cost of a part of a link; no part of a closed link can be walked, not even nothing of it."""
    closed = np.isinf(cost_s)
    return np.where(closed, np.inf, share * np.where(closed, 0.0, cost_s))


def _times_from_nodes(
    network: StreetNetwork,
    arcs: ArcOrder,
    cost_s: FloatArray,
    services: Sequence[Joins],
    leg_s_per_m: float,
) -> FloatArray:
    """Search from one extra node per class, tied to the ends of the links where its places join."""
    n_nodes, n_services = arcs.n_nodes, len(services)
    # Links side by side: the cheaper one counts (building the matrix from pairs would add them up).
    pair_s = np.minimum.reduceat(cost_s.ravel()[arcs.order], arcs.first)
    walked = np.isfinite(pair_s)
    counts = [np.bincount(arcs.row[walked], minlength=n_nodes)]
    columns, weights = [arcs.column[walked]], [pair_s[walked]]
    for service in services:
        node, start_s = _starts(network, cost_s, service, leg_s_per_m)
        counts.append(np.array([len(node)]))
        columns.append(node)
        weights.append(start_s)
    size = n_nodes + n_services
    row_ends = np.concatenate([[0], np.cumsum(np.concatenate(counts))])
    graph = csr_array((np.concatenate(weights), np.concatenate(columns), row_ends), shape=(size, size))
    found: FloatArray = dijkstra(graph, directed=True, indices=np.arange(n_nodes, size))
    return found[:, :n_nodes]


def _starts(
    network: StreetNetwork, cost_s: FloatArray, service: Joins, leg_s_per_m: float
) -> tuple[IntArray, FloatArray]:
    """Give the nodes next to a class's places and the least time from each of them to a place."""
    leg_s = service.leg_m * leg_s_per_m
    after_s = _part(service.along_share, cost_s[0, service.link]) + leg_s
    before_s = _part(1.0 - service.along_share, cost_s[1, service.link]) + leg_s
    node = np.concatenate([network.link_from[service.link], network.link_to[service.link]])
    start_s = np.concatenate([after_s, before_s])
    reached = np.isfinite(start_s)
    nodes, group = np.unique(node[reached], return_inverse=True)
    least_s = np.full(len(nodes), np.inf)
    np.minimum.at(least_s, group, start_s[reached])
    return nodes, least_s


def _same_link_s(origins: Joins, service: Joins, cost_s: FloatArray, leg_s_per_m: float) -> FloatArray:
    """Give the time from each origin's join to the nearest place on the same link, straight along it."""
    leg_s = service.leg_m * leg_s_per_m
    ahead_s = _straight_s(
        origins.link, origins.along_share, service.link, service.along_share, leg_s, cost_s[0]
    )
    behind_s = _straight_s(
        origins.link, 1.0 - origins.along_share, service.link, 1.0 - service.along_share, leg_s, cost_s[1]
    )
    return np.minimum(ahead_s, behind_s)


def _straight_s(
    link: IntArray,
    share: FloatArray,
    place_link: IntArray,
    place_share: FloatArray,
    place_leg_s: FloatArray,
    cost_s: FloatArray,
) -> FloatArray:
    """Give the time to the best place at or beyond each point, for one direction of walking."""
    time_s = np.full(len(link), np.inf)
    order = np.lexsort((place_share, place_link))
    place_link, place_share = place_link[order], place_share[order]
    open_links = np.isfinite(cost_s[place_link])
    place_link, place_share = place_link[open_links], place_share[open_links]
    if not len(place_link):
        return time_s
    from_start_s = place_share * cost_s[place_link] + place_leg_s[order][open_links]
    best_beyond_s = _least_to_end_of_group(from_start_s, place_link)
    # First place on the same link at or beyond the point: complex numbers sort by link, then share.
    position = np.searchsorted(place_link + 1j * place_share, link + 1j * share, side="left")
    inside = position < len(place_link)
    found = np.zeros(len(link), dtype=bool)
    found[inside] = place_link[position[inside]] == link[inside]
    ahead_s = best_beyond_s[position[found]] - share[found] * cost_s[link[found]]
    time_s[found] = np.maximum(ahead_s, 0.0)  # the difference may round below zero
    return time_s


def _least_to_end_of_group(values: FloatArray, group: IntArray) -> FloatArray:
    """Give the smallest value from each position to the end of its group, by doubling the look-ahead."""
    least = values.copy()
    ahead = 1
    while ahead < len(least):
        same: NDArray[np.bool_] = group[ahead:] == group[:-ahead]
        if not same.any():
            break
        shifted = np.where(same, least[ahead:], np.inf)
        least[:-ahead] = np.minimum(least[:-ahead], shifted)
        ahead *= 2
    return least
