"""What a page knows while it runs: the reader, the API on their behalf, and choices kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

import streamlit as st

from dashboards.client import ApiClient
from dashboards.i18n import Translator, negotiate_language
from dashboards.models import PrincipalRead, StudySummary
from dashboards.tables import furthest_behind_first
from dashboards.web.shell import LANGUAGE_COOKIE, SESSION_COOKIE

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

Option = TypeVar("Option")
_KEPT: Final = "kept_choices"
_API: Final = "api_client"
_ME: Final = "principal"


@dataclass(frozen=True)
class Window:
    """One reader's window: who, in which language, and the API as that person."""

    api: ApiClient
    t: Translator
    me: PrincipalRead
    pages: Mapping[str, StreamlitPage]


def language() -> str:
    """Give the reader's language: the cookie, or else the browser's."""
    chosen = st.context.cookies.get(LANGUAGE_COOKIE, "")
    return chosen or negotiate_language(st.context.headers.get("accept-language", ""))


def connect() -> tuple[ApiClient, PrincipalRead]:
    """Give the API client of this browser session, and who is signed in; both last as long as the session."""
    if _API not in st.session_state:
        st.session_state[_API] = ApiClient(
            st.secrets["api_url"],
            token=st.context.cookies.get(SESSION_COOKIE),
            timeout_s=st.secrets["api_timeout_s"],
        )
    api: ApiClient = st.session_state[_API]
    if _ME not in st.session_state:
        st.session_state[_ME] = api.get_me()
    me: PrincipalRead = st.session_state[_ME]
    return api, me


def today() -> date:
    """Give today's date (UTC), for the line in the timeline."""
    return datetime.now(tz=UTC).date()  # noqa: TID251 - the window may not import the tracker's clock


def choose(
    name: str,
    label: str,
    options: Sequence[Option],
    *,
    shown: Callable[[Option], str] = str,
    default: Option | None = None,
    **widget: Any,  # noqa: ANN401 - passed on to Streamlit
) -> Option:
    """Offer a choice that lives in the address, so that a link shows the same view."""
    key = f"choice_{name}"
    if st.session_state.get(key) not in options:
        wanted = st.query_params.get(name) or _kept().get(name)
        fallback = default if default in options else options[0]
        st.session_state[key] = next((o for o in options if str(o) == wanted), fallback)
    value: Option = st.selectbox(label, options, key=key, format_func=shown, **widget)
    keep(name, str(value))
    return value


def keep(name: str, value: str) -> None:
    """Put a choice into the address, and remember it for the other pages."""
    if st.query_params.get(name) != value:
        st.query_params[name] = value
    _kept()[name] = value


def _kept() -> dict[str, str]:
    kept: dict[str, str] = st.session_state.setdefault(_KEPT, {})
    return kept


def list_studies(window: Window) -> list[StudySummary]:
    """List the studies this person may see, in the order of every list and choice."""
    return furthest_behind_first(window.t, window.api.list_studies())


def choose_study(window: Window) -> StudySummary | None:
    """Offer the studies this person may see; none when there are none."""
    studies = list_studies(window)
    if not studies:
        return None
    names = {study.slug: f"{window.t.pick(study.title)}, {study.city}" for study in studies}
    slug = choose("study", window.t("Study"), list(names), shown=lambda option: names[option])
    return next(study for study in studies if study.slug == slug)
