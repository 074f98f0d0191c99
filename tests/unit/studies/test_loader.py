"""The loader reports every fault at once, each with its file, line and path, and writes what it reads."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest
from pydantic import ValidationError

from studies.errors import Fault
from studies.loader import definition_schema, list_studies, load_study, write_study
from studies.schema import StudyDefinition


class Copy(Protocol):
    """What the `study_copy` fixture gives."""

    folder: Path

    def change(self, file: str, before: str, after: str) -> int: ...
    def load(self) -> StudyDefinition: ...
    def faults(self) -> list[Fault]: ...


CopyStudy = Callable[..., Copy]


def test_a_definition_with_five_faults_gets_five_messages_with_file_and_line(study_copy: CopyStudy) -> None:
    copy = study_copy()
    stage = copy.change(
        "study.yaml", "  - key: kick_off\n    stage: inception", "  - key: kick_off\n    stage: incption"
    )
    impossible = copy.change("study.yaml", "baseline_date: 2025-04-30", "baseline_date: 2025-02-30")
    text = copy.change("layers.yaml", "title: {en: Districts,", "title: {")
    profile = copy.change("analyses.yaml", "profiles: [walk, older_adult,", "profiles: [walk, hover,")
    unsourced = copy.change(
        "indicators.yaml", "diagnostics of the newest assessment.\n    illustrative: true", "diagnostics."
    )

    faults = copy.faults()

    assert len(faults) == 5
    found = {(fault.file, fault.line, fault.path): fault.message for fault in faults}
    assert "there is no stage 'incption'" in found["study.yaml", stage + 1, "milestones[0].stage"]
    assert "2026-11-22" in found["study.yaml", impossible, "milestones[1].baseline_date"]
    assert "English" in found["layers.yaml", text, "layers[2].title"]
    assert "there is no profile 'hover'" in found["analyses.yaml", profile, "analyses[0].profiles[1]"]
    source = next(fault for fault in faults if fault.file == "indicators.yaml")
    assert source.path == "indicators[1]"
    assert source.line < unsourced + 1
    assert "illustrative" in source.message


def test_the_message_names_the_study_and_counts_the_faults(study_copy: CopyStudy) -> None:
    copy = study_copy()
    copy.change("analyses.yaml", "network: streets", "network: canals")
    with pytest.raises(
        ValueError, match=r"sao_paulo_asnm: 1 fault\nanalyses.yaml:\d+: analyses\[0\].network: there"
    ):
        copy.load()


@pytest.mark.parametrize(
    ("file", "before", "after", "path", "message"),
    [
        ("study.yaml", "slug: sao_paulo_asnm", "slug: sao_paulo", "slug", "but the folder is"),
        ("study.yaml", "version: 2", "version: true", "version", "integer"),
        (
            "study.yaml",
            "country: BR, lon_deg: -46.634",
            "country: BR, lon_deg: -466.34",
            "place.lon_deg",
            "-180",
        ),
        (
            "study.yaml",
            "planned_end: 2025-05-30",
            "planned_end: 2025-01-30",
            "stages[0].planned_end",
            "before it",
        ),
        ("study.yaml", "owner: wego", "owner: nasa", "milestones[0].owner", "there is no party 'nasa'"),
        ("study.yaml", "    actual_date: 2025-03-20\n", "", "milestones[0].actual_date", "needs the date"),
        (
            "study.yaml",
            "    slip_reason: Survey",
            "    # slip_reason: Survey",
            "milestones[7].slip_reason",
            "reason",
        ),
        (
            "study.yaml",
            "    slip_reason: Waited for the coverage maps\n",
            "",
            "milestones[5].slip_reason",
            "an actual date after the baseline needs a reason",
        ),
        (
            "study.yaml",
            "key: smped, name",
            "key: susa, name",
            "parties[3].key",
            "already the key of parties[2]",
        ),
        ("study.yaml", "file: report.md", "file: gone.md", "reports[0].file", "there is no file 'gone.md'"),
        ("study.yaml", "  en: Accessible", "  xx: Accessible", "title", "language 'xx' is not one of"),
        ("study.yaml", "languages:", "tongues:", "tongues", "does not belong in study.yaml"),
        ("layers.yaml", "kind: origins", "kind: beginnings", "layers[1].kind", "'network', 'origins'"),
        (
            "layers.yaml",
            "    population_column: POP2022\n",
            "",
            "layers[1].population_column",
            "counts people",
        ),
        (
            "layers.yaml",
            "within: streets",
            "within: districts",
            "layers[1].within",
            "no network layer 'districts'",
        ),
        ("layers.yaml", "source_crs: EPSG:31983", "source_crs: SIRGAS", "layers[2].source_crs", "pattern"),
        ("layers.yaml", "id_column: ds_codigo", "aggregate_h3: 9", "layers[2].aggregate_h3", "origins only"),
        (
            "analyses.yaml",
            "[health_units]",
            "[districts]",
            "analyses[0].services.health.layers[0]",
            "destinations",
        ),
        ("analyses.yaml", "[10, 15, 30]", "[10, 15, 15]", "analyses[0].cutoffs_min", "same value twice"),
        ("analyses.yaml", "[10, 15, 30]", "['10']", "analyses[0].cutoffs_min[0]", "without quotes"),
        ("parameters.yaml", "    unit: min\n", "", "parameters[0].unit", "is missing"),
        (
            "parameters.yaml",
            "    unit: min\n",
            "    unit: min\n    unit: h\n",
            "parameters[0].unit",
            "written twice",
        ),
        ("indicators.yaml", "baseline: 200", "baseline: .nan", "indicators[2].baseline", "finite"),
    ],
)
def test_a_fault_is_told_at_its_place(
    study_copy: CopyStudy, file: str, before: str, after: str, path: str, message: str
) -> None:
    copy = study_copy()
    copy.change(file, before, after)
    told = [fault for fault in copy.faults() if fault.path == path and message in fault.message]
    assert told, [str(fault) for fault in copy.faults()]
    assert told[0].file == file
    assert told[0].line > 1 or path == "title"


def test_a_layer_without_its_network_is_told(study_copy: CopyStudy) -> None:
    copy = study_copy("lima_smart_tourism")
    copy.change("layers.yaml", "    within: streets\n", "")
    assert [fault.path for fault in copy.faults()] == ["layers[1].within_m"]


def test_broken_yaml_is_told_with_its_line_and_the_other_files_are_still_read(study_copy: CopyStudy) -> None:
    copy = study_copy()
    copy.change("parameters.yaml", "value: 15", "value: [15")
    copy.change("analyses.yaml", "profiles: [walk, older_adult,", "profiles: [walk, hover,")
    faults = copy.faults()
    assert [fault.file for fault in faults] == ["analyses.yaml", "parameters.yaml"]
    assert "not valid YAML" in faults[1].message
    assert faults[1].line > 4


def test_characters_and_aliases_that_definitions_do_not_use_are_told(study_copy: CopyStudy) -> None:
    copy = study_copy()
    line = copy.change("parameters.yaml", "unit: min", "unit: \x1f")
    alias = copy.change("analyses.yaml", "network: streets", "network: *streets")
    told = {fault.file: fault for fault in copy.faults()}
    assert (told["parameters.yaml"].line, told["analyses.yaml"].line) == (line, alias)
    assert "U+001F" in told["parameters.yaml"].message
    assert "aliases" in told["analyses.yaml"].message


@pytest.mark.parametrize(
    ("value", "character"),
    [(r'"min\x85"', "U+0085"), ('"min\\0"', "U+0000"), ("min\ue000", "U+E000"), (r'"\uFFFF"', "U+FFFF")],
)
def test_what_cannot_be_printed_is_told_at_its_line(
    study_copy: CopyStudy, value: str, character: str
) -> None:
    copy = study_copy()
    line = copy.change("parameters.yaml", "unit: min", f"unit: {value}")
    (fault,) = copy.faults()
    assert (fault.line, fault.path) == (line, "parameters[0].unit")
    assert fault.message == f"holds {character}, which cannot be printed"


def test_the_line_end_that_yaml_would_lose_is_refused_before_it_is_written(study_copy: CopyStudy) -> None:
    definition = load_study(study_copy().folder)
    with pytest.raises(ValidationError, match=r"U\+0085"):
        StudyDefinition.model_validate(definition.model_dump() | {"title": {"en": "one\x85two"}})


def test_a_missing_file_is_told_once(study_copy: CopyStudy) -> None:
    copy = study_copy()
    (copy.folder / "indicators.yaml").unlink()
    assert [str(fault) for fault in copy.faults()] == [
        "indicators.yaml:1: the file is missing in sao_paulo_asnm"
    ]


def test_an_unknown_data_set_is_told_when_the_catalogue_is_given(study_copy: CopyStudy) -> None:
    copy = study_copy()
    with pytest.raises(
        ValueError, match=r"layers.yaml:5: layers\[0\].dataset: there is no data set 'spo_osm'"
    ):
        load_study(copy.folder, datasets={"spo_ubs"})


@pytest.mark.parametrize("name", sorted(list_studies()))
def test_a_definition_survives_the_way_to_files_and_back(name: str, tmp_path: Path) -> None:
    source = list_studies()[name]
    definition = load_study(source)
    write_study(definition, tmp_path / name)
    for report in definition.reports:
        shutil.copy(source / report.file, tmp_path / name)
    again = load_study(tmp_path / name)
    assert again == definition
    assert again.sha256 == definition.sha256


def test_writing_over_a_study_is_refused_and_leaves_it_alone(study_copy: CopyStudy) -> None:
    copy = study_copy()
    definition = copy.load()
    with pytest.raises(FileExistsError):
        write_study(definition, copy.folder)
    assert copy.load() == definition


def test_the_hash_follows_meaning_not_layout(study_copy: CopyStudy) -> None:
    copy = study_copy()
    before = copy.load().sha256
    copy.change("analyses.yaml", "hexagon_resolution: 9\n", "hexagon_resolution: 9   # city blocks\n")
    assert copy.load().sha256 == before
    copy.change("analyses.yaml", "hexagon_resolution: 9", "hexagon_resolution: 8")
    assert copy.load().sha256 != before


def test_the_committed_schema_is_the_current_one(repository: Path) -> None:
    committed = (repository / "studies" / "study.schema.json").read_text(encoding="utf-8")
    assert committed == definition_schema(), "run `make generated`"
