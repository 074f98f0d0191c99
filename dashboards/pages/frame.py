"""What every page has: language and sign-out, the answer first, notices for each state, how we know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from dashboards.errors import ApiError, ApiProblem
from dashboards.i18n import LANGUAGES, Translator
from dashboards.state import Window
from dashboards.tables import Table, to_html


def sidebar(window: Window) -> None:
    """Say who is signed in, and offer the languages and the way out."""
    t = window.t
    current = ' aria-current="true"'
    links = "".join(
        f'<li><a href="/language/{tag}" target="_self" lang="{tag}" hreflang="{tag}"'
        f"{current if tag == t.language else ''}>{name}</a></li>"
        for tag, name in LANGUAGES.items()
    )
    who = f"{escape(window.me.name)}<br>{escape(window.me.organisation)}"
    with st.sidebar:
        st.html(
            f'<nav class="languages" aria-label="{escape(t("Language"))}"><ul>{links}</ul></nav>'
            f'<p class="who"><span>{escape(t("Signed in as"))}</span><br>{who}</p>'
            '<form method="post" action="/sign-out">'
            f'<button class="quiet" type="submit">{escape(t("Sign out"))}</button></form>'
        )


def heading(title: str, subtitle: str = "") -> None:
    """Show the page's one heading."""
    st.title(title, anchor=False)
    if subtitle:
        st.html(f'<p class="subtitle">{escape(subtitle)}</p>')


def answer(sentences: Iterable[str]) -> None:
    """Show the answer: the first sentence large, the rest after it."""
    first, *rest = [sentence for sentence in sentences if sentence]
    more = f"<p>{escape(' '.join(rest))}</p>" if rest else ""
    st.html(f'<div class="answer"><p class="first">{escape(first)}</p>{more}</div>')


def section(title: str) -> None:
    """Open a part of a page."""
    st.header(title, anchor=False)


def items(lines: Sequence[str]) -> None:
    """Show a plain list."""
    st.html('<ul class="items">' + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>")


def table(twin: Table) -> None:
    """Show a table."""
    st.html(to_html(twin))


def marks(t: Translator, *, synthetic: bool = False, illustrative: bool = False) -> None:
    """Say what must be said on every screen: synthetic data, illustrative facts."""
    if synthetic:
        text = t("The city and its figures are made up to try the software. They describe no real place.")
        note(t("Synthetic data"), text)
    if illustrative:
        note(t("Illustrative"), t("Facts marked illustrative are examples, not confirmed by the parties."))


def note(title: str, text: str, tone: str = "info", *, live: bool = False) -> None:
    """Show a short notice with its word first; one that answers what was just done is read out."""
    role = "status" if live or tone == "good" else "note"
    st.html(f'<p class="note note-{tone}" role="{role}"><strong>{escape(title)}.</strong> {escape(text)}</p>')


def api_notice(t: Translator, error: ApiError) -> None:
    """Say what the API could not or would not do, what is safe, and what to do next."""
    if isinstance(error, ApiProblem) and error.signed_out:
        note(
            t("Your session has ended"),
            t("Sign in again to go on. What was saved is safe."),
            "late",
            live=True,
        )
        st.html(f'<p><a class="button" href="/sign-in" target="_self">{escape(t("Sign in"))}</a></p>')
    elif isinstance(error, ApiProblem) and error.refused:
        text = t("Your account may not see or do this. Ask the project manager of the study for access.")
        note(t("Not open to you"), text, "late", live=True)
    elif isinstance(error, ApiProblem):
        problem_notice(t, error)
    else:
        text = t("The record cannot be reached at the moment. What was saved is safe; try again in a minute.")
        note(t("No answer"), text, "late", live=True)
        st.button(t("Try again"))


def typed_notice(t: Translator, error: ApiError, texts: Sequence[str]) -> None:
    """Say that what was typed is not lost; after a session's end give it back, since the form is gone."""
    if not texts:
        return
    if isinstance(error, ApiProblem) and error.signed_out:
        note(t("Not saved yet"), t("This is what you typed. Copy it before you sign in again."), live=True)
        for text in texts:
            st.code(text, language=None, wrap_lines=True)
    else:
        note(t("Not saved yet"), t("What you typed is kept and comes back with the page."), live=True)


def problem_notice(t: Translator, problem: ApiProblem) -> None:
    """Show a problem in the API's own words, with every fault it names."""
    note(t("Not done"), problem.detail or problem.title, "late", live=True)
    if problem.faults:
        items([f"{fault.pointer}: {fault.message}" for fault in problem.faults])


def empty(title: str, text: str) -> None:
    """Say why there is nothing, and the one thing to do."""
    note(title, text)


def download(label: str, address: str) -> None:
    """Offer a file of our own server."""
    st.html(f'<p><a class="button" href="{escape(address)}" target="_self" download>{escape(label)}</a></p>')


def remark(text: str) -> None:
    """Show a line of lesser weight."""
    st.html(f'<p class="known">{escape(text)}</p>')
