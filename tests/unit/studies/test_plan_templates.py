"""The plan templates that come with the system, and templates that contradict themselves."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from studies.errors import DefinitionError, Fault
from studies.plan_templates import PLAN_TEMPLATES_FOLDER, load_plan_templates
from studies.values import LANGUAGES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a copy of the shipped files that a test may break."""
    copied = tmp_path / "plan_templates"
    shutil.copytree(PLAN_TEMPLATES_FOLDER, copied)
    return copied


def change(folder: Path, file: str, before: str, after: str) -> int:
    """Replace the first occurrence of a text and give its line."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert before in text, f"{before!r} is not in {file}"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return text[: text.index(before)].count("\n") + 1


def faults(folder: Path) -> list[Fault]:
    with pytest.raises(DefinitionError) as caught:
        load_plan_templates(folder)
    return list(caught.value.faults)


def test_there_is_a_template_for_each_way_of_running_a_study_and_one_for_pilots() -> None:
    templates = load_plan_templates()
    assert {key: template.first_milestone.key for key, template in templates.items()} == {
        "korean_study": "contract_signed",
        "pilot": "kick_off",
        "un_study": "contract_signed",
    }
    assert {key: [part.key for part in template.stages] for key, template in templates.items()} == {
        "korean_study": ["kick_off", "interim", "final"],
        "pilot": ["scope", "survey", "run", "evaluation"],
        "un_study": ["inception", "draft", "final", "response"],
    }


@pytest.mark.parametrize("key", sorted(load_plan_templates()))
def test_a_template_speaks_four_languages_and_ends_in_one_final_deliverable(key: str) -> None:
    template = load_plan_templates()[key]
    texts = [template.title, template.text, *(part.gate for part in template.stages if part.gate)]
    for parts in (template.stages, template.milestones, template.deliverables):
        texts += [part.title for part in parts]
    assert [text for text in texts if sorted(text) != sorted(LANGUAGES)] == []
    assert [part.final for part in template.deliverables].count(True) == 1


def test_the_response_is_due_four_weeks_after_the_final_report_is_accepted() -> None:
    (last,) = [
        part
        for part in load_plan_templates()["un_study"].dependencies
        if part.successor == "management_response"
    ]
    assert (last.predecessor, last.lag_days) == ("final_report_accepted", 4 * 5)


@pytest.mark.parametrize(
    ("before", "after", "path", "message"),
    [
        ("key: pilot\n", "key: trial\n", "key", "is 'trial' but the file is pilot.yaml"),
        ("illustrative: true\n", "", "", "needs a source, or illustrative: true"),
        ("stage: survey\n", "stage: fieldwork\n", "milestones[3].stage", "there is no stage 'fieldwork'"),
        ("milestone: results_frame", "milestone: frame", "deliverables[0].milestone", "no milestone 'frame'"),
        ("predecessor: kick_off,", "predecessor: kickoff,", "dependencies[0].predecessor", "'kickoff'"),
        ("responsible: consultant\n", "responsible: firm\n", "milestones[3].responsible", "'consultant'"),
        ("lag_days: 30", "lag_days: -1", "dependencies[0].lag_days", "greater than or equal to 0"),
        ("lag_days: 30", "lag_days: 1.5", "dependencies[0].lag_days", "integer"),
        (
            "key: forms_tested\n",
            "key: go_decision\n",
            "milestones[3].key",
            "already the key of milestones[2]",
        ),
        (
            "predecessor: kick_off, successor: results_frame",
            "predecessor: data_accepted, successor: results_frame",
            "dependencies[4]",
            "closes a circle: ",
        ),
        (
            "predecessor: kick_off, successor: results_frame",
            "predecessor: results_frame, successor: results_frame",
            "dependencies[0]",
            "a milestone cannot wait for itself",
        ),
        (
            "predecessor: kick_off, successor: results_frame",
            "predecessor: kick_off, successor: go_decision",
            "milestones[1]",
            "'results_frame' waits for none, like 'kick_off': a plan starts with one milestone",
        ),
        (
            "predecessor: results_frame, successor: go_decision",
            "predecessor: kick_off, successor: results_frame",
            "dependencies[1].successor",
            "kick_off, results_frame is already the dependency of dependencies[0]",
        ),
    ],
)
def test_a_contradiction_is_told_where_it_stands(
    folder: Path, before: str, after: str, path: str, message: str
) -> None:
    change(folder, "pilot.yaml", before, after)
    found = [fault for fault in faults(folder) if fault.path == path and message in fault.message]
    assert [fault.file for fault in found] == ["pilot.yaml"]


def test_a_stage_without_a_milestone_has_no_dates_and_is_told(folder: Path) -> None:
    line = change(folder, "un_study.yaml", "  - key: response\n", "  - key: answer\n")
    told = {(fault.line, fault.path, fault.message) for fault in faults(folder)}
    assert (line, "stages[3]", "has no milestone, from which its dates would follow") in told


def test_faults_of_all_templates_are_told_at_once(folder: Path) -> None:
    (folder / "pilot.yaml").write_bytes(b"key: \xff\n")
    (folder / "un_study.yaml").write_text("- not a mapping\n", encoding="utf-8")
    line = change(folder, "korean_study.yaml", "lag_days: 40}", "lag_days: many}")
    assert {(fault.file, fault.line, fault.path) for fault in faults(folder)} == {
        ("pilot.yaml", 1, ""),
        ("un_study.yaml", 1, ""),
        ("korean_study.yaml", line, "dependencies[3].lag_days"),
    }


@pytest.mark.parametrize("odd", ["[]", "{}", "7", "null", "[[]]", "[{key: [a]}]", "{key: {a: 1}}"])
def test_odd_shapes_are_told_and_break_nothing(folder: Path, odd: str) -> None:
    fields = ("key", "title", "stages", "milestones", "deliverables", "dependencies")
    text = "".join(f"{field}: {odd}\n" for field in fields)
    (folder / "pilot.yaml").write_text(text, encoding="utf-8")
    assert {fault.file for fault in faults(folder)} == {"pilot.yaml"}
