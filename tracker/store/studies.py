"""Queries on studies."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from tracker.store.tables import Gate, Layer, Study


def list_studies(session: Session, *, ids: Collection[str]) -> list[Study]:
    """List some studies by name."""
    return list(session.scalars(select(Study).where(Study.id.in_(ids)).order_by(Study.slug)))


def find_study(session: Session, slug: str, *, with_milestones: bool = False) -> Study | None:
    """Find a study by its slug, with its gates, and its milestones only where they are needed."""
    statement = select(Study).where(Study.slug == slug).options(selectinload(Study.gates))
    if with_milestones:
        statement = statement.options(selectinload(Study.milestones))
    return session.scalars(statement).one_or_none()


def lock_study(session: Session, study_id: str) -> None:
    """Keep others from asking for the same run until the transaction ends."""
    session.execute(select(Study.id).where(Study.id == study_id).with_for_update())


def studies_with_synthetic_layers(session: Session, study_ids: Collection[str]) -> set[str]:
    """Tell which of some studies use invented data."""
    invented = select(Layer.study_id).where(Layer.study_id.in_(study_ids), Layer.synthetic)
    return set(session.scalars(invented.distinct()))


def add_study(session: Session, study: Study) -> None:
    """Add a study."""
    session.add(study)
    session.flush()


def remove_gate(session: Session, gate: Gate) -> None:
    """Remove the gate of a stage that the definition no longer has."""
    session.delete(gate)
