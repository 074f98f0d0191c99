"""Values of attributes: postcodes, numbers that lost their zeros, telephones and addresses in the web."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tracker.register.candidates import Attribute, Remark
from tracker.register.cells.contacts import Country, is_email, is_odd_phone
from tracker.register.mappings.model import PostcodeRange

POSTCODE_DIGITS: Final[dict[Country, int]] = {"BR": 8, "PE": 5}
PREFIX_DIGITS: Final = 5  # of a Brazilian postcode, before its dash
_WEBSITE: Final = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[:/?#]\S*)?", re.IGNORECASE)


def postcode(
    text: str, column: str, *, country: Country, ranges: Sequence[PostcodeRange]
) -> tuple[str | None, Remark | None]:
    """
    Read a postcode.

    Parameters
    ----------
    text : str
        As the file has it, tidied.
    column : str
        Its column.
    country : str
        "BR" or "PE".
    ranges : sequence of PostcodeRange
        Those of the study's place; any will do when empty.

    Returns
    -------
    value : str or None
        In the country's form; None when it is not believed.
    remark : Remark or None
        A repair when there is a value, a doubt when there is none.

    Examples
    --------
    >>> postcode("1310200", "CEP", country="BR", ranges=())
    ('01310-200', Remark(code='postcode_completed', column='CEP', detail='1310200 → 01310-200'))
    """
    digits = re.sub(r"[\s.,-]", "", text)
    wanted = POSTCODE_DIGITS[country]
    code = "postcode_form"
    if digits.isdecimal() and len(digits) == wanted - 1:
        digits, code = digits.zfill(wanted), "postcode_completed"
    if not digits.isdecimal() or len(digits) != wanted or int(digits) == 0:
        return None, Remark("postcode_unreadable", column, text[:40])
    if ranges and not any(each.first <= digits <= each.last for each in ranges):
        return None, Remark("postcode_outside", column, text[:40])
    value = f"{digits[:PREFIX_DIGITS]}-{digits[PREFIX_DIGITS:]}" if country == "BR" else digits
    return value, None if value == text else Remark(code, column, f"{text} → {value}")


def padded(text: str, column: str, digits: int) -> tuple[str, Remark | None]:
    """
    Give a number back the zeros it lost when a program took it for a quantity.

    Parameters
    ----------
    text : str
        As the file has it.
    column : str
        Its column.
    digits : int
        How many it must have.

    Returns
    -------
    value : str
        With its zeros.
    remark : Remark or None
        When any were missing.
    """
    if not text.isdecimal() or len(text) >= digits:
        return text, None
    value = text.zfill(digits)
    return value, Remark("zeros_restored", column, f"{text} → {value}")


def contact(
    attribute: Attribute, text: str, column: str, country: Country
) -> tuple[str | None, Remark | None, Remark | None]:
    """
    Judge a telephone, e-mail or web address.

    Parameters
    ----------
    attribute : str
        ``phone``, ``email`` or ``website``.
    text : str
        As the file has it, tidied.
    column : str
        Its column.
    country : str
        Whose telephone numbers.

    Returns
    -------
    value : str or None
        None when it is not believed.
    repair, doubt : Remark or None
        What was said of it.

    Notes
    -----
    A web address without a scheme gets one; with another than http or https it could run a program in a
    reader's browser and is not taken.
    """
    if attribute == "phone":
        return text, None, Remark("phone_unclear", column, "") if is_odd_phone(text, country) else None
    if attribute == "email":
        return (text, None, None) if is_email(text) else (None, None, Remark("email_unclear", column, ""))
    if _WEBSITE.fullmatch(text) is None:
        return None, None, Remark("website_unclear", column, text[:60])
    if text.lower().startswith(("http://", "https://")):
        return text, None, None
    value = f"https://{text}"
    return value, Remark("website_form", column, f"{text} → {value}"), None
