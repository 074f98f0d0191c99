"""Bringing a file to the register: choose it, look at what would happen, take it, and perhaps undo it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

import streamlit as st

from dashboards.errors import ApiProblem
from dashboards.models import StudySummary
from dashboards.pages import frame
from dashboards.pages.register import mapping as mapping_form
from dashboards.pages.register.preview import show_import
from dashboards.pages.register.reference_system import QUESTION, ask_system, typed_system
from dashboards.register.import_models import ImportRead, InspectionRead, MappingRead
from dashboards.register.importing import ImportApi
from dashboards.register.keeping import keeps
from dashboards.register.mapping_rows import aligned
from dashboards.register.mapping_words import api_faults
from dashboards.register.record_words import import_state_name
from dashboards.state import Window, choose_study
from dashboards.tables import Cell, Column, Table

TYPES: Final = ("xlsx", "xls", "csv", "txt", "tsv", "geojson", "json", "gpkg", "zip", "pbf")
FITTING: Final = ""
MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True)
class Chosen:
    """A file that somebody chose, and what they said of it."""

    name: str
    content: bytes
    mapping: str
    sheet: str

    def options(self, *, crs: str = "", mapping: str | None = None) -> dict[str, str]:
        """Give what is sent with the file."""
        chosen = self.mapping if mapping is None else mapping
        return {"mapping": chosen, "sheet": self.sheet, "crs": crs}


def show(window: Window) -> None:
    """Show an import that the address names, or the form for a new one and those before."""
    t = window.t
    frame.heading(
        t("Import"), t("A file in; nothing enters the register before you have seen what would happen.")
    )
    study = choose_study(window)
    if study is None:
        frame.empty(t("No study yet"), t("You belong to no study. Ask a project manager to add you to one."))
        return
    if not keeps(window.me, study.slug):
        text = t("The project manager and the city bring files here. You can read the register.")
        frame.empty(t("Not open to you"), text)
        return
    imports = ImportApi(window.api)
    if said := st.session_state.pop("import_said", None):
        frame.note(t("Done"), said, "good")
    import_id = st.query_params.get("import")
    if import_id:
        show_import(window, imports, import_id)
        return
    _bring(window, imports, study)
    _earlier(window, imports.list_imports(study.slug))


def _bring(window: Window, imports: ImportApi, study: StudySummary) -> None:
    """Take a file as far as its preview, asking only what it does not say itself."""
    t = window.t
    known = imports.list_mappings(study.slug)
    chosen = _choose_file(window, known)
    question: InspectionRead | None = st.session_state.get(QUESTION)
    crs = ""
    if chosen and question:
        crs = _answer_system(window, imports, study, chosen, question)
    # Its place is kept, so that what follows is not drawn anew when there is something to say.
    said = st.container(key="import_said_place")
    if mapping_form.is_open():
        kept = mapping_form.show_form(t)
        if kept and chosen:
            with said:
                _keep(window, imports, study, chosen, crs, kept)
        return
    with st.container(horizontal=True):
        look = st.button(
            t("Look at what would happen"), type="primary", disabled=chosen is None, key="import_send"
        )
        columns = st.button(t("Say what its columns become"), disabled=chosen is None, key="import_columns")
    if chosen and look and question and not crs:
        with said:
            frame.note(
                t("Not done"), t("Choose the reference system first, or type its number."), "late", live=True
            )
    elif chosen and look:
        with said:
            _look(window, imports, study, chosen, chosen.options(crs=crs))
    if chosen and columns:
        with said:
            _open_form(window, imports, study, chosen, known)


def _choose_file(window: Window, known: list[MappingRead]) -> Chosen | None:
    """Ask for the file; another one puts away what was asked about the one before."""
    t = window.t
    frame.section(t("1. Choose a file"))
    file = st.file_uploader(
        t("Workbook, table, map layer, OpenStreetMap extract or GTFS feed"),
        type=list(TYPES),
        max_upload_size=int(st.secrets["upload_limit_bytes"]) // MEGABYTE,
        key="import_file",
    )
    frame.remark(t("XLSX, XLS, CSV, GeoJSON, GeoPackage, zipped shapefile or GTFS, OSM PBF, A11yJSON."))
    titles = {mapping.key: mapping.title for mapping in known}
    with st.expander(t("More about the file")):
        mapping = st.selectbox(
            t("How its columns are read"),
            [FITTING, *titles],
            format_func=lambda key: titles.get(key, t("the saved way that fits")),
            key="import_mapping",
        )
        sheet = st.text_input(t("Only this sheet (may stay empty)"), key="import_sheet")
    file_id = file.file_id if file else None
    if st.session_state.get("import_file_id") != file_id:
        st.session_state["import_file_id"] = file_id
        st.session_state.pop(QUESTION, None)
        mapping_form.close_form()
    return Chosen(file.name, file.getvalue(), mapping, sheet.strip()) if file else None


def _answer_system(
    window: Window, imports: ImportApi, study: StudySummary, chosen: Chosen, question: InspectionRead
) -> str:
    """Ask for the reference system; one that is typed is looked up and joins the list."""
    t = window.t
    crs = ask_system(t, study, question)
    typed = typed_system()
    if not typed or typed in {landing.crs for landing in question.landings}:
        return crs
    try:
        looked_at = imports.inspect_file(study.slug, chosen.name, chosen.content, chosen.options(crs=typed))
    except ApiProblem as problem:
        frame.problem_notice(t, problem)
    else:
        st.session_state[QUESTION] = looked_at
        st.rerun()
    return ""


def _look(
    window: Window, imports: ImportApi, study: StudySummary, chosen: Chosen, options: dict[str, str]
) -> None:
    """Send the file; go on to its preview, or to what the file leaves open."""
    t = window.t
    try:
        with st.spinner(t("Reading the file and finding its places; a large one takes a minute.")):
            made, _ = imports.send_file(study.slug, chosen.name, chosen.content, options)
    except ApiProblem as problem:
        asks_for_system = any(fault.pointer.strip("/") == "crs" for fault in problem.faults)
        if asks_for_system and not options["crs"]:
            st.session_state[QUESTION] = imports.inspect_file(
                study.slug, chosen.name, chosen.content, options
            )
            st.rerun()
        if any(fault.pointer == "proposed mapping" for fault in problem.faults):
            looked_at = imports.inspect_file(study.slug, chosen.name, chosen.content, options)
            mapping_form.open_form(looked_at, _guess(looked_at), title=PurePath(chosen.name).stem)
            st.rerun()
        frame.problem_notice(t, problem)
        return
    st.session_state.pop(QUESTION, None)
    mapping_form.close_form()
    st.query_params["import"] = made.id
    st.rerun()


def _guess(looked_at: InspectionRead) -> dict[str, object]:
    """Give the guessed mapping; whose data it is, nobody can guess."""
    return {**looked_at.draft, "source": ""}


def _open_form(
    window: Window, imports: ImportApi, study: StudySummary, chosen: Chosen, known: list[MappingRead]
) -> None:
    """Open the form with the saved way that was chosen or fits, else with a guess."""
    try:
        looked_at = imports.inspect_file(study.slug, chosen.name, chosen.content, chosen.options())
    except ApiProblem as problem:
        frame.problem_notice(window.t, problem)
        return
    wanted = chosen.mapping or next(iter(looked_at.fitting), "")
    saved = next((mapping for mapping in known if mapping.key == wanted), None)
    body = aligned(saved.body, [table.table for table in looked_at.tables]) if saved else None
    if saved and body:
        mapping_form.open_form(looked_at, body, title=saved.title)
    else:
        mapping_form.open_form(looked_at, _guess(looked_at), title=PurePath(chosen.name).stem)
    st.rerun()


def _keep(
    window: Window,
    imports: ImportApi,
    study: StudySummary,
    chosen: Chosen,
    crs: str,
    kept: tuple[str, dict[str, object]],
) -> None:
    """Keep how the columns are read, and look at what would happen by it."""
    key, body = kept
    try:
        imports.save_mapping(study.slug, key, body)
    except ApiProblem as problem:
        mapping_form.tell_faults(api_faults(problem, body))
        st.rerun()
    _look(window, imports, study, chosen, chosen.options(crs=crs, mapping=key))


def _earlier(window: Window, imports: list[ImportRead]) -> None:
    t = window.t
    frame.section(t("Files brought before"))
    if not imports:
        frame.empty(t("No file yet"), t("Files that were brought stand here, with a way to undo them."))
        return
    rows = tuple(
        (
            Cell(item.file_name, header=True, href=f"/app/import?study={item.study}&import={item.id}"),
            Cell(import_state_name(t, item.state), tone="achieved" if item.state == "committed" else ""),
            Cell(t.number(item.counts.rows)),
            Cell(item.created_by),
            Cell(t.moment(item.created_at)),
        )
        for item in imports
    )
    columns = (
        Column(t("File")),
        Column(t("State")),
        Column(t("Rows"), numeric=True),
        Column(t("Who")),
        Column(t("When")),
    )
    frame.table(Table(t("Files brought before, newest first"), columns, rows))
