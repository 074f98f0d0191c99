"""Networks with something wrong with them: what the answers are then, through the engine's front door."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import rasterio
from rasterio import Affine

from gis.assess import AccessResult, ServiceClass, assess_access
from gis.model import FloatArray, Places
from gis.network.elevation import NO_HEIGHT, with_elevation
from gis.network.graph import LinkKind, StreetNetwork
from gis.network.profiles import Profile

WALK = Profile("walk", speed_mps=1.0)
CHAIR = Profile("chair", speed_mps=1.0, max_up_share=0.08, max_down_share=0.08)


def assess(network: StreetNetwork, origins: Places, clinics: Places) -> AccessResult:
    """Assess WALK and CHAIR for one class of service."""
    service = ServiceClass("clinic", clinics)
    return assess_access(network, origins, np.ones(len(origins)), [service], [WALK, CHAIR])


def times(network: StreetNetwork, origins: Places, clinics: Places) -> tuple[FloatArray, FloatArray]:
    """Give times of WALK and of CHAIR, each of shape (2, n_origins): low and high reading."""
    walk, chair = assess(network, origins, clinics).time_s[0]
    return walk, chair


def test_between_parts_that_nothing_connects_there_is_no_way_in_either_reading(towns: ModuleType) -> None:
    nodes = [(0.0, 0.0), (100.0, 0.0), (1000.0, 0.0), (1100.0, 0.0)]
    town = towns.build(nodes, [towns.Street(0, 1), towns.Street(2, 3)])
    result = assess(town.network, town.places((0.0, 0.0), (1000.0, 0.0)), town.places((100.0, 0.0)))
    for profile in result.time_s[0]:
        for reading in profile:
            assert reading == pytest.approx([100.0, np.inf], abs=0.1)
    assert any("cut off from the largest connected part" in note for note in result.diagnostics.notes)


def test_a_link_of_no_length_joins_its_ends_at_no_cost(towns: ModuleType) -> None:
    nodes = [(0.0, 0.0), (100.0, 0.0), (100.0, 0.0), (200.0, 0.0)]
    streets = [towns.Street(0, 1), towns.Street(1, 2, length_m=0.0), towns.Street(2, 3)]
    town = towns.build(nodes, streets)
    origins = town.places((0.0, 0.0), (100.0, 0.0))
    for readings in times(town.network, origins, town.places((200.0, 0.0))):
        for time_s in readings:
            assert time_s == pytest.approx([200.0, 100.0], abs=0.1)


def test_a_network_of_nothing_but_a_link_of_no_length_still_answers(towns: ModuleType) -> None:
    town = towns.build([(0.0, 0.0), (0.0, 0.0)], [towns.Street(0, 1, length_m=0.0)])
    for readings in times(town.network, town.places((30.0, 0.0)), town.places((0.0, 40.0))):
        for time_s in readings:
            assert time_s == pytest.approx([70.0], abs=0.1)  # the two legs to the one point there is


def test_an_unknown_grade_is_a_question_only_for_who_has_a_limit_of_grade(towns: ModuleType) -> None:
    nodes = [(0.0, 0.0), (100.0, 0.0), (200.0, 0.0)]
    town = towns.build(nodes, [towns.Street(0, 1), towns.Street(1, 2, incline_share=None)])
    walk, chair = times(town.network, town.places((0.0, 0.0)), town.places((200.0, 0.0)))
    assert walk[0] == pytest.approx([200.0], abs=0.1)
    assert walk[1] == pytest.approx([200.0], abs=0.1)
    # Low: the clinic joins only links that surely pass, and the nearest, at 100 m, is farther than 30 m
    # beyond its nearest of any kind. High: the unknown grade may be level, which is fastest on wheels.
    assert chair[0] == pytest.approx([np.inf])
    assert chair[1] == pytest.approx([200.0], abs=0.1)


def test_a_loop_from_a_node_to_itself_leads_nowhere_and_can_be_lived_on(towns: ModuleType) -> None:
    nodes = [(0.0, 0.0), (100.0, 0.0)]
    # a round of 400 m, the four sides of a square with node 1 at one corner
    loop = towns.Street(1, 1, via_m=((100.0, 100.0), (200.0, 100.0), (200.0, 0.0)))
    town = towns.build(nodes, [towns.Street(0, 1), loop])
    origins = town.places((100.0, 90.0), (200.0, 10.0), (50.0, 0.0))
    for readings in times(town.network, origins, town.places((0.0, 0.0))):
        for time_s in readings:
            # 90 m along the first side, 10 + 100 m along the last two, and 100 m of street; 50 m of street
            assert time_s == pytest.approx([190.0, 210.0, 50.0], abs=0.1)


def test_of_two_links_between_the_same_nodes_the_shorter_that_may_be_used_counts(towns: ModuleType) -> None:
    nodes = [(0.0, 0.0), (100.0, 0.0), (-50.0, 0.0)]
    streets = [
        towns.Street(2, 0),
        towns.Street(0, 1, incline_share=0.2),
        towns.Street(0, 1, length_m=160.0, via_m=((50.0, 62.45),)),
    ]
    town = towns.build(nodes, streets)
    clinics = town.places((-50.0, 0.0))
    walk, chair = times(town.network, town.places((100.0, 0.0)), clinics)
    assert walk[0] == pytest.approx([150.0], abs=0.1)
    assert chair[0] == pytest.approx([210.0], abs=0.1)


def test_a_town_on_the_antimeridian_is_like_any_other(towns: ModuleType) -> None:
    nodes = [(-200.0, 0.0), (-50.0, 0.0), (50.0, 0.0), (200.0, 0.0)]
    streets = [towns.Street(0, 1), towns.Street(1, 2), towns.Street(2, 3)]
    town = towns.build(nodes, streets, centre_deg=(180.0, -16.5))
    assert np.ptp(town.network.node_lon_deg) > 359.0
    origins = town.places((-200.0, 0.0), (-10.0, 0.0), (20.0, 0.0))
    for readings in times(town.network, origins, town.places((200.0, 0.0))):
        for time_s in readings:
            assert time_s == pytest.approx([400.0, 210.0, 180.0], abs=0.1)


def test_streets_in_a_gap_of_the_elevation_model_stay_unknown(towns: ModuleType, tmp_path: Path) -> None:
    nodes = [(0.0, 0.0), (180.0, 0.0), (220.0, 0.0), (400.0, 0.0)]
    streets = [towns.Street(start, start + 1, incline_share=None) for start in range(3)]
    town = towns.build(nodes, streets)
    # cells of 5 m from (-100, 100) on, level but for a gap from x = 150 to x = 250
    heights = np.full((40, 120), 700.0)
    heights[:, 50:70] = -9999.0
    path = tmp_path / "model.tif"
    plan = "+proj=aeqd +lon_0=-46.63 +lat_0=-23.55 +datum=WGS84 +units=m +type=crs"
    profile = {"height": 40, "width": 120, "count": 1, "dtype": "float64", "nodata": -9999.0, "crs": plan}
    transform = Affine(5.0, 0.0, -100.0, 0.0, -5.0, 100.0)
    with rasterio.open(path, "w", driver="GTiff", transform=transform, **profile) as raster:
        raster.write(heights, 1)
    sloped = with_elevation(town.network, path)
    known = np.isfinite(sloped.incline_share)
    # from 0 to 150 m at most, and from 250 to 400: pieces of at least 30 m that end in the gap are unknown
    assert 180.0 <= sloped.length_m[known].sum() <= 300.0
    assert sloped.length_m[~known].sum() >= 100.0
    assert dict(sloped.left_out)[NO_HEIGHT] == np.count_nonzero(~known)
    walk, chair = times(sloped, town.places((0.0, 0.0)), town.places((400.0, 0.0)))
    assert walk[0] == pytest.approx([400.0], abs=0.2)
    assert chair[0] == pytest.approx([np.inf])
    assert chair[1] == pytest.approx([400.0], abs=0.2)


def test_one_kerb_made_flush_opens_the_way_and_nothing_else_changes(towns: ModuleType) -> None:
    nodes = [(0.0, 0.0), (100.0, 0.0), (101.0, 0.0), (110.0, 0.0), (200.0, 0.0)]
    streets = [
        towns.Street(0, 1),
        towns.Street(1, 2, kind=LinkKind.KERB, kerb_m=0.15),
        towns.Street(2, 3, kind=LinkKind.CROSSING),
        towns.Street(3, 4),
    ]
    town = towns.build(nodes, streets)
    roller = Profile("roller", speed_mps=1.0, max_kerb_m=0.03)
    service = ServiceClass("clinic", town.places((200.0, 0.0)))

    def time_s(network: StreetNetwork) -> FloatArray:
        result = assess_access(network, town.places((0.0, 0.0)), np.ones(1), [service], [roller])
        return np.asarray(result.time_s[0, 0, :, 0])

    assert time_s(town.network) == pytest.approx([np.inf, np.inf])
    kerb_m = np.where(town.network.kind == LinkKind.KERB, 0.0, town.network.kerb_m)
    assert time_s(replace(town.network, kerb_m=kerb_m)) == pytest.approx([200.0, 200.0], abs=0.1)
