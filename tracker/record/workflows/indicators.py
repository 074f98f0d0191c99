"""An update of an indicator: reported by one organisation, approved by another, then locked."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.record.workflows.machine import Move, Workflow
from tracker.record.workflows.request import Fault, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorUpdateFacts:
    """
    What the guards of an update look at.

    Parameters
    ----------
    has_value : bool
        Whether a value is stated: a number (zero is one), or that it is unknown or does not apply.
    is_period_locked : bool
        Whether the period takes no more updates.
    author_ids : frozenset of str
        Accounts of everybody who wrote or submitted any of it.
    author_organisations : frozenset of str
        The organisations that they acted for.
    """

    has_value: bool = False
    is_period_locked: bool = False
    author_ids: frozenset[str] = frozenset()
    author_organisations: frozenset[str] = frozenset()


def the_update_states_a_value(facts: IndicatorUpdateFacts, _request: Request) -> list[Fault]:
    """Unknown is an answer, an empty field is none."""
    if facts.has_value:
        return []
    return [("/value", "State the value, or that it is unknown or does not apply.")]


def the_period_is_not_locked(facts: IndicatorUpdateFacts, _request: Request) -> list[Fault]:
    """Look at the period."""
    return [("/period", "The period is locked.")] if facts.is_period_locked else []


def the_approver_is_of_another_organisation(facts: IndicatorUpdateFacts, request: Request) -> list[Fault]:
    """Hold the person against everybody who had a hand in the update, not only who sent it last."""
    if request.organisation in facts.author_organisations:
        return [("", f"{request.organisation} reported this update; another organisation approves it.")]
    if request.actor_id in facts.author_ids:
        return [("", "Whoever reported an update cannot approve it for another organisation.")]
    return []


def somebody_reported_it(facts: IndicatorUpdateFacts, _request: Request) -> list[Fault]:
    """Without a reporter nobody could tell whether the approver is another organisation."""
    if facts.author_organisations:
        return []
    return [("/authors", "Nobody is recorded as having reported this update.")]


INDICATOR_UPDATE: Workflow[IndicatorUpdateFacts] = Workflow(
    kind="indicator_update",
    states=("draft", "pending", "returned", "approved"),
    begin=Move(name="draft", target="draft", guards=(the_period_is_not_locked,)),
    moves=(
        Move(
            name="submit",
            sources=frozenset({"draft", "returned"}),
            target="pending",
            guards=(the_update_states_a_value, the_period_is_not_locked),
        ),
        Move(name="take_back", sources=frozenset({"pending"}), target="draft"),
        Move(
            name="send_back",
            sources=frozenset({"pending"}),
            target="returned",
            needs=("reason",),
        ),
        Move(
            name="approve",
            sources=frozenset({"pending"}),
            target="approved",
            guards=(
                somebody_reported_it,
                the_approver_is_of_another_organisation,
                the_update_states_a_value,
                the_period_is_not_locked,
            ),
        ),
        Move(
            name="unlock",
            sources=frozenset({"approved"}),
            target="returned",
            guards=(the_approver_is_of_another_organisation, the_period_is_not_locked),
            needs=("reason",),
        ),
    ),
)
