"""The shipped studies keep the rules of the house: facts have sources, the rest is marked."""

from __future__ import annotations

import re
from datetime import date

import pytest

from studies.loader import list_studies, load_study, read_report
from studies.profiles import load_profiles
from studies.schema import StudyDefinition

AS_OF = date(2026, 11, 22)
STUDIES = {name: load_study(folder) for name, folder in list_studies().items()}
DIRECTIVE = re.compile(r"^::(\w+)\{(.*)\}$", re.MULTILINE)


@pytest.fixture(params=sorted(STUDIES))
def study(request: pytest.FixtureRequest) -> StudyDefinition:
    return STUDIES[request.param]


def test_the_two_studies_are_there() -> None:
    assert sorted(STUDIES) == ["lima_smart_tourism", "sao_paulo_asnm"]


def test_parties_are_those_of_the_programmes() -> None:
    parties = {name: {party.key: party.role for party in study.parties} for name, study in STUDIES.items()}
    assert parties["sao_paulo_asnm"] == {
        "smg": "programme_partner",
        "wego": "secretariat",
        "susa": "reviewer",
        "smped": "city_partner",
    }
    assert parties["lima_smart_tourism"] == {
        "wego": "secretariat",
        "nia": "reviewer",
        "mml": "city_partner",
    }


def test_every_date_of_a_milestone_is_marked_illustrative(study: StudyDefinition) -> None:
    assert study.illustrative
    assert all(milestone.illustrative for milestone in study.milestones)


def test_titles_are_complete_in_four_languages(study: StudyDefinition) -> None:
    texts = [study.title, study.question, study.summary, study.programme.title]
    texts += [stage.title for stage in study.stages]
    texts += [milestone.title for milestone in study.milestones]
    texts += [deliverable.title for deliverable in study.deliverables]
    texts += [indicator.title for indicator in study.indicators]
    texts += [layer.title for layer in study.layers]
    texts += [parameter.title for parameter in study.parameters]
    texts += [text for analysis in study.analyses for text in (analysis.title, analysis.question)]
    texts += [report.title for report in study.reports]
    texts += [stage.gate for stage in study.stages if stage.gate is not None]
    texts += [service.title for analysis in study.analyses for service in analysis.services.values()]
    for text in texts:
        assert set(text) == {"en", "pt-BR", "es", "ko"}, text["en"]


def test_the_plan_has_something_achieved_something_late_and_something_to_come(study: StudyDefinition) -> None:
    achieved = [milestone for milestone in study.milestones if milestone.state == "achieved"]
    late = [m for m in study.milestones if m.state == "planned" and m.baseline_date < AS_OF]
    coming = [m for m in study.milestones if m.state == "planned" and m.baseline_date >= AS_OF]
    assert len(achieved) >= 3
    assert len(late) >= 2
    assert coming
    assert any(milestone.slip_reason for milestone in late)
    assert all(m.actual_date is not None and m.actual_date <= AS_OF for m in achieved)


def test_every_stage_has_a_milestone_or_is_over_by_a_stated_source(study: StudyDefinition) -> None:
    used = {milestone.stage for milestone in study.milestones}
    for stage in study.stages:
        assert stage.key in used or (stage.source and not stage.illustrative)


def test_every_shipped_profile_and_three_cutoffs_are_asked_for(study: StudyDefinition) -> None:
    for analysis in study.analyses:
        assert analysis.profiles == list(load_profiles())
        assert analysis.cutoffs_min == [10, 15, 30]


def test_the_draft_report_types_no_result_by_hand(study: StudyDefinition) -> None:
    source = read_report(list_studies()[study.slug], study.reports[0])
    prose = DIRECTIVE.sub("", source)
    assert "%" not in prose
    allowed = {"2013", "2016", "2020", "250"}  # years of sources, a parameter of the definition
    assert set(re.findall(r"\d+", prose)) <= allowed


def test_the_draft_report_asks_only_for_figures_that_the_analyses_give(study: StudyDefinition) -> None:
    source = read_report(list_studies()[study.slug], study.reports[0])
    assert source.count("\n::") == len(DIRECTIVE.findall(source))
    analyses = {analysis.key: analysis for analysis in study.analyses}
    names = []
    for name, body in DIRECTIVE.findall(source):
        names.append(name)
        options = dict(re.findall(r'(\w+)=("[^"]*"|\S+)', body))
        if name == "milestones":
            continue
        analysis = analyses[options["analysis"]]
        assert options["service"] in analysis.services
        assert options["profile"] in analysis.profiles
        assert float(options["cutoff_min"]) in analysis.cutoffs_min
    assert {"coverage", "map", "milestones"} == set(names)
