"""One tag value at a time: what is known, in which unit, and what must stay unknown."""

from __future__ import annotations

import math

import pytest

from gis.model import Passability
from gis.network.graph import SMOOTHNESS, UNKNOWN_CODE
from gis.network.ways.tags import (
    parse_incline_share,
    parse_kerb_m,
    parse_length_m,
    parse_smoothness,
    parse_step_count,
    parse_surface,
    parse_tactile_paving,
    parse_wheelchair,
    parse_width_m,
)


@pytest.mark.parametrize(
    ("text", "expected_m"),
    [
        ("1.5", 1.5), ("1.5 m", 1.5), ("1.5m", 1.5), ("2,5", 2.5), ("90 cm", 0.9), ("900 mm", 0.9),
        ("4'", 1.2192), ("4'6\"", 1.3716), ("4 ft", 1.2192), (".9", 0.9), (" 3 ", 3.0),
    ],
)  # fmt: skip
def test_a_width_is_read_in_its_unit(text: str, expected_m: float) -> None:
    assert parse_width_m(text) == pytest.approx(expected_m)


@pytest.mark.parametrize(
    "text", [None, "", "wide", "1-2", "~2", "<1.5", "2;3", "-1", "0", "200", "1.5 yards"]
)
def test_a_width_that_makes_no_sense_is_unknown(text: str | None) -> None:
    assert math.isnan(parse_width_m(text))


def test_a_length_may_be_zero_but_a_width_may_not() -> None:
    assert parse_length_m("0") == 0.0
    assert math.isnan(parse_width_m("0"))


@pytest.mark.parametrize(
    ("text", "expected_share"),
    [
        ("5%", 0.05), ("-3 %", -0.03), ("+8.33%", 0.0833), ("7,5%", 0.075), ("0", 0.0), ("0%", 0.0),
        ("10°", 0.17632698), ("-5°", -0.08748866), ("100%", 1.0),
    ],
)  # fmt: skip
def test_an_incline_is_rise_over_run(text: str, expected_share: float) -> None:
    assert parse_incline_share(text) == pytest.approx(expected_share)


@pytest.mark.parametrize(
    "text", [None, "up", "down", "steep", "*", "5", "yes", "200%", "90°", "60°", "5%-8%"]
)
def test_an_incline_without_a_magnitude_is_unknown(text: str | None) -> None:
    assert math.isnan(parse_incline_share(text))


@pytest.mark.parametrize(
    ("tags", "expected_m"),
    [
        ({"kerb": "flush"}, 0.0),
        ({"kerb": "no"}, 0.0),
        ({"kerb": "lowered"}, 0.03),
        ({"kerb": "rolled"}, 0.10),
        ({"kerb": "raised"}, 0.15),
        ({"kerb": "normal"}, 0.15),
        ({"kerb": "raised;lowered"}, 0.15),
        ({"kerb": "lowered", "kerb:height": "0.06"}, 0.06),
        ({"kerb": "lowered", "kerb:height": "3cm"}, 0.03),
        ({"kerb": "lowered", "kerb:height": "high"}, 0.03),
    ],
)
def test_a_kerb_has_the_height_of_its_value_unless_measured(tags: dict[str, str], expected_m: float) -> None:
    assert parse_kerb_m(tags) == pytest.approx(expected_m)


@pytest.mark.parametrize(
    "tags", [{"kerb": "yes"}, {"barrier": "kerb"}, {"kerb": "odd"}, {"kerb": "lowered;odd"}]
)
def test_a_kerb_recorded_without_a_height_is_unknown(tags: dict[str, str]) -> None:
    height_m = parse_kerb_m(tags)
    assert height_m is not None
    assert math.isnan(height_m)


def test_no_kerb_tag_is_not_the_same_as_an_unknown_kerb() -> None:
    assert parse_kerb_m({"highway": "crossing"}) is None


def test_surfaces_are_words_of_the_map_or_unknown() -> None:
    assert parse_surface("Asphalt") == "asphalt"
    assert parse_surface("concrete:plates") == "concrete:plates"
    assert [parse_surface(text) for text in (None, "", "ps", "asphalt; cobblestone", "Main St")] == [None] * 5


def test_smoothness_is_its_place_in_the_order_or_unknown() -> None:
    assert [SMOOTHNESS[parse_smoothness(word)] for word in SMOOTHNESS] == list(SMOOTHNESS)
    assert [parse_smoothness(text) for text in (None, "r", "smooth")] == [UNKNOWN_CODE] * 3


def test_steps_are_counted_in_whole_numbers() -> None:
    assert parse_step_count("12") == 12.0
    assert parse_step_count("7.0") == 7.0
    assert all(math.isnan(parse_step_count(text)) for text in (None, "many", "0", "-3", "4.5"))


def test_a_limited_wheelchair_tag_decides_nothing() -> None:
    assert parse_wheelchair("yes") is Passability.PASSES
    assert parse_wheelchair("no") is Passability.BLOCKS
    assert {parse_wheelchair(text) for text in (None, "limited", "unknown")} == {Passability.UNKNOWN}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes", 1),
        ("Contrasted ", 1),
        ("no", -1),
        ("incorrect", -1),
        ("partial", 0),
        ("primitive", 0),
        (None, 0),
    ],
)
def test_tactile_paving_is_there_or_not_or_not_told(text: str | None, expected: int) -> None:
    assert parse_tactile_paving(text) == expected
