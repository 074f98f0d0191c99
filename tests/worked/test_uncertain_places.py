"""Places of which it is not sure what or where they are: in the high reading, wherever they may be."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from gis.assess import AccessResult, ServiceClass, assess_access
from gis.errors import AttributeInputError, ShapeMismatchError
from gis.model import BoolArray, FloatArray, Places, Reading
from gis.network.profiles import Profile
from gis.network.snap import SPACING_M, Joiner
from gis.travel.paths import find_paths

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


def test_whoever_may_stand_before_a_place_walks_no_street_to_it(towns: ModuleType) -> None:
    town = towns.build([(0.0, 0.0), (1000.0, 0.0)], [towns.Street(0, 1)])
    joiner = Joiner(town.network)
    drawn = town.places((400.0, 0.0))
    place = Places(drawn.ids, drawn.lon_deg, drawn.lat_deg, radius_m=np.array([150.0]))
    # 20 m off the street within the radius, and 300 m west of its rim
    origins = joiner.candidates(town.places((300.0, 20.0), (0.0, 0.0)), with_points=True)
    inside, outside = find_paths(town.network, origins, joiner.candidates(place), WALK, reading=Reading.HIGH)
    assert inside is not None
    assert (inside.total_s, len(inside.link)) == (20, 0)
    assert outside is not None
    assert 250 - SPACING_M <= outside.total_s <= 250


def test_origins_joined_without_their_points_are_refused_with_the_reason(towns: ModuleType) -> None:
    town = towns.line_town()
    joiner = Joiner(town.network)
    drawn = town.places((200.0, 0.0))
    place = Places(drawn.ids, drawn.lon_deg, drawn.lat_deg, radius_m=np.array([150.0]))
    origins = joiner.candidates(town.places((0.0, 0.0)))
    with pytest.raises(ShapeMismatchError, match="joined without their points"):
        find_paths(town.network, origins, joiner.candidates(place), WALK, reading=Reading.HIGH)


def test_a_position_that_gets_no_nearer_a_street_than_allowed_is_not_surely_joined(
    towns: ModuleType,
) -> None:
    town = towns.build([(0.0, 0.0), (1000.0, 0.0)], [towns.Street(0, 1)])
    drawn = town.places((300.0, 460.0))  # 460 m off the street, and perhaps 510 m
    services = Places(drawn.ids, drawn.lon_deg, drawn.lat_deg, radius_m=np.array([50.0]))
    found = assess_access(
        town.network, town.places((0.0, 0.0)), np.ones(1), [ServiceClass("s", services)], [WALK]
    ).time_s[0, 0]
    assert np.isinf(found[LOW, 0])
    assert found[HIGH, 0] == pytest.approx(300 + 410, abs=1)


@pytest.mark.parametrize("radius_m", [-1.0, np.nan, np.inf])
def test_a_radius_that_is_none_is_told_with_its_row(towns: ModuleType, radius_m: float) -> None:
    with pytest.raises(AttributeInputError, match="row 2"):
        assess(towns, [100, 200], radius_m=np.array([0.0, radius_m]))


def test_people_whose_home_is_not_known_are_refused(towns: ModuleType) -> None:
    town = towns.line_town()
    homes = town.places((0.0, 0.0))
    unsure = Places(homes.ids, homes.lon_deg, homes.lat_deg, "homes", radius_m=np.array([50.0]))
    with pytest.raises(AttributeInputError, match="not origins"):
        assess_access(town.network, unsure, np.ones(1), [ServiceClass("s", homes)], [WALK])
