"""What follows the name of a street in its own piece of the text: number, block, corner, flat."""

from __future__ import annotations

import re
from typing import Final

from tracker.register.addresses.draft import Draft
from tracker.register.addresses.figures import BLOCK, NUMBER, SIGNED, WITHOUT, plain_figure, range_end
from tracker.register.addresses.streets import type_end

_DAY_OF: Final = re.compile(r"\s*(?:o\s+)?(?:de|do|da|dos|das|del|bis)\b")
_WORD_BEFORE: Final = re.compile(r"[a-z0-9'.)]\s+$|[a-z]{3}$")


def read_after_name(draft: Draft, name: int, end: int) -> int:
    """
    Claim what follows the name of a street within its segment.

    Parameters
    ----------
    draft : Draft
        The address.
    name, end : int
        Where the street's name begins and where the segment ends.

    Returns
    -------
    int
        Where the street's name ends.
    """
    end = _claim_corner(draft, name, end)
    end = _claim_block(draft, name, end)
    end = _claim_without(draft, name, end)
    number = _number_in(draft, name, end)
    if number is None:
        return end
    claim_number(draft, number)
    return min(end, number.start())


def claim_number(draft: Draft, match: re.Match[str]) -> None:
    """
    Claim a house number with the end of its range; nought is no number.

    Parameters
    ----------
    draft : Draft
        The address.
    match : re.Match
        Of ``NUMBER`` or ``SIGNED`` in its free text.
    """
    first = plain_figure(match.group(2) + match.group(3))
    last = range_end(draft.free, match.end(), first)
    if first == "0":
        draft.claim("number", *match.span(), value="")
    elif last is None:
        draft.claim("number", *match.span(), value=first)
    else:
        draft.claim("number", match.start(), last[1], value=f"{first}/{last[0]}")


def _claim_corner(draft: Draft, name: int, end: int) -> int:
    """Claim the streets that cross; give where the first of them begins."""
    ends = end
    starts = [match for match in draft.words.corner.finditer(draft.free, name, end) if match.start() > name]
    for match in reversed(starts):
        draft.claim("corner", match.start(), ends, value=draft.text[match.end() : ends].strip(" .,"))
        ends = match.start()
    if starts:
        draft.found["corner"].reverse()
    return ends


def _claim_block(draft: Draft, name: int, end: int) -> int:
    """Claim the block along a Peruvian street; a street that follows it at once is a corner."""
    if draft.country != "PE":
        return end
    match = BLOCK.search(draft.free, name, end)
    if match is None:
        return end
    after = draft.free[match.end() : end].strip(" -.,")
    if after:
        first, last = draft.trimmed(match.end(), end)
        street = type_end(draft.free, first, last, country=draft.country) is not None
        draft.claim("corner" if street else "rest", first, last)
    second = match.group(2)
    draft.claim("block", *match.span(), value=match.group(1) + (f"/{second}" if second else ""))
    return match.start()


def _claim_without(draft: Draft, name: int, end: int) -> int:
    """Claim "s/nº"; give where it begins."""
    match = WITHOUT.search(draft.free, name, end)
    if match is None or match.start() == name:
        return end
    draft.claim("number", *match.span(), value="")
    return match.start()


def _number_in(draft: Draft, name: int, end: int) -> re.Match[str] | None:
    """Find the house number behind a name: a signed one, else the first figure that is not of the name."""
    signed = SIGNED.search(draft.free, name, end)
    if signed is not None and signed.start() > name:
        return signed
    for match in NUMBER.finditer(draft.free, name, end):
        before = draft.free[name : match.start()]
        if not before.strip(" .,") or _WORD_BEFORE.search(before) is None:
            continue
        if _DAY_OF.match(draft.free[match.end() : end]):
            continue
        return match
    return None
