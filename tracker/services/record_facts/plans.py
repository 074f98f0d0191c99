"""Facts of gates and their conditions, deliverables and changes of the baseline, read from the tables."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.record.workflows.deliverables import DeliverableFacts, DeliveredVersion
from tracker.record.workflows.gates import ConditionOfGate, GateConditionFacts, GateFacts
from tracker.record.workflows.milestones import BaselineChangeFacts, BaselineMove
from tracker.services.record_facts.programmes import short_name
from tracker.store import tables
from tracker.store.accounts import find_organisation
from tracker.store.record import plans as plan_store
from tracker.store.record import rows as store
from tracker.store.record.rows import Row


def gate_facts(session: Session, row: Row, _principal: Principal) -> GateFacts:
    """Read the conditions of a gate."""
    conditions = store.all_rows(session, tables.GateCondition, engagement=row.engagement, gate=row.key)
    return GateFacts(
        conditions=tuple(
            ConditionOfGate(number, part.state, part.owner, part.due)
            for number, part in enumerate(conditions, start=1)
        ),
        opened_by_id=row.opened_by_id,
        opened_organisation=find_organisation(session, row.opened_by_id) if row.opened_by_id else "",
    )


def gate_condition_facts(session: Session, row: Row, _principal: Principal) -> GateConditionFacts:
    """Read a condition and the state of its gate."""
    gate = store.find_row(session, tables.Gate, row.engagement, row.gate)
    assert gate is not None  # a foreign key holds it
    return GateConditionFacts(
        text=" ".join(row.text.values()),
        owner=short_name(session, row.owner),
        due_on=row.due,
        gate_state=gate.state,
    )


def deliverable_facts(session: Session, row: Row, _principal: Principal) -> DeliverableFacts:
    """Read what was submitted for a deliverable."""
    engagement = store.find_row(session, tables.Engagement, None, row.engagement)
    assert engagement is not None  # a foreign key holds it
    versions = plan_store.list_deliverable_versions(session, row.engagement, row.key)
    return DeliverableFacts(
        versions=tuple(
            DeliveredVersion(
                version.number,
                version.content_sha256,
                version.submitted_by_id,
                version.submitted_organisation,
            )
            for version in versions
        ),
        accepted_sha256=row.accepted_sha256,
        engagement_state=engagement.state,
    )


def baseline_change_facts(session: Session, row: Row, principal: Principal) -> BaselineChangeFacts:
    """Compare a requested date with the milestone as it stands."""
    milestone, frozen = plan_store.find_milestone_of_study(session, row.study, row.milestone)
    others = store.all_rows(
        session,
        tables.BaselineChange,
        engagement=row.engagement,
        study=row.study,
        milestone=row.milestone,
        state="requested",
    )
    return BaselineChangeFacts(
        requested_by_id=row.created_by_id or principal.id,
        requested_organisation=row.created_organisation,
        reason=row.reason,
        moves=(
            BaselineMove(
                milestone=row.milestone,
                old_date=row.old_date,
                new_date=row.new_date,
                current_date=milestone.baseline_date,
                milestone_state=milestone.state,
                is_frozen=frozen,
                waits_elsewhere=any(other.key != row.key for other in others),
            ),
        ),
    )
