"""Bodies of the record that are the same for every kind: moves, and what a person is offered."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from tracker.schemas.common import Line, OptionalProse, RequestModel, ResponseModel, Sha256, Slug


class EvidenceGiven(RequestModel):
    """One thing that proves something: an accepted version, signed minutes, or a document."""

    kind: Literal["report_version", "minutes", "document"] = "document"
    reference: Line


class MoveRequest(RequestModel):
    """A move of the workflow, and what the person brings along; what it needs is said in the offer."""

    move: Slug
    reason: OptionalProse = ""
    evidence: Annotated[list[EvidenceGiven], Field(max_length=20)] = Field(default_factory=list)
    actual_date: date | None = None
    forecast_date: date | None = None
    baseline_date: date | None = None
    content_sha256: Sha256 | None = None
    successor_id: Slug | None = None


class MoveOffer(ResponseModel):
    """A move from the present state: where it leads, what it needs, what stands in its way."""

    name: str
    targets: list[str]
    needs: list[str]
    obstacles: list[str]
    yours: bool
