"""What must hold when values change areas: totals kept, shares between their extremes, order irrelevant."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.model import FloatArray
from gis.shapes.equal_area import EqualAreaGrid
from gis.shapes.interpolation import carry_counts, carry_shares, find_overlaps
from gis.shapes.rollup import roll_up

UTM = "EPSG:31983"
CUTS_KM = st.lists(st.integers(1, 39), min_size=0, max_size=4, unique=True)
PEOPLE = st.floats(0, 1e6, width=32)


def strips(cuts_km: list[int], *, upright: bool, from_km: int = 0, to_km: int = 40) -> geopandas.GeoSeries:
    """Cut a square near São Paulo into strips."""
    borders = [from_km, *sorted(cut for cut in cuts_km if from_km < cut < to_km), to_km]
    boxes = [(low, 0, high, 40) if upright else (0, low, 40, high) for low, high in pairwise(borders)]
    corner = np.array([310_000.0, 7_380_000.0] * 2)
    return geopandas.GeoSeries([shapely.box(*(corner + 1000 * np.array(box))) for box in boxes], crs=UTM)


@given(across=CUTS_KM, up=CUTS_KM, to_km=st.integers(10, 60), data=st.data())
def test_interpolation_keeps_totals_whatever_the_layers(
    across: list[int], up: list[int], to_km: int, data: st.DataObject
) -> None:
    # Targets may end inside the sources or go on beyond them.
    sources, targets = strips(across, upright=False), strips(up, upright=True, to_km=to_km)
    count = np.array(data.draw(st.lists(PEOPLE, min_size=len(sources), max_size=len(sources))))
    overlaps = find_overlaps(sources, targets)
    carried = carry_counts(overlaps, count)
    assert carried.count.sum() + carried.outside_count.sum() == pytest.approx(count.sum(), rel=1e-9)
    assert (carried.count >= 0).all()
    # The square is 40 km wide: what lies east of the last target is outside (UTM areas are true to 0.1 %).
    outside_share = max(40 - to_km, 0) / 40
    assert carried.outside_count.sum() == pytest.approx(outside_share * count.sum(), rel=0.01, abs=1e-6)
    share = np.array(data.draw(st.lists(st.floats(0, 1), min_size=len(sources), max_size=len(sources))))
    by_people = carry_shares(overlaps, share, of_count=count)
    known = ~np.isnan(by_people.share)
    assert (by_people.share[known] >= share.min() - 1e-12).all()
    assert (by_people.share[known] <= share.max() + 1e-12).all()
    placed = count - carried.outside_count
    people_with = float(np.nansum(by_people.share * carried.count))
    assert people_with == pytest.approx(float((share * placed).sum()), rel=1e-6, abs=1e-3)


@given(
    at=st.lists(st.tuples(st.floats(-46.9, -46.3), st.floats(-23.9, -23.3)), min_size=1, max_size=12),
    area_m2=st.sampled_from([5e3, 1e5, 3e6]),
    order=st.randoms(),
)
def test_a_point_has_the_same_cell_in_any_company(
    at: list[tuple[float, float]], area_m2: float, order: Random
) -> None:
    grid = EqualAreaGrid(-47.0, -24.0, area_m2)

    def cell_by_point(points: list[tuple[float, float]]) -> dict[tuple[float, float], str]:
        lon_deg, lat_deg = np.array(points).T
        cells, index, polygons = grid.cells_with(lon_deg, lat_deg)
        assert (shapely.distance(polygons[index], shapely.points(lon_deg, lat_deg)) < 1e-9).all()
        return dict(zip(points, np.array(cells)[index].tolist(), strict=True))

    shuffled = list(at)
    order.shuffle(shuffled)
    together = cell_by_point(at)
    assert cell_by_point(shuffled) == together
    assert cell_by_point(at[:1])[at[0]] == together[at[0]]


@given(data=st.data(), n_origins=st.integers(1, 12))
def test_roll_ups_stay_between_the_least_and_the_greatest_value_and_keep_the_order_of_readings(
    data: st.DataObject, n_origins: int
) -> None:
    def draw(values: st.SearchStrategy[float]) -> FloatArray:
        return np.array(data.draw(st.lists(values, min_size=n_origins, max_size=n_origins)), dtype=float)

    high_s, more_s = draw(st.floats(0, 3600)), draw(st.floats(0, 600) | st.just(np.inf))
    people, area = draw(st.sampled_from([0.0, 1.0, 2.0, 4.0])), draw(st.integers(-1, 2)).astype(np.int64)
    found = roll_up(
        np.stack([high_s + more_s, high_s]), people, area, 3, quantile_shares=[0.25, 0.5], limits=[900.0]
    )
    assert found.people_count.sum() + found.outside_count == people.sum()
    lived_in = found.people_count > 0
    assert (found.mean[0] >= found.mean[1])[lived_in].all()
    assert (found.quantile[0] >= found.quantile[1])[lived_in].all()
    assert (found.within_share[0] <= found.within_share[1])[lived_in].all()
    for place in np.flatnonzero(lived_in):
        own = high_s[(area == place) & (people > 0)]
        assert own.min() - 1e-9 <= found.mean[1, place] <= own.max() + 1e-9
        assert set(found.quantile[1, place]) <= set(own)
        expected = [sum(people[(area == place) & (high_s <= 900.0)]) / found.people_count[place]]
        assert found.within_share[1, place] == pytest.approx(expected)
    assert np.isnan(found.mean[:, ~lived_in]).all()
