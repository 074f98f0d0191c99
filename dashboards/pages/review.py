"""Reviewing a version: comments and their answers, decisions and the manager's answer."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboards import typed
from dashboards.errors import ApiProblem
from dashboards.pages import frame
from dashboards.pages.outline import anchors
from dashboards.report_models import CommentRead, DecisionRead, ReportSummary, VersionRead
from dashboards.state import Window
from dashboards.words import comment_state_name, severity_name, stance_name, verdict_name

SEVERITIES = ("must", "should", "minor", "question")
STANCES = ("agree", "partly", "disagree")
VERDICTS = ("accept", "accept_with_conditions", "revise", "reject")
# The API decides; these only keep forms away that it would refuse.
AUTHORS = ("project_manager", "consultant")
REMARKING = ("project_manager", "city_partner", "reviewer", "institutional_approver")


def show_comments(window: Window, report: ReportSummary, version: VersionRead) -> None:
    """List the comments with their answers, and offer the form."""
    t = window.t
    frame.section(t("Comments"))
    places = anchors(version.html, version.figures)
    comments = window.api.list_comments(version.id)
    if not comments:
        frame.empty(t("No comment yet"), t("Use the form below to point at a place and say what you think."))
    answers = any(window.me.has_role(role, report.study) for role in AUTHORS)
    for comment in comments:
        with st.container(border=True, key=f"comment_{comment.id}"):
            _comment(window, comment, places)
            if answers and comment.state == "open":
                _response_form(window, comment)
    if any(window.me.has_role(role, report.study) for role in REMARKING):
        _comment_form(window, version, places)


def _comment(window: Window, comment: CommentRead, places: dict[str, str]) -> None:
    t = window.t
    title = t(
        "{number}. {severity}: {place}",
        number=comment.number,
        severity=severity_name(t, comment.severity),
        place=places.get(comment.anchor, comment.anchor),
    )
    quote = f"<blockquote>{escape(comment.quote)}</blockquote>" if comment.quote else ""
    state = comment_state_name(t, comment.state)
    st.html(
        f"<h3>{escape(title)}</h3>{quote}<p>{_paragraph(comment.body)}</p>"
        f'<p class="by">{escape(_by(window, comment.author, comment.organisation))}, '
        f"{escape(t.moment(comment.created_at))} · {escape(state)}</p>"
    )
    for response in comment.responses:
        st.html(
            f'<div class="response"><p><strong>{escape(stance_name(t, response.stance))}.</strong> '
            f'{_paragraph(response.body)}</p><p class="by">'
            f"{escape(_by(window, response.author, response.organisation))}, "
            f"{escape(t.moment(response.created_at))}</p></div>"
        )


def _by(window: Window, who: str, organisation: str) -> str:
    return window.t("{who} ({organisation})", who=who, organisation=organisation)


def _paragraph(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _comment_form(window: Window, version: VersionRead, places: dict[str, str]) -> None:
    t = window.t
    if not places:
        return
    if st.session_state.pop("comment_sent", None):
        frame.note(t("Sent"), t("Your comment is in the list above."), "good")
    # Kept when sending fails, emptied (by a new key) when it succeeds.
    turn = st.session_state.setdefault("comment_turn", 0)
    form = f"comment_{version.id}_{turn}"
    with st.form(form):
        st.html(f"<h3>{escape(t('Write a comment'))}</h3>")
        anchor = st.selectbox(
            t("About"),
            list(places),
            format_func=lambda key: places[key],
            **typed.option(f"{form}_anchor", list(places), next(iter(places))),
        )
        severity = st.selectbox(
            t("Weight"),
            SEVERITIES,
            format_func=lambda key: severity_name(t, key),
            **typed.option(f"{form}_severity", SEVERITIES, "should"),
        )
        quote = st.text_input(t("Words it is about (may stay empty)"), **typed.words(f"{form}_quote"))
        body = st.text_area(t("Comment"), **typed.words(f"{form}_body"))
        sent = st.form_submit_button(t("Send the comment"), type="primary")
    if not sent:
        return
    if not body.strip():
        frame.note(t("Not sent"), t("The comment is empty. Write what should change."), "late", live=True)
        return
    try:
        window.api.add_comment(
            version.id, {"anchor": anchor, "severity": severity, "quote": quote, "body": body}
        )
    except ApiProblem as problem:
        frame.problem_notice(t, problem)
        return
    for name in ("quote", "body"):
        typed.settle(f"{form}_{name}")
    st.session_state["comment_turn"] = turn + 1
    st.session_state["comment_sent"] = True
    st.rerun()


def _response_form(window: Window, comment: CommentRead) -> None:
    t = window.t
    with st.form(f"response_{comment.id}"):
        stance = st.selectbox(
            t("Your view"),
            STANCES,
            format_func=lambda key: stance_name(t, key),
            **typed.option(f"stance_{comment.id}", STANCES, STANCES[0]),
        )
        body = st.text_area(
            t("Answer to comment {number}", number=comment.number), **typed.words(f"response_{comment.id}")
        )
        sent = st.form_submit_button(t("Send the answer"))
    if not sent:
        return
    if not body.strip():
        text = t("The answer is empty. Write what you will do about it.")
        frame.note(t("Not sent"), text, "late", live=True)
        return
    try:
        window.api.add_response(comment.id, stance=stance, body=body)
    except ApiProblem as problem:
        frame.problem_notice(t, problem)
        return
    st.rerun()


def show_decisions(window: Window, report: ReportSummary, version: VersionRead, etag: str) -> None:
    """Show what was decided and answered; reviewers decide, the manager answers."""
    t = window.t
    frame.section(t("Decision"))
    if not version.decisions:
        frame.empty(t("No decision yet"), t("A reviewer of the institution decides on exactly this version."))
    for decision in version.decisions:
        with st.container(border=True, key=f"decision_{decision.id}"):
            _decision(window, report, decision)
    if window.me.has_role("reviewer", report.study) and version.state == "in_review":
        _decision_form(window, version, etag)


def _decision(window: Window, report: ReportSummary, decision: DecisionRead) -> None:
    t = window.t
    conditions = (
        f"<p><strong>{escape(t('Conditions'))}.</strong> {_paragraph(decision.conditions)}</p>"
        if decision.conditions
        else ""
    )
    by = _by(window, decision.decided_by, decision.organisation)
    st.html(
        f"<h3>{escape(decision.organisation)}: {escape(verdict_name(t, decision.verdict))}</h3>"
        f"<p>{_paragraph(decision.reasoning)}</p>{conditions}"
        f'<p class="by">{escape(by)}, {escape(t.moment(decision.decided_at))} · '
        f"{escape(t('fingerprint of the text: {hash}', hash=decision.content_sha256[:12]))}</p>"
    )
    if decision.answer:
        answered = f"{decision.answered_by or ''}, {t.moment(decision.answered_at)}"
        st.html(
            f'<div class="response"><p><strong>{escape(t("Answer"))}.</strong> '
            f'{_paragraph(decision.answer)}</p><p class="by">{escape(answered)}</p></div>'
        )
    elif window.me.has_role("project_manager", report.study):
        _answer_form(window, decision)


def _answer_form(window: Window, decision: DecisionRead) -> None:
    t = window.t
    with st.form(f"answer_{decision.id}"):
        body = st.text_area(t("Answer to the decision"), **typed.words(f"answer_{decision.id}"))
        sent = st.form_submit_button(t("Send the answer"))
    if not sent:
        return
    if not body.strip():
        text = t("The answer is empty. Write what you will do about it.")
        frame.note(t("Not sent"), text, "late", live=True)
        return
    try:
        window.api.add_answer(decision.id, body)
    except ApiProblem as problem:
        frame.problem_notice(t, problem)
        return
    st.rerun()


def _decision_form(window: Window, version: VersionRead, etag: str) -> None:
    t = window.t
    with st.form(f"decision_{version.id}"):
        st.html(f"<h3>{escape(t('Decide on version {number}', number=version.number))}</h3>")
        verdict = st.radio(
            t("Decision"),
            VERDICTS,
            format_func=lambda key: verdict_name(t, key),
            **typed.option(f"verdict_{version.id}", VERDICTS, None),
        )
        reasoning = st.text_area(t("Reasons"), **typed.words(f"reasons_{version.id}"))
        conditions = st.text_area(
            t("Conditions (only when you accept with conditions)"),
            **typed.words(f"conditions_{version.id}"),
        )
        sent = st.form_submit_button(t("Record the decision"), type="primary")
    if not sent:
        return
    missing = [
        *([t("Choose a decision.")] if verdict is None else []),
        *([t("Give your reasons.")] if not reasoning.strip() else []),
        *(
            [t("Name the conditions.")]
            if verdict == "accept_with_conditions" and not conditions.strip()
            else []
        ),
    ]
    if verdict is None or missing:
        frame.note(t("Not recorded"), " ".join(missing), "late", live=True)
        return
    decision = {
        "verdict": verdict,
        "reasoning": reasoning,
        "conditions": conditions,
        "content_sha256": version.content_sha256,
    }
    try:
        window.api.add_decision(version.id, decision, etag=etag)
    except ApiProblem as problem:
        if problem.stale:
            text = t("This version changed while you were reading it. Load it again, then decide.")
            frame.note(t("Not recorded"), text, "late", live=True)
        else:
            frame.problem_notice(t, problem)
        return
    st.rerun()
