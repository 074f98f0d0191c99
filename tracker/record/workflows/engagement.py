"""An engagement of one city on one topic: from proposed to closed, suspended and resumed, or cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from tracker.record.workflows.machine import Move, Return, Workflow
from tracker.record.workflows.request import Fault, Request

LIVE = frozenset({"proposed", "agreed", "running"})
SETTLED = frozenset({"completed", "closed", "cancelled"})
_FOUNDING = frozenset({"memorandum", "terms_of_reference"})

# Code list ActivityStatus of IATI 2.03: 1 pipeline, 2 implementation, 3 finalisation, 4 closed, 5 cancelled,
# 6 suspended.
IATI_STATUS: Mapping[str, str] = MappingProxyType(
    {
        "proposed": "1",
        "agreed": "1",
        "running": "2",
        "completed": "3",
        "closed": "4",
        "cancelled": "5",
        "suspended": "6",
    }
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """
    A paper that the parties signed.

    Parameters
    ----------
    form : {"memorandum", "terms_of_reference", "contract", "letter"}
        What it is.
    is_on_file : bool
        Whether the paper itself is kept, not only named.
    """

    form: Literal["memorandum", "terms_of_reference", "contract", "letter"]
    is_on_file: bool


@dataclass(frozen=True, slots=True)
class OwedDeliverable:
    """
    A deliverable as its engagement sees it.

    Parameters
    ----------
    key : str
        Which one.
    state : str
        Of its workflow.
    is_obligatory : bool
        Whether the engagement cannot be completed without it.
    waiver_reason : str
        Why it was waived; blank when it was not.
    """

    key: str
    state: str
    is_obligatory: bool = True
    waiver_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngagementFacts:
    """
    What the guards of an engagement look at.

    Parameters
    ----------
    agreements : tuple of Agreement
        Of the engagement.
    focal_point : str or None
        Who speaks for the city; None when nobody is named.
    deliverables : tuple of OwedDeliverable
        Of all its studies.
    state_before : str or None
        State it was in when it was suspended; None when it is not suspended.
    """

    agreements: tuple[Agreement, ...] = ()
    focal_point: str | None = None
    deliverables: tuple[OwedDeliverable, ...] = ()
    state_before: str | None = None


def a_memorandum_or_terms_of_reference_are_on_file(facts: EngagementFacts, _request: Request) -> list[Fault]:
    """Look for one paper of the two kinds."""
    if any(paper.is_on_file and paper.form in _FOUNDING for paper in facts.agreements):
        return []
    return [("/agreements", "Neither a memorandum of understanding nor terms of reference are on file.")]


def the_city_has_a_focal_point(facts: EngagementFacts, _request: Request) -> list[Fault]:
    """Look for the person who speaks for the city."""
    if facts.focal_point and facts.focal_point.strip():
        return []
    return [("/focal_point", "The city has named no focal point.")]


def every_obligatory_deliverable_is_accepted_or_waived(
    facts: EngagementFacts, _request: Request
) -> list[Fault]:
    """List the obligatory deliverables that are neither accepted nor waived with a reason."""
    found = []
    for owed in facts.deliverables:
        if not owed.is_obligatory or owed.state in {"accepted", "published", "withheld"}:
            continue
        if owed.state != "waived":
            said = owed.state.replace("_", " ")
            message = f"The obligatory deliverable {owed.key!r} is {said}, neither accepted nor waived."
            found.append((f"/deliverables/{owed.key}", message))
        elif not owed.waiver_reason.strip():
            message = f"The obligatory deliverable {owed.key!r} was waived without a reason."
            found.append((f"/deliverables/{owed.key}", message))
    return found


ENGAGEMENT: Workflow[EngagementFacts] = Workflow(
    kind="engagement",
    states=("proposed", "agreed", "running", "completed", "closed", "suspended", "cancelled"),
    begin=Move(name="propose", target="proposed"),
    moves=(
        Move(
            name="agree",
            sources=frozenset({"proposed"}),
            target="agreed",
            guards=(a_memorandum_or_terms_of_reference_are_on_file, the_city_has_a_focal_point),
        ),
        Move(name="start", sources=frozenset({"agreed"}), target="running"),
        Move(
            name="complete",
            sources=frozenset({"running"}),
            target="completed",
            guards=(every_obligatory_deliverable_is_accepted_or_waived,),
        ),
        Move(name="reopen", sources=frozenset({"completed"}), target="running", needs=("reason",)),
        Move(
            name="close",
            sources=frozenset({"completed"}),
            target="closed",
            guards=(every_obligatory_deliverable_is_accepted_or_waived,),
        ),
        Move(name="suspend", sources=LIVE, target="suspended", needs=("reason",)),
        Move(
            name="resume",
            sources=frozenset({"suspended"}),
            target=Return(LIVE, lambda facts: facts.state_before),
        ),
        Move(name="cancel", sources=LIVE | {"suspended"}, target="cancelled", needs=("reason",)),
    ),
)
