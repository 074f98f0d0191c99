"""A finished assessment of São Paulo with small hexagons, and fresh reports to write, submit and review."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count, product
from typing import Any

import pytest
from shapely import box
from starlette.testclient import TestClient

from tests.made_places import add_place
from tests.made_register import MAPPING, workbook
from tracker.clock import now
from tracker.register.vocabulary import Answer, FactKind
from tracker.services import engine
from tracker.services.assessments import layers_of
from tracker.services.reports import seed_report
from tracker.services.studies import definition_of
from tracker.store import assessments, jobs, measures, studies
from tracker.store.base import new_id
from tracker.store.session import Database, Session
from tracker.store.tables import Assessment, Layer, Study

STUDY = "sao_paulo_asnm"
SOURCE = """## Findings

People in a manual wheelchair:

::coverage{analysis=coverage service=health profile=manual_wheelchair cutoff_min=15}

::map{analysis=coverage kind=hexagon service=health profile=walk cutoff_min=10 caption="Where on foot"}

## Plan

::milestones{}
"""

Assess = Callable[..., str]
NewReport = Callable[..., str]


@pytest.fixture(scope="module")
def assess(seeded: Database) -> Assess:
    """Give a function that stores a finished run: of 100 people `low` surely reach, `high` perhaps."""
    minutes = count()

    def store(run_sha256: str, *, low: float = 41.0, high: float = 63.0) -> str:
        with seeded.writing() as session:
            study = studies.find_study(session, STUDY)
            assert study is not None
            at = now() + timedelta(minutes=next(minutes))
            assessment = _assessment(session, study, run_sha256)
            assessment.requested_at = assessment.finished_at = at
            _add_figures(session, assessment, low, high)
            session.commit()
            return assessment.id

    return store


def _assessment(session: Session, study: Study, run_sha256: str) -> Assessment:
    (analysis, *_) = definition_of(study).analyses
    keys = layers_of(analysis.model_dump(mode="json"), study.definition["layers"])
    inputs = [_layer(session, study, key) for key in keys]
    job = jobs.add_job(session, kind="run_assessment", payload={}, at=now())
    job.state = "succeeded"
    assessment = Assessment(
        id=new_id(),
        study=study,
        job=job,
        analysis=analysis.key,
        title=analysis.title,
        services={key: service.title for key, service in analysis.services.items()},
        profiles=list(analysis.profiles),
        cutoffs_s=[cutoff * 60 for cutoff in analysis.cutoffs_min],
        requested_by="test",
        requested_at=now(),
        finished_at=now(),
        run_sha256=run_sha256,
        provenance={
            "definition_sha256": study.definition_sha256,
            "engine_version": engine.engine_version(),
            "code_version": "test",
            "parameters": {
                "profiles_sha256": engine.profile_tables_sha256(),
                "standards_sha256": engine.standards_sha256(
                    analysis.standards, definition_of(study).standards
                ),
            },
            "inputs": inputs,
            "results_sha256": run_sha256,
        },
        diagnostics={},
        synthetic=True,
    )
    assessments.add_assessment(session, assessment)
    return assessment


def _layer(session: Session, study: Study, key: str) -> dict[str, object]:
    facts = {"dataset": key, "sha256": "b" * 64, "licence": "CC0-1.0", "citation": f"Maker of {key}"}
    known = {layer.key for layer in session.query(Layer).filter(Layer.study_id == study.id)}
    if key not in known:
        session.add(
            Layer(
                study_id=study.id,
                key=key,
                title={"en": key},
                kind="zones",
                content_sha256="c" * 64,
                feature_count=1,
                synthetic=True,
                notes=[],
                imported_at=now(),
                **facts,
            )
        )
    return {"layer": key, "synthetic": True, **facts}


def _add_figures(session: Session, assessment: Assessment, low: float, high: float) -> None:
    rows = [
        assessments.CoverageFigures(service, profile, cutoff_s, 100.0, low, high)
        for service, profile, cutoff_s in product(
            assessment.services, assessment.profiles, assessment.cutoffs_s
        )
    ]
    areas = [
        assessments.AreaFigures(
            kind="hexagon",
            code=f"cell-{column}",
            name="",
            population=float(50 * min(column, 1)),
            partly_outside=False,
            shape=box(-46.64 + column * 0.01, -23.55, -46.63 + column * 0.01, -23.54),
            covered=[(low / 2, high / 2) if column else (0.0, 0.0)] * len(rows),
        )
        for column in range(3)
    ]
    area_ids = assessments.add_figures(session, assessment.id, rows, areas)
    measure = measures.MeasureFigures(
        key="health_per_head",
        kind="enhanced_two_step",
        service="health",
        title={"en": "Health units for each person"},
        parameters={},
        people=100.0,
        unit="count/person",
        guaranteed=False,
        larger_is_better=True,
        note="People compete.",
        profiles=[measures.ProfileFigures("walk", (0.5, 1.0), [(None, None), (0.5, 1.0), (0.5, 1.0)])],
    )
    measures.add_measures(session, assessment.id, [measure], area_ids)


@pytest.fixture(scope="module")
def assessed(assess: Assess) -> str:
    """Give the identifier of a finished assessment."""
    return assess("1a2b3c4d" * 8)


@pytest.fixture(scope="module")
def new_report(seeded: Database, assessed: str) -> NewReport:
    """Give a function that sets up a report of São Paulo and returns its identifier."""
    assert assessed
    numbers = count()

    def make(source: str = SOURCE, *, language: str = "en") -> str:
        with seeded.writing() as session:
            study = studies.find_study(session, STUDY)
            assert study is not None
            report = seed_report(
                session,
                study,
                key=f"report_{next(numbers)}",
                title={"en": "Who reaches what"},
                language=language,
                source=source,
            )
            session.commit()
            return report.id

    return make


@pytest.fixture
def report_id(new_report: NewReport) -> str:
    """Give a report with a draft and no version."""
    return new_report()


@pytest.fixture
def version(report_id: str, manager: TestClient) -> dict[str, Any]:
    """Give a version in review, as its submitter got it."""
    answer = manager.post(f"/api/v1/reports/{report_id}/versions")
    assert answer.status_code == 201, answer.text
    submitted: dict[str, Any] = answer.json()
    return submitted


@pytest.fixture(scope="module")
def registered(seeded: Database, sign_in: Callable[[str], TestClient]) -> dict[str, str]:
    """Give a published place, a proposal, a suggestion and an import of São Paulo's register."""
    partner = sign_in("partner.saopaulo@demo.example")
    with seeded.writing() as session:
        proposals: list[tuple[FactKind, Answer, str]] = [("lift", "yes", "tem elevador")]
        place_id = add_place(session, "UBS Centro", key="centro", proposals=proposals)
        session.commit()
    sent = partner.post(f"/api/v1/finder/{STUDY}/suggestions", json={"text": "The lift stands still."})
    assert sent.status_code == 202, sent.text
    register = f"/api/v1/studies/{STUDY}/register"
    saved = partner.put(
        f"{register}/mappings/small_city", json={"body": MAPPING}, headers={"If-None-Match": "*"}
    )
    assert saved.status_code == 200, saved.text
    previewed = partner.post(f"{register}/imports", files={"file": ("services.xlsx", workbook())})
    assert previewed.status_code == 201, previewed.text

    def waiting(part: str) -> dict[str, Any]:
        item: dict[str, Any] = partner.get(f"{register}/queue", params={"part": part}).json()["items"][0]
        return item

    return {
        "place_id": place_id,
        "key": "centro",
        "proposal_id": waiting("proposals")["proposal"]["id"],
        "suggestion_id": waiting("suggestions")["suggestion"]["id"],
        "import_id": previewed.json()["id"],
        "service": "health",
    }


@pytest.fixture(scope="module")
def existing(
    assessed: str,
    new_report: NewReport,
    registered: dict[str, str],
    sign_in: Callable[[str], TestClient],
) -> dict[str, str]:
    """Give the identifier of one object of São Paulo's study for each name that stands in a route's path."""
    manager = sign_in("manager@demo.example")
    reviewer = sign_in("reviewer.susa@demo.example")

    def made(client: TestClient, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
        answer = client.post(f"/api/v1{path}", json=body, headers={"If-Match": '"1"'})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def first(path: str) -> str:
        found: str = manager.get(f"/api/v1{path}").json()["items"][0]["id"]
        return found

    report_id = new_report()
    version = made(manager, f"/reports/{report_id}/versions")
    place = f"/versions/{version['id']}"
    comment = made(
        reviewer, f"{place}/comments", {"severity": "minor", "anchor": "figure-1", "body": "Which day?"}
    )
    decision = made(
        reviewer,
        f"{place}/decisions",
        {"verdict": "accept", "reasoning": "Clear.", "content_sha256": version["content_sha256"]},
    )
    return {
        "slug": STUDY,
        "analysis": "coverage",
        "milestone_id": first(f"/studies/{STUDY}/milestones"),
        "layer_id": first(f"/studies/{STUDY}/layers"),
        "assessment_id": assessed,
        "measure_key": "health_per_head",
        "job_id": manager.get(f"/api/v1/assessments/{assessed}").json()["job_id"],
        "report_id": report_id,
        "version_id": version["id"],
        "comment_id": comment["id"],
        "decision_id": decision["id"],
        "kind": "decision",
        "object_id": decision["id"],
        **registered,
    }
