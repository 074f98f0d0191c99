"""A service that takes its places from the register: its interval, its provenance, and when it is stale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import delete
from starlette.testclient import TestClient

from studies.loader import load_study
from studies.schema import StudyDefinition
from tracker.clock import now, today
from tracker.store import studies
from tracker.store.geometry import to_stored
from tracker.store.session import Database
from tracker.store.tables import PlaceObservation, PlacePosition, RegisterPlace

SLUG = "sao_paulo_asnm"
NEEDED = {"kinds": ["health"], "needs": {"step_free_entrance": "yes"}, "verified_within_months": 24}
# two units of the synthetic city
ONE, OTHER = (-44.4940404, -24.9945156), (-44.4978825, -24.9957051)
RECENT, LONG_AGO = timedelta(days=30), timedelta(days=3000)
PLACES = f"/api/v1/studies/{SLUG}/analyses/coverage/services/health/register-places"


@dataclass(frozen=True)
class Said:
    """A published place of the test and what one source says of its entrance."""

    key: str
    at: tuple[float, float] | None = ONE
    answer: str | None = "yes"
    age: timedelta = RECENT
    radius_m: float = 25.0
    precision: str = "coordinates"
    state: str = "published"
    kind: str = "health"


@pytest.fixture(scope="module")
def definitions(repository: Path) -> list[StudyDefinition]:
    """Give both studies; São Paulo's health units come from the register instead of a layer."""
    found = []
    for folder in sorted(path.parent for path in (repository / "studies").glob("*/study.yaml")):
        definition = load_study(folder)
        if definition.slug == SLUG:
            fields = definition.model_dump(mode="json")
            (analysis, *_) = fields["analyses"]
            analysis["services"]["health"] |= {"layers": [], "register": NEEDED}
            analysis["isochrones"] = False
            definition = StudyDefinition.model_validate(fields)
        found.append(definition)
    return found


@pytest.fixture(scope="module")
def manager(sign_in: Callable[[str], TestClient]) -> TestClient:
    return sign_in("manager@demo.example")


@pytest.fixture
def fill(imported: Database) -> Callable[..., None]:
    """Give what makes the register hold some places and no others."""

    def put(*places: Said) -> None:
        with imported.writing() as session:
            study = studies.find_study(session, SLUG)
            assert study is not None
            session.execute(delete(RegisterPlace).where(RegisterPlace.study_id == study.id))
            for said in places:
                for row in rows(study.id, said):
                    session.add(row)
                    session.flush()
            session.commit()

    return put


def rows(study_id: str, said: Said) -> list[Any]:
    """Make the rows of a place."""
    place = RegisterPlace(
        id=f"id-{said.key}",
        study_id=study_id,
        key=said.key,
        kind=said.kind,
        state=said.state,
        name=said.key,
        district="",
        attributes={},
        search_text=said.key,
        precision="none" if said.at is None else said.precision,
        radius_m=None if said.at is None else said.radius_m,
        found_by="test",
        created_at=now(),
        updated_at=now(),
        updated_by="test",
    )
    made: list[Any] = [place]
    if said.at is not None:
        made.append(PlacePosition(place_id=place.id, geometry=to_stored(shapely.Point(said.at))))
    if said.answer is not None:
        made.append(observation(place.id, said.answer, observed_on=today() - said.age))
    return made


def observation(place_id: str, answer: str, *, observed_on: date, source: str = "survey") -> PlaceObservation:
    return PlaceObservation(
        place_id=place_id,
        kind="step_free_entrance",
        answer=answer,
        source=source,
        observed_on=observed_on,
        observer="somebody",
        confidence="observed",
        settles=False,
        recorded_at=now(),
        recorded_by="test",
    )


@pytest.fixture
def run(manager: TestClient, work: Callable[[], int]) -> Callable[[], dict[str, Any]]:
    """Give what runs the analysis and reads it."""

    def once() -> dict[str, Any]:
        answer = manager.post(f"/api/v1/studies/{SLUG}/assessments", json={"analysis": "coverage"})
        assert answer.status_code == 202, answer.text
        work()
        found: dict[str, Any] = manager.get(answer.headers["Location"]).json()
        return found

    return once


def walking(client: TestClient, assessment: dict[str, Any]) -> dict[str, float]:
    """Give the people who reach a health unit on foot in a quarter of an hour, low and high."""
    address = f"/api/v1/assessments/{assessment['id']}/coverage"
    asked: dict[str, str | int] = {"service": "health", "profile": "walk", "cutoff_s": 900}
    (row,) = client.get(address, params=asked).json()["items"]
    return {"low": row["covered_low"], "high": row["covered_high"]}


def test_what_is_not_known_of_places_is_the_width_of_the_interval(
    manager: TestClient, fill: Callable[..., None], run: Callable[[], dict[str, Any]]
) -> None:
    fill(
        Said("sure"),
        Said("denied", OTHER, "no"),
        Said("unsaid", OTHER, None),
        Said("old", OTHER, "yes", LONG_AGO),
        Said("district", ONE, radius_m=3000, precision="district"),
        Said("nowhere", None),
        Said("draft", OTHER, state="draft"),
        Said("school", OTHER, kind="education"),
    )
    found = run()
    assert found["state"] == "succeeded", found["message"]
    facts = found["diagnostics"]["register"]["health"]
    assert facts["as_of"] == today().isoformat()
    counted = {name: facts[name] for name in facts if name not in {"as_of", "sha256"}}
    assert counted == {
        "places": 4,
        "certain": 1,
        "uncertain_by_need": 2,
        "uncertain_by_position": 1,
        "uncertain_by_both": 0,
        "by_precision": {"coordinates": 3, "district": 1},
        "without_position": 1,
        "excluded": 1,
    }
    (note,) = [text for text in found["diagnostics"]["notes"] if text.startswith("Service health: ")]
    assert "4 places of the register" in note
    assert "1 of them in both readings" in note
    people = walking(manager, found)
    assert 0 < people["low"] < people["high"]


def test_the_register_s_places_are_an_input_of_the_run(
    fill: Callable[..., None], run: Callable[[], dict[str, Any]]
) -> None:
    fill(Said("sure"))
    found = run()
    inputs = {item["layer"]: item for item in found["provenance"]["inputs"]}
    assert inputs["register:health"]["sha256"] == found["diagnostics"]["register"]["health"]["sha256"]
    assert inputs["register:health"]["dataset"] == "register"
    assert found["provenance"]["parameters"]["register"]["health"] == NEEDED
    assert "health_units" not in inputs
    fill(Said("sure"))
    again = run()
    assert again["provenance"]["run_sha256"] == found["provenance"]["run_sha256"]


@pytest.mark.parametrize(
    ("then", "changed"),
    [
        (Said("a"), Said("b")),
        (Said("a"), Said("a", OTHER)),
        (Said("a"), Said("a", radius_m=60.0)),
        (Said("a"), Said("a", answer=None)),
        (Said("a"), Said("a", answer="no")),
        (Said("a"), Said("a", age=LONG_AGO)),
        (Said("a"), Said("a", state="withdrawn")),
    ],
    ids=["another place", "moved", "radius", "forgotten", "denied", "aged", "withdrawn"],
)
def test_a_register_that_would_give_other_places_makes_the_run_stale_and_says_so(
    manager: TestClient,
    fill: Callable[..., None],
    run: Callable[[], dict[str, Any]],
    then: Said,
    changed: Said,
) -> None:
    fill(then)
    found = run()
    assert found["stale"] is False
    fill(changed)
    now_found = manager.get(f"/api/v1/assessments/{found['id']}").json()
    assert now_found["stale_reasons"] == [
        "The register has changed: service health would take other places from it today."
    ]
    fill(then)
    assert manager.get(f"/api/v1/assessments/{found['id']}").json()["stale"] is False


def test_a_change_that_the_service_does_not_ask_about_leaves_the_run_current(
    manager: TestClient, fill: Callable[..., None], run: Callable[[], dict[str, Any]]
) -> None:
    fill(Said("a"))
    found = run()
    fill(Said("a"), Said("school", OTHER, kind="education"), Said("draft", OTHER, state="draft"))
    assert manager.get(f"/api/v1/assessments/{found['id']}").json()["stale"] is False


def test_sources_that_disagree_leave_the_place_to_the_high_reading(
    fill: Callable[..., None], imported: Database, run: Callable[[], dict[str, Any]]
) -> None:
    fill(Said("a"))
    with imported.writing() as session:
        session.add(observation("id-a", "no", observed_on=today() - RECENT, source="visitor"))
        session.commit()
    facts = run()["diagnostics"]["register"]["health"]
    assert (facts["certain"], facts["uncertain_by_need"], facts["excluded"]) == (0, 1, 0)


def test_a_service_without_any_place_says_what_is_missing(
    fill: Callable[..., None], run: Callable[[], dict[str, Any]]
) -> None:
    fill(Said("denied", answer="no"))
    found = run()
    assert found["state"] == "failed"
    assert "Service health has no places" in found["message"]
    assert "1 lack what is needed" in found["message"]


def test_the_map_gets_the_places_with_how_sure_each_is(
    manager: TestClient, fill: Callable[..., None]
) -> None:
    fill(Said("a"), Said("b", OTHER, None, radius_m=3000, precision="district"), Said("c", None))
    features = {one["id"]: one for one in manager.get(PLACES).json()["features"]}
    told = {
        key: (one["properties"]["certain"], one["properties"]["known_position"])
        for key, one in features.items()
    }
    assert told == {"a": (True, True), "b": (False, False), "c": (True, False)}
    assert features["a"]["geometry"]["coordinates"] == pytest.approx(ONE, abs=1e-6)
    assert features["b"]["properties"]["radius_m"] == 3000
    assert features["c"]["geometry"] is None


def test_single_trips_lead_to_places_that_surely_count_and_are_where_they_are_said_to_be(
    manager: TestClient, fill: Callable[..., None], run: Callable[[], dict[str, Any]]
) -> None:
    fill(Said("sure", OTHER), Said("unsaid", ONE, None), Said("district", ONE, radius_m=3000.0))
    run()
    address = f"/api/v1/studies/{SLUG}/analyses/coverage/nearest"
    asked: dict[str, str | int] = {
        "at": f"{ONE[0]},{ONE[1]}",
        "service": "health",
        "profile": "walk",
        "k": 3,
    }
    answer = manager.get(address, params=asked)
    assert answer.status_code == 200, answer.text
    assert "sure" in answer.text
    assert "unsaid" not in answer.text
    fill(Said("unsaid", ONE, None))
    answer = manager.get(address, params=asked)
    assert answer.status_code == 409
    assert "known well enough" in answer.json()["detail"]


def test_a_service_of_layers_alone_has_no_places_of_the_register(
    manager: TestClient, client: TestClient
) -> None:
    assert manager.get(PLACES.replace("health", "station")).status_code == 404
    assert manager.get(PLACES.replace("coverage", "other")).status_code == 404
    assert client.get(PLACES).status_code == 401
