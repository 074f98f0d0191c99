"""Single trips over HTTP: ways with their reasons, nearest places, and every refusal by its field."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from starlette.testclient import TestClient

from studies.schema import StudyDefinition
from tracker.cli import main
from tracker.errors import BusyError
from tracker.services import engine
from tracker.services.trips import streets
from tracker.settings import Settings, environment_for_child

ANALYSIS = "/api/v1/studies/sao_paulo_asnm/analyses/coverage"
TRIPS, NEAREST = f"{ANALYSIS}/trips", f"{ANALYSIS}/nearest"


@pytest.fixture
def health(manager: TestClient, assessed: dict[str, Any]) -> list[list[float]]:
    """Give where the health units of the synthetic city stand; its streets were prepared by the run."""
    assert assessed["state"] == "succeeded"
    layers = manager.get("/api/v1/studies/sao_paulo_asnm/layers").json()["items"]
    layer = next(item for item in layers if item["key"] == "health_units")
    features = manager.get(f"/api/v1/layers/{layer['id']}/features").json()["features"]
    return [feature["geometry"]["coordinates"] for feature in features]


def text(point: list[float]) -> str:
    return ",".join(map(str, point))


def test_a_trip_is_told_in_both_readings_with_reasons_and_lines(
    manager: TestClient, health: list[list[float]]
) -> None:
    query = {"from": text(health[0]), "to": text(health[1]), "profile": ["walk", "manual_wheelchair"]}
    answer = manager.get(TRIPS, params=query)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert [trip["profile"] for trip in found["trips"]] == ["walk", "manual_wheelchair"]
    for trip in found["trips"]:
        low, high = trip["low"], trip["high"]
        assert (low is None) == (trip["in_the_way"] is not None)
        if low is not None:
            assert low["time_s"] >= high["time_s"]
        for way in filter(None, (low, high)):
            walked_s = sum(step["time_s"] for step in way["steps"])
            assert way["time_s"] == pytest.approx(way["to_street_s"] + walked_s + way["from_street_s"])
            ends = [step["geometry"]["coordinates"] for step in way["steps"]]
            assert all(line[-1] == following[0] for line, following in pairwise(ends))
    assert {part["layer"] for part in found["inputs"]} >= {"streets"}
    assert all(part["synthetic"] for part in found["inputs"])


def test_without_profiles_all_of_the_analysis_travel(
    manager: TestClient, health: list[list[float]], sao_paulo: StudyDefinition
) -> None:
    query = {"from": text(health[0]), "to": text(health[1])}
    found = manager.get(TRIPS, params=query).json()
    assert [trip["profile"] for trip in found["trips"]] == sao_paulo.analyses[0].profiles


def test_a_trip_is_looked_for_once(manager: TestClient, health: list[list[float]]) -> None:
    query = {"from": text(health[0]), "to": text(health[1]), "profile": "walk"}
    etag = manager.get(TRIPS, params=query).headers["ETag"]
    again = manager.get(TRIPS, params=query, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    turned = manager.get(TRIPS, params=query | {"from": query["to"], "to": query["from"]})
    assert turned.headers["ETag"] != etag


def test_the_nearest_place_of_a_place_is_itself(manager: TestClient, health: list[list[float]]) -> None:
    query = {"at": text(health[0]), "service": "health", "k": "2", "profile": "walk"}
    answer = manager.get(NEAREST, params=query)
    assert answer.status_code == 200, answer.text
    (walk,) = answer.json()["nearest"]
    assert len(walk["high"]) == 2
    first, second = walk["high"]
    assert [first["lon_deg"], first["lat_deg"]] == pytest.approx(health[0])
    assert 0 <= first["time_s"] <= second["time_s"]
    assert {part["layer"] for part in answer.json()["inputs"]} >= {"streets", "health_units"}


def test_every_fault_of_a_question_has_its_field(manager: TestClient, health: list[list[float]]) -> None:
    assert health
    query = {"from": "here,there", "to": "-46.6,-123", "profile": ["walk", "pilot"]}
    answer = manager.get(TRIPS, params=query)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [
        "/query/from",
        "/query/to",
        "/query/profile/1",
    ]
    answer = manager.get(NEAREST, params={"at": "0", "service": "joy", "profile": "pilot", "k": 5})
    assert answer.json()["errors"][0]["pointer"] == "/query/at"
    answer = manager.get(NEAREST, params={"at": "0,0,0", "service": "joy", "profile": "pilot"})
    told = {fault["pointer"]: fault["message"] for fault in answer.json()["errors"]}
    assert set(told) == {"/query/at", "/query/profile/0", "/query/service"}
    assert "known: health, certified, station" in told["/query/service"]


def test_points_far_from_every_street_are_both_told(manager: TestClient, health: list[list[float]]) -> None:
    assert health
    answer = manager.get(TRIPS, params={"from": "8.67,49.40", "to": "-77.03,-12.05", "profile": "walk"})
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/query/from", "/query/to"]


@pytest.mark.parametrize(
    ("name", "value"), [("k", 0), ("k", 21), ("within_min", 0), ("within_min", "inf"), ("service", "Joy!")]
)
def test_the_work_of_a_question_is_bounded(manager: TestClient, name: str, value: object) -> None:
    query = {"at": "-46.6,-23.5", "service": "health", name: value}
    answer = manager.get(NEAREST, params={key: str(part) for key, part in query.items()})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/query/{name}"


def test_no_more_than_a_few_search_at_once(
    manager: TestClient, health: list[list[float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streets, "PATIENCE_S", 0.01)
    query = {"from": text(health[0]), "to": text(health[1]), "profile": "walk"}
    with streets.one_of_few(), streets.one_of_few():
        answer = manager.get(TRIPS, params=query)
        with pytest.raises(BusyError), streets.one_of_few():
            raise AssertionError("the third must wait")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert manager.get(TRIPS, params=query).status_code == 200


def test_an_analysis_that_is_not_there_is_told_with_those_that_are(manager: TestClient) -> None:
    answer = manager.get(TRIPS.replace("coverage", "joy"), params={"from": "0,0", "to": "0,0"})
    assert answer.status_code == 404
    assert "it has coverage" in answer.json()["detail"]


def test_before_any_layer_is_imported_the_missing_ones_are_named(manager: TestClient) -> None:
    lima = TRIPS.replace("sao_paulo_asnm", "lima_smart_tourism")
    answer = manager.get(lima, params={"from": "-77.03,-12.05", "to": "-77.03,-12.05"})
    assert answer.status_code == 409
    assert "streets" in answer.json()["detail"]


def test_trips_are_hidden_from_other_cities_and_from_nobody_signed_in(
    client: TestClient,
    partner_lima: TestClient,
    partner_sao_paulo: TestClient,
    health: list[list[float]],
) -> None:
    point = text(health[0])
    for address, query in (
        (TRIPS, {"from": point, "to": point, "profile": "walk"}),
        (NEAREST, {"at": point, "service": "health", "profile": "walk"}),
    ):
        assert client.get(address, params=query).status_code == 401
        assert partner_lima.get(address, params=query).status_code == 404
        assert partner_sao_paulo.get(address, params=query).status_code == 200


@pytest.mark.usefixtures("imported")
def test_streets_that_no_run_has_prepared_are_a_conflict_that_says_what_to_do(
    manager: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "network_sha256", _of_another_engine)
    answer = manager.get(TRIPS, params={"from": "-46.6,-23.5", "to": "-46.6,-23.5"})
    assert answer.status_code == 409
    assert "run the analysis once" in answer.json()["detail"]


@pytest.fixture
def command(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Give a function that runs `tracker trip` on this module's database."""
    for name, value in environment_for_child(settings).items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["trip", *words])
        return (code, *capsys.readouterr())

    return run


STUDY = ("--study", "sao_paulo_asnm", "--analysis", "coverage")


def test_the_command_gives_the_answers_of_the_api(
    command: Callable[..., tuple[int, str, str]], manager: TestClient, health: list[list[float]]
) -> None:
    start, end = text(health[0]), text(health[1])
    asked = ("--to", end, "--service", "health", "--k", "2", "--profile", "walk")
    code, out, err = command(*STUDY, "--from", start, *asked, "--json")
    assert code == 0, err
    found = json.loads(out)
    trips = manager.get(TRIPS, params={"from": start, "to": end, "profile": "walk"}).json()
    query = {"at": start, "service": "health", "k": "2", "profile": "walk"}
    nearest = manager.get(NEAREST, params=query).json()
    assert found["trips"] == trips["trips"]
    assert found["nearest"] == nearest["nearest"]
    assert found["provenance"]["inputs"] == nearest["inputs"]


def test_the_command_tells_what_is_wrong_by_its_own_options(
    command: Callable[..., tuple[int, str, str]], health: list[list[float]]
) -> None:
    point = text(health[0])
    code, _, err = command(*STUDY, "--from", point, "--service", "joy", "--profile", "pilot")
    assert code == 2
    assert "--service: there is no service 'joy'" in err
    assert "--profile: pilot is none of" in err
    code, _, err = command("--study", "nowhere", "--network", "x.pbf", "--from", point, "--profile", "walk")
    assert code == 2
    told = [line.split(":")[0].strip() for line in err.splitlines()[1:]]
    assert told == ["--analysis", "--network", "--network", "--to"]
    both = ("--from", point, "--to", point, "--profile", "walk")
    code, _, err = command("--study", "nowhere", "--analysis", "x", *both)
    assert (code, "There is no study called nowhere" in err) == (2, True)


_of_another_engine: Callable[..., str] = lambda *_, **__: "0" * 64  # noqa: E731 - a stand-in with no body
