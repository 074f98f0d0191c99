"""Numbers in names of streets, however they are written: XV, 15, quinze; Nove de Julho, 9 de Julho."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tracker.register.addresses.words import Country

_ROMAN: Final = re.compile(r"(?=[ivx])(x{0,3})(ix|iv|v?i{0,3})$")
_ROMAN_UNITS: Final = {
    "": 0,
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
}
_DIGITS: Final = re.compile(r"0*(\d+)[oa]?$")

_PORTUGUESE: Final = {
    word: value
    for value, words in {
        1: "um primeiro", 2: "dois duas", 3: "tres", 4: "quatro", 5: "cinco", 6: "seis", 7: "sete", 8: "oito",
        9: "nove", 10: "dez", 11: "onze", 12: "doze", 13: "treze", 14: "quatorze catorze", 15: "quinze",
        16: "dezesseis", 17: "dezessete", 18: "dezoito", 19: "dezenove", 20: "vinte", 30: "trinta",
        40: "quarenta", 50: "cinquenta", 60: "sessenta", 70: "setenta", 80: "oitenta", 90: "noventa",
        100: "cem cento", 200: "duzentos", 300: "trezentos", 400: "quatrocentos", 500: "quinhentos",
        600: "seiscentos", 700: "setecentos", 800: "oitocentos", 900: "novecentos", 1000: "mil",
    }.items()
    for word in words.split()
}  # fmt: skip
_SPANISH: Final = {
    word: value
    for value, words in {
        1: "uno primero", 2: "dos", 3: "tres", 4: "cuatro", 5: "cinco", 6: "seis", 7: "siete", 8: "ocho",
        9: "nueve", 10: "diez", 11: "once", 12: "doce", 13: "trece", 14: "catorce", 15: "quince",
        16: "dieciseis", 17: "diecisiete", 18: "dieciocho", 19: "diecinueve", 20: "veinte", 21: "veintiuno",
        22: "veintidos", 23: "veintitres", 24: "veinticuatro", 25: "veinticinco", 26: "veintiseis",
        27: "veintisiete", 28: "veintiocho", 29: "veintinueve", 30: "treinta", 40: "cuarenta",
        50: "cincuenta", 60: "sesenta", 70: "setenta", 80: "ochenta", 90: "noventa", 100: "cien ciento",
        1000: "mil",
    }.items()
    for word in words.split()
}  # fmt: skip
_WORDS: Final = {"BR": (_PORTUGUESE, "e"), "PE": (_SPANISH, "y")}
_THOUSAND: Final = 1000


def with_digits(words: Sequence[str], *, country: Country) -> list[str]:
    """
    Give the words of a name with every number in digits.

    Parameters
    ----------
    words : sequence of str
        Folded words of a street's name.
    country : "BR" or "PE"
        Whose number words.

    Returns
    -------
    list of str
        "xv" is "15"; "vinte", "e", "cinco" is "25"; a single i, v or x is a number only at the end.
    """
    values, joint = _WORDS[country]
    found: list[str] = []
    index = 0
    while index < len(words):
        if words[index] in values:
            number, index = _spelled(words, index, values, joint)
            found.append(number)
            continue
        last = index == len(words) - 1
        found.append(_figure(words[index], last=last and index > 0))
        index += 1
    return found


def _figure(word: str, *, last: bool) -> str:
    """Give a word that is a figure or a Roman numeral in digits, another word as it is."""
    if digits := _DIGITS.match(word):
        return digits.group(1)
    roman = _ROMAN.match(word)
    if roman is None or (len(word) == 1 and not last):
        return word
    return str(10 * len(roman.group(1)) + _ROMAN_UNITS[roman.group(2)])


def _spelled(words: Sequence[str], start: int, values: dict[str, int], joint: str) -> tuple[str, int]:
    """Read a spelled number: each word must be of a lower order than the one before, save around "mil"."""
    total, group, room, index = 0, 0, _THOUSAND, start
    while index < len(words):
        at = index + (words[index] == joint and index > start)
        value = values.get(words[at]) if at < len(words) else None
        if value is None:
            break
        if value == _THOUSAND and total == 0:
            total, group, room = max(group, 1) * _THOUSAND, 0, _THOUSAND
        elif value < room:
            group, room = group + value, _order(value)
        else:
            break
        index = at + 1
    return str(total + group), index


def _order(value: int) -> int:
    """Give what the next word must stay under: hundreds take tens, tens take units, teens take nothing."""
    if value % 100 == 0:
        return 100
    return 10 if value % 10 == 0 else 0
