"""Queries on assessments: runs, their figures in all and by area, and the shapes of the areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Row, Table, insert, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from tracker.store.geometry import from_stored, to_stored
from tracker.store.tables import Area, AreaCoverage, AreaGeometry, Assessment, Coverage, Job


@dataclass(frozen=True, slots=True)
class CoverageFigures:
    """People of the whole study within a cutoff, in both readings."""

    service: str
    profile: str
    cutoff_s: float
    population: float
    covered_low: float
    covered_high: float


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """One area; `covered` has (low, high) for each row of the coverage list, in its order."""

    kind: str
    code: str
    name: str
    population: float
    partly_outside: bool
    shape: BaseGeometry
    covered: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Which figures are asked for; None means all."""

    service: str | None = None
    profile: str | None = None
    cutoff_s: float | None = None


def add_assessment(session: Session, assessment: Assessment) -> None:
    """Add a run to the caller's transaction."""
    session.add(assessment)
    session.flush()


def find_assessment(session: Session, assessment_id: str) -> Assessment | None:
    """Find a run by its identifier, with its study and job."""
    return session.scalars(
        select(Assessment)
        .where(Assessment.id == assessment_id)
        .options(joinedload(Assessment.study), joinedload(Assessment.job))
    ).one_or_none()


def find_assessment_of_job(session: Session, job_id: str) -> Assessment | None:
    """Find the run that a job makes, with its study and job."""
    return session.scalars(
        select(Assessment)
        .where(Assessment.job_id == job_id)
        .options(joinedload(Assessment.study), joinedload(Assessment.job))
    ).one_or_none()


def list_assessments(session: Session, study_id: str) -> Sequence[Assessment]:
    """List a study's runs, newest first, with their study and job."""
    return session.scalars(
        select(Assessment)
        .where(Assessment.study_id == study_id)
        .options(joinedload(Assessment.study), joinedload(Assessment.job))
        .order_by(Assessment.requested_at.desc(), Assessment.id)
    ).all()


def find_newest_finished(session: Session, study_id: str, analysis: str) -> Assessment | None:
    """Find the newest run of an analysis that has figures, with its study and job."""
    return session.scalars(
        select(Assessment)
        .where(
            Assessment.study_id == study_id,
            Assessment.analysis == analysis,
            Assessment.run_sha256.is_not(None),
        )
        .options(joinedload(Assessment.study), joinedload(Assessment.job))
        .order_by(Assessment.requested_at.desc(), Assessment.id)
        .limit(1)
    ).one_or_none()


def find_waiting(session: Session, study_id: str, analysis: str) -> Assessment | None:
    """Find a run of an analysis that is queued or running, with its study and job."""
    return session.scalars(
        select(Assessment)
        .join(Assessment.job)
        .where(
            Assessment.study_id == study_id,
            Assessment.analysis == analysis,
            Job.state.in_(("queued", "running")),
        )
        .options(joinedload(Assessment.study), contains_eager(Assessment.job))
        .order_by(Assessment.requested_at, Assessment.id)
        .limit(1)
    ).one_or_none()


def add_figures(
    session: Session, assessment_id: str, coverage: Sequence[CoverageFigures], areas: Sequence[AreaFigures]
) -> Sequence[int]:
    """Add all figures of a run in a few bulk statements; give its areas' identifiers, in their order."""
    coverage_ids = session.scalars(
        insert(Coverage).returning(Coverage.id, sort_by_parameter_order=True),
        [
            {
                "assessment_id": assessment_id,
                "service": row.service,
                "profile": row.profile,
                "cutoff_s": row.cutoff_s,
                "population": row.population,
                "covered_low": row.covered_low,
                "covered_high": row.covered_high,
            }
            for row in coverage
        ],
    ).all()
    if not areas:
        return []
    area_ids = session.scalars(
        insert(Area).returning(Area.id, sort_by_parameter_order=True),
        [
            {
                "assessment_id": assessment_id,
                "kind": area.kind,
                "code": area.code,
                "name": area.name,
                "population": area.population,
                "partly_outside": area.partly_outside,
            }
            for area in areas
        ],
    ).all()
    session.execute(
        insert(AreaGeometry),
        [
            {"area_id": area_id, "geometry": to_stored(area.shape)}
            for area_id, area in zip(area_ids, areas, strict=True)
        ],
    )
    session.execute(
        # the bare table: hundreds of thousands of rows need none of what the mapper adds
        insert(cast("Table", AreaCoverage.__table__)),
        [
            {"coverage_id": coverage_id, "area_id": area_id, "covered_low": low, "covered_high": high}
            for area_id, area in zip(area_ids, areas, strict=True)
            for coverage_id, (low, high) in zip(coverage_ids, area.covered, strict=True)
        ],
    )
    return area_ids


def list_coverage(session: Session, assessment_id: str, wanted: FigureFilter) -> Sequence[Coverage]:
    """List the figures of the whole study in the order they were computed."""
    return session.scalars(
        select(Coverage)
        .where(Coverage.assessment_id == assessment_id, *_filters(wanted))
        .order_by(Coverage.id)
    ).all()


def list_area_coverage(
    session: Session, assessment_id: str, kind: str, wanted: FigureFilter
) -> Sequence[Row[Area, Coverage, float, float]]:
    """List the figures of all areas of a kind: (area, coverage, covered_low, covered_high)."""
    query = (
        select(Area, Coverage, AreaCoverage.covered_low, AreaCoverage.covered_high)
        .join(AreaCoverage, AreaCoverage.coverage_id == Coverage.id)
        .join(Area, Area.id == AreaCoverage.area_id)
        .where(Coverage.assessment_id == assessment_id, Area.kind == kind, *_filters(wanted))
        .order_by(Coverage.id, Area.id)
    )
    return session.execute(query).all()


def list_area_shapes(session: Session, assessment_id: str, kind: str) -> dict[int, BaseGeometry]:
    """Give the outline of every area of a kind by the area's identifier."""
    query = (
        select(AreaGeometry.area_id, AreaGeometry.geometry)
        .join(Area, Area.id == AreaGeometry.area_id)
        .where(Area.assessment_id == assessment_id, Area.kind == kind)
    )
    return {area_id: from_stored(geometry) for area_id, geometry in session.execute(query)}


def _filters(wanted: FigureFilter) -> list[ColumnElement[bool]]:
    pairs = (
        (Coverage.service, wanted.service),
        (Coverage.profile, wanted.profile),
        (Coverage.cutoff_s, wanted.cutoff_s),
    )
    return [column == value for column, value in pairs if value is not None]
