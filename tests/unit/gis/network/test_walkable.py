"""Which ways people may walk, and in which direction."""

from __future__ import annotations

import math

import pytest

from gis.network.graph import LinkKind
from gis.network.ways.walkable import walking_directions, way_facts, way_kind, why_not_walkable


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "residential"},
        {"highway": "residential", "oneway": "yes"},
        {"highway": "footway", "access": "customers"},
        {"highway": "service", "access": "private", "foot": "yes"},
        {"highway": "service", "access": "no", "foot": "permissive"},
        {"highway": "trunk", "foot": "yes"},
        {"highway": "trunk", "sidewalk": "both"},
        {"highway": "trunk_link", "sidewalk:left": "separate"},
        {"highway": "cycleway", "foot": "designated"},
        {"highway": "track"},
        {"highway": "platform"},
        {"highway": "residential", "area": "no"},
        {"highway": "pedestrian", "area": "yes"},
    ],
)
def test_people_may_walk(tags: dict[str, str]) -> None:
    assert why_not_walkable(tags) is None


@pytest.mark.parametrize(
    ("tags", "word"),
    [
        ({"highway": "motorway"}, "motorways"),
        ({"highway": "motorway", "sidewalk": "both"}, "motorways"),
        ({"highway": "trunk"}, "trunk"),
        ({"highway": "trunk", "sidewalk": "no"}, "trunk"),
        ({"highway": "primary", "motorroad": "yes"}, "motorways"),
        ({"highway": "cycleway"}, "cycleways"),
        ({"highway": "residential", "foot": "no"}, "foot tag"),
        ({"highway": "footway", "foot": "private", "access": "yes"}, "foot tag"),
        ({"highway": "primary", "foot": "use_sidepath"}, "foot tag"),
        ({"highway": "service", "access": "private"}, "private"),
        ({"highway": "residential", "access": "no"}, "private"),
        ({"highway": "trunk", "sidewalk": "both", "access": "no"}, "private"),
        ({"highway": "proposed"}, "not built"),
        ({"highway": "construction", "construction": "footway"}, "not built"),
        ({"highway": "steps", "area": "yes"}, "areas of stairs"),
        ({"highway": "raceway"}, "not a class"),
        ({"highway": "bus_stop", "foot": "yes"}, "not a class"),
    ],
)
def test_people_may_not_walk_and_the_reason_is_named(tags: dict[str, str], word: str) -> None:
    reason = why_not_walkable(tags)
    assert reason is not None
    assert word in reason


@pytest.mark.parametrize(
    ("tags", "directions"),
    [
        ({}, (True, True)),
        ({"oneway": "yes"}, (True, True)),
        ({"oneway:foot": "yes"}, (True, False)),
        ({"oneway:foot": "-1"}, (False, True)),
        ({"oneway": "yes", "oneway:foot": "no"}, (True, True)),
        ({"conveying": "forward"}, (True, False)),
        ({"conveying": "backward"}, (False, True)),
        ({"conveying": "yes"}, (True, True)),
    ],
)
def test_only_rules_for_people_on_foot_restrict_the_direction(
    tags: dict[str, str], directions: tuple[bool, bool]
) -> None:
    assert walking_directions({"highway": "steps", **tags}) == directions


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"highway": "footway", "footway": "crossing"}, LinkKind.CROSSING),
        ({"highway": "path", "path": "crossing"}, LinkKind.CROSSING),
        ({"highway": "path", "footway": "crossing"}, LinkKind.CROSSING),
        ({"highway": "cycleway", "cycleway": "crossing", "foot": "yes"}, LinkKind.CROSSING),
        ({"highway": "footway", "crossing": "zebra"}, LinkKind.CROSSING),
        ({"highway": "footway", "crossing": "no"}, LinkKind.FOOTWAY),
        ({"highway": "footway", "footway": "sidewalk"}, LinkKind.SIDEWALK),
        ({"highway": "residential", "footway": "both"}, LinkKind.ROAD),
        ({"highway": "pedestrian"}, LinkKind.FOOTWAY),
        ({"highway": "steps"}, LinkKind.STEPS),
        ({"highway": "track"}, LinkKind.PATH),
        ({"highway": "elevator"}, LinkKind.LIFT),
    ],
)
def test_the_kind_follows_class_and_role(tags: dict[str, str], kind: LinkKind) -> None:
    assert way_kind(tags) is kind


def test_the_question_of_kerbs_arises_on_crossings_only() -> None:
    assert way_facts({"highway": "residential"}).kerb_m == 0.0
    assert math.isnan(way_facts({"highway": "footway", "footway": "crossing"}).kerb_m)
    assert way_facts({"highway": "footway", "footway": "crossing", "kerb": "lowered"}).kerb_m == 0.03
    assert way_facts({"highway": "residential", "kerb": "raised"}).kerb_m == 0.0
    assert way_facts({"highway": "path", "kerb": "raised"}).kerb_m == 0.15


@pytest.mark.parametrize(
    ("tags", "off_ground"),
    [
        ({"bridge": "yes"}, True),
        ({"bridge": "no"}, False),
        ({"tunnel": "yes"}, True),
        ({"tunnel": "building_passage"}, False),
        ({"indoor": "yes"}, True),
        ({}, False),
    ],
)
def test_bridges_tunnels_and_indoor_ways_are_off_the_ground(
    tags: dict[str, str], *, off_ground: bool
) -> None:
    assert way_facts({"highway": "footway", **tags}).off_ground is off_ground


@pytest.mark.parametrize(
    ("tags", "is_area"),
    [
        ({"highway": "pedestrian", "area": "yes"}, True),
        ({"highway": "service", "area": "yes"}, True),
        ({"highway": "pedestrian", "place": "square"}, True),
        ({"highway": "pedestrian", "type": "multipolygon"}, True),
        ({"highway": "pedestrian", "place": "square", "area": "no"}, False),
        ({"highway": "residential", "place": "square"}, False),  # the streets round it
        ({"highway": "pedestrian"}, False),
    ],
)
def test_areas_are_told_from_lines(tags: dict[str, str], *, is_area: bool) -> None:
    assert way_facts(tags).is_area is is_area


def test_the_slope_of_an_area_has_no_direction() -> None:
    square = {"highway": "pedestrian", "area": "yes"}
    assert math.isnan(way_facts({**square, "incline": "3%"}).incline_share)
    assert way_facts({**square, "incline": "0%"}).incline_share == 0.0
