"""Jobs: work that a worker process does, and how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from tracker.schemas.common import ResponseModel

JobState = Literal["queued", "running", "succeeded", "failed"]


class JobRead(ResponseModel):
    """A job."""

    id: str
    kind: str
    state: JobState
    progress_share: float
    message: str | None
    attempts: int
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
