"""Reports: draft, frozen versions, comments, responses and decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from tracker.schemas.common import Line, OptionalProse, Prose, RequestModel, ResponseModel, Sha256, Text

Severity = Literal["must", "should", "minor", "question"]
Verdict = Literal["accept", "accept_with_conditions", "revise", "reject"]
Stance = Literal["agree", "partly", "disagree"]
VersionState = Literal["in_review", "accepted", "accepted_with_conditions", "revise", "rejected"]
CommentState = Literal["open", "responded", "verified", "withdrawn"]


class FigureRead(ResponseModel):
    """A figure of a version, bound to the run that made it."""

    id: str
    kind: Literal["coverage", "map", "milestones"]
    caption: str
    assessment_id: str | None
    run_sha256: str | None
    stale: bool
    stale_reason: str | None


class ReportSummary(ResponseModel):
    """A report and its newest version."""

    id: str
    study: str
    key: str
    title: Text
    language: str
    draft_version: int
    newest_version_id: str | None
    newest_version_number: int | None
    newest_version_state: str | None


class DraftRead(ResponseModel):
    """The working text; `version` is its ETag."""

    report_id: str
    source: str
    version: int
    html: str
    figures: list[FigureRead]
    faults: list[str]


class DraftUpdate(RequestModel):
    """The whole new text."""

    source: Annotated[str, Field(min_length=1, max_length=400_000)]


class VersionSummary(ResponseModel):
    """A frozen version."""

    id: str
    report_id: str
    number: int
    state: VersionState
    content_sha256: str
    submitted_at: datetime
    submitted_by: str
    comments_open: int
    comments_total: int


class VersionRead(VersionSummary):
    """A frozen version with its rendered text."""

    html: str
    figures: list[FigureRead]
    decisions: list[DecisionRead]


class CommentCreate(RequestModel):
    """A remark on a place in a version."""

    severity: Severity
    anchor: Line  # heading id or figure id in the rendered text
    quote: OptionalProse = ""
    body: Prose


class ResponseCreate(RequestModel):
    """The author's answer to a comment."""

    stance: Stance
    body: Prose


class ResponseRead(ResponseModel):
    """An answer to a comment."""

    id: str
    stance: Stance
    body: str
    author: str
    organisation: str
    created_at: datetime


class CommentRead(ResponseModel):
    """A comment and its answers."""

    id: str
    version_id: str
    number: int
    severity: Severity
    anchor: str
    quote: str
    body: str
    state: CommentState
    author: str
    organisation: str
    created_at: datetime
    responses: list[ResponseRead]


class DecisionCreate(RequestModel):
    """An institution's decision on exactly these bytes."""

    verdict: Verdict
    conditions: OptionalProse = ""
    reasoning: Prose
    content_sha256: Sha256


class AnswerCreate(RequestModel):
    """The project manager's answer to a decision."""

    body: Prose


class DecisionRead(ResponseModel):
    """A decision and its answer."""

    id: str
    version_id: str
    organisation: str
    decided_by: str
    decided_at: datetime
    verdict: Verdict
    conditions: str
    reasoning: str
    content_sha256: str
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


VersionRead.model_rebuild()
