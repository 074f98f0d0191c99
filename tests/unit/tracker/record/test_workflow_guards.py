"""Every guard and every need of every workflow, one by one: what it stops, and that only it stops it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.unit.tracker.record.workflow_cases import GOOD, GOOD_FOR, REQUEST, SPOILED
from tracker.record.workflows.machine import Guard, Move, Workflow, faults
from tracker.record.workflows.registry import WORKFLOWS

KINDS = list(WORKFLOWS)


def moves_of(workflow: Workflow[Any]) -> list[Move[Any]]:
    return [workflow.begin, *workflow.moves]


def good(kind: str, move: str) -> Any:  # noqa: ANN401 - facts of any kind
    return GOOD_FOR.get((kind, move), GOOD[kind])


def a_source(move: Move[Any]) -> str | None:
    return min(move.sources, default=None)


def exchanged(workflow: Workflow[Any], old: Move[Any], new: Move[Any]) -> Workflow[Any]:
    moves = tuple(new if move is old else move for move in workflow.moves)
    return replace(workflow, begin=new if workflow.begin is old else workflow.begin, moves=moves)


GUARDED = [
    pytest.param(workflow, move, guard, id=f"{kind}-{move.name}-{guard.__name__}")
    for kind, workflow in WORKFLOWS.items()
    for move in moves_of(workflow)
    for guard in move.guards
]
NEEDY = [
    pytest.param(workflow, move, field, id=f"{kind}-{move.name}-{field}")
    for kind, workflow in WORKFLOWS.items()
    for move in moves_of(workflow)
    for field in move.needs
]


@pytest.mark.parametrize("kind", KINDS)
def test_with_everything_in_place_a_move_passes_from_its_states_and_from_no_other(kind: str) -> None:
    workflow = WORKFLOWS[kind]
    for move in moves_of(workflow):
        for state in (None, *workflow.states):
            found = faults(workflow, state, move.name, good(kind, move.name), REQUEST)
            possible = state in move.sources or (state is None and move is workflow.begin)
            assert (found == []) == possible, (state, move.name, found)


@pytest.mark.parametrize(("workflow", "move", "guard"), GUARDED)
def test_a_guard_stops_what_it_guards_and_nothing_else_would(
    workflow: Workflow[Any], move: Move[Any], guard: Guard[Any]
) -> None:
    facts, request = SPOILED[guard.__name__](good(workflow.kind, move.name), REQUEST)
    alone = guard(facts, request)
    assert alone
    assert faults(workflow, a_source(move), move.name, facts, request) == alone
    without = replace(move, guards=tuple(kept for kept in move.guards if kept is not guard))
    unguarded = exchanged(workflow, move, without)
    assert faults(unguarded, a_source(move), move.name, facts, request) == []


@pytest.mark.parametrize(("workflow", "move", "field"), NEEDY)
def test_a_move_asks_for_what_it_needs(workflow: Workflow[Any], move: Move[Any], field: str) -> None:
    nothing: dict[str, Any] = {field: {"reason": " ", "evidence": ()}.get(field)}
    request = replace(REQUEST, **nothing)
    facts = good(workflow.kind, move.name)
    found = faults(workflow, a_source(move), move.name, facts, request)
    assert [pointer for pointer, _ in found] == [f"/{field}"]
    needless = exchanged(workflow, move, replace(move, needs=()))
    assert faults(needless, a_source(move), move.name, facts, request) == []


def test_every_case_of_a_spoiled_guard_is_about_a_guard_that_exists() -> None:
    assert set(SPOILED) == {
        guard.__name__
        for workflow in WORKFLOWS.values()
        for move in moves_of(workflow)
        for guard in move.guards
    }
    assert set(GOOD) == set(WORKFLOWS)
