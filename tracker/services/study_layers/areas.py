"""The figures of a finished assessment: for the whole study, by hexagon and by district; rows and shapes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from tracker.domain.permissions import Principal
from tracker.errors import NotFoundError, RuleConflictError
from tracker.schemas.assessments import AreaCoverageRow, AreaKind, CoverageRow
from tracker.schemas.common import Feature, FeatureCollection, Page
from tracker.services.principals import NOTHING_HERE, check_allowed
from tracker.store import assessments as store
from tracker.store.geometry import to_geojson
from tracker.store.session import Session
from tracker.store.tables import Area, Assessment, Coverage

FigureFilter = store.FigureFilter


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts of a population; None where there is nobody to take part of."""

    low: float | None
    high: float | None
    unknown: float | None


def shares_of(population: float, covered_low: float, covered_high: float) -> Shares:
    """Divide the covered by the population; `unknown` is what lies between the two readings."""
    if population <= 0:
        return Shares(None, None, None)
    # sums in another order may pass the whole by a rounding error
    low, high = (min(covered / population, 1.0) for covered in (covered_low, covered_high))
    return Shares(low, high, max(high - low, 0.0))


def get_run_sha256(session: Session, principal: Principal, assessment_id: str) -> str:
    """Give the hash of a finished run, which never changes."""
    run_sha256 = finished_assessment(session, principal, assessment_id).run_sha256
    assert run_sha256 is not None, "a finished run has a hash"
    return run_sha256


def list_coverage(
    session: Session, principal: Principal, assessment_id: str, wanted: FigureFilter
) -> Page[CoverageRow]:
    """List the figures of the whole study."""
    assessment = finished_assessment(session, principal, assessment_id)
    rows = store.list_coverage(session, assessment.id, wanted)
    items = [
        CoverageRow.model_validate(_figures(row, row.population, row.covered_low, row.covered_high))
        for row in rows
    ]
    return Page[CoverageRow](items=items, total=len(items))


def list_areas(
    session: Session, principal: Principal, assessment_id: str, kind: AreaKind, wanted: FigureFilter
) -> Page[AreaCoverageRow]:
    """List the figures of all hexagons or districts."""
    assessment = finished_assessment(session, principal, assessment_id)
    items = [_row(*row) for row in store.list_area_coverage(session, assessment.id, kind, wanted)]
    return Page[AreaCoverageRow](items=items, total=len(items))


def get_features(
    session: Session, principal: Principal, assessment_id: str, kind: AreaKind, wanted: FigureFilter
) -> FeatureCollection:
    """Give the hexagons or districts as GeoJSON, their figures as properties."""
    assessment = finished_assessment(session, principal, assessment_id)
    shapes = {
        area_id: to_geojson(shape)
        for area_id, shape in store.list_area_shapes(session, assessment.id, kind).items()
    }
    features = []
    for area, coverage, low, high in store.list_area_coverage(session, assessment.id, kind, wanted):
        row = _row(area, coverage, low, high)
        features.append(
            Feature(
                id=f"{area.id}-{coverage.id}",
                geometry=shapes[area.id],
                properties=row.model_dump(mode="json"),
            )
        )
    return FeatureCollection(features=features)


def finished_assessment(session: Session, principal: Principal, assessment_id: str) -> Assessment:
    """Give a run that has figures, if this person may see it."""
    assessment = store.find_assessment(session, assessment_id)
    if assessment is None:
        raise NotFoundError(NOTHING_HERE)
    check_allowed(principal, "assessment.read", study=assessment.study.slug)
    if assessment.run_sha256 is None:
        raise RuleConflictError(
            f"The assessment has no figures: its job is {assessment.job.state}. Look at its state first."
        )
    return assessment


def _row(area: Area, coverage: Coverage, covered_low: float, covered_high: float) -> AreaCoverageRow:
    return AreaCoverageRow.model_validate(
        _figures(coverage, area.population, covered_low, covered_high)
        | {
            "area_id": str(area.id),
            "area_kind": cast("AreaKind", area.kind),
            "area_code": area.code,
            "area_name": area.name,
            "partly_outside": area.partly_outside,
        }
    )


def _figures(
    coverage: Coverage, population: float, covered_low: float, covered_high: float
) -> dict[str, object]:
    shares = shares_of(population, covered_low, covered_high)
    return {
        "service": coverage.service,
        "profile": coverage.profile,
        "cutoff_s": coverage.cutoff_s,
        "population": population,
        "covered_low": covered_low,
        "covered_high": covered_high,
        "share_low": shares.low,
        "share_high": shares.high,
        "share_unknown": shares.unknown,
    }
