"""Queries on what a run found beyond coverage: measures in all and by area, and isochrones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Row, Table, insert, select
from sqlalchemy.orm import Session, contains_eager

from tracker.store.geometry import from_stored, to_stored
from tracker.store.tables import (
    Area,
    AreaMeasure,
    Isochrone,
    IsochroneGeometry,
    Measure,
    MeasureFigure,
)

Interval = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class ProfileFigures:
    """A measure for one profile; `areas` has (low, high) for each area of the run, in its order."""

    profile: str
    whole: Interval
    areas: Sequence[Interval]
    equity: Mapping[str, Interval] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MeasureFigures:
    """A measure as it was asked for, how to read its two values, and what came out."""

    key: str
    kind: str
    service: str
    title: Mapping[str, str]
    parameters: Mapping[str, Any]
    people: float
    unit: str
    guaranteed: bool
    larger_is_better: bool
    note: str
    profiles: Sequence[ProfileFigures]


@dataclass(frozen=True, slots=True)
class IsochroneFigures:
    """An isochrone; where nothing at all is within reach the shape is empty."""

    service: str
    profile: str
    cutoff_s: float
    reading: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class IsochroneFilter:
    """Which isochrones are asked for; None means all."""

    service: str | None = None
    profile: str | None = None
    cutoff_s: float | None = None
    reading: str | None = None


def add_measures(
    session: Session, assessment_id: str, measures: Sequence[MeasureFigures], area_ids: Sequence[int]
) -> None:
    """Add the measures of a run; `area_ids` are those of its areas, in their order."""
    for measure in measures:
        row = Measure(
            assessment_id=assessment_id,
            key=measure.key,
            kind=measure.kind,
            service=measure.service,
            title=dict(measure.title),
            parameters=dict(measure.parameters),
            people_count=measure.people,
            unit=measure.unit,
            guaranteed=measure.guaranteed,
            larger_is_better=measure.larger_is_better,
            note=measure.note,
        )
        session.add(row)
        session.flush()
        for found in measure.profiles:
            low, high = found.whole
            figure = MeasureFigure(
                measure_id=row.id,
                profile=found.profile,
                value_low=low,
                value_high=high,
                equity={name: list(values) for name, values in found.equity.items()},
            )
            session.add(figure)
            session.flush()
            if not area_ids:
                continue
            session.execute(
                # the bare table, as for coverage: many rows need none of what the mapper adds
                insert(cast("Table", AreaMeasure.__table__)),
                [
                    {"figure_id": figure.id, "area_id": area_id, "value_low": low, "value_high": high}
                    for area_id, (low, high) in zip(area_ids, found.areas, strict=True)
                ],
            )


def add_isochrones(session: Session, assessment_id: str, isochrones: Sequence[IsochroneFigures]) -> None:
    """Add the isochrones of a run; one that reaches nothing gets no geometry, for none can be stored."""
    if not isochrones:
        return
    ids = session.scalars(
        insert(Isochrone).returning(Isochrone.id, sort_by_parameter_order=True),
        [
            {
                "assessment_id": assessment_id,
                "service": one.service,
                "profile": one.profile,
                "cutoff_s": one.cutoff_s,
                "reading": one.reading,
            }
            for one in isochrones
        ],
    ).all()
    geometries = [
        {"isochrone_id": isochrone_id, "geometry": to_stored(one.shape)}
        for isochrone_id, one in zip(ids, isochrones, strict=True)
        if not one.shape.is_empty
    ]
    if geometries:
        session.execute(insert(IsochroneGeometry), geometries)


def list_measure_figures(session: Session, assessment_id: str) -> Sequence[MeasureFigure]:
    """List the figures of the whole study in the order they were computed, with their measures."""
    return session.scalars(
        select(MeasureFigure)
        .join(MeasureFigure.measure)
        .where(Measure.assessment_id == assessment_id)
        .options(contains_eager(MeasureFigure.measure))
        .order_by(MeasureFigure.id)
    ).all()


def find_measure(session: Session, assessment_id: str, key: str) -> Measure | None:
    """Find a measure of a run."""
    return session.scalars(
        select(Measure).where(Measure.assessment_id == assessment_id, Measure.key == key)
    ).one_or_none()


def list_area_measures(
    session: Session, measure_id: int, kind: str, profile: str | None
) -> Sequence[Row[Area, MeasureFigure, float | None, float | None]]:
    """List a measure for all areas of a kind: (area, figure, value_low, value_high)."""
    query = (
        select(Area, MeasureFigure, AreaMeasure.value_low, AreaMeasure.value_high)
        .join(AreaMeasure, AreaMeasure.figure_id == MeasureFigure.id)
        .join(Area, Area.id == AreaMeasure.area_id)
        .where(MeasureFigure.measure_id == measure_id, Area.kind == kind)
        .order_by(MeasureFigure.id, Area.id)
    )
    if profile is not None:
        query = query.where(MeasureFigure.profile == profile)
    return session.execute(query).all()


def list_isochrones(
    session: Session, assessment_id: str, wanted: IsochroneFilter
) -> Sequence[tuple[Isochrone, BaseGeometry | None]]:
    """List isochrones with their shapes, None for one that reaches nothing, in the order they were drawn."""
    pairs = (
        (Isochrone.service, wanted.service),
        (Isochrone.profile, wanted.profile),
        (Isochrone.cutoff_s, wanted.cutoff_s),
        (Isochrone.reading, wanted.reading),
    )
    query = (
        select(Isochrone, IsochroneGeometry.geometry)
        .outerjoin(IsochroneGeometry, IsochroneGeometry.isochrone_id == Isochrone.id)
        .where(
            Isochrone.assessment_id == assessment_id,
            *(column == value for column, value in pairs if value is not None),
        )
        .order_by(Isochrone.id)
    )
    return [
        (isochrone, None if geometry is None else from_stored(geometry))
        for isochrone, geometry in session.execute(query)
    ]
