"""Shapes what an institution decided, for everybody who answers with it."""

from __future__ import annotations

from typing import cast

from tracker.schemas.reports import DecisionRead, Verdict
from tracker.store.tables import Decision


def read_decision(decision: Decision) -> DecisionRead:
    """Shape a decision and its answer."""
    return DecisionRead(
        id=decision.id,
        version_id=decision.version_id,
        organisation=decision.organisation,
        decided_by=decision.decided_by.name,
        decided_at=decision.decided_at,
        verdict=cast("Verdict", decision.verdict),
        conditions=decision.conditions,
        reasoning=decision.reasoning,
        content_sha256=decision.content_sha256,
        answer=decision.answer,
        answered_by=decision.answered_by.name if decision.answered_by else None,
        answered_at=decision.answered_at,
    )
