"""Routes across squares: straight where nothing stands in the way, round the corners where something does."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import osmium
import pytest
from osmium.osm import mutable
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from gis.model import FloatArray, IntArray
from gis.network.graph import LinkKind, StreetNetwork
from gis.network.osm import read_osm
from gis.network.polylines import Polylines
from gis.network.ways.cutting import Ways
from gis.network.ways.squares import MAX_DETOUR_FACTOR, METRES_PER_DEGREE, joined_rings, with_ways_across

if TYPE_CHECKING:
    from tests.unit.gis.network.conftest import OsmFile

SQUARE = {"highway": "pedestrian", "area": "yes", "surface": "paving_stones"}
FOOTWAY = {"highway": "footway"}


def degrees(*at_m: tuple[float, float]) -> dict[int, tuple[float, float]]:
    """Place nodes 1, 2, … on a plan around the crossing of equator and prime meridian."""
    return {
        number: (x / METRES_PER_DEGREE, y / METRES_PER_DEGREE) for number, (x, y) in enumerate(at_m, start=1)
    }


def plan(rings: list[list[int]], spurs: list[int], at_m: list[tuple[float, float]]) -> Ways:
    """Make one area of some rings, and a footway that leaves it at each of some nodes."""
    lines = [*rings, *([spur, 1000 + spur] for spur in spurs)]
    ref = np.array([node for line in lines for node in line], dtype=np.int64)
    place = np.array([at_m[node - 1] if node < 1000 else (500.0 + node, 500.0) for node in ref.tolist()])
    return Ways(
        lines=Polylines(
            place[:, 0] / METRES_PER_DEGREE,
            place[:, 1] / METRES_PER_DEGREE,
            np.cumsum([0, *map(len, lines)]).astype(np.int64),
        ),
        ref=ref,
        way=np.array([0] * len(rings) + list(range(1, len(spurs) + 1)), dtype=np.int64),
        kind=np.full(1 + len(spurs), LinkKind.FOOTWAY, dtype=np.int64),
    )


def across(ways: Ways) -> Ways:
    is_area = np.arange(len(ways.kind)) == 0
    return with_ways_across(ways, is_area)


def drawn(ways: Ways, n_rings: int = 1) -> set[frozenset[int]]:
    """Name the ends of the lines that were added to the area."""
    lines = [line for line in range(len(ways.lines)) if ways.way[line] == 0][n_rings:]
    ends = [(ways.lines.start[line], ways.lines.start[line + 1] - 1) for line in lines]
    return {frozenset((int(ways.ref[first]), int(ways.ref[last]))) for first, last in ends}


def walked_m(ways: Ways, start: int, end: int) -> float:
    """Measure the shortest way along all lines of the area, every vertex being a node."""
    of_area = (ways.way == 0)[ways.lines.line_of_vertex()]
    inner = np.ones(len(ways.ref), dtype=bool)
    inner[ways.lines.start[1:] - 1] = False
    first = np.flatnonzero(inner & of_area)
    names, node = np.unique(ways.ref, return_inverse=True)
    x, y = ways.lines.lon_deg * METRES_PER_DEGREE, ways.lines.lat_deg * METRES_PER_DEGREE
    gap_m = np.hypot(x[first + 1] - x[first], y[first + 1] - y[first])
    shape = (len(names), len(names))
    # parallel lines would be added up by the matrix, so the shortest of them is kept
    order = np.argsort(gap_m)
    pair, kept = np.unique(
        np.sort(np.stack([node[first], node[first + 1]]), axis=0)[:, order], axis=1, return_index=True
    )
    graph = coo_array((gap_m[order][kept], (pair[0], pair[1])), shape=shape).tocsr()
    at: FloatArray = dijkstra(graph, directed=False, indices=int(np.searchsorted(names, start)))
    return float(at[np.searchsorted(names, end)])


BOX_M = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]
BOX = [1, 2, 3, 4, 1]


def test_a_square_is_crossed_along_its_diagonals() -> None:
    ways = across(plan([BOX], [1, 2, 3, 4], BOX_M))
    assert drawn(ways) == {frozenset({1, 3}), frozenset({2, 4})}
    assert walked_m(ways, 1, 3) == pytest.approx(math.sqrt(2) * 100.0)


def test_with_one_entrance_there_is_only_the_outline() -> None:
    assert drawn(across(plan([BOX], [1], BOX_M))) == set()


def test_nodes_without_a_way_out_are_no_entrances() -> None:
    assert drawn(across(plan([BOX], [1, 3], BOX_M))) == {frozenset({1, 3})}


def test_ways_bend_at_the_corner_of_an_angled_square() -> None:
    # an L of two arms 100 m long and 20 m wide; from end to end one bends at the inner corner, node 4
    at_m = [(0.0, 0.0), (100.0, 0.0), (100.0, 20.0), (20.0, 20.0), (20.0, 100.0), (0.0, 100.0)]
    ways = across(plan([[1, 2, 3, 4, 5, 6, 1]], [2, 6], at_m))
    assert drawn(ways) == {frozenset({2, 4}), frozenset({4, 6})}
    # two hypotenuses of sides 80 and 20
    assert walked_m(ways, 2, 6) == pytest.approx(2 * math.hypot(80.0, 20.0))


def test_a_fountain_in_the_middle_is_walked_around() -> None:
    fountain = [(40.0, 40.0), (60.0, 40.0), (60.0, 60.0), (40.0, 60.0)]
    ways = across(plan([BOX, [5, 6, 7, 8, 5]], [1, 3], BOX_M + fountain))
    # from (0, 0) by the corner (60, 40) to (100, 100): twice the hypotenuse of 60 and 40
    assert walked_m(ways, 1, 3) == pytest.approx(2 * math.hypot(60.0, 40.0))
    assert frozenset({1, 3}) not in drawn(ways, n_rings=2)


def test_parts_of_one_relation_that_do_not_touch_are_not_joined() -> None:
    beside = [(200.0, 0.0), (300.0, 0.0), (300.0, 100.0), (200.0, 100.0)]
    ways = across(plan([BOX, [5, 6, 7, 8, 5]], [1, 3, 5, 7], BOX_M + beside))
    assert drawn(ways, n_rings=2) == {frozenset({1, 3}), frozenset({5, 7})}


def test_an_outline_that_crosses_itself_is_walked_along_only() -> None:
    assert drawn(across(plan([[1, 3, 2, 4, 1]], [1, 2, 3, 4], BOX_M))) == set()


def test_a_line_that_does_not_close_encloses_nothing() -> None:
    assert drawn(across(plan([[1, 2, 3, 4]], [1, 2, 3, 4], BOX_M))) == set()


def test_an_area_of_which_the_outline_of_a_hole_is_torn_is_not_crossed() -> None:
    fountain = [(40.0, 40.0), (60.0, 40.0), (60.0, 60.0), (40.0, 60.0)]
    ways = across(plan([BOX, [5, 6, 7, 8]], [1, 3], BOX_M + fountain))
    assert drawn(ways, n_rings=2) == set()


def round_square(n: int, radius_m: float = 100.0) -> list[tuple[float, float]]:
    angle = 2 * np.pi * np.arange(n) / n
    return list(zip((radius_m * np.cos(angle)).tolist(), (radius_m * np.sin(angle)).tolist(), strict=True))


def test_no_way_between_entrances_is_more_than_a_twentieth_longer_than_the_straight_one() -> None:
    n = 16
    at_m = round_square(n)
    ways = across(plan([[*range(1, n + 1), 1]], list(range(1, n + 1)), at_m))
    assert len(drawn(ways)) < n * (n - 1) // 2
    for start in range(1, n + 1):
        for end in range(start + 1, n + 1):
            straight_m = math.dist(at_m[start - 1], at_m[end - 1])
            assert walked_m(ways, start, end) <= MAX_DETOUR_FACTOR * straight_m + 1e-6


def test_of_very_many_entrances_sixteen_are_used() -> None:
    n = 200
    ways = across(plan([[*range(1, n + 1), 1]], list(range(1, n + 1)), round_square(n)))
    used = {node for ends in drawn(ways) for node in ends}
    assert len(used) <= 16
    assert len(drawn(ways)) <= 120


def test_a_square_on_the_antimeridian_is_crossed_like_any_other() -> None:
    ways = plan([BOX], [1, 3], BOX_M)
    lon_deg = (ways.lines.lon_deg + 180.0 - 50.0 / METRES_PER_DEGREE + 180.0) % 360.0 - 180.0
    moved = Ways(Polylines(lon_deg, ways.lines.lat_deg, ways.lines.start), ways.ref, ways.way, ways.kind)
    assert drawn(across(moved)) == {frozenset({1, 3})}


def test_rings_are_joined_whatever_the_direction_of_their_parts() -> None:
    members = [[1, 2, 3], [5, 4, 3], [5, 6, 1], [10, 11, 12, 10]]
    rings: list[IntArray] = joined_rings([np.array(member) for member in members])
    assert [ring.tolist() for ring in rings] == [[1, 2, 3, 4, 5, 6, 1], [10, 11, 12, 10]]


def test_an_outline_of_which_a_part_is_missing_is_none() -> None:
    assert joined_rings([np.array([1, 2, 3, 1]), np.array([20, 21])]) == []


def read_square(osm_file: OsmFile, tags: dict[str, str]) -> StreetNetwork:
    nodes = {**degrees(*BOX_M), 5: (-0.001, 0.0), 6: (0.002, 0.001)}
    ways = {10: ([1, 2, 3, 4, 1], {**SQUARE, **tags}), 11: ([5, 1], FOOTWAY), 12: ([3, 6], FOOTWAY)}
    return read_osm(osm_file(nodes, ways))


def test_a_square_in_a_map_has_links_across_with_its_own_attributes(osm_file: OsmFile) -> None:
    network = read_square(osm_file, {"smoothness": "good", "incline": "0%"})
    of_square = [link for link, name in enumerate(network.link_ids) if name.startswith("way/10#")]
    # the outline in two parts between the entrances, and the diagonal
    assert len(of_square) == 3
    assert network.length_m[of_square].min() == pytest.approx(math.sqrt(2) * 100.0, rel=0.01)
    assert (network.kind[of_square] == LinkKind.FOOTWAY).all()
    assert {network.surface_names[code] for code in network.surface_code[of_square]} == {"paving_stones"}
    assert (network.incline_share[of_square] == 0.0).all()
    assert network.left_out == ()


def test_a_wall_around_a_square_has_no_way_through_at_its_gate(osm_file: OsmFile) -> None:
    nodes = {**degrees(*BOX_M), 5: (-0.001, 0.0), 6: (0.002, 0.001)}
    nodes[3] = (*nodes[3], {"barrier": "gate", "locked": "yes"})  # type: ignore[assignment]
    ways = {10: ([1, 2, 3, 4, 1], SQUARE), 11: ([5, 1], FOOTWAY), 12: ([3, 6], FOOTWAY)}
    network = read_osm(osm_file(nodes, ways))
    spur = network.link_ids.index("way/12#0")
    others = np.arange(network.n_links) != spur
    ends = {int(network.link_from[spur]), int(network.link_to[spur])}
    assert ends.isdisjoint(network.link_from[others].tolist() + network.link_to[others].tolist())


def write_relation(path: Path, members: list[list[int]], tags: dict[str, str]) -> None:
    """Write the box and a fountain in it as a multipolygon, with a footway at two opposite corners."""
    fountain = [(40.0, 40.0), (60.0, 40.0), (60.0, 60.0), (40.0, 60.0)]
    spots = {**degrees(*BOX_M, *fountain), 9: (-0.001, 0.0), 10: (0.002, 0.001)}
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for number, at_deg in spots.items():
            writer.add_node(mutable.Node(id=number, location=at_deg))
        for number, nodes in enumerate([[9, 1], [3, 10]], start=1):
            writer.add_way(mutable.Way(id=number, nodes=nodes, tags=FOOTWAY))
        for number, nodes in enumerate(members, start=11):
            writer.add_way(mutable.Way(id=number, nodes=nodes))
        ways = [("w", 11 + place, "") for place in range(3)]
        writer.add_relation(mutable.Relation(id=7, members=ways, tags={"type": "multipolygon", **tags}))


HALVES_AND_FOUNTAIN = [[1, 2, 3], [1, 4, 3], [5, 6, 7, 8, 5]]


def test_a_square_drawn_by_a_relation_is_crossed_around_its_fountain(tmp_path: Path) -> None:
    path = tmp_path / "square.osm.pbf"
    write_relation(path, HALVES_AND_FOUNTAIN, {"highway": "pedestrian", "surface": "sett"})
    network = read_osm(path)
    links = [link for link, name in enumerate(network.link_ids) if name.startswith("relation/7#")]
    assert {network.surface_names[code] for code in network.surface_code[links]} == {"sett"}
    graph = coo_array(
        (network.length_m, (network.link_from, network.link_to)), shape=(network.n_nodes, network.n_nodes)
    )
    spurs = [network.link_ids.index(name) for name in ("way/1#0", "way/2#0")]
    corners = int(network.link_to[spurs[0]]), int(network.link_from[spurs[1]])
    across_m = dijkstra(graph.tocsr(), directed=False, indices=corners[0])[corners[1]]
    # twice the hypotenuse of 60 and 40, on a sphere that differs from the ellipsoid by 1 in 150
    assert across_m == pytest.approx(2 * math.hypot(60.0, 40.0), rel=0.01)


@pytest.mark.parametrize(
    ("members", "tags", "reason"),
    [
        (
            HALVES_AND_FOUNTAIN,
            {"highway": "pedestrian", "access": "no"},
            "private or no access",
        ),
        ([[1, 2, 3], [1, 4]], {"highway": "pedestrian"}, "areas whose outline is not whole in the file"),
        ([[1, 2, 3], [1, 4, 3]], {"highway": "pedestrian"}, "areas whose outline is not whole in the file"),
    ],
)
def test_relations_that_are_no_squares_to_cross_are_counted(
    tmp_path: Path, members: list[list[int]], tags: dict[str, str], reason: str
) -> None:
    path = tmp_path / "square.osm.pbf"
    write_relation(path, members, tags)
    network = read_osm(path)
    assert not any(name.startswith("relation/") for name in network.link_ids)
    assert dict(network.left_out) == {reason: 1}
