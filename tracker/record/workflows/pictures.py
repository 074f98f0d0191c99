"""The page that shows every workflow: a diagram of its states, and a table of its moves with their guards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tracker.record.workflows.machine import Move, Workflow

HEAD = """# States of the record

This page is made from `tracker/record/workflows/`. A move is possible only from the states named, only when
the request brings what the move needs, and only when every guard lets it pass; otherwise all faults are
reported at once. Guards are functions of the same name.

Who may make a move is another question, answered by the rights. Due and late milestones, and due and overdue
responses, are computed from dates and so are no states.
"""


def states_page(workflows: Iterable[Workflow[Any]]) -> str:
    """
    Write the page.

    Parameters
    ----------
    workflows : iterable of Workflow
        In the order of the page.

    Returns
    -------
    str
        Markdown with a Mermaid diagram for each workflow.
    """
    return "\n".join([HEAD, *(_section(workflow) for workflow in workflows)])


def diagram(workflow: Workflow[Any]) -> str:
    """
    Draw the states and moves.

    Parameters
    ----------
    workflow : Workflow
        The workflow.

    Returns
    -------
    str
        Source of a Mermaid state diagram; moves between the same two states share an arrow.
    """
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in (workflow.begin, *workflow.moves):
        for source in _in_order(workflow, move.sources) or ["[*]"]:
            for target in _in_order(workflow, move.targets):
                arrows.setdefault((source, target), []).append(_words(move.name))
    lines = ["stateDiagram-v2"]
    lines += [f"    {state} : {_words(state)}" for state in workflow.states]
    lines += [f"    {source} --> {target} : {', '.join(names)}" for (source, target), names in arrows.items()]
    lines += [f"    {state} --> [*]" for state in workflow.ends]
    return "\n".join(lines)


def _section(workflow: Workflow[Any]) -> str:
    rows = [_row(workflow, move) for move in (workflow.begin, *workflow.moves)]
    return "\n".join(
        [
            f"## {_words(workflow.kind).capitalize()}",
            "",
            "```mermaid",
            diagram(workflow),
            "```",
            "",
            "| move | from | to | needs | guards |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _row(workflow: Workflow[Any], move: Move[Any]) -> str:
    sources = ", ".join(map(_words, _in_order(workflow, move.sources))) or "nothing"
    targets = " or ".join(map(_words, _in_order(workflow, move.targets)))
    if len(move.targets) > 1:
        targets += ", as it was before"
    needs = ", ".join(map(_words, move.needs))
    guards = "; ".join(_words(guard.__name__) for guard in move.guards)
    return " | ".join(["| " + _words(move.name), sources, targets, needs, guards]) + " |"


def _in_order(workflow: Workflow[Any], states: frozenset[str]) -> list[str]:
    return [state for state in workflow.states if state in states]


def _words(name: str) -> str:
    return name.replace("_", " ")
