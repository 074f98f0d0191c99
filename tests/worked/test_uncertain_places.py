"""Places of which it is not sure what or where they are: in the high reading, wherever they may be."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from gis.assess import AccessResult, ServiceClass, assess_access
from gis.model import BoolArray, FloatArray, Places
from gis.network.profiles import Profile
from gis.network.snap import SPACING_M

WALK = Profile("walk", speed_mps=1.0)  # metres are seconds
LOW, HIGH = 0, 1


def assess(
    towns: ModuleType,
    xs_m: list[float],
    *,
    certain: BoolArray | None = None,
    radius_m: FloatArray | None = None,
) -> AccessResult:
    """One street of 1,000 m from west to east, somebody at its western end, places along it."""
    nodes = [(100.0 * k, 0.0) for k in range(11)]
    town = towns.build(nodes, [towns.Street(k, k + 1) for k in range(10)])
    at = town.places(*[(x, 0.0) for x in xs_m])
    services = Places(at.ids, at.lon_deg, at.lat_deg, "services", certain=certain, radius_m=radius_m)
    home = town.places((0.0, 0.0))
    return assess_access(town.network, home, np.ones(1), [ServiceClass("s", services)], [WALK])


def test_a_place_that_may_not_be_one_counts_in_the_high_reading_only(towns: ModuleType) -> None:
    found = assess(towns, [300, 700], certain=np.array([False, True])).time_s[0, 0]
    assert found[LOW, 0] == pytest.approx(700, abs=1)
    assert found[HIGH, 0] == pytest.approx(300, abs=1)


def test_without_any_certain_place_nothing_is_surely_reached(towns: ModuleType) -> None:
    found = assess(towns, [300], certain=np.array([False])).time_s[0, 0]
    assert np.isinf(found[LOW, 0])
    assert found[HIGH, 0] == pytest.approx(300, abs=1)


def test_a_place_known_to_a_district_may_be_at_its_near_end_and_is_nowhere_for_sure(
    towns: ModuleType,
) -> None:
    # within 400 m of the point at 600 m: at best 200 m from home, less the spacing
    found = assess(towns, [600], radius_m=np.array([400.0])).time_s[0, 0]
    assert np.isinf(found[LOW, 0])
    assert 200 - SPACING_M <= found[HIGH, 0] <= 200


def test_a_place_known_to_its_block_is_as_much_later_as_earlier(towns: ModuleType) -> None:
    found = assess(towns, [600], radius_m=np.array([50.0])).time_s[0, 0]
    assert found[LOW, 0] == pytest.approx(650, abs=1)
    assert 550 - SPACING_M <= found[HIGH, 0] <= 550


def test_a_radius_of_nothing_changes_nothing(towns: ModuleType) -> None:
    exact = assess(towns, [640]).time_s
    assert np.array_equal(assess(towns, [640], radius_m=np.zeros(1)).time_s, exact)


def test_a_place_beyond_the_streets_may_still_be_at_one_within_its_radius(towns: ModuleType) -> None:
    town = towns.build([(0.0, 0.0), (1000.0, 0.0)], [towns.Street(0, 1)])
    home, far = town.places((0.0, 0.0)), town.places((300.0, 2000.0), (0.0, 0.0))
    # 2,000 m off the street is beyond any join, but it lies within 2,000 m of its point
    services = Places(
        far.ids,
        far.lon_deg,
        far.lat_deg,
        "services",
        certain=np.array([True, False]),
        radius_m=np.array([2000.5, 0.0]),
    )
    found = assess_access(town.network, home, np.ones(1), [ServiceClass("s", services)], [WALK])
    assert np.isinf(found.time_s[0, 0, LOW, 0])
    assert not found.diagnostics.warnings


def test_the_nearest_point_a_place_may_lie_at_is_found_to_within_the_spacing(towns: ModuleType) -> None:
    # at 470 m, within 130 m: from 340 m on
    found = assess(towns, [470], radius_m=np.array([130.0])).time_s[0, 0]
    assert 340 - SPACING_M <= found[HIGH, 0] <= 340
