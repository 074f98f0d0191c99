"""Queries of the portfolio: a page of studies, and what their milestones come to, counted by the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Integer, and_, case, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, defer, selectinload
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from tracker.store.tables import Engagement, Milestone, Study

StudyOrder = Literal["slug", "slip"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyQuery:
    """Which studies, in which order, and which part of them; None leaves a question open."""

    slugs: Collection[str] | None = None
    programme: str | None = None
    city: str | None = None
    state: str | None = None
    order: StudyOrder = "slug"
    offset: int = 0
    limit: int = 100


@dataclass(slots=True)
class Progress:
    """What the milestones of one study come to."""

    total: int = 0
    achieved: int = 0
    late: list[Milestone] = field(default_factory=list)
    following: Milestone | None = None


class days_from(GenericFunction[int]):  # noqa: N801 - named as SQL functions are
    """Days from one date to another; the databases have no common word for it."""

    type = Integer()
    inherit_cache = True


@compiles(days_from, "sqlite")
def _days_in_sqlite(element: days_from, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as called
    first, last = (compiler.process(part, **options) for part in element.clauses)
    return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"


@compiles(days_from, "postgresql")
def _days_in_postgresql(element: days_from, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as called
    first, last = (compiler.process(part, **options) for part in element.clauses)
    return f"(CAST({last} AS DATE) - CAST({first} AS DATE))"


_EXPECTED = func.coalesce(Milestone.actual_date, Milestone.forecast_date, Milestone.baseline_date)


def is_late(today: date) -> ColumnElement[bool]:
    """Say in SQL when the rules call a milestone late."""
    behind = or_(Milestone.baseline_date < today, Milestone.baseline_date < _EXPECTED)
    return and_(Milestone.state == "planned", behind)


def list_study_page(session: Session, query: StudyQuery, *, today: date) -> list[Study]:
    """List a page of studies with their gates but without their definitions."""
    statement = _asked(select(Study), query)
    if query.order == "slip":
        expected = case((today > _EXPECTED, today), else_=_EXPECTED)
        worst = (
            select(
                Milestone.study_id, func.max(days_from(Milestone.baseline_date, expected)).label("slip_days")
            )
            .where(is_late(today))
            .group_by(Milestone.study_id)
            .subquery()
        )
        statement = statement.outerjoin(worst, worst.c.study_id == Study.id).order_by(
            func.coalesce(worst.c.slip_days, 0).desc()
        )
    statement = (
        statement.order_by(Study.slug)
        .offset(query.offset)
        .limit(query.limit)
        # tens of kilobytes each, of which a list shows a few words
        .options(selectinload(Study.gates), defer(Study.definition, raiseload=True))
    )
    return list(session.scalars(statement))


def count_studies(session: Session, query: StudyQuery, *, today: date) -> tuple[int, int]:
    """Count the studies of all pages, and those of them with a milestone that is late."""
    behind = Study.id.in_(select(Milestone.study_id).where(is_late(today)))
    counted = select(func.count(Study.id), func.count(case((behind, 1))))
    total, late_total = session.execute(_asked(counted, query)).one()
    return total, late_total


def _asked(statement: Any, query: StudyQuery) -> Any:  # noqa: ANN401 - a select of any columns
    if query.slugs is not None:
        statement = statement.where(Study.slug.in_(query.slugs))
    wanted = {"programme": query.programme, "city": query.city, "state": query.state}
    asked = [getattr(Engagement, name) == value for name, value in wanted.items() if value is not None]
    if asked:
        statement = statement.join(Engagement, Engagement.key == Study.engagement).where(*asked)
    return statement


def definitions_of(session: Session, study_ids: Collection[str]) -> Mapping[str, dict[str, Any]]:
    """Read the definitions of some studies, by their hash."""
    statement = select(Study.definition_sha256, Study.definition).where(Study.id.in_(study_ids))
    return {row.definition_sha256: row.definition for row in session.execute(statement)}


def progress_of(session: Session, study_ids: Sequence[str], *, today: date) -> dict[str, Progress]:
    """Say what the milestones of each study come to: three statements, however many there are."""
    found = {study_id: Progress() for study_id in study_ids}
    achieved = func.count(case((Milestone.state == "achieved", 1)))
    counts = (
        select(Milestone.study_id, func.count(Milestone.id), achieved)
        .where(Milestone.study_id.in_(study_ids))
        .group_by(Milestone.study_id)
    )
    for study_id, total, achieved_count in session.execute(counts):
        found[study_id].total, found[study_id].achieved = total, achieved_count
    late = (
        select(Milestone)
        .where(Milestone.study_id.in_(study_ids), is_late(today))
        .order_by(Milestone.position, Milestone.key)
    )
    for row in session.scalars(late):
        found[row.study_id].late.append(row)
    place = func.row_number().over(
        partition_by=Milestone.study_id, order_by=(_EXPECTED, Milestone.position, Milestone.key)
    )
    ahead = (
        select(Milestone.id, place.label("place"))
        .where(Milestone.study_id.in_(study_ids), Milestone.state == "planned")
        .subquery()
    )
    following = select(Milestone).join(ahead, ahead.c.id == Milestone.id).where(ahead.c.place == 1)
    for row in session.scalars(following):
        found[row.study_id].following = row
    return found
