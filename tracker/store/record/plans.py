"""Queries on plans: submitted versions of deliverables, milestones with their studies, dependencies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from tracker.errors import NotFoundError
from tracker.store.tables import (
    Assessment,
    DeliverableVersion,
    Gate,
    GateCondition,
    Milestone,
    MilestoneDependency,
    Organisation,
    Report,
    Study,
)


def list_deliverable_versions(
    session: Session, engagement: str, deliverable: str
) -> Sequence[DeliverableVersion]:
    """List what was submitted for a deliverable, in order."""
    statement = (
        select(DeliverableVersion)
        .filter_by(engagement=engagement, deliverable=deliverable)
        .order_by(DeliverableVersion.number)
    )
    return session.scalars(statement).all()


def find_milestone_of_study(session: Session, study: str, key: str) -> tuple[Milestone, bool]:
    """Find a milestone by its study's slug, and whether the study's baseline is frozen."""
    statement = (
        select(Milestone)
        .join(Milestone.study)
        .where(Study.slug == study, Milestone.key == key)
        .options(joinedload(Milestone.study))
    )
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NotFoundError(f"The study {study} has no milestone {key}.")
    return row, row.study.baseline_frozen_at is not None


def move_baseline(session: Session, milestone: Milestone, new_date: date) -> None:
    """Set the agreed date; only an approved change may."""
    milestone.baseline_date = new_date
    session.flush()


def study_scopes(session: Session, engagement: str) -> Sequence[Study]:
    """List the studies of an engagement, by slug."""
    return session.scalars(select(Study).where(Study.engagement == engagement).order_by(Study.slug)).all()


def known_in_study(
    session: Session, kind: str, engagement: str, study: str | None, keys: set[str]
) -> set[str]:
    """Tell which keys name something of a study of this engagement: itself, or what is in it."""
    if kind == "study":
        statement = select(Study.slug).where(Study.engagement == engagement, Study.slug.in_(keys))
        return set(session.scalars(statement))
    owner = select(Study.id).where(Study.engagement == engagement, Study.slug == study).scalar_subquery()
    columns: dict[str, tuple[Any, Any]] = {
        "milestone": (Milestone.key, Milestone.study_id),
        "report": (Report.key, Report.study_id),
        "assessment": (Assessment.id, Assessment.study_id),
    }
    if kind == "stage":
        definition = session.scalar(select(Study.definition).where(Study.slug == study)) or {}
        return keys & {stage["key"] for stage in definition.get("stages", ())}
    column, study_id = columns[kind]
    return set(session.scalars(select(column).where(study_id == owner, column.in_(keys))))


def named_in_dependencies(session: Session, study: str, milestone: str) -> bool:
    """Tell whether a dependency names a milestone."""
    statement = select(MilestoneDependency.key).where(
        MilestoneDependency.study == study,
        or_(MilestoneDependency.predecessor == milestone, MilestoneDependency.successor == milestone),
    )
    return session.scalars(statement.limit(1)).first() is not None


def keys_of_others(session: Session, study: Study) -> dict[str, str]:
    """Give the keys of gates in a study's engagement that other studies have, each with the study."""
    statement = select(Gate.key, Gate.study).where(
        Gate.engagement == study.engagement, Gate.study != study.slug
    )
    return {row.key: row.study for row in session.execute(statement)}


def has_conditions(session: Session, gate: Gate) -> bool:
    """Tell whether anybody set a condition for a gate."""
    statement = select(GateCondition.key).where(
        GateCondition.engagement == gate.engagement, GateCondition.gate == gate.key
    )
    return session.scalars(statement.limit(1)).first() is not None


def list_milestones_of(session: Session, study_id: str) -> Sequence[Milestone]:
    """List a study's milestones in the order of its plan."""
    statement = (
        select(Milestone).where(Milestone.study_id == study_id).order_by(Milestone.position, Milestone.key)
    )
    return session.scalars(statement).all()


def list_dependencies(session: Session, study: str) -> Sequence[MilestoneDependency]:
    """List what waits for what in a study's plan."""
    statement = (
        select(MilestoneDependency)
        .where(MilestoneDependency.study == study)
        .order_by(MilestoneDependency.key)
    )
    return session.scalars(statement).all()


def organisations_by_name(session: Session, names: Collection[str]) -> dict[str, Organisation]:
    """Find organisations by the name a milestone's owner goes by: its whole name, or the short one."""
    statement = select(Organisation).where(
        or_(Organisation.name.in_(names), Organisation.short_name.in_(names))
    )
    found: dict[str, Organisation] = {}
    for row in session.scalars(statement):
        found |= {row.name: row, row.short_name: row}
    return found
