"""What must hold between a part and the rest of the record: dates, shares of points, the plan's order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from studies.record.fields import RecordPart
from tracker.record.plan.regions import REGIONS
from tracker.store import tables
from tracker.store.record import plans as plan_store
from tracker.store.record import rows as store

Fault = tuple[str, str]


def content_faults(
    session: Session,
    kind: Any,  # noqa: ANN401 - a Kind
    scoped: Any,  # noqa: ANN401 - a Scoped
    part: RecordPart,
    *,
    today: date,
    complete: bool,
) -> list[Fault]:
    """
    List everything in which a part contradicts the record.

    `complete` says that its references exist; else what they name is not looked at.
    """
    found = _dates_faults(part, today=today)
    if kind.scope == "engagement":
        found += before_the_programme(session, scoped.key, _days_of(part))
    if kind.name == "organisation":
        found += _calendar_is_known(part)
    check = _CHECKS.get(kind.name)
    if complete and check is not None:
        found += check(session, scoped.key, part)
    return found


# Days on which something happened; what lies ahead of today did not happen yet.
_PAST = ("signed_on", "received_on", "decided_on", "responded_on", "measured_on", "baseline_on")


def _dates_faults(part: RecordPart, *, today: date) -> list[Fault]:
    return [
        (f"/{name}", f"{day} lies in the future.")
        for name in _PAST
        if (day := getattr(part, name, None)) is not None and day > today
    ]


def before_the_programme(session: Session, engagement: str, days: Mapping[str, date | None]) -> list[Fault]:
    """Name the days that lie before the programme's first edition could have begun."""
    row = store.find_row(session, tables.Engagement, None, engagement)
    if row is None or row.programme is None:
        return []
    editions = store.all_rows(session, tables.Edition, programme=row.programme)
    first = min((part.call_opens or date(part.year, 1, 1) for part in editions), default=None)
    if first is None:
        return []
    return [
        (f"/{name}", f"{day} lies before the programme began ({first}).")
        for name, day in days.items()
        if day is not None and day < first
    ]


def _days_of(part: RecordPart) -> dict[str, date]:
    values = ((name, getattr(part, name)) for name in type(part).model_fields)
    return {
        name: day.date() if isinstance(day, datetime) else day
        for name, day in values
        if isinstance(day, date)
    }


def _calendar_is_known(part: Any) -> list[Fault]:  # noqa: ANN401 - an Organisation
    if part.calendar in REGIONS or part.calendar == part.country:
        return []
    return [("/calendar", f"There is no calendar {part.calendar!r}; there are {', '.join(sorted(REGIONS))}.")]


def _score_within_points(session: Session, programme: str, part: Any) -> list[Fault]:  # noqa: ANN401 - a CandidacyScore
    criterion = store.find_row(session, tables.Criterion, programme, part.criterion)
    candidacy = store.find_row(session, tables.Candidacy, programme, part.candidacy)
    assert criterion is not None  # both were found to exist
    assert candidacy is not None
    found = []
    if part.score is not None and part.score > criterion.max_score:
        found.append(
            ("/score", f"{part.score} is more than the {criterion.max_score} points of this criterion.")
        )
    if criterion.edition != candidacy.edition:
        found.append(
            (
                "/criterion",
                f"The criterion is of edition {criterion.edition}, the candidacy of {candidacy.edition}.",
            )
        )
    return found


def _received_after_the_call(session: Session, programme: str, part: Any) -> list[Fault]:  # noqa: ANN401 - a Candidacy
    edition = store.find_row(session, tables.Edition, programme, part.edition)
    assert edition is not None  # found to exist
    opened = edition.call_opens
    if opened is None or part.received_on is None or part.received_on >= opened:
        return []
    return [("/received_on", f"{part.received_on} lies before the call opened ({opened}).")]


def _decided_after_it_came_in(session: Session, programme: str, part: Any) -> list[Fault]:  # noqa: ANN401 - a SelectionDecision
    candidacy = store.find_row(session, tables.Candidacy, programme, part.candidacy)
    assert candidacy is not None  # found to exist
    received = candidacy.received_on
    if received is None or part.decided_on >= received:
        return []
    return [("/decided_on", f"{part.decided_on} lies before the candidacy was received ({received}).")]


def _no_circle(session: Session, engagement: str, part: Any) -> list[Fault]:  # noqa: ANN401 - a MilestoneDependency
    """Name the circle that a dependency would close."""
    after: dict[str, list[str]] = {}
    for row in store.all_rows(session, tables.MilestoneDependency, engagement=engagement, study=part.study):
        if row.key != part.key:
            after.setdefault(row.predecessor, []).append(row.successor)
    came_from = {part.successor: part.predecessor}
    waiting = [part.successor]
    while waiting:
        here = waiting.pop()
        if here == part.predecessor:
            circle = [here]
            while came_from[circle[-1]] != part.predecessor:
                circle.append(came_from[circle[-1]])
            names = " → ".join([part.predecessor, *reversed(circle)])
            return [("/successor", f"The dependencies would close a circle: {names}.")]
        for further in after.get(here, ()):
            if further not in came_from:
                came_from[further] = here
                waiting.append(further)
    return []


def _old_date_stands(session: Session, _engagement: str, part: Any) -> list[Fault]:  # noqa: ANN401 - a BaselineChange
    milestone, _ = plan_store.find_milestone_of_study(session, part.study, part.milestone)
    if milestone.baseline_date != part.old_date:
        return [("/old_date", f"The milestone's baseline is {milestone.baseline_date}.")]
    return []


def _share_within_one(session: Session, engagement: str, part: Any) -> list[Fault]:  # noqa: ANN401 - an IndicatorUpdate
    """Refuse a percentage over 100, or a share over 1, where the indicator's unit says it is one."""
    period = store.find_row(session, tables.IndicatorPeriod, engagement, part.indicator_period)
    assert period is not None  # found to exist
    indicator = store.find_row(session, tables.Indicator, engagement, period.indicator)
    assert indicator is not None  # a foreign key holds it
    return _within_unit("/actual/value", indicator.unit, part.actual.value)


def _target_within_one(session: Session, engagement: str, part: Any) -> list[Fault]:  # noqa: ANN401 - an IndicatorPeriod
    indicator = store.find_row(session, tables.Indicator, engagement, part.indicator)
    assert indicator is not None  # found to exist
    return _within_unit("/target/value", indicator.unit, part.target.value)


def _baseline_within_one(_session: Session, _engagement: str, part: Any) -> list[Fault]:  # noqa: ANN401 - an Indicator
    return _within_unit("/baseline/value", part.unit, part.baseline.value)


_LIMITS = {"share": 1, "%": 100, "percent": 100, "per cent": 100}


def _within_unit(pointer: str, unit: str, value: Any) -> list[Fault]:  # noqa: ANN401 - a number or None
    limit = _LIMITS.get(unit.strip().casefold())
    if limit is None or value is None or 0 <= value <= limit:
        return []
    return [(pointer, f"{value} is outside 0 to {limit}, which a value in {unit!r} cannot be.")]


_CHECKS = {
    "candidacy": _received_after_the_call,
    "candidacy_score": _score_within_points,
    "selection_decision": _decided_after_it_came_in,
    "milestone_dependency": _no_circle,
    "baseline_change": _old_date_stands,
    "indicator": _baseline_within_one,
    "indicator_period": _target_within_one,
    "indicator_update": _share_within_one,
}
