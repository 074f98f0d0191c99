"""Notes on a file: English sentences that know their code and values, hence themselves in other languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from tracker.register.languages import Language
from tracker.register.note_words import NOTES


class Note(str):
    """
    A sentence about a file, in English, that can be said in other languages.

    It is a text, because whoever only shows or logs it needs nothing else.

    Parameters
    ----------
    code : str
        Stable identifier, such as ``text_read``.
    values : mapping of str to str
        What is put into the sentence; a value may be a note itself.
    """

    __slots__ = ("code", "values")

    code: str
    values: dict[str, str]

    def __new__(cls, code: str, values: Mapping[str, str]) -> Self:
        """Make the English sentence."""
        made = super().__new__(cls, NOTES[code]["en"].format(**values))
        made.code, made.values = code, dict(values)
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[str, dict[str, str]]]:
        """Let a copy know its code too."""
        return type(self), (self.code, self.values)


def note(code: str, **values: object) -> Note:
    """
    Make a note.

    Parameters
    ----------
    code : str
        One of the catalogue.
    **values : object
        What its sentence names; anything but a note is taken as text.

    Returns
    -------
    Note
        The sentence in English, with its code and values.

    Examples
    --------
    >>> note("places_without_tag", count=3)
    '3 places without a tag of wheelchair access were passed over.'
    """
    return Note(
        code, {name: value if isinstance(value, str) else str(value) for name, value in values.items()}
    )


def behind(begin: str, sentence: str) -> str:
    """
    Put the place in the file before a note.

    Parameters
    ----------
    begin : str
        The place, with the blank or comma behind it; empty for the whole file.
    sentence : str
        The note.

    Returns
    -------
    str
        A note again.
    """
    return note("placed", begin=begin, sentence=sentence) if begin else sentence


def say_note(sentence: str, language: Language) -> str:
    """
    Say a note in a language.

    Parameters
    ----------
    sentence : str
        A note, or a plain sentence.
    language : str
        Of the person.

    Returns
    -------
    str
        In that language; a plain sentence as it is.
    """
    if not isinstance(sentence, Note):
        return sentence
    values = {name: say_note(value, language) for name, value in sentence.values.items()}
    return NOTES[sentence.code][language].format(**values)


def kept_note(sentence: str) -> str | dict[str, Any]:
    """
    Give a note as it is stored.

    Parameters
    ----------
    sentence : str
        A note, or a plain sentence.

    Returns
    -------
    str or dict
        Code and values of a note; a plain sentence as it is.
    """
    if not isinstance(sentence, Note):
        return sentence
    return {
        "code": sentence.code,
        "values": {name: kept_note(value) for name, value in sentence.values.items()},
    }


def read_note(kept: str | Mapping[str, Any]) -> str:
    """
    Read a note as it was stored.

    Parameters
    ----------
    kept : str or mapping
        As `kept_note` gave it.

    Returns
    -------
    str
        The note; a plain sentence as it is.
    """
    if isinstance(kept, str):
        return kept
    return Note(kept["code"], {name: read_note(value) for name, value in kept["values"].items()})
