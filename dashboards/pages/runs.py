"""Asking for a new assessment, and watching it run."""

from __future__ import annotations

import streamlit as st

from dashboards.errors import ApiError, ApiProblem
from dashboards.models import AssessmentRead, StudyRead
from dashboards.pages import frame
from dashboards.state import Window
from dashboards.words import run_state_sentence

POLL_S = 2.0


def request_run(window: Window, study: StudyRead, analysis: str, newest: AssessmentRead | None) -> None:
    """Offer managers a new run, unless one is under way."""
    t = window.t
    manages = window.me.has_role("project_manager", study.slug) or window.me.has_role(
        "consultant", study.slug
    )
    under_way = newest is not None and newest.state in {"queued", "running"}
    if not manages:
        if newest is None:
            frame.note(t("Who can start it"), t("The project manager of this study can run the analysis."))
        return
    if under_way:
        # Where the button was pressed; the progress itself is out of sight from here.
        text = t("How far it is stands at the top of this page, which shows the new figures when it ends.")
        frame.note(t("A new assessment is under way"), text, live=True)
        return
    frame.section(t("Run it again") if newest else t("Run the analysis"))
    if st.button(t("Request a new assessment"), key="request_assessment"):
        try:
            window.api.request_assessment(study.slug, analysis)
        except ApiProblem as problem:
            frame.problem_notice(t, problem)
        else:
            st.rerun()


def watch_run(window: Window, run: AssessmentRead) -> None:
    """Show how far the newest run is; the page is drawn again when it ends."""
    t = window.t
    if run.state == "failed":
        text = f"{run_state_sentence(t, run)} {t('Earlier results are safe. Ask for a new run below.')}"
        frame.note(t("Failed"), text, "late")
        return

    @st.fragment(run_every=POLL_S)
    def watched() -> None:
        try:
            now = window.api.get_assessment(run.id)
        except ApiError as error:
            frame.api_notice(t, error)
            return
        if now.state in {"succeeded", "failed"}:
            st.rerun()
        st.progress(min(max(now.progress_share, 0.0), 1.0), text=run_state_sentence(t, now))

    watched()
