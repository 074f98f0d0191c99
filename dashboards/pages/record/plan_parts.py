"""Parts of the plan page: worked-out dates and what holds them, trying a date, workload, the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboards import typed
from dashboards.edits import save
from dashboards.errors import ApiProblem
from dashboards.i18n import DASH, Translator
from dashboards.models import MilestoneRead
from dashboards.pages import frame
from dashboards.pages.milestone_form import forget, show_refusal
from dashboards.pages.record.rebaselining import show_baseline_changes
from dashboards.record import words
from dashboards.record.api import RecordApi
from dashboards.record.plan_models import LoadRead, MoveRead, PlanDependency, PlanRead, PlanRow, WhatIfRead
from dashboards.state import Window
from dashboards.tables import Cell, Column, Table, illustrated


def foreseen(milestones: Sequence[MilestoneRead], plan: PlanRead) -> list[MilestoneRead]:
    """Give milestones as the plan foresees them: what a dependency moves is late before anybody says so."""
    rows = {row.key: row for row in plan.rows}
    return [_foreseen(item, rows[item.key]) if item.key in rows else item for item in milestones]


def _foreseen(item: MilestoneRead, row: PlanRow) -> MilestoneRead:
    if item.state != "planned" or row.forecast_date is None:
        return item
    slip_days = row.slip_days or 0
    status = "late" if slip_days > 0 else item.status
    return item.model_copy(
        update={"forecast_date": row.forecast_date, "slip_days": slip_days, "status": status}
    )


def show_plan(window: Window, plan: PlanRead, milestones: Sequence[MilestoneRead], *, manages: bool) -> None:
    """Show what holds the dates, and what would move."""
    t, record = window.t, RecordApi(window.api)
    frame.section(t("What waits for what"))
    _baseline(window, record, plan, manages=manages)
    frame.table(plan_table(t, plan))
    _try_a_date(window, record, plan, milestones, manages=manages)
    show_baseline_changes(window, record, plan)
    load = record.list_workload(plan.study)
    if load:
        frame.section(t("Who has how much to do"))
        frame.table(workload_table(t, load))


def _baseline(window: Window, record: RecordApi, plan: PlanRead, *, manages: bool) -> None:
    """Say whether the agreed dates are frozen; offer to freeze them to those who may."""
    t = window.t
    if plan.baseline_frozen_at is not None:
        day = t.day(plan.baseline_frozen_at.date())
        frame.remark(t("The baseline is frozen since {day}; only an approved change moves it.", day=day))
        return
    frame.remark(t("The baseline is not frozen yet: its dates are proposals."))
    if not manages or not st.button(t("Freeze the baseline")):
        return
    try:
        record.freeze_baseline(plan.study)
    except ApiProblem as problem:
        frame.problem_notice(t, problem)
        return
    st.rerun()


def plan_table(t: Translator, plan: PlanRead) -> Table:
    """List milestones with what they wait for, their float and slip."""
    titles = {row.key: t.pick(row.title) for row in plan.rows}
    rows = []
    for row in plan.rows:
        waits = [_waits_for(t, item, titles) for item in plan.dependencies if item.successor == row.key]
        rows.append(
            (
                Cell(illustrated(t, titles[row.key], illustrative=row.illustrative), header=True),
                Cell("; ".join(waits) or DASH),
                Cell(t.table_day(row.forecast_date) if row.forecast_date and not row.actual_date else DASH),
                Cell(_room(t, row), tone="late" if row.critical else ""),
                Cell(_slip(t, row), tone="late" if (row.slip_working_days or 0) > 0 else ""),
                Cell(row.slip_reason or DASH),
            )
        )
    columns = (
        Column(t("Milestone")),
        Column(t("Waits for")),
        Column(t("Forecast"), whole=True),
        Column(t("Room to move")),
        Column(t("Against the baseline")),
        Column(t("Why")),
    )
    return Table(t("Dates worked out from what waits for what"), columns, tuple(rows))


def _waits_for(t: Translator, item: PlanDependency, titles: dict[str, str]) -> str:
    """Name a dependency in words, with the days between."""
    name = titles.get(item.predecessor, item.predecessor)
    said = {
        "finish_start": t("end of “{milestone}”", milestone=name),
        "start_start": t("beginning of “{milestone}”", milestone=name),
        "finish_finish": t("end of “{milestone}” (both end together)", milestone=name),
        "start_finish": t("beginning of “{milestone}” (before this ends)", milestone=name),
    }
    link = said.get(item.link, name)
    if not item.lag_days:
        return link
    if item.lag_days < 0:
        return (
            f"{link}, {t.plural('{count} working day before', '{count} working days before', -item.lag_days)}"
        )
    return f"{link}, {t.plural('{count} working day after', '{count} working days after', item.lag_days)}"


def _room(t: Translator, row: PlanRow) -> str:
    if row.actual_date is not None or row.state != "planned" or row.total_float_days is None:
        return DASH
    if row.critical:
        return f"▲ {t('critical: no room')}"
    return words.days_of(t, row.total_float_days, row.calendar)


def _slip(t: Translator, row: PlanRow) -> str:
    slip = row.slip_working_days
    if slip is None:
        return t("not known")
    if slip > 0:
        return f"▲ {t('{days} late', days=words.days_of(t, slip, row.calendar))}"
    if slip < 0:
        return t("{days} early", days=words.days_of(t, -slip, row.calendar))
    return t("on the baseline")


def _try_a_date(
    window: Window,
    record: RecordApi,
    plan: PlanRead,
    milestones: Sequence[MilestoneRead],
    *,
    manages: bool,
) -> None:
    """Show what a new forecast would move, and let managers save it after they have seen that."""
    t = window.t
    waiting = [row for row in plan.rows if row.actual_date is None and row.state == "planned"]
    if not waiting:
        return
    frame.section(t("What if a date changes?"))
    saved = st.session_state.pop(f"tried_saved_{plan.study}", None)
    if saved:
        frame.note(t("Saved"), t("“{milestone}” was saved.", milestone=saved), "good")
    names = {row.key: t.pick(row.title) for row in waiting}
    form = f"try_{plan.study}"
    with st.form(form):
        key = st.selectbox(
            t("Milestone that would move"),
            list(names),
            format_func=lambda option: names[option],
            **typed.option(f"{form}_milestone", list(names), waiting[0].key),
        )
        day = st.date_input(t("To this day"), format="YYYY-MM-DD", **typed.day(f"{form}_day", None))
        day_slot = st.empty()
        sent = st.form_submit_button(t("Show what moves"))
    held = f"tried_{plan.study}"
    if sent:
        st.session_state.pop(held, None)
        if not isinstance(day, date):
            day_slot.html(f'<p class="note note-late" role="status">▲ {t("Give a day.")}</p>')
            return
        try:
            tried = record.try_forecast(plan.study, key, day)
        except ApiProblem as problem:
            frame.problem_notice(t, problem)
            return
        opened = next(item for item in milestones if item.key == key)
        st.session_state[held] = (opened, day, tried)
    if held in st.session_state:
        _tried(window, plan.study, names, manages=manages)


def _tried(window: Window, study: str, names: dict[str, str], *, manages: bool) -> None:
    t = window.t
    opened, day, tried = st.session_state[f"tried_{study}"]
    frame.note(t("Nothing is saved yet"), " ".join(try_sentences(t, tried)), live=True)
    if tried.moves:
        frame.table(moves_table(t, tried.moves, names))
    if not manages or not st.button(t("Save this forecast"), type="primary"):
        return
    outcome = save(window.api, opened, {"forecast_date": day})
    if outcome.kind == "saved":
        forget(opened.id)
        st.session_state.pop(f"tried_{study}")
        st.session_state[f"tried_saved_{study}"] = t.pick(opened.title)
        st.rerun()
    if outcome.kind == "conflict":
        frame.note(
            t("Not saved: somebody else saved first"),
            t(
                "The forecast is now {theirs}, yours is {yours}. Show again what moves, then save.",
                theirs=t.day(outcome.milestone.forecast_date),
                yours=t.day(day),
            ),
            "late",
            live=True,
        )
        return
    show_refusal(window, outcome)


def try_sentences(t: Translator, tried: WhatIfRead) -> list[str]:
    """Say how many milestones would move and whether the end does."""
    if not tried.moves:
        return [t("No milestone would move.")]
    first = t.plural("{count} milestone would move.", "{count} milestones would move.", len(tried.moves))
    if tried.finishes_before == tried.finishes_after:
        return [first, t("The end stays on {day}.", day=t.day(tried.finishes_after))]
    second = t(
        "The end would go from {before} to {after}.",
        before=t.day(tried.finishes_before),
        after=t.day(tried.finishes_after),
    )
    return [first, second]


def moves_table(t: Translator, moves: Sequence[MoveRead], names: dict[str, str]) -> Table:
    """List what would move, and by which chain."""
    rows = tuple(
        (
            Cell(t.pick(move.title), header=True),
            Cell(t.table_day(move.finish_before)),
            Cell(t.table_day(move.finish_after)),
            Cell(DASH if move.working_days is None else t.number(move.working_days)),
            Cell(" → ".join(names.get(key, key) for key in move.chain) or DASH),
            Cell(f"▲ {t('critical: no room')}" if move.critical else DASH),
        )
        for move in moves
    )
    columns = (
        Column(t("Milestone")),
        Column(t("Now"), whole=True),
        Column(t("Then"), whole=True),
        Column(t("Working days"), numeric=True),
        Column(t("Because of")),
        Column(t("Room to move")),
    )
    return Table(t("What would move"), columns, rows)


def workload_table(t: Translator, load: Sequence[LoadRead]) -> Table:
    """List by party and month what is open and what falls due."""
    busy = [item for item in load if item.open_count or item.due_count]
    rows = tuple(
        (
            Cell(item.party or t("nobody named yet"), header=True),
            Cell(f"{item.first_date:%Y-%m}"),
            Cell(t.number(item.open_count)),
            Cell(t.number(item.due_count)),
            Cell(t.number(item.working_days_count)),
        )
        for item in sorted(busy, key=lambda item: (item.first_date, item.party or ""))
    )
    columns = (
        Column(t("Party")),
        Column(t("Month"), whole=True),
        Column(t("Milestones open"), numeric=True),
        Column(t("Milestones due"), numeric=True),
        Column(t("Working days of work"), numeric=True),
    )
    return Table(t("Workload by party and month"), columns, rows)
