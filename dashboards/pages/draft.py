"""The draft of a report: write, preview, save without losing anybody's words, submit for review."""

from __future__ import annotations

import streamlit as st

from dashboards import typed
from dashboards.errors import ApiProblem
from dashboards.pages import frame
from dashboards.pages.outline import prepare
from dashboards.report_models import DraftRead, ReportSummary
from dashboards.state import Window


def show_draft(window: Window, report: ReportSummary) -> None:
    """Show the editor, the preview of what is saved, and the way to submit."""
    t = window.t
    current = window.api.get_draft(report.id)
    if not typed.is_open(_field(report)):
        # Nothing is typed: an earlier visit's text would only look like a conflict.
        st.session_state[f"draft_{report.id}"] = current
    opened: DraftRead = st.session_state.setdefault(f"draft_{report.id}", current)
    if st.session_state.pop("draft_saved", None):
        frame.note(t("Saved"), t("The draft was saved; the preview below shows it."), "good")
    frame.section(t("Text"))
    if opened.version != current.version:
        _conflict(window, report, current)
    frame.remark(t("Markdown. Figures are placed by directives; the preview names every fault."))
    with st.form(f"draft_form_{report.id}"):
        source = st.text_area(
            t("Text of the draft"), height=480, **typed.words(_field(report), opened.source)
        )
        saved = st.form_submit_button(t("Save and preview"), type="primary")
    if saved:
        _save(window, report, source, version=opened.version)
    _preview(window, current)
    _submit(window, report, current)


def _field(report: ReportSummary) -> str:
    return f"source_{report.id}"


def _save(window: Window, report: ReportSummary, source: str, *, version: int) -> None:
    t = window.t
    try:
        draft = window.api.save_draft(report.id, source, version=version)
    except ApiProblem as problem:
        if problem.stale:
            st.rerun()  # the fresh draft shows the conflict; the words stay in the editor
        frame.problem_notice(t, problem)
        return
    st.session_state[f"draft_{report.id}"] = draft
    typed.settle(_field(report))
    st.session_state["draft_saved"] = True
    st.rerun()


def _conflict(window: Window, report: ReportSummary, current: DraftRead) -> None:
    """Somebody else saved the draft: show theirs, keep yours in the editor."""
    t = window.t
    frame.note(
        t("Somebody else saved first"),
        t(
            "Your words are still in the editor below. Theirs are here; "
            "take over what you need, then save yours."
        ),
        "late",
    )
    with st.expander(t("Their text")):
        st.code(current.source, language=None, wrap_lines=True)
    if st.button(t("I have seen theirs; let me save mine")):
        st.session_state[f"draft_{report.id}"] = current
        st.rerun()


def _preview(window: Window, draft: DraftRead) -> None:
    t = window.t
    frame.section(t("Preview of the saved draft"))
    if draft.faults:
        frame.note(t("Not ready to submit"), t("Mend these faults first."), "late")
        frame.items(draft.faults)
    for figure in draft.figures:
        if figure.stale:
            frame.note(t("Out of date"), f"{figure.caption}: {figure.stale_reason or t('not known')}", "late")
    if draft.html:
        st.html(prepare(draft.html, t))


def _submit(window: Window, report: ReportSummary, draft: DraftRead) -> None:
    t = window.t
    frame.section(t("Submit for review"))
    frame.remark(t("Submitting freezes the saved text as a new version. It cannot be changed afterwards."))
    if st.button(t("Submit this draft as a new version"), disabled=bool(draft.faults)):
        try:
            version = window.api.submit_version(report.id)
        except ApiProblem as problem:
            frame.problem_notice(t, problem)
            return
        text = t("Version {number} was submitted. It is the reviewers' turn.", number=version.number)
        frame.note(t("Submitted"), text, "good")
