"""A large file: what is costly is done once a row, and nothing is kept twice."""

from __future__ import annotations

import gc

import pytest

from tests.unit.tracker.register.intake import town_hall as hall
from tracker.errors import InvalidInputError
from tracker.register.addresses.address import Address
from tracker.register.addresses.parsing import parse_address
from tracker.register.addresses.words import Country
from tracker.register.cells.spelling import tidied
from tracker.register.intake import wiring
from tracker.register.location.ladder import Ladder
from tracker.services.register import intake_runs

LINES = tuple((f"UBS {number}", f"Rua Azul, {number}") for number in range(1, 6))


def test_an_address_is_taken_apart_once_to_compare_and_to_locate(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(text: str, *, country: Country) -> Address:
        read.append(text)
        return parse_address(text, country=country)

    monkeypatch.setattr(wiring, "parse_address", counted)
    wiring._parsed.cache_clear()
    made = hall.run(*LINES, locate=wiring.locator(Ladder([]), "BR"), street_key=wiring.street_key_of("BR"))
    wiring._parsed.cache_clear()
    assert len(made.results) == len(LINES)
    assert read == [address for _, address in LINES]


def test_rows_that_are_read_from_the_same_columns_share_their_names() -> None:
    made = hall.run(*LINES, ("UBS 9", None, "01234-000"))
    first, second, *_, last = (result.candidate.columns for result in made.results)
    assert first is second
    assert first == {"name": "NOME ", "address": "ENDEREÇO"}
    assert last == {"name": "NOME ", "postcode": "CEP"}


def test_a_text_in_order_is_kept_as_the_very_text_of_the_file() -> None:
    text = "Rua que nenhum outro teste escreve"
    assert tidied(text).text is text


def test_cycles_are_looked_for_again_after_an_import_and_after_one_that_failed() -> None:
    was_on = gc.isenabled()

    @intake_runs._uncollected()
    def work(*, fails: bool) -> bool:
        if fails:
            raise InvalidInputError("no file")
        return gc.isenabled()

    assert work(fails=False) is False
    assert gc.isenabled() is was_on
    with pytest.raises(InvalidInputError):
        work(fails=True)
    assert gc.isenabled() is was_on
    assert was_on
