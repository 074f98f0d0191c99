"""A recommendation, the city's response to it with its time limit, and the actions that follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from tracker.record.workflows.machine import Move, Workflow
from tracker.record.workflows.request import Fault, Request, the_evidence_is_settled

# UNDP gives its offices four weeks for the management response to an evaluation.
RESPONSE_WITHIN = timedelta(days=28)
STANDING = frozenset({"issued", "accepted", "partly_accepted", "in_action", "implemented"})
AGREED = frozenset({"accepted", "partly_accepted", "in_action"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationFacts:
    """
    What the guards of a recommendation look at.

    Parameters
    ----------
    id : str
        Its identifier.
    from_final : bool
        Whether the deliverable it stands in is marked as final.
    source_state : str
        State of that deliverable.
    addressees : frozenset of str
        Organisations that owe the response.
    actions : mapping of str to int
        How many follow-up actions are in each state [count].
    successor_states : mapping of str to str
        State of each recommendation of the engagement that could take its place, by identifier.
    """

    id: str
    from_final: bool = False
    source_state: str = "planned"
    addressees: frozenset[str] = frozenset()
    actions: Mapping[str, int] = field(default_factory=Counter)
    successor_states: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpActionFacts:
    """
    What the guards of a follow-up action look at.

    Parameters
    ----------
    owner : str
        Who does it; blank when nobody is named.
    due_on : datetime.date or None
        By when.
    recommendation_state : str
        State of the recommendation it follows.
    """

    owner: str = ""
    due_on: date | None = None
    recommendation_state: str = "accepted"


def response_due_on(issued_on: date, *, within: timedelta = RESPONSE_WITHIN) -> date:
    """
    Tell until when a response to a recommendation is expected.

    Parameters
    ----------
    issued_on : datetime.date
        The day it was issued.
    within : datetime.timedelta
        Time allowed; the programme may set another.

    Returns
    -------
    datetime.date
        The last day on time.
    """
    return issued_on + within


def response_status(
    state: str, *, due_on: date | None, today: date
) -> Literal["not_due", "awaited", "overdue", "given"]:
    """
    Tell how it stands with the response to a recommendation.

    Parameters
    ----------
    state : str
        Of the recommendation.
    due_on : datetime.date or None
        Last day on time; None when no limit is recorded.
    today : datetime.date
        The day the question is asked.

    Returns
    -------
    {"not_due", "awaited", "overdue", "given"}
        Not due for what was never issued, or was overtaken or superseded; a late response is given
        all the same.
    """
    if state == "issued":
        return "overdue" if due_on is not None and today > due_on else "awaited"
    return "not_due" if state in {"draft", "overtaken", "superseded"} else "given"


def it_stands_in_an_accepted_final_version(facts: RecommendationFacts, _request: Request) -> list[Fault]:
    """Look at the deliverable it comes from."""
    found = []
    if not facts.from_final:
        found.append(("/deliverable", "The recommendation stands in no final report."))
    if facts.source_state not in {"accepted", "published", "withheld"}:
        said = facts.source_state.replace("_", " ")
        found.append(("/deliverable/state", f"The report it stands in is {said}, not accepted."))
    return found


def it_says_to_whom_it_is_addressed(facts: RecommendationFacts, _request: Request) -> list[Fault]:
    """Without an addressee nobody owes the response."""
    return [] if facts.addressees else [("/addressees", "The recommendation is addressed to nobody.")]


def only_an_addressee_responds(facts: RecommendationFacts, request: Request) -> list[Fault]:
    """Hold the person's organisation against the addressees."""
    if request.organisation in facts.addressees:
        return []
    named = ", ".join(sorted(facts.addressees)) or "nobody"
    return [("", f"The recommendation is addressed to {named}; {request.organisation} cannot respond.")]


def an_action_is_under_way(facts: RecommendationFacts, _request: Request) -> list[Fault]:
    """Count those that were not cancelled."""
    if facts.actions.get("in_progress", 0) + facts.actions.get("done", 0) > 0:
        return []
    return [("/actions", "No follow-up action has been started.")]


def every_action_is_done_or_cancelled(facts: RecommendationFacts, _request: Request) -> list[Fault]:
    """Count those that remain, and ask for at least one that was done."""
    left = facts.actions.get("open", 0) + facts.actions.get("in_progress", 0)
    if left:
        return [("/actions", f"{left} follow-up action(s) are neither done nor cancelled.")]
    if facts.actions.get("done", 0) == 0:
        return [("/actions", "No follow-up action was done.")]
    return []


def its_successor_has_been_issued(facts: RecommendationFacts, request: Request) -> list[Fault]:
    """Look the successor up; a recommendation cannot take its own place."""
    if request.successor_id is None:
        return []
    if request.successor_id == facts.id:
        return [("/successor_id", "A recommendation cannot supersede itself.")]
    state = facts.successor_states.get(request.successor_id)
    if state is None:
        return [("/successor_id", "This engagement has no such recommendation.")]
    if state not in STANDING:
        return [("/successor_id", f"The recommendation that should take its place is {state}.")]
    return []


def the_action_has_an_owner_and_a_date(facts: FollowUpActionFacts, request: Request) -> list[Fault]:
    """Look for both."""
    found = []
    if not facts.owner.strip():
        found.append(("/owner", "A follow-up action needs an owner."))
    if facts.due_on is None:
        found.append(("/due_on", "A follow-up action needs a date by which it is to be done."))
    elif facts.due_on < request.today:
        found.append(("/due_on", f"The action would be due on {facts.due_on}, which has passed."))
    return found


def the_recommendation_was_agreed_to(facts: FollowUpActionFacts, _request: Request) -> list[Fault]:
    """Actions follow a yes, and stay as they are once their recommendation has ended."""
    if facts.recommendation_state in AGREED:
        return []
    said = facts.recommendation_state.replace("_", " ")
    return [("/recommendation", f"The recommendation is {said}: actions follow an accepted one.")]


_RESPOND = frozenset({"issued"})
_ACTIVE = frozenset({"issued", "accepted", "partly_accepted", "in_action"})

RECOMMENDATION: Workflow[RecommendationFacts] = Workflow(
    kind="recommendation",
    states=(
        "draft",
        "issued",
        "accepted",
        "partly_accepted",
        "rejected",
        "in_action",
        "implemented",
        "overtaken",
        "superseded",
    ),
    begin=Move(name="draft", target="draft"),
    moves=(
        Move(
            name="issue",
            sources=frozenset({"draft"}),
            target="issued",
            guards=(it_stands_in_an_accepted_final_version, it_says_to_whom_it_is_addressed),
        ),
        Move(name="accept", sources=_RESPOND, target="accepted", guards=(only_an_addressee_responds,)),
        Move(
            name="accept_partly",
            sources=_RESPOND,
            target="partly_accepted",
            guards=(only_an_addressee_responds,),
            needs=("reason",),
        ),
        Move(
            name="reject",
            sources=_RESPOND,
            target="rejected",
            guards=(only_an_addressee_responds,),
            needs=("reason",),
        ),
        Move(
            name="reconsider",
            sources=frozenset({"rejected", "partly_accepted"}),
            target="issued",
            needs=("reason",),
        ),
        Move(
            name="start",
            sources=frozenset({"accepted", "partly_accepted"}),
            target="in_action",
            guards=(an_action_is_under_way,),
        ),
        Move(
            name="implement",
            sources=frozenset({"in_action"}),
            target="implemented",
            guards=(every_action_is_done_or_cancelled,),
        ),
        Move(name="overtake", sources=_ACTIVE, target="overtaken", needs=("reason",)),
        Move(
            name="supersede",
            sources=_ACTIVE,
            target="superseded",
            guards=(its_successor_has_been_issued,),
            needs=("successor_id",),
        ),
    ),
)

FOLLOW_UP_ACTION: Workflow[FollowUpActionFacts] = Workflow(
    kind="follow_up_action",
    states=("open", "in_progress", "done", "cancelled"),
    begin=Move(
        name="open",
        target="open",
        guards=(the_action_has_an_owner_and_a_date, the_recommendation_was_agreed_to),
    ),
    moves=(
        Move(name="start", sources=frozenset({"open"}), target="in_progress"),
        Move(
            name="finish",
            sources=frozenset({"open", "in_progress"}),
            target="done",
            guards=(the_evidence_is_settled,),
            needs=("evidence",),
        ),
        Move(
            name="cancel",
            sources=frozenset({"open", "in_progress"}),
            target="cancelled",
            needs=("reason",),
        ),
        Move(
            name="reopen",
            sources=frozenset({"done", "cancelled"}),
            target="in_progress",
            guards=(the_recommendation_was_agreed_to,),
            needs=("reason",),
        ),
    ),
)
