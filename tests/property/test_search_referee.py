"""The search against a referee: networkx on a graph cut at every place, for random networks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from types import ModuleType

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.model import FloatArray, Reading
from gis.network.evaluation import LinkCosts
from gis.network.graph import StreetNetwork
from gis.network.snap import Joins
from gis.routing.customisation import customise
from gis.routing.prepared import street_hierarchy
from gis.routing.restriction import restrict
from gis.routing.ticks import FORBIDDEN, to_ticks
from gis.travel.matrices import pairs_within
from gis.travel.nearest import Lane, nearest_of_class

# Every share of these is a whole number of ticks, so the referee's sums must be met to the tick.
COSTS = st.sampled_from([0.0, 2.0, 4.0, 14.0, 30.0, float("inf")])
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


def in_ticks(times_s: Sequence[float]) -> list[int]:
    """Take the referee's binary fractions for the tenths they stand for."""
    return [FORBIDDEN if time_s == np.inf else round(time_s * 10) for time_s in times_s]


def drawn(
    towns: ModuleType, case: tuple[int, list[tuple[int, int]], FloatArray, list[Joins]]
) -> tuple[StreetNetwork, FloatArray, list[Joins]]:
    """Build the network of a case."""
    n_nodes, links, cost_s, layers = case
    nodes = [(100.0 * i, 10.0 * i * i) for i in range(n_nodes)]
    streets = [
        towns.Street(a, b, via_m=() if a != b else ((nodes[a][0] + 30, nodes[a][1] + 50),)) for a, b in links
    ]
    return towns.build(nodes, streets).network, cost_s, spots_open(layers, cost_s)


def lane_of(cost_s: FloatArray) -> Lane:
    """Make a lane of costs that are given, walking one metre a second off the links."""
    state = np.where(np.isfinite(cost_s), 1, -1).astype(np.int8)
    return Lane(0, Reading.LOW, LinkCosts(cost_s, state), to_ticks(cost_s), 1.0)


@settings(max_examples=300)
@given(case=cases())
def test_times_equal_those_of_networkx_on_the_network_cut_at_every_place(
    towns: ModuleType, case: tuple[int, list[tuple[int, int]], FloatArray, list[Joins]]
) -> None:
    network, cost_s, (origins, *services) = drawn(towns, case)
    lane = lane_of(cost_s)
    customised = customise(street_hierarchy(network), lane.link_ticks.reshape(1, -1))
    for service in services:
        (found,) = nearest_of_class(network, customised, [lane], [origins], [service], 5)
        assert found.tolist() == in_ticks(referee(network, cost_s, origins, 5, service))


@settings(max_examples=200)
@given(case=cases(), cutoff_s=st.sampled_from([0.0, 7.0, 30.0, 44.5, 1e4, float("inf")]))
def test_every_pair_within_the_cutoff_equals_networkx_and_no_other_is_there(
    towns: ModuleType, case: tuple[int, list[tuple[int, int]], FloatArray, list[Joins]], cutoff_s: float
) -> None:
    network, cost_s, (origins, places, _) = drawn(towns, case)
    lane = lane_of(cost_s)
    hierarchy = street_hierarchy(network)
    restriction = restrict(hierarchy, np.arange(network.n_nodes))
    customised = customise(hierarchy, lane.link_ticks.reshape(1, -1))
    pairs = pairs_within(
        network, customised, 0, lane, restriction, (origins, 5), (places, 4), cutoff_s=cutoff_s
    )
    found = np.full((4, 5), FORBIDDEN)
    found[np.repeat(np.arange(4), np.diff(pairs.first)), pairs.origin] = pairs.ticks
    for place in range(4):
        alone = places.only(places.place == place)
        expected = in_ticks(referee(network, cost_s, origins, 5, alone))
        within = [ticks if ticks <= cutoff_s * 10 else FORBIDDEN for ticks in expected]
        assert found[place].tolist() == within
