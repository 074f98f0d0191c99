"""What the API sends about reports: drafts, versions, comments, decisions; typed as in models.py."""

from __future__ import annotations

from datetime import datetime

from dashboards.models import FigureRead, Text, Wire


class ReportSummary(Wire):
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


class DraftRead(Wire):
    """The working text."""

    report_id: str
    source: str
    version: int
    html: str
    figures: list[FigureRead]
    faults: list[str]


class DecisionRead(Wire):
    """A decision and its answer."""

    id: str
    version_id: str
    organisation: str
    decided_by: str
    decided_at: datetime
    verdict: str
    conditions: str
    reasoning: str
    content_sha256: str
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


class VersionSummary(Wire):
    """A frozen version."""

    id: str
    report_id: str
    number: int
    state: str
    content_sha256: str
    submitted_at: datetime
    submitted_by: str
    comments_open: int
    comments_total: int


class VersionRead(VersionSummary):
    """A frozen version with its text."""

    html: str
    figures: list[FigureRead]
    decisions: list[DecisionRead]


class ResponseRead(Wire):
    """An answer to a comment."""

    id: str
    stance: str
    body: str
    author: str
    organisation: str
    created_at: datetime


class CommentRead(Wire):
    """A comment and its answers."""

    id: str
    version_id: str
    number: int
    severity: str
    anchor: str
    quote: str
    body: str
    state: str
    author: str
    organisation: str
    created_at: datetime
    responses: list[ResponseRead]
