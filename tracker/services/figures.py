"""Binds figure directives to the newest finished assessments, and tells which frozen figures are stale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import cast

from shapely import Polygon as ShapelyPolygon
from shapely.geometry.base import BaseGeometry

from studies.schema import Analysis
from tracker.domain.figure import (
    AreaKind,
    CoverageFigure,
    Figure,
    MapArea,
    MapFigure,
    MilestoneLine,
    MilestonesFigure,
    Polygon,
    Question,
    Ring,
    Run,
    Show,
)
from tracker.domain.figure_age import plan_stale_reason, stale_reason
from tracker.domain.figure_request import AnalysisOffer, directive_faults, find_cutoff
from tracker.domain.provenance import REGISTER_INPUT
from tracker.domain.report_numbers import date_text, minutes_text
from tracker.domain.report_text import Directive, Fault, ReportText
from tracker.domain.report_words import profile_name, say
from tracker.schemas.reports import FigureRead
from tracker.services.assessments import reasons_to_doubt
from tracker.services.milestones import read_milestone
from tracker.services.studies import definition_of
from tracker.services.study_layers.areas import shares_of
from tracker.store import assessments as assessment_store
from tracker.store.layers import list_layers
from tracker.store.reports import list_area_kinds
from tracker.store.session import Session
from tracker.store.tables import Assessment, Study

MAP_PX = 1500.0  # outlines are simplified to what a map of this width can show
DEGREE_DECIMALS = 6


class FigureDesk:
    """Answers the figure directives of one study; reads each assessment once."""

    def __init__(self, session: Session, study: Study, *, language: str, today: date) -> None:
        self._session = session
        self._study = study
        self._language = language
        self._today = today
        self._analyses = {part.key: part for part in definition_of(study).analyses}
        self._newest = _newest_finished(assessment_store.list_assessments(session, study.id))
        self._offers: dict[str, AnalysisOffer] | None = None

    @property
    def offers(self) -> Mapping[str, AnalysisOffer]:
        """What each analysis can answer today; without a run, what its definition declares."""
        if self._offers is None:
            self._offers = {key: self._offer(part) for key, part in self._analyses.items()}
        return self._offers

    def _offer(self, analysis: Analysis) -> AnalysisOffer:
        newest = self._newest.get(analysis.key)
        if newest is None:
            services, profiles = tuple(analysis.services), tuple(analysis.profiles)
            return AnalysisOffer(services, profiles, tuple(analysis.cutoffs_min), (), assessed=False)
        return AnalysisOffer(
            services=tuple(newest.services),
            profiles=tuple(newest.profiles),
            cutoffs_min=tuple(cutoff_s / 60 for cutoff_s in newest.cutoffs_s),
            area_kinds=tuple(list_area_kinds(self._session, newest.id)),
            assessed=True,
        )

    def resolve(self, text: ReportText) -> tuple[dict[str, Figure], tuple[Fault, ...]]:
        """Give the figure of every directive without fault, by its anchor, and the faults of the others."""
        figures: dict[str, Figure] = {}
        faults: list[Fault] = []
        faulty_lines = {fault.line for fault in text.faults}
        for directive in text.directives:
            found = directive_faults(directive, self.offers)
            faults += found
            if not found and directive.line not in faulty_lines:
                figures[directive.figure_id] = self._figure(directive)
        return figures, tuple(faults)

    def read(self, figures: Iterable[Figure]) -> list[FigureRead]:
        """Describe figures, each with whether and why it is stale today."""
        layers = list_layers(self._session, self._study.id)
        outdated = {
            key: reasons_to_doubt(self._session, newest, layers) for key, newest in self._newest.items()
        }
        return [self._read(figure, outdated) for figure in figures]

    def _read(self, figure: Figure, outdated: Mapping[str, Sequence[str]]) -> FigureRead:
        if isinstance(figure, MilestonesFigure):
            current = {row.key: vars(row) for row in self._study.milestones}
            reason = plan_stale_reason(figure, current)
            assessment_id = run_sha256 = None
        else:
            newest = self._newest.get(figure.run.analysis)
            doubts = outdated.get(figure.run.analysis, ())
            reason = stale_reason(figure, newest.run_sha256 if newest else None, doubts)
            assessment_id, run_sha256 = figure.run.assessment_id, figure.run.run_sha256
        return FigureRead(
            id=figure.id,
            kind=figure.kind,
            caption=figure.caption,
            assessment_id=assessment_id,
            run_sha256=run_sha256,
            stale=reason is not None,
            stale_reason=reason,
        )

    def _figure(self, directive: Directive) -> Figure:
        if directive.name == "milestones":
            return self._milestones(directive)
        options = directive.options
        assessment = self._newest[options["analysis"]]
        cutoff_min = find_cutoff(options["cutoff_min"], self.offers[options["analysis"]].cutoffs_min)
        assert cutoff_min is not None, "the directive was checked"
        titles = assessment.services[options["service"]]
        question = Question(
            service=options["service"],
            service_title=text_in(titles, self._language),
            profile=options["profile"],
            cutoff_min=cutoff_min,
        )
        if directive.name == "coverage":
            return self._coverage(directive, assessment, question)
        return self._map(directive, assessment, question)

    def _wanted(self, assessment: Assessment, question: Question) -> assessment_store.FigureFilter:
        # The stored cutoff, so that minutes and seconds need not round-trip.
        cutoff_s = next(s for s in assessment.cutoffs_s if abs(s - question.cutoff_min * 60) < 1e-3)  # noqa: PLR2004 - a millisecond
        return assessment_store.FigureFilter(question.service, question.profile, cutoff_s)

    def _coverage(self, directive: Directive, assessment: Assessment, question: Question) -> CoverageFigure:
        wanted = self._wanted(assessment, question)
        (row,) = assessment_store.list_coverage(self._session, assessment.id, wanted)
        shares = shares_of(row.population, row.covered_low, row.covered_high)
        return CoverageFigure(
            id=directive.figure_id,
            caption=directive.options.get("caption") or self._caption("coverage.caption", question),
            run=self._run(assessment, question, kind=None),
            question=question,
            population=row.population,
            covered_low=row.covered_low,
            covered_high=row.covered_high,
            share_low=shares.low,
            share_high=shares.high,
            share_unknown=shares.unknown,
        )

    def _map(self, directive: Directive, assessment: Assessment, question: Question) -> MapFigure:
        kind = cast("AreaKind", directive.options["kind"])
        shapes = assessment_store.list_area_shapes(self._session, assessment.id, kind)
        rows = assessment_store.list_area_coverage(
            self._session, assessment.id, kind, self._wanted(assessment, question)
        )
        tolerance_deg = _simplification_deg(shapes.values())
        areas = []
        for area, _, low, high in rows:
            shares = shares_of(area.population, low, high)
            areas.append(
                MapArea(
                    code=area.code,
                    name=area.name,
                    population=area.population,
                    share_low=shares.low,
                    share_high=shares.high,
                    share_unknown=shares.unknown,
                    polygons=_polygons(shapes[area.id].simplify(tolerance_deg)),
                )
            )
        words = say(self._language, f"map.areas.{kind}")
        return MapFigure(
            id=directive.figure_id,
            caption=directive.options.get("caption") or self._caption("map.caption", question, areas=words),
            run=self._run(assessment, question, kind=kind),
            question=question,
            area_kind=kind,
            show=cast("Show", directive.options.get("show", "low")),
            areas=tuple(areas),
        )

    def _milestones(self, directive: Directive) -> MilestonesFigure:
        caption = say(self._language, "milestones.caption", date=date_text(self._language, self._today))
        rows = [
            read_milestone(row, study=self._study.slug, today=self._today) for row in self._study.milestones
        ]
        return MilestonesFigure(
            id=directive.figure_id,
            caption=directive.options.get("caption") or caption,
            as_of=self._today,
            milestones=tuple(
                MilestoneLine(
                    key=row.key,
                    title=text_in(row.title, self._language),
                    baseline_date=row.baseline_date,
                    forecast_date=row.forecast_date,
                    actual_date=row.actual_date,
                    status=row.status,
                    reason=row.slip_reason,
                    illustrative=row.illustrative,
                )
                for row in rows
            ),
        )

    def _run(self, assessment: Assessment, question: Question, *, kind: AreaKind | None) -> Run:
        assert assessment.run_sha256 is not None, "only finished runs are shown"
        assert assessment.finished_at is not None, "as above"
        inputs = (assessment.provenance or {})["inputs"]
        used = self._layers_used(assessment.analysis, question.service, kind)
        sources = dict.fromkeys(
            f"{part['citation'].rstrip('.')} ({part['licence']})"
            for part in inputs
            if used is None or part["layer"] in used
        )
        return Run(
            assessment_id=assessment.id,
            analysis=assessment.analysis,
            run_sha256=assessment.run_sha256,
            finished_on=assessment.finished_at.date(),
            synthetic=assessment.synthetic,
            sources=tuple(sources),
        )

    def _layers_used(self, analysis: str, service: str, kind: AreaKind | None) -> set[str] | None:
        """Give the layers behind a figure; None, for all of the run, when the definition has changed."""
        part = self._analyses[analysis]
        if service not in part.services:
            return None
        used = {part.network, part.origins, *part.services[service].layers, f"{REGISTER_INPUT}{service}"}
        return used | {part.zones} if kind == "district" and part.zones else used

    def _caption(self, key: str, question: Question, **values: str) -> str:
        return say(
            self._language,
            key,
            service=question.service_title,
            profile=profile_name(self._language, question.profile),
            cutoff=minutes_text(self._language, question.cutoff_min),
            **values,
        )


def text_in(texts: Mapping[str, str], language: str) -> str:
    """Give a text in a language, or in English where it was not translated."""
    return texts.get(language) or texts["en"]


def _newest_finished(assessments: Sequence[Assessment]) -> dict[str, Assessment]:
    """Give the newest finished assessment of each analysis."""
    finished = [row for row in assessments if row.run_sha256 is not None and row.finished_at is not None]
    oldest_first = sorted(finished, key=lambda row: (row.finished_at, row.requested_at, row.id))
    return {row.analysis: row for row in oldest_first}


def _simplification_deg(shapes: Iterable[BaseGeometry]) -> float:
    bounds = [shape.bounds for shape in shapes]
    if not bounds:
        return 0.0
    width_deg = max(bound[2] for bound in bounds) - min(bound[0] for bound in bounds)
    return float(width_deg / MAP_PX)


def _polygons(shape: BaseGeometry) -> tuple[Polygon, ...]:
    parts = getattr(shape, "geoms", [shape])
    return tuple(
        (_ring(part.exterior.coords), *(_ring(hole.coords) for hole in part.interiors))
        for part in parts
        if isinstance(part, ShapelyPolygon) and not part.is_empty
    )


def _ring(points: Iterable[tuple[float, ...]]) -> Ring:
    return tuple((round(point[0], DEGREE_DECIMALS), round(point[1], DEGREE_DECIMALS)) for point in points)
