"""Forms that change a place of the register: publish, settle, state a fact, correct the position."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

import streamlit as st

from dashboards import typed
from dashboards.errors import ApiProblem
from dashboards.pages import frame
from dashboards.register import words
from dashboards.register.keeping import RegisterApi
from dashboards.register.models import PlaceRead
from dashboards.register.record_words import CONFIDENCES, PRECISIONS, precision_name
from dashboards.state import Window, today

LEAST_REASON: Final = 3
USUAL_RADIUS_M: Final = 10.0


def _attempt(window: Window, change: Callable[[], object], done: str, *, said: str = "place_done") -> None:
    """Do a change; keep the words for it as ``said``, and draw the page again when it was done."""
    t = window.t
    try:
        change()
    except ApiProblem as problem:
        if problem.stale:
            text = t(
                "Somebody else changed this place while you were reading it. Load it again, then decide."
            )
            frame.note(t("Not saved"), text, "late", live=True)
            st.button(t("Load again"))
            return
        frame.problem_notice(t, problem)
        return
    st.session_state[said] = done
    st.session_state["place_turn"] = st.session_state.get("place_turn", 0) + 1
    st.rerun()


def _form_name(name: str, place_id: str) -> str:
    """Name a form anew after every change, so that it is empty again."""
    return f"{name}_{place_id}_{st.session_state.get('place_turn', 0)}"


def _reason(window: Window, form: str) -> str:
    text = st.text_input(window.t("Reason, for the history"), **typed.words(f"{form}_reason"))
    return str(text).strip()


def _lacks_reason(window: Window, reason: str) -> bool:
    if len(reason) >= LEAST_REASON:
        return False
    t = window.t
    frame.note(
        t("Not saved"), t("Give a reason in a few words; it stands in the history."), "late", live=True
    )
    return True


def publish_or_withdraw(window: Window, register: RegisterApi, place: PlaceRead) -> None:
    """Offer the one change of state that makes sense now."""
    t = window.t
    published = place.state == "published"
    label = t("Withdraw from the public finder") if published else t("Publish in the public finder")
    form = _form_name("state", place.id)
    with st.expander(label), st.form(form):
        reason = _reason(window, form)
        sent = st.form_submit_button(label, type="secondary" if published else "primary")
    if not sent or _lacks_reason(window, reason):
        return
    changes = {"state": "withdrawn" if published else "published", "reason": reason}
    done = t("It is no longer in the public finder.") if published else t("It is in the public finder now.")
    _attempt(window, lambda: register.update_place(place.id, changes, version=place.version), done)


def settle_dispute(
    window: Window, register: RegisterApi, place_id: str, kind: str, *, said: str = "place_done"
) -> None:
    """Let a person decide between sources; their word counts from then on."""
    t = window.t
    form = _form_name(f"settle_{kind}", place_id)
    with st.form(form, border=False):
        answer = st.radio(
            t("What is right?"),
            words.ANSWERS,
            format_func=lambda key: words.answer_name(t, key),
            horizontal=True,
            **typed.option(f"{form}_answer", words.ANSWERS, None),
        )
        seen = st.date_input(
            t("Seen on"), min_value=None, max_value=today(), format="YYYY-MM-DD", **typed.day(form, today())
        )
        evidence = st.text_input(t("How do you know?"), **typed.words(f"{form}_evidence"))
        sent = st.form_submit_button(t("Settle it"), type="primary")
    if not sent:
        return
    if answer is None or not str(evidence).strip():
        text = t("Choose an answer and say how you know.")
        frame.note(t("Not saved"), text, "late", live=True)
        return
    body = _observation(window, kind, answer, seen, "documented", str(evidence), settles=True)
    done = t("The dispute is settled; your word counts from now on.")
    _attempt(window, lambda: register.add_observation(place_id, body), done, said=said)


def state_fact(
    window: Window,
    register: RegisterApi,
    place_id: str,
    *,
    kinds: Sequence[str] = words.FACT_KINDS,
    said: str = "place_done",
) -> None:
    """Let a person state what they saw or read."""
    t = window.t
    form = _form_name("fact", place_id)
    with st.expander(t("State what you saw or read")), st.form(form, border=False):
        kind = st.selectbox(
            t("Fact"),
            kinds,
            format_func=lambda key: words.fact_name(t, key),
            **typed.option(f"{form}_kind", kinds, kinds[0]),
        )
        answer = st.radio(
            t("Answer"),
            words.ANSWERS,
            format_func=lambda key: words.answer_name(t, key),
            horizontal=True,
            **typed.option(f"{form}_answer", words.ANSWERS, None),
        )
        seen = st.date_input(t("Seen on"), max_value=today(), format="YYYY-MM-DD", **typed.day(form, today()))
        confidence = st.selectbox(
            t("How do you know?"),
            CONFIDENCES[:3],
            format_func=lambda key: words.how_sure(t, key),
            **typed.option(f"{form}_sure", CONFIDENCES[:3], CONFIDENCES[0]),
        )
        evidence = st.text_input(t("What it rests on (may stay empty)"), **typed.words(f"{form}_evidence"))
        sent = st.form_submit_button(t("Save the statement"), type="primary")
    if not sent:
        return
    if answer is None:
        frame.note(t("Not saved"), t("Choose an answer."), "late", live=True)
        return
    body = _observation(window, kind, answer, seen, confidence, str(evidence), settles=False)
    done = t("Your statement counts from now on.")
    _attempt(window, lambda: register.add_observation(place_id, body), done, said=said)


def _observation(
    window: Window,
    kind: str,
    answer: str,
    seen: date | None,
    confidence: str,
    evidence: str,
    *,
    settles: bool,
) -> dict[str, Any]:
    body = {
        "kind": kind,
        "answer": answer,
        "observed_on": seen.isoformat() if seen else None,
        "observer": window.me.name,
        "confidence": confidence,
        "settles": settles,
    }
    return {**body, "evidence": evidence.strip()} if evidence.strip() else body


def change_position(window: Window, register: RegisterApi, place: PlaceRead) -> None:
    """Let a person say where it is, and how surely."""
    t = window.t
    form = _form_name("position", place.id)
    with st.expander(t("Correct the position")), st.form(form, border=False):
        start = place.position
        lat_deg = st.number_input(
            t("Latitude (degrees, south is negative)"),
            min_value=-90.0,
            max_value=90.0,
            value=start.lat_deg if start else None,
            format="%.5f",
            key=f"{form}_lat",
        )
        lon_deg = st.number_input(
            t("Longitude (degrees, west is negative)"),
            min_value=-180.0,
            max_value=180.0,
            value=start.lon_deg if start else None,
            format="%.5f",
            key=f"{form}_lon",
        )
        precision = st.selectbox(
            t("How well is it known?"),
            PRECISIONS[:-1],
            format_func=lambda key: precision_name(t, key),
            **typed.option(f"{form}_precision", PRECISIONS[:-1], PRECISIONS[0]),
        )
        reason = _reason(window, form)
        sent = st.form_submit_button(t("Save the position"), type="primary")
    if not sent or _lacks_reason(window, reason):
        return
    if lat_deg is None or lon_deg is None:
        frame.note(t("Not saved"), t("Give both latitude and longitude."), "late", live=True)
        return
    position = {"lat_deg": lat_deg, "lon_deg": lon_deg, "precision": precision}
    changes = {"position": position, "reason": reason}
    _attempt(
        window,
        lambda: register.update_place(place.id, changes, version=place.version),
        t("The position is saved."),
    )
