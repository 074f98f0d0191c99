"""Coordinates: order, scale, decimal commas and what lies elsewhere, against a rectangle around a town."""

from __future__ import annotations

import pytest

from tracker.register.intake.coordinates import place
from tracker.register.mappings.model import Bounds
from tracker.register.tables import Cell

TOWN = Bounds(west=-47, south=-24, east=-46, north=-23)
INSIDE = (-46.5, -23.5)


@pytest.mark.parametrize(
    ("lon", "lat", "codes"),
    [
        (-46.5, -23.5, []),
        ("-46.5", "-23.5", []),
        ("\u221246.5", " -23.5 ", []),
        ("-46,5", "-23,5", ["decimal_comma"]),
        (-23.5, -46.5, ["coordinates_swapped"]),
        ("-23,5", "-46,5", ["decimal_comma", "coordinates_swapped"]),
        (-46_500_000, -23_500_000, ["coordinates_scaled"]),
    ],
)
def test_positions_that_are_taken(lon: Cell, lat: Cell, codes: list[str]) -> None:
    placed = place(lon, lat, column="xy", bounds=TOWN)
    assert (placed.lon_deg, placed.lat_deg) == pytest.approx(INSIDE)
    assert [remark.code for remark in placed.repairs] == codes
    assert placed.doubts == placed.refusals == ()


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (-40.0, -23.5, "coordinates_outside"),
        (46.5, 23.5, "coordinates_outside"),
        (-46.5, None, "coordinates_half"),
        ("aqui", "-23.5", "coordinates_unreadable"),
        ("23°30'S", "46°30'W", "coordinates_unreadable"),
        (float("nan"), -23.5, "coordinates_unreadable"),
        (True, -23.5, "coordinates_unreadable"),
    ],
)
def test_positions_that_are_left_to_a_person(lon: Cell, lat: Cell, code: str) -> None:
    placed = place(lon, lat, column="xy", bounds=TOWN)
    assert placed.lon_deg is placed.lat_deg is None
    assert [remark.code for remark in placed.doubts] == [code]


def test_nothing_is_no_position_and_no_doubt() -> None:
    assert place(None, "", column="xy", bounds=TOWN).doubts == ()


def test_the_gulf_of_guinea_is_no_position() -> None:
    placed = place("0", "0.0", column="xy", bounds=TOWN)
    assert placed.lon_deg is None
    assert [remark.code for remark in placed.repairs] == ["coordinates_zero"]


def test_columns_known_to_be_exchanged_are_read_right_also_once_the_source_mends_them() -> None:
    exchanged = place("-23.5", "-46.5", column="xy", bounds=TOWN, swapped=True)
    mended = place("-46.5", "-23.5", column="xy", bounds=TOWN, swapped=True)
    assert (exchanged.lon_deg, exchanged.lat_deg) == (mended.lon_deg, mended.lat_deg) == INSIDE
    assert [remark.code for remark in exchanged.repairs] == ["coordinates_swapped"]
    assert mended.repairs == ()


def test_without_bounds_the_mapping_alone_says_that_columns_are_exchanged() -> None:
    assert place(-23.5, -46.5, column="xy", bounds=None).lon_deg == -23.5
    assert place(-23.5, -46.5, column="xy", bounds=None, swapped=True).lon_deg == -46.5


def test_a_known_scale_is_applied() -> None:
    placed = place(-46_500_000, -23_500_000, column="xy", bounds=TOWN, scale=1e-6)
    assert (placed.lon_deg, placed.lat_deg) == pytest.approx(INSIDE)
    assert placed.repairs == ()


def test_what_lies_outside_is_refused_where_the_source_covers_more_than_the_study() -> None:
    placed = place(-40.0, -23.5, column="xy", bounds=TOWN, refuse_outside=True)
    assert [remark.code for remark in placed.refusals] == ["coordinates_outside"]
