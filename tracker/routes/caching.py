"""Answers that need not be sent twice: strong ETags of content that never changes under its hash."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request, Response
from pydantic import BaseModel

# Kept by the asker only, and asked about each time: rights may be withdrawn.
CACHE_CONTROL = "private, no-cache"


def answer_once(request: Request, content_sha256: str, make: Callable[[], BaseModel]) -> Response:
    """Answer 304 when the asker already has this content, else make it and name its hash in the ETag."""
    etag = f'"{content_sha256}"'
    headers = {"ETag": etag, "Cache-Control": CACHE_CONTROL}
    known = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    if etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(make().model_dump_json(), media_type="application/json", headers=headers)
