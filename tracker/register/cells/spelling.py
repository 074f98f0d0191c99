"""Spellings: blanks, damaged letters, empty words, and the folded form that texts are compared by."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tracker.register.tables import Cell

_MARKS: Final = re.compile(r"[\u0300-\u036f]")
# Characters that take no room; the zero-width joiners have no part in the scripts these files are in.
_INVISIBLE: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_ALIKE: Final = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2018\u2019\u00b4`", "-------''''")
_BLANKS: Final = re.compile(r"[^\S\n]+")
_BLANK_LINES: Final = re.compile(r" ?\n ?")
_MANY_LINES: Final = re.compile(r"\n{3,}")
_WORDS: Final = re.compile(r"[a-z0-9]+")
# What UTF-8 looks like when it is read as Windows-1252: a letter of the range C2-F4 before one of 80-BF.
_DAMAGED: Final = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
REPLACEMENT: Final = "\ufffd"
# Words that repeat come back soon; to keep more texts would only cost memory.
KEPT: Final = 4_096
SHORT_CHARS: Final = 60  # of a text quoted in a remark
# Cells that say that nothing is known; "0" and "x" are left alone, as they are answers elsewhere.
EMPTY_WORDS: Final = frozenset(
    {
        *(
            "-",
            "--",
            "---",
            ".",
            "..",
            "...",
            "?",
            "??",
            "n/a",
            "n.a.",
            "na",
            "nd",
            "n/d",
            "s/i",
            "s/d",
            "#n/d",
        ),
        *(
            "null",
            "none",
            "nan",
            "nao informado",
            "nao definido",
            "a definir",
            "nao ha",
            "nao possui",
            "nao tem",
        ),
        *("sem informacao", "sem dados", "no definido", "no informado", "sin informacion", "sin datos"),
        *("no tiene", "por definir", "unknown", "not available"),
    }
)


@lru_cache(maxsize=KEPT)
def folded(text: str) -> str:
    r"""
    Fold a text for comparison.

    Parameters
    ----------
    text : str
        A cell, a heading, a name.

    Returns
    -------
    str
        Lower case, without accents or invisible characters, trimmed, each run of blanks one blank.

    Examples
    --------
    >>> folded("  Saúde ") == folded("SAUDE")
    True
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text).translate(_ALIKE))
        text = _MARKS.sub("", text)
    return " ".join(text.casefold().split())


def words_of(text: str) -> tuple[str, ...]:
    """
    Give the words of a text for comparison.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    tuple of str
        Letters and digits only, folded, in order.
    """
    return tuple(_WORDS.findall(folded(text)))


def as_text(cell: Cell) -> str | None:
    """
    Give a cell as text.

    Parameters
    ----------
    cell : Cell
        Text, number, date or nothing.

    Returns
    -------
    str or None
        Whole numbers without a decimal point, as spreadsheets show them.
    """
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


@dataclass(frozen=True, slots=True)
class Tidied:
    """
    A text put in order.

    Parameters
    ----------
    text : str or None
        None when nothing is left.
    repairs : tuple of (str, str)
        Codes of what was mended, with the particulars.
    is_damaged : bool
        True when letters are lost that nobody can mend.
    """

    text: str | None
    repairs: tuple[tuple[str, str], ...] = ()
    is_damaged: bool = False


@lru_cache(maxsize=KEPT)
def tidied(text: str) -> Tidied:
    """
    Put a text in order: letters damaged on their way, blanks, words that mean nothing.

    Parameters
    ----------
    text : str
        As the file has it.

    Returns
    -------
    Tidied
        Lines are kept apart; letters are mended only where the way back gives the damaged text again.
    """
    repairs: list[tuple[str, str]] = []
    mended = mend_letters(text)
    if mended is not None:
        repairs.append(("letters_mended", f"{_short(text)} → {_short(mended)}"))
        text = mended
    is_damaged = REPLACEMENT in text or _DAMAGED.search(text) is not None
    kept = _MANY_LINES.sub(
        "\n\n", _BLANK_LINES.sub("\n", _BLANKS.sub(" ", _without_odd_characters(text)))
    ).strip()
    if folded(kept) in EMPTY_WORDS:
        return Tidied(None, (*repairs, ("placeholder_emptied", _short(kept))), is_damaged)
    if kept == text:
        # The text itself, which the file's row holds anyway, and no copy of it.
        return Tidied(text or None, tuple(repairs), is_damaged)
    repairs.append(("blanks_trimmed", ""))
    return Tidied(kept or None, tuple(repairs), is_damaged)


def mend_letters(text: str) -> str | None:
    """
    Give what a text was before its UTF-8 was read as Windows-1252.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str or None
        None where the text is as it should be, or nobody can say for certain what it was.

    Notes
    -----
    The five bytes that Windows-1252 leaves undefined are kept by most programs as control characters;
    they are taken back too.

    Examples
    --------
    >>> mend_letters("GrajaÃº")
    'Grajaú'
    >>> mend_letters("Grajaú") is None
    True
    """
    if text.isascii() or _DAMAGED.search(text) is None:
        return None
    octets = bytearray()
    for letter in text:
        try:
            octets += letter.encode("cp1252")
        except UnicodeEncodeError:
            if not "\x80" <= letter <= "\x9f":
                return None
            octets.append(ord(letter))
    try:
        mended = octets.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return mended if mended.replace("\n", " ").isprintable() else None


def _without_odd_characters(text: str) -> str:
    """Compose accents, and leave out what takes no room."""
    if text.isascii():
        return text.replace("\r\n", "\n")
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("\r\n", "\n")


def _short(text: str) -> str:
    """Give so much of a text as fits in a remark."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT_CHARS else line[: SHORT_CHARS - 1] + "…"
