"""The client: what is sent, what is tried again, and how problems are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import httpx
import pytest

from dashboards.client import ApiClient
from dashboards.errors import ApiProblem, ApiUnreachableError, FieldFault


class Wire(Protocol):
    """The stand-in for the network that the conftest gives."""

    asked: list[httpx.Request]

    def answer(self, route: str, *responses: httpx.Response) -> None: ...


Connect = Callable[..., ApiClient]
STUDIES = "GET /api/v1/studies"
CHANGE = "PATCH /api/v1/milestones/m1"
STALE = {"type": "/problems/stale", "title": "Somebody else saved first", "detail": "Read it again."}


def test_the_token_and_the_version_a_person_saw_go_with_a_change(
    connect: Connect, wire: Wire, answers: dict[str, Any]
) -> None:
    wire.answer(CHANGE, httpx.Response(200, json=answers["milestone"]))
    changed = connect("token").update_milestone("m1", {"slip_reason": "Rain"}, version=3)
    assert changed.version == 3
    assert wire.asked[0].headers["authorization"] == "Bearer token"
    assert wire.asked[0].headers["if-match"] == '"3"'


def test_a_read_is_tried_again_when_the_api_is_busy(connect: Connect, wire: Wire) -> None:
    busy = httpx.Response(503, headers={"retry-after": "1"})
    nothing = httpx.Response(200, json={"items": [], "total": 0, "late_total": 0})
    wire.answer(STUDIES, busy, busy, nothing)
    assert connect().list_studies() == []
    assert len(wire.asked) == 3


def test_a_long_list_of_studies_is_read_page_by_page(
    connect: Connect, wire: Wire, answers: dict[str, Any]
) -> None:
    pages = [
        httpx.Response(200, json={"items": [answers["study"]] * count, "total": 5, "late_total": 5})
        for count in (3, 2)
    ]
    wire.answer(STUDIES, *pages)
    assert len(connect().list_studies()) == 5
    assert [request.url.params["offset"] for request in wire.asked] == ["0", "3"]


def test_a_read_gives_up_after_three_tries(connect: Connect, wire: Wire) -> None:
    wire.answer(STUDIES, httpx.Response(503))
    with pytest.raises(ApiProblem) as raised:
        connect().list_studies()
    assert raised.value.retryable
    assert len(wire.asked) == 3


def test_what_is_posted_is_tried_again_under_one_key(connect: Connect, wire: Wire) -> None:
    route = "POST /api/v1/decisions/d1/answer"
    wire.answer(route, httpx.Response(503), httpx.Response(201, json={}))
    api = connect()
    api.add_answer("d1", "Thank you.")
    api.add_answer("d1", "Thank you.")
    keys = [request.headers["idempotency-key"] for request in wire.asked]
    assert len(keys) == 3
    # the second attempt is the first request again; what a person sends anew is another one
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize("status", [422, 429, 500])
def test_what_is_posted_and_refused_is_not_tried_again(connect: Connect, wire: Wire, status: int) -> None:
    wire.answer("POST /api/v1/decisions/d1/answer", httpx.Response(status))
    with pytest.raises(ApiProblem):
        connect().add_answer("d1", "Thank you.")
    assert len(wire.asked) == 1


def test_what_takes_too_long_is_not_posted_beside_itself() -> None:
    asked: list[httpx.Request] = []

    def slow(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        raise httpx.ReadTimeout("slow", request=request)

    api = ApiClient("http://api.invalid", transport=httpx.MockTransport(slow))
    with pytest.raises(ApiUnreachableError):
        api.add_answer("d1", "Thank you.")
    assert len(asked) == 1


def test_signing_in_is_sent_once(connect: Connect, wire: Wire) -> None:
    wire.answer("POST /api/v1/sessions", httpx.Response(503))
    with pytest.raises(ApiProblem):
        connect().sign_in("ana@example.org", "secret")
    assert len(wire.asked) == 1


def test_a_write_is_never_sent_twice(connect: Connect, wire: Wire) -> None:
    wire.answer(CHANGE, httpx.Response(503))
    with pytest.raises(ApiProblem):
        connect().update_milestone("m1", {}, version=1)
    assert len(wire.asked) == 1


def test_a_broken_connection_is_told_apart_from_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboards.client.time.sleep", lambda _seconds: None)

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(ApiUnreachableError):
        ApiClient("http://api.invalid", transport=httpx.MockTransport(refuse)).list_studies()


def test_a_problem_keeps_its_kind_and_every_fault(connect: Connect, wire: Wire) -> None:
    faults = [{"pointer": "/state", "message": "unknown"}, {"pointer": "/evidence", "message": "too long"}]
    wire.answer(CHANGE, httpx.Response(422, json={**STALE, "type": "/problems/invalid", "errors": faults}))
    with pytest.raises(ApiProblem) as raised:
        connect().update_milestone("m1", {}, version=1)
    assert raised.value.slug == "invalid"
    assert raised.value.faults == (FieldFault("/state", "unknown"), FieldFault("/evidence", "too long"))


@pytest.mark.parametrize(
    ("status", "signed_out", "refused", "stale"),
    [
        (401, True, False, False),
        (403, False, True, False),
        (404, False, True, False),
        (412, False, False, True),
    ],
)
def test_a_status_says_what_a_page_must_do(
    connect: Connect, wire: Wire, status: int, *, signed_out: bool, refused: bool, stale: bool
) -> None:
    wire.answer(STUDIES, httpx.Response(status, json=STALE))
    with pytest.raises(ApiProblem) as raised:
        connect().list_studies()
    problem = raised.value
    assert (problem.signed_out, problem.refused, problem.stale) == (signed_out, refused, stale)


def test_an_answer_that_is_no_problem_document_still_becomes_a_problem(connect: Connect, wire: Wire) -> None:
    wire.answer(STUDIES, httpx.Response(418, text="<html>"))
    with pytest.raises(ApiProblem) as raised:
        connect().list_studies()
    assert raised.value.status == 418


def test_a_decision_names_the_bytes_that_were_read(
    connect: Connect, wire: Wire, answers: dict[str, Any]
) -> None:
    wire.answer(
        "GET /api/v1/versions/v1", httpx.Response(200, json=answers["version"], headers={"etag": '"7"'})
    )
    version, etag = connect().get_version("v1")
    with pytest.raises(ApiProblem):
        connect().add_decision("v1", {"content_sha256": version.content_sha256}, etag=etag)
    assert wire.asked[-1].headers["if-match"] == '"7"'
