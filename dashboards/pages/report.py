"""Report: read a frozen version, its figures, comments and decisions; managers also write the draft."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboards.models import FigureRead
from dashboards.pages import frame, review
from dashboards.pages.draft import show_draft
from dashboards.pages.outline import prepare
from dashboards.report_models import ReportSummary, VersionRead, VersionSummary
from dashboards.state import Window, choose, choose_study
from dashboards.words import stale_lines, verdict_name, version_state_name


def show(window: Window) -> None:
    """Show a study's report."""
    t = window.t
    frame.heading(t("Report"))
    study = choose_study(window)
    if study is None:
        frame.empty(t("No study yet"), t("You belong to no study. Ask a project manager to add you to one."))
        return
    reports = {report.id: report for report in window.api.list_reports(study.slug)}
    if not reports:
        frame.empty(t("No report yet"), t("The definition of this study names no report."))
        return
    report_id = next(iter(reports))
    if len(reports) > 1:
        report_id = choose("report", t("Report"), list(reports), shown=lambda key: t.pick(reports[key].title))
    report = reports[report_id]
    manages = window.me.has_role("project_manager", study.slug) or window.me.has_role(
        "consultant", study.slug
    )
    parts = {"read": t("Read and review"), "write": t("Write the draft")}
    part = choose("part", t("Part"), list(parts), shown=lambda key: parts[key]) if manages else "read"
    if part == "write":
        show_draft(window, report)
    else:
        _read(window, report, manages=manages)


def _read(window: Window, report: ReportSummary, *, manages: bool) -> None:
    t = window.t
    versions = {version.id: version for version in window.api.list_versions(report.id)}
    if not versions:
        text = t("No version of this report has been submitted yet.")
        more = t("Choose “Write the draft” to write and submit it.") if manages else ""
        frame.empty(t("Nothing to read yet"), f"{text} {more}")
        return
    newest_first = sorted(versions, key=lambda key: -versions[key].number)
    version_id = choose(
        "version", t("Version"), newest_first, shown=lambda key: _version_name(window, versions[key])
    )
    version, etag = window.api.get_version(version_id)
    frame.answer(_sentences(window, version))
    frame.download(t("Download as PDF"), f"/reports/versions/{version.id}.pdf")
    _figures(window, version.figures)
    _language_note(window, report)
    st.html(f'<div lang="{escape(report.language)}">{prepare(version.html, t)}</div>')
    review.show_comments(window, report, version)
    review.show_decisions(window, report, version, etag)
    facts = t(
        "Submitted by {who} on {moment}; fingerprint of the text: {hash}.",
        who=version.submitted_by,
        moment=t.moment(version.submitted_at),
        hash=version.content_sha256[:12],
    )
    frame.section(t("How we know"))
    frame.remark(facts)


def _language_note(window: Window, report: ReportSummary) -> None:
    """Tell a reader whose language is another in which one the text was written."""
    t = window.t
    if report.language != t.language:
        name = t.language_name(report.language)
        frame.note(t("Language of the report"), t("This report is written in {language}.", language=name))


def _version_name(window: Window, version: VersionSummary) -> str:
    t = window.t
    return t(
        "Version {number}, {state}, {day}",
        number=version.number,
        state=version_state_name(t, version.state),
        day=t.day(version.submitted_at.date()),
    )


def _sentences(window: Window, version: VersionRead) -> list[str]:
    t = window.t
    first = t(
        "Version {number} is {state}.", number=version.number, state=version_state_name(t, version.state)
    )
    comments = t.plural(
        "{count} comment, {open} of them waiting for an answer.",
        "{count} comments, {open} of them waiting for an answer.",
        version.comments_total,
        open=t.number(version.comments_open),
    )
    if not version.comments_total:
        comments = t("There is no comment yet.")
    if version.decisions:
        last = version.decisions[-1]
        turn = t(
            "{organisation} decided: {verdict}.",
            organisation=last.organisation,
            verdict=verdict_name(t, last.verdict),
        )
    else:
        turn = t("It is the reviewers' turn.")
    return [f"{first} {turn}", comments]


def _figures(window: Window, figures: list[FigureRead]) -> None:
    """Warn of figures whose run is out of date; the frozen text keeps its own."""
    t = window.t
    stale = [figure for figure in figures if figure.stale]
    if stale:
        text = t(
            "These figures rest on runs that are out of date. The text keeps them as they were submitted."
        )
        frame.note(t("Out of date"), text, "late")
        frame.items(stale_lines(t, stale))
