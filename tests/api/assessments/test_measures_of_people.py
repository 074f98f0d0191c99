"""Groups, gaps and equity over HTTP, on Lima's study with our synthetic samples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from studies.schema import StudyDefinition
from tracker.clock import now
from tracker.services.study_layers import layers
from tracker.settings import Settings
from tracker.store import studies
from tracker.store.session import Database
from tracker.worker import Worker

SLUG = "lima_smart_tourism"


@pytest.fixture(scope="module")
def lima(
    seeded: Database,
    settings: Settings,
    definitions: list[StudyDefinition],
    sign_in: Callable[[str], TestClient],
) -> dict[str, Any]:
    """Give a finished assessment of Lima's study."""
    definition = next(definition for definition in definitions if definition.slug == SLUG)
    contents = layers.read_layers(definition, settings=settings)
    with seeded.writing() as session:
        study = studies.find_study(session, SLUG)
        assert study is not None
        layers.store_layers(session, study, contents, at=now())
        session.commit()
    manager = sign_in("manager@demo.example")
    answer = manager.post(f"/api/v1/studies/{SLUG}/assessments", json={"analysis": "coverage"})
    assert answer.status_code == 202, answer.text
    Worker(seeded, settings).run_waiting()
    found: dict[str, Any] = manager.get(answer.headers["Location"]).json()
    assert found["state"] == "succeeded", found["message"]
    return found


def items(client: TestClient, assessment: dict[str, Any], part: str, **query: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/assessments/{assessment['id']}/{part}", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_a_group_has_its_own_people_and_its_share_as_an_interval(
    manager: TestClient, lima: dict[str, Any]
) -> None:
    everybody = items(manager, lima, "coverage")[0]["population"]
    rows = [row for row in items(manager, lima, "measures") if row["kind"] == "group_coverage"]
    assert {row["key"] for row in rows} == {"station_moving", "station_seeing"}
    assert len(rows) == 2 * len(lima["profiles"])
    for row in rows:
        assert 0 < row["people_count"] < everybody
        assert (row["unit"], row["guaranteed"], row["larger_is_better"]) == ("share", True, True)
        assert 0 <= row["value_low"] <= row["value_high"] <= 1
        assert "spread over its zone" in row["note"]
        assert row["parameters"]["group"] == row["key"].removeprefix("station_")


def test_gaps_are_people_that_hexagons_and_coverage_agree_on(
    manager: TestClient, lima: dict[str, Any]
) -> None:
    whole = {row["profile"]: row for row in items(manager, lima, "measures") if row["key"] == "station_gaps"}
    coverage = {
        row["profile"]: row
        for row in items(manager, lima, "coverage")
        if (row["service"], row["cutoff_s"]) == ("station", 900)
    }
    assert (whole["walk"]["value_low"], whole["walk"]["value_high"]) == (0, 0)
    for profile, row in whole.items():
        assert (row["unit"], row["equity"]) == ("people", {})
        areas = items(manager, lima, "measures/station_gaps/areas", kind="hexagon", profile=profile)
        for side in ("value_low", "value_high"):
            assert sum(area[side] for area in areas) == pytest.approx(row[side])
        # Of those whom walking covers at best, all but the surely covered may have a gap.
        most = coverage["walk"]["covered_high"] - coverage[profile]["covered_low"]
        if profile != "walk":
            assert row["value_high"] == pytest.approx(most)


def test_equity_comes_with_its_parts_between_and_within_districts_and_without_ranks(
    manager: TestClient, lima: dict[str, Any]
) -> None:
    rows = [row for row in items(manager, lima, "measures") if row["key"] == "attractions_nearby"]
    # Where nobody reaches anything in one reading, its indices have no meaning.
    whole = [row for row in rows if all(None not in index.values() for index in row["equity"].values())]
    assert "walk" in {row["profile"] for row in whole}
    for row in whole:
        assert set(row["equity"]) == {"gini", "theil", "theil_between", "theil_within"}
        # Parts are sorted by themselves, but both readings together add up whatever their order.
        sums = {name: index["low"] + index["high"] for name, index in row["equity"].items()}
        assert sums["theil_between"] + sums["theil_within"] == pytest.approx(sums["theil"])
        assert sums["theil"] > 0


def test_the_group_is_in_the_provenance_and_hidden_from_other_cities(
    partner_sao_paulo: TestClient, lima: dict[str, Any]
) -> None:
    asked = lima["provenance"]["parameters"]["measures"]
    moving = next(measure for measure in asked if measure["key"] == "station_moving")
    assert moving == {
        "key": "station_moving",
        "kind": "group_coverage",
        "service": "station",
        "group": "moving",
        "cutoff_min": 15.0,
    }
    address = f"/api/v1/assessments/{lima['id']}/measures"
    assert partner_sao_paulo.get(address).status_code == 404
    assert partner_sao_paulo.get(f"{address}/station_gaps/areas?kind=hexagon").status_code == 404
