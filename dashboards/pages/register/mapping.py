"""The form that says what a file's columns become: one row a column, what is missing beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards.i18n import Translator
from dashboards.pages import frame
from dashboards.pages.register.mapping_lines import ask_lines
from dashboards.register.import_models import ColumnRead, InspectedTable, InspectionRead
from dashboards.register.mapping_rows import (
    DEGREES,
    LEFT,
    MILLIONTHS,
    NOTES,
    TARGETS,
    Meaning,
    meanings_of,
    table_of,
    with_meaning,
)
from dashboards.register.mapping_words import (
    MappingFault,
    column_text,
    key_of,
    reason_text,
    table_faults,
    target_name,
)
from dashboards.register.words import FACT_KINDS, SERVICE_KINDS, fact_name, kind_name

STATE: Final = "mapping_form"
ORDERS: Final = ("", "day_first", "month_first")


def open_form(looked_at: InspectionRead, body: dict[str, Any], *, title: str) -> None:
    """Start a form for a file; what the person says is written into the document as they go."""
    st.session_state[STATE] = {
        "file": looked_at,
        "body": {**body, "title": title},
        "turn": st.session_state.get("mapping_turn", 0) + 1,
        "asked": False,
        "told": [],
    }
    st.session_state["mapping_turn"] = st.session_state[STATE]["turn"]


def close_form() -> None:
    """Put the form away."""
    st.session_state.pop(STATE, None)


def is_open() -> bool:
    """Tell whether somebody is saying what the columns become."""
    return STATE in st.session_state


def show_form(t: Translator) -> tuple[str, dict[str, Any]] | None:
    """Show the form; give the key and the document once somebody wants to keep a faultless one."""
    state = st.session_state[STATE]
    body: dict[str, Any] = state["body"]
    frame.section(t("2. Say what its columns become"))
    frame.remark(t("What could be guessed is filled in. Look at each column, change what is wrong."))
    _naming(t, state, body)
    tables: list[InspectedTable] = state["file"].tables
    shown = 0
    if len(tables) > 1:
        shown = st.selectbox(
            t("Sheet or layer"),
            range(len(tables)),
            format_func=lambda at: _table_label(t, tables[at]),
            key=f"mapping_table_{state['turn']}",
        )
    _table(t, state, shown)
    faults = [fault for at in range(len(tables)) for fault in _faults(t, state, at)] + _naming_faults(t, body)
    with st.container(key="mapping_said_place"):
        if state["asked"] and faults:
            _summary(t, state, faults)
    with st.container(horizontal=True):
        keep = st.button(t("Keep this and look at what would happen"), type="primary", key="mapping_keep")
        if st.button(t("Not now"), key="mapping_close"):
            close_form()
            st.rerun()
    if lines := ask_lines(t, state["file"], body, turn=state["turn"]):
        open_form(state["file"], lines, title=lines["title"])
        st.rerun()
    if not keep:
        return None
    state["told"] = []
    faults = [fault for at in range(len(tables)) for fault in _faults(t, state, at)] + _naming_faults(t, body)
    if faults:
        state["asked"] = True
        st.rerun()
    return key_of(body["title"]), {**body, "name": key_of(body["title"])}


def tell_faults(faults: list[MappingFault]) -> None:
    """Show what the API finds wrong beside the columns."""
    st.session_state[STATE] |= {"told": faults, "asked": True}


def _naming(t: Translator, state: dict[str, Any], body: dict[str, Any]) -> None:
    """Ask who the data is from, and under which name this way of reading is kept."""
    turn = state["turn"]
    source, title = st.columns(2)
    body["source"] = source.text_input(
        t("Whose data it is (shown with every fact)"), value=body["source"], key=f"mapping_source_{turn}"
    ).strip()
    body["title"] = title.text_input(
        t("Keep this way of reading as"), value=body["title"], key=f"mapping_title_{turn}"
    ).strip()
    if not state["asked"]:
        return
    if not body["source"]:
        _beside(source, t("Write whose data it is."))
    if not key_of(body["title"]):
        _beside(title, t("Give this way of reading a name with letters."))


def _beside(place: DeltaGenerator, text: str) -> None:
    """Show a fault beside what it is about."""
    place.html(f'<p class="note note-late" role="note">{escape(text)}</p>')


def _naming_faults(t: Translator, body: dict[str, Any]) -> list[MappingFault]:
    faults = []
    if not body["source"]:
        faults.append(MappingFault(-1, "", t("Write whose data it is.")))
    if not key_of(body["title"]):
        faults.append(MappingFault(-1, "", t("Give this way of reading a name with letters.")))
    return faults


def _table_label(t: Translator, table: InspectedTable) -> str:
    return t.plural("{name}: {count} row", "{name}: {count} rows", table.rows, name=table.table.strip())


def _meanings(state: dict[str, Any], at: int) -> dict[str, list[Meaning]]:
    table: InspectedTable = state["file"].tables[at]
    return meanings_of(state["body"]["tables"][at], [column.column for column in table.columns])


def _faults(t: Translator, state: dict[str, Any], at: int) -> list[MappingFault]:
    own = table_faults(t, at, state["body"]["tables"][at], _meanings(state, at))
    return own + [fault for fault in state["told"] if fault.table == at]


def _table(t: Translator, state: dict[str, Any], at: int) -> None:
    """Ask what each column of one table becomes, and write it into the document."""
    body = state["body"]["tables"][at]
    table: InspectedTable = state["file"].tables[at]
    name = f"{state['turn']}_{at}"
    columns = [column.column for column in table.columns]
    meanings = _meanings(state, at)
    if state.get("shown") != at:
        state["shown"], state["starts"] = at, meanings
    # As they were when this sheet came up: a field whose start changed would be drawn anew, without focus.
    starts: dict[str, list[Meaning]] = state["starts"]
    kinds, key = st.columns(2)
    body["kind"] = kinds.selectbox(
        t("Kind of its places"),
        SERVICE_KINDS,
        index=SERVICE_KINDS.index(body["kind"]),
        format_func=lambda kind: kind_name(t, kind),
        key=f"mapping_kind_{name}",
    )
    _key(t, body, columns, name, key)
    # A date is most often that of every fact the sheet tells of.
    told = [meaning.target for several in meanings.values() for meaning in several]
    facts = tuple(kind for kind in FACT_KINDS if f"fact:{kind}" in told)
    slots = {}
    for number, column in enumerate(table.columns):
        with st.container(border=True, key=f"mapping_column_{name}_{number}"):
            said, choice = st.columns(2)
            text = column_text(t, column, looked_at=table.looked_at)
            said.html(f"<h3>{escape(column.column.strip())}</h3><p class='key'>{escape(text)}</p>")
            with choice:
                chosen = _column(t, column, starts[column.column][0], f"{name}_{number}", facts)
                slots[column.column] = st.empty()
        meanings[column.column] = with_meaning(starts[column.column], chosen)
    written = table_of(body, meanings)
    body.clear()
    body.update(written)
    if not state["asked"]:
        return
    for fault in _faults(t, state, at):
        if fault.column in slots:
            _beside(slots[fault.column], fault.text)


def _key(t: Translator, body: dict[str, Any], columns: list[str], name: str, place: DeltaGenerator) -> None:
    """Ask which columns tell rows apart, so that the next file changes only what changed."""
    known = [column for column in columns if column in body.get("key", ())]
    # columns of another spelling or none of the file stay as the document has them
    others = [column for column in body.get("key", ()) if column not in columns]
    chosen = place.multiselect(
        t("What tells one row from another (may stay empty)"),
        columns,
        default=known,
        format_func=str.strip,
        placeholder=t("By name and address"),
        key=f"mapping_key_{name}",
    )
    if found := [*others, *chosen]:
        body["key"] = found
    else:
        body.pop("key", None)
        body.pop("trust_keys", None)


def _column(t: Translator, column: ColumnRead, start: Meaning, name: str, facts: tuple[str, ...]) -> Meaning:
    """Ask what one column becomes, and what that needs."""
    label = column.column.strip()
    target = st.selectbox(
        t("“{column}” becomes", column=label),
        TARGETS,
        index=TARGETS.index(start.target),
        format_func=lambda key: target_name(t, key),
        label_visibility="collapsed",
        key=f"mapping_target_{name}",
    )
    meaning = start if start.target == target else Meaning(target, facts=facts if target == "date" else ())
    ask = OPTIONS.get("fact" if target.startswith("fact:") else target)
    return ask(t, meaning, column, name) if ask else meaning


def _reason(t: Translator, meaning: Meaning, _column: ColumnRead, _name: str) -> Meaning:
    """Say why a column is not taken, when somebody said it before."""
    if meaning.because:
        frame.remark(t("Reason: {reason}", reason=reason_text(t, meaning.because)))
    return meaning


def _notes(t: Translator, meaning: Meaning, _column: ColumnRead, name: str) -> Meaning:
    """Ask whether facts are to be read from notes."""
    label = t("Read facts from its words; a person confirms them")
    return replace(meaning, read=st.checkbox(label, value=meaning.read, key=f"mapping_read_{name}"))


def _only(t: Translator, meaning: Meaning, column: ColumnRead, name: str) -> Meaning:
    """Ask by which values a row is taken."""
    words = st.multiselect(
        t("Rows are taken where it says"),
        _with(column.values, meaning.only),
        default=list(meaning.only),
        accept_new_options=True,
        placeholder=t("Choose or type"),
        key=f"mapping_only_{name}",
    )
    return replace(meaning, only=tuple(words))


def _spellings(t: Translator, meaning: Meaning, column: ColumnRead, name: str) -> Meaning:
    """Ask for words that mean yes or no here, beside those everybody understands."""
    label = column.column.strip()
    with st.popover(t("Unusual words for yes and no"), key=f"mapping_words_{name}"):
        yes = _words(t("“{column}” says yes also by", column=label), meaning.yes, f"mapping_yes_{name}")
        no = _words(t("“{column}” says no also by", column=label), meaning.no, f"mapping_no_{name}")
        frame.remark(t("Several words: put a semicolon between them."))
    return replace(meaning, yes=yes, no=no)


def _words(label: str, start: tuple[str, ...], key: str) -> tuple[str, ...]:
    text = st.text_input(label, value="; ".join(start), key=key)
    return tuple(word.strip() for word in text.split(";") if word.strip())


def _unit(t: Translator, meaning: Meaning, _column: ColumnRead, name: str) -> Meaning:
    """Ask how the numbers of a position are written."""
    scales = [DEGREES, MILLIONTHS, *({meaning.scale} - {DEGREES, MILLIONTHS})]
    names = {DEGREES: t("in degrees, like -46.63"), MILLIONTHS: t("in millionths of a degree")}
    scale = st.selectbox(
        t("How the coordinates are written"),
        scales,
        index=scales.index(meaning.scale),
        format_func=lambda value: names.get(value, f"{value:g}"),
        key=f"mapping_scale_{name}",
    )
    swapped = st.checkbox(
        t("Longitude and latitude are exchanged in this file"),
        value=meaning.swapped,
        key=f"mapping_swapped_{name}",
    )
    return replace(meaning, scale=scale, swapped=swapped)


def _date(t: Translator, meaning: Meaning, _column: ColumnRead, name: str) -> Meaning:
    """Ask which facts a date is of, and how it is written."""
    facts = st.multiselect(
        t("Facts seen on this date"),
        FACT_KINDS,
        default=list(meaning.facts),
        format_func=lambda kind: fact_name(t, kind),
        placeholder=t("Choose"),
        key=f"mapping_facts_{name}",
    )
    names = {
        "": t("as the other dates of the file show"),
        "day_first": t("day first, 31/12/2025"),
        "month_first": t("month first, 12/31/2025"),
    }
    order = st.selectbox(
        t("How the dates are written"),
        ORDERS,
        index=ORDERS.index(meaning.order),
        format_func=lambda key: names[key],
        key=f"mapping_order_{name}",
    )
    return replace(meaning, facts=tuple(facts), order=order)


def _kinds(t: Translator, meaning: Meaning, column: ColumnRead, name: str) -> Meaning:
    """Ask which kind of place each value means."""
    kinds = {}
    for number, value in enumerate(_with(column.values or column.examples, meaning.kinds)):
        known = meaning.kinds.get(value)
        kind = st.selectbox(
            t("“{value}” means", value=value),
            SERVICE_KINDS,
            index=None if known is None else SERVICE_KINDS.index(known),
            format_func=lambda key: kind_name(t, key),
            placeholder=t("as the whole sheet"),
            key=f"mapping_means_{name}_{number}",
        )
        if kind is not None:
            kinds[value] = kind
    return replace(meaning, kinds=kinds)


def _with(values: list[str], others: Any) -> list[str]:  # noqa: ANN401 - any words
    """Put the words of the document behind those of the file."""
    return [*values, *(word for word in others if word not in values)]


# What a target needs to be told besides; the others need nothing.
OPTIONS: Final[dict[str, Callable[[Translator, Meaning, ColumnRead, str], Meaning]]] = {
    LEFT: _reason,
    NOTES: _notes,
    "fact": _spellings,
    "lon": _unit,
    "date": _date,
    "kind": _kinds,
    "only": _only,
}


def _summary(t: Translator, state: dict[str, Any], faults: list[MappingFault]) -> None:
    """List everything that is to be put right, with the sheet and column it is about."""
    tables: list[InspectedTable] = state["file"].tables
    text = t.plural("{count} thing to put right", "{count} things to put right", len(faults))
    frame.note(t("Not kept yet"), f"{text}:", "late", live=True)
    lines = []
    for fault in faults:
        sheet = tables[fault.table].table.strip() if fault.table >= 0 and len(tables) > 1 else ""
        where = ", ".join(part for part in (sheet, fault.column.strip()) if part)
        lines.append(f"{where}: {fault.text}" if where else fault.text)
    frame.items(lines)
