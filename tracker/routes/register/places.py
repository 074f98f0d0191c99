"""The register for those who keep it: places, observations, the queue, decisions, publishing, exports."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from starlette.responses import FileResponse

from tracker.clock import now, today
from tracker.routes.deps import (
    ExpectedVersionDep,
    PrincipalDep,
    ReadingDep,
    SettingsDep,
    WorkDep,
    declares,
    set_etag,
)
from tracker.routes.register.downloads import send_file
from tracker.routes.register.query import PlaceQueryDep
from tracker.routes.repeatable import RepeatableRoute
from tracker.schemas.finder import ExportFormat
from tracker.schemas.register_places import (
    ObservationCreate,
    PlaceRead,
    PlaceState,
    PlaceSummaries,
    PlaceUpdate,
    ProposalDecision,
    ProposalRead,
    PublicationCreate,
    PublicationRead,
    QueuePart,
    QueueRead,
    SuggestionDecision,
    SuggestionRead,
)
from tracker.services.register import deciding, exporting, places, publishing, queue
from tracker.services.register.facts import refresh_facts

router = APIRouter(tags=["register"], route_class=RepeatableRoute)


@router.get("/studies/{slug}/register/places", openapi_extra=declares("register.read"))
def list_register_places(
    slug: str,
    query: PlaceQueryDep,
    session: ReadingDep,
    work: WorkDep,
    principal: PrincipalDep,
    state: Annotated[list[PlaceState] | None, Query(max_length=3)] = None,
) -> PlaceSummaries:
    """List a study's places, published or not, with the filters of the finder."""
    refresh_facts(session, work, today=today())
    return places.list_places(session, principal, slug, query, states=state or (), today=today())


@router.get("/register/places/{place_id}", openapi_extra=declares("register.read"))
def read_register_place(
    place_id: str, response: Response, session: ReadingDep, principal: PrincipalDep
) -> PlaceRead:
    """Read a place with history, observations and proposals; the ETag names its version."""
    found = places.get_place(session, principal, place_id, today=today())
    set_etag(response, found.version)
    return found


@router.patch("/register/places/{place_id}", openapi_extra=declares("register.review"))
def update_register_place(
    place_id: str,
    change: PlaceUpdate,
    response: Response,
    work: WorkDep,
    principal: PrincipalDep,
    expected_version: ExpectedVersionDep,
) -> PlaceRead:
    """Change the fields sent, publish or withdraw; what was before stays in the history."""
    with work() as session:
        saved = places.update_place(
            session, principal, place_id, change, expected_version=expected_version, at=now(), today=today()
        )
    set_etag(response, saved.version)
    return saved


@router.post(
    "/register/places/{place_id}/observations", status_code=201, openapi_extra=declares("register.review")
)
def add_observation(
    place_id: str, said: ObservationCreate, response: Response, work: WorkDep, principal: PrincipalDep
) -> PlaceRead:
    """Add what somebody saw; with `settles`, decide between sources that disagree."""
    with work() as session:
        saved = places.add_observation(session, principal, place_id, said, at=now(), today=today())
    set_etag(response, saved.version)
    return saved


@router.get("/studies/{slug}/register/queue", openapi_extra=declares("register.read"))
def read_queue(
    slug: str,
    part: QueuePart,
    session: ReadingDep,
    work: WorkDep,
    principal: PrincipalDep,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> QueueRead:
    """List what waits for a person, the most people around first."""
    refresh_facts(session, work, today=today())
    return queue.list_queue(session, principal, slug, part, limit=limit, offset=offset, today=today())


@router.post("/register/proposals/{proposal_id}/decision", openapi_extra=declares("register.review"))
def decide_proposal(
    proposal_id: str, decision: ProposalDecision, work: WorkDep, principal: PrincipalDep
) -> ProposalRead:
    """Confirm or reject a fact that was read in prose; confirming adds an observation."""
    with work() as session:
        return deciding.decide_proposal(session, principal, proposal_id, decision, at=now(), today=today())


@router.post("/register/suggestions/{suggestion_id}/decision", openapi_extra=declares("register.review"))
def decide_suggestion(
    suggestion_id: str, decision: SuggestionDecision, work: WorkDep, principal: PrincipalDep
) -> SuggestionRead:
    """Accept or reject a suggestion; accepting one that states a fact adds an observation."""
    with work() as session:
        return deciding.decide_suggestion(
            session, principal, suggestion_id, decision, at=now(), today=today()
        )


@router.post("/studies/{slug}/register/publications", openapi_extra=declares("register.publish"))
def publish_import(
    slug: str, wanted: PublicationCreate, work: WorkDep, principal: PrincipalDep
) -> PublicationRead:
    """Publish the drafts of an import at once, except those that a person must look at first."""
    with work() as session:
        return publishing.publish_import(session, principal, slug, wanted, at=now())


@router.get(
    "/studies/{slug}/register/export",
    openapi_extra=declares("register.read"),
    response_class=FileResponse,
)
def export_register(
    slug: str,
    file_format: Annotated[ExportFormat, Query(alias="format")],
    session: ReadingDep,
    principal: PrincipalDep,
    settings: SettingsDep,
) -> FileResponse:
    """Download all places of the register that are not withdrawn, drafts too, each with its state."""
    return send_file(
        f"{slug}_register_{today().isoformat()}",
        file_format,
        lambda path: exporting.export_register(
            session, principal, slug, file_format, path, at=now(), licence=settings.finder.licence
        ),
    )
