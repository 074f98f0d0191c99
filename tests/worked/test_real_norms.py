"""Real streets against the norms: what the data cannot say is unknown, neither met nor failed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gis.model import Passability, Reading
from gis.network.compliance import RuleCompliance, check_compliance
from gis.network.evaluation import evaluate
from gis.network.graph import StreetNetwork
from gis.network.reading import read_network
from gis.network.reasons import link_reasons
from studies.profiles import load_profiles
from studies.standards import read_standards, to_rules

pytestmark = pytest.mark.realdata


def nbr_9050(network: StreetNetwork) -> dict[str, RuleCompliance]:
    """Hold a network against NBR 9050."""
    rules = to_rules(read_standards()["nbr_9050"])
    return {found.rule.key: found for found in check_compliance(network, rules)}


def test_in_central_sao_paulo_next_to_no_kerb_can_be_held_against_the_norm(real_data: Path) -> None:
    # Research notes, section 0: one crossing of 3,204 says anything about its kerb, and it is a raised one.
    network = read_network(real_data / "sao-paulo" / "transporte" / "spo_osm.pbf")
    level = nbr_9050(network)["level_change"]
    assert (level.meets_count, level.fails_count) == (0, 1)
    assert level.unknown_count > 3000
    # Of the walkable length 3.5 % has a width and 0.1 % tactile paving: few links are known to be safe.
    states = evaluate(network, load_profiles()["blind_long_cane"]).state
    passes_m = float((network.length_m * (states == Passability.PASSES).all(axis=0)).sum())
    assert passes_m / float(network.length_m.sum()) < 0.05


def test_in_redmond_flush_kerbs_meet_the_norm_and_raised_ones_fail_it(real_data: Path) -> None:
    # Research notes, section 4.5: kerbs 645 lowered, 91 raised, 21 flush; one kerb may serve two crossings.
    network = read_network(real_data / "redmond-wa" / "opensidewalks_wa_microsoft.zip")
    level = nbr_9050(network)["level_change"]
    assert level.meets_count == 21
    assert 91 <= level.fails_count <= 2 * 91
    assert level.unknown_count >= 645


def test_every_blocked_link_of_a_real_city_has_a_reason(real_data: Path) -> None:
    network = read_network(real_data / "redmond-wa" / "opensidewalks_wa_microsoft.zip")
    chair = load_profiles()["manual_wheelchair"]
    blocked = np.flatnonzero(evaluate(network, chair).state[0] == Passability.BLOCKS)
    assert blocked.size > 0
    for reasons in link_reasons(
        network, chair, blocked, np.zeros(blocked.size, dtype=bool), reading=Reading.LOW
    ):
        assert reasons[0].state == "blocks"
        assert reasons[0].value is not None or reasons[0].rule == "steps"  # stairs may be uncounted
