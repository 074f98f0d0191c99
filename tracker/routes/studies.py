"""Studies: the portfolio and one study in full."""

from __future__ import annotations

from fastapi import APIRouter

from tracker.clock import today
from tracker.routes.deps import PrincipalDep, ReadingDep, declares
from tracker.schemas.common import Page
from tracker.schemas.studies import StudyRead, StudySummary
from tracker.services import studies

router = APIRouter(tags=["studies"])


@router.get("/studies", openapi_extra=declares("study.list"))
def list_studies(session: ReadingDep, principal: PrincipalDep) -> Page[StudySummary]:
    """List the studies you have a role in, each with what is late and why."""
    return studies.list_studies(session, principal, today=today())


@router.get("/studies/{slug}", openapi_extra=declares("study.read"))
def read_study(slug: str, session: ReadingDep, principal: PrincipalDep) -> StudyRead:
    """Read a study: its question, parties, stages, deliverables, indicators, parameters and analyses."""
    return studies.get_study(session, principal, slug, today=today())
