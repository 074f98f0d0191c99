"""The catalogue names every data set with its terms and bytes; a broken one tells all its faults."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
import yaml

from studies.catalogue import CATALOGUE_FILE, load_catalogue
from studies.errors import DefinitionError
from studies.loader import list_studies, load_study


def test_every_data_set_of_the_studies_is_in_the_catalogue_and_has_a_sample() -> None:
    catalogue = load_catalogue()
    for folder in list_studies().values():
        definition = load_study(folder, datasets=catalogue.datasets)
        used = [layer.dataset for layer in definition.layers]
        used += [layer.group_table.dataset for layer in definition.layers if layer.group_table]
        for key in used:
            sample = catalogue.sample_of(catalogue[key])
            assert sample is not None, key
            assert sample.synthetic


def test_addresses_are_pinned_to_a_whole_commit() -> None:
    for dataset in load_catalogue().datasets.values():
        if dataset.address is not None:
            commit = dataset.address.removeprefix("https://raw.githubusercontent.com/").split("/")[2]
            assert len(commit) == 40, dataset.key
            assert set(commit) <= set("0123456789abcdef"), dataset.key
        else:
            assert dataset.synthetic or dataset.address_reason, dataset.key


def test_synthetic_data_say_so_and_lie_beside_the_catalogue() -> None:
    samples = [dataset for dataset in load_catalogue().datasets.values() if dataset.synthetic]
    assert len(samples) == 18
    for sample in samples:
        assert "synthetic" in sample.title
        assert sample.file.startswith("samples/synthetic_")
        content = (CATALOGUE_FILE.parent / sample.file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sample.sha256


@pytest.mark.realdata
def test_recorded_checksums_are_those_of_the_files(real_data: Path) -> None:
    for dataset in load_catalogue().datasets.values():
        if not dataset.synthetic:
            content = (real_data / dataset.file).read_bytes()
            assert len(content) == dataset.size_bytes, dataset.key
            assert hashlib.sha256(content).hexdigest() == dataset.sha256, dataset.key


def test_a_broken_catalogue_tells_all_its_faults_with_file_and_line(tmp_path: Path) -> None:
    shutil.copytree(CATALOGUE_FILE.parent / "samples", tmp_path / "samples")
    text = CATALOGUE_FILE.read_text(encoding="utf-8")
    broken = (
        text.replace("licence_class: A", "licence_class: Z", 1)
        .replace("address: https://", "address: ftp://", 1)
        .replace("file: sao-paulo/transporte", "file: ../transporte", 1)
        .replace("sample: sample_residents", "sample: sample_ghosts", 1)
    )
    (tmp_path / "catalog.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_catalogue(tmp_path / "catalog.yaml")
    told = {fault.path: fault for fault in caught.value.faults}
    assert set(told) == {
        "datasets.spo_osm.licence_class",
        "datasets.spo_osm.address",
        "datasets.spo_osm.file",
        "datasets.spo_censo2022.sample",
    }
    assert told["datasets.spo_osm.address"].line == broken[: broken.index("ftp://")].count("\n") + 1


def test_third_party_data_cannot_pass_as_our_own_nor_ours_as_theirs(tmp_path: Path) -> None:
    entry = {
        "title": "Somewhere",
        "producer": "Somebody",
        "citation": "Somebody, 2026",
        "licence": "CC0-1.0",
        "licence_class": "A",
        "address": "https://example.org/file",
        "sha256": "0" * 64,
        "size_bytes": 1,
        "file": "file.csv",
        "crs": "EPSG:4326",
        "accessed": "2026-11-22",
    }
    (tmp_path / "samples").mkdir()
    (tmp_path / "catalog.yaml").write_text(
        yaml.safe_dump({"datasets": {"theirs": {**entry, "synthetic": True}}})
    )
    (tmp_path / "samples" / "catalog.yaml").write_text(
        yaml.safe_dump({"samples": {"theirs": {**entry, "synthetic": True}, "ours": entry}})
    )
    with pytest.raises(DefinitionError) as caught:
        load_catalogue(tmp_path / "catalog.yaml")
    told = sorted((fault.file, fault.path) for fault in caught.value.faults)
    assert told == [
        ("catalog.yaml", "datasets.theirs"),
        ("catalog.yaml", "datasets.theirs.title"),
        ("samples/catalog.yaml", "samples.ours"),
        ("samples/catalog.yaml", "samples.theirs"),
        ("samples/catalog.yaml", "samples.theirs.title"),
    ]


def test_a_missing_catalogue_is_told(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="the file is missing"):
        load_catalogue(tmp_path / "catalog.yaml")
