"""Reading and changing milestones; every change leaves a row of history in the same transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from sqlalchemy.orm import Session

from tracker.domain import milestone as rules
from tracker.domain.permissions import Action, Principal
from tracker.errors import InvalidInputError, NotAllowedError, NotFoundError, RuleConflictError
from tracker.schemas.common import Page
from tracker.schemas.milestones import FieldChange, MilestoneChange, MilestoneRead, MilestoneUpdate
from tracker.services import audit
from tracker.services.principals import NOTHING_HERE, check_allowed, check_version
from tracker.services.record_facts.content import before_the_programme
from tracker.services.record_facts.days import day_of
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
        duration_days=row.duration_days,
        not_before=row.not_before,
        started_date=row.started_date,
        city_confirms=row.city_confirms,
        confirmed_by=row.confirmed_by,
        confirmed_organisation=row.confirmed_organisation,
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
        raise NotFoundError(NOTHING_HERE)
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
    check_version(
        row.version,
        expected=expected_version,
        what="milestone",
        saved_by=row.updated_by,
        record=lambda: read_milestone(row, study=row.study.slug, today=at.date()),
    )
    empty = [
        (f"/{field}", "must not be null")
        for field in ("state", "baseline_date", "duration_days")
        if field in change.model_fields_set and getattr(change, field) is None
    ]
    if empty:
        raise InvalidInputError("A milestone always has a state, a baseline and a duration.", empty)
    before = row.state
    changes = _apply(row, change)
    if before == "achieved" and row.state == "planned" and row.confirmed_at is not None:
        # the city's word was about that time; it says so again when it is reached again
        changes.append(FieldChange(field="confirmed_by", before=row.confirmed_by, after=None))
        row.confirmed_at = row.confirmed_by = row.confirmed_organisation = None
    if changes:
        # a query would save what was set so far, and saving twice raises the version twice
        with session.no_autoflush:
            faults = rules.change_faults(to_rules(row), today=day_of(session, principal, at=at))
            faults += _record_faults(session, row, before, {entry.field for entry in changes})
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
        audit.record(
            session,
            scope=audit.scope_of(row.study),
            principal=principal,
            action="milestone.update",
            kind="milestone",
            object_id=row.id,
            version=row.version,
            changes=[audit.Change(entry.field, entry.before, entry.after) for entry in changes],
            at=at,
        )
    return read_milestone(row, study=row.study.slug, today=at.date())


def _record_faults(
    session: Session, row: tables.Milestone, state_before: str, changed: set[str]
) -> list[tuple[str, str]]:
    """List what the record forbids: a frozen baseline, days before the programme, no word of the city."""
    faults = []
    if "baseline_date" in changed:
        store.hold_baseline(session, row)
        if row.study.baseline_frozen_at is not None:
            faults.append(("/baseline_date", "The baseline is frozen; ask for a change of it."))
    days = {name: getattr(row, name) for name in changed if name.endswith("_date") or name == "not_before"}
    faults += before_the_programme(session, row.study.engagement, days)
    achieved = row.state == "achieved" and state_before != "achieved"
    if achieved and row.city_confirms and row.confirmed_at is None:
        faults.append(("/state", "The city has to confirm this milestone first."))
    return faults


def confirm_milestone(
    session: Session, principal: Principal, milestone_id: str, *, expected_version: int, at: datetime
) -> MilestoneRead:
    """Say, for the city, that a milestone was reached."""
    row = _get(session, principal, milestone_id, "milestone.read", for_update=True)
    if "city_partner" not in principal.roles(row.study.slug):
        raise NotAllowedError("Only the city confirms a milestone.")
    check_version(
        row.version,
        expected=expected_version,
        what="milestone",
        saved_by=row.updated_by,
        record=lambda: read_milestone(row, study=row.study.slug, today=at.date()),
    )
    if row.confirmed_at is None:
        row.confirmed_at, row.confirmed_by = at, principal.name
        row.confirmed_organisation = principal.organisation
        row.updated_at, row.updated_by = at, principal.name
        session.flush()
        audit.record(
            session,
            scope=audit.scope_of(row.study),
            principal=principal,
            action="milestone.confirm",
            kind="milestone",
            object_id=row.id,
            version=row.version,
            changes=[audit.Change("confirmed_organisation", None, principal.organisation)],
            at=at,
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
