"""Queries on milestones and their history."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from tracker.store.tables import Milestone, MilestoneChange, Study


def list_milestones(session: Session, study_slug: str) -> list[Milestone]:
    """List a study's milestones in the order of its definition."""
    statement = (
        select(Milestone)
        .join(Milestone.study)
        .where(Study.slug == study_slug)
        .options(joinedload(Milestone.study))
        .order_by(Milestone.position, Milestone.key)
    )
    return list(session.scalars(statement))


def find_milestone(session: Session, milestone_id: str, *, for_update: bool = False) -> Milestone | None:
    """Find a milestone with its study; `for_update` holds the row until the transaction ends."""
    statement = select(Milestone).where(Milestone.id == milestone_id).options(joinedload(Milestone.study))
    if for_update:
        statement = statement.with_for_update(of=Milestone)
    return session.scalars(statement).one_or_none()


def hold_baseline(session: Session, milestone: Milestone) -> None:
    """Read anew whether the baseline is frozen, and keep it from being frozen until the transaction ends."""
    session.refresh(milestone.study, ["baseline_frozen_at"], with_for_update={"read": True})


def remove_milestone(session: Session, milestone: Milestone) -> None:
    """Remove a milestone."""
    session.delete(milestone)


def add_change(session: Session, change: MilestoneChange) -> None:
    """Add a row to the history."""
    session.add(change)


def list_changes(session: Session, milestone_id: str) -> list[MilestoneChange]:
    """List a milestone's history, newest first."""
    statement = (
        select(MilestoneChange)
        .where(MilestoneChange.milestone_id == milestone_id)
        .order_by(MilestoneChange.version.desc())
    )
    return list(session.scalars(statement))


def count_changes(session: Session, milestone_id: str) -> int:
    """Count the saved changes of a milestone."""
    statement = select(func.count()).where(MilestoneChange.milestone_id == milestone_id)
    return session.scalars(statement).one()
