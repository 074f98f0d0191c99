"""The source of a report is read with every fault at its line, and nothing in it is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.figure_request import AnalysisOffer, directive_faults
from tracker.domain.report_text import Directive, Passage, read_report

OFFERS = {
    "coverage": AnalysisOffer(("health",), ("walk",), (10.0, 15.0), ("hexagon",), assessed=True),
    "later": AnalysisOffer(("health",), ("walk",), (10.0,), (), assessed=False),
}

FAULTY = """Text ::map{} here
![p](https://x.example/p.png)
[a](page.html) [b](#section-none) [](https://x.example)

#### Deep
# Late title
::pie{a=1 a=2}
::map{kind=
- ::milestones{}
> ## Quoted
##
bell \a"""


def faults_of(source: str) -> list[str]:
    return [str(fault) for fault in read_report(source).faults]


def value_faults(line: str) -> list[str]:
    (directive,) = read_report(line).directives
    return [fault.message for fault in directive_faults(directive, OFFERS)]


def test_a_clean_source_gives_title_passages_and_figures_in_order() -> None:
    text = read_report('# Title\n\nWords.\n::milestones{caption="A \\"plan\\""}\n## After\n')
    assert text.title == "Title"
    assert [type(part) for part in text.parts] == [Passage, Directive, Passage]
    assert text.directives == (Directive("milestones", {"caption": 'A "plan"'}, 4, "figure-1"),)
    assert text.anchors == {"figure-1", "section-after"}
    assert text.faults == ()


def test_all_faults_are_reported_at_once_with_their_lines() -> None:
    lines = [fault.split(":")[0] for fault in faults_of(FAULTY)]
    expected = [1, 2, 3, 3, 3, 5, 6, 7, 7, 8, 9, 10, 11, 12]
    assert lines == [f"line {number}" for number in expected]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("::map{a=1} tail", "must look like"),
        ("::map{a=1", "must look like"),
        ("::map{a}", "cannot read 'a'"),
        ('::map{a="open}', "cannot read"),
        ("::maps{}", "known are ::coverage, ::map, ::milestones"),
    ],
)
def test_a_directive_that_cannot_be_read_says_how_to_write_it(line: str, message: str) -> None:
    (fault,) = faults_of(line)
    assert message in fault


@pytest.mark.parametrize("source", ["\ue000", "&#xe000;", "`\x1b`", "\ud800", "\ufffe", "> - a\x7f"])
def test_what_cannot_be_printed_is_a_fault(source: str) -> None:
    assert "cannot be printed" in "".join(faults_of(source))


def test_directives_in_code_are_code() -> None:
    text = read_report("```\n::map{}\n```\n\n`::map{}`\n")
    assert (text.directives, text.faults) == ((), ())


def test_headings_of_the_same_words_get_different_anchors_in_any_script() -> None:
    text = read_report("## 결과 요약\n\n## 결과 요약\n\n## É *isto*!\n\n## ?\n")
    assert text.heading_ids[:3] == ("section-결과-요약", "section-결과-요약-2", "section-é-isto")
    assert text.heading_ids[-1] == "section-untitled"


def test_a_link_to_a_heading_in_another_script_is_found() -> None:
    assert faults_of("[see](#section-결과)\n\n## 결과\n") == []


@pytest.mark.parametrize(
    ("line", "messages"),
    [
        ("::coverage{analysis=coverage service=health profile=walk cutoff_min=15}", []),
        ("::coverage{analysis=coverage service=health profile=walk cutoff_min=15.0}", []),
        ("::milestones{}", []),
        ("::milestones", []),
        ("::coverage{}", ["needs analysis", "needs cutoff_min", "needs profile", "needs service"]),
        (
            "::map{analysis=coverage kind=ward service=cinema profile=jet cutoff_min=11 show=all size=2}",
            [
                "no key 'size'",
                "show=all is not known",
                "kind=ward is not known",
                "service=cinema is not known; known are health",
                "profile=jet is not known; known are walk",
                "cutoff_min=11 was not computed; computed are 10, 15",
            ],
        ),
        (
            "::map{analysis=coverage kind=district service=health profile=walk cutoff_min=x}",
            ["cutoff_min=x", "no areas of kind district"],
        ),
        (
            "::coverage{analysis=nope service=health profile=walk cutoff_min=1}",
            ["analysis=nope is not known"],
        ),
        ("::coverage{analysis=later service=health profile=walk cutoff_min=10}", ["no finished assessment"]),
    ],
)
def test_values_are_checked_against_what_was_computed(line: str, messages: list[str]) -> None:
    found = value_faults(line)
    assert len(found) == len(messages)
    assert all(message in text for message, text in zip(messages, found, strict=True))


@given(st.text())
def test_any_text_can_be_read_without_failing(source: str) -> None:
    text = read_report(source)
    lines = source.count("\n") + source.count("\r") + 1
    assert all(1 <= fault.line <= lines for fault in text.faults)
