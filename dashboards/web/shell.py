"""What is put around Streamlit: the session guard, security headers, the page's language and title."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.errors import ApiProblem, ApiUnreachableError
from dashboards.i18n import LANGUAGES, Translator, negotiate_language, streamlit_words

SESSION_COOKIE: Final = "dashboard_session"
LANGUAGE_COOKIE: Final = "dashboard_language"
GUARDED: Final = ("/app", "/maps", "/reports", "/tables")
# Streamlit's own scripts, the same for everybody: a page that must say "no answer" still needs them.
PUBLIC: Final = "/app/static/"
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "worker-src 'self' blob:; connect-src 'self' blob: data:; frame-src 'self' blob: data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
# How long an accepted token is not asked about again: one page view is dozens of requests.
TRUST_S: Final = 15.0
TRUST_ENTRIES: Final = 1000

SessionCheck = Callable[[str], None]


def language_of(connection: HTTPConnection) -> str:
    """Give the language chosen by cookie, or else the browser's."""
    chosen = connection.cookies.get(LANGUAGE_COOKIE, "")
    return (
        chosen if chosen in LANGUAGES else negotiate_language(connection.headers.get("accept-language", ""))
    )


def safe_next(target: str | None) -> str:
    """Give a path on this site to go on to; anything else becomes the first page."""
    if target and target.startswith("/app") and not target.startswith("//") and "\\" not in target:
        return target
    return "/app/"


class SecurityHeaders:
    """Every answer names what a page may load: only this origin."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to the answer."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["content-security-policy"] = CONTENT_SECURITY_POLICY
                headers["x-content-type-options"] = "nosniff"
                headers["referrer-policy"] = "same-origin"
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class SessionGuard:
    """Lets only signed-in people through to the guarded paths, for HTTP and WebSocket."""

    def __init__(self, app: ASGIApp, *, check: SessionCheck, unreachable: Callable[[str], Response]) -> None:
        self._app = app
        self._check = check
        self._unreachable = unreachable
        self._trusted: dict[str, float] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or send the person to the sign-in page."""
        if scope["type"] not in {"http", "websocket"} or not _is_guarded(scope["path"]):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            allowed = await self._is_allowed(connection.cookies.get(SESSION_COOKIE))
        except ApiUnreachableError:
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1013})
                return
            await self._unreachable(language_of(connection))(scope, receive, send)
            return
        if allowed:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            query = scope["query_string"].decode("latin-1")
            target = quote(scope["path"] + (f"?{query}" if query else ""))
            await RedirectResponse(f"/sign-in?next={target}", status_code=303)(scope, receive, send)

    def forget(self, token: str) -> None:
        """Stop trusting a token at once, when its owner signs out."""
        self._trusted.pop(token, None)

    async def _is_allowed(self, token: str | None) -> bool:
        if not token:
            return False
        now_s = time.monotonic()
        if self._trusted.get(token, 0.0) > now_s:
            return True
        try:
            await run_in_threadpool(self._check, token)
        except ApiProblem as problem:
            if problem.signed_out:
                self._trusted.pop(token, None)
                return False
            raise ApiUnreachableError(str(problem)) from problem
        if len(self._trusted) >= TRUST_ENTRIES:
            self._trusted.clear()
        self._trusted[token] = now_s + TRUST_S
        return True


def _is_guarded(path: str) -> bool:
    return path.startswith(GUARDED) and (not path.startswith(PUBLIC) or ".." in path)


class StreamlitShell:
    """Rewrites Streamlit's one HTML page: its language, title and the scripts and styles of the shell."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold an HTML answer back until it is whole, rewrite it, send it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        language = language_of(HTTPConnection(scope))
        # A compressed page could not be rewritten; it is one small document a visit.
        is_page = "text/html" in Headers(scope=scope).get("accept", "")
        if is_page:
            kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        start: Message | None = None
        body = b""

        async def send_rewritten(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                html = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
                if not (is_page and html):
                    await send(message)
                    return
                start = message
                return
            if start is None:
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            page = rewrite_page(body.decode(), language).encode()
            headers = MutableHeaders(scope=start)
            headers["content-length"] = str(len(page))
            headers["cache-control"] = "no-store"
            for stale in ("etag", "last-modified"):
                del headers[stale]
            await send(start)
            await send({"type": "http.response.body", "body": page})

        await self._app(scope, receive, send_rewritten)


def rewrite_page(page: str, language: str) -> str:
    """Set language and title of Streamlit's page, and link the shell's script and styles."""
    t = Translator(language)
    words = json.dumps(streamlit_words(t) if language != "en" else {}, ensure_ascii=False)
    words = words.replace("</", "<\\/")
    head = (
        f'<link rel="stylesheet" href="/assets/shell/shell.css">'
        f'<script type="application/json" id="shell-words">{words}</script>'
        f'<script src="/assets/shell/shell.js" defer></script>'
    )
    page = page.replace('<html lang="en">', f'<html lang="{language}">', 1)
    page = page.replace("<title>Streamlit</title>", f"<title>{t('Feasibility Tracker')}</title>{head}", 1)
    notice = t("This page needs JavaScript. The same figures are in the reports, as PDF.")
    return page.replace("You need to enable JavaScript to run this app.", notice, 1)
