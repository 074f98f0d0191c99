"""Measures and isochrones over HTTP: as the definition asks, bound to the run, hidden from others."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
import shapely
import shapely.geometry
from starlette.testclient import TestClient

from studies.schema import StudyDefinition


def items(client: TestClient, assessment: dict[str, Any], part: str, **query: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - query values
    answer = client.get(f"/api/v1/assessments/{assessment['id']}/{part}", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    assert answer.json()["total"] == len(found)
    return found


def test_every_measure_of_the_definition_has_one_row_a_profile(
    manager: TestClient, assessed: dict[str, Any], sao_paulo: StudyDefinition
) -> None:
    (analysis, *_) = sao_paulo.analyses
    rows = items(manager, assessed, "measures")
    assert [(row["key"], row["kind"], row["profile"]) for row in rows] == [
        (measure.key, measure.kind, profile)
        for measure in analysis.measures
        for profile in assessed["profiles"]
    ]
    for row in rows:
        assert row["note"]
        if row["value_low"] is not None and row["value_high"] is not None:
            assert row["value_low"] <= row["value_high"]
    walking = next(row for row in rows if (row["kind"], row["profile"]) == ("penalty", "walk"))
    assert (walking["value_low"], walking["value_high"]) == (0, 0)


def test_floating_catchments_are_said_to_be_no_bounds_and_have_their_gini_index(
    manager: TestClient, assessed: dict[str, Any]
) -> None:
    rows = items(manager, assessed, "measures")
    assert {row["kind"]: row["guaranteed"] for row in rows} == {
        "penalty": True,
        "enhanced_two_step": False,
        "cumulative": True,
        "gaps": True,
        "raam": False,
    }
    for row in rows:
        if row["larger_is_better"]:
            gini = row["equity"]["gini"]
            assert gini["low"] is None or 0 <= gini["low"] <= gini["high"] <= 1
        else:
            assert row["equity"] == {}


@pytest.mark.parametrize("kind", ["hexagon", "district"])
def test_the_means_of_areas_weighted_by_people_give_the_mean_of_the_study(
    manager: TestClient, assessed: dict[str, Any], kind: str
) -> None:
    whole = {
        row["profile"]: row for row in items(manager, assessed, "measures") if row["kind"] == "cumulative"
    }
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in items(manager, assessed, "measures/stations_within/areas", kind=kind):
        if row["value_low"] is not None:
            people = row["population"]
            for position, part in enumerate((people, people * row["value_low"], people * row["value_high"])):
                sums[row["profile"]][position] += part
    assert set(sums) == set(assessed["profiles"])
    for profile, (people, low, high) in sums.items():
        assert low / people == pytest.approx(whole[profile]["value_low"])
        assert high / people == pytest.approx(whole[profile]["value_high"])


def test_one_profile_can_be_asked_for_and_an_unknown_measure_is_told_with_the_known_ones(
    manager: TestClient, assessed: dict[str, Any]
) -> None:
    part = "measures/health_per_head/areas"
    everything = items(manager, assessed, part, kind="hexagon")
    chosen = items(manager, assessed, part, kind="hexagon", profile="walk")
    assert chosen == [row for row in everything if row["profile"] == "walk"]
    assert len(chosen) > 10
    answer = manager.get(
        f"/api/v1/assessments/{assessed['id']}/measures/joy/areas", params={"kind": "hexagon"}
    )
    assert answer.status_code == 404
    assert (
        "it has health_penalty, health_per_head, stations_within, station_gaps, health_cost"
        in answer.json()["detail"]
    )


def test_isochrones_of_the_high_reading_contain_those_of_the_low_one(
    manager: TestClient, assessed: dict[str, Any]
) -> None:
    address = f"/api/v1/assessments/{assessed['id']}/isochrones"
    collection = manager.get(address).json()
    keys = [
        tuple(feature["properties"][name] for name in ("service", "profile", "cutoff_s", "reading"))
        for feature in collection["features"]
    ]
    assert len(keys) == len(set(keys)) == 3 * len(assessed["profiles"]) * 3 * 2
    wanted: dict[str, str | int] = {"service": "health", "profile": "manual_wheelchair", "cutoff_s": 900}
    shapes = {
        feature["properties"]["reading"]: shapely.geometry.shape(feature["geometry"])
        for feature in manager.get(address, params=wanted).json()["features"]
    }
    assert set(shapes) == {"low", "high"}
    assert shapes["high"].area > shapes["low"].area > 0
    # six decimals of a degree are a tenth of a metre
    assert shapes["high"].buffer(1e-6).covers(shapes["low"])
    one = manager.get(address, params=wanted | {"reading": "low"}).json()["features"]
    assert [feature["properties"]["reading"] for feature in one] == ["low"]
    assert manager.get(address, params={"reading": "middle"}).status_code == 422


def test_measures_are_part_of_the_run_and_of_its_provenance(
    manager: TestClient, assessed: dict[str, Any]
) -> None:
    parameters = assessed["provenance"]["parameters"]
    assert [measure["key"] for measure in parameters["measures"]] == [
        "health_penalty",
        "health_per_head",
        "stations_within",
        "station_gaps",
        "health_cost",
    ]
    assert parameters["isochrones"] is True
    etag = manager.get(f"/api/v1/assessments/{assessed['id']}/measures").headers["ETag"]
    assert etag == f'"{assessed["provenance"]["run_sha256"]}"'


def test_measures_are_hidden_from_other_cities(partner_lima: TestClient, assessed: dict[str, Any]) -> None:
    address = f"/api/v1/assessments/{assessed['id']}"
    for part in ("/measures", "/measures/health_per_head/areas?kind=hexagon", "/isochrones"):
        assert partner_lima.get(address + part).status_code == 404
