"""A rendered report as the page needs it: places to comment on, tables that scroll, pictures (pure)."""

from __future__ import annotations

import base64
import itertools
import re
from collections.abc import Sequence
from html import escape, unescape
from html.parser import HTMLParser

from dashboards.i18n import Translator
from dashboards.models import FigureRead


class _Headings(HTMLParser):
    """Collects headings that carry an id."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._anchor: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        anchor = dict(attrs).get("id")
        if tag in {"h1", "h2", "h3", "h4"} and anchor:
            self._anchor = anchor
            self.found[anchor] = ""

    def handle_data(self, data: str) -> None:
        if self._anchor:
            self.found[self._anchor] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"h1", "h2", "h3", "h4"}:
            self._anchor = None


def anchors(html: str, figures: Sequence[FigureRead]) -> dict[str, str]:
    """Give anchor -> title, headings in reading order, then figures."""
    parser = _Headings()
    parser.feed(html)
    headings = {anchor: " ".join(title.split()) for anchor, title in parser.found.items()}
    return {**headings, **{figure.id: figure.caption for figure in figures}}


def prepare(html: str, t: Translator) -> str:
    """Make a rendered text fit for the page: pictures that survive its cleaning, tables that scroll."""
    return _with_framed_tables(_with_pictures(html), t)


def _with_pictures(html: str) -> str:
    """Turn drawings into pictures: Streamlit's cleaning of HTML takes every SVG element out."""

    def picture(match: re.Match[str]) -> str:
        drawing = match[0]
        described = re.search(r"<desc\b[^>]*>(.*?)</desc>", drawing, re.DOTALL)
        alternative = escape(unescape(described[1]), quote=True) if described else ""
        source = base64.b64encode(drawing.encode()).decode()
        return f'<img class="report-picture" alt="{alternative}" src="data:image/svg+xml;base64,{source}">'

    return re.sub(r"<svg\b.*?</svg>", picture, html, flags=re.DOTALL)


def _with_framed_tables(html: str, t: Translator) -> str:
    """Put each table of a rendered text into a frame that scrolls and can be reached by keyboard."""
    numbers = itertools.count(1)

    def opened(match: re.Match[str]) -> str:
        label = escape(t("Table {number}", number=next(numbers)))
        return f'<div class="table-frame" role="group" aria-label="{label}" tabindex="0">{match[0]}'

    return re.sub(r"<table\b", opened, html).replace("</table>", "</table></div>")
