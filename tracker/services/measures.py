"""The measures and isochrones of a finished assessment: rows for the whole and by area, shapes as GeoJSON."""

from __future__ import annotations

from typing import cast

from tracker.domain.permissions import Principal
from tracker.errors import NotFoundError
from tracker.schemas.assessments import AreaKind
from tracker.schemas.common import Feature, FeatureCollection, Page
from tracker.schemas.measures import AreaMeasureRow, IndexInterval, MeasureRow
from tracker.services.study_layers.areas import finished_assessment
from tracker.store import measures as store
from tracker.store.geometry import to_geojson
from tracker.store.session import Session
from tracker.store.tables import Area, MeasureFigure

IsochroneFilter = store.IsochroneFilter


def list_measures(session: Session, principal: Principal, assessment_id: str) -> Page[MeasureRow]:
    """List the measures of the whole study, one row a profile."""
    assessment = finished_assessment(session, principal, assessment_id)
    items = [_row(figure) for figure in store.list_measure_figures(session, assessment.id)]
    return Page[MeasureRow](items=items, total=len(items))


def list_areas(
    session: Session,
    principal: Principal,
    assessment_id: str,
    key: str,
    kind: AreaKind,
    profile: str | None,
) -> Page[AreaMeasureRow]:
    """List one measure for all hexagons or districts."""
    assessment = finished_assessment(session, principal, assessment_id)
    measure = store.find_measure(session, assessment.id, key)
    if measure is None:
        known = [figure.measure.key for figure in store.list_measure_figures(session, assessment.id)]
        named = ", ".join(dict.fromkeys(known)) or "none"
        raise NotFoundError(f"The assessment has no measure {key} (it has {named}).")
    rows = store.list_area_measures(session, measure.id, kind, profile)
    items = [_area_row(key, *row) for row in rows]
    return Page[AreaMeasureRow](items=items, total=len(items))


def get_isochrones(
    session: Session, principal: Principal, assessment_id: str, wanted: IsochroneFilter
) -> FeatureCollection:
    """Give isochrones as GeoJSON; the geometry of one that reaches nothing is null."""
    assessment = finished_assessment(session, principal, assessment_id)
    return FeatureCollection(
        features=[
            Feature(
                id=str(isochrone.id),
                geometry=None if shape is None else to_geojson(shape),
                properties={
                    "service": isochrone.service,
                    "profile": isochrone.profile,
                    "cutoff_s": isochrone.cutoff_s,
                    "reading": isochrone.reading,
                },
            )
            for isochrone, shape in store.list_isochrones(session, assessment.id, wanted)
        ]
    )


def _row(figure: MeasureFigure) -> MeasureRow:
    measure = figure.measure
    return MeasureRow(
        key=measure.key,
        kind=measure.kind,
        service=measure.service,
        title=measure.title,
        parameters=measure.parameters,
        people_count=measure.people_count,
        unit=measure.unit,
        guaranteed=measure.guaranteed,
        larger_is_better=measure.larger_is_better,
        note=measure.note,
        profile=figure.profile,
        value_low=figure.value_low,
        value_high=figure.value_high,
        equity={name: IndexInterval(low=low, high=high) for name, (low, high) in figure.equity.items()},
    )


def _area_row(
    key: str, area: Area, figure: MeasureFigure, low: float | None, high: float | None
) -> AreaMeasureRow:
    return AreaMeasureRow(
        measure=key,
        profile=figure.profile,
        area_id=str(area.id),
        area_kind=cast("AreaKind", area.kind),
        area_code=area.code,
        area_name=area.name,
        partly_outside=area.partly_outside,
        population=area.population,
        value_low=low,
        value_high=high,
    )
