"""The penalty of a profile: shares by hand, safe bounds, means over people, and a split that adds up."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from gis.access.penalty import mean_penalty, penalty, penalty_interval, shapley_split, undefined_share
from gis.errors import AttributeInputError, EmptyInputError, FaultyInputsError, ShapeMismatchError


def test_the_penalty_is_the_part_lost_and_undefined_where_there_was_nothing_to_lose() -> None:
    access, walk = np.array([1.0, 0.0, 3.0, 0.0, 2.0, np.nan]), np.array([4.0, 4.0, 2.0, 0.0, 0.0, 4.0])
    found = penalty(access, walk)
    assert found[:3].tolist() == [0.75, 1.0, -0.5]
    assert np.isnan(found[3:]).all()


def test_the_interval_sets_the_best_of_one_against_the_worst_of_the_other() -> None:
    # From 1 - 2/4 to 1 - 1/8.
    found = penalty_interval(np.array([[1.0], [2.0]]), np.array([[4.0], [8.0]]))
    assert found.tolist() == [[0.5], [0.875]]


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_interval_holds_the_penalty_of_every_truth_between_the_readings(share: float) -> None:
    low, high = np.array([[1.0, 0.0, 2.0], [3.0, 2.0, 2.0]]), np.array([[4.0, 1.0, 2.0], [6.0, 5.0, 8.0]])
    bounds = penalty_interval(low, high)
    for other in (0.0, 0.6, 1.0):
        truth = penalty(low[0] + share * (low[1] - low[0]), high[0] + other * (high[1] - high[0]))
        assert (bounds[0] <= truth + 1e-12).all()
        assert (truth <= bounds[1] + 1e-12).all()


def test_where_walking_may_reach_nothing_there_is_no_lower_bound_unless_the_profile_reaches_nothing() -> None:
    access = np.array([[0.0, 0.0, 0.0], [2.0, 0.0, 0.0]])
    walk = np.array([[0.0, 0.0, 0.0], [4.0, 4.0, 0.0]])
    found = penalty_interval(access, walk)
    assert found[:, 0].tolist() == [-math.inf, 1.0]
    assert found[:, 1].tolist() == [1.0, 1.0]
    assert np.isnan(found[:, 2]).all()


def test_a_profile_that_never_reaches_more_than_walking_has_no_negative_penalty() -> None:
    access, walk = np.array([[0.0], [4.0]]), np.array([[2.0], [4.0]])
    assert penalty_interval(access, walk).tolist() == [[-1.0], [1.0]]
    assert penalty_interval(access, walk, at_most_walking=True).tolist() == [[0.0], [1.0]]
    with pytest.raises(AttributeInputError, match="above that of walking in row 1"):
        penalty_interval(np.array([[3.0], [4.0]]), walk, at_most_walking=True)


def test_the_mean_weighs_people_and_leaves_out_those_for_whom_nothing_is_defined() -> None:
    shares, people = np.array([0.5, 1.0, np.nan, -math.inf]), np.array([3.0, 1.0, 4.0, 0.0])
    # (3 x 0.5 + 1 x 1) / 4; half of the eight people have no penalty.
    assert mean_penalty(shares, people) == 0.625
    assert undefined_share(shares, people) == 0.5
    assert math.isnan(mean_penalty(shares, np.zeros(4)))
    assert math.isnan(undefined_share(shares, np.zeros(4)))


def test_wrong_accesses_are_refused_by_row() -> None:
    with pytest.raises(ShapeMismatchError, match="access_walk"):
        penalty(np.ones(2), np.ones(3))
    with pytest.raises(
        FaultyInputsError, match=r"access: negative or infinite in row 2; access_walk: .* row 1"
    ):
        penalty(np.array([1.0, -1.0]), np.array([math.inf, 1.0]))
    with pytest.raises(AttributeInputError, match="the low reading is above the high one in row 2"):
        penalty_interval(np.array([[1.0, 3.0], [2.0, 2.0]]), np.full((2, 2), 4.0))
    with pytest.raises(ShapeMismatchError, match=r"two readings of 2 places"):
        penalty_interval(np.ones((3, 2)), np.ones((2, 2)))


def test_factors_that_only_work_together_share_their_effect() -> None:
    # Kerbs or steps alone take nothing, both take 0.6: 0.3 each. Speed takes 0.2 whatever else there is.
    def lost(factors: frozenset[str]) -> float:
        return 0.2 * ("speed" in factors) + 0.6 * ({"kerb", "steps"} <= factors)

    found = shapley_split(lost, ["speed", "kerb", "steps"])
    assert list(found) == ["speed", "kerb", "steps"]
    assert list(found.values()) == pytest.approx([0.2, 0.3, 0.3])


def test_the_split_is_the_mean_over_all_orders_and_adds_up() -> None:
    # A figure that weighs every subset differently, and the six orders of three factors typed out.
    figure = {frozenset(c for c, bit in zip("abc", bits, strict=True) if bit): 1.0 * (bits[0] * 3 + bits[1])
              + bits[2] * (2 + 5 * bits[0]) for bits in product((0, 1), repeat=3)}  # fmt: skip
    orders = ["abc", "acb", "bac", "bca", "cab", "cba"]
    expected = {
        name: sum(
            figure[frozenset(order[: order.index(name) + 1])] - figure[frozenset(order[: order.index(name)])]
            for order in orders
        )
        / 6
        for name in "abc"
    }
    found = shapley_split(figure, ["a", "b", "c"])
    assert found == pytest.approx(expected)
    assert sum(found.values()) == pytest.approx(figure[frozenset("abc")] - figure[frozenset()])


def test_a_split_without_factors_or_with_gaps_in_its_table_is_refused() -> None:
    with pytest.raises(EmptyInputError):
        shapley_split({}, [])
    with pytest.raises(AttributeInputError, match="'a' is given twice"):
        shapley_split({}, ["a", "a"])
    with pytest.raises(AttributeInputError, match=r"for the factors \['b'\]; .*\['a', 'b'\]"):
        shapley_split({frozenset(): 0.0, frozenset("a"): 1.0}, ["a", "b"])
    with pytest.raises(AttributeInputError, match="13 are given, at most 12"):
        shapley_split(lambda _: 0.0, [str(i) for i in range(13)])
