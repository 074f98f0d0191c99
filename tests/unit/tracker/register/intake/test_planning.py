"""Planning: the same file twice changes nothing, a mended one what was mended; nothing is deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.unit.tracker.register.intake import town_hall as hall
from tracker.register.candidates import StatedFact
from tracker.register.intake.existing import ExistingPlace, KnownProposal
from tracker.register.intake.planning import ImportStamp

AZUL = ("UBS Azul", "Rua A, 1", "01310-200", "3333-4444", "Sim", date(2019, 5, 28))
VERDE = ("UBS Verde ", "Rua B, 2", 1310200, 33335555, "Não", 2018)
TWICE = ("UBS AZUL", "R. A, 1", None, None, "Não")
SHELTER = ("Abrigo Sol", "Rua D, 4")


def test_the_same_file_twice_changes_nothing() -> None:
    first = hall.run(AZUL, VERDE, TWICE, SHELTER)
    assert [row.action for row in first.plan.rows] == ["create", "create", "update", "none"]
    existing = hall.carried_out(first)
    second = hall.run(AZUL, VERDE, TWICE, SHELTER, existing=existing)
    assert second.plan.changes_nothing
    assert [row.action for row in second.plan.rows] == ["unchanged", "unchanged", "unchanged", "none"]
    assert [row.outcome for row in second.plan.rows] == [row.outcome for row in first.plan.rows]
    assert second.plan.gone == ()


def test_rows_in_another_order_change_nothing() -> None:
    existing = hall.carried_out(hall.run(AZUL, VERDE))
    assert hall.run(VERDE, AZUL, existing=existing).plan.changes_nothing


def test_a_mended_value_changes_that_value_only() -> None:
    existing = hall.carried_out(hall.run(AZUL, VERDE))
    made = hall.run((*AZUL[:3], "3333-9999", *AZUL[4:]), VERDE, existing=existing)
    assert [row.action for row in made.plan.rows] == ["update", "unchanged"]
    (change,) = made.plan.rows[0].attributes
    assert (change.attribute, change.before, change.after) == ("phone", "3333-4444", "3333-9999")
    assert made.plan.rows[0].facts == ()
    assert made.plan.rows[0].position is None


def test_every_value_says_file_sheet_row_column_day_and_person() -> None:
    plan = hall.run(AZUL).plan
    (row,) = plan.rows
    assert plan.stamp == ImportStamp("town.xlsx", "0" * 64, hall.TODAY, "ana")
    assert (row.table, row.row) == ("Saúde ", 2)
    assert {change.attribute: change.column for change in row.attributes}["phone"] == "FONE"


def test_a_mended_name_or_address_is_the_same_place() -> None:
    existing = hall.carried_out(hall.run(AZUL, VERDE))
    named = hall.run(("UBS Azul Claro", *AZUL[1:]), VERDE, existing=existing)
    moved = hall.run(("UBS Azul", "Rua A, 100", *AZUL[2:]), VERDE, existing=existing)
    assert (
        [row.action for row in named.plan.rows]
        == [row.action for row in moved.plan.rows]
        == ["update", "unchanged"]
    )
    assert [change.attribute for change in named.plan.rows[0].attributes] == ["name"]
    assert [change.attribute for change in moved.plan.rows[0].attributes] == ["address"]
    again = hall.run(("UBS Azul", "Rua A, 100", *AZUL[2:]), VERDE, existing=hall.carried_out(moved, existing))
    assert again.plan.changes_nothing


def test_another_place_is_not_taken_for_a_mended_one() -> None:
    existing = hall.carried_out(hall.run(AZUL))
    made = hall.run(("Biblioteca Lilás", "Rua Z, 9"), existing=existing)
    assert [row.action for row in made.plan.rows] == ["create"]
    assert [gone.row for gone in made.plan.gone] == [2]


def test_rows_that_are_gone_are_told_and_their_places_kept() -> None:
    existing = hall.carried_out(hall.run(AZUL, VERDE))
    made = hall.run(AZUL, existing=existing)
    assert [(gone.place, gone.row) for gone in made.plan.gone] == [("place-2", 3)]
    assert made.plan.changes_nothing


def test_a_new_answer_is_a_new_observation_and_one_withdrawn_is_unknown() -> None:
    existing = hall.carried_out(hall.run(AZUL, VERDE))
    made = hall.run((*AZUL[:4], "Não", AZUL[5]), (*VERDE[:4], None, VERDE[5]), existing=existing)
    changed, withdrawn = (row.facts for row in made.plan.rows)
    assert [(fact.kind, fact.answer) for fact in changed] == [("adapted_toilet", "no")]
    assert [(fact.kind, fact.answer) for fact in withdrawn] == [("adapted_toilet", "unknown")]
    again = hall.run(
        (*AZUL[:4], "Não", AZUL[5]), (*VERDE[:4], None, VERDE[5]), existing=hall.carried_out(made, existing)
    )
    assert again.plan.changes_nothing


def test_what_a_person_has_changed_is_kept_unless_the_source_changes_its_word_too() -> None:
    (place,) = hall.carried_out(hall.run(AZUL))
    edited = (replace(place, attributes={**place.attributes, "phone": "3333-0000"}),)
    assert hall.run(AZUL, existing=edited).plan.changes_nothing
    (row,) = hall.run((*AZUL[:3], "3333-9999", *AZUL[4:]), existing=edited).plan.rows
    (change,) = row.attributes
    assert (change.before, change.after, change.conflicts) == ("3333-0000", "3333-9999", True)
    assert hall.run((*AZUL[:3], "3333-0000", *AZUL[4:]), existing=edited).plan.changes_nothing


def test_a_value_that_is_gone_from_the_source_is_planned_away() -> None:
    existing = hall.carried_out(hall.run(AZUL))
    (row,) = hall.run((*AZUL[:3], None, *AZUL[4:]), existing=existing).plan.rows
    assert [(change.attribute, change.before, change.after) for change in row.attributes] == [
        ("phone", "3333-4444", None)
    ]


def test_facts_of_prose_are_proposed_once_whatever_became_of_them() -> None:
    fact = StatedFact("lift", "yes", "inferred", "tem elevador", "OBS", rule="lift_has")

    class Proposal:
        kind, answer, words, rule = fact.kind, fact.answer, fact.words, "lift_has"
        norm: str | None = None
        years: tuple[int, ...] = ()

    line = (*AZUL, "tem elevador")
    made = hall.run(line, propose=lambda _: [Proposal()])
    assert made.plan.rows[0].proposals == (fact,)
    (place,) = hall.carried_out(made)
    for state in ("open", "confirmed", "rejected"):
        known = (replace(place, proposals=(KnownProposal("lift", "yes", "Tem  elevador", state),)),)
        assert hall.run(line, propose=lambda _: [Proposal()], existing=known).plan.changes_nothing


def test_a_place_of_another_source_gets_facts_but_keeps_its_values() -> None:
    other = ExistingPlace("p9", "health", {"name": "UBS Azul", "address": "Rua A, 1", "phone": "2222-1111"})
    made = hall.run(AZUL, existing=(other,))
    (row,) = made.plan.rows
    assert (row.outcome, row.action, row.place) == ("duplicate", "update", "p9")
    assert row.attributes == ()
    assert [fact.answer for fact in row.facts] == ["yes"]
    again = hall.run(AZUL, existing=hall.carried_out(made, (other,)))
    assert again.plan.changes_nothing
    assert again.results[0].outcome == "duplicate"


def test_a_rejected_row_plans_nothing_even_when_the_register_knows_its_place() -> None:
    existing = hall.carried_out(hall.run(AZUL))
    made = hall.run(("Abrigo Azul", *AZUL[1:]), existing=existing)
    assert [row.action for row in made.plan.rows] == ["none"]
    assert [gone.place for gone in made.plan.gone] == ["place-1"]
