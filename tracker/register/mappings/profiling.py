"""Profiles of columns: how full they are and what they hold, for a person who maps them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from tracker.register.cells.answers import read_answer
from tracker.register.cells.contacts import is_email, is_odd_phone
from tracker.register.cells.spelling import as_text, folded
from tracker.register.tables import Cell, Table

GuessedType = Literal[
    "empty",
    "answer",
    "date",
    "year",
    "number",
    "coordinate",
    "postcode",
    "phone",
    "email",
    "website",
    "text",
    "prose",
]
SAMPLE_ROWS: Final = 2_000
EXAMPLES: Final = 3
MOST: Final = 0.8  # share of a column's cells that decides its type
PROSE_CHARS: Final = 60
_WEB: Final = re.compile(r"(?:https?://|www\.)\S+")
_CEP: Final = re.compile(r"\d{5}-?\d{3}")
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?:\.0)?")
_DATE: Final = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}(?:[ T].*)?|(?:19|20)\d{6}")
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_DEGREES: Final = re.compile(r"-?\d{1,3}[.,]\d{3,}")


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """
    What a column looks like.

    Parameters
    ----------
    column : str
        As the file spells it.
    filled : int
        Cells with a value, of ``rows``.
    rows : int
        Rows looked at.
    distinct : int
        Values that differ when folded.
    examples : tuple of str
        The most frequent values, cut.
    guessed : GuessedType
        What most of the cells look like.
    """

    column: str
    filled: int
    rows: int
    distinct: int
    examples: tuple[str, ...]
    guessed: GuessedType


def profile(table: Table) -> tuple[ColumnProfile, ...]:
    """
    Look at the columns of a table.

    Parameters
    ----------
    table : Table
        Its first rows are enough.

    Returns
    -------
    tuple of ColumnProfile
        One a column, in order.
    """
    rows = table.rows[:SAMPLE_ROWS]
    return tuple(
        _profile(column, [row.cells[position] for row in rows])
        for position, column in enumerate(table.columns)
    )


def _profile(column: str, cells: Sequence[Cell]) -> ColumnProfile:
    """Look at one column."""
    filled = [cell for cell in cells if cell is not None and cell != ""]
    texts = [as_text(cell) or "" for cell in filled]
    counts = Counter(folded(text) for text in texts)
    first_spelling = {folded(text): text for text in reversed(texts)}
    examples = tuple(
        " ".join(first_spelling[value].split())[:PROSE_CHARS] for value, _ in counts.most_common(EXAMPLES)
    )
    return ColumnProfile(
        column, len(filled), len(cells), len(counts), examples, _guess(filled, texts, len(counts))
    )


def _guess(cells: Sequence[Cell], texts: Sequence[str], distinct: int) -> GuessedType:
    """Guess what a column holds."""
    if not texts:
        return "empty"
    tests: tuple[tuple[GuessedType, int], ...] = (
        (
            "date",
            sum(
                isinstance(cell, date) or _DATE.fullmatch(text.strip()) is not None
                for cell, text in zip(cells, texts, strict=True)
            ),
        ),
        ("year", _matching(_YEAR, texts)),
        ("postcode", _matching(_CEP, texts)),
        ("email", sum(map(is_email, texts))),
        ("website", _matching(_WEB, texts)),
        ("coordinate", _matching(_DEGREES, texts)),
        ("phone", sum(_looks_like_phone(text) for text in texts)),
    )
    needed = MOST * len(texts)
    for name, count in tests:
        if count >= needed:
            return name
    if (
        distinct <= max(8, len(texts) // 10)
        and sum(_is_answer(cell, text) for cell, text in zip(cells, texts, strict=True)) >= needed
    ):
        return "answer"
    if _matching(_NUMBER, texts) >= needed:
        return "number"
    return "prose" if sum(len(text) for text in texts) >= PROSE_CHARS * len(texts) else "text"


def _matching(pattern: re.Pattern[str], texts: Sequence[str]) -> int:
    """Count the texts that are of a form."""
    return sum(pattern.fullmatch(text.strip()) is not None for text in texts)


def _looks_like_phone(text: str) -> bool:
    """Tell whether a text is made of telephone numbers; whole numbers are ambiguous and are not."""
    return re.fullmatch(r"[\d\s()/.+-]*", text) is not None and not is_odd_phone(text, "BR")


def _is_answer(cell: Cell, text: str) -> bool:
    """Tell whether a cell reads as an answer; 0 and 1 alone may be a count."""
    return read_answer(cell if isinstance(cell, bool) else text).answer is not None
