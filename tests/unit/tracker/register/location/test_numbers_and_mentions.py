"""Places between known house numbers, and streets known by the points that name them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from tracker.register.addresses.parsing import parse_address
from tracker.register.location.areas import Areas, area_of
from tracker.register.location.ground import distance_m, scale_at
from tracker.register.location.linked import linked
from tracker.register.location.mentions import REACH_M, StreetMentions, StreetsNamedNearby
from tracker.register.location.numbers import DOOR_M, HouseNumbers, NumberedPoints
from tracker.register.location.verdicts import Ambiguous, Answer, Nothing, Sought
from tracker.register.positions import Position

LON, LAT = -46.6, -23.5
EAST_M, NORTH_M = scale_at(LAT)
NEAR = area_of("Perto", shapely.box(LON - 0.01, LAT - 0.01, LON + 0.01, LAT + 0.01), level="district")
FAR = area_of("Longe", shapely.box(LON + 0.09, LAT - 0.01, LON + 0.11, LAT + 0.01), level="district")
AREAS = Areas([NEAR, FAR])
FAR_M = 0.1 * EAST_M


def at(east_m: float, north_m: float = 0.0) -> tuple[float, float]:
    """Give a point by metres from a corner of the town."""
    return LON + east_m / EAST_M, LAT + north_m / NORTH_M


def numbers(*doors: tuple[str, float], areas: Areas | None = None, partial: bool = False) -> NumberedPoints:
    """Make a rung of addresses along a line to the east, by metres."""
    points = [(address, *at(east_m)) for address, east_m in doors]
    return NumberedPoints(HouseNumbers("stops", points, country="BR"), areas=areas, partial=partial)


def mentions(*named: tuple[str, float], areas: Areas | None = None) -> StreetsNamedNearby:
    """Make a rung of streets named by points along a line to the east, by metres."""
    points = [(name, *at(east_m)) for name, east_m in named]
    return StreetsNamedNearby(StreetMentions("stops", points, country="BR"), areas=areas)


def sought(text: str, district: str | None = None) -> Sought:
    """Take an address apart."""
    return Sought(parse_address(text, country="BR"), district)


def position(answer: Answer) -> Position:
    """Insist on a position."""
    assert isinstance(answer, Position)
    return answer


def test_a_number_lies_between_its_neighbours_in_proportion_and_the_radius_holds_what_is_uncertain() -> None:
    rung = numbers(("Rua do Cedro, 100", 0.0), ("R. do Cedro, 300", 200.0))
    found = position(rung.locate(sought("Rua do Cedro, 150")))
    assert found.precision == "segment"
    assert distance_m((found.lon_deg, found.lat_deg), at(50.0)) < 0.1
    # door, a seventh of 200 m, and half the minor axis of a line of 220 m: sqrt(220^2 - 200^2) / 2 = 45.8
    assert found.radius_m == pytest.approx(DOOR_M + 200 / 7 + 45.8, abs=0.1)


def test_a_street_that_bends_between_two_numbers_has_a_wider_radius() -> None:
    straight = position(
        numbers(("Rua A, 0", 0.0), ("Rua A, 2", 0.0), ("Rua A, 400", 400.0)).locate(sought("Rua A, 200"))
    )
    bent = position(numbers(("Rua A, 2", 0.0), ("Rua A, 400", 150.0)).locate(sought("Rua A, 200")))
    # a line of 400 m between ends 150 m apart may reach sqrt(438^2 - 150^2) / 2 = 206 m aside
    assert bent.radius_m > straight.radius_m
    assert bent.radius_m == pytest.approx(DOOR_M + 205.7 + 150 / 7, abs=1.0)


def test_a_little_beyond_the_last_number_the_street_goes_on_and_far_beyond_nobody_knows() -> None:
    rung = numbers(("Rua do Cedro, 100", 0.0), ("Rua do Cedro, 300", 200.0))
    found = position(rung.locate(sought("Rua do Cedro, 340")))
    assert distance_m((found.lon_deg, found.lat_deg), at(200.0)) < 0.1
    assert found.radius_m == pytest.approx(DOOR_M + 1.5 * 40)
    assert isinstance(rung.locate(sought("Rua do Cedro, 2000")), Nothing)


def test_two_streets_of_one_name_are_never_taken_for_one() -> None:
    rung = numbers(
        ("Rua do Cedro, 100", 0.0),
        ("Rua do Cedro, 300", 200.0),
        ("Rua do Cedro, 120", FAR_M),
        ("Rua do Cedro, 280", FAR_M + 160.0),
        areas=AREAS,
    )
    answer = rung.locate(sought("Rua do Cedro, 200"))
    assert isinstance(answer, Ambiguous)
    assert len(answer.candidates) == 2
    chosen = position(rung.locate(sought("Rua do Cedro, 200", "Longe")))
    assert distance_m((chosen.lon_deg, chosen.lat_deg), at(FAR_M + 80.0)) < 1.0


def test_a_like_name_is_proposed_and_never_taken() -> None:
    rung = numbers(("Rua Doutor Nilo Prado, 100", 0.0), ("Rua Doutor Nilo Prado, 300", 200.0))
    answer = rung.locate(sought("Avenida Nilo Prado, 150"))
    assert isinstance(answer, Ambiguous)
    assert "like name" in answer.why


def test_without_a_kind_of_street_the_name_must_mean_one_street() -> None:
    one = numbers(("Rua Nilo Prado, 100", 0.0), ("Rua Nilo Prado, 300", 200.0))
    assert isinstance(one.locate(sought("Nilo Prado, 150")), Position)
    two = numbers(
        ("Rua Nilo Prado, 100", 0.0), ("Rua Nilo Prado, 300", 200.0), ("Travessa Nilo Prado, 150", FAR_M)
    )
    assert isinstance(two.locate(sought("Nilo Prado, 150")), Ambiguous)


@pytest.mark.parametrize("text", ["Rua do Cedro, s/n", "Praça sem número", "", "Rua Outra, 12"])
def test_without_number_or_known_street_there_is_nothing(text: str) -> None:
    assert isinstance(numbers(("Rua do Cedro, 100", 0.0)).locate(sought(text)), Nothing)


def test_points_of_a_part_of_the_city_find_only_what_the_row_confirms() -> None:
    doors = (("Rua do Cedro, 100", 0.0), ("Rua do Cedro, 300", 200.0))
    rung = numbers(*doors, areas=AREAS, partial=True)
    assert isinstance(rung.locate(sought("Rua do Cedro, 150")), Ambiguous)
    assert isinstance(rung.locate(sought("Rua do Cedro, 150", "Perto")), Position)


def test_addresses_without_a_number_are_no_doors() -> None:
    points = [("Rua do Cedro, 10", *at(0)), ("Rua do Cedro", *at(5)), (None, *at(9)), ("Terminal", *at(9))]
    assert HouseNumbers("stops", points, country="BR").count == 1


def test_a_street_that_stops_name_lies_around_them() -> None:
    rung = mentions(("R Do Cedro", 0.0), ("R. do Cedro", 400.0), ("Estação Cedro", FAR_M))
    found = position(rung.locate(sought("Rua do Cedro, 12")))
    assert found.precision == "street"
    assert distance_m((found.lon_deg, found.lat_deg), at(200.0)) < 1.0
    assert found.radius_m == pytest.approx(200.0 + REACH_M, abs=1.0)


def test_a_street_named_at_two_far_places_is_two_streets() -> None:
    rung = mentions(("R Do Cedro", 0.0), ("R Do Cedro", FAR_M), areas=AREAS)
    answer = rung.locate(sought("Rua do Cedro"))
    assert isinstance(answer, Ambiguous)
    assert len(answer.candidates) == 2
    assert isinstance(rung.locate(sought("Rua do Cedro", "Perto")), Position)
    assert isinstance(rung.locate(sought("Rua do Ipê")), Nothing)
    assert isinstance(rung.locate(Sought(None)), Nothing)


def test_groups_hold_whom_links_join_and_nobody_twice() -> None:
    links = np.eye(4, dtype=bool)  # 0, 1 and 2 in a chain, 3 alone
    for one, other in ((0, 1), (1, 2)):
        links[one, other] = links[other, one] = True
    assert linked(links) == [[0, 1, 2], [3]]
