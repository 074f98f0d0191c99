"""Table twins: the same figures, headers, order, and files that are safe to open."""

from __future__ import annotations

import base64
import csv
import io
import re
from datetime import date
from typing import Any

from dashboards import tables
from dashboards.charts import timeline, timeline_rows
from dashboards.i18n import Translator
from dashboards.models import AreaCoverageRow, MilestoneRead, StudySummary
from dashboards.pages.outline import anchors, prepare

EN = Translator("en")


def test_a_table_has_a_caption_column_headers_and_row_headers(answers: dict[str, Any]) -> None:
    page = tables.to_html(tables.areas_table(EN, [AreaCoverageRow(**answers["area"])], "Areas"))
    assert "<caption><span>Areas</span></caption>" in page
    assert page.count('scope="col"') == 7
    assert '<th scope="row">Moema</th>' in page
    assert '<td class="number">41</td>' in page


def test_words_from_outside_do_not_become_markup(answers: dict[str, Any]) -> None:
    milestone = MilestoneRead(**{**answers["milestone"], "slip_reason": "<script>alert(1)</script>"})
    page = tables.to_html(tables.milestones_table(EN, [milestone], {}))
    assert "<script>" not in page
    assert "(illustrative)" in page


def test_areas_are_ordered_by_what_is_asked(answers: dict[str, Any]) -> None:
    def row(name: str, low: float | None, high: float | None, people: float) -> AreaCoverageRow:
        shares = {"share_low": low, "share_high": high, "share_unknown": None if low is None else 0.0}
        counts = {"covered_low": (low or 0) * people, "covered_high": (high or 0) * people}
        return AreaCoverageRow(
            **{**answers["area"], **shares, **counts, "area_name": name, "population": people}
        )

    rows = [row("b", 0.5, 0.6, 10.0), row("a", 0.9, 1.0, 1000.0), row("c", None, None, 0.0)]
    orders = {order: [r.area_name for r in tables.ordered(rows, order)] for order in tables.ORDERS}
    assert orders == {
        "certain": ["b", "a", "c"],
        "unknown": ["a", "b", "c"],
        "missed": ["b", "a", "c"],
        "name": ["a", "b", "c"],
    }


def test_the_file_holds_plain_numbers_and_no_formula(answers: dict[str, Any]) -> None:
    row = AreaCoverageRow(**{**answers["area"], "area_name": "=1+1", "share_low": None})
    read = next(csv.DictReader(io.StringIO(tables.areas_csv([row]))))
    assert read["area_name"] == "'=1+1"
    assert read["share_low"] == ""
    assert float(read["share_high"]) == 0.63
    assert list(read) == list(tables.CSV_COLUMNS)


def test_the_timeline_writes_status_and_reaches_today_when_late_without_a_forecast(
    answers: dict[str, Any],
) -> None:
    milestone = MilestoneRead(**{**answers["milestone"], "forecast_date": None})
    row = timeline_rows(EN, [milestone], {}, date(2026, 11, 22))[0]
    assert row["end"] == "2026-11-22"
    assert row["label"] == "▲ 48 days late: Interim report (illustrative)"


def test_the_timeline_draws_baseline_forecast_actual_and_today(answers: dict[str, Any]) -> None:
    drawn = timeline(EN, [MilestoneRead(**answers["milestone"])], {}, date(2026, 11, 22)).to_dict()
    marks = [layer["mark"]["type"] for layer in drawn["layer"]]
    assert marks == ["rule", "bar", "point", "point", "point", "text"]


def test_comments_can_point_at_headings_and_figures() -> None:
    html = "<h2 id='s1'>What <em>we</em> know</h2><p>x</p><h3>no id</h3><table><tr></tr></table>"
    assert anchors(html, []) == {"s1": "What we know"}
    framed = prepare(html, EN)
    assert 'aria-label="Table 1" tabindex="0"><table>' in framed
    assert framed.count("<div") == framed.count("</div>") == 1


def test_a_drawing_becomes_a_picture_with_its_description() -> None:
    html = '<p>a</p><svg id="x"><title>T</title><desc id="d">421 areas, 20&nbsp;% &amp; "more"</desc></svg>'
    pictured = prepare(html, EN)
    assert "<svg" not in pictured
    assert 'alt="421 areas, 20\N{NO-BREAK SPACE}% &amp; &quot;more&quot;"' in pictured
    source = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', pictured)
    assert source is not None
    assert base64.b64decode(source[1]).decode() == html.removeprefix("<p>a</p>")


def test_the_study_furthest_behind_comes_first_and_ties_go_by_title(answers: dict[str, Any]) -> None:
    def study(title: str, *slips: int) -> StudySummary:
        late = [{**answers["study"]["late"][0], "slip_days": slip} for slip in slips]
        return StudySummary(**{**answers["study"], "title": {"en": title}, "late": late})

    studies = [study("b"), study("Lima", 3, 20), study("A"), study("São Paulo", 33, 1)]
    ordered = tables.furthest_behind_first(EN, studies)
    assert [EN.pick(item.title) for item in ordered] == ["São Paulo", "Lima", "A", "b"]
