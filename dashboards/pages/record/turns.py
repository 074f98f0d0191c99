"""My turn: what waits for whom, since when, for how many of their working days, and where it is done."""

from __future__ import annotations

from typing import Final

import streamlit as st

from dashboards.i18n import Translator
from dashboards.pages import frame
from dashboards.pages.record.choosing import address
from dashboards.record import words
from dashboards.record.api import RecordApi
from dashboards.record.models import TurnPage, TurnRead
from dashboards.state import Window, choose
from dashboards.tables import Cell, Column, Table, illustrated

WHOSE: Final = ("mine", "all")
# Where a thing of a kind is done: the page, and the choice that finds the thing there.
_PLACES: Final = {
    "gate": ("gates", "gate"),
    "gate_condition": ("gates", "condition"),
    "recommendation": ("recommendations", "recommendation"),
    "follow_up_action": ("recommendations", "action"),
    "pilot": ("lineage", "pilot"),
    "indicator_update": ("lineage", "update"),
}


def show(window: Window) -> None:
    """Show what waits."""
    t, record = window.t, RecordApi(window.api)
    frame.heading(t("My turn"))
    names = {"mine": t("{party}, my organisation", party=window.me.organisation), "all": t("everybody")}
    whose = choose("whose", t("What waits for"), WHOSE, shown=lambda option: names[option])
    waiting = record.list_turns(mine=whose == "mine")
    frame.answer(turn_sentences(t, waiting, mine=whose == "mine", party=window.me.organisation))
    frame.marks(t, illustrative=any(item.illustrative for item in waiting.items))
    if waiting.items:
        frame.table(turns_table(t, waiting, mine=whose == "mine"))
        if len(waiting.items) < waiting.total:
            frame.remark(
                t(
                    "The first {shown} of {total} are listed.",
                    shown=t.number(len(waiting.items)),
                    total=t.number(waiting.total),
                )
            )
    elif whose == "mine":
        st.page_link(window.pages["portfolio"])
    if whose == "all" and waiting.waited_by_party:
        frame.section(t("Who has waited longest for whom"))
        frame.table(parties_table(t, waiting))
    frame.remark(
        t("Days are working days of the party that is waited for; where nobody knows them, weekdays.")
    )


def turn_sentences(t: Translator, waiting: TurnPage, *, mine: bool, party: str) -> list[str]:
    """Answer first: how much waits, how much of it is overdue, and what comes first."""
    if not waiting.total:
        text = t("Nothing waits for {party}.", party=party) if mine else t("Nothing waits for anybody.")
        return [text]
    if mine:
        first = t.plural(
            "{count} thing waits for {party}.", "{count} things wait for {party}.", waiting.total, party=party
        )
    else:
        first = t.plural(
            "{count} thing waits for somebody.", "{count} things wait for somebody.", waiting.total
        )
    overdue = [item for item in waiting.items if item.is_overdue]
    if not overdue:
        return [f"{first} {t('Nothing is overdue.')}"]
    worst = overdue[0]
    second = t.plural("{count} is overdue.", "{count} are overdue.", len(overdue))
    third = t(
        "Longest overdue: {task} “{title}”, by {days}.",
        task=words.task_name(t, worst.what),
        title=t.pick(worst.title),
        days=words.days_of(t, worst.overdue_days or 0, worst.calendar),
    )
    return [f"{first} {second}", third]


def turn_address(item: TurnRead) -> str:
    """Give the address of the page where something is done."""
    if item.kind == "milestone" and item.study:
        return address("plan", study=item.study, milestone=item.key)
    if item.kind == "baseline_change" and item.study:
        return address("plan", study=item.study)
    if item.kind == "deliverable" and item.study:
        return address("report", study=item.study)
    page, name = _PLACES.get(item.kind, ("lineage", "thing"))
    return address(page, engagement=item.engagement, **{name: item.key})


def turns_table(t: Translator, waiting: TurnPage, *, mine: bool) -> Table:
    """List what waits, the longest overdue first; among one party's own things it is not named."""
    rows = []
    for item in waiting.items:
        due, tone = words.due_words(t, item)
        title = illustrated(t, t.pick(item.title), illustrative=item.illustrative)
        rows.append(
            (
                Cell(f"{words.task_name(t, item.what)}: {title}", header=True, href=turn_address(item)),
                Cell(due, tone=tone),
                *(() if mine else (Cell(item.party),)),
                Cell(words.days_of(t, item.waited_days, item.calendar)),
                Cell(t.table_day(item.since.date())),
                Cell(t.pick(item.engagement_title)),
            )
        )
    columns = (
        Column(t("What is to be done")),
        Column(t("By when")),
        *(() if mine else (Column(t("Whose turn")),)),
        Column(t("Has waited")),
        Column(t("Since"), whole=True),
        Column(t("Engagement")),
    )
    return Table(t("What waits, the longest overdue first"), columns, tuple(rows))


def parties_table(t: Translator, waiting: TurnPage) -> Table:
    """Say for how long others have waited for each party, all things together."""
    counts: dict[str, int] = {}
    for item in waiting.items:
        counts[item.party] = counts.get(item.party, 0) + 1
    ordered = sorted(waiting.waited_by_party.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = tuple(
        (Cell(party, header=True), Cell(t.number(counts.get(party, 0))), Cell(t.number(days)))
        for party, days in ordered
    )
    columns = (
        Column(t("Party")),
        Column(t("Things that wait"), numeric=True),
        Column(t("Working days waited, all together"), numeric=True),
    )
    return Table(t("Waiting by party"), columns, rows)
