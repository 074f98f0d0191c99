"""What must hold for every isochrone: valid, nested by cutoff and by reading, the same whatever the order."""

from __future__ import annotations

from random import Random
from types import ModuleType

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from gis.model import FloatArray, IntArray
from gis.network.graph import StreetNetwork
from gis.network.snap import Joins
from gis.shapes.contours import trace_rings
from gis.shapes.drawn_streets import draw_streets
from gis.shapes.isochrones import Reach, isochrone_interval, isochrones
from gis.shapes.outlines import Shapes
from gis.shapes.straightening import no_crossings, note_crossings, straighten

SIZE = 5
M_DEG = 1.0 / 111_000.0  # a metre northward, and a little less eastward
UNITS = 100  # in a cell of a hand-made grid
N_LINKS = 2 * SIZE * (SIZE - 1)
NONE = np.zeros(0, dtype=np.int64)
NOWHERE = Joins(NONE, NONE, np.zeros(0), np.zeros(0))

# 5 to 60 minutes, and links that take up to ten of them: cutoffs end anywhere on a link.
CUTOFFS_S = st.lists(st.floats(300, 3600, width=32), min_size=1, max_size=5)
COSTS_S = st.lists(st.floats(0, 600, width=32) | st.just(np.inf), min_size=2 * N_LINKS, max_size=2 * N_LINKS)
OFFSETS_M = st.lists(st.floats(-45, 45, width=32), min_size=2 * SIZE**2, max_size=2 * SIZE**2)


def times_from(link_from: IntArray, link_to: IntArray, cost_s: FloatArray, node: int) -> FloatArray:
    """Search by relaxing every link until nothing changes."""
    time_s = np.full(SIZE**2, np.inf)
    time_s[node] = 0.0
    for _ in range(SIZE**2):
        np.minimum.at(time_s, link_to, time_s[link_from] + cost_s[0])
        np.minimum.at(time_s, link_from, time_s[link_to] + cost_s[1])
    return time_s


def nested(inner: Shapes, outer: Shapes) -> bool:
    """Say whether each outer shape contains its inner one; an empty one lies in all."""
    return bool((shapely.covers(outer, inner) | shapely.is_empty(inner)).all())


def crooked_town(towns: ModuleType, offsets_m: list[float], spacing_m: float = 100.0) -> StreetNetwork:
    """Squared paper whose corners were moved, so that streets meet at every angle."""
    moved = np.array(offsets_m).reshape(-1, 2)
    nodes = [
        (spacing_m * column + x, spacing_m * row + y)
        for (row, column), (x, y) in zip(np.ndindex(SIZE, SIZE), moved, strict=True)
    ]
    plain = towns.grid_town(SIZE).network
    ends = zip(plain.link_from.tolist(), plain.link_to.tolist(), strict=True)
    network: StreetNetwork = towns.build(nodes, [towns.Street(a, b) for a, b in ends]).network
    return network


@given(offsets_m=OFFSETS_M, costs=COSTS_S, shut=st.sets(st.integers(0, N_LINKS - 1)), cutoffs_s=CUTOFFS_S)
def test_shapes_are_valid_and_nested_by_cutoff_and_by_reading(
    towns: ModuleType, offsets_m: list[float], costs: list[float], shut: set[int], cutoffs_s: list[float]
) -> None:
    network = crooked_town(towns, offsets_m)
    high_s = np.array(costs).reshape(2, N_LINKS)
    low_s = high_s.copy()
    low_s[:, sorted(shut)] = np.inf
    low, high = (
        Reach(times_from(network.link_from, network.link_to, cost_s, 12), cost_s, NOWHERE, 1.0, towards=False)
        for cost_s in (low_s, high_s)
    )
    rising = sorted(cutoffs_s)
    shapes = isochrone_interval(draw_streets(network), low, high, cutoffs_s=rising)
    assert shapely.is_valid(shapes).all()
    assert nested(shapes[0], shapes[1])
    assert nested(shapes[:, :-1], shapes[:, 1:])


@given(offsets_m=OFFSETS_M, costs=COSTS_S, cutoffs_s=CUTOFFS_S, shuffle=st.randoms())
def test_order_and_company_of_cutoffs_change_nothing(
    towns: ModuleType, offsets_m: list[float], costs: list[float], cutoffs_s: list[float], shuffle: Random
) -> None:
    network = crooked_town(towns, offsets_m)
    cost_s = np.array(costs).reshape(2, N_LINKS)
    time_s = times_from(network.link_from, network.link_to, cost_s, 12)
    reach = Reach(time_s, cost_s, NOWHERE, 1.0, towards=False)
    streets = draw_streets(network)
    shuffled = list(cutoffs_s)
    shuffle.shuffle(shuffled)
    before = (time_s.copy(), cost_s.copy())
    together = dict(zip(shuffled, isochrones(streets, reach, cutoffs_s=shuffled), strict=True))
    for cutoff_s in cutoffs_s:
        alone = isochrones(streets, reach, cutoffs_s=[cutoff_s])[0]
        # A quarter of a metre is left to each drawing for straight lines, and two units
        # for what rounding does where a street is laid in other pieces.
        for one, other in ((alone, together[cutoff_s]), (together[cutoff_s], alone)):
            assert other.difference(one.buffer(0.8 * M_DEG)).is_empty
    np.testing.assert_array_equal(time_s, before[0])
    np.testing.assert_array_equal(cost_s, before[1])


@given(
    bits=st.lists(st.booleans(), min_size=64, max_size=64),
    depth=st.lists(st.floats(0.05, 0.95), min_size=64, max_size=64),
)
def test_rings_around_any_pattern_never_touch_and_hold_what_is_inside(
    bits: list[bool], depth: list[float]
) -> None:
    # Distances on both sides of a radius of 1, in an order no street would give them.
    inside = np.zeros((10, 10), dtype=bool)
    inside[1:-1, 1:-1] = np.array(bits).reshape(8, 8)
    distance = np.full((10, 10), 2.0)
    distance[1:-1, 1:-1] = np.where(
        inside[1:-1, 1:-1], 1 - np.reshape(depth, (8, 8)), 1 + np.reshape(depth, (8, 8))
    )
    rings = trace_rings(
        (distance**2).astype(np.float32),
        (0, 0, 10, 10),
        radius=1.0,
        units=(UNITS, UNITS),
    )
    outlines = [
        shapely.Polygon(rings.xy[a:b] / UNITS) for a, b in zip(rings.start[:-1], rings.start[1:], strict=True)
    ]
    land: BaseGeometry = shapely.Polygon()
    for outline, is_hole in zip(outlines, rings.is_hole, strict=True):  # containers come first
        assert outline.is_valid
        land = land.difference(outline) if is_hole else land.union(outline)
    rows, columns = np.indices(inside.shape)
    np.testing.assert_array_equal(
        shapely.contains_xy(land, columns.ravel(), rows.ravel()).reshape(10, 10), inside
    )
    lines = [outline.exterior for outline in outlines]
    assert all(not a.intersects(b) for i, a in enumerate(lines) for b in lines[:i])
    for outline, container in zip(outlines, rings.container, strict=True):
        assert container < 0 or outlines[container].contains(outline)


@given(
    smaller=st.lists(st.booleans(), min_size=64, max_size=64),
    larger=st.lists(st.booleans(), min_size=64, max_size=64),
    depth=st.lists(st.floats(0.05, 0.95), min_size=64, max_size=64),
    nearer=st.lists(st.sampled_from([0.0, 0.0, 0.02, 0.04]), min_size=64, max_size=64),
    tolerance=st.integers(0, UNITS),
)
def test_straightened_together_outlines_stay_valid_and_nested_and_part_the_same_grid_points(
    smaller: list[bool], larger: list[bool], depth: list[float], nearer: list[float], tolerance: int
) -> None:
    # Two grids, the second nowhere farther than the first, so its inside contains the first's.
    inside = np.zeros((2, 10, 10), dtype=bool)
    inside[0, 1:-1, 1:-1] = np.reshape(smaller, (8, 8))
    inside[1, 1:-1, 1:-1] = inside[0, 1:-1, 1:-1] | np.reshape(larger, (8, 8))
    off = np.full((10, 10), 0.5)
    off[1:-1, 1:-1] = np.reshape(depth, (8, 8))
    gain = np.zeros((10, 10))
    gain[1:-1, 1:-1] = np.reshape(nearer, (8, 8))
    distance = np.where(inside, 1 - off, 1 + off)
    distance[1] -= np.where(inside[0] == inside[1], gain, 0.0)
    crossings = no_crossings(100)
    traced = [
        trace_rings(
            (grid**2).astype(np.float32),
            (0, 0, 10, 10),
            radius=1.0,
            units=(UNITS, UNITS),
        )
        for grid in distance
    ]
    for rings in traced:
        note_crossings(rings, np.arange(len(rings.container)), crossings)
    lands = []
    for rings, within in zip(traced, inside, strict=True):
        every = np.arange(len(rings.container))
        xy, lengths = straighten(
            rings, every, crossings, units=(UNITS, UNITS), tolerance=(tolerance, tolerance)
        )
        land: BaseGeometry = shapely.Polygon()
        for end, length, is_hole in zip(np.cumsum(lengths), lengths, rings.is_hole, strict=True):
            polygon = shapely.Polygon(xy[end - length : end] / UNITS)
            assert polygon.is_valid
            land = land.difference(polygon) if is_hole else land.union(polygon)
        rows, columns = np.indices(within.shape)
        np.testing.assert_array_equal(
            shapely.contains_xy(land, columns.ravel(), rows.ravel()).reshape(10, 10), within
        )
        lands.append(land)
    # Union and difference round by themselves: what sticks out may have no area to speak of.
    assert lands[0].difference(lands[1]).area < 1e-9
