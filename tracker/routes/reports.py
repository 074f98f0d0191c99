"""Reports: list, read, write the draft, and submit it as a frozen version."""

from __future__ import annotations

from fastapi import APIRouter, Response, status

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
from tracker.schemas.reports import (
    CommentRead,
    CommentState,
    DraftRead,
    DraftUpdate,
    ReportSummary,
    VersionSummary,
)
from tracker.services import reports, reviews

router = APIRouter(tags=["reports"], route_class=RepeatableRoute)


@router.get("/studies/{slug}/reports", openapi_extra=declares("report.read"))
def list_reports(slug: str, session: ReadingDep, principal: PrincipalDep) -> Page[ReportSummary]:
    """List a study's reports, each with its newest version."""
    return reports.list_reports(session, principal, slug)


@router.get("/reports/{report_id}", openapi_extra=declares("report.read"))
def read_report(report_id: str, session: ReadingDep, principal: PrincipalDep) -> ReportSummary:
    """Read a report and which version is its newest."""
    return reports.get_report(session, principal, report_id)


@router.get("/reports/{report_id}/draft", openapi_extra=declares("draft.read"))
def read_draft(report_id: str, response: Response, session: ReadingDep, principal: PrincipalDep) -> DraftRead:
    """Read the working text as it would be frozen now, with every fault; the ETag names its version."""
    draft = reports.get_draft(session, principal, report_id)
    set_etag(response, draft.version)
    return draft


@router.put("/reports/{report_id}/draft", openapi_extra=declares("draft.update"))
def save_draft(
    report_id: str,
    body: DraftUpdate,
    response: Response,
    work: WorkDep,
    principal: PrincipalDep,
    expected_version: ExpectedVersionDep,
) -> DraftRead:
    """Replace the working text. A text with faults is kept too; only submitting needs it without."""
    with work() as session:
        draft = reports.save_draft(
            session, principal, report_id, body.source, expected_version=expected_version
        )
    set_etag(response, draft.version)
    return draft


@router.post(
    "/reports/{report_id}/versions",
    status_code=status.HTTP_201_CREATED,
    openapi_extra=declares("version.submit"),
)
def submit_version(
    report_id: str, response: Response, work: WorkDep, principal: PrincipalDep
) -> VersionSummary:
    """Freeze the draft with its figures, HTML and PDF, for review; 422 lists every fault of the draft."""
    with work() as session:
        version = reports.submit_version(session, principal, report_id)
    response.headers["Location"] = f"/api/v1/versions/{version.id}"
    return version


@router.get("/reports/{report_id}/versions", openapi_extra=declares("version.read"))
def list_versions(report_id: str, session: ReadingDep, principal: PrincipalDep) -> Page[VersionSummary]:
    """List a report's frozen versions, newest first."""
    return reports.list_versions(session, principal, report_id)


@router.get("/reports/{report_id}/comments", openapi_extra=declares("comment.read"))
def list_report_comments(
    report_id: str, session: ReadingDep, principal: PrincipalDep, state: CommentState | None = None
) -> Page[CommentRead]:
    """List the comments on all versions; `state=open` shows what earlier rounds left open."""
    return reviews.list_report_comments(session, principal, report_id, state=state)
