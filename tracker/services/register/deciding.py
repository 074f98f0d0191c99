"""Decisions on what waits in the queue: proposals of prose and suggestions of the public."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal, cast

from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.errors import InvalidInputError, NotFoundError, RuleConflictError
from tracker.register.vocabulary import FactKind
from tracker.schemas.register_places import (
    ProposalDecision,
    ProposalRead,
    SuggestionDecision,
    SuggestionRead,
)
from tracker.services import audit
from tracker.services.principals import check_allowed
from tracker.services.register.places import put_observation
from tracker.services.register.proposals import read_proposal
from tracker.store import register_places as store
from tracker.store.tables import FactProposal, PlaceObservation, Study, Suggestion

PUBLIC_SUGGESTION: Final = "public suggestion"
HIDDEN: Final = "There is no such thing, or it is not yours to see."


def decide_proposal(
    session: Session,
    principal: Principal,
    proposal_id: str,
    decision: ProposalDecision,
    *,
    at: datetime,
    today: date,
) -> ProposalRead:
    """
    Confirm or reject what a rule read in prose.

    A confirmed one becomes an observation with confidence `stated`: a person agrees that the note says
    so, which is neither having looked (`observed`) nor a document made for the purpose (`documented`).
    """
    proposal = store.find_proposal(session, proposal_id)
    if proposal is None:
        raise NotFoundError(HIDDEN)
    place = proposal.place
    check_allowed(principal, "register.review", study=place.study.slug)
    if proposal.state != "open":
        raise RuleConflictError(f"Somebody has decided already: the proposal is {proposal.state}.")
    if decision.observed_on is not None and decision.observed_on > today:
        raise InvalidInputError(
            "Nobody has seen what is to come.", [("/observed_on", f"is after today, {today}")]
        )
    proposal.state = "confirmed" if decision.confirm else "rejected"
    proposal.decided_at, proposal.decided_by = at, principal.name
    if decision.confirm:
        row = PlaceObservation(
            place_id=place.id,
            kind=proposal.kind,
            answer=proposal.answer,
            source=_source_of_notes(session, proposal.import_id),
            observed_on=decision.observed_on or proposal.observed_on,
            observer=principal.name,
            confidence="stated",
            norm=proposal.norm,
            evidence=proposal.words,
            settles=False,
            import_id=None,
            recorded_at=at,
            recorded_by=principal.name,
            withdrawn_at=None,
        )
        put_observation(session, place, row, at=at, by=principal.name, today=today)
    session.flush()
    _note(session, place.study, principal, proposal, at=at)
    return read_proposal(proposal, place.attributes.get("notes"))


def _source_of_notes(session: Session, import_id: str | None) -> str:
    """Name another source than the file's answer columns: a note against them is a dispute, no correction."""
    mapping_key = store.find_mapping_key(session, import_id) if import_id is not None else None
    return f"{mapping_key}/notes" if mapping_key else "notes"


def decide_suggestion(
    session: Session,
    principal: Principal,
    suggestion_id: str,
    decision: SuggestionDecision,
    *,
    at: datetime,
    today: date,
) -> SuggestionRead:
    """Accept or reject what somebody sent; accepting one that states a fact adds an observation."""
    found = store.find_suggestion(session, suggestion_id)
    if found is None:
        raise NotFoundError(HIDDEN)
    suggestion, study = found
    check_allowed(principal, "register.review", study=study.slug)
    if suggestion.state != "waiting":
        raise RuleConflictError(f"Somebody has decided already: the suggestion is {suggestion.state}.")
    suggestion.state = "accepted" if decision.accept else "rejected"
    suggestion.decided_at, suggestion.decided_by = at, principal.name
    suggestion.reason = decision.reason
    states_fact = suggestion.kind is not None and suggestion.answer is not None
    if decision.accept and states_fact and suggestion.place_id is not None:
        place = store.find_place(session, suggestion.place_id, for_update=True)
        assert place is not None, "a suggestion goes with its place"
        row = PlaceObservation(
            place_id=place.id,
            kind=suggestion.kind,
            answer=suggestion.answer,
            source=PUBLIC_SUGGESTION,
            observed_on=suggestion.sent_at.date(),
            observer=PUBLIC_SUGGESTION,
            confidence="stated",
            norm=None,
            evidence=suggestion.text,
            settles=False,
            import_id=None,
            recorded_at=at,
            recorded_by=principal.name,
            withdrawn_at=None,
        )
        put_observation(session, place, row, at=at, by=principal.name, today=today)
    session.flush()
    _note(session, study, principal, suggestion, at=at)
    return read_suggestion(suggestion)


def _note(
    session: Session, study: Study, principal: Principal, decided: FactProposal | Suggestion, *, at: datetime
) -> None:
    """Write a decision down; of the words that were sent and of the reason, only what proves them."""
    kind, before, words, reason = (
        ("proposal", "open", decided.words, None)
        if isinstance(decided, FactProposal)
        else ("suggestion", "waiting", decided.text, decided.reason)
    )
    audit.record(
        session,
        scope=audit.scope_of(study),
        principal=principal,
        action=f"{kind}.decide",
        kind=kind,
        object_id=decided.id,
        version=None,
        changes=[
            audit.Change("state", before, decided.state),
            audit.Change("place", None, decided.place_id),
            audit.Change("words", None, audit.digest(words)),
            audit.Change("reason", None, audit.digest(reason)),
        ],
        at=at,
    )


def read_suggestion(row: Suggestion) -> SuggestionRead:
    """Shape a suggestion; nothing of who sent it."""
    return SuggestionRead(
        id=row.id,
        place_id=row.place_id,
        kind=cast("FactKind | None", row.kind),
        answer=cast("Literal['yes', 'no'] | None", row.answer),
        text=row.text,
        language=row.language,
        sent_at=row.sent_at,
        state=cast("Literal['waiting', 'accepted', 'rejected']", row.state),
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        reason=row.reason,
    )
