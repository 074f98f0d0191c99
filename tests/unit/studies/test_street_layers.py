"""Layers of elevation and street polygons in a definition: what fits is read, what does not is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from studies.errors import Fault
from studies.schema import StudyDefinition


class Copy(Protocol):
    """What the `study_copy` fixture gives."""

    folder: Path

    def change(self, file: str, before: str, after: str) -> int: ...
    def load(self) -> StudyDefinition: ...
    def faults(self) -> list[Fault]: ...


CopyStudy = Callable[..., Copy]
ASKED = "    street_polygons: [carriageways]\n"
LAYER = "  - key: carriageways\n    kind: street_polygons\n    dataset: spo_street_polygons\n"
GROUND = "  - key: ground\n    kind: elevation\n    dataset: portland_dem\n    title: {en: Ground}\n"


def with_ground(copy: Copy, options: str = "") -> int:
    """Add a layer of heights before the carriageways and give its line."""
    return copy.change("layers.yaml", LAYER, GROUND + options + LAYER)


def test_an_analysis_names_its_layers_or_none(study_copy: CopyStudy) -> None:
    copy = study_copy()
    with_ground(copy, "    source_crs: EPSG:4269\n")
    copy.change("analyses.yaml", ASKED, ASKED + "    elevation: ground\n")
    (analysis, *_) = copy.load().analyses
    assert (analysis.street_polygons, analysis.elevation) == (["carriageways"], "ground")
    copy.change("analyses.yaml", ASKED + "    elevation: ground\n", "")
    (analysis, *_) = copy.load().analyses
    assert (analysis.street_polygons, analysis.elevation) == ([], None)


@pytest.mark.parametrize(
    ("asked", "path", "message"),
    [
        ("    street_polygons: [gone]\n", "street_polygons[0]", "no street_polygons layer 'gone'"),
        ("    street_polygons: [streets]\n", "street_polygons[0]", "no street_polygons layer 'streets'"),
        ("    street_polygons: carriageways\n", "street_polygons", "list"),
        ("    street_polygons: [carriageways, carriageways]\n", "street_polygons", "same value twice"),
        ("    elevation: carriageways\n", "elevation", "no elevation layer 'carriageways' (known: none)"),
    ],
)
def test_a_name_that_means_no_such_layer_is_told(
    study_copy: CopyStudy, asked: str, path: str, message: str
) -> None:
    copy = study_copy()
    line = copy.change("analyses.yaml", ASKED, asked)
    told = [fault for fault in copy.faults() if message in fault.message]
    assert [(fault.file, fault.path) for fault in told] == [("analyses.yaml", f"analyses[0].{path}")]
    assert told[0].line == line


def test_options_that_a_kind_would_read_past_are_told_all_at_once(study_copy: CopyStudy) -> None:
    copy = study_copy()
    with_ground(copy, "    sublayer: band\n    id_column: code\n    within: streets\n")
    copy.change("layers.yaml", LAYER, LAYER + "    name_column: ds_nome\n    population_column: people\n")
    told = {(fault.path.rpartition(".")[2], fault.message) for fault in copy.faults()}
    assert told == {
        ("sublayer", "means nothing for a layer of kind elevation"),
        ("id_column", "means nothing for a layer of kind elevation"),
        ("within", "means nothing for a layer of kind elevation"),
        ("name_column", "means nothing for a layer of kind street_polygons"),
        ("population_column", "belongs to origins only"),
    }
