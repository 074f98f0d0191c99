"""XLS workbooks (Excel 97 to 2003): every sheet with the values that were last calculated."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Literal

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code
from xlrd.compdoc import CompDocError

from tracker.register.notes import note
from tracker.register.reading.limits import RowBudget, refusal
from tracker.register.reading.sheets import GridRow, to_table
from tracker.register.reading.workbook import choose_sheets, typed_cell
from tracker.register.tables import Cell, Table

# What xlrd raises on a workbook whose records are cut off or contradict each other.
BROKEN: Final = (
    *(XLRDError, CompDocError, struct.error, AssertionError, IndexError, KeyError, ValueError),
    *(TypeError, AttributeError, OverflowError, MemoryError, EOFError),
)


def read_old_workbook(path: Path, name: str, *, sheet: str | None) -> tuple[tuple[Table, ...], list[str]]:
    """
    Read the sheets of an XLS workbook.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.
    name : str
        Its name, for messages.
    sheet : str or None
        The only sheet to read; all when None.

    Returns
    -------
    tables : tuple of Table
        One a sheet, in the workbook's order.
    notes : list of str
        What was passed over or chosen.

    Raises
    ------
    InvalidInputError
        If it is damaged, protected by a password or too large.
    """
    budget = RowBudget(name)
    tables: list[Table] = []
    notes: list[str] = []
    told = io.StringIO()  # xlrd writes what it doubts there, otherwise on the terminal
    try:
        with xlrd.open_workbook(str(path), logfile=told, on_demand=True, ragged_rows=True) as book:
            for title in choose_sheets(book.sheet_names(), sheet, name):
                worksheet = book.sheet_by_name(title)
                table, found = to_table(
                    _grid(worksheet, book.datemode),
                    name=name,
                    sheet=title,
                    ragged_is_fault=False,
                    budget=budget,
                )
                if worksheet.visibility:
                    found.insert(0, note("sheet_hidden", name=repr(title)))
                tables.append(table)
                notes += found
                book.unload_sheet(title)
    except BROKEN as error:
        if "encrypted" in str(error):
            fault = "is protected by a password; save it without one and send it again"
        else:
            fault = (
                f"is no whole XLS workbook ({type(error).__name__}: {error}); save it as XLSX and send that"
            )
        raise refusal(name, ("", fault)) from error
    return tuple(tables), notes


def _grid(worksheet: Any, datemode: Literal[0, 1]) -> Iterator[GridRow]:  # noqa: ANN401 - xlrd has no types
    """Give the rows of a sheet."""
    for index in range(worksheet.nrows):
        cells: list[Cell] = []
        faults: list[str] = []
        for column, (kind, value) in enumerate(
            zip(worksheet.row_types(index), worksheet.row_values(index), strict=True)
        ):
            cell, fault = _cell(kind, value, datemode)
            cells.append(cell)
            if fault:
                faults.append(f"cell {xlrd.colname(column)}{index + 1} {fault}")
        yield GridRow(index + 1, cells, "; ".join(faults) or None)


def _cell(kind: int, value: Any, datemode: Literal[0, 1]) -> tuple[Cell, str | None]:  # noqa: ANN401 - xlrd has no types
    """Give one cell in our types, or what is wrong with it."""
    if kind == xlrd.XL_CELL_ERROR:
        return None, f"holds the error {error_text_from_code.get(value, value)}"
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value), None
    if kind == xlrd.XL_CELL_DATE:
        return _dated(value, datemode)
    if kind == xlrd.XL_CELL_NUMBER and float(value).is_integer():
        return int(value), None  # the format has no whole numbers: 2018 is kept as 2018.0
    return typed_cell(value), None


def _dated(serial: float, datemode: Literal[0, 1]) -> tuple[Cell, str | None]:
    """Give the date of a serial number; below 1 it is a time of day."""
    try:
        moment = xlrd.xldate_as_datetime(serial, datemode)
    except (xlrd.xldate.XLDateError, OverflowError, ValueError) as error:
        return None, f"is marked as a date, but {serial} is none ({error})"
    if 0 <= serial < 1:
        return moment.time().isoformat(), None
    return typed_cell(moment), None
