"""Streamlit's entry: navigation, the reader's window, and what is shown when the API refuses or is away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import typed
from dashboards.errors import ApiError
from dashboards.i18n import Translator
from dashboards.pages import coverage, frame, plan, portfolio, report
from dashboards.pages.record import engagement, gates, lineage, recommendations, turns
from dashboards.pages.register import importing, places, queue
from dashboards.register.keeping import KEEPERS
from dashboards.state import Window, connect, language

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage


def main() -> None:
    """Show the page that was asked for."""
    t = Translator(language())
    st.set_page_config(
        page_title=t("Feasibility Tracker"), layout="wide", initial_sidebar_state="auto", menu_items={}
    )
    pages: dict[str, StreamlitPage] = {}

    def shown(page: Callable[[Window], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                api, me = connect()
                window = Window(api, t, me, pages)
                frame.sidebar(window)
                page(window)
            except ApiError as error:
                typed.hold()
                frame.api_notice(t, error)
                frame.typed_notice(t, error, typed.unsaved())

        return run

    # A flat list: sections make lists that break the accessibility rules for lists.
    pages["turns"] = st.Page(shown(turns.show), title=t("My turn"), url_path="turns")
    pages["portfolio"] = st.Page(
        shown(portfolio.show), title=t("Portfolio"), url_path="portfolio", default=True
    )
    pages["engagement"] = st.Page(shown(engagement.show), title=t("Engagement"), url_path="engagement")
    # Reached from the engagement's page: eight pages in the navigation are enough for anybody.
    for name, title, show in (
        ("lineage", t("Lineage"), lineage.show),
        ("recommendations", t("Recommendations"), recommendations.show),
        ("gates", t("Gates"), gates.show),
    ):
        pages[name] = st.Page(shown(show), title=title, url_path=name, visibility="hidden")
    pages["plan"] = st.Page(shown(plan.show), title=t("Plan"), url_path="plan")
    pages["coverage"] = st.Page(shown(coverage.show), title=t("Coverage map"), url_path="coverage")
    pages["report"] = st.Page(shown(report.show), title=t("Report"), url_path="report")
    pages["register"] = st.Page(shown(places.show), title=t("Register"), url_path="register")
    if may_keep():
        pages["import"] = st.Page(shown(importing.show), title=t("Import"), url_path="import")
        pages["queue"] = st.Page(shown(queue.show), title=t("To decide"), url_path="queue")
    st.navigation(list(pages.values())).run()


def may_keep() -> bool:
    """Tell whether to offer the pages for changing the register; with no answer of the API, they stay."""
    try:
        _, me = connect()
    except ApiError:
        return True
    return any(membership.role in KEEPERS for membership in me.memberships)


main()
