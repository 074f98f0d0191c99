"""The public finder: published places without an account, what goes out of it, and suggestions sent in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status
from starlette.responses import FileResponse

from tracker.clock import now, today
from tracker.routes.client_address import client_address
from tracker.routes.deps import ReadingDep, SettingsDep, WorkDep, declares
from tracker.routes.register.downloads import send_file
from tracker.routes.register.query import PlaceQueryDep
from tracker.schemas.common import FeatureCollection
from tracker.schemas.finder import (
    ChoicesRead,
    ExportFormat,
    PlaceFound,
    PlacesFound,
    SuggestionCreate,
    SuggestionReceipt,
)
from tracker.services.register import exporting, finder, suggestions
from tracker.services.register.facts import refresh_facts

router = APIRouter(tags=["finder"])
# Anybody may keep these answers for a minute; a withdrawn place is gone from them soon after.
PUBLIC = "public, max-age=60"


@router.get("/finder/{slug}/places", openapi_extra=declares("finder.read"))
def find_places(
    slug: str, query: PlaceQueryDep, response: Response, session: ReadingDep, work: WorkDep
) -> PlacesFound:
    """Find published places: nearest first when a point is named, else by name."""
    refresh_facts(session, work, today=today())
    response.headers["Cache-Control"] = PUBLIC
    return finder.find_places(session, slug, query, today=today())


@router.get("/finder/{slug}/places/{key}", openapi_extra=declares("finder.read"))
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
    session: ReadingDep,
    settings: SettingsDep,
) -> FileResponse:
    """Download all published places, with licence and the day on which the facts were judged."""
    return send_file(
        f"{slug}_{today().isoformat()}",
        file_format,
        lambda path: exporting.export_published(
            session, slug, file_format, path, at=now(), licence=settings.finder.licence
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
