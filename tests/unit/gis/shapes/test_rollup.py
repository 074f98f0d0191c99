"""Roll-ups of three small districts and of people who live in none."""

from __future__ import annotations

import numpy as np
import pytest

from gis.errors import AttributeInputError, ShapeMismatchError
from gis.shapes.rollup import roll_up

# District 0 holds origins 0-2, 1 holds origin 3, where nobody lives, 2 holds none; origin 4 is in none.
AREA = np.array([0, 0, 0, 1, -1])
PEOPLE = np.array([1.0, 2.0, 4.0, 0.0, 8.0])
TIMES_S = np.array([300.0, 600.0, 900.0, 100.0, 50.0])


def test_mean_total_and_shares_weigh_people() -> None:
    found = roll_up(TIMES_S, PEOPLE, AREA, 3, limits=[299.0, 600.0, 1e9])
    assert found.people_count.tolist() == [7.0, 0.0, 0.0]
    assert found.outside_count == 8.0
    assert found.mean[0] == pytest.approx((300 + 2 * 600 + 4 * 900) / 7)
    assert found.total.tolist() == [1800.0, 100.0, 0.0]
    assert found.within_share[0] == pytest.approx([0.0, 3 / 7, 1.0])
    assert found.known_share[0] == 1.0


def test_of_nobody_there_is_no_mean_and_no_share() -> None:
    found = roll_up(TIMES_S, PEOPLE, AREA, 3, quantile_shares=[0.5], limits=[600.0])
    for figures in (found.mean, found.known_share, found.quantile, found.within_share):
        assert np.isnan(figures[1:]).all()
        assert not np.isnan(figures[0]).any()


def test_a_quantile_is_the_least_value_that_enough_people_do_not_exceed() -> None:
    # Of 7 people 1 has 300 s, 2 have 600 s, 4 have 900 s: three sevenths have at most 600 s.
    found = roll_up(TIMES_S, PEOPLE, AREA, 3, quantile_shares=[0.0, 1 / 7, 0.2, 3 / 7, 0.43, 1.0])
    assert found.quantile[0].tolist() == [300.0, 300.0, 600.0, 600.0, 900.0, 900.0]


def test_origins_without_data_are_left_out_and_told() -> None:
    values = np.array([300.0, np.nan, 900.0, np.nan, 1.0])
    found = roll_up(values, PEOPLE, AREA, 3, quantile_shares=[0.5], limits=[300.0])
    assert found.known_share[0] == pytest.approx(5 / 7)
    assert found.mean[0] == pytest.approx((300 + 4 * 900) / 5)
    assert found.within_share[0, 0] == pytest.approx(1 / 5)
    assert found.quantile[0, 0] == 900.0
    assert found.total[0] == 1200.0
    assert np.isnan(found.total[1])  # there is an origin, but nobody knows its value
    assert found.total[2] == 0.0  # there is none


def test_people_without_a_way_make_the_mean_infinite_but_not_the_median() -> None:
    values = np.array([300.0, np.inf, 900.0, np.inf, np.inf])
    found = roll_up(values, PEOPLE, AREA, 3, quantile_shares=[0.5, 0.9], limits=[900.0])
    assert found.mean[0] == np.inf
    assert found.quantile[0].tolist() == [900.0, np.inf]
    assert found.within_share[0, 0] == pytest.approx(5 / 7)


def test_an_infinite_time_where_nobody_lives_harms_no_mean() -> None:
    found = roll_up(
        np.array([10.0, np.inf]), np.array([1.0, 0.0]), np.array([0, 0]), 1, quantile_shares=[1.0]
    )
    assert (found.mean.tolist(), found.quantile.tolist()) == ([10.0], [[10.0]])


def test_both_readings_are_summed_up_at_once_each_by_itself() -> None:
    low_and_high = np.stack([TIMES_S + 100.0, TIMES_S])
    both = roll_up(low_and_high, PEOPLE, AREA, 3, quantile_shares=[0.5], limits=[600.0])
    assert (both.mean.shape, both.quantile.shape, both.within_share.shape) == ((2, 3), (2, 3, 1), (2, 3, 1))
    for row, values in enumerate(low_and_high):
        alone = roll_up(values, PEOPLE, AREA, 3, quantile_shares=[0.5], limits=[600.0])
        np.testing.assert_array_equal(both.mean[row], alone.mean)
        np.testing.assert_array_equal(both.quantile[row], alone.quantile)
        np.testing.assert_array_equal(both.within_share[row], alone.within_share)


def test_what_does_not_belong_together_or_is_no_number_is_refused() -> None:
    with pytest.raises(ShapeMismatchError, match="5 populations for 4 places"):
        roll_up(TIMES_S[:4], PEOPLE, AREA, 3)
    with pytest.raises(ShapeMismatchError, match="2 areas for 5 origins"):
        roll_up(TIMES_S, PEOPLE, AREA[:2], 3)
    with pytest.raises(ShapeMismatchError, match="between -1 and 0"):
        roll_up(TIMES_S, PEOPLE, AREA, 1)
    with pytest.raises(ShapeMismatchError, match="last axis must be the origins"):
        roll_up(np.array(1.0), PEOPLE, AREA, 3)
    with pytest.raises(AttributeInputError, match=r"between 0 and 1, not 1.5; a limit must be a number"):
        roll_up(TIMES_S, PEOPLE, AREA, 3, quantile_shares=[1.5], limits=[np.nan])


def test_a_layer_of_no_origins_has_figures_of_nobody() -> None:
    found = roll_up(np.zeros((2, 0)), np.zeros(0), np.zeros(0, dtype=np.int64), 2, quantile_shares=[0.5])
    assert found.people_count.tolist() == [0.0, 0.0]
    assert np.isnan(found.mean).all()
    assert found.quantile.shape == (2, 2, 1)
