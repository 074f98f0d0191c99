"""Studies: the portfolio and one study in full."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from tracker.clock import today
from tracker.record.workflows.engagement import ENGAGEMENT
from tracker.routes.deps import PrincipalDep, ReadingDep, declares
from tracker.schemas.common import Slug
from tracker.schemas.studies import StudyPage, StudyRead
from tracker.services import studies
from tracker.services.record import portfolio
from tracker.services.record.portfolio import StudyQuery

router = APIRouter(tags=["studies"])


@router.get("/studies", openapi_extra=declares("study.list"))
def list_studies(
    session: ReadingDep,
    principal: PrincipalDep,
    *,
    programme: Slug | None = None,
    city: Slug | None = None,
    state: Annotated[str | None, Query(pattern=f"^({'|'.join(ENGAGEMENT.states)})$")] = None,
    order: Literal["slug", "slip"] = "slug",
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> StudyPage:
    """
    List the studies you have a role in, each with what is late and why.

    `programme`, `city` (an organisation) and `state` are those of the engagement; `order=slip` puts the
    study furthest behind first.
    """
    query = StudyQuery(programme=programme, city=city, state=state, order=order, offset=offset, limit=limit)
    return portfolio.list_studies(session, principal, query, today=today())


@router.get("/studies/{slug}", openapi_extra=declares("study.read"))
def read_study(slug: str, session: ReadingDep, principal: PrincipalDep) -> StudyRead:
    """Read a study: its question, parties, stages, deliverables, indicators, parameters and analyses."""
    return studies.get_study(session, principal, slug, today=today())
