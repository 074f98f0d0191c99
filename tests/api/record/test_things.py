"""Every kind of the record by one pattern: made, read, changed, refused with all faults, written down."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.api.record.made import EDITION, PROGRAMME, organisation, words

API = "/api/v1"


def test_a_programme_and_its_edition_are_created_read_and_changed(secretariat: TestClient) -> None:
    made = secretariat.post(f"{API}/programmes", json=PROGRAMME)
    assert made.status_code == 201, made.text
    assert made.headers["ETag"] == '"1"'
    edition = secretariat.post(f"{API}/programmes/joint/editions", json=EDITION)
    assert edition.status_code == 201, edition.text
    changed = secretariat.patch(
        f"{API}/programmes/joint/editions/y2022", json={"quorum": 3}, headers={"If-Match": '"1"'}
    )
    assert changed.status_code == 200, changed.text
    assert changed.json()["quorum"] == 3
    stale = secretariat.patch(
        f"{API}/programmes/joint/editions/y2022", json={"quorum": 4}, headers={"If-Match": '"1"'}
    )
    assert stale.status_code == 412
    assert stale.json()["current"] == 2
    assert stale.json()["record"]["quorum"] == 3
    history = secretariat.get(f"{API}/programmes/joint/editions/y2022/history").json()["items"]
    assert [entry["action"] for entry in history] == ["edition.create", "edition.update"]
    assert history[1]["changes"] == [{"field": "quorum", "before": 2, "after": 3}]


def test_every_fault_of_a_body_is_told_at_once(secretariat: TestClient) -> None:
    secretariat.post(f"{API}/organisations", json=organisation("city_a", "City A"))
    secretariat.post(f"{API}/programmes", json={**PROGRAMME, "key": "faulty"})
    secretariat.post(f"{API}/programmes/faulty/editions", json=EDITION)
    answer = secretariat.post(
        f"{API}/programmes/faulty/candidacies",
        json={
            "key": "a",
            "edition": "y1999",
            "city": "nowhere",
            "title": words("A"),
            "form": "prize_entry",
            "text": words("A"),
        },
    )
    assert answer.status_code == 422
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {"/edition", "/city"}


def test_nobody_without_a_role_learns_of_a_draft_engagement(
    secretariat: TestClient, client: TestClient, partner_lima: TestClient
) -> None:
    secretariat.post(f"{API}/organisations", json=organisation("city_b", "City B"))
    secretariat.post(f"{API}/programmes", json={**PROGRAMME, "key": "hidden"})
    made = secretariat.post(
        f"{API}/engagements",
        json={
            "key": "quiet",
            "programme": "hidden",
            "city": "city_b",
            "title": words("Quiet"),
            "topic": words("Quiet"),
            "visibility": "draft",
        },
    )
    assert made.status_code == 201, made.text
    for other in (client, partner_lima):
        assert other.get(f"{API}/engagements/quiet").status_code == 404
        assert other.get(f"{API}/engagements/quiet/findings").status_code == 404
        listed = other.get(f"{API}/engagements").json()
        assert "quiet" not in {item["key"] for item in listed["items"]}
