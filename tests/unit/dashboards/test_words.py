"""Sentences: what is said of intervals, lateness and what nobody knows."""

from __future__ import annotations

from typing import Any

import pytest

from dashboards import words
from dashboards.i18n import Translator
from dashboards.models import (
    AreaCoverageRow,
    FigureRead,
    LateMilestone,
    MilestoneRead,
    StudyPage,
    StudySummary,
)

EN = Translator("en")


def test_an_interval_is_said_with_between(answers: dict[str, Any]) -> None:
    sentence = words.coverage_sentence(EN, AreaCoverageRow(**answers["area"]), "Health units")
    assert sentence == (
        "Between 41\u00a0% and 63\u00a0% of the 1,000 people in the study area reach “Health units” "
        "within 15 minutes by manual wheelchair."
    )


def test_two_bounds_that_read_the_same_are_one_figure(answers: dict[str, Any]) -> None:
    row = AreaCoverageRow(**{**answers["area"], "share_high": 0.412})
    assert words.coverage_sentence(EN, row, "Health units").startswith("41\u00a0% of the 1,000 people")


def test_where_nobody_lives_a_share_does_not_apply(answers: dict[str, Any]) -> None:
    nobody = {"population": 0.0, "share_low": None, "share_high": None, "share_unknown": None}
    row = AreaCoverageRow(**{**answers["area"], **nobody})
    assert "nobody lives here" in words.area_sentence(EN, row)
    assert "no share can be given" in words.coverage_sentence(EN, row, "Health units")


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0\u00a0%"),
        (0.001, "<1\u00a0%"),
        (0.999, ">99\u00a0%"),
        (1.0, "100\u00a0%"),
        (None, "does not apply"),
    ],
)
def test_something_is_never_rounded_to_nothing_nor_nearly_all_to_all(share: float | None, said: str) -> None:
    assert EN.percent(share) == said


def test_the_gap_is_explained_by_what_is_recorded_least(answers: dict[str, Any]) -> None:
    tags = words.unknown_length_shares(answers["assessment"]["diagnostics"])
    sentence = words.gap_sentence(EN, AreaCoverageRow(**answers["area"]), tags)
    assert "For 220 people" in sentence
    assert sentence.index("kerbs (91\u00a0%") < sentence.index("incline (50\u00a0%")
    assert "lighting" not in sentence


def test_a_missing_reason_is_said(answers: dict[str, Any]) -> None:
    item = LateMilestone(**answers["study"]["late"][0])
    assert words.late_sentence(EN, item) == "Interim report: 48 days late. Why: no reason recorded yet."


def test_a_reason_that_ends_with_a_stop_gets_no_second_one() -> None:
    assert words.why(EN, "Rain.") == "Why: Rain."


@pytest.mark.parametrize(
    ("days", "said"), [(1, "1 day late"), (2, "2 days late"), (0, "on the baseline"), (-1, "1 day early")]
)
def test_a_slip_is_said_in_days(days: int, said: str) -> None:
    assert words.slip_text(EN, days) == said


def page_of(*studies: StudySummary) -> StudyPage:
    """Make the only page of a portfolio."""
    return StudyPage(
        items=list(studies), total=len(studies), late_total=sum(bool(study.late) for study in studies)
    )


def test_the_portfolio_names_what_is_furthest_behind(answers: dict[str, Any]) -> None:
    sentence = words.portfolio_sentence(EN, page_of(StudySummary(**answers["study"])))
    assert sentence == (
        "Your study is behind its baseline. Furthest behind: “Interim report” in São Paulo, 48 days late."
    )


def test_several_studies_are_counted(answers: dict[str, Any]) -> None:
    late = StudySummary(**answers["study"])
    well = StudySummary(**{**answers["study"], "slug": "other", "late": []})
    said = words.portfolio_sentence(EN, page_of(late, well))
    assert said.startswith("1 of 2 studies is behind its baseline.")
    assert words.portfolio_sentence(EN, page_of(well, well)) == "All 2 studies are on their baselines."
    assert words.portfolio_sentence(EN, page_of(well)) == "Your study is on its baseline."


def test_studies_of_other_pages_count_too(answers: dict[str, Any]) -> None:
    page = StudyPage(items=[StudySummary(**answers["study"])], total=500, late_total=300)
    said = words.portfolio_sentence(EN, page)
    assert said.startswith("300 of 500 studies are behind their baselines.")


def test_the_plan_says_whose_turn_it_is(answers: dict[str, Any]) -> None:
    first, turn = words.plan_sentences(EN, [MilestoneRead(**answers["milestone"])], {})
    assert first == "0 of 1 milestones are achieved. 1 is late: “Interim report”, 48 days late."
    assert turn == "It is the turn of SUSA: “Interim report”, forecast for 18 Nov 2026."


def test_a_day_that_has_passed_is_not_announced_as_if_it_were_to_come(answers: dict[str, Any]) -> None:
    unplanned = MilestoneRead(**{**answers["milestone"], "forecast_date": None})
    _, turn = words.plan_sentences(EN, [unplanned], {})
    assert turn == "It is the turn of SUSA: “Interim report” was planned for 1 Oct 2026."


def test_a_list_of_the_worst_areas_says_how_many_people_it_is_about(answers: dict[str, Any]) -> None:
    row = AreaCoverageRow(**answers["area"])
    assert words.part_sentence(EN, row, row.population - row.covered_high) == "Moema: 370 of 1,000 people."


def test_reasons_to_run_again_are_each_said_once_and_with_one_stop() -> None:
    assert words.stale_sentence(EN, ["The streets changed.", "The streets changed."]) == (
        "Something changed since this was computed: The streets changed. "
        "The project manager can run it again."
    )


def test_figures_out_of_date_for_one_reason_are_named_together() -> None:
    def figure(caption: str, reason: str | None) -> FigureRead:
        return FigureRead(
            id=caption,
            kind="map",
            caption=caption,
            assessment_id=None,
            run_sha256=None,
            stale=True,
            stale_reason=reason,
        )

    changed = "The streets changed."
    figures = [figure("One", changed), figure("Two", None), figure("Three", changed)]
    assert words.stale_lines(EN, figures) == ["The streets changed: “One”, “Three”.", "not known: “Two”."]


def test_a_name_in_capitals_is_written_as_a_name_and_a_cut_area_says_so(answers: dict[str, Any]) -> None:
    row = AreaCoverageRow(**{**answers["area"], "partly_outside": True})
    assert words.area_name(EN, row) == "Moema (part)"
    lima = AreaCoverageRow(**{**answers["area"], "area_name": "SAN JUAN DE LURIGANCHO"})
    assert words.area_name(EN, lima) == "San Juan de Lurigancho"
    first = AreaCoverageRow(**{**answers["area"], "area_name": "LA MOLINA"})
    assert words.area_name(EN, first) == "La Molina"
