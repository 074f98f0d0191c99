"""Places as a workbook, row by row, so that memory does not grow; imported text stays text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from tracker.register.exports.columns import HEADINGS, row_of
from tracker.register.exports.model import About, OutgoingPlace
from tracker.register.intake.report_sheets import harmless

LONGEST_CELL: Final = 32_767  # characters, a limit of the format
NAME_WIDTH: Final = 40
WIDTH: Final = 18
_BOLD: Final = Font(bold=True)


def write_xlsx(places: Iterable[OutgoingPlace], about: About, path: Path) -> None:
    """
    Write places as XLSX: a sheet of them, and one that says what the file is.

    Parameters
    ----------
    places : iterable of OutgoingPlace
        Taken one by one.
    about : About
        Goes to the second sheet.
    path : pathlib.Path
        Where the file goes.

    Notes
    -----
    Every text is written as a cell of type text, and what a spreadsheet would take for a formula after a
    detour through CSV has an apostrophe before it.
    """
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("places")
    sheet.freeze_panes = "C2"
    for number, heading in enumerate(HEADINGS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = NAME_WIDTH if heading == "name" else WIDTH
    sheet.append([_cell(sheet, heading, bold=True) for heading in HEADINGS])
    for place in places:
        row = row_of(place)
        sheet.append([_cell(sheet, row[heading]) for heading in HEADINGS])
    told = workbook.create_sheet("about")
    for name, value in (
        ("study", about.study),
        ("title", about.title),
        ("facts_as_of", about.facts_as_of.isoformat()),
        ("licence", about.licence),
        ("attribution", about.attribution),
    ):
        told.append([_cell(told, name, bold=True), _cell(told, value)])
    workbook.save(path)


def _cell(sheet: Any, value: str | float | None, *, bold: bool = False) -> Any:  # noqa: ANN401 - openpyxl knows no types here
    if value is None:
        return None
    if not isinstance(value, str):
        return value
    text = harmless(ILLEGAL_CHARACTERS_RE.sub("", value))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # openpyxl takes a text that begins with "=" for a formula
    if bold:
        cell.font = _BOLD
    return cell
