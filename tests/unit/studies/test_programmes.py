"""The programmes that come with the system, and files of programmes that contradict each other."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from studies.errors import DefinitionError, Fault
from studies.loader import list_studies, load_study
from studies.programmes import PROGRAMMES_FOLDER, load_programmes, shipped_programmes
from studies.record.definition import RecordDefinition
from studies.record.programme_definition import (
    PROGRAMME_KINDS,
    CalendarDefinition,
    OrganisationsDefinition,
    ProgrammeDefinition,
    Programmes,
)
from studies.record.references import references
from studies.values import LANGUAGES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a copy of the shipped files that a test may break."""
    copied = tmp_path / "programmes"
    shutil.copytree(PROGRAMMES_FOLDER, copied)
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
        load_programmes(folder)
    return list(caught.value.faults)


def test_both_programmes_name_their_cities_and_how_each_was_selected() -> None:
    programmes = shipped_programmes().programmes
    assert list(programmes) == ["project_implementer", "sscicp", "wego_nia"]
    for key, city in (("sscicp", "smped"), ("wego_nia", "mml")):
        (candidacy,) = programmes[key].candidacies
        (decision,) = programmes[key].selection_decisions
        assert (candidacy.city, candidacy.state) == (city, "selected")
        assert (decision.candidacy, decision.outcome) == (candidacy.key, "selected")


def test_every_criterion_of_a_selected_candidacy_was_scored_by_the_quorum() -> None:
    for programme in shipped_programmes().programmes.values():
        quorums = {part.key: part.quorum for part in programme.editions}
        for candidacy in programme.candidacies:
            for criterion in programme.criteria:
                judges = [
                    part.judge
                    for part in programme.candidacy_scores
                    if (part.candidacy, part.criterion) == (candidacy.key, criterion.key)
                    and not part.conflict_of_interest
                ]
                assert criterion.edition == candidacy.edition
                assert len(judges) >= quorums[candidacy.edition] >= 2, criterion.key


def test_nobody_with_a_conflict_of_interest_took_part_in_the_decision() -> None:
    programme = shipped_programmes().programmes["sscicp"]
    conflicted = {part.judge for part in programme.candidacy_scores if part.conflict_of_interest}
    assert conflicted
    assert conflicted.isdisjoint(programme.selection_decisions[0].members)


def test_the_calendar_of_2025_says_what_was_announced_and_no_day_beyond_it() -> None:
    events = {part.key: part for part in shipped_programmes().calendar_events}
    assert (events["prize_call_2025"].starts_on, events["prize_call_2025"].ends_on) == (
        date(2025, 3, 3),
        date(2025, 5, 30),
    )
    assert (events["joint_workshop_2025"].starts_on, events["joint_workshop_2025"].when_said) == (
        None,
        "July 2025, four days",
    )
    assert not any(part.illustrative for part in events.values())


def test_a_programme_is_found_by_the_name_it_had_before() -> None:
    programme = shipped_programmes().programmes["project_implementer"].programme
    assert programme.former_names == ["Feasibility Study Program"]


def test_every_title_is_there_in_four_languages() -> None:
    programmes = shipped_programmes()
    parts = [*programmes.organisations, *programmes.groupings, *programmes.calendar_events]
    for definition in programmes.programmes.values():
        parts.append(definition.programme)
        for field in PROGRAMME_KINDS:
            parts += getattr(definition, field)
    words = [value for part in parts for _, value in part if isinstance(value, dict)]
    assert len(words) > 40
    assert [text for text in words if sorted(text) != sorted(LANGUAGES)] == []


@pytest.mark.parametrize("name", sorted(list_studies()))
def test_the_parties_of_a_study_are_organisations_of_the_same_key_and_name(name: str) -> None:
    known = {part.key: part.name for part in shipped_programmes().organisations}
    parties = load_study(list_studies()[name]).parties
    assert {part.key: part.name for part in parties}.items() <= known.items()


def test_nothing_of_an_engagement_comes_before_its_candidacy_its_call_or_its_year() -> None:
    programme = shipped_programmes().programmes["sscicp"]
    (entry,) = programme.candidacies
    assert programme.beginning(entry.key) == entry.received_on
    undated = entry.model_copy(update={"received_on": None, "edition": "prize_2025"})
    assert programme.model_copy(update={"candidacies": [undated]}).beginning(entry.key) == date(2025, 3, 3)
    undated = undated.model_copy(update={"edition": "prize_2024"})
    assert programme.model_copy(update={"candidacies": [undated]}).beginning(entry.key) == date(2024, 1, 1)
    assert programme.beginning(None) == date(2024, 1, 1)
    assert programme.model_copy(update={"editions": []}).beginning(None) is None


@pytest.mark.parametrize(
    ("file", "before", "after", "path", "message"),
    [
        (
            "organisations.yaml",
            "short_name: SUSA",
            "short_name: wego ",
            "organisations[2].short_name",
            "'wego' is already the short name of organisations[0]",
        ),
        (
            "organisations.yaml",
            "time_zone: America/Lima",
            "time_zone: America/Callao",
            "organisations[5].time_zone",
            "'America/Callao' is no time zone of the IANA data base",
        ),
        (
            "organisations.yaml",
            "members: [smped]",
            "members: [bogota]",
            "groupings[2].members[0]",
            "'bogota'",
        ),
        ("calendar.yaml", "programme: wego_nia", "programme: nia", "calendar_events[3].programme", "'nia'"),
        (
            "sscicp.yaml",
            "key: sscicp",
            "key: prize",
            "programme.key",
            "is 'prize' but the file is sscicp.yaml",
        ),
        ("sscicp.yaml", "score: 88", "score: 101", "candidacy_scores[0].score", "highest score 100"),
        (
            "sscicp.yaml",
            'edition: prize_2024\n    title:\n      en: "Problem',
            'edition: prize_2025\n    title:\n      en: "Problem',
            "candidacy_scores[0].criterion",
            "belongs to the edition 'prize_2025', not to the candidacy's",
        ),
        (
            "sscicp.yaml",
            "edition: prize_2024\n    city",
            "edition: prize_2025\n    city",
            "candidacies[0].received_on",
            "2024-05-10 lies before the call opened on 2025-03-03",
        ),
        (
            "sscicp.yaml",
            "decided_on: 2024-09-12",
            "decided_on: 2024-05-09",
            "selection_decisions[0].decided_on",
            "2024-05-09 lies before the candidacy, received on 2024-05-10",
        ),
        (
            "sscicp.yaml",
            "judge: Judge B",
            "judge: Judge A",
            "candidacy_scores[1].judge",
            "is already the score of candidacy_scores[0]",
        ),
        (
            "wego_nia.yaml",
            "  source: WeGO, calendar of activities 2025\neditions",
            "editions",
            "programme",
            "needs a source, or illustrative: true where none is known",
        ),
    ],
)
def test_a_contradiction_is_told_with_its_file_and_path(
    folder: Path, file: str, before: str, after: str, path: str, message: str
) -> None:
    change(folder, file, before, after)
    found = [fault for fault in faults(folder) if (fault.file, fault.path) == (file, path)]
    assert [message in fault.message for fault in found] == [True]


def test_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    (folder / "calendar.yaml").unlink()
    (folder / "wego_nia.yaml").write_bytes(b"programme: \xff\n")
    (folder / "project_implementer.yaml").write_text("programme: [", encoding="utf-8")
    line = change(folder, "sscicp.yaml", "judge_organisation: smg", "judge_organisation: seoul")
    told = {(fault.file, fault.line, fault.path) for fault in faults(folder)}
    assert {
        ("calendar.yaml", 1, ""),
        ("wego_nia.yaml", 1, ""),
        ("project_implementer.yaml", 1, ""),
        ("sscicp.yaml", line, "candidacy_scores[0].judge_organisation"),
    } == told


@pytest.mark.parametrize("file", sorted(path.name for path in PROGRAMMES_FOLDER.glob("*.yaml")))
def test_every_reference_of_a_file_is_looked_up(folder: Path, file: str) -> None:
    models: dict[str, type[BaseModel]] = {
        "organisations.yaml": OrganisationsDefinition,
        "calendar.yaml": CalendarDefinition,
    }
    data = yaml.safe_load((folder / file).read_text(encoding="utf-8"))
    found = list(references(models.get(file, ProgrammeDefinition), data))
    assert found
    for reference in found:
        place = data
        for step in reference.route[:-1]:
            place = place[step]
        place[reference.route[-1]] = "nowhere"
    (folder / file).write_text(yaml.safe_dump(data), encoding="utf-8")
    told = [fault for fault in faults(folder) if "'nowhere'" in fault.message]
    assert len(told) == len({fault.path for fault in told}) == len(found)


def test_programmes_survive_the_way_to_json_and_back() -> None:
    programmes = shipped_programmes()
    assert Programmes.model_validate(programmes.model_dump(mode="json")) == programmes


def test_references_are_found_behind_optional_fields_and_in_lists() -> None:
    raw = {
        "engagement": {"candidacy": "x"},
        "pilots": [{"recommendations": ["a", 3, "b"]}, None],
        "events": 4,
    }
    assert [(place.route, place.kind, place.key) for place in references(RecordDefinition, raw)] == [
        (("engagement", "candidacy"), "candidacy", "x"),
        (("pilots", 0, "recommendations", 0), "recommendation", "a"),
        (("pilots", 0, "recommendations", 2), "recommendation", "b"),
    ]
