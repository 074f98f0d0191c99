"""Grid Town, Island Town and Hill Town: what is unknown, what is cut off, and which way is up."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from gis.access.coverage import coverage
from gis.assess import AccessResult, ServiceClass, assess_access
from gis.model import Places
from gis.network.connectivity import components, largest_component, strong_components
from gis.network.evaluation import evaluate
from gis.network.graph import StreetNetwork
from gis.network.profiles import Profile

WALK = Profile("walk", speed_mps=1.0)
CHAIR = Profile("chair", speed_mps=0.5, max_up_share=0.08, max_down_share=0.12, max_kerb_m=0.03)


def assess(network: StreetNetwork, origins: Places, *places: Places) -> AccessResult:
    """Assess WALK and CHAIR, one class of service for each layer of places."""
    services = [ServiceClass(f"class {i}", layer) for i, layer in enumerate(places)]
    return assess_access(network, origins, np.ones(len(origins)), services, [WALK, CHAIR])


def test_in_grid_town_every_time_is_the_sum_of_blocks_east_and_north(towns: ModuleType) -> None:
    town = towns.grid_town(5)
    corners = [(100.0 * column, 100.0 * row) for row in range(5) for column in range(5)]
    result = assess(town.network, town.places(*corners), town.places((0.0, 0.0)), town.places((200.0, 200.0)))
    to_corner = [x + y for x, y in corners]
    to_centre = [abs(x - 200) + abs(y - 200) for x, y in corners]
    assert result.time_s[0, 0, 0] == pytest.approx(to_corner, abs=0.01)
    assert result.time_s[1, 0, 0] == pytest.approx(to_centre, abs=0.01)
    assert result.time_s[1, 1, 0] == pytest.approx([2 * metres for metres in to_centre], abs=0.01)
    # Within 200 s of the centre on foot: 1 + 4 + 8 corners, those at 200 s included; in the chair 1 + 4.
    people = np.ones(25)
    assert coverage(np.round(result.time_s[1, 0, 0], 2), people, cutoff_s=200.0) == 13.0
    assert coverage(np.round(result.time_s[1, 1, 0], 2), people, cutoff_s=200.0) == 5.0


def test_in_island_town_the_unrecorded_kerb_separates_the_readings(towns: ModuleType) -> None:
    town = towns.island_town()
    origins = town.places((0.0, 0.0), (320.0, 0.0), (720.0, 0.0))
    result = assess(town.network, origins, town.places((100.0, 0.0)))
    walk, chair = result.time_s[0]
    # Walkers ignore kerbs: 100 m; 100 + 20 + 100 = 220 m; the rock has no way.
    assert walk[0] == pytest.approx([100.0, 220.0, np.inf], abs=0.01)
    assert np.array_equal(walk[0], walk[1])
    # The chair, at 0.5 m/s, crosses only if the kerb nobody recorded is low.
    assert chair[0] == pytest.approx([200.0, np.inf, np.inf], abs=0.01)
    assert chair[1] == pytest.approx([200.0, 440.0, np.inf], abs=0.01)
    notes = " ".join(result.diagnostics.notes)
    assert "1 of 3 places of places.csv have no street nearby but such as are cut off" in notes
    assert "chair: origins without any way, even if everything unknown passes: to class 0 from 1." in notes
    # 20 of 420 m, both directions.
    assert "chair: whether 5% of the street length can be used is not known." in notes


def test_island_town_has_two_components_and_the_larger_comes_first(towns: ModuleType) -> None:
    network = towns.island_town().network
    assert components(network).tolist() == [0, 0, 0, 0, 0, 1, 1]
    assert largest_component(network).sum() == 5


def test_in_hill_town_the_chair_goes_down_the_hill_but_round_to_get_up(towns: ModuleType) -> None:
    town = towns.hill_town()
    bottom, top = town.places((0.0, 0.0)), town.places((100.0, 0.0))
    up = assess(town.network, bottom, top).time_s[0, :, 0, 0]
    down = assess(town.network, top, bottom).time_s[0, :, 0, 0]
    # Up: 100 m on foot; in the chair 100 + 200 + 100 m at 0.5 m/s. Down: ten per cent is allowed.
    assert up == pytest.approx([100.0, 800.0], abs=0.01)
    assert down == pytest.approx([100.0, 200.0], abs=0.01)


def test_a_hill_that_can_only_be_descended_leaves_no_way_back(towns: ModuleType) -> None:
    town = towns.build(
        [(0, 0), (100, 0), (200, 0)], [towns.Street(0, 1, incline_share=0.10), towns.Street(1, 2)]
    )
    usable = evaluate(town.network, CHAIR).state > 0
    assert strong_components(town.network, usable).tolist() == [1, 0, 0]


def test_in_the_high_reading_a_place_keeps_the_join_of_the_low_one(towns: ModuleType) -> None:
    # Nearest is a path of unknown kerb that leads nowhere; 15 m further a street that surely passes.
    town = towns.build(
        [(0, 0), (100, 0), (0, -25), (100, -25)],
        [towns.Street(0, 1, kerb_m=None), towns.Street(2, 3)],
    )
    result = assess(town.network, town.places((50, -10)), town.places((100, -25)))
    low, high = result.time_s[0, 1, :, 0]
    # 15 m to the street, 50 m along it, at 0.5 m/s, in both readings.
    assert (low, high) == pytest.approx((130.0, 130.0), abs=0.01)


def test_the_same_town_gives_the_same_times_on_the_other_side_of_the_earth(towns: ModuleType) -> None:
    plan = [(0.0, 0.0), (400.0, 0.0), (400.0, 300.0)]
    streets = [towns.Street(0, 1), towns.Street(1, 2)]
    for centre_deg in ((-46.63, -23.55), (179.999, -16.5), (-179.999, 52.0)):
        town = towns.build(plan, streets, centre_deg=centre_deg)
        result = assess(town.network, town.places((100.0, 20.0)), town.places((390.0, 200.0)))
        # 20 m to the street, 300 m, 200 m up the second, 10 m across.
        assert result.time_s[0, 0, 0] == pytest.approx([530.0], abs=0.05)


def test_a_faster_profile_with_the_same_limits_is_never_slower(towns: ModuleType) -> None:
    town = towns.grid_town(4)
    origins, places = town.places((10, 3), (250, 180)), town.places((300, 300))
    services = [ServiceClass("clinic", places)]
    slow, fast = assess_access(
        town.network, origins, np.ones(2), services, [WALK, replace(WALK, name="runner", speed_mps=3.0)]
    ).time_s[0, :, 0]
    # each link's time is rounded to a tenth of a second; neither trip has more than eight parts
    assert fast == pytest.approx(slow / 3.0, abs=8 * 0.05)
    assert (fast <= slow).all()
