"""Measures of access in a town of four services with 1, 2, 4 and 8 opportunities: a sum names its places."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gis.access.competition.balanced import balanced
from gis.access.competition.constrained import market_potential, singly_constrained, total_constrained
from gis.access.competition.spatial_availability import spatial_availability
from gis.access.competition.three_step import three_step
from gis.access.competition.two_step import two_step
from gis.access.cumulative import cumulative
from gis.access.cumulative_interval import cumulative_interval
from gis.access.dual import kth_nearest, time_to_reach
from gis.access.gravity import gravity
from gis.decay.bands import Bands
from gis.decay.exponential import Exponential
from gis.decay.step import Step
from gis.errors import AttributeInputError, FaultyInputsError, ShapeMismatchError
from gis.travel.matrix import TravelMatrix

NEVER = math.inf
# Origins a, b, c and d; d has no way to anywhere.
TIME_S = np.array(
    [
        [0.0, 300.0, 600.0, 900.0],
        [300.0, 0.0, 300.0, NEVER],
        [600.0, 300.0, NEVER, 300.0],
        [NEVER, NEVER, NEVER, NEVER],
    ]
)
OPPORTUNITIES = np.array([1.0, 2.0, 4.0, 8.0])
PEOPLE = np.array([10.0, 20.0, 40.0, 80.0])


@pytest.fixture
def town() -> TravelMatrix:
    """Give the travel times of the town."""
    return TravelMatrix.from_dense(TIME_S)


def test_a_sum_of_powers_of_two_names_the_places_reached_and_a_trip_of_the_cutoff_counts(
    town: TravelMatrix,
) -> None:
    found = cumulative(town, OPPORTUNITIES, cutoffs_s=np.array([0.0, 299.9, 300.0, 600.0, math.inf]))
    assert found.tolist() == [
        [1, 1, 1 + 2, 1 + 2 + 4, 1 + 2 + 4 + 8],
        [2, 2, 1 + 2 + 4, 1 + 2 + 4, 1 + 2 + 4],
        [0, 0, 2 + 8, 1 + 2 + 8, 1 + 2 + 8],
        [0, 0, 0, 0, 0],
    ]


def test_a_place_counts_for_the_part_of_the_interval_of_cutoffs_in_which_it_is_reached(
    town: TravelMatrix,
) -> None:
    # Cutoffs from 300 to 700 s: a place at 300 s or less counts whole, one at 600 s for 100 of 400 s.
    found = cumulative_interval(town, OPPORTUNITIES, from_s=300.0, to_s=700.0)
    assert found.tolist() == [1 + 2 + 4 / 4, 1 + 2 + 4, 1 / 4 + 2 + 8, 0]


def test_the_mean_over_an_interval_is_what_ever_finer_sampling_of_cutoffs_comes_to(
    town: TravelMatrix,
) -> None:
    # 4,000 cutoffs in the middle of equal parts of 0.1 s: no time lies in the middle of a part.
    cutoffs_s = np.linspace(300.05, 699.95, 4000)
    sampled = cumulative(town, OPPORTUNITIES, cutoffs_s=cutoffs_s).mean(axis=1)
    assert cumulative_interval(town, OPPORTUNITIES, from_s=300.0, to_s=700.0) == pytest.approx(sampled)


def test_gravity_halves_with_each_half_life(town: TravelMatrix) -> None:
    found = gravity(town, OPPORTUNITIES, decay=Exponential.half_life(300.0))
    assert found == pytest.approx([1 + 2 / 2 + 4 / 4 + 8 / 8, 1 / 2 + 2 + 4 / 2, 1 / 4 + 2 / 2 + 8 / 2, 0])


def test_the_time_to_reach_a_number_of_opportunities_is_that_of_the_place_that_completes_it(
    town: TravelMatrix,
) -> None:
    found = time_to_reach(town, OPPORTUNITIES, wanted=np.array([1.0, 2.0, 3.0, 7.0, 7.5, 15.0, 15.1]))
    assert found.tolist() == [
        [0, 300, 300, 600, 900, 900, NEVER],
        [0, 0, 300, 300, NEVER, NEVER, NEVER],
        [300, 300, 300, 300, 300, NEVER, NEVER],
        [NEVER] * 7,
    ]


def test_the_second_nearest_place_is_second_even_when_two_are_as_near(town: TravelMatrix) -> None:
    assert kth_nearest(town, k=1).tolist() == [0, 0, 300, NEVER]
    assert kth_nearest(town, k=2).tolist() == [300, 300, 300, NEVER]
    assert kth_nearest(town, k=4).tolist() == [900, NEVER, NEVER, NEVER]


def test_two_step_divides_each_service_among_all_who_reach_it(town: TravelMatrix) -> None:
    # Within 300 s: service 1 has a, b (30 people), 2 has a, b, c (70), 4 has b (20), 8 has c (40).
    ratio = [1 / 30, 2 / 70, 4 / 20, 8 / 40]
    found = two_step(town, OPPORTUNITIES, PEOPLE, decay=Step(300.0))
    expected = [ratio[0] + ratio[1], ratio[0] + ratio[1] + ratio[2], ratio[1] + ratio[3], 0]
    assert found == pytest.approx(expected)


def test_enhanced_two_step_weighs_the_bands_in_both_steps(town: TravelMatrix) -> None:
    # Weight 1 to 300 s, 1/2 to 600 s: service 1 has a + b + c / 2 = 50 people, 4 has a / 2 + b = 25.
    ratio = [1 / 50, 2 / 70, 4 / 25, 8 / 40]
    found = two_step(town, OPPORTUNITIES, PEOPLE, decay=Bands((300.0, 600.0), (1.0, 0.5)))
    a = ratio[0] + ratio[1] + ratio[2] / 2
    b = ratio[0] + ratio[1] + ratio[2]
    c = ratio[0] / 2 + ratio[1] + ratio[3]
    assert found == pytest.approx([a, b, c, 0])


def test_three_step_lets_people_choose_among_the_services_they_reach(town: TravelMatrix) -> None:
    # Within 300 s a chooses among 2 services, b among 3, c among 2: so many halves and thirds of people.
    ratio = [1 / (10 / 2 + 20 / 3), 2 / (10 / 2 + 20 / 3 + 40 / 2), 4 / (20 / 3), 8 / (40 / 2)]
    found = three_step(town, OPPORTUNITIES, PEOPLE, decay=Step(300.0))
    expected = [(ratio[0] + ratio[1]) / 2, (ratio[0] + ratio[1] + ratio[2]) / 3, (ratio[1] + ratio[3]) / 2, 0]
    assert found == pytest.approx(expected)


def test_balanced_catchment_divides_demand_and_level_of_service(town: TravelMatrix) -> None:
    # Demand as in three steps; then each service's level goes to 2, 3, 1 and 1 origins in equal parts.
    level = [1 / (10 / 2 + 20 / 3), 2 / (10 / 2 + 20 / 3 + 40 / 2), 4 / (20 / 3), 8 / (40 / 2)]
    found = balanced(town, OPPORTUNITIES, PEOPLE, decay=Step(300.0))
    a = level[0] / 2 + level[1] / 3
    assert found == pytest.approx([a, a + level[2], level[1] / 3 + level[3], 0])
    assert found.sum() == pytest.approx(sum(level))


def test_balanced_levels_depend_on_how_the_town_is_divided_into_origins_and_two_step_does_not(
    town: TravelMatrix,
) -> None:
    halved = TravelMatrix.from_dense(np.concatenate([TIME_S, TIME_S[:1]]))
    people = np.array([5.0, 20.0, 40.0, 80.0, 5.0])
    whole_levels = balanced(town, OPPORTUNITIES, PEOPLE, decay=Step(300.0))
    assert balanced(halved, OPPORTUNITIES, people, decay=Step(300.0))[0] < whole_levels[0]
    whole_ratio = two_step(town, OPPORTUNITIES, PEOPLE, decay=Step(300.0))
    assert two_step(halved, OPPORTUNITIES, people, decay=Step(300.0))[0] == pytest.approx(whole_ratio[0])


def test_total_constrained_shares_all_opportunities_by_gravity_access_and_no_population(
    town: TravelMatrix,
) -> None:
    # Reached within 300 s: 3, 7 and 10, together 20, of 15 opportunities.
    found = total_constrained(town, OPPORTUNITIES, decay=Step(300.0))
    assert found == pytest.approx([15 * 3 / 20, 15 * 7 / 20, 15 * 10 / 20, 0])


def test_singly_constrained_is_two_step_times_the_people_and_spatial_availability(town: TravelMatrix) -> None:
    decay = Exponential.half_life(300.0)
    found = singly_constrained(town, OPPORTUNITIES, PEOPLE, decay=decay)
    assert found == pytest.approx(PEOPLE * two_step(town, OPPORTUNITIES, PEOPLE, decay=decay))
    assert found == pytest.approx(spatial_availability(town, OPPORTUNITIES, PEOPLE, decay=decay))
    assert found.sum() == pytest.approx(15.0)


def test_availability_with_power_zero_forgets_how_many_live_where_but_not_that_nobody_does(
    town: TravelMatrix,
) -> None:
    # Within 300 s: service 1 to a and b, 2 to a, b and c, 4 to b, 8 to c, in equal parts.
    found = spatial_availability(town, OPPORTUNITIES, PEOPLE, decay=Step(300.0), demand_power=0.0)
    assert found == pytest.approx([1 / 2 + 2 / 3, 1 / 2 + 2 / 3 + 4, 2 / 3 + 8, 0])
    nobody_at_a = np.array([0.0, 20.0, 40.0, 80.0])
    found = spatial_availability(town, OPPORTUNITIES, nobody_at_a, decay=Step(300.0), demand_power=0.0)
    assert found == pytest.approx([0, 1 + 2 / 2 + 4, 2 / 2 + 8, 0])


def test_market_potential_divides_people_among_what_they_reach(town: TravelMatrix) -> None:
    # Within 300 s: a reaches 1 + 2, b 1 + 2 + 4, c 2 + 8; d reaches nothing and falls to nobody.
    found = market_potential(town, OPPORTUNITIES, PEOPLE, decay=Step(300.0))
    assert found == pytest.approx([10 / 3 + 20 / 7, 20 / 3 + 40 / 7 + 80 / 10, 80 / 7, 320 / 10])
    assert found.sum() == pytest.approx(70.0)


def test_supply_that_only_an_empty_origin_reaches_counts_for_nobody() -> None:
    matrix = TravelMatrix.from_dense(np.array([[60.0]]))
    nobody, supply = np.zeros(1), np.array([8.0])
    for measure in (two_step, three_step, balanced, singly_constrained):
        assert measure(matrix, supply, nobody, decay=Step(60.0)).tolist() == [0.0]


def test_a_town_without_origins_or_destinations_has_empty_or_zero_answers() -> None:
    no_services = TravelMatrix.from_dense(np.zeros((2, 0)))
    assert cumulative(no_services, np.zeros(0), cutoffs_s=np.array([60.0])).tolist() == [[0.0], [0.0]]
    assert two_step(no_services, np.zeros(0), np.ones(2), decay=Step(60.0)).tolist() == [0.0, 0.0]
    assert total_constrained(no_services, np.zeros(0), decay=Step(60.0)).tolist() == [0.0, 0.0]
    assert kth_nearest(no_services, k=1).tolist() == [NEVER, NEVER]
    no_origins = TravelMatrix.from_dense(np.zeros((0, 2)))
    assert gravity(no_origins, np.ones(2), decay=Step(60.0)).shape == (0,)
    assert balanced(no_origins, np.ones(2), np.zeros(0), decay=Step(60.0)).shape == (0,)
    assert time_to_reach(no_origins, np.ones(2), wanted=np.array([1.0])).shape == (0, 1)


def test_a_cutoff_or_a_decay_beyond_the_matrix_is_refused_and_not_cut_short_in_silence() -> None:
    matrix = TravelMatrix.from_dense(TIME_S, cutoff_s=600.0)
    with pytest.raises(AttributeInputError, match=r"900.0 s lies beyond the matrix, which ends at 600.0 s"):
        cumulative(matrix, OPPORTUNITIES, cutoffs_s=np.array([600.0, 900.0]))
    with pytest.raises(AttributeInputError, match=r"up to inf s away, but the matrix ends at 600.0 s"):
        gravity(matrix, OPPORTUNITIES, decay=Exponential.half_life(300.0))
    with pytest.raises(AttributeInputError, match="up to inf s away"):
        three_step(matrix, OPPORTUNITIES, PEOPLE, decay=Step(600.0), preference=Step(math.inf))
    kept = gravity(matrix, OPPORTUNITIES, decay=Exponential.half_life(300.0, reach_s=600.0))
    assert kept[0] == pytest.approx(1 + 2 / 2 + 4 / 4)


def test_all_faults_of_all_inputs_are_told_at_once(town: TravelMatrix) -> None:
    with pytest.raises(FaultyInputsError) as told:
        two_step(
            town,
            np.array([1.0, -1.0, np.nan, 1.0]),
            np.ones(3),
            decay=Step(300.0),
        )
    message = str(told.value)
    assert "supply: missing or not a number in row 3" in message
    assert "supply: negative in row 2" in message
    assert "demand: shape (3,) for 4 origins" in message


def test_parameters_that_mean_nothing_are_refused(town: TravelMatrix) -> None:
    with pytest.raises(ShapeMismatchError, match="for 4 destinations"):
        cumulative(town, np.ones(3), cutoffs_s=np.array([60.0]))
    with pytest.raises(AttributeInputError, match=r"-1.0 is negative or no number; nan is negative"):
        cumulative(town, OPPORTUNITIES, cutoffs_s=np.array([-1.0, np.nan]))
    with pytest.raises(AttributeInputError, match=r"0\.0 is not above zero"):
        time_to_reach(town, OPPORTUNITIES, wanted=np.array([0.0, 1.0]))
    with pytest.raises(AttributeInputError, match="demand_power"):
        spatial_availability(town, OPPORTUNITIES, PEOPLE, decay=Step(60.0), demand_power=-1.0)
    with pytest.raises(AttributeInputError, match="full_until_s < reach_s"):
        cumulative_interval(town, OPPORTUNITIES, from_s=600.0, to_s=600.0)
