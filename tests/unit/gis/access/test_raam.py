"""Rational agent access: states of rest that can be worked out by hand, and what is told about the gap."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gis.access.competition.raam import raam
from gis.errors import FaultyInputsError
from gis.travel.matrix import TravelMatrix

ONES = np.ones(2)


def test_people_divide_so_that_both_ways_cost_the_same() -> None:
    # Two people, two services of 1, usual crowding 1; the second is one unit of travel farther.
    # x + y = 2 and x = 1 + y, so x = 1.5, y = 0.5, and everybody pays 1.5.
    matrix = TravelMatrix.from_dense(np.array([[0.0, 600.0]]))
    found = raam(matrix, ONES, np.array([2.0]), tau_s=600.0)
    assert found.cost == pytest.approx([1.5])
    assert found.demand_there == pytest.approx([1.5, 0.5])
    assert found.converged


def test_a_service_too_far_for_any_crowding_is_left_alone() -> None:
    # Alone in the near service two people pay 2; the far one costs 3 units of travel even when it is empty.
    matrix = TravelMatrix.from_dense(np.array([[0.0, 1800.0]]))
    found = raam(matrix, ONES, np.array([2.0]), tau_s=600.0)
    assert found.demand_there.tolist() == [2.0, 0.0]
    assert found.cost.tolist() == [2.0]


def test_two_origins_push_each_other_aside_until_nobody_gains() -> None:
    # a and b, 3 people each, two services of 1, usual crowding 3. a is at the first and one unit from the
    # second; b is one unit from the first, two from the second. The second is thus one unit farther for both:
    # X + Y = 6 and X / 3 = 1 + Y / 3, so X = 4.5, Y = 1.5; a pays 1.5 and b 2.5.
    matrix = TravelMatrix.from_dense(np.array([[0.0, 600.0], [600.0, 1200.0]]))
    found = raam(matrix, ONES, np.array([3.0, 3.0]), tau_s=600.0)
    assert found.demand_there == pytest.approx([4.5, 1.5])
    assert found.cost == pytest.approx([1.5, 2.5])


def test_a_larger_service_takes_as_many_more_people_and_supply_of_nothing_takes_none() -> None:
    # All at the same place: crowding must be equal, so 1 : 3 : 0 of 8 people, 8 people for 4 of supply.
    matrix = TravelMatrix.from_dense(np.zeros((1, 3)))
    found = raam(matrix, np.array([1.0, 3.0, 0.0]), np.array([8.0]), tau_s=600.0)
    assert found.demand_there == pytest.approx([2.0, 6.0, 0.0])
    assert found.cost == pytest.approx([1.0])


def test_who_reaches_nothing_pays_without_end_and_an_empty_origin_shows_what_a_newcomer_would_pay() -> None:
    matrix = TravelMatrix.from_dense(np.array([[0.0, 600.0], [math.inf, math.inf], [600.0, 0.0]]))
    found = raam(matrix, ONES, np.array([2.0, 5.0, 0.0]), tau_s=600.0, rho=1.0)
    # The two of the first origin divide 1.5 : 0.5 as above; at the second service a newcomer pays 0.5.
    assert found.cost.tolist() == pytest.approx([1.5, math.inf, 0.5])


def test_a_search_that_was_stopped_early_says_so_and_by_how_much_it_fell_short() -> None:
    # Two people at a are at both services, two at b at the first only. In one sweep a divides 1 : 1, then b
    # goes to the first, which now costs 3, the second 1. One person of a could gain 2; all pay 3 + 1 + 2 x 3.
    matrix = TravelMatrix.from_dense(np.array([[0.0, 0.0], [0.0, math.inf]]))
    people = np.array([2.0, 2.0])
    stopped = raam(matrix, ONES, people, tau_s=600.0, rho=1.0, max_sweeps=1)
    settled = raam(matrix, ONES, people, tau_s=600.0, rho=1.0)
    assert not stopped.converged
    assert stopped.sweep_count == 1
    assert stopped.gap_share == pytest.approx(2 / 10)
    assert settled.converged
    assert settled.gap_share <= 1e-6
    assert settled.cost == pytest.approx([2.0, 2.0])


def test_small_differences_of_travel_do_not_make_the_search_endless() -> None:
    # Person a reaches both services, the second 0.1 s farther; b is at both. At rest a takes the first and b
    # the second: both pay 1. Making room in turn they move 1 / 12,000 of a person a sweep.
    matrix = TravelMatrix.from_dense(np.array([[0.0, 0.1], [0.0, 0.0]]))
    found = raam(matrix, ONES, ONES, tau_s=600.0)
    assert found.converged
    assert found.sweep_count < 100
    assert found.cost == pytest.approx([1.0, 1.0], rel=1e-5)


def test_nobody_or_nothing_is_at_rest_from_the_start() -> None:
    matrix = TravelMatrix.from_dense(np.array([[0.0, 600.0]]))
    empty = raam(matrix, ONES, np.zeros(1), tau_s=600.0)
    assert (empty.cost.tolist(), empty.gap_share, empty.converged) == ([0.0], 0.0, True)
    nowhere = raam(TravelMatrix.from_dense(np.zeros((1, 0))), np.zeros(0), np.ones(1), tau_s=600.0)
    assert (nowhere.cost.tolist(), nowhere.converged) == ([math.inf], True)


def test_parameters_that_are_not_above_zero_are_all_told() -> None:
    matrix = TravelMatrix.from_dense(np.array([[0.0, 600.0]]))
    with pytest.raises(FaultyInputsError, match=r"tau_s: must be a positive number.*max_sweeps: must be"):
        raam(matrix, ONES, np.ones(1), tau_s=0.0, max_sweeps=0)
