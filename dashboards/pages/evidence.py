"""How we know: data sets, licences, dates, the run and what nobody has recorded."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboards.models import AssessmentRead
from dashboards.norms import norm_remarks, norm_table, standards_of
from dashboards.pages import frame
from dashboards.state import Window
from dashboards.tables import Cell, Column, Table
from dashboards.words import tag_name, unknown_length_shares


def how_we_know(window: Window, run: AssessmentRead) -> None:
    """Show one line that opens to everything the figures rest on."""
    t = window.t
    frame.section(t("How we know"))
    provenance = run.provenance
    if provenance is None:
        frame.empty(t("Not known"), t("This run kept no record of its inputs."))
        return
    line = t.plural(
        "{count} data set, computed {moment}, run {run}.",
        "{count} data sets, computed {moment}, run {run}.",
        len(provenance.inputs),
        moment=t.moment(run.finished_at),
        run=provenance.run_sha256[:12],
    )
    frame.remark(line)
    with st.expander(t("Data sets, licences and what is not recorded")):
        frame.table(_inputs_table(window, run))
        shares = unknown_length_shares(run.diagnostics)
        if shares:
            frame.table(_tags_table(window, shares))
        for standard in standards_of(run.diagnostics):
            frame.table(norm_table(t, standard))
            for remark in norm_remarks(t, standard):
                frame.remark(remark)
        facts = [
            (t("Run"), provenance.run_sha256),
            (t("Definition"), provenance.definition_sha256),
            (t("Engine"), provenance.engine_version),
            (t("Code"), provenance.code_version),
            (t("Asked for by"), run.requested_by),
        ]
        pairs = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts
        )
        st.html(f'<dl class="facts hashes">{pairs}</dl>')


def _inputs_table(window: Window, run: AssessmentRead) -> Table:
    t = window.t
    inputs = run.provenance.inputs if run.provenance else []
    rows = tuple(
        (
            Cell(f"{item.dataset} ({t('synthetic')})" if item.synthetic else item.dataset, header=True),
            Cell(item.citation),
            Cell(item.licence),
            Cell(item.sha256[:12]),
        )
        for item in inputs
    )
    columns = (Column(t("Data set")), Column(t("Source")), Column(t("Licence")), Column(t("Checksum")))
    return Table(t("What went into this run"), columns, rows)


def _tags_table(window: Window, shares: dict[str, float]) -> Table:
    t = window.t
    rows = tuple(
        (Cell(tag_name(t, tag), header=True), Cell(t.percent_number(shares[tag])))
        for tag in sorted(shares, key=lambda tag: -shares[tag])
    )
    columns = (Column(t("Property of the street")), Column(t("Street length not recorded (%)"), numeric=True))
    return Table(t("What nobody has recorded"), columns, rows)
