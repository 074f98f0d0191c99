"""Problems (RFC 9457): the body of every error, and the explanation of a kind."""

from __future__ import annotations

from typing import Any

from tracker.schemas.common import ResponseModel


class FaultRead(ResponseModel):
    """One fault: where (JSON pointer) and what."""

    pointer: str
    message: str


class ProblemRead(ResponseModel):
    """The body of every answer from 400 on."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FaultRead] | None = None
    # of precondition-failed
    expected: int | None = None
    current: int | None = None
    record: dict[str, Any] | None = None


class ProblemKindRead(ResponseModel):
    """What a kind of problem means and what to do about it."""

    slug: str
    status: int
    title: str
    explanation: str
