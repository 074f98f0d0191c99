"""Why a link is blocked, unknown or slow: one reason for each rule and penalty, in the direction walked."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from gis.errors import ProfileError
from gis.model import Passability, Reading
from gis.network.evaluation import evaluate
from gis.network.graph import LinkKind
from gis.network.profiles import Profile
from gis.network.reasons import LinkReason, link_reasons

WALK = Profile("walk", speed_mps=1.25)
CHAIR = Profile(
    "chair",
    speed_mps=0.8,
    max_up_share=0.08,
    max_down_share=0.10,
    max_kerb_m=0.03,
    min_width_m=0.9,
    blocked_surfaces=frozenset({"sand", "sett"}),
    worst_smoothness="intermediate",
    steps="block",
    crossing_delay_s=30.0,
    uses_wheels=True,
)


def reasons(
    towns: ModuleType,
    profile: Profile,
    *,
    backward: bool = False,
    reading: Reading = Reading.LOW,
    **street: object,
) -> tuple[LinkReason, ...]:
    """Ask about the only street of 100 m."""
    town = towns.build([(0, 0), (100, 0)], [towns.Street(0, 1, **street)])
    return link_reasons(town.network, profile, np.array([0]), np.array([backward]), reading=reading)[0]


def test_a_plain_street_has_no_reason(towns: ModuleType) -> None:
    assert reasons(towns, CHAIR) == ()


@pytest.mark.parametrize(
    ("street", "expected"),
    [
        ({"kerb_m": 0.15}, LinkReason("kerb", "blocks", 0.15, 0.03, "m", 0.0)),
        ({"kerb_m": None}, LinkReason("kerb", "unknown", None, 0.03, "m", 0.0)),
        ({"width_m": 0.5}, LinkReason("width", "blocks", 0.5, 0.9, "m", 0.0)),
        ({"surface": "sett"}, LinkReason("surface", "blocks", "sett", "none of sand, sett", "", 0.0)),
        ({"surface": None}, LinkReason("surface", "unknown", None, "none of sand, sett", "", 0.0)),
        ({"smoothness": "bad"}, LinkReason("smoothness", "blocks", "bad", "intermediate", "", 0.0)),
        ({"step_count": 3.0}, LinkReason("steps", "blocks", 3.0, 0.0, "steps", 0.0)),
        ({"forward": False}, LinkReason("direction", "blocks", "closed", "open", "", 0.0)),
        ({"wheelchair": Passability.BLOCKS}, LinkReason("wheelchair", "blocks", "no", "yes", "", 0.0)),
    ],
)
def test_each_rule_tells_its_value_and_its_limit(
    towns: ModuleType, street: dict[str, Any], expected: LinkReason
) -> None:
    assert reasons(towns, CHAIR, **street) == (expected,)


def test_a_grade_is_told_in_the_direction_walked(towns: ModuleType) -> None:
    # Nine per cent up along the street: too steep to climb (8), not too steep to descend (10).
    up = LinkReason("grade up", "blocks", 0.09, 0.08, "rise/run", 0.0)
    assert reasons(towns, CHAIR, incline_share=0.09) == (up,)
    assert reasons(towns, CHAIR, incline_share=0.09, backward=True) == ()
    down = reasons(towns, CHAIR, incline_share=0.11, backward=True)
    assert down == (LinkReason("grade down", "blocks", 0.11, 0.10, "rise/run", 0.0),)


def test_what_blocks_comes_before_what_is_unknown_and_what_slows(towns: ModuleType) -> None:
    found = reasons(towns, CHAIR, kind=LinkKind.CROSSING, kerb_m=None, width_m=0.5)
    assert [(reason.rule, reason.state) for reason in found] == [
        ("width", "blocks"),
        ("kerb", "unknown"),
        ("crossing", "slows"),
    ]
    assert found[-1] == LinkReason("crossing", "slows", 1.0, 0.0, "crossings", 30.0)


def test_whoever_vouches_for_a_street_leaves_nothing_unknown(towns: ModuleType) -> None:
    assert reasons(towns, CHAIR, kerb_m=None, width_m=None, wheelchair=Passability.PASSES) == ()


def test_each_penalty_tells_its_seconds_and_they_add_up_to_the_cost(towns: ModuleType) -> None:
    # 100 m at 1.25 m/s: 80 s; sett half as long again: 40 s; 20 steps of 0.5 s: 10 s.
    soft = replace(WALK, surface_factors=(("sett", 1.5),), step_delay_s=0.5)
    street: dict[str, Any] = {"surface": "sett", "step_count": 20.0, "kind": LinkKind.STEPS}
    found = reasons(towns, soft, **street)
    assert found == (
        LinkReason("rough surface", "slows", "sett", "slower on sett", "", found[0].extra_s),
        LinkReason("steps", "slows", 20.0, 0.0, "steps", 10.0),
    )
    assert found[0].extra_s == pytest.approx(40.0)
    town = towns.build([(0, 0), (100, 0)], [towns.Street(0, 1, **street)])
    assert evaluate(town.network, soft).cost_s[:, 0, 0] == pytest.approx([80.0 + 40.0 + 10.0] * 2)


def test_a_slope_slows_uphill_and_is_no_reason_downhill(towns: ModuleType) -> None:
    # Tobler: exp(3.5 x 0.10) times the level 80 s uphill; five per cent down is faster than level.
    hiker = replace(WALK, slope_speed="tobler")
    (up,) = reasons(towns, hiker, incline_share=0.10)
    assert (up.rule, up.state, up.value) == ("slope", "slows", 0.10)
    assert up.extra_s == pytest.approx(80.0 * (np.exp(0.35) - 1.0))
    assert reasons(towns, hiker, incline_share=0.05, backward=True) == ()


def test_a_penalty_that_the_low_reading_assumes_is_told_without_a_value(towns: ModuleType) -> None:
    # 80 s on the level; at most eight per cent up; at worst sett; no tactile paving for a tenth more.
    wary = replace(WALK, slope_speed="tobler", surface_factors=(("sett", 1.5),), no_tactile_factor=1.1)
    street: dict[str, Any] = {"incline_share": None, "incline_bound_share": 0.08, "surface": None}
    told = reasons(towns, wary, **street)
    assert [(reason.rule, reason.state, reason.value) for reason in told] == [
        ("slope", "slows", None),
        ("rough surface", "slows", None),
        ("no tactile paving", "slows", None),
    ]
    moving_s = 80.0 * np.exp(3.5 * 0.08)
    expected = [moving_s - 80.0, 0.5 * moving_s, 0.1 * moving_s]
    assert [reason.extra_s for reason in told] == pytest.approx(expected)
    assert reasons(towns, wary, reading=Reading.HIGH, **street) == ()


def test_links_may_be_asked_for_in_any_order_and_several_times(towns: ModuleType) -> None:
    town = towns.build(
        [(0, 0), (100, 0), (200, 0)], [towns.Street(0, 1, kerb_m=0.2), towns.Street(1, 2, width_m=0.1)]
    )
    found = link_reasons(
        town.network, CHAIR, np.array([1, 0, 1]), np.array([False, True, True]), reading=Reading.HIGH
    )
    assert [[reason.rule for reason in each] for each in found] == [["width"], ["kerb"], ["width"]]
    nothing = np.array([], dtype=int), np.array([], dtype=bool)
    assert link_reasons(town.network, CHAIR, *nothing, reading=Reading.HIGH) == []


def test_a_profile_that_is_not_valid_gives_no_reasons(towns: ModuleType) -> None:
    with pytest.raises(ProfileError, match="speed_mps"):
        reasons(towns, replace(CHAIR, speed_mps=0.0))
