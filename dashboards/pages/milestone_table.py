"""All milestones in one table that managers edit: each changed row is saved by itself, and told how."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards.edits import STATES, Desk, Drafts, Outcome, drafted, filled, renewed, save, save_all
from dashboards.i18n import DASH
from dashboards.models import MilestoneRead
from dashboards.pages import conflict, frame
from dashboards.pages.milestone_form import forget, show_refusal
from dashboards.state import Window
from dashboards.tables import illustrated
from dashboards.words import status_name


def show_milestone_table(window: Window, slug: str, current: list[MilestoneRead]) -> None:
    """Show the table, what is not saved yet, and how the last saving ended."""
    t = window.t
    frame.section(t("Change the milestones"))
    desk = _open(slug, current)
    _outcomes(window, slug, desk)
    frame.remark(
        t(
            "Choose a cell with the arrow keys or a click, press Enter to change it and Enter again to "
            "keep it. Tab leaves the table. Nothing is saved before you press the button below."
        )
    )
    desk = _edit(window, slug, desk)
    names = ", ".join(t.pick(item.title) for item in desk.opened if item.id in desk.drafts)
    if desk.drafts:
        count = t.plural("{count} row is not saved yet:", "{count} rows are not saved yet:", len(desk.drafts))
        frame.remark(f"{count} {names}.")
    else:
        frame.remark(t("No row is changed."))
    with st.container(horizontal=True):
        saving = st.button(t("Save the changed rows"), type="primary", disabled=not desk.drafts)
        dropping = st.button(t("Put the saved values back"), disabled=not desk.drafts)
    if saving:
        _settle(slug, desk, save_all(window.api, desk.opened, desk.drafts))
    if dropping:
        _keep(slug, Desk(tuple(current), {}, turn=desk.turn + 1))


def _open(slug: str, current: list[MilestoneRead]) -> Desk:
    """Give the desk of this study; rows nobody is changing show what is saved now."""
    desk: Desk = st.session_state.get(f"desk_{slug}") or Desk(tuple(current), {})
    typed_in: dict[int, Any] = st.session_state.get(_key(slug, desk), {}).get("edited_rows", {})
    touched = {*desk.drafts, *(desk.opened[row].id for row in typed_in)}
    opened = tuple(renewed(desk.opened, current, touched))
    moved = [item.id for item in opened] != [item.id for item in desk.opened]
    desk = Desk(opened, desk.drafts, desk.outcomes, desk.turn + moved)
    st.session_state[f"desk_{slug}"] = desk
    return desk


def _key(slug: str, desk: Desk) -> str:
    return f"milestones_{slug}_{desk.turn}"


def _settle(slug: str, desk: Desk, outcomes: list[Outcome]) -> None:
    """Note how rows fared; the form opens anew what was saved here."""
    for outcome in outcomes:
        if outcome.kind == "saved":
            forget(outcome.milestone.id)
    _keep(slug, desk.after(outcomes))


def _keep(slug: str, desk: Desk) -> None:
    """Put a desk back and show the page from the start."""
    st.session_state[f"desk_{slug}"] = desk
    st.rerun()


def _outcomes(window: Window, slug: str, desk: Desk) -> None:
    """Say in words how each row fared."""
    t = window.t
    saved = [f"“{t.pick(outcome.milestone.title)}”" for outcome in desk.of_kind("saved")]
    if saved:
        frame.note(t("Saved"), ", ".join(saved), "good")
    for outcome in desk.of_kind("refused"):
        show_refusal(window, outcome)
    for outcome in desk.of_kind("unanswered"):
        text = t("No answer came, so it may or may not be saved. What you typed is kept; save again.")
        title = t("“{milestone}” is not saved", milestone=t.pick(outcome.milestone.title))
        frame.note(title, text, "late", live=True)
    for outcome in desk.of_kind("conflict"):
        _conflict(window, slug, desk, outcome.milestone)


def _conflict(window: Window, slug: str, desk: Desk, theirs: MilestoneRead) -> None:
    opened = next(item for item in desk.opened if item.id == theirs.id)
    yours = desk.drafts[theirs.id]
    choice = conflict.ask(window.t, opened, theirs, yours, key=f"row_{theirs.id}")
    if choice == "mine":
        _settle(slug, desk.based_on(theirs, keep_typed=True), [save(window.api, theirs, yours)])
    elif choice is not None:
        _keep(slug, desk.based_on(theirs, keep_typed=choice == "again"))


def _edit(window: Window, slug: str, desk: Desk) -> Desk:
    """Show the grid; what is typed in it is kept at every turn, also when the page is left."""
    t, key = window.t, _key(slug, desk)
    start = f"start_{key}"
    if key not in st.session_state:
        st.session_state[start] = desk.drafts
    begun: Drafts = st.session_state[start]
    edited = st.data_editor(
        _grid(window, desk, begun),
        key=key,
        hide_index=True,
        num_rows="fixed",
        height="content",
        disabled=("title", "baseline_date"),
        placeholder=DASH,
        column_config=_columns(window),
        alt=t("Milestones to change: one row each, with forecast, actual date, state, reason and evidence."),
    )
    desk = Desk(desk.opened, drafted(desk.opened, edited.to_dict("records")), desk.outcomes, desk.turn)
    st.session_state[f"desk_{slug}"] = desk
    return desk


def _grid(window: Window, desk: Desk, begun: Drafts) -> pd.DataFrame:
    t = window.t
    values = pd.DataFrame(filled(desk.opened, begun))
    for field in ("forecast_date", "actual_date"):
        values[field] = pd.to_datetime(values[field])
    for field in ("state", "slip_reason", "evidence"):
        values[field] = values[field].astype("object")
    titles = [illustrated(t, t.pick(item.title), illustrative=item.illustrative) for item in desk.opened]
    values.insert(0, "title", titles)
    values.insert(1, "baseline_date", pd.to_datetime([item.baseline_date for item in desk.opened]))
    return values


def _columns(window: Window) -> dict[str, Any]:
    t, names = window.t, conflict.field_names(window.t)
    day, text = st.column_config.DateColumn, st.column_config.TextColumn
    return {
        "title": text(t("Milestone"), width=260, pinned=True),
        "baseline_date": day(t("Baseline"), format="YYYY-MM-DD", width=110),
        "forecast_date": day(names["forecast_date"], format="YYYY-MM-DD", width=110),
        "actual_date": day(names["actual_date"], format="YYYY-MM-DD", width=110),
        "state": st.column_config.SelectboxColumn(
            names["state"],
            options=STATES,
            required=True,
            width=110,
            format_func=lambda state: status_name(t, str(state)),
        ),
        "slip_reason": text(names["slip_reason"], width="medium"),
        "evidence": text(
            names["evidence"], width="medium", help=t("What proves it: a document and where it is.")
        ),
    }
