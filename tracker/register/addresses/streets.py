"""The name of a street taken apart, and the keys by which names written differently are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tracker.register.addresses.address import Address, Street
from tracker.register.addresses.letters import composed, folded
from tracker.register.addresses.numerals import with_digits
from tracker.register.addresses.words import WORDS, Country, Words

_WORD: Final = re.compile(r"([a-z0-9]+)(\.)?")
_APOSTROPHE: Final = re.compile(r"(?<=[a-z])'\s?(?=[a-z])")
_INITIAL_JOINED: Final = frozenset({"d", "m", "l"})
# Ways to write one sound, for likeness only: a key made of them never proves anything.
_SOUNDS: Final = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"th"), "t"),
    (re.compile(r"[yj]"), "i"),
    (re.compile(r"w"), "v"),
    (re.compile(r"ou"), "o"),
    (re.compile(r"z|s?c(?=[ei])"), "s"),
    (re.compile(r"c?k|ch(?=[rl])"), "c"),
    (re.compile(r"n(?=[pb])"), "m"),
    (re.compile(r"\bh"), ""),
    (re.compile(r"([a-z])\1+"), r"\1"),
    (re.compile(r"anoel"), "anuel"),
)


@dataclass(frozen=True, slots=True)
class StreetKeys:
    """
    What a street's name is compared by.

    Parameters
    ----------
    full : str
        Type, titles and name: equal for two ways of writing one street.
    named : str
        Titles and name, for texts that leave out the type.
    loose : str
        The sound of the name alone: equal for names that a person should look at side by side.
    """

    full: str
    named: str
    loose: str


def parse_street(text: str, *, country: Country) -> Street | None:
    """
    Take the name of a street apart.

    Parameters
    ----------
    text : str
        A street's name alone, as layers of streets have it: "AV CONS RODRIGUES ALVES", "Rua do Carmo".
    country : "BR" or "PE"
        Whose words it is made of.

    Returns
    -------
    Street or None
        None when the text has no letter or digit.
    """
    text = composed(text).strip()
    end = type_end(folded(text), 0, len(text), country=country)
    return None if _WORD.search(folded(text)) is None else street_of(text, end, country=country)


def type_end(letters: str, start: int, end: int, *, country: Country) -> int | None:
    """
    Tell where the kind of street that a text begins with ends.

    Parameters
    ----------
    letters : str
        Folded text.
    start, end : int
        The span that is looked at.
    country : "BR" or "PE"
        Whose words.

    Returns
    -------
    int or None
        Where the name begins; None when the text begins with no kind of street.
    """
    match = _type_pattern(country).match(letters, start, end)
    return None if match is None else match.end()


def street_of(text: str, name_start: int | None, *, country: Country) -> Street:
    """
    Make a street of its words.

    Parameters
    ----------
    text : str
        Type, titles and name.
    name_start : int or None
        Where the name begins; None when there is no type.
    country : "BR" or "PE"
        Whose words.

    Returns
    -------
    Street
        Its type, titles and name.
    """
    words = WORDS[country]
    kind = None
    if name_start is not None:
        spelled = _WORD.findall(folded(text[:name_start]))
        kind = words.types[spelled[-1][0]]
    rest = text[name_start or 0 :].strip(" .,:;-")
    titles, at = _titles(folded(rest), words)
    return Street(kind, titles, rest[at:] or rest, rest, country)


def street_keys(street: Street) -> StreetKeys:
    """
    Give the keys of a street.

    Parameters
    ----------
    street : Street
        The street.

    Returns
    -------
    StreetKeys
        Without accents or prepositions, short forms in full, numbers in digits.
    """
    return _keys(street.type or "", street.words, street.country)


def normal_street(address: Address) -> str | None:
    """
    Give the key by which an address's street is compared with another.

    Parameters
    ----------
    address : Address
        An address.

    Returns
    -------
    str or None
        "avenida brigadeiro faria lima"; None when the address has no street. Without a type in the text
        there is none in the key.
    """
    return None if address.street is None else street_keys(address.street).full


@lru_cache(maxsize=4_096)
def _keys(kind: str, text: str, country: Country) -> StreetKeys:
    """Give the keys of a street's words."""
    words = WORDS[country]
    full_words = with_digits(_in_full(_APOSTROPHE.sub("", folded(composed(text))), words), country=country)
    kept = [word for word in full_words if word not in words.prepositions] or full_words
    articles = {"la", "las", "los", "el"} if country == "PE" else set()
    plain = [
        word
        for index, word in enumerate(full_words)
        if word in kept and not (word in articles and index > 0 and full_words[index - 1] == "de")
    ]
    named = " ".join(plain)
    bare = [word for word in plain if word not in words.honours] or plain
    return StreetKeys(f"{kind} {named}".strip(), named, _sound(" ".join(bare)))


def _in_full(letters: str, words: Words) -> list[str]:
    """Split into words with short forms in full; a single letter of the next word is joined to it."""
    found: list[str] = []
    initial = ""
    matches = list(_WORD.finditer(letters))
    leading = True
    for index, match in enumerate(matches):
        word, stop = match.group(1), match.group(2) is not None
        last = index + 1 == len(matches)
        full = words.titles.get(word, word)
        if word == "s" and found[-1:] == ["nossa"]:
            full = "senhora"
        short = full != word and (not last or word == "jr")
        if short and (stop or word == "jr" or (leading and word not in words.needs_stop)):
            found.append(full)
            continue
        leading = leading and word in words.titles
        if word in _INITIAL_JOINED and not stop and not last:
            initial = word
            continue
        found.append(initial + word)
        initial = ""
    return found


def _titles(letters: str, words: Words) -> tuple[tuple[str, ...], int]:
    """Read the honours a name begins with, leaving at least one word of name; and where the name begins."""
    titles: list[str] = []
    matches = list(_WORD.finditer(letters))
    for index, match in enumerate(matches[:-1]):
        word = match.group(1)
        full = words.titles.get(word)
        alone = letters[match.end() : match.end() + 1] in {" ", "."} or match.group(2) is not None
        bare = word in words.needs_stop and match.group(2) is None
        if full not in words.honours or bare or not alone:
            return tuple(titles), match.start()
        titles.append(full)
        if index == len(matches) - 2:
            return tuple(titles), matches[-1].start()
    return tuple(titles), matches[len(titles)].start() if matches else 0


def _sound(words: str) -> str:
    """Give a name by its sound, as far as spelling habits of two centuries differ."""
    for pattern, sound in _SOUNDS:
        words = pattern.sub(sound, words)
    return words.replace(" ", "")


@lru_cache(maxsize=2)
def _type_pattern(country: Country) -> re.Pattern[str]:
    """Build the pattern of a kind of street: a short form of one letter needs a stop or a blank after it."""
    types = WORDS[country].types
    spellings = "|".join(sorted(types, key=len, reverse=True))
    doubled = "avenida|av|praca|travessa|estrada|alameda|largo|rodovia|viela"
    first = rf"(?:(?:rua|r)[\s.:]+(?=(?:{doubled})[\s.:]+(?!d[aeo]s?\b)[a-z]))?" if country == "BR" else ""
    return re.compile(rf"{first}(?:{spellings})(?![a-z0-9'\-])[\s.:]*(?=[a-z0-9])")
