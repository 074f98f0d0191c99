"""São Paulo's study with its layers imported from our synthetic samples, and a worker for its jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from studies.schema import StudyDefinition
from tracker.clock import now
from tracker.services.study_layers import layers
from tracker.services.study_layers.content import LayerContent
from tracker.settings import Settings
from tracker.store import studies
from tracker.store.session import Database
from tracker.worker import Worker

SLUG = "sao_paulo_asnm"
Request = Callable[[], dict[str, Any]]


@pytest.fixture(scope="module")
def sao_paulo(definitions: list[StudyDefinition]) -> StudyDefinition:
    """Give the definition of São Paulo's study."""
    return next(definition for definition in definitions if definition.slug == SLUG)


@pytest.fixture(scope="module")
def contents(sao_paulo: StudyDefinition, settings: Settings) -> list[LayerContent]:
    """Read the layers; without mirror and downloads they are our samples."""
    return layers.read_layers(sao_paulo, settings=settings)


@pytest.fixture(scope="module")
def imported(seeded: Database, contents: list[LayerContent]) -> Database:
    """Give the database with São Paulo's layers."""
    with seeded.writing() as session:
        study = studies.find_study(session, SLUG)
        assert study is not None
        layers.store_layers(session, study, contents, at=now())
        session.commit()
    return seeded


@pytest.fixture(scope="module")
def work(imported: Database, settings: Settings) -> Callable[[], int]:
    """Give a function that does the waiting jobs and returns how many they were."""
    return lambda: Worker(imported, settings).run_waiting()


@pytest.fixture(scope="module")
def assessed(sign_in: Callable[[str], TestClient], work: Callable[[], int]) -> dict[str, Any]:
    """Give a finished assessment, requested over HTTP and computed by a worker."""
    manager = sign_in("manager@demo.example")
    answer = manager.post(f"/api/v1/studies/{SLUG}/assessments", json={"analysis": "coverage"})
    assert answer.status_code == 202, answer.text
    work()
    found: dict[str, Any] = manager.get(answer.headers["Location"]).json()
    return found
