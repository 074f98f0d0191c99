"""The plain searches against scipy, for random arcs: loops, arcs side by side, weights of 0 and of days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gis.model import IntArray
from gis.routing.bucket_queue import LONGEST, UNREACHED, PlainSearch
from gis.routing.nearest_kernel import FIRST_SEED
from gis.routing.several_nearest import NO_PLACE
from gis.routing.ticks import FORBIDDEN

# Within a bucket, across buckets, across windows of 65,536 ticks, days, and closed.
WEIGHTS = st.sampled_from([0, 0, 1, 2, 3, 5, 40, 700, 65_535, 65_536, 70_000, 9_000_000, FORBIDDEN])
STARTS = st.sampled_from([0, 0, 1, 7, 65_536, 200_000, FORBIDDEN])
LIMITS = st.sampled_from([0, 1, 40, 705, 70_000, LONGEST, 2**40])


@dataclass(frozen=True)
class Case:
    """Arcs and seeds of one search."""

    first: IntArray
    tail: IntArray
    head: IntArray
    weight: IntArray
    seed_node: IntArray
    seed_ticks: IntArray
    seed_place: IntArray

    @property
    def n_nodes(self) -> int:
        return len(self.first) - 1

    def search(self) -> PlainSearch:
        return PlainSearch(self.first, self.head, self.weight)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n_nodes = draw(st.integers(1, 9))
    node = st.integers(0, n_nodes - 1)
    arcs = sorted(draw(st.lists(st.tuples(node, node, WEIGHTS), max_size=24)))
    seeds = draw(st.lists(st.tuples(node, STARTS, st.integers(0, 4)), max_size=6))
    tail, head, weight = np.array(arcs, dtype=np.int64).reshape(-1, 3).T
    seed_node, seed_ticks, seed_place = np.array(seeds, dtype=np.int64).reshape(-1, 3).T
    first = np.searchsorted(tail, np.arange(n_nodes + 1))
    return Case(first, tail, head, weight, seed_node, seed_ticks, seed_place)


def referee(case: Case, seeds: IntArray, limit_ticks: int) -> list[int]:
    """Let scipy search from an extra node tied to the seeds; of arcs side by side the cheapest is kept."""
    extra = case.n_nodes
    cheapest: dict[tuple[int, int], int] = {}
    ends = zip(
        [*case.tail.tolist(), *([extra] * len(seeds))],
        [*case.head.tolist(), *case.seed_node[seeds].tolist()],
        [*case.weight.tolist(), *case.seed_ticks[seeds].tolist()],
        strict=True,
    )
    for tail, head, weight in ends:
        if weight < FORBIDDEN:
            cheapest[tail, head] = min(weight, cheapest.get((tail, head), weight))
    pairs = sorted(cheapest)
    # scipy drops stored zeros only when it adds up duplicates; there are none
    row_ends = np.searchsorted([tail for tail, _ in pairs], np.arange(extra + 2))
    graph = csr_array(
        (
            np.array([float(cheapest[pair]) for pair in pairs]),
            np.array([head for _, head in pairs], dtype=np.int32),
            row_ends.astype(np.int32),
        ),
        shape=(extra + 1, extra + 1),
    )
    found = dijkstra(graph, directed=True, indices=extra)[:extra]
    return np.where(found <= min(limit_ticks, LONGEST), found, FORBIDDEN).astype(int).tolist()  # type: ignore[no-any-return]  # scipy is untyped


@settings(max_examples=400, deadline=None)
@given(case=cases(), limit_ticks=LIMITS)
def test_times_from_the_nearest_seed_equal_those_of_scipy(case: Case, limit_ticks: int) -> None:
    found = case.search().nearest(case.seed_node, case.seed_ticks, limit_ticks=limit_ticks)
    assert found.tolist() == referee(case, np.arange(len(case.seed_node)), limit_ticks)


@settings(max_examples=200, deadline=None)
@given(case=cases(), limits=st.lists(LIMITS, min_size=1, max_size=3))
def test_searches_one_after_the_other_do_not_disturb_each_other(case: Case, limits: list[int]) -> None:
    search = case.search()
    for limit_ticks in limits:
        node, ticks = search.within(case.seed_node, case.seed_ticks, limit_ticks=limit_ticks)
        whole = np.full(case.n_nodes, FORBIDDEN)
        whole[node] = ticks
        assert len(set(node.tolist())) == len(node)
        assert whole.tolist() == referee(case, np.arange(len(case.seed_node)), limit_ticks)


@settings(max_examples=300, deadline=None)
@given(case=cases())
def test_following_the_arcs_back_leads_to_a_seed_and_adds_up_to_the_time(case: Case) -> None:
    tree = case.search().tree(case.seed_node, case.seed_ticks)
    for node in range(case.n_nodes):
        at, ticks, steps = node, 0, 0
        if tree.ticks[node] == FORBIDDEN:
            assert tree.arc[node] == UNREACHED
            continue
        while tree.arc[at] >= 0:
            ticks += int(case.weight[tree.arc[at]])
            at = int(case.tail[tree.arc[at]])
            steps += 1
            assert steps <= case.n_nodes, "the arcs go round in a ring"
        seed = FIRST_SEED - int(tree.arc[at])
        assert case.seed_node[seed] == at
        assert ticks + int(case.seed_ticks[seed]) == tree.ticks[node]


@settings(max_examples=400, deadline=None)
@given(case=cases(), k=st.integers(1, 6), limit_ticks=LIMITS)
def test_the_nearest_places_of_each_node_are_those_of_one_search_by_place(
    case: Case, k: int, limit_ticks: int
) -> None:
    found = case.search().several_nearest(
        case.seed_node, case.seed_ticks, case.seed_place, k=k, limit_ticks=limit_ticks
    )
    by_place = {
        place: referee(case, np.flatnonzero(case.seed_place == place), limit_ticks)
        for place in sorted(set(case.seed_place.tolist()))
    }
    for node in range(case.n_nodes):
        ranked = sorted((times[node], place) for place, times in by_place.items() if times[node] < FORBIDDEN)
        expected = (ranked + [(FORBIDDEN, NO_PLACE)] * k)[:k]
        assert list(zip(found.ticks[node].tolist(), found.place[node].tolist(), strict=True)) == expected


@pytest.mark.parametrize("n_nodes", [300])
def test_a_chain_of_arcs_that_cost_nothing_and_of_one_that_costs_days(n_nodes: int) -> None:
    # Node 0 to 299 in a row, all for nothing but the arc 149 -> 150, which takes 50 days: 43,200,000 ticks.
    first = np.minimum(np.arange(n_nodes + 1), n_nodes - 1)
    weight = np.zeros(n_nodes - 1, dtype=np.int64)
    weight[149] = 43_200_000
    found = PlainSearch(first, np.arange(1, n_nodes), weight).nearest(np.array([0]), np.array([0]))
    assert found.tolist() == [0] * 150 + [43_200_000] * 150
