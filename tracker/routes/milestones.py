"""Milestones: list, read, change with If-Match, and the history of changes."""

from __future__ import annotations

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
from tracker.schemas.common import Page
from tracker.schemas.milestones import MilestoneChange, MilestoneRead, MilestoneUpdate
from tracker.services import milestones

router = APIRouter(tags=["milestones"])


@router.get("/studies/{slug}/milestones", openapi_extra=declares("milestone.read"))
def list_milestones(slug: str, session: ReadingDep, principal: PrincipalDep) -> Page[MilestoneRead]:
    """List a study's milestones in the order of its plan."""
    return milestones.list_milestones(session, principal, slug, today=today())


@router.get("/milestones/{milestone_id}", openapi_extra=declares("milestone.read"))
def read_milestone(
    milestone_id: str, response: Response, session: ReadingDep, principal: PrincipalDep
) -> MilestoneRead:
    """Read a milestone; the ETag names its version."""
    found = milestones.get_milestone(session, principal, milestone_id, today=today())
    set_etag(response, found.version)
    return found


@router.patch("/milestones/{milestone_id}", openapi_extra=declares("milestone.update"))
def update_milestone(
    milestone_id: str,
    change: MilestoneUpdate,
    response: Response,
    work: WorkDep,
    principal: PrincipalDep,
    expected_version: ExpectedVersionDep,
) -> MilestoneRead:
    """Change the fields sent. The baseline never changes; a rule in the way answers 409 with all faults."""
    with work() as session:
        saved = milestones.update_milestone(
            session, principal, milestone_id, change, expected_version=expected_version, at=now()
        )
    set_etag(response, saved.version)
    return saved


@router.get("/milestones/{milestone_id}/history", openapi_extra=declares("milestone.read"))
def list_changes(milestone_id: str, session: ReadingDep, principal: PrincipalDep) -> Page[MilestoneChange]:
    """Read who changed what and when, newest first."""
    return milestones.list_changes(session, principal, milestone_id)
