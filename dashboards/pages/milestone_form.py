"""One milestone at a time: a form for managers, its history for everyone."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards import typed
from dashboards.edits import STATES, Fields, Outcome, changed, save
from dashboards.models import MilestoneRead
from dashboards.pages import conflict, frame
from dashboards.state import Window, choose
from dashboards.tables import Cell, Column, Table
from dashboards.words import status_name


def show_milestone(window: Window, milestones: list[MilestoneRead], *, manages: bool) -> None:
    """Show one milestone, chosen by name."""
    t = window.t
    names = {item.key: t.pick(item.title) for item in milestones}
    frame.section(t("One milestone at a time") if manages else t("One milestone"))
    key = choose("milestone", t("Milestone"), list(names), shown=lambda option: names[option])
    current = next(item for item in milestones if item.key == key)
    saved = st.session_state.pop("milestone_saved", None)
    if saved:
        frame.note(t("Saved"), t("“{milestone}” was saved.", milestone=saved), "good")
    if manages:
        if f"conflict_{current.id}" in st.session_state:
            _conflict(window, current.id)
        else:
            _form(window, current)
    _history(window, current)


def forget(milestone_id: str) -> None:
    """Open the form anew from what is saved."""
    for name in ("conflict", "opened", "yours"):
        st.session_state.pop(f"{name}_{milestone_id}", None)


def _opened(current: MilestoneRead) -> MilestoneRead:
    """Give the milestone as it was when its form was opened: that is the version a change is based on."""
    key = f"opened_{current.id}"
    opened: MilestoneRead = st.session_state.setdefault(key, current)
    return opened


def _form(window: Window, current: MilestoneRead) -> None:
    t, opened = window.t, _opened(current)
    names = conflict.field_names(t)
    yours: dict[str, Any] = st.session_state.get(f"yours_{opened.id}", {})
    form = f"milestone_{opened.id}_{opened.version}"

    def start(field: str) -> Any:  # noqa: ANN401 - fields are dates and texts
        return yours.get(field, getattr(opened, field))

    def words(field: str) -> dict[str, Any]:
        return typed.words(f"{form}_{field}", start(field) or "")

    def day(place: Any, field: str) -> Any:  # noqa: ANN401 - a column, and what its widget gives
        kept = typed.day(f"{form}_{field}", start(field))
        return place.date_input(names[field], format="YYYY-MM-DD", **kept)

    with st.form(form):
        left, right = st.columns(2)
        values = {
            "forecast_date": day(left, "forecast_date"),
            "actual_date": day(right, "actual_date"),
            "state": left.selectbox(
                names["state"],
                STATES,
                format_func=lambda state: status_name(t, state),
                **typed.option(f"{form}_state", STATES, start("state")),
            ),
            "slip_reason": st.text_area(names["slip_reason"], **words("slip_reason")),
            "evidence": st.text_area(
                names["evidence"],
                help=t("What proves it: a document and where it is."),
                **words("evidence"),
            ),
        }
        sent = st.form_submit_button(t("Save the milestone"), type="primary")
    if sent:
        fields = changed(opened, values)
        if not fields:
            frame.note(t("Nothing to save"), t("No field was changed."), live=True)
        else:
            _save(window, opened, fields)


def _save(window: Window, opened: MilestoneRead, fields: Fields) -> None:
    """Send the changed fields; when somebody else saved first, keep both and ask."""
    outcome = save(window.api, opened, fields)
    if outcome.kind == "refused":
        show_refusal(window, outcome)
        return
    if outcome.kind == "conflict":
        st.session_state[f"conflict_{opened.id}"] = (opened, outcome.milestone, fields)
    else:
        forget(opened.id)
        st.session_state["milestone_saved"] = window.t.pick(opened.title)
    st.rerun()


def show_refusal(window: Window, outcome: Outcome) -> None:
    """Say which rule refused a change, in the API's words, with the names of the fields."""
    t, names = window.t, conflict.field_names(window.t)
    title = t("“{milestone}” is not saved", milestone=t.pick(outcome.milestone.title))
    if not outcome.faults:
        frame.note(title, outcome.detail, "late", live=True)
        return
    frame.note(title, t("What you typed is kept; mend this and save again."), "late", live=True)
    frame.items(
        [f"{names.get(fault.pointer.strip('/'), fault.pointer)}: {fault.message}" for fault in outcome.faults]
    )


def _conflict(window: Window, milestone_id: str) -> None:
    opened, theirs, yours = st.session_state[f"conflict_{milestone_id}"]
    choice = conflict.ask(window.t, opened, theirs, yours, key="form")
    if choice == "mine":
        st.session_state.pop(f"conflict_{milestone_id}")
        # Should a rule refuse them over theirs, the form goes on from theirs with your words in it.
        st.session_state[f"opened_{milestone_id}"] = theirs
        st.session_state[f"yours_{milestone_id}"] = yours
        _save(window, theirs, yours)
        _form(window, theirs)
    elif choice is not None:
        forget(milestone_id)
        if choice == "again":
            st.session_state[f"yours_{milestone_id}"] = yours
        st.rerun()


def _history(window: Window, milestone: MilestoneRead) -> None:
    t, names = window.t, conflict.field_names(window.t)
    with st.expander(t("History of this milestone")):
        changes = window.api.list_milestone_history(milestone.id)
        rows = tuple(
            (
                Cell(t.moment(change.changed_at), header=True),
                Cell(change.changed_by),
                Cell(names.get(item.field, item.field)),
                Cell(conflict.shown(t, item.field, item.before)),
                Cell(conflict.shown(t, item.field, item.after)),
            )
            for change in changes
            for item in change.changes
        )
        if not rows:
            frame.empty(t("No change yet"), t("The milestone stands as its definition has it."))
            return
        columns = (
            Column(t("When")),
            Column(t("Who")),
            Column(t("Field")),
            Column(t("Before")),
            Column(t("After")),
        )
        frame.table(
            Table(t("Saved changes of “{milestone}”", milestone=t.pick(milestone.title)), columns, rows)
        )
