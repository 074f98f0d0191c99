"""Lineage: from programme and candidacy to recommendations and pilots, both ways, lists before a picture."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.i18n import DASH, Translator
from dashboards.pages import frame
from dashboards.pages.record.choosing import address, choose_engagement, party_names
from dashboards.pages.record.moving import Place, show_moves
from dashboards.pages.record.reported import show_reported
from dashboards.record import words
from dashboards.record.api import RecordApi
from dashboards.record.drawing import line_picture
from dashboards.record.models import IndicatorOutcome, LineageRead, PilotOutcome, PilotRead
from dashboards.state import Window, choose
from dashboards.tables import Cell, Column, Table, illustrated

# What came before the findings, in its order.
BEFORE: Final = ("programme", "edition", "candidacy", "selection_decision", "engagement", "study")


def show(window: Window) -> None:
    """Show the line of an engagement."""
    t, record = window.t, RecordApi(window.api)
    frame.heading(t("Lineage"))
    engagement = choose_engagement(window, record)
    if engagement is None:
        return
    line = record.get_lineage(engagement.key)
    frame.answer(line_sentences(t, line))
    frame.marks(t, illustrative=any(node.illustrative for node in line.nodes))
    frame.section(t("How it came about"))
    frame.items(before_lines(t, line))
    if not line.recommendations:
        frame.empty(t("No recommendation yet"), t("They come with the final report of a study."))
        return
    frame.section(t("What became of each recommendation"))
    frame.table(outcomes_table(t, line))
    _pilot(window, record, line)
    frame.section(t("What each finding led to"))
    frame.table(findings_table(t, line))
    st.html(line_picture(t, line))


def line_sentences(t: Translator, line: LineageRead) -> list[str]:
    """Answer first: how the recommendations were answered, and which pilot came of which."""
    stances = [item.stance for item in line.recommendations]
    if not stances:
        return [t("Nothing has been recommended yet.")]
    first = t(
        "Of {total} recommendations, {accepted} were accepted, {partly} in part and {rejected} not; "
        "{waiting} have no answer yet.",
        total=t.number(len(stances)),
        accepted=t.number(stances.count("accepted")),
        partly=t.number(stances.count("partly")),
        rejected=t.number(stances.count("rejected")),
        waiting=t.number(stances.count(None)),
    )
    if not line.pilots:
        return [first, t("No pilot has come of them yet.")]
    pilot = line.pilots[0]
    second = t(
        "The pilot “{pilot}” came of {recommendations}.",
        pilot=t.pick(pilot.title),
        recommendations=numbers_of(t, line, pilot),
    )
    return [first, second]


def numbers_of(t: Translator, line: LineageRead, pilot: PilotOutcome) -> str:
    """Name the recommendations of a pilot by number."""
    numbers = sorted(item.number for item in line.recommendations if item.key in pilot.recommendations)
    listed = ", ".join(t.number(number) for number in numbers)
    return t.plural("recommendation {numbers}", "recommendations {numbers}", len(numbers), numbers=listed)


def before_lines(t: Translator, line: LineageRead) -> list[str]:
    """Say step by step what the engagement came of."""
    lines = []
    for kind in BEFORE:
        for node in (node for node in line.nodes if node.kind == kind):
            said = [illustrated(t, t.pick(node.title), illustrative=node.illustrative)]
            if kind == "selection_decision":
                said = []
            if node.state:
                said.append(words.state_name(t, node.state))
            # the day of a study is that of its import, which says nothing about the line
            if node.day and kind != "study":
                said.append(t.day(node.day))
            lines.append(f"{words.kind_name(t, kind)}: {', '.join(said)}")
    return lines


def outcomes_table(t: Translator, line: LineageRead) -> Table:
    """Say of every recommendation what it followed from and what became of it."""
    findings = {node.key: t.pick(node.title) for node in line.nodes if node.kind == "finding"}
    pilots = {pilot.key: t.pick(pilot.title) for pilot in line.pilots}
    made_up = {node.id for node in line.nodes if node.illustrative}
    rows = []
    for item in sorted(line.recommendations, key=lambda item: item.number):
        title = illustrated(t, t.pick(item.title), illustrative=f"recommendation:{item.key}" in made_up)
        there = address("recommendations", engagement=line.engagement, recommendation=item.key)
        answered = words.stance_words(t, item.stance)
        rows.append(
            (
                Cell(f"{t.number(item.number)}. {title}", header=True, href=there),
                Cell("; ".join(findings.get(key, key) for key in item.findings) or DASH),
                Cell(f"{answered}, {t.table_day(item.responded_on)}" if item.responded_on else answered),
                Cell(words.state_words(t, item.state), tone=words.tone_of(item.state)),
                Cell(
                    f"{t.number(item.actions_done)} / {t.number(item.actions_total)}"
                    if item.actions_total
                    else DASH
                ),
                Cell("; ".join(pilots.get(key, key) for key in item.pilots) or DASH),
            )
        )
    columns = (
        Column(t("Recommendation")),
        Column(t("It follows from")),
        Column(t("Answer")),
        Column(t("State")),
        Column(t("Actions done / all"), numeric=True),
        Column(t("Pilot")),
    )
    return Table(t("Recommendations and what became of them"), columns, tuple(rows))


def findings_table(t: Translator, line: LineageRead) -> Table:
    """Read the line the other way: from a finding to recommendations and pilots."""
    pilots = {pilot.key: t.pick(pilot.title) for pilot in line.pilots}
    rows = []
    for node in (node for node in line.nodes if node.kind == "finding"):
        led_to = sorted(
            (item for item in line.recommendations if node.key in item.findings), key=lambda item: item.number
        )
        tried = list(dict.fromkeys(key for item in led_to for key in item.pilots))
        rows.append(
            (
                Cell(illustrated(t, t.pick(node.title), illustrative=node.illustrative), header=True),
                Cell("; ".join(f"{t.number(item.number)}. {t.pick(item.title)}" for item in led_to) or DASH),
                Cell("; ".join(pilots.get(key, key) for key in tried) or DASH),
            )
        )
    columns = (Column(t("Finding")), Column(t("Recommendations")), Column(t("Pilots")))
    return Table(t("Findings and what they led to"), columns, tuple(rows))


def _pilot(window: Window, record: RecordApi, line: LineageRead) -> None:
    t = window.t
    frame.section(t("What a pilot came of, and what it changed"))
    if not line.pilots:
        frame.remark(t("No pilot has come of them yet."))
        return
    names = {pilot.key: t.pick(pilot.title) for pilot in line.pilots}
    key = choose("pilot", t("Pilot"), list(names), shown=lambda option: names[option])
    outcome = next(pilot for pilot in line.pilots if pilot.key == key)
    pilot = record.get_part(PilotRead, line.engagement, "pilots", key)
    owners = party_names(record)
    payer = owners.get(pilot.running_cost_owner or "", t("nobody named yet"))
    lines = [
        t("It came of {recommendations}.", recommendations=numbers_of(t, line, outcome)),
        t("State: {state}", state=words.state_words(t, pilot.state)),
        t(
            "Running cost of a year: {money}; paid by: {payer}",
            money=words.money(t, pilot.running_cost),
            payer=payer,
        ),
    ]
    if pilot.reason:
        lines.append(t("Why it stands there: {reason}", reason=pilot.reason))
    frame.remark(t.pick(pilot.text))
    frame.items(lines)
    if outcome.indicators:
        frame.table(indicators_table(t, outcome.indicators))
    else:
        frame.remark(t("No indicator says yet what it is to change."))
    show_moves(window, record, Place(line.engagement, "pilots"), pilot)
    show_reported(window, record, line.engagement, outcome)


def indicators_table(t: Translator, indicators: list[IndicatorOutcome]) -> Table:
    """Hold what was reported against baseline and target; unknown, not applicable and zero stay apart."""
    rows = tuple(
        (
            Cell(t.pick(item.title), header=True),
            Cell(t("share (%)") if item.unit == "share" else item.unit),
            Cell(words.measured(t, item.baseline_state, item.baseline, item.unit)),
            Cell(words.measured(t, item.actual_state, item.actual, item.unit)),
            Cell(_target(t, item)),
            Cell(t.table_day(item.measured_on) if item.measured_on else DASH),
        )
        for item in indicators
    )
    columns = (
        Column(t("Indicator")),
        Column(t("Unit")),
        Column(t("Before"), numeric=True),
        Column(t("Now"), numeric=True),
        Column(t("Target"), numeric=True),
        Column(t("Measured"), whole=True),
    )
    return Table(t("What changed: before, now and the target"), columns, rows)


def _target(t: Translator, item: IndicatorOutcome) -> str:
    if item.target_state is None:
        return t("no target yet")
    return words.measured(t, item.target_state, item.target, item.unit)
