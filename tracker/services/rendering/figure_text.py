"""What a figure says in words: caption, sentences, table and notes, the same for HTML and PDF."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.domain.figure import (
    CLASS_COUNT,
    SHARE_CLASS_BOUNDS,
    CoverageFigure,
    Figure,
    MapArea,
    MapFigure,
    MilestoneLine,
    MilestonesFigure,
    Run,
    class_counts,
    share_shown,
)
from tracker.domain.report_numbers import NO_BREAK, count_text, date_text, minutes_text, share_text
from tracker.domain.report_words import profile_name, say

EN_DASH = "\u2013"
EXTREME_COUNT = 3  # areas named at each end in the words of a map


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table with a header row; columns in `numeric` are aligned at their end."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int]


@dataclass(frozen=True, slots=True)
class FigureText:
    """All words of a figure; `alternative` replaces a picture for those who do not see it."""

    label: str
    caption: str
    sentences: tuple[str, ...]
    table: FigureTable | None
    alternative: str | None
    notes: tuple[str, ...]


def figure_text(figure: Figure, language: str) -> FigureText:
    """Put a figure into words of a language."""
    label = say(language, "figure", number=figure.id.removeprefix("figure-"))
    if isinstance(figure, CoverageFigure):
        return FigureText(
            label,
            figure.caption,
            _coverage_sentences(figure, language),
            _coverage_table(figure, language),
            None,
            _run_notes(figure.run, language),
        )
    if isinstance(figure, MapFigure):
        return FigureText(
            label,
            figure.caption,
            _map_sentences(figure, language),
            None,
            map_words(figure, language),
            _run_notes(figure.run, language),
        )
    return FigureText(
        label,
        figure.caption,
        (),
        _milestones_table(figure, language),
        None,
        (say(language, "plan", date=date_text(language, figure.as_of)),),
    )


def question_words(figure: CoverageFigure | MapFigure, language: str) -> dict[str, str]:
    """Give the words for service, profile and cutoff."""
    return {
        "service": figure.question.service_title,
        "profile": profile_name(language, figure.question.profile),
        "cutoff": minutes_text(language, figure.question.cutoff_min),
    }


def _map_sentences(figure: MapFigure, language: str) -> tuple[str, ...]:
    """Name service, cutoff and profile where the author's own caption may not."""
    asked = say(language, "coverage.caption", **question_words(figure, language))
    return () if figure.caption.startswith(asked) else (f"{asked}.",)


def _coverage_sentences(figure: CoverageFigure, language: str) -> tuple[str, ...]:
    asked = question_words(figure, language)
    if figure.share_low is None or figure.share_high is None:
        return (say(language, "coverage.empty", **asked),)
    population = count_text(language, figure.population)
    low, high = share_text(language, figure.share_low), share_text(language, figure.share_high)
    if low == high:
        first = say(language, "coverage.exact", low=low, population=population, **asked)
    else:
        first = say(language, "coverage.interval", low=low, high=high, population=population, **asked)
    if not figure.share_unknown:
        return (first, say(language, "coverage.known"))
    return (first, say(language, "coverage.unknown", unknown=share_text(language, figure.share_unknown)))


def _coverage_table(figure: CoverageFigure, language: str) -> FigureTable:
    def line(key: str, people: float, share: float | None) -> tuple[str, str, str]:
        shown = say(language, "blank") if share is None else share_text(language, share)
        return (say(language, key), count_text(language, people), shown)

    gap = figure.covered_high - figure.covered_low
    everyone = None if figure.population == 0 else 1.0
    return FigureTable(
        header=tuple(say(language, f"column.{key}") for key in ("reading", "people", "share")),
        rows=(
            line("column.low", figure.covered_low, figure.share_low),
            line("column.high", figure.covered_high, figure.share_high),
            line("column.unknown", gap, figure.share_unknown),
            line("column.population", figure.population, everyone),
        ),
        numeric=frozenset({1, 2}),
    )


def class_range(position: int, language: str) -> str:
    """Name a class of shares, for instance "20-40 %" with a dash between."""
    upper = share_text(language, SHARE_CLASS_BOUNDS[position + 1])
    return f"{SHARE_CLASS_BOUNDS[position] * 100:.0f}{EN_DASH}{upper}"


def areas_text(language: str, count: int) -> str:
    """Say how many areas."""
    if count == 1:
        return say(language, "map.legend.one")
    return say(language, "map.legend.count", count=count_text(language, count))


def map_words(figure: MapFigure, language: str) -> str:
    """Say in words what a map shows: areas by class, and the lowest and highest by name."""
    counts, nobody_count = class_counts(figure)
    classes = [
        say(
            language,
            "map.text.class",
            range=class_range(position, language),
            count=areas_text(language, count),
        )
        for position, count in zip(range(CLASS_COUNT), counts, strict=True)
        if count
    ]
    if nobody_count:
        nobody = say(language, "map.legend.nodata")
        classes.append(
            say(language, "map.text.class", range=nobody, count=areas_text(language, nobody_count))
        )
    text = say(
        language,
        "map.text",
        count=count_text(language, len(figure.areas)),
        show=say(language, f"map.{figure.show}"),
        classes="; ".join(classes) or say(language, "blank"),
    )
    extremes = _extremes(figure, language) if figure.area_kind == "district" else ""
    asked = " ".join(_map_sentences(figure, language))
    return " ".join(part for part in (f"{figure.caption}.", asked, text, extremes) if part)


def _extremes(figure: MapFigure, language: str) -> str:
    shares = [(share, area) for area in figure.areas if (share := share_shown(area, figure.show)) is not None]
    if len(shares) < 2 * EXTREME_COUNT:
        return ""
    ordered = sorted(shares, key=lambda pair: (pair[0], pair[1].code))

    def name(pair: tuple[float, MapArea]) -> str:
        return f"{pair[1].name or pair[1].code} ({share_text(language, pair[0])})"

    return say(
        language,
        "map.text.extremes",
        lowest=", ".join(name(pair) for pair in ordered[:EXTREME_COUNT]),
        highest=", ".join(name(pair) for pair in reversed(ordered[-EXTREME_COUNT:])),
    )


def _run_notes(run: Run, language: str) -> tuple[str, ...]:
    notes = [say(language, "run", run=run.run_sha256[:8], date=date_text(language, run.finished_on))]
    if run.sources:
        notes.append(say(language, "sources", sources="; ".join(run.sources)))
    if run.synthetic:
        notes.insert(0, say(language, "synthetic"))
    return tuple(notes)


def _milestones_table(figure: MilestonesFigure, language: str) -> FigureTable:
    columns = ("title", "baseline", "forecast", "actual", "status", "reason")

    def line(milestone: MilestoneLine) -> tuple[str, ...]:
        title = milestone.title
        if milestone.illustrative:
            title = f"{title}{NO_BREAK}({say(language, 'illustrative')})"
        dates = (milestone.baseline_date, milestone.forecast_date, milestone.actual_date)
        blank = say(language, "blank")
        return (
            title,
            *(day.isoformat() if day else blank for day in dates),
            say(language, f"status.{milestone.status}"),
            milestone.reason or blank,
        )

    return FigureTable(
        header=tuple(say(language, f"milestones.{column}") for column in columns),
        rows=tuple(line(milestone) for milestone in figure.milestones),
        numeric=frozenset(),
    )
