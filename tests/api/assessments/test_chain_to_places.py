"""The chain to a place of the register: what is known of its door answers, the rest stays unknown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import delete
from starlette.testclient import TestClient

from tests.made_places import add_place, said
from tracker.cli import main
from tracker.settings import Settings, environment_for_child
from tracker.store import studies
from tracker.store.session import Database
from tracker.store.tables import RegisterPlace

SLUG = "sao_paulo_asnm"
CHAIN = f"/api/v1/studies/{SLUG}/analyses/coverage/chain"
# Two points of the synthetic city's mapped quarter, 150 m apart along sidewalks that are all recorded.
HOME, DOOR = (-44.4982, -24.9981), (-44.4982, -24.9970)
ASKED: dict[str, Any] = {"from": f"{HOME[0]},{HOME[1]}", "profile": ["walk"], "need": ["adapted_toilet"]}
LINKS = ["route", "entrance", "route_inside", "adapted_toilet"]


@pytest.fixture(scope="module")
def manager(sign_in: Callable[[str], TestClient]) -> TestClient:
    return sign_in("manager@demo.example")


@pytest.fixture(scope="module", autouse=True)
def places(assessed: dict[str, Any], imported: Database) -> Iterator[None]:
    """Give places of whom different things are known; the streets were prepared by the run."""
    assert assessed["state"] == "succeeded"
    yes = [said("step_free_entrance", "yes"), said("route_inside", "yes")]
    with imported.writing() as session:
        add_place(session, "whole", point=DOOR, facts=[*yes, said("adapted_toilet", "yes")])
        add_place(session, "no word on the toilet", key="toilet", point=DOOR, facts=yes)
        add_place(
            session, "a step at the door", key="step", point=DOOR, facts=[said("step_free_entrance", "no")]
        )
        add_place(session, "nobody looked", key="unseen", point=DOOR)
        add_place(
            session, "long ago", key="old", point=DOOR, facts=[said("step_free_entrance", "yes", days=4000)]
        )
        add_place(
            session, "somewhere there", key="district", point=DOOR, precision="district", radius_m=3000.0
        )
        add_place(session, "nowhere", key="nowhere", point=None)
        add_place(session, "draft", key="draft", point=DOOR, state="draft")
        session.commit()
    yield
    with imported.writing() as session:
        study = studies.find_study(session, SLUG)
        assert study is not None
        session.execute(delete(RegisterPlace).where(RegisterPlace.study_id == study.id))
        session.commit()


@pytest.mark.parametrize(
    ("place", "low", "high"),
    [
        ("whole", None, None),
        ("toilet", "adapted_toilet", None),
        ("step", "entrance", "entrance"),
        ("unseen", "entrance", None),
        ("old", "entrance", None),
    ],
)
def test_facts_of_the_register_answer_the_chain_and_what_is_not_known_is_unknown(
    manager: TestClient, place: str, low: str | None, high: str | None
) -> None:
    answer = manager.get(CHAIN, params=ASKED | {"place": place})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    (walk,) = found["chains"]
    assert walk["links"] == LINKS
    assert (walk["low"]["broken_at"], walk["high"]["broken_at"]) == (low, high)
    assert walk["high"]["place"]["code"] == found["place"] == place
    assert [fact["link"] for fact in found["facts"]] == LINKS[1:]


def test_an_answer_says_how_old_the_word_is_and_that_it_no_longer_counts(manager: TestClient) -> None:
    found = manager.get(CHAIN, params=ASKED | {"place": "old"}).json()
    entrance = found["facts"][0]
    assert (entrance["answer"], entrance["stale"], entrance["disputed"]) == ("unknown", True, False)
    assert entrance["observed_on"] is not None


def test_a_place_known_to_a_district_or_not_at_all_is_no_point_to_be_led_to(manager: TestClient) -> None:
    for place, words in (("district", "within 3,000 m"), ("nowhere", "Nobody knows where")):
        answer = manager.get(CHAIN, params=ASKED | {"place": place})
        assert answer.status_code == 409
        assert words in answer.json()["detail"]


def test_every_fault_has_its_field_and_a_draft_is_no_published_place(manager: TestClient) -> None:
    asked = {"from": "here", "place": "draft", "need": ["seal", "lift", "joy"], "profile": "pilot"}
    answer = manager.get(CHAIN, params=asked)
    assert answer.status_code == 422
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {
        "/query/from",
        "/query/place",
        "/query/need/0",
        "/query/need/2",
        "/query/profile/0",
    }


def test_the_command_line_gives_the_same_chain(
    manager: TestClient,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment_for_child(settings).items():
        monkeypatch.setenv(name, value)
    words = ["trip", "--study", SLUG, "--analysis", "coverage", "--from", ASKED["from"], "--profile", "walk"]
    assert main([*words, "--to-place", "toilet", "--need", "adapted_toilet", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["chains"] == manager.get(CHAIN, params=ASKED | {"place": "toilet"}).json()["chains"]
    assert main([*words, "--to-place", "draft", "--need", "joy"]) == 2
    printed = capsys.readouterr().err
    assert "--to-place" in printed
    assert "--need" in printed
