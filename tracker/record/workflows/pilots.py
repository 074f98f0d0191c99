"""A pilot: proposed from a recommendation, decided on, run, evaluated, and scaled, handed over or ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.record.workflows.machine import Move, Workflow
from tracker.record.workflows.recommendations import STANDING
from tracker.record.workflows.request import Fault, Request, the_evidence_is_settled


@dataclass(frozen=True, slots=True)
class PilotIndicator:
    """
    An indicator of a pilot's results frame.

    Parameters
    ----------
    key : str
        Which one.
    has_baseline : bool
        Whether its baseline is stated: a number (zero is one), or that none applies. Unknown is no baseline.
    """

    key: str
    has_baseline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PilotFacts:
    """
    What the guards of a pilot look at.

    Parameters
    ----------
    recommendations : mapping of str to str
        State of each recommendation it cites, by identifier.
    indicators : tuple of PilotIndicator
        Of its results frame.
    running_cost_owner : str
        Who pays for running it; blank when nobody is named.
    sustainability_plan : str
        How it lives on, or the document that says so; blank when nobody said.
    proposed_by_id : str or None
        Account that proposed it.
    proposed_organisation : str
        The organisation it acted for; blank when a definition brought it.
    """

    recommendations: Mapping[str, str] = field(default_factory=dict)
    indicators: tuple[PilotIndicator, ...] = ()
    running_cost_owner: str = ""
    sustainability_plan: str = ""
    proposed_by_id: str | None = None
    proposed_organisation: str = ""


def it_cites_a_standing_recommendation(facts: PilotFacts, _request: Request) -> list[Fault]:
    """One that was issued and neither rejected nor replaced."""
    if any(state in STANDING for state in facts.recommendations.values()):
        return []
    if not facts.recommendations:
        return [("/recommendations", "A pilot must cite a recommendation.")]
    return [("/recommendations", "None of the recommendations that it cites is issued and still stands.")]


def its_results_frame_has_a_baseline(facts: PilotFacts, _request: Request) -> list[Fault]:
    """Without a baseline nobody could tell later what the pilot changed."""
    if not facts.indicators:
        return [("/indicators", "The pilot has no results frame: name what it is to change.")]
    return [
        (f"/indicators/{indicator.key}", f"The indicator {indicator.key!r} has no baseline.")
        for indicator in facts.indicators
        if not indicator.has_baseline
    ]


def somebody_owns_the_running_cost(facts: PilotFacts, _request: Request) -> list[Fault]:
    """Look for the name."""
    if facts.running_cost_owner.strip():
        return []
    return [("/running_cost_owner", "Nobody is named who pays for running it.")]


def it_has_a_sustainability_plan(facts: PilotFacts, _request: Request) -> list[Fault]:
    """Look for the plan."""
    if facts.sustainability_plan.strip():
        return []
    return [("/sustainability_plan", "Nothing says how the pilot lives on.")]


def whoever_proposed_it_does_not_decide(facts: PilotFacts, request: Request) -> list[Fault]:
    """Keep asking and deciding apart, also within one organisation."""
    if request.actor_id == facts.proposed_by_id:
        return [("", "Whoever proposed a pilot cannot decide whether it goes ahead.")]
    if request.organisation == facts.proposed_organisation != "":
        return [("", f"{facts.proposed_organisation} proposed this pilot and so cannot decide on it.")]
    return []


_READY = (
    it_cites_a_standing_recommendation,
    its_results_frame_has_a_baseline,
    somebody_owns_the_running_cost,
    it_has_a_sustainability_plan,
)
_EVALUATED = frozenset({"evaluated"})

PILOT: Workflow[PilotFacts] = Workflow(
    kind="pilot",
    states=(
        "proposed",
        "scoped",
        "go",
        "no_go",
        "running",
        "evaluated",
        "scaled",
        "handed_over",
        "ended",
    ),
    begin=Move(name="propose", target="proposed", guards=(it_cites_a_standing_recommendation,)),
    moves=(
        Move(
            name="scope",
            sources=frozenset({"proposed"}),
            target="scoped",
            guards=(it_cites_a_standing_recommendation,),
        ),
        Move(
            name="decide_go",
            sources=frozenset({"scoped"}),
            target="go",
            guards=(*_READY, whoever_proposed_it_does_not_decide),
        ),
        Move(
            name="decide_no_go",
            sources=frozenset({"scoped"}),
            target="no_go",
            guards=(whoever_proposed_it_does_not_decide,),
            needs=("reason",),
        ),
        Move(
            name="scope_again",
            sources=frozenset({"go", "no_go"}),
            target="scoped",
            needs=("reason",),
        ),
        # What the go rested on may have been taken away since.
        Move(name="start", sources=frozenset({"go"}), target="running", guards=_READY),
        Move(
            name="evaluate",
            sources=frozenset({"running"}),
            target="evaluated",
            guards=(the_evidence_is_settled,),
            needs=("evidence",),
        ),
        Move(name="scale", sources=_EVALUATED, target="scaled", needs=("reason",)),
        Move(
            name="hand_over",
            sources=_EVALUATED,
            target="handed_over",
            guards=(somebody_owns_the_running_cost, the_evidence_is_settled),
            needs=("evidence",),
        ),
        Move(name="end", sources=frozenset({"running", "evaluated"}), target="ended", needs=("reason",)),
    ),
)
