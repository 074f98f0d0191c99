"""Every route as everybody: what the answer may be follows from the table of actions, for each role."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from tests.made_register import MAPPING, workbook
from tracker.app import openapi_document
from tracker.domain.permissions import ANYBODY, Action, Facts, Grant, Principal, allowed
from tracker.services.seeding import DEMO_PASSWORD

STUDY = "sao_paulo_asnm"
NOBODY = "nobody"
PEOPLE = {
    NOBODY: None,
    "partner of the other city": "partner.lima@demo.example",
    "partner of the city": "partner.saopaulo@demo.example",
    "reviewer of the other study": "reviewer.nia@demo.example",
    "reviewer": "reviewer.susa@demo.example",
    "manager, who submitted the version": "manager@demo.example",
    "administrator": "admin@demo.example",
}
# Signing out would end the session that the module's tests share; test_sessions has it.
OPERATIONS: list[tuple[str, str, Action]] = [
    (method.upper(), path, operation["x-action"])
    for path, methods in openapi_document()["paths"].items()
    for method, operation in methods.items()
    if operation["x-action"] != "session.close"
]
# A body that the schema accepts, so that the answer is about rights and not about form.
BODIES: dict[Action, dict[str, Any]] = {
    "session.open": {"email": "manager@demo.example", "password": DEMO_PASSWORD},
    "milestone.update": {"evidence": "Minutes of the meeting"},
    "assessment.request": {"analysis": "coverage"},
    "draft.update": {"source": "## Findings\n\nNone yet.\n"},
    "version.decide": {"verdict": "accept", "reasoning": "Clear.", "content_sha256": "0" * 64},
    "comment.create": {"severity": "minor", "anchor": "figure-1", "body": "Which day?"},
    "comment.respond": {"stance": "agree", "body": "We shall say it."},
    "decision.answer": {"body": "Thank you."},
    "suggestion.send": {"text": "The ramp is blocked."},
    "register.publish": {"import_id": str(uuid4()), "reason": "All were looked at"},
}
# Where one action has several routes, each with a body of its own.
BODIES_OF_ROUTES: dict[str, dict[str, Any]] = {
    "PATCH /api/v1/register/places/{place_id}": {"reason": "Nothing to change"},
    "POST /api/v1/register/places/{place_id}/observations": {
        "kind": "lift",
        "answer": "yes",
        "observer": "City",
    },
    "POST /api/v1/register/proposals/{proposal_id}/decision": {"confirm": False},
    "POST /api/v1/register/suggestions/{suggestion_id}/decision": {"accept": False, "reason": "Not so"},
    "PUT /api/v1/studies/{slug}/register/mappings/{key}": {"body": MAPPING},
}
# The one route that takes a file.
UPLOAD = "POST /api/v1/studies/{slug}/register/imports"

# What the address must say besides, by the last part of its path.
QUERIES: dict[str, dict[str, str]] = {
    "areas": {"kind": "hexagon"},
    "features": {"kind": "hexagon"},
    "trips": {"from": "-46.6,-23.5", "to": "-46.6,-23.5"},
    "chain": {"from": "-46.6,-23.5", "place": "somewhere"},
    "nearest": {"at": "-46.6,-23.5", "service": "health"},
    "export": {"format": "csv"},
    "queue": {"part": "stale"},
}

Answers = dict[str, str]


@pytest.fixture(params=sorted(PEOPLE))
def person(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def caller(person: str, client: TestClient, sign_in: Callable[[str], TestClient]) -> TestClient:
    email = PEOPLE[person]
    return client if email is None else sign_in(email)


@pytest.fixture
def principal(person: str, caller: TestClient) -> Principal | None:
    if person == NOBODY:
        return None
    me: dict[str, Any] = caller.get("/api/v1/me").json()
    grants = tuple(Grant(part["role"], part["study"]) for part in me["memberships"])
    return Principal(me["id"], me["name"], me["email"], me["organisation"], me["language"], grants)


def ask(caller: TestClient, values: dict[str, str]) -> Answers:
    """Call every route and tell whether it refused: 401, 403 or 404, or let the caller in."""
    answers = {}
    for method, path, action in OPERATIONS:
        filled = re.sub(r"\{(\w+)\}", lambda found: values[found[1]], path)
        route = f"{method} {path}"
        answer = caller.request(
            method,
            filled,
            json=None if route == UPLOAD else BODIES_OF_ROUTES.get(route, BODIES.get(action)),
            files={"file": ("services.xlsx", workbook())} if route == UPLOAD else None,
            headers={"If-Match": '"1"'},
            params=QUERIES.get(path.rpartition("/")[2]),
        )
        caller.cookies.clear()  # signing in leaves one
        refused = answer.status_code in (401, 403, 404) or answer.status_code >= 500
        answers[route] = str(answer.status_code) if refused else "let in"
    return answers


def expected(principal: Principal | None, path: str, action: Action, *, exists: bool) -> str:
    """Work the answer out of the table of actions."""
    submitted_by_id = principal.id if principal and principal.email == "manager@demo.example" else None
    facts = Facts(study=STUDY, submitted_by_id=submitted_by_id)
    if principal is None and action not in ANYBODY:
        return "401"
    if "{" not in path:
        return "let in"
    knows_of_it = action in ANYBODY or allowed(principal, "study.read", facts)
    if not exists or not knows_of_it:
        return "404"
    return "let in" if allowed(principal, action, facts) else "403"


def test_each_role_is_let_in_exactly_where_the_table_of_actions_lets_it_in(
    caller: TestClient, principal: Principal | None, existing: dict[str, str]
) -> None:
    # A slug that is not a study's, and a service that takes its places from the register, which none does.
    explained = {
        "/problems/{slug}",
        "/api/v1/studies/{slug}/analyses/{analysis}/services/{service}/register-places",
    }
    told = ask(caller, existing)
    wanted = {
        f"{method} {path}": expected(principal, path, action, exists=path not in explained)
        for method, path, action in OPERATIONS
    }
    assert told == wanted


def test_what_does_not_exist_is_not_found_whoever_asks(
    caller: TestClient, principal: Principal | None
) -> None:
    missing = {name: str(uuid4()) for path in OPERATIONS for name in re.findall(r"\{(\w+)\}", path[1])}
    missing["key"] = f"key_{uuid4().hex}"  # keys have no hyphens
    wanted = {
        f"{method} {path}": expected(principal, path, action, exists=False)
        for method, path, action in OPERATIONS
    }
    assert ask(caller, missing) == wanted


def test_the_table_is_asked_about_every_route_and_every_kind_of_answer(
    existing: dict[str, str],
) -> None:
    in_paths = {name for _, path, _ in OPERATIONS for name in re.findall(r"\{(\w+)\}", path)}
    assert in_paths == set(existing)
    needing_bodies = {
        f"{method.upper()} {path}": operation["x-action"]
        for path, methods in openapi_document()["paths"].items()
        for method, operation in methods.items()
        if "requestBody" in operation
    }
    others = set(needing_bodies) - set(BODIES_OF_ROUTES) - {UPLOAD}
    assert set(BODIES_OF_ROUTES) <= set(needing_bodies)
    assert {needing_bodies[route] for route in others} == set(BODIES)
