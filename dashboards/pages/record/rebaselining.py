"""Asking for another baseline date, and deciding on such a request: another person than the one who asked."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from dashboards import typed
from dashboards.errors import ApiProblem
from dashboards.pages import frame
from dashboards.pages.record.moving import Place, settle, show_faults, show_moves
from dashboards.record import words
from dashboards.record.api import RecordApi
from dashboards.record.models import BaselineChangeRead
from dashboards.record.plan_models import PlanRead
from dashboards.state import Window, choose

ASKERS = frozenset({"project_manager", "consultant"})


def show_baseline_changes(window: Window, record: RecordApi, plan: PlanRead) -> None:
    """Show requests that wait, and let those with the right make one."""
    t = window.t
    titles = {row.key: t.pick(row.title) for row in plan.rows}
    changes = record.list_parts(BaselineChangeRead, plan.engagement, "baseline-changes", study=plan.study)
    waiting = {item.key: item for item in changes if item.state == "requested"}
    may_ask = any(window.me.has_role(role, plan.study) for role in ASKERS)
    if waiting:
        frame.section(t("Requests to move the baseline"))
        names = {key: titles.get(item.milestone, item.milestone) for key, item in waiting.items()}
        key = choose("change", t("Request"), list(names), shown=lambda option: names[option])
        item = record.get_part(BaselineChangeRead, plan.engagement, "baseline-changes", key)
        frame.items(
            [
                t("From {old} to {new}", old=t.day(item.old_date), new=t.day(item.new_date)),
                t("Asked by {who}", who=item.created_by),
                t("Why: {reason}.", reason=item.reason.rstrip(" .")),
                t("State: {state}", state=words.state_words(t, item.state)),
            ]
        )
        show_moves(window, record, Place(plan.engagement, "baseline-changes"), item)
    if may_ask and plan.baseline_frozen_at is not None:
        _ask(window, record, plan, titles)


def _ask(window: Window, record: RecordApi, plan: PlanRead, titles: dict[str, str]) -> None:
    t = window.t
    name = f"rebaseline_{plan.study}"
    saved = st.session_state.pop(f"moved_{name}", None)
    if saved:
        frame.note(t("Recorded"), saved, "good")
    form = f"{name}_{st.session_state.get(f'turn_{name}', 0)}"
    with st.expander(t("Ask for another baseline date")), st.form(form, border=False):
        key = st.selectbox(
            t("Milestone of the request"),
            list(titles),
            format_func=lambda option: titles[option],
            placeholder=t("Choose one."),
            **typed.option(f"{form}_milestone", list(titles), None),
        )
        key_slot = st.empty()
        day = st.date_input(t("New baseline date"), format="YYYY-MM-DD", **typed.day(f"{form}_day", None))
        day_slot = st.empty()
        reason = st.text_area(t("Reasons for the new date"), **typed.words(f"{form}_reason"))
        reason_slot = st.empty()
        sent = st.form_submit_button(t("Send the request"))
    if not sent:
        return
    slots: dict[str, Any] = {"milestone": key_slot, "new_date": day_slot, "reason": reason_slot}
    faults = {
        field: message
        for field, message, lacking in (
            ("milestone", t("Choose one."), key is None),
            ("new_date", t("Give a day."), day is None),
            ("reason", t("This needs reasons; they stand in the history."), not str(reason).strip()),
        )
        if lacking
    }
    if faults:
        show_faults(window, faults, slots)
        return
    assert isinstance(day, date)  # else that is a fault
    old = next(row.baseline_date for row in plan.rows if row.key == key)
    body = {
        "study": plan.study,
        "milestone": key,
        "old_date": old.isoformat(),
        "new_date": day.isoformat(),
        "reason": str(reason).strip(),
    }
    try:
        record.create_part(plan.engagement, "baseline-changes", body)
    except ApiProblem as problem:
        frame.problem_notice(t, problem)
        return
    typed.settle(f"{form}_reason")
    settle(name, t("The request waits for another person's approval."))
