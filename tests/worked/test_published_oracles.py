"""Published numbers that the measures of access and of equity give again, to the printed digits."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gis.access.competition.balanced import balanced
from gis.access.competition.constrained import market_potential, singly_constrained, total_constrained
from gis.access.competition.raam import raam
from gis.access.competition.spatial_availability import spatial_availability
from gis.access.competition.three_step import three_step
from gis.access.competition.two_step import supply_ratio, two_step
from gis.access.dual import kth_nearest, time_to_reach
from gis.access.gravity import gravity
from gis.decay.exponential import Exponential
from gis.decay.linear import Linear
from gis.decay.logistic import Logistic
from gis.decay.power import Power
from gis.decay.step import Step
from gis.equity.concentration import concentration
from gis.equity.erreygers import erreygers
from gis.equity.fgt import fgt
from gis.equity.gini import gini
from gis.equity.palma import palma_between
from gis.equity.theil import theil, theil_by_group
from gis.model import BoolArray, FloatArray
from gis.travel.matrix import TravelMatrix

MINUTE = 60.0

# Five zones of Belo Horizonte, from the tests and data of the R package accessibility (ipeaGIT, MIT licence).
# Z5 has no people and no income.
MINUTES = np.array(
    [
        [5.8, 47, 48, 47, 64],
        [45, 5.8, 13, 41, 70],
        [44, 13, 5.8, 42, 67],
        [43, 43, 49, 5.8, 58],
        [60, 70, 68, 64, 5.8],
    ]
)
PEOPLE = np.array([852.0, 394.0, 1969.0, 2189.0, 0.0])
JOBS = np.array([82.0, 308.0, 100.0, 109.0, 0.0])
SCHOOLS = np.array([0.0, 2.0, 0.0, 0.0, 0.0])
INCOME = np.array([4757.8, 1627.8, 543.1, 3822.0, np.nan])
CITY_JOBS = np.array([22239.0, 36567.0, 42372.0, 55571.0, 26774.0])  # reached in 30 minutes, given
WITHOUT_Z4 = np.array([True, True, True, False, True])


@pytest.fixture
def zones() -> TravelMatrix:
    """Give the travel times between the five zones."""
    return TravelMatrix.from_dense(MINUTES * MINUTE)


def rounded(values: FloatArray, digits: int = 4) -> list[float]:
    """Round as the source prints."""
    return [round(value, digits) for value in values.tolist()]


def test_two_step_gives_the_published_ratios_of_the_five_zones(zones: TravelMatrix) -> None:
    found = two_step(zones, JOBS, PEOPLE, decay=Step(45 * MINUTE))
    assert rounded(found) == [0.0152, 0.1491, 0.1491, 0.1068, 0.0]


def test_two_step_without_decay_gives_everybody_all_jobs_over_all_people(zones: TravelMatrix) -> None:
    # 82 + 308 + 100 + 109 = 599 jobs for 5,404 people, in Z5 too, where nobody lives.
    assert rounded(two_step(zones, JOBS, PEOPLE, decay=Step(math.inf))) == [0.1108] * 5


def test_balanced_catchment_gives_the_published_levels_of_the_five_zones(zones: TravelMatrix) -> None:
    found = balanced(zones, JOBS, PEOPLE, decay=Step(45 * MINUTE))
    assert rounded(found) == [0.0094, 0.1993, 0.1993, 0.1147, 0.0]


def test_balanced_catchment_is_not_what_wrong_weights_would_give(zones: TravelMatrix) -> None:
    weights = zones.sparse(zones.weigh(Step(45 * MINUTE))).toarray().T  # origins x destinations
    by_origin = weights / weights.sum(axis=1, keepdims=True)
    by_destination = weights / weights.sum(axis=0, keepdims=True)

    def levels(for_demand: FloatArray, for_access: FloatArray) -> list[float]:
        return rounded(for_access @ supply_ratio(JOBS, for_demand.T @ PEOPLE))

    right = rounded(balanced(zones, JOBS, PEOPLE, decay=Step(45 * MINUTE)))
    assert levels(by_origin, by_destination) == right
    # Weights of the origin in both steps: the wrong figures known from the literature.
    assert levels(by_origin, by_origin)[:2] == [0.0377, 0.1307]
    # The two weights exchanged; weights of the destination in both are 2SFCA again.
    assert levels(by_destination, by_origin) != right
    assert levels(by_destination, by_destination) == [0.0152, 0.1491, 0.1491, 0.1068, 0.0]


def test_time_to_the_nearest_school_is_the_published_one(zones: TravelMatrix) -> None:
    expected = [47.0, 5.8, 13.0, 43.0, 70.0]
    to_one = time_to_reach(zones, SCHOOLS, wanted=np.array([1.0]))[:, 0]
    assert (to_one / MINUTE).tolist() == pytest.approx(expected)
    only_z2 = TravelMatrix.from_dense(MINUTES[:, 1:2] * MINUTE)
    assert (kth_nearest(only_z2, k=1) / MINUTE).tolist() == pytest.approx(expected)


@pytest.mark.parametrize(("kept", "expected"), [(np.ones(5, bool), 0.1386), (WITHOUT_Z4, 0.1148)])
def test_gini_is_the_published_one(kept: BoolArray, expected: float) -> None:
    assert round(gini(CITY_JOBS[kept], PEOPLE[kept]), 4) == expected


@pytest.mark.parametrize(
    ("kept", "plain", "corrected"), [(np.ones(5, bool), -0.0248, -0.1314), (WITHOUT_Z4, -0.1148, -0.8282)]
)
def test_concentration_and_erreygers_are_the_published_ones(
    kept: BoolArray,
    plain: float,
    corrected: float,
) -> None:
    values = CITY_JOBS[kept], PEOPLE[kept], INCOME[kept]
    assert round(concentration(*values), 4) == plain
    assert round(erreygers(*values), 4) == corrected


@pytest.mark.parametrize(("kept", "expected"), [(np.ones(5, bool), 1.0911), (WITHOUT_Z4, 0.5249)])
def test_palma_between_the_citys_quantiles_is_the_published_one(
    kept: BoolArray,
    expected: float,
) -> None:
    found = palma_between(
        CITY_JOBS[kept], PEOPLE[kept], INCOME[kept], poorest_to=1208.6, richest_above=3741.6
    )
    assert round(found, 4) == expected


@pytest.mark.parametrize(
    ("kept", "line", "expected"),
    [
        (np.ones(5, bool), 100_000.0, [1.0, 0.5588, 0.3256]),
        (WITHOUT_Z4, 100_000.0, [1.0, 0.6367, 0.4129]),
        (np.ones(5, bool), 10_000.0, [0.0, 0.0, 0.0]),
    ],
)
def test_poverty_is_the_published_one(
    kept: BoolArray,
    line: float,
    expected: list[float],
) -> None:
    found = [round(fgt(CITY_JOBS[kept], PEOPLE[kept], line=line, power=power), 4) for power in (0, 1, 2)]
    assert found == expected


def test_theil_between_and_within_deciles_are_the_published_ones() -> None:
    deciles = np.array([10, 6, 1, 10, -1])
    parts = theil_by_group(CITY_JOBS, PEOPLE, deciles, n_groups=11)
    assert [round(value, 4) for value in (parts.total, parts.between, parts.within)] == [
        0.0378,
        0.0021,
        0.0357,
    ]
    # By decile, from test-theil_t.R of the same package.
    assert rounded(parts.between_by_group[[1, 6, 10]]) == [-0.0142, -0.0113, 0.0276]
    assert rounded(parts.within_by_group[[1, 6, 10]]) == [0.0, 0.0, 0.0357]
    assert round(theil(CITY_JOBS, PEOPLE), 4) == 0.0378


def test_spatial_availability_is_that_of_the_five_zones_without_decay(zones: TravelMatrix) -> None:
    # test-spatial_availability.R of the same package: jobs by the people of each zone.
    found = spatial_availability(zones, JOBS, PEOPLE, decay=Step(math.inf))
    assert rounded(found, 0) == [94, 44, 218, 243, 0]


def test_spatial_availability_is_that_of_the_paper_that_introduced_it() -> None:
    # Soukhov et al. (2023), as in the tests of the R package accessibility.
    matrix = TravelMatrix.from_dense(MINUTE * np.array([[15.0, 30, 100], [30, 15, 100], [100, 100, 15]]))
    jobs, people = np.array([100_000.0, 100_000.0, 10_000.0]), np.array([50_000.0, 150_000.0, 10_000.0])
    decay = Exponential(0.1 / MINUTE)
    found = spatial_availability(matrix, jobs, people, decay=decay)
    assert rounded(found, 0) == [66_833, 133_203, 9_963]
    assert found.sum() == pytest.approx(210_000.0)


def test_constrained_measures_keep_the_totals_of_the_three_places_of_their_package() -> None:
    # test-constrained-essentials.R: 490 jobs and 20 people are shared out whole.
    matrix = TravelMatrix.from_dense(MINUTE * np.array([[10.0, 30, 15], [30, 10, 25], [15, 25, 10]]))
    jobs, people = np.array([160.0, 150.0, 180.0]), np.array([4.0, 10.0, 6.0])
    decay = Exponential(0.1 / MINUTE)
    assert total_constrained(matrix, jobs, decay=decay).sum() == pytest.approx(490.0)
    assert singly_constrained(matrix, jobs, people, decay=decay).sum() == pytest.approx(490.0)
    assert market_potential(matrix, jobs, people, decay=decay).sum() == pytest.approx(20.0)


# Three towns of PySAL access (BSD licence): minutes (into 3, out of 3, between 1 and 2).
TOWN_PEOPLE = np.array([100.0, 50.0, 10.0])
DOCTORS = np.array([15.0, 20.0, 100.0])
ONE_OVER_T = Power(MINUTE, 1.0)  # minutes to the power of -1; a town is one minute from itself
ONE_OVER_T_TO_61 = Power(MINUTE, 1.0, reach_s=61 * MINUTE)
SCENARIOS = [(40, 40, 80), (20, 40, 80), (40, 20, 80), (20, 20, 40)]
TWO_STEP = [
    [0.331444, 0.579828, 7.286418],
    [0.435340, 0.683724, 5.727977],
    [0.331072, 0.577858, 7.299992],
    [0.442568, 0.666758, 5.740525],
]
THREE_STEP = [
    [0.156257, 0.406216, 9.906352],
    [0.173814, 0.423772, 9.643002],
    [0.156526, 0.406373, 9.902877],
    [0.174802, 0.424036, 9.631801],
]


def towns_of(inbound: float, outbound: float, between: float) -> TravelMatrix:
    """Give the travel times between the three towns."""
    minutes = [[1.0, between, inbound], [between, 1.0, inbound], [outbound, outbound, 1.0]]
    return TravelMatrix.from_dense(np.array(minutes) * MINUTE)


@pytest.mark.parametrize(("scenario", "expected"), list(zip(SCENARIOS, TWO_STEP, strict=True)))
def test_two_step_gives_the_published_ratios_of_the_three_towns(
    scenario: tuple[float, float, float], expected: list[float]
) -> None:
    found = two_step(towns_of(*scenario), DOCTORS, TOWN_PEOPLE, decay=ONE_OVER_T_TO_61)
    assert rounded(found, 6) == expected
    assert TOWN_PEOPLE @ found == pytest.approx(135.0)  # all doctors: 15 + 20 + 100


@pytest.mark.parametrize(("scenario", "expected"), list(zip(SCENARIOS, THREE_STEP, strict=True)))
def test_three_step_gives_the_published_ratios_when_choice_knows_no_cutoff(
    scenario: tuple[float, float, float], expected: list[float]
) -> None:
    towns = towns_of(*scenario)
    found = three_step(towns, DOCTORS, TOWN_PEOPLE, decay=ONE_OVER_T_TO_61, preference=ONE_OVER_T)
    assert rounded(found, 6) == expected
    assert TOWN_PEOPLE @ found == pytest.approx(135.0)


@pytest.mark.parametrize(
    ("scenario", "far_apart"), list(zip(SCENARIOS, [True, True, True, False], strict=True))
)
def test_three_step_honours_the_cutoff_where_the_published_ratios_do_not(
    scenario: tuple[float, float, float], far_apart: bool
) -> None:
    towns = towns_of(*scenario)
    ours = three_step(towns, DOCTORS, TOWN_PEOPLE, decay=ONE_OVER_T_TO_61)
    theirs = three_step(towns, DOCTORS, TOWN_PEOPLE, decay=ONE_OVER_T_TO_61, preference=ONE_OVER_T)
    # Only where towns 1 and 2 are 80 minutes apart is there a pair beyond 61 minutes to differ about.
    assert np.allclose(ours, theirs, rtol=1e-6) is not far_apart
    assert TOWN_PEOPLE @ ours == pytest.approx(135.0)
    # A table without the pairs beyond the cutoff must not change the answer.
    short = TravelMatrix.from_dense(_dense(towns), cutoff_s=61 * MINUTE)
    assert three_step(short, DOCTORS, TOWN_PEOPLE, decay=ONE_OVER_T_TO_61) == pytest.approx(ours, rel=1e-12)


def _dense(matrix: TravelMatrix) -> FloatArray:
    """Lay a small matrix out, origins by destinations."""
    dense: FloatArray = np.full((matrix.n_origins, matrix.n_destinations), np.inf)
    dense[matrix.origin, matrix.destination] = matrix.time_s
    return dense


class Rising:
    """The weight ``(t / 60) ** 1`` of the published grid: it rises, so the engine has no such decay."""

    reach_s = math.inf

    def __init__(self, unit_s: float) -> None:
        self.unit_s = unit_s

    def __call__(self, time_s: FloatArray) -> FloatArray:
        """Give the weight of each time."""
        return time_s / self.unit_s / 60.0


def grid_distances() -> FloatArray:
    """Give straight distances between the points of a 5 x 5 grid, column by column."""
    x, y = np.divmod(np.arange(25.0), 5.0)
    distances: FloatArray = np.hypot(x[:, None] - x, y[:, None] - y)
    return distances


def test_gravity_gives_the_published_values_of_the_grid() -> None:
    # PySAL access, test_weighted_catchment.py: one at each point, scale 60, alpha +1. The unit is long, since
    # the matrix keeps tenths of a second and the source prints nine decimals.
    unit_s = 3.5e7
    found = gravity(TravelMatrix.from_dense(grid_distances() * unit_s), np.ones(25), decay=Rising(unit_s))
    expected = {1: 1.322340210, 5: 1.322340210, 13: 0.780985109, 19: 0.925540119, 24: 1.133733026}
    for point, value in expected.items():
        assert found[point - 1] == pytest.approx(value, abs=1.1e-9), point


def test_raam_of_one_person_at_one_service_of_25_is_25() -> None:
    # PySAL access, test_raam.py: one person and 25 services of 1, so the usual crowding is 1 / 25, and one
    # person alone in one service is crowded 25 times as much.
    distances = np.where(np.arange(25) == 12, 0.0, np.inf)[None, :]
    found = raam(TravelMatrix.from_dense(distances), np.ones(25), np.ones(1), tau_s=60.0)
    assert found.cost.tolist() == [25.0]
    assert found.converged


def test_raam_of_a_demand_that_may_divide_is_lower_than_the_published_25() -> None:
    # Spread over all 25 services each part pays cost = d_j / 60 + 25 x_j with the x_j adding up to 1, so
    # cost = 1 + (sum of d_j / 60) / 25, and the sum for the middle of the grid is the 0.780985109 above.
    unit_s = 3.5e7
    matrix = TravelMatrix.from_dense(grid_distances()[12:13] * unit_s)
    found = raam(matrix, np.ones(25), np.ones(1), tau_s=60.0 * unit_s)
    assert found.cost[0] == pytest.approx(1.0 + 0.780985109 / 25.0, abs=1e-8)
    assert found.demand_there.sum() == pytest.approx(1.0)


def test_exponential_by_half_life_is_the_fixed_exponential_of_r5() -> None:
    # TestDecayFunctions of Conveyal's R5: a half-life of 10 minutes and the constant ln 2 / 600 s agree.
    time_s = np.arange(0.0, 7200.0)
    by_half_life = Exponential.half_life(10 * MINUTE)(time_s)
    assert np.array_equal(by_half_life, Exponential(math.log(2.0) / 600.0)(time_s))
    assert by_half_life[[600, 1200, 1800]].tolist() == pytest.approx([0.5, 0.25, 0.125])


def test_logistic_decay_is_that_of_r5_written_out() -> None:
    # g(0) / g(t) with g(t) = 1 + exp((t - median) pi / (sd sqrt 3)); median 30 minutes, sd 10 minutes.
    for minutes in (0.0, 15.0, 30.0, 45.0, 60.0):
        g_zero, g_time = (
            1 + math.exp((t - 30.0) * math.pi / (10.0 * math.sqrt(3.0))) for t in (0.0, minutes)
        )
        found = Logistic(30 * MINUTE, 10 * MINUTE)(np.array([minutes * MINUTE]))
        assert found[0] == pytest.approx(g_zero / g_time, rel=1e-12)


def test_linear_decay_is_that_of_r5_but_for_the_half_second_it_cuts_off() -> None:
    # R5, cutoff 30 and width 10 minutes: 1 before 1500 s, then 1 - (s + 0.5) / 600, s whole seconds since.
    seconds = np.array([0.0, 1.0, 299.0, 599.0])
    assert Linear.around(1800.0, width_s=600.0)(1500.0 + seconds + 0.5) == pytest.approx(
        1.0 - (seconds + 0.5) / 600.0
    )
    assert Linear.around(1800.0, width_s=600.0)(np.array([1499.0, 1800.0, 2100.0])).tolist() == [
        1.0,
        0.5,
        0.0,
    ]
