"""A stage and its gate, which is a decision and not a date; and the conditions of a conditional pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.record.workflows.machine import Move, Workflow
from tracker.record.workflows.request import Fault, Request, the_evidence_is_settled


@dataclass(frozen=True, slots=True)
class ConditionOfGate:
    """
    A condition as its gate sees it.

    Parameters
    ----------
    number : int
        Its number in the gate.
    state : {"open", "met", "waived"}
        Of its workflow.
    owner : str
        Organisation that has to meet it; blank when none is named.
    due_on : datetime.date or None
        By when.
    """

    number: int
    state: str
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFacts:
    """
    What the guards of a stage with its gate look at; other stages are not among it, for stages may overlap.

    Parameters
    ----------
    conditions : tuple of ConditionOfGate
        Recorded for this gate so far.
    opened_by_id : str or None
        Account that opened the gate, which is to ask for the decision.
    opened_organisation : str
        The organisation it acts for; blank when nobody opened the gate.
    """

    conditions: tuple[ConditionOfGate, ...] = ()
    opened_by_id: str | None = None
    opened_organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateConditionFacts:
    """
    What the guards of one condition look at.

    Parameters
    ----------
    text, owner : str
        What is to be met, and by which organisation.
    due_on : datetime.date or None
        By when.
    gate_state : str
        State of its gate.
    """

    text: str = ""
    owner: str = ""
    due_on: date | None = None
    gate_state: str = "gate_open"


def no_condition_is_open(facts: GateFacts, _request: Request) -> list[Fault]:
    """List the conditions that are neither met nor waived."""
    return [
        (f"/conditions/{condition.number}", f"Condition {condition.number} is open.")
        for condition in facts.conditions
        if condition.state == "open"
    ]


def at_least_one_condition_is_open(facts: GateFacts, _request: Request) -> list[Fault]:
    """Tell a conditional pass from a plain one."""
    if any(condition.state == "open" for condition in facts.conditions):
        return []
    return [
        ("/conditions", "A conditional pass needs at least one open condition; without one it is a pass.")
    ]


def every_open_condition_has_an_owner_and_a_date(facts: GateFacts, request: Request) -> list[Fault]:
    """List what the open conditions lack."""
    found = []
    for condition in facts.conditions:
        if condition.state == "open":
            found += _promise_faults(
                condition.owner, condition.due_on, request, at=f"/conditions/{condition.number}"
            )
    return found


def whoever_opened_the_gate_does_not_decide(facts: GateFacts, request: Request) -> list[Fault]:
    """Keep asking for a decision and taking it apart, also within one organisation."""
    if request.actor_id == facts.opened_by_id:
        return [("", "Whoever opened the gate asks for the decision and cannot take it.")]
    if request.organisation == facts.opened_organisation != "":
        return [("", f"{facts.opened_organisation} opened the gate and so cannot take the decision.")]
    return []


def the_condition_says_what_is_to_be_met(facts: GateConditionFacts, _request: Request) -> list[Fault]:
    """Look for the text."""
    return [] if facts.text.strip() else [("/text", "Say what is to be met.")]


def the_condition_has_an_owner_and_a_date(facts: GateConditionFacts, request: Request) -> list[Fault]:
    """Look for both."""
    return _promise_faults(facts.owner, facts.due_on, request, at="")


def the_gate_is_being_decided(facts: GateConditionFacts, _request: Request) -> list[Fault]:
    """Conditions are set with the decision, not after it."""
    if facts.gate_state == "gate_open":
        return []
    return [("/gate", "Conditions are set while the gate is open.")]


def the_gate_has_not_closed(facts: GateConditionFacts, _request: Request) -> list[Fault]:
    """Refuse to open a condition again behind a gate that passed or stopped on it."""
    if facts.gate_state in {"passed", "stopped"}:
        return [("/gate", f"The gate has closed ({facts.gate_state}).")]
    return []


def the_owner_does_not_waive_it(facts: GateConditionFacts, request: Request) -> list[Fault]:
    """Let another organisation release the owner from what they promised."""
    if request.organisation == facts.owner:
        return [("", f"{facts.owner} owns this condition and cannot waive it.")]
    return []


def _promise_faults(owner: str, due_on: date | None, request: Request, *, at: str) -> list[Fault]:
    found = []
    if not owner.strip():
        found.append((f"{at}/owner", "A condition needs an owner."))
    if due_on is None:
        found.append((f"{at}/due_on", "A condition needs a date by which it is to be met."))
    elif due_on < request.today:
        found.append((f"{at}/due_on", f"The condition would be due on {due_on}, which has passed."))
    return found


_DECIDED = frozenset({"gate_open", "passed_with_conditions"})

GATE: Workflow[GateFacts] = Workflow(
    kind="gate",
    states=(
        "not_started",
        "active",
        "gate_open",
        "passed",
        "passed_with_conditions",
        "rework",
        "stopped",
    ),
    begin=Move(name="plan", target="not_started"),
    moves=(
        Move(name="start", sources=frozenset({"not_started"}), target="active"),
        Move(name="open_gate", sources=frozenset({"active"}), target="gate_open"),
        Move(
            name="pass",
            sources=frozenset({"gate_open"}),
            target="passed",
            guards=(no_condition_is_open, whoever_opened_the_gate_does_not_decide),
        ),
        Move(
            name="pass_with_conditions",
            sources=frozenset({"gate_open"}),
            target="passed_with_conditions",
            guards=(
                at_least_one_condition_is_open,
                every_open_condition_has_an_owner_and_a_date,
                whoever_opened_the_gate_does_not_decide,
            ),
        ),
        Move(
            name="close",
            sources=frozenset({"passed_with_conditions"}),
            target="passed",
            guards=(no_condition_is_open,),
        ),
        Move(
            name="send_back",
            sources=_DECIDED,
            target="rework",
            guards=(whoever_opened_the_gate_does_not_decide,),
            needs=("reason",),
        ),
        Move(name="take_up", sources=frozenset({"rework"}), target="active"),
        Move(
            name="stop",
            sources=_DECIDED,
            target="stopped",
            guards=(whoever_opened_the_gate_does_not_decide,),
            needs=("reason",),
        ),
    ),
)

GATE_CONDITION: Workflow[GateConditionFacts] = Workflow(
    kind="gate_condition",
    states=("open", "met", "waived"),
    begin=Move(
        name="set",
        target="open",
        guards=(
            the_condition_says_what_is_to_be_met,
            the_condition_has_an_owner_and_a_date,
            the_gate_is_being_decided,
        ),
    ),
    moves=(
        Move(
            name="meet",
            sources=frozenset({"open"}),
            target="met",
            guards=(the_evidence_is_settled,),
            needs=("evidence",),
        ),
        Move(
            name="waive",
            sources=frozenset({"open"}),
            target="waived",
            guards=(the_owner_does_not_waive_it,),
            needs=("reason",),
        ),
        Move(
            name="reopen",
            sources=frozenset({"met", "waived"}),
            target="open",
            guards=(the_gate_has_not_closed,),
            needs=("reason",),
        ),
    ),
)
