"""Plan: the timeline, what is late and why, changing milestones, their history, and the table twin."""

from __future__ import annotations

import streamlit as st

from dashboards.charts import timeline
from dashboards.i18n import DASH
from dashboards.models import MilestoneRead, StudyRead
from dashboards.pages import frame
from dashboards.pages.indicators import indicators_table, live_sentences
from dashboards.pages.milestone_form import show_milestone
from dashboards.pages.milestone_table import show_milestone_table
from dashboards.pages.record.plan_parts import foreseen, show_plan
from dashboards.record.api import RecordApi
from dashboards.state import Window, choose_study, today
from dashboards.tables import Cell, Column, Table, milestones_table
from dashboards.words import gate_name, owner_name, plan_sentences, slip_text, why


def show(window: Window) -> None:
    """Show a study's plan."""
    t = window.t
    frame.heading(t("Plan"))
    chosen = choose_study(window)
    if chosen is None:
        frame.empty(t("No study yet"), t("You belong to no study. Ask a project manager to add you to one."))
        return
    study = window.api.get_study(chosen.slug)
    milestones = window.api.list_milestones(study.slug)
    owners = {party.key: party.name for party in study.parties}
    if not milestones:
        frame.empty(t("No milestone yet"), t("The definition of this study names none."))
        return
    plan = RecordApi(window.api).get_plan(study.slug)
    expected = foreseen(milestones, plan)
    frame.answer(plan_sentences(t, expected, owners))
    frame.marks(t, illustrative=any(item.illustrative for item in milestones))
    _timeline(window, expected, owners)
    late = [item for item in expected if item.status == "late"]
    if late:
        frame.section(t("What is late, and why"))
        frame.items([_late_line(window, item, owners) for item in late])
    manages = window.me.has_role("project_manager", study.slug)
    show_plan(window, plan, milestones, manages=manages)
    if manages:
        show_milestone_table(window, study.slug, milestones)
    show_milestone(window, milestones, manages=manages)
    frame.section(t("The same as a table"))
    frame.table(milestones_table(t, expected, owners))
    _indicators(window, study)
    frame.section(t("Stages and gates"))
    frame.table(_stages_table(window, study))


def _indicators(window: Window, study: StudyRead) -> None:
    t = window.t
    if not study.indicators:
        return
    frame.section(t("Measures of success"))
    if live := live_sentences(t, study.indicators):
        frame.items(live)
    frame.table(indicators_table(t, study.indicators))
    frame.remark(t("The register of places is counted now; a dash stands where it does not count a measure."))


def _late_line(window: Window, item: MilestoneRead, owners: dict[str, str]) -> str:
    t = window.t
    return (
        f"{t.pick(item.title)}: {slip_text(t, item.slip_days)}. {why(t, item.slip_reason)} "
        f"{t('Turn: {owner}.', owner=owner_name(item.owner, owners))}"
    )


def _timeline(window: Window, milestones: list[MilestoneRead], owners: dict[str, str]) -> None:
    t = window.t
    alt = t("Timeline of the milestones. The table further down gives every date and status.")
    chart = timeline(t, milestones, owners, today())
    st.altair_chart(chart, theme=None, alt=alt)
    key = [
        f"◇ {t('Baseline')}",
        f"● {t('Forecast')}",
        f"■ {t('Actual')}",
        f"┆ {t('today, {day}', day=t.day(today()))}",
    ]
    st.html(f'<p class="key">{"&emsp;".join(key)}</p>')


def _stages_table(window: Window, study: StudyRead) -> Table:
    t = window.t
    rows = tuple(
        (
            Cell(
                f"{t.pick(stage.title)} ({t('illustrative')})" if stage.illustrative else t.pick(stage.title),
                header=True,
            ),
            Cell(t.table_day(stage.planned_start)),
            Cell(t.table_day(stage.planned_end)),
            Cell(f"◆ {t.pick(stage.gate)}" if stage.gate else DASH),
            Cell(gate_name(t, stage.gate_state) if stage.gate else DASH),
        )
        for stage in study.stages
    )
    columns = (
        Column(t("Stage")),
        Column(t("Planned start"), whole=True),
        Column(t("Planned end"), whole=True),
        Column(t("Gate")),
        Column(t("State of the gate")),
    )
    return Table(t("Stages of the study and the gates at their ends"), columns, rows)
