"""The hierarchy against scipy, to the tick, on random networks: loops, parallel and closed edges, islands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gis.routing.bounded_sweep import sums_within, times_within
from gis.routing.customisation import customise
from gis.routing.hierarchy import Hierarchy, build_hierarchy
from gis.routing.nearest_sweep import nearest_of_classes, nearest_of_weightings
from gis.routing.restriction import restrict
from gis.routing.ticks import FORBIDDEN
from gis.routing.trip_ends import Ends, Pairs, Trips

WEIGHTS = st.sampled_from([0, 1, 2, 7, 30, 999, 70_000, FORBIDDEN])


@dataclass(frozen=True)
class Graph:
    """A small directed graph with several weightings."""

    n_nodes: int
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    weights: NDArray[np.int32]

    def hierarchy(self) -> Hierarchy:
        return build_hierarchy(self.n_nodes, self.tail, self.head)

    def times(self, weighting: int) -> NDArray[np.int64]:
        """Give the time between all nodes; scipy adds parallel edges up, so the least is taken first."""
        least = np.full((self.n_nodes, self.n_nodes), FORBIDDEN, dtype=np.int64)
        np.minimum.at(least, (self.tail, self.head), self.weights[weighting])
        row, column = np.nonzero(least < FORBIDDEN)
        matrix = csr_array(
            (least[row, column].astype(float), (row, column)), shape=(self.n_nodes, self.n_nodes)
        )
        found = dijkstra(matrix)
        return np.where(np.isinf(found), FORBIDDEN, found).astype(np.int64)


@st.composite
def graphs(draw: st.DrawFn, most_nodes: int = 40) -> Graph:
    """Draw a graph; every edge may be closed in some weightings."""
    n_nodes = draw(st.integers(1, most_nodes))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    n_edges = draw(st.integers(0, 3 * n_nodes))
    near = rng.integers(-3, 4, n_edges)  # mostly to neighbours, as streets do
    tail = rng.integers(0, n_nodes, n_edges)
    head = np.where(rng.random(n_edges) < 0.8, (tail + near) % n_nodes, rng.integers(0, n_nodes, n_edges))
    n_weightings = draw(st.integers(1, 12))
    palette = np.array(draw(st.lists(WEIGHTS, min_size=1, max_size=6)))
    weights = palette[rng.integers(0, len(palette), (n_weightings, n_edges))]
    return Graph(n_nodes, tail.astype(np.int32), head.astype(np.int32), weights.astype(np.int32))


@settings(max_examples=150)
@given(graph=graphs(), seed=st.integers(0, 2**32 - 1))
def test_nearest_times_of_every_class_equal_scipy(graph: Graph, seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_seeds, n_classes = int(rng.integers(0, 8)), int(rng.integers(1, 10))
    node = rng.integers(0, graph.n_nodes, n_seeds).astype(np.int32)
    start = rng.choice([0, 3, 500], n_seeds).astype(np.int32)
    kind = rng.integers(0, n_classes, n_seeds).astype(np.int32)
    hierarchy = graph.hierarchy()
    customised = customise(hierarchy, graph.weights)
    weighting = len(graph.weights) - 1
    found = nearest_of_classes(customised, weighting, node, start, kind, n_classes)[hierarchy.rank]
    times = graph.times(weighting)
    for k in range(n_classes):
        mine = kind == k
        expected = np.min(times[:, node[mine]] + start[mine], axis=1, initial=FORBIDDEN)
        assert found[:, k].tolist() == expected.tolist()


@settings(max_examples=150)
@given(graph=graphs(), seed=st.integers(0, 2**32 - 1))
def test_all_weightings_in_one_sweep_equal_scipy_one_by_one(graph: Graph, seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_seeds, n_weightings = int(rng.integers(0, 8)), len(graph.weights)
    node = rng.integers(0, graph.n_nodes, n_seeds).astype(np.int32)
    start = rng.choice([0, 3, 500], n_seeds).astype(np.int32)
    lane = rng.integers(0, n_weightings, n_seeds).astype(np.int32)
    hierarchy = graph.hierarchy()
    found = nearest_of_weightings(customise(hierarchy, graph.weights), node, start, lane)[hierarchy.rank]
    for k in range(n_weightings):
        mine = lane == k
        expected = np.min(graph.times(k)[:, node[mine]] + start[mine], axis=1, initial=FORBIDDEN)
        assert found[:, k].tolist() == expected.tolist()


@settings(max_examples=150)
@given(
    graph=graphs(),
    seed=st.integers(0, 2**32 - 1),
    cutoff=st.sampled_from([0, 8, 900, 65_534, 65_535, FORBIDDEN - 1]),
    n_threads=st.integers(1, 3),
)
def test_all_pairs_within_a_cutoff_equal_scipy(graph: Graph, seed: int, cutoff: int, n_threads: int) -> None:
    rng = np.random.default_rng(seed)
    n_origins, n_destinations = int(rng.integers(0, 20)), int(rng.integers(0, 70))
    origins = some_ends(rng, graph.n_nodes, n_origins)
    destinations = some_ends(rng, graph.n_nodes, n_destinations)
    hierarchy = graph.hierarchy()
    restriction = restrict(hierarchy, np.concatenate([origins.node, destinations.node]))
    pairs = times_within(
        customise(hierarchy, graph.weights),
        0,
        Trips.between(restriction, origins, destinations),
        cutoff_ticks=cutoff,
        n_threads=n_threads,
    )
    expected = through_nodes(graph.times(0), origins, destinations)
    expected[expected > cutoff] = FORBIDDEN
    assert table(pairs, n_origins).tolist() == expected.tolist()
    assert len(pairs.origin) == np.count_nonzero(expected < FORBIDDEN)
    assert pairs.ticks.dtype == (np.uint16 if cutoff < 65_535 else np.int32)


@settings(max_examples=100)
@given(
    graph=graphs(),
    seed=st.integers(0, 2**32 - 1),
    limits=st.lists(st.sampled_from([0, 8, 900, 65_534, 65_535, FORBIDDEN - 1]), max_size=3),
    n_threads=st.integers(1, 3),
)
def test_sums_within_limits_equal_those_of_the_pairs_that_scipy_finds(
    graph: Graph, seed: int, limits: list[int], n_threads: int
) -> None:
    rng = np.random.default_rng(seed)
    n_origins, n_destinations = int(rng.integers(0, 20)), int(rng.integers(0, 70))
    origins = some_ends(rng, graph.n_nodes, n_origins)
    destinations = some_ends(rng, graph.n_nodes, n_destinations)
    direct = some_trips(rng, n_origins, n_destinations)
    hierarchy = graph.hierarchy()
    trips = Trips.between(
        restrict(hierarchy, np.concatenate([origins.node, destinations.node])),
        origins,
        destinations,
        direct=direct,
        order=rng.permutation(n_destinations),
    )
    amounts = rng.integers(0, 1_000_000, n_origins).astype(float)
    sums = sums_within(
        customise(hierarchy, graph.weights),
        0,
        trips,
        amounts,
        limits_ticks=np.array(limits, dtype=np.int64),
        n_threads=n_threads,
    )
    times = np.minimum(through_nodes(graph.times(0), origins, destinations), table(direct, n_origins))
    expected = [[float(amounts[row <= limit].sum()) for limit in limits] for row in times]
    assert sums.tolist() == expected


def some_trips(rng: np.random.Generator, n_origins: int, n_destinations: int) -> Pairs:
    """Draw up to two trips along one link to each destination."""
    reached = [rng.permutation(n_origins)[: int(rng.integers(0, 3))] for _ in range(n_destinations)]
    first = np.concatenate([[0], np.cumsum([len(origin) for origin in reached])]).astype(np.int64)
    origin = np.concatenate([np.zeros(0, dtype=np.int64), *reached]).astype(np.int32)
    return Pairs(first, origin, rng.choice([0, 5, 70_000], len(origin)).astype(np.int32))


def some_ends(rng: np.random.Generator, n_nodes: int, n_places: int) -> Ends:
    """Draw up to three ends for each place; some places have none."""
    place = np.repeat(np.arange(n_places), rng.integers(0, 4, n_places))
    node = rng.integers(0, n_nodes, len(place)).astype(np.int32)
    ticks = rng.choice([0, 4, 60_000, FORBIDDEN], len(place), p=[0.5, 0.3, 0.1, 0.1]).astype(np.int32)
    return Ends.of_places(place, node, ticks, n_places)


def through_nodes(times: NDArray[np.int64], origins: Ends, destinations: Ends) -> NDArray[np.int64]:
    """Give the least time over every combination of ends."""
    least = np.full((destinations.n_places, origins.n_places), FORBIDDEN, dtype=np.int64)
    for d in range(destinations.n_places):
        for o in range(origins.n_places):
            to = slice(destinations.first[d], destinations.first[d + 1])
            start = slice(origins.first[o], origins.first[o + 1])
            way = times[np.ix_(origins.node[start], destinations.node[to])]
            way = way + origins.ticks[start][:, None] + destinations.ticks[to][None, :]
            least[d, o] = way.min(initial=FORBIDDEN)
    return least


def table(pairs: Pairs, n_origins: int) -> NDArray[np.int64]:
    """Lay pairs out as a full table."""
    n_destinations = len(pairs.first) - 1
    full = np.full((n_destinations, n_origins), FORBIDDEN, dtype=np.int64)
    full[np.repeat(np.arange(n_destinations), np.diff(pairs.first)), pairs.origin] = pairs.ticks
    return full


@settings(max_examples=60)
@given(graph=graphs(), seed=st.integers(0, 2**32 - 1))
def test_numbering_the_nodes_otherwise_changes_no_time(graph: Graph, seed: int) -> None:
    new = np.random.default_rng(seed).permutation(graph.n_nodes).astype(np.int32)
    other = Graph(graph.n_nodes, new[graph.tail], new[graph.head], graph.weights)
    found = []
    for one, node in ((graph, 0), (other, new[0])):
        hierarchy = one.hierarchy()
        seeds = (np.array([node], dtype=np.int32), np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int32))
        found.append(nearest_of_weightings(customise(hierarchy, one.weights), *seeds)[hierarchy.rank, 0])
    assert found[0].tolist() == found[1][new].tolist()


@settings(max_examples=60)
@given(graph=graphs())
def test_a_hierarchy_is_the_same_each_time_it_is_made_and_sorted_as_promised(graph: Graph) -> None:
    one, two = graph.hierarchy(), graph.hierarchy()
    assert one.rank.tolist() == two.rank.tolist()
    assert one.head.tolist() == two.head.tolist()
    for r in range(one.n_nodes):
        heads = one.head[one.first[r] : one.first[r + 1]].tolist()
        assert heads == sorted(set(heads))
        assert all(head > r for head in heads)
        assert one.parent[r] == (heads[0] if heads else -1)
        above = set(ancestors(one, r))
        assert set(heads) <= above
        below = {x for x in range(one.n_nodes) if r in ancestors(one, x)}
        assert below == set(range(one.first_descendant[r], r))


def ancestors(hierarchy: Hierarchy, rank: int) -> list[int]:
    """List the ancestors of a rank."""
    found = []
    while hierarchy.parent[rank] >= 0:
        rank = int(hierarchy.parent[rank])
        found.append(rank)
    return found
