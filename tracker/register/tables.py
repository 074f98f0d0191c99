"""What every reader gives: a file's tables with rows as the file has them, and where each row came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

# What a cell may hold once it is read; text is never trimmed or translated by a reader.
Cell: TypeAlias = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """
    One row of a table.

    Parameters
    ----------
    number : int
        As people see it: the row of the sheet or line of the file, or the feature's position, from 1.
    cells : tuple
        One a column of the table; None where the file has nothing.
    lon_deg, lat_deg : float or None
        Position in WGS 84 [degree], where the file itself has geometry.
    fault : str or None
        What is wrong with the row so that its cells or geometry cannot be taken; the row is still listed.
    """

    number: int
    cells: tuple[Cell, ...]
    lon_deg: float | None = None
    lat_deg: float | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """
    The first point of a table whose reference system nobody has said.

    Parameters
    ----------
    row : int
        Number of its row.
    x, y : float
        In the file's own system: metres or degrees, nobody knows.
    """

    row: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Table:
    """
    A sheet, a layer, or the only table of a file.

    Parameters
    ----------
    name : str
        As the file has it, blanks at its ends too; empty when the format has no names.
    columns : tuple of str
        As the file has them.
    rows : tuple of Row
        Every row that is not wholly empty, in order.
    empty_rows : int
        Wholly empty rows that were passed over.
    unplaced : Unplaced or None
        A point to ask the reference system by, where the file does not say it.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    empty_rows: int = 0
    unplaced: Unplaced | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """
    A file that was read.

    Parameters
    ----------
    name : str
        Its name, without folders.
    sha256 : str
        Of its bytes.
    format : str
        One of the formats of ``tracker.register.reading.files``.
    tables : tuple of Table
        What it holds.
    needs_crs : bool
        True when it has geometry whose reference system the file does not say: rows then have no position
        until somebody names one.
    notes : tuple of str
        What the reader chose or repaired (encoding, separator, swapped axes), as sentences.
    """

    name: str
    sha256: str
    format: str
    tables: tuple[Table, ...]
    needs_crs: bool = False
    notes: tuple[str, ...] = field(default=())
