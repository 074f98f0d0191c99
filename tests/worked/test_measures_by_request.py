"""Measures asked for by request, on Island Town by hand: both readings, who competes, and what is refused."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
import shapely

from gis.assess import AccessResult, ServiceClass, assess_access
from gis.decay.bands import Bands
from gis.decay.exponential import Exponential
from gis.errors import AttributeInputError, FaultyInputsError
from gis.measures.requests import Measure
from gis.measures.values import MeasureValues, assess_measures
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile
from gis.travel.service_areas import service_areas

# Mainland 0, 100, 200 m; isle 220, 320 m behind a crossing with a kerb nobody recorded; rock 620, 720 m.
WALK = Profile("walk", speed_mps=1.0)
CHAIR = Profile("chair", speed_mps=0.5, max_kerb_m=0.03)
PROFILES = [WALK, CHAIR]
PEOPLE = np.array([1.0, 2.0, 4.0, 8.0])
HOMES_M = [(0.0, 0.0), (200.0, 0.0), (320.0, 0.0), (720.0, 0.0)]
CLINICS_M = [(0.0, 0.0), (320.0, 0.0)]  # on the mainland and on the isle
BEDS = np.array([6.0, 4.0])


def accessed(towns: ModuleType) -> tuple[AccessResult, StreetNetwork]:
    town = towns.island_town()
    homes, clinics = town.places(*HOMES_M), town.places(*CLINICS_M)
    return assess_access(
        town.network, homes, PEOPLE, [ServiceClass("clinic", clinics)], PROFILES
    ), town.network


@pytest.fixture(scope="module")
def found(towns: ModuleType) -> dict[str, MeasureValues]:
    result, network = accessed(towns)
    asked = [
        Measure("count", "cumulative", "clinic", cutoff_s=640.0),
        Measure("beds_by_time", "gravity", "clinic", decay=Exponential.half_life(200.0, reach_s=700.0)),
        Measure("wait", "dual", "clinic", wanted_count=10.0, cutoff_s=400.0),
        Measure("beds_a_head", "enhanced_two_step", "clinic", decay=Bands((100.0, 320.0), (1.0, 0.5))),
        Measure("lost", "penalty", "clinic", cutoff_s=640.0),
        Measure("left", "spatial_availability", "clinic", decay=Bands((640.0,), (1.0,))),
        Measure("mean", "cumulative_interval", "clinic", from_s=100.0, cutoff_s=500.0),
        Measure("balance", "balanced", "clinic", decay=Bands((640.0,), (1.0,))),
        Measure("shared", "two_step", "clinic", cutoff_s=100.0),
    ]
    values = assess_measures(
        network, result.prepared, PEOPLE, ["clinic"], PROFILES, asked, supply={"clinic": BEDS}
    )
    return {one.measure.key: one for one in values}


def rounded(found: dict[str, MeasureValues], key: str, profile: int) -> list[list[float]]:
    return [[round(value, 6) for value in reading] for reading in found[key].values[profile].tolist()]


def test_beds_within_the_cutoff_are_counted_in_both_readings(found: dict[str, MeasureValues]) -> None:
    # On foot all 320 m take 320 s: everybody but the rock reaches 6 + 4 beds.
    assert rounded(found, "count", 0) == [[10, 10, 10, 0]] * 2
    # A chair takes 640 s over the crossing if the kerb lets it, and stays on its side if not.
    assert rounded(found, "count", 1) == [[6, 6, 4, 0], [10, 10, 10, 0]]


def test_gravity_halves_with_every_half_life(found: dict[str, MeasureValues]) -> None:
    # The home at 200 m: 6 beds 200 s away, 4 beds 120 s away.
    at_200 = 6 * 0.5 + 4 * 0.5 ** (120 / 200)
    assert found["beds_by_time"].values[0, :, 1] == pytest.approx([at_200, at_200])
    # In a chair twice the time, and the isle only if the kerb passes.
    assert found["beds_by_time"].values[1, :, 1] == pytest.approx([6 * 0.25, 6 * 0.25 + 4 * 0.5**1.2])


def test_time_until_ten_beds_is_that_of_the_farther_clinic_and_infinite_beyond_what_is_looked_at(
    found: dict[str, MeasureValues],
) -> None:
    infinite = float("inf")
    assert rounded(found, "wait", 0) == [[320, 200, 320, infinite]] * 2
    # 640 s from either end are beyond the 400 s looked at; from 200 m it is 400 s to the mainland's clinic.
    assert rounded(found, "wait", 1) == [[infinite] * 4, [infinite, 400, infinite, infinite]]
    assert found["wait"].facts.larger_is_better is False


def test_beds_a_head_share_each_clinic_among_all_who_reach_it(found: dict[str, MeasureValues]) -> None:
    # On foot, weights to the first clinic 1, 0.5, 0.5 (0, 200, 320 s): 1 + 1 + 2 = 4 people share 6 beds.
    # To the isle's: 320 s, 120 s, 0 s: 0.5 + 1 + 4 = 5.5 people share 4 beds.
    mainland, isle = 6 / 4, 4 / 5.5
    expected = [mainland + 0.5 * isle, 0.5 * mainland + 0.5 * isle, 0.5 * mainland + isle, 0.0]
    assert found["beds_a_head"].values[0, 0] == pytest.approx(expected)
    assert found["beds_a_head"].facts.guaranteed is False
    assert "compete" in found["beds_a_head"].note


def test_the_low_reading_of_a_competing_measure_may_be_the_larger_one(
    found: dict[str, MeasureValues],
) -> None:
    # A chair from the isle: if the kerb blocks, its 4 people have their clinic's 4 beds to themselves.
    # If it passes, the home at 200 m (240 s away) comes too: weight 0.5 of 2 people, so 5 share them.
    low, high = found["beds_a_head"].values[1, :, 2]
    assert (low, high) == (pytest.approx(4 / 4), pytest.approx(4 / 5))


def test_the_penalty_of_walking_is_nothing_and_that_of_a_chair_is_bounded(
    found: dict[str, MeasureValues],
) -> None:
    assert found["lost"].values[0, :, :3].tolist() == [[0, 0, 0]] * 2
    # On the mainland 6 of 10 beds for sure, so at most 0.4 are lost; on the isle 4 of 10.
    assert found["lost"].values[1, :, :3] == pytest.approx(np.array([[0, 0, 0], [0.4, 0.4, 0.6]]))
    assert np.isnan(found["lost"].values[:, :, 3]).all()  # nobody on the rock loses what walking has not


def test_what_is_left_for_each_head_adds_up_to_the_supply(found: dict[str, MeasureValues]) -> None:
    for profile, reading in ((0, 0), (0, 1), (1, 1)):
        assert found["left"].values[profile, reading] @ PEOPLE == pytest.approx(10.0)


def test_the_mean_over_cutoffs_counts_a_place_for_the_part_of_the_interval_that_reaches_it(
    found: dict[str, MeasureValues],
) -> None:
    # From 0 m on foot: 6 beds for all cutoffs, 4 beds from 320 s on, of 100 to 500 s: (500 - 320) / 400.
    assert found["mean"].values[0, 0, 0] == pytest.approx(6 + 4 * 180 / 400)


def test_supply_within_a_step_is_shared_by_those_beside_it(found: dict[str, MeasureValues]) -> None:
    # Nobody but the homes at the clinics is within 100 s: 6 beds for 1 person, 4 beds for 4.
    assert rounded(found, "shared", 0)[0] == [6, 0, 1, 0]


def test_all_reach_all_gives_everybody_the_same_balanced_level(found: dict[str, MeasureValues]) -> None:
    # Three homes reach both clinics, so demand is 7 / 2 at each: (6 + 4) / 3.5 spread evenly over three.
    assert found["balance"].values[0, 0, :3] == pytest.approx([10 / 3.5 / 3] * 3)


def test_every_request_that_cannot_be_met_is_named_at_once(towns: ModuleType) -> None:
    result, network = accessed(towns)
    asked = [
        Measure("a", "cumulative", "school", cutoff_s=60.0),
        Measure("a", "gravity", "clinic"),
        Measure("b", "gravity", "clinic", decay=Exponential.half_life(60.0)),
        Measure("c", "dual", "clinic", wanted_count=0.0, cutoff_s=60.0, from_s=1.0),
        Measure("d", "cumulative_interval", "clinic", from_s=90.0, cutoff_s=60.0),
        Measure("e", "penalty", "clinic", cutoff_s=60.0),
    ]
    with pytest.raises(AttributeInputError) as raised:
        assess_measures(network, result.prepared, PEOPLE, ["clinic"], [CHAIR], asked)
    assert raised.value.faults == (
        "measure 'a' is asked for twice",
        "a: there is no service 'school' (known: clinic)",
        "a: gravity needs decay",
        "b: its decay must end somewhere: give it a finite reach_s",
        "c: from_s has no meaning for dual",
        "c: wanted_count must be a positive number, not 0.0",
        "d: from_s must be below cutoff_s, not 90.0 and 60.0",
        "e: a penalty compares with the profile 'walk', which is not among those that travel",
    )


def test_a_home_on_no_street_has_no_value_rather_than_none(towns: ModuleType) -> None:
    town = towns.line_town()
    homes, clinic = town.places((0, 0), (0, 5000)), town.places((400, 0))
    result = assess_access(town.network, homes, np.ones(2), [ServiceClass("clinic", clinic)], [WALK])
    asked = [Measure("count", "cumulative", "clinic", cutoff_s=600.0)]
    (one,) = assess_measures(town.network, result.prepared, np.ones(2), ["clinic"], [WALK], asked)
    assert one.values[0, 0, 0] == 1.0
    assert np.isnan(one.values[0, :, 1]).all()


def test_service_areas_nest_by_cutoff_and_reading_and_stop_at_what_nobody_recorded(
    towns: ModuleType,
) -> None:
    result, network = accessed(towns)
    areas = list(service_areas(network, result.prepared.services, PROFILES, cutoffs_s=[60.0, 300.0]))
    assert [(area.service, area.profile) for area in areas] == [(0, 0), (0, 1)]
    for area in areas:
        for low, high in area.shapes.T:
            assert low.is_valid
            assert high.covers(low)
        for shorter, longer in area.shapes:
            assert longer.covers(shorter)
    # In a chair 300 s are 150 m: from the isle's clinic past the crossing, if its kerb lets one pass.
    town = towns.island_town()
    before_the_kerb = town.places((195.0, 0.0))
    spot = shapely.Point(before_the_kerb.lon_deg[0], before_the_kerb.lat_deg[0])
    low, high = areas[1].shapes[:, 1]
    assert not low.covers(spot)
    assert high.covers(spot)


def test_cutoffs_of_service_areas_that_are_no_times_are_all_named(towns: ModuleType) -> None:
    result, network = accessed(towns)
    with pytest.raises(FaultyInputsError) as raised:
        list(service_areas(network, result.prepared.services, PROFILES, cutoffs_s=[-1.0, np.inf]))
    assert len(raised.value.errors) == 2
