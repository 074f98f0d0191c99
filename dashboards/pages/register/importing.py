"""Bringing a file to the register: choose it, look at what would happen, take it, and perhaps undo it."""

from __future__ import annotations

import re
from typing import Final

import streamlit as st
import yaml

from dashboards.errors import ApiProblem
from dashboards.models import StudySummary
from dashboards.pages import frame
from dashboards.pages.register.preview import show_import
from dashboards.register.import_models import ImportRead
from dashboards.register.importing import ImportApi
from dashboards.register.keeping import keeps
from dashboards.register.record_words import import_state_name
from dashboards.state import Window, choose_study
from dashboards.tables import Cell, Column, Table

TYPES: Final = ("xlsx", "xls", "csv", "txt", "tsv", "geojson", "json", "gpkg", "zip", "pbf")
# Reference systems that files of the two cities come in; any other can be typed.
SYSTEMS: Final = ("EPSG:31983", "EPSG:4674", "EPSG:4326", "EPSG:29193", "EPSG:32718")
NAMES: Final = {
    "EPSG:31983": "SIRGAS 2000 / UTM 23S",
    "EPSG:4674": "SIRGAS 2000",
    "EPSG:4326": "WGS 84",
    "EPSG:29193": "SAD69 / UTM 23S",
    "EPSG:32718": "WGS 84 / UTM 18S",
}
FITTING: Final = ""
KEY: Final = re.compile("[a-z][a-z0-9_]{0,62}")


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
    _form(window, imports, study)
    _proposed(window, imports, study)
    _earlier(window, imports.list_imports(study.slug))


def _form(window: Window, imports: ImportApi, study: StudySummary) -> None:
    """Ask for the file; the reference system only once a file turns out to need it."""
    t = window.t
    frame.section(t("1. Choose a file"))
    file = st.file_uploader(
        t("Workbook, table, map layer, OpenStreetMap extract or GTFS feed"),
        type=list(TYPES),
        key="import_file",
    )
    frame.remark(t("XLSX, XLS, CSV, GeoJSON, GeoPackage, zipped shapefile or GTFS, OSM PBF, A11yJSON."))
    titles = {mapping.key: mapping.title for mapping in imports.list_mappings(study.slug)}
    with st.expander(t("More about the file")):
        mapping = st.selectbox(
            t("How its columns are read"),
            [FITTING, *titles],
            format_func=lambda key: titles.get(key, t("the saved way that fits")),
            key="import_mapping",
        )
        sheet = st.text_input(t("Only this sheet (may stay empty)"), key="import_sheet")
    crs = (
        _reference_system(window) if file and st.session_state.get("import_needs_crs") == file.file_id else ""
    )
    if not st.button(
        t("Look at what would happen"), type="primary", disabled=file is None, key="import_send"
    ):
        return
    assert file is not None, "the button is off without a file"
    options = {"mapping": mapping, "sheet": sheet.strip(), "crs": crs}
    try:
        with st.spinner(t("Reading the file and finding its places; a large one takes a minute.")):
            made, _ = imports.send_file(study.slug, file.name, file.getvalue(), options)
    except ApiProblem as problem:
        if _asks_for_system(problem) and not crs:
            st.session_state["import_needs_crs"] = file.file_id
            st.rerun()
        st.session_state["import_proposed"] = proposed_mapping(problem)
        if st.session_state["import_proposed"] is None:
            frame.problem_notice(t, problem)
        else:
            st.rerun()
        return
    st.session_state.pop("import_needs_crs", None)
    st.query_params["import"] = made.id
    st.rerun()


def _asks_for_system(problem: ApiProblem) -> bool:
    return any(fault.pointer.strip("/").endswith("crs") for fault in problem.faults)


def proposed_mapping(problem: ApiProblem) -> str | None:
    """Give the mapping that the API guessed for a file that none fits, as YAML."""
    return next((fault.message for fault in problem.faults if fault.pointer == "proposed mapping"), None)


def _proposed(window: Window, imports: ImportApi, study: StudySummary) -> None:
    """Let a person look at a guessed mapping, correct it and save it."""
    t = window.t
    proposed = st.session_state.get("import_proposed")
    if proposed is None:
        return
    frame.section(t("2. Say how its columns are read"))
    text = t("No saved way of reading fits this file. The one below was guessed from its columns.")
    frame.note(t("One question"), text, live=True)
    with st.form("import_mapping_form"):
        key = st.text_input(t("Name of this way of reading (small letters, digits, _)"))
        body = st.text_area(t("Tables and columns (YAML)"), value=proposed, height=360)
        sent = st.form_submit_button(t("Save it"), type="primary")
    if not sent:
        return
    try:
        read = yaml.safe_load(body)
    except yaml.YAMLError as error:
        frame.note(t("Not saved"), t("This is no YAML: {reason}", reason=str(error)), "late", live=True)
        return
    if not isinstance(read, dict) or not KEY.fullmatch(key):
        text = t("Give a name of small letters, digits and _, and keep the tables.")
        frame.note(t("Not saved"), text, "late", live=True)
        return
    try:
        imports.save_mapping(study.slug, key, {**read, "name": key})
    except ApiProblem as problem:
        frame.problem_notice(t, problem)
        return
    st.session_state["import_proposed"] = None
    st.session_state["import_said"] = t("It is saved. Look at what would happen once more.")
    st.rerun()


def _reference_system(window: Window) -> str:
    """Ask what nobody may guess: in which system the coordinates are."""
    t = window.t
    text = t("The file has coordinates but does not say in which reference system. Ask whoever made it.")
    frame.note(t("One question"), text, live=True)
    chosen = st.selectbox(
        t("Reference system of the coordinates"),
        SYSTEMS,
        index=None,
        format_func=lambda key: f"{NAMES[key]} ({key})",
        placeholder=t("Choose"),
        key="import_crs",
    )
    typed_code = st.text_input(t("Or another one, by its EPSG number"), key="import_crs_other").strip()
    if typed_code:
        return typed_code if typed_code.upper().startswith("EPSG:") else f"EPSG:{typed_code}"
    return chosen or ""


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
