"""The public finder: published places without an account, what goes out of it, and suggestions sent in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status
from starlette.responses import FileResponse

from tracker.clock import now, today
from tracker.routes.client_address import client_address
from tracker.routes.deps import ReadingDep, SettingsDep, WorkDep, declares
from tracker.routes.register.downloads import send_file
from tracker.routes.register.query import PlaceFiltersDep, PlaceQueryDep
from tracker.routes.repeatable import RepeatableRoute
from tracker.schemas.common import FeatureCollection, Page
from tracker.schemas.finder import (
    ChoicesRead,
    ExportFormat,
    FinderSummary,
    PlaceFound,
    PlacesFound,
    SuggestionCreate,
    SuggestionReceipt,
)
from tracker.services.register import exporting, finder, suggestions
from tracker.services.register.facts import refresh_facts

router = APIRouter(tags=["finder"], route_class=RepeatableRoute)
# Anybody may keep these answers for a minute; a withdrawn place is gone from them soon after.
PUBLIC = "public, max-age=60"


@router.get("/finder", openapi_extra=declares("finder.read"))
def list_finders(response: Response, session: ReadingDep) -> Page[FinderSummary]:
    """List the studies that have published places, each with how many and how new."""
    response.headers["Cache-Control"] = PUBLIC
    return finder.list_finders(session)


@router.get("/finder/{slug}/places", openapi_extra=declares("finder.read"))
def find_places(
    slug: str, query: PlaceQueryDep, response: Response, session: ReadingDep, work: WorkDep
) -> PlacesFound:
    """Find published places: nearest first when a point is named, else by name."""
    refresh_facts(session, work, today=today())
    response.headers["Cache-Control"] = PUBLIC
    return finder.find_places(session, slug, query, today=today())


# A key comes out of a file and may hold a slash, which stands in the address as any other letter does.
@router.get("/finder/{slug}/places/{key:path}", openapi_extra=declares("finder.read"))
def read_found_place(slug: str, key: str, response: Response, session: ReadingDep) -> PlaceFound:
    """Read a published place with all that is known of it."""
    response.headers["Cache-Control"] = PUBLIC
    return finder.get_place(session, slug, key, today=today())


@router.get("/finder/{slug}/choices", openapi_extra=declares("finder.read"))
def read_choices(slug: str, response: Response, session: ReadingDep, work: WorkDep) -> ChoicesRead:
    """Read what the places can be filtered by, with counts."""
    refresh_facts(session, work, today=today())
    response.headers["Cache-Control"] = PUBLIC
    return finder.get_choices(session, slug)


@router.get("/finder/{slug}/ground", openapi_extra=declares("finder.read"))
def read_ground(slug: str, response: Response, session: ReadingDep) -> FeatureCollection:
    """Read the outlines of the study's districts, for a map to stand on; none where it has no zones."""
    response.headers["Cache-Control"] = PUBLIC
    return finder.get_ground(session, slug)


@router.get("/finder/{slug}/export", openapi_extra=declares("finder.read"), response_class=FileResponse)
def export_places(
    slug: str,
    file_format: Annotated[ExportFormat, Query(alias="format")],
    query: PlaceFiltersDep,
    session: ReadingDep,
    work: WorkDep,
    settings: SettingsDep,
) -> FileResponse:
    """Download the published places that the filters leave, with licence and the day the facts are of."""
    refresh_facts(session, work, today=today())
    part = "" if query.is_open else "_selection"
    return send_file(
        f"{slug}_{today().isoformat()}{part}",
        file_format,
        lambda path: exporting.export_published(
            session, slug, query, file_format, path, at=now(), licence=settings.finder.licence
        ),
    )


@router.post(
    "/finder/{slug}/suggestions",
    status_code=status.HTTP_202_ACCEPTED,
    openapi_extra=declares("suggestion.send"),
)
def send_suggestion(
    slug: str, sent: SuggestionCreate, request: Request, work: WorkDep, settings: SettingsDep
) -> SuggestionReceipt:
    """Send what you noticed; somebody of the city looks at it before anything changes."""
    address = client_address(request, trusted_proxies=settings.api.trusted_proxies)
    with work() as session:
        return suggestions.send_suggestion(
            session, slug, sent, address=address, at=now(), settings=settings.finder
        )
