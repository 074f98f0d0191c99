"""Streets and segments: places between house numbers, corners, namesakes, and layers that end too early."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import shapely
from shapely import LineString

from tracker.errors import InvalidInputError
from tracker.register.addresses.parsing import parse_address
from tracker.register.location.areas import Areas, area_of
from tracker.register.location.ground import scale_at
from tracker.register.location.segments import SegmentColumns, Segments
from tracker.register.location.streets import Streets
from tracker.register.location.verdicts import Ambiguous, Answer, Nothing, Sought
from tracker.register.positions import Position

LON, LAT = -46.6, -23.5
EAST_M, NORTH_M = scale_at(LAT)
COLUMNS = SegmentColumns(("type", "name"), "even_from", "even_to", "odd_from", "odd_to")


def line(*points_m: tuple[float, float]) -> LineString:
    """Draw a line by metres east and north of a corner of the town."""
    return LineString([(LON + east / EAST_M, LAT + north / NORTH_M) for east, north in points_m])


def metres(position: Position) -> tuple[float, float]:
    """Give a position in metres from that corner."""
    return (position.lon_deg - LON) * EAST_M, (position.lat_deg - LAT) * NORTH_M


def near(east: float, north: float) -> object:
    """Give a point to compare with, to a metre."""
    return (pytest.approx(east, abs=1), pytest.approx(north, abs=1))


AREAS = Areas(
    [
        area_of("Oeste", shapely.box(*line((-50, -500), (2000, 500)).bounds), level="district"),
        area_of("Leste", shapely.box(*line((4000, -500), (7000, 500)).bounds), level="district"),
    ]
)
# Rua do Cedro: 0-100 and 100-200 east along the south; a namesake far east, and a square of the name.
NAMED: list[tuple[str | None, LineString]] = [
    ("Rua do Cedro", line((0, 0), (100, 0))),
    ("Rua do Cedro", line((100, 0), (200, 0))),
    ("Rua do Ipê", line((200, -300), (200, 300))),
    ("Rua Dupla", line((0, 50), (300, 50))),
    ("Rua Dupla", line((5000, 50), (5100, 50))),
    ("Avenida Luiz Prado", line((0, 90), (100, 90))),
    (None, line((0, 0), (1, 1))),
]
SEGMENTS: list[tuple[str, str, object, object, object, object, LineString]] = [
    ("R", "DO CEDRO", 0, 100, 1, 101, line((0, 0), (100, 0))),
    ("R", "DO CEDRO", 100.0, 200.0, 101.0, 201.0, line((100, 0), (200, 0))),
    ("R", "DUPLA", 2, 100, 1, 99, line((0, 50), (300, 50))),
    ("R", "DUPLA", 2, 100, 1, 99, line((5000, 50), (5100, 50))),
    ("R", "CORTADA", 0, 300, 1, 301, line((0, 70), (10, 70))),
    ("R", "VAZIA", None, float("nan"), None, None, line((0, 70), (10, 70))),
    ("AV", "DE LADO", 2, 20, None, None, line((0, 80), (100, 80))),
]


def streets(*, areas: Areas | None = None, partial: bool = False) -> Streets:
    """Make the layer of names."""
    return Streets("a layer", NAMED, country="BR", areas=areas, partial=partial)


def segments(
    rows: Sequence[tuple[object, ...]] = SEGMENTS, *, areas: Areas | None = None, partial: bool = False
) -> Segments:
    """Make the layer of numbers."""
    names = ("type", "name", "even_from", "even_to", "odd_from", "odd_to")
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    lines = [row[6] for row in rows if isinstance(row[6], LineString)]
    return Segments("a layer", columns, lines, names=COLUMNS, country="BR", areas=areas, partial=partial)


def asked(text: str, district: str | None = None) -> Sought:
    """Ask for an address."""
    return Sought(parse_address(text, country="BR"), district)


def found(answer: Answer) -> Position:
    """Hold that a place was found."""
    assert isinstance(answer, Position), answer
    return answer


def test_a_number_lies_between_the_ends_of_its_segment_and_the_radius_covers_all_of_it() -> None:
    position = found(segments().locate(asked("Rua do Cedro, 50")))
    assert position.precision == "segment"
    assert metres(position) == near(50, 0)
    # Fifty metres to either end and twenty to the doors.
    assert position.radius_m == pytest.approx(70, abs=1)
    assert position.found_by == "segment of rua cedro, 50 (a layer)"


def test_a_number_near_one_end_has_a_radius_that_reaches_the_other() -> None:
    position = found(segments().locate(asked("R. do Cedro 11")))
    assert metres(position) == near(10, 0)
    assert position.radius_m == pytest.approx(90 + 20, abs=1)


def test_a_number_at_the_joint_of_two_segments_lies_there() -> None:
    position = found(segments().locate(asked("Rua do Cedro, 100")))
    assert metres(position) == near(100, 0)
    assert position.radius_m == pytest.approx(100 + 20, abs=1)


def test_the_side_counts_and_an_empty_side_has_no_numbers() -> None:
    assert isinstance(segments().locate(asked("Av. de Lado, 10")), Position)
    assert isinstance(segments().locate(asked("Av. de Lado, 11")), Nothing)


def test_a_number_beyond_the_street_or_a_street_without_numbers_finds_nothing() -> None:
    beyond = segments().locate(asked("Rua do Cedro, 900"))
    assert beyond == Nothing("no segment of rua cedro has number 900 (a layer)")
    assert segments().locate(asked("Rua Vazia, 3")) == Nothing("no segment of rua vazia (a layer)")
    assert segments().locate(asked("Rua do Cedro")) == Nothing(
        "no street with a house number in the address", skipped=True
    )
    assert segments().passed_over == 1


def test_one_number_in_two_streets_of_a_name_is_for_a_person_unless_the_district_tells() -> None:
    answer = segments(areas=AREAS).locate(asked("Rua Dupla, 50"))
    assert isinstance(answer, Ambiguous)
    assert len(answer.candidates) == 2
    assert metres(found(segments(areas=AREAS).locate(asked("Rua Dupla, 51", "leste")))) == near(5051, 50)


def test_a_street_that_lies_outside_the_district_is_for_a_person() -> None:
    answer = segments(areas=AREAS).locate(asked("Rua do Cedro, 50", "Leste"))
    assert isinstance(answer, Ambiguous)
    assert "outside Leste" in answer.why


def test_a_line_cut_at_the_edge_of_its_layer_has_a_radius_of_its_numbers() -> None:
    # Ten metres of line cannot hold the numbers 0 to 300: the place may lie beyond its end.
    assert found(segments().locate(asked("Rua Cortada, 150"))).radius_m == pytest.approx(300)


def test_a_layer_that_does_not_tell_the_sides_takes_every_number() -> None:
    both = SegmentColumns(("name",), "from", "to", "from", "to")
    layer = Segments(
        "a layer",
        {"name": ["Rua do Cedro"], "from": ["1"], "to": ["101"]},
        [line((0, 0), (100, 0))],
        names=both,
        country="BR",
    )
    assert metres(found(layer.locate(asked("Rua do Cedro, 50")))) == near(49, 0)
    assert metres(found(layer.locate(asked("Rua do Cedro, 51")))) == near(50, 0)


def test_numbers_that_fall_along_the_line_are_read_backwards() -> None:
    layer = segments([("R", "DO CEDRO", 100, 0, 101, 1, line((0, 0), (100, 0)))])
    assert metres(found(layer.locate(asked("Rua do Cedro, 10")))) == near(90, 0)


def test_a_peruvian_block_is_the_hundred_of_its_number() -> None:
    layer = Segments(
        "a layer",
        {"name": ["Jr. Molino"] * 3, "a": [100, 200, 300], "b": [199, 299, 399]},
        [line((at, 0), (at + 100, 0)) for at in (0, 100, 200)],
        names=SegmentColumns(("name",), "a", "b", "a", "b"),
        country="PE",
    )
    position = found(layer.locate(Sought(parse_address("Jr. Molino cdra. 2", country="PE"))))
    assert metres(position) == near(150, 0)
    assert position.radius_m == pytest.approx(50 + 20, abs=1)


def test_columns_that_are_missing_are_all_named() -> None:
    with pytest.raises(InvalidInputError) as refused:
        Segments("a layer", {"type": [], "odd_to": []}, [], names=COLUMNS, country="BR")
    assert [place for place, _ in refused.value.faults] == [
        "a layer, column name",
        "a layer, column even_from",
        "a layer, column even_to",
        "a layer, column odd_from",
    ]


def test_lines_in_pieces_that_join_are_one_line_and_others_are_counted() -> None:
    joined = shapely.MultiLineString([line((0, 0), (50, 0)), line((50, 0), (100, 0))])
    apart = shapely.MultiLineString([line((0, 0), (50, 0)), line((70, 0), (100, 0))])
    layer = Segments(
        "a layer",
        {"name": ["Rua A", "Rua B", None], "a": [0, 0, 0], "b": [100, 100, 100]},
        [joined, apart, joined],
        names=SegmentColumns(("name",), "a", "b", "a", "b"),
        country="BR",
    )
    assert metres(found(layer.locate(asked("Rua A, 50")))) == near(50, 0)
    assert layer.passed_over == 2


def test_a_street_is_the_circle_around_all_its_pieces() -> None:
    position = found(streets().locate(asked("R. do Cedro 50")))
    assert position.precision == "street"
    assert metres(position) == near(100, 0)
    assert position.radius_m == pytest.approx(100 + 20, abs=1)


def test_an_address_without_type_is_the_only_street_of_the_name() -> None:
    assert metres(found(streets().locate(asked("do Cedro 50")))) == near(100, 0)


def test_streets_of_one_name_far_apart_are_for_a_person_unless_the_district_tells() -> None:
    answer = streets(areas=AREAS).locate(asked("Rua Dupla, 5"))
    assert isinstance(answer, Ambiguous)
    assert [metres(candidate) for candidate in answer.candidates] == [near(150, 50), near(5050, 50)]
    assert metres(found(streets(areas=AREAS).locate(asked("Rua Dupla, 5", "Leste")))) == near(5050, 50)


def test_a_street_outside_its_district_is_for_a_person() -> None:
    answer = streets(areas=AREAS).locate(asked("Rua do Cedro, 5", "Leste"))
    assert isinstance(answer, Ambiguous)
    assert "outside Leste" in answer.why


def test_a_street_whose_name_only_sounds_alike_is_for_a_person() -> None:
    answer = streets().locate(asked("Rua Luís Prado, 5"))
    assert isinstance(answer, Ambiguous)
    assert "avenida luiz prado" in answer.why


def test_an_unknown_street_finds_nothing_and_no_street_is_skipped() -> None:
    assert streets().locate(asked("Rua Nova, 5")) == Nothing("no street rua nova (a layer)")
    assert streets().locate(asked("Jardim Alto")) == Nothing("no street in the address", skipped=True)
    assert streets().locate(Sought()) == Nothing("no street in the address", skipped=True)


def test_a_layer_of_a_part_of_the_city_finds_only_with_a_district_or_quarter() -> None:
    part = streets(areas=AREAS, partial=True)
    assert isinstance(part.locate(asked("Rua do Cedro, 5")), Ambiguous)
    assert isinstance(part.locate(asked("Rua do Cedro, 5", "Oeste")), Position)
    assert isinstance(part.locate(asked("Rua do Cedro, 5 - Oeste")), Position)
    assert isinstance(part.locate(asked("Rua do Cedro, 5 - Leste")), Ambiguous)


def test_a_layer_of_numbers_of_a_part_of_the_city_needs_a_district_or_quarter_too() -> None:
    part = segments(areas=AREAS, partial=True)
    alone = part.locate(asked("Rua do Cedro, 50"))
    assert isinstance(alone, Ambiguous)
    assert [metres(candidate) for candidate in alone.candidates] == [near(50, 0)]
    assert metres(found(part.locate(asked("Rua do Cedro, 50", "Oeste")))) == near(50, 0)
    assert metres(found(part.locate(asked("Rua do Cedro, 50 - Oeste")))) == near(50, 0)


def test_a_corner_is_where_two_streets_meet() -> None:
    position = found(streets().locate(asked("Rua do Cedro x Rua do Ipê")))
    assert position.precision == "segment"
    assert position.found_by == "corner of rua cedro and rua ipe (a layer)"
    # Within forty metres of the Ipê lie the last forty of the Cedro: middle 180, radius 20, and the roadside.
    assert metres(position) == near(180, 0)
    assert position.radius_m == pytest.approx(20 + 20, abs=1)


def test_streets_that_do_not_meet_are_no_corner() -> None:
    position = found(streets().locate(asked("Rua do Cedro x Rua Nova")))
    assert position.precision == "street"
