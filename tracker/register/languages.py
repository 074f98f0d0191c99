"""The languages that the register's reports and notes are written in, and how their words are kept."""

from __future__ import annotations

from typing import Final, Literal, get_args

Language = Literal["en", "pt-BR", "es", "ko"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def parsed(catalogue: dict[Language, str]) -> dict[str, dict[Language, str]]:
    """
    Turn lines of code and words into words by code and language.

    Parameters
    ----------
    catalogue : dict of str to str
        Lines like ``code = words``, by language.

    Returns
    -------
    dict of str to dict of str to str
        Words by code, then by language.

    Examples
    --------
    >>> parsed({"en": "row = Row", "es": "row = Fila"})
    {'row': {'en': 'Row', 'es': 'Fila'}}
    """
    words: dict[str, dict[Language, str]] = {}
    for language, lines in catalogue.items():
        for line in lines.strip().splitlines():
            code, _, text = line.partition(" = ")
            words.setdefault(code, {})[language] = text
    return words
