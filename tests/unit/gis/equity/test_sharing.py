"""Gini, Palma, concentration and Erreygers on zones typed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gis.equity.concentration import concentration
from gis.equity.erreygers import erreygers
from gis.equity.gini import gini
from gis.equity.inputs import left_out_share
from gis.equity.palma import palma, palma_between
from gis.errors import AttributeInputError, FaultyInputsError, ShapeMismatchError

ACCESS = np.array([1.0, 2.0, 4.0, 8.0])
PEOPLE = np.array([4.0, 2.0, 1.0, 1.0])
INCOME = np.array([100.0, 200.0, 300.0, 400.0])


def test_gini_is_half_the_mean_difference_between_two_people_over_the_mean() -> None:
    # The definition, the slow way: every person against every person.
    each = np.repeat(ACCESS, PEOPLE.astype(int))
    slow = np.abs(each[:, None] - each).mean() / (2 * each.mean())
    assert gini(ACCESS, PEOPLE) == pytest.approx(slow)


def test_one_who_has_all_among_n_gives_a_gini_of_one_less_an_nth() -> None:
    assert gini(np.array([0.0, 16.0]), np.array([7.0, 1.0])) == pytest.approx(1 - 1 / 8)


def test_concentration_is_the_covariance_with_the_rank_of_income_person_by_person() -> None:
    # 2 cov(A, r) / mu, r the middle of each person's step; the people of a zone share the mean of theirs.
    each = np.repeat(ACCESS, PEOPLE.astype(int))
    rank = (np.arange(8) + 0.5) / 8
    slow = 2 * np.mean((each - each.mean()) * (rank - 0.5)) / each.mean()
    assert concentration(ACCESS, PEOPLE, INCOME) == pytest.approx(slow)
    assert concentration(ACCESS, PEOPLE, -INCOME) == pytest.approx(-slow)


def test_ranked_by_access_itself_concentration_is_gini() -> None:
    assert concentration(ACCESS, PEOPLE, ACCESS) == pytest.approx(gini(ACCESS, PEOPLE))


def test_zones_of_the_same_income_share_a_rank_so_their_order_does_not_matter() -> None:
    income = np.array([100.0, 200.0, 200.0, 400.0])
    order = np.array([0, 2, 1, 3])
    found = concentration(ACCESS, PEOPLE, income)
    assert concentration(ACCESS[order], PEOPLE[order], income[order]) == pytest.approx(found)
    # The two zones as one, of 3 people with 2 x 2 + 4 = 8 between them.
    merged = concentration(np.array([1.0, 8 / 3, 8.0]), np.array([4.0, 3.0, 1.0]), INCOME[[0, 1, 3]])
    assert found == pytest.approx(merged)


def test_erreygers_scales_by_the_bounds_of_the_measure() -> None:
    # Two people, shares 0.2 and 0.6: CI = 2 (1/2 x -1/4 x -1/2 + 1/2 x 1/4 x 1/2) = 0.25 at a mean of 0.4.
    access, people, income = np.array([0.2, 0.6]), np.ones(2), np.array([1.0, 2.0])
    assert concentration(access, people, income) == pytest.approx(0.25)
    assert erreygers(access, people, income, bounds=(0.0, 1.0)) == pytest.approx(4 * 0.4 * 0.25)
    assert erreygers(access, people, income) == pytest.approx(4 * 0.4 / 0.4 * 0.25)


def test_palma_divides_the_zones_on_the_borders() -> None:
    # Of 8 people the poorest 40 per cent are 3.2 of the first zone, the richest 10 per cent 0.8 of the last.
    assert palma(ACCESS, PEOPLE, INCOME) == pytest.approx(8.0 / 1.0)
    # The poorest 62.5 per cent are 5: 4 with 1, 1 with 2; the richest 18.75 per cent 1 with 8 and 0.5 with 4.
    found = palma(ACCESS, PEOPLE, INCOME, poorest_share=0.625, richest_share=0.1875)
    assert found == pytest.approx(((8 + 0.5 * 4) / 1.5) / ((4 * 1 + 2) / 5))


def test_palma_takes_the_same_part_of_zones_of_the_same_income() -> None:
    access, people = np.array([1.0, 3.0, 6.0]), np.array([5.0, 5.0, 10.0])
    income = np.array([1.0, 1.0, 2.0])
    # The poorest 8 of 20 are 4 of each of the first two zones, mean 2; the richest 2 have 6.
    assert palma(access, people, income) == pytest.approx(3.0)
    order = np.array([2, 1, 0])
    assert palma(access[order], people[order], income[order]) == pytest.approx(3.0)


def test_palma_between_incomes_keeps_zones_whole_and_is_not_defined_without_either_group() -> None:
    # At most 200 are the first two zones: (4 x 1 + 2 x 2) / 6; above 300 is the last.
    found = palma_between(ACCESS, PEOPLE, INCOME, poorest_to=200.0, richest_above=300.0)
    assert found == pytest.approx(8 / (8 / 6))
    assert math.isnan(palma_between(ACCESS, PEOPLE, INCOME, poorest_to=50.0, richest_above=300.0))
    assert math.isnan(palma_between(ACCESS, PEOPLE, INCOME, poorest_to=200.0, richest_above=400.0))


def test_empty_zones_and_missing_values_take_no_part() -> None:
    access = np.append(ACCESS, [1000.0, np.nan, 1000.0])
    people = np.append(PEOPLE, [0.0, 8.0, 16.0])
    income = np.append(INCOME, [500.0, 600.0, np.nan])
    assert concentration(access, people, income) == pytest.approx(concentration(ACCESS, PEOPLE, INCOME))
    assert erreygers(access, people, income) == pytest.approx(erreygers(ACCESS, PEOPLE, INCOME))
    assert palma(access, people, income) == pytest.approx(palma(ACCESS, PEOPLE, INCOME))
    assert gini(access[:6], people[:6]) == pytest.approx(gini(ACCESS, PEOPLE))
    # 8 + 16 of 32 people are left out of measures with income, 8 of 32 of those without.
    assert left_out_share(access, people, income) == 24 / 32
    assert left_out_share(access, people) == 8 / 32


def test_of_nobody_or_of_nothing_there_is_no_inequality_to_measure() -> None:
    for access, people in ((ACCESS, np.zeros(4)), (np.zeros(4), PEOPLE)):
        assert math.isnan(gini(access, people))
        assert math.isnan(palma(access, people, INCOME))
        assert math.isnan(concentration(access, people, INCOME))
        assert math.isnan(erreygers(access, people, INCOME))
    assert math.isnan(erreygers(np.ones(4), PEOPLE, INCOME))
    assert math.isnan(left_out_share(ACCESS, np.zeros(4)))


def test_wrong_inputs_are_refused_all_at_once() -> None:
    with pytest.raises(FaultyInputsError) as told:
        concentration(np.array([1.0, -1.0, math.inf]), np.array([1.0, -1.0, 1.0]), np.ones(2))
    message = str(told.value)
    assert "population is negative in row 2" in message
    assert "access: negative in row 2" in message
    assert "access: infinite in row 3" in message
    assert "value 1: 2 values for 3 zones" in message
    with pytest.raises(ShapeMismatchError):
        gini(ACCESS, PEOPLE[:3])


def test_parameters_that_mean_nothing_are_refused() -> None:
    with pytest.raises(AttributeInputError, match=r"not 0\.6 and 0\.5"):
        palma(ACCESS, PEOPLE, INCOME, poorest_share=0.6, richest_share=0.5)
    with pytest.raises(AttributeInputError, match="poorest_to"):
        palma_between(ACCESS, PEOPLE, INCOME, poorest_to=300.0, richest_above=200.0)
    with pytest.raises(AttributeInputError, match=r"do not enclose access from 1\.0 to 8\.0"):
        erreygers(ACCESS, PEOPLE, INCOME, bounds=(0.0, 7.0))
