"""Every error is a problem (RFC 9457), and bad bytes never reach the database."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import event
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from tracker import app as app_module
from tracker.app import check_declared, create_app
from tracker.errors import ConfigurationError
from tracker.problems import KINDS
from tracker.routes.deps import declares
from tracker.settings import Settings
from tracker.store.session import Database

SESSIONS = "/api/v1/sessions"


def check_problem(answer: object, status: int) -> dict[str, object]:
    assert answer.status_code == status, answer.text  # type: ignore[attr-defined]  # a response
    assert answer.headers["content-type"] == "application/problem+json"  # type: ignore[attr-defined]  # as above
    body: dict[str, object] = answer.json()  # type: ignore[attr-defined]  # as above
    assert body["status"] == status
    assert str(body["type"]).removeprefix("/problems/") in KINDS
    assert body["instance"] == answer.headers["x-request-id"]  # type: ignore[attr-defined]  # as above
    return body


def test_an_address_with_nothing_there_is_a_problem(client: TestClient) -> None:
    check_problem(client.get("/api/v1/nothing"), 404)


def test_a_wrong_method_is_a_problem_that_names_the_right_ones(client: TestClient) -> None:
    for address, methods in ((SESSIONS, "POST"), ("/api/v1/versions/x/comments", "GET, POST")):
        answer = client.put(address)
        check_problem(answer, 405)
        assert answer.headers["allow"] == methods


def test_missing_fields_are_all_named(client: TestClient) -> None:
    body = check_problem(client.post(SESSIONS, json={"user": "x"}), 422)
    errors = body["errors"]
    assert isinstance(errors, list)
    assert {error["pointer"] for error in errors} == {"/email", "/password", "/user"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"email": NaN}',
        b'{"email": Infinity}',
        b'{"email": 1e999}',
        b'{"email": 9223372036854775808}',
        b'{"email": -99999999999999999999999999}',
        b'{"email": "a\\u0000b"}',
        b'{"email": "\\ud800"}',
        b'{"\\ud800": 1}',
        b'{"email": ["a\\u0000"]}',
        b'{"email": "a", "email": "b"}',
        b'{"email": {"x": 1, "x": 2}}',
        b'{"email": "\xff"}',
        b'{"email": ',
        b"[" * 100_000,
        b'"\\ud800"',
    ],
)
def test_json_that_is_not_strict_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post(SESSIONS, content=body, headers={"content-type": "application/json"})
    check_problem(answer, 400)


def test_a_body_that_is_too_large_is_refused_while_it_arrives(client: TestClient, settings: Settings) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b" " * 10_000

    answer = client.post(SESSIONS, content=pieces(), headers={"content-type": "application/json"})
    body = check_problem(answer, 413)
    assert str(settings.api.body_limit_bytes) in str(body["detail"])


@pytest.mark.parametrize("address", ["/api/v1/studies/a%00b", "/api/v1/studies?x=%00"])
def test_nul_in_an_address_is_refused(manager: TestClient, address: str) -> None:
    check_problem(manager.get(address), 400)


def test_a_fault_of_ours_is_a_problem_without_particulars(
    settings: Settings, seeded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    router = APIRouter()

    @router.get("/broken", openapi_extra=declares("health.read"))
    def broken() -> None:
        raise RuntimeError("the secret particulars")

    monkeypatch.setattr(app_module, "ROOT_ROUTERS", (router,))
    assert seeded.engine
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        body = check_problem(client.get("/broken"), 500)
    assert "secret" not in json.dumps(body)


def test_a_commit_that_fails_is_never_answered_with_success(app: FastAPI, manager: TestClient) -> None:
    """What runs after the answer was sent cannot change it; see `deps.UnitOfWork`."""
    milestone = manager.get("/api/v1/studies/sao_paulo_asnm/milestones").json()["items"][-1]

    def refuse(_session: Session) -> None:
        raise RuntimeError("the disk is full")

    makers = app.state.database.writing
    event.listen(makers, "before_commit", refuse)
    try:
        answer = manager.patch(
            f"/api/v1/milestones/{milestone['id']}",
            json={"evidence": "lost"},
            headers={"If-Match": f'"{milestone["version"]}"'},
        )
    finally:
        event.remove(makers, "before_commit", refuse)
    check_problem(answer, 500)
    assert manager.get(f"/api/v1/milestones/{milestone['id']}").json() == milestone


def test_a_route_without_a_declared_action_stops_the_start() -> None:
    router = APIRouter()

    @router.get("/forgotten")
    def forgotten() -> None:
        return None

    with pytest.raises(ConfigurationError, match="/forgotten"):
        check_declared([router])


def test_every_kind_of_problem_is_explained_at_its_address(client: TestClient) -> None:
    for slug, kind in KINDS.items():
        answer = client.get(f"/problems/{slug}")
        assert answer.json()["title"] == kind.title
    check_problem(client.get("/problems/no-such-kind"), 404)


def test_answers_tell_browsers_to_guess_nothing_and_keep_nothing(manager: TestClient) -> None:
    headers = manager.get("/api/v1/me").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, no-cache"
    assert "default-src 'none'" in headers["content-security-policy"]
