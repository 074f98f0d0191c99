"""Forms about one recommendation: the city's answer, actions that follow from it, and their progress."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import streamlit as st

from dashboards import typed
from dashboards.errors import ApiProblem
from dashboards.pages import frame
from dashboards.pages.record.moving import (
    Place,
    begun_from,
    settle,
    show_conflict,
    show_faults,
    show_moves,
)
from dashboards.record import words
from dashboards.record.api import RecordApi
from dashboards.record.models import FollowUpActionRead, RecommendationRead
from dashboards.state import Window, choose, today

# What the city says, and the move that goes with it.
MOVES: Final = {"accepted": "accept", "partly": "accept_partly", "rejected": "reject"}
STARTERS: Final = frozenset({"project_manager", "city_partner"})


def show_answer_form(window: Window, record: RecordApi, place: Place, item: RecommendationRead) -> None:
    """Let the addressee answer: whether it accepts, and what it says."""
    t = window.t
    name = f"answer_{place.engagement}_{item.key}"
    form = f"{name}_{st.session_state.get(f'turn_{name}', 0)}"
    frame.section(t("Your answer"))
    frame.remark(t("It stands in the record in the language you write."))
    with st.form(form):
        stance = st.radio(
            t("Do you accept it?"),
            list(MOVES),
            format_func=lambda key: words.move_name(t, MOVES[key]),
            **typed.option(f"{form}_stance", list(MOVES), None),
        )
        stance_slot = st.empty()
        text = st.text_area(t("What your organisation answers"), **typed.words(f"{form}_text"))
        text_slot = st.empty()
        sent = st.form_submit_button(t("Send the answer"), type="primary")
    begun = begun_from(name, item, sent=sent)
    if not sent:
        return
    slots: dict[str, Any] = {"stance": stance_slot, "text": text_slot}
    faults = {}
    if stance is None:
        faults["stance"] = t("Choose one.")
    if not str(text).strip():
        faults["text"] = t("Say why, or what you will do.")
    if faults:
        show_faults(window, faults, slots)
        return
    assert stance is not None  # else that is a fault
    if begun.version != item.version:
        show_conflict(window, begun, item, words.move_name(t, MOVES[stance]))
        st.session_state[f"begun_{name}"] = item
        return
    if _send(window, record, place, item, stance=stance, text=str(text).strip(), name=name):
        typed.settle(f"{form}_text")
        st.session_state.pop(f"sent_{name}", None)
        st.session_state[f"moved_{place.engagement}_{place.plural}_{item.key}"] = t(
            "Your answer stands in the record: {stance}.", stance=words.stance_words(t, stance)
        )
        settle(name, "")


def _send(
    window: Window,
    record: RecordApi,
    place: Place,
    item: RecommendationRead,
    *,
    stance: str,
    text: str,
    name: str,
) -> bool:
    """Write the answer, then move the recommendation; tried again, the answer is not written twice."""
    t = window.t
    answer = {
        "recommendation": item.key,
        "stance": stance,
        "text": {t.language: text},
        "responded_on": today().isoformat(),
    }
    body = {"move": MOVES[stance], "reason": text}
    try:
        if st.session_state.get(f"sent_{name}") != answer:
            record.create_part(place.engagement, "management-responses", answer)
            st.session_state[f"sent_{name}"] = answer
        record.move_part(place.engagement, place.plural, item.key, body, version=item.version)
    except ApiProblem as problem:
        if problem.stale:
            theirs = record.get_part(RecommendationRead, place.engagement, place.plural, item.key)
            show_conflict(window, item, theirs, words.move_name(t, MOVES[stance]))
            st.session_state[f"begun_{name}"] = theirs
        else:
            frame.problem_notice(t, problem)
        return False
    return True


def show_actions_form(
    window: Window,
    record: RecordApi,
    engagement: str,
    item: RecommendationRead,
    actions: list[FollowUpActionRead],
    owners: dict[str, str],
) -> None:
    """Let those with the right add an action, and say how one goes on."""
    t = window.t
    name = f"action_{engagement}_{item.key}"
    saved = st.session_state.pop(f"moved_{name}", None)
    if saved:
        frame.note(t("Recorded"), saved, "good")
    may_start = any(window.me.has_role(role, item.study) for role in STARTERS)
    if may_start and item.state in {"accepted", "partly_accepted", "in_action"}:
        _add_action(window, record, engagement, item, owners, name)
    if not actions or not may_start:
        return
    names = {action.key: t.pick(action.title) for action in actions}
    key = choose("action", t("Action"), list(names), shown=lambda option: names[option])
    action = record.get_part(FollowUpActionRead, engagement, "follow-up-actions", key)
    show_moves(window, record, Place(engagement, "follow-up-actions"), action)


def _add_action(
    window: Window,
    record: RecordApi,
    engagement: str,
    item: RecommendationRead,
    owners: dict[str, str],
    name: str,
) -> None:
    t = window.t
    form = f"{name}_{st.session_state.get(f'turn_{name}', 0)}"
    with st.expander(t("Add an action")), st.form(form, border=False):
        title = st.text_input(t("What is to be done"), **typed.words(f"{form}_title"))
        title_slot = st.empty()
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
        sent = st.form_submit_button(t("Add the action"))
    if not sent:
        return
    slots: dict[str, Any] = {"title": title_slot, "owner": owner_slot, "due": due_slot}
    faults = {
        field: message
        for field, message, lacking in (
            ("title", t("Say what is to be done."), not str(title).strip()),
            ("owner", t("Choose who does it."), owner is None),
            ("due", t("Give the day by which it is to be done."), due is None),
        )
        if lacking
    }
    if faults:
        show_faults(window, faults, slots)
        return
    assert isinstance(due, date)  # else that is a fault
    body = {
        "recommendation": item.key,
        "title": {t.language: str(title).strip()},
        "owner": owner,
        "due": due.isoformat(),
    }
    try:
        record.create_part(engagement, "follow-up-actions", body)
    except ApiProblem as problem:
        frame.problem_notice(t, problem)
        return
    typed.settle(f"{form}_title")
    settle(name, t("The action is added."))
