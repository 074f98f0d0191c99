"""What a review of the record found: values taken twice, decided things changed, orders, rights, races."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from tests.api.record.conftest import Join
from tests.api.record.made import PROGRAMME, organisation, words
from tracker.clock import now
from tracker.domain.permissions import Grant, Principal, Role
from tracker.errors import RuleConflictError
from tracker.schemas.record import MoveRequest
from tracker.services.record.kinds import KINDS
from tracker.services.record.moving import move_thing
from tracker.store import tables
from tracker.store.session import Database, Session

API = "/api/v1"
LIMA = f"{API}/engagements/lima_smart_tourism"
NIA = f"{API}/programmes/wego_nia"


def pointers(answer: Response) -> list[str]:
    return [fault["pointer"] for fault in answer.json()["errors"]]


def change(client: TestClient, path: str, **fields: object) -> Response:
    etag = client.get(path).headers["ETag"]
    return client.patch(path, json=fields, headers={"If-Match": etag})


def test_what_only_one_may_have_is_refused_with_the_field(secretariat: TestClient) -> None:
    secretariat.post(f"{API}/organisations", json=organisation("one_city", "One City"))
    other = organisation("other_city", "Other City")
    twice = secretariat.post(f"{API}/organisations", json={**other, "short_name": "One City"})
    assert (twice.status_code, pointers(twice)) == (422, ["/short_name"])
    assert secretariat.post(f"{API}/organisations", json=other).status_code == 201
    changed = change(secretariat, f"{API}/organisations/other_city", short_name="One City")
    assert (changed.status_code, pointers(changed)) == (422, ["/short_name"])
    # keeping its own is no fault
    assert change(secretariat, f"{API}/organisations/other_city", name="Renamed").status_code == 200


def test_a_number_that_a_recommendation_has_is_told_with_the_other_faults(secretariat: TestClient) -> None:
    present = secretariat.get(f"{LIMA}/recommendations").json()["items"][0]
    body = {name: present[name] for name in ("study", "number", "title", "text")}
    answer = secretariat.post(f"{LIMA}/recommendations", json={**body, "addressee": "nowhere"})
    assert (answer.status_code, set(pointers(answer))) == (422, {"/number", "/addressee"})


def test_a_list_that_names_a_key_twice_is_refused(secretariat: TestClient) -> None:
    body = {"title": words("Twice"), "text": words("Twice"), "recommendations": ["open_data", "open_data"]}
    answer = secretariat.post(f"{LIMA}/pilots", json=body)
    assert (answer.status_code, pointers(answer)) == (422, ["/recommendations/1"])


def test_another_order_of_a_list_or_other_digits_of_a_number_are_no_change(secretariat: TestClient) -> None:
    cited = ["small_pilot", "open_data"]
    body = {"key": "ordered", "title": words("Order"), "text": words("Order"), "recommendations": cited}
    assert secretariat.post(f"{LIMA}/pilots", json=body).status_code == 201
    cost = {"state": "known", "amount": "10", "currency": "PEN", "price_year": 2026}
    assert change(secretariat, f"{LIMA}/pilots/ordered", running_cost=cost).json()["version"] == 2
    same = change(
        secretariat, f"{LIMA}/pilots/ordered", recommendations=cited, running_cost={**cost, "amount": "10.00"}
    )
    assert (same.status_code, same.json()["version"]) == (200, 2)


def test_a_pilot_goes_on_citing_a_standing_recommendation(secretariat: TestClient) -> None:
    cited = secretariat.get(f"{LIMA}/pilots/visitor_routes").json()["recommendations"]
    answer = change(secretariat, f"{LIMA}/pilots/visitor_routes", recommendations=["visitor_counting"])
    assert (answer.status_code, pointers(answer)) == (422, ["/recommendations"])
    assert secretariat.get(f"{LIMA}/pilots/visitor_routes").json()["recommendations"] == cited


def test_the_manager_of_one_engagement_changes_it_but_moves_it_to_no_other_programme(
    secretariat: TestClient, join: Join
) -> None:
    own = join("One Engagement", "WeGO", "project_manager", engagement="lima_smart_tourism")
    assert change(own, LIMA, focal_point="Office of tourism").status_code == 200
    secretariat.post(f"{API}/programmes", json={**PROGRAMME, "key": "elsewhere"})
    assert change(own, LIMA, programme="elsewhere", candidacy=None).status_code == 403


def test_what_a_selection_rests_on_stays_as_it_was(secretariat: TestClient) -> None:
    score = secretariat.get(f"{NIA}/candidacy-scores").json()["items"][0]
    decision = secretariat.get(f"{NIA}/selection-decisions").json()["items"][0]
    refused = [
        change(secretariat, f"{NIA}/candidacy-scores/{score['key']}", score="99"),
        change(secretariat, f"{NIA}/selection-decisions/{decision['key']}", outcome="reserve"),
        change(secretariat, f"{NIA}/criteria/{score['criterion']}", max_score="1000"),
        secretariat.post(
            f"{NIA}/selection-decisions",
            json={
                **{name: decision[name] for name in ("candidacy", "committee", "members", "reasoning")},
                "evidence": "Minutes",
                "outcome": "not_selected",
                "decided_on": "2026-01-05",
            },
        ),
        secretariat.post(
            f"{NIA}/candidacy-scores",
            json={
                **{name: score[name] for name in ("candidacy", "criterion", "judge_organisation")},
                "judge": "A late judge",
                "score": "1",
            },
        ),
    ]
    assert [answer.status_code for answer in refused] == [409] * 5
    # a better translation of what the criterion is called changes no score
    renamed = change(secretariat, f"{NIA}/criteria/{score['criterion']}", title=words("Commitment"))
    assert renamed.status_code == 200


def test_a_condition_stays_as_the_gate_was_decided_with_it(secretariat: TestClient) -> None:
    condition = next(
        item for item in secretariat.get(f"{LIMA}/gate-conditions").json()["items"] if item["state"] == "open"
    )
    path = f"{LIMA}/gate-conditions/{condition['key']}"
    answer = change(secretariat, path, gate="pilot_survey", due="2099-01-01")
    assert (answer.status_code, set(pointers(answer))) == (409, {"/gate", "/due"})


def test_what_an_approved_value_is_read_against_stays(secretariat: TestClient) -> None:
    update = next(
        item
        for item in secretariat.get(f"{LIMA}/indicator-updates").json()["items"]
        if item["state"] == "approved"
    )
    period = secretariat.get(f"{LIMA}/indicator-periods/{update['indicator_period']}").json()
    target = {"state": "known", "value": "1"}
    easier = change(secretariat, f"{LIMA}/indicator-periods/{period['key']}", target=target)
    assert (easier.status_code, pointers(easier)) == (409, ["/target"])
    lower = change(secretariat, f"{LIMA}/indicators/{period['indicator']}", unit="something else")
    assert (lower.status_code, pointers(lower)) == (409, ["/unit"])


def test_who_may_see_a_thing_can_be_changed_in_every_state(secretariat: TestClient) -> None:
    path = f"{LIMA}/recommendations/tourism_office"
    assert secretariat.get(path).json()["state"] == "implemented"
    level = secretariat.get(path).json()["visibility"]
    other = "programme" if level != "programme" else "public"
    assert change(secretariat, path, visibility=other).json()["visibility"] == other
    assert change(secretariat, path, visibility=level, number=77).status_code == 409


def test_what_has_no_day_comes_last_in_both_databases(secretariat: TestClient) -> None:
    items = secretariat.get(f"{LIMA}/deliverables").json()["items"]
    days = [item["due"] for item in items]
    assert None in days
    assert days == sorted(days, key=lambda day: (day is None, day or ""))


def test_a_day_of_the_city_has_not_passed_while_it_lasts_there(
    secretariat: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    from tracker.routes.record import things

    # 22:00 of the last of November in Lima is the first of December in UTC
    monkeypatch.setattr(things, "now", lambda: datetime(2026, 12, 1, 3, tzinfo=UTC))
    body = {
        "gate": "pilot_survey",
        "text": words("The last survey is in."),
        "owner": "mml",
        "due": "2026-11-30",
    }
    made = secretariat.post(f"{LIMA}/gate-conditions", json=body)
    assert made.status_code == 201, made.text


def test_what_a_person_may_not_see_they_neither_cite_nor_take_away(
    secretariat: TestClient, partner_lima: TestClient
) -> None:
    present = secretariat.get(f"{LIMA}/recommendations/open_data").json()
    body = {name: present[name] for name in ("study", "title", "text", "addressee")}
    hidden = secretariat.post(
        f"{LIMA}/recommendations", json={**body, "key": "unseen", "number": 50, "visibility": "draft"}
    )
    assert hidden.status_code == 201, hidden.text
    pilot = {"key": "shared", "title": words("Shared"), "text": words("Shared")}
    cited = ["open_data", "unseen"]
    made = secretariat.post(f"{LIMA}/pilots", json={**pilot, "recommendations": cited})
    assert made.status_code == 201, made.text
    path = f"{LIMA}/pilots/shared"
    assert partner_lima.get(path).json()["recommendations"] == ["open_data"]
    changed = change(partner_lima, path, recommendations=["open_data", "small_pilot"])
    assert changed.json()["recommendations"] == ["open_data", "small_pilot"]
    assert secretariat.get(path).json()["recommendations"] == ["open_data", "small_pilot", "unseen"]
    # to them the hidden one is as one that does not exist
    guesses = [
        partner_lima.post(
            f"{LIMA}/pilots", json={**pilot, "key": "guess", "recommendations": ["open_data", key]}
        )
        for key in ("unseen", "nowhere")
    ]
    assert [(answer.status_code, pointers(answer)) for answer in guesses] == [
        (422, ["/recommendations/1"])
    ] * 2


def test_the_city_confirms_again_what_is_reached_again(manager: TestClient, seeded: Database) -> None:
    with seeded.writing() as session:
        row = session.query(tables.Milestone).filter_by(state="achieved").first()
        assert row is not None
        row.city_confirms, row.confirmed_at, row.confirmed_by = True, now(), "Luis Quispe"
        row.confirmed_organisation = "Lima"
        session.commit()
        path = f"{API}/milestones/{row.id}"
        happened = {"actual_date": str(row.actual_date), "evidence": row.evidence or "Minutes"}
    planned = change(manager, path, state="planned", actual_date=None)
    assert (planned.status_code, planned.json()["confirmed_by"]) == (200, None), planned.text
    again = change(manager, path, state="achieved", **happened)
    assert (again.status_code, pointers(again)) == (409, ["/state"])


def _principal(identifier: str, organisation: str, role: Role) -> Principal:
    grants = (Grant(role=role, study=None),)
    return Principal(identifier, identifier, "a@test.example", organisation, "en", grants)


def _move(session: Session, person: Principal, kind: str, key: str, version: int, move: str) -> None:
    wanted = MoveRequest(move=move, reason="because")
    move_thing(session, person, KINDS[kind], "race", key, wanted, expected_version=version, at=now())


@pytest.fixture
def race(secretariat: TestClient, seeded: Database) -> Database:
    """Give the database with a gate that is passed once its one condition is met, which it is."""
    secretariat.post(f"{API}/organisations", json=organisation("race_city", "Race City"))
    made = secretariat.post(
        f"{API}/engagements",
        json={"key": "race", "city": "race_city", "title": words("Race"), "topic": words("Race")},
    )
    assert made.status_code == 201, made.text
    study = {
        "slug": "race_study",
        "title": words("Race"),
        "question": words("Who is first?"),
        "summary": words("Race"),
        "city": "Race City",
        "country": "KR",
        "lon_deg": 127.0,
        "lat_deg": 37.5,
        "languages": ["en"],
        "stages": [{"key": "only", "title": words("Only")}],
    }
    assert (answer := secretariat.post(f"{API}/engagements/race/studies", json=study)).status_code == 201, (
        answer.text
    )
    with seeded.writing() as session:
        gate = session.get_one(tables.Gate, {"engagement": "race", "key": "only"})
        gate.state = "gate_open"
        session.commit()
    condition = {
        "key": "met",
        "gate": "only",
        "text": words("Met"),
        "owner": "race_city",
        "due": "2099-01-01",
    }
    made = secretariat.post(f"{API}/engagements/race/gate-conditions", json=condition)
    assert made.status_code == 201, made.text
    with seeded.writing() as session:
        session.get_one(tables.GateCondition, {"engagement": "race", "key": "met"}).state = "met"
        session.get_one(tables.Gate, {"engagement": "race", "key": "only"}).state = "passed_with_conditions"
        session.commit()
    return seeded


def test_a_gate_is_not_closed_while_its_condition_is_opened_again(race: Database) -> None:
    """Two moves of different things, each allowed alone: the second must see what the first did."""
    approver = _principal("approver", "NIA", "institutional_approver")
    begun, said = Event(), []

    def reopen() -> None:
        begun.set()
        try:
            with race.writing() as session:
                _move(session, approver, "gate_condition", "met", 2, "reopen")
                session.commit()
        except RuleConflictError as error:
            said.append(error.faults)

    other = Thread(target=reopen)
    with race.writing() as session:
        _move(session, approver, "gate", "only", 3, "close")
        other.start()
        begun.wait()
        other.join(timeout=0.5)  # it can only wait for us, so time decides nothing when all is well
        session.commit()
    other.join(timeout=30)
    assert not other.is_alive()
    assert said == [[("/gate", "The gate has closed (passed).")]]
    with race.reading() as session:
        assert session.get_one(tables.GateCondition, {"engagement": "race", "key": "met"}).state == "met"
