"""Line Town: five nodes in a row, 100 m apart, walked at 1 m/s; every answer is a sum of metres."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from gis.access.coverage import coverage
from gis.assess import AccessResult, ServiceClass, assess_access
from gis.model import FloatArray, Places
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile

WALK = Profile("walk", speed_mps=1.0)


def times(network: StreetNetwork, origins: Places, places: Places, profile: Profile = WALK) -> FloatArray:
    """Give low and high times of one class of service, shape (2, n_origins)."""
    return np.asarray(assess(network, origins, places, profile).time_s[0, 0])


def assess(network: StreetNetwork, origins: Places, places: Places, profile: Profile = WALK) -> AccessResult:
    """Assess one class of service for one profile, one person at each origin."""
    return assess_access(network, origins, np.ones(len(origins)), [ServiceClass("clinic", places)], [profile])


def test_every_node_takes_as_many_seconds_as_metres_to_the_clinic_at_the_end(towns: ModuleType) -> None:
    town = towns.line_town()
    origins = town.places(*[(100.0 * i, 0.0) for i in range(5)])
    low, high = times(town.network, origins, town.places((400.0, 0.0)))
    assert low == pytest.approx([400.0, 300.0, 200.0, 100.0, 0.0], abs=1e-3)
    assert np.array_equal(low, high)


def test_a_place_joins_at_the_projected_point_and_pays_for_the_way_to_it(towns: ModuleType) -> None:
    town = towns.line_town()
    # 30 m beside the street at 140 m, to a clinic 20 m beside it at 310 m: 30 + 170 + 20.
    low, _ = times(town.network, town.places((140.0, 30.0)), town.places((310.0, -20.0)))
    assert low == pytest.approx([220.0], abs=1e-3)


def test_two_places_on_one_street_meet_without_going_round_by_a_node(towns: ModuleType) -> None:
    town = towns.line_town()
    low, _ = times(town.network, town.places((120.0, 0.0), (180.0, 0.0)), town.places((150.0, 0.0)))
    assert low == pytest.approx([30.0, 30.0], abs=1e-3)


def test_of_two_clinics_the_nearer_counts(towns: ModuleType) -> None:
    town = towns.line_town()
    low, _ = times(town.network, town.places((100.0, 0.0)), town.places((400.0, 0.0), (30.0, 0.0)))
    assert low == pytest.approx([70.0], abs=1e-3)


def test_a_one_way_street_is_not_walked_against_its_direction(towns: ModuleType) -> None:
    town = towns.line_town(backward=False)
    low, _ = times(town.network, town.places((120.0, 0.0), (180.0, 0.0)), town.places((150.0, 0.0)))
    assert low == pytest.approx([30.0, np.inf], abs=1e-3)


def test_a_place_forty_kilometres_away_is_left_out_and_named(towns: ModuleType) -> None:
    town = towns.line_town()
    origins = town.places((0.0, 0.0), (0.0, 40_000.0), ids=["near", "far"])
    result = assess(town.network, origins, town.places((400.0, 0.0)))
    assert result.time_s[0, 0, 0] == pytest.approx([400.0, np.inf], abs=1e-3)
    assert [note for note in result.diagnostics.notes if "row 2 (far, 40,000 m)" in note]
    # Nobody disappears from the denominator: one of two people is covered.
    assert coverage(result.time_s[0, 0, 0], np.ones(2), cutoff_s=600.0) == 1.0


def test_a_time_equal_to_the_cutoff_counts(towns: ModuleType) -> None:
    town = towns.line_town()
    low, _ = times(town.network, town.places((0.0, 0.0)), town.places((400.0, 0.0)))
    assert coverage(low, np.array([8.0]), cutoff_s=float(low[0])) == 8.0
    assert coverage(low, np.array([8.0]), cutoff_s=float(np.nextafter(low[0], 0.0))) == 0.0
