"""What a report adds to a file's sheets, and how it is taken off when the file comes back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from tracker.register.tables import Cell, Row, SourceFile, Table

# Sheets and columns that begin so were added by a report.
MARK: Final = "(register)"
LON_COLUMN: Final = f"{MARK} lon_deg"
LAT_COLUMN: Final = f"{MARK} lat_deg"
# What a spreadsheet may take for a formula or, after "#", for an error; also behind the sign that
# keeps it from doing so.
_RUNS: Final = re.compile(r"'*[=+\-@\t\r#]")
_KEPT_FROM_RUNNING: Final = re.compile(r"'+[=+\-@\t\r#]")
# A number that is text cannot do anything.
_PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def harmless(text: str) -> str:
    """
    Give a text that no spreadsheet runs, also after it has been saved as CSV and opened again.

    Parameters
    ----------
    text : str
        Of an imported cell.

    Returns
    -------
    str
        With an apostrophe before =, +, -, @, tab, carriage return and #; plain numbers as they are.

    Examples
    --------
    >>> harmless("=1+1"), harmless("-46.63"), harmless("Rua A")
    ("'=1+1", '-46.63', 'Rua A')
    """
    if _RUNS.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def as_it_was(text: str) -> str:
    """
    Give back a text that was made harmless.

    Parameters
    ----------
    text : str
        Of a cell of a report.

    Returns
    -------
    str
        Without its apostrophe.

    Examples
    --------
    >>> as_it_was("'=1+1"), as_it_was("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if _KEPT_FROM_RUNNING.match(text) else text


def is_report(source: SourceFile) -> bool:
    """
    Tell whether a file is a report that came back.

    Parameters
    ----------
    source : SourceFile
        As a reader gave it.

    Returns
    -------
    bool
        True when a sheet or a column bears the mark.
    """
    return any(
        table.name.startswith(MARK) or any(column.startswith(MARK) for column in table.columns)
        for table in source.tables
    )


def without_report(source: SourceFile) -> SourceFile:
    """
    Take off what a report added to a file.

    Parameters
    ----------
    source : SourceFile
        As a reader gave it.

    Returns
    -------
    SourceFile
        The same when it is no report.
    """
    if not is_report(source):
        return source
    tables = tuple(_stripped(table) for table in source.tables if not table.name.startswith(MARK))
    return replace(source, tables=tables)


def _stripped(table: Table) -> Table:
    """Take the added columns off a table; positions go back to where geometry had them."""
    kept = [position for position, column in enumerate(table.columns) if not column.startswith(MARK)]
    at = {column: position for position, column in enumerate(table.columns)}
    lon_at, lat_at = at.get(LON_COLUMN), at.get(LAT_COLUMN)
    rows = tuple(
        replace(
            row,
            cells=tuple(_cell(row.cells[position]) for position in kept),
            lon_deg=_degrees(row, lon_at, row.lon_deg),
            lat_deg=_degrees(row, lat_at, row.lat_deg),
        )
        for row in table.rows
    )
    return replace(table, columns=tuple(as_it_was(table.columns[at]) for at in kept), rows=rows)


def _degrees(row: Row, position: int | None, otherwise: float | None) -> float | None:
    """Give a coordinate that the report kept."""
    cell = None if position is None else row.cells[position]
    return float(cell) if isinstance(cell, int | float) else otherwise


def _cell(cell: Cell) -> Cell:
    return as_it_was(cell) if isinstance(cell, str) else cell
