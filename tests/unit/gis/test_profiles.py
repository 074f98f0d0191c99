"""What a profile makes of a link: state, direction, seconds; oracle numbers from published routers."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from gis.errors import ProfileError
from gis.model import FloatArray, Passability, Reading
from gis.network.evaluation import LinkCosts, evaluate
from gis.network.graph import LinkKind
from gis.network.profiles import Profile, validate

BLOCKS, UNKNOWN, PASSES = Passability.BLOCKS, Passability.UNKNOWN, Passability.PASSES
WALK = Profile("walk", speed_mps=1.25)
CHAIR = Profile(
    "chair",
    speed_mps=0.8,
    slope_speed="wheels",
    max_up_share=0.08,
    max_down_share=0.10,
    max_kerb_m=0.03,
    min_width_m=0.9,
    blocked_surfaces=frozenset({"sett", "sand"}),
    worst_smoothness="intermediate",
    steps="block",
    uses_wheels=True,
)


def costs(towns: ModuleType, profile: Profile, **street: object) -> LinkCosts:
    """Evaluate one street of 100 m."""
    return evaluate(towns.build([(0, 0), (100, 0)], [towns.Street(0, 1, **street)]).network, profile)


def seconds(towns: ModuleType, profile: Profile, **street: object) -> tuple[FloatArray, FloatArray]:
    """Give the seconds of one street, forward and backward, in the low and in the high reading."""
    found = costs(towns, profile, **street)
    return found.in_reading(Reading.LOW)[:, 0], found.in_reading(Reading.HIGH)[:, 0]


def known_s(towns: ModuleType, profile: Profile, **street: object) -> FloatArray:
    """Give the seconds of a street of which everything that matters is known: both readings agree."""
    low, high = seconds(towns, profile, **street)
    assert np.array_equal(low, high)
    return high


def states(towns: ModuleType, profile: Profile, **street: object) -> list[int]:
    """Give the state forward and backward of one street."""
    return [int(state) for state in costs(towns, profile, **street).state[:, 0]]


def test_a_profile_without_rules_ignores_every_attribute(towns: ModuleType) -> None:
    nothing: dict[str, Any] = dict.fromkeys(
        ("surface", "smoothness", "width_m", "incline_share", "kerb_m", "step_count")
    )
    assert states(towns, WALK, **nothing) == [PASSES, PASSES]
    assert known_s(towns, WALK, **nothing) == pytest.approx([80.0, 80.0])


@pytest.mark.parametrize("attribute", ["surface", "smoothness", "width_m", "incline_share", "kerb_m"])
def test_each_attribute_a_rule_asks_for_makes_the_link_unknown_when_unknown(
    towns: ModuleType, attribute: str
) -> None:
    assert states(towns, CHAIR) == [PASSES, PASSES]
    unknown: dict[str, Any] = {attribute: None}
    assert states(towns, CHAIR, **unknown) == [UNKNOWN, UNKNOWN]


@pytest.mark.parametrize(
    "barrier",
    [
        {"surface": "sett"},
        {"smoothness": "bad"},
        {"width_m": 0.89},
        {"kerb_m": 0.031},
        {"kind": LinkKind.STEPS, "step_count": None},
        {"step_count": 1.0},
        {"wheelchair": Passability.BLOCKS},
        {"incline_share": 0.11},
    ],
)
def test_a_known_barrier_blocks_whatever_else_is_unknown(towns: ModuleType, barrier: dict[str, Any]) -> None:
    everything: dict[str, Any] = dict.fromkeys(("surface", "smoothness", "width_m", "kerb_m"))
    result = costs(towns, CHAIR, **(everything | barrier))
    assert result.state[0, 0] == BLOCKS
    assert np.isposinf(result.cost_s[:, 0, 0]).all()


def test_a_value_exactly_at_its_limit_passes_in_spite_of_rounding(towns: ModuleType) -> None:
    at_limit: dict[str, Any] = {"kerb_m": 3 / 100, "width_m": 90 / 100, "smoothness": "intermediate"}
    assert states(towns, CHAIR, incline_share=8 / 100, **at_limit) == [PASSES, PASSES]


def test_steepness_is_limited_by_direction(towns: ModuleType) -> None:
    # Nine per cent: too steep to climb (8), not too steep to descend (10).
    assert states(towns, CHAIR, incline_share=0.09) == [BLOCKS, PASSES]
    assert states(towns, CHAIR, incline_share=-0.09) == [PASSES, BLOCKS]


def test_a_one_way_path_blocks_against_its_direction_even_when_the_rest_is_unknown(towns: ModuleType) -> None:
    assert states(towns, CHAIR, forward=False, width_m=None) == [BLOCKS, UNKNOWN]


def test_somebody_who_saw_a_wheelchair_pass_settles_what_is_unknown_but_removes_no_barrier(
    towns: ModuleType,
) -> None:
    yes = Passability.PASSES
    assert states(towns, CHAIR, width_m=None, kerb_m=None, wheelchair=yes) == [PASSES, PASSES]
    assert states(towns, CHAIR, width_m=0.5, kerb_m=None, wheelchair=yes) == [BLOCKS, BLOCKS]
    on_foot = replace(CHAIR, uses_wheels=False)
    assert states(towns, on_foot, width_m=None, wheelchair=yes) == [UNKNOWN, UNKNOWN]
    assert states(towns, on_foot, wheelchair=Passability.BLOCKS) == [PASSES, PASSES]


def test_stairs_take_level_speed_and_a_delay_for_each_step(towns: ModuleType) -> None:
    climber = replace(WALK, step_delay_s=0.5, max_up_share=0.12, max_down_share=0.12)
    stairs: dict[str, Any] = {"kind": LinkKind.STEPS, "incline_share": 0.5}
    assert known_s(towns, climber, step_count=20.0, **stairs) == pytest.approx([90.0, 90.0])
    # Nobody counted: at most one step for each 0.28 m begun of 100 m, which makes 358; at least one.
    low, high = seconds(towns, climber, step_count=None, **stairs)
    assert low == pytest.approx([80.0 + 0.5 * 358] * 2)
    assert high == pytest.approx([80.5, 80.5])


def test_a_crossing_cut_in_two_is_waited_for_once(towns: ModuleType) -> None:
    waits = replace(WALK, crossing_delay_s=30.0, lift_delay_s=45.0)
    crossing: dict[str, Any] = {"kind": LinkKind.CROSSING, "length_m": 5.0}
    town = towns.build(
        [(0, 0), (5, 0), (20, 0), (21, 0)],
        [
            towns.Street(0, 1, crossing_share=0.25, **crossing),
            towns.Street(1, 2, crossing_share=0.75, **crossing),
            towns.Street(2, 3, kind=LinkKind.LIFT, length_m=1.0),
        ],
    )
    assert evaluate(town.network, waits).cost_s[0, 0] == pytest.approx([4 + 7.5, 4 + 22.5, 0.8 + 45])


def test_a_lift_has_neither_grade_nor_surface(towns: ModuleType) -> None:
    bare: dict[str, Any] = {"surface": None, "smoothness": None, "incline_share": None}
    assert states(towns, CHAIR, kind=LinkKind.LIFT, **bare) == [PASSES, PASSES]


HIKER = replace(WALK, slope_speed="tobler")


def test_a_grade_of_which_a_bound_is_known_takes_the_slowest_and_the_fastest_within_it(
    towns: ModuleType,
) -> None:
    # On foot, between eight per cent down and up: slowest climbing all of it, fastest descending five.
    low, high = seconds(towns, HIKER, incline_share=None, incline_bound_share=0.08)
    assert low == pytest.approx([80.0 * np.exp(3.5 * 0.08)] * 2)
    assert high == pytest.approx([80.0 * np.exp(-3.5 * 0.05)] * 2)
    # Between two per cent down and up the fastest is descending those two.
    low, high = seconds(towns, HIKER, incline_share=None, incline_bound_share=0.02)
    assert low == pytest.approx([80.0 * np.exp(3.5 * 0.02)] * 2)
    assert high == pytest.approx([80.0 * np.exp(-3.5 * 0.02)] * 2)
    # On wheels half of the limit of 8 % up takes sqrt(5) times the level 125 s; level is fastest.
    low, high = seconds(towns, CHAIR, incline_share=None, incline_bound_share=0.04)
    assert low == pytest.approx([125.0 * 5**0.5] * 2)
    assert high == pytest.approx([125.0, 125.0])


def test_a_grade_of_which_nothing_is_known_stays_within_what_the_profile_passes(towns: ModuleType) -> None:
    # Somebody vouches for the street, so it is passable: a fifth of the speed at either limit.
    vouched: dict[str, Any] = {"incline_share": None, "wheelchair": PASSES}
    low, high = seconds(towns, CHAIR, **vouched)
    assert low == pytest.approx([625.0, 625.0])
    assert high == pytest.approx([125.0, 125.0])
    # A bound beyond the limits says no more than they do.
    low, _ = seconds(towns, CHAIR, incline_bound_share=0.3, **vouched)
    assert low == pytest.approx([625.0, 625.0])


def test_without_limit_an_unknown_grade_is_reckoned_with_as_steep_as_the_profile_says(
    towns: ModuleType,
) -> None:
    level = replace(HIKER, unmeasured_grade_share=0.0)
    assert known_s(towns, level, incline_share=None) == pytest.approx([80.0, 80.0])
    wary = replace(HIKER, unmeasured_grade_share=0.15)
    low, high = seconds(towns, wary, incline_share=None)
    assert low == pytest.approx([80.0 * np.exp(3.5 * 0.15)] * 2)
    assert high == pytest.approx([80.0 * np.exp(-3.5 * 0.05)] * 2)
    # A bound is better than that number, a larger one no worse.
    low, _ = seconds(towns, wary, incline_share=None, incline_bound_share=0.01)
    assert low == pytest.approx([80.0 * np.exp(3.5 * 0.01)] * 2)
    low, _ = seconds(towns, wary, incline_share=None, incline_bound_share=0.4)
    assert low == pytest.approx([80.0 * np.exp(3.5 * 0.15)] * 2)
    # What is measured is taken as it is, however steep.
    assert known_s(towns, wary, incline_share=0.3)[0] == pytest.approx(80.0 * np.exp(3.5 * 0.3))


@pytest.mark.parametrize(
    ("grade", "speed_mps"),
    # AccessMap's manual chair: 0.8 m/s, +8 % / -10 %, fastest at -0.87 %.
    [(-0.10, 0.1600), (-0.05, 0.3863), (-0.0087, 0.8000), (0.0, 0.6832), (0.05, 0.2758), (0.08, 0.1600)],
)
def test_speed_on_wheels_agrees_with_accessmap(towns: ModuleType, grade: float, speed_mps: float) -> None:
    accessmap = replace(CHAIR, ideal_grade_share=-0.0087)
    assert 100.0 / known_s(towns, accessmap, incline_share=grade)[0] == pytest.approx(speed_mps, abs=5e-5)


@pytest.mark.parametrize(
    ("grade", "factor"),
    # R5's time factor 1 / (1.2 exp(-3.5 |s + 0.05|)): it makes level ground 0.9927 where ours makes it 1.
    [(-0.10, 0.9927), (-0.05, 0.8333), (0.0, 0.9927), (0.05, 1.1826), (0.0833, 1.3287), (0.10, 1.4087)],
)
def test_walking_speed_agrees_with_r5_up_to_its_level_factor(
    towns: ModuleType, grade: float, factor: float
) -> None:
    cost_s = known_s(towns, HIKER, incline_share=grade)
    assert cost_s[0] / 80.0 == pytest.approx(factor / 0.9927, abs=1e-4)
    assert cost_s[1] == pytest.approx(known_s(towns, HIKER, incline_share=-grade)[0])


def test_a_bound_on_the_grade_proves_a_limit_kept_and_never_broken(towns: ModuleType) -> None:
    # At most 8 %, whichever way: within both limits (8 up, 10 down). At most 9 %: only downhill is sure.
    assert states(towns, CHAIR, incline_share=None, incline_bound_share=0.08) == [PASSES, PASSES]
    assert states(towns, CHAIR, incline_share=None, incline_bound_share=0.09) == [UNKNOWN, UNKNOWN]
    # A grade that is known does not ask for the bound.
    assert states(towns, CHAIR, incline_share=0.09, incline_bound_share=0.01) == [BLOCKS, PASSES]


def test_cross_slope_is_a_limit_of_its_own(towns: ModuleType) -> None:
    tilted = replace(WALK, max_cross_slope_share=0.04)
    assert states(towns, tilted, cross_slope_share=0.04) == [PASSES, PASSES]
    assert states(towns, tilted, cross_slope_share=0.05) == [BLOCKS, BLOCKS]
    assert states(towns, tilted, cross_slope_share=None) == [UNKNOWN, UNKNOWN]
    assert states(towns, tilted, cross_slope_share=None, kind=LinkKind.STEPS) == [PASSES, PASSES]


@pytest.mark.parametrize(
    ("kerb_m", "tactile", "state"),
    [
        (0.0, PASSES, PASSES),
        (0.0, UNKNOWN, UNKNOWN),
        (0.0, BLOCKS, BLOCKS),
        (0.15, BLOCKS, PASSES),  # a cane feels it
        (None, PASSES, PASSES),
        (None, UNKNOWN, UNKNOWN),
        (None, BLOCKS, UNKNOWN),  # the kerb may be high
    ],
)
def test_a_flush_kerb_without_tactile_paving_blocks_whoever_goes_by_the_cane(
    towns: ModuleType, kerb_m: float | None, tactile: Passability, state: Passability
) -> None:
    cane = replace(WALK, hidden_kerb_m=0.0)
    there: dict[str, Any] = {"kind": LinkKind.KERB, "kerb_m": kerb_m, "tactile_paving": tactile}
    assert states(towns, cane, **there) == [state, state]
    assert states(towns, WALK, **there) == [PASSES, PASSES]


def test_a_crossing_whose_kerbs_are_links_of_their_own_hides_none(towns: ModuleType) -> None:
    cane = replace(WALK, hidden_kerb_m=0.0)
    assert states(towns, cane, kind=LinkKind.CROSSING, kerb_m=0.0) == [PASSES, PASSES]
    assert states(towns, cane, kind=LinkKind.CROSSING, kerb_m=None) == [UNKNOWN, UNKNOWN]
    assert states(towns, cane, kind=LinkKind.SIDEWALK, kerb_m=0.0) == [PASSES, PASSES]


def test_time_grows_in_proportion_to_the_grade_beyond_comfort_as_in_opentripplanner(
    towns: ModuleType,
) -> None:
    # OTP's slope table: 1 km at 0.11, limit 0.09, costs 26,474 at reluctance 1 and 17,649 at 0.5. Its rule is
    # 1 + 100 x 0.02 x reluctance: 3 and 2 times the level cost, a ratio of 3/2; doubling with each per cent
    # would give 2.
    strong = replace(WALK, comfort_grade_share=0.09, steep_factor_per_share=100.0)
    weak = replace(strong, steep_factor_per_share=50.0)
    for grade in (0.11, -0.11):
        once, twice = (known_s(towns, one, incline_share=grade)[0] for one in (weak, strong))
        assert (once, twice) == (pytest.approx(2 * 80.0), pytest.approx(3 * 80.0))
        assert twice / once == pytest.approx(26474 / 17649, rel=1e-4)
    assert known_s(towns, strong, incline_share=0.09)[0] == pytest.approx(80.0)
    # Not measured, but at most 0.10: one per cent beyond comfort takes the level time again, or nothing.
    low, high = seconds(towns, replace(strong, max_up_share=0.1, max_down_share=0.1), incline_share=None)
    assert (low[0], high[0]) == (pytest.approx(160.0), pytest.approx(80.0))


SOFT = replace(
    WALK,
    surface_factors=(("sett", 1.5), ("dirt", 1.1)),
    smoothness_factors=(("bad", 1.25),),
    comfort_width_m=0.9,
    narrow_factor=1.1,
    comfort_kerb_m=0.03,
    kerb_delay_s=5.0,
    no_tactile_factor=1.2,
)
PAVED: dict[str, Any] = {"tactile_paving": PASSES}


@pytest.mark.parametrize(
    ("street", "extra_s"),
    # 100 m at 1.25 m/s take 80 s; each penalty alone.
    [
        ({"surface": "sett"}, 80.0 * 0.5),
        ({"smoothness": "bad"}, 80.0 * 0.25),
        ({"width_m": 0.89}, 80.0 * 0.1),
        ({"width_m": 0.9}, 0.0),
        ({"kerb_m": 0.04}, 5.0),
        ({"kerb_m": 0.03}, 0.0),
        ({"tactile_paving": BLOCKS}, 80.0 * 0.2),
        ({"surface": "sett", "width_m": 0.5, "kerb_m": 0.1}, 40.0 + 8.0 + 5.0),  # they add up
        ({"surface": "sett", "smoothness": "bad", "tactile_paving": BLOCKS, "kind": LinkKind.LIFT}, 0.0),
        ({"surface": None, "smoothness": None, "tactile_paving": UNKNOWN, "kind": LinkKind.LIFT}, 0.0),
    ],
)
def test_a_soft_penalty_adds_time_and_blocks_nobody(
    towns: ModuleType, street: dict[str, Any], extra_s: float
) -> None:
    assert states(towns, SOFT, **PAVED | street) == [PASSES, PASSES]
    assert known_s(towns, SOFT, **PAVED | street) == pytest.approx([80.0 + extra_s] * 2)


@pytest.mark.parametrize(
    ("unknown", "most_s"),
    [
        ({"surface": None}, 80.0 * 0.5),  # the worst surface that takes longer
        ({"smoothness": None}, 80.0 * 0.25),
        ({"width_m": None}, 80.0 * 0.1),
        ({"kerb_m": None}, 5.0),
        ({"tactile_paving": UNKNOWN}, 80.0 * 0.2),
    ],
)
def test_what_a_soft_penalty_asks_for_in_vain_is_paid_in_the_low_reading_only(
    towns: ModuleType, unknown: dict[str, Any], most_s: float
) -> None:
    assert states(towns, SOFT, **PAVED | unknown) == [PASSES, PASSES]
    low, high = seconds(towns, SOFT, **PAVED | unknown)
    assert low == pytest.approx([80.0 + most_s] * 2)
    assert high == pytest.approx([80.0, 80.0])


def test_what_blocks_is_not_what_an_unknown_street_is_slowed_by(towns: ModuleType) -> None:
    # Who vouches for the street says that it is neither sett nor worse than bad: dirt is the worst left.
    careful = replace(
        SOFT,
        uses_wheels=True,
        blocked_surfaces=frozenset({"sett"}),
        worst_smoothness="intermediate",
    )
    unknown: dict[str, Any] = {"surface": None, "smoothness": None, "wheelchair": PASSES}
    low, _ = seconds(towns, careful, **PAVED | unknown)
    assert low == pytest.approx([80.0 * 1.1] * 2)


def test_every_fault_of_a_profile_is_named_at_once() -> None:
    wrong = Profile(
        "wrong",
        speed_mps=0.0,
        max_up_share=-0.1,
        max_kerb_m=float("nan"),
        worst_smoothness="bumpy",
        steps="block",
        step_delay_s=1.0,
    )
    with pytest.raises(ProfileError) as caught:
        validate(wrong)
    for word in ("speed_mps", "max_up_share", "max_kerb_m", "worst_smoothness", "step_delay_s"):
        assert any(word in fault for fault in caught.value.faults), word


def test_speed_on_wheels_needs_both_limits_and_an_ideal_between_them() -> None:
    with pytest.raises(ProfileError, match="needs max_up_share and max_down_share"):
        validate(replace(CHAIR, max_up_share=None))
    with pytest.raises(ProfileError, match="ideal_grade_share"):
        validate(replace(CHAIR, ideal_grade_share=0.08))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"surface_factors": (("sett", 0.5),)}, "surface_factors must be 1 or more"),
        ({"surface_factors": (("sett", 1.5), ("sett", 2.0))}, "surface_factors names sett twice"),
        ({"smoothness_factors": (("bumpy", 1.5),)}, "smoothness_factors names 'bumpy'"),
        ({"narrow_factor": 0.9}, "narrow_factor must be 1 or more"),
        ({"no_tactile_factor": float("nan")}, "no_tactile_factor must be 1 or more"),
        ({"comfort_width_m": 1.2}, "comfort_width_m and narrow_factor belong together"),
        ({"kerb_delay_s": 5.0}, "comfort_kerb_m and kerb_delay_s belong together"),
        ({"comfort_kerb_m": 0.05, "kerb_delay_s": 5.0}, r"comfort_kerb_m \(0.05\) lies beyond max_kerb_m"),
        ({"comfort_width_m": 0.5, "narrow_factor": 1.1}, r"min_width_m \(0.9\) lies beyond comfort_width_m"),
        ({"comfort_grade_share": 0.2, "steep_factor_per_share": 1.0}, "comfort_grade_share"),
        ({"hidden_kerb_m": -0.1}, "hidden_kerb_m"),
        ({"unmeasured_grade_share": -0.1}, "unmeasured_grade_share"),
        ({"max_cross_slope_share": 0.0}, "max_cross_slope_share"),
    ],
)
def test_a_soft_penalty_that_cannot_act_or_makes_faster_is_refused(
    changes: dict[str, Any], word: str
) -> None:
    with pytest.raises(ProfileError, match=word):
        validate(replace(CHAIR, **changes))
