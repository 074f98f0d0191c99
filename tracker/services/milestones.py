"""Reading and changing milestones; every change leaves a row of history in the same transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from sqlalchemy.orm import Session

from tracker.domain import milestone as rules
from tracker.domain.permissions import Action, Principal
from tracker.errors import InvalidInputError, NotFoundError, PreconditionFailedError, RuleConflictError
from tracker.schemas.common import Page
from tracker.schemas.milestones import FieldChange, MilestoneChange, MilestoneRead, MilestoneUpdate
from tracker.services.principals import check_allowed
from tracker.store import milestones as store
from tracker.store import tables
from tracker.store.studies import find_study


def to_rules(row: tables.Milestone) -> rules.Milestone:
    """Take the values the rules look at."""
    return rules.Milestone(
        baseline_date=row.baseline_date,
        forecast_date=row.forecast_date,
        actual_date=row.actual_date,
        state=cast("rules.State", row.state),
        slip_reason=row.slip_reason,
        evidence=row.evidence,
    )


def read_milestone(row: tables.Milestone, *, study: str, today: date) -> MilestoneRead:
    """Shape the answer about a milestone."""
    plain = to_rules(row)
    return MilestoneRead(
        id=row.id,
        key=row.key,
        study=study,
        stage=row.stage,
        title=row.title,
        owner=row.owner,
        baseline_date=row.baseline_date,
        forecast_date=row.forecast_date,
        actual_date=row.actual_date,
        state=plain.state,
        status=rules.status(plain, today=today),
        slip_days=rules.slip_days(plain, today=today),
        slip_reason=row.slip_reason,
        evidence=row.evidence,
        illustrative=row.illustrative,
        version=row.version,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
    )


def list_milestones(session: Session, principal: Principal, slug: str, *, today: date) -> Page[MilestoneRead]:
    """List the milestones of a study."""
    check_allowed(principal, "milestone.read", study=slug)
    rows = store.list_milestones(session, slug)
    # an administrator's role counts in every study, also in those that do not exist
    if not rows and find_study(session, slug) is None:
        raise NotFoundError(f"There is no study called {slug}.")
    items = [read_milestone(row, study=slug, today=today) for row in rows]
    return Page(items=items, total=len(items))


def _get(
    session: Session, principal: Principal, milestone_id: str, action: Action, *, for_update: bool = False
) -> tables.Milestone:
    row = store.find_milestone(session, milestone_id, for_update=for_update)
    if row is None:
        raise NotFoundError("There is no such milestone, or it is not yours to see.")
    check_allowed(principal, action, study=row.study.slug)
    return row


def get_milestone(session: Session, principal: Principal, milestone_id: str, *, today: date) -> MilestoneRead:
    """Read one milestone."""
    row = _get(session, principal, milestone_id, "milestone.read")
    return read_milestone(row, study=row.study.slug, today=today)


def update_milestone(
    session: Session,
    principal: Principal,
    milestone_id: str,
    change: MilestoneUpdate,
    *,
    expected_version: int,
    at: datetime,
) -> MilestoneRead:
    """Change a milestone if nobody else has since the expected version."""
    row = _get(session, principal, milestone_id, "milestone.update", for_update=True)
    if row.version != expected_version:
        raise PreconditionFailedError(
            f"The milestone is now at version {row.version}, saved by {row.updated_by or 'the import'}; "
            f"you started from version {expected_version}."
        )
    if "state" in change.model_fields_set and change.state is None:
        raise InvalidInputError("A milestone always has a state.", [("/state", "must not be null")])
    changes = _apply(row, change)
    if changes:
        faults = rules.change_faults(to_rules(row), today=at.date())
        if faults:
            raise RuleConflictError(" ".join(message for _, message in faults), faults)
        row.updated_at = at
        row.updated_by = principal.name
        session.flush()  # raises the version, which the history names
        store.add_change(
            session,
            tables.MilestoneChange(
                milestone_id=row.id,
                version=row.version,
                changed_at=at,
                changed_by=principal.name,
                changes=[entry.model_dump() for entry in changes],
            ),
        )
    return read_milestone(row, study=row.study.slug, today=at.date())


def _apply(row: tables.Milestone, change: MilestoneUpdate) -> list[FieldChange]:
    """Set the fields that were sent and list those that differ."""
    changes: list[FieldChange] = []
    for field in sorted(change.model_fields_set):
        before, after = getattr(row, field), getattr(change, field)
        if after == "":
            after = None
        if before != after:
            setattr(row, field, after)
            changes.append(FieldChange(field=field, before=_shown(before), after=_shown(after)))
    return changes


def _shown(value: date | str | None) -> str | None:
    return None if value is None else str(value)


def list_changes(session: Session, principal: Principal, milestone_id: str) -> Page[MilestoneChange]:
    """Read a milestone's history, newest first."""
    row = _get(session, principal, milestone_id, "milestone.read")
    items = [
        MilestoneChange(
            version=entry.version,
            changed_at=entry.changed_at,
            changed_by=entry.changed_by,
            changes=[FieldChange(**change) for change in entry.changes],
        )
        for entry in store.list_changes(session, row.id)
    ]
    return Page(items=items, total=len(items))
