"""What a place is found by: its words without accents or capitals, and the words somebody asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracker.register.candidates import Attribute
from tracker.register.cells.spelling import words_of

# After the name, which comes first so that the beginning of the text puts places in order.
SEARCHED: Final[tuple[Attribute, ...]] = (
    "alternative_name",
    "address",
    "complement",
    "neighbourhood",
    "district",
    "postcode",
    "reference_point",
    "responsible_body",
)
MOST_WORDS: Final = 12


def search_text_of(name: str, attributes: Mapping[Attribute, str]) -> str:
    """
    Give the text a place is found by.

    Parameters
    ----------
    name : str
        As it stands.
    attributes : mapping
        As they stand.

    Returns
    -------
    str
        Folded words, the name's first, each other word once.
    """
    named = words_of(name)
    others = (word for attribute in SEARCHED for word in words_of(attributes.get(attribute, "")))
    known = set(named)
    return " ".join((*named, *(word for word in dict.fromkeys(others) if word not in known)))


def query_words(text: str) -> tuple[str, ...]:
    """
    Give the words somebody asks for.

    Parameters
    ----------
    text : str
        As typed.

    Returns
    -------
    tuple of str
        Folded, each once, the first dozen; a place is found when each begins one of its words.
    """
    return tuple(dict.fromkeys(words_of(text)))[:MOST_WORDS]
