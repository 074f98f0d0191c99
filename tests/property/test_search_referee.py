"""The search against a referee: networkx on a graph cut at every place, for random networks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from types import ModuleType

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.model import FloatArray
from gis.network.graph import StreetNetwork
from gis.network.shortest import arc_order, nearest_times
from gis.network.snap import Joins

COSTS = st.sampled_from([0.0, 0.5, 1.0, 3.0, 7.25, float("inf")])
SHARES = st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0])


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]], FloatArray, list[Joins]]:
    """Draw nodes, links (side by side and loops among them), costs, origins and two classes of service."""
    n_nodes = draw(st.integers(1, 7))
    node = st.integers(0, n_nodes - 1)
    links = draw(st.lists(st.tuples(node, node), min_size=1, max_size=12))
    cost = st.lists(COSTS, min_size=len(links), max_size=len(links))
    layers = [draw(some_joins(len(links), n)) for n in (5, 4, 2)]
    return n_nodes, links, np.array([draw(cost), draw(cost)]), layers


@st.composite
def some_joins(draw: st.DrawFn, n_links: int, n_places: int) -> Joins:
    """Draw places that join one or several links each."""
    join = st.tuples(
        st.integers(0, n_places - 1), st.integers(0, n_links - 1), SHARES, st.sampled_from([0.0, 2.5])
    )
    drawn = sorted(draw(st.lists(join, min_size=1, max_size=8)))
    place, link, share, leg_m = (np.array(column) for column in zip(*drawn, strict=True))
    return Joins(place.astype(np.int64), link.astype(np.int64), share.astype(float), leg_m.astype(float))


def referee(
    network: StreetNetwork, cost_s: FloatArray, origins: Joins, n_origins: int, service: Joins
) -> list[float]:
    """Cut every link at every join and let networkx search."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from([*range(network.n_nodes), "done"])
    for link in range(network.n_links):
        cut_link(graph, network, cost_s[:, link], link, (origins, service))
    for j, leg_m in enumerate(service.leg_m.tolist()):
        graph.add_edge(spot(service, j), "done", weight=leg_m)
    for j, leg_m in enumerate(origins.leg_m.tolist()):
        graph.add_edge(("start", int(origins.place[j])), spot(origins, j), weight=leg_m)
    found = nx.single_source_dijkstra_path_length(graph.reverse(), "done")
    return [found.get(("start", place), np.inf) for place in range(n_origins)]


def spot(joins: Joins, join: int) -> tuple[int, float]:
    """Name a point on a link; joins at one point share it."""
    return int(joins.link[join]), float(joins.along_share[join])


def cut_link(
    graph: nx.MultiDiGraph, network: StreetNetwork, cost_s: FloatArray, link: int, layers: Sequence[Joins]
) -> None:
    """Replace a link by its pieces between the places that join it."""
    spots = sorted({spot(layer, j) for layer in layers for j in np.flatnonzero(layer.link == link).tolist()})
    points: list[tuple[float, object]] = [(0.0, int(network.link_from[link]))]
    points += [(at[1], at) for at in spots]
    points.append((1.0, int(network.link_to[link])))
    for (share, one), (next_share, other) in pairwise(points):
        for start, end, cost in ((one, other, cost_s[0]), (other, one, cost_s[1])):
            if np.isfinite(cost):
                graph.add_edge(start, end, weight=(next_share - share) * cost)


def spots_open(layers: Sequence[Joins], cost_s: FloatArray) -> list[Joins]:
    """Keep the joins to links open in some direction, as joining does."""
    return [layer.only(np.isfinite(cost_s.min(axis=0))[layer.link]) for layer in layers]


@settings(max_examples=300)
@given(case=cases())
def test_times_equal_those_of_networkx_on_the_network_cut_at_every_place(
    towns: ModuleType, case: tuple[int, list[tuple[int, int]], FloatArray, list[Joins]]
) -> None:
    n_nodes, links, cost_s, layers = case
    nodes = [(100.0 * i, 10.0 * i * i) for i in range(n_nodes)]
    streets = [
        towns.Street(a, b, via_m=() if a != b else ((nodes[a][0] + 30, nodes[a][1] + 50),)) for a, b in links
    ]
    network = towns.build(nodes, streets).network
    origins, *services = spots_open(layers, cost_s)
    time_s = nearest_times(
        network,
        arc_order(network),
        cost_s,
        origins=origins,
        n_origins=5,
        services=services,
        leg_s_per_m=1.0,
    )
    for found, service in zip(time_s, services, strict=True):
        expected = referee(network, cost_s, origins, 5, service)
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
