"""The report as a workbook: counts that add up, then the file's own sheets with results beside the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from tracker.register.candidates import Remark
from tracker.register.cells.spelling import folded
from tracker.register.intake.outcomes import RowResult, count_located, count_outcomes
from tracker.register.intake.report_sheets import LAT_COLUMN, LON_COLUMN, MARK, harmless
from tracker.register.intake.report_words import LABELS, reason, say
from tracker.register.intake.running import Run
from tracker.register.languages import Language
from tracker.register.notes import say_note
from tracker.register.tables import Cell, Table
from tracker.register.vocabulary import OUTCOMES, PRECISION_CLASSES

LONGEST_TITLE: Final = 31  # of a sheet, in characters
LONGEST_CELL: Final = 32_767
_NOT_IN_TITLES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_CONTROLS: Final = {code: None for code in range(32) if code not in {9, 10, 13}}
_HEADING: Final = Font(bold=True)
_WIDTHS: Final = {"outcome": 16, "reasons": 80, "row": 8}


@dataclass(frozen=True, slots=True)
class _Table:
    """A table with the results of its rows."""

    table: Table
    results: Sequence[RowResult]


def write_report(run: Run, path: Path, *, language: Language) -> None:
    """
    Write the report of a run.

    Parameters
    ----------
    run : Run
        What a run came to.
    path : pathlib.Path
        Where the workbook goes.
    language : str
        Of the person: "en", "pt-BR", "es" or "ko".

    Notes
    -----
    The first sheet counts; each of the others is a table of the file, its columns in order and every row
    that was read, with result, reasons and the row's number behind them. The workbook may be mended and
    imported again: what the report added is passed over. Imported text is never a formula.
    """
    book = Workbook(write_only=True)
    tables = list(_by_table(run))
    titles = _titles([each.table.name for each in tables], say("data", language))
    summary = book.create_sheet(f"{MARK} {say('summary', language)}"[:LONGEST_TITLE])
    summary.column_dimensions["A"].width = 48
    summary.column_dimensions["B"].width = 60
    for line in _summary(run, tables, language):
        summary.append([_made(cell) for cell in line])
    for title, each in zip(titles, tables, strict=True):
        _write_table(book.create_sheet(title), each, language)
    book.save(path)


def _by_table(run: Run) -> Iterator[_Table]:
    """Give each table with the results of its rows, which stand in the file's order."""
    first = 0
    for table in run.source.tables:
        has_results = run.mapping.table_mapping(table.name) is not None
        last = first + (len(table.rows) if has_results else 0)
        yield _Table(table, run.results[first:last])
        first = last


def _titles(names: Iterable[str], unnamed: str) -> list[str]:
    """Give each table a title that a workbook may have: short, without some signs, and its own."""
    titles: list[str] = []
    for name in names:
        wanted = (name.translate(_NOT_IN_TITLES).translate(_CONTROLS) or unnamed)[:LONGEST_TITLE]
        if wanted.startswith("'") or wanted.endswith("'"):
            wanted = wanted.strip("'") or unnamed
        title, count = wanted, 1
        while title.casefold() in {taken.casefold() for taken in titles}:
            count += 1
            title = f"{wanted[: LONGEST_TITLE - 4]} ({count})"
        titles.append(title)
    return titles


def _summary(run: Run, tables: Sequence[_Table], language: Language) -> Iterator[list[Cell]]:
    """Give the lines of the first sheet."""
    counts = count_outcomes(run.results)
    yield [say("file", language), run.source.name]
    yield ["SHA-256", run.source.sha256]
    yield [say("mapping", language), f"{run.mapping.title} ({run.mapping.name})"]
    yield [say("imported_on", language), run.plan.stamp.imported_on]
    yield []
    yield [say("rows", language), len(run.results)]
    for outcome in OUTCOMES:
        yield [say(outcome, language), counts[outcome]]
    yield [say("sum", language), sum(counts.values())]
    yield []
    yield [say("sheet", language), *(say(outcome, language) for outcome in OUTCOMES), say("sum", language)]
    for each in tables:
        part = count_outcomes(each.results)
        yield [each.table.name or say("data", language), *part.values(), len(each.results)]
    yield []
    yield [say("location", language), say("count", language)]
    located = count_located(run.results)
    for precision in PRECISION_CLASSES:
        yield [say(f"precision_{precision}", language), located.get(precision, 0)]
    yield []
    yield [say("reasons", language), say("count", language)]
    codes = Counter(remark.code for result in run.results for remark in result.remarks)
    for code, count in codes.most_common():
        yield [reason(Remark(code, "", ""), language), count]
    yield []
    yield [say("gone", language), len(run.plan.gone)]
    for gone in run.plan.gone:
        yield [gone.table, gone.row, gone.place]
    yield []
    yield [say("left_columns", language)]
    yield from _left_columns(run, tables)
    yield [say("notes", language)]
    for note in run.source.notes:
        yield [say_note(note, language)]


def _left_columns(run: Run, tables: Sequence[_Table]) -> Iterator[list[Cell]]:
    """Give the columns that were not taken, and why where somebody has said it."""
    for each in tables:
        rules = run.mapping.table_mapping(each.table.name)
        if rules is None:
            continue
        used = {folded(column) for column in rules.used_columns()}
        because = {folded(left.column): left.because for left in rules.left}
        for column in each.table.columns:
            if folded(column) not in used:
                yield [each.table.name, column, because.get(folded(column), "")]


def _write_table(sheet: Any, each: _Table, language: Language) -> None:  # noqa: ANN401 - openpyxl's stubs lack it
    """Write a table with the results behind its columns."""
    width = len(each.table.columns)
    for offset, column_width in enumerate(_WIDTHS.values(), start=1):
        sheet.column_dimensions[get_column_letter(width + offset)].width = column_width
    sheet.freeze_panes = "A2"
    # A workbook has no geometry: without these columns a mended report would lose every position.
    is_placed = any(row.lon_deg is not None for row in each.table.rows)
    added = [f"{MARK} {LABELS[name][language]}" for name in _WIDTHS]
    added += [LON_COLUMN, LAT_COLUMN] if is_placed else []
    heading = [WriteOnlyCell(sheet, value=_cleaned(harmless(text))) for text in (*each.table.columns, *added)]
    for cell in heading:
        cell.font = _HEADING
    sheet.append(heading)
    for row, result in zip(each.table.rows, each.results, strict=True):
        reasons = "\n".join(reason(remark, language) for remark in result.remarks)
        values = [*row.cells, say(result.outcome, language), reasons, row.number]
        values += [row.lon_deg, row.lat_deg] if is_placed else []
        sheet.append([_made(value) for value in values])


def _made(value: Cell) -> Cell:
    """Give a value as a workbook takes it."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.isoformat()
    return _cleaned(harmless(value)) if isinstance(value, str) else value


def _cleaned(text: str) -> str:
    """Leave out what a workbook cannot hold."""
    if not text.isprintable():
        text = text.translate(_CONTROLS).encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
