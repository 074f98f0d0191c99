"""Signing in and out, and choosing a language: plain HTML forms that work without scripts."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboards.errors import ApiError, ApiProblem
from dashboards.i18n import LANGUAGES, Translator
from dashboards.models import SessionRead
from dashboards.record.api import RecordApi
from dashboards.web.plain import Connect, address_of, from_this_site, page
from dashboards.web.shell import LANGUAGE_COOKIE, SESSION_COOKIE, language_of, safe_next

YEAR_S = 365 * 24 * 3600
HOME = safe_next(None)
TURNS = f"{HOME}turns"


def message_page(language: str) -> Response:
    """Say that the record cannot be reached: what happened, what is safe, what to do."""
    return page("unreachable.html", Translator(language), 503)


def _sentence(t: Translator, error: ApiError) -> str:
    """Say why signing in failed, without saying which half was wrong."""
    if isinstance(error, ApiProblem) and error.status in {401, 422}:
        return t("This e-mail address and password do not belong together. Check both and try again.")
    if isinstance(error, ApiProblem) and error.retryable:
        return t("Too many attempts or too much work at the moment. Wait a minute, then try again.")
    return t("The record cannot be reached at the moment. Nothing is lost; try again in a minute.")


class SignInPages:
    """The pages for signing in and out and for the language; they know how to reach the API."""

    def __init__(self, connect: Connect, *, secure: bool) -> None:
        self._connect = connect
        self._secure = secure

    def routes(self) -> list[Route]:
        """Give the addresses of these pages."""
        return [
            Route("/sign-in", self.show_form, methods=["GET"]),
            Route("/sign-in", self.sign_in, methods=["POST"]),
            Route("/sign-out", self.sign_out, methods=["POST"]),
            Route("/language/{tag}", self.choose_language, methods=["GET"]),
        ]

    async def show_form(self, request: Request) -> Response:
        """Show the form."""
        return _form(request, safe_next(request.query_params.get("next")))

    async def sign_in(self, request: Request) -> Response:
        """Open a session at the API and keep its token where scripts cannot read it."""
        form = await request.form()
        email, password = str(form.get("email", "")).strip(), str(form.get("password", ""))
        target = safe_next(str(form.get("next", "")))
        if not from_this_site(request):
            return _form(request, target, status=403)
        try:
            session = await run_in_threadpool(self._open_session, email, password, address_of(request))
        except ApiError as error:
            fault = _sentence(Translator(language_of(request)), error)
            status = error.status if isinstance(error, ApiProblem) else 503
            return _form(request, target, status=status, email=email, fault=fault)
        if target == HOME:
            target = await run_in_threadpool(self._first_page, session.token)
        response = RedirectResponse(target, status_code=303)
        response.set_cookie(
            SESSION_COOKIE,
            session.token,
            expires=session.expires_at,
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )
        if LANGUAGE_COOKIE not in request.cookies and session.principal.language in LANGUAGES:
            self._remember_language(response, session.principal.language)
        return response

    async def sign_out(self, request: Request) -> Response:
        """End the session at the API, then forget its token."""
        token = request.cookies.get(SESSION_COOKIE)
        response = RedirectResponse("/sign-in", status_code=303)
        if token and from_this_site(request):
            try:
                await run_in_threadpool(self._end_session, token)
            except ApiError as error:
                ended_before = isinstance(error, ApiProblem) and error.signed_out
                if not ended_before:
                    return message_page(language_of(request))
            response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=self._secure)
        return response

    async def choose_language(self, request: Request) -> Response:
        """Remember a language and go back to the page it was chosen on."""
        referer = urlsplit(request.headers.get("referer", ""))
        back = referer.path + (f"?{referer.query}" if referer.query else "")
        if referer.netloc != request.headers.get("host") or not back.startswith(
            ("/app", "/sign-in", "/find")
        ):
            back = "/app/"
        response = RedirectResponse(back, status_code=303)
        if request.path_params["tag"] in LANGUAGES:
            self._remember_language(response, request.path_params["tag"])
        return response

    def _open_session(self, email: str, password: str, address: str | None) -> SessionRead:
        with self._connect(None) as api:
            return api.sign_in(email, password, client_address=address)

    def _first_page(self, token: str) -> str:
        """Begin with what waits for the person's organisation, where anything does."""
        try:
            with self._connect(token) as api:
                waits = RecordApi(api).list_turns(mine=True, limit=1).total > 0
        except ApiError:
            return HOME  # they are signed in; the page itself says what does not answer
        return TURNS if waits else HOME

    def _end_session(self, token: str) -> None:
        with self._connect(token) as api:
            api.sign_out()

    def _remember_language(self, response: Response, language: str) -> None:
        response.set_cookie(
            LANGUAGE_COOKIE, language, max_age=YEAR_S, httponly=True, samesite="lax", secure=self._secure
        )


def _form(request: Request, target: str, *, status: int = 200, email: str = "", fault: str = "") -> Response:
    t = Translator(language_of(request))
    return page("sign_in.html", t, status, next=target, email=email, fault=fault)
