"""Explanations of problems, at the addresses that `type` names."""

from __future__ import annotations

from fastapi import APIRouter

from tracker.errors import NotFoundError
from tracker.problems import KINDS
from tracker.routes.deps import declares
from tracker.schemas.problems import ProblemKindRead

router = APIRouter(tags=["problems"])


@router.get("/problems/{slug}", openapi_extra=declares("problem.read"))
def read_problem_kind(slug: str) -> ProblemKindRead:
    """Read what a kind of problem means and what to do about it."""
    kind = KINDS.get(slug)
    if kind is None:
        raise NotFoundError("There is no such kind of problem.")
    return ProblemKindRead.model_validate(kind)
