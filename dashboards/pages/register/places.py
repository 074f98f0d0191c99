"""The register's list: filters in words, how many places are in which state, and a way into each place."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.i18n import DASH, Translator
from dashboards.models import StudySummary
from dashboards.pages import frame
from dashboards.pages.register.place import show_place
from dashboards.pages.register.places_map import show_places_map
from dashboards.register import words
from dashboards.register.api import Search
from dashboards.register.keeping import RegisterApi, keeps
from dashboards.register.listing import ROWS_A_PAGE, place_link
from dashboards.register.models import PlaceSummary
from dashboards.register.record_words import STATES, precision_name, state_name
from dashboards.state import Window, choose, choose_study, keep
from dashboards.tables import Cell, Column, Table

EVERY: Final = ""


def show(window: Window) -> None:
    """Show the list, or the place that the address names."""
    t = window.t
    place_id = st.query_params.get("place")
    if place_id:
        show_place(window, place_id)
        return
    frame.heading(t("Register"), t("Places, what is known of their accessibility, and how surely."))
    study = choose_study(window)
    if study is None:
        frame.empty(t("No study yet"), t("You belong to no study. Ask a project manager to add you to one."))
        return
    register = RegisterApi(window.api)
    totals = {
        state: register.list_places(study.slug, Search(strict=False), state=state, limit=1).total
        for state in STATES
    }
    if not sum(totals.values()):
        _nothing_yet(window, study)
        return
    frame.answer([totals_sentence(t, totals)])
    search, state = _filters(window)
    _list(window, register, study, search, state)


def totals_sentence(t: Translator, totals: dict[str, int]) -> str:
    """Say how many places there are and how many of them everybody sees."""
    total = sum(totals.values())
    first = t.plural("The register holds {count} place.", "The register holds {count} places.", total)
    return (
        first
        + " "
        + t(
            "Everybody sees {published}; {draft} wait to be published, {withdrawn} are withdrawn.",
            **{state: t.number(count) for state, count in totals.items()},
        )
    )


def _nothing_yet(window: Window, study: StudySummary) -> None:
    t = window.t
    if keeps(window.me, study.slug):
        frame.empty(t("No place yet"), t("Bring a file: a workbook, a table or a map layer."))
        st.page_link(window.pages["import"], query_params={"study": study.slug})
    else:
        frame.empty(t("No place yet"), t("Nobody has brought a file to this register."))


def _filters(window: Window) -> tuple[Search, str | None]:
    """Offer the filters; all of them live in the address."""
    t = window.t
    if "register_q" not in st.session_state:
        st.session_state["register_q"] = st.query_params.get("q", "")
    with st.container(horizontal=True, key="register_filters"):
        text = st.text_input(t("Name, street or words"), key="register_q")
        state = choose(
            "state",
            t("State"),
            [EVERY, *STATES],
            shown=lambda key: state_name(t, key) if key else t("every state"),
        )
        kind = choose(
            "kind",
            t("Kind of place"),
            [EVERY, *words.SERVICE_KINDS],
            shown=lambda key: words.kind_name(t, key) if key else t("every kind"),
        )
        need = choose(
            "need",
            t("Known to have"),
            [EVERY, *words.FACT_KINDS],
            shown=lambda key: words.fact_name(t, key) if key else t("anything"),
        )
    keep("q", text)
    search = Search(q=text.strip(), kind=kind, needs=(need,) if need else (), strict=True)
    return search, state or None


def _list(
    window: Window, register: RegisterApi, study: StudySummary, search: Search, state: str | None
) -> None:
    t = window.t
    # One cursor a page seen, so that a person can go back; another search starts again.
    asked = (study.slug, search, state)
    if st.session_state.get("register_asked") != asked:
        st.session_state["register_asked"] = asked
        st.session_state["register_cursors"] = [None]
    cursors: list[str | None] = st.session_state["register_cursors"]
    turned = Search(**{**vars(search), "cursor": cursors[-1]})
    found = register.list_places(study.slug, turned, state=state, limit=ROWS_A_PAGE)
    frame.section(t.plural("{count} place", "{count} places", found.total))
    if not found.items:
        frame.empty(t("No place fits"), t("Use fewer words or another state, kind or fact."))
        return
    frame.table(places_table(t, study.slug, found.items))
    first = (len(cursors) - 1) * ROWS_A_PAGE + 1
    span = t.range(t.number(first), t.number(first + len(found.items) - 1))
    frame.remark(t("Places {span} of {total}", span=span, total=t.number(found.total)))
    with st.container(horizontal=True):
        if len(cursors) > 1 and st.button(t("Places before"), key="register_before"):
            cursors.pop()
            st.rerun()
        if found.next_cursor and st.button(t("Next places"), key="register_next"):
            cursors.append(found.next_cursor)
            st.rerun()
    show_places_map(window, study.slug, turned, state, found.items)


def places_table(t: Translator, slug: str, places: list[PlaceSummary]) -> Table:
    """List places with what is known and what waits."""
    rows = tuple(
        (
            Cell(place.name, header=True, href=place_link(slug, place.id)),
            Cell(state_name(t, place.state), tone="achieved" if place.state == "published" else ""),
            Cell(words.kind_name(t, place.kind)),
            Cell(words.mixed_case(place.district) or DASH),
            Cell(precision_name(t, place.position.precision if place.position else "none")),
            *(Cell(t.number(_count(place, answer))) for answer in words.ANSWERS),
            Cell(t.number(open_questions(place))),
        )
        for place in places
    )
    columns = (
        Column(t("Place")),
        Column(t("State")),
        Column(t("Kind of place")),
        Column(t("District")),
        Column(t("Position")),
        Column(t("Yes"), numeric=True),
        Column(t("No"), numeric=True),
        Column(t("Not known"), numeric=True),
        Column(t("Open questions"), numeric=True),
    )
    caption = t("Places with how many of their ten facts are yes, no and not known")
    return Table(caption, columns, rows)


def open_questions(place: PlaceSummary) -> int:
    """Count what a person could look at: facts in dispute, facts to be checked, proposals."""
    doubtful = sum(fact.disputed or fact.stale for fact in place.facts)
    return doubtful + place.proposals_open


def _count(place: PlaceSummary, answer: str) -> int:
    return sum(fact.answer == answer for fact in place.facts)
