"""A milestone and the change of its baseline; due and late are computed from dates, not declared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.domain import milestone as dates
from tracker.record.workflows.machine import Move, Workflow
from tracker.record.workflows.request import Fault, Request, the_evidence_is_settled


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneFacts:
    """
    What the guards of a milestone look at.

    Parameters
    ----------
    baseline_date : datetime.date
        As agreed now.
    forecast_date : datetime.date or None
        As expected now; None means the baseline still stands.
    slip_reason : str
        Why it is behind the baseline, as recorded; blank when nobody said.
    is_frozen : bool
        Whether the baseline was frozen at inception.
    needs_city : bool
        Whether the city must confirm that it was achieved.
    city_organisations : frozenset of str
        Organisations that count as the city.
    confirmed_by : str or None
        Organisation of the person who confirmed; None when nobody did.
    """

    baseline_date: date
    forecast_date: date | None = None
    slip_reason: str = ""
    is_frozen: bool = False
    needs_city: bool = False
    city_organisations: frozenset[str] = frozenset()
    confirmed_by: str | None = None

    def status(self, state: str, *, actual_date: date | None, today: date) -> dates.Status:
        """
        Compute what readers are shown.

        Parameters
        ----------
        state : str
            Of the workflow.
        actual_date : datetime.date or None
            When it happened.
        today : datetime.date
            The day the question is asked.

        Returns
        -------
        str
            The state, or for a planned milestone ``planned``, ``due`` or ``late``.
        """
        declared = next(known for known in _DECLARED if known == state)
        plain = dates.Milestone(self.baseline_date, self.forecast_date, actual_date, declared)
        return dates.status(plain, today=today)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineMove:
    """
    One date that a change of baseline would move.

    Parameters
    ----------
    milestone : str
        Which one.
    old_date : datetime.date
        Its baseline when the change was asked for; kept for good.
    new_date : datetime.date
        Its baseline as asked for.
    current_date : datetime.date
        Its baseline now.
    milestone_state : str
        State of the milestone.
    is_frozen : bool
        Whether its baseline was frozen at inception; before that it is simply set.
    waits_elsewhere : bool
        Whether another change that would move it waits for a decision.
    """

    milestone: str
    old_date: date
    new_date: date
    current_date: date
    milestone_state: str = "planned"
    is_frozen: bool = True
    waits_elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineChangeFacts:
    """
    What the guards of a change of baseline look at.

    Parameters
    ----------
    requested_by_id : str
        Account that asks for the change.
    reason : str
        Why the baseline should change.
    moves : tuple of BaselineMove
        Every date it would move; all or none.
    requested_organisation : str
        The organisation that whoever asks acts for; blank when a definition brought the request.
    """

    requested_by_id: str
    reason: str
    moves: tuple[BaselineMove, ...]
    requested_organisation: str = ""


def the_actual_date_is_not_in_the_future(_facts: MilestoneFacts, request: Request) -> list[Fault]:
    """Compare it with the day of the request."""
    if request.actual_date is not None and request.actual_date > request.today:
        return [("/actual_date", f"The actual date {request.actual_date} lies in the future.")]
    return []


def the_city_has_confirmed_it_where_it_must(facts: MilestoneFacts, _request: Request) -> list[Fault]:
    """Look at who confirmed, not only whether somebody did."""
    if not facts.needs_city or facts.confirmed_by in facts.city_organisations:
        return []
    if facts.confirmed_by is None:
        return [("/confirmation", "The city has not confirmed this milestone.")]
    return [("/confirmation", f"{facts.confirmed_by} confirmed this milestone and is not the city.")]


def a_date_after_the_baseline_has_a_reason(facts: MilestoneFacts, request: Request) -> list[Fault]:
    """Ask for the reason of a slip unless one is recorded."""
    said = request.actual_date or request.forecast_date
    if said is None or said <= facts.baseline_date or facts.slip_reason.strip() or request.brings("reason"):
        return []
    return [("/reason", f"{said} is after the baseline {facts.baseline_date}: say why.")]


def the_baseline_is_not_frozen(facts: MilestoneFacts, _request: Request) -> list[Fault]:
    """Point to the way that remains after inception."""
    if facts.is_frozen:
        return [("/baseline", "The baseline was frozen at inception: ask for a change of baseline.")]
    return []


def the_change_has_a_reason(facts: BaselineChangeFacts, _request: Request) -> list[Fault]:
    """Look for it in the change, where it is kept."""
    return [] if facts.reason.strip() else [("/reason", "Say why the baseline should change.")]


def the_change_moves_each_milestone_once(facts: BaselineChangeFacts, _request: Request) -> list[Fault]:
    """Refuse an empty change, and one that contradicts itself."""
    if not facts.moves:
        return [("/moves", "The change moves no milestone.")]
    seen: set[str] = set()
    found = []
    for row, move in enumerate(facts.moves):
        if move.milestone in seen:
            found.append((f"/moves/{row}/milestone", f"{move.milestone!r} is moved twice."))
        seen.add(move.milestone)
    return found


def the_new_date_differs(facts: BaselineChangeFacts, _request: Request) -> list[Fault]:
    """Refuse a move that moves nothing."""
    return [
        (f"/moves/{row}/new_date", f"{move.new_date} is the baseline of {move.milestone!r} already.")
        for row, move in enumerate(facts.moves)
        if move.new_date == move.old_date
    ]


def the_baseline_is_frozen(facts: BaselineChangeFacts, _request: Request) -> list[Fault]:
    """Let nobody ask before inception, when the baseline is simply set."""
    return [
        (f"/moves/{row}", f"The baseline of {move.milestone!r} is not frozen yet: set it.")
        for row, move in enumerate(facts.moves)
        if not move.is_frozen
    ]


def no_other_change_waits(facts: BaselineChangeFacts, _request: Request) -> list[Fault]:
    """Ask one question at a time, or two approvals could contradict each other."""
    return [
        (f"/moves/{row}", f"Another change of the baseline of {move.milestone!r} waits for a decision.")
        for row, move in enumerate(facts.moves)
        if move.waits_elsewhere
    ]


def the_milestone_is_still_planned(facts: BaselineChangeFacts, _request: Request) -> list[Fault]:
    """Leave what has happened the baseline it was held against."""
    return [
        (f"/moves/{row}", f"{move.milestone!r} is {move.milestone_state}; its baseline stays as it is.")
        for row, move in enumerate(facts.moves)
        if move.milestone_state != "planned"
    ]


def the_old_value_still_stands(facts: BaselineChangeFacts, _request: Request) -> list[Fault]:
    """Refuse what was asked about another baseline than the present one."""
    return [
        (
            f"/moves/{row}/old_date",
            f"The baseline of {move.milestone!r} is {move.current_date} now, not {move.old_date}.",
        )
        for row, move in enumerate(facts.moves)
        if move.current_date != move.old_date
    ]


def another_person_decides(facts: BaselineChangeFacts, request: Request) -> list[Fault]:
    """Keep asking and deciding apart, also within one organisation."""
    if request.actor_id == facts.requested_by_id:
        return [("", "Whoever asked for a change of baseline cannot decide on it.")]
    if request.organisation == facts.requested_organisation != "":
        return [("", f"{facts.requested_organisation} asked for this change and so cannot decide on it.")]
    return []


def only_who_asked_withdraws(facts: BaselineChangeFacts, request: Request) -> list[Fault]:
    """Leave others the refusal, which needs a reason."""
    if request.actor_id != facts.requested_by_id:
        return [("", "Only whoever asked for a change of baseline can withdraw it; others refuse it.")]
    return []


_DECLARED: tuple[dates.State, ...] = ("planned", "achieved", "missed", "waived")
_PLANNED = frozenset({"planned"})
_REQUESTED = frozenset({"requested"})

MILESTONE: Workflow[MilestoneFacts] = Workflow(
    kind="milestone",
    states=_DECLARED,
    begin=Move(name="plan", target="planned"),
    moves=(
        Move(
            name="set_baseline",
            sources=_PLANNED,
            target="planned",
            guards=(the_baseline_is_not_frozen,),
            needs=("baseline_date",),
        ),
        Move(
            name="forecast",
            sources=_PLANNED,
            target="planned",
            guards=(a_date_after_the_baseline_has_a_reason,),
            needs=("forecast_date",),
        ),
        Move(
            name="achieve",
            sources=_PLANNED,
            target="achieved",
            guards=(
                the_actual_date_is_not_in_the_future,
                the_evidence_is_settled,
                the_city_has_confirmed_it_where_it_must,
                a_date_after_the_baseline_has_a_reason,
            ),
            needs=("actual_date", "evidence"),
        ),
        Move(name="miss", sources=_PLANNED, target="missed", needs=("reason",)),
        Move(name="waive", sources=_PLANNED, target="waived", needs=("reason",)),
        Move(
            name="reopen",
            sources=frozenset({"achieved", "missed", "waived"}),
            target="planned",
            needs=("reason",),
        ),
    ),
)

BASELINE_CHANGE: Workflow[BaselineChangeFacts] = Workflow(
    kind="baseline_change",
    states=("requested", "approved", "refused", "withdrawn"),
    begin=Move(
        name="request",
        target="requested",
        guards=(
            the_change_has_a_reason,
            the_change_moves_each_milestone_once,
            the_new_date_differs,
            the_baseline_is_frozen,
            no_other_change_waits,
            the_milestone_is_still_planned,
            the_old_value_still_stands,
        ),
    ),
    moves=(
        Move(
            name="approve",
            sources=_REQUESTED,
            target="approved",
            guards=(another_person_decides, the_milestone_is_still_planned, the_old_value_still_stands),
        ),
        Move(
            name="refuse",
            sources=_REQUESTED,
            target="refused",
            guards=(another_person_decides,),
            needs=("reason",),
        ),
        Move(name="withdraw", sources=_REQUESTED, target="withdrawn", guards=(only_who_asked_withdraws,)),
    ),
)
