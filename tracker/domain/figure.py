"""The figures of a report: the numbers they hold, and their classes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from tracker.domain.provenance import canonical_json

Ring = tuple[tuple[float, float], ...]
Polygon = tuple[Ring, ...]
Show = Literal["low", "high", "unknown"]
AreaKind = Literal["hexagon", "district"]

SHARE_CLASS_BOUNDS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
CLASS_COUNT = len(SHARE_CLASS_BOUNDS) - 1


class FrozenFacts(BaseModel):
    """Facts that are stored as canonical JSON and never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Run(FrozenFacts):
    """
    The assessment a figure was taken from.

    Parameters
    ----------
    assessment_id : str
        Identifier of the assessment.
    analysis : str
        Key of the analysis in the study's definition.
    run_sha256 : str
        Hash of everything that went into the run and came out of it.
    finished_on : datetime.date
        Day the run finished, in UTC.
    synthetic : bool
        Whether any input was a synthetic stand-in.
    sources : tuple of str
        Citation and licence of each data set behind the figure, for credit.
    """

    assessment_id: str
    analysis: str
    run_sha256: str
    finished_on: date
    synthetic: bool
    sources: tuple[str, ...]


class Question(FrozenFacts):
    """
    Which number was asked.

    Parameters
    ----------
    service : str
        Key of the service in the analysis.
    service_title : str
        Its title in the report's language.
    profile : str
        Key of the walking profile.
    cutoff_min : float
        Longest travel time that counts [min].
    """

    service: str
    service_title: str
    profile: str
    cutoff_min: float


class CoverageFigure(FrozenFacts):
    """
    People within the cutoff, as an interval.

    Parameters
    ----------
    kind : str
        Always ``coverage``; tells the figures apart in stored JSON.
    id : str
        Anchor in the report (``figure-1``).
    caption : str
        Sentence under the figure.
    run : Run
        Where the numbers come from.
    question : Question
        Which number was asked.
    population : float
        People counted in the whole study area.
    covered_low, covered_high : float
        People within the cutoff: if every unknown attribute blocks, and if
        none does.
    share_low, share_high : float or None
        Part of the population within the cutoff, 0 to 1: if every unknown
        attribute blocks, and if none does. None when nobody is counted.
    share_unknown : float or None
        Part of the population for which the two readings differ, 0 to 1.
    """

    kind: Literal["coverage"] = "coverage"
    id: str
    caption: str
    run: Run
    question: Question
    population: float
    covered_low: float
    covered_high: float
    share_low: float | None
    share_high: float | None
    share_unknown: float | None


class MapArea(FrozenFacts):
    """
    One area of a map with its numbers and outline.

    Parameters
    ----------
    code, name : str
        Identifier in the source of the areas, and what people call the area.
    population : float
        People counted there.
    share_low, share_high : float or None
        Part of the population within the cutoff, 0 to 1: if every unknown
        attribute blocks, and if none does. None when nobody is counted.
    share_unknown : float or None
        Part of the population for which the two readings differ, 0 to 1.
    polygons : tuple of Polygon
        Outline: each polygon its outer ring, then its holes; each ring closed,
        of (longitude, latitude) in WGS 84 [degree].
    """

    code: str
    name: str
    population: float
    share_low: float | None
    share_high: float | None
    share_unknown: float | None
    polygons: tuple[Polygon, ...]


class MapFigure(FrozenFacts):
    """
    A choropleth of areas.

    Parameters
    ----------
    kind : str
        Always ``map``; tells the figures apart in stored JSON.
    id : str
        Anchor in the report (``figure-1``).
    caption : str
        Sentence under the figure.
    run : Run
        Where the numbers come from.
    question : Question
        Which number was asked.
    area_kind : str
        ``hexagon`` or ``district``.
    show : str
        Which share gives an area its shade: ``low``, ``high`` or ``unknown``.
    areas : tuple of MapArea
        All areas of that kind.
    """

    kind: Literal["map"] = "map"
    id: str
    caption: str
    run: Run
    question: Question
    area_kind: AreaKind
    show: Show
    areas: tuple[MapArea, ...]


class MilestoneLine(FrozenFacts):
    """
    A milestone as it stood.

    Parameters
    ----------
    key : str
        Key in the study's definition.
    title : str
        Title in the report's language.
    baseline_date : datetime.date
        Day first agreed.
    forecast_date : datetime.date or None
        Day now expected; None while nobody expects another.
    actual_date : datetime.date or None
        Day it was reached; None before.
    status : str
        ``MilestoneStatus`` computed from the dates on the day of the figure.
    reason : str or None
        Why it slipped, where somebody said so.
    illustrative : bool
        Whether the dates are made up to show the tracker at work.
    """

    key: str
    title: str
    baseline_date: date
    forecast_date: date | None
    actual_date: date | None
    status: str
    reason: str | None
    illustrative: bool


class MilestonesFigure(FrozenFacts):
    """
    The plan as it stood on a day.

    Parameters
    ----------
    kind : str
        Always ``milestones``; tells the figures apart in stored JSON.
    id : str
        Anchor in the report (``figure-1``).
    caption : str
        Sentence under the figure.
    as_of : datetime.date
        The day, in UTC.
    milestones : tuple of MilestoneLine
        All milestones of the study, in the order of its plan.
    """

    kind: Literal["milestones"] = "milestones"
    id: str
    caption: str
    as_of: date
    milestones: tuple[MilestoneLine, ...]


Figure = Annotated[CoverageFigure | MapFigure | MilestonesFigure, Field(discriminator="kind")]


class ReportContent(FrozenFacts):
    """
    Everything a version says; its canonical JSON is what gets hashed and decided on.

    Parameters
    ----------
    study : str
        Slug of the study.
    report : str
        Key of the report in the study's definition.
    number : int
        Number of the version, from 1.
    title : str
        Title of the report in its language.
    language : str
        Language tag of the text (``en``, ``pt-BR``).
    source : str
        Markdown with figure directives, as submitted.
    submitted_at : str
        ISO 8601 time of submission, in UTC.
    figures : tuple of Figure
        Frozen answers to the directives, in the order of the text.
    anchors : tuple of str
        Headings and figures a comment may point at, in alphabetical order.
    """

    study: str
    report: str
    number: int
    title: str
    language: str
    source: str
    submitted_at: str
    figures: tuple[Figure, ...]
    anchors: tuple[str, ...]


def content_text(content: ReportContent) -> str:
    """
    Write content in the one form whose bytes are hashed.

    Parameters
    ----------
    content : ReportContent
        What a version says.

    Returns
    -------
    str
        Canonical JSON, see ``provenance.canonical_json``.
    """
    return canonical_json(content.model_dump(mode="json")).decode("utf-8")


def share_shown(area: MapArea, show: Show) -> float | None:
    """
    Give the share of an area that a map shows.

    Parameters
    ----------
    area : MapArea
        With its numbers.
    show : str
        ``low``, ``high`` or ``unknown``.

    Returns
    -------
    float or None
        The share; None when nobody is counted there.
    """
    return {"low": area.share_low, "high": area.share_high, "unknown": area.share_unknown}[show]


def share_class(share: float) -> int:
    """
    Give the class of a share: 0 for under 20 % up to 4 for 80 % and over.

    Parameters
    ----------
    share : float
        Between 0 and 1.

    Returns
    -------
    int
        Index of the class; a share on a bound belongs to the upper class, 1 to the last.
    """
    return min(sum(share >= bound for bound in SHARE_CLASS_BOUNDS[1:-1]), CLASS_COUNT - 1)


def class_counts(figure: MapFigure) -> tuple[tuple[int, ...], int]:
    """
    Count the areas of each class.

    Parameters
    ----------
    figure : MapFigure
        The map.

    Returns
    -------
    tuple of (tuple of int, int)
        Areas by class, and areas where nobody is counted.
    """
    counts = [0] * CLASS_COUNT
    nobody_count = 0
    for area in figure.areas:
        share = share_shown(area, figure.show)
        if share is None:
            nobody_count += 1
        else:
            counts[share_class(share)] += 1
    return tuple(counts), nobody_count
