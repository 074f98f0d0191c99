"""Moves of the workflows: checked against state, facts and rights, and written down."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel
from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal, may_move
from tracker.errors import InvalidInputError, NotAllowedError
from tracker.record.workflows.machine import act
from tracker.record.workflows.request import Evidence, Request
from tracker.schemas.record import MoveRequest
from tracker.services import audit
from tracker.services.record.kinds import Kind
from tracker.services.record.places import hold_scope
from tracker.services.record.reading import find_thing, read_row
from tracker.services.record.refusals import cannot_move
from tracker.services.record.writing import check_version, touch, write_down
from tracker.services.record_facts.days import zone_of_scope
from tracker.services.record_facts.effects import leave_behind
from tracker.services.record_facts.registry import FACTS
from tracker.store.record.rows import Row


def move_thing(
    session: Session,
    principal: Principal,
    kind: Kind,
    scope: str | None,
    key: str,
    wanted: MoveRequest,
    *,
    expected_version: int,
    at: datetime,
) -> tuple[BaseModel, Row]:
    """Make a move; what stands in its way is told all at once, and nothing is half done."""
    hold_scope(session, kind, scope, key)
    scoped, row, place = find_thing(session, principal, kind, scope, key, for_update=True)
    workflow = kind.workflow
    assert workflow is not None  # only such kinds have the route
    if workflow.find_move(wanted.move) is None or wanted.move == workflow.begin.name:
        known = ", ".join(move.name for move in workflow.moves)
        raise InvalidInputError(
            f"There is no move {wanted.move!r} of {kind.a_words}.", [("/move", f"There are: {known}.")]
        )
    if not may_move(principal, kind.name, wanted.move, place):
        raise NotAllowedError(cannot_move(kind, wanted.move))
    check_version(session, principal, kind, scoped, row, place, expected_version, at=at)
    request = Request(
        actor_id=principal.id,
        organisation=principal.organisation,
        at=at.astimezone(zone_of_scope(session, kind, scoped.key, row, principal)),
        reason=wanted.reason,
        evidence=tuple(Evidence(item.kind, item.reference) for item in wanted.evidence),
        actual_date=wanted.actual_date,
        forecast_date=wanted.forecast_date,
        baseline_date=wanted.baseline_date,
        content_sha256=wanted.content_sha256,
        successor_id=wanted.successor_id,
    )
    facts = FACTS[kind.name](session, row, principal)
    before = row.state
    after = act(workflow, before, wanted.move, facts, request)
    leave_behind(session, kind.name, row, wanted.move, request, principal)
    row.state = after
    row.state_since = at
    if wanted.move not in DECIDING:
        touch(row, principal, at=at)
    else:
        row.updated_at, row.updated_by = at, principal.name
    session.flush()
    write_down(
        session,
        kind,
        scoped,
        row,
        principal,
        wanted.move,
        changes=[audit.Change("state", before, after), *_brought(wanted)],
        reason=wanted.reason or None,
        at=at,
    )
    return read_row(session, principal, kind, scoped, row, place, at=at), row


# Who decides about a reported value has not written any of it.
DECIDING = frozenset({"approve", "send_back", "unlock"})


def _brought(wanted: MoveRequest) -> list[audit.Change]:
    given = wanted.model_dump(mode="json", exclude={"move", "reason"}, exclude_none=True)
    return [audit.Change(name, None, value) for name, value in sorted(given.items()) if value]
