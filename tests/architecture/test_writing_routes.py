"""Every route that changes something names the version it changes, and what is posted may be sent again."""

from __future__ import annotations

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from tracker.app import API_ROUTERS, PREFIX, ROOT_ROUTERS
from tracker.routes.bodies import UPLOADS
from tracker.routes.deps import ExpectedVersionDep, expected_version, expected_version_or_new, unit_of_work
from tracker.routes.repeatable import RepeatableRoute

CHANGING = {"PUT", "PATCH", "DELETE"}
# Signing out ends the caller's own session, which has no versions; doing it twice is doing it once.
WITHOUT_VERSION = {"DELETE /sessions/current"}
# Posted since a file goes with it; nothing is kept of that.
KEEPING_NOTHING = {"POST /studies/{slug}/register/inspections"}
# Posting whose answer is never kept: it holds a token.
NOT_REPEATED = {"POST /sessions"}
# Posted steps that move something that was there before, and so name its version.
STEPS = {
    "POST /versions/{version_id}/decisions",
    "POST /register/imports/{import_id}/commit",
    "POST /register/imports/{import_id}/undo",
    "POST /register/imports/{import_id}/discard",
    "POST /milestones/{milestone_id}/confirmation",
}


def routes_of(*routers: APIRouter) -> dict[str, APIRoute]:
    """Name the routes by method and path."""
    return {
        f"{method} {route.path}": route
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def calls_of(dependant: Dependant) -> set[object]:
    """Name everything a route depends on."""
    found: set[object] = {dependant.call}
    for part in dependant.dependencies:
        found |= calls_of(part)
    return found


def without_version(routes: dict[str, APIRoute]) -> set[str]:
    """Name the routes that take no version."""
    versions = {expected_version, expected_version_or_new}
    return {name for name, route in routes.items() if not versions & calls_of(route.dependant)}


@pytest.fixture(scope="module")
def routes() -> dict[str, APIRoute]:
    return routes_of(*API_ROUTERS, *ROOT_ROUTERS)


def test_every_change_names_the_version_it_changes(routes: dict[str, APIRoute]) -> None:
    changing = {name: route for name, route in routes.items() if name.split()[0] in CHANGING}
    assert len(changing) > len(WITHOUT_VERSION)
    assert without_version(changing) == WITHOUT_VERSION


def test_steps_that_are_posted_name_the_version_they_start_from(routes: dict[str, APIRoute]) -> None:
    assert without_version({name: routes[name] for name in STEPS}) == set()


def test_the_rule_sees_a_change_without_version() -> None:
    router = APIRouter()

    @router.patch("/things/{thing_id}")
    def blind(thing_id: str) -> None:
        del thing_id

    @router.delete("/things/{thing_id}")
    def seeing(thing_id: str, version: ExpectedVersionDep) -> None:
        del thing_id, version

    assert without_version(routes_of(router)) == {"PATCH /things/{thing_id}"}


def test_whatever_is_posted_may_be_sent_again(routes: dict[str, APIRoute]) -> None:
    posted = {name: route for name, route in routes.items() if name.startswith("POST ")}
    kept = {
        name
        for name, route in posted.items()
        if isinstance(route, RepeatableRoute) and unit_of_work in calls_of(route.dependant)
    }
    assert posted.keys() - kept == NOT_REPEATED | KEEPING_NOTHING


def test_whatever_may_be_sent_again_says_so(routes: dict[str, APIRoute]) -> None:
    for name, route in routes.items():
        if isinstance(route, RepeatableRoute):
            named = [part["name"] for part in (route.openapi_extra or {}).get("parameters", ())]
            assert ("Idempotency-Key" in named) == name.startswith("POST "), name


def test_the_guard_of_bodies_knows_every_route_that_takes_a_file(routes: dict[str, APIRoute]) -> None:
    taking = [
        f"{PREFIX}{route.path}".replace("{slug}", "town")
        for route in routes.values()
        if "multipart/form-data" in (route.openapi_extra or {}).get("requestBody", {}).get("content", {})
    ]
    assert len(taking) > 1
    # one that it does not know is held whole in memory, and refused beyond the size of a JSON body
    assert [path for path in taking if not UPLOADS.fullmatch(path)] == []
