"""What stands around the street: number in a piece of its own, flat, quarter, municipality, state."""

from __future__ import annotations

import re
from typing import Final

from tracker.register.addresses.draft import Draft
from tracker.register.addresses.figures import BLOCK, NUMBER, WITHOUT
from tracker.register.addresses.house import claim_number
from tracker.register.addresses.streets import type_end

_STATE_NAMED: Final = re.compile(r"(?:state\s+of|estado\s+d[eo])\s+[a-z ]+$")
_STATE_BEHIND: Final = re.compile(r"(.+?)(\s*[/-]\s*|\s+)([a-z]{2})$")
_QUARTER_LABEL: Final = re.compile(r"bairro\s*:?\s*")
_DISTRICT_LABEL: Final = re.compile(r"(?:distrito|dist\.)\s*(?:de\s+|do\s+)?:?\s*")
_ZONE: Final = re.compile(r",?\s*zona\s+(?:norte|sul|leste|oeste|central)\b")
_LETTERS: Final = re.compile(r"[a-z]{2,}")
_FIGURES: Final = re.compile(r"\d[\d\s./-]*[a-z]?$")
_CUT_POSTCODE: Final = re.compile(r"\d{5}")
_POSTAL_DISTRICT: Final = re.compile(r"(lima|callao)\s+\d{1,2}$")


def read_surroundings(draft: Draft, *, street_known: bool) -> None:
    """
    Claim everything that is left and known.

    Parameters
    ----------
    draft : Draft
        The address, its street claimed.
    street_known : bool
        Without a street the first piece is a quarter only where its words say so.
    """
    for start, end in draft.segments():
        if street_known and not draft.found["number"]:
            start = _number_first(draft, start, end)  # noqa: PLW2901 - what follows the number is the piece
        first, last = draft.trimmed(start, end)
        if first < last:
            _claim_house_piece(draft, first, last, street_known=street_known)
    _claim_regions(draft)
    known = street_known or bool(draft.found["neighbourhood"])
    for index, (start, end) in enumerate(draft.segments()):
        _claim_quarter(draft, start, end, sure=known or index > 0)
    if draft.country == "PE":
        _last_quarter_is_district(draft)


def _number_first(draft: Draft, start: int, end: int) -> int:
    """Claim a number or "s/nº" at the beginning of a piece; give where the piece goes on."""
    without = WITHOUT.match(draft.free, start, end)
    if without is not None:
        draft.claim("number", *without.span(), value="")
        return without.end()
    if draft.words.complement.match(draft.free, start, end):
        return start
    number = NUMBER.match(draft.free, start, end)
    if number is None:
        return start
    claim_number(draft, number)
    last = max(part.end for part in draft.parts if part.kind == "number")
    return max(last, number.end())


def _claim_house_piece(draft: Draft, start: int, end: int, *, street_known: bool) -> None:
    """Claim a corner, a block or what stands within the building."""
    block = BLOCK.match(draft.free, start, end) if draft.country == "PE" else None
    if block is not None:
        draft.claim("block", *block.span(), value=block.group(1))
        start, end = draft.trimmed(block.end(), end)
    letters = draft.free
    corner = draft.words.corner.match(letters, start, end)
    if corner is not None and street_known:
        draft.claim("corner", start, end, value=draft.text[corner.end() : end].strip(" .,"))
        return
    inside = draft.words.complement.match(letters, start, end)
    quarter = draft.words.quarter.match(letters, start, end)
    figures = street_known and _FIGURES.fullmatch(letters, start, end) and bool(draft.found["number"])
    cut_postcode = _CUT_POSTCODE.fullmatch(letters, start, end) is not None
    if ((inside is not None and quarter is None) or figures) and not cut_postcode:
        draft.claim("complement", start, end)


def _claim_regions(draft: Draft) -> None:
    """Claim states and municipalities: the piece before a state, and every piece that is a capital's name."""
    segments = draft.segments()
    state_at: int | None = None
    for index in reversed(range(len(segments))):
        start, end = segments[index]
        piece = draft.free[start:end]
        if piece in draft.words.states or _STATE_NAMED.match(piece):
            draft.claim("state", start, end)
            state_at = index
        elif behind := _STATE_BEHIND.match(piece):
            if behind.group(3) in draft.words.states and draft.country == "BR":
                draft.claim("state", start + behind.start(3), end)
                _claim_municipality(draft, start, start + behind.end(1))
                state_at = None
                continue
        elif piece in draft.words.capitals or (
            state_at == index + 1 and not draft.words.quarter.match(piece)
        ):
            draft.claim("municipality", start, end)
        elif postal := _POSTAL_DISTRICT.match(piece):
            draft.claim("municipality", start, start + postal.end(1))
            draft.claim("postcode", start + postal.end(1), end)


def _claim_municipality(draft: Draft, start: int, end: int) -> None:
    """Claim a municipality, leaving what stands before a capital's name: "Sé São Paulo"."""
    piece = draft.free[start:end]
    capital = max((name for name in draft.words.capitals if piece.endswith(name)), key=len, default=piece)
    draft.claim("municipality", end - len(capital), end)


def _claim_quarter(draft: Draft, start: int, end: int, *, sure: bool) -> None:
    """Claim a quarter or a district, without their labels."""
    piece = draft.free[start:end]
    if zone := _ZONE.search(piece):
        draft.claim("rest", start + zone.start(), start + zone.end())
        end, piece = start + zone.start(), piece[: zone.start()]
    for kind, label in (("district", _DISTRICT_LABEL), ("neighbourhood", _QUARTER_LABEL)):
        found = label.match(piece)
        if found is not None and found.end() < len(piece):
            draft.claim("label", start, start + found.end())
            draft.claim("district" if kind == "district" else "neighbourhood", start + found.end(), end)
            return
    street_like = type_end(draft.free, start, end, country=draft.country) is not None
    quarter_like = draft.words.quarter.match(piece) is not None
    if not _LETTERS.search(piece) or (street_like and not quarter_like):
        return
    if sure or quarter_like:
        draft.claim("neighbourhood", start, end)


def _last_quarter_is_district(draft: Draft) -> None:
    """Call the last quarter without a word of its own the district: in Peru that is how addresses end."""
    if draft.found["district"]:
        return
    for index in reversed(range(len(draft.parts))):
        part = draft.parts[index]
        own = draft.words.quarter.match(draft.free_words(part))
        if part.kind == "neighbourhood" and own is None:
            draft.parts[index] = type(part)("district", part.words, part.start, part.end)
            draft.found["neighbourhood"].remove(part.words)
            draft.found["district"].append(part.words)
            return
