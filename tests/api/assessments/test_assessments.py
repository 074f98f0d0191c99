"""Assessments over HTTP: requested, computed by a worker, traced, stale when something has changed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.testclient import TestClient

from tracker.services import engine
from tracker.store import studies
from tracker.store.assessments import find_assessment
from tracker.store.layers import find_layer_by_key
from tracker.store.session import Database, Session
from tracker.store.tables import Study

ASSESSMENTS = "/api/v1/studies/sao_paulo_asnm/assessments"


def items(client: TestClient, assessment: dict[str, Any], part: str, **filters: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - query values
    answer = client.get(f"/api/v1/assessments/{assessment['id']}/{part}", params=filters)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    assert answer.json()["total"] == len(found)
    return found


def key(row: dict[str, Any]) -> tuple[str, str, float]:
    return row["service"], row["profile"], row["cutoff_s"]


# Asking --------------------------------------------------------------------------------------------------


def test_only_managers_may_ask(
    client: TestClient,
    partner_lima: TestClient,
    partner_sao_paulo: TestClient,
    reviewer_susa: TestClient,
    reviewer_nia: TestClient,
) -> None:
    answers = {
        who: caller.post(ASSESSMENTS, json={"analysis": "coverage"}).status_code
        for who, caller in {
            "nobody": client,
            "partner": partner_sao_paulo,
            "reviewer": reviewer_susa,
            "other partner": partner_lima,
            "other reviewer": reviewer_nia,
        }.items()
    }
    assert answers == {
        "nobody": 401,
        "partner": 403,
        "reviewer": 403,
        "other partner": 404,
        "other reviewer": 404,
    }


def test_an_unknown_analysis_is_refused_with_the_known_ones(manager: TestClient, imported: Database) -> None:
    assert imported
    answer = manager.post(ASSESSMENTS, json={"analysis": "happiness"})
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault == {"pointer": "/analysis", "message": "must be one of coverage, verified"}


def test_a_study_without_layers_cannot_be_assessed(manager: TestClient) -> None:
    answer = manager.post("/api/v1/studies/lima_smart_tourism/assessments", json={"analysis": "coverage"})
    assert answer.status_code == 409
    assert "residents" in answer.json()["detail"]


def test_asking_makes_a_queued_assessment_and_asking_twice_gives_the_same_one(
    manager: TestClient, reviewer_nia: TestClient, work: Callable[[], int]
) -> None:
    first = manager.post(ASSESSMENTS, json={"analysis": "coverage"})
    second = manager.post(ASSESSMENTS, json={"analysis": "coverage"})
    assert (first.status_code, second.status_code) == (202, 202)
    assert (
        first.headers["Location"] == second.headers["Location"] == f"/api/v1/assessments/{first.json()['id']}"
    )
    queued = manager.get(first.headers["Location"]).json()
    assert (queued["state"], queued["provenance"], queued["stale"]) == ("queued", None, False)
    assert manager.get(f"{first.headers['Location']}/coverage").status_code == 409
    job = f"/api/v1/jobs/{queued['job_id']}"
    assert manager.get(job).json()["state"] == "queued"
    assert reviewer_nia.get(job).status_code == 404
    assert manager.get("/api/v1/jobs/00000000-0000-0000-0000-000000000000").status_code == 404
    assert work() == 1
    done = manager.get(job).json()
    assert (done["state"], done["progress_share"], done["attempts"]) == ("succeeded", 1.0, 1)


# What comes out --------------------------------------------------------------------------------------------


def test_every_service_profile_and_cutoff_has_one_row_that_keeps_the_order_of_the_readings(
    manager: TestClient, assessed: dict[str, Any]
) -> None:
    rows = items(manager, assessed, "coverage")
    assert [key(row) for row in rows] == [
        (service, profile, cutoff_s)
        for service in assessed["services"]
        for profile in assessed["profiles"]
        for cutoff_s in assessed["cutoffs_s"]
    ]
    for row in rows:
        assert 0 <= row["covered_low"] <= row["covered_high"] <= row["population"]
        assert row["share_low"] == pytest.approx(row["covered_low"] / row["population"])
        assert row["share_high"] == pytest.approx(row["covered_high"] / row["population"])
        assert row["share_unknown"] == pytest.approx(row["share_high"] - row["share_low"], abs=1e-12)
    uncertain = [row for row in rows if row["share_unknown"] > 0]
    assert uncertain, "the sample city has missing tags, so something must be unknown"


def test_coverage_never_falls_as_the_cutoff_grows(manager: TestClient, assessed: dict[str, Any]) -> None:
    by_pair = defaultdict(list)
    for row in items(manager, assessed, "coverage"):
        by_pair[row["service"], row["profile"]].append(
            (row["cutoff_s"], row["covered_low"], row["covered_high"])
        )
    for rows in by_pair.values():
        ordered = sorted(rows)
        for reading in (1, 2):
            values = [row[reading] for row in ordered]
            assert values == sorted(values)


@pytest.mark.parametrize("kind", ["hexagon", "district"])
def test_areas_add_up_to_the_study(manager: TestClient, assessed: dict[str, Any], kind: str) -> None:
    totals: dict[tuple[str, str, float], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in items(manager, assessed, "areas", kind=kind):
        for position, name in enumerate(("population", "covered_low", "covered_high")):
            totals[key(row)][position] += row[name]
    for row in items(manager, assessed, "coverage"):
        whole = [row["population"], row["covered_low"], row["covered_high"]]
        assert totals[key(row)] == pytest.approx(whole)


def test_filters_give_exactly_the_rows_asked_for(manager: TestClient, assessed: dict[str, Any]) -> None:
    wanted = {"service": "health", "profile": "walk", "cutoff_s": 900}
    everything = items(manager, assessed, "areas", kind="hexagon")
    chosen = items(manager, assessed, "areas", kind="hexagon", **wanted)
    assert chosen == [row for row in everything if key(row) == ("health", "walk", 900)]
    assert len(chosen) > 10
    assert items(manager, assessed, "coverage", service="no_such_service") == []
    address = f"/api/v1/assessments/{assessed['id']}/areas"
    bad_queries: list[dict[str, str]] = [
        {},
        {"kind": "planet"},
        {"kind": "hexagon", "cutoff_s": "NaN"},
        {"kind": "hexagon", "service": "A"},
    ]
    for bad in bad_queries:
        assert manager.get(address, params=bad).status_code == 422


@pytest.mark.parametrize("kind", ["hexagon", "district"])
def test_shapes_carry_the_figures_of_their_rows(
    manager: TestClient, assessed: dict[str, Any], kind: str
) -> None:
    wanted: dict[str, str | int] = {
        "kind": kind,
        "service": "station",
        "profile": "stroller",
        "cutoff_s": 600,
    }
    rows = {row["area_code"]: row for row in items(manager, assessed, "areas", **wanted)}
    answer = manager.get(f"/api/v1/assessments/{assessed['id']}/features", params=wanted)
    collection = answer.json()
    assert collection["type"] == "FeatureCollection"
    assert {
        feature["properties"]["area_code"]: feature["properties"] for feature in collection["features"]
    } == rows
    for feature in collection["features"]:
        assert feature["geometry"]["type"] == "Polygon"
        for lon, lat in feature["geometry"]["coordinates"][0]:
            assert (lon, lat) == (round(lon, 6), round(lat, 6))


def test_areas_without_people_have_no_shares(
    manager: TestClient, assessed: dict[str, Any], imported: Database
) -> None:
    row = items(manager, assessed, "areas", kind="hexagon", service="health", profile="walk", cutoff_s=600)[0]
    with only_for_now(
        imported, "UPDATE area SET population = 0 WHERE id = :id", int(row["area_id"]), row["population"]
    ):
        changed = items(
            manager, assessed, "areas", kind="hexagon", service="health", profile="walk", cutoff_s=600
        )[0]
    assert changed["area_id"] == row["area_id"]
    assert (changed["share_low"], changed["share_high"], changed["share_unknown"]) == (None, None, None)


@contextmanager
def only_for_now(database: Database, statement: str, area_id: int, population: float) -> Iterator[None]:
    from sqlalchemy import text

    with database.writing() as session:
        session.execute(text(statement), {"id": area_id})
        session.commit()
    yield
    with database.writing() as session:
        session.execute(
            text("UPDATE area SET population = :people WHERE id = :id"), {"id": area_id, "people": population}
        )
        session.commit()


def test_figures_are_sent_once(manager: TestClient, assessed: dict[str, Any]) -> None:
    address = f"/api/v1/assessments/{assessed['id']}/coverage"
    etag = manager.get(address).headers["ETag"]
    assert etag == f'"{assessed["provenance"]["run_sha256"]}"'
    assert manager.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_figures_are_hidden_from_other_cities(partner_lima: TestClient, assessed: dict[str, Any]) -> None:
    address = f"/api/v1/assessments/{assessed['id']}"
    for part in ("", "/coverage", "/areas?kind=hexagon", "/features?kind=hexagon"):
        assert partner_lima.get(address + part).status_code == 404
    assert partner_lima.get(ASSESSMENTS).status_code == 404


# Where it comes from ---------------------------------------------------------------------------------------


def test_a_reader_can_compute_the_hash_of_the_run_from_what_the_answer_says(assessed: dict[str, Any]) -> None:
    provenance = dict(assessed["provenance"])
    claimed = provenance.pop("run_sha256")
    text = json.dumps(provenance, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == claimed


def test_provenance_names_every_input_and_every_parameter(
    manager: TestClient, assessed: dict[str, Any]
) -> None:
    provenance = assessed["provenance"]
    layers = {
        layer["key"]: layer for layer in manager.get("/api/v1/studies/sao_paulo_asnm/layers").json()["items"]
    }
    assert {item["layer"]: item["sha256"] for item in provenance["inputs"]} == {
        name: layer["sha256"] for name, layer in layers.items()
    }
    assert assessed["synthetic"] is True
    assert all(item["synthetic"] and item["licence"] and item["citation"] for item in provenance["inputs"])
    study = manager.get("/api/v1/studies/sao_paulo_asnm").json()
    assert provenance["definition_sha256"] == study["definition_sha256"]
    assert provenance["engine_version"] == engine.engine_version()
    assert provenance["code_version"]
    assert set(provenance["parameters"]["profiles"]) == set(assessed["profiles"])
    assert provenance["parameters"]["profiles"]["manual_wheelchair"]["speed_mps"] > 0
    assert assessed["diagnostics"]["network"]["links"] > 0
    assert assessed["diagnostics"]["notes"]


def test_running_the_same_again_gives_another_assessment_with_the_same_hash(
    manager: TestClient, assessed: dict[str, Any], work: Callable[[], int]
) -> None:
    again = manager.post(ASSESSMENTS, json={"analysis": "coverage"}).json()
    assert again["id"] != assessed["id"]
    assert work() == 1
    finished = manager.get(f"/api/v1/assessments/{again['id']}").json()
    assert finished["provenance"] == assessed["provenance"]
    listed = [item["id"] for item in manager.get(ASSESSMENTS).json()["items"]]
    assert listed.index(again["id"]) < listed.index(assessed["id"])  # newest first


# Staleness and failure -------------------------------------------------------------------------------------


@contextmanager
def study_changed(
    database: Database, change: Callable[[Session, Study], Callable[[Session, Study], None]]
) -> Iterator[None]:
    """Change something in the study's rows and put it back afterwards."""
    with database.writing() as session:
        study = studies.find_study(session, "sao_paulo_asnm")
        assert study is not None
        undo = change(session, study)
        session.commit()
    yield
    with database.writing() as session:
        study = studies.find_study(session, "sao_paulo_asnm")
        assert study is not None
        undo(session, study)
        session.commit()


def set_layer(attribute: str, value: str) -> Callable[[Session, Study], Callable[[Session, Study], None]]:
    def change(session: Session, study: Study) -> Callable[[Session, Study], None]:
        layer = find_layer_by_key(session, study.id, "health_units")
        assert layer is not None
        before = getattr(layer, attribute)
        setattr(layer, attribute, value)

        def undo(session: Session, study: Study) -> None:
            row = find_layer_by_key(session, study.id, "health_units")
            assert row is not None
            setattr(row, attribute, before)

        return undo

    return change


def set_definition(_session: Session, study: Study) -> Callable[[Session, Study], None]:
    before = study.definition_sha256
    study.definition_sha256 = "0" * 64

    def undo(_session: Session, study: Study) -> None:
        study.definition_sha256 = before

    return undo


def set_run(
    assessment_id: str, engine_version: str, profiles_sha256: str
) -> Callable[[Session, Study], Callable[[Session, Study], None]]:
    """Pretend that a run was made by an older engine with other profiles."""

    def change(session: Session, _study: Study) -> Callable[[Session, Study], None]:
        assessment = find_assessment(session, assessment_id)
        assert assessment is not None
        before = assessment.provenance
        assert before is not None
        parameters = before["parameters"] | {"profiles_sha256": profiles_sha256}
        assessment.provenance = before | {"engine_version": engine_version, "parameters": parameters}

        def undo(session: Session, _study: Study) -> None:
            row = find_assessment(session, assessment_id)
            assert row is not None
            row.provenance = before

        return undo

    return change


def reasons(client: TestClient, assessment: dict[str, Any]) -> list[str]:
    found = client.get(f"/api/v1/assessments/{assessment['id']}").json()
    assert found["stale"] is bool(found["stale_reasons"])
    told: list[str] = found["stale_reasons"]
    return told


def test_a_run_is_current_until_something_it_was_made_of_changes(
    manager: TestClient, assessed: dict[str, Any], imported: Database
) -> None:
    assert reasons(manager, assessed) == []
    with study_changed(imported, set_definition):
        assert reasons(manager, assessed) == ["The study's definition has changed since this run."]
    with study_changed(imported, set_layer("sha256", "f" * 64)):
        assert reasons(manager, assessed) == [
            "Layer health_units has been imported again with other content."
        ]
    with study_changed(imported, set_run(assessed["id"], "0.0.1", "0" * 64)):
        assert reasons(manager, assessed) == [
            "The mobility profiles have changed since this run.",
            f"The engine has changed from version 0.0.1 to {engine.engine_version()}.",
        ]
    assert reasons(manager, assessed) == []


def test_a_run_refuses_layers_that_are_not_what_was_imported_and_stores_nothing(
    manager: TestClient, imported: Database, work: Callable[[], int]
) -> None:
    with study_changed(imported, set_layer("content_sha256", "f" * 64)):
        asked = manager.post(ASSESSMENTS, json={"analysis": "coverage"}).json()
        assert work() == 1
    failed = manager.get(f"/api/v1/assessments/{asked['id']}").json()
    assert (failed["state"], failed["provenance"], failed["finished_at"]) == ("failed", None, None)
    assert "health_units" in failed["message"]
    answer = manager.get(f"/api/v1/assessments/{asked['id']}/coverage")
    assert answer.status_code == 409
    assert "failed" in answer.json()["detail"]
