"""One import: what was recognised, counts that add up, rows to look at, and take, discard, undo, report."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from dashboards import typed
from dashboards.errors import ApiProblem
from dashboards.i18n import DASH, Translator
from dashboards.pages import frame
from dashboards.register import words
from dashboards.register.import_models import ImportRead, ImportRowRead
from dashboards.register.importing import ImportApi
from dashboards.register.mapping_words import reason_text
from dashboards.register.record_words import (
    OUTCOMES,
    PRECISIONS,
    outcome_meaning,
    outcome_name,
    precision_name,
)
from dashboards.state import Window, choose
from dashboards.tables import Cell, Column, Table

ROWS_A_PAGE: Final = 25
# Behind a place's name stands its identity, which tells machines more than people.
_IDENTITY: Final = re.compile(r" \([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)")
TO_LOOK_AT: Final = ("needs_review", "rejected", "duplicate", "repaired", "accepted")


def show_import(window: Window, imports: ImportApi, import_id: str) -> None:
    """Show an import in whatever state it is."""
    t = window.t
    query = urlencode({"study": st.query_params.get("study", "")})
    st.html(f'<p><a href="/app/import?{query}" target="_self">{t("All files")}</a></p>')
    item = imports.get_import(import_id, language=t.language)
    frame.answer([counts_sentence(t, item), _what_now(t, item)])
    _steps(window, imports, item)
    frame.section(t("What was recognised"))
    body = next((m.body for m in imports.list_mappings(item.study) if m.key == item.mapping_key), {})
    frame.table(recognised_table(t, item, body))
    if item.told:
        frame.items([note.text for note in item.told])
    frame.section(t("What becomes of the rows"))
    frame.table(outcomes_table(t, item))
    frame.section(t("How surely the places are located"))
    frame.table(located_table(t, item))
    _rows(window, imports, item)


def counts_sentence(t: Translator, item: ImportRead) -> str:
    """Say the counts so that everybody can add them up."""
    parts = [
        f"{t.number(item.counts.of(outcome))} {outcome_name(t, outcome)}"
        for outcome in OUTCOMES
        if item.counts.of(outcome)
    ]
    total = item.counts.rows
    rows = t.plural("{count} row", "{count} rows", total)
    return t("“{file}”: {rows} = {parts}.", file=item.file_name, rows=rows, parts=" + ".join(parts) or "0")


def _what_now(t: Translator, item: ImportRead) -> str:
    actions = item.counts.actions
    change = t(
        "{new} new places, {changed} changed, {same} unchanged.",
        new=t.number(actions.get("create", 0)),
        changed=t.number(actions.get("update", 0)),
        same=t.number(actions.get("unchanged", 0)),
    )
    states = {
        "previewed": t("Nothing has entered the register yet."),
        "committed": t(
            "Taken into the register by {who}, {when}.",
            who=item.committed_by or "",
            when=t.moment(item.committed_at),
        ),
        "undone": t("Undone by {who}, {when}.", who=item.undone_by or "", when=t.moment(item.undone_at)),
        "discarded": t("Discarded; nothing entered the register."),
    }
    return f"{change} {states.get(item.state, '')}"


def _steps(window: Window, imports: ImportApi, item: ImportRead) -> None:
    t = window.t
    with st.container(horizontal=True):
        if item.state == "previewed":
            if st.button(t("Take it into the register"), type="primary", key="import_commit"):
                _take(window, imports, item, "commit")
            if st.button(t("Discard it"), key="import_discard"):
                _take(window, imports, item, "discard")
        elif item.state == "committed" and st.button(t("Undo the whole import"), key="import_undo"):
            _take(window, imports, item, "undo")
    if item.state == "committed":
        _publish(window, imports, item)
    address = f"/tables/imports/{item.id}.xlsx"
    frame.download(t("Download the report (XLSX): every row with its reasons"), address)


def _take(window: Window, imports: ImportApi, item: ImportRead, step: str) -> None:
    t = window.t
    said = {
        "commit": t("The file is in the register. Its places are not published before somebody does so."),
        "discard": t("The file was discarded."),
        "undo": t("The register is as it was before this file."),
    }
    try:
        with st.spinner(t("Working; all of it happens or nothing.")):
            imports.take(item, step)
    except ApiProblem as problem:
        frame.problem_notice(t, problem)
        return
    st.session_state["import_said"] = said[step]
    st.rerun()


def _publish(window: Window, imports: ImportApi, item: ImportRead) -> None:
    """Offer to publish what came with the file, save what a person must look at first."""
    t = window.t
    with st.expander(t("Publish its places")), st.form(f"publish_{item.id}", border=False):
        reason = st.text_input(t("Reason, for the history"), **typed.words(f"publish_{item.id}"))
        sent = st.form_submit_button(t("Publish in the public finder"), type="primary")
    if not sent:
        return
    if not str(reason).strip():
        frame.note(t("Not saved"), t("Give a reason in a few words."), "late", live=True)
        return
    try:
        done = imports.publish(item, str(reason).strip())
    except ApiProblem as problem:
        frame.problem_notice(t, problem)
        return
    typed.settle(f"publish_{item.id}")
    st.session_state["import_said"] = t(
        "{published} published; {left} left for a person to look at.",
        published=t.number(done.published),
        left=t.number(done.left),
    )
    st.rerun()


def recognised_table(t: Translator, item: ImportRead, body: Mapping[str, Any]) -> Table:
    """Say which columns of which table became what; one table needs no naming."""
    tables = body.get("tables", [])
    rows = [
        (
            *((Cell(_table_name(t, table)),) if len(tables) > 1 else ()),
            Cell(column, header=True),
            Cell(meaning),
        )
        for table in tables
        for column, meaning in mapped_columns(t, table)
    ]
    named = (Column(t("Table")),) if len(tables) > 1 else ()
    caption = t("Read as “{mapping}”, format {format}", mapping=item.mapping_title, format=item.format)
    return Table(caption, (*named, Column(t("Column")), Column(t("Read as"))), tuple(rows))


def _table_name(t: Translator, table: Mapping[str, Any]) -> str:
    name = str(table.get("table", "*"))
    return t("every table") if name == "*" else name


def mapped_columns(t: Translator, table: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Say of every column of a mapping's table what it became."""
    pairs: list[tuple[str, str]] = [
        (_together(columns), words.attribute_name(t, attribute))
        for attribute, columns in table.get("attributes", {}).items()
    ]
    pairs += [
        (_together(entry["column"]), words.fact_name(t, entry["fact"])) for entry in table.get("answers", [])
    ]
    pairs += [(column, t("note in words, for proposals")) for column in table.get("prose", [])]
    if where := table.get("coordinates"):
        pairs.append((f"{where['lon']}, {where['lat']}", t("coordinates")))
    for entry in table.get("dates", []):
        facts = ", ".join(words.fact_name(t, kind) for kind in entry["facts"])
        pairs.append((entry["column"], t("date of: {facts}", facts=facts)))
    pairs += [(entry["column"], t("Tells the kind of place")) for entry in table.get("kinds", [])]
    pairs += [
        (column, t("only rows with: {values}", values=_together(values)))
        for column, values in table.get("only", {}).items()
    ]
    if key := table.get("key"):
        pairs.append((_together(key), t("tells one row from another")))
    pairs += [
        (entry["column"], t("not taken: {reason}", reason=reason_text(t, entry["because"])))
        for entry in table.get("left", [])
    ]
    return pairs


def _together(columns: str | Sequence[str]) -> str:
    return columns if isinstance(columns, str) else ", ".join(columns)


def outcomes_table(t: Translator, item: ImportRead) -> Table:
    """List the five outcomes with their counts, and their sum."""
    rows = [
        (
            Cell(outcome_name(t, outcome), header=True),
            Cell(t.number(item.counts.of(outcome))),
            Cell(outcome_meaning(t, outcome)),
        )
        for outcome in OUTCOMES
    ]
    total = sum(item.counts.of(outcome) for outcome in OUTCOMES)
    rows.append((Cell(t("Sum"), header=True), Cell(t.number(total)), Cell(t("every row of the file, once"))))
    columns = (Column(t("Result")), Column(t("Rows"), numeric=True), Column(t("What it means")))
    return Table(t("Every row ends in exactly one of these"), columns, tuple(rows))


def located_table(t: Translator, item: ImportRead) -> Table:
    """List how many places are known how well."""
    rows = tuple(
        (Cell(precision_name(t, precision), header=True), Cell(t.number(item.located.get(precision, 0))))
        for precision in PRECISIONS
    )
    columns = (Column(t("Position")), Column(t("Places"), numeric=True))
    return Table(t("Places by how well their position is known"), columns, rows)


def _rows(window: Window, imports: ImportApi, item: ImportRead) -> None:
    t = window.t
    frame.section(t("Row by row"))
    first = next((outcome for outcome in TO_LOOK_AT if item.counts.of(outcome)), "accepted")
    outcome = choose(
        "outcome",
        t("Result"),
        list(OUTCOMES),
        shown=lambda key: f"{outcome_name(t, key)} ({t.number(item.counts.of(key))})",
        default=first,
    )
    asked = (item.id, outcome)
    if st.session_state.get("import_rows_asked") != asked:
        st.session_state["import_rows_asked"] = asked
        st.session_state["import_row_cursors"] = [None]
    cursors: list[str | None] = st.session_state["import_row_cursors"]
    found = imports.list_rows(
        item.id, outcome=outcome, cursor=cursors[-1], limit=ROWS_A_PAGE, language=t.language
    )
    if not found.items:
        frame.empty(t("No such row"), t("Choose another result above."))
        return
    frame.table(rows_table(t, item, found.items))
    with st.container(horizontal=True):
        if len(cursors) > 1 and st.button(t("Rows before"), key="import_before"):
            cursors.pop()
            st.rerun()
        if found.next_cursor and st.button(t("Next rows"), key="import_next"):
            cursors.append(found.next_cursor)
            st.rerun()


def _row_name(t: Translator, row: ImportRowRead) -> str:
    if not row.sheet.strip():
        return t("Row {row}", row=row.row)
    return t("{sheet}, row {row}", sheet=row.sheet.strip(), row=row.row)


def rows_table(t: Translator, item: ImportRead, rows: list[ImportRowRead]) -> Table:
    """List rows with their reasons."""

    def link(row: ImportRowRead) -> str:
        if row.place_id is None:
            return ""
        return "/app/register?" + urlencode({"study": item.study, "place": row.place_id})

    body = tuple(
        (
            Cell(_row_name(t, row), header=True),
            Cell("; ".join(_IDENTITY.sub("", remark.text) for remark in row.remarks) or DASH),
            Cell(t("Open the place") if link(row) else DASH, href=link(row)),
        )
        for row in rows
    )
    columns = (Column(t("Row")), Column(t("Why")), Column(t("Place")))
    return Table(t("Rows with their reasons"), columns, body)
