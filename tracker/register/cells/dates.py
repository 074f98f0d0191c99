"""Dates in cells: a day, a year alone, text in either order of day and month."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from tracker.register.cells.spelling import as_text, folded
from tracker.register.tables import Cell

DateOrder = Literal["day_first", "month_first"]
DateCode = Literal["date_year_only", "date_form", "date_ambiguous", "date_unreadable", "date_implausible"]

FIRST_YEAR: Final = 1900
MONTHS: Final = 12
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ][\d:.,+z-]*)?")
_COMPACT: Final = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_SHORT: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: [\d:.]+)?")
_MONTH_YEAR: Final = re.compile(r"(?:([a-z]{3})[a-z]*|(\d{1,2}))\s*(?:/|-|\.| de | del )\s*(\d{4})")
_WRITTEN: Final = re.compile(r"(\d{1,2})(?:o|º|\.)? de ([a-z]{3})[a-z]* (?:de|del) (\d{4})")
_MONTH_NAMES: Final = {
    **dict(
        zip(
            ("jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"),
            range(1, 13),
            strict=True,
        )
    ),
    **dict(zip(("ene", "feb", "may", "sep", "oct", "dic"), (1, 2, 5, 9, 10, 12), strict=True)),
}


@dataclass(frozen=True, slots=True)
class DateReading:
    """
    What a cell of a date column says.

    Parameters
    ----------
    day : date or None
        The day; the first one of a year or month that stands alone; None when nobody can tell.
    code : DateCode or None
        What had to be said of it; None for a date as it should be.
    is_doubt : bool
        True when a person must look, False when it was mended.
    """

    day: date | None
    code: DateCode | None = None
    is_doubt: bool = False


def infer_order(cells: Iterable[Cell]) -> DateOrder | None:
    """
    Tell by a whole column whether the day or the month comes first.

    Parameters
    ----------
    cells : iterable of Cell
        The column.

    Returns
    -------
    DateOrder or None
        None when no cell shows it, or cells contradict each other.
    """
    shown: set[DateOrder] = set()
    for cell in cells:
        if isinstance(cell, str) and (match := _SHORT.fullmatch(cell.strip())) is not None:
            first, second = int(match[1]), int(match[2])
            if first > MONTHS >= second:
                shown.add("day_first")
            elif second > MONTHS >= first:
                shown.add("month_first")
    return shown.pop() if len(shown) == 1 else None


def is_mixed(cells: Iterable[Cell]) -> bool:
    """
    Tell whether a column holds dates in several forms: years alone, days, text.

    Parameters
    ----------
    cells : iterable of Cell
        The column.

    Returns
    -------
    bool
        False for a column of years, and for one of dates in one form.
    """
    return len({_form(cell) for cell in cells if cell is not None and cell != ""}) > 1


def _form(cell: Cell) -> str:
    """Name the form of a date."""
    if isinstance(cell, date):
        return "day"
    text = folded(as_text(cell) or "")
    forms = {"year": _YEAR, "day": _ISO, "short": _SHORT, "compact": _COMPACT}
    return next((name for name, pattern in forms.items() if pattern.fullmatch(text)), "words")


def read_date(cell: Cell, *, today: date, order: DateOrder | None = None) -> DateReading:
    """
    Read a date.

    Parameters
    ----------
    cell : Cell
        As the file has it, not empty.
    today : date
        A date after it is not believed.
    order : DateOrder, optional
        What the column shows or the source is known for; without it 03/04/2020 is ambiguous.

    Returns
    -------
    DateReading
        A form other than a day is taken with a remark, an ambiguous date not at all.
    """
    reading = _read(cell, order)
    if reading.day is not None and not date(FIRST_YEAR, 1, 1) <= reading.day <= today:
        return DateReading(None, "date_implausible", is_doubt=True)
    return reading


def _read(cell: Cell, order: DateOrder | None) -> DateReading:
    """Read a date, plausible or not."""
    if isinstance(cell, datetime):
        return DateReading(cell.date())
    if isinstance(cell, date):
        return DateReading(cell)
    text = folded(as_text(cell) or "")
    if _YEAR.fullmatch(text):
        return DateReading(date(int(text), 1, 1), "date_year_only")
    if (match := _ISO.fullmatch(text)) is not None:
        return _mended(int(match[1]), int(match[2]), int(match[3]), code=None)
    if (match := _SHORT.fullmatch(text)) is not None:
        return _short(int(match[1]), int(match[2]), int(match[3]), order)
    return _written(text)


def _written(text: str) -> DateReading:
    """Read a date without separators, or with its month as a word."""
    if (match := _COMPACT.fullmatch(text)) is not None:
        return _mended(int(match[1]), int(match[2]), int(match[3]))
    if (match := _WRITTEN.fullmatch(text)) is not None:
        return _mended(int(match[3]), _MONTH_NAMES.get(match[2], 0), int(match[1]))
    if (match := _MONTH_YEAR.fullmatch(text)) is not None:
        month = _MONTH_NAMES.get(match[1], 0) if match[1] else int(match[2])
        return _mended(int(match[3]), month, 1)
    return DateReading(None, "date_unreadable", is_doubt=True)


def _short(first: int, second: int, year: int, order: DateOrder | None) -> DateReading:
    """Read two numbers and a year; the order matters only where both may be a month and they differ."""
    if first > MONTHS or first == second:
        return _mended(year, second, first)
    if second > MONTHS:
        return _mended(year, first, second)
    if order is None:
        return DateReading(None, "date_ambiguous", is_doubt=True)
    return _mended(year, second, first) if order == "day_first" else _mended(year, first, second)


def _mended(year: int, month: int, day: int, *, code: DateCode | None = "date_form") -> DateReading:
    """Give a day that was written as text, unless the calendar lacks it."""
    try:
        return DateReading(date(year, month, day), code)
    except ValueError:
        return DateReading(None, "date_unreadable", is_doubt=True)
