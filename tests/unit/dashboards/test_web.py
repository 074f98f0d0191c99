"""Around Streamlit: the guard, sign-in and out, the page's language, maps and files under a session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboards.client import ApiClient
from dashboards.web.documents import document_routes
from dashboards.web.shell import (
    SESSION_COOKIE,
    SecurityHeaders,
    SessionGuard,
    StreamlitShell,
    rewrite_page,
    safe_next,
)
from dashboards.web.signin import SignInPages, message_page


class Wire(Protocol):
    """The stand-in for the network that the conftest gives."""

    asked: list[httpx.Request]

    def answer(self, route: str, *responses: httpx.Response) -> None: ...


ME = "GET /api/v1/me"
PAGE = '<html lang="en"><head><title>Streamlit</title></head><body>page</body></html>'


@pytest.fixture
def window(connect: Callable[..., ApiClient]) -> TestClient:
    """Give the window with a plain page where Streamlit would be."""

    async def page(_request: Request) -> HTMLResponse:
        return HTMLResponse(PAGE)

    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    def check(token: str) -> None:
        with connect(token) as api:
            api.get_me()

    app = Starlette(
        routes=[
            *SignInPages(connect, secure=False).routes(),
            *document_routes(connect),
            Route("/app/plan", page),
            WebSocketRoute("/app/stream", socket),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(SessionGuard, check=check, unreachable=message_page),
            Middleware(StreamlitShell),
        ],
    )
    return TestClient(app, follow_redirects=False, headers={"accept": "text/html"})


@pytest.fixture
def signed_in(window: TestClient, wire: Wire, answers: dict[str, Any]) -> TestClient:
    wire.answer(ME, httpx.Response(200, json=answers["principal"]))
    window.cookies.set(SESSION_COOKIE, "token")
    return window


@pytest.mark.parametrize(
    "path", ["/app/plan?study=x", "/maps/coverage", "/tables/areas.csv", "/reports/versions/v.pdf"]
)
def test_without_a_session_everything_leads_to_the_sign_in_page(window: TestClient, path: str) -> None:
    answer = window.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=/")


def test_streamlits_own_scripts_come_even_while_the_record_is_away(window: TestClient) -> None:
    # No session and no API: a page on the screen still needs them to say so.
    assert window.get("/app/static/js/Button.js").status_code == 404
    assert window.get("/app/static/%2e%2e/plan").status_code == 303
    assert window.get("/app/statically").status_code == 303


def test_the_page_asked_for_is_kept_through_signing_in(
    window: TestClient, wire: Wire, answers: dict[str, Any]
) -> None:
    target = window.get("/app/plan?study=x").headers["location"]
    form = window.get(target).text
    assert 'value="/app/plan?study=x"' in form
    session = {"token": "secret", "expires_at": "2030-01-01T00:00:00Z", "principal": answers["principal"]}
    wire.answer("POST /api/v1/sessions", httpx.Response(201, json=session))
    answer = window.post("/sign-in", data={"email": "a@b", "password": "p", "next": "/app/plan?study=x"})
    assert answer.headers["location"] == "/app/plan?study=x"
    cookies = answer.headers.get_list("set-cookie")
    held = next(cookie for cookie in cookies if cookie.startswith(SESSION_COOKIE))
    assert "HttpOnly" in held
    assert "SameSite=lax" in held
    assert any(cookie.startswith("dashboard_language=ko") for cookie in cookies)


@pytest.mark.parametrize(
    ("waiting", "page"),
    [
        (httpx.Response(200, json={"items": [], "total": 2, "waited_by_party": {}}), "/app/turns"),
        (httpx.Response(200, json={"items": [], "total": 0, "waited_by_party": {}}), "/app/"),
        (httpx.Response(500, json={"title": "Broken"}), "/app/"),
    ],
    ids=["something waits", "nothing waits", "no answer"],
)
def test_who_has_something_to_do_begins_there(
    window: TestClient, wire: Wire, answers: dict[str, Any], waiting: httpx.Response, page: str
) -> None:
    session = {"token": "secret", "expires_at": "2030-01-01T00:00:00Z", "principal": answers["principal"]}
    wire.answer("POST /api/v1/sessions", httpx.Response(201, json=session))
    wire.answer("GET /api/v1/turns", waiting)
    answer = window.post("/sign-in", data={"email": "a@b", "password": "p", "next": "/app/"})
    assert answer.status_code == 303
    assert answer.headers["location"] == page


def test_a_wrong_password_is_told_without_saying_which_half_was_wrong(window: TestClient, wire: Wire) -> None:
    wire.answer("POST /api/v1/sessions", httpx.Response(401, json={"type": "/problems/not-signed-in"}))
    answer = window.post("/sign-in", data={"email": "<a@b>", "password": "p"})
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert "&lt;a@b&gt;" in answer.text
    assert SESSION_COOKIE not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    ("peer", "told"), [("203.0.113.9", "203.0.113.9"), ("testclient", None), ("\u00fc", None)]
)
def test_the_api_is_told_from_whose_address_a_person_signs_in(
    window: TestClient, wire: Wire, peer: str, told: str | None
) -> None:
    wire.answer("POST /api/v1/sessions", httpx.Response(401, json={}))
    visitor = TestClient(window.app, client=(peer, 50_000))
    assert visitor.post("/sign-in", data={"email": "a@b", "password": "p"}).status_code == 401
    assert wire.asked[-1].headers.get("x-forwarded-for") == told


def test_a_form_sent_from_another_site_is_refused(window: TestClient, wire: Wire) -> None:
    answer = window.post(
        "/sign-in", data={"email": "a", "password": "p"}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert wire.asked == []


def test_a_websocket_needs_the_session_too(window: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect) as raised, window.websocket_connect("/app/stream"):
        pytest.fail("was let in")
    assert raised.value.code == 1008


def test_an_ended_session_is_noticed(window: TestClient, wire: Wire) -> None:
    wire.answer(ME, httpx.Response(401, json={}))
    window.cookies.set(SESSION_COOKIE, "old")
    assert window.get("/app/plan").status_code == 303


def test_an_api_that_is_away_is_said_in_words(window: TestClient, wire: Wire) -> None:
    wire.answer(ME, httpx.Response(503))
    window.cookies.set(SESSION_COOKIE, "token")
    answer = window.get("/app/plan")
    assert answer.status_code == 503
    assert "The record cannot be reached" in answer.text


def test_a_session_is_not_asked_about_at_every_request(signed_in: TestClient, wire: Wire) -> None:
    for _ in range(3):
        assert signed_in.get("/app/plan").status_code == 200
    assert len(wire.asked) == 1


def test_signing_out_ends_the_session_and_forgets_the_token(signed_in: TestClient, wire: Wire) -> None:
    wire.answer("DELETE /api/v1/sessions/current", httpx.Response(204))
    assert 'dashboard_session=""' in signed_in.post("/sign-out").headers["set-cookie"]
    assert wire.asked[-1].method == "DELETE"


def test_every_answer_allows_this_origin_only(window: TestClient) -> None:
    policy = window.get("/sign-in").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "'unsafe-eval'" not in policy
    assert "http" not in policy


def test_streamlits_page_gets_the_readers_language_and_a_title(signed_in: TestClient) -> None:
    signed_in.cookies.set("dashboard_language", "es")
    page = signed_in.get("/app/plan").text
    assert '<html lang="es">' in page
    assert "<title>Seguimiento de Viabilidad</title>" in page
    assert "/assets/shell/shell.js" in page


def test_the_page_that_streamlit_ships_is_still_the_one_we_rewrite() -> None:
    import streamlit

    index = Path(streamlit.__file__).parent / "static" / "index.html"
    page = rewrite_page(index.read_text(encoding="utf-8"), "pt-BR")
    assert '<html lang="pt-BR">' in page
    assert "<title>Streamlit</title>" not in page
    assert "You need to enable JavaScript" not in page


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil", "", None, "/sign-out"]
)
def test_nobody_is_sent_to_another_site_after_signing_in(target: str | None) -> None:
    assert safe_next(target) == "/app/"


def test_a_map_is_served_under_the_readers_session(
    signed_in: TestClient, wire: Wire, answers: dict[str, Any]
) -> None:
    ring = [[0.0, 0.0], [0.1, 0.0], [0.1, 0.1], [0.0, 0.0]]
    shape = {
        "type": "Feature",
        "id": "a1",
        "properties": answers["area"],
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    wire.answer("GET /api/v1/assessments/run1", httpx.Response(200, json=answers["assessment"]))
    wire.answer("GET /api/v1/assessments/run1/features", httpx.Response(200, json={"features": [shape]}))
    wire.answer("GET /api/v1/studies/city/layers", httpx.Response(200, json={"items": [], "total": 0}))
    query = {
        "assessment": "run1", "kind": "district", "service": "health", "profile": "manual_wheelchair",
        "cutoff_s": "900", "show": "low",
    }  # fmt: skip
    answer = signed_in.get("/maps/coverage", params=query)
    assert answer.status_code == 200
    assert "Coverage map: Health units, Manual wheelchair, 15 minutes" in answer.text
    assert all(asked.headers["authorization"] == "Bearer token" for asked in wire.asked)
    assert signed_in.get("/maps/coverage", params={**query, "show": "odd"}).status_code == 400
    assert signed_in.get("/maps/coverage").status_code == 400


def test_a_table_is_served_as_a_file(signed_in: TestClient, wire: Wire, answers: dict[str, Any]) -> None:
    page = {"items": [answers["area"]], "total": 1}
    wire.answer("GET /api/v1/assessments/run1/areas", httpx.Response(200, json=page))
    query = {"assessment": "run1", "kind": "district", "service": "h", "profile": "p", "cutoff_s": "900"}
    answer = signed_in.get("/tables/areas.csv", params=query)
    assert answer.headers["content-disposition"] == 'attachment; filename="district-h-p-900s.csv"'
    assert "MOEMA" in answer.text


def test_a_report_of_somebody_else_is_refused_in_words(signed_in: TestClient) -> None:
    answer = signed_in.get("/reports/versions/v9.pdf")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
