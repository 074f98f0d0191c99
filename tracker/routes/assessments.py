"""Assessments: request a run, follow it, and read its figures as rows or as shapes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response, status

from tracker.clock import now
from tracker.routes.caching import answer_once
from tracker.routes.deps import PrincipalDep, ReadingDep, WorkDep, declares
from tracker.routes.repeatable import RepeatableRoute
from tracker.schemas.assessments import (
    AreaCoverageRow,
    AreaKind,
    AssessmentCreate,
    AssessmentRead,
    CoverageRow,
)
from tracker.schemas.common import FeatureCollection, Page, Slug
from tracker.services import assessments
from tracker.services.study_layers import areas
from tracker.services.study_layers.areas import FigureFilter

router = APIRouter(tags=["assessments"], route_class=RepeatableRoute)


def figure_filter(
    service: Slug | None = None,
    profile: Slug | None = None,
    cutoff_s: Annotated[float | None, Query(gt=0, allow_inf_nan=False)] = None,
) -> FigureFilter:
    """Read which figures are asked for; what is left out is not filtered."""
    return FigureFilter(service=service, profile=profile, cutoff_s=cutoff_s)


FilterDep = Annotated[FigureFilter, Depends(figure_filter)]


@router.post(
    "/studies/{slug}/assessments",
    status_code=status.HTTP_202_ACCEPTED,
    openapi_extra=declares("assessment.request"),
)
def request_assessment(
    slug: str, wanted: AssessmentCreate, response: Response, work: WorkDep, principal: PrincipalDep
) -> AssessmentRead:
    """
    Ask for a run of an analysis; its address is in `Location`.

    While a run of the same analysis waits or runs, that one is given back. Once it has
    finished, asking again makes a new assessment even if nothing has changed: it then has
    the same `run_sha256`.
    """
    with work() as session:
        assessment = assessments.request_assessment(session, principal, slug, wanted, at=now())
    response.headers["Location"] = f"/api/v1/assessments/{assessment.id}"
    return assessment


@router.get("/studies/{slug}/assessments", openapi_extra=declares("assessment.read"))
def list_assessments(slug: str, session: ReadingDep, principal: PrincipalDep) -> Page[AssessmentRead]:
    """List a study's assessments, newest first."""
    return assessments.list_assessments(session, principal, slug)


@router.get("/assessments/{assessment_id}", openapi_extra=declares("assessment.read"))
def read_assessment(assessment_id: str, session: ReadingDep, principal: PrincipalDep) -> AssessmentRead:
    """Read an assessment: state, provenance, diagnostics, and whether a run made now might differ."""
    return assessments.get_assessment(session, principal, assessment_id)


@router.get(
    "/assessments/{assessment_id}/coverage",
    response_model=Page[CoverageRow],
    openapi_extra=declares("assessment.read"),
)
def read_coverage(
    assessment_id: str, request: Request, session: ReadingDep, principal: PrincipalDep, wanted: FilterDep
) -> Response:
    """Read the figures of the whole study; 409 until the run has finished."""
    run_sha256 = areas.get_run_sha256(session, principal, assessment_id)
    return answer_once(
        request, run_sha256, lambda: areas.list_coverage(session, principal, assessment_id, wanted)
    )


@router.get(
    "/assessments/{assessment_id}/areas",
    response_model=Page[AreaCoverageRow],
    openapi_extra=declares("assessment.read"),
)
def read_areas(
    assessment_id: str,
    kind: AreaKind,
    request: Request,
    session: ReadingDep,
    principal: PrincipalDep,
    wanted: FilterDep,
) -> Response:
    """Read the figures by hexagon or district; 409 until the run has finished."""
    run_sha256 = areas.get_run_sha256(session, principal, assessment_id)
    return answer_once(
        request, run_sha256, lambda: areas.list_areas(session, principal, assessment_id, kind, wanted)
    )


@router.get(
    "/assessments/{assessment_id}/features",
    response_model=FeatureCollection,
    openapi_extra=declares("assessment.read"),
)
def read_features(
    assessment_id: str,
    kind: AreaKind,
    request: Request,
    session: ReadingDep,
    principal: PrincipalDep,
    wanted: FilterDep,
) -> Response:
    """
    Read hexagons or districts as GeoJSON, one feature for each figure that passes the filter.

    Name service, profile and cutoff to get every area once; 409 until the run has finished.
    """
    run_sha256 = areas.get_run_sha256(session, principal, assessment_id)
    return answer_once(
        request, run_sha256, lambda: areas.get_features(session, principal, assessment_id, kind, wanted)
    )
