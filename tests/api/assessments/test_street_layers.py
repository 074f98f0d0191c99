"""Street polygons of a study over HTTP: in provenance, diagnostics and notes, and a reason to run again."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tracker.clock import now
from tracker.services.study_layers import layers
from tracker.services.study_layers.content import LayerContent
from tracker.store import studies
from tracker.store.session import Database

SLUG = "sao_paulo_asnm"
LAYER = "carriageways"


@pytest.fixture(scope="module")
def manager(sign_in: Callable[[str], TestClient]) -> TestClient:
    return sign_in("manager@demo.example")


def test_their_checksum_is_an_input_of_the_run(
    assessed: dict[str, Any], contents: list[LayerContent]
) -> None:
    content = next(content for content in contents if content.layer.key == LAYER)
    inputs = {item["layer"]: item for item in assessed["provenance"]["inputs"]}
    assert inputs[LAYER]["sha256"] == content.file.sha256
    assert inputs[LAYER]["dataset"] == "sample_street_polygons"
    assert inputs[LAYER]["synthetic"] is True
    assert assessed["provenance"]["parameters"]["street_polygons"] == [LAYER]
    assert assessed["provenance"]["parameters"]["elevation"] is None


def test_their_fit_is_told_in_numbers_and_in_words(assessed: dict[str, Any]) -> None:
    found = assessed["diagnostics"]
    fit = found["street_polygons"]
    # of the synthetic city every street for vehicles has its carriageway, ways on foot have none
    by_kind = found["network"]["length_km_by_kind"]
    roads_share = by_kind["road"] / found["network"]["length_km"]
    assert roads_share <= fit["matched_length_share"] < 1
    assert 0 < fit["width_length_share"] < roads_share
    assert found["network"]["source_length_share"]["width"]["polygon"] == fit["width_length_share"]
    assert any(note.startswith(f"Street polygons ({LAYER}): ") for note in found["notes"])


def test_they_are_listed_and_not_served_as_shapes(manager: TestClient, assessed: dict[str, Any]) -> None:
    assert assessed["state"] == "succeeded"
    listed = manager.get(f"/api/v1/studies/{SLUG}/layers").json()["items"]
    layer = next(item for item in listed if item["key"] == LAYER)
    assert layer["kind"] == "street_polygons"
    assert layer["feature_count"] > 100
    answer = manager.get(f"/api/v1/layers/{layer['id']}/features")
    assert answer.status_code == 409
    assert "street_polygons" in answer.json()["detail"]


def test_other_polygons_make_the_run_stale(
    manager: TestClient, assessed: dict[str, Any], imported: Database, contents: list[LayerContent]
) -> None:
    assert assessed["stale"] is False
    changed = [
        dataclasses.replace(
            content, content_sha256="f" * 64, file=dataclasses.replace(content.file, sha256="f" * 64)
        )
        if content.layer.key == LAYER
        else content
        for content in contents
    ]
    with imported.writing() as session:
        study = studies.find_study(session, SLUG)
        assert study is not None
        assert layers.store_layers(session, study, changed, at=now()) == 1
        session.commit()
    found = manager.get(f"/api/v1/assessments/{assessed['id']}").json()
    assert found["stale_reasons"] == [f"Layer {LAYER} has been imported again with other content."]
