"""What waits for a decision: one thing at a time, most consequential first, for the keyboard alone."""

from __future__ import annotations

import re
from html import escape
from typing import Final

import streamlit as st

from dashboards import typed
from dashboards.errors import ApiProblem
from dashboards.i18n import Translator
from dashboards.pages import frame
from dashboards.pages.register.place_forms import settle_dispute, state_fact
from dashboards.register import words
from dashboards.register.keeping import RegisterApi, keeps
from dashboards.register.listing import place_link
from dashboards.register.models import ProposalRead, QueueItem, QueueRead, SuggestionRead
from dashboards.register.record_words import PARTS, observation_text, part_name, people_text
from dashboards.state import Window, choose, choose_study, today
from dashboards.tables import Cell, Column, Table

WAITING_SHOWN: Final = 15


def show(window: Window) -> None:
    """Show the parts of the queue and the thing to decide first."""
    t = window.t
    frame.heading(t("To decide"), t("What a person must look at, what concerns most people first."))
    study = choose_study(window)
    if study is None:
        frame.empty(t("No study yet"), t("You belong to no study. Ask a project manager to add you to one."))
        return
    if not keeps(window.me, study.slug):
        text = t("The project manager and the city decide here. You can read the register.")
        frame.empty(t("Not open to you"), text)
        return
    register = RegisterApi(window.api)
    part = st.session_state.get("choice_part") or st.query_params.get("part") or PARTS[0]
    queue = register.get_queue(study.slug, part if part in PARTS else PARTS[0])
    frame.answer([queue_sentence(t, queue), parts_sentence(t, queue)])
    # Without counts: a choice whose words change under the reader would go on showing the old ones.
    chosen = choose("part", t("What waits"), list(PARTS), shown=lambda key: part_name(t, key))
    if chosen != part:
        queue = register.get_queue(study.slug, chosen)
    # Its place is kept while there is nothing to say: what follows would be drawn anew and lose the focus.
    with st.container(key="queue_said_place"):
        if said := st.session_state.pop("queue_said", None):
            frame.note(t("Done"), said, "good")
    _decide_first(window, register, study.slug, queue)


def queue_sentence(t: Translator, queue: QueueRead) -> str:
    """Say how much waits in all."""
    total = sum(queue.counts.values())
    if not total:
        return t("Nothing waits for a decision.")
    return t.plural("{count} thing waits for a decision.", "{count} things wait for a decision.", total)


def parts_sentence(t: Translator, queue: QueueRead) -> str:
    """Say how much waits in each part; empty parts are left out."""
    return " · ".join(
        f"{part_name(t, part)}: {t.number(queue.counts[part])}" for part in PARTS if queue.counts.get(part)
    )


def _decide_first(window: Window, register: RegisterApi, slug: str, queue: QueueRead) -> None:
    t = window.t
    if not queue.items:
        frame.empty(t("Nothing waits here"), t("Choose another part above, or come back later."))
        return
    # What was put off in this session stands behind the rest; with everything put off it starts again.
    later: set[str] = st.session_state.setdefault("queue_later", set())
    items = [item for item in queue.items if _key(item) not in later]
    if not items:
        later.clear()
        items = list(queue.items)
    item = items[0]
    with st.container(border=True, key="queue_item"):
        _what(window, slug, item)
        _decide(window, register, item)
        if len(queue.items) > 1 and st.button(t("Later"), key="queue_skip"):
            later.add(_key(item))
            st.session_state["queue_said"] = t("Put off; here is the next one.")
            st.rerun()
    if items[1:]:
        frame.section(t("What comes next"))
        frame.table(_next_table(t, slug, items[1 : WAITING_SHOWN + 1]))


def _key(item: QueueItem) -> str:
    named = item.proposal or item.suggestion or item.place
    kinds = "-".join(fact.kind for fact in item.facts)
    return f"{item.part}-{named.id if named else ''}-{kinds}"


def _what(window: Window, slug: str, item: QueueItem) -> None:
    """Show what the decision is about."""
    t = window.t
    name = item.place.name if item.place else t("No certain place")
    frame.section(name)
    lines = []
    if item.place:
        district = words.mixed_case(item.place.district)
        where = " · ".join(part for part in (words.kind_name(t, item.place.kind), district) if part)
        address = escape(place_link(slug, item.place.id))
        lines.append(f"<p>{escape(where)} · {escape(people_text(t, item.people))}</p>")
        lines.append(f'<p><a href="{address}" target="_self">{escape(t("Open the place"))}</a></p>')
    if item.proposal:
        lines.append(_proposal_html(t, item.proposal))
    if item.suggestion:
        lines.append(_suggestion_html(t, item.suggestion))
    if item.part == "positions" and item.place:
        text = words.position_text(t, item.place.position, item.place.district)
        lines.append(f"<p>{escape(text)}</p><p>{escape(item.place.address)}</p>")
    st.html("".join(lines))
    if item.observations:
        frame.items(
            [f"{words.fact_name(t, seen.kind)}. {observation_text(t, seen)}" for seen in item.observations]
        )


def _suggestion_html(t: Translator, suggestion: SuggestionRead) -> str:
    """Show what somebody sent, in their words, and what follows when it is accepted."""
    sent = t("Sent {moment}", moment=t.moment(suggestion.sent_at))
    follows = t("It states no fact: accepting it changes nothing, it says that somebody takes care of it.")
    if suggestion.kind and suggestion.answer:
        follows = t(
            "When you accept it, “{fact}: {answer}” counts as seen by the public.",
            fact=words.fact_name(t, suggestion.kind),
            answer=words.answer_name(t, suggestion.answer),
        )
    return (
        f'<blockquote lang="{escape(suggestion.language)}">{escape(suggestion.text)}</blockquote>'
        f'<p class="by">{escape(sent)}</p><p>{escape(follows)}</p>'
    )


def _proposal_html(t: Translator, proposal: ProposalRead) -> str:
    """Show the note with the words that were read in it marked."""
    question = t(
        "Do these words say: {fact}, {answer}?",
        fact=words.fact_name(t, proposal.kind),
        answer=words.answer_name(t, proposal.answer),
    )
    return (
        f"<p><strong>{escape(question)}</strong></p>"
        f"<blockquote>{marked(proposal.notes or proposal.words, proposal.words)}</blockquote>"
        f'<p class="by">{escape(t("Rule: {rule}", rule=proposal.rule))}</p>'
    )


def marked(note: str, found: str) -> str:
    """Mark words within a note, whatever blanks part them; a note without them follows them."""
    pattern = r"\s+".join(re.escape(word) for word in found.split())
    match = re.search(pattern, note, flags=re.IGNORECASE) if pattern else None
    if match is None:
        whole = f"<mark>{escape(found)}</mark>"
        return whole if note.strip() == found.strip() else f"{whole}<br>{escape(note)}"
    before, hit, after = note[: match.start()], match[0], note[match.end() :]
    return f"{escape(before)}<mark>{escape(hit)}</mark>{escape(after)}"


def _decide(window: Window, register: RegisterApi, item: QueueItem) -> None:
    """Offer the decision. Keys stay the same from thing to thing, so that the focus stays on the button."""
    if item.proposal:
        _decide_proposal(window, register, item.proposal)
    elif item.suggestion:
        _decide_suggestion(window, register, item.suggestion.id)
    elif item.place and item.part == "disputes":
        for fact in item.facts:
            if len(item.facts) > 1:
                st.html(f"<h3>{escape(words.fact_name(window.t, fact.kind))}</h3>")
            settle_dispute(window, register, item.place.id, fact.kind, said="queue_said")
    elif item.place and item.part == "stale":
        kinds = [fact.kind for fact in item.facts]
        state_fact(window, register, item.place.id, kinds=kinds, said="queue_said")
    else:
        frame.remark(window.t("Open the place to correct its position."))


def _decide_proposal(window: Window, register: RegisterApi, proposal: ProposalRead) -> None:
    t = window.t
    with st.container(horizontal=True):
        confirm = st.button(t("Yes, they say so"), key="queue_confirm", type="primary")
        reject = st.button(t("No, they do not"), key="queue_reject")
    if not (confirm or reject):
        return
    said = t("Confirmed; here is the next one.") if confirm else t("Rejected; here is the next one.")
    try:
        register.decide_proposal(proposal.id, confirm=confirm, observed_on=proposal.observed_on)
    except ApiProblem as problem:
        frame.problem_notice(t, problem)
        return
    st.session_state["queue_said"] = said
    st.rerun()


def _decide_suggestion(window: Window, register: RegisterApi, suggestion_id: str) -> None:
    t = window.t
    reason = st.text_input(t("Reason, for the history"), **typed.words(f"suggestion_{suggestion_id}"))
    with st.container(horizontal=True):
        accept = st.button(t("Accept it"), key="queue_accept", type="primary")
        refuse = st.button(t("Reject it"), key="queue_refuse")
    if not (accept or refuse):
        return
    if not str(reason).strip():
        frame.note(t("Not saved"), t("Give a reason in a few words."), "late", live=True)
        return
    try:
        register.decide_suggestion(suggestion_id, accept=accept, reason=str(reason).strip())
    except ApiProblem as problem:
        frame.problem_notice(t, problem)
        return
    typed.settle(f"suggestion_{suggestion_id}")
    done = t("Accepted; here is the next one.") if accept else t("Rejected; here is the next one.")
    st.session_state["queue_said"] = done
    st.rerun()


def _next_table(t: Translator, slug: str, items: list[QueueItem]) -> Table:
    rows = tuple(
        (
            Cell(
                item.place.name if item.place else t("No certain place"),
                header=True,
                href=place_link(slug, item.place.id) if item.place else "",
            ),
            Cell(_subject(t, item)),
            Cell(t.number(round(item.people))),
        )
        for item in items
    )
    columns = (Column(t("Place")), Column(t("What about")), Column(t("People within 1 km"), numeric=True))
    return Table(t("Next, as of {day}", day=t.day(today())), columns, rows)


def _subject(t: Translator, item: QueueItem) -> str:
    if item.proposal:
        return words.fact_name(t, item.proposal.kind)
    if item.suggestion:
        return words.fact_name(t, item.suggestion.kind) if item.suggestion.kind else item.suggestion.text[:60]
    return ", ".join(words.fact_name(t, fact.kind) for fact in item.facts) or part_name(t, item.part)
