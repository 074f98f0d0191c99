"""Whatever the text, parts and rest hold each letter and digit of it once."""

from __future__ import annotations

import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.register.addresses.letters import composed, folded
from tracker.register.addresses.parsing import parse_address
from tracker.register.addresses.words import WORDS, Country

PIECES = [
    "Rua do Cedro", "Av.", "R", "12", "nº 5", "s/n", "km 3,5", "CEP 01234-567", "CEP:", "bairro Vale",
    "esquina com", "x Rua Alta", "São Paulo - SP", "(fundos)", "(", ")", "próximo a", "sala 2", "cdra 4",
    "Mz. A Lt. 3", "Urb. Sol", "Lima 15001", "Jr. Molino", "y Av. Prado", "\n",
    " - ", ",", "/", "|", "ª", "°",
]  # fmt: skip


def assert_covered(text: str, country: Country) -> None:
    """Hold the parts of an address against its text."""
    address = parse_address(text, country=country)
    assert address.text == composed(text)
    seen: list[int] = []
    for part in address.parts:
        assert address.text[part.start : part.end] == part.words
        seen.extend(range(part.start, part.end))
    held = set(seen)
    assert len(seen) == len(held)
    assert not [letter for at, letter in enumerate(address.text) if at not in held and letter.isalnum()]


@given(text=st.text(max_size=60), country=st.sampled_from(sorted(WORDS)))
def test_any_text_is_covered(text: str, country: Country) -> None:
    assert_covered(text, country)


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=9), country=st.sampled_from(sorted(WORDS)))
def test_any_order_of_pieces_of_addresses_is_covered(pieces: list[str], country: Country) -> None:
    assert_covered(" ".join(pieces), country)


@given(text=st.text(max_size=60))
def test_folding_keeps_the_place_of_every_letter(text: str) -> None:
    whole = composed(text)
    assert len(folded(whole)) == len(whole)


@pytest.mark.parametrize("letters", [string.ascii_lowercase, string.digits, "- ,.;|/"])
def test_plain_letters_fold_to_themselves(letters: str) -> None:
    assert folded(letters) == letters
    assert folded("ÁÇÕñ º° \u2019 \u2013") == "acon oo ' -"


def test_accents_written_apart_are_read_like_accents_in_one() -> None:
    apart = "Prac\u0327a Bela, 1"
    assert parse_address(apart, country="BR") == parse_address("Praça Bela, 1", country="BR")


@pytest.mark.parametrize("country", sorted(WORDS))
@pytest.mark.parametrize(
    "text",
    [
        "Rua " + "A" * 490,
        "1 " * 250,
        "Rua A, " * 70,
        "(" * 500,
        "Mz A " * 100,
        "esq. Rua A x " * 38,
        "Rua A " * 50_000,
    ],
)
def test_a_cell_full_of_text_is_read_in_a_second(text: str, country: Country) -> None:
    started_s = time.process_time()
    assert_covered(text, country)
    assert time.process_time() - started_s < 1.0


def test_a_text_too_long_for_an_address_is_all_rest() -> None:
    address = parse_address("Rua A, 1 " * 60, country="BR")
    assert (address.street, [part.kind for part in address.parts]) == (None, ["rest"])
