"""Records that contradict themselves, their study or the programmes: every fault at once, with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
import yaml

from studies.documents import written
from studies.errors import Fault
from studies.record.definition import RecordDefinition
from studies.record.references import Reference, references


class Copy(Protocol):
    """What the `study_copy` fixture gives."""

    folder: Path

    def change(self, file: str, before: str, after: str) -> int: ...
    def load(self) -> object: ...
    def faults(self) -> list[Fault]: ...


CopyStudy = Callable[..., Copy]
Case = tuple[str, str, str, str, str, str]
SAO_PAULO, LIMA = "sao_paulo_asnm", "lima_smart_tourism"


def raw_record(copy: Copy) -> dict[str, Any]:
    found = yaml.safe_load((copy.folder / "record.yaml").read_text(encoding="utf-8"))["record"]
    assert isinstance(found, dict)
    return found


def write(copy: Copy, record: object) -> None:
    (copy.folder / "record.yaml").write_text(yaml.safe_dump({"record": record}), encoding="utf-8")


def put(record: dict[str, Any], reference: Reference, value: str) -> None:
    """Write a value where a reference stands."""
    place: Any = record
    for step in reference.route[:-1]:
        place = place[step]
    place[reference.route[-1]] = value


# The study, what is changed in its record.yaml, where the fault is told, on which line, and what it says.
CASES: list[Case] = [
    (
        SAO_PAULO,
        "number: 2\n",
        "number: 1\n",
        "findings[1].number",
        "number: 1",
        "sao_paulo_asnm, 1 is already the number of findings[0]",
    ),
    (
        SAO_PAULO,
        "key: lists_unjoined\n",
        "key: kerbs_unrecorded\n",
        "findings[1].key",
        "key: kerbs_unrecorded",
        "kerbs_unrecorded is already the key of findings[0]",
    ),
    (
        SAO_PAULO,
        "key: smg_funding\n      organisation: smg\n      role: funding\n",
        "key: smg_funding\n      organisation: wego\n      role: extending\n",
        "participations[1].role",
        "role: extending",
        "wego, extending is already the organisation and role of participations[0]",
    ),
    (
        SAO_PAULO,
        "city: smped\n",
        "city: mml\n",
        "engagement.city",
        "city: mml",
        "is 'mml', but the candidacy 'sao_paulo_2024' is of 'smped'",
    ),
    (
        SAO_PAULO,
        "    since: 2025-03-20\n",
        "",
        "engagement",
        "engagement:",
        "a state needs the day it was reached (since), and that day needs its state",
    ),
    (
        SAO_PAULO,
        "since: 2025-03-20\n",
        "since: 2024-05-09\n",
        "engagement.since",
        "since: 2024-05-09",
        "2024-05-09 lies before the engagement's candidacy or edition, which began on 2024-05-10",
    ),
    (
        SAO_PAULO,
        "starts_at: 2025-03-20T20:00:00+09:00\n",
        "starts_at: 2023-03-20T20:00:00+09:00\n",
        "events[0].starts_at",
        "starts_at: 2023-03-20",
        "2023-03-20 lies before",
    ),
    (
        SAO_PAULO,
        "due: 2026-02-27\n",
        "due: 2023-02-27\n",
        "gate_conditions[0].due",
        "due: 2023-02-27",
        "2023-02-27 lies before",
    ),
    (
        SAO_PAULO,
        "      do_minimum: true\n",
        "",
        "study_options",
        "study_options:",
        "none of the options is the do-minimum that the others are held against",
    ),
    (
        SAO_PAULO,
        "      do_minimum: true\n",
        "      do_minimum: true\n      preferred: true\n",
        "study_options[1].preferred",
        "preferred: true",
        "study_options[0] is already preferred",
    ),
    (
        SAO_PAULO,
        "      evidence: Diagnostics of the baseline maps\n      illustrative: true\n",
        "      evidence: Diagnostics of the baseline maps\n",
        "findings[0]",
        "- key: kerbs_unrecorded",
        "needs a source, or illustrative: true where none is known",
    ),
    (
        SAO_PAULO,
        "      evidence: Diagnostics of the baseline maps\n",
        "      assessment_id: 3f1c\n",
        "findings[0].assessment_id",
        "assessment_id: 3f1c",
        "there is no assessment '3f1c' (known: none)",
    ),
    (
        LIMA,
        "recommendations: [small_pilot, verified_information, survey_routes]",
        "recommendations: [small_pilot, verified_information, survey_rats]",
        "pilots[0].recommendations[2]",
        "survey_rats",
        "there is no recommendation 'survey_rats'",
    ),
    (
        LIMA,
        "recommendations: [small_pilot, verified_information, survey_routes]",
        "recommendations: []",
        "pilots[0].recommendations",
        "recommendations: []",
        "at least 1 item",
    ),
    (
        LIMA,
        "live: sites_with_accessibility_information",
        "live: routes_surveyed",
        "indicators[1].live",
        "live: routes_surveyed",
        "no indicator 'routes_surveyed' of the study (it counts: sites_with_accessibility_information)",
    ),
    (
        LIMA,
        "starts_on: 2027-01-01, ends_on: 2027-06-30, target: {state: known, value: 6}",
        "starts_on: 2026-12-31, ends_on: 2027-06-30, target: {state: known, value: 6}",
        "indicator_periods[1].starts_on",
        "starts_on: 2026-12-31",
        "2026-12-31 lies in the period 'routes_2026' of the same indicator, which ends 2026-12-31",
    ),
    (
        LIMA,
        "measured_on: 2026-06-30\n",
        "measured_on: 2026-04-16\n",
        "indicator_updates[0].measured_on",
        "measured_on: 2026-04-16",
        "2026-04-16 lies before the period, which begins on 2026-04-17",
    ),
    (
        LIMA,
        "actual: {state: unknown}",
        "actual: {state: known}",
        "indicator_updates[1].actual",
        "actual: {state: known}",
        "a value is there exactly when its state is 'known'",
    ),
    (
        LIMA,
        "programme: wego_nia\n",
        "programme: wego\n",
        "engagement.programme",
        "programme: wego",
        "there is no programme 'wego' (known: project_implementer, sscicp, wego_nia)",
    ),
]


@pytest.mark.parametrize(("name", "before", "after", "path", "line", "message"), CASES)
def test_a_contradiction_is_told_at_its_line(
    study_copy: CopyStudy, name: str, before: str, after: str, path: str, line: str, message: str
) -> None:
    copy = study_copy(name)
    copy.change("record.yaml", before, after)
    (fault,) = [fault for fault in copy.faults() if fault.path == f"record.{path}"]
    lines = (copy.folder / "record.yaml").read_text(encoding="utf-8").splitlines()
    assert fault.file == "record.yaml"
    assert line in lines[fault.line - 1]
    assert message in fault.message


def test_all_faults_of_a_record_are_told_at_once(study_copy: CopyStudy) -> None:
    copy = study_copy(LIMA)
    kept = [case for case in CASES if case[0] == LIMA and case[1][:15] != "recommendations"]
    for _, before, after, _, _, _ in kept:
        copy.change("record.yaml", before, after)
    told = {fault.path for fault in copy.faults()}
    assert told == {f"record.{path}" for _, _, _, path, _, _ in kept}


def test_a_record_may_speak_of_agreements_and_baselines_older_than_the_candidacy(
    study_copy: CopyStudy,
) -> None:
    copy = study_copy(LIMA)
    copy.change("record.yaml", "signed_on: 2021-06-15", "signed_on: 2011-06-15")
    copy.change("record.yaml", "baseline_on: 2026-04-17", "baseline_on: 2017-10-22")
    copy.load()


def test_each_dependency_that_closes_a_circle_is_told_with_the_whole_circle(study_copy: CopyStudy) -> None:
    copy = study_copy()
    line = copy.change(
        "record.yaml",
        "  findings:\n",
        "    - {key: back, study: sao_paulo_asnm, predecessor: schema_agreed, successor: inception_report, "
        "illustrative: true}\n"
        "    - {key: short, study: sao_paulo_asnm, predecessor: final_report, successor: strategy_draft, "
        "illustrative: true}\n  findings:\n",
    )
    back, short = copy.faults()
    assert (back.line, back.path) == (line, "record.milestone_dependencies[12]")
    assert (short.line, short.path) == (line + 1, "record.milestone_dependencies[13]")
    circle = back.message.removeprefix("closes a circle: ").split(" → ")
    # inventory, maps and interim report lie between the inception report and the schema
    assert circle[0] == circle[-1]
    assert set(circle) == {
        "inception_report",
        "data_inventory",
        "coverage_baseline",
        "interim_report",
        "schema_agreed",
    }
    assert set(short.message.removeprefix("closes a circle: ").split(" → ")) == {
        "strategy_draft",
        "final_report",
    }


def test_a_milestone_that_waits_for_itself_or_twice_for_another_is_told(study_copy: CopyStudy) -> None:
    copy = study_copy()
    copy.change("record.yaml", "predecessor: kick_off,", "predecessor: terms_of_reference,")
    copy.change("record.yaml", "key: final_with_database", "key: again")
    copy.change(
        "record.yaml",
        "  findings:\n",
        "    - {key: twice, study: sao_paulo_asnm, predecessor: strategy_draft, successor: final_report, "
        "illustrative: true}\n  findings:\n",
    )
    itself, twice = copy.faults()
    assert itself.message == "a milestone cannot wait for itself"
    assert twice.path == "record.milestone_dependencies[12].successor"
    assert "is already the dependency of milestone_dependencies[10]" in twice.message


@pytest.mark.parametrize("name", [SAO_PAULO, LIMA])
def test_every_reference_of_a_record_is_looked_up(study_copy: CopyStudy, name: str) -> None:
    copy = study_copy(name)
    record = raw_record(copy)
    # an unknown programme hides whether it has the candidacy: a case above has it alone
    found = [place for place in references(RecordDefinition, record) if place.kind != "programme"]
    assert len({place.kind for place in found}) >= 8
    for place in found:
        put(record, place, "nowhere")
    write(copy, record)
    told = {fault.path for fault in copy.faults() if "'nowhere'" in fault.message}
    assert {written(("record", *place.route)) for place in found} <= told


@pytest.mark.parametrize(
    "odd", [None, 7, "words", [], ["words"], [[]], {}, {"key": ["a"]}, [{"key": {"a": 1}}]]
)
def test_odd_shapes_anywhere_in_a_record_are_told_and_break_nothing(
    study_copy: CopyStudy, odd: object
) -> None:
    copy = study_copy(LIMA)
    record = raw_record(copy)
    engagement = dict.fromkeys(record["engagement"], odd)
    items = [dict.fromkeys(field, odd) for field in ({"key", "indicator"}, {"predecessor", "successor"})]
    for field in record:
        record[field] = [*items, odd, *record[field]] if isinstance(record[field], list) else record[field]
    for changed in (odd, dict.fromkeys(record, odd), record | {"engagement": engagement}):
        write(copy, changed)
        if changed is None:
            copy.load()  # an empty field says that there is no record
        else:
            assert {fault.file for fault in copy.faults()} == {"record.yaml"}
