"""Renders a report as an HTML fragment: sanitised Markdown between figures that we write ourselves."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import nh3

from tracker.domain.figure import Figure, MapFigure
from tracker.domain.report_text import Fault, Passage, ReportText, markdown
from tracker.services.rendering.choropleth import draw_map
from tracker.services.rendering.figure_text import FigureTable, FigureText, figure_text

NUMBER_CLASS = "report-number"
_TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "strong", "em", "s", "a", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    **{f"h{level}": {"id"} for level in range(2, 7)},
    "a": {"href"},
    "ol": {"start"},
    "th": {"scope"},
}


def render_html(
    text: ReportText,
    figures: Mapping[str, Figure],
    language: str,
    *,
    title: str,
    faults: tuple[Fault, ...] = (),
) -> str:
    """
    Render a report; a directive without a figure shows its faults in its place.

    The page that shows the fragment has the title as its first heading, so sections start at h2.
    """
    parts = [f'<article class="report" lang="{escape(language)}" aria-label="{escape(title)}">']
    for part in text.parts:
        if isinstance(part, Passage):
            parts.append(_passage(part))
        elif part.figure_id in figures:
            parts.append(_figure(figures[part.figure_id], language))
        else:
            messages = [str(fault) for fault in faults if fault.line == part.line]
            parts.append(f'<p class="report-fault" id="{part.figure_id}">{escape("; ".join(messages))}</p>')
    parts.append("</article>")
    return "\n".join(parts)


def _passage(passage: Passage) -> str:
    for token in passage.tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
        if "right" in str(token.attrGet("style") or ""):
            token.attrSet("class", NUMBER_CLASS)
    reader = markdown()
    raw = reader.renderer.render(list(passage.tokens), reader.options, {})
    clean = nh3.clean(
        raw,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes={"th": {NUMBER_CLASS}, "td": {NUMBER_CLASS}},
        url_schemes={"http", "https", "mailto"},
    )
    return str(clean).strip()


def _figure(figure: Figure, language: str) -> str:
    words = figure_text(figure, language)
    body = "".join(f"<p>{escape(sentence)}</p>" for sentence in words.sentences)
    if isinstance(figure, MapFigure):
        body += draw_map(figure, language)
    if words.table:
        body += _table(words.table, words)
    notes = "".join(f"<p>{escape(note)}</p>" for note in words.notes)
    return (
        f'<figure class="report-figure report-figure-{figure.kind}" id="{figure.id}">'
        f"<figcaption><strong>{escape(words.label)}.</strong> {escape(words.caption)}</figcaption>"
        f'{body}<div class="report-notes">{notes}</div></figure>'
    )


def _table(table: FigureTable, words: FigureText) -> str:
    """Write a table; the first column names the row, so its cells are row headers."""
    header = "".join(
        f'<th scope="col"{_align(table, column)}>{escape(cell)}</th>'
        for column, cell in enumerate(table.header)
    )
    rows = "".join(_row(table, row) for row in table.rows)
    label = escape(f"{words.label}. {words.caption}")
    return f'<table aria-label="{label}"><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>'


def _row(table: FigureTable, row: tuple[str, ...]) -> str:
    cells = "".join(
        f"<td{_align(table, column)}>{escape(cell)}</td>" for column, cell in enumerate(row[1:], start=1)
    )
    return f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>'


def _align(table: FigureTable, column: int) -> str:
    return f' class="{NUMBER_CLASS}"' if column in table.numeric else ""
