"""Coverage map: who reaches which service, as an interval in words, map and table; and how we know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from dashboards.legend import ISOCHRONES, SHOWS, show_name
from dashboards.measures.figures import PREFIX, has_isochrones, measure_key, measure_sentence
from dashboards.measures.rows import MeasureRow
from dashboards.models import AreaCoverageRow, AssessmentRead, CoverageRow, StudyRead
from dashboards.pages import frame
from dashboards.pages.evidence import how_we_know
from dashboards.pages.measures import show_measure
from dashboards.pages.runs import request_run, watch_run
from dashboards.places import Places, find_places, with_names
from dashboards.state import Window, choose, choose_study
from dashboards.tables import ORDERS, areas_table, ordered, profiles_table
from dashboards.words import (
    area_name,
    area_sentence,
    comparison_sentence,
    coverage_sentence,
    gap_sentence,
    part_sentence,
    profile_name,
    stale_sentence,
    unknown_length_shares,
)

WALKING: Final = "walk"
WORST_COUNT: Final = 5
ROWS_A_PAGE: Final = 25
MAP_HEIGHT_PX: Final = 620


@dataclass(frozen=True)
class View:
    """Which figure of a run is shown, and how."""

    assessment: AssessmentRead
    service: str
    profile: str
    cutoff_s: float
    show: str
    kind: str

    @property
    def query(self) -> dict[str, str]:
        """Give the view as address parameters of maps and tables."""
        return {
            "assessment": self.assessment.id,
            "service": self.service,
            "profile": self.profile,
            "cutoff_s": f"{self.cutoff_s:g}",
            "kind": self.kind,
        }


def show(window: Window) -> None:
    """Show what a run of the engine found."""
    t = window.t
    frame.heading(t("Coverage map"))
    chosen = choose_study(window)
    if chosen is None:
        frame.empty(t("No study yet"), t("You belong to no study. Ask a project manager to add you to one."))
        return
    study = window.api.get_study(chosen.slug)
    runs = window.api.list_assessments(study.slug)
    analysis = _choose_analysis(window, study)
    if analysis is None:
        frame.empty(t("No analysis"), t("The definition of this study declares no analysis."))
        return
    of_analysis = [run for run in runs if run.analysis == analysis]
    newest = of_analysis[0] if of_analysis else None
    finished = next((run for run in of_analysis if run.state == "succeeded"), None)
    if newest is not None and newest is not finished:
        watch_run(window, newest)
    if finished is None:
        if newest is None:
            frame.empty(
                t("No assessment yet"), t("Nobody has run this analysis, so there is no map to show.")
            )
        request_run(window, study, analysis, newest)
        return
    _found(window, finished)
    request_run(window, study, analysis, newest)


def _choose_analysis(window: Window, study: StudyRead) -> str | None:
    titles = {analysis.key: window.t.pick(analysis.title) for analysis in study.analyses}
    if not titles:
        return None
    if len(titles) == 1:
        return next(iter(titles))
    return choose("analysis", window.t("Analysis"), list(titles), shown=lambda key: titles[key])


def _found(window: Window, run: AssessmentRead) -> None:
    """Show a finished run: sentence, map beside its choices, worst areas, tables, origin."""
    t = window.t
    measures = window.api.list_measures(run.id)
    sentence = st.container()
    with st.container(key="map_and_panel"):
        beside, picture = st.columns([2, 3])
        panel = beside.container(key="map_panel")
        with panel:
            view = _choices(window, run, measures)
    rows = window.api.list_coverage(run.id)
    of_view = [row for row in rows if row.service == view.service and row.cutoff_s == view.cutoff_s]
    figure = next((row for row in of_view if row.profile == view.profile), None)
    if figure is None:
        frame.empty(t("No figure"), t("This run has no figure for this choice."))
        return
    areas = _areas_of(window, view, view.kind)
    of_measure = [row for row in measures if row.key == measure_key(view.show)]
    measure = next((row for row in of_measure if row.profile == view.profile), None)
    with sentence:
        _sentence(window, view, figure, of_view, measure)
    with panel:
        area = _choose_area(window, areas)
    with picture:
        _picture(window, view, figure, area)
    _worst(window, view, areas)
    frame.section(t("The same for everybody"))
    caption = t(
        "{service} within {minutes} minutes, by who travels",
        service=t.pick(run.services[view.service]),
        minutes=t.number(view.cutoff_s / 60),
    )
    frame.table(profiles_table(t, of_view, caption))
    if measure is not None:
        show_measure(window, measure, of_measure, areas, kind=view.kind, assessment_id=run.id)
    _areas(window, view, areas)
    how_we_know(window, run)


def _areas_of(window: Window, view: View, kind: str) -> list[AreaCoverageRow]:
    rows = window.api.list_areas(
        view.assessment.id, kind=kind, service=view.service, profile=view.profile, cutoff_s=view.cutoff_s
    )
    return with_names(window.t, rows, _places_of(window, view)) if kind == "hexagon" else rows


def _places_of(window: Window, view: View) -> Places:
    """Find where a run's hexagons lie, once a session: the same for every figure."""
    key = f"places_{view.assessment.id}"
    if key not in st.session_state:
        hexagons, districts = (
            window.api.list_area_features(
                view.assessment.id,
                kind=kind,
                service=view.service,
                profile=view.profile,
                cutoff_s=view.cutoff_s,
            )
            for kind in ("hexagon", "district")
        )
        st.session_state[key] = find_places(hexagons, districts)
    places: Places = st.session_state[key]
    return places


def _choices(window: Window, run: AssessmentRead, measures: Sequence[MeasureRow]) -> View:
    t = window.t
    titles = {key: t.pick(title) for key, title in run.services.items()}
    service = choose("service", t("Service"), list(titles), shown=lambda key: titles[key])
    preferred = next((p for p in ("manual_wheelchair", "powered_wheelchair") if p in run.profiles), None)
    profile = choose(
        "profile", t("Who travels"), run.profiles, shown=lambda key: profile_name(t, key), default=preferred
    )
    cutoff_s = choose(
        "cutoff_s",
        t("Within"),
        run.cutoffs_s,
        shown=lambda value: t("{minutes} minutes", minutes=t.number(value / 60)),
        default=900.0,
    )
    shows = {key: show_name(t, key) for key in SHOWS}
    shows |= {f"{PREFIX}{row.key}": t.pick(row.title) for row in measures if row.service == service}
    if has_isochrones(run):
        shows[ISOCHRONES] = show_name(t, ISOCHRONES)
    shown = choose("show", t("Shown on the map"), list(shows), shown=lambda key: shows[key])
    kinds = {"hexagon": t("Hexagons"), "district": t("Districts")}
    kind = choose("kind", t("Areas"), list(kinds), shown=lambda key: kinds[key])
    return View(run, service, profile, cutoff_s, shown, kind)


def _sentence(
    window: Window,
    view: View,
    figure: CoverageRow,
    of_view: Sequence[CoverageRow],
    measure: MeasureRow | None,
) -> None:
    t = window.t
    walking = next((row for row in of_view if row.profile == WALKING and view.profile != WALKING), None)
    frame.answer(
        [
            coverage_sentence(t, figure, t.pick(view.assessment.services[view.service])),
            comparison_sentence(t, walking),
            gap_sentence(t, figure, unknown_length_shares(view.assessment.diagnostics)),
            measure_sentence(t, measure) if measure else "",
        ]
    )
    frame.marks(t, synthetic=view.assessment.synthetic)
    if view.assessment.stale:
        frame.note(t("Out of date"), stale_sentence(t, view.assessment.stale_reasons), "late")


def _choose_area(window: Window, areas: Sequence[AreaCoverageRow]) -> str:
    """Offer every area by name: does what a click on the map would do."""
    t = window.t
    names = {"": t("none")}
    names |= {row.area_id: area_name(t, row) for row in ordered(areas, "name")}
    area = choose("area", t("Mark an area on the map"), list(names), shown=lambda key: names[key])
    marked = next((row for row in areas if row.area_id == area), None)
    if marked is not None:
        frame.note(t("Marked"), area_sentence(t, marked))
    return area


def _picture(window: Window, view: View, figure: CoverageRow, area: str) -> None:
    t = window.t
    query = {**view.query, "show": view.show, "language": t.language}
    if area:
        query["area"] = area
    alt = t(
        "Map: {share} of {population} people reach {service}. The tables below hold the same figures.",
        share=t.interval(figure.share_low, figure.share_high),
        population=t.number(figure.population),
        service=t.pick(view.assessment.services[view.service]),
    )
    st.iframe(f"/maps/coverage?{urlencode(query)}", height=MAP_HEIGHT_PX, alt=alt)


def _worst(window: Window, view: View, areas: Sequence[AreaCoverageRow]) -> None:
    """Say where to survey and where to build first, by district, since districts have names."""
    t = window.t
    if view.kind != "district":
        areas = _areas_of(window, view, "district") or areas
    lived_in = [row for row in areas if row.share_low is not None]
    survey = [row for row in ordered(lived_in, "unknown") if row.covered_high > row.covered_low][:WORST_COUNT]
    build = [row for row in ordered(lived_in, "missed") if row.population > row.covered_high][:WORST_COUNT]
    frame.section(t("What to do about it"))
    left, right = st.columns(2)
    with left:
        st.html(f"<h3>{t('Survey first: most people whose way nobody has recorded')}</h3>")
        frame.items(
            [part_sentence(t, row, row.covered_high - row.covered_low) for row in survey]
            or [t("No area: everything that matters is recorded.")]
        )
    with right:
        st.html(f"<h3>{t('Improve first: most people who do not reach it even at best')}</h3>")
        frame.items(
            [part_sentence(t, row, row.population - row.covered_high) for row in build]
            or [t("No area: everybody reaches it at best.")]
        )


def _areas(window: Window, view: View, areas: Sequence[AreaCoverageRow]) -> None:
    """List every area, in pages, with the whole list as a download."""
    t = window.t
    frame.section(t("The map as a table"))
    names = {
        "certain": t("lowest certain share first"),
        "unknown": t("most people not known first"),
        "missed": t("most people not reached first"),
        "name": t("by name"),
    }
    pages = range(1, max(1, -(-len(areas) // ROWS_A_PAGE)) + 1)
    left, right = st.columns(2)
    with left:
        order = choose("order", t("Order"), ORDERS, shown=lambda key: names[key])
    with right:
        page = choose(
            "page", t("Part"), list(pages), shown=lambda number: _page_name(window, number, len(areas))
        )
    first = (page - 1) * ROWS_A_PAGE
    caption = t(
        "Areas {first} to {last} of {total}",
        first=t.number(min(first + 1, len(areas))),
        last=t.number(min(first + ROWS_A_PAGE, len(areas))),
        total=t.number(len(areas)),
    )
    frame.table(areas_table(t, ordered(areas, order)[first : first + ROWS_A_PAGE], caption))
    address = f"/tables/areas.csv?{urlencode(view.query)}"
    frame.download(t("Download all areas as CSV"), address)


def _page_name(window: Window, number: int, total: int) -> str:
    t = window.t
    first, last = (number - 1) * ROWS_A_PAGE + 1, min(number * ROWS_A_PAGE, total)
    return t.range(t.number(first), t.number(last))
