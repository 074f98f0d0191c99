"""A last look at what was read, the same for every format: characters no record can keep, and mojibake."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tracker.register.notes import note
from tracker.register.reading.encodings import mend_mojibake
from tracker.register.reading.limits import MAX_CELL_CHARS
from tracker.register.tables import Cell, Row, Table

# Control characters and halves of surrogate pairs: PostgreSQL, JSON or XLSX refuse one or the other.
UNKEEPABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
REPLACEMENT: Final = "\ufffd"
LONGEST_MENDED: Final = 108  # characters of a mended text that a note shows


def inspect_table(table: Table) -> tuple[Table, list[str]]:
    """
    Look over the text of a table.

    Parameters
    ----------
    table : Table
        As a reader gave it.

    Returns
    -------
    table : Table
        Rows with text that cannot be kept are at fault, and that text is left out.
    notes : list of str
        Columns whose letters were damaged before the file was made, with an example mended where it can
        be; the text itself stays as the file has it.
    """
    begin = f"{table.name!r}, " if table.name else ""
    damaged: dict[int, list[tuple[int, str]]] = {}
    rows: list[Row] = []
    for row in table.rows:
        faults: list[str] = []
        cells: list[Cell] | None = None
        for at, cell in enumerate(row.cells):
            if not isinstance(cell, str):
                continue
            if fault := _text_fault(cell):
                faults.append(f"column {table.columns[at]!r} {fault}")
                cells = cells or list(row.cells)
                cells[at] = None
            elif not cell.isascii() and (REPLACEMENT in cell or mend_mojibake(cell) is not None):
                damaged.setdefault(at, []).append((row.number, cell))
        if cells is None:
            rows.append(row)
            continue
        told = "; ".join([row.fault, *faults] if row.fault else faults)
        rows.append(replace(row, cells=tuple(cells), fault=told))
    notes = [_damage_note(begin, table.columns[at], found) for at, found in sorted(damaged.items())]
    notes += [
        note("column_damaged", begin=begin, column=repr(column), mended=repr(mended))
        for column in table.columns
        if (mended := mend_mojibake(column)) is not None
    ]
    return replace(table, rows=tuple(rows)), notes


def _text_fault(text: str) -> str | None:
    """Say why a text cannot be kept."""
    if len(text) > MAX_CELL_CHARS:
        return f"holds {len(text)} characters; at most {MAX_CELL_CHARS} are taken"
    if not text.isprintable() and (found := UNKEEPABLE.search(text)):
        return f"holds the character U+{ord(found.group()):04X}, which is none of a text"
    return None


def _damage_note(begin: str, column: str, found: Sequence[tuple[int, str]]) -> str:
    """Tell of a column with damaged letters."""
    number, text = found[0]
    mended = mend_mojibake(text)
    sure = mended is not None and mended.isprintable()
    seems = note("seems_to_be", mended=repr(mended)[:LONGEST_MENDED]) if sure else note("not_mendable")
    return note(
        "cells_damaged",
        begin=begin,
        column=repr(column),
        count=len(found),
        text=repr(text[:80]),
        row=number,
        seems=seems,
    )
