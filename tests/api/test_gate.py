"""The gate before every route: nobody passes without signing in, whatever the route forgot."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from tracker.app import openapi_document
from tracker.domain.permissions import ANYBODY

OPERATIONS = [
    (method, re.sub(r"\{\w+\}", "anything", path), operation["x-action"])
    for path, methods in openapi_document()["paths"].items()
    for method, operation in methods.items()
]
SIGN_OUT = "/api/v1/sessions/current"  # would end the session that a module's tests share
CLOSED = [(method, path) for method, path, action in OPERATIONS if action not in ANYBODY]


def test_only_signing_in_health_explanations_the_finder_and_what_is_public_of_the_record_are_open() -> None:
    opened = {path for _, path, action in OPERATIONS if action in ANYBODY - {"record.read"}}
    # Of the record anybody may ask; each answer holds only what was made public.
    assert {method for method, _, action in OPERATIONS if action == "record.read"} == {"get"}
    finder = {path for path in opened if path.startswith("/api/v1/finder")}
    assert opened - finder == {"/api/v1/sessions", "/livez", "/readyz", "/problems/anything"}
    parts = ("places", "places/anything", "choices", "ground", "export", "suggestions")
    assert finder == {"/api/v1/finder", *(f"/api/v1/finder/anything/{part}" for part in parts)}


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_nobody_passes_without_signing_in(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path, json={} if method in ("post", "put", "patch") else None)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path"), [pair for pair in CLOSED if pair[1] != SIGN_OUT])
def test_somebody_signed_in_never_breaks_a_route_with_a_name_that_is_not_there(
    manager: TestClient, method: str, path: str
) -> None:
    body: dict[str, str] | None = {} if method in ("post", "put", "patch") else None
    answer = manager.request(method, path, json=body, headers={"If-Match": '"1"'})
    assert answer.status_code < 500
    if "anything" in path:
        assert answer.status_code in (404, 422)
