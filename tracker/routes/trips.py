"""Single trips of an analysis: a person's way with its reasons, and the nearest places of a service."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from tracker.routes.caching import answer_once
from tracker.routes.deps import PrincipalDep, ReadingDep, SettingsDep, declares
from tracker.schemas.common import Slug
from tracker.schemas.trips import ChainRead, NearestRead, TripsRead
from tracker.services.trips import questions
from tracker.services.trips.chains import ask_chain

MOST_PROFILES = 12
MOST_PLACES = 20
MOST_MINUTES = 240.0
MOST_NEEDS = 10

router = APIRouter(tags=["trips"])


def point_query(name: str) -> Any:  # noqa: ANN401 - what FastAPI's own functions give
    """Declare a parameter that is a point."""
    told = "longitude,latitude in degrees"
    return Query(alias=name, min_length=3, max_length=60, description=told, examples=["-46.6339,-23.5507"])


Profiles = Annotated[
    list[Slug], Query(alias="profile", max_length=MOST_PROFILES, description="all of the analysis without it")
]


@router.get(
    "/studies/{slug}/analyses/{analysis}/trips",
    response_model=TripsRead,
    openapi_extra=declares("assessment.read"),
)
def read_trips(
    slug: str,
    analysis: str,
    request: Request,
    session: ReadingDep,
    principal: PrincipalDep,
    settings: SettingsDep,
    start: Annotated[str, point_query("from")],
    end: Annotated[str, point_query("to")],
    profiles: Profiles = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """
    Look for the way of each profile between two points, in both readings, step by step with its reasons.

    Where the low reading has no way, `in_the_way` lists what stands in it, the nearest first.
    409 until a run of the analysis has prepared its streets; 503 while too many others ask.
    """
    asked = questions.ask_trips(
        session, principal, slug, analysis, start=start, end=end, profiles=profiles, settings=settings
    )
    return answer_once(request, asked.sha256, asked.answer)


@router.get(
    "/studies/{slug}/analyses/{analysis}/nearest",
    response_model=NearestRead,
    openapi_extra=declares("assessment.read"),
)
def read_nearest(
    slug: str,
    analysis: str,
    request: Request,
    session: ReadingDep,
    principal: PrincipalDep,
    settings: SettingsDep,
    at: Annotated[str, point_query("at")],
    service: Slug,
    k: Annotated[int, Query(ge=1, le=MOST_PLACES)] = 5,
    within_min: Annotated[float, Query(gt=0, le=MOST_MINUTES, allow_inf_nan=False)] = 60.0,
    profiles: Profiles = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """
    Look for the `k` nearest places of a service, for each profile in both readings.

    409 until a run of the analysis has prepared its streets; 503 while too many others ask.
    """
    asked = questions.ask_nearest(
        session,
        principal,
        slug,
        analysis,
        at=at,
        service=service,
        k=k,
        within_min=within_min,
        profiles=profiles,
        settings=settings,
    )
    return answer_once(request, asked.sha256, asked.answer)


@router.get(
    "/studies/{slug}/analyses/{analysis}/chain",
    response_model=ChainRead,
    openapi_extra=declares("assessment.read"),
)
def read_chain(
    slug: str,
    analysis: str,
    request: Request,
    session: ReadingDep,
    principal: PrincipalDep,
    settings: SettingsDep,
    start: Annotated[str, point_query("from")],
    place: Annotated[str, Query(min_length=1, max_length=200, description="key of a published place")],
    needs: Annotated[
        list[Slug], Query(alias="need", max_length=MOST_NEEDS, description="facts that are needed inside")
    ] = [],  # noqa: B006 - FastAPI copies it
    within_min: Annotated[float, Query(gt=0, le=MOST_MINUTES, allow_inf_nan=False)] = 60.0,
    profiles: Profiles = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """
    Follow the chain to a place of the register: route, step-free entrance, route inside, what is needed.

    What the register does not know today is unknown: it breaks the chain in the low reading and holds in
    the high one. 409 where the place is not known well enough to be led to, or until a run has prepared
    the streets.
    """
    asked = ask_chain(
        session,
        principal,
        slug,
        analysis,
        start=start,
        place=place,
        needs=needs,
        within_min=within_min,
        profiles=profiles,
        settings=settings,
    )
    return answer_once(request, asked.sha256, asked.answer)
