"""The machine under the workflows: what it refuses to be made of, and how it tells what is in the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tracker.errors import InvalidInputError, RuleConflictError
from tracker.record.workflows.machine import Move, OpenMove, Return, Workflow, act, faults, open_moves
from tracker.record.workflows.request import Evidence, Fault, Request, is_answerable, the_evidence_is_settled


@dataclass(frozen=True, slots=True)
class Lamp:
    """What the guards of a lamp look at."""

    has_power: bool = True
    state_before: str | None = None


def there_is_power(facts: Lamp, _request: Request) -> list[Fault]:
    """Look at the plug."""
    return [] if facts.has_power else [("/plug", "There is no power.")]


def the_actor_is_not_a_cat(_facts: Lamp, request: Request) -> list[Fault]:
    """Look at the paw."""
    return [("", "Cats may not.")] if request.actor_id == "cat" else []


BEGIN: Move[Lamp] = Move(name="buy", target="dark")
LIGHT: Move[Lamp] = Move(
    name="light",
    sources=frozenset({"dark"}),
    target="lit",
    guards=(there_is_power, the_actor_is_not_a_cat),
    needs=("reason",),
)
BREAK: Move[Lamp] = Move(name="break", sources=frozenset({"dark", "lit"}), target="broken")
MEND: Move[Lamp] = Move(
    name="mend",
    sources=frozenset({"broken"}),
    target=Return(frozenset({"dark", "lit"}), lambda facts: facts.state_before),
)
STATES = ("dark", "lit", "broken")
LAMP: Workflow[Lamp] = Workflow("lamp", STATES, BEGIN, (LIGHT, BREAK, MEND))
REQUEST = Request(actor_id="ann", organisation="WeGO", at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("states", "begin", "moves", "complaint"),
    [
        ((*STATES, "lost"), BEGIN, (LIGHT, BREAK, MEND), "nothing leads to 'lost'"),
        (("dark", "lit"), BEGIN, (LIGHT, BREAK), "'break' names the unknown state 'broken'"),
        (STATES, BEGIN, (LIGHT, replace(BREAK, sources=frozenset({"gone"})), MEND), "unknown state 'gone'"),
        (STATES, BEGIN, (LIGHT, replace(BREAK, name="light"), MEND), "two moves are called 'light'"),
        (STATES, BEGIN, (replace(LIGHT, needs=("paw",)), BREAK, MEND), "needs the unknown field 'paw'"),
        (STATES, BEGIN, (LIGHT, BREAK, replace(MEND, sources=frozenset())), "'mend' starts from no state"),
        (STATES, replace(BEGIN, sources=frozenset({"lit"})), (LIGHT, BREAK, MEND), "starts from nothing"),
        ((*STATES, "lit"), BEGIN, (LIGHT, BREAK, MEND), "a state is listed twice"),
    ],
)
def test_an_ill_made_workflow_is_refused_with_its_fault(
    states: tuple[str, ...], begin: Move[Lamp], moves: tuple[Move[Lamp], ...], complaint: str
) -> None:
    with pytest.raises(ValueError, match="workflow 'lamp'") as refusal:
        Workflow("lamp", states, begin, moves)
    assert complaint in str(refusal.value)


def test_states_that_lead_only_to_each_other_count_as_unreachable() -> None:
    there = replace(BREAK, name="there", sources=frozenset({"west"}), target="east")
    back = replace(BREAK, name="back", sources=frozenset({"east"}), target="west")
    with pytest.raises(ValueError, match="nothing leads to 'east'; nothing leads to 'west'"):
        Workflow("lamp", (*STATES, "east", "west"), BEGIN, (LIGHT, BREAK, MEND, there, back))


def test_every_fault_is_reported_and_the_state_comes_first() -> None:
    found = faults(LAMP, "lit", "light", Lamp(has_power=False), replace(REQUEST, actor_id="cat"))
    assert found == [
        ("", "The lamp is lit; 'light' starts from: dark."),
        ("/reason", "'light' needs this: reason."),
        ("/plug", "There is no power."),
        ("", "Cats may not."),
    ]


def test_a_blank_reason_is_no_reason() -> None:
    assert [
        pointer for pointer, _ in faults(LAMP, "dark", "light", Lamp(), replace(REQUEST, reason=" \n"))
    ] == ["/reason"]


def test_evidence_without_a_reference_is_no_evidence() -> None:
    assert not replace(REQUEST, evidence=(Evidence("document", " "),)).brings("evidence")
    assert replace(REQUEST, evidence=(Evidence("document", " "), Evidence("minutes", "3"))).brings("evidence")


def test_an_unknown_move_is_answered_with_the_known_ones() -> None:
    assert faults(LAMP, "dark", "fly", Lamp(), REQUEST) == [
        ("/move", "A lamp knows no move 'fly'; it knows light, break, mend.")
    ]
    with pytest.raises(InvalidInputError):
        act(LAMP, "dark", "fly", Lamp(), REQUEST)


def test_an_unknown_state_is_an_error_of_whoever_keeps_the_states() -> None:
    with pytest.raises(ValueError, match="knows no state 'purple'"):
        faults(LAMP, "purple", "light", Lamp(), REQUEST)
    with pytest.raises(ValueError, match="knows no state 'purple'"):
        open_moves(LAMP, "purple", Lamp(), REQUEST)


def test_what_exists_does_not_begin_again_and_what_does_not_exist_only_begins() -> None:
    assert act(LAMP, None, "buy", Lamp(), REQUEST) == "dark"
    assert faults(LAMP, "lit", "buy", Lamp(), REQUEST) == [("", "The lamp exists already and is lit.")]
    assert faults(LAMP, None, "break", Lamp(), REQUEST) == [
        ("", "The lamp does not exist yet; 'break' starts from: dark, lit.")
    ]


def test_a_returning_move_leads_back_to_where_the_thing_was() -> None:
    assert act(LAMP, "broken", "mend", Lamp(state_before="lit"), REQUEST) == "lit"
    assert act(LAMP, "broken", "mend", Lamp(state_before="dark"), REQUEST) == "dark"


@pytest.mark.parametrize("state", [None, "broken", "elsewhere"])
def test_a_returning_move_needs_to_know_a_state_it_may_lead_to(state: str | None) -> None:
    with pytest.raises(RuleConflictError) as refusal:
        act(LAMP, "broken", "mend", Lamp(state_before=state), REQUEST)
    assert refusal.value.faults == [("", "Nobody recorded the state to which this would lead back.")]


def test_what_the_person_can_mend_is_invalid_input_and_everything_else_a_conflict() -> None:
    with pytest.raises(InvalidInputError) as missing:
        act(LAMP, "dark", "light", Lamp(), REQUEST)
    assert missing.value.faults == [("/reason", "'light' needs this: reason.")]
    with pytest.raises(RuleConflictError) as both:
        act(LAMP, "dark", "light", Lamp(has_power=False), REQUEST)
    assert [pointer for pointer, _ in both.value.faults] == ["/reason", "/plug"]
    assert is_answerable(("/evidence/0", ""))
    assert not is_answerable(("/actor_id", "")), "nobody can become somebody else"


def test_open_moves_are_those_of_the_state_with_the_obstacles_the_person_cannot_mend() -> None:
    assert open_moves(LAMP, "dark", Lamp(has_power=False), REQUEST) == (
        OpenMove("light", ("lit",), ("reason",), (("/plug", "There is no power."),)),
        OpenMove("break", ("broken",), (), ()),
    )
    assert open_moves(LAMP, None, Lamp(), REQUEST) == (OpenMove("buy", ("dark",), (), ()),)
    assert open_moves(LAMP, "broken", Lamp(state_before="lit"), REQUEST)[0].targets == ("lit",)
    assert open_moves(LAMP, "broken", Lamp(), REQUEST)[0].targets == ("dark", "lit")


def test_a_state_is_an_end_when_no_move_leads_out_of_it() -> None:
    again: Move[Lamp] = Move(name="dust", sources=frozenset({"broken"}), target="broken")
    assert LAMP.ends == ()
    assert Workflow("lamp", STATES, BEGIN, (LIGHT, BREAK, again)).ends == ("broken",)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Request(actor_id="ann", organisation="WeGO", at=datetime(2026, 3, 2, 12, 0))  # noqa: DTZ001


def test_the_day_of_a_request_is_that_of_its_own_zone() -> None:
    # half past eight in the evening of 2 March in UTC is half past five of 3 March in Seoul
    moment = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)
    seoul = moment.astimezone(timezone(timedelta(hours=9)))
    assert replace(REQUEST, at=moment).today == date(2026, 3, 2)
    assert replace(REQUEST, at=seoul).today == date(2026, 3, 3)


def test_unsigned_minutes_and_unaccepted_versions_prove_nothing_but_a_document_does() -> None:
    bundle = (
        Evidence("minutes", "kick-off", is_settled=False),
        Evidence("document", "photograph", is_settled=False),
        Evidence("report_version", "interim 2", is_settled=False),
        Evidence("minutes", "steering committee"),
    )
    found = the_evidence_is_settled(None, replace(REQUEST, evidence=bundle))
    assert [pointer for pointer, _ in found] == ["/evidence/0", "/evidence/2"]
