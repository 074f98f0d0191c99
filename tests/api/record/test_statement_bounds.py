"""Every route that reads asks the database a bounded number of times, however many rows there are."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import Table, insert
from starlette.testclient import TestClient

from studies.loader import load_study
from tests.made_portfolio import PROGRAMME, Size, add_engagement
from tests.made_record import add_rows, key_of, made_row
from tracker.app import API_ROUTERS, PREFIX, RequestLine
from tracker.logs import find_request
from tracker.services.record.kinds import KINDS
from tracker.store.session import Database

FEW, MANY = 3, 30
SIZES = {"few": FEW, "many": MANY}
# Opening a transaction is one, finding the session and its roles another, on either side of the gate:
# two to four before the route itself begins.
LIST, READ, HISTORY = 9, 13, 9
BOUNDS = {
    "/me": 2,
    "/plan-templates": 2,
    # counted, listed, gates, three of milestones, invented layers
    "/studies": 11,
    "/studies/{slug}": 12,
    "/studies/{slug}/milestones": 5,
    "/studies/{slug}/layers": 7,
    "/studies/{slug}/assessments": 8,
    "/studies/{slug}/reports": 7,
    "/studies/{slug}/audit": 9,
    "/studies/{slug}/plan": 9,
    "/studies/{slug}/workload": 9,
    "/studies/{slug}/register/places": 10,
    "/studies/{slug}/register/imports": 8,
    "/studies/{slug}/register/mappings": 7,
    "/milestones/{milestone_id}": 5,
    "/milestones/{milestone_id}/history": 6,
    # one for each of the seventeen kinds on it
    "/engagements/{scope}/lineage": 28,
    # one for each of the nine kinds that can wait, roles, parties
    "/turns": 15,
    "/finder": 6,
}
# What only the engine, a file or a review makes is not made here: the way to "there is none" is held.
REFUSED = 8
NOT_MADE = (
    "/assessments/{assessment_id}",
    "/finder/{slug}",
    "/history/{kind}/{object_id}",
    "/jobs/{job_id}",
    "/layers/{layer_id}",
    "/register/",
    "/reports/{report_id}",
    "/studies/{slug}/analyses/",
    "/studies/{slug}/register/export",
    "/studies/{slug}/register/queue",
    "/versions/{version_id}",
    "/engagements/{scope}/export",
)


def reading_routes() -> list[APIRoute]:
    """Give the routes that read, from the application's own list."""
    return [
        route
        for router in API_ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    ]


def bound_of(path: str) -> int | None:
    """Give the most statements of a route: by what it is for a kind of the record, else from the table."""
    by_place = {"instance": "", "programme": "/programmes/{scope}", "engagement": "/engagements/{scope}"}
    for kind in KINDS.values():
        base = f"{by_place[kind.scope]}/{kind.plural}"
        found = {base: LIST, f"{base}/{{key}}": READ, f"{base}/{{key}}/history": HISTORY}.get(path)
        if found is not None:
            return found
    return REFUSED if path.startswith(NOT_MADE) else BOUNDS.get(path)


@pytest.fixture(scope="module")
def database_kind() -> str:
    """Count on the embedded database only: the statements are the same."""
    return "embedded"


@pytest.fixture(scope="module")
def milestone_ids(seeded: Database, repository: Path) -> dict[str, str]:
    """Make two engagements and two programmes that differ in nothing but the number of their rows."""
    draw = random.Random(1)
    definition = load_study(repository / "studies" / "lima_smart_tourism").model_dump(
        mode="json", exclude={"record"}
    )
    with seeded.writing() as session:
        for kind in ("organisation", "grouping", "calendar_event", "programme"):
            add_rows(session, kind, MANY)
        for name, count in SIZES.items():
            table = KINDS["programme"].table.__table__
            assert isinstance(table, Table)
            session.execute(insert(table), [made_row(table, 0, key=name)])
            parts = {}
            for each in KINDS.values():
                if each.scope == "programme":
                    add_rows(session, each.name, count, programme=name)
                elif each.scope == "engagement" and each.name != "milestone_dependency":
                    parts[each.name] = count
            size = Size(milestones=count + 1, entries=count, organisations=MANY, parts=parts)
            add_engagement(session, draw, size, name, count, definition)
        add_rows(session, "engagement", MANY, programme=PROGRAMME)
        session.commit()
    return {}


@pytest.fixture
def count_of(
    administrator: TestClient, milestone_ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], tuple[int, int]]:
    """Give a function that asks for an address, and gives the status and the number of statements."""
    counts: list[int] = []

    def note(_line: RequestLine, _scope: Any, _status: int, _started: float) -> None:  # noqa: ANN401 - ASGI's
        facts = find_request()
        assert facts is not None
        counts.append(facts.sql_count)

    monkeypatch.setattr(RequestLine, "_write_line", note)
    for name in SIZES:
        page = administrator.get(f"{PREFIX}/studies/{name}/milestones").json()
        milestone_ids[name] = page["items"][0]["id"]

    def ask(address: str) -> tuple[int, int]:
        administrator.get(PREFIX + address)  # what is kept between requests is kept now
        answer = administrator.get(PREFIX + address)
        return answer.status_code, counts[-1]

    return ask


def address_of(path: str, size: str, milestone_id: str) -> str:
    """Fill a path with what was made; what only the engine or the register makes is not there."""
    kind = next((kind for kind in KINDS.values() if f"/{kind.plural}/{{key}}" in path), None)
    key = key_of(kind.name, 0) if kind else "none"
    values = {"slug": size, "scope": size, "key": key, "milestone_id": milestone_id}
    address = path
    for name in {part.strip("{}").partition(":")[0] for part in path.split("/") if part.startswith("{")}:
        address = address.replace(f"{{{name}}}", values.get(name, str(uuid4())))
    return f"{address}?limit={SIZES[size]}&mine=false"


def test_every_route_that_reads_has_a_bound() -> None:
    assert [route.path for route in reading_routes() if bound_of(route.path) is None] == []


@pytest.mark.parametrize("path", [route.path for route in reading_routes()])
def test_a_route_asks_no_more_than_its_bound_and_no_more_for_more_rows(
    count_of: Callable[[str], tuple[int, int]], milestone_ids: dict[str, str], path: str
) -> None:
    """A route of which nothing was made here must say so; all others must answer."""
    few = count_of(address_of(path, "few", milestone_ids["few"]))
    many = count_of(address_of(path, "many", milestone_ids["many"]))
    assert few == many
    assert (few[0] == 200) != path.startswith(NOT_MADE)
    assert few[1] <= (bound_of(path) or 0)
