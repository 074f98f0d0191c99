"""A consistency flag: raised by a check, justified by a person, cleared when the contradiction is gone."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.record.workflows.machine import Move, Workflow
from tracker.record.workflows.request import Fault, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsistencyFlagFacts:
    """
    What the guards of a flag look at.

    Parameters
    ----------
    is_found : bool
        Whether the check finds the contradiction now.
    """

    is_found: bool = True


def the_check_finds_it(facts: ConsistencyFlagFacts, _request: Request) -> list[Fault]:
    """Refuse a flag that no check raised."""
    return [] if facts.is_found else [("/check", "The check finds no contradiction.")]


def the_check_no_longer_finds_it(facts: ConsistencyFlagFacts, _request: Request) -> list[Fault]:
    """People justify a contradiction; only its end clears it."""
    if facts.is_found:
        return [("/check", "The check still finds the contradiction: mend it, or justify it.")]
    return []


CONSISTENCY_FLAG: Workflow[ConsistencyFlagFacts] = Workflow(
    kind="consistency_flag",
    states=("raised", "justified", "cleared"),
    begin=Move(name="raise", target="raised", guards=(the_check_finds_it,)),
    moves=(
        Move(name="justify", sources=frozenset({"raised"}), target="justified", needs=("reason",)),
        Move(
            name="clear",
            sources=frozenset({"raised", "justified"}),
            target="cleared",
            guards=(the_check_no_longer_finds_it,),
        ),
        Move(
            name="raise_again",
            sources=frozenset({"justified", "cleared"}),
            target="raised",
            guards=(the_check_finds_it,),
            needs=("reason",),
        ),
    ),
)
