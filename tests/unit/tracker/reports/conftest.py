"""Figures of an invented city, and a function that sets a source as HTML and as PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tracker.domain.figure import (
    CoverageFigure,
    Figure,
    MapArea,
    MapFigure,
    MilestoneLine,
    MilestonesFigure,
    Question,
    Run,
)
from tracker.domain.report_text import read_report
from tracker.services.rendering.document_tree import Node, document_tree
from tracker.services.rendering.html import render_html
from tracker.services.rendering.pdf import FONT_FOLDERS, TitlePage, render_pdf

RUN = Run(
    assessment_id="assessment",
    analysis="coverage",
    run_sha256="1a2b3c4d" * 8,
    finished_on=date(2026, 11, 22),
    synthetic=True,
    sources=("Makers of maps (CC0-1.0)",),
)
QUESTION = Question(
    service="health", service_title="Health units", profile="manual_wheelchair", cutoff_min=15.0
)


def square(column: int) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Give a square of a hundredth of a degree, at the equator."""
    west, east = column / 100, (column + 1) / 100
    return (((west, 0.0), (east, 0.0), (east, 0.01), (west, 0.01), (west, 0.0)),)


@pytest.fixture
def coverage() -> CoverageFigure:
    """Give an interval: 410 to 630 of 1,000 people."""
    return CoverageFigure(
        id="figure-1",
        caption="Health units <in a wheelchair>",
        run=RUN,
        question=QUESTION,
        population=1000.0,
        covered_low=410.0,
        covered_high=630.0,
        share_low=0.41,
        share_high=0.63,
        share_unknown=0.22,
    )


@pytest.fixture
def chart() -> MapFigure:
    """Give a map of eight districts: every class of 20 %, both ends twice, one where nobody is counted."""
    lows = (0.0, 0.1, 0.2, 0.5, 0.7, 0.8, 1.0, None)
    return MapFigure(
        id="figure-2",
        caption='Where & "who"',
        run=RUN,
        question=QUESTION,
        area_kind="district",
        show="low",
        areas=tuple(
            MapArea(
                code=f"d{column}",
                name=f"District {column}",
                population=0.0 if low is None else 100.0,
                share_low=low,
                share_high=None if low is None else min(low + 0.3, 1.0),
                share_unknown=None if low is None else min(0.3, 1.0 - low),
                polygons=(square(column),),
            )
            for column, low in enumerate(lows)
        ),
    )


@pytest.fixture
def plan() -> MilestonesFigure:
    """Give a plan with a late, illustrative milestone."""
    return MilestonesFigure(
        id="figure-3",
        caption="The plan",
        as_of=date(2026, 11, 22),
        milestones=(
            MilestoneLine(
                key="interim",
                title="Interim report",
                baseline_date=date(2026, 8, 1),
                forecast_date=date(2026, 12, 1),
                actual_date=None,
                status="late",
                reason="Data <came> late",
                illustrative=True,
            ),
        ),
    )


@pytest.fixture
def figures(coverage: CoverageFigure, chart: MapFigure, plan: MilestonesFigure) -> dict[str, Figure]:
    """Give all three by their anchors."""
    return {figure.id: figure for figure in (coverage, chart, plan)}


@pytest.fixture
def set_html(figures: dict[str, Figure]) -> Callable[..., str]:
    """Give a function that renders a source as HTML."""

    def render(source: str, language: str = "en") -> str:
        return render_html(read_report(source), figures, language, title="Title")

    return render


@pytest.fixture
def set_blocks() -> Callable[..., bytes]:
    """Give a function that sets a tree of blocks as PDF."""

    def render(blocks: list[Node], language: str = "en", *, fonts: Sequence[Path] = FONT_FOLDERS) -> bytes:
        page = TitlePage(
            title="Who reaches what",
            subtitle="A study",
            author="WeGO",
            version="Version 1",
            submitted="Submitted on 22 November 2026",
            content_label="Content (SHA-256)",
            content_sha256="ab" * 32,
            contents="Contents",
            page_template="page {page} of {pages}",
        )
        at = datetime(2026, 11, 22, tzinfo=UTC)
        return render_pdf(page, blocks, language=language, submitted_at=at, font_folders=fonts)

    return render


@pytest.fixture
def set_pdf(figures: dict[str, Figure], set_blocks: Callable[..., bytes]) -> Callable[..., bytes]:
    """Give a function that sets a source as PDF."""

    def render(source: str, language: str = "en", *, fonts: Sequence[Path] = FONT_FOLDERS) -> bytes:
        text = read_report(source)
        assert text.faults == ()
        return set_blocks(document_tree(text, figures, language), language, fonts=fonts)

    return render
