"""Paths and barriers: worked towns walked at 1 m/s, so that every time is a number of metres."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest
import shapely

from gis.errors import AttributeInputError
from gis.model import Passability, Reading
from gis.network.graph import LinkKind
from gis.network.profiles import Profile
from gis.network.snap import Joiner
from gis.travel.barriers import Barriers, find_barriers
from gis.travel.paths import Path, find_paths

WALK = Profile("walk", speed_mps=1.0)
CHAIR = Profile("chair", speed_mps=1.0, max_up_share=0.08, max_kerb_m=0.03, steps="block", uses_wheels=True)

At = tuple[float, float]


def layers(town: Any, origins: list[At], places: list[At]) -> tuple[Any, Any, Any]:  # noqa: ANN401 - Town comes from a module loaded by path
    joiner = Joiner(town.network)
    return town.network, joiner.candidates(town.places(*origins)), joiner.candidates(town.places(*places))


def path(town: Any, origin: At, places: list[At], **more: Any) -> Path | None:  # noqa: ANN401 - as above
    profile, reading = more.pop("profile", WALK), more.pop("reading", Reading.LOW)
    (found,) = find_paths(*layers(town, [origin], places), profile, reading=reading, **more)
    return found


def barriers(town: Any, origin: At, places: list[At], **more: Any) -> Barriers | None:  # noqa: ANN401 - as above
    profile, reading = more.pop("profile", CHAIR), more.pop("reading", Reading.LOW)
    (found,) = find_barriers(*layers(town, [origin], places), profile, reading=reading, **more)
    return found


def test_a_path_begins_and_ends_within_links(towns: ModuleType) -> None:
    # Line Town: from 30 m beside 140 to 20 m beside 310 = 30 off, then 60 + 100 + 10 along, 20 off.
    found = path(towns.line_town(), (140, 30), [(310, -20)])
    assert found is not None
    assert found.link.tolist() == [1, 2, 3]
    assert found.backward.tolist() == [False] * 3
    assert found.start_share == pytest.approx([0.4, 0.0, 0.0], abs=1e-6)
    assert found.end_share == pytest.approx([1.0, 1.0, 0.1], abs=1e-6)
    assert found.time_s.tolist() == [60.0, 100.0, 10.0]
    assert found.arrival_s.tolist() == [90.0, 190.0, 200.0]
    assert (found.first_leg_s, found.last_leg_s, found.total_s) == (30.0, 20.0, 220.0)


def test_the_other_way_every_link_is_walked_backward(towns: ModuleType) -> None:
    found = path(towns.line_town(), (310, 0), [(140, 0)])
    assert found is not None
    assert found.link.tolist() == [3, 2, 1]
    assert found.backward.all()
    assert found.start_share == pytest.approx([0.1, 1.0, 1.0], abs=1e-6)
    assert found.end_share == pytest.approx([0.0, 0.0, 0.4], abs=1e-6)
    assert found.arrival_s.tolist() == [10.0, 110.0, 170.0]


def test_what_is_drawn_is_what_is_walked(towns: ModuleType) -> None:
    town = towns.line_town()
    found = path(town, (310, 0), [(140, 0)])
    assert found is not None
    turns = town.places((310, 0), (300, 0), (200, 0), (140, 0))
    expected = list(zip(turns.lon_deg.tolist(), turns.lat_deg.tolist(), strict=True))
    drawn = [line.coords[0] for line in found.course] + [found.course[-1].coords[-1]]
    assert drawn == [pytest.approx(point, abs=1e-9) for point in expected]


def test_a_bend_within_the_part_walked_is_drawn(towns: ModuleType) -> None:
    # One street of 100 m east, then 100 m north; from 50 m along to the end is 150 m round the bend.
    town = towns.build([(0, 0), (100, 100)], [towns.Street(0, 1, via_m=((100, 0),))])
    found = path(town, (50, 0), [(100, 100)])
    assert found is not None
    assert found.total_s == 150.0
    bend = town.places((100, 0))
    assert shapely.get_num_points(found.course[0]) == 3
    assert found.course[0].coords[1] == pytest.approx((bend.lon_deg[0], bend.lat_deg[0]), abs=1e-9)


def test_a_trip_on_one_link_does_not_go_round_by_its_ends(towns: ModuleType) -> None:
    found = path(towns.line_town(), (180, 0), [(120, 0)])
    assert found is not None
    assert (found.link.tolist(), found.backward.tolist(), found.total_s) == ([1], [True], 60.0)


def test_on_a_one_way_ring_the_place_behind_is_reached_by_going_round(towns: ModuleType) -> None:
    # A square of 4 x 100 m walked one way; from 50 m along its first side to 20 m along it: 50 + 300 + 20.
    corners = [(0, 0), (100, 0), (100, 100), (0, 100)]
    sides = [towns.Street(i, (i + 1) % 4, backward=False) for i in range(4)]
    found = path(towns.build(corners, sides), (50, 0), [(20, 0)])
    assert found is not None
    assert found.link.tolist() == [0, 1, 2, 3, 0]
    assert found.time_s.tolist() == [50.0, 100.0, 100.0, 100.0, 20.0]


def test_where_origin_and_place_are_one_nothing_is_walked(towns: ModuleType) -> None:
    found = path(towns.line_town(), (100, 0), [(100, 0)])
    assert found is not None
    assert (len(found.link), len(found.course), found.reasons, found.total_s) == (0, 0, (), 0.0)


def test_the_nearest_place_is_taken_unless_one_is_given(towns: ModuleType) -> None:
    town, places = towns.line_town(), [(400.0, 0.0), (100.0, 0.0)]
    nearest, given = path(town, (0, 0), places), path(town, (0, 0), places, place=0)
    assert nearest is not None
    assert given is not None
    assert (nearest.place, nearest.total_s) == (1, 100.0)
    assert (given.place, given.total_s) == (0, 400.0)


def test_where_there_is_no_way_there_is_no_path(towns: ModuleType) -> None:
    assert path(towns.island_town(), (0, 0), [(720, 0)]) is None
    assert path(towns.line_town(), (0, 0), []) is None


def test_an_unrecorded_kerb_is_named_on_the_path_that_uses_it(towns: ModuleType) -> None:
    town = towns.island_town()
    assert path(town, (0, 0), [(320, 0)], profile=CHAIR) is None
    found = path(town, (0, 0), [(320, 0)], profile=CHAIR, reading=Reading.HIGH)
    assert found is not None
    assert found.total_s == 320.0
    assert found.state.tolist() == [1, 1, 0, 1]
    assert [[(reason.rule, reason.state) for reason in of_link] for of_link in found.reasons] == [
        [],
        [],
        [("kerb", "unknown")],
        [],
    ]


def test_several_origins_are_answered_in_the_order_asked_for(towns: ModuleType) -> None:
    network, origins, places = layers(towns.line_town(), [(0, 0), (100, 0), (390, 0)], [(400, 0)])
    found = find_paths(network, origins, places, WALK, reading=Reading.LOW, wanted=[2, 0])
    assert [(one.origin, one.total_s) for one in found if one is not None] == [(2, 10.0), (0, 400.0)]


def test_origins_and_places_that_do_not_exist_are_told_together(towns: ModuleType) -> None:
    network, origins, places = layers(towns.line_town(), [(0, 0)], [(400, 0)])
    with pytest.raises(AttributeInputError, match="no origin 4 among 1; there is no place 7 among 1"):
        find_paths(network, origins, places, WALK, reading=Reading.LOW, wanted=[0, 4], place=7)


def test_a_steep_street_stands_in_the_way_and_the_way_round_takes_longer(towns: ModuleType) -> None:
    # Hill Town: 100 m at ten per cent against a limit of eight, or 100 + 200 + 100 m on the level.
    found = barriers(towns.hill_town(), (0, 0), [(100, 0)])
    assert found is not None
    assert found.direct.link.tolist() == [0]
    assert found.blocked.tolist() == [0]
    assert found.unknown.tolist() == []
    (reason,) = found.direct.reasons[0]
    assert (reason.state, reason.value, reason.limit) == ("blocks", 0.1, 0.08)
    assert found.direct.total_s == 100.0
    assert found.passable is not None
    assert found.passable.link.tolist() == [1, 2, 3]
    assert found.detour_s == 300.0


def test_stairs_with_no_way_round_make_the_detour_infinite(towns: ModuleType) -> None:
    nodes = [(0, 0), (100, 0), (110, 0), (200, 0)]
    streets = [
        towns.Street(0, 1),
        towns.Street(1, 2, kind=LinkKind.STEPS, step_count=20),
        towns.Street(2, 3),
    ]
    found = barriers(towns.build(nodes, streets), (0, 0), [(200, 0)])
    assert found is not None
    assert found.blocked.tolist() == [1]
    assert found.direct.total_s == 200.0  # the stairs are timed as 10 m of level ground
    assert found.passable is None
    assert found.detour_s == np.inf


def test_in_the_low_reading_the_unknown_stands_in_the_way_too(towns: ModuleType) -> None:
    low, high = (barriers(towns.island_town(), (0, 0), [(320, 0)], reading=reading) for reading in Reading)
    assert low is not None
    assert high is not None
    assert (low.blocked.tolist(), low.unknown.tolist()) == ([], [2])
    assert (low.detour_s, high.detour_s) == (np.inf, 0.0)


def test_a_reference_chooses_the_direct_path(towns: ModuleType) -> None:
    # Stairs of 100 m and 200 steps, or a level street of 180 m. Whoever ignores barriers takes the
    # stairs; an older person who needs 1 s a step (100 + 200 s) takes the street, and nothing blocks.
    nodes = [(0, 0), (100, 0), (50, 80)]
    streets = [
        towns.Street(0, 1, kind=LinkKind.STEPS, step_count=200),
        towns.Street(0, 2, length_m=90.0),
        towns.Street(2, 1, length_m=90.0),
    ]
    town = towns.build(nodes, streets)
    older = Profile("older", speed_mps=0.8, step_delay_s=1.0)
    ignoring = barriers(town, (0, 0), [(100, 0)])
    led = barriers(town, (0, 0), [(100, 0)], reference=older)
    assert ignoring is not None
    assert led is not None
    assert (ignoring.blocked.tolist(), ignoring.detour_s) == ([0], 80.0)
    assert (led.direct.link.tolist(), led.blocked.tolist(), led.detour_s) == ([1, 2], [], 0.0)
    assert led.direct.state.tolist() == [Passability.PASSES] * 2


def test_a_door_on_a_street_that_cannot_be_used_is_told_though_nothing_is_walked(towns: ModuleType) -> None:
    # Origin and place both stand at the foot of stairs that are the only street: nothing to walk, no way in.
    town = towns.build([(0, 0), (10, 0)], [towns.Street(0, 1, kind=LinkKind.STEPS, step_count=20)])
    found = barriers(town, (0, 0), [(0, 0)])
    assert found is not None
    assert (len(found.direct.link), found.origin_joins, found.place_joins) == (0, False, False)
    assert found.detour_s == np.inf


def test_the_direction_of_a_link_is_law_and_no_barrier(towns: ModuleType) -> None:
    town = towns.line_town(backward=False)
    assert barriers(town, (400, 0), [(0, 0)]) is None
