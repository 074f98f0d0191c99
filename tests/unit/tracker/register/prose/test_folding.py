"""Folding for comparison: what is the same after it, and that the way back finds the note's own letters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.register.prose.folding import fold, plain


def test_case_accents_and_blanks_make_no_difference() -> None:
    assert plain("  SIM,\tde acordo\ncom a\u00a0NORMA ") == plain("sim, de acordo com a norma")
    assert plain("Não") == plain("NA\u0303O") == "nao"


def test_composed_and_decomposed_notes_fold_to_the_same_text() -> None:
    note = "Sanitário acessível à direita; é térreo"
    assert fold(note).text == fold(unicodedata.normalize("NFD", note)).text


def test_the_verb_is_stays_apart_from_the_conjunction_and() -> None:
    assert fold("a porta é larga e alta").text == "a porta eh larga e alta"


def test_runs_of_blanks_become_one_and_keep_their_line_break() -> None:
    assert fold("rampa  \t e\r\n\r\n piso").text == "rampa e\npiso"


@pytest.mark.parametrize("mark", ["\u200b", "\u00ad", "\ufeff", "\u0007"])
def test_invisible_characters_disappear(mark: str) -> None:
    assert fold(f"eleva{mark}dor").text == "elevador"


def test_a_span_leads_back_to_the_letters_with_their_accents() -> None:
    note = "o piso ta\u0301til\u0301 novo"
    folded = fold(note)
    start = folded.text.index("tatil")
    first, last = folded.span(start, start + len("tatil"))
    assert note[first:last] == "ta\u0301til\u0301"


@given(st.text(max_size=80))
def test_every_folded_character_knows_where_it_came_from(note: str) -> None:
    folded = fold(note)
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= index < len(note) for index in folded.origin)
