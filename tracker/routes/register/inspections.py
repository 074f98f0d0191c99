"""Looking at a file for the register before it is imported."""

from __future__ import annotations

from fastapi import APIRouter

from tracker.routes.deps import PrincipalDep, ReadingDep, SettingsDep, declares
from tracker.routes.register.uploads import UPLOAD_BODY, UploadDep
from tracker.schemas.register_inspections import InspectionRead
from tracker.services.register.inspecting import inspect_file

router = APIRouter(tags=["register"])


@router.post("/studies/{slug}/register/inspections", openapi_extra=declares("register.import") | UPLOAD_BODY)
def inspect_upload(
    slug: str, upload: UploadDep, session: ReadingDep, principal: PrincipalDep, settings: SettingsDep
) -> InspectionRead:
    """
    Send a file and see its columns, a guess of what they mean, and where its first place may lie.

    Nothing is kept; `draft` may lack what could not be guessed.
    """
    return inspect_file(
        session, principal, slug, upload.path, crs=upload.crs, sheet=upload.sheet, settings=settings
    )
