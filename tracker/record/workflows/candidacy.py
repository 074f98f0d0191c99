"""A city's candidacy in an edition of a programme: from received to the committee's decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tracker.record.workflows.machine import Move, Workflow
from tracker.record.workflows.request import Fault, Request

Outcome = Literal["selected", "reserve", "not_selected"]


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """
    A criterion that a judge has given points; how many does not matter here.

    Parameters
    ----------
    criterion, judge_id, organisation : str
        Key of the criterion, account of the judge, and the organisation they act for.
    """

    criterion: str
    judge_id: str
    organisation: str


@dataclass(frozen=True, slots=True)
class CommitteeDecision:
    """
    What the committee decided, as its minutes record it.

    Parameters
    ----------
    outcome : {"selected", "reserve", "not_selected"}
        For this candidacy.
    decided_on : datetime.date
        The day of the meeting.
    member_ids : tuple of str
        Accounts of those who took part in this decision, as far as they have one; who stepped out is not
        among them.
    """

    outcome: Outcome
    decided_on: date
    member_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidacyFacts:
    """
    What the guards of a candidacy look at.

    Parameters
    ----------
    applicant : str
        Organisation that applies; its own people have a conflict of interest without declaring one.
    criteria : tuple of str
        Keys of the criteria of the edition.
    quorum : int
        How many judges must have scored each criterion; less than one counts as one.
    scores : tuple of CriterionScore
        Of this candidacy.
    conflicted_ids : frozenset of str
        Accounts that declared a conflict of interest about this candidacy, or belong to the applicant.
    decision : CommitteeDecision or None
        As recorded; None as long as the committee has not decided.
    has_engagement : bool
        Whether an engagement has come of it.
    names : mapping of str to str
        What people are called, by account, for messages.
    """

    applicant: str
    criteria: tuple[str, ...] = ()
    quorum: int = 1
    scores: tuple[CriterionScore, ...] = ()
    conflicted_ids: frozenset[str] = frozenset()
    decision: CommitteeDecision | None = None
    has_engagement: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


def every_criterion_is_scored_by_the_quorum(facts: CandidacyFacts, _request: Request) -> list[Fault]:
    """Count the judges of each criterion without those who have a conflict of interest."""
    if not facts.criteria:
        return [("/criteria", "The edition names no criterion, so nothing can be selected by them.")]
    needed = max(facts.quorum, 1)
    found = []
    for criterion in facts.criteria:
        judges = {
            score.judge_id
            for score in facts.scores
            if score.criterion == criterion
            and score.judge_id not in facts.conflicted_ids
            and score.organisation != facts.applicant
        }
        if len(judges) < needed:
            message = (
                f"{len(judges)} of {needed} judges without a conflict of interest have scored {criterion!r}."
            )
            found.append((f"/scores/{criterion}", message))
    return found


def the_committee_selected_it(facts: CandidacyFacts, request: Request) -> list[Fault]:
    """Hold the move against the recorded decision."""
    return _decided(facts, request, "selected")


def the_committee_put_it_in_reserve(facts: CandidacyFacts, request: Request) -> list[Fault]:
    """Hold the move against the recorded decision."""
    return _decided(facts, request, "reserve")


def the_committee_did_not_select_it(facts: CandidacyFacts, request: Request) -> list[Fault]:
    """Hold the move against the recorded decision."""
    return _decided(facts, request, "not_selected")


def nobody_with_a_conflict_of_interest_decided(facts: CandidacyFacts, _request: Request) -> list[Fault]:
    """Look for members who have a conflict and took part all the same."""
    if facts.decision is None:
        return []
    return [
        (
            "/decision/members",
            (
                f"{facts.names.get(member, member)} has a conflict of interest and took part in the decision:"
                " record a decision that was taken without them."
            ),
        )
        for member in facts.decision.member_ids
        if member in facts.conflicted_ids
    ]


def whoever_records_it_has_no_conflict_of_interest(facts: CandidacyFacts, request: Request) -> list[Fault]:
    """Keep the applicant's own people and those with a declared conflict from moving a candidacy on."""
    if request.actor_id in facts.conflicted_ids:
        return [("", "You have a conflict of interest about this candidacy.")]
    if request.organisation == facts.applicant:
        return [("", f"{facts.applicant} is the applicant and cannot judge its own candidacy.")]
    return []


def no_engagement_has_come_of_it(facts: CandidacyFacts, _request: Request) -> list[Fault]:
    """Refuse to withdraw what others already build on."""
    if facts.has_engagement:
        return [("", "An engagement has come of this candidacy: cancel the engagement instead.")]
    return []


def _decided(facts: CandidacyFacts, request: Request, outcome: Outcome) -> list[Fault]:
    decision = facts.decision
    if decision is None:
        return [("/decision", "The committee's decision has not been recorded.")]
    found = []
    if decision.outcome != outcome:
        said = decision.outcome.replace("_", " ")
        found.append(("/decision/outcome", f"The committee's decision reads: {said}."))
    if decision.decided_on > request.today:
        found.append(("/decision/decided_on", "The committee's decision lies in the future."))
    return found


_UNBIASED = whoever_records_it_has_no_conflict_of_interest
_FAIR = (nobody_with_a_conflict_of_interest_decided, _UNBIASED)

CANDIDACY: Workflow[CandidacyFacts] = Workflow(
    kind="candidacy",
    states=(
        "received",
        "eligible",
        "ineligible",
        "shortlisted",
        "selected",
        "reserve",
        "not_selected",
        "withdrawn",
    ),
    begin=Move(name="receive", target="received"),
    moves=(
        Move(name="find_eligible", sources=frozenset({"received"}), target="eligible", guards=(_UNBIASED,)),
        Move(
            name="find_ineligible",
            sources=frozenset({"received"}),
            target="ineligible",
            guards=(_UNBIASED,),
            needs=("reason",),
        ),
        Move(
            name="reconsider",
            sources=frozenset({"ineligible"}),
            target="received",
            guards=(_UNBIASED,),
            needs=("reason",),
        ),
        Move(name="shortlist", sources=frozenset({"eligible"}), target="shortlisted", guards=(_UNBIASED,)),
        Move(
            name="select",
            sources=frozenset({"shortlisted", "reserve"}),
            target="selected",
            guards=(every_criterion_is_scored_by_the_quorum, the_committee_selected_it, *_FAIR),
        ),
        Move(
            name="put_in_reserve",
            sources=frozenset({"shortlisted"}),
            target="reserve",
            guards=(every_criterion_is_scored_by_the_quorum, the_committee_put_it_in_reserve, *_FAIR),
        ),
        Move(
            name="not_select",
            sources=frozenset({"eligible", "shortlisted", "reserve"}),
            target="not_selected",
            guards=(the_committee_did_not_select_it, *_FAIR),
            needs=("reason",),
        ),
        Move(
            name="withdraw",
            sources=frozenset({"received", "eligible", "shortlisted", "reserve", "selected"}),
            target="withdrawn",
            guards=(no_engagement_has_come_of_it,),
            needs=("reason",),
        ),
    ),
)
