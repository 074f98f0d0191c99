"""Does a street meet the norm: meets, fails or unknown, apart from who can pass it."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from gis.errors import InputError
from gis.model import Passability
from gis.network.compliance import NOT_RECORDED, RuleCompliance, StandardRule, check_compliance
from gis.network.evaluation import evaluate
from gis.network.graph import LinkKind
from gis.network.profiles import Profile

MEETS, UNKNOWN, FAILS = Passability.PASSES, Passability.UNKNOWN, Passability.BLOCKS
WIDTH = StandardRule("free_width", "width_m", "at_least", 1.2, frozenset({LinkKind.SIDEWALK}))
LEVEL = StandardRule(
    "level_change",
    "level_change_m",
    "at_most",
    0.005,
    frozenset({LinkKind.CROSSING, LinkKind.KERB}),
    fails_beyond=0.02,
)
GRADE = StandardRule("grade", "grade_share", "at_most", 0.05, frozenset({LinkKind.FOOTWAY}))


def check(towns: ModuleType, rule: StandardRule, *streets: dict[str, Any]) -> RuleCompliance:
    """Hold streets in a row, each 100 m unless said otherwise, against one rule."""
    nodes = [(100.0 * i, 0.0) for i in range(len(streets) + 1)]
    links = [
        towns.Street(i, i + 1, **{"length_m": 100.0, "kind": min(rule.kinds), **street})
        for i, street in enumerate(streets)
    ]
    return check_compliance(towns.build(nodes, links).network, [rule])[0]


def test_each_link_meets_fails_or_is_unknown_and_the_shares_are_of_length(towns: ModuleType) -> None:
    found = check(
        towns,
        WIDTH,
        {"width_m": 1.2, "length_m": 100.0},  # exactly at the limit
        {"width_m": 1.19, "length_m": 200.0},
        {"width_m": None, "length_m": 500.0},
        {"width_m": 0.5, "length_m": 1000.0, "kind": LinkKind.ROAD},  # the rule does not speak of roads
    )
    assert found.state.tolist() == [MEETS, FAILS, UNKNOWN, UNKNOWN]
    assert found.concerned.tolist() == [True, True, True, False]
    assert found.concerned_m == pytest.approx(800.0)
    shares = [found.meets_share, found.fails_share, found.unknown_share]
    assert shares == pytest.approx([1 / 8, 2 / 8, 5 / 8])
    assert (found.meets_count, found.fails_count, found.unknown_count) == (1, 1, 1)


def test_between_two_limits_a_condition_decides_that_nobody_recorded(towns: ModuleType) -> None:
    found = check(
        towns,
        LEVEL,
        *(
            {"kerb_m": kerb_m, "kind": LinkKind.KERB}
            for kerb_m in (0.0, 0.005, 0.006, 0.02, 0.021, 0.15, None)
        ),
    )
    assert found.state.tolist() == [MEETS, MEETS, UNKNOWN, UNKNOWN, FAILS, FAILS, UNKNOWN]


def test_a_crossing_whose_kerbs_are_links_of_their_own_does_not_meet_the_norm_once_more(
    towns: ModuleType,
) -> None:
    found = check(
        towns,
        LEVEL,
        {"kerb_m": 0.15, "kind": LinkKind.KERB, "length_m": 0.5},
        {"kerb_m": 0.0, "kind": LinkKind.CROSSING},
        {"kerb_m": None, "kind": LinkKind.CROSSING},
    )
    assert found.concerned.tolist() == [True, False, True]
    assert (found.meets_count, found.fails_count, found.unknown_count) == (0, 1, 1)


def test_a_lowered_kerb_is_three_centimetres_or_less_and_fails_no_stricter_limit(towns: ModuleType) -> None:
    assert check(towns, LEVEL, {"kerb_m": 0.03}).state.tolist() == [UNKNOWN]
    looser = replace(LEVEL, limit=0.03, fails_beyond=None)
    assert check(towns, looser, {"kerb_m": 0.03}).state.tolist() == [MEETS]


def test_a_ramp_is_as_steep_downhill_as_uphill(towns: ModuleType) -> None:
    found = check(towns, GRADE, {"incline_share": -0.06}, {"incline_share": 0.06}, {"incline_share": -0.05})
    assert found.state.tolist() == [FAILS, FAILS, MEETS]


def test_a_bound_on_the_grade_can_show_that_the_norm_is_met_but_not_that_it_fails(towns: ModuleType) -> None:
    found = check(
        towns,
        GRADE,
        {"incline_share": None, "incline_bound_share": 0.04},
        {"incline_share": None, "incline_bound_share": 0.30},
    )
    assert found.state.tolist() == [MEETS, UNKNOWN]


def test_a_rule_about_what_networks_do_not_record_is_listed_with_the_reason(towns: ModuleType) -> None:
    height = StandardRule("height", "clear_height_m", "at_least", 2.1, frozenset({LinkKind.SIDEWALK}))
    found = check(towns, height, {}, {})
    assert found.not_checkable == NOT_RECORDED["clear_height_m"]
    assert found.unknown_share == 1.0
    assert check(towns, WIDTH, {}).not_checkable == ""


def test_a_link_that_nobody_may_walk_is_no_part_of_the_streets(towns: ModuleType) -> None:
    closed = {"forward": False, "backward": False, "width_m": 0.5, "length_m": 300.0}
    one_way = {"backward": False, "width_m": 2.0, "length_m": 100.0}
    found = check(towns, WIDTH, closed, one_way)
    assert found.concerned.tolist() == [False, True]
    assert found.concerned_m == pytest.approx(100.0)
    assert found.meets_share == 1.0


def test_without_any_link_concerned_there_is_no_share(towns: ModuleType) -> None:
    found = check(towns, WIDTH, {"kind": LinkKind.ROAD})
    assert found.concerned_m == 0.0
    assert np.isnan([found.meets_share, found.fails_share, found.unknown_share]).all()


def test_passing_and_meeting_the_norm_are_two_questions(towns: ModuleType) -> None:
    narrow = towns.build([(0, 0), (100, 0)], [towns.Street(0, 1, kind=LinkKind.SIDEWALK, width_m=1.0)])
    chair = Profile("chair", speed_mps=0.8, min_width_m=0.9)
    assert evaluate(narrow.network, chair).state.tolist() == [[MEETS], [MEETS]]
    assert check_compliance(narrow.network, [WIDTH])[0].state.tolist() == [FAILS]


def test_every_fault_of_every_rule_is_named_at_once(towns: ModuleType) -> None:
    wrong = [
        replace(WIDTH, key="a", quantity="beauty"),
        replace(WIDTH, key="b", limit=-1.0),
        replace(LEVEL, key="c", fails_beyond=0.001),
        replace(WIDTH, key="d", fails_beyond=1.5),
    ]
    with pytest.raises(InputError) as caught:
        check_compliance(towns.line_town().network, wrong, source="nbr.yaml")
    assert [fault.split(":")[0] for fault in caught.value.faults] == ["rule a", "rule b", "rule c", "rule d"]
    assert caught.value.source == "nbr.yaml"
