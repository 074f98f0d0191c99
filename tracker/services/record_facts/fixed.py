"""What may no longer be changed, whatever its own state, because a decision or an approval rests on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy.orm import Session

from studies.record.fields import RecordPart
from tracker.store import tables
from tracker.store.record import rows as store

Fault = tuple[str, str]
Rule = Callable[[Session, str, Any, Any], list[Fault]]

# A candidacy in reserve waits for a further decision, and may be scored for it; what there is stays.
ENDED = frozenset({"selected", "not_selected", "withdrawn"})
DECIDED = ENDED | {"reserve"}
JUDGED = frozenset({"selected", "reserve", "not_selected"})
CLOSED = frozenset({"passed", "passed_with_conditions", "stopped"})


def fixed_faults(
    session: Session,
    kind: Any,  # noqa: ANN401 - a Kind
    scope: str | None,
    before: RecordPart | None,
    after: RecordPart,
) -> list[Fault]:
    """List what forbids a change, or making something new (`before` is None)."""
    rule = _RULES.get(kind.name)
    return [] if rule is None or scope is None else rule(session, scope, before, after)


def _changed(before: RecordPart | None, after: RecordPart, fields: Iterable[str]) -> list[str]:
    """Name those of some fields that a change would touch."""
    if before is None:
        return list(fields)
    return [name for name in fields if getattr(before, name) != getattr(after, name)]


def _of_a_decided_candidacy(session: Session, programme: str, before: Any, after: Any) -> list[Fault]:  # noqa: ANN401 - scores or selection decisions
    found = []
    for part, states in ((before, DECIDED), (after, ENDED if before is None else DECIDED)):
        candidacy = part and store.find_row(session, tables.Candidacy, programme, part.candidacy)
        if candidacy and candidacy.state in states:
            said = candidacy.state.replace("_", " ")
            found.append(
                ("/candidacy", f"The candidacy {part.candidacy} is {said}; this stays as it was then.")
            )
    return sorted(set(found))


def _decided_candidacies(session: Session, programme: str, editions: Iterable[str]) -> list[str]:
    return [
        row.key
        for edition in sorted(set(editions))
        for row in store.all_rows(session, tables.Candidacy, programme=programme, edition=edition)
        if row.state in JUDGED
    ]


def _of_a_judged_edition(session: Session, programme: str, before: Any, after: Any) -> list[Fault]:  # noqa: ANN401 - criteria
    changed = _changed(before, after, ("edition", "weight", "max_score"))
    editions = {part.edition for part in (before, after) if part is not None}
    judged = _decided_candidacies(session, programme, editions) if changed else []
    said = f"Candidacies were decided on by these criteria: {', '.join(judged)}."
    return [(f"/{name}", said) for name in changed if judged]


def _quorum(session: Session, programme: str, before: Any, after: Any) -> list[Fault]:  # noqa: ANN401 - editions
    if before is None or before.quorum == after.quorum:
        return []
    judged = _decided_candidacies(session, programme, [before.key])
    return [("/quorum", f"Candidacies were decided on with it: {', '.join(judged)}.")] if judged else []


def _of_a_decided_gate(session: Session, engagement: str, before: Any, after: Any) -> list[Fault]:  # noqa: ANN401 - conditions
    changed = _changed(before, after, ("gate", "text", "owner", "due")) if before is not None else []
    gate = store.find_row(session, tables.Gate, engagement, before.gate) if changed else None
    if gate is None or gate.state not in CLOSED:
        return []
    said = f"The gate is {gate.state.replace('_', ' ')}: what was decided with it stays."
    return [(f"/{name}", said) for name in changed]


def _of_a_measured_indicator(session: Session, engagement: str, before: Any, after: Any) -> list[Fault]:  # noqa: ANN401 - indicators
    fields = ("result", "unit", "direction", "formula", "baseline", "baseline_on")
    changed = _changed(before, after, fields) if before is not None else []
    if not changed:
        return []
    periods = store.all_rows(session, tables.IndicatorPeriod, engagement=engagement, indicator=before.key)
    if not any(_is_approved(session, engagement, period.key) for period in periods):
        return []
    return [
        (f"/{name}", "A value of this indicator was approved; it is read against this.") for name in changed
    ]


def _of_a_locked_period(session: Session, engagement: str, before: Any, after: Any) -> list[Fault]:  # noqa: ANN401 - periods
    fields = ("indicator", "starts_on", "ends_on", "target")
    changed = _changed(before, after, fields) if before is not None else []
    if not changed:
        return []
    if before.locked:
        return [(f"/{name}", "The period is locked.") for name in changed]
    if _is_approved(session, engagement, before.key):
        return [
            (f"/{name}", "A value of this period was approved; it is read against this.") for name in changed
        ]
    return []


def _is_approved(session: Session, engagement: str, period: str) -> bool:
    return bool(
        store.all_rows(
            session, tables.IndicatorUpdate, engagement=engagement, indicator_period=period, state="approved"
        )
    )


_RULES: dict[str, Rule] = {
    "candidacy_score": _of_a_decided_candidacy,
    "selection_decision": _of_a_decided_candidacy,
    "criterion": _of_a_judged_edition,
    "edition": _quorum,
    "gate_condition": _of_a_decided_gate,
    "indicator": _of_a_measured_indicator,
    "indicator_period": _of_a_locked_period,
}
