"""The audit chain of a study, and the history of one object."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from tracker.routes.deps import PrincipalDep, ReadingDep, declares
from tracker.schemas.audit import AuditPage, HistoryRead
from tracker.services import audit

router = APIRouter(tags=["audit"])

AfterQuery = Annotated[int, Query(ge=0, le=2**31 - 1, description="`next_after` of the answer before")]
LimitQuery = Annotated[int, Query(ge=1, le=500)]


@router.get("/studies/{slug}/audit", openapi_extra=declares("audit.read"))
def list_audit(
    slug: str, session: ReadingDep, principal: PrincipalDep, after: AfterQuery = 0, limit: LimitQuery = 100
) -> AuditPage:
    """
    Read who did what in a study, from the beginning.

    Each entry's `canonical` text can be hashed by any program: it gives `sha256`, and names the hash of
    the entry before it.
    """
    return audit.list_audit(session, principal, slug, after=after, limit=limit)


@router.get("/history/{kind}/{object_id}", openapi_extra=declares("history.read"))
def read_history(
    kind: str,
    object_id: str,
    session: ReadingDep,
    principal: PrincipalDep,
    after: AfterQuery = 0,
    limit: LimitQuery = 100,
) -> HistoryRead:
    """
    Read what was written down about an object whose study you may see, oldest first.

    `kind` is one of milestone, draft (with the report's identifier), version, comment, decision, assessment,
    place, proposal, suggestion, import and mapping. 404 also when nothing was written down yet.
    """
    return audit.list_history(session, principal, kind, object_id, after=after, limit=limit)
