"""PySAL `access` as an outside witness: the same answers where it is right, and proof where it is not."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from access import fca, weights
from access.raam import raam as raam_of_pysal

from gis.access.competition.raam import raam
from gis.access.competition.three_step import three_step
from gis.access.competition.two_step import two_step
from gis.access.gravity import gravity
from gis.decay.bands import LUO_QI
from gis.decay.gaussian import Gaussian
from gis.decay.power import Power
from gis.decay.step import Step
from gis.model import FloatArray
from gis.travel.matrix import TravelMatrix

# PySAL access 1.1 drops columns in a way that pandas 3 warns about; the warning is not about this project.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame.drop")

N_ORIGINS, N_SERVICES = 40, 12
CUTOFF_S = 1800.0
PYSAL_BANDS = weights.step_fn({600: 1, 1200: 0.68, 1800: 0.22})


class Town:
    """A made-up town in our arrays and in the tables of PySAL."""

    def __init__(self) -> None:
        chance = np.random.default_rng(7)
        self.time_s = chance.integers(0, 24_000, (N_ORIGINS, N_SERVICES)) / 10.0
        # Everybody reaches some service: a zone that reaches none is absent from PySAL's answer.
        self.time_s[np.arange(N_ORIGINS), np.arange(N_ORIGINS) % N_SERVICES] = 240.0
        self.people = chance.integers(20, 400, N_ORIGINS).astype(float)
        self.supply = chance.integers(1, 30, N_SERVICES).astype(float)
        self.matrix = TravelMatrix.from_dense(self.time_s)

    def costs(self) -> pd.DataFrame:
        """Give the long table of pairs, a new one each time: PySAL adds columns to what it is given."""
        origin, dest = np.indices(self.time_s.shape)
        table = {"origin": origin.ravel(), "dest": dest.ravel(), "cost": self.time_s.ravel()}
        return pd.DataFrame(table)

    def demand(self) -> pd.DataFrame:
        """Give the table of people."""
        return pd.DataFrame({"geoid": range(N_ORIGINS), "demand": self.people}).set_index("geoid")

    def services(self) -> pd.DataFrame:
        """Give the table of supply."""
        return pd.DataFrame({"geoid": range(N_SERVICES), "supply": self.supply}).set_index("geoid")


@pytest.fixture
def town() -> Town:
    """Make the town."""
    return Town()


def ordered(answer: pd.Series) -> FloatArray:
    """Put an answer of PySAL in the order of our origins."""
    return answer.sort_index().to_numpy(dtype=float)


def ask(town: Town, method: object, weight: object = None, *, cutoff_s: float = CUTOFF_S) -> FloatArray:
    """Ask one of PySAL's catchment functions."""
    assert callable(method)
    answer = method(
        town.demand(), town.services(), town.costs(), max_cost=cutoff_s, demand_index=True, weight_fn=weight
    )
    return ordered(answer)


def test_two_step_is_that_of_pysal(town: Town) -> None:
    ours = two_step(town.matrix, town.supply, town.people, decay=Step(CUTOFF_S))
    assert ours == pytest.approx(ask(town, fca.two_stage_fca), rel=1e-12)


def test_a_trip_of_exactly_the_cutoff_counts_for_pysal_as_for_us(town: Town) -> None:
    town.time_s[0, 5] = CUTOFF_S
    ours = two_step(TravelMatrix.from_dense(town.time_s), town.supply, town.people, decay=Step(CUTOFF_S))
    assert ours == pytest.approx(ask(town, fca.two_stage_fca), rel=1e-12)
    just_short = ask(town, fca.two_stage_fca, cutoff_s=math.nextafter(CUTOFF_S, 0.0))
    assert just_short[0] < ours[0]


def test_enhanced_two_step_by_bands_is_that_of_pysal(town: Town) -> None:
    ours = two_step(town.matrix, town.supply, town.people, decay=LUO_QI)
    assert ours == pytest.approx(ask(town, fca.two_stage_fca, PYSAL_BANDS), rel=1e-12)


def test_enhanced_two_step_by_a_gaussian_is_that_of_pysal(town: Town) -> None:
    ours = two_step(town.matrix, town.supply, town.people, decay=Gaussian(700.0, reach_s=CUTOFF_S))
    assert ours == pytest.approx(ask(town, fca.two_stage_fca, weights.gaussian(700.0)), rel=1e-12)


def test_gravity_by_a_power_is_that_of_pysal(town: Town) -> None:
    decay = Power(60.0, 1.5, reach_s=CUTOFF_S)
    theirs = fca.weighted_catchment(
        town.services(),
        town.costs(),
        max_cost=CUTOFF_S,
        cost_source="dest",
        cost_dest="origin",
        loc_index=True,
        loc_value="supply",
        weight_fn=weights.gravity(60.0, -1.5, min_dist=60.0),
    )
    assert gravity(town.matrix, town.supply, decay=decay) == pytest.approx(ordered(theirs), rel=1e-12)


def test_three_step_is_that_of_pysal_with_a_choice_that_knows_no_cutoff(town: Town) -> None:
    theirs = ask(town, fca.three_stage_fca, weights.gaussian(700.0))
    endless, cut_off = Gaussian(700.0), Gaussian(700.0, reach_s=CUTOFF_S)
    same = three_step(town.matrix, town.supply, town.people, decay=cut_off, preference=endless)
    assert same == pytest.approx(theirs, rel=1e-12)
    ours = three_step(town.matrix, town.supply, town.people, decay=cut_off)
    assert np.abs(ours / theirs - 1.0).max() > 0.01


def test_three_step_of_pysal_changes_with_pairs_nobody_may_use_and_ours_does_not(town: Town) -> None:
    decay = Gaussian(700.0, reach_s=CUTOFF_S)
    ours = three_step(town.matrix, town.supply, town.people, decay=decay)
    theirs = ask(town, fca.three_stage_fca, weights.gaussian(700.0))
    town.matrix = TravelMatrix.from_dense(town.time_s, cutoff_s=CUTOFF_S)
    assert three_step(town.matrix, town.supply, town.people, decay=decay) == pytest.approx(ours, rel=1e-12)
    town.time_s = np.where(town.time_s <= CUTOFF_S, town.time_s, 1e9)
    assert np.abs(ask(town, fca.three_stage_fca, weights.gaussian(700.0)) / theirs - 1.0).max() > 0.01


def test_raam_is_near_that_of_pysal_which_moves_whole_people_for_a_fixed_time(town: Town) -> None:
    theirs = ordered(raam_of_pysal(town.demand(), town.services(), town.costs(), tau=600.0))
    ours = raam(town.matrix, town.supply, town.people, tau_s=600.0)
    assert ours.converged
    assert ours.gap_share <= 1e-6
    # Whole people and 150 damped cycles leave PySAL within some per cent of the state of rest.
    assert ours.cost == pytest.approx(theirs, rel=0.05)
    # At rest nobody pays more than the cheapest service asks.
    crowding = ours.demand_there / town.supply / (town.people.sum() / town.supply.sum())
    cheapest = (town.time_s / 600.0 + crowding).min(axis=1)
    assert ours.cost == pytest.approx(cheapest, rel=1e-4)
