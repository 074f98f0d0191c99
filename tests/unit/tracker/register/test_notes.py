"""Notes on files: the same sentence in every language, kept with code and values."""

from __future__ import annotations

import copy
import json
import pickle
from string import Formatter

import pytest

from tracker.register.languages import LANGUAGES, Language
from tracker.register.note_words import NOTES
from tracker.register.notes import Note, behind, kept_note, note, read_note, say_note


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_note_is_said_in_every_language_with_the_same_values() -> None:
    for code, said in NOTES.items():
        assert set(said) == set(LANGUAGES), code
        assert {frozenset(fields(text)) for text in said.values()} == {frozenset(fields(said["en"]))}, code


def test_a_note_within_a_note_is_translated_with_it() -> None:
    found = note("system_taken", found=note("system_silent"), system="SIRGAS 2000")
    assert found == "the file does not say its reference system; SIRGAS 2000 was named and taken."
    said = say_note(behind(note("in_layer", name="'selos'"), found), "es")
    assert (
        said == "capa 'selos': el archivo no dice su sistema de referencia; se indicó SIRGAS 2000 y se tomó."
    )


def test_what_is_no_note_stays_as_it_is() -> None:
    assert say_note("a plain sentence", "ko") == "a plain sentence"
    assert read_note(kept_note("a plain sentence")) == "a plain sentence"
    assert behind("", "a plain sentence") == "a plain sentence"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_that_was_stored_says_the_same_as_before(language: Language) -> None:
    told = note(
        "cells_damaged", begin="", column="'a{b}'", count=2, text="'Ã©'", row=3, seems=note("not_mendable")
    )
    back = read_note(json.loads(json.dumps(kept_note(told))))
    assert back == told
    assert say_note(back, language) == say_note(told, language)
    assert "a{b}" in back


def test_a_copy_of_a_note_knows_its_code_too() -> None:
    told = note("tags_left", count=3, kept=9)
    for other in (copy.deepcopy(told), pickle.loads(pickle.dumps(told))):
        assert isinstance(other, Note)
        assert (other, other.code, other.values) == (told, "tags_left", {"count": "3", "kept": "9"})
