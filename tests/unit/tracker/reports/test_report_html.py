"""The HTML of a report is safe, has stable anchors, and says where every figure comes from."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tracker.domain.report_text import read_report

SetHtml = Callable[..., str]
ALL_FIGURES = "::coverage{}\n::map{}\n::milestones{}\n"


class Tags(HTMLParser):
    """Collects the tags and attributes of a document."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](data:text/html,<script>alert(1)</script>)",
        '## <svg onload="alert(1)">',
        "![x](https://x.example/a.png)",
        '<a href="https://x.example" onclick="alert(1)">x</a>',
        "`<script>alert(1)</script>`",
        "| <iframe> |\n| --- |\n| <object> |",
    ],
)
def test_nothing_in_the_source_becomes_active(source: str, set_html: SetHtml) -> None:
    for tag, attributes in Tags(set_html(source)).found:
        assert tag not in {"script", "img", "iframe", "object", "svg"}
        assert not any(name.startswith("on") for name in attributes)
        assert urlsplit(attributes.get("href") or "").scheme in {"", "http", "https", "mailto"}


@given(st.text(alphabet=st.sampled_from("<>\"'&/=`[]()!#*_:; \nscriptonerahf"), max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_leaves_only_known_tags(set_html: SetHtml, source: str) -> None:
    assume(not read_report(source).directives)  # two colons and a letter name a figure, with tags of ours
    known = {
        "article",
        "p",
        "a",
        "em",
        "strong",
        "s",
        "code",
        "pre",
        "ul",
        "ol",
        "li",
        "br",
        "hr",
        "blockquote",
    }
    known |= {"h2", "h3", "h4", "h5", "h6"}
    assert {tag for tag, _ in Tags(set_html(source)).found} <= known


def test_facts_with_markup_in_them_stay_text(set_html: SetHtml) -> None:
    html = set_html(ALL_FIGURES)
    assert "Health units &lt;in a wheelchair&gt;" in html
    assert "Data &lt;came&gt; late" in html
    assert "<came>" not in html


def test_headings_and_figures_carry_their_anchors(set_html: SetHtml) -> None:
    html = set_html("## One\n\n### Two words\n\n" + ALL_FIGURES)
    ids = [attributes["id"] for _, attributes in Tags(html).found if "id" in attributes]
    wanted = ["section-one", "section-two-words", "figure-1", "figure-2", "figure-3"]
    assert [name for name in ids if name in wanted] == wanted
    assert len(ids) == len(set(ids))


def test_a_figure_says_in_words_what_it_shows_and_where_it_comes_from(set_html: SetHtml) -> None:
    html = set_html(ALL_FIGURES).replace("\u00a0", " ")
    assert (
        "Between 41 % and 63 % of the 1,000 people counted reach the nearest place within 15 minutes." in html
    )
    assert "Profile: manual wheelchair." in html
    assert "For 22 % of them the answer is not known" in html
    assert html.count("Run 1a2b3c4d, finished on 22 November 2026.") == 2
    assert html.count("Synthetic data, made to show the method") == 2
    assert "Sources: Makers of maps (CC0-1.0)" in html
    assert "Interim report (illustrative)" in html
    assert "2026-12-01" in html


def test_every_table_has_headers_with_a_scope(set_html: SetHtml) -> None:
    html = set_html(ALL_FIGURES + "\n| a | b |\n| --- | ---: |\n| 1 | 2 |\n")
    headers = [attributes for tag, attributes in Tags(html).found if tag == "th"]
    assert len(headers) == 3 + 4 + 6 + 1 + 2
    assert {attributes.get("scope") for attributes in headers} == {"col", "row"}
    assert '<td class="report-number">2</td>' in html


def test_the_language_is_that_of_the_report(set_html: SetHtml) -> None:
    html = set_html(ALL_FIGURES, "ko")
    assert html.startswith('<article class="report" lang="ko"')
    assert "그림 1" in html
    assert "수동 휠체어" in html
