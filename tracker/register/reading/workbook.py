"""XLSX workbooks: every sheet with the values last calculated, after a look for what could do harm."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO, Final
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from tracker.register.notes import note
from tracker.register.reading.archives import DAMAGE, members, open_archive, stream_member
from tracker.register.reading.limits import (
    MAX_BLANK_CELLS,
    MAX_BLANK_ROWS,
    MAX_BLANKS_PER_CELL,
    MAX_CELLS,
    MAX_TABLES,
    RowBudget,
    refusal,
)
from tracker.register.reading.sheets import GridRow, to_table
from tracker.register.tables import Cell, Table

# What openpyxl raises on a workbook whose parts are missing, broken or contradict each other.
BROKEN: Final = (
    *(InvalidFileException, ParseError, KeyError, TypeError, IndexError, AttributeError, OverflowError),
    *DAMAGE,
)
ERROR_VALUES: Final = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
TAGS: Final = {
    "cell": re.compile(rb"<(?:\w+:)?c[ />]"),
    "blank cell": re.compile(rb"<(?:\w+:)?c(?: [^>]*)?(?:/>|></)"),
    "blank row": re.compile(rb"<(?:\w+:)?row(?: [^>]*)?(?:/>|></)"),
    "formula": re.compile(rb"<(?:\w+:)?f[ />]"),
}
LONGEST_TAG: Final = 64 * 1024  # a tag that two pieces of a part may share


def read_workbook(path: Path, name: str, *, sheet: str | None) -> tuple[tuple[Table, ...], list[str]]:
    """
    Read the sheets of an XLSX workbook.

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
        If it is damaged, too large or could do harm.
    """
    with open_archive(path, name) as archive:
        has_formulas = _inspect_parts(archive, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validation rules that openpyxl leaves out
            # Opened here, as by its path openpyxl would judge the file by its name.
            with path.open("rb") as file, closing(_load(file, values=True)) as book:
                if not has_formulas:
                    return _read_sheets(book, None, name, sheet)
                with path.open("rb") as again, closing(_load(again, values=False)) as formulas:
                    return _read_sheets(book, formulas, name, sheet)
    except BROKEN as error:
        fault = f"is no whole XLSX workbook ({type(error).__name__}: {error}); save it anew"
        raise refusal(name, ("", fault)) from error


def choose_sheets(names: list[str], asked: str | None, name: str) -> list[str]:
    """
    Choose the sheets or layers to read.

    Parameters
    ----------
    names : list of str
        As the file has them.
    asked : str or None
        The one asked for; blanks at its ends need not be typed.
    name : str
        The file, for messages.

    Returns
    -------
    list of str
        The one asked for, or all.

    Raises
    ------
    InvalidInputError
        If there is none of that name, or there are too many to read all.
    """
    if asked is None:
        if len(names) > MAX_TABLES:
            fault = f"has {len(names)} sheets; at most {MAX_TABLES} are taken: name the one that is meant"
            raise refusal(name, ("", fault))
        return names
    fitting = [spelt for spelt in names if spelt == asked] or [
        spelt for spelt in names if spelt.strip() == asked.strip()
    ]
    if len(fitting) != 1:
        told = ", ".join(repr(spelt) for spelt in names) or "none"
        raise refusal(name, (f"sheet {asked!r}", f"there is no such sheet or layer; the file has {told}"))
    return fitting


def _load(file: BinaryIO, *, values: bool) -> Workbook:
    """Open the workbook for reading row by row: the values last calculated, or the formulas."""
    return load_workbook(file, read_only=True, data_only=values, keep_links=False)


def _inspect_parts(archive: zipfile.ZipFile, name: str) -> bool:
    """Refuse entities and too many cells before the parts are read; say if there are formulas."""
    counts: Counter[str] = Counter()
    for part in members(archive):
        if not part.endswith((".xml", ".rels")):
            continue
        parser = _wary_parser(name, part)
        is_sheet = part.startswith("xl/worksheets/")
        unfinished = b""
        try:
            for piece in stream_member(archive, part, name):
                parser.Parse(piece, False)  # noqa: FBT003 - expat takes it by position only
                if is_sheet:
                    whole, unfinished = _whole_tags(unfinished + piece)
                    counts.update({title: len(tag.findall(whole)) for title, tag in TAGS.items()})
                    _check_counts(counts, name, part)
            parser.Parse(b"", True)  # noqa: FBT003 - expat takes it by position only
        except expat.ExpatError as error:
            raise refusal(name, (part, f"is not well-formed XML ({error}): the file is damaged")) from error
    return counts["formula"] > 0


def _check_counts(counts: Counter[str], name: str, part: str) -> None:
    """Refuse sheets of too many cells, or of blanks that would cost the time of as many cells."""
    if counts["cell"] > MAX_CELLS:
        raise refusal(name, (part, f"has more than the {MAX_CELLS} cells that are taken"))
    filled_count = counts["cell"] - counts["blank cell"]
    for blank, most in (("blank row", MAX_BLANK_ROWS), ("blank cell", MAX_BLANK_CELLS)):
        if counts[blank] > most + MAX_BLANKS_PER_CELL * filled_count:
            fault = (
                f"has more than {most} {blank}s that are kept for their look; delete them and send it again"
            )
            raise refusal(name, (part, fault))


def _wary_parser(name: str, part: str) -> expat.XMLParserType:
    """Make a parser that refuses a document type, the only place where entities are declared."""
    parser = expat.ParserCreate()

    def refuse_document_type(*_: object) -> None:
        raise refusal(
            name, (part, "declares a document type or entities, which no spreadsheet program writes")
        )

    parser.StartDoctypeDeclHandler = refuse_document_type
    return parser


def _whole_tags(text: bytes) -> tuple[bytes, bytes]:
    """Part text from a tag that goes on in the next piece."""
    start = text.rfind(b"<")
    if start == -1 or b">" in text[start:] or len(text) - start > LONGEST_TAG:
        return text, b""
    return text[:start], text[start:]


def _read_sheets(
    book: Workbook, formulas: Workbook | None, name: str, sheet: str | None
) -> tuple[tuple[Table, ...], list[str]]:
    """Read the chosen sheets."""
    budget = RowBudget(name)
    tables: list[Table] = []
    notes: list[str] = []
    spelt = [worksheet.title for worksheet in book.worksheets]
    if not spelt:
        raise refusal(name, ("", "has no sheet with cells"))
    for title in choose_sheets(spelt, sheet, name):
        position = spelt.index(title)
        worksheet = book.worksheets[position]
        shown = _grid(worksheet, None if formulas is None else formulas.worksheets[position])
        table, told = to_table(shown, name=name, sheet=title, ragged_is_fault=False, budget=budget)
        if worksheet.sheet_state != "visible":
            told.insert(0, note("sheet_hidden", name=repr(title)))
        tables.append(table)
        notes += told
    return tuple(tables), notes


def _grid(worksheet: Any, formulas: Any) -> Iterator[GridRow]:  # noqa: ANN401 - openpyxl's stubs lack the reading half
    """Give the rows of a sheet; a formula whose value the file lacks is a fault of its row."""
    worksheet.reset_dimensions()  # what the sheet says of its size is often wrong
    rows = worksheet.iter_rows(values_only=True)
    if formulas is None:
        for number, values in enumerate(rows, start=1):
            yield _grid_row(number, values, ())
        return
    formulas.reset_dimensions()
    for number, (values, written) in enumerate(
        zip(rows, formulas.iter_rows(values_only=True), strict=True), start=1
    ):
        yield _grid_row(number, values, written)


def _grid_row(number: int, values: tuple[Any, ...], written: tuple[Any, ...]) -> GridRow:
    """Give one row with its cells in our types."""
    faults = [
        f"cell {get_column_letter(column)}{number} holds a formula without its value: save it in Excel"
        for column, (value, formula) in enumerate(zip(values, written, strict=False), start=1)
        if value is None and formula is not None
    ]
    cells: list[Cell] = []
    for column, value in enumerate(values, start=1):
        if isinstance(value, str) and value in ERROR_VALUES:
            faults.append(f"cell {get_column_letter(column)}{number} holds the error {value}")
            cells.append(None)
        else:
            cells.append(typed_cell(value))
    return GridRow(number, cells, "; ".join(faults) or None)


def typed_cell(value: Any) -> Cell:  # noqa: ANN401 - whatever a spreadsheet library gives
    """
    Give what a spreadsheet library read as a cell.

    Parameters
    ----------
    value : object
        Text, number, date or duration.

    Returns
    -------
    Cell
        Midnight is a date without time, as spreadsheets know no bare date; a time of day and a
        duration are text; empty text is nothing.
    """
    if isinstance(value, datetime):
        return value.date() if value.time() == time.min else value
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if value is None or isinstance(value, str | int | float | date):
        return None if value == "" else value
    return str(value)
