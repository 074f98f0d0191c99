"""Routes of every kind of the record, made from one pattern: list, create, read, change, move, history."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel

from tracker.clock import now
from tracker.domain.permissions import Principal
from tracker.errors import InvalidInputError
from tracker.routes.deps import (
    ExpectedVersionDep,
    PrincipalDep,
    ReadingDep,
    WorkDep,
    declares,
    open_gate,
    set_etag,
)
from tracker.routes.repeatable import RepeatableRoute
from tracker.schemas.audit import HistoryRead
from tracker.schemas.common import Page
from tracker.schemas.record import MoveRequest
from tracker.services.record import history, moving, reading, writing
from tracker.services.record.bodies import CREATE, READ, UPDATE
from tracker.services.record.kinds import KINDS, Kind

router = APIRouter(tags=["record"], route_class=RepeatableRoute)

AnybodyDep = Annotated[Principal | None, Depends(open_gate)]
OffsetQuery = Annotated[int, Query(ge=0, le=1_000_000)]
LimitQuery = Annotated[int, Query(ge=1, le=500)]
# Columns by which a list can be narrowed, where a kind has them.
NARROWED_BY = frozenset(
    {
        "study", "edition", "candidacy", "gate", "recommendation", "pilot", "result", "indicator",
        "indicator_period", "event", "state", "programme", "organisation",
    }
)  # fmt: skip

KEY_FORM = re.compile(r"[a-z][a-z0-9_]{0,62}")

PREFIXES = {"instance": "", "programme": "/programmes/{scope}", "engagement": "/engagements/{scope}"}


async def _no_scope() -> None:
    """Say that a kind belongs to the whole instance."""


KeyPath = Annotated[str, Path(max_length=63)]
ScopeDep = Annotated[str | None, Depends(_no_scope)]
ScopePath = Annotated[str, Path(max_length=63, description="Key of the programme or engagement")]


def _scoped(kind: Kind, endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """Let an endpoint of a kind with a scope read it from its path."""
    if kind.scope != "instance":
        endpoint.__annotations__["scope"] = ScopePath
    return endpoint


def _narrowing(kind: Kind) -> frozenset[str]:
    columns = set(kind.table.__table__.columns.keys())
    return frozenset((NARROWED_BY & columns) - {kind.scope})


def add_routes(kind: Kind) -> None:
    """Add the routes of a kind; the path names the scope, so that rights are looked at before the thing."""
    base = f"{PREFIXES[kind.scope]}/{kind.plural}"
    _add_list(kind, base)
    _add_reading(kind, base)
    _add_writing(kind, base)
    if kind.workflow is not None:
        _add_moving(kind, base)


def _add_list(kind: Kind, base: str) -> None:
    model: Any = READ[kind.name]
    narrowing = _narrowing(kind)

    def list_things(
        request: Request,
        session: ReadingDep,
        principal: AnybodyDep,
        scope: ScopeDep,
        offset: OffsetQuery = 0,
        limit: LimitQuery = 100,
    ) -> Any:  # noqa: ANN401 - the response model stands in the decorator
        where = _where(request, narrowing)
        items, total = reading.list_things(
            session, principal, kind, scope, where=where, offset=offset, limit=limit
        )
        return {"items": items, "total": total}

    words = kind.plural.replace("-", " ")
    extra = declares("record.read")
    if narrowing:
        extra = {**extra, "parameters": [_narrowing_parameter(name) for name in sorted(narrowing)]}
    router.add_api_route(
        base,
        _scoped(kind, list_things),
        methods=["GET"],
        response_model=Page[model],
        name=f"list_{kind.name}",
        summary=f"List {words}",
        description=f"List {words} as far as you may see them; others are neither listed nor counted.",
        openapi_extra=extra,
    )


def _add_reading(kind: Kind, base: str) -> None:
    def read_thing(
        key: KeyPath, response: Response, session: ReadingDep, principal: AnybodyDep, scope: ScopeDep
    ) -> Any:  # noqa: ANN401 - as above
        found: Any = reading.get_thing(session, principal, kind, scope, key, at=now())
        set_etag(response, found.version)
        return found

    def read_history(
        key: KeyPath,
        session: ReadingDep,
        principal: PrincipalDep,
        scope: ScopeDep,
        after: OffsetQuery = 0,
        limit: LimitQuery = 100,
    ) -> HistoryRead:
        return history.list_history(session, principal, kind, scope, key, after=after, limit=limit)

    words = kind.plural.replace("-", " ")
    router.add_api_route(
        f"{base}/{{key}}",
        _scoped(kind, read_thing),
        methods=["GET"],
        response_model=READ[kind.name],
        name=f"read_{kind.name}",
        summary=f"Read one of the {words}",
        description="The ETag names its version. Signed in, you are told which moves start from its state.",
        openapi_extra=declares("record.read"),
    )
    router.add_api_route(
        f"{base}/{{key}}/history",
        _scoped(kind, read_history),
        methods=["GET"],
        response_model=HistoryRead,
        name=f"read_history_of_{kind.name}",
        summary=f"Read the history of one of the {words}",
        description="Who did what and when, oldest first, from the audit chain.",
        openapi_extra=declares("history.read"),
    )


def _where(request: Request, narrowing: frozenset[str]) -> dict[str, str]:
    """Read what a list is narrowed by; 422 for what can be no key and no state."""
    where = {name: value for name, value in request.query_params.items() if name in narrowing}
    faults = [
        (f"/query/{name}", f"{value[:80]!r} can be neither a key nor a state.")
        for name, value in where.items()
        if not KEY_FORM.fullmatch(value)
    ]
    if faults:
        raise InvalidInputError("The list cannot be narrowed like this.", faults)
    return where


def _narrowing_parameter(name: str) -> dict[str, Any]:
    schema = {"type": "string", "pattern": f"^{KEY_FORM.pattern}$"}
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _add_writing(kind: Kind, base: str) -> None:
    create: type[BaseModel] = CREATE[kind.name]
    update: type[BaseModel] = UPDATE[kind.name]

    def create_thing(
        body: create,  # type: ignore[valid-type]  # the model is made from the kind
        response: Response,
        work: WorkDep,
        principal: PrincipalDep,
        scope: ScopeDep,
    ) -> Any:  # noqa: ANN401 - the response model stands in the decorator
        with work() as session:
            made, row = writing.create_thing(session, principal, kind, scope, body, at=now())
        set_etag(response, row.version)
        return made

    def update_thing(
        key: KeyPath,
        change: update,  # type: ignore[valid-type]  # as above
        response: Response,
        work: WorkDep,
        principal: PrincipalDep,
        expected_version: ExpectedVersionDep,
        scope: ScopeDep,
    ) -> Any:  # noqa: ANN401 - as above
        with work() as session:
            saved, row = writing.update_thing(
                session, principal, kind, scope, key, change, expected_version=expected_version, at=now()
            )
        set_etag(response, row.version)
        return saved

    # annotations are strings in this file, and these name what only this function knows
    create_thing.__annotations__["body"] = create
    update_thing.__annotations__["change"] = update
    router.add_api_route(
        base,
        _scoped(kind, create_thing),
        methods=["POST"],
        status_code=201,
        response_model=READ[kind.name],
        name=f"create_{kind.name}",
        summary=f"Create a {kind.words}",
        description="Without a key it gets the next free one. What it names must exist in the same scope.",
        openapi_extra=declares("record.write"),
    )
    router.add_api_route(
        f"{base}/{{key}}",
        _scoped(kind, update_thing),
        methods=["PATCH"],
        response_model=READ[kind.name],
        name=f"update_{kind.name}",
        summary=f"Change a {kind.words}",
        description="Change the fields sent, with the ETag of what you changed in If-Match.",
        openapi_extra=declares("record.write"),
    )


def _add_moving(kind: Kind, base: str) -> None:
    assert kind.workflow is not None  # the caller looked
    moves = ", ".join(move.name for move in kind.workflow.moves)

    def move_thing(
        key: KeyPath,
        wanted: MoveRequest,
        response: Response,
        work: WorkDep,
        principal: PrincipalDep,
        expected_version: ExpectedVersionDep,
        scope: ScopeDep,
    ) -> Any:  # noqa: ANN401 - the response model stands in the decorator
        with work() as session:
            moved, row = moving.move_thing(
                session, principal, kind, scope, key, wanted, expected_version=expected_version, at=now()
            )
        set_etag(response, row.version)
        return moved

    router.add_api_route(
        f"{base}/{{key}}/moves",
        _scoped(kind, move_thing),
        methods=["POST"],
        response_model=READ[kind.name],
        name=f"move_{kind.name}",
        summary=f"Move a {kind.words} on",
        description=f"One of: {moves}. What stands in the way answers 409 or 422 with every fault.",
        openapi_extra=declares("record.move"),
    )


for _kind in KINDS.values():
    add_routes(_kind)
