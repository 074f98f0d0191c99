"""One place of the register: what is known and from whom, disputes, position, history, publication."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from dashboards.errors import ApiProblem
from dashboards.i18n import DASH, Translator
from dashboards.pages import frame
from dashboards.pages.register.place_forms import (
    change_position,
    publish_or_withdraw,
    settle_dispute,
    state_fact,
)
from dashboards.register import words
from dashboards.register.keeping import RegisterApi, keeps
from dashboards.register.models import AttributeRead, PlaceRead
from dashboards.register.record_words import (
    evidence_text,
    observation_text,
    origin_text,
    precision_name,
    state_name,
)
from dashboards.state import Window
from dashboards.tables import Cell, Column, Table

MAP_HEIGHT_PX = 320


def show_place(window: Window, place_id: str) -> None:
    """Show a place; those who keep the register may change it."""
    t = window.t
    register = RegisterApi(window.api)
    try:
        place = register.get_place(place_id)
    except ApiProblem as problem:
        if not problem.refused:
            raise
        frame.heading(t("Register"))
        frame.empty(t("This place is not here"), t("It may have been taken out again with its import."))
        _back(window, None, may_change=False)
        return
    may_change = keeps(window.me, place.study)
    kind = words.kind_name(t, place.kind)
    district = words.mixed_case(place.district)
    frame.heading(place.name, f"{kind} · {district}" if district else kind)
    _back(window, place.study, may_change=may_change)
    if done := st.session_state.pop("place_done", None):
        frame.note(t("Saved"), done, "good")
    frame.answer([words.place_sentence(t, place), t("State: {state}.", state=state_name(t, place.state))])
    if may_change:
        publish_or_withdraw(window, register, place)
    _disputes(window, register, place, may_change=may_change)
    frame.section(t("What is known"))
    frame.table(facts_table(t, place))
    if place.proposals_open and may_change:
        text = t.plural(
            "{count} fact read in its notes waits.",
            "{count} facts read in its notes wait.",
            place.proposals_open,
        )
        frame.note(t("Facts read in notes"), text)
        st.page_link(window.pages["queue"], query_params={"study": place.study, "part": "proposals"})
    if may_change:
        state_fact(window, register, place.id)
    _position(window, register, place, may_change=may_change)
    frame.section(t("Where each value comes from"))
    frame.table(attributes_table(t, place))
    with st.expander(t("Everything that was ever stated about it")):
        _observations(window, place)


def _back(window: Window, study: str | None, *, may_change: bool) -> None:
    t = window.t
    query = "?" + urlencode({"study": study}) if study else ""
    targets = {"register": t("All places of the register")}
    if may_change:
        targets["queue"] = t("What waits for a decision")
    # Streamlit keeps "place" in the address when it changes pages; links of our own leave it out.
    links = " · ".join(
        f'<a href="/app/{page}{query}" target="_self">{escape(text)}</a>' for page, text in targets.items()
    )
    st.html(f"<p>{links}</p>")


def facts_table(t: Translator, place: PlaceRead) -> Table:
    """List the ten facts with their age and whose word counts."""
    rows = []
    for fact in words.facts_in_order(place.facts, ()):
        counted = [item for item in place.observations if item.kind == fact.kind and item.counts]
        due = min((item.review_due for item in counted if item.review_due), default=None)
        tone = "late" if fact.disputed else "planned" if fact.stale or fact.answer == "unknown" else ""
        rows.append(
            (
                Cell(words.fact_name(t, fact.kind), header=True),
                Cell(f"{words.answer_sign(fact)} {words.answer_text(t, fact)}", tone=tone),
                Cell(words.fact_age(t, fact)),
                Cell(t.table_day(due) if due else DASH),
                Cell("; ".join(dict.fromkeys(origin_text(t, item.source) for item in counted)) or DASH),
                Cell("; ".join(filter(None, (evidence_text(item.evidence) for item in counted))) or DASH),
                Cell("; ".join(dict.fromkeys(item.norm for item in counted if item.norm)) or DASH),
            )
        )
    columns = (
        Column(t("Fact")),
        Column(t("Answer")),
        Column(t("Since when")),
        Column(t("To be checked by"), whole=True),
        Column(t("Whose word counts")),
        Column(t("What it rests on")),
        Column(t("Norm")),
    )
    return Table(t("What is known of “{place}”", place=place.name), columns, tuple(rows))


def _disputes(window: Window, register: RegisterApi, place: PlaceRead, *, may_change: bool) -> None:
    t = window.t
    disputed = [fact for fact in place.facts if fact.disputed]
    if not disputed:
        return
    frame.section(t("Sources that disagree"))
    for fact in disputed:
        with st.container(border=True, key=f"dispute_{fact.kind}"):
            st.html(f"<h3>{escape(words.fact_name(t, fact.kind))}</h3>")
            sides = [item for item in place.observations if item.kind == fact.kind and item.counts]
            frame.items([observation_text(t, item) for item in sides])
            if may_change:
                settle_dispute(window, register, place.id, fact.kind)


def _position(window: Window, register: RegisterApi, place: PlaceRead, *, may_change: bool) -> None:
    t = window.t
    frame.section(t("Position"))
    st.html(f"<p>{escape(words.position_text(t, place.position, place.district))}</p>")
    if place.position:
        address = "/maps/place?" + urlencode({"place": place.id})
        st.iframe(address, height=MAP_HEIGHT_PX, alt=t("Map of this place"))
        position = place.position
        frame.remark(
            t(
                "{precision}, within {length} of latitude {lat}, longitude {lon}",
                precision=precision_name(t, position.precision),
                length=words.length(t, position.radius_m),
                lat=t.number(position.lat_deg, 5),
                lon=t.number(position.lon_deg, 5),
            )
        )
    if place.found_by:
        frame.remark(t("Found by: {how}", how=origin_text(t, place.found_by)))
    if may_change:
        change_position(window, register, place)


def _attribute_name(t: Translator, attribute: str) -> str:
    named = {"state": t("State"), "position": t("Position"), "kind": t("Kind of place")}
    return named.get(attribute) or words.attribute_name(t, attribute)


def _value(t: Translator, item: AttributeRead) -> str:
    if item.value is None:
        return t("taken away")
    if item.attribute == "state":
        return state_name(t, item.value)
    return words.kind_name(t, item.value) if item.attribute == "kind" else item.value


def attributes_table(t: Translator, place: PlaceRead) -> Table:
    """List what every attribute was given, from where, newest first; what stands is marked."""
    rows = tuple(
        (
            Cell(_attribute_name(t, item.attribute), header=True),
            Cell(_value(t, item)),
            Cell(t("stands") if item.stands else t("replaced"), tone="achieved" if item.stands else ""),
            Cell(origin_text(t, item.source)),
            Cell(item.recorded_by),
            Cell(t.moment(item.recorded_at)),
        )
        for item in sorted(place.history, key=lambda item: (not item.stands, item.attribute))
    )
    columns = (
        Column(t("Attribute")),
        Column(t("Value")),
        Column(t("State")),
        Column(t("Source")),
        Column(t("Who")),
        Column(t("When")),
    )
    return Table(t("Values and their sources"), columns, rows)


def _observations(window: Window, place: PlaceRead) -> None:
    t = window.t
    if not place.observations:
        frame.empty(t("Nothing stated yet"), t("A fact counts as not known until somebody states it."))
        return
    rows = tuple(
        (
            Cell(words.fact_name(t, item.kind), header=True),
            Cell(words.answer_name(t, item.answer)),
            Cell(t.table_day(item.observed_on) if item.observed_on else t("without a date")),
            Cell(origin_text(t, item.source)),
            Cell(item.observer),
            Cell(words.how_sure(t, item.confidence)),
            Cell(evidence_text(item.evidence) or DASH),
            Cell(
                _standing(
                    t, withdrawn=item.withdrawn_at is not None, settles=item.settles, counts=item.counts
                )
            ),
        )
        for item in sorted(place.observations, key=lambda item: item.recorded_at, reverse=True)
    )
    columns = (
        Column(t("Fact")),
        Column(t("Answer")),
        Column(t("Seen on"), whole=True),
        Column(t("Source")),
        Column(t("Observer")),
        Column(t("How they know")),
        Column(t("What it rests on")),
        Column(t("Counts today")),
    )
    frame.table(Table(t("Statements, newest first"), columns, rows))


def _standing(t: Translator, *, withdrawn: bool, settles: bool, counts: bool) -> str:
    if withdrawn:
        return t("no: its import was undone")
    if settles:
        return t("settles a dispute")
    return t("yes") if counts else t("no")
