"""Suggestions of the public: kept for a moderator, counted by sender, never straight into the register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete
from starlette.testclient import TestClient

from tests.made_places import add_place
from tracker.clock import now
from tracker.services.register.suggestions import hash_address
from tracker.settings import FinderSettings
from tracker.store.session import Database
from tracker.store.tables import Suggestion

ADDRESS = "/api/v1/finder/sao_paulo_asnm/suggestions"
QUEUE = "/api/v1/studies/sao_paulo_asnm/register/queue"


@pytest.fixture(scope="module", autouse=True)
def _places(seeded: Database) -> None:
    with seeded.writing() as session:
        add_place(session, "UBS Centro", key="centro")
        add_place(session, "UBS Rascunho", key="rascunho", state="draft")
        session.commit()


@pytest.fixture(autouse=True)
def _nothing_sent(seeded: Database) -> Iterator[None]:
    yield
    with seeded.writing() as session:
        session.execute(delete(Suggestion))
        session.commit()


def send(client: TestClient, **body: Any) -> Any:  # noqa: ANN401 - JSON, a response
    return client.post(ADDRESS, json={"text": "A rampa está bloqueada", "language": "pt-BR", **body})


def waiting(client: TestClient) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(QUEUE, params={"part": "suggestions"}).json()["items"]
    return items


def facts_of(client: TestClient) -> dict[str, Any]:
    place = client.get("/api/v1/finder/sao_paulo_asnm/places/centro").json()
    return {fact["kind"]: fact["answer"] for fact in place["facts"]}


def test_a_suggestion_waits_and_changes_nothing(client: TestClient, partner_sao_paulo: TestClient) -> None:
    before = facts_of(client)
    answer = send(client, place_key="centro", kind="step_free_entrance", answer="no")
    assert answer.status_code == 202
    assert answer.json()["state"] == "waiting"
    assert facts_of(client) == before
    (item,) = waiting(partner_sao_paulo)
    assert item["suggestion"]["text"] == "A rampa está bloqueada"
    assert item["place"]["key"] == "centro"


def test_nothing_of_the_sender_is_shown(client: TestClient, partner_sao_paulo: TestClient) -> None:
    send(client, place_key="centro")
    text = partner_sao_paulo.get(QUEUE, params={"part": "suggestions"}).text
    assert "testclient" not in text
    assert "sha256" not in text


def test_markup_is_kept_as_the_text_it_is(client: TestClient, partner_sao_paulo: TestClient) -> None:
    send(client, text="<script>alert(1)</script>")
    (item,) = waiting(partner_sao_paulo)
    assert item["suggestion"]["text"] == "<script>alert(1)</script>"
    assert item["place"] is None


def test_an_accepted_one_adds_an_observation_of_the_public(
    client: TestClient, partner_sao_paulo: TestClient
) -> None:
    send(client, place_key="centro", kind="lift", answer="no")
    (item,) = waiting(partner_sao_paulo)
    address = f"/api/v1/register/suggestions/{item['suggestion']['id']}/decision"
    body = {"accept": True, "reason": "Called them"}
    assert partner_sao_paulo.post(address, json=body).json()["state"] == "accepted"
    assert facts_of(client)["lift"] == "no"
    place = partner_sao_paulo.get(f"/api/v1/register/places/{item['place']['id']}").json()
    assert place["observations"][0]["source"] == "public suggestion"
    assert partner_sao_paulo.post(address, json=body).status_code == 409
    assert waiting(partner_sao_paulo) == []


def test_a_rejected_one_adds_nothing(client: TestClient, partner_sao_paulo: TestClient) -> None:
    send(client, place_key="centro", kind="audio", answer="yes")
    (item,) = waiting(partner_sao_paulo)
    address = f"/api/v1/register/suggestions/{item['suggestion']['id']}/decision"
    partner_sao_paulo.post(address, json={"accept": False, "reason": "Not so"})
    assert facts_of(client)["audio"] == "unknown"


def test_the_sixth_in_an_hour_from_one_address_waits(client: TestClient) -> None:
    assert [send(client).status_code for _ in range(6)] == [202] * 5 + [429]
    assert int(send(client).headers["Retry-After"]) > 3_000


def test_an_hour_later_the_address_may_send_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        send(client)
    later = now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr("tracker.routes.register.finder.now", lambda: later)
    assert send(client).status_code == 202


def test_a_study_takes_so_many_a_day_from_everybody_together(client: TestClient) -> None:
    from tracker.errors import TooManyAttemptsError
    from tracker.schemas.finder import SuggestionCreate
    from tracker.services.register.suggestions import send_suggestion

    database: Database = client.app.state.database  # type: ignore[attr-defined]  # of the application
    settings = FinderSettings(suggestions_per_day=3)
    with database.writing() as session:
        for number in range(4):
            arguments = {"address": f"10.0.0.{number}", "at": now(), "settings": settings}
            wanted = SuggestionCreate(text="The lift stands still")
            if number < 3:
                send_suggestion(session, "sao_paulo_asnm", wanted, **arguments)  # type: ignore[arg-type]  # by name
            else:
                with pytest.raises(TooManyAttemptsError):
                    send_suggestion(session, "sao_paulo_asnm", wanted, **arguments)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"place_key": "nothing"}, "/place_key"),
        ({"place_key": "rascunho"}, "/place_key"),
        ({"kind": "lift", "answer": "no"}, "/place_key"),
        ({"place_key": "centro", "kind": "lift"}, "/answer"),
        ({"place_key": "centro", "answer": "no"}, "/kind"),
        ({"text": ""}, "/text"),
        ({"text": "x" * 2_001}, "/text"),
        ({"language": "de"}, "/language"),
    ],
)
def test_a_fault_is_named_and_nothing_kept(
    client: TestClient, partner_sao_paulo: TestClient, body: dict[str, Any], pointer: str
) -> None:
    answer = send(client, **body)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert waiting(partner_sao_paulo) == []


def test_an_address_is_hashed_with_the_secret_of_the_installation() -> None:
    from pydantic import SecretStr

    one, two = (FinderSettings(address_salt=SecretStr(salt)) for salt in ("one", "two"))
    assert hash_address("10.0.0.1", settings=one) == hash_address("10.0.0.1", settings=one)
    assert hash_address("10.0.0.1", settings=one) != hash_address("10.0.0.1", settings=two)
    assert hash_address("10.0.0.1", settings=FinderSettings()) != hash_address("10.0.0.1", settings=one)
