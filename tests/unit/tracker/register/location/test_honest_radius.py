"""The true place lies within the radius, whatever the town; and a large file is located in time."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString

from tracker.register.addresses.parsing import parse_address
from tracker.register.location.areas import Areas, NamedAreas, area_of
from tracker.register.location.coordinates import Bounds, GivenCoordinates
from tracker.register.location.ground import distance_m, enclosing_circle, scale_at
from tracker.register.location.ladder import Ladder
from tracker.register.location.points import KnownPoints
from tracker.register.location.segments import SegmentColumns, Segments
from tracker.register.location.streets import Streets
from tracker.register.location.verdicts import ROADSIDE_M, Sought
from tracker.register.positions import Position

EARTH = Geod(ellps="WGS84")
LON, LAT = -46.6, -23.5
EAST_M, NORTH_M = scale_at(LAT)
OFFSETS = st.tuples(st.integers(-600, 600), st.integers(-600, 600))
# Doors stand off the middle of the street by less than the roadside.
DOOR_M = ROADSIDE_M - 1.0


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """Give a point by metres from a corner of the town."""
    return LON + east_m / EAST_M, LAT + north_m / NORTH_M


def assert_within(position: object, true: tuple[float, float]) -> None:
    """Hold a true place against a position, by a geodesic that is not ours."""
    assert isinstance(position, Position)
    away_m = EARTH.inv(position.lon_deg, position.lat_deg, *true)[2]
    assert away_m <= position.radius_m * 1.001 + 0.01


@st.composite
def places_on_a_street(
    draw: st.DrawFn,
) -> tuple[list[LineString], list[tuple[int, int]], int, tuple[float, float]]:
    """Draw a street of segments, their even numbers, one of them, and a door somewhere on that segment."""
    corners = draw(st.lists(OFFSETS, min_size=2, max_size=6, unique=True))
    lines = [LineString([at(*one), at(*other)]) for one, other in pairwise(corners)]
    steps = draw(st.lists(st.integers(1, 100), min_size=len(lines), max_size=len(lines)))
    ranges: list[tuple[int, int]] = []
    for step in steps:
        first = ranges[-1][1] + 2 if ranges else 0
        ranges.append((first, first + 2 * step))
    which = draw(st.integers(0, len(lines) - 1))
    low, high = ranges[which]
    number = draw(st.integers(low // 2, high // 2)) * 2
    share = draw(st.floats(0, 1))
    point = lines[which].interpolate(share, normalized=True)
    turn = draw(st.sampled_from([(0.0, DOOR_M), (0.0, -DOOR_M), (DOOR_M, 0.0), (-DOOR_M, 0.0)]))
    return lines, ranges, number, (point.x + turn[0] / EAST_M, point.y + turn[1] / NORTH_M)


@given(place=places_on_a_street())
def test_a_door_anywhere_on_the_segment_of_its_number_lies_within_the_radius(
    place: tuple[list[LineString], list[tuple[int, int]], int, tuple[float, float]],
) -> None:
    lines, ranges, number, door = place
    layer = Segments(
        "a layer",
        {
            "name": ["Rua do Cedro"] * len(lines),
            "a": [low for low, _ in ranges],
            "b": [high for _, high in ranges],
        },
        lines,
        names=SegmentColumns(("name",), "a", "b", "a", "b"),
        country="BR",
    )
    address = parse_address(f"Rua do Cedro, {number}" if number else "Rua do Cedro, 1", country="BR")
    if number:
        assert_within(layer.locate(Sought(address)), door)


@given(place=places_on_a_street())
def test_a_door_anywhere_on_a_street_lies_within_the_radius(
    place: tuple[list[LineString], list[tuple[int, int]], int, tuple[float, float]],
) -> None:
    lines, _, _, door = place
    layer = Streets("a layer", [("Rua do Cedro", line) for line in lines], country="BR")
    assert_within(layer.locate(Sought(parse_address("Rua do Cedro, s/n", country="BR"))), door)


@given(
    corners=st.lists(OFFSETS, min_size=3, max_size=9, unique=True),
    inside=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_a_place_anywhere_in_an_area_lies_within_the_radius(
    corners: list[tuple[int, int]], inside: tuple[float, float]
) -> None:
    polygon = shapely.MultiPoint([at(*corner) for corner in corners]).convex_hull
    assume(isinstance(polygon, shapely.Polygon))
    assert isinstance(polygon, shapely.Polygon)
    west, south, east, north = polygon.bounds
    true = shapely.Point(west + inside[0] * (east - west), south + inside[1] * (north - south))
    nearest = true if polygon.contains(true) else polygon.exterior.interpolate(inside[0], normalized=True)
    rung = NamedAreas(Areas([area_of("Alto", polygon, level="district")]), "a layer")
    assert_within(rung.locate(Sought(district="Alto")), (nearest.x, nearest.y))


@given(offset=st.tuples(st.floats(-35, 35), st.floats(-35, 35)), spread=st.floats(0, 140))
def test_a_building_near_its_points_lies_within_the_radius(
    offset: tuple[float, float], spread: float
) -> None:
    points = [at(0.0, 0.0), at(spread, 0.0)]
    layer = KnownPoints(
        "a layer",
        country="BR",
        names=[None, None],
        addresses=["Rua do Cedro, 1", "Rua do Cedro, 1"],
        lon_deg=[lon for lon, _ in points],
        lat_deg=[lat for _, lat in points],
    )
    answer = layer.locate(Sought(parse_address("Rua do Cedro, 1", country="BR")))
    assert_within(answer, at(offset[0], offset[1]))
    assert_within(answer, at(spread + offset[0], offset[1]))


@given(points=st.lists(OFFSETS, min_size=1, max_size=9))
def test_a_circle_holds_its_points_and_is_no_wider_than_they_are_apart(points: list[tuple[int, int]]) -> None:
    places = [at(*point) for point in points]
    circle = enclosing_circle([shapely.Point(place) for place in places])
    assert all(distance_m(circle[:2], place) <= circle.radius_m + 0.01 for place in places)
    widest_m = max(distance_m(one, other) for one in places for other in places)
    # Jung: the smallest circle around points of diameter d has a radius of at most d over the root of 3.
    assert widest_m / 2 - 0.01 <= circle.radius_m <= widest_m / 3**0.5 + 0.5


@pytest.mark.parametrize("lat", [-55.0, -23.5, 0.0, 37.5, 60.0])
def test_metres_a_degree_agree_with_a_geodesic(lat: float) -> None:
    east, north = scale_at(lat)
    assert east == pytest.approx(EARTH.inv(0.0, lat, 0.001, lat)[2] * 1000, rel=1e-6)
    assert north == pytest.approx(EARTH.inv(0.0, lat - 0.0005, 0.0, lat + 0.0005)[2] * 1000, rel=1e-6)


def town(count: int) -> tuple[Ladder, list[str]]:
    """Make a town of streets with numbers, points and districts, and addresses in it of every quality."""
    chance = random.Random(4)
    words = ["Cedro", "Ipê", "Prado", "Nilo", "Lago", "Serra", "Pedra", "Vale", "Sol", "Rio"]
    names = [f"Rua {one} {other} {third}" for one in words for other in words for third in words]
    lines = [LineString([at(8 * k, 0), at(8 * k, 100)]) for k in range(len(names))]
    squares = [shapely.box(*at(80 * k, 0), *at(80 * k + 80, 100)) for k in range(100)]
    areas = Areas([area_of(f"Vale {k}", square, level="district") for k, square in enumerate(squares)])
    ladder = Ladder(
        [
            GivenCoordinates(Bounds(-47.0, -24.0, -46.0, -23.0)),
            KnownPoints(
                "points",
                country="BR",
                names=[None] * 500,
                addresses=[f"{name}, 7" for name in names[:500]],
                lon_deg=[at(8 * k, 50)[0] for k in range(500)],
                lat_deg=[at(8 * k, 50)[1] for k in range(500)],
            ),
            Segments(
                "segments",
                {"name": names, "a": [1] * len(names), "b": [99] * len(names)},
                lines,
                names=SegmentColumns(("name",), "a", "b", "a", "b"),
                country="BR",
                areas=areas,
            ),
            Streets("streets", zip(names, lines, strict=True), country="BR", areas=areas),
            NamedAreas(areas, "areas"),
        ],
        areas=areas,
    )
    tails = [", 7", ", 50 - Vale, São Paulo - SP, 01234-567", ", 500 - sala 3", ", s/n", " 12 - Vale 3"]
    strangers = ["Rua Qualquer Outra", "Av. Bem Distante"]
    texts = [
        chance.choice(names if chance.random() < 0.8 else strangers) + chance.choice(tails)
        for _ in range(count)
    ]
    return ladder, texts


def test_ten_thousand_addresses_are_taken_apart_and_located_in_a_tenth_of_half_a_minute() -> None:
    ladder, texts = town(10_000)
    started_s = time.process_time()
    located = [ladder.locate(parse_address(text, country="BR")) for text in texts]
    assert time.process_time() - started_s < 3.0
    assert {one.precision for one in located} == {"address", "segment", "street", "district", "none"}
