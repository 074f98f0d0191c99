"""Plans and studies: begin one, read its plan, try a change, freeze the baseline, add a milestone."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response

from tracker.clock import now, today
from tracker.routes.deps import (
    ExpectedVersionDep,
    PrincipalDep,
    ReadingDep,
    WorkDep,
    declares,
    set_etag,
)
from tracker.routes.repeatable import RepeatableRoute
from tracker.schemas.common import Page
from tracker.schemas.milestones import MilestoneRead
from tracker.schemas.plans import (
    LoadRead,
    MilestoneCreate,
    PlanRead,
    StudyCreate,
    TemplateRead,
    WhatIfRead,
    WhatIfRequest,
)
from tracker.schemas.studies import StudyRead
from tracker.services import milestones, studies
from tracker.services.plans import creating, reading

router = APIRouter(tags=["plans"], route_class=RepeatableRoute)


@router.get("/plan-templates", openapi_extra=declares("study.list"))
def list_templates(_principal: PrincipalDep) -> Page[TemplateRead]:
    """List the sequences of milestones that a study can begin with."""
    items = creating.list_templates()
    return Page(items=items, total=len(items))


@router.post("/engagements/{scope}/studies", status_code=201, openapi_extra=declares("record.write"))
def create_study(scope: str, wanted: StudyCreate, work: WorkDep, principal: PrincipalDep) -> StudyRead:
    """
    Begin a study, from a template (`template`, `starts_on`, `parties`) or with stages of its own.

    Its dates are proposals until the baseline is frozen.
    """
    with work() as session:
        creating.create_study(session, principal, scope, wanted, at=now())
        # whoever may begin it holds a role that covers it; the new study is not yet among their own
        return studies.read_new_study(session, wanted.slug, today=today())


@router.get("/studies/{slug}/plan", openapi_extra=declares("milestone.read"))
def read_plan(slug: str, session: ReadingDep, principal: PrincipalDep) -> PlanRead:
    """Read the plan as of today: baseline, forecast from actuals and dependencies, float, critical path."""
    return reading.read_plan(session, principal, slug, today=today())


@router.post("/studies/{slug}/plan/what-if", openapi_extra=declares("milestone.read"))
def try_changes(slug: str, wanted: WhatIfRequest, session: ReadingDep, principal: PrincipalDep) -> WhatIfRead:
    """Show what changes would move, before anything is saved; this call saves nothing."""
    return reading.try_changes(session, principal, slug, wanted, today=today())


@router.get("/studies/{slug}/workload", openapi_extra=declares("milestone.read"))
def read_workload(
    slug: str, session: ReadingDep, principal: PrincipalDep, by: Literal["month", "week"] = "month"
) -> Page[LoadRead]:
    """Count what each party has to do, by month or week."""
    items = reading.read_workload(session, principal, slug, by=by, today=today())
    return Page(items=items, total=len(items))


@router.post("/studies/{slug}/baseline", openapi_extra=declares("record.write"))
def freeze_baseline(slug: str, work: WorkDep, principal: PrincipalDep) -> PlanRead:
    """Freeze the agreed dates at the end of inception; from then on only an approved change moves them."""
    with work() as session:
        creating.freeze_baseline(session, principal, slug, at=now())
        return reading.read_plan(session, principal, slug, today=today())


@router.post("/studies/{slug}/milestones", status_code=201, openapi_extra=declares("record.write"))
def create_milestone(
    slug: str, wanted: MilestoneCreate, response: Response, work: WorkDep, principal: PrincipalDep
) -> MilestoneRead:
    """Add a milestone to the plan."""
    with work() as session:
        made = creating.create_milestone(session, principal, slug, wanted, at=now())
    set_etag(response, made.version)
    return made


@router.post("/milestones/{milestone_id}/confirmation", openapi_extra=declares("record.move"))
def confirm_milestone(
    milestone_id: str,
    response: Response,
    work: WorkDep,
    principal: PrincipalDep,
    expected_version: ExpectedVersionDep,
) -> MilestoneRead:
    """Confirm, for the city, that a milestone was reached; some count as achieved only then."""
    with work() as session:
        saved = milestones.confirm_milestone(
            session, principal, milestone_id, expected_version=expected_version, at=now()
        )
    set_etag(response, saved.version)
    return saved
