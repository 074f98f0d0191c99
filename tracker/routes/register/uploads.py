"""Files that are sent to the register: taken after the gate, in a folder that goes with the request."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from tracker.errors import InvalidInputError
from tracker.routes.deps import PrincipalDep, ReadingDep, WorkDep
from tracker.services.register import imports

LONGEST_NAME = 200
LONGEST_FIELD_BYTES = 2_000
CHUNK_BYTES = 1 << 20
FIELDS = ("mapping", "crs", "sheet")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:]")

UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "the file"},
                        "mapping": {
                            "type": "string",
                            "description": "name of the mapping; the one that fits when absent",
                        },
                        "crs": {
                            "type": "string",
                            "description": "reference system where the file does not say it, like EPSG:31983",
                        },
                        "sheet": {"type": "string", "description": "the only sheet or layer to read"},
                    },
                }
            }
        },
    }
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent, under its own name, and what was said with it."""

    path: Path
    mapping: str | None
    crs: str | None
    sheet: str | None


def may_import(slug: str, session: ReadingDep, principal: PrincipalDep) -> None:
    """Refuse whoever may not import into the study."""
    imports.check_may_import(session, principal, slug)


async def uploaded(
    request: Request, work: WorkDep, _allowed: Annotated[None, Depends(may_import)]
) -> AsyncIterator[Upload]:
    """Take a form with one file; nothing is read of it before it is known who sends it."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise InvalidInputError("Send the file as multipart/form-data.", [("/file", "is missing")])
    try:
        form = await request.form(max_files=1, max_fields=len(FIELDS), max_part_size=LONGEST_FIELD_BYTES)
    except HTTPException as error:
        raise InvalidInputError("The form cannot be read.", [("", str(error.detail))]) from error
    try:
        file = form.get("file")
        faults = [(f"/{name}", "is no field of this form") for name in form if name not in {"file", *FIELDS}]
        if not isinstance(file, UploadFile):
            faults.append(("/file", "is missing"))
        values = {name: form.get(name) for name in FIELDS}
        faults += [(f"/{name}", "is no text") for name in FIELDS if isinstance(values[name], UploadFile)]
        if faults or not isinstance(file, UploadFile):
            raise InvalidInputError(f"The form has {len(faults)} faults.", faults)
        with TemporaryDirectory(prefix="tracker-upload-") as folder:
            path = Path(folder) / safe_name(file.filename or "")
            sha256 = await run_in_threadpool(_copy, file, path)
            if work.asked is not None:
                # The form's own bytes differ each time it is sent: it invents what stands between its parts.
                parts = json.dumps([sha256, file.filename, *values.values()])
                content_sha256 = hashlib.sha256(parts.encode()).hexdigest()
                work.asked = replace(work.asked, content_sha256=content_sha256)
            given = {name: str(value).strip() or None for name, value in values.items() if value is not None}
            yield Upload(path, given.get("mapping"), given.get("crs"), given.get("sheet"))
    finally:
        await form.close()


def safe_name(name: str) -> str:
    """
    Give a file name that leads nowhere else.

    Examples
    --------
    >>> safe_name("../../etc/rede 2024.xlsx"), safe_name(""), safe_name("..")
    ('rede 2024.xlsx', 'upload', 'upload')
    """
    last = _UNSAFE.sub("/", name).split("/")[-1].strip()
    if last.strip(".") == "":
        return "upload"
    stem, dot, suffix = last.rpartition(".")
    return last if len(last) <= LONGEST_NAME else f"{(stem or last)[:LONGEST_NAME]}{dot}{suffix[:20]}"


def _copy(file: UploadFile, path: Path) -> str:
    """Write the file out and give the hash of its bytes."""
    sha256 = hashlib.sha256()
    with path.open("wb") as target:
        while chunk := file.file.read(CHUNK_BYTES):
            target.write(chunk)
            sha256.update(chunk)
    return sha256.hexdigest()


UploadDep = Annotated[Upload, Depends(uploaded)]
