"""What the pages of an engagement share: which one, the ways between its pages, addresses, parties' names."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import streamlit as st

from dashboards.i18n import Translator
from dashboards.pages import frame
from dashboards.record.api import RecordApi
from dashboards.record.models import EngagementRead
from dashboards.state import Window, choose

ENGAGEMENT_PAGES: Final = ("engagement", "lineage", "recommendations", "gates")


def choose_engagement(window: Window, record: RecordApi) -> EngagementRead | None:
    """Offer the engagements this person may know of, and the ways to the pages of the chosen one."""
    t = window.t
    engagements = sorted(record.list_engagements(), key=lambda item: t.pick(item.title).casefold())
    if not engagements:
        frame.empty(
            t("No engagement yet"), t("You take part in none. Ask a project manager to add you to one.")
        )
        return None
    names = {item.key: t.pick(item.title) for item in engagements}
    key = choose("engagement", t("Engagement"), list(names), shown=lambda option: names[option])
    with st.container(horizontal=True, key="engagement_pages"):
        for page in ENGAGEMENT_PAGES:
            st.page_link(window.pages[page], query_params={"engagement": key})
    return next(item for item in engagements if item.key == key)


def party_names(record: RecordApi) -> dict[str, str]:
    """Name every body by its key, shortly."""
    return {item.key: item.short_name for item in record.list_organisations()}


def address(page: str, **choices: str) -> str:
    """Give the address of a page with what is chosen on it."""
    return f"/app/{page}?" + urlencode(choices)


def illustrated_title(t: Translator, title: str, *, illustrative: bool) -> str:
    """Mark an illustrative fact beside it."""
    return f"{title} ({t('illustrative')})" if illustrative else title
