"""What is read across kinds: the line from prize to pilot, and whose turn it is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from tracker.clock import now
from tracker.domain.permissions import Principal
from tracker.routes.deps import PrincipalDep, ReadingDep, declares, open_gate
from tracker.schemas.common import Slug
from tracker.schemas.lineage import LineageRead, TurnPage
from tracker.services.record import lineage, turns

router = APIRouter(tags=["record"])


@router.get("/engagements/{scope}/lineage", openapi_extra=declares("record.read"))
def read_lineage(
    scope: str, session: ReadingDep, principal: Annotated[Principal | None, Depends(open_gate)]
) -> LineageRead:
    """
    Read the line from programme and candidacy to findings, recommendations, answers, pilots, indicators.

    `recommendations` says what became of each, `pilots` what each pilot came of and what it changed.
    """
    return lineage.read_lineage(session, principal, scope)


@router.get("/turns", openapi_extra=declares("turn.read"))
def list_turns(
    session: ReadingDep,
    principal: PrincipalDep,
    *,
    mine: bool = True,
    engagement: Slug | None = None,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> TurnPage:
    """
    List what waits for your organisation (`mine`), or for anybody, in engagements you may know of.

    Days are working days of the party that is waited for; the longest overdue comes first.
    """
    return turns.list_turns(
        session, principal, mine=mine, engagement=engagement, offset=offset, limit=limit, at=now()
    )
