"""Delimited text (CSV and its relatives): encoding and separator are found, values stay text."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from tracker.errors import InvalidInputError
from tracker.register.notes import note
from tracker.register.reading.encodings import find_encoding
from tracker.register.reading.limits import MAX_LINE_CHARS, RowBudget, refusal
from tracker.register.reading.sheets import GridRow, to_table
from tracker.register.tables import Table

SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAMPLE_RECORDS: Final = 50
SPREADSHEET_HINT: Final = "sep="  # Excel's own first line


def read_delimited(path: Path, name: str) -> tuple[Table, list[str]]:
    """
    Read a table of delimited text.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        Its name, for messages.

    Returns
    -------
    table : Table
        Every cell text; empty ones are None. Rows are numbered by the line they start in.
    notes : list of str
        Encoding, separator, and what was passed over.

    Raises
    ------
    InvalidInputError
        If it is no text, has a line without end, or is too large.
    """
    encoding = find_encoding(path, name)
    with path.open(encoding=encoding.codec, newline="") as file:
        separator = _find_separator(file, name)
    chosen = note("separator_none" if separator is None else f"separator_{SEPARATORS[separator]}")
    notes: list[str] = [note("text_read", encoding=encoding.title, separator=chosen)]
    with path.open(encoding=encoding.codec, newline="") as file:
        rows = _grid(_records(file, separator or ",", name))
        table, found = to_table(rows, name=name, sheet="", ragged_is_fault=True, budget=RowBudget(name))
    return table, notes + found


def _records(file: TextIO, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Give the records with the line each starts in; a record without end is refused."""
    lines = _Lines(file, name)
    reader = csv.reader(lines, delimiter=separator)
    start = 1
    try:
        for values in reader:
            if lines.ended:  # the reader wanted another line, as a quotation mark is open
                raise refusal(name, (f"line {start}", "a quotation mark opens here and is never closed"))
            yield start, values
            start = reader.line_num + 1
            lines.record_chars = 0
    except csv.Error as error:
        fault = f"cannot be parted into values ({error}): a quotation mark may be missing"
        raise refusal(name, (f"line {start}", fault)) from error


class _Lines:
    """Lines of a file for the reader of records, which would take one of any length."""

    def __init__(self, file: TextIO, name: str) -> None:
        self._file = file
        self._name = name
        self._number = 0
        self.record_chars = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        """Give itself."""
        return self

    def __next__(self) -> str:
        """Give the next line."""
        line = self._file.readline(MAX_LINE_CHARS + 1)
        if not line:
            self.ended = True
            raise StopIteration
        self._number += 1
        self.record_chars += len(line)
        if self.record_chars > MAX_LINE_CHARS:
            fault = (
                f"its row has more than {MAX_LINE_CHARS} characters: a line end or quotation mark is missing"
            )
            raise refusal(self._name, (f"line {self._number}", fault))
        return line


def _grid(records: Iterator[tuple[int, list[str]]]) -> Iterator[GridRow]:
    """Give the records as rows of a grid."""
    for number, values in records:
        if number == 1 and values and values[0].casefold().startswith(SPREADSHEET_HINT):
            continue
        yield GridRow(number, [value or None for value in values])


def _find_separator(file: TextIO, name: str) -> str | None:
    """
    Choose the separator that parts the first records into the same number of values, the more the better.

    None when no separator parts them.
    """
    best, best_score = None, (False, 0.0, 1)
    for separator in SEPARATORS:
        widths, is_whole = _widths(file, separator, name)
        parted = [(count, width) for width, count in widths.items() if width > 1]
        if not parted:
            continue
        count, width = max(parted)
        score = (is_whole, count / widths.total(), width)
        if score > best_score:
            best, best_score = separator, score
    return best


def _widths(file: TextIO, separator: str, name: str) -> tuple[Counter[int], bool]:
    """Count the values of the first records; with a wrong separator a quotation mark may seem left open."""
    file.seek(0)
    widths: Counter[int] = Counter()
    try:
        for _, values in islice(_records(file, separator, name), SAMPLE_RECORDS):
            if values:
                widths[len(values)] += 1
    except InvalidInputError:
        return widths, False
    return widths, True
