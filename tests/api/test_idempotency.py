"""Requests sent again with their key: one effect and one answer, whatever happened in between."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import event
from starlette.testclient import TestClient

from tests.made_places import add_place, days_ago
from tests.made_register import LINES, MAPPING, workbook
from tracker.clock import now
from tracker.routes import repeatable
from tracker.services.idempotency import sweep_answers
from tracker.services.seeding import DEMO_PASSWORD
from tracker.settings import Settings
from tracker.store.session import Database
from tracker.worker import Worker

REPLAYED = "Idempotency-Replayed"
REGISTER = "/api/v1/studies/sao_paulo_asnm/register"
SEEN = {"kind": "lift", "answer": "yes", "observer": "City"}


@pytest.fixture
def place(seeded: Database) -> str:
    """Give the address of a place of which nothing was observed."""
    with seeded.writing() as session:
        place_id = add_place(session, "UBS Centro", key=f"place_{uuid4().hex}")
        session.commit()
    return f"/api/v1/register/places/{place_id}"


def observe(client: TestClient, place: str, key: str, **said: Any) -> Response:  # noqa: ANN401 - JSON
    headers = {"Idempotency-Key": key}
    return client.post(f"{place}/observations", json={**SEEN, **said}, headers=headers)


def observed(client: TestClient, place: str) -> int:
    return len(client.get(place).json()["observations"])


def new_key() -> str:
    return str(uuid4())


def test_a_request_sent_again_acts_once_and_is_answered_alike(
    partner_sao_paulo: TestClient, place: str
) -> None:
    key = new_key()
    first = observe(partner_sao_paulo, place, key)
    second = observe(partner_sao_paulo, place, key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert REPLAYED not in first.headers
    assert second.headers[REPLAYED] == "true"
    assert second.content == first.content
    for name in ("etag", "content-type"):
        assert second.headers[name] == first.headers[name]
    assert observed(partner_sao_paulo, place) == 1


def test_an_answer_with_a_key_has_the_same_content_as_one_without(
    partner_sao_paulo: TestClient, place: str
) -> None:
    with_key = observe(partner_sao_paulo, place, new_key()).json()
    without = partner_sao_paulo.post(f"{place}/observations", json=SEEN).json()
    assert with_key.keys() == without.keys()
    assert (with_key["id"], with_key["position"]) == (without["id"], without["position"])


def test_without_a_key_the_same_request_acts_twice(partner_sao_paulo: TestClient, place: str) -> None:
    for _ in range(2):
        assert partner_sao_paulo.post(f"{place}/observations", json=SEEN).status_code == 201
    assert observed(partner_sao_paulo, place) == 2


def test_a_key_that_came_with_other_content_is_refused(partner_sao_paulo: TestClient, place: str) -> None:
    key = new_key()
    assert observe(partner_sao_paulo, place, key).status_code == 201
    refused = observe(partner_sao_paulo, place, key, answer="no")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/header/idempotency-key"
    assert observed(partner_sao_paulo, place) == 1


def test_a_key_that_came_to_another_address_is_refused(
    partner_sao_paulo: TestClient, place: str, seeded: Database
) -> None:
    with seeded.writing() as session:
        other = f"/api/v1/register/places/{add_place(session, 'UBS Sul', key=f'place_{uuid4().hex}')}"
        session.commit()
    key = new_key()
    assert observe(partner_sao_paulo, place, key).status_code == 201
    assert observe(partner_sao_paulo, other, key).status_code == 422
    assert observed(partner_sao_paulo, other) == 0


def test_the_keys_of_two_people_do_not_meet(
    partner_sao_paulo: TestClient, manager: TestClient, place: str
) -> None:
    key = new_key()
    assert observe(partner_sao_paulo, place, key).status_code == 201
    assert REPLAYED not in observe(manager, place, key).headers
    assert observed(manager, place) == 2


def test_a_refusal_is_not_kept(partner_sao_paulo: TestClient, place: str) -> None:
    key = new_key()
    tomorrow = str(days_ago(-1))
    assert observe(partner_sao_paulo, place, key, observed_on=tomorrow).status_code == 422
    mended = observe(partner_sao_paulo, place, key)
    assert mended.status_code == 201
    assert REPLAYED not in mended.headers


@pytest.mark.parametrize("key", ["seven77", "x" * 201, "", "a key with\ttab", "clé de la requête"])
def test_what_is_no_key_is_refused_and_nothing_happens(
    partner_sao_paulo: TestClient, place: str, key: str
) -> None:
    headers = {b"Idempotency-Key": key.encode("latin-1")}
    refused = partner_sao_paulo.post(f"{place}/observations", json=SEEN, headers=headers)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/header/idempotency-key"
    assert observed(partner_sao_paulo, place) == 0


def test_a_key_counts_for_a_day(
    partner_sao_paulo: TestClient, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_key()
    first_at = now()
    assert observe(partner_sao_paulo, place, key).status_code == 201

    def later(hours: float) -> datetime:
        return first_at + timedelta(hours=hours)

    monkeypatch.setattr(repeatable, "now", lambda: later(23.9))
    assert REPLAYED in observe(partner_sao_paulo, place, key).headers
    monkeypatch.setattr(repeatable, "now", lambda: later(24.1))
    assert REPLAYED not in observe(partner_sao_paulo, place, key).headers
    assert observed(partner_sao_paulo, place) == 2


def test_answers_of_yesterday_are_swept_and_those_of_today_are_kept(
    partner_sao_paulo: TestClient, place: str, seeded: Database
) -> None:
    key = new_key()
    assert observe(partner_sao_paulo, place, key).status_code == 201
    with seeded.writing() as session:
        assert sweep_answers(session, at=now()) == 0
        assert sweep_answers(session, at=now() + timedelta(hours=25)) >= 1
        session.rollback()
    assert REPLAYED in observe(partner_sao_paulo, place, key).headers


def test_a_worker_without_work_sweeps(
    partner_sao_paulo: TestClient,
    place: str,
    seeded: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key = new_key()
    assert observe(partner_sao_paulo, place, key).status_code == 201
    in_two_days = now() + timedelta(days=2)
    monkeypatch.setattr("tracker.worker.now", lambda: in_two_days)
    Worker(seeded, settings)._sweep()
    again = observe(partner_sao_paulo, place, key)
    assert REPLAYED not in again.headers
    assert observed(partner_sao_paulo, place) == 2


@pytest.fixture
def power_cut(app: FastAPI) -> Iterator[list[str]]:
    """Let each commit break while the list holds something."""
    database: Database = app.state.database
    armed: list[str] = []

    def break_off(_session: object) -> None:
        if armed:
            raise RuntimeError("power cut")

    event.listen(database.writing, "before_commit", break_off)
    yield armed
    event.remove(database.writing, "before_commit", break_off)


def test_when_the_commit_breaks_neither_effect_nor_key_is_kept(
    partner_sao_paulo: TestClient, place: str, power_cut: list[str]
) -> None:
    key = new_key()
    power_cut.append("now")
    assert observe(partner_sao_paulo, place, key).status_code == 500
    power_cut.clear()
    assert observed(partner_sao_paulo, place) == 0
    again = observe(partner_sao_paulo, place, key)
    assert (again.status_code, REPLAYED in again.headers) == (201, False)
    assert observed(partner_sao_paulo, place) == 1


def test_many_of_the_same_request_at_once_have_one_effect(partner_sao_paulo: TestClient, place: str) -> None:
    key = new_key()
    at_once = 8
    with ThreadPoolExecutor(at_once) as pool:
        waiting = [pool.submit(observe, partner_sao_paulo, place, key) for _ in range(at_once)]
        answers = [done.result() for done in waiting]
    assert [answer.status_code for answer in answers] == [201] * at_once
    assert len({answer.content for answer in answers}) == 1
    assert sum(REPLAYED not in answer.headers for answer in answers) == 1
    assert observed(partner_sao_paulo, place) == 1


def test_more_requests_than_threads_do_not_wait_for_ever(
    partner_sao_paulo: TestClient, place: str, settings: Settings
) -> None:
    at_once = 3 * settings.database.pool_size
    with ThreadPoolExecutor(at_once) as pool:
        waiting = [pool.submit(observe, partner_sao_paulo, place, new_key()) for _ in range(at_once)]
        assert [done.result().status_code for done in waiting] == [201] * at_once
    assert observed(partner_sao_paulo, place) == at_once


def test_the_same_step_sent_again_is_not_told_that_it_came_too_late(
    partner_sao_paulo: TestClient,
) -> None:
    body = {"body": {**MAPPING, "name": "stepwise"}}
    saved = partner_sao_paulo.put(f"{REGISTER}/mappings/stepwise", json=body, headers={"If-None-Match": "*"})
    assert saved.status_code == 200, saved.text
    preview = send_file(partner_sao_paulo, new_key(), workbook())
    step = f"/api/v1/register/imports/{preview.json()['id']}/commit"
    headers = {"Idempotency-Key": new_key(), "If-Match": preview.headers["etag"]}
    first, second = (partner_sao_paulo.post(step, headers=headers) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json() == first.json()
    assert second.headers["etag"] == first.headers["etag"]
    assert second.headers[REPLAYED] == "true"


def send_file(client: TestClient, key: str, content: bytes) -> Response:
    return client.post(
        f"{REGISTER}/imports",
        files={"file": ("services.xlsx", content)},
        data={"mapping": "stepwise"},
        headers={"Idempotency-Key": key},
    )


def test_a_file_sent_again_makes_one_import_though_its_form_differs(partner_sao_paulo: TestClient) -> None:
    key, content = new_key(), workbook()
    before = partner_sao_paulo.get(f"{REGISTER}/imports").json()["total"]
    first, second = (send_file(partner_sao_paulo, key, content) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201), first.text
    # the form's own boundary is drawn anew each time, so the bytes that were sent differ
    assert first.request.headers["content-type"] != second.request.headers["content-type"]
    assert second.headers["location"] == first.headers["location"]
    assert second.headers[REPLAYED] == "true"
    assert partner_sao_paulo.get(f"{REGISTER}/imports").json()["total"] == before + 1
    assert send_file(partner_sao_paulo, key, workbook(LINES[:2])).status_code == 422


def test_signing_in_takes_no_notice_of_a_key(client: TestClient) -> None:
    body = {"email": "manager@demo.example", "password": DEMO_PASSWORD}
    answers = [
        client.post("/api/v1/sessions", json=body, headers={"Idempotency-Key": "the same key"})
        for _ in range(2)
    ]
    assert all(REPLAYED not in answer.headers for answer in answers)


def test_whoever_is_not_signed_in_can_send_again_too(client: TestClient) -> None:
    headers = {"Idempotency-Key": new_key()}
    address = "/api/v1/finder/sao_paulo_asnm/suggestions"
    first, second = (
        client.post(address, json={"text": "The ramp is blocked."}, headers=headers) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (202, 202)
    assert (second.content, second.headers[REPLAYED]) == (first.content, "true")
