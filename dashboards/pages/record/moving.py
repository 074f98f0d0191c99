"""Moving a thing of the record on: what is offered, what stands in the way, the form, and two at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final, Protocol

import streamlit as st

from dashboards import typed
from dashboards.errors import ApiProblem
from dashboards.i18n import DASH
from dashboards.pages import frame
from dashboards.record import words
from dashboards.record.api import RecordApi
from dashboards.record.models import MoveOffer
from dashboards.record.obstacles import obstacle_words
from dashboards.state import Window
from dashboards.tables import Cell, Column, Table

# What this form can bring along; a move that needs something else is made elsewhere.
BROUGHT: Final = frozenset({"reason", "evidence"})


class Movable(Protocol):
    """A thing with a state, as the API tells of it."""

    @property
    def key(self) -> str:
        """Its name in the engagement."""

    @property
    def state(self) -> str:
        """Where it stands."""

    @property
    def version(self) -> int:
        """Which saving of it this is."""

    @property
    def updated_at(self) -> datetime:
        """When it was saved last."""

    @property
    def updated_by(self) -> str:
        """Who saved it last."""

    @property
    def moves(self) -> Sequence[MoveOffer] | None:
        """What may be done with it now."""


@dataclass(frozen=True)
class Place:
    """Where a thing stands in the API."""

    engagement: str
    plural: str


def show_moves(
    window: Window, record: RecordApi, place: Place, thing: Movable, *, without: Collection[str] = ()
) -> None:
    """Offer the moves that are this person's, each with what stands in its way."""
    t = window.t
    name = _name(place, thing)
    saved = st.session_state.pop(f"moved_{name}", None)
    if saved:
        frame.note(t("Recorded"), saved, "good")
    offers = [
        offer
        for offer in thing.moves or ()
        if offer.yours and offer.name not in without and BROUGHT.issuperset(offer.needs)
    ]
    blocked = [offer for offer in offers if offer.obstacles]
    if blocked:
        frame.items([_blocked_line(window, offer) for offer in blocked])
    free = [offer for offer in offers if not offer.obstacles]
    if free:
        _form(window, record, place, thing, free)
    else:
        show_if_too_late(window, name, thing)


def _blocked_line(window: Window, offer: MoveOffer) -> str:
    t = window.t
    why = " ".join(obstacle_words(t, sentence) for sentence in offer.obstacles)
    return t("“{move}” is not possible yet. {why}", move=words.move_name(t, offer.name), why=why)


def _name(place: Place, thing: Movable) -> str:
    return f"{place.engagement}_{place.plural}_{thing.key}"


def begun_from(name: str, thing: Movable, *, sent: bool) -> Movable:
    """Give the thing as the person saw it when they filled the form in: a change is based on that."""
    key = f"begun_{name}"
    if not sent or key not in st.session_state:
        st.session_state[key] = thing
    begun: Movable = st.session_state[key]
    return begun


def _form(
    window: Window, record: RecordApi, place: Place, thing: Movable, offers: Sequence[MoveOffer]
) -> None:
    t, name = window.t, _name(place, thing)
    form = f"move_{name}_{st.session_state.get(f'turn_{name}', 0)}"
    options = [offer.name for offer in offers]
    needs = {need for offer in offers for need in offer.needs}
    with st.form(form):
        move = st.radio(
            t("What happens next"),
            options,
            format_func=lambda key: words.move_name(t, key),
            **typed.option(f"{form}_move", options, None),
        )
        move_slot = st.empty()
        reason = st.text_area(t("Reasons"), **typed.words(f"{form}_reason"))
        reason_slot = st.empty()
        evidence, evidence_slot = "", None
        if "evidence" in needs:
            evidence = st.text_input(
                t("Evidence: which document, and where it is"), **typed.words(f"{form}_evidence")
            )
            evidence_slot = st.empty()
        sent = st.form_submit_button(t("Record it"), type="primary")
    begun = begun_from(name, thing, sent=sent)
    if not sent:
        return
    slots = {"move": move_slot, "reason": reason_slot, "evidence": evidence_slot}
    chosen = next((offer for offer in offers if offer.name == move), None)
    if begun.version != thing.version:
        # what is offered has changed under the choice, so that even a choice that is gone is told
        show_conflict(window, begun, thing, words.move_name(t, chosen.name) if chosen else DASH)
        st.session_state[f"begun_{name}"] = thing
        return
    faults = _faults(window, chosen, str(reason), str(evidence))
    if faults:
        show_faults(window, faults, slots)
        return
    assert chosen is not None  # else that is a fault
    body: dict[str, Any] = {"move": chosen.name, "reason": str(reason).strip()}
    if str(evidence).strip():
        body["evidence"] = [{"kind": "document", "reference": str(evidence).strip()}]
    try:
        record.move_part(place.engagement, place.plural, thing.key, body, version=begun.version)
    except ApiProblem as problem:
        if problem.stale:
            show_conflict(window, begun, thing, words.move_name(t, chosen.name))
            st.session_state[f"begun_{name}"] = thing
        else:
            told = {fault.pointer.strip("/").split("/")[0]: fault.message for fault in problem.faults}
            if not told or set(told) - {field for field, slot in slots.items() if slot is not None}:
                frame.problem_notice(t, problem)
            else:
                show_faults(window, told, slots)
        return
    for field in ("reason", "evidence"):
        typed.settle(f"{form}_{field}")
    settle(name, words.move_name(t, chosen.name))


def settle(name: str, said: str) -> None:
    """Empty the form of a thing, and draw the page again with what was done."""
    st.session_state[f"moved_{name}"] = said
    st.session_state[f"turn_{name}"] = st.session_state.get(f"turn_{name}", 0) + 1
    st.session_state.pop(f"begun_{name}", None)
    st.rerun()


def _faults(window: Window, offer: MoveOffer | None, reason: str, evidence: str) -> dict[str, str]:
    t = window.t
    if offer is None:
        return {"move": t("Choose one.")}
    given = {"reason": reason, "evidence": evidence}
    asked = {
        "reason": t("This needs reasons; they stand in the history."),
        "evidence": t("Name what proves it."),
    }
    return {need: asked[need] for need in offer.needs if not given[need].strip()}


def show_if_too_late(window: Window, name: str, thing: Movable) -> None:
    """Give words back whose form is gone, because somebody else moved the thing on while they were typed."""
    begun: Movable | None = st.session_state.pop(f"begun_{name}", None)
    texts = typed.unsaved()
    if begun is None or begun.version == thing.version or not texts:
        return
    show_conflict(window, begun, thing, DASH)
    for text in texts:
        st.code(text, language=None, wrap_lines=True)


def show_faults(window: Window, faults: dict[str, str], slots: dict[str, Any]) -> None:
    """Say each fault beside its field."""
    t = window.t
    for field, message in faults.items():
        slot = slots.get(field)
        if slot is not None:
            slot.html(f'<p class="note note-late" role="status">▲ {escape(message)}</p>')
    frame.note(t("Not saved"), t("What you typed is kept; mend this and save again."), "late", live=True)


def show_conflict(window: Window, begun: Movable, theirs: Movable, yours: str) -> None:
    """Show what somebody else saved beside what the person began from and wants; nothing is lost."""
    t = window.t
    frame.note(
        t("Not saved: somebody else saved first"),
        t(
            "{who} saved this on {moment}, after you opened it. What you typed is kept: look at theirs, "
            "then send yours again or leave it.",
            who=theirs.updated_by,
            moment=t.moment(theirs.updated_at),
        ),
        "late",
        live=True,
    )
    columns = (Column(t("Field")), Column(t("When you opened it")), Column(t("Theirs")), Column(t("Yours")))
    row = (
        Cell(t("State"), header=True),
        Cell(words.state_name(t, begun.state)),
        Cell(words.state_name(t, theirs.state), tone="due" if theirs.state != begun.state else ""),
        Cell(yours, tone="due"),
    )
    frame.table(Table(t("What differs"), columns, (row,)))
