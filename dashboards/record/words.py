"""Names of what the record knows by key: states, moves, what is asked of whom, roles, amounts (pure)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from dashboards.i18n import Translator
from dashboards.record.models import PricedAmount, TurnRead

# How a state reads at a glance: the tone gives the colour, the sign stands for it without one.
_GOOD: Final = frozenset(
    {"passed", "met", "implemented", "done", "accepted", "completed", "closed", "approved", "scaled"}
    | {"handed_over", "selected", "published"}
)
_MOVING: Final = frozenset(
    {"passed_with_conditions", "gate_open", "active", "issued", "partly_accepted", "in_action", "open"}
    | {"in_progress", "running", "go", "evaluated", "pending", "requested", "in_review", "submitted"}
)
_BAD: Final = frozenset(
    {"rework", "stopped", "rejected", "no_go", "cancelled", "returned", "suspended", "changes_requested"}
)


def tone_of(state: str) -> str:
    """Give the role of a state's colour."""
    if state in _GOOD:
        return "achieved"
    if state in _MOVING:
        return "due"
    return "missed" if state in _BAD else "planned"


def state_words(t: Translator, state: str) -> str:
    """Write a state with its sign, so that it is never colour alone."""
    signs = {"achieved": "✓", "due": "◔", "missed": "✕", "planned": "○"}
    return f"{signs[tone_of(state)]} {state_name(t, state)}"


def state_name(t: Translator, state: str) -> str:
    """Name a state of any kind; one that is not known here is written as the record has it."""
    names = {
        "not_started": t("not begun"),
        "active": t("at work"),
        "gate_open": t("waits for the decision"),
        "passed": t("passed"),
        "passed_with_conditions": t("passed with conditions"),
        "rework": t("sent back"),
        "stopped": t("stopped"),
        "open": t("open"),
        "met": t("met"),
        "waived": t("waived"),
        "draft": t("draft"),
        "issued": t("waits for an answer"),
        "accepted": t("accepted in full"),
        "partly_accepted": t("accepted in part"),
        "rejected": t("rejected"),
        "in_action": t("being carried out"),
        "implemented": t("carried out"),
        "overtaken": t("overtaken by events"),
        "superseded": t("replaced by another"),
        "in_progress": t("in progress"),
        "done": t("done"),
        "cancelled": t("cancelled"),
        "proposed": t("proposed"),
        "agreed": t("agreed"),
        "running": t("running"),
        "completed": t("completed"),
        "closed": t("closed"),
        "suspended": t("suspended"),
        "scoped": t("scope agreed"),
        "go": t("go"),
        "no_go": t("no-go"),
        "evaluated": t("evaluated"),
        "scaled": t("scaled up"),
        "handed_over": t("handed over"),
        "ended": t("ended"),
        "planned": t("planned"),
        "in_preparation": t("in preparation"),
        "submitted": t("submitted"),
        "in_review": t("in review"),
        "changes_requested": t("to be revised"),
        "published": t("published"),
        "pending": t("waits for approval"),
        "returned": t("sent back"),
        "approved": t("approved"),
        "selected": t("selected"),
        "requested": t("waits for approval"),
        "refused": t("refused"),
        "withdrawn": t("withdrawn"),
    }
    return names.get(state, state.replace("_", " "))


def move_name(t: Translator, move: str) -> str:
    """Name a move as a person would choose it."""
    names = {
        "start": t("Begin"),
        "open_gate": t("Ask for the decision"),
        "pass": t("Pass"),
        "pass_with_conditions": t("Pass with conditions"),
        "close": t("Close it: every condition is settled"),
        "send_back": t("Send back for rework"),
        "take_up": t("Take the work up again"),
        "stop": t("Stop here"),
        "meet": t("It is met"),
        "waive": t("Waive it"),
        "reopen": t("Open it again"),
        "issue": t("Issue it"),
        "accept": t("Accept"),
        "accept_partly": t("Accept in part"),
        "reject": t("Reject"),
        "reconsider": t("Ask for another answer"),
        "implement": t("It is carried out"),
        "overtake": t("Events have overtaken it"),
        "finish": t("It is done"),
        "cancel": t("Cancel it"),
        "scope": t("The scope is agreed"),
        "decide_go": t("Go"),
        "decide_no_go": t("No-go"),
        "scope_again": t("Work on the scope again"),
        "evaluate": t("It is evaluated"),
        "scale": t("Scale it up"),
        "hand_over": t("Hand it over"),
        "end": t("End it"),
        "approve": t("Approve it"),
        "refuse": t("Refuse it"),
        "withdraw": t("Take the request back"),
        "submit": t("Send for approval"),
        "take_back": t("Take it back"),
        "unlock": t("Unlock it for correction"),
    }
    return names.get(move, move.replace("_", " "))


def task_name(t: Translator, what: str) -> str:
    """Say what a party is asked to do."""
    names = {
        "decide_gate": t("Decide on the gate"),
        "meet_condition": t("Meet the condition"),
        "decide_change": t("Decide on the new baseline"),
        "open_review": t("Open the review"),
        "review_deliverable": t("Review the deliverable"),
        "revise_deliverable": t("Revise the deliverable"),
        "respond": t("Answer the recommendation"),
        "start_action": t("Begin the action"),
        "finish_action": t("Finish the action"),
        "decide_pilot": t("Decide on the pilot"),
        "start_pilot": t("Begin the pilot"),
        "approve_update": t("Approve the reported value"),
        "revise_update": t("Correct the reported value"),
        "reach_milestone": t("Reach the milestone"),
    }
    return names.get(what, what.replace("_", " "))


def days_of(t: Translator, count: int, calendar: str) -> str:
    """Count working days, saying whose."""
    if calendar == "weekdays":
        return t.plural("{count} weekday", "{count} weekdays", count)
    place = "São Paulo" if calendar.startswith("BR-SP") else t.country(calendar.split("-", maxsplit=1)[0])
    return t.plural("{count} working day ({place})", "{count} working days ({place})", count, place=place)


def due_words(t: Translator, item: TurnRead) -> tuple[str, str]:
    """Say by when something is due, and its tone: overdue is a sign and a word too."""
    if item.is_overdue:
        late = days_of(t, item.overdue_days or 0, item.calendar)
        return f"▲ {t('overdue by {days}', days=late)}", "late"
    if item.due is None:
        return f"○ {t('no day agreed')}", ""
    return f"◔ {t('due {day}', day=t.table_day(item.due))}", "due"


def stance_words(t: Translator, stance: str | None) -> str:
    """Say how a recommendation was answered."""
    names = {
        "accepted": t("accepted in full"),
        "partly": t("accepted in part"),
        "rejected": t("rejected"),
        None: t("no answer yet"),
    }
    return names.get(stance, stance or "")


def money(t: Translator, amount: PricedAmount) -> str:
    """Write an amount with currency and price year; unknown, not applicable and zero are three things."""
    if amount.state == "known" and amount.amount is not None:
        figure = number(t, amount.amount)
        return t(
            "{currency} {amount} (prices of {year})",
            currency=amount.currency or "",
            amount=figure,
            year=str(amount.price_year),
        )
    return t("does not apply") if amount.state == "not_applicable" else t("not known")


def number(t: Translator, digits: str) -> str:
    """Write a decimal with the separators of the language, with as many places as it carries."""
    value = Decimal(digits).normalize()
    exponent = value.as_tuple().exponent
    return t.number(float(value), max(0, -exponent) if isinstance(exponent, int) else 0)


def measured(t: Translator, state: str | None, value: str | None, unit: str) -> str:
    """Write a measured value; one that is not known, or does not apply, is a word and no zero."""
    if state == "known" and value is not None:
        if unit == "share":
            return t.percent(float(value))
        return number(t, value)
    if state == "not_applicable":
        return t("does not apply")
    return t("not known") if state == "unknown" else t("not reported yet")


def role_name(t: Translator, role: str) -> str:
    """Name a party's role, as IATI has them."""
    names = {
        "funding": t("pays"),
        "accountable": t("answers for it"),
        "extending": t("manages it"),
        "implementing": t("carries it out"),
    }
    return names.get(role, role)


def form_name(t: Translator, form: str) -> str:
    """Name the form of a paper, a contribution or an event."""
    names = {
        "memorandum": t("Memorandum"),
        "terms_of_reference": t("Terms of reference"),
        "contract": t("Contract"),
        "letter": t("Letter"),
        "cash": t("in cash"),
        "in_kind": t("in kind"),
        "kick_off": t("Kick-off"),
        "field_visit": t("Field visit"),
        "workshop": t("Workshop"),
        "training": t("Training"),
        "steering_committee": t("Steering committee"),
        "ceremony": t("Ceremony"),
        "conference": t("Conference"),
        "call": t("Call"),
        "meeting": t("Meeting"),
    }
    return names.get(form, form.replace("_", " "))


def kind_name(t: Translator, kind: str) -> str:
    """Name a kind of thing on the line."""
    names = {
        "programme": t("Programme"),
        "edition": t("Edition"),
        "candidacy": t("Candidacy"),
        "selection_decision": t("Selection"),
        "engagement": t("Engagement"),
        "study": t("Study"),
        "finding": t("Finding"),
        "study_option": t("Option"),
        "recommendation": t("Recommendation"),
        "management_response": t("Answer"),
        "follow_up_action": t("Action"),
        "pilot": t("Pilot"),
        "result": t("Result"),
        "indicator": t("Indicator"),
        "deliverable": t("Deliverable"),
    }
    return names.get(kind, kind.replace("_", " "))
