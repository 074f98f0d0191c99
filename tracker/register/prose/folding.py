"""Text folded for comparison (no case, no accents, one kind of blank), with the way back to the original."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_QUOTES: Final = '\u201c\u201d\u201e\u00ab\u00bb\u00b4\u2019\u2018`"'
_TRANSLATED: Final = str.maketrans(_DASHES + _QUOTES, "-" * len(_DASHES) + "'" * len(_QUOTES))
# Alone, "é" is the verb and "e" the conjunction: without its accent the verb needs another spelling.
_VERB_IS: Final = "eh"
_IS_ALONE: Final = re.compile(r"(?<!\w)[éÉ](?![\w\u0300-\u036f])|(?<!\w)[eE]\u0301(?!\w)")


@dataclass(frozen=True, slots=True)
class Folded:
    """
    A folded text and where each of its characters came from.

    Parameters
    ----------
    text : str
        Lower case, without accents; each run of blanks is one blank, or one newline where it held one.
    origin : tuple of int
        Index in the original text, one a character of ``text``.
    original : str
        The text as it was.
    """

    text: str
    origin: tuple[int, ...]
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """
        Give the span of the original text that became the characters from ``start`` to before ``end``.

        Parameters
        ----------
        start, end : int
            A span of ``text`` that is not empty.

        Returns
        -------
        tuple of int
            Where it starts and ends in ``original``; accents written apart belong to their letter.
        """
        first, last = self.origin[start], self.origin[end - 1] + 1
        while last < len(self.original) and unicodedata.combining(self.original[last]):
            last += 1
        return first, last

    def is_capital(self, index: int) -> bool:
        """
        Tell whether a character was a capital letter.

        Parameters
        ----------
        index : int
            Of ``text``.

        Returns
        -------
        bool
            False for what is no letter, and past the end.
        """
        return index < len(self.origin) and self.original[self.origin[index]].isupper()


def fold(text: str) -> Folded:
    """
    Fold a text, keeping the way back.

    Parameters
    ----------
    text : str
        Composed or decomposed, any case.

    Returns
    -------
    Folded
        See there. The verb "é" becomes "eh", so that it is not taken for "e".
    """
    letters: list[str] = []
    origin: list[int] = []
    verbs = {match.start() for match in _IS_ALONE.finditer(text)}
    for index, character in enumerate(text):
        if character.isspace():
            newline = character in "\n\r\v\f\x85\u2028\u2029"
            if letters and letters[-1] in " \n":
                letters[-1] = "\n" if newline else letters[-1]
                continue
            folded = "\n" if newline else " "
        else:
            folded = _VERB_IS if index in verbs else _folded_letter(character)
        letters.extend(folded)
        origin.extend([index] * len(folded))
    return Folded("".join(letters), tuple(origin), text)


def plain(text: str) -> str:
    r"""
    Fold a short answer for comparison with another.

    Parameters
    ----------
    text : str
        A cell, a heading, a name.

    Returns
    -------
    str
        Lower case, without accents, trimmed, runs of blanks and newlines as one blank.

    Examples
    --------
    >>> plain("  Sim, De ACORDO\n com a Norma ")
    'sim, de acordo com a norma'
    """
    letters = "".join(" " if character.isspace() else _folded_letter(character) for character in text)
    return " ".join(letters.split())


def _folded_letter(character: str) -> str:
    """Fold one character; marks and invisible characters fold to nothing."""
    if unicodedata.category(character) in {"Mn", "Cf", "Cc"}:
        return ""
    parts = unicodedata.normalize("NFKD", character.translate(_TRANSLATED))
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()
