"""What a move leaves behind besides the new state: dates, hashes, who decided, and moved baselines."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.record.workflows.recommendations import RESPONSE_WITHIN
from tracker.record.workflows.request import Request
from tracker.services import audit
from tracker.services.audit import Change
from tracker.store import tables
from tracker.store.milestones import add_change
from tracker.store.record import plans as plan_store
from tracker.store.record import rows as store
from tracker.store.record.rows import Row

_DECISIONS = frozenset(
    {"pass", "pass_with_conditions", "close", "send_back", "stop", "approve", "refuse", "unlock"}
)


def leave_behind(
    session: Session, kind: str, row: Row, move: str, request: Request, principal: Principal
) -> None:
    """Write what this move says besides the state; called before the state changes."""
    if kind != "baseline_change" and hasattr(row, "reason") and request.reason:
        row.reason = request.reason
    if hasattr(row, "evidence") and request.evidence:
        row.evidence = "; ".join(item.reference for item in request.evidence)
    if hasattr(row, "decided_by") and move in _DECISIONS:
        row.decided_by, row.decided_organisation = principal.name, principal.organisation
    effect = _EFFECTS.get((kind, move))
    if effect is not None:
        effect(session, row, request, principal)


def _suspend(_session: Session, row: Row, _request: Request, _principal: Principal) -> None:
    row.state_before = row.state


def _resume(_session: Session, row: Row, _request: Request, _principal: Principal) -> None:
    row.state_before = None


def _open_gate(_session: Session, row: Row, _request: Request, principal: Principal) -> None:
    row.opened_by_id = principal.id


def _submit_deliverable(session: Session, row: Row, request: Request, principal: Principal) -> None:
    number = len(plan_store.list_deliverable_versions(session, row.engagement, row.key)) + 1
    store.add_row(
        session,
        tables.DeliverableVersion(
            engagement=row.engagement,
            deliverable=row.key,
            number=number,
            content_sha256=request.content_sha256,
            submitted_at=request.at,
            submitted_by_id=principal.id,
            submitted_organisation=principal.organisation,
        ),
    )


def _accept_deliverable(_session: Session, row: Row, request: Request, _principal: Principal) -> None:
    row.accepted_sha256 = request.content_sha256


def _reopen_deliverable(_session: Session, row: Row, _request: Request, _principal: Principal) -> None:
    row.accepted_sha256 = None


def _issue(_session: Session, row: Row, request: Request, _principal: Principal) -> None:
    row.issued_on = request.today
    row.response_due = request.today + RESPONSE_WITHIN


def _supersede(_session: Session, row: Row, request: Request, _principal: Principal) -> None:
    row.superseded_by = request.successor_id


def _decide_change(_session: Session, row: Row, request: Request, _principal: Principal) -> None:
    row.decision_reason = request.reason or None


def _approve_change(session: Session, row: Row, request: Request, principal: Principal) -> None:
    """Move the agreed date, and leave the old one in the milestone's history and in the audit chain."""
    row.decision_reason = request.reason or None
    milestone, _ = plan_store.find_milestone_of_study(session, row.study, row.milestone)
    old = milestone.baseline_date
    milestone.updated_at, milestone.updated_by = request.at, principal.name
    plan_store.move_baseline(session, milestone, row.new_date)
    add_change(
        session,
        tables.MilestoneChange(
            milestone_id=milestone.id,
            version=milestone.version,
            changed_at=request.at,
            changed_by=principal.name,
            changes=[{"field": "baseline_date", "before": str(old), "after": str(row.new_date)}],
        ),
    )
    audit.record(
        session,
        scope=audit.engagement_scope(row.engagement),
        principal=principal,
        action="milestone.rebaseline",
        kind="milestone",
        object_id=milestone.id,
        version=milestone.version,
        changes=[Change("baseline_date", str(old), str(row.new_date))],
        reason=row.reason,
        at=request.at,
    )


_EFFECTS = {
    ("engagement", "suspend"): _suspend,
    ("engagement", "resume"): _resume,
    ("gate", "open_gate"): _open_gate,
    ("deliverable", "submit"): _submit_deliverable,
    ("deliverable", "accept"): _accept_deliverable,
    ("deliverable", "reopen"): _reopen_deliverable,
    ("recommendation", "issue"): _issue,
    ("recommendation", "reconsider"): _issue,
    ("recommendation", "supersede"): _supersede,
    ("baseline_change", "approve"): _approve_change,
    ("baseline_change", "refuse"): _decide_change,
}
