"""Reading a plan: dates worked out, what a change would move, and who has how much to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.errors import InvalidInputError
from tracker.record.plan.change import (
    Change,
    DependencyAdded,
    DependencyRemoved,
    ItemChange,
    what_if,
)
from tracker.record.plan.network import Dependency
from tracker.record.plan.passes import Driver
from tracker.record.plan.schedule import Row, critical_paths, work_out
from tracker.record.plan.workload import Period, workload
from tracker.schemas.plans import (
    DriverRead,
    LoadRead,
    MoveRead,
    PlanChange,
    PlanDependency,
    PlanRead,
    PlanRow,
    WhatIfRead,
    WhatIfRequest,
)
from tracker.services.plans.assembling import assemble
from tracker.services.studies import get_study_row
from tracker.store.tables import Milestone


def read_plan(session: Session, principal: Principal, slug: str, *, today: date) -> PlanRead:
    """Work a study's plan out as of today."""
    study = get_study_row(session, principal, slug)
    assembled = assemble(session, study, today=today)
    schedule = work_out(assembled.plan, calendars=assembled.calendars, today=today)
    paths, _ = critical_paths(schedule)
    milestones = {row.key: row for row in assembled.milestones}
    return PlanRead(
        study=slug,
        engagement=study.engagement,
        today=today,
        baseline_frozen_at=study.baseline_frozen_at,
        starts_on=assembled.plan.starts_on,
        finishes_on=schedule.finishes_on,
        feasible=schedule.is_feasible,
        rows=[
            _row(row, milestones[row.key], item.calendar, assembled.parties[row.key])
            for row, item in zip(schedule.rows, assembled.plan.items, strict=True)
        ],
        dependencies=[
            PlanDependency.model_validate(row, from_attributes=True) for row in assembled.dependencies
        ],
        critical_paths=paths,
    )


def try_changes(
    session: Session, principal: Principal, slug: str, wanted: WhatIfRequest, *, today: date
) -> WhatIfRead:
    """Show what changes would move; nothing is saved."""
    study = get_study_row(session, principal, slug)
    assembled = assemble(session, study, today=today)
    result = what_if(assembled.plan, _changes(wanted.changes), calendars=assembled.calendars, today=today)
    titles = {row.key: row.title for row in assembled.milestones}
    return WhatIfRead(
        moves=[
            MoveRead(
                key=move.key,
                title=titles[move.key],
                party=move.party,
                finish_before=move.finish_before,
                finish_after=move.finish_after,
                days=move.finish_days,
                working_days=move.finish_working_days,
                chain=list(move.chain),
                critical=move.is_critical,
            )
            for move in result.moves
        ],
        became_critical=list(result.became_critical),
        no_longer_critical=list(result.no_longer_critical),
        finishes_before=result.before.finishes_on,
        finishes_after=result.after.finishes_on,
        feasible=result.after.is_feasible,
    )


def read_workload(
    session: Session, principal: Principal, slug: str, *, by: Period, today: date
) -> list[LoadRead]:
    """Count what each party has to do, by month or week."""
    study = get_study_row(session, principal, slug)
    assembled = assemble(session, study, today=today)
    schedule = work_out(assembled.plan, calendars=assembled.calendars, today=today)
    return [
        LoadRead(**load._asdict())
        for load in workload(assembled.plan, schedule, calendars=assembled.calendars, by=by)
    ]


def _changes(wanted: Sequence[PlanChange]) -> list[Change]:
    """Read changes as the rules know them; every one that says nothing clear is named."""
    found: list[Change] = []
    faults: list[tuple[str, str]] = []
    for number, change in enumerate(wanted):
        if change.milestone is not None and change.field is not None:
            found.append(ItemChange(change.milestone, change.field, change.value))
        elif change.predecessor is None or change.successor is None:
            faults.append(
                (f"/changes/{number}", "Name a milestone with field and value, or predecessor and successor.")
            )
        elif change.remove:
            found.append(DependencyRemoved(change.predecessor, change.successor, change.link))
        else:
            found.append(
                DependencyAdded(
                    Dependency(change.predecessor, change.successor, change.link, change.lag_days)
                )
            )
    if faults:
        raise InvalidInputError("The changes are not clear.", faults)
    return found


def _row(row: Row, milestone: Milestone, calendar: str, party: str) -> PlanRow:
    return PlanRow(
        key=row.key,
        title=milestone.title,
        stage=milestone.stage,
        party=party,
        calendar=calendar,
        state=milestone.state,
        duration_days=milestone.duration_days,
        baseline_date=milestone.baseline_date,
        stated_date=milestone.forecast_date,
        forecast_date=row.forecast_date,
        actual_date=row.actual_date,
        start_date=row.start_date,
        latest_finish_date=row.latest_finish_date,
        total_float_days=row.total_float_days,
        free_float_days=row.free_float_days,
        slip_days=row.slip_days,
        slip_working_days=row.slip_working_days,
        slip_reason=milestone.slip_reason,
        critical=row.is_critical and milestone.state == "planned",
        drivers=[_driver(driver) for driver in row.drivers],
        illustrative=milestone.illustrative,
    )


def _driver(driver: Driver) -> DriverRead:
    dependency = driver.dependency
    return DriverRead(
        kind=driver.kind,
        milestone=dependency.predecessor if dependency else None,
        link=dependency.kind if dependency else None,
        lag_days=dependency.lag_days if dependency else None,
    )
