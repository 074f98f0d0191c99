"""Engagement: its papers, parties, contributions and events, and the programmes' common calendar."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboards.i18n import DASH, Translator
from dashboards.pages import frame
from dashboards.pages.record.choosing import choose_engagement, party_names
from dashboards.record import words
from dashboards.record.api import RecordApi
from dashboards.record.models import (
    AgreementRead,
    AttendanceRead,
    CalendarEventRead,
    ContributionRead,
    EngagementRead,
    EventRead,
    ParticipationRead,
)
from dashboards.state import Window, today
from dashboards.tables import Cell, Column, Table, illustrated


def show(window: Window) -> None:
    """Show an engagement."""
    t, record = window.t, RecordApi(window.api)
    frame.heading(t("Engagement"))
    engagement = choose_engagement(window, record)
    if engagement is None:
        return
    owners = party_names(record)
    papers = record.list_parts(AgreementRead, engagement.key, "agreements")
    parties = record.list_parts(ParticipationRead, engagement.key, "participations")
    given = record.list_parts(ContributionRead, engagement.key, "contributions")
    events = record.list_parts(EventRead, engagement.key, "events")
    people = record.list_parts(AttendanceRead, engagement.key, "attendances")
    frame.answer(engagement_sentences(t, engagement, papers, parties))
    frame.marks(
        t, illustrative=any(item.illustrative for item in (engagement, *papers, *parties, *given, *events))
    )
    _facts(t, engagement, owners)
    frame.section(t("Who takes part"))
    _table_or(t, parties_table(t, parties, owners))
    frame.section(t("What each puts in"))
    _table_or(t, contributions_table(t, given, owners))
    frame.section(t("Papers it rests on"))
    _table_or(t, agreements_table(t, papers))
    frame.section(t("Events"))
    _table_or(t, events_table(t, events, people, owners))
    calendar = [item for item in record.list_calendar() if item.programme in {None, engagement.programme}]
    frame.section(t("Calendar of the programmes"))
    _table_or(t, calendar_table(t, calendar))


def _table_or(t: Translator, table: Table) -> None:
    if table.rows:
        frame.table(table)
    else:
        frame.remark(t("Nothing is recorded here yet."))


def engagement_sentences(
    t: Translator,
    engagement: EngagementRead,
    papers: list[AgreementRead],
    parties: list[ParticipationRead],
) -> list[str]:
    """Answer first: where it stands and since when, who takes part, what it rests on."""
    first = t(
        "{title}: {state} since {day}.",
        title=t.pick(engagement.title),
        state=words.state_name(t, engagement.state),
        day=t.day(engagement.state_since.date()),
    )
    count = len({part.organisation for part in parties})
    second = t.plural("{count} party takes part.", "{count} parties take part.", count)
    signed = sum(paper.signed_on is not None for paper in papers)
    third = t.plural("It rests on {count} signed paper.", "It rests on {count} signed papers.", signed)
    return [first, f"{second} {third}"]


def _facts(t: Translator, engagement: EngagementRead, owners: dict[str, str]) -> None:
    city = owners.get(engagement.city or "", engagement.city or t("not known"))
    facts = (
        (t("City"), city),
        (t("Topic"), t.pick(engagement.topic)),
        (t("The city's contact"), engagement.focal_point or t("not known")),
    )
    pairs = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    st.html(f'<dl class="facts">{pairs}</dl>')


def parties_table(t: Translator, parties: list[ParticipationRead], owners: dict[str, str]) -> Table:
    """List who takes part, and as what."""
    rows = tuple(
        (
            Cell(
                illustrated(
                    t, owners.get(item.organisation, item.organisation), illustrative=item.illustrative
                ),
                header=True,
            ),
            Cell(words.role_name(t, item.role)),
            Cell(t.pick(item.part)),
        )
        for item in parties
    )
    return Table(t("Parties"), (Column(t("Party")), Column(t("Role")), Column(t("Part"))), rows)


def contributions_table(t: Translator, given: list[ContributionRead], owners: dict[str, str]) -> Table:
    """List contributions; an amount that is unknown or does not apply is a word."""
    stages = {"planned": t("planned"), "received": t("received")}
    rows = tuple(
        (
            Cell(illustrated(t, t.pick(item.title), illustrative=item.illustrative), header=True),
            Cell(owners.get(item.organisation, item.organisation)),
            Cell(words.form_name(t, item.form)),
            Cell(words.money(t, item.amount)),
            Cell(
                f"{stages.get(item.stage, item.stage)}, {t.table_day(item.received_on)}"
                if item.received_on
                else stages.get(item.stage, item.stage)
            ),
        )
        for item in given
    )
    columns = (
        Column(t("Contribution")),
        Column(t("Party")),
        Column(t("How")),
        Column(t("Amount")),
        Column(t("Planned or received")),
    )
    return Table(t("Contributions"), columns, rows)


def agreements_table(t: Translator, papers: list[AgreementRead]) -> Table:
    """List the papers; one without a day of signing is a draft."""
    rows = tuple(
        (
            Cell(illustrated(t, t.pick(item.title), illustrative=item.illustrative), header=True),
            Cell(words.form_name(t, item.form)),
            Cell(t.table_day(item.signed_on) if item.signed_on else t("draft, not signed")),
            Cell(item.reference or DASH),
        )
        for item in papers
    )
    columns = (Column(t("Paper")), Column(t("Form")), Column(t("Signed")), Column(t("Where it is")))
    return Table(t("Agreements"), columns, rows)


def events_table(
    t: Translator, events: list[EventRead], people: list[AttendanceRead], owners: dict[str, str]
) -> Table:
    """List events with who came and what was agreed."""
    rows = tuple(
        (
            Cell(illustrated(t, t.pick(item.title), illustrative=item.illustrative), header=True),
            Cell(words.form_name(t, item.form)),
            Cell(t.table_day(item.starts_at.date())),
            Cell(item.place or t("not known")),
            Cell(_who_came(t, [part for part in people if part.event == item.key], owners)),
            Cell(item.minutes or t("no minutes")),
        )
        for item in events
    )
    columns = (
        Column(t("Event")),
        Column(t("Form")),
        Column(t("Day"), whole=True),
        Column(t("Place")),
        Column(t("People who came")),
        Column(t("Minutes")),
    )
    return Table(t("Events of the engagement"), columns, rows)


def _who_came(t: Translator, people: list[AttendanceRead], owners: dict[str, str]) -> str:
    return ", ".join(
        f"{owners.get(item.organisation, item.organisation)}: "
        + (t("not known") if item.people_count is None else t.number(item.people_count))
        for item in people
    ) or t("not known")


def calendar_table(t: Translator, events: list[CalendarEventRead]) -> Table:
    """List the programmes' dates, those to come marked by a word."""
    rows = tuple(
        (
            Cell(illustrated(t, t.pick(item.title), illustrative=item.illustrative), header=True),
            Cell(words.form_name(t, item.form)),
            Cell(_when(t, item)),
            Cell(item.place or t("not known")),
        )
        for item in events
    )
    columns = (Column(t("Event")), Column(t("Form")), Column(t("When")), Column(t("Place")))
    return Table(t("Common calendar of the programmes"), columns, rows)


def _when(t: Translator, item: CalendarEventRead) -> str:
    if item.starts_on is None:
        return t("announced for {when}", when=item.when_said or t("not known"))
    days = t.table_day(item.starts_on)
    if item.ends_on and item.ends_on != item.starts_on:
        days = t.range(days, t.table_day(item.ends_on))
    return f"{days}, {t('to come')}" if item.starts_on > today() else days
