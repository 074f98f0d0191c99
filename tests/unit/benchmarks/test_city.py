"""The benchmark's city: the same for the same seed, and shaped and weighted as the page of evidence says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.city import ARRAYS, CLASSES, City, make_city, street_patterns
from tests.benchmarks.peers.hilbert import hilbert_order
from tests.benchmarks.question import band_weights, people_within, reversed_arcs
from tests.benchmarks.streets import Pattern, cut_long, largest_part, real_pattern
from tests.benchmarks.tiling import Streets
from tests.benchmarks.weighting import FORBIDDEN_TICKS, WALK, WEIGHTINGS, Arcs, draw_arcs, weigh_arcs

NODES = 20_000


def one_arc(
    *, slope_share: float = 0.0, kerb: int = 0, kerb_unknown: bool = False, steps: bool = False
) -> Arcs:
    """Give a smooth arc of 135 m, 2 m wide."""
    return Arcs(
        tail=np.array([0], dtype=np.int32),
        head=np.array([1], dtype=np.int32),
        length_m=np.array([135.0]),
        slope_share=np.array([slope_share]),
        surface=np.array([0], dtype=np.int8),
        kerb=np.array([kerb], dtype=np.int8),
        kerb_unknown=np.array([kerb_unknown]),
        steps=np.array([steps]),
        width_m=np.array([2.0]),
    )


def ticks_of(arc: Arcs) -> dict[str, int]:
    """Name the weights of one arc."""
    return dict(zip(WEIGHTINGS, weigh_arcs(arc)[:, 0].tolist(), strict=True))


def test_the_same_seed_gives_the_same_city(city: City) -> None:
    again = make_city(NODES, seed=1, folder=Path("absent"))
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(again, name), getattr(city, name), err_msg=name)


def test_another_seed_gives_another_city(city: City) -> None:
    other = make_city(NODES, seed=2, folder=Path("absent"))
    assert other.n_nodes != city.n_nodes or (other.x_m != city.x_m).any()


def test_streets_drawn_by_us_are_as_dense_as_the_real_ones(city: City) -> None:
    # performance.md, section 1: 2.47 arcs a node, 29 m an arc, 657 nodes a square kilometre
    area_km2 = np.ptp(city.x_m) * np.ptp(city.y_m) / 1e6
    assert city.source == "streets drawn by us"
    assert city.n_arcs / city.n_nodes == pytest.approx(2.47, abs=0.07)
    assert city.length_m.mean() == pytest.approx(29.0, abs=2.5)
    assert city.n_nodes / area_km2 == pytest.approx(657, rel=0.25)


def test_all_nodes_of_the_city_hang_together(city: City) -> None:
    kept, _ = largest_part(city.n_nodes, np.column_stack([city.tail, city.head]).astype(np.int64))
    assert kept.all()


def test_arcs_are_sorted_and_each_has_one_back(city: City) -> None:
    there = city.tail.astype(np.int64) * city.n_nodes + city.head
    back = city.head.astype(np.int64) * city.n_nodes + city.tail
    assert (np.diff(there) > 0).all()
    np.testing.assert_array_equal(np.sort(back), there)
    np.testing.assert_array_equal(np.diff(city.first), np.bincount(city.tail, minlength=city.n_nodes))


def test_a_city_has_services_and_cells_as_a_million_nodes_have(city: City) -> None:
    # 20,000 of a million: 2 % of 5,000 services and of 100,000 cells
    assert len(city.service_node) == 100
    assert len(city.cell_node) == 2_000
    assert set(city.service_class.tolist()) <= set(range(CLASSES))
    assert set(city.cell_district.tolist()) == set(range(56))


def test_a_city_comes_back_from_its_folder(city: City, tmp_path: Path) -> None:
    city.save(tmp_path)
    loaded = City.load(tmp_path)
    assert loaded.describe() == city.describe()
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(loaded, name), getattr(city, name), err_msg=name)


def test_weights_are_whole_ticks_or_forbidden(city: City) -> None:
    assert city.weight_ticks.dtype == np.int32
    assert city.weight_ticks.shape == (8, city.n_arcs)
    assert city.weight_ticks.min() >= 1
    assert city.weight_ticks.max() == FORBIDDEN_TICKS
    assert (city.usable(WALK)[2] < FORBIDDEN_TICKS).all()


def test_the_low_reading_never_passes_where_the_high_one_does_not(city: City) -> None:
    low, high = city.weight_ticks[0::2], city.weight_ticks[1::2]
    assert (low >= high).all()
    assert (low[:2] == high[:2]).all()  # who can climb a kerb need not know of it
    assert ((low == high) | (low == FORBIDDEN_TICKS)).all()
    assert (low[2:] == FORBIDDEN_TICKS).mean() > (high[2:] == FORBIDDEN_TICKS).mean()


def test_hills_make_a_way_up_longer_than_the_way_down() -> None:
    # 135 m at 1.35 m/s on the level by Tobler: steeper = |0 + 0.05| - 0.05 = 0, so 100 s
    assert ticks_of(one_arc())["walk_high"] == 1000
    # up 5 %: exp(3.5 * 0.05) = 1.19125; down 5 %: |0| - 0.05, the fastest: exp(-3.5 * 0.05) = 0.83946
    assert ticks_of(one_arc(slope_share=0.05))["walk_high"] == 1191
    assert ticks_of(one_arc(slope_share=-0.05))["walk_high"] == 839


def test_steps_slopes_and_unknown_kerbs_stop_wheels_only() -> None:
    stairs, steep = ticks_of(one_arc(steps=True)), ticks_of(one_arc(slope_share=0.12))
    unknown = ticks_of(one_arc(kerb_unknown=True))
    assert [name for name in WEIGHTINGS if stairs[name] == FORBIDDEN_TICKS] == [
        *("manual_wheelchair_low", "manual_wheelchair_high"),
        *("powered_wheelchair_low", "powered_wheelchair_high"),
    ]
    # 12 % is beyond the 10 % of one chair and within the 13 % of the other
    assert steep["manual_wheelchair_high"] == FORBIDDEN_TICKS
    assert steep["powered_wheelchair_high"] < FORBIDDEN_TICKS
    assert [name for name in WEIGHTINGS if unknown[name] == FORBIDDEN_TICKS] == [
        *("manual_wheelchair_low", "powered_wheelchair_low"),
    ]
    # a raised kerb costs a powered chair 90 s on top of 135 m / 1.5 m/s = 90 s
    assert ticks_of(one_arc(kerb=2))["powered_wheelchair_high"] == 1800


def test_both_arcs_of_an_edge_share_all_but_their_slope() -> None:
    xy_m = np.array([[0.0, 0.0], [200.0, 100.0]])
    streets = Streets(xy_m, np.array([[0, 1]]), np.array([230.0]), np.array([True]))
    arcs = draw_arcs(streets, np.random.default_rng(0))
    assert arcs.tail.tolist() == [0, 1]
    assert arcs.head.tolist() == [1, 0]
    assert arcs.slope_share[0] == -arcs.slope_share[1] != 0
    for name in ("length_m", "surface", "kerb", "kerb_unknown", "steps", "width_m"):
        there, back = getattr(arcs, name).tolist()
        assert there == back


def test_a_long_edge_is_cut_into_equal_pieces() -> None:
    # 100 m at most 40 m each: three pieces, new nodes at a third and two thirds of the way
    xy_m = np.array([[0.0, 0.0], [90.0, 0.0], [90.0, 30.0]])
    lengths_m = np.array([100.0, 30.0])
    steps = np.array([True, False])
    cut = cut_long(Pattern("two", xy_m, 100.0, np.array([[0, 1], [1, 2]]), lengths_m, steps), 40.0)
    assert cut.ends.tolist() == [[0, 3], [3, 4], [4, 1], [1, 2]]
    np.testing.assert_allclose(cut.xy_m[3:], [[30.0, 0.0], [60.0, 0.0]])
    np.testing.assert_allclose(cut.length_m, [100 / 3, 100 / 3, 100 / 3, 30.0])
    assert cut.steps.tolist() == [True, True, True, False]


def test_the_curve_meets_all_nodes_and_steps_between_neighbours() -> None:
    # on a grid of 16 x 16 a Hilbert curve goes from each point to one beside it
    x_m, y_m = (axis.ravel().astype(float) for axis in np.meshgrid(np.arange(16), np.arange(16)))
    order = hilbert_order(x_m, y_m)
    assert sorted(order.tolist()) == list(range(256))
    steps_m = np.abs(np.diff(x_m[order])) + np.abs(np.diff(y_m[order]))
    assert (steps_m == 1).all()


def test_people_within_counts_up_to_the_cutoff_and_not_beyond() -> None:
    # 10 minutes are 6,000 ticks; -1 is nobody's way
    ticks = np.array([6000, 6001, 9000, 18000, -1], dtype=np.int32)
    people = np.array([1, 2, 4, 8, 16], dtype=np.int64)
    assert people_within(ticks, people).tolist() == [1, 1 + 2 + 4, 1 + 2 + 4 + 8]


def test_bands_end_with_their_last_tick() -> None:
    weight = band_weights()
    assert weight[[0, 6000, 6001, 12000, 12001, 18000]].tolist() == [1.0, 1.0, 0.68, 0.68, 0.22, 0.22]


def test_turned_arcs_lead_back() -> None:
    tail, head, weight = (np.array(values, dtype=np.int32) for values in ([0, 0, 2], [1, 2, 1], [5, 6, 7]))
    turned = [values.tolist() for values in reversed_arcs(tail, head, weight)]
    assert turned == [[1, 1, 2], [0, 2, 0], [5, 7, 6]]


@pytest.mark.realdata
def test_real_streets_are_used_where_they_are_at_hand(real_data: Path) -> None:
    patterns = street_patterns(np.random.default_rng(1), real_data)
    assert [pattern.name for pattern in patterns] == ["porto.osm.pbf", "spo_osm.pbf"]
    again = real_pattern(real_data / "sao-paulo" / "transporte" / "spo_osm.pbf")
    np.testing.assert_array_equal(again.xy_m, patterns[1].xy_m)
    assert max(pattern.length_m.max() for pattern in patterns) <= 75.0
