"""Recommendations: where each stands, the city's answer, what is being done about it, and its pilots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboards.i18n import DASH, Translator
from dashboards.pages import frame
from dashboards.pages.record.answering import show_actions_form, show_answer_form
from dashboards.pages.record.choosing import address, choose_engagement, party_names
from dashboards.pages.record.moving import Place, show_if_too_late, show_moves
from dashboards.record import words
from dashboards.record.api import RecordApi
from dashboards.record.models import (
    FindingRead,
    FollowUpActionRead,
    LineageRead,
    ManagementResponseRead,
    RecommendationRead,
    TurnRead,
)
from dashboards.state import Window, choose, today
from dashboards.tables import Cell, Column, Table, illustrated

# Answering is a form of its own, since it says more than a move.
ANSWERS = frozenset({"accept", "accept_partly", "reject"})


@dataclass(frozen=True)
class Shelf:
    """Everything the page reads of one engagement."""

    engagement: str
    recommendations: list[RecommendationRead]
    actions: list[FollowUpActionRead]
    line: LineageRead
    turns: dict[str, TurnRead]  # by key of the recommendation that waits for its answer
    owners: dict[str, str]


def show(window: Window) -> None:
    """Show the recommendations of an engagement."""
    t, record = window.t, RecordApi(window.api)
    frame.heading(t("Recommendations"))
    engagement = choose_engagement(window, record)
    if engagement is None:
        return
    shelf = _read(record, engagement.key)
    if not shelf.recommendations:
        frame.empty(t("No recommendation yet"), t("They come with the final report of a study."))
        return
    frame.answer(recommendation_sentences(t, shelf))
    frame.marks(t, illustrative=any(item.illustrative for item in shelf.recommendations))
    frame.table(recommendations_table(t, shelf))
    _one(window, record, shelf)


def _read(record: RecordApi, engagement: str) -> Shelf:
    waiting = record.list_turns(mine=False, engagement=engagement)
    return Shelf(
        engagement=engagement,
        recommendations=record.list_parts(RecommendationRead, engagement, "recommendations"),
        actions=record.list_parts(FollowUpActionRead, engagement, "follow-up-actions"),
        line=record.get_lineage(engagement),
        turns={item.key: item for item in waiting.items if item.kind == "recommendation"},
        owners=party_names(record),
    )


def recommendation_sentences(t: Translator, shelf: Shelf) -> list[str]:
    """Answer first: how many there are, how many are carried out, which waits for whom."""
    done = sum(item.state == "implemented" for item in shelf.recommendations)
    busy = sum(item.state == "in_action" for item in shelf.recommendations)
    first = t.plural(
        "{done} of {count} recommendation is carried out, {busy} is under way.",
        "{done} of {count} recommendations are carried out, {busy} are under way.",
        len(shelf.recommendations),
        done=t.number(done),
        busy=t.number(busy),
    )
    waiting = [item for item in shelf.recommendations if item.state == "issued"]
    if not waiting:
        return [first, t("None waits for an answer.")]
    item = waiting[0]
    turn = shelf.turns.get(item.key)
    values = {"title": t.pick(item.title), "party": shelf.owners.get(item.addressee, item.addressee)}
    if turn is None:
        return [first, t("“{title}” waits for the answer of {party}.", **values)]
    days = words.days_of(t, turn.waited_days, turn.calendar)
    return [first, t("“{title}” has waited {days} for the answer of {party}.", days=days, **values)]


def recommendations_table(t: Translator, shelf: Shelf) -> Table:
    """List them with answer, actions and pilots."""
    outcomes = {item.key: item for item in shelf.line.recommendations}
    rows = []
    for item in shelf.recommendations:
        outcome = outcomes.get(item.key)
        turn = shelf.turns.get(item.key)
        due, tone = words.due_words(t, turn) if turn else (DASH, "")
        title = illustrated(t, t.pick(item.title), illustrative=item.illustrative)
        there = address("recommendations", engagement=shelf.engagement, recommendation=item.key)
        rows.append(
            (
                Cell(f"{t.number(item.number)}. {title}", header=True, href=there),
                Cell(words.state_words(t, item.state), tone=words.tone_of(item.state)),
                Cell(shelf.owners.get(item.addressee, item.addressee)),
                Cell(words.stance_words(t, outcome.stance) if outcome else DASH),
                Cell(due, tone=tone),
                Cell(
                    f"{t.number(outcome.actions_done)} / {t.number(outcome.actions_total)}"
                    if outcome and outcome.actions_total
                    else DASH
                ),
                Cell(t.number(len(outcome.pilots)) if outcome else DASH),
            )
        )
    columns = (
        Column(t("Recommendation")),
        Column(t("State")),
        Column(t("Addressed to")),
        Column(t("Answer")),
        Column(t("Answer due")),
        Column(t("Actions done / all"), numeric=True),
        Column(t("Pilots"), numeric=True),
    )
    return Table(t("Recommendations of the study"), columns, tuple(rows))


def _one(window: Window, record: RecordApi, shelf: Shelf) -> None:
    t = window.t
    frame.section(t("One recommendation"))
    names = {item.key: f"{t.number(item.number)}. {t.pick(item.title)}" for item in shelf.recommendations}
    acted = next(
        (item.recommendation for item in shelf.actions if item.key == st.query_params.get("action")), None
    )
    waiting = next((item.key for item in shelf.recommendations if item.state == "issued"), None)
    start = acted or waiting
    key = choose(
        "recommendation", t("Recommendation"), list(names), shown=lambda option: names[option], default=start
    )
    item = record.get_part(RecommendationRead, shelf.engagement, "recommendations", key)
    _told(window, record, shelf, item)
    place = Place(shelf.engagement, "recommendations")
    if any(offer.yours and offer.name in ANSWERS for offer in item.moves or ()):
        show_answer_form(window, record, place, item)
    else:
        show_if_too_late(window, f"answer_{shelf.engagement}_{key}", item)
    show_moves(window, record, place, item, without=ANSWERS)
    actions = [action for action in shelf.actions if action.recommendation == key]
    frame.section(t("What is being done about it"))
    if actions:
        frame.table(actions_table(t, actions, shelf.owners, today()))
    else:
        frame.remark(t("No action yet: actions follow an accepted recommendation."))
    show_actions_form(window, record, shelf.engagement, item, actions, shelf.owners)


def _told(window: Window, record: RecordApi, shelf: Shelf, item: RecommendationRead) -> None:
    """Say what it recommends, what it follows from, how it was answered and tried."""
    t = window.t
    frame.remark(f"{words.state_words(t, item.state)}. {t.pick(item.text)}")
    findings = {part.key: part for part in record.list_parts(FindingRead, shelf.engagement, "findings")}
    lines = [
        t("It follows from: {finding}", finding=t.pick(findings[name].title))
        for name in item.findings
        if name in findings
    ]
    answers = record.list_parts(
        ManagementResponseRead, shelf.engagement, "management-responses", recommendation=item.key
    )
    lines += [
        t(
            "Answered on {day}: {stance}. {text}",
            day=t.day(answer.responded_on),
            stance=words.stance_words(t, answer.stance),
            text=t.pick(answer.text),
        )
        for answer in answers
    ]
    if item.reason:
        lines.append(t("Why it stands there: {reason}", reason=item.reason))
    if lines:
        frame.items(lines)
    outcome = next((part for part in shelf.line.recommendations if part.key == item.key), None)
    titles = {pilot.key: t.pick(pilot.title) for pilot in shelf.line.pilots}
    for pilot in outcome.pilots if outcome else ():
        st.page_link(
            window.pages["lineage"],
            label=t("Pilot: {pilot}", pilot=titles.get(pilot, pilot)),
            query_params={"engagement": shelf.engagement, "pilot": pilot},
        )


def actions_table(
    t: Translator, actions: list[FollowUpActionRead], owners: dict[str, str], day: date
) -> Table:
    """List what was undertaken, by whom and by when."""
    rows = []
    for item in actions:
        late = item.state in {"open", "in_progress"} and item.due is not None and item.due < day
        due = t.table_day(item.due) if item.due else t("no day agreed")
        rows.append(
            (
                Cell(illustrated(t, t.pick(item.title), illustrative=item.illustrative), header=True),
                Cell(owners.get(item.owner, item.owner)),
                Cell(f"▲ {due}, {t('late')}" if late else due, tone="late" if late else ""),
                Cell(words.state_words(t, item.state), tone=words.tone_of(item.state)),
                Cell(item.evidence or item.reason or DASH),
            )
        )
    columns = (
        Column(t("Action")),
        Column(t("Owner")),
        Column(t("Due"), whole=True),
        Column(t("State")),
        Column(t("Evidence or reasons")),
    )
    return Table(t("Actions that follow from it"), columns, tuple(rows))
