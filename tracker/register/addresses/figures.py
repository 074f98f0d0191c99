"""House numbers, ranges, kilometres, blocks and lots in folded text."""

from __future__ import annotations

import re
from typing import Final

_FIGURE: Final = r"(?:\d{1,3}(?:\.\d{3})+(?!\d)|\d{1,6})"
_LETTER: Final = r"(?:[a-z](?![a-z0-9])|(?:\s|\s?-\s?)(?![aeoyx]\s)[a-z](?![a-z0-9/.'\-]))?"
_RANGE: Final = re.compile(
    rf"\s?[/-]\s?({_FIGURE})([a-z](?![a-z]))?(?![\d°])|\s(?:a|ao|e|y)\s({_FIGURE})(?![\da-z])"
)
_SIGN: Final = r"(?:(?:numero|num|nro|no|n)(?![a-z])\s*[.:]?\s*o?\.?\s*[.:]?\s*|#\s*)"
# Beyond this a second figure behind a stroke is a flat, not the end of a range.
_LONGEST_RANGE: Final = 200

NUMBER: Final = re.compile(rf"(?:(?<![a-z])({_SIGN}))?(?<!\d)({_FIGURE})({_LETTER})(?![\da-z°])")
SIGNED: Final = re.compile(rf"(?<![a-z])({_SIGN})({_FIGURE})({_LETTER})(?![\da-z])")
WITHOUT: Final = re.compile(
    r"(?<![a-z0-9])(?:s\s*/\s*n\s*\.?\s*o?\.?|s\.\s?n\.?o?|s[ei]m\s+numero|sin\s+numero)(?![a-z0-9])"
)
KILOMETRE: Final = re.compile(r"(?<![a-z0-9(])km\.?\s*(\d+(?:[.,]\d+)?)(?![a-z0-9])")
BLOCK: Final = re.compile(
    r"(?<![a-z])(?:cuadra|cdra|cuad|cdr)s?(?![a-z])\.?\s*(\d{1,3})(?:\s*(?:y|-|/)\s*(\d{1,3})(?!\d))?"
)
LOT: Final = re.compile(
    r"(?<![a-z])m(?:an)?z(?:ana|a)?(?![a-z])\.?\s*\"?'?([a-z]{1,2}\d{0,2}|\d{1,3}[a-z]?)\"?'?"
    r"(?:[\s,.-]*(?:lote|lt)s?(?![a-z])\.?\s*(\d{1,4}(?:\s?-?\s?[a-z](?![a-z]))?))?"
)


def plain_figure(words: str) -> str:
    """
    Give a house number in its plain form.

    Parameters
    ----------
    words : str
        Figure and letter, folded.

    Returns
    -------
    str
        "1.000" is "1000", "08" is "8", "491-a" is "491A".
    """
    figure = re.sub(r"[.\s-]", "", words).upper()
    return figure.lstrip("0") or "0"


def range_end(letters: str, end: int, first: str) -> tuple[str, int] | None:
    """
    Read the end of a range of house numbers.

    Parameters
    ----------
    letters : str
        Folded text.
    end : int
        Where the first number ends.
    first : str
        The first number, plain.

    Returns
    -------
    tuple of (str, int) or None
        The last number and where it ends; None where a flat or a floor follows instead: "781 / 402".
    """
    match = _RANGE.match(letters, end)
    if match is None:
        return None
    last = plain_figure((match.group(1) or match.group(3)) + (match.group(2) or ""))
    low, high = (int("".join(filter(str.isdigit, part))) for part in (first, last))
    if not low < high <= low + _LONGEST_RANGE:
        return None
    return last, match.end()
