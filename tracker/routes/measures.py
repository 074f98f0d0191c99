"""Measures and isochrones of an assessment: what was asked for beyond coverage, as rows and as shapes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from tracker.routes.caching import answer_once
from tracker.routes.deps import PrincipalDep, ReadingDep, declares
from tracker.schemas.assessments import AreaKind
from tracker.schemas.common import FeatureCollection, Page, Slug
from tracker.schemas.measures import AreaMeasureRow, MeasureRow, ReadingName
from tracker.services import measures
from tracker.services.measures import IsochroneFilter
from tracker.services.study_layers import areas

router = APIRouter(tags=["assessments"])


def isochrone_filter(
    service: Slug | None = None,
    profile: Slug | None = None,
    reading: ReadingName | None = None,
    cutoff_s: Annotated[float | None, Query(gt=0, allow_inf_nan=False)] = None,
) -> IsochroneFilter:
    """Read which isochrones are asked for; what is left out is not filtered."""
    return IsochroneFilter(service=service, profile=profile, cutoff_s=cutoff_s, reading=reading)


@router.get(
    "/assessments/{assessment_id}/measures",
    response_model=Page[MeasureRow],
    openapi_extra=declares("assessment.read"),
)
def read_measures(
    assessment_id: str, request: Request, session: ReadingDep, principal: PrincipalDep
) -> Response:
    """Read the measures of the whole study, one row a measure and profile; 409 until the run has finished."""
    run_sha256 = areas.get_run_sha256(session, principal, assessment_id)
    return answer_once(request, run_sha256, lambda: measures.list_measures(session, principal, assessment_id))


@router.get(
    "/assessments/{assessment_id}/measures/{measure_key}/areas",
    response_model=Page[AreaMeasureRow],
    openapi_extra=declares("assessment.read"),
)
def read_measure_areas(
    assessment_id: str,
    measure_key: str,
    kind: AreaKind,
    request: Request,
    session: ReadingDep,
    principal: PrincipalDep,
    profile: Slug | None = None,
) -> Response:
    """Read one measure by hexagon or district; 409 until the run has finished."""
    run_sha256 = areas.get_run_sha256(session, principal, assessment_id)
    return answer_once(
        request,
        run_sha256,
        lambda: measures.list_areas(session, principal, assessment_id, measure_key, kind, profile),
    )


@router.get(
    "/assessments/{assessment_id}/isochrones",
    response_model=FeatureCollection,
    openapi_extra=declares("assessment.read"),
)
def read_isochrones(
    assessment_id: str,
    request: Request,
    session: ReadingDep,
    principal: PrincipalDep,
    wanted: Annotated[IsochroneFilter, Depends(isochrone_filter)],
) -> Response:
    """
    Read as GeoJSON the land from which the nearest place of a service is reached within a cutoff.

    Of one service, profile and cutoff the shape of the high reading contains that of the low
    one; where nothing is within reach the geometry is null. Nothing when the analysis asks for
    no isochrones; 409 until the run has finished.
    """
    run_sha256 = areas.get_run_sha256(session, principal, assessment_id)
    return answer_once(
        request, run_sha256, lambda: measures.get_isochrones(session, principal, assessment_id, wanted)
    )
