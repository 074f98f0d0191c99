"""Folding that keeps the place of every letter: what is found in folded text is cut from the original."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_QUOTES: Final = "\u2019\u2018\u00b4`\u02bc"
# What is read as another letter: the degree sign stands for the ordinal o in "n° 5".
_READ_AS: Final = str.maketrans(_DASHES + _QUOTES + "\u00b0", "-" * len(_DASHES) + "'" * len(_QUOTES) + "o")


def composed(text: str) -> str:
    """
    Give a text with each accented letter as one character.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Its normal form C.
    """
    return unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """
    Fold case and accents, one character for one character.

    Parameters
    ----------
    text : str
        A composed text.

    Returns
    -------
    str
        As long as the text; line breaks stay, every other blank is a blank.

    Notes
    -----
    The folding of ``tracker.register.prose`` shortens runs of blanks and keeps the verb "é" apart; here the
    lengths must agree, and "É" in a street's name is a letter like others.
    """
    return "".join(map(_folded_letter, text))


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    """Fold one character to one character."""
    if letter in "\n\r\v\f\x85\u2028\u2029":
        return "\n"
    if letter.isspace() or unicodedata.category(letter) in {"Cf", "Cc"}:
        return " "
    return unicodedata.normalize("NFKD", letter.translate(_READ_AS))[0].lower()[0]
