"""Editing milestones: which rows differ from what was opened, what is sent, how each fared (no screen)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Literal

from dashboards.client import ApiClient
from dashboards.errors import ApiProblem, ApiUnreachableError, FieldFault
from dashboards.models import MilestoneRead

EDITABLE: Final = ("forecast_date", "actual_date", "state", "slip_reason", "evidence")
STATES: Final = ("planned", "achieved", "missed", "waived")

Value = date | str | None
Fields = Mapping[str, Value]
# Milestone id -> the fields typed for it that are not saved.
Drafts = Mapping[str, Fields]


@dataclass(frozen=True)
class Outcome:
    """How the saving of one milestone ended; a conflict brings what the other person saved."""

    milestone: MilestoneRead
    kind: Literal["saved", "refused", "conflict", "unanswered"]
    detail: str = ""
    faults: tuple[FieldFault, ...] = ()


def plain(value: object) -> Value:
    """Take a cell's value: a date, a text, or nothing when it is empty."""
    if value is None or value != value:  # noqa: PLR0124 - what a table has for no date differs from itself
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return str(value).strip() or None


def changed(opened: MilestoneRead, values: Mapping[Any, object]) -> Fields:
    """Give the editable fields that differ from the milestone as it was opened."""
    typed = {field: plain(values[field]) for field in EDITABLE}
    return {field: value for field, value in typed.items() if value != plain(getattr(opened, field))}


def drafted(opened: Sequence[MilestoneRead], rows: Sequence[Mapping[Any, object]]) -> Drafts:
    """Give what was typed in the rows of a table, by milestone; rows left alone are not named."""
    found = {item.id: changed(item, row) for item, row in zip(opened, rows, strict=True)}
    return {milestone_id: fields for milestone_id, fields in found.items() if fields}


def filled(opened: Sequence[MilestoneRead], drafts: Drafts) -> list[dict[str, Value]]:
    """Give the editable values of each row: those opened, under what was typed."""
    return [
        {**{field: getattr(item, field) for field in EDITABLE}, **drafts.get(item.id, {})} for item in opened
    ]


def renewed(
    opened: Sequence[MilestoneRead], current: Sequence[MilestoneRead], touched: Collection[str]
) -> list[MilestoneRead]:
    """Take every milestone as it is now, except those being changed: their base is what was opened."""
    kept = {item.id: item for item in opened if item.id in touched}
    return [kept.get(item.id, item) for item in current]


def body(fields: Fields) -> dict[str, str | None]:
    """Write changed fields as the API reads them; an emptied field is sent as null."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}


def save(api: ApiClient, opened: MilestoneRead, fields: Fields) -> Outcome:
    """Send the changed fields of one milestone, if it is still the version that was opened."""
    try:
        return Outcome(api.update_milestone(opened.id, body(fields), version=opened.version), "saved")
    except ApiProblem as problem:
        if not problem.stale:
            return Outcome(opened, "refused", problem.detail or problem.title, problem.faults)
    return Outcome(api.get_milestone(opened.id), "conflict")


def save_all(api: ApiClient, opened: Sequence[MilestoneRead], drafts: Drafts) -> list[Outcome]:
    """Send every changed row by itself; once no answer comes, the rest is not tried."""
    outcomes: list[Outcome] = []
    answers = True
    for item in opened:
        if item.id not in drafts:
            continue
        outcome = Outcome(item, "unanswered")
        if answers:
            try:
                outcome = save(api, item, drafts[item.id])
            except ApiUnreachableError:
                answers = False
        outcomes.append(outcome)
    return outcomes


@dataclass(frozen=True)
class Desk:
    """The table of milestones on somebody's desk: as opened, what is typed, and how the last saving ended."""

    opened: tuple[MilestoneRead, ...]
    drafts: Drafts
    outcomes: tuple[Outcome, ...] = ()
    turn: int = 0

    def after(self, outcomes: Sequence[Outcome]) -> Desk:
        """Keep what is not saved; what is saved is opened anew."""
        saved = {outcome.milestone.id: outcome.milestone for outcome in outcomes if outcome.kind == "saved"}
        others = [outcome for outcome in self.outcomes if outcome.kind == "conflict"]
        answered = {outcome.milestone.id for outcome in outcomes}
        kept = [outcome for outcome in others if outcome.milestone.id not in answered]
        return replace(
            self,
            opened=tuple(saved.get(item.id, item) for item in self.opened),
            drafts={key: fields for key, fields in self.drafts.items() if key not in saved},
            outcomes=(*outcomes, *kept),
            turn=self.turn + 1,
        )

    def based_on(self, theirs: MilestoneRead, *, keep_typed: bool) -> Desk:
        """Go on from what the other person saved, with or without what was typed here."""
        drafts = {key: fields for key, fields in self.drafts.items() if keep_typed or key != theirs.id}
        return replace(
            self,
            opened=tuple(theirs if item.id == theirs.id else item for item in self.opened),
            drafts=drafts,
            outcomes=tuple(o for o in self.outcomes if o.milestone.id != theirs.id),
            turn=self.turn + 1,
        )

    def of_kind(self, kind: str) -> list[Outcome]:
        """Give the outcomes of a kind that still hold: saved rows left alone since, others still typed in."""
        return [
            outcome
            for outcome in self.outcomes
            if outcome.kind == kind and (outcome.milestone.id in self.drafts) == (kind != "saved")
        ]
