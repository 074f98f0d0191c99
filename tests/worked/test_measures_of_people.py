"""Coverage of groups, gaps, costs and shares of a total, and their equity: on Island Town by hand."""

from __future__ import annotations

import functools
import math
import re
from types import ModuleType

import numpy as np
import pytest

from gis.access.competition.raam import raam
from gis.access.group_coverage import group_coverage
from gis.assess import AccessResult, ServiceClass, assess_access
from gis.decay.step import Step
from gis.errors import AttributeInputError, ShapeMismatchError
from gis.measures.equity import Grounds, equity_of
from gis.measures.requests import Measure
from gis.measures.summaries import by_area
from gis.measures.values import MeasureValues, assess_measures
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile

# Mainland 0, 100, 200 m; isle 220, 320 m behind a crossing with a kerb nobody recorded; rock 620, 720 m.
WALK = Profile("walk", speed_mps=1.0)
CHAIR = Profile("chair", speed_mps=0.5, max_kerb_m=0.03)
PROFILES = [WALK, CHAIR]
PEOPLE = np.array([1.0, 2.0, 4.0, 8.0])
HOMES_M = [(0.0, 0.0), (200.0, 0.0), (320.0, 0.0), (720.0, 0.0)]
CLINICS_M = [(0.0, 0.0), (320.0, 0.0)]  # on the mainland and on the isle
BEDS = np.array([6.0, 4.0])
GROUP = np.array([0.5, 2.0, 0.0, 4.0])
ALL_REACH_ALL = Step(640.0)
ZONES = np.array([0, 0, 1, 1])
RANK = np.array([1.0, 2.0, 3.0, np.nan])  # of the rock nobody knows it
ASKED = [
    Measure("covered", "coverage", "clinic", cutoff_s=240.0),
    Measure("group", "group_coverage", "clinic", group="elders", cutoff_s=240.0),
    Measure("gaps", "gaps", "clinic", cutoff_s=240.0),
    Measure("sure_gaps", "gaps", "clinic", cutoff_s=120.0),
    Measure("choosing", "three_step", "clinic", decay=ALL_REACH_ALL),
    Measure("cost", "raam", "clinic", tau_s=400.0, cutoff_s=640.0),
    Measure("cost_nearby", "raam", "clinic", tau_s=400.0, cutoff_s=100.0),
    Measure("of_all", "constrained", "clinic", constraint="total", decay=ALL_REACH_ALL),
    Measure("of_each", "constrained", "clinic", constraint="singly", decay=ALL_REACH_ALL),
    Measure("beds", "cumulative", "clinic", cutoff_s=640.0, minimum=5.0),
    Measure("many_beds", "cumulative", "clinic", cutoff_s=640.0, minimum=20.0),
]


def accessed(towns: ModuleType) -> tuple[AccessResult, StreetNetwork]:
    town = towns.island_town()
    homes, clinics = town.places(*HOMES_M), town.places(*CLINICS_M)
    services = [ServiceClass("clinic", clinics)]
    return assess_access(town.network, homes, PEOPLE, services, PROFILES), town.network


@pytest.fixture(scope="module")
def result(towns: ModuleType) -> AccessResult:
    return accessed(towns)[0]


@pytest.fixture(scope="module")
def found(towns: ModuleType) -> dict[str, MeasureValues]:
    result, network = accessed(towns)
    values = assess_measures(
        network,
        result.prepared,
        PEOPLE,
        ["clinic"],
        PROFILES,
        ASKED,
        nearest_s=result.time_s,
        supply={"clinic": BEDS},
        groups={"elders": GROUP},
    )
    return {one.measure.key: one for one in values}


def rounded(found: dict[str, MeasureValues], key: str, profile: int) -> list[list[float]]:
    return [[round(value, 6) for value in reading] for reading in found[key].values[profile].tolist()]


def whole(found: dict[str, MeasureValues], key: str) -> list[list[float]]:
    """Give low and high over everybody, on foot and in a chair."""
    everywhere = np.zeros(len(PEOPLE), dtype=np.int64)
    values: list[list[float]] = by_area(found[key], everywhere, 1)[..., 0].tolist()
    return values


def test_coverage_is_the_share_of_people_in_time_and_of_a_group_that_of_its_own_people(
    found: dict[str, MeasureValues], result: AccessResult
) -> None:
    # On foot the home at 200 m takes 120 s to the isle; in a chair 240 s if the kerb passes, 400 s if not.
    assert whole(found, "covered") == [[7 / 15, 7 / 15], [5 / 15, 7 / 15]]
    assert whole(found, "group") == [[2.5 / 6.5, 2.5 / 6.5], [0.5 / 6.5, 2.5 / 6.5]]
    counted = group_coverage(result.time_s[0, 1], GROUP[np.newaxis], cutoff_s=240.0)
    assert whole(found, "group")[1] == counted.share[:, 0].tolist()
    assert found["group"].people.sum() == 6.5


def test_a_gap_is_sure_only_if_the_chair_is_late_even_at_best(found: dict[str, MeasureValues]) -> None:
    # Within 240 s the chair's way from 200 m hangs on the kerb; within 120 s it is too slow either way.
    assert rounded(found, "gaps", 1) == [[0, 0, 0, 0], [0, 2, 0, 0]]
    assert rounded(found, "sure_gaps", 1) == [[0, 2, 0, 0], [0, 2, 0, 0]]
    assert rounded(found, "gaps", 0) == [[0] * 4] * 2  # walking has no gap against itself
    assert whole(found, "gaps") == [[0, 0], [0, 2]]
    assert found["gaps"].facts.unit == "people"
    assert by_area(found["gaps"], ZONES, 3)[1].tolist() == [[0, 0, 0], [2, 0, 0]]


def test_people_who_choose_among_both_clinics_share_them_by_halves(found: dict[str, MeasureValues]) -> None:
    # On foot half of 7 people go to each: 6 / 3.5 and 4 / 3.5, of which everybody takes half.
    assert found["choosing"].values[0, 0, :3] == pytest.approx([10 / 7] * 3)
    # In a chair, kerb blocked, nobody has a choice: 3 people share 6 beds, 4 people 4.
    assert rounded(found, "choosing", 1)[0] == [2, 2, 1, 0]
    assert not found["choosing"].facts.guaranteed


def test_the_cost_of_access_is_travel_and_crowding_at_rest(found: dict[str, MeasureValues]) -> None:
    # 15 people and 10 beds make 1.5 the usual crowding, so one person more costs 1/9 and 1/6; 400 s cost 1.
    # On foot the home at 200 m pays 0.5 + 3/9 on the mainland, less than the isle's 0.3 + 4/6.
    assert found["cost"].values[0, 0, :3] == pytest.approx([3 / 9, 0.5 + 3 / 9, 4 / 6])
    # In a chair with the kerb blocked it pays 1 + 3/9, and the isle keeps to itself.
    assert found["cost"].values[1, 0, :3] == pytest.approx([3 / 9, 1 + 3 / 9, 4 / 6])
    # If it passes, x of its 2 people stay where both ways cost the same: 1 + (1 + x)/9 = 0.6 + (6 - x)/6.
    x = 1.76
    there = 1 + (1 + x) / 9
    assert there == pytest.approx(0.6 + (6 - x) / 6)
    assert found["cost"].values[1, 1, :3] == pytest.approx([(1 + x) / 9, there, (6 - x) / 6], rel=1e-5)
    assert np.isinf(found["cost"].values[..., 3]).all()
    assert not found["cost"].facts.larger_is_better


def test_a_cost_looks_no_further_than_its_own_cutoff(found: dict[str, MeasureValues]) -> None:
    # Within 100 s nobody but the homes beside the clinics: 1 person costs 1/9 there, 4 people 4/6.
    assert "stopped before rest" not in found["cost_nearby"].note
    assert found["cost_nearby"].values[0, 0] == pytest.approx([1 / 9, math.inf, 4 / 6, math.inf])
    # More than half of the people have none, so there is no median; among the isle's four people there is.
    assert whole(found, "cost_nearby")[0] == [math.inf, math.inf]
    isle = by_area(found["cost"], np.array([-1, -1, 0, -1]), 1)
    assert isle[1, :, 0] == pytest.approx([4 / 6, (6 - 1.76) / 6], rel=1e-5)  # the smaller one first


def test_a_cost_that_did_not_come_to_rest_says_what_could_still_be_gained(
    towns: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, network = accessed(towns)
    asked = [Measure("cost", "raam", "clinic", tau_s=400.0, cutoff_s=640.0)]
    # In one sweep the home at 200 m chooses before the isle's people fill their clinic.
    monkeypatch.setattr("gis.measures.values.raam", functools.partial(raam, max_sweeps=1))
    (one,) = assess_measures(network, result.prepared, PEOPLE, ["clinic"], PROFILES, asked)
    assert re.search(r"stopped before rest: people could still gain \d+\.\d\d% of the cost", one.note)


def test_a_total_is_shared_out_and_an_area_has_the_sum(found: dict[str, MeasureValues]) -> None:
    # Together: three homes reach the same ten beds. Each clinic by itself: 6 and 4 among 1, 2 and 4 people.
    assert found["of_all"].values[0, 0] == pytest.approx([10 / 3, 10 / 3, 10 / 3, 0])
    assert found["of_each"].values[0, 0] == pytest.approx([10 / 7, 20 / 7, 40 / 7, 0])
    # In a chair with the kerb blocked the two homes of the mainland share its 6 beds.
    assert rounded(found, "of_each", 1)[0] == [2, 4, 4, 0]
    assert whole(found, "of_all") == [[pytest.approx(10)] * 2] * 2
    assert by_area(found["of_each"], ZONES, 2)[0, 0] == pytest.approx([30 / 7, 40 / 7])


def test_equity_without_ground_is_gini_and_theil(found: dict[str, MeasureValues]) -> None:
    # 7 of 15 people have 10 beds, 8 have none.
    indices = equity_of(found["many_beds"])
    assert set(indices) == {"gini", "theil", "fgt_0", "fgt_1", "fgt_2"}
    assert indices["gini"][0] == pytest.approx([8 / 15] * 2)
    assert indices["theil"][0] == pytest.approx([math.log(15 / 7)] * 2)
    # All have less than 20: 7 people half of it, 8 nothing.
    assert indices["fgt_0"][0].tolist() == [1, 1]
    assert indices["fgt_1"][0] == pytest.approx([(7 * 0.5 + 8) / 15] * 2)
    assert indices["fgt_2"][0] == pytest.approx([(7 * 0.25 + 8) / 15] * 2)


def test_poverty_is_lower_where_unknown_streets_pass_and_the_smaller_reading_comes_first(
    found: dict[str, MeasureValues],
) -> None:
    # Of 5 beds the chair's isle is short (4) if the kerb blocks, and the rock always: 12 or 8 of 15 people.
    assert equity_of(found["beds"])["fgt_0"][1] == pytest.approx([8 / 15, 12 / 15])


def test_theil_divides_into_between_zones_and_within(found: dict[str, MeasureValues]) -> None:
    indices = equity_of(found["beds"], Grounds(ZONES, 2))
    # 3 people of the west have 30 of 70 beds, 12 of the east 40, and there 4 of 12 have all.
    between = 3 / 7 * math.log((3 / 7) / (3 / 15)) + 4 / 7 * math.log((4 / 7) / (12 / 15))
    assert indices["theil_between"][0] == pytest.approx([between] * 2)
    assert indices["theil_within"][0] == pytest.approx([4 / 7 * math.log(3)] * 2)
    assert indices["theil"][0] == pytest.approx([math.log(15 / 7)] * 2)


def test_a_rank_tells_whether_beds_fall_to_the_rich(found: dict[str, MeasureValues]) -> None:
    indices = equity_of(found["beds"], Grounds(rank=RANK))
    # On foot the three homes of known rank have the same: neither rich nor poor have more.
    assert indices["palma"][0].tolist() == [1, 1]
    assert indices["concentration"][0] == pytest.approx([0, 0], abs=1e-12)
    assert np.isnan(indices["erreygers"][0]).all()  # there are no bounds between equals
    # In a chair, kerb blocked: 1 and 2 people have 6, the richest 4 have 4; the mean is 34/7. The middle
    # ranks less 1/2 are -6/14, -3/14 and 3/14, so CI = 2 (-6*8 - 6*8 - 12*6)/686 / (34/7).
    concentration = 2 * -168 / 686 / (34 / 7)
    assert indices["concentration"][1] == pytest.approx([concentration, 0], abs=1e-12)
    assert indices["palma"][1] == pytest.approx([4 / 6, 1])
    # Erreygers with the observed 4 and 6; of the equal reading there is none.
    assert indices["erreygers"][1, 0] == pytest.approx(4 * (34 / 7) / 2 * concentration)


def test_a_share_is_corrected_by_the_bounds_a_share_has(found: dict[str, MeasureValues]) -> None:
    indices = equity_of(found["covered"], Grounds(rank=RANK))
    # In a chair, kerb blocked: 1 and 4 of 7 people are in time. CI = 2 (-6*2 + 6*5 + 12*2)/686 / (5/7).
    concentration = 2 * 42 / 686 / (5 / 7)
    assert indices["concentration"][1, 1] == pytest.approx(concentration)
    assert indices["erreygers"][1, 1] == pytest.approx(4 * 5 / 7 * concentration)


@pytest.mark.parametrize("key", ["gaps", "cost", "of_all"])
def test_what_is_no_amount_that_people_have_has_no_equity(found: dict[str, MeasureValues], key: str) -> None:
    assert equity_of(found[key], Grounds(ZONES, 2, RANK)) == {}


def test_every_new_request_that_cannot_be_met_is_named_at_once(towns: ModuleType) -> None:
    result, network = accessed(towns)
    asked = [
        Measure("a", "group_coverage", "clinic", cutoff_s=60.0),
        Measure("b", "group_coverage", "clinic", cutoff_s=60.0, group="elders"),
        Measure("c", "gaps", "clinic", cutoff_s=60.0, minimum=1.0),
        Measure("d", "raam", "clinic", cutoff_s=60.0, tau_s=-1.0),
        Measure("e", "constrained", "clinic", decay=Step(60.0), constraint="doubly"),  # type: ignore[arg-type] # what a file might say
        Measure("f", "cumulative", "clinic", cutoff_s=60.0, minimum=0.0),
    ]
    with pytest.raises(AttributeInputError) as raised:
        assess_measures(network, result.prepared, PEOPLE, ["clinic"], [CHAIR], asked)
    assert raised.value.faults == (
        "a: group_coverage needs group",
        "b: there is no group 'elders' (known: none)",
        "c: a minimum has no meaning for gaps: it is no amount that people have",
        "c: gaps compare with the profile 'walk', which is not among those that travel",
        "d: tau_s must be a positive number, not -1.0",
        "e: constraint must be one of total, singly, not 'doubly'",
        "f: minimum must be a positive number, not 0.0",
    )


def test_groups_that_are_no_part_of_the_people_are_all_named(towns: ModuleType) -> None:
    result, network = accessed(towns)
    groups = {
        "more": np.array([1.0, 3.0, 4.0, 8.0]),
        "less": np.array([0.0, -1.0, np.nan, 0.0]),
        "few": np.ones(3),
    }
    with pytest.raises(AttributeInputError) as raised:
        assess_measures(network, result.prepared, PEOPLE, ["clinic"], PROFILES, [], groups=groups)
    assert raised.value.faults == (
        "group 'more' is more than all people in row 2",
        "group 'less' is no number in row 3",
        "group 'less' is negative in row 2",
        "group 'few' has 3 counts for 4 origins",
    )


def test_coverage_without_the_times_to_the_nearest_place_is_refused(towns: ModuleType) -> None:
    result, network = accessed(towns)
    with pytest.raises(ShapeMismatchError, match="coverage needs the times of all classes"):
        assess_measures(network, result.prepared, PEOPLE, ["clinic"], PROFILES, ASKED[:1])
