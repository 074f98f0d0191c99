"""What is read of the audit chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tracker.schemas.common import ResponseModel, Sha256


class ActorRead(ResponseModel):
    """Who did it, as their account said then; no `id` for a program."""

    id: str | None
    name: str
    organisation: str


class AuditChangeRead(ResponseModel):
    """A field before and after; long texts stand as their `sha256` and number of `characters`."""

    field: str
    before: Any
    after: Any


class AuditEntryRead(ResponseModel):
    """An entry of a chain: `sha256` is that of the UTF-8 bytes of `canonical`, which names `previous`."""

    scope: str
    sequence: int
    at: datetime
    actor: ActorRead
    action: str
    kind: str
    object_id: str
    version: int | None
    changes: list[AuditChangeRead]
    reason: str | dict[str, Any] | None
    previous: Sha256
    sha256: Sha256
    canonical: str


class AuditPage(ResponseModel):
    """Entries in the order of their chain, and how long the whole chain is."""

    items: list[AuditEntryRead]
    total: int
    next_after: int | None


class HistoryRead(ResponseModel):
    """What was written down about one object, oldest first."""

    items: list[AuditEntryRead]
    next_after: int | None
