"""Theil T with its parts, and poverty of access, on zones typed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gis.equity.fgt import fgt
from gis.equity.theil import theil, theil_by_group
from gis.errors import AttributeInputError, ShapeMismatchError

ACCESS = np.array([0.0, 5.0, 10.0, 20.0])
PEOPLE = np.array([1.0, 2.0, 4.0, 1.0])


def test_one_who_has_all_among_n_gives_the_logarithm_of_n() -> None:
    assert theil(np.array([0.0, 16.0]), np.array([7.0, 1.0])) == pytest.approx(math.log(8))
    assert theil(np.full(3, 5.0), np.array([1.0, 2.0, 4.0])) == pytest.approx(0.0, abs=1e-15)


def test_theil_is_the_mean_of_x_ln_x_person_by_person() -> None:
    each = np.repeat(ACCESS[1:], PEOPLE[1:].astype(int))
    ratio = each / each.mean()
    assert theil(ACCESS[1:], PEOPLE[1:]) == pytest.approx(np.mean(ratio * np.log(ratio)))


def test_the_parts_are_the_index_of_the_means_and_the_indices_within_weighted_by_access() -> None:
    group = np.array([0, 0, 2, 2])
    parts = theil_by_group(ACCESS, PEOPLE, group, n_groups=3)
    # Group 0: 3 people with 10 in all; group 2: 5 people with 60; all have 70.
    means, sizes = np.array([10 / 3, 60 / 5]), np.array([3.0, 5.0])
    assert parts.between == pytest.approx(theil(means, sizes))
    inside = 10 / 70 * theil(ACCESS[:2], PEOPLE[:2]), 60 / 70 * theil(ACCESS[2:], PEOPLE[2:])
    assert parts.within_by_group[[0, 2]] == pytest.approx(inside)
    assert parts.within == pytest.approx(sum(inside))
    assert parts.total == pytest.approx(theil(ACCESS, PEOPLE))
    assert parts.total == pytest.approx(parts.between + parts.within)
    # Group 1 is of nobody.
    assert np.isnan(parts.between_by_group[1])
    assert np.isnan(parts.within_by_group[1])


def test_zones_without_a_group_take_no_part() -> None:
    some = theil_by_group(ACCESS, PEOPLE, np.array([-1, 0, 1, -1]), n_groups=2)
    assert some.total == pytest.approx(theil(ACCESS[1:3], PEOPLE[1:3]))
    none = theil_by_group(ACCESS, PEOPLE, np.full(4, -1), n_groups=2)
    assert math.isnan(none.total)
    assert np.isnan(none.between_by_group).all()
    assert math.isnan(theil(np.zeros(2), np.ones(2)))


def test_groups_that_do_not_exist_are_refused() -> None:
    with pytest.raises(AttributeInputError, match="between -1 and 1"):
        theil_by_group(ACCESS, PEOPLE, np.array([0, 1, 2, 0]), n_groups=2)
    with pytest.raises(ShapeMismatchError, match="3 groups for 4 zones"):
        theil_by_group(ACCESS, PEOPLE, np.array([0, 1, 0]), n_groups=2)


def test_poverty_counts_people_their_shortfall_and_its_square_and_the_line_itself_is_enough() -> None:
    # Below 10 of 8 people: 1 falls short by 1, 2 by one half.
    assert fgt(ACCESS, PEOPLE, line=10.0, power=0) == pytest.approx(3 / 8)
    assert fgt(ACCESS, PEOPLE, line=10.0, power=1) == pytest.approx((1 + 2 / 2) / 8)
    assert fgt(ACCESS, PEOPLE, line=10.0, power=2) == pytest.approx((1 + 2 / 4) / 8)


def test_poverty_of_nobody_is_not_defined_and_missing_access_takes_no_part() -> None:
    assert math.isnan(fgt(ACCESS, np.zeros(4), line=10.0, power=0))
    assert fgt(np.append(ACCESS, np.nan), np.append(PEOPLE, 8.0), line=10.0, power=0) == pytest.approx(3 / 8)


def test_a_line_of_nothing_and_a_negative_power_are_refused_together() -> None:
    with pytest.raises(AttributeInputError, match=r"line must be a positive number, not 0\.0; power must be"):
        fgt(ACCESS, PEOPLE, line=0.0, power=-1)
