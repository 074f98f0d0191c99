"""Spelling of cells: what is mended, what is kept, what means nothing."""

from __future__ import annotations

import pytest

from tracker.register.cells.spelling import as_text, folded, mend_letters, tidied, words_of
from tracker.register.prose.folding import plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Saúde ", "saude"),
        ("  ENDEREÇO\u00a0", "Endereco"),
        ("M\u2019Boi  Mirim", "m'boi mirim"),
        ("Sa\u0301bado", "Sábado"),
        ("Wi\u2011Fi", "wi-fi"),
    ],
)
def test_case_accents_and_blanks_do_not_count(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize("text", ["Praça XV", " Ação Social ", "Nº 12", "Jirón Áncash", "O'Higgins"])
def test_short_texts_fold_as_they_do_for_prose(text: str) -> None:
    assert folded(text) == plain(text)


@pytest.mark.parametrize(
    "text",
    ["São José", "Vila Ré", "Ñaña", "Praça Jô", "Coração", "Öko-Laden", "Año Nuevo", "CAFÉ À LA CARTE"],
)
def test_letters_damaged_in_the_usual_way_are_mended_and_whole_ones_left(text: str) -> None:
    octets = text.encode("utf-8")
    damaged = "".join(
        bytes([octet]).decode("cp1252") if octet not in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else chr(octet)
        for octet in octets
    )
    assert mend_letters(damaged) == text
    assert mend_letters(text) is None
    assert tidied(damaged).text == text
    assert [code for code, _ in tidied(damaged).repairs] == ["letters_mended"]


@pytest.mark.parametrize("text", ["Consola+\ufffd+\ufffdo", "JAÂ€ANA"])
def test_letters_that_are_lost_are_told_and_not_guessed(text: str) -> None:
    tidy = tidied(text)
    assert tidy.is_damaged
    assert tidy.text == text


def test_blanks_at_the_ends_and_between_words_are_removed_but_lines_are_kept() -> None:
    tidy = tidied(" Segunda a  sexta \r\n das\u00a07h às 19h\u200b ")
    assert tidy.text == "Segunda a sexta\ndas 7h às 19h"
    assert tidy.repairs == (("blanks_trimmed", ""),)


def test_a_text_in_order_is_left_alone() -> None:
    assert tidied("Rua Azul, 10") == tidied("Rua Azul, 10")
    assert tidied("Rua Azul, 10").repairs == ()


@pytest.mark.parametrize(
    "text", ["-", " - ", "N/A", "Não informado", "sin información", "S/I", "…".replace("…", "...")]
)
def test_words_that_mean_nothing_are_taken_as_nothing(text: str) -> None:
    tidy = tidied(text)
    assert tidy.text is None
    assert "placeholder_emptied" in [code for code, _ in tidy.repairs]


def test_only_blanks_are_nothing() -> None:
    assert tidied(" \u00a0 ").text is None


@pytest.mark.parametrize(
    ("cell", "text"), [(22465539, "22465539"), (8215290.0, "8215290"), (1.5, "1.5"), (None, None)]
)
def test_numbers_are_text_as_a_spreadsheet_shows_them(cell: float | None, text: str | None) -> None:
    assert as_text(cell) == text


def test_words_are_letters_and_digits() -> None:
    assert words_of("R. São-João, nº 12/B") == ("r", "sao", "joao", "no", "12", "b")
