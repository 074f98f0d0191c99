"""Frozen versions: read them on screen or as PDF, and decide on them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response, status

from tracker.routes.caching import CACHE_CONTROL
from tracker.routes.deps import (
    ExpectedVersionDep,
    PrincipalDep,
    ReadingDep,
    WorkDep,
    declares,
    set_etag,
)
from tracker.routes.repeatable import RepeatableRoute
from tracker.schemas.reports import AnswerCreate, DecisionCreate, DecisionRead, VersionRead
from tracker.services import reports, reviews

router = APIRouter(tags=["reports"], route_class=RepeatableRoute)


@router.get("/versions/{version_id}", openapi_extra=declares("version.read"))
def read_version(
    version_id: str, response: Response, session: ReadingDep, principal: PrincipalDep
) -> VersionRead:
    """Read a frozen version: its text never changes; `stale` says where newer results exist."""
    read, row_version = reports.get_version(session, principal, version_id)
    set_etag(response, row_version)
    return read


@router.get(
    "/versions/{version_id}/pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}, "description": "The report as tagged PDF"}},
    openapi_extra=declares("version.read"),
)
def read_pdf(version_id: str, request: Request, session: ReadingDep, principal: PrincipalDep) -> Response:
    """Read a frozen version as PDF (PDF/UA-1, PDF/A-2a); the same bytes each time."""
    pdf, name, sha256 = reports.get_pdf(session, principal, version_id)
    headers = {"ETag": f'"{sha256}"', "Cache-Control": CACHE_CONTROL}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=headers)
    headers["Content-Disposition"] = f'inline; filename="{name}"'
    return Response(pdf, media_type="application/pdf", headers=headers)


@router.post(
    "/versions/{version_id}/decisions",
    status_code=status.HTTP_201_CREATED,
    openapi_extra=declares("version.decide"),
)
def decide(
    version_id: str,
    body: DecisionCreate,
    work: WorkDep,
    principal: PrincipalDep,
    expected_version: ExpectedVersionDep,
) -> DecisionRead:
    """
    Decide on a version in the name of the reviewer's institution.

    If-Match is the ETag of the version and `content_sha256` the hash of what was read. An
    institution decides once on a version and cannot accept while it has an open "must".
    """
    with work() as session:
        return reviews.decide(session, principal, version_id, body, expected_version=expected_version)


@router.post(
    "/decisions/{decision_id}/answer",
    status_code=status.HTTP_201_CREATED,
    openapi_extra=declares("decision.answer"),
)
def answer_decision(
    decision_id: str, body: AnswerCreate, work: WorkDep, principal: PrincipalDep
) -> DecisionRead:
    """Answer a decision, once, for the project."""
    with work() as session:
        return reviews.answer_decision(session, principal, decision_id, body)
