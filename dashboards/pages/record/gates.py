"""Gates: the decision at the end of each stage, its conditions, and deciding for those with the right."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from dashboards import typed
from dashboards.errors import ApiProblem
from dashboards.i18n import DASH, Translator
from dashboards.pages import frame
from dashboards.pages.record.choosing import address, choose_engagement, party_names
from dashboards.pages.record.moving import Place, settle, show_faults, show_moves
from dashboards.record import words
from dashboards.record.api import RecordApi
from dashboards.record.models import GateConditionRead, GateRead
from dashboards.state import Window, choose, today
from dashboards.tables import Cell, Column, Table, illustrated

SETTERS = frozenset({"project_manager", "institutional_approver"})


def show(window: Window) -> None:
    """Show the gates of an engagement."""
    t, record = window.t, RecordApi(window.api)
    frame.heading(t("Gates"))
    engagement = choose_engagement(window, record)
    if engagement is None:
        return
    gates = record.list_parts(GateRead, engagement.key, "gates")
    if not gates:
        frame.empty(t("No gate yet"), t("A gate comes with each stage of a study."))
        return
    conditions = record.list_parts(GateConditionRead, engagement.key, "gate-conditions")
    owners = party_names(record)
    frame.answer(gate_sentences(t, gates, conditions))
    frame.marks(t, illustrative=any(item.illustrative for item in (*gates, *conditions)))
    frame.table(gates_table(t, engagement.key, gates, conditions))
    _one_gate(window, record, engagement.key, gates, conditions, owners)


def gate_sentences(t: Translator, gates: list[GateRead], conditions: list[GateConditionRead]) -> list[str]:
    """Answer first: how many gates are passed, which one waits, and what is still owed."""
    passed = [gate for gate in gates if gate.state in {"passed", "passed_with_conditions"}]
    first = t(
        "{passed} of {total} gates are passed.", passed=t.number(len(passed)), total=t.number(len(gates))
    )
    waiting = [gate for gate in gates if gate.state == "gate_open"]
    second = (
        t("“{gate}” waits for its decision.", gate=t.pick(waiting[0].title))
        if waiting
        else t("No gate waits for a decision.")
    )
    left = [item for item in conditions if item.state == "open"]
    if not left:
        return [f"{first} {second}", t("No condition is open.")]
    following = min(left, key=lambda item: item.due)
    third = t.plural(
        "{count} condition is open, due {day}.",
        "{count} conditions are open, the first due {day}.",
        len(left),
        day=t.day(following.due),
    )
    return [f"{first} {second}", third]


def gates_table(
    t: Translator, engagement: str, gates: list[GateRead], conditions: list[GateConditionRead]
) -> Table:
    """List the gates in the order of their stages."""
    rows = []
    for gate in gates:
        mine = [item for item in conditions if item.gate == gate.key]
        left = sum(item.state == "open" for item in mine)
        title = illustrated(t, t.pick(gate.title), illustrative=gate.illustrative)
        rows.append(
            (
                Cell(title, header=True, href=address("gates", engagement=engagement, gate=gate.key)),
                Cell(words.state_words(t, gate.state), tone=words.tone_of(gate.state)),
                Cell(t.table_day(gate.state_since.date())),
                Cell(_decided(gate) or DASH),
                Cell(f"{t.number(left)} / {t.number(len(mine))}" if mine else DASH),
                Cell(gate.reason or DASH),
            )
        )
    columns = (
        Column(t("Gate")),
        Column(t("State")),
        Column(t("Since"), whole=True),
        Column(t("Decided by")),
        Column(t("Conditions open / all"), numeric=True),
        Column(t("Reasons")),
    )
    return Table(t("Gates at the ends of the stages"), columns, tuple(rows))


def _decided(gate: GateRead) -> str:
    return ", ".join(part for part in (gate.decided_by, gate.decided_organisation) if part)


def conditions_table(
    t: Translator, conditions: list[GateConditionRead], owners: dict[str, str], day: date
) -> Table:
    """List conditions with who has to meet them and by when."""
    rows = tuple(
        (
            Cell(illustrated(t, t.pick(item.text), illustrative=item.illustrative), header=True),
            Cell(owners.get(item.owner, item.owner)),
            Cell(
                f"▲ {t.table_day(item.due)}, {t('late')}" if _is_late(item, day) else t.table_day(item.due),
                tone="late" if _is_late(item, day) else "",
            ),
            Cell(words.state_words(t, item.state), tone=words.tone_of(item.state)),
            Cell(item.evidence or item.reason or DASH),
        )
        for item in conditions
    )
    columns = (
        Column(t("Condition")),
        Column(t("Owner")),
        Column(t("Due"), whole=True),
        Column(t("State")),
        Column(t("Evidence or reasons")),
    )
    return Table(t("Conditions of this gate"), columns, rows)


def _is_late(item: GateConditionRead, day: date) -> bool:
    return item.state == "open" and item.due < day


def _one_gate(
    window: Window,
    record: RecordApi,
    engagement: str,
    gates: list[GateRead],
    conditions: list[GateConditionRead],
    owners: dict[str, str],
) -> None:
    t = window.t
    frame.section(t("One gate"))
    names = {gate.key: t.pick(gate.title) for gate in gates}
    wanted = next((item.gate for item in conditions if item.key == st.query_params.get("condition")), None)
    waiting = next((gate.key for gate in gates if gate.state == "gate_open"), gates[0].key)
    key = choose("gate", t("Gate"), list(names), shown=lambda o: names[o], default=wanted or waiting)
    gate = record.get_part(GateRead, engagement, "gates", key)
    mine = [item for item in conditions if item.gate == key]
    frame.remark(f"{t('State')}: {words.state_words(t, gate.state)}")
    if mine:
        frame.table(conditions_table(t, mine, owners, today()))
    may_set = any(window.me.has_role(role, gate.study) for role in SETTERS)
    if gate.state == "gate_open" and may_set:
        _add_condition(window, record, engagement, gate, owners)
    if gate.state == "gate_open" and not any(offer.yours for offer in gate.moves or ()):
        frame.remark(t("The institutions that approve the study decide; whoever asked for it does not."))
    show_moves(window, record, Place(engagement, "gates"), gate)
    _one_condition(window, record, engagement, mine)


def _one_condition(
    window: Window, record: RecordApi, engagement: str, conditions: list[GateConditionRead]
) -> None:
    """Offer what may be done with one of the conditions."""
    t = window.t
    if not conditions:
        return
    names = {item.key: t.pick(item.text) for item in conditions}
    frame.section(t("One condition"))
    key = choose("condition", t("Condition"), list(names), shown=lambda option: names[option])
    condition = record.get_part(GateConditionRead, engagement, "gate-conditions", key)
    if not any(offer.yours for offer in condition.moves or ()):
        frame.remark(
            t("Who asks for the decision and who takes it settle the conditions; you may read them.")
        )
        return
    show_moves(window, record, Place(engagement, "gate-conditions"), condition)


def _add_condition(
    window: Window, record: RecordApi, engagement: str, gate: GateRead, owners: dict[str, str]
) -> None:
    t = window.t
    name = f"condition_{engagement}_{gate.key}"
    saved = st.session_state.pop(f"moved_{name}", None)
    if saved:
        frame.note(t("Recorded"), saved, "good")
    form = f"{name}_{st.session_state.get(f'turn_{name}', 0)}"
    with st.expander(t("Set a condition")), st.form(form, border=False):
        text = st.text_area(t("What is to be met"), **typed.words(f"{form}_text"))
        text_slot = st.empty()
        owner = st.selectbox(
            t("Owner"),
            list(owners),
            format_func=lambda key: owners[key],
            placeholder=t("Choose one."),
            **typed.option(f"{form}_owner", list(owners), None),
        )
        owner_slot = st.empty()
        due = st.date_input(t("Due"), format="YYYY-MM-DD", **typed.day(f"{form}_due", None))
        due_slot = st.empty()
        sent = st.form_submit_button(t("Set the condition"))
    if not sent:
        return
    slots: dict[str, Any] = {"text": text_slot, "owner": owner_slot, "due": due_slot}
    faults = {
        field: message
        for field, message, lacking in (
            ("text", t("Say what is to be met."), not str(text).strip()),
            ("owner", t("Choose who has to meet it."), owner is None),
            ("due", t("Give the day by which it is to be met."), due is None),
        )
        if lacking
    }
    if faults:
        show_faults(window, faults, slots)
        return
    assert isinstance(due, date)  # else that is a fault
    body = {
        "gate": gate.key,
        "text": {t.language: str(text).strip()},
        "owner": owner,
        "due": due.isoformat(),
    }
    try:
        record.create_part(engagement, "gate-conditions", body)
    except ApiProblem as problem:
        frame.problem_notice(t, problem)
        return
    typed.settle(f"{form}_text")
    settle(name, t("The condition is set."))
