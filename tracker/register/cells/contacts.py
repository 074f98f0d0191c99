"""Telephones and e-mail addresses: what is a person's own, and what cannot be dialled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Country = Literal["BR", "PE"]

# Mobile numbers have nine digits and begin with 9 in both countries; 0800 and the like have other forms.
_MOBILE: Final[dict[Country, re.Pattern[str]]] = {
    "BR": re.compile(
        r"(?<![\d.,/-])(?<!\d[ ])(?:\+?55[\s.-]*)?(?:\(\s*0?[1-9]\d\s*\)|0?[1-9]\d(?=[\s.-]*9))?[\s.-]*"
        r"9[\s.-]?[4-9]\d{3}[\s.-]?\d{4}(?!\d)(?![-./]\d)"
    ),
    "PE": re.compile(
        r"(?<![\d.,/-])(?<!\d[ ])(?:\(?\+?51\)?[\s.-]*)?9\d{2}[\s.-]?\d{3}[\s.-]?\d{3}(?!\d)(?![-./]\d)"
    ),
}
# A landline with or without its area code, and the numbers that are the same in the whole country.
_LANDLINE: Final[dict[Country, re.Pattern[str]]] = {
    "BR": re.compile(
        r"(?<!\d)(?:0[358]00[\s.-]?\d{3}[\s.-]?\d{3,4}|(?:\+?55[\s.-]*)?(?:\(?0?[1-9]\d\)?[\s.-]*)?[2-5]\d{3}[\s.-]{0,3}\d{4}"
        r"|400[34][\s.-]?\d{4}|1[0-9]{2})(?!\d)"
    ),
    "PE": re.compile(
        r"(?<!\d)(?:0800[\s.-]?\d{5}|(?:\(?\+?51\)?[\s.-]*)?(?:\(?0?1\)?[\s.-]*)?[2-7]\d{2}[\s.-]?\d{4}"
        r"|(?:\(?\+?51\)?[\s.-]*)?\(?0?[4-8]\d\)?[\s.-]*\d{3}[\s.-]?\d{3}|1\d{2})(?!\d)"
    ),
}
# What may stand behind a number: an extension, or the last digits of a second line.
_BEHIND: Final = re.compile(
    r"(?:ramal|ramais|r\.|anexo|anx\.?|ext\.?)\s*:?\s*\d{1,5}|(?<=/)\s*\d{3,5}(?!\d)", re.IGNORECASE
)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Domains at which anybody may open a box: the address of a person, or of a body that has no domain.
_FREE_MAIL: Final = re.compile(
    r"@(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|aol|uol|bol|terra|ig|globo|globomail|"
    r"r7|zipmail|oi|protonmail|proton|speedy)\.(?:com|com\.br|com\.pe|es|net|me)$",
    re.IGNORECASE,
)
HIDDEN: Final = "[…]"


@dataclass(frozen=True, slots=True)
class Hidden:
    """
    A text without the mobile numbers it held.

    Parameters
    ----------
    text : str
        What is left; empty when it was nothing else.
    found : tuple of str
        Each number in a form that tells it apart and cannot be dialled.
    """

    text: str
    found: tuple[str, ...]


def hide_mobiles(text: str, country: Country, *, is_prose: bool) -> Hidden:
    """
    Take the mobile numbers out of a text.

    Parameters
    ----------
    text : str
        A telephone cell, or prose.
    country : str
        "BR" or "PE".
    is_prose : bool
        Prose gets a mark where a number was; a telephone cell only loses it.

    Returns
    -------
    Hidden
        The text as it was when it holds none.

    Examples
    --------
    >>> hide_mobiles("2807-6093 / 9 8765-4321", "BR", is_prose=False)
    Hidden(text='2807-6093', found=('9…21',))
    """
    found = tuple(f"9…{match.group().rstrip()[-2:]}" for match in _MOBILE[country].finditer(text))
    if not found:
        return Hidden(text, ())
    if is_prose:
        return Hidden(_MOBILE[country].sub(lambda match: _padded(match.group()), text), found)
    kept = _MOBILE[country].sub("", text)
    parts = [part.strip(" -\u2013.:") for part in re.split(r"[/;,\n]|\s+(?:e|ou|y|o)\s+", kept)]
    return Hidden(" / ".join(part for part in parts if re.search(r"\d", part)), found)


def is_odd_phone(text: str, country: Country) -> bool:
    """
    Tell whether a telephone cell holds digits that are no number of the country.

    Parameters
    ----------
    text : str
        The cell, without mobile numbers.
    country : str
        "BR" or "PE".

    Returns
    -------
    bool
        True when digits are left over, or there are none.

    Examples
    --------
    >>> is_odd_phone("3061-5936/5430", "BR"), is_odd_phone("3334-038", "BR")
    (False, True)
    """
    if not re.search(r"\d", text):
        return True
    rest = _LANDLINE[country].sub("", _MOBILE[country].sub("", text))
    return re.search(r"\d", _BEHIND.sub("", rest)) is not None


def free_mail(text: str) -> tuple[str, ...]:
    """
    Find the e-mail addresses that may be a person's own.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    tuple of str
        Their domains.
    """
    return tuple(
        address.rpartition("@")[2].lower() for address in _EMAIL.findall(text) if _FREE_MAIL.search(address)
    )


def is_email(text: str) -> bool:
    """
    Tell whether a text is one or more e-mail addresses and nothing else.

    Parameters
    ----------
    text : str
        A cell.

    Returns
    -------
    bool
        False when anything but separators is left.
    """
    return _EMAIL.search(text) is not None and not _EMAIL.sub("", text).strip(" ;,/\n")


def _padded(number: str) -> str:
    """Keep the blank that a number began with."""
    return f"{number[: len(number) - len(number.lstrip())]}{HIDDEN}"
