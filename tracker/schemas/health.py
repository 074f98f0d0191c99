"""Whether the service lives and whether it can work."""

from __future__ import annotations

from typing import Literal

from tracker.schemas.common import ResponseModel


class Liveness(ResponseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Readiness(ResponseModel):
    """What the service needs; a silent worker delays assessments but does not stop readers."""

    status: Literal["ready", "not_ready"]
    database: Literal["reachable", "unreachable"]
    schema_state: Literal["newest", "outdated", "unknown"]
    worker: Literal["alive", "silent", "absent"]
    worker_age_s: float | None
