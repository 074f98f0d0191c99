"""Addresses taken apart: first what its form gives away, then the street, then what stands around it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from tracker.register.addresses.address import Address, Street
from tracker.register.addresses.draft import Draft
from tracker.register.addresses.figures import BLOCK, KILOMETRE, LOT, NUMBER, SIGNED, WITHOUT
from tracker.register.addresses.house import read_after_name
from tracker.register.addresses.streets import street_of, type_end
from tracker.register.addresses.surroundings import read_surroundings
from tracker.register.addresses.words import WORDS, Country

_LABEL: Final = re.compile(
    r"^\s*(?:endereco(?:\s+completo)?|end\.?|logradouro|direccion|dir\.?|domicilio|ubicacion)\s*:"
)
_POSTCODE: Final = {
    "BR": re.compile(
        r"cep\s*[:.]?\s*(?:no?\.?\s*)?\d{2}\.?\d{3}\s?-?\s?\d{3}(?!\d)|"
        r"(?<!\d)(?<!\d[./-])\d{5}-?\d{3}(?![\d/])"
    ),
    "PE": re.compile(
        r"(?:c\.?p\.?|codigo\s+postal)\s*[:.]?\s*\d{5}(?!\d)|"
        r"(?<=[,\s])(?:0[1-9]|1\d|2[0-5])\d{3}(?=\s*(?:[,.;]|$|-?\s*peru))"
    ),
}  # fmt: skip
# Written as a number, a postcode loses the nought it begins with.
_SHORT_POSTCODE: Final = re.compile(r"cep\s*[:.]?\s*(\d{4})-?(\d{3})(?!\d)")
_NAKED_LABEL: Final = re.compile(r"(?<![a-z])cep\s*[:.]?(?=\s*(?:[,;|\n]|$))")
_CONTACT: Final = re.compile(r"(?<![a-z])(?:tel(?:efono|efone|f)?|fone|cel(?:ular)?)\s*[.:]\s*[\d\s()/-]{6,}")
_BRACKETS: Final = re.compile(r"\(([^()|]*)\)")
# No address is longer [characters]; such a text is a note that got into the wrong column.
_LONGEST: Final = 500
_PIECE_END: Final = re.compile(r"[,;|\n)]|\s-+\s|$")
_LETTERS: Final = re.compile(r"[a-z]{2,}")
_INSTITUTION: Final = re.compile(
    r"(?:emei|emef|cei|ceu|ubs|ama|caps|cras|creas|escola|hospital|casa\s+de|centro\s+(?:de|cultural|educac)|"
    r"biblioteca|teatro|museu|estacao|desembarque|terminal|edificio|shopping|clube|associacao|instituto)\b"
)


def parse_address(text: str, *, country: Country) -> Address:
    """
    Take an address apart.

    Parameters
    ----------
    text : str
        An address as people write it in Brazil or Peru, on one line or several.
    country : "BR" or "PE"
        Whose rules read it.

    Returns
    -------
    Address
        Its parts. What no rule knows is kept as ``rest``: parts and rest together hold every letter and
        digit of the text once. A text of more than 500 characters is all rest.

    Examples
    --------
    >>> found = parse_address("Av. Dr. Arruda, 100/120 - sala 3 - Centro, Itu - SP", country="BR")
    >>> found.street.type, found.street.titles, found.street.name, found.number
    ('avenida', ('doutor',), 'Arruda', '100/120')
    >>> found.complements, found.neighbourhood, found.municipality, found.state
    (('sala 3',), 'Centro', 'Itu', 'SP')
    """
    draft = Draft(text, country)
    if len(draft.text) > _LONGEST:
        draft.claim("rest", 0, len(draft.text))
        return Address(text=draft.text, country=country, parts=draft.finished())
    _claim_forms(draft)
    street = _read_street(draft)
    read_surroundings(draft, street_known=street is not None)
    corners = tuple(_corner(words, country) for words in draft.found["corner"])
    kilometre = draft.first("kilometre")
    return Address(
        text=draft.text,
        parts=draft.finished(),
        country=country,
        street=street,
        number=draft.first("number") or None,
        without_number="" in draft.found["number"],
        kilometre=None if kilometre is None else float(kilometre),
        block=draft.first("block"),
        lot=draft.first("lot"),
        complements=tuple(draft.found["complement"]),
        corners=tuple(corner for corner in corners if corner is not None),
        neighbourhoods=tuple(draft.found["neighbourhood"]),
        district=draft.first("district"),
        municipality=draft.first("municipality"),
        state=draft.first("state"),
        postcode=draft.first("postcode"),
        reference=draft.first("reference"),
    )


def _claim_forms(draft: Draft) -> None:
    """Take what its form gives away wherever it stands: labels, postcodes, telephones, landmarks, lots."""
    for match in _LABEL.finditer(draft.free):
        draft.claim("label", *match.span())
    _claim_postcode(draft)
    for match in _CONTACT.finditer(draft.free):
        draft.claim("rest", *match.span())
    for match in list(draft.words.reference.finditer(draft.free)):
        if draft.free[match.start()] != "|" and (
            match.start() == 0 or draft.free[match.start() - 1] in " ,;-(|."
        ):
            end = _PIECE_END.search(draft.free, match.end())
            draft.claim("reference", match.start(), len(draft.free) if end is None else end.start())
    for match in _BRACKETS.finditer(draft.free):
        corner = draft.words.corner.match(draft.free, match.start(1), match.end(1))
        if corner is None:
            draft.claim("rest", *match.span())
        else:
            draft.claim("corner", *match.span(1), value=draft.text[corner.end() : match.end(1)])
    for match in KILOMETRE.finditer(draft.free):
        draft.claim("kilometre", *match.span(), value=match.group(1).replace(",", "."))
    if draft.country == "PE":
        _claim_peruvian(draft)


def _claim_postcode(draft: Draft) -> None:
    """Take postcodes; one that lost its nought gets it back only where it is called a CEP."""
    for match in _POSTCODE[draft.country].finditer(draft.free):
        value = "".join(filter(str.isdigit, match.group()))
        draft.claim("postcode", *match.span(), value=value)
    if draft.country == "BR":
        for match in _SHORT_POSTCODE.finditer(draft.free):
            draft.claim("postcode", *match.span(), value="0" + match.group(1) + match.group(2))
        for match in _NAKED_LABEL.finditer(draft.free):
            draft.claim("label", *match.span())


def _claim_peruvian(draft: Draft) -> None:
    """Take manzana and lote, and the quarters that say what they are."""
    for match in LOT.finditer(draft.free):
        lot = f"Mz. {match.group(1).upper()}" + (f" Lt. {match.group(2).upper()}" if match.group(2) else "")
        draft.claim("lot", *match.span(), value=lot)
    quarter = re.compile(rf"(?<![a-z])(?:{draft.words.quarter.pattern})")
    at = 0
    while (found := quarter.search(draft.free, at)) is not None:
        end = _PIECE_END.search(draft.free, found.end())
        at = len(draft.free) if end is None else end.start()
        draft.claim("neighbourhood", found.start(), at)


def _read_street(draft: Draft) -> Street | None:
    """Find the street, claim it with what follows its name, and call what stands before it a complement."""
    span, name = _street_span(draft)
    if span is None:
        return None
    start, end = span
    for before in draft.segments():
        if before[0] < start:
            draft.claim("complement", before[0], min(before[1], start))
    name_end = read_after_name(draft, name, end)
    first, last = draft.trimmed(start, name_end)
    street = street_of(draft.text[first:last], None if name == start else name - first, country=draft.country)
    draft.claim("street", first, last)
    return street


def _street_span(draft: Draft) -> tuple[tuple[int, int] | None, int]:
    """Find the segment that is the street, and where its name begins (at its start without a type)."""
    segments = draft.segments()
    weak: tuple[tuple[int, int], int] | None = None
    for index, (start, end) in enumerate(segments):
        name = type_end(draft.free, start, end, country=draft.country)
        if name is None or _corner_first(draft, start):
            continue
        if _type_of(draft, start, name) not in draft.words.weak_types:
            return (start, end), name
        if index == 0:
            weak = ((start, end), name)
    if inside := _type_inside(draft, segments):
        return inside
    if weak is not None and _has_number_or_more(draft, segments):
        return weak
    return _untyped(draft, segments), segments[0][0] if segments else 0


def _type_of(draft: Draft, start: int, name: int) -> str:
    """Give the full word of the kind of street between two places."""
    return draft.words.types[re.findall(r"[a-z]+", draft.free[start:name])[-1]]


def _corner_first(draft: Draft, start: int) -> bool:
    """Tell whether a segment begins with "esquina" or the like."""
    return draft.words.corner.match(draft.free, start) is not None


def _type_inside(draft: Draft, segments: list[tuple[int, int]]) -> tuple[tuple[int, int], int] | None:
    """Find a kind of street written in full behind the name of a building: "Casa Azul Rua do Sol 5"."""
    for start, end in segments[:1]:
        match = _full_type(draft.country).search(draft.free, start, end)
        corner = draft.words.corner.search(draft.free, start, end)
        if match is None or (corner is not None and corner.end() == match.start()):
            continue
        numbered = NUMBER.search(draft.free, start, match.start()) is not None
        if not numbered or _INSTITUTION.match(draft.free, start):
            return (match.start(), end), match.end()
    return None


@lru_cache(maxsize=2)
def _full_type(country: Country) -> re.Pattern[str]:
    """Build the pattern of a kind of street written in full."""
    words = WORDS[country]
    full = "|".join(kind for kind in sorted(set(words.types.values())) if kind not in words.weak_types)
    return re.compile(rf"(?<=\s)(?:{full})\s+(?=[a-z0-9])")


def _has_number_or_more(draft: Draft, segments: list[tuple[int, int]]) -> bool:
    """Tell whether a first segment that may be a quarter is a street: a number or a quarter follows."""
    start, end = segments[0]
    if re.search(r"\s\d+[a-z]?$", draft.free[start:end]) or draft.words.corner.search(draft.free, start, end):
        return True
    following = [draft.free[begin:stop] for begin, stop in segments[1:]]
    if following and (NUMBER.match(following[0]) or WITHOUT.match(following[0])):
        return True
    return any(piece not in draft.words.capitals and not _is_region(draft, piece) for piece in following)


def _is_region(draft: Draft, piece: str) -> bool:
    """Tell whether a piece names a municipality with its state, or a state."""
    words = re.split(r"[\s/-]+", piece)
    return words[-1] in draft.words.states or words[0] == "state"


def _untyped(draft: Draft, segments: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Take the first segment for a street without type when a house number says so."""
    if not segments:
        return None
    start, end = segments[0]
    piece = draft.free[start:end]
    if draft.words.quarter.match(piece) or _INSTITUTION.match(piece) or _LETTERS.search(piece) is None:
        return None
    inside = (
        re.search(r"(?<=[a-z.\s])\s*\d", piece) is not None or WITHOUT.search(piece) or SIGNED.search(piece)
    )
    following = draft.free[slice(*segments[1])] if len(segments) > 1 else ""
    beside = NUMBER.match(following) or WITHOUT.match(following)
    blocked = draft.country == "PE" and BLOCK.search(piece)
    return (start, end) if inside or beside or blocked else None


def _corner(words: str, country: Country) -> Street | None:
    """Read the other street of a corner."""
    if not words:
        return None
    inner = Draft(words, country)
    span = inner.trimmed(0, len(words))
    name = type_end(inner.free, *span, country=country)
    end = read_after_name(inner, span[0] if name is None else name, span[1])
    first, last = inner.trimmed(span[0], end)
    if first >= last:
        return None
    return street_of(inner.text[first:last], None if name is None else name - first, country=country)
