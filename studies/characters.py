"""Which characters a text may hold, in definitions and in reports: those that can be printed."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

# Control characters but for tab and line ends, lone surrogates, private ones, and U+xxFFFE and U+xxFFFF,
# which never are characters. YAML takes U+0085 for the end of a line and would lose it.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0xF0000, 0x10000))
    + "]"
)


def unprintable(text: str) -> list[str]:
    """
    Name the characters that no page can show.

    Parameters
    ----------
    text : str
        Anything.

    Returns
    -------
    list of str
        Code points like ``U+0085``, each once, in order; empty when all can be printed.
    """
    if text.isprintable():  # nearly all text is, and this is ten times as fast
        return []
    return [f"U+{ord(character):04X}" for character in sorted(set(_UNPRINTABLE.findall(text)))]


def check_printable(text: str) -> str:
    """
    Give the text back when all of it can be printed.

    Parameters
    ----------
    text : str
        What somebody wrote.

    Returns
    -------
    str
        The same text.

    Raises
    ------
    ValueError
        Naming every character that cannot be printed.
    """
    if found := unprintable(text):
        raise ValueError(f"holds {', '.join(found)}, which cannot be printed")
    return text


Printable = Annotated[str, AfterValidator(check_printable)]
