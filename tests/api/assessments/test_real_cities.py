"""The whole chain on the real data of both cities: import, request, worker, figures that must add up."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from studies.schema import StudyDefinition
from tracker.clock import now
from tracker.services import assessments
from tracker.services.study_layers import layers
from tracker.settings import DataSettings, LogSettings, Settings
from tracker.store import assessments as store
from tracker.store import studies
from tracker.store.layers import list_layers
from tracker.store.session import Database, Session
from tracker.store.tables import Assessment, Coverage, Layer
from tracker.worker import Worker

pytestmark = pytest.mark.realdata

Key = tuple[str, str, float]
# From the request to stored figures, on two shared cores; the demo's promise is 60 s for everything.
LONGEST_S = {"sao_paulo_asnm": 40, "lima_smart_tourism": 120}


@dataclass(frozen=True)
class City:
    """What the chain left in the database."""

    assessment: Assessment
    duration_s: float
    doubts: list[str]
    layers: dict[str, Layer]
    coverage: dict[Key, Coverage]
    sums: dict[str, dict[Key, list[float]]]  # by kind of area: population, covered low and high


@pytest.fixture(scope="module")
def real_settings(settings: Settings, real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    data = DataSettings(cache=tmp_path_factory.mktemp("real"), mirror=real_data, download=False)
    return settings.model_copy(update={"data": data, "log": LogSettings(level="error")})


@pytest.fixture(scope="module", params=["sao_paulo_asnm", "lima_smart_tourism"])
def city(
    request: pytest.FixtureRequest,
    seeded: Database,
    definitions: list[StudyDefinition],
    real_settings: Settings,
) -> City:
    """Run the chain for one study."""
    definition = next(part for part in definitions if part.slug == request.param)
    contents = layers.read_layers(definition, settings=real_settings)
    with seeded.writing() as session:
        study = studies.find_study(session, definition.slug)
        assert study is not None
        layers.store_layers(session, study, contents, at=now())
        asked = assessments.add_request(session, study, "coverage", requested_by="test", at=now())
        session.commit()
    began = time.monotonic()
    assert Worker(seeded, real_settings).run_waiting() == 1
    duration_s = time.monotonic() - began
    with seeded.reading() as session:
        assessment = store.find_assessment(session, asked.id)
        assert assessment is not None
        imported = list_layers(session, assessment.study_id)
        return City(
            assessment,
            duration_s,
            assessments.reasons_to_doubt(session, assessment, imported),
            {layer.key: layer for layer in imported},
            {key(row): row for row in store.list_coverage(session, asked.id, store.FigureFilter())},
            {kind: sums_of(session, asked.id, kind) for kind in ("hexagon", "district")},
        )


def key(row: Coverage) -> Key:
    return row.service, row.profile, row.cutoff_s


def sums_of(session: Session, assessment_id: str, kind: str) -> dict[Key, list[float]]:
    totals: dict[Key, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for area, coverage, low, high in store.list_area_coverage(
        session, assessment_id, kind, store.FigureFilter()
    ):
        assert 0 <= low <= high <= area.population * (1 + 1e-12)
        for position, people in enumerate((area.population, low, high)):
            totals[key(coverage)][position] += people
    return dict(totals)


def test_the_run_succeeds_in_good_time_and_is_current(city: City) -> None:
    assert city.assessment.job.state == "succeeded", city.assessment.job.message
    assert city.assessment.synthetic is False
    assert city.doubts == []
    assert city.duration_s < LONGEST_S[city.assessment.study.slug]


def test_hexagons_add_up_to_the_population_of_the_study(city: City) -> None:
    assert len(city.coverage) == len(city.assessment.services) * 7 * 3  # profiles, cutoffs
    for row_key, row in city.coverage.items():
        whole = [row.population, row.covered_low, row.covered_high]
        assert city.sums["hexagon"][row_key] == pytest.approx(whole, rel=1e-9, abs=1e-6)


def test_districts_hold_nobody_twice(city: City) -> None:
    for row_key, row in city.coverage.items():
        population, low, high = city.sums["district"][row_key]
        assert 0.95 * row.population <= population <= row.population * (1 + 1e-9)
        assert low <= row.covered_low * (1 + 1e-9) + 1e-6
        assert high <= row.covered_high * (1 + 1e-9) + 1e-6


def test_the_low_reading_never_passes_the_high_one_and_both_grow_with_the_cutoff(city: City) -> None:
    for (service, profile, cutoff_s), row in city.coverage.items():
        assert 0 <= row.covered_low <= row.covered_high <= row.population
        longer = [other for other in city.assessment.cutoffs_s if other > cutoff_s]
        for other in longer:
            assert row.covered_low <= city.coverage[service, profile, other].covered_low
            assert row.covered_high <= city.coverage[service, profile, other].covered_high


def test_on_foot_every_street_passes_and_there_is_one_figure(city: City) -> None:
    assert city.assessment.diagnostics is not None
    notes = city.assessment.diagnostics["notes"]
    assert any(note.startswith("walk: the yardstick") for note in notes)
    assert not any(note.startswith("walk: whether ") for note in notes)
    on_foot = [row for row in city.coverage.values() if row.profile == "walk"]
    assert len(on_foot) == len(city.assessment.services) * 3
    for row in on_foot:
        assert 0 < row.covered_low == row.covered_high < row.population


def test_nobody_on_wheels_reaches_more_than_everybody_on_foot(city: City) -> None:
    for (service, profile, cutoff_s), row in city.coverage.items():
        assert row.covered_high <= city.coverage[service, "walk", cutoff_s].covered_high, profile
