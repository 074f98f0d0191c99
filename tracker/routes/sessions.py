"""Signing in and out, and who is asking."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response, status

from tracker.clock import now
from tracker.routes.client_address import client_address
from tracker.routes.deps import (
    COOKIE,
    PasswordsDep,
    PrincipalDep,
    SettingsDep,
    WorkDep,
    declares,
    request_token,
)
from tracker.schemas.sessions import PrincipalRead, SessionRead, SignIn
from tracker.services import sessions
from tracker.services.principals import read_principal

router = APIRouter(tags=["sessions"])


@router.post("/sessions", status_code=status.HTTP_201_CREATED, openapi_extra=declares("session.open"))
def open_session(
    credentials: SignIn,
    request: Request,
    response: Response,
    work: WorkDep,
    passwords: PasswordsDep,
    settings: SettingsDep,
) -> SessionRead:
    """
    Sign in. The token is for `Authorization: Bearer`; browsers get it as a cookie as well.

    The one POST that takes no notice of `Idempotency-Key`: its answer holds a token and is never kept.
    """
    opened = sessions.sign_in(
        work,
        passwords,
        credentials,
        address=client_address(request, trusted_proxies=settings.api.trusted_proxies),
        at=now(),
        settings=settings.session,
    )
    response.set_cookie(
        COOKIE,
        opened.token,
        max_age=int(settings.session.absolute_s),
        httponly=True,
        samesite="lax",
        secure=settings.session.secure_cookie,
        path="/",
    )
    response.headers["Cache-Control"] = "no-store"
    return opened


@router.delete(
    "/sessions/current", status_code=status.HTTP_204_NO_CONTENT, openapi_extra=declares("session.close")
)
def close_session(request: Request, response: Response, work: WorkDep) -> None:
    """Sign out: the session ends at once, here and everywhere its token is used."""
    with work() as session:
        sessions.sign_out(session, request_token(request))
    response.delete_cookie(COOKIE, path="/")


@router.get("/me", openapi_extra=declares("principal.read"))
def read_me(principal: PrincipalDep) -> PrincipalRead:
    """Read who is signed in, with all roles."""
    return read_principal(principal)
