"""Isochrones at the edges: closed links, no length, loops, the antimeridian, no places, bad input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import shapely

from gis.errors import AttributeInputError, GeometryError, ShapeMismatchError
from gis.model import FloatArray
from gis.network.graph import StreetNetwork
from gis.network.polylines import Polylines
from gis.network.snap import Joins
from gis.shapes.contours import trace_rings, without_small_holes
from gis.shapes.drawn_streets import draw_streets
from gis.shapes.isochrones import Reach, isochrone_interval, isochrones

INF = np.inf
M_PER_DEG = 111_000.0  # roughly, for shapes seen in degrees
NONE = np.zeros(0, dtype=np.int64)
NOWHERE = Joins(NONE, NONE, np.zeros(0), np.zeros(0))


def start_on(link: int, along_share: float, *, leg_m: float = 0.0) -> Joins:
    return Joins(np.array([0]), np.array([link]), np.array([along_share]), np.array([leg_m]))


def reach(time_s: list[float], cost_s: FloatArray, starts: Joins = NOWHERE, **more: Any) -> Reach:  # noqa: ANN401 - fields of Reach
    return Reach(np.array(time_s), cost_s, starts, **{"leg_s_per_m": 1.0, "towards": False, **more})


def street(towns: ModuleType, length_m: float = 100.0) -> StreetNetwork:
    network: StreetNetwork = towns.build([(0, 0), (length_m, 0)], [towns.Street(0, 1)]).network
    return network


def holds(network: StreetNetwork, shape: shapely.Geometry, along_m: float) -> bool:
    """Say whether a point of the street, some metres east of node 0, lies in a shape."""
    lon_deg, lat_deg = network.node_lon_deg, network.node_lat_deg
    east_m = M_PER_DEG * np.cos(np.radians(lat_deg[0]))
    return bool(shapely.contains_xy(shape, lon_deg[0] + along_m / east_m, lat_deg[0]))


def test_a_closed_link_is_not_drawn_from_either_end(towns: ModuleType) -> None:
    network = street(towns)
    streets = draw_streets(network)
    assert isochrones(streets, reach([0.0, 0.0], np.full((2, 1), INF)), cutoffs_s=[600.0])[0].is_empty
    one_way = np.array([[100.0], [INF]])
    eastward = isochrones(streets, reach([0.0, 100.0], one_way), cutoffs_s=[50.0])[0]
    assert holds(network, eastward, 50.0)
    assert not holds(network, eastward, 90.0)
    assert isochrones(streets, reach([INF, 0.0], one_way), cutoffs_s=[50.0])[0].is_empty
    assert not isochrones(streets, reach([INF, 0.0], one_way, towards=True), cutoffs_s=[50.0])[0].is_empty


def test_a_cutoff_of_nothing_is_the_land_around_the_place_and_an_earlier_one_is_empty(
    towns: ModuleType,
) -> None:
    network = street(towns)
    alone = reach([INF, INF], np.full((2, 1), 100.0), start_on(0, 0.5, leg_m=10.0))
    none, place, more = isochrones(draw_streets(network), alone, cutoffs_s=[0.0, 10.0, 20.0])
    assert none.is_empty
    assert holds(network, place, 50.0)
    west, _, east, _ = place.bounds
    assert (east - west) * M_PER_DEG * np.cos(np.radians(-23.55)) == pytest.approx(50.0, rel=0.05)
    assert more.contains(place)


def test_every_cutoff_may_come_twice_and_in_any_order(towns: ModuleType) -> None:
    whole = reach([0.0, 100.0], np.full((2, 1), 100.0))
    one, two, three = isochrones(draw_streets(street(towns)), whole, cutoffs_s=[60.0, 30.0, 60.0])
    assert one.equals_exact(three)
    assert one.contains(two)


def test_links_of_no_length_and_loops_are_drawn(towns: ModuleType) -> None:
    network = towns.build(
        [(0, 0), (0, 0), (100, 0)],
        [
            towns.Street(0, 1),
            towns.Street(1, 2),
            towns.Street(2, 2, via_m=((200.0, 0.0), (200.0, 100.0), (100.0, 100.0))),
        ],
    ).network
    cost_s = np.stack([network.length_m] * 2)
    assert cost_s[0, 0] == 0.0
    (shape,) = isochrones(draw_streets(network), reach([0.0, 0.0, 100.0], cost_s), cutoffs_s=[250.0])
    # Of the loop of 400 m from node 2, 150 m are reached from either side, not the middle 100 m.
    assert holds(network, shape, 200.0)
    north_m = (shape.bounds[3] - network.node_lat_deg[0]) * M_PER_DEG
    assert north_m == pytest.approx(125.0, rel=0.02)
    far_corner = shapely.Point(*np.array(network.geometry[2].coords[2]))
    assert not shape.contains(far_corner)


def test_nothing_reached_is_an_empty_shape_and_so_is_a_network_of_no_streets(towns: ModuleType) -> None:
    network = street(towns)
    found = isochrones(
        draw_streets(network), reach([INF, INF], np.full((2, 1), 1.0)), cutoffs_s=[300.0, 600.0]
    )
    assert [shape.is_empty for shape in found] == [True, True]
    empty = towns.build([(0, 0)], []).network
    found = isochrones(draw_streets(empty), reach([0.0], np.zeros((2, 0))), cutoffs_s=[300.0])
    assert found[0].is_empty


def test_a_street_over_the_antimeridian_goes_on_past_180_degrees(towns: ModuleType) -> None:
    network = towns.build([(-300, 0), (300, 0)], [towns.Street(0, 1)], centre_deg=(180.0, -17.0)).network
    assert network.node_lon_deg[0] > 179 > -179 > network.node_lon_deg[1]
    (shape,) = isochrones(draw_streets(network), reach([0.0, INF], np.full((2, 1), 600.0)), cutoffs_s=[600.0])
    west, _, east, _ = shape.bounds
    assert west < 180.0 < east
    assert (east - west) * 111_320.0 * np.cos(np.radians(17.0)) == pytest.approx(650.0, rel=0.01)


def test_an_isochrone_is_the_same_whether_or_not_the_nodes_are_named(towns: ModuleType) -> None:
    network = towns.grid_town(5, 90.0).network
    cost_s = np.stack([network.length_m] * 2)
    time_s = [float(abs(i % 5 - 2) + abs(i // 5 - 2)) * 90.0 for i in range(25)]
    known = np.flatnonzero(np.array(time_s) <= 270.0)
    streets = draw_streets(network)
    plain, named = (
        isochrones(streets, reach(time_s, cost_s, nodes=nodes), cutoffs_s=[120.0, 270.0])
        for nodes in (None, known)
    )
    assert shapely.equals_exact(plain, named).all()


def test_a_finer_grid_comes_nearer_to_the_exact_area(towns: ModuleType) -> None:
    network = street(towns)
    whole = reach([0.0, 100.0], np.full((2, 1), 100.0))
    scale = M_PER_DEG**2 * np.cos(np.radians(-23.55))
    areas = [
        isochrones(draw_streets(network), whole, cutoffs_s=[100.0], cell_m=cell_m)[0].area * scale
        for cell_m in (25.0, 12.5, 5.0, 1.0)
    ]
    assert areas == sorted(areas)  # corners lie on the round ends: coarser shapes are smaller
    assert areas[-1] == pytest.approx(2 * 25.0 * 100.0 + np.pi * 25.0**2, rel=0.01)


Change = Callable[[Reach], Reach]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda r: replace(r, node_time_s=np.zeros(3)), ShapeMismatchError, r"shape \(3,\) for 2 nodes"),
        (lambda r: replace(r, cost_s=np.zeros((2, 4))), ShapeMismatchError, r"shape \(2, 4\) for 1 links"),
        (
            lambda r: replace(r, starts=start_on(7, 0.0)),
            ShapeMismatchError,
            "starts join links outside 0 to 0",
        ),
        (lambda r: replace(r, nodes=np.array([5])), ShapeMismatchError, "nodes must lie between 0 and 1"),
        (lambda r: replace(r, node_time_s=np.array([np.nan, -1.0])), AttributeInputError, "at nodes 0, 1"),
        (
            lambda r: replace(r, cost_s=np.array([[np.nan], [1.0]])),
            AttributeInputError,
            "no number on link 0",
        ),
        (lambda r: replace(r, leg_s_per_m=-1.0), AttributeInputError, "leg_s_per_m must be zero"),
    ],
)
def test_arrays_that_do_not_fit_and_times_that_are_none_are_refused(
    towns: ModuleType, change: Change, error: type[Exception], words: str
) -> None:
    sound = reach([0.0, 50.0], np.full((2, 1), 100.0))
    with pytest.raises(error, match=words):
        isochrones(draw_streets(street(towns)), change(sound), cutoffs_s=[300.0])


@pytest.mark.parametrize("cutoffs_s", [[], [-1.0], [INF], [np.nan], [[300.0]]])
def test_cutoffs_that_are_no_times_are_refused(towns: ModuleType, cutoffs_s: Any) -> None:  # noqa: ANN401 - wrong on purpose
    with pytest.raises(AttributeInputError, match="cutoffs_s"):
        isochrones(draw_streets(street(towns)), reach([0.0, INF], np.full((2, 1), 1.0)), cutoffs_s=cutoffs_s)


def test_impossible_measures_are_refused_all_at_once(towns: ModuleType) -> None:
    sound = reach([0.0, 50.0], np.full((2, 1), 100.0))
    with pytest.raises(AttributeInputError, match=r"radius_m .*cell_m .*hole_m2 "):
        isochrones(
            draw_streets(street(towns)), sound, cutoffs_s=[300.0], radius_m=0.0, cell_m=30.0, hole_m2=-1.0
        )


def test_a_high_reading_slower_than_the_low_one_is_refused(towns: ModuleType) -> None:
    cost_s = np.full((2, 1), 100.0)
    low, high = reach([0.0, 50.0], cost_s), reach([0.0, 60.0], cost_s)
    with pytest.raises(AttributeInputError, match="high: reached later than in the low reading: node 1"):
        isochrone_interval(draw_streets(street(towns)), low, high, cutoffs_s=[300.0])


def test_a_link_without_a_line_is_named(towns: ModuleType) -> None:
    lines = np.array([shapely.LineString()], dtype=object)
    with pytest.raises(GeometryError, match="1 links have no line to draw: street/0"):
        draw_streets(towns.replaced(street(towns), course=Polylines.of_linestrings(lines)))


def test_rings_know_what_they_lie_in_and_filling_a_hole_takes_its_islands() -> None:
    # An outline (side 9) with a hole (side 5) with an island (side 1), and another outline beside it.
    inside = np.zeros((13, 17), dtype=bool)
    inside[2:11, 2:11] = True
    inside[4:9, 4:9] = False
    inside[6, 6] = True
    inside[5:8, 13:15] = True
    rings = trace_rings(
        np.where(inside, 0.25, 2.25).astype(np.float32),
        (0, 0, 13, 17),
        radius=1.0,
        units=(2, 2),
    )
    assert rings.is_hole.tolist() == [False, True, False, False]
    assert rings.container.tolist() == [-1, 0, -1, 1]
    # Halfway between points: 9 by 9 less four cut corners of 1/8; the hole is 5 by 5 less its corners.
    # Two units are a cell, four square units its area, and areas come twice.
    assert (rings.double_area / 8).tolist() == [9 * 9 - 0.5, 5 * 5 - 0.5, 2 * 3 - 0.5, 0.5]
    assert without_small_holes(rings, 4 * 24.0).tolist() == [0, 1, 2, 3]
    assert without_small_holes(rings, 4 * 25.0).tolist() == [0, 2]
