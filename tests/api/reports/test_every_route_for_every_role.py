"""Every route as everybody: theirs, others' and missing things; a route without an expectation fails."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.api.reports.rights_cast import (
    BASES,
    CALLERS,
    ENGAGEMENT,
    PROGRAMMES,
    Caller,
    ask_for_a_later_date,
    first_of_each_kind,
    kind_of,
    open_sessions,
    show_to,
)
from tests.api.reports.rights_table import ACTIONS, ALL, MOVES, OPEN, ROLES, SIGNED_IN, WRITES, Line
from tests.made_register import MAPPING, workbook
from tracker.app import openapi_document
from tracker.domain.permissions import ACTIONS as DECLARED
from tracker.domain.record_rights import MOVERS, WRITERS
from tracker.services.record.kinds import KINDS, Kind
from tracker.services.seeding import DEMO_PASSWORD
from tracker.store.session import Database

# What the database does with a right is in tests/store; PostGIS answers for a sample of people.
ON_BOTH = {"consultant", "city_partner_elsewhere"}
# What is missing is missing for all alike, so some ask: nobody, at home, elsewhere, and everywhere.
ABOUT_MISSING = {"nobody", "consultant", "city_partner", "reviewer_elsewhere", "administrator"}
Expected = int | str
LET_IN = "let in"

# A body that the schema accepts, so that the answer is about rights and not about form.
BODIES: dict[str, dict[str, Any]] = {
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
    "POST /api/v1/studies/{slug}/plan/what-if": {
        "changes": [{"milestone": "field_survey", "field": "forecast_date", "value": "2027-03-01"}]
    },
    "POST /api/v1/studies/{slug}/milestones": {
        "key": "new_one",
        "stage": "no_such_stage",
        "title": {"en": "New"},
        "owner": "wego",
        "baseline_date": "2027-01-15",
    },
    "POST /api/v1/engagements/{scope}/studies": {
        "slug": ENGAGEMENT,
        "title": {"en": "Again"},
        "question": {"en": "What?"},
        "summary": {"en": "This."},
        "languages": ["en"],
        "city": "Lima",
        "country": "PE",
        "lon_deg": -77.0,
        "lat_deg": -12.0,
        "stages": [{"key": "only", "title": {"en": "Only"}}],
    },
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
    "queue": {"part": "stale"},
}
# Routes of the record that are not of the pattern of all kinds, and what they write or move.
WRITING = {
    "POST /api/v1/engagements/{scope}/studies": "study",
    "POST /api/v1/studies/{slug}/milestones": "milestone",
    "POST /api/v1/studies/{slug}/baseline": "study",
}
MOVING = {"POST /api/v1/milestones/{milestone_id}/confirmation": ("milestone", "confirm")}
READING = {"GET /api/v1/engagements/{scope}/lineage"}
# A slug that is no study's, and a service that takes its places from the register, which none does.
EMPTY = {"/problems/{slug}", "/api/v1/studies/{slug}/analyses/{analysis}/services/{service}/register-places"}
# Who the partners are, and when they meet, is known to anybody.
PUBLIC_KINDS = {"organisation", "grouping", "programme", "calendar_event"}


@dataclass(frozen=True, slots=True)
class Route:
    """A route, what it declares, and the kind of the record it is about."""

    method: str
    path: str
    action: str
    kind: Kind | None

    @property
    def label(self) -> str:
        return f"{self.method} {self.path}"


# Signing out would end the session that the module's tests share; test_sessions has it.
ROUTES = [
    Route(method.upper(), path, operation["x-action"], kind_of(path))
    for path, methods in openapi_document()["paths"].items()
    for method, operation in methods.items()
    if operation["x-action"] != "session.close"
]


# What the answer must be -------------------------------------------------------------------------------


def line_of(route: Route) -> Line:
    """Find the line of the table that a route stands in; KeyError when somebody forgot it."""
    if route.action == "record.write":
        return WRITES[route.kind.name if route.kind else WRITING[route.label]]
    if route.action == "record.move":
        if route.kind is None:
            kind, move = MOVING[route.label]
            return MOVES[kind][move]
        return MOVES[route.kind.name][first_move(route.kind)]
    if route.action == "record.read":
        assert route.kind is not None or route.label in READING, f"{route.label} has no expectation"
        return ALL
    return ACTIONS[route.action]


def first_move(kind: Kind) -> str:
    return next(iter(MOVES[kind.name]))


def expected(route: Route, caller: Caller, *, exists: bool) -> Expected:
    """Work the answer out of the table."""
    about_something = "{" in route.path
    if route.action in OPEN:
        return 404 if about_something and (not exists or route.path in EMPTY) else LET_IN
    if caller.role is None and route.action != "record.read":
        return 401
    if route.action in SIGNED_IN:
        return LET_IN
    if route.kind is not None and route.kind.scope == "instance":
        return of_the_instance(route, route.kind, caller, exists=exists)
    if not exists or route.path in EMPTY or not knows(route, caller):
        return 404
    return LET_IN if line_of(route)[ROLES.index(str(caller.role))] else 403


def knows(route: Route, caller: Caller) -> bool:
    """Tell whether somebody knows of the thing: at home all do, but of a programme only who works for it."""
    if caller.role is None or not caller.at_home:
        return False
    whole = route.kind is None or route.kind.scope != "programme"
    return whole or caller.role not in {"consultant", "city_partner"}


def of_the_instance(route: Route, kind: Kind, caller: Caller, *, exists: bool) -> Expected:
    """Say the same of organisations, groupings, programmes, events, and engagements, which have rights."""
    one = "{key}" in route.path
    if one and not exists:
        return 404
    if one and kind.name not in PUBLIC_KINDS and not (caller.role and caller.at_home):
        return 404
    if route.action in {"record.read", "history.read"}:
        return LET_IN
    if not caller.at_home:
        return 403
    # a new programme is nobody's whose role holds for one of them
    allowed = line_of(route)[ROLES.index(str(caller.role))] and (one or kind.name != "programme")
    return LET_IN if allowed else 403


# Asking -------------------------------------------------------------------------------------------------

Answers = dict[str, Expected]


@pytest.fixture(scope="module")
def tokens(seeded: Database, existing: dict[str, str]) -> dict[str, str]:
    assert existing
    return open_sessions(seeded)


Call = Callable[[str], TestClient]


@pytest.fixture(scope="module")
def client_of(app: FastAPI, tokens: dict[str, str]) -> Call:
    def open_client(name: str) -> TestClient:
        headers = {"Authorization": f"Bearer {tokens[name]}"} if name in tokens else {}
        return TestClient(app, raise_server_exceptions=False, headers=headers)

    return open_client


@pytest.fixture(scope="module")
def things(seeded: Database, client_of: Call) -> dict[str, dict[str, Any]]:
    """Give one thing of every kind, all of them shared with the partners of their engagement."""
    ask_for_a_later_date(client_of("project_manager"))
    show_to(seeded, "partner", engagements="partner")
    return first_of_each_kind(client_of("administrator"))


def filled(route: Route, values: dict[str, str], things: dict[str, dict[str, Any]] | None) -> str:
    """Put names into a path: of things that exist, or, without `things`, of what does not."""
    if route.kind is not None and things is not None:
        scope = {"instance": "", "programme": PROGRAMMES[1], "engagement": ENGAGEMENT}[route.kind.scope]
        values = {**values, "scope": scope, "key": things[route.kind.name]["key"]}
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], route.path)


def body_of(route: Route, things: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """Give a body that is right in itself; a new thing takes a key that is taken, so that nothing changes."""
    if route.kind is None:
        return BODIES_OF_ROUTES.get(route.label, BODIES.get(route.action))
    if route.action == "record.move":
        return {"move": first_move(route.kind)}
    if route.method == "POST":
        return {name: things[route.kind.name][name] for name in route.kind.fields.model_fields}
    return {"illustrative": False} if route.method == "PATCH" else None


def ask(
    caller: TestClient, values: dict[str, str], things: dict[str, dict[str, Any]], *, missing: bool = False
) -> tuple[Answers, dict[str, str]]:
    """Call every route; tell whether it refused or let the caller in, and what a refusal said."""
    answers: Answers = {}
    said = {}
    for route in ROUTES:
        answer = caller.request(
            route.method,
            filled(route, values, None if missing else things),
            json=None if route.label == UPLOAD else body_of(route, things),
            files={"file": ("services.xlsx", workbook())} if route.label == UPLOAD else None,
            headers={"If-Match": '"999"'},
            params=QUERIES.get(route.path.rpartition("/")[2])
            or ({"format": "csv"} if route.path.endswith("}/register/export") else None)
            or ({"format": "csv"} if route.path.startswith("/api/v1/finder") else None),
        )
        caller.cookies.clear()  # signing in leaves one
        refused = answer.status_code in (401, 403, 404) or answer.status_code >= 500
        answers[route.label] = answer.status_code if refused else LET_IN
        if answer.status_code == 404 and route.path not in EMPTY:
            problem = answer.json()
            said[route.label] = f"{problem['title']} {problem['detail']}"
    return answers, said


@pytest.fixture(params=CALLERS, ids=lambda caller: caller.name)
def caller(request: pytest.FixtureRequest, database_kind: str) -> Caller:
    found: Caller = request.param
    if database_kind == "postgis" and found.name not in ON_BOTH:
        pytest.skip("PostGIS answers for a sample of people")
    return found


def test_everybody_is_let_in_exactly_where_the_table_lets_them_in(
    caller: Caller, client_of: Call, existing: dict[str, str], things: dict[str, dict[str, Any]]
) -> None:
    values = {**existing, "scope": ENGAGEMENT}
    missing = {name: str(uuid4()) for route in ROUTES for name in re.findall(r"\{(\w+)\}", route.path)}
    missing |= {"key": f"key_{uuid4().hex}", "scope": f"key_{uuid4().hex}"}  # keys have no hyphens
    told, hidden = ask(client_of(caller.name), values, things)
    assert told == {route.label: expected(route, caller, exists=True) for route in ROUTES}
    if caller.name not in ABOUT_MISSING:
        return
    absent, nothing = ask(client_of(caller.name), missing, things, missing=True)
    assert absent == {route.label: expected(route, caller, exists=False) for route in ROUTES}
    # what is hidden and what is not there are told apart by nothing
    assert {label: text for label, text in nothing.items() if label in hidden} == hidden


@pytest.mark.parametrize("database_kind", ["embedded"], indirect=True, scope="module")
@pytest.mark.parametrize("role", ROLES)
def test_every_move_is_made_by_exactly_the_roles_of_the_table(
    role: str, client_of: Call, things: dict[str, dict[str, Any]]
) -> None:
    client = client_of(role)
    told, wanted = {}, {}
    for kind in KINDS.values():
        for move, line in MOVES.get(kind.name, {}).items():
            path = f"/api/v1{BASES[kind.scope]}/{kind.plural}/{things[kind.name]['key']}/moves"
            answer = client.post(path, json={"move": move}, headers={"If-Match": '"999"'})
            told[kind.name, move] = answer.status_code
            hidden = kind.scope == "programme" and role in {"consultant", "city_partner"}
            wanted[kind.name, move] = 404 if hidden else 412 if line[ROLES.index(role)] else 403
    assert told == wanted


@pytest.mark.parametrize("database_kind", ["embedded"], indirect=True, scope="module")
def test_drafts_are_seen_by_those_who_write_and_audit_and_public_things_by_anybody(
    seeded: Database, client_of: Call, things: dict[str, dict[str, Any]]
) -> None:
    kinds = [kind for kind in KINDS.values() if kind.scope == "engagement"]

    def seen(name: str) -> set[tuple[int, ...]]:
        client = client_of(name)
        found = set()
        for kind in kinds:
            base = f"/api/v1/engagements/{ENGAGEMENT}/{kind.plural}"
            one = client.get(f"{base}/{things[kind.name]['key']}").status_code
            listed = client.get(base).json()
            counted = (len(listed.get("items", ())), listed.get("total", 0))
            found.add((one, *(min(number, 1) for number in counted)))
        return found

    try:
        show_to(seeded, "draft", engagements="partner")
        for role in ("project_manager", "consultant", "auditor", "administrator"):
            assert seen(role) == {(200, 1, 1)}, role
        for role in ("city_partner", "reviewer", "institutional_approver", "nobody", "auditor_elsewhere"):
            assert seen(role) == {(404, 0, 0)}, role
        show_to(seeded, "public", engagements="public")
        for caller in CALLERS:
            assert seen(caller.name) == {(200, 1, 1)}, caller.name
    finally:
        show_to(seeded, "partner", engagements="partner")


def test_the_table_speaks_of_every_action_kind_move_and_route(existing: dict[str, str]) -> None:
    of_the_record = {"record.read", "record.write", "record.move"}
    assert set(ACTIONS) | OPEN | SIGNED_IN | of_the_record == DECLARED
    assert set(WRITES) == set(WRITERS)
    assert {kind: set(moves) for kind, moves in MOVES.items() if kind != "milestone"} == {
        kind: set(moves) for kind, moves in MOVERS.items()
    }
    for route in ROUTES:
        if route.action not in OPEN | SIGNED_IN:
            assert len(line_of(route)) == len(ROLES)
    in_paths = {name for route in ROUTES for name in re.findall(r"\{(\w+)\}", route.path)}
    assert in_paths == {*existing, "scope"}
    others = {route.label for route in ROUTES if route.kind is None}
    assert {*WRITING, *MOVING, *READING, *BODIES_OF_ROUTES} <= others
