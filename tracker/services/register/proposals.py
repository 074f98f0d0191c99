"""Shapes a proposal, for everybody who answers with one."""

from __future__ import annotations

from typing import Literal, cast

from tracker.register.vocabulary import FactKind
from tracker.schemas.register_places import ProposalRead
from tracker.store.tables import FactProposal


def read_proposal(row: FactProposal, notes: str | None) -> ProposalRead:
    """Shape a proposal with the words it was read from, and the note they stand in."""
    return ProposalRead(
        id=row.id,
        place_id=row.place_id,
        kind=cast("FactKind", row.kind),
        answer=cast("Literal['yes', 'no']", row.answer),
        words=row.words,
        notes=notes,
        rule=row.rule,
        norm=row.norm,
        observed_on=row.observed_on,
        state=cast("Literal['open', 'confirmed', 'rejected']", row.state),
        decided_at=row.decided_at,
        decided_by=row.decided_by,
    )
