"""Portfolio: every study, its stage, what is late and why, whose turn, and what comes next."""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from dashboards.i18n import DASH
from dashboards.models import StudyPage, StudyRead, StudySummary
from dashboards.pages import frame
from dashboards.pages.indicators import live_text
from dashboards.state import Window
from dashboards.tables import Cell, Column, Table, furthest_behind_first
from dashboards.words import late_sentence, owner_name, portfolio_sentence, slip_text

STUDIES_A_PAGE: Final = 20
OFFSET: Final = "portfolio_offset"


def show(window: Window) -> None:
    """Show the portfolio."""
    t = window.t
    frame.heading(t("Portfolio"))
    first = window.api.list_study_page(offset=0, limit=STUDIES_A_PAGE)
    if not first.items:
        frame.empty(t("No study yet"), t("You belong to no study. Ask a project manager to add you to one."))
        return
    frame.answer([portfolio_sentence(t, first)])
    studies = furthest_behind_first(t, _turned(window, first))
    frame.marks(
        t,
        synthetic=any(study.synthetic for study in studies),
        illustrative=any(study.illustrative for study in studies),
    )
    details = {study.slug: window.api.get_study(study.slug) for study in studies}
    for study in studies:
        with st.container(border=True, key=f"study_{study.slug}"):
            _study_card(window, study, details[study.slug])
    frame.section(t("The same as a table"))
    frame.table(_studies_table(window, studies, details))
    if first.total > STUDIES_A_PAGE:
        _turn(window, first.total, len(studies))


def _turned(window: Window, first: StudyPage) -> list[StudySummary]:
    """Give the studies of the page that was turned to."""
    offset: int = st.session_state.setdefault(OFFSET, 0)
    # studies may have gone since the page was turned
    if not 0 < offset < first.total:
        st.session_state[OFFSET] = 0
        return first.items
    return window.api.list_study_page(offset=offset, limit=STUDIES_A_PAGE).items


def _turn(window: Window, total: int, shown: int) -> None:
    """Say which studies are shown, and offer those before and after."""
    t, offset = window.t, st.session_state[OFFSET]
    span = t.range(t.number(offset + 1), t.number(offset + shown))
    frame.remark(t("Studies {span} of {total}", span=span, total=t.number(total)))
    with st.container(horizontal=True):
        if offset and st.button(t("Studies before"), key="portfolio_before"):
            st.session_state[OFFSET] = max(offset - STUDIES_A_PAGE, 0)
            st.rerun()
        if offset + shown < total and st.button(t("Next studies"), key="portfolio_next"):
            st.session_state[OFFSET] = offset + STUDIES_A_PAGE
            st.rerun()


def _owners(study: StudyRead) -> dict[str, str]:
    return {party.key: party.name for party in study.parties}


def _study_card(window: Window, study: StudySummary, detail: StudyRead) -> None:
    t, owners = window.t, _owners(detail)
    st.header(t.pick(study.title), anchor=False)
    done = t(
        "{achieved} of {total} milestones achieved",
        achieved=t.number(study.milestones_achieved),
        total=t.number(study.milestones_total),
    )
    stage = t.pick(study.stage) if study.stage else t("not known")
    facts = [
        (t("Place"), f"{study.city}, {t.country(study.country)}"),
        (t("Programme"), t.pick(study.programme)),
        (t("Stage"), stage),
        (t("Progress"), done),
    ]
    if study.next_milestone:
        following = study.next_milestone
        day = t.day(following.forecast_date or following.baseline_date)
        late = f" ({t('late')})" if following.key in {item.key for item in study.late} else ""
        facts.append((t("Next milestone"), f"{t.pick(following.title)}, {day}{late}"))
        facts.append((t("Whose turn"), owner_name(following.owner, owners)))
    facts += [
        (t.pick(indicator.title), live_text(t, indicator.live))
        for indicator in detail.indicators
        if indicator.live
    ]
    pairs = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    st.html(f'<p class="question">{escape(t.pick(detail.question))}</p><dl class="facts">{pairs}</dl>')
    if study.late:
        turns = [t("Turn: {owner}.", owner=owner_name(item.owner, owners)) for item in study.late]
        lines = "".join(
            f"<li>{escape(late_sentence(t, item))} {escape(turn)}</li>"
            for item, turn in zip(study.late, turns, strict=True)
        )
        st.html(f'<div class="late"><p><strong>▲ {escape(t("Late"))}</strong></p><ul>{lines}</ul></div>')
    else:
        st.html(f'<p class="tone-achieved">✓ {escape(t("Nothing is late."))}</p>')
    with st.container(horizontal=True):
        for key in ("plan", "coverage", "report"):
            st.page_link(window.pages[key], query_params={"study": study.slug})


def _studies_table(window: Window, studies: list[StudySummary], details: dict[str, StudyRead]) -> Table:
    t = window.t

    def row(study: StudySummary) -> tuple[Cell, ...]:
        worst = max(study.late, key=lambda item: item.slip_days, default=None)
        following = study.next_milestone
        return (
            Cell(f"{t.pick(study.title)}, {study.city}", header=True),
            Cell(t.pick(study.stage) if study.stage else t("not known")),
            Cell(f"{t.number(study.milestones_achieved)} / {t.number(study.milestones_total)}"),
            Cell(
                f"▲ {t.number(len(study.late))}" if study.late else t.number(0),
                tone="late" if study.late else "",
            ),
            Cell(slip_text(t, worst.slip_days) if worst else DASH),
            Cell(t.pick(following.title) if following else DASH),
            Cell(owner_name(following.owner, _owners(details[study.slug])) if following else DASH),
        )

    columns = (
        Column(t("Study")),
        Column(t("Stage")),
        Column(t("Milestones achieved"), numeric=True),
        Column(t("Milestones late"), numeric=True),
        Column(t("Furthest behind")),
        Column(t("Next milestone")),
        Column(t("Whose turn")),
    )
    return Table(t("Studies"), columns, tuple(row(study) for study in studies))
