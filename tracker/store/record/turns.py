"""Queries on what waits for somebody: one statement a kind, over all engagements the asker may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, func, or_, select
from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.store.record.visibility import covered_studies, visible_engagements, visible_parts
from tracker.store.tables import (
    BaselineChange,
    Deliverable,
    Engagement,
    FollowUpAction,
    Gate,
    GateCondition,
    IndicatorUpdate,
    Membership,
    Milestone,
    Organisation,
    Pilot,
    Recommendation,
    Study,
    User,
)

MOST = 2_000  # rows of one kind; nobody reads that many turns


@dataclass(frozen=True, slots=True)
class Waiting:
    """Which rows of a kind wait: in these states; the columns that name the party and the last day."""

    kind: str
    table: Any
    states: tuple[str, ...]
    party: str | None = None
    due: str | None = None


WAITING = (
    Waiting("gate", Gate, ("gate_open",)),
    Waiting("gate_condition", GateCondition, ("open",), "owner", "due"),
    Waiting("baseline_change", BaselineChange, ("requested",)),
    Waiting(
        "deliverable", Deliverable, ("submitted", "in_review", "changes_requested"), "responsible", "due"
    ),
    Waiting("recommendation", Recommendation, ("issued",), "addressee", "response_due"),
    Waiting("follow_up_action", FollowUpAction, ("open", "in_progress"), "owner", "due"),
    Waiting("pilot", Pilot, ("scoped", "go")),
    Waiting("indicator_update", IndicatorUpdate, ("pending", "returned")),
)


def list_waiting(
    session: Session,
    principal: Principal,
    waiting: Waiting,
    *,
    engagement: str | None,
    party: str | None,
    by_role: Collection[str],
) -> Sequence[Row[Any, Engagement, Organisation]]:
    """
    List the rows of a kind that wait, with their engagement and the organisation they name.

    With a `party` those that name another one are left out; in states `by_role` a row names nobody.
    """
    table = waiting.table
    column = getattr(table, waiting.party) if waiting.party else None
    named = Organisation.key == column if column is not None else false()
    statement = (
        select(table, Engagement, Organisation)
        .join(Engagement, Engagement.key == table.engagement)
        .outerjoin(Organisation, named)
        .where(table.state.in_(waiting.states), _live(principal, engagement), visible_parts(principal, table))
        .order_by(table.state_since)
        .limit(MOST)
    )
    if party is not None:
        statement = statement.where(
            or_(Organisation.short_name == party, Organisation.key.is_(None), table.state.in_(by_role))
        )
    return session.execute(statement).all()


def list_milestones_due(
    session: Session, principal: Principal, *, until: date, engagement: str | None, party: str | None
) -> Sequence[Row[Milestone, Study, Engagement, Organisation]]:
    """List planned milestones expected by a day, with the organisation that owns them."""
    expected = func.coalesce(Milestone.forecast_date, Milestone.baseline_date)
    statement = (
        select(Milestone, Study, Engagement, Organisation)
        .join(Study, Study.id == Milestone.study_id)
        .join(Engagement, Engagement.key == Study.engagement)
        .outerjoin(
            Organisation,
            or_(Organisation.name == Milestone.owner, Organisation.short_name == Milestone.owner),
        )
        .where(
            Milestone.state == "planned",
            expected <= until,
            _live(principal, engagement),
            covered_studies(principal),
        )
        .order_by(expected)
        .limit(MOST)
    )
    if party is not None:
        statement = statement.where(or_(Organisation.short_name == party, Milestone.owner == party))
    return session.execute(statement).all()


def organisations_by_role(
    session: Session, engagements: Sequence[str]
) -> Sequence[Row[str, str, str | None, str | None, str]]:
    """List role, organisation and where the role holds: engagement, programme, or that of a study."""
    statement = (
        select(
            Membership.role, User.organisation, Membership.engagement, Membership.programme, Study.engagement
        )
        .join(User, User.id == Membership.user_id)
        .outerjoin(Study, Study.id == Membership.study_id)
        .where(
            or_(
                Membership.engagement.in_(engagements),
                Study.engagement.in_(engagements),
                and_(Membership.engagement.is_(None), Membership.study_id.is_(None)),
            )
        )
        .distinct()
    )
    return session.execute(statement).all()


def organisations_named(session: Session, short_names: Sequence[str]) -> dict[str, Organisation]:
    """Find organisations by the name that accounts carry."""
    statement = select(Organisation).where(Organisation.short_name.in_(short_names))
    return {row.short_name: row for row in session.scalars(statement)}


def _live(principal: Principal, engagement: str | None) -> ColumnElement[bool]:
    wanted = and_(visible_engagements(principal), Engagement.state.in_(("proposed", "agreed", "running")))
    return wanted if engagement is None else and_(wanted, Engagement.key == engagement)
