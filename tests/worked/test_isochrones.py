"""Isochrones whose areas follow from geometry, and the land around real streets by exact buffers."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from gis.crs import local_projection
from gis.model import FloatArray
from gis.network.graph import StreetNetwork
from gis.network.reading import read_network
from gis.network.snap import Joins
from gis.shapes.drawn_streets import draw_streets
from gis.shapes.isochrones import Reach, isochrone_interval, isochrones
from gis.shapes.outlines import Shapes

RADIUS_M = 25.0
HOLE_M2 = np.pi * RADIUS_M**2
# Round ends are drawn with a corner about every 12 m: a circle, or two ends of a street, loses up to 6 %.
# What is all but straight, to a quarter of a metre, is drawn straight: along the 157 m of a circle that is
# 2/3 * 0.25 * 157 = 26 m2 at most, 1.3 %.
ENDS_OFF_M2 = (0.06 + 0.013) * HOLE_M2
# An outline keeps at least 1e-6 degree, 11 cm, away from grid points. The towns' streets lie on the grid's
# lines and 25 m is about two cells of it, so each side of theirs may be as much too near.
SIDES_OFF_M = 2 * 0.111


def off_m2(length_m: float) -> float:
    """Say how far the area drawn around a straight street may be from that of the band."""
    return float(ENDS_OFF_M2 + SIDES_OFF_M * length_m)


NONE = np.zeros(0, dtype=np.int64)
NOWHERE = Joins(NONE, NONE, np.zeros(0), np.zeros(0))


def band_m2(length_m: float) -> float:
    """Area of all land within the radius of a straight street."""
    return float(2 * RADIUS_M * length_m + np.pi * RADIUS_M**2)


def start_on(link: int, along_share: float, *, leg_m: float = 0.0) -> Joins:
    return Joins(np.array([0]), np.array([link]), np.array([along_share]), np.array([leg_m]))


def flat(network: StreetNetwork, shapes: Shapes) -> Shapes:
    """Lay shapes out in metres by a projection that the product's own plane knows nothing of."""
    projection = local_projection(network.node_lon_deg, network.node_lat_deg)
    found = shapely.transform(shapes, lambda at: np.column_stack(projection.transform(at[:, 0], at[:, 1])))
    return np.asarray(found)


def times_from(network: StreetNetwork, cost_s: FloatArray, node: int) -> FloatArray:
    """Search from one node, every link both ways at its cost."""
    ends = (
        np.concatenate([network.link_from, network.link_to]),
        np.concatenate([network.link_to, network.link_from]),
    )
    order = np.lexsort((cost_s.ravel(), *ends))
    tail, head, cost = ends[0][order], ends[1][order], cost_s.ravel()[order]
    first = np.ones(len(tail), dtype=bool)  # of links side by side the cheapest
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    kept = first & np.isfinite(cost)
    # scipy takes a stored zero for a way that costs nothing, which is what it is
    graph = csr_array((cost[kept], (tail[kept], head[kept])), shape=(network.n_nodes, network.n_nodes))
    return np.asarray(dijkstra(graph, indices=node))


def exact(network: StreetNetwork, time_s: FloatArray, cost_s: FloatArray, cutoff_s: float) -> BaseGeometry:
    """Referee: cut every line where the time is up, buffer it, unite; times outward."""
    lines = flat(network, network.geometry)
    reached = []
    for link, line in enumerate(lines):
        a, b = time_s[network.link_from[link]], time_s[network.link_to[link]]
        for left_s, cost, backward in (
            (cutoff_s - a, cost_s[0, link], False),
            (cutoff_s - b, cost_s[1, link], True),
        ):
            if left_s < 0 or np.isinf(cost):
                continue
            share = 1.0 if left_s >= cost else left_s / cost
            reached.append(
                substring(line, 1.0 - share, 1.0, normalized=True)
                if backward
                else substring(line, 0.0, share, normalized=True)
            )
    return shapely.union_all(shapely.buffer(np.array(reached, dtype=object), RADIUS_M, quad_segs=16))


def filled(land: BaseGeometry) -> BaseGeometry:
    """Fill the holes that the definition fills."""
    parts = [
        shapely.Polygon(part.exterior, [r for r in part.interiors if shapely.Polygon(r).area >= HOLE_M2])
        for part in shapely.get_parts(land)
    ]
    return shapely.union_all(parts)


def likeness(one: BaseGeometry, other: BaseGeometry) -> float:
    return float(one.intersection(other).area / one.union(other).area)


def even_cost(network: StreetNetwork, speed_mps: float = 1.2) -> FloatArray:
    return np.stack([network.length_m / speed_mps] * 2)


def test_a_straight_street_is_a_band_with_round_ends(towns: ModuleType) -> None:
    # Line Town from node 0 at 1 m/s: within 250 s two streets of 100 m and half of the third.
    # Its middle, 200 m east of node 0, is the origin of the plane it is laid out in.
    network = towns.line_town().network
    cost_s = even_cost(network, 1.0)
    reach = Reach(times_from(network, cost_s, 0), cost_s, NOWHERE, 1.0, towards=False)
    found = flat(network, isochrones(draw_streets(network), reach, cutoffs_s=[250.0, 400.0, 100.0]))
    for shape, length_m in zip(found, (250.0, 400.0, 100.0), strict=True):
        assert shape.area == pytest.approx(band_m2(length_m), abs=off_m2(length_m))
        west, south, east, north = shape.bounds
        assert (west + 200.0, east + 200.0) == pytest.approx((-RADIUS_M, length_m + RADIUS_M), abs=0.6)
        assert (south, north) == pytest.approx((-RADIUS_M, RADIUS_M), abs=0.6)


def test_a_place_in_the_middle_of_a_street_reaches_to_both_sides_of_itself(towns: ModuleType) -> None:
    # From 40 m along the first street, 10 s away from it: 30 m each way within 40 s, both ends beyond reach.
    network = towns.line_town().network
    cost_s = even_cost(network, 1.0)
    reach = Reach(np.full(network.n_nodes, np.inf), cost_s, start_on(0, 0.4, leg_m=10.0), 1.0, towards=False)
    (shape,) = flat(network, isochrones(draw_streets(network), reach, cutoffs_s=[40.0]))
    assert shape.area == pytest.approx(band_m2(60.0), abs=off_m2(60.0))
    west, _, east, _ = shape.bounds
    assert (west + 200.0, east + 200.0) == pytest.approx((10.0 - RADIUS_M, 70.0 + RADIUS_M), abs=0.6)


def test_on_a_slope_the_way_to_a_place_and_the_way_from_it_differ(towns: ModuleType) -> None:
    # One street of 100 m; eastward (down) 1 m/s, westward (up) 0.5 m/s; the place is its west end.
    network = towns.build([(0, 0), (100, 0)], [towns.Street(0, 1)]).network
    cost_s = np.array([[100.0], [200.0]])
    at_west = np.array([0.0, np.inf])
    streets = draw_streets(network)
    for towards, length_m in ((False, 60.0), (True, 30.0)):
        reach = Reach(at_west, cost_s, NOWHERE, 1.0, towards=towards)
        (shape,) = flat(network, isochrones(streets, reach, cutoffs_s=[60.0]))
        assert shape.area == pytest.approx(band_m2(length_m), abs=off_m2(length_m))


def test_a_block_is_a_hole_and_an_isle_behind_a_bridge_is_an_island(towns: ModuleType) -> None:
    # A block of 200 m and, not joined to it by anything drawn, a street in its middle reached all the same.
    nodes = [(0, 0), (200, 0), (200, 200), (0, 200), (90, 100), (110, 100)]
    ring = [towns.Street(i, (i + 1) % 4) for i in range(4)]
    network = towns.build(nodes, [*ring, towns.Street(4, 5)]).network
    reach = Reach(np.zeros(6), even_cost(network), NOWHERE, 1.0, towards=False)
    streets = draw_streets(network)
    (shape,) = flat(network, isochrones(streets, reach, cutoffs_s=[600.0]))
    block, isle = sorted(shape.geoms, key=lambda part: -part.area)
    # the band: a square of 250 m with round corners, less the open square of 150 m inside
    assert block.area == pytest.approx(250.0**2 - (4 - np.pi) * RADIUS_M**2 - 150.0**2, rel=0.01)
    assert isle.area == pytest.approx(band_m2(20.0), abs=off_m2(20.0))
    # Filled, the hole of 150 m takes the isle with it.
    (whole,) = flat(network, isochrones(streets, reach, cutoffs_s=[600.0], hole_m2=150.0**2 + 500.0))
    assert len(whole.geoms) == 1
    assert whole.area == pytest.approx(250.0**2 - (4 - np.pi) * RADIUS_M**2, rel=0.01)


def test_what_may_be_reached_contains_what_surely_is(towns: ModuleType) -> None:
    # Island Town: the crossing whose kerb nobody recorded is closed in the low reading.
    network = towns.island_town().network
    open_s = even_cost(network, 1.0)
    shut_s = open_s.copy()
    shut_s[:, 2] = np.inf
    low, high = (
        Reach(times_from(network, cost, 0), cost, NOWHERE, 1.0, towards=False) for cost in (shut_s, open_s)
    )
    shapes = isochrone_interval(draw_streets(network), low, high, cutoffs_s=[150.0, 280.0])
    expected = [[band_m2(150.0), band_m2(200.0)], [band_m2(150.0), band_m2(280.0)]]
    areas = np.array([[shape.area for shape in flat(network, row)] for row in shapes])
    assert areas == pytest.approx(np.array(expected), abs=off_m2(280.0))
    assert shapely.covers(shapes[1], shapes[0]).all()


def test_the_grid_agrees_with_exact_buffers_of_a_town_of_squared_paper(towns: ModuleType) -> None:
    network = towns.grid_town(7, 80.0).network
    cost_s = even_cost(network)
    time_s = times_from(network, cost_s, 16)
    cutoffs_s = [60.0, 130.0, 300.0]
    reach = Reach(time_s, cost_s, NOWHERE, 1.0, towards=False)
    drawn = flat(network, isochrones(draw_streets(network), reach, cutoffs_s=cutoffs_s))
    for shape, cutoff_s in zip(drawn, cutoffs_s, strict=True):
        land = filled(exact(network, time_s, cost_s, cutoff_s))
        assert likeness(shape, land) > 0.97
        assert shape.area == pytest.approx(land.area, rel=0.02)


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("extract", "at_deg"),
    [
        ("heidelberg/heidelberg.osm.pbf", (8.694, 49.410)),
        ("sao-paulo/transporte/spo_osm.pbf", (-46.640, -23.545)),
    ],
)
def test_on_real_streets_the_grid_agrees_with_exact_buffers(
    real_data: Path, extract: str, at_deg: tuple[float, float]
) -> None:
    network = read_network(real_data / extract)
    cost_s = even_cost(network)
    off = np.hypot(network.node_lon_deg - at_deg[0], network.node_lat_deg - at_deg[1])
    time_s = times_from(network, cost_s, int(off.argmin()))
    assert np.count_nonzero(time_s <= 900.0) > 200, "the start must not be an island of the data"
    cutoffs_s = [300.0, 600.0, 900.0]
    reach = Reach(time_s, cost_s, NOWHERE, 1.0, towards=False)
    shapes = isochrones(draw_streets(network), reach, cutoffs_s=cutoffs_s)
    assert shapely.is_valid(shapes).all()
    assert shapely.covers(shapes[1:], shapes[:-1]).all()
    for shape, cutoff_s in zip(flat(network, shapes), cutoffs_s, strict=True):
        buffers = exact(network, time_s, cost_s, cutoff_s)
        assert likeness(shape, buffers) > 0.9  # the plain union, every sliver of a hole open
        land = filled(buffers)
        assert likeness(shape, land) > 0.97
        assert shape.area == pytest.approx(land.area, rel=0.02)
