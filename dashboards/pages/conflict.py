"""When somebody else saved first: theirs beside yours, and the choice between them; and fields in words."""

from __future__ import annotations

from datetime import date
from typing import Literal

import streamlit as st

from dashboards.edits import EDITABLE, Fields
from dashboards.i18n import DASH, Translator
from dashboards.models import MilestoneRead
from dashboards.pages import frame
from dashboards.tables import Cell, Column, Table
from dashboards.words import status_name

Choice = Literal["mine", "again", "theirs"]


def ask(
    t: Translator, opened: MilestoneRead, theirs: MilestoneRead, yours: Fields, *, key: str
) -> Choice | None:
    """Show what differs and let the person decide; nothing is lost before."""
    who = theirs.updated_by or t("Somebody else")
    frame.note(
        t("“{milestone}” is not saved yet: somebody else saved first", milestone=t.pick(opened.title)),
        t(
            "{who} saved this milestone on {moment}, after you opened it. Your changes are kept here; "
            "decide which to keep.",
            who=who,
            moment=t.moment(theirs.updated_at),
        ),
        "late",
        live=True,
    )
    frame.table(_table(t, opened, theirs, yours))
    with st.container(horizontal=True):
        mine = st.button(t("Save my changes over theirs"), type="primary", key=f"{key}_mine")
        again = st.button(t("Go on editing from theirs"), key=f"{key}_again")
        drop = st.button(t("Keep theirs"), key=f"{key}_theirs")
    return "mine" if mine else "again" if again else "theirs" if drop else None


def field_names(t: Translator) -> dict[str, str]:
    """Name the fields a milestone's form, table and history show."""
    return {
        "forecast_date": t("Forecast"),
        "actual_date": t("Actual"),
        "state": t("State"),
        "slip_reason": t("Why it moved"),
        "evidence": t("Evidence"),
    }


def shown(t: Translator, field: str, value: object) -> str:
    """Write a field's value."""
    if value in {None, ""}:
        return DASH
    if isinstance(value, date):
        return t.day(value)
    return status_name(t, str(value)) if field == "state" else str(value)


def _table(t: Translator, opened: MilestoneRead, theirs: MilestoneRead, yours: Fields) -> Table:
    names = field_names(t)
    rows = []
    for field in EDITABLE:
        before, there = getattr(opened, field), getattr(theirs, field)
        if there == before and field not in yours:
            continue
        rows.append(
            (
                Cell(names[field], header=True),
                Cell(shown(t, field, before)),
                Cell(shown(t, field, there), tone="due" if there != before else ""),
                Cell(shown(t, field, yours.get(field, before)), tone="due" if field in yours else ""),
            )
        )
    columns = (Column(t("Field")), Column(t("When you opened it")), Column(t("Theirs")), Column(t("Yours")))
    return Table(t("What differs"), columns, tuple(rows))
