"""Comments on frozen versions, and the answers to them."""

from __future__ import annotations

from fastapi import APIRouter, status

from tracker.routes.deps import PrincipalDep, ReadingDep, WorkDep, declares
from tracker.routes.repeatable import RepeatableRoute
from tracker.schemas.common import Page
from tracker.schemas.reports import CommentCreate, CommentRead, ResponseCreate
from tracker.services import reviews

router = APIRouter(tags=["reports"], route_class=RepeatableRoute)


@router.get("/versions/{version_id}/comments", openapi_extra=declares("comment.read"))
def list_comments(version_id: str, session: ReadingDep, principal: PrincipalDep) -> Page[CommentRead]:
    """List a version's comments with their answers, in the order they were made."""
    return reviews.list_comments(session, principal, version_id)


@router.post(
    "/versions/{version_id}/comments",
    status_code=status.HTTP_201_CREATED,
    openapi_extra=declares("comment.create"),
)
def add_comment(version_id: str, body: CommentCreate, work: WorkDep, principal: PrincipalDep) -> CommentRead:
    """Remark on a heading or figure of the newest version."""
    with work() as session:
        return reviews.add_comment(session, principal, version_id, body)


@router.post(
    "/comments/{comment_id}/responses",
    status_code=status.HTTP_201_CREATED,
    openapi_extra=declares("comment.respond"),
)
def add_response(
    comment_id: str, body: ResponseCreate, work: WorkDep, principal: PrincipalDep
) -> CommentRead:
    """Answer a comment for the project; gives the comment with all its answers."""
    with work() as session:
        return reviews.add_response(session, principal, comment_id, body)
