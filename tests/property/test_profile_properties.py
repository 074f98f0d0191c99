"""What must hold for every profile on every network: reasons agree, looser is never worse, turning swaps."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.model import Passability, Reading
from gis.network.evaluation import evaluate
from gis.network.graph import LinkKind, StreetNetwork
from gis.network.profiles import Profile
from gis.network.reasons import link_reasons

SLOW_WORDS = (("dirt", 1.1), ("sett", 1.5))
PROFILE = Profile(
    "chair",
    speed_mps=0.8,
    max_up_share=0.08,
    max_down_share=0.10,
    max_cross_slope_share=0.04,
    max_kerb_m=0.03,
    min_width_m=0.9,
    blocked_surfaces=frozenset({"sand"}),
    worst_smoothness="bad",
    steps="block",
    crossing_delay_s=30.0,
    lift_delay_s=45.0,
    uses_wheels=True,
    comfort_grade_share=0.05,
    steep_factor_per_share=20.0,
    surface_factors=SLOW_WORDS,
    smoothness_factors=(("bad", 1.3),),
    comfort_width_m=1.2,
    narrow_factor=1.2,
    comfort_kerb_m=0.01,
    kerb_delay_s=4.0,
    hidden_kerb_m=0.0,
    no_tactile_factor=1.1,
)
PROFILES = st.sampled_from(
    [
        PROFILE,
        replace(PROFILE, slope_speed="wheels"),
        replace(PROFILE, slope_speed="tobler", steps="pass", step_delay_s=0.5, uses_wheels=False),
        Profile("walk", speed_mps=1.2, slope_speed="tobler"),
    ]
)
TIGHTEST_SHARE = 0.08  # of the limits of grade above
READINGS = st.sampled_from(list(Reading))
STATES = st.sampled_from(list(Passability))
STREETS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(list(LinkKind)),
        "forward": st.sampled_from([True, True, False]),
        "backward": st.sampled_from([True, True, False]),
        "surface": st.sampled_from([None, "asphalt", "dirt", "sett", "sand"]),
        "smoothness": st.sampled_from([None, "good", "bad", "horrible"]),
        "width_m": st.sampled_from([None, 0.6, 1.0, 2.0]),
        "incline_share": st.sampled_from([None, -0.15, -0.09, 0.0, 0.03, 0.07, 0.09]),
        "incline_bound_share": st.sampled_from([None, 0.02, 0.09, 0.3]),
        "cross_slope_share": st.sampled_from([None, 0.01, 0.08]),
        "kerb_m": st.sampled_from([None, 0.0, 0.02, 0.1]),
        "step_count": st.sampled_from([None, 0.0, 4.0]),
        "wheelchair": STATES,
        "tactile_paving": STATES,
    }
)
LOOSER: dict[str, Any] = {
    "max_up_share": 0.2,
    "max_down_share": None,
    "max_cross_slope_share": 0.1,
    "max_kerb_m": 0.12,
    "min_width_m": None,
    "blocked_surfaces": frozenset(),
    "worst_smoothness": None,
    "steps": "pass",
    "uses_wheels": False,
    "hidden_kerb_m": None,
}


def build(towns: ModuleType, drawn: list[dict[str, Any]]) -> StreetNetwork:
    """Lay the streets drawn in a row, 50 m each."""
    nodes = [(50.0 * i, 0.0) for i in range(len(drawn) + 1)]
    streets = [towns.Street(i, i + 1, **street) for i, street in enumerate(drawn)]
    network = towns.build(nodes, streets).network
    assert isinstance(network, StreetNetwork)
    return network


DRAWN = st.lists(STREETS, min_size=1, max_size=12)


@given(drawn=DRAWN, profile=PROFILES, reading=READINGS)
def test_reasons_agree_with_the_state_and_their_seconds_with_the_cost(
    towns: ModuleType, drawn: list[dict[str, Any]], profile: Profile, reading: Reading
) -> None:
    network = build(towns, drawn)
    costs = evaluate(network, profile)
    everywhere = np.arange(network.n_links)
    level_s = network.length_m / profile.speed_mps
    for row, backward in enumerate((False, True)):
        found = link_reasons(
            network, profile, everywhere, np.full(network.n_links, backward), reading=reading
        )
        for link, reasons in enumerate(found):
            told = {reason.state for reason in reasons}
            expected = Passability.PASSES
            if "blocks" in told:
                expected = Passability.BLOCKS
            elif "unknown" in told:
                expected = Passability.UNKNOWN
            assert costs.state[row, link] == expected
            assert all((reason.extra_s > 0) == (reason.state == "slows") for reason in reasons)
            grade = (-1 if backward else 1) * network.incline_share[link]
            # downhill may be faster than level, and so may what the high reading takes an unknown grade for
            gains = grade < 0 or (reading is Reading.HIGH and np.isnan(grade))
            if expected != Passability.BLOCKS and not gains:
                extra_s = sum(reason.extra_s for reason in reasons)
                assert costs.in_reading(reading)[row, link] == pytest.approx(level_s[link] + extra_s)


@given(drawn=DRAWN, loosened=st.sets(st.sampled_from(sorted(LOOSER)), min_size=1))
def test_a_looser_limit_at_equal_speed_never_closes_a_link_nor_makes_it_longer(
    towns: ModuleType, drawn: list[dict[str, Any]], loosened: set[str]
) -> None:
    network = build(towns, drawn)
    loose = replace(PROFILE, **{field: LOOSER[field] for field in loosened})
    before, after = evaluate(network, PROFILE), evaluate(network, loose)
    if "uses_wheels" in loosened:  # nobody's word settles the unknown any more, so unknown may replace passes
        assert (after.state[before.state == Passability.UNKNOWN] >= Passability.UNKNOWN).all()
        assert (after.state[before.state == Passability.PASSES] >= Passability.UNKNOWN).all()
    else:
        assert (after.state >= before.state).all()
    assert (after.in_reading(Reading.HIGH) <= before.in_reading(Reading.HIGH)).all()
    # An unknown grade that the tighter limits bounded may be steeper for whoever has looser ones.
    bounded = np.isfinite(network.incline_share) | (network.incline_bound_share <= TIGHTEST_SHARE)
    longer = after.in_reading(Reading.LOW) > before.in_reading(Reading.LOW)
    assert not longer[:, bounded].any()


@given(drawn=DRAWN, profile=PROFILES)
def test_turning_every_link_and_slope_round_swaps_forward_and_backward(
    towns: ModuleType, drawn: list[dict[str, Any]], profile: Profile
) -> None:
    network = build(towns, drawn)
    turned = towns.replaced(
        network,
        link_from=network.link_to,
        link_to=network.link_from,
        incline_share=-network.incline_share,
        forward=network.backward,
        backward=network.forward,
    )
    before, after = evaluate(network, profile), evaluate(turned, profile)
    assert np.array_equal(after.state, before.state[::-1])
    assert np.array_equal(after.cost_s, before.cost_s[:, ::-1])


@given(drawn=DRAWN, profile=PROFILES)
def test_a_soft_penalty_changes_no_state_and_never_shortens(
    towns: ModuleType, drawn: list[dict[str, Any]], profile: Profile
) -> None:
    network = build(towns, drawn)
    plain = replace(
        profile,
        comfort_grade_share=None,
        steep_factor_per_share=0.0,
        surface_factors=(),
        smoothness_factors=(),
        comfort_width_m=None,
        narrow_factor=1.0,
        comfort_kerb_m=None,
        kerb_delay_s=0.0,
        no_tactile_factor=1.0,
    )
    soft, hard = evaluate(network, profile), evaluate(network, plain)
    assert np.array_equal(soft.state, hard.state)
    assert (soft.cost_s >= hard.cost_s).all()
