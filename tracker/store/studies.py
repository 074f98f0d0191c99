"""Queries on studies and the states of their stages."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from tracker.store.tables import Layer, StageState, Study


def list_studies(session: Session, *, slugs: Collection[str] | None) -> list[Study]:
    """List studies by name with stages and milestones; `slugs` None means all."""
    statement = (
        select(Study).options(selectinload(Study.stages), selectinload(Study.milestones)).order_by(Study.slug)
    )
    if slugs is not None:
        statement = statement.where(Study.slug.in_(slugs))
    return list(session.scalars(statement))


def find_study(session: Session, slug: str) -> Study | None:
    """Find a study by its slug, with stages and milestones."""
    statement = (
        select(Study)
        .where(Study.slug == slug)
        .options(selectinload(Study.stages), selectinload(Study.milestones))
    )
    return session.scalars(statement).one_or_none()


def lock_study(session: Session, study_id: str) -> None:
    """Keep others from asking for the same run until the transaction ends."""
    session.execute(select(Study.id).where(Study.id == study_id).with_for_update())


def studies_with_synthetic_layers(session: Session) -> set[str]:
    """Give the identifiers of studies that use invented data."""
    return set(session.scalars(select(Layer.study_id).where(Layer.synthetic).distinct()))


def add_study(session: Session, study: Study) -> None:
    """Add a study."""
    session.add(study)
    session.flush()


def remove_stage(session: Session, stage: StageState) -> None:
    """Remove the state of a stage that the definition no longer has."""
    session.delete(stage)
