"""What routes ask for: a session to read, a unit of work to write, the principal, the expected version."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlsplit

import structlog
from fastapi import Depends, Header, Request, Response

from tracker.clock import now
from tracker.domain.permissions import ANYBODY, Action, Principal
from tracker.errors import (
    BusyError,
    NotAllowedError,
    NotSignedInError,
    PreconditionFailedError,
    PreconditionMissingError,
)
from tracker.logs import find_request
from tracker.routes.bodies import UPLOADS
from tracker.services.idempotency import ANONYMOUS, Repeatable
from tracker.services.sessions import Passwords, find_principal
from tracker.settings import Settings
from tracker.store.session import Database, Session, translated_errors

log = structlog.get_logger("tracker.request")

COOKIE = "tracker_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def declares(action: Action) -> dict[str, Any]:
    """Declare a route's action: `@router.get(..., openapi_extra=declares("study.read"))`."""
    return {"x-action": action}


def declared_action(request: Request) -> Action:
    """Give the action of the route that serves this request."""
    action: Action = request.scope["route"].openapi_extra["x-action"]
    return action


# Plain functions run in a thread each; those that only pick something up are coroutines, which do not.


async def get_settings(request: Request) -> Settings:
    """Give the settings the application was made with."""
    settings: Settings = request.app.state.settings
    return settings


async def get_database(request: Request) -> Database:
    """Give the open database."""
    database: Database = request.app.state.database
    return database


async def get_passwords(request: Request) -> Passwords:
    """Give the one checker of passwords."""
    passwords: Passwords = request.app.state.passwords
    return passwords


SettingsDep = Annotated[Settings, Depends(get_settings)]
DatabaseDep = Annotated[Database, Depends(get_database)]
PasswordsDep = Annotated[Passwords, Depends(get_passwords)]


class UnitOfWork:
    """
    A transaction that writes: `with work() as session: ...`.

    It commits when the block ends, inside the endpoint: what runs after the `yield`
    of a dependency runs after the answer was sent, so a failing commit there would
    still have been answered with success.

    Parameters
    ----------
    database : Database
        Where to.
    asked : Repeatable, optional
        The request, when it came with a key.
    """

    def __init__(self, database: Database, asked: Repeatable | None = None) -> None:
        self._database = database
        self.asked = asked
        self._whole: Session | None = None

    @contextmanager
    def __call__(self) -> Iterator[Session]:
        """Open the transaction; leaving the block commits it, an error takes it back."""
        if self._whole is not None:
            yield self._whole
            self._whole.flush()
            return
        with translated_errors(), self._database.writing() as session:
            yield session
            session.commit()

    @contextmanager
    def whole_request(self) -> Iterator[Session]:
        """Make one transaction of all that the request writes; leaving this block commits it."""
        with translated_errors(), self._database.writing() as session:
            self._whole = session
            try:
                yield session
                session.commit()
            finally:
                self._whole = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that cannot write."""
        with translated_errors(), self._database.reading() as session:
            yield session


async def unit_of_work(request: Request, database: DatabaseDep) -> UnitOfWork:
    """Give a maker of writing transactions."""
    key = request.headers.get("idempotency-key")
    if key is None or request.method != "POST":
        return UnitOfWork(database)
    # A file is hashed by the one who takes it in: it must not be held whole.
    content = b"" if UPLOADS.fullmatch(request.url.path) else await request.body()
    asked = Repeatable(
        key=key,
        caller=ANONYMOUS,
        method=request.method,
        target=f"{request.url.path}?{request.url.query}",
        content_sha256=hashlib.sha256(content).hexdigest(),
    )
    return UnitOfWork(database, asked)


def reading_session(database: DatabaseDep) -> Iterator[Session]:
    """Give a session that cannot write, closed after the answer."""
    with translated_errors(), database.reading() as session:
        yield session


WorkDep = Annotated[UnitOfWork, Depends(unit_of_work)]
ReadingDep = Annotated[Session, Depends(reading_session)]


def _token(request: Request) -> tuple[str | None, bool]:
    """Give the token and whether it came in a cookie."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip(), False
    return request.cookies.get(COOKIE), True


def request_token(request: Request) -> str:
    """Give the token of a request that the gate let through."""
    token, _ = _token(request)
    if token is None:
        raise NotSignedInError("Nobody is signed in.")
    return token


def check_same_site(request: Request, settings: Settings, *, with_cookie: bool) -> None:
    """Refuse a write that another site's page may have sent with our cookie."""
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("origin")
    if origin is not None and origin in settings.api.allowed_origins:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        trusted = site in ("same-origin", "none")
    elif origin is not None:
        trusted = urlsplit(origin).netloc == request.headers.get("host")
    else:
        # Browsers always say where a write comes from; other programs send a Bearer token.
        trusted = not with_cookie
    if not trusted:
        raise NotAllowedError("This write comes from another site, or does not say where it comes from.")


def open_gate(
    request: Request, database: DatabaseDep, settings: SettingsDep, work: WorkDep
) -> Principal | None:
    """Find out who asks, once a request; refuse nobody's requests unless anybody may send them."""
    token, in_cookie = _token(request)
    check_same_site(request, settings, with_cookie=in_cookie and token is not None)
    principal = None
    if token is not None:
        with translated_errors(), database.reading() as session:
            found = find_principal(session, token, at=now(), settings=settings.session)
        if found is not None:
            principal = found.principal
            if found.touch is not None:
                _touch(work, found.touch)
    if principal is None and declared_action(request) not in ANYBODY:
        raise NotSignedInError("Sign in first, or again: the session may have ended.")
    if work.asked is not None and principal is not None:
        work.asked = replace(work.asked, caller=principal.id)
    facts = find_request()
    if facts is not None:
        facts.principal_id = principal.id if principal else None
        facts.study = request.path_params.get("slug")
    return principal


def _touch(work: UnitOfWork, touch: Callable[[Session], None]) -> None:
    """Renew the last-seen time; while somebody else writes for long, a read is answered without it."""
    try:
        with work() as session:
            touch(session)
    except BusyError as error:
        log.warning("session_not_renewed", exc_info=error)


async def get_principal(principal: Annotated[Principal | None, Depends(open_gate)]) -> Principal:
    """Give the person who is signed in."""
    if principal is None:
        raise NotSignedInError("Sign in first, or again: the session may have ended.")
    return principal


PrincipalDep = Annotated[Principal, Depends(get_principal)]


async def expected_version(
    if_match: Annotated[
        str | None,
        Header(description='The ETag of the version you changed, like "3"; required (428 when absent)'),
    ] = None,
) -> int:
    """Read the version in If-Match; 428 when absent, 412 when it cannot be one of ours."""
    if if_match is None:
        raise PreconditionMissingError("Send the ETag of what you changed in the header If-Match.")
    header = if_match.strip()
    digits = header.removeprefix('"').removesuffix('"')
    if f'"{digits}"' != header or not (digits.isascii() and digits.isdigit()) or len(digits) > 18:  # noqa: PLR2004 - fits 64 bits
        raise PreconditionFailedError('If-Match must be the ETag of the newest version, like "3".')
    return int(digits)


ExpectedVersionDep = Annotated[int, Depends(expected_version)]


async def expected_version_or_new(
    if_match: Annotated[
        str | None, Header(description='The ETag of the version you replace, like "3"')
    ] = None,
    if_none_match: Annotated[
        str | None, Header(description="`*` to make what is not there yet; this or If-Match (else 428)")
    ] = None,
) -> int | None:
    """Read the version in If-Match, or None when If-None-Match says that there must be none yet."""
    if if_match is None and if_none_match is not None:
        if if_none_match.strip() != "*":
            raise PreconditionFailedError("If-None-Match must be * for something new.")
        return None
    return await expected_version(if_match)


VersionOrNewDep = Annotated[int | None, Depends(expected_version_or_new)]


def set_etag(response: Response, version: int) -> None:
    """Name the version in the answer's ETag."""
    response.headers["ETag"] = f'"{version}"'
