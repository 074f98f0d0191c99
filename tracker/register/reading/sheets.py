"""Rows of a grid (a sheet or a text table) to a table: titles above it, its header, and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from tracker.register.notes import note
from tracker.register.reading.limits import RowBudget, check_columns, refusal
from tracker.register.tables import Cell, Row, Table

# Further down nobody puts a title: what stands there is a table of one column.
TITLE_ROWS = 10


@dataclass(frozen=True, slots=True)
class GridRow:
    """
    A row as the grid has it.

    Parameters
    ----------
    number : int
        Row of the sheet or line of the file, from 1.
    cells : sequence
        As many as the row has, which may be more or fewer than the header.
    fault : str or None
        What is wrong with a cell.
    """

    number: int
    cells: Sequence[Cell]
    fault: str | None = None

    @property
    def filled_count(self) -> int:
        """Count the cells that hold something."""
        return sum(cell is not None for cell in self.cells)


def to_table(
    rows: Iterable[GridRow], *, name: str, sheet: str, ragged_is_fault: bool, budget: RowBudget
) -> tuple[Table, list[str]]:
    """
    Find a grid's header and give the rows below it.

    Parameters
    ----------
    rows : iterable of GridRow
        From the top, empty ones too.
    name, sheet : str
        The file and the sheet (empty for a file without sheets), for messages.
    ragged_is_fault : bool
        Whether a row with more or fewer cells than the header is at fault, as it is in a text table.
    budget : RowBudget
        Of the whole file.

    Returns
    -------
    table : Table
        Without rows when the grid is empty.
    notes : list of str
        Titles passed over, names given to columns.

    Raises
    ------
    InvalidInputError
        If there are too many columns, rows or cells.
    """
    where = note("in_sheet", name=repr(sheet)) if sheet else ""
    titles, header, rest, empty_count = _split(iter(rows), where, budget)
    if header is None:
        return Table(sheet, (), (), empty_count), []
    check_columns(name, f"{where}row {header.number}", len(_trimmed(header.cells)))
    columns, notes = _columns(header, where)
    if titles:
        told = ", ".join(str(title.number) for title in titles)
        notes.insert(0, note("title_passed", where=where, rows=told, header=header.number))
    if header.fault:
        raise refusal(name, (f"{where}row {header.number}", f"the header cannot be read: {header.fault}"))
    kept: list[Row] = []
    width = len(columns)
    for row in rest:
        place = f"{where}row {row.number}"
        if row.filled_count == 0 and row.fault is None:
            budget.count_empty(place)
            empty_count += 1
            continue
        cells = _trimmed(row.cells)
        if len(cells) > width and not ragged_is_fault:
            width = len(cells)
            check_columns(name, place, width)
        budget.count_row(place, width)
        kept.append(_row(row, cells, width, ragged_is_fault=ragged_is_fault))
    if width > len(columns):
        columns, kept = _widened(columns, kept, width)
        notes.append(
            note("header_short", where=where, row=header.number, named=header.filled_count, columns=width)
        )
    return Table(sheet, columns, tuple(kept), empty_count), notes


def _split(
    rows: Iterator[GridRow], where: str, budget: RowBudget
) -> tuple[list[GridRow], GridRow | None, Iterator[GridRow], int]:
    """Part the titles and the header from the rows: the header is the first row with more than one cell."""
    top: list[GridRow] = []
    empty_count = 0
    for row in rows:
        if row.filled_count == 0 and row.fault is None:
            budget.count_empty(f"{where}row {row.number}")
            empty_count += 1
            continue
        if row.filled_count > 1:
            return top, row, rows, empty_count
        top.append(row)
        if len(top) > TITLE_ROWS:
            break
    # No row is wider than one cell: a table of one column, whose first row is its header.
    return [], (top[0] if top else None), chain(top[1:], rows), empty_count


def _trimmed(cells: Sequence[Cell]) -> Sequence[Cell]:
    """Leave off the empty cells at a row's end."""
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return cells[:end]


def _columns(header: GridRow, where: str) -> tuple[tuple[str, ...], list[str]]:
    """Name the columns as the header does; a name met again gets its number."""
    columns: list[str] = []
    notes: list[str] = []
    for position, cell in enumerate(_trimmed(header.cells), start=1):
        spelt = f"({position})" if cell is None else str(cell)
        given = _unused(spelt, columns)
        if given != spelt:
            place = {"where": where, "row": header.number, "column": position}
            notes.append(note("column_again", **place, spelt=repr(spelt), given=repr(given)))
        columns.append(given)
    return tuple(columns), notes


def _unused(spelt: str, taken: Sequence[str]) -> str:
    """Give a column's name, with a number behind it when the name is taken."""
    given, count = spelt, 1
    while given in taken:
        count += 1
        given = f"{spelt} ({count})"
    return given


def _row(row: GridRow, cells: Sequence[Cell], width: int, *, ragged_is_fault: bool) -> Row:
    """Give a row its full width; in a text table a row of another width is at fault."""
    fault = row.fault
    if ragged_is_fault and fault is None and (len(cells) > width or len(row.cells) < width):
        found = len(row.cells) if len(row.cells) < width else len(cells)
        fault = f"has {found} values where the header has {width}: a separator is missing or too many"
    kept = (*cells[:width], *(None,) * (width - len(cells)))
    return Row(row.number, kept, fault=fault)


def _widened(columns: tuple[str, ...], rows: list[Row], width: int) -> tuple[tuple[str, ...], list[Row]]:
    """Give every row the columns that the header left without a name."""
    named = list(columns)
    for position in range(len(columns) + 1, width + 1):
        named.append(_unused(f"({position})", named))
    wide = [
        Row(row.number, (*row.cells, *(None,) * (width - len(row.cells))), fault=row.fault) for row in rows
    ]
    return tuple(named), wide
