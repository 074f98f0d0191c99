"""The HTTP application: routers, middleware and handlers put together by `create_app(settings)`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from time import perf_counter
from typing import Any
from uuid import uuid4

import anyio.to_thread
import structlog
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.domain.permissions import ACTIONS
from tracker.errors import ConfigurationError, TrackerError
from tracker.logs import begin_request, configure_logs, find_request
from tracker.problems import BY_STATUS, MEDIA_TYPE, ProblemKind, error_response, problem_response
from tracker.routes import (
    assessments,
    audit,
    comments,
    health,
    jobs,
    layers,
    measures,
    milestones,
    problems,
    reports,
    sessions,
    studies,
    trips,
    versions,
)
from tracker.routes.bodies import BodyGuard
from tracker.routes.deps import open_gate
from tracker.routes.record import files as record_files
from tracker.routes.record import lines as record_lines
from tracker.routes.record import plans as record_plans
from tracker.routes.record import things as record_things
from tracker.routes.register import finder
from tracker.routes.register import imports as register_imports
from tracker.routes.register import inspections as register_inspections
from tracker.routes.register import places as register_places
from tracker.schemas.problems import ProblemRead
from tracker.services.sessions import Passwords
from tracker.settings import Settings
from tracker.store.session import open_database

PREFIX = "/api/v1"
OPENAPI_PATH = f"{PREFIX}/openapi.json"
API_ROUTERS: tuple[APIRouter, ...] = (
    sessions.router,
    studies.router,
    milestones.router,
    layers.router,
    assessments.router,
    measures.router,
    trips.router,
    jobs.router,
    reports.router,
    versions.router,
    comments.router,
    register_imports.router,
    register_inspections.router,
    register_places.router,
    finder.router,
    audit.router,
    record_files.router,
    record_lines.router,
    record_plans.router,
    record_things.router,
)
ROOT_ROUTERS: tuple[APIRouter, ...] = (health.router, problems.router)
SECURITY_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'; sandbox",
}


def create_app(settings: Settings) -> FastAPI:
    """Make the application; the database is opened here and closed with the application."""
    configure_logs(settings.log)
    database = open_database(settings.database)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # More threads than connections would end in waiting for a connection instead of for a thread.
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.database.pool_size
        yield
        database.close()

    app = _bare_app(lifespan=lifespan)
    app.state.settings = settings
    app.state.database = database
    app.state.passwords = Passwords()
    app.add_middleware(
        BodyGuard,
        limit_bytes=settings.api.body_limit_bytes,
        upload_limit_bytes=settings.api.upload_limit_bytes,
    )
    app.add_middleware(RequestLine)
    app.add_exception_handler(TrackerError, _on_tracker_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    return app


def _bare_app(**options: Any) -> FastAPI:  # noqa: ANN401 - handed to FastAPI
    """Make the application without settings: all routes, nothing behind them."""
    check_declared((*API_ROUTERS, *ROOT_ROUTERS))
    app = FastAPI(
        title="Feasibility tracker",
        version="1",
        description="Studies, milestones, accessibility assessments and reviewed reports.",
        # The pages of FastAPI load scripts from outside hosts.
        docs_url=None,
        redoc_url=None,
        openapi_url=OPENAPI_PATH,
        **options,
    )
    gate = [Depends(open_gate)]
    for router in API_ROUTERS:
        app.include_router(router, prefix=PREFIX, dependencies=gate)
    for router in ROOT_ROUTERS:
        app.include_router(router)
    make_openapi = app.openapi
    app.openapi = lambda: _with_problems(make_openapi())  # type: ignore[method-assign]  # FastAPI's documented way
    return app


def check_declared(routers: Sequence[APIRouter]) -> None:
    """Refuse to start with a route that does not say which action it is."""
    undeclared = [
        f"{sorted(route.methods or ())} {route.path}"
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute) and (route.openapi_extra or {}).get("x-action") not in ACTIONS
    ]
    if undeclared:
        raise ConfigurationError(f"Routes without a declared action: {', '.join(undeclared)}.")


def openapi_document() -> dict[str, Any]:
    """Make the OpenAPI document; it depends on the code alone, not on settings."""
    return _bare_app().openapi()


def _with_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Say of every operation that each error answers with a problem."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    problem = ProblemRead.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["ProblemRead"] = problem
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemRead"}}}
    for path in document["paths"].values():
        for operation in path.values():
            responses = operation["responses"]
            responses.pop("422", None)
            responses["4XX"] = {"description": "A problem with the request", "content": content}
            responses["5XX"] = {"description": "A problem on our side", "content": content}
    return document


# Errors -----------------------------------------------------------------------------------------------


def _instance(request: Request) -> str:
    return str(request.scope["state"]["request_id"])


async def _on_tracker_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, TrackerError)
    return error_response(error, instance=_instance(request))


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        (_pointer(fault["loc"]), str(fault["msg"]).removeprefix("Value error, ")) for fault in error.errors()
    ]
    malformed = any(fault["type"] == "json_invalid" for fault in error.errors())
    detail = f"The request has {len(faults)} fault{'s' if len(faults) > 1 else ''}."
    return problem_response(
        BY_STATUS[400 if malformed else 422], detail=detail, instance=_instance(request), faults=faults
    )


def _pointer(location: Sequence[str | int]) -> str:
    """Write a place as JSON pointer; faults outside the body keep the name of their part in front."""
    parts = location[1:] if location and location[0] == "body" else location
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = BY_STATUS.get(error.status_code) or ProblemKind(
        "refused", error.status_code, "The request was refused", ""
    )
    headers = dict(error.headers or {})
    if allow := _allowed_methods(request.url.path):
        headers["Allow"] = allow
    nothing_here = error.status_code == HTTPStatus.NOT_FOUND
    detail = "There is nothing at this address." if nothing_here else str(error.detail)
    return problem_response(kind, detail=detail, instance=_instance(request), headers=headers)


def _allowed_methods(path: str) -> str:
    """List the methods of all routes at an address; the framework names those of the first one only."""
    methods: set[str] = set()
    for prefix, routers in ((PREFIX, API_ROUTERS), ("", ROOT_ROUTERS)):
        for route in (route for router in routers for route in router.routes):
            if (
                isinstance(route, APIRoute)
                and path.startswith(prefix)
                and route.path_regex.match(path.removeprefix(prefix))
            ):
                methods |= set(route.methods or ())
    return ", ".join(sorted(methods))


class RequestLine:
    """Outermost middleware: gives each request its identifier, its line in the log, and a last answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.log = structlog.get_logger("tracker.request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        facts = begin_request(str(uuid4()))
        scope.setdefault("state", {})["request_id"] = facts.request_id
        started = perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"]
                present = {name.lower() for name, _ in headers}
                headers.append((b"x-request-id", facts.request_id.encode()))
                headers += [pair for pair in SECURITY_HEADERS.items() if pair[0] not in present]
                if b"cache-control" not in present:
                    headers.append((b"cache-control", b"private, no-cache"))
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            self.log.exception("request_failed", request_id=facts.request_id)
            if status:
                raise
            response = problem_response(
                BY_STATUS[500], detail="The fault was logged.", instance=facts.request_id
            )
            await response(scope, receive, send_with_headers)
        finally:
            self._write_line(scope, status, started)

    def _write_line(self, scope: Scope, status: int, started: float) -> None:
        facts = find_request()
        route = scope.get("route")
        write = self.log.error if status >= 500 else self.log.info  # noqa: PLR2004 - HTTP - our own faults
        write(
            "request_answered",
            request_id=facts.request_id if facts else None,
            method=scope["method"],
            route=getattr(route, "path", None),
            status=status,
            duration_ms=round((perf_counter() - started) * 1000, 1),
            sql_count=facts.sql_count if facts else 0,
            principal=facts.principal_id if facts else None,
            study=facts.study if facts else None,
        )
