"""What must hold for every path and list of nearest places; the referee is networkx on a network cut up."""

from __future__ import annotations

from itertools import pairwise
from types import ModuleType
from typing import Any

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.model import READINGS, FloatArray, IntArray, Passability, Reading
from gis.network.evaluation import LinkCosts, evaluate
from gis.network.graph import LinkKind, StreetNetwork
from gis.network.profiles import Profile
from gis.network.snap import Candidates, Joiner, Joins
from gis.travel.barriers import find_barriers
from gis.travel.k_nearest import k_nearest
from gis.travel.nearest import find_nearest
from gis.travel.paths import Path, find_paths

CHAIR = Profile(
    "chair",
    speed_mps=0.8,
    slope_speed="wheels",
    max_up_share=0.08,
    max_down_share=0.10,
    max_kerb_m=0.03,
    steps="block",
    crossing_delay_s=30.0,
    uses_wheels=True,
)
PLAIN = Profile("plain", speed_mps=1.0, max_kerb_m=0.03)

# Quarters of these metres are whole tenths of a second at 1 m/s, so no part of a link is rounded.
LENGTHS = st.sampled_from([0.0, 0.4, 2.0, 10.0, 64.0])
SHARES = st.sampled_from([0.0, 0.25, 0.5, 1.0])
KERBS = st.sampled_from([0.0, 0.0, None, 0.15])

STREETS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([LinkKind.FOOTWAY, LinkKind.CROSSING, LinkKind.STEPS]),
        "incline_share": st.sampled_from([None, -0.15, -0.09, 0.0, 0.03, 0.09]),
        "kerb_m": st.sampled_from([None, 0.0, 0.1]),
        "backward": st.sampled_from([True, True, False]),
    }
)
SIZE = 4
N_STREETS = 2 * SIZE * (SIZE - 1)
ATTRIBUTES = st.lists(STREETS, min_size=N_STREETS, max_size=N_STREETS)
SPOTS = st.tuples(st.floats(-40, 340, width=32), st.floats(-40, 340, width=32))
ORIGINS = st.lists(SPOTS, min_size=1, max_size=5)
PLACES = st.lists(SPOTS, min_size=1, max_size=4)


def grid(towns: ModuleType, attributes: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - Town comes from a module loaded by path
    """Build squared paper whose streets have the attributes drawn."""
    plain = towns.grid_town(SIZE)
    ends = zip(plain.network.link_from.tolist(), plain.network.link_to.tolist(), strict=True)
    streets = [towns.Street(a, b, **drawn) for (a, b), drawn in zip(ends, attributes, strict=True)]
    nodes = [(100.0 * column, 100.0 * row) for row in range(SIZE) for column in range(SIZE)]
    return towns.build(nodes, streets)


def joined(town: Any, *layers: list[tuple[float, float]]) -> tuple[Candidates, Candidates]:  # noqa: ANN401 - as above
    """Look for the links that origins and places might join."""
    joiner = Joiner(town.network)
    origins, places = (joiner.candidates(town.places(*at)) for at in layers)
    return origins, places


@st.composite
def some_joins(draw: st.DrawFn, n_links: int, n_places: int) -> Candidates:
    """Draw places that join one or several links; each join is its own alternative, so all are chosen."""
    join = st.tuples(
        st.integers(0, n_places - 1), st.integers(0, n_links - 1), SHARES, st.sampled_from([0.0, 2.5])
    )
    drawn = sorted(draw(st.lists(join, min_size=1, max_size=8)))
    place, link, share, leg_m = (np.array(column) for column in zip(*drawn, strict=True))
    joins = Joins(place.astype(np.int64), link.astype(np.int64), share.astype(float), leg_m.astype(float))
    everywhere = np.ones(len(joins), dtype=bool)
    return Candidates(joins, np.arange(len(joins)), everywhere, np.zeros(n_places), np.zeros(n_places, bool))


@st.composite
def small_towns(draw: st.DrawFn) -> tuple[list[tuple[int, int]], list[dict[str, Any]], list[Candidates]]:
    """Draw links (side by side and rings among them), what is known of them, origins and places."""
    node = st.integers(0, draw(st.integers(0, 5)))
    links = draw(st.lists(st.tuples(node, node), min_size=1, max_size=10))
    streets = st.fixed_dictionaries(
        {"length_m": LENGTHS, "kerb_m": KERBS, "forward": st.booleans(), "backward": st.booleans()}
    )
    known = draw(st.lists(streets, min_size=len(links), max_size=len(links)))
    return links, known, [draw(some_joins(len(links), n)) for n in (4, 4)]


def town_of(towns: ModuleType, links: list[tuple[int, int]], known: list[dict[str, Any]]) -> StreetNetwork:
    nodes = [(100.0 * i, 10.0 * i * i) for i in range(6)]
    streets = [
        towns.Street(a, b, via_m=() if a != b else ((nodes[a][0] + 30, nodes[a][1] + 50),), **of_link)
        for (a, b), of_link in zip(links, known, strict=True)
    ]
    network: StreetNetwork = towns.build(nodes, streets).network
    return network


def open_costs(costs: LinkCosts, reading: Reading) -> FloatArray:
    least = Passability.PASSES if reading is Reading.LOW else Passability.UNKNOWN
    return np.where(costs.state >= least, costs.in_reading(reading), np.inf)


def referee(network: StreetNetwork, cost_s: FloatArray, layers: list[Candidates]) -> FloatArray:
    """Cut every link at every join and let networkx search from every origin to every place."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(network.n_nodes))
    usable = np.isfinite(cost_s.min(axis=0))
    origins, places = (layer.joins.only(usable[layer.joins.link]) for layer in layers)

    def spots(joins: Joins) -> list[tuple[int, float]]:
        return list(zip(joins.link.tolist(), joins.along_share.tolist(), strict=True))

    for link in range(network.n_links):
        cuts = sorted({spot for spot in spots(origins) + spots(places) if spot[0] == link})
        points: list[tuple[float, object]] = [(0.0, int(network.link_from[link]))]
        points += [(at[1], at) for at in cuts]
        points.append((1.0, int(network.link_to[link])))
        for (share, one), (next_share, other) in pairwise(points):
            for start, end, cost in ((one, other, cost_s[0, link]), (other, one, cost_s[1, link])):
                if np.isfinite(cost):
                    graph.add_edge(start, end, weight=(next_share - share) * float(cost))
    for spot, place, leg_m in zip(
        spots(origins), origins.place.tolist(), origins.leg_m.tolist(), strict=True
    ):
        graph.add_edge(("origin", place), spot, weight=leg_m)
    for spot, place, leg_m in zip(spots(places), places.place.tolist(), places.leg_m.tolist(), strict=True):
        graph.add_edge(spot, ("place", place), weight=leg_m)
    time_s = np.full([len(layer.nearest_m) for layer in layers], np.inf)
    for origin in set(origins.place.tolist()):
        found = nx.single_source_dijkstra_path_length(graph, ("origin", origin))
        for place in set(places.place.tolist()):
            time_s[origin, place] = found.get(("place", place), np.inf)
    return np.round(time_s, 1)


@settings(max_examples=250, deadline=None)
@given(case=small_towns(), k=st.integers(1, 5))
def test_nearest_places_and_paths_equal_those_of_networkx(
    towns: ModuleType,
    case: tuple[list[tuple[int, int]], list[dict[str, Any]], list[Candidates]],
    k: int,
) -> None:
    links, known, (origins, places) = case
    network = town_of(towns, links, known)
    found = k_nearest(network, origins, places, [PLAIN], k=k)
    costs = evaluate(network, PLAIN)
    for r, reading in enumerate(READINGS):
        expected_s = referee(network, open_costs(costs, reading), [origins, places])
        nearest = find_paths(network, origins, places, PLAIN, reading=reading)
        given_place = find_paths(network, origins, places, PLAIN, reading=reading, place=2)
        for origin, row in enumerate(expected_s.tolist()):
            ranked = sorted((time_s, place) for place, time_s in enumerate(row) if np.isfinite(time_s))
            expected = (ranked + [(np.inf, -1)] * k)[:k]
            assert found.time_s[0, r, origin].tolist() == [time_s for time_s, _ in expected]
            assert found.place[0, r, origin].tolist() == [place for _, place in expected]
            check_total(nearest[origin], min(row))
            check_total(given_place[origin], row[2])


def check_total(path: Path | None, expected_s: float) -> None:
    assert (np.inf if path is None else path.total_s) == expected_s


def check_path(network: StreetNetwork, path: Path, cost_s: FloatArray) -> None:
    """Check that a path hangs together, and that its times are those of its parts."""
    row = path.backward.astype(int)
    part = np.abs(path.end_share - path.start_share)
    # the whole link is rounded to a tenth of a second, and so is the part of it
    np.testing.assert_allclose(path.time_s, part * cost_s[row, path.link], atol=0.1001)
    np.testing.assert_allclose(path.arrival_s, path.first_leg_s + np.cumsum(path.time_s))
    np.testing.assert_allclose(path.total_s, path.first_leg_s + path.time_s.sum() + path.last_leg_s)
    ends = np.where(path.backward, network.link_from[path.link], network.link_to[path.link])
    starts: IntArray = np.where(path.backward, network.link_to[path.link], network.link_from[path.link])
    assert ends[:-1].tolist() == starts[1:].tolist()
    assert (path.start_share[1:] == row[1:]).all()
    assert (path.end_share[:-1] == 1 - row[:-1]).all()
    for one, other in pairwise(path.course):
        np.testing.assert_allclose(one.coords[-1], other.coords[0], atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(attributes=ATTRIBUTES, origins=ORIGINS, places=PLACES)
def test_a_path_hangs_together_and_uses_only_what_its_reading_lets_pass(
    towns: ModuleType,
    attributes: list[dict[str, Any]],
    origins: list[tuple[float, float]],
    places: list[tuple[float, float]],
) -> None:
    town = grid(towns, attributes)
    homes, clinics = joined(town, origins, places)
    costs = evaluate(town.network, CHAIR)
    first = k_nearest(town.network, homes, clinics, [CHAIR], k=1)
    by_hierarchy = find_nearest(town.network, homes, [clinics], [CHAIR])
    assert np.array_equal(first.time_s[0, ..., 0], by_hierarchy.time_s[0, 0])
    for r, reading in enumerate(READINGS):
        found = find_paths(town.network, homes, clinics, CHAIR, reading=reading)
        total_s = [np.inf if path is None else path.total_s for path in found]
        assert total_s == first.time_s[0, r, :, 0].tolist()
        for path in found:
            if path is not None:
                check_path(town.network, path, open_costs(costs, reading))
                words = [{reason.state for reason in reasons} - {"slows"} for reasons in path.reasons]
                allowed: set[str] = set() if reading is Reading.LOW else {"unknown"}
                assert all(states <= allowed for states in words)
                assert [bool(states) for states in words] == (path.state == Passability.UNKNOWN).tolist()


@settings(max_examples=60, deadline=None)
@given(attributes=ATTRIBUTES, origins=ORIGINS, places=PLACES, k=st.integers(2, 4))
def test_the_high_reading_is_never_slower_and_a_longer_list_begins_with_the_shorter(
    towns: ModuleType,
    attributes: list[dict[str, Any]],
    origins: list[tuple[float, float]],
    places: list[tuple[float, float]],
    k: int,
) -> None:
    town = grid(towns, attributes)
    homes, clinics = joined(town, origins, places)
    found = k_nearest(town.network, homes, clinics, [CHAIR], k=k)
    shorter = k_nearest(town.network, homes, clinics, [CHAIR], k=k - 1)
    assert (found.time_s[:, 1] <= found.time_s[:, 0]).all()
    assert np.array_equal(found.time_s[..., : k - 1], shorter.time_s)
    assert np.array_equal(found.place[..., : k - 1], shorter.place)
    for row in found.place.reshape(-1, k).tolist():
        reached = [place for place in row if place >= 0]
        assert len(set(reached)) == len(reached)


@settings(max_examples=60, deadline=None)
@given(attributes=ATTRIBUTES, origins=ORIGINS, places=PLACES)
def test_going_round_never_takes_less_than_going_straight_through_the_barriers(
    towns: ModuleType,
    attributes: list[dict[str, Any]],
    origins: list[tuple[float, float]],
    places: list[tuple[float, float]],
) -> None:
    town = grid(towns, attributes)
    homes, clinics = joined(town, origins, places)
    for reading in READINGS:
        for found in find_barriers(town.network, homes, clinics, CHAIR, reading=reading):
            if found is None:
                continue
            assert found.detour_s >= 0
            blocked = [
                any(reason.state == "blocks" for reason in reasons) for reasons in found.direct.reasons
            ]
            assert np.flatnonzero(blocked).tolist() == found.blocked.tolist()
            in_the_way = len(found.blocked) + (len(found.unknown) if reading is Reading.LOW else 0)
            if not in_the_way and found.origin_joins and found.place_joins:
                assert found.detour_s == 0
