"""The shipped norms are complete and honest about what is confirmed; a study may change or add one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from gis.network.compliance import NOT_RECORDED, QUANTITIES, StandardRule
from gis.network.graph import LinkKind
from studies.errors import DefinitionError, Fault
from studies.loader import load_study, write_study
from studies.schema import StudyDefinition
from studies.standards import (
    STANDARDS_FOLDER,
    chosen_standards,
    read_standards,
    standards_sha256,
    to_rules,
)

NBR = (STANDARDS_FOLDER / "nbr_9050.yaml").read_text(encoding="utf-8")


class Copy(Protocol):
    """What the `study_copy` fixture gives."""

    folder: Path

    def load(self) -> StudyDefinition: ...
    def faults(self) -> list[Fault]: ...


def own(folder: Path, name: str, text: str) -> None:
    """Write a norm of a study's own."""
    (folder / "standards").mkdir(exist_ok=True)
    (folder / "standards" / name).write_text(text, encoding="utf-8")


def test_the_four_norms_are_there_and_every_rule_says_where_it_stands() -> None:
    standards = read_standards()
    assert list(standards) == ["korea", "nbr_9050", "peru_a120_gh020", "prowag"]
    for standard in standards.values():
        assert set(standard.title) == {"en", "pt-BR", "es", "ko"}
        for rule in standard.rules.values():
            assert rule.clause
            assert rule.source
            assert rule.quantity in {*QUANTITIES, *NOT_RECORDED}


def test_the_norms_nobody_could_read_are_to_be_confirmed() -> None:
    standards = read_standards()
    for name in ("peru_a120_gh020", "korea"):
        assert standards[name].status == "to be confirmed"
        assert {rule.certainty for rule in standards[name].rules.values()} == {"to be confirmed"}


@pytest.mark.parametrize(
    ("standard", "rule", "limit", "fails_beyond"),
    # Research notes of the project, methods 3.3.
    [
        ("nbr_9050", "free_width", 1.2, None),
        ("nbr_9050", "cross_slope", 0.03, None),
        ("nbr_9050", "level_change", 0.005, 0.02),
        ("nbr_9050", "ramp_grade", 0.05, 0.0833),
        ("nbr_9050", "ramp_grade_refurbishment", 0.05, 0.125),
        ("prowag", "clear_width", 1.22, None),
        ("prowag", "level_change", 0.0064, 0.013),
        ("prowag", "kerb_ramp_grade", 0.0833, None),
        ("peru_a120_gh020", "ramp_width", 1.0, None),
        ("peru_a120_gh020", "ramp_grade", 0.02, 0.12),
    ],
)
def test_the_limits_are_those_of_the_table_of_sources(
    standard: str, rule: str, limit: float, fails_beyond: float | None
) -> None:
    rules = {each.key: each for each in to_rules(read_standards()[standard])}
    assert (rules[rule].limit, rules[rule].fails_beyond) == (limit, fails_beyond)


def test_the_engine_gets_the_rules_in_its_own_words() -> None:
    assert to_rules(read_standards()["nbr_9050"])[0] == StandardRule(
        "free_width", "width_m", "at_least", 1.2, frozenset({LinkKind.SIDEWALK, LinkKind.FOOTWAY})
    )


def test_a_study_changes_the_fields_it_names_and_the_hash_tells_it(tmp_path: Path) -> None:
    own(
        tmp_path,
        "nbr_9050.yaml",
        "rules:\n  free_width:\n    limit: {value: 1.5, unit: m}\n    source: Municipal decree\n",
    )
    shipped, changed = read_standards(), read_standards(tmp_path)
    before, after = shipped["nbr_9050"].rules, changed["nbr_9050"].rules
    assert after["free_width"].limit.value == 1.5
    assert after["free_width"].clause == before["free_width"].clause
    assert {key: rule for key, rule in after.items() if key != "free_width"} == {
        key: rule for key, rule in before.items() if key != "free_width"
    }
    assert changed["prowag"] == shipped["prowag"]
    assert standards_sha256(changed) != standards_sha256(shipped)


def test_a_study_may_add_a_norm(tmp_path: Path) -> None:
    own(tmp_path, "city_decree.yaml", NBR)
    assert list(read_standards(tmp_path)) == ["city_decree", "korea", "nbr_9050", "peru_a120_gh020", "prowag"]


def test_every_fault_of_every_file_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    own(
        tmp_path,
        "nbr_9050.yaml",
        "rules:\n"
        "  free_width:\n"
        "    limit: {value: 1.5, unit: m}\n"  # a changed rule without its own source
        "  cross_slope:\n"
        "    limit: {value: 0.03, unit: m}\n"  # not the unit of a slope
        "    source: x\n"
        "  level_change:\n"
        "    fails_beyond: {value: 0.001, unit: m}\n"  # on the wrong side of 0.005
        "    source: x\n",
    )
    own(tmp_path, "decree.yaml", NBR.replace("kinds: [sidewalk, footway]", "kinds: [pavement]", 1))
    own(tmp_path, "bad.yaml", "rules: [\n")
    with pytest.raises(DefinitionError) as caught:
        read_standards(tmp_path)
    told = {(fault.file, fault.line, fault.path): fault.message for fault in caught.value.faults}
    assert "own source" in told["standards/nbr_9050.yaml", 2, "rules.free_width.source"]
    assert "rise/run" in told["standards/nbr_9050.yaml", 5, "rules.cross_slope.limit.unit"]
    assert "must lie beyond" in told["standards/nbr_9050.yaml", 7, "rules.level_change"]
    line = NBR[: NBR.index("kinds: [sidewalk, footway]")].count("\n") + 1
    assert "'pavement' is none of" in told["standards/decree.yaml", line, "rules.free_width.kinds"]
    assert any(file == "standards/bad.yaml" for file, _, _ in told)


def test_a_norm_with_unconfirmed_rules_cannot_call_itself_confirmed(tmp_path: Path) -> None:
    own(tmp_path, "nbr_9050.yaml", "status: confirmed\n")
    with pytest.raises(DefinitionError, match=r"nbr_9050.yaml:1: status: .*kerb_lip"):
        read_standards(tmp_path)


def test_loading_a_study_tells_the_faults_of_its_norms(study_copy: Callable[..., Copy]) -> None:
    copy = study_copy()
    own(copy.folder, "nbr_9050.yaml", "rules:\n  free_width:\n    colour: red\n    source: x\n")
    (fault,) = copy.faults()
    assert (fault.file, fault.line) == ("standards/nbr_9050.yaml", 3)
    assert fault.path == "rules.free_width.colour"


def test_a_study_carries_its_own_norms_whole_and_is_another_study_with_others(
    study_copy: Callable[..., Copy],
) -> None:
    copy = study_copy()
    before = copy.load()
    assert before.standards == {}
    own(
        copy.folder,
        "nbr_9050.yaml",
        "rules:\n  free_width:\n    limit: {value: 1.5, unit: m}\n    source: Municipal decree\n",
    )
    after = copy.load()
    assert after.standards["nbr_9050"] == read_standards(copy.folder)["nbr_9050"]
    assert after.standards["nbr_9050"].rules["free_width"].limit.value == 1.5
    assert after.sha256 != before.sha256
    assert StudyDefinition.model_validate(after.model_dump(mode="json")) == after


def test_a_written_study_has_its_norms_again(study_copy: Callable[..., Copy], tmp_path: Path) -> None:
    copy = study_copy()
    own(copy.folder, "city_decree.yaml", NBR)
    definition = copy.load()
    folder = tmp_path / "written" / copy.folder.name
    folder.parent.mkdir()
    write_study(definition, folder)
    for report in definition.reports:
        (folder / report.file).write_text("x", encoding="utf-8")
    assert load_study(folder) == definition


def test_an_analysis_may_ask_for_shipped_norms_and_for_the_study_s_own_only(
    study_copy: Callable[..., Copy],
) -> None:
    copy = study_copy()
    path = copy.folder / "analyses.yaml"
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.strip().startswith("standards:"))
    path.write_text(text.replace(line, "    standards: [prowag, city_decree, iso, prowag]"), encoding="utf-8")
    own(copy.folder, "city_decree.yaml", NBR)
    told = {(fault.file, fault.path): fault.message for fault in copy.faults()}
    assert set(told) == {
        ("analyses.yaml", "analyses[0].standards[2]"),
        ("analyses.yaml", "analyses[0].standards"),
    }
    assert (
        "there is no standard 'iso' (known: city_decree, korea, nbr_9050"
        in told["analyses.yaml", "analyses[0].standards[2]"]
    )
    path.write_text(text.replace(line, "    standards: [prowag, city_decree]"), encoding="utf-8")
    assert copy.load().analyses[0].standards == ["prowag", "city_decree"]


def test_norms_are_chosen_in_the_order_asked_and_unknown_ones_are_named_together() -> None:
    known = read_standards()
    assert list(chosen_standards(["prowag", "korea"], known)) == ["prowag", "korea"]
    with pytest.raises(DefinitionError) as caught:
        chosen_standards(["iso", "prowag", "din"], known)
    assert [fault.path for fault in caught.value.faults] == ["din", "iso"]  # sorted by place


def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    own(tmp_path, "mine.yaml", "")
    (tmp_path / "standards" / "mine.yaml").write_bytes(b"\xd8\x00\xff")
    with pytest.raises(DefinitionError, match=r"standards/mine\.yaml:1: is not UTF-8"):
        read_standards(tmp_path)
