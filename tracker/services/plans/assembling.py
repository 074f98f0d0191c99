"""A study's milestones and dependencies as a plan: whose calendar counts, when it began, what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, cast

from sqlalchemy.orm import Session

from tracker.record.plan.calendars import WorkingCalendar, region_calendar, working_calendar
from tracker.record.plan.network import Dependency, DependencyKind, Item, ItemState, Plan
from tracker.record.plan.regions import REGIONS
from tracker.store.record import plans as store
from tracker.store.tables import Milestone, MilestoneDependency, Study

WEEKDAYS = "weekdays"
# A missed milestone is one that nobody waits for any more.
_STATES: Mapping[str, ItemState] = {
    "planned": "open", "achieved": "done", "missed": "waived", "waived": "waived",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assembled:
    """A plan with the rows it was made of and the calendars it is counted in."""

    plan: Plan
    calendars: Mapping[str, WorkingCalendar]
    milestones: Sequence[Milestone]
    dependencies: Sequence[MilestoneDependency]
    parties: Mapping[str, str]  # milestone -> name of the party as accounts carry it


def assemble(session: Session, study: Study, *, today: date) -> Assembled:
    """Make the plan of a study; four statements, however large it is."""
    milestones = store.list_milestones_of(session, study.id)
    dependencies = store.list_dependencies(session, study.slug)
    organisations = store.organisations_by_name(session, {row.owner for row in milestones})
    regions = {row.key: _region(organisations.get(row.owner)) for row in milestones}
    days = [day for row in milestones for day in _days(row)] or [today]
    first, last = min(*days, today), max(*days, today)
    years = (first.year - 1, last.year + 5)
    plan = Plan(
        starts_on=first,
        items=tuple(_item(row, regions[row.key], organisations.get(row.owner)) for row in milestones),
        dependencies=tuple(
            Dependency(row.predecessor, row.successor, cast("DependencyKind", row.link), row.lag_days)
            for row in dependencies
        ),
    )
    return Assembled(
        plan,
        {region: calendar_of(region, *years) for region in {*regions.values(), WEEKDAYS}},
        milestones,
        dependencies,
        {row.key: _party(row, organisations.get(row.owner)) for row in milestones},
    )


@lru_cache(maxsize=64)
def calendar_of(region: str, first_year: int, last_year: int) -> WorkingCalendar:
    """Prepare a calendar; where nobody knows the holidays, Monday to Friday."""
    if region in REGIONS:
        return region_calendar(region, first_year=first_year, last_year=last_year)
    return working_calendar(WEEKDAYS, first=date(first_year, 1, 1), last=date(last_year, 12, 31))


def _region(organisation: Any) -> str:  # noqa: ANN401 - a row or None
    if organisation is None or organisation.calendar not in REGIONS:
        return WEEKDAYS
    return str(organisation.calendar)


def _party(row: Milestone, organisation: Any) -> str:  # noqa: ANN401 - a row or None
    return row.owner if organisation is None else str(organisation.short_name)


def _days(row: Milestone) -> list[date]:
    days = (row.baseline_date, row.forecast_date, row.actual_date, row.not_before, row.started_date)
    return [day for day in days if day is not None]


def _item(row: Milestone, region: str, organisation: Any) -> Item:  # noqa: ANN401 - a row or None
    return Item(
        key=row.key,
        calendar=region,
        duration_days=row.duration_days,
        baseline_date=row.baseline_date,
        forecast_date=row.forecast_date,
        not_before_date=row.not_before,
        started_date=row.started_date,
        actual_date=row.actual_date if row.state == "achieved" else None,
        state=_STATES[row.state],
        party=_party(row, organisation),
    )
