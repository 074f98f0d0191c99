"""Imports into the register: send a file, look at the preview, commit, undo; and mappings of columns."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Query, Response, status

from tracker.clock import now
from tracker.register.vocabulary import Outcome
from tracker.routes.deps import (
    ExpectedVersionDep,
    PrincipalDep,
    ReadingDep,
    SettingsDep,
    VersionOrNewDep,
    WorkDep,
    declares,
    set_etag,
)
from tracker.routes.register.uploads import UPLOAD_BODY, UploadDep
from tracker.routes.repeatable import RepeatableRoute
from tracker.schemas.common import Page, Slug
from tracker.schemas.register_imports import ImportRead, ImportRows, MappingRead, MappingUpdate
from tracker.services.register import imports
from tracker.services.register.intake_runs import Asked
from tracker.services.register.report import get_report

router = APIRouter(tags=["register"], route_class=RepeatableRoute)

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ReportLanguage = Literal["en", "pt-BR", "es", "ko"]
LanguageQuery = Annotated[ReportLanguage, Query(description="language of the reasons")]


@router.post(
    "/studies/{slug}/register/imports",
    status_code=status.HTTP_201_CREATED,
    openapi_extra=declares("register.import") | UPLOAD_BODY,
)
def preview_import(
    slug: str,
    upload: UploadDep,
    response: Response,
    session: ReadingDep,
    work: WorkDep,
    principal: PrincipalDep,
    settings: SettingsDep,
) -> ImportRead:
    """
    Send a file and see what its import would do; the register stays as it is.

    422 names `crs` when the file has coordinates without a reference system: send it again with one.
    """
    at = now()
    asked = Asked(upload.path, upload.crs, upload.sheet, upload.mapping, principal.name, at.date())
    planned = imports.plan_preview(session, principal, slug, asked, settings=settings)
    with work() as writing:
        preview = imports.store_preview(writing, planned, at=at)
    response.headers["Location"] = f"/api/v1/register/imports/{preview.id}"
    set_etag(response, preview.version)
    return preview


@router.get("/studies/{slug}/register/imports", openapi_extra=declares("register.read"))
def list_imports(slug: str, session: ReadingDep, principal: PrincipalDep) -> Page[ImportRead]:
    """List a study's imports, the newest two hundred first."""
    return imports.list_imports(session, principal, slug)


@router.get("/register/imports/{import_id}", openapi_extra=declares("register.read"))
def read_import(
    import_id: str,
    response: Response,
    session: ReadingDep,
    principal: PrincipalDep,
    language: LanguageQuery = "en",
) -> ImportRead:
    """Read an import: its counts add up to the rows of the file."""
    found = imports.get_import(session, principal, import_id, language=language)
    set_etag(response, found.version)
    return found


@router.get("/register/imports/{import_id}/rows", openapi_extra=declares("register.read"))
def read_rows(
    import_id: str,
    session: ReadingDep,
    principal: PrincipalDep,
    outcome: Outcome | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[int, Query(ge=0, le=2**62, description="`next_cursor` of the answer before")] = 0,
    language: LanguageQuery = "en",
) -> ImportRows:
    """Read what became of the rows, in the order of the file."""
    return imports.list_rows(
        session, principal, import_id, outcome=outcome, limit=limit, cursor=cursor, language=language
    )


@router.post("/register/imports/{import_id}/commit", openapi_extra=declares("register.import"))
def commit_import(
    import_id: str,
    response: Response,
    session: ReadingDep,
    work: WorkDep,
    principal: PrincipalDep,
    settings: SettingsDep,
    expected_version: ExpectedVersionDep,
) -> ImportRead:
    """
    Carry a preview out as one change.

    It is planned anew against the register as it is: 409 when a row would now be treated otherwise.
    """
    at = now()
    planned = imports.plan_commit(
        session,
        principal,
        import_id,
        expected_version=expected_version,
        today=at.date(),
        settings=settings,
    )
    with work() as writing:
        done = imports.commit_import(
            writing, principal, import_id, planned, expected_version=expected_version, at=at
        )
    set_etag(response, done.version)
    return done


@router.post("/register/imports/{import_id}/undo", openapi_extra=declares("register.import"))
def undo_import(
    import_id: str,
    response: Response,
    work: WorkDep,
    principal: PrincipalDep,
    expected_version: ExpectedVersionDep,
) -> ImportRead:
    """Take a committed import back; 409 lists the places that were worked on since."""
    at = now()
    with work() as session:
        undone = imports.undo_import(
            session, principal, import_id, expected_version=expected_version, at=at, today=at.date()
        )
    set_etag(response, undone.version)
    return undone


@router.post("/register/imports/{import_id}/discard", openapi_extra=declares("register.import"))
def discard_import(
    import_id: str,
    response: Response,
    work: WorkDep,
    principal: PrincipalDep,
    expected_version: ExpectedVersionDep,
) -> ImportRead:
    """Put a preview aside."""
    with work() as session:
        put_aside = imports.discard_import(
            session, principal, import_id, expected_version=expected_version, at=now()
        )
    set_etag(response, put_aside.version)
    return put_aside


@router.get(
    "/register/imports/{import_id}/report",
    response_class=Response,
    responses={200: {"content": {WORKBOOK: {}}, "description": "The file with what became of each row"}},
    openapi_extra=declares("register.read"),
)
def read_report(
    import_id: str, session: ReadingDep, principal: PrincipalDep, language: LanguageQuery = "en"
) -> Response:
    """Download the file with outcome and reasons beside each row; it may be mended and sent again."""
    content, name = get_report(session, principal, import_id, language=language)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=WORKBOOK, headers=headers)


@router.get("/studies/{slug}/register/mappings", openapi_extra=declares("register.read"))
def list_mappings(
    slug: str, session: ReadingDep, principal: PrincipalDep, settings: SettingsDep
) -> Page[MappingRead]:
    """List the mappings that a file of the study may be read by."""
    return imports.list_mappings(session, principal, slug, settings=settings)


@router.put("/studies/{slug}/register/mappings/{key}", openapi_extra=declares("register.import"))
def put_mapping(
    slug: str,
    key: Slug,
    body: MappingUpdate,
    response: Response,
    work: WorkDep,
    principal: PrincipalDep,
    expected_version: VersionOrNewDep,
) -> MappingRead:
    """
    Save a mapping for the study, or replace it; imports keep the one they were read by.

    `If-None-Match: *` saves one that is not there yet, If-Match replaces the `version` it names.
    """
    with work() as session:
        saved = imports.put_mapping(
            session, principal, slug, key, body, expected_version=expected_version, at=now()
        )
    assert saved.version is not None, "what was saved has a version"
    set_etag(response, saved.version)
    return saved
