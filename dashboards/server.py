"""The window's ASGI application: sign-in, finder, maps, downloads, and Streamlit mounted behind the guard."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from xstatic.pkg import leaflet

from dashboards.client import ApiClient
from dashboards.settings import DashboardSettings
from dashboards.web.documents import document_routes
from dashboards.web.finder import finder_routes
from dashboards.web.shell import SecurityHeaders, SessionGuard, StreamlitShell
from dashboards.web.signin import SignInPages, message_page

HERE = Path(__file__).parent


def create_app(settings: DashboardSettings | None = None) -> Starlette:
    """Build the window; one a process, since Streamlit allows one app a process."""
    settings = settings or DashboardSettings()
    base, timeout_s = settings.api_base, settings.api_timeout_s

    def connect(token: str | None) -> ApiClient:
        return ApiClient(base, token=token, timeout_s=timeout_s)

    def check_session(token: str) -> None:
        with connect(token) as api:
            api.get_me()

    async def to_first_page(_request: Request) -> Response:
        return RedirectResponse("/app/", status_code=307)

    async def say_alive(_request: Request) -> Response:
        return Response(status_code=204)

    # Not beside pages/: Streamlit takes a folder of that name for its older way of navigation.
    secrets: dict[str, str | float] = {
        "api_url": base,
        "api_timeout_s": timeout_s,
        "upload_limit_bytes": settings.upload_limit_bytes,
    }
    pages = st.App(HERE / "web" / "app.py", secrets=secrets)
    return Starlette(
        routes=[
            Route("/", to_first_page),
            Route("/livez", say_alive),
            *SignInPages(connect, secure=settings.secure_cookies).routes(),
            *document_routes(connect),
            *finder_routes(connect, studies=settings.finder_studies),
            Mount("/assets/leaflet", StaticFiles(directory=leaflet.BASE_DIR)),
            Mount("/assets/shell", StaticFiles(directory=HERE / "static")),
            Mount("/app", StreamlitShell(pages)),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(SessionGuard, check=check_session, unreachable=message_page),
        ],
        lifespan=pages.lifespan(),
    )
