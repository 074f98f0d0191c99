"""The record of an engagement as a file to keep."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from tracker.clock import now
from tracker.routes.deps import PrincipalDep, ReadingDep, declares
from tracker.services.record_files.writing import export_for

router = APIRouter(tags=["record"])


@router.get(
    "/engagements/{scope}/export",
    response_class=FileResponse,
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
    openapi_extra=declares("record.export"),
)
def export_engagement(scope: str, session: ReadingDep, principal: PrincipalDep) -> FileResponse:
    """
    Take everything the record holds of an engagement, as canonical JSON with hashes.

    For project managers and auditors of all that is in it: every study with its drafts, and the scores of
    its candidacy. `tracker import json` puts the file into another instance.
    """
    folder = Path(tempfile.mkdtemp(prefix="tracker-export-"))
    path = folder / f"{scope}.json"
    try:
        export_for(session, principal, scope, path, at=now())
    except BaseException:
        shutil.rmtree(folder)
        raise
    return FileResponse(
        path,
        media_type="application/json",
        filename=path.name,
        background=BackgroundTask(shutil.rmtree, folder),
    )
