"""Measures of a definition: each kind has its own parameters, and every fault is told at its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

CopyStudy = Callable[..., Any]


def with_measures(study_copy: CopyStudy, *measures: str) -> Any:  # noqa: ANN401 - the copy of the fixture
    copy = study_copy()
    text = (copy.folder / "analyses.yaml").read_text(encoding="utf-8")
    kept = text.split("    measures:\n")[0]
    listed = "".join(f"      - {measure}\n" for measure in measures)
    (copy.folder / "analyses.yaml").write_text(f"{kept}    measures:\n{listed}", encoding="utf-8")
    return copy


def measure(**fields: object) -> str:
    """Write a measure on one line."""
    given = {"key": "one", "service": "health"} | fields
    return "{title: {en: One}, " + ", ".join(f"{name}: {value}" for name, value in given.items()) + "}"


@pytest.mark.parametrize(
    ("fields", "longest_min"),
    [
        ({"kind": "cumulative", "cutoff_min": 15}, 15),
        ({"kind": "cumulative_interval", "from_min": 0, "cutoff_min": 15}, 15),
        ({"kind": "gravity", "decay": "{kind: exponential, half_life_min: 10, reach_min: 60}"}, 60),
        ({"kind": "gravity", "decay": "{kind: gaussian, sd_min: 10, reach_min: 60}"}, 60),
        ({"kind": "gravity", "decay": "{kind: logistic, mean_min: 20, sd_min: 5, reach_min: 60}"}, 60),
        ({"kind": "gravity", "decay": "{kind: power, scale_min: 5, exponent: 2, reach_min: 60}"}, 60),
        ({"kind": "balanced", "decay": "{kind: linear, full_until_min: 0, reach_min: 60}"}, 60),
        (
            {"kind": "enhanced_two_step", "decay": "{kind: bands, limits_min: [10, 20], weights: [1, 0.5]}"},
            20,
        ),
        ({"kind": "dual", "wanted_count": 3, "cutoff_min": 60}, 60),
        ({"kind": "penalty", "cutoff_min": 15}, 15),
        ({"kind": "coverage", "cutoff_min": 15, "equity": "{minimum: 0.5}"}, 15),
        ({"kind": "gaps", "cutoff_min": 15}, 15),
        ({"kind": "three_step", "decay": "{kind: gaussian, sd_min: 10, reach_min: 60}"}, 60),
        ({"kind": "raam", "tau_min": 10, "cutoff_min": 45}, 45),
        (
            {
                "kind": "constrained",
                "constraint": "singly",
                "decay": "{kind: linear, full_until_min: 0, reach_min: 30}",
            },
            30,
        ),
    ],
)
def test_every_kind_of_measure_can_be_asked_for_and_is_understood_by_the_engine(
    study_copy: CopyStudy, fields: dict[str, object], longest_min: float
) -> None:
    from gis.measures.requests import check_measures
    from tracker.services.engine.measures import to_request

    definition = with_measures(study_copy, measure(**fields)).load()
    (analysis, *_) = definition.analyses
    (asked,) = analysis.measures
    request = to_request(asked)
    check_measures([request], ["health"], analysis.profiles)
    assert request.minimum == (0.5 if "equity" in fields else None)
    # minutes of the definition are seconds to the engine; the longest is the cutoff, reach or last band
    assert request.reach_s == longest_min * 60


@pytest.mark.parametrize(
    ("fields", "path", "message"),
    [
        ({"kind": "joy"}, "", "'cumulative'"),
        ({"kind": "cumulative"}, ".cutoff_min", "is missing"),
        ({"kind": "cumulative", "cutoff_min": 0}, ".cutoff_min", "greater than 0"),
        ({"kind": "cumulative", "cutoff_min": 15, "decay": 1}, ".decay", "not a field known here"),
        ({"kind": "cumulative_interval", "from_min": 9, "cutoff_min": 9}, "", "must be below cutoff_min"),
        (
            {"kind": "gravity", "decay": "{kind: exponential, half_life_min: 1}"},
            ".decay.reach_min",
            "missing",
        ),
        (
            {"kind": "gravity", "decay": "{kind: bands, limits_min: [9, 5], weights: [0.5, 1, 1]}"},
            ".decay",
            "limits_min need as many weights, not 3; limits_min must rise; weights must not rise",
        ),
        ({"kind": "cumulative", "cutoff_min": 9, "service": "zoo"}, ".service", "there is no service 'zoo'"),
        (
            {"kind": "cumulative", "cutoff_min": 9, "equity": "{minimum: 0}"},
            ".equity.minimum",
            "greater than 0",
        ),
        ({"kind": "raam", "cutoff_min": 9}, ".tau_min", "is missing"),
        (
            {
                "kind": "constrained",
                "constraint": "doubly",
                "decay": "{kind: gaussian, sd_min: 1, reach_min: 2}",
            },
            ".constraint",
            "'total' or 'singly'",
        ),
        (
            {"kind": "dual", "wanted_count": 2, "cutoff_min": 9, "equity": "{minimum: 1}"},
            ".equity",
            "a minimum has no meaning for dual",
        ),
        (
            {"kind": "group_coverage", "group": "elders", "cutoff_min": 9},
            ".group",
            "there is no group 'elders' (known: none)",
        ),
    ],
)
def test_a_fault_of_a_measure_is_told_at_its_place(
    study_copy: CopyStudy, fields: dict[str, object], path: str, message: str
) -> None:
    faults = with_measures(study_copy, measure(**fields)).faults()
    told = [f for f in faults if f.path == f"analyses[0].measures[0]{path}" and message in f.message]
    assert told, [str(fault) for fault in faults]


def test_all_faults_of_several_measures_come_at_once(study_copy: CopyStudy) -> None:
    copy = with_measures(
        study_copy,
        measure(kind="cumulative", cutoff_min=15),
        measure(kind="cumulative", cutoff_min=15),
        measure(kind="dual", key="two", wanted_count=0, cutoff_min=15),
        measure(kind="penalty", key="three", cutoff_min=15),
    )
    copy.change("analyses.yaml", "profiles: [walk, ", "profiles: [")
    told = [(fault.path, fault.message) for fault in copy.faults()]
    assert ("analyses[0].measures[1].key", "'one' is already the key of measures[0]") in told
    assert any(path == "analyses[0].measures[2].wanted_count" for path, _ in told)
    assert ("analyses[0].measures[3].kind", "a penalty compares with the profile 'walk': name it too") in told
    assert len(told) == 3


def test_gaps_need_walking_too_and_a_group_is_one_of_the_zones(study_copy: CopyStudy) -> None:
    copy = study_copy("lima_smart_tourism")
    copy.change("analyses.yaml", "profiles: [walk, ", "profiles: [")
    copy.change("analyses.yaml", "group: moving", "group: walking")
    told = {(fault.path, fault.message) for fault in copy.faults()}
    measures = "analyses[0].measures"
    assert told == {
        (f"{measures}[2].kind", "a penalty compares with the profile 'walk': name it too"),
        (
            f"{measures}[3].group",
            "there is no group 'walking' (known: any_difficulty, moving, seeing)",
        ),
        (f"{measures}[5].kind", "gaps compare with the profile 'walk': name it too"),
    }


def test_groups_need_zones(study_copy: CopyStudy) -> None:
    copy = study_copy("lima_smart_tourism")
    copy.change("analyses.yaml", "    zones: districts\n", "")
    assert {(fault.path, fault.message.split(" (")[0]) for fault in copy.faults()} == {
        ("analyses[0].measures[3].group", "there is no group 'moving': the analysis has no zones"),
        ("analyses[0].measures[4].group", "there is no group 'seeing': the analysis has no zones"),
    }


def test_a_rank_belongs_to_origins_only(study_copy: CopyStudy) -> None:
    copy = study_copy("lima_smart_tourism")
    copy.change("layers.yaml", "    id_column: IDDIST\n", "    id_column: IDDIST\n    rank_column: income\n")
    (fault,) = copy.faults()
    assert (fault.path, fault.message) == ("layers[2].rank_column", "belongs to origins only")


def test_a_supply_column_belongs_to_destinations_only(study_copy: CopyStudy) -> None:
    copy = study_copy()
    copy.change(
        "layers.yaml",
        "    population_column: POP2022\n",
        "    population_column: POP2022\n    supply_column: beds\n",
    )
    (fault,) = copy.faults()
    assert re.fullmatch(r"layers\[\d+\]\.supply_column", fault.path)
    assert fault.message == "belongs to destinations only"
