"""Words typed into forms: kept while the record does not answer, shown when a session ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import streamlit as st

_WORDS: Final = "typed_words_"
_CHOICE: Final = "typed_choice_"
_START: Final = "start_of_"
_HELD: Final = "held_fields"


def words(name: str, start: str = "") -> dict[str, Any]:
    """Give key and value of a field for words: it starts with these, or with what is held of it."""
    key = f"{_WORDS}{name}"
    return {"key": key, "value": "" if _is_held(key, start) else start}


def day(name: str, start: date | None) -> dict[str, Any]:
    """Give key and value of a field for a date."""
    key = f"{_CHOICE}{name}"
    return {"key": key, "value": None if _is_held(key, start) else start}


def option(name: str, options: Sequence[str], start: str | None) -> dict[str, Any]:
    """Give key and index of a field in which one option is chosen."""
    key = f"{_CHOICE}{name}"
    first = None if start is None else 0
    return {"key": key, "index": first if _is_held(key, start) or start is None else options.index(start)}


def _is_held(key: str, start: object) -> bool:
    """Tell whether a value is held for a field that is drawn anew; it then comes from there."""
    held: set[str] = st.session_state.get(_HELD, set())
    if key not in st.session_state:
        st.session_state[f"{_START}{key}"] = start
    if key not in held:
        return False
    # Set anew in this turn: only then does Streamlit send a held value to the browser.
    st.session_state[key] = st.session_state[key]
    st.session_state[_HELD] = held - {key}
    return True


def is_open(name: str) -> bool:
    """Tell whether a field for words is on the page or held."""
    return f"{_WORDS}{name}" in st.session_state


def settle(name: str) -> None:
    """Count the words in a field as saved."""
    key = f"{_WORDS}{name}"
    st.session_state[f"{_START}{key}"] = st.session_state.get(key)


def hold() -> None:
    """Keep every field over a page that could not show it: Streamlit forgets what it did not draw."""
    keys = {str(key) for key in st.session_state if str(key).startswith((_WORDS, _CHOICE))}
    for key in keys:
        st.session_state[key] = st.session_state[key]
    st.session_state[_HELD] = keys


def unsaved() -> list[str]:
    """Give the words that were typed and are not saved."""
    found = []
    for key in sorted(str(key) for key in st.session_state if str(key).startswith(_WORDS)):
        text = str(st.session_state[key] or "")
        if text.strip() and text != st.session_state.get(f"{_START}{key}"):
            found.append(text)
    return found
