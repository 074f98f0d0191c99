"""Wiring: a run with the register's own rules for prose, addresses and locations."""

from __future__ import annotations

import pytest

from tests.unit.tracker.register.intake import town_hall as hall
from tracker.register.intake.wiring import locator, proposer, street_key_of
from tracker.register.location.ladder import Ladder
from tracker.register.location.verdicts import Ambiguous, Answer, Sought
from tracker.register.positions import Position


class Finder:
    """A rung that finds one address."""

    name = "finder"

    def locate(self, sought: Sought) -> Answer:
        """Find number 1, doubt number 2."""
        number = sought.address.number if sought.address else None
        if number == "1":
            return Position(-46.5, -23.5, "segment", 40.0, "by hand")
        return Ambiguous("two streets of that name") if number == "2" else None


def test_places_are_found_doubted_or_not_found() -> None:
    made = hall.run(
        *((f"UBS {at}", f"Rua Azul, {at}") for at in (1, 2, 3)), locate=locator(Ladder([Finder()]), "BR")
    )
    assert [(result.outcome, result.position is not None) for result in made.results] == [
        ("accepted", True),
        ("needs_review", False),
        ("needs_review", False),
    ]
    assert [result.remarks[0].code for result in made.results[1:]] == [
        "location_ambiguous",
        "location_unknown",
    ]
    assert made.results[1].remarks[0].detail == "finder: two streets of that name"
    # what was looked for in vain is told, so that the city can look at it
    assert made.results[2].remarks[0].detail == "Rua Azul"


def test_the_postcode_of_a_column_counts_where_the_address_has_none() -> None:
    asked: list[str | None] = []

    class Listener:
        name = "listener"

        def locate(self, sought: Sought) -> Answer:
            asked.append(sought.address.postcode if sought.address else None)
            return None

    for address in ("Rua Azul, 1", "Rua Azul, 1, 01234-000"):
        hall.run(("UBS", address, "05678-000"), locate=locator(Ladder([Listener()]), "BR"))
    assert asked == ["05678000", "01234000"]


def test_notes_are_read_by_the_rules_of_their_language() -> None:
    made = hall.run(("UBS", "Rua A, 1", None, None, None, None, "Tem elevador."), propose=proposer("pt-BR"))
    assert [(fact.kind, fact.answer) for fact in made.plan.rows[0].proposals] == [("lift", "yes")]


@pytest.mark.parametrize("address", ["Rua Azul, 10", "R. Azul nº 10 - Centro", "Azul 10", "Avenida Azul, 10"])
def test_one_street_has_one_key_with_or_without_its_type(address: str) -> None:
    assert street_key_of("BR")(address) == ("azul", "10")
