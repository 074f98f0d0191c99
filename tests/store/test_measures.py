"""Measures and isochrones on both databases: what goes in comes out, and goes with its assessment."""

from __future__ import annotations

import pytest
import shapely
from sqlalchemy import delete, func, select

from tracker.store import assessments, jobs, measures
from tracker.store.base import Base, new_id
from tracker.store.session import Database, Session
from tracker.store.tables import Assessment, Study

SQUARE = shapely.box(0, 0, 1, 1)
AREAS = [
    assessments.AreaFigures(
        kind=kind,
        code=code,
        name="",
        population=people,
        partly_outside=False,
        shape=SQUARE,
        covered=[covered],
    )
    for kind, code, people, covered in (
        ("hexagon", "one", 10.0, (1.0, 2.0)),
        ("district", "two", 0.0, (0.0, 0.0)),
    )
]
COVERAGE = [assessments.CoverageFigures("health", "walk", 600.0, 10.0, 1.0, 2.0)]
MEASURE = measures.MeasureFigures(
    key="beds",
    kind="two_step",
    service="health",
    title={"en": "Beds"},
    parameters={"cutoff_min": 10.0},
    people=10.0,
    unit="count/person",
    guaranteed=False,
    larger_is_better=True,
    note="People compete.",
    profiles=[
        measures.ProfileFigures("walk", (0.1, 0.25), [(0.1, 0.25), (None, None)], {"gini": (0.5, None)}),
        measures.ProfileFigures("stroller", (None, 0.2), [(None, 0.2), (None, None)]),
    ],
)
DRAWN = [
    measures.IsochroneFigures("health", "walk", 600.0, "low", shapely.MultiPolygon()),
    measures.IsochroneFigures("health", "walk", 600.0, "high", shapely.MultiPolygon([SQUARE])),
]


def stored(session: Session, study: Study) -> str:
    """Store a run with a measure and isochrones; give its identifier."""
    session.add(study)
    session.flush()
    at = study.imported_at
    assessment = Assessment(
        id=new_id(),
        study=study,
        job=jobs.add_job(session, kind="run_assessment", payload={}, at=at),
        analysis="coverage",
        title={"en": "Coverage"},
        services={},
        profiles=[],
        cutoffs_s=[],
        requested_by="test",
        requested_at=at,
        synthetic=True,
    )
    assessments.add_assessment(session, assessment)
    area_ids = assessments.add_figures(session, assessment.id, COVERAGE, AREAS)
    measures.add_measures(session, assessment.id, [MEASURE], area_ids)
    measures.add_isochrones(session, assessment.id, DRAWN)
    session.flush()
    return assessment.id


def test_figures_of_a_measure_come_back_for_all_and_by_area(database: Database, study: Study) -> None:
    with database.writing() as session:
        run = stored(session, study)
        session.expire_all()
        figures = measures.list_measure_figures(session, run)
        assert [(f.measure.key, f.profile, f.value_low, f.value_high, f.equity) for f in figures] == [
            ("beds", "walk", 0.1, 0.25, {"gini": [0.5, None]}),
            ("beds", "stroller", None, 0.2, {}),
        ]
        found = measures.find_measure(session, run, "beds")
        assert found is not None
        assert (found.parameters, found.guaranteed) == ({"cutoff_min": 10.0}, False)
        assert found.people_count == 10.0
        rows = measures.list_area_measures(session, found.id, "hexagon", None)
        assert [(a.code, f.profile, low, high) for a, f, low, high in rows] == [
            ("one", "walk", 0.1, 0.25),
            ("one", "stroller", None, 0.2),
        ]
        assert len(measures.list_area_measures(session, found.id, "hexagon", "walk")) == 1
        assert measures.find_measure(session, run, "joy") is None


def test_an_isochrone_that_reaches_nothing_is_kept_without_a_shape(database: Database, study: Study) -> None:
    with database.writing() as session:
        run = stored(session, study)
        found = measures.list_isochrones(session, run, measures.IsochroneFilter())
        assert [(one.reading, shape is None) for one, shape in found] == [("low", True), ("high", False)]
        assert found[1][1] == DRAWN[1].shape
        high = measures.IsochroneFilter(service="health", profile="walk", cutoff_s=600.0, reading="high")
        assert [one.reading for one, _ in measures.list_isochrones(session, run, high)] == ["high"]
        other = measures.IsochroneFilter(cutoff_s=601.0)
        assert measures.list_isochrones(session, run, other) == []


@pytest.mark.parametrize(
    "table", ["measure", "measure_figure", "area_measure", "isochrone", "isochrone_geometry"]
)
def test_measures_and_isochrones_go_with_their_assessment(
    database: Database, study: Study, table: str
) -> None:
    count = select(func.count()).select_from(Base.metadata.tables[table])
    with database.writing() as session:
        before = session.scalar(count) or 0
        run = stored(session, study)
        assert (session.scalar(count) or 0) > before
        session.execute(delete(Assessment).where(Assessment.id == run))
        assert (session.scalar(count) or 0) == before
