"""Duplicates: certain, likely or none, and work that grows with the rows and not with their square."""

from __future__ import annotations

import pytest

from tests.unit.tracker.register.intake import town_hall as hall
from tracker.register.intake.duplicates import Same, _pairs, find_duplicates
from tracker.register.intake.likeness import Likened, compare, liken, plain_street_key
from tracker.register.intake.running import Surroundings, run_intake
from tracker.register.tables import Row, Table

NORTH_40_M = 40 / 111_320
NORTH_90_M = 90 / 111_320


def place(
    name: str, address: str = "", lon_deg: float | None = None, lat_deg: float | None = None, label: str = ""
) -> Likened:
    """Prepare a place."""
    return liken(label or name, name, address, lon_deg=lon_deg, lat_deg=lat_deg, street_key=plain_street_key)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        (("UBS Azul", "Rua A B, 10"), ("UBS AZUL ", "R. A B, nº 10 - Centro"), "certain"),
        (("UBS Azul", "Tiradentes 749"), ("UBS - Azul", "Av. Tiradentes, 749"), "certain"),
        (("Teatro Sol", "Praça Ramos, s/n"), ("Teatro Sol", "Praça Ramos, s/n"), "certain"),
        (("CCA Pascoal Bianco", "Antenas 582"), ("CCA Paschoal Bianco", "Rua Antenas, 582"), "likely"),
        (("Promove Ação", "Rua Jacira, 70"), ("Centro-Dia Promove Ação", "R. Jacira, 70"), "likely"),
        (("Obra Dom Pedro", "Rua Mendonça 416"), ("Obra Dom Pedro", "Rua Mendonça 456"), "likely"),
        (("Obra Dom Pedro 3", "Rua Mendonça 416"), ("Obra Dom Pedro 7", "Rua Mendonça 416"), None),
        (("CEI Barro Branco II", "Rua E, 4"), ("CEI Barro Branco III", "Rua E, 4"), None),
        (("CRAS Azul", "Rua Verde, 48"), ("CREAS Azul", "Rua Verde, 48"), None),
        (("Banco Sul", "Rua Um, 1"), ("Banco Sul", "Rua Dois, 2"), None),
        (("Praça Brasil", ""), ("Praça Brasil", "Rua Dois, 2"), "likely"),
        (("Escola Girassol", "Rua Um, 1"), ("Padaria Central", "Rua Um, 1"), None),
    ],
)
def test_names_and_doors(one: tuple[str, str], other: tuple[str, str], likeness: str | None) -> None:
    assert compare(place(*one), place(*other)) == likeness
    assert compare(place(*other), place(*one)) == likeness


@pytest.mark.parametrize(
    ("name", "north_deg", "likeness"),
    [
        ("Estação Aurora", NORTH_40_M, "likely"),
        ("Estacao Aurora.", NORTH_40_M, "likely"),
        ("Estação Aurora", NORTH_90_M, None),
        ("Estação Lapa", NORTH_40_M, None),
    ],
)
def test_names_close_by(name: str, north_deg: float, likeness: str | None) -> None:
    here = place("Estação Aurora", "", -46.5, -23.5)
    assert compare(here, place(name, "", -46.5, -23.5 + north_deg)) == likeness


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("Rua das Flores, 100", ("flores", "100")),
        ("R. Prof. João da Silva nº 12 - Centro", ("joao silva", "12")),
        ("Rua 25 de Março, 0100B", ("25 marco", "100b")),
        ("DUILIO LENARDUZI 203", ("duilio lenarduzi", "203")),
        ("Praça da Luz", ("luz", "")),
        ("", None),
    ],
)
def test_street_and_number_without_knowing_the_country(address: str, key: tuple[str, str] | None) -> None:
    assert plain_street_key(address) == key


def test_a_chain_of_duplicates_leads_to_its_first_row() -> None:
    rows = [
        place("UBS Azul", f"Rua A, 10{end}", label=str(at))
        for at, end in enumerate(("", " - Centro", ", SP"))
    ]
    assert find_duplicates([], rows) == {1: Same(0, "certain"), 2: Same(0, "certain")}


def test_what_the_register_has_comes_before_rows_and_is_not_compared_with_itself() -> None:
    existing = [place("UBS Azul", "Rua A, 10", label="p1"), place("UBS Azul", "Rua A, 10", label="p2")]
    assert find_duplicates(existing, [place("UBS Azul", "Rua A, 10", label="r1")]) == {0: Same(0, "certain")}


def test_rows_that_do_not_enter_are_not_compared() -> None:
    assert find_duplicates([], [None, place("UBS Azul", "Rua A, 10"), None]) == {}


def test_what_a_person_has_found_to_be_apart_stays_apart() -> None:
    rows = [place("UBS Azul", "Rua A, 10", label=label) for label in ("one", "two")]
    assert find_duplicates([], rows, apart={frozenset({"one", "two"})}) == {}


def test_rows_with_trusted_identifiers_are_never_the_same() -> None:
    rows = [place("Terminal Sol", "", -46.5, -23.5, label=label) for label in ("one", "two")]
    assert find_duplicates([], rows, groups=["stops", "stops"]) == {}
    assert find_duplicates([], rows, groups=["stops", None]) == {1: Same(0, "likely")}


def test_pairs_grow_with_the_rows_even_on_one_street_and_under_one_name() -> None:
    def count(rows: int) -> int:
        crowd = [place(f"Loja {at // 2}", f"Rua Longa, {at}", -46.5, -23.5) for at in range(rows)]
        return len(_pairs(crowd))

    # Each row meets at most 8 neighbours in each of three kinds of block: street, name and square.
    assert count(2_000) <= 2_000 * 8 * 3
    assert count(4_000) <= 4_000 * 8 * 3


def test_a_duplicate_adds_its_facts_to_the_place_it_is() -> None:
    made = hall.run(("UBS Azul", "Rua A, 1"), ("UBS Azul", "Rua A, 1", None, None, "Sim"))
    first, second = made.plan.rows
    assert (first.action, second.action) == ("create", "update")
    assert second.of_row == first.key
    assert [fact.answer for fact in second.facts] == ["yes"]
    assert second.attributes == ()


def test_another_service_at_a_place_is_left_to_a_person_unless_its_facts_tell_of_it() -> None:
    health = {"table": "Saúde", "kind": "health", "attributes": {"name": "nome", "address": "rua"}}
    plain = {"table": "Wifi", "kind": "public_wifi", "attributes": {"name": "nome", "address": "rua"}}
    told = {
        **plain,
        "table": "CIL",
        "facts": [{"fact": "sign_language", "answer": "yes", "because": "by the list"}],
    }
    line = ("UBS Azul", "Rua A, 1")
    tables = [hall.sheet(line, name=name, columns=("nome", "rua")) for name in ("Saúde", "Wifi", "CIL")]
    made = run_intake(
        hall.book(*tables), hall.town(tables=[health, plain, told]), Surroundings(hall.TODAY, "ana")
    )
    assert [result.outcome for result in made.results] == ["accepted", "needs_review", "duplicate"]
    assert made.results[1].remarks[0].code == "maybe_duplicate_of"
    assert made.results[1].remarks[0].detail == "Saúde, 2"


def test_an_identifier_met_again_is_told() -> None:
    rules = {"kind": "station", "attributes": {"name": "nome"}, "key": ["id"], "trust_keys": True}
    rows = tuple(Row(number, ("7", f"Parada {number}"), -46.5, -23.5 + number / 100) for number in (2, 3))
    made = run_intake(
        hall.book(Table("", ("id", "nome"), rows)),
        hall.town(tables=[rules]),
        Surroundings(hall.TODAY, "ana"),
    )
    assert [result.outcome for result in made.results] == ["accepted", "needs_review"]
    assert made.results[1].remarks[0].code == "key_repeated"
    assert len({result.key for result in made.results}) == 2
