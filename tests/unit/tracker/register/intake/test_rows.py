"""Rows to outcomes: each ends in exactly one, with all that was said of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from tests.unit.tracker.register.intake import town_hall as hall
from tracker.errors import InvalidInputError
from tracker.register.candidates import Candidate
from tracker.register.intake.outcomes import Finding, count_located, count_outcomes
from tracker.register.intake.running import Surroundings, run_intake
from tracker.register.positions import Position
from tracker.register.tables import Row, Table
from tracker.register.vocabulary import PrecisionClass


def test_each_row_ends_in_exactly_one_outcome_and_the_counts_add_up() -> None:
    made = hall.run(
        ("UBS Azul", "Rua A, 1", "01310-200", "3333-4444", "Sim", date(2019, 5, 28)),
        ("UBS Verde ", "Rua B, 2", 1310200, 33335555, "Não", 2018),
        ("UBS Lilás", "Rua C, 3", "99999-999", "3334-038", "mais ou menos", "03/04/2020"),
        ("UBS AZUL", "R. A, nº 1"),
        ("Abrigo Sol", "Rua D, 4"),
        (None, "Rua E, 5"),
        ("UBS Rosa", None),
        ("UBS Ocre", "Rua F, 6", None, "98765-4321"),
    )
    assert hall.codes(made) == [
        ("accepted", []),
        ("repaired", ["blanks_trimmed", "postcode_completed", "date_year_only"]),
        ("needs_review", ["postcode_outside", "phone_unclear", "answer_unclear", "date_ambiguous"]),
        ("duplicate", ["duplicate_of"]),
        ("rejected", ["private_place"]),
        ("rejected", ["name_missing"]),
        ("needs_review", ["address_missing"]),
        ("needs_review", ["mobile_hidden"]),
    ]
    counts = count_outcomes(made.results)
    assert counts == {"accepted": 1, "repaired": 1, "needs_review": 3, "duplicate": 1, "rejected": 2}
    assert sum(counts.values()) == 8


def test_values_are_put_in_order_and_keep_the_column_they_came_from() -> None:
    (result,) = hall.run(("UBS  Verde ", " Rua B, 2", 1310200, 33335555.0, None, None, None, "Bia")).results
    assert result.candidate.attributes == {
        "name": "UBS Verde",
        "address": "Rua B, 2",
        "postcode": "01310-200",
        "phone": "33335555",
    }
    assert result.candidate.columns == {
        "name": "NOME ",
        "address": "ENDEREÇO",
        "postcode": "CEP",
        "phone": "FONE",
    }


def test_a_person_who_is_not_mapped_is_nowhere() -> None:
    (result,) = hall.run(("UBS Azul", "Rua A, 1", None, None, None, None, None, "Bia da Silva")).results
    assert "Bia" not in repr(result)


def test_a_doubtful_value_is_not_taken() -> None:
    (result,) = hall.run(("UBS Azul", "Rua A, 1", "99999-999", None, "talvez", "03/04/2020")).results
    assert "postcode" not in result.candidate.attributes
    assert result.candidate.facts == ()


def test_facts_carry_answer_words_column_norm_and_day() -> None:
    (result,) = hall.run(("UBS", "Rua A, 1", None, None, "Sim, conforme NBR 9050", date(2019, 5, 28))).results
    (fact,) = result.candidate.facts
    assert (fact.kind, fact.answer, fact.confidence) == ("adapted_toilet", "yes", "stated")
    assert (fact.words, fact.column, fact.norm) == ("Sim, conforme NBR 9050", "Banheiro", "NBR 9050")
    assert fact.observed_on == date(2019, 5, 28)
    assert fact.rule is None


def test_silence_is_no_answer_and_not_known_is_said_as_such() -> None:
    silent, asked = hall.run(("A b", "Rua A, 1"), ("C d", "Rua B, 2", None, None, "Não se aplica")).results
    assert silent.candidate.facts == ()
    assert [fact.answer for fact in asked.candidate.facts] == ["unknown"]


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("Sim", "Sim", "yes"),
        ("Sim", "Não", "no"),
        ("Não", None, "no"),
        ("Sim", None, None),
        ("Sim", "não sei", "unknown"),
    ],
)
def test_columns_that_answer_together_say_yes_only_together(
    one: str, other: str | None, answer: str | None
) -> None:
    rules = {
        "kind": "health",
        "attributes": {"name": "nome"},
        "answers": [{"fact": "adapted_toilet", "column": ["banheiro", "rota"]}],
    }
    table = hall.sheet(("UBS Azul", one, other), columns=("nome", "banheiro", "rota"))
    made = run_intake(hall.book(table), hall.town(tables=[rules]), Surroundings(hall.TODAY, "ana"))
    facts = made.results[0].candidate.facts
    assert [fact.answer for fact in facts] == ([] if answer is None else [answer])


def test_prose_becomes_proposals_with_the_words_they_came_from() -> None:
    proposal = SimpleNamespace(
        kind="seal", answer="yes", words="Selo (2016)", rule="seal_has", norm=None, years=(2013, 2016)
    )
    made = hall.run(
        ("UBS", "Rua A, 1", None, None, None, None, " Selo (2016) "),
        propose=lambda note: [proposal] if note == "Selo (2016)" else [],
    )
    (fact,) = made.results[0].candidate.facts
    assert (fact.confidence, fact.rule, fact.column, fact.observed_on) == (
        "inferred",
        "seal_has",
        "OBS",
        date(2016, 1, 1),
    )
    assert made.plan.rows[0].proposals == (fact,)
    assert made.plan.rows[0].facts == ()


def test_a_row_that_could_not_be_read_is_told_with_its_fault() -> None:
    table = hall.sheet(("UBS", "Rua A, 1"))
    table = replace(table, rows=(replace(table.rows[0], fault="has 3 values where the header has 8"),))
    made = run_intake(hall.book(table), hall.town(), Surroundings(hall.TODAY, "ana"))
    assert hall.codes(made) == [("rejected", ["row_unreadable"])]
    assert made.results[0].remarks[0].detail == "has 3 values where the header has 8"


def test_rows_outside_of_the_study_are_rejected_with_the_value_that_says_so() -> None:
    rules = {"kind": "tourism", "attributes": {"name": "nome"}, "only": {"provincia": "Lima"}}
    table = hall.sheet(("Huaca", " LIMA "), ("Laguna", "Puno"), columns=("nome", "PROVINCIA"))
    made = run_intake(hall.book(table), hall.town(tables=[rules]), Surroundings(hall.TODAY, "ana"))
    outside = made.results[1]
    assert outside.outcome == "rejected"
    assert (outside.remarks[0].code, outside.remarks[0].column, outside.remarks[0].detail) == (
        *("outside_study", "PROVINCIA", "Puno"),
    )
    assert made.results[0].outcome != "rejected"


def test_identifiers_get_their_zeros_back() -> None:
    rules = {
        "kind": "other",
        "attributes": {"name": "nome", "external_id": "UBIGEO"},
        "digits": {"UBIGEO": 6},
    }
    table = Table("", ("nome", "UBIGEO"), (Row(2, ("La Punta", 70105), -46.5, -23.5),))
    made = run_intake(hall.book(table), hall.town(tables=[rules]), Surroundings(hall.TODAY, "ana"))
    assert made.results[0].candidate.attributes["external_id"] == "070105"
    assert hall.codes(made) == [("repaired", ["zeros_restored"])]


def test_the_kind_of_service_follows_a_column() -> None:
    rules = {
        "kind": "other",
        "attributes": {"name": "nome"},
        "kinds": [{"column": "tipo", "kinds": {"Biblioteca": "library", "Museu": "culture"}}],
    }
    table = hall.sheet(("A", "BIBLIOTECA "), ("B", "museu"), ("C", None), columns=("nome", "tipo"))
    made = run_intake(hall.book(table), hall.town(tables=[rules]), Surroundings(hall.TODAY, "ana"))
    assert [result.candidate.kind for result in made.results] == ["library", "culture", "other"]


def test_columns_of_one_attribute_are_joined_and_constants_fill_gaps() -> None:
    rules = {
        "kind": "other",
        "attributes": {"name": "nome", "address": ["rua", "numero"]},
        "constants": {"municipality": "Vila Azul", "address": "centro"},
    }
    table = hall.sheet(("A", "Rua A", 10), ("B", None, None), columns=("nome", "rua", "numero"))
    made = run_intake(hall.book(table), hall.town(tables=[rules]), Surroundings(hall.TODAY, "ana"))
    assert [result.candidate.attributes["address"] for result in made.results] == ["Rua A, 10", "centro"]
    assert made.results[0].candidate.attributes["municipality"] == "Vila Azul"


def test_a_web_address_that_could_run_a_program_is_not_taken() -> None:
    rules = {"kind": "other", "attributes": {"name": "nome", "website": "site"}}
    sites = ("javascript:alert(1)", "www.azul.org", "https://azul.org/a?b=1", "data:text/html,x")
    table = hall.sheet(*((f"Casa {site}", site) for site in sites), columns=("nome", "site"))
    made = run_intake(hall.book(table), hall.town(tables=[rules]), Surroundings(hall.TODAY, "ana"))
    taken = [result.candidate.attributes.get("website") for result in made.results]
    assert taken == [None, "https://www.azul.org", "https://azul.org/a?b=1", None]


def test_letters_that_cannot_be_mended_wait_for_a_person() -> None:
    made = hall.run(("UBS SÃ‰", "Rua A, 1"), ("UBS Consola+\ufffdo", "Rua B, 2"))
    assert hall.codes(made) == [("repaired", ["letters_mended"]), ("needs_review", ["letters_damaged"])]
    assert made.results[0].candidate.attributes["name"] == "UBS SÉ"


def test_places_found_by_district_only_or_not_at_all_or_twice_wait_for_a_person() -> None:
    def found(precision: PrecisionClass) -> Finding:
        return Finding(Position(-46.5, -23.5, precision, 100.0, "by hand"))

    findings = {
        "A": found("segment"),
        "B": found("district"),
        "C": Finding(),
        "D": Finding(choices=("here", "there")),
    }

    def locate(candidate: Candidate) -> Finding:
        return findings[candidate.attributes["name"]]

    made = hall.run(*((name, f"Rua {name}, 1") for name in findings), locate=locate)
    assert hall.codes(made) == [
        ("accepted", []),
        ("needs_review", ["location_district"]),
        ("needs_review", ["location_unknown"]),
        ("needs_review", ["location_ambiguous"]),
    ]
    assert count_located(made.results) == {"segment": 1, "district": 1, "none": 2}


def test_a_file_without_its_reference_system_is_sent_back() -> None:
    source = replace(hall.book(hall.sheet(("A", "Rua A, 1"))), needs_crs=True)
    with pytest.raises(InvalidInputError, match="reference system"):
        run_intake(source, hall.town(), Surroundings(hall.TODAY, "ana"))


def test_a_file_that_the_mapping_does_not_fit_is_sent_back_whole() -> None:
    table = hall.sheet(("A",), columns=("nome",))
    with pytest.raises(InvalidInputError) as raised:
        run_intake(hall.book(table), hall.town(), Surroundings(hall.TODAY, "ana"))
    assert len(raised.value.faults) == 6
