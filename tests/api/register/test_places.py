"""Places for those who keep them: changes with their history, observations, disputes and how they end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from tests.made_places import add_place, days_ago, said
from tracker.clock import today
from tracker.store.session import Database

LIST = "/api/v1/studies/sao_paulo_asnm/register/places"


@pytest.fixture
def make(seeded: Database) -> Callable[..., str]:
    """Give a function that adds a place of a name that nothing else has."""

    def add(**values: Any) -> str:  # noqa: ANN401 - of a place
        with seeded.writing() as session:
            place_id = add_place(session, f"UBS {uuid4().hex[:8]}", **values)
            session.commit()
        return place_id

    return add


def read(client: TestClient, place_id: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/register/places/{place_id}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["ETag"] == f'"{answer.json()["version"]}"'
    found: dict[str, Any] = answer.json()
    return found


def change(client: TestClient, place_id: str, version: int = 1, **fields: Any) -> Any:  # noqa: ANN401 - JSON, a response
    return client.patch(
        f"/api/v1/register/places/{place_id}",
        json={"reason": "Seen on a visit", **fields},
        headers={"If-Match": f'"{version}"'},
    )


def observe(client: TestClient, place_id: str, **fields: Any) -> Any:  # noqa: ANN401 - JSON, a response
    body = {"kind": "lift", "answer": "yes", "observer": "B. Souza", "observed_on": str(today()), **fields}
    return client.post(f"/api/v1/register/places/{place_id}/observations", json=body)


def fact(place: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in place["facts"] if each["kind"] == kind)
    return found


class TestRights:
    def test_a_reviewer_reads_and_changes_nothing(
        self, reviewer_susa: TestClient, make: Callable[..., str]
    ) -> None:
        place_id = make()
        read(reviewer_susa, place_id)
        assert change(reviewer_susa, place_id, name="Other").status_code == 403
        assert observe(reviewer_susa, place_id).status_code == 403

    def test_the_partner_of_another_city_finds_nothing(
        self, partner_lima: TestClient, make: Callable[..., str]
    ) -> None:
        place_id = make()
        assert partner_lima.get(f"/api/v1/register/places/{place_id}").status_code == 404
        assert partner_lima.get(LIST).status_code == 404
        assert change(partner_lima, place_id, name="Other").status_code == 404

    def test_nobody_reads_a_register_without_signing_in(self, client: TestClient) -> None:
        assert client.get(LIST).status_code == 401

    def test_drafts_are_listed_for_those_who_keep_the_register(
        self, partner_sao_paulo: TestClient, make: Callable[..., str]
    ) -> None:
        place_id = make(state="draft")
        found = partner_sao_paulo.get(LIST, params={"state": "draft", "limit": 100}).json()["items"]
        assert place_id in {place["id"] for place in found}
        assert {place["state"] for place in found} == {"draft"}


class TestChanging:
    def test_a_change_needs_the_version_it_started_from(
        self, partner_sao_paulo: TestClient, make: Callable[..., str]
    ) -> None:
        place_id = make()
        assert change(partner_sao_paulo, place_id, name="First").status_code == 200
        assert change(partner_sao_paulo, place_id, name="Second").status_code == 412
        without = partner_sao_paulo.patch(
            f"/api/v1/register/places/{place_id}", json={"reason": "why", "name": "Third"}
        )
        assert without.status_code == 428
        assert read(partner_sao_paulo, place_id)["name"] == "First"

    def test_what_was_changed_is_kept_with_reason_and_person(
        self, partner_sao_paulo: TestClient, make: Callable[..., str]
    ) -> None:
        place_id = make(phone="(11) 3333-0000")
        saved = change(partner_sao_paulo, place_id, attributes={"phone": "(11) 4444-0000"}).json()
        saved = change(
            partner_sao_paulo, place_id, saved["version"], attributes={"phone": None}, kind="library"
        ).json()
        assert "phone" not in saved["attributes"]
        history = [(each["attribute"], each["value"], each["stands"]) for each in saved["history"]]
        assert history == [
            ("kind", "library", True),
            ("phone", None, True),
            ("phone", "(11) 4444-0000", False),
        ]
        assert {each["source"] for each in saved["history"]} == {"Seen on a visit"}
        assert {each["recorded_by"] for each in saved["history"]} == {saved["updated_by"]}

    def test_a_new_name_is_found_and_the_old_one_is_not(
        self, partner_sao_paulo: TestClient, make: Callable[..., str]
    ) -> None:
        place_id = make()
        old = read(partner_sao_paulo, place_id)["name"]
        assert change(partner_sao_paulo, place_id, name="Escola Ipê-roxo").status_code == 200
        found = partner_sao_paulo.get(LIST, params={"q": "roxo ipe"}).json()["items"]
        assert [place["id"] for place in found] == [place_id]
        assert partner_sao_paulo.get(LIST, params={"q": old}).json()["total"] == 0

    def test_publishing_and_withdrawing_open_and_close_the_finder(
        self, partner_sao_paulo: TestClient, client: TestClient, make: Callable[..., str]
    ) -> None:
        make()  # so that there is a finder at all
        place_id = make(state="draft")
        place = read(partner_sao_paulo, place_id)
        address = f"/api/v1/finder/sao_paulo_asnm/places/{place['key']}"
        for version, (state, status) in enumerate([("published", 200), ("withdrawn", 404)], start=1):
            assert change(partner_sao_paulo, place_id, version, state=state).status_code == 200
            assert client.get(address).status_code == status

    def test_a_position_gets_the_usual_radius_of_its_class(
        self, partner_sao_paulo: TestClient, make: Callable[..., str]
    ) -> None:
        place_id = make(point=None)
        position = {"lon_deg": -46.6, "lat_deg": -23.5}
        saved = change(partner_sao_paulo, place_id, position=position).json()
        assert saved["position"] == {**position, "precision": "coordinates", "radius_m": 25.0}
        near: dict[str, Any] = {"near": "-46.6,-23.5", "within_m": 5}
        assert place_id in {p["id"] for p in partner_sao_paulo.get(LIST, params=near).json()["items"]}
        saved = change(partner_sao_paulo, place_id, saved["version"], position=None).json()
        assert saved["position"] is None
        assert partner_sao_paulo.get(LIST, params=near).json()["total"] == 0

    def test_every_fault_of_a_change_is_told_and_nothing_is_changed(
        self, partner_sao_paulo: TestClient, make: Callable[..., str]
    ) -> None:
        place_id = make()
        position = {"lon_deg": 0, "lat_deg": 0, "precision": "district"}
        answer = change(
            partner_sao_paulo, place_id, kind=None, attributes={"name": "Other"}, position=position
        )
        assert answer.status_code == 422
        pointers = {fault["pointer"] for fault in answer.json()["errors"]}
        assert pointers == {"/kind", "/attributes/name", "/position/radius_m"}
        assert read(partner_sao_paulo, place_id)["version"] == 1


class TestObservations:
    def test_an_observation_changes_the_fact_and_the_version(
        self, partner_sao_paulo: TestClient, make: Callable[..., str]
    ) -> None:
        place_id = make()
        answer = observe(partner_sao_paulo, place_id)
        assert answer.status_code == 201
        assert fact(answer.json(), "lift")["answer"] == "yes"
        assert answer.json()["version"] == 2

    def test_a_later_word_of_the_same_observer_replaces_the_earlier_and_both_are_kept(
        self, partner_sao_paulo: TestClient, make: Callable[..., str]
    ) -> None:
        place_id = make()
        observe(partner_sao_paulo, place_id, observed_on=str(days_ago(30)))
        place = observe(partner_sao_paulo, place_id, answer="no").json()
        assert fact(place, "lift")["answer"] == "no"
        kept = [(each["answer"], each["counts"]) for each in place["observations"]]
        assert kept == [("no", True), ("yes", False)]

    def test_a_dispute_is_settled_by_an_observation_that_says_so(
        self, partner_sao_paulo: TestClient, make: Callable[..., str]
    ) -> None:
        place_id = make(facts=[said("lift", "yes", source="a"), said("lift", "no", source="b")])
        assert fact(read(partner_sao_paulo, place_id), "lift")["disputed"]
        place = observe(partner_sao_paulo, place_id, answer="no", settles=True).json()
        assert fact(place, "lift") == {
            "kind": "lift",
            "answer": "no",
            "stale": False,
            "disputed": False,
            "observed_on": str(today()),
            "confidence": "observed",
        }
        assert len(place["observations"]) == 3
        assert observe(partner_sao_paulo, place_id, settles=True).status_code == 409

    def test_nobody_has_seen_what_is_to_come(
        self, partner_sao_paulo: TestClient, make: Callable[..., str]
    ) -> None:
        answer = observe(partner_sao_paulo, make(), observed_on=str(days_ago(-1)))
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/observed_on"

    def test_a_fact_that_has_grown_old_is_found_out_when_somebody_looks(
        self,
        partner_sao_paulo: TestClient,
        make: Callable[..., str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        # A lift is current for 12 months: seen 10 days ago, not in 400 days.
        place_id = make(facts=[said("lift", "yes")], district="Old District")
        params = {"need": "lift", "district": "Old District"}
        assert partner_sao_paulo.get(LIST, params=params).json()["total"] == 1
        later = days_ago(-400)
        monkeypatch.setattr("tracker.routes.register.places.today", lambda: later)
        assert partner_sao_paulo.get(LIST, params=params).json()["total"] == 0
        assert fact(read(partner_sao_paulo, place_id), "lift")["stale"]
