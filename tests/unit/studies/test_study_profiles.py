"""A study's own profiles: only what differs, over the shipped ones, with every fault at its line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from studies.errors import DefinitionError, Fault
from studies.loader import load_study, write_study
from studies.profile_records import ProfileChanges
from studies.profiles import file_sha256, load_profiles, profiles_sha256, study_profiles, to_profiles
from studies.schema import StudyDefinition

OWN = """\
profiles:
  manual_wheelchair:
    max_up_share: {value: 0.06, unit: rise/run, source: Workshop with users in Lapa}
    min_width_m:
      value: null
      unit: m
      source: Nobody recorded widths; the workshop asked to leave it out.
"""


class Copy(Protocol):
    """What the `study_copy` fixture gives."""

    folder: Path

    def change(self, file: str, before: str, after: str) -> int: ...
    def load(self) -> StudyDefinition: ...
    def faults(self) -> list[Fault]: ...


@pytest.fixture
def copy(study_copy: Callable[..., Copy]) -> Copy:
    """Give a copy of a study with a profiles.yaml of its own."""
    made = study_copy()
    (made.folder / "profiles.yaml").write_text(OWN, encoding="utf-8")
    return made


def test_a_study_without_its_own_profiles_uses_the_shipped_ones() -> None:
    file = study_profiles({})
    assert to_profiles(file) == load_profiles()
    assert file_sha256(file) == profiles_sha256()


def test_only_the_parameters_named_differ_and_the_hash_tells_it(copy: Copy) -> None:
    file = study_profiles(copy.load().profiles)
    shipped = load_profiles()
    changed = replace(shipped["manual_wheelchair"], max_up_share=0.06, min_width_m=None)
    assert to_profiles(file) == shipped | {"manual_wheelchair": changed}
    assert file.profiles["manual_wheelchair"].max_up_share.source == "Workshop with users in Lapa"
    assert file_sha256(file) != profiles_sha256()


def test_an_added_profile_may_be_asked_for_and_must_be_whole(copy: Copy) -> None:
    walk = study_profiles({}).profiles["walk"].model_dump(exclude_none=False)
    porter = ProfileChanges.model_validate(walk | {"title": {"en": "Porter with a cart"}})
    definition = copy.load().model_copy(update={"profiles": {"porter": porter}})
    folder = copy.folder.parent / "elsewhere" / copy.folder.name
    folder.parent.mkdir()
    write_study(definition, folder)
    (folder / "report.md").write_text((copy.folder / "report.md").read_text(encoding="utf-8"), "utf-8")
    analyses = folder / "analyses.yaml"
    analyses.write_text(analyses.read_text(encoding="utf-8").replace("- stroller", "- porter"), "utf-8")

    read = load_study(folder)

    assert read.profiles == definition.profiles
    assert "porter" in read.analyses[0].profiles
    added = to_profiles(study_profiles(read.profiles))["porter"]
    assert added == replace(load_profiles()["walk"], name="porter")


def test_a_definition_with_its_own_profiles_survives_being_stored(copy: Copy) -> None:
    definition = copy.load()
    stored = definition.model_dump(mode="json")
    assert StudyDefinition.model_validate(stored) == definition
    assert study_profiles(StudyDefinition.model_validate(stored).profiles) == study_profiles(
        definition.profiles
    )


def test_a_changed_profile_changes_the_definition(copy: Copy) -> None:
    before = copy.load().sha256
    copy.change("profiles.yaml", "value: 0.06", "value: 0.07")
    assert copy.load().sha256 != before


def test_every_fault_is_told_at_once_with_its_line(copy: Copy) -> None:
    unsourced = copy.change("profiles.yaml", ", source: Workshop with users in Lapa", "")
    copy.change("profiles.yaml", "unit: m\n", "unit: furlong\n")
    text = (copy.folder / "profiles.yaml").read_text(encoding="utf-8")
    (copy.folder / "profiles.yaml").write_text(
        text
        + "  walk:\n    max_kerb_m: null\n  porter:\n    title: {en: Porter}\n  stroller:\n    wings: 2\n",
        encoding="utf-8",
    )
    told = {
        (fault.line, fault.path): fault.message for fault in copy.faults() if fault.file == "profiles.yaml"
    }
    assert told[unsourced, "profiles.manual_wheelchair.max_up_share.source"] == "is missing"
    assert "unit" in {path.rsplit(".", 1)[-1] for _, path in told}
    assert "write value: null" in told[9, "profiles.walk.max_kerb_m"]
    assert told[10, "profiles.porter.speed_mps"] == "is missing"
    assert told[13, "profiles.stroller.wings"] == "is not a field known here"


def test_a_change_that_contradicts_the_shipped_rest_is_told(copy: Copy) -> None:
    # The manual wheelchair's speed falls with the grade up to its limit, so the limit cannot be taken away.
    line = copy.change("profiles.yaml", "value: 0.06", "value: null")
    (fault,) = copy.faults()
    assert (fault.file, fault.path) == ("profiles.yaml", "profiles.manual_wheelchair.slope_speed.value")
    assert fault.line == line - 1
    assert "needs max_up_share" in fault.message


def test_an_analysis_cannot_name_a_profile_that_neither_has(copy: Copy) -> None:
    copy.change("analyses.yaml", "profiles: [walk, older_adult,", "profiles: [walk, hover,")
    (fault,) = copy.faults()
    assert "there is no profile 'hover'" in fault.message


def test_only_profiles_stand_in_the_file(copy: Copy) -> None:
    copy.change("profiles.yaml", "profiles:\n", "version: 3\nprofiles:\n")
    assert any("does not belong in profiles.yaml" in fault.message for fault in copy.faults())


def test_a_change_that_no_longer_fits_what_is_shipped_is_refused_when_it_is_used() -> None:
    lone = ProfileChanges.model_validate({"title": {"en": "Porter"}})
    with pytest.raises(DefinitionError, match="profiles of the study") as caught:
        study_profiles({"porter": lone})
    assert any("is missing" in str(fault) for fault in caught.value.faults)
