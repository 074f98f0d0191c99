"""Dates in cells: forms, orders, what is ambiguous and what cannot be."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tracker.register.cells.dates import DateOrder, DateReading, infer_order, is_mixed, read_date
from tracker.register.tables import Cell

TODAY = date(2024, 6, 30)
ONE_TIME = datetime(2019, 5, 28, 14, 30)  # noqa: DTZ001 - spreadsheets have no zones


@pytest.mark.parametrize(
    ("cell", "day", "code"),
    [
        (date(2019, 5, 28), date(2019, 5, 28), None),
        (ONE_TIME, date(2019, 5, 28), None),
        ("2019-05-28", date(2019, 5, 28), None),
        ("2019-05-28T14:30:00Z", date(2019, 5, 28), None),
        (2018, date(2018, 1, 1), "date_year_only"),
        (2018.0, date(2018, 1, 1), "date_year_only"),
        ("2018", date(2018, 1, 1), "date_year_only"),
        ("20190528", date(2019, 5, 28), "date_form"),
        ("28/05/2019", date(2019, 5, 28), "date_form"),
        ("28.5.2019", date(2019, 5, 28), "date_form"),
        ("05/28/2019", date(2019, 5, 28), "date_form"),
        ("04/04/2020", date(2020, 4, 4), "date_form"),
        ("28 de maio de 2019", date(2019, 5, 28), "date_form"),
        ("1º de março de 2020", date(2020, 3, 1), "date_form"),
        ("28 de setiembre del 2019", date(2019, 9, 28), "date_form"),
        ("mai/2019", date(2019, 5, 1), "date_form"),
        ("05/2019", date(2019, 5, 1), "date_form"),
        ("enero de 2020", date(2020, 1, 1), "date_form"),
    ],
)
def test_dates_that_are_read(cell: Cell, day: date, code: str | None) -> None:
    assert read_date(cell, today=TODAY) == DateReading(day, code)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("03/04/2020", "date_ambiguous"),
        ("30/02/2020", "date_unreadable"),
        ("-0001-11-30", "date_unreadable"),
        ("amanhã", "date_unreadable"),
        (43500, "date_unreadable"),
        (True, "date_unreadable"),
        ("31/12/2024", "date_implausible"),
        (date(1899, 12, 31), "date_implausible"),
        (2031, "date_implausible"),
    ],
)
def test_dates_that_are_left_to_a_person(cell: Cell, code: str) -> None:
    assert read_date(cell, today=TODAY) == DateReading(None, code, is_doubt=True)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("order", "day"), [("day_first", date(2020, 4, 3)), ("month_first", date(2020, 3, 4))]
)
def test_a_known_order_settles_what_is_ambiguous(order: DateOrder, day: date) -> None:
    assert read_date("03/04/2020", today=TODAY, order=order).day == day


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["03/04/2020", "28/05/2019", None], "day_first"),
        (["03/04/2020", "05/28/2019"], "month_first"),
        (["03/04/2020", "01/02/2020"], None),
        (["28/05/2019", "05/28/2019"], None),
        ([date(2020, 1, 1), 2018], None),
    ],
)
def test_a_whole_column_shows_its_order(column: list[Cell], order: DateOrder | None) -> None:
    assert infer_order(column) == order


@pytest.mark.parametrize(
    ("column", "mixed"),
    [
        ([2018, date(2019, 5, 28), None], True),
        ([2013, 2014.0, "2015"], False),
        (["28/05/2019", "2019-05-28"], True),
        (["28/05/2019", "01/02/2019"], False),
        ([date(2019, 5, 28), "2019-05-28"], False),
        ([], False),
    ],
)
def test_a_column_of_several_forms_is_mixed(column: list[Cell], *, mixed: bool) -> None:
    assert is_mixed(column) is mixed
