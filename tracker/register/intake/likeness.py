"""How alike two places are: their names, their street and number, the distance between them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from rapidfuzz import fuzz

from tracker.register.cells.spelling import words_of

Likeness = Literal["certain", "likely"]
# Street and house number of an address, folded; the number is empty where there is none.
StreetKey = Callable[[str], tuple[str, str] | None]

SAME_DOOR_SCORE: Final = 90.0  # of names at one street and number
SAME_STREET_SCORE: Final = 95.0  # of names in one street at other numbers
NEAR_SCORE: Final = 92.0  # of names within NEAR_M
NEAR_M: Final = 50.0
METRES_A_DEGREE: Final = 111_320.0
TELLING_WORDS: Final = 2  # a name of one word lies within too many others
# Words that number the units of one institution: "CEI Barro Branco II A" is not "II B".
_COUNTING: Final = re.compile(r"\d+[a-z]?|[ivx]{1,5}|[a-z]")
# Kinds of institutions that share doors: a health unit and the emergency ward beside it are two places.
_KINDS: Final = frozenset(
    {
        *(
            "cei",
            "emei",
            "emef",
            "emebs",
            "ceu",
            "cieja",
            "cras",
            "creas",
            "cca",
            "cj",
            "nci",
            "cedesp",
            "ubs",
        ),
        *("ama", "upa", "caps", "cer", "cecco", "biblioteca", "teatro", "museu", "museo", "comisaria"),
    }
)
_LINKS: Final = frozenset(
    {"e", "y", "da", "de", "do", "das", "dos", "del", "la", "las", "el", "los", "em", "en", "the", "of"}
)
_NUMBER_SIGNS: Final = frozenset({"n", "no", "num", "numero", "nro"})
_TYPES: Final = frozenset(
    {
        *(
            "rua",
            "r",
            "avenida",
            "av",
            "aven",
            "praca",
            "pca",
            "pc",
            "travessa",
            "trav",
            "tv",
            "alameda",
            "al",
            "largo",
            "lgo",
        ),
        *(
            "estrada",
            "estr",
            "est",
            "rodovia",
            "rod",
            "viela",
            "ladeira",
            "viaduto",
            "calle",
            "ca",
            "jiron",
            "jr",
            "pasaje",
        ),
        *("psje", "malecon", "prolongacion", "carretera"),
    }
)
_TITLES: Final = frozenset(
    {
        *(
            "dr",
            "dra",
            "doutor",
            "doutora",
            "prof",
            "profa",
            "professor",
            "professora",
            "eng",
            "engenheiro",
            "cel",
            "coronel",
        ),
        *(
            "cap",
            "capitao",
            "gal",
            "gen",
            "general",
            "mal",
            "marechal",
            "pe",
            "padre",
            "sta",
            "sto",
            "santa",
            "santo",
            "brg",
        ),
        *(
            "brigadeiro",
            "dep",
            "deputado",
            "gov",
            "governador",
            "pres",
            "presidente",
            "sen",
            "senador",
            "comandante",
            "conego",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Likened:
    """
    What a place is compared by.

    Parameters
    ----------
    label : str
        How others are told of it.
    name : str
        Words of its name, in order.
    counting, kinds : frozenset of str
        Those that number units; those that say what kind of institution it is.
    address : str
        Words of its address.
    street, number : str
        Where its door is; empty when not known.
    lon_deg, lat_deg : float or None
        Where it is.
    """

    label: str
    name: str
    counting: frozenset[str]
    kinds: frozenset[str]
    address: str
    street: str
    number: str
    lon_deg: float | None = None
    lat_deg: float | None = None


def liken(
    label: str,
    name: str,
    address: str,
    *,
    lon_deg: float | None,
    lat_deg: float | None,
    street_key: StreetKey,
) -> Likened:
    """
    Prepare a place for comparison.

    Parameters
    ----------
    label : str
        How others are told of it.
    name, address : str
        As they stand.
    lon_deg, lat_deg : float or None
        Where it is.
    street_key : callable
        Gives street and number of an address.

    Returns
    -------
    Likened
        Folded.
    """
    words = [word for word in words_of(name) if word not in _LINKS] or list(words_of(name))
    street, number = (street_key(address) if address else None) or ("", "")
    return Likened(
        label=label,
        name=" ".join(words),
        counting=_shared(frozenset(word for word in words if _COUNTING.fullmatch(word))),
        kinds=_shared(_KINDS.intersection(words)),
        address=" ".join(words_of(address)),
        street=street,
        number=number,
        lon_deg=lon_deg,
        lat_deg=lat_deg,
    )


@lru_cache(maxsize=4_096)
def _shared(words: frozenset[str]) -> frozenset[str]:
    """Give equal sets as one: most names have none of these words, and a set is large."""
    return words


@lru_cache(maxsize=4_096)
def plain_street_key(address: str) -> tuple[str, str] | None:
    """
    Give street and number of an address, without knowing the country's forms.

    Parameters
    ----------
    address : str
        As written.

    Returns
    -------
    tuple of str, or None
        The street without its type, titles and little words; None when nothing is left.

    Examples
    --------
    >>> plain_street_key("R. Prof. Jacira de Carvalho, 70 - Centro")
    ('jacira carvalho', '70')
    """
    words = [word for word in words_of(address) if word not in _LINKS]
    while len(words) > 1 and words[0] in _TYPES | _TITLES:
        words = words[1:]
    for position in range(1, len(words)):
        if words[position][0].isdigit():
            street = words[: position - 1] if words[position - 1] in _NUMBER_SIGNS else words[:position]
            return " ".join(street), words[position].lstrip("0") or "0"
    # Without a number the neighbourhood cannot be told from the street: the first words have to do.
    return (" ".join(words[:3]), "") if words else None


def compare(one: Likened, other: Likened) -> Likeness | None:
    """
    Tell whether two rows or places are the same.

    Parameters
    ----------
    one, other : Likened
        In any order.

    Returns
    -------
    str or None
        ``certain`` for one name at one door, ``likely`` for names alike at one door, in one street or
        close by; None otherwise.
    """
    same_name = bool(one.name) and one.name == other.name
    same_street = bool(one.street) and one.street == other.street
    same_door = same_street and one.number == other.number
    if same_name and (same_door or (one.address == other.address and one.address)):
        return "certain"
    if one.counting != other.counting or (one.kinds and other.kinds and not one.kinds & other.kinds):
        return None
    if same_door:
        alike = same_name or _score(one.name, other.name, subset=True) >= SAME_DOOR_SCORE
    elif same_street:
        alike = same_name or _score(one.name, other.name, subset=False) >= SAME_STREET_SCORE
    elif is_near(one, other):
        alike = same_name or _score(one.name, other.name, subset=False) >= NEAR_SCORE
    else:
        # One name without any place of its own may be the other's.
        alike = same_name and not (one.street and other.street) and one.name.count(" ") + 1 >= TELLING_WORDS
        alike = alike and (one.lon_deg is None or other.lon_deg is None)
    return "likely" if alike else None


def is_near(one: Likened, other: Likened) -> bool:
    """
    Tell whether two places lie within 50 m.

    Parameters
    ----------
    one, other : Likened
        In any order.

    Returns
    -------
    bool
        False when either has no position.
    """
    if one.lon_deg is None or one.lat_deg is None or other.lon_deg is None or other.lat_deg is None:
        return False
    narrowing = math.cos(math.radians(one.lat_deg))
    east_m = (one.lon_deg - other.lon_deg) * METRES_A_DEGREE * narrowing
    north_m = (one.lat_deg - other.lat_deg) * METRES_A_DEGREE
    return math.hypot(east_m, north_m) <= NEAR_M


def _score(one: str, other: str, *, subset: bool) -> float:
    """Score two names from 0 to 100; with ``subset``, one name within the other counts as the same."""
    sorted_score = fuzz.token_sort_ratio(one, other)
    if not subset or min(one.count(" "), other.count(" ")) + 1 < TELLING_WORDS:
        return sorted_score
    return max(sorted_score, fuzz.token_set_ratio(one, other))
