"""The fingerprint of a run changes with everything that could change a figure, and with nothing else."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import fields, replace
from pathlib import Path

import pytest

from tracker.domain.provenance import (
    RunConditions,
    RunInput,
    RunRecord,
    canonical_json,
    run_sha256,
    sha256_of,
    stale_reasons,
)
from tracker.services.assessments import layers_of

STREETS = RunInput("streets", "osm_centre", "a" * 64, "ODbL-1.0", "OpenStreetMap", synthetic=False)
RECORD = RunRecord(
    definition_sha256="d" * 64,
    engine_version="1.0",
    code_version="abc",
    parameters={"cutoffs_s": [600.0], "profiles": {"walk": {"speed_mps": 1.33}}},
    inputs=(STREETS,),
    results_sha256="e" * 64,
)
CONDITIONS = RunConditions("d" * 64, "p" * 64, "1.0", {"streets": "a" * 64, "clinics": "b" * 64})


def test_key_order_does_not_change_the_fingerprint() -> None:
    assert sha256_of({"a": 1, "b": [2, {"d": 3, "c": 4}]}) == sha256_of({"b": [2, {"c": 4, "d": 3}], "a": 1})


def test_the_fingerprint_is_the_plain_sha256_of_the_text_a_reader_can_write_by_hand() -> None:
    assert sha256_of({"a": "é"}) == hashlib.sha256('{"a":"é"}'.encode()).hexdigest()


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_json_cannot_hold_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json({"share": value})


@pytest.mark.parametrize(
    "other",
    [
        replace(RECORD, definition_sha256="0" * 64),
        replace(RECORD, engine_version="1.1"),
        replace(RECORD, code_version="abd"),
        replace(RECORD, parameters={"cutoffs_s": [600.0], "profiles": {"walk": {"speed_mps": 1.34}}}),
        replace(RECORD, inputs=(replace(STREETS, sha256="b" * 64),)),
        replace(RECORD, results_sha256="0" * 64),
    ],
    ids=[field.name for field in fields(RECORD)],
)
def test_every_field_of_a_run_changes_its_hash(other: RunRecord) -> None:
    assert run_sha256(other) != run_sha256(RECORD)
    assert run_sha256(replace(RECORD)) == run_sha256(RECORD)


def test_a_run_made_of_the_same_things_is_current() -> None:
    assert stale_reasons(CONDITIONS, replace(CONDITIONS, inputs=dict(CONDITIONS.inputs))) == []


def test_each_change_gives_its_own_reason_and_all_are_given_at_once() -> None:
    today = RunConditions("0" * 64, "0" * 64, "2.0", {"streets": "c" * 64, "stations": "f" * 64})
    assert stale_reasons(CONDITIONS, today) == [
        "The study's definition has changed since this run.",
        "Layer clinics is no longer read by the analysis.",
        "Layer streets has been imported again with other content.",
        "Layer stations has been added to the analysis since this run.",
        "The mobility profiles have changed since this run.",
        "The engine has changed from version 1.0 to 2.0.",
    ]


def test_other_standards_make_a_run_doubtful_and_none_before_none_after_do_not() -> None:
    held = replace(CONDITIONS, standards_sha256="n" * 64)
    assert stale_reasons(held, CONDITIONS) == ["The standards have changed since this run."]
    assert stale_reasons(held, replace(held)) == []


def test_the_engine_s_version_changes_with_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gis
    from tracker.services.engine import engine_version

    before = engine_version()
    assert before.startswith(f"{gis.ENGINE_VERSION}+")
    copy = tmp_path / "gis"
    shutil.copytree(Path(gis.__file__).parent, copy)
    (copy / "crs.py").write_text((copy / "crs.py").read_text() + "# another engine\n")
    monkeypatch.setattr(gis, "__file__", str(copy / "__init__.py"))
    engine_version.cache_clear()
    try:
        assert engine_version() != before
    finally:
        monkeypatch.undo()
        engine_version.cache_clear()
    assert engine_version() == before


def test_a_network_that_only_bounds_a_layer_is_an_input_too() -> None:
    analysis = {
        "network": "streets",
        "origins": "residents",
        "zones": None,
        "services": {"care": {"layers": ["clinics"]}},
    }
    layers: list[dict[str, str | None]] = [
        {"key": "streets", "within": None},
        {"key": "main_roads", "within": None},
        {"key": "residents", "within": "main_roads"},
        {"key": "clinics", "within": "streets"},
        {"key": "parks", "within": "paths"},
    ]
    assert layers_of(analysis, layers) == ["clinics", "main_roads", "residents", "streets"]


def test_elevation_and_street_polygons_are_inputs_too() -> None:
    analysis = {
        "network": "streets",
        "elevation": "ground",
        "street_polygons": ["north", "south"],
        "origins": "residents",
        "zones": None,
        "services": {"care": {"layers": ["clinics"]}},
    }
    layers = [{"key": "south", "within": "main_roads"}]
    expected = ["clinics", "ground", "main_roads", "north", "residents", "south", "streets"]
    assert layers_of(analysis, layers) == expected
