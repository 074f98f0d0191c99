"""The shipped profiles are complete, sourced and usable; a broken file tells all its faults."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from gis.network.profiles import Profile, validate
from studies.errors import DefinitionError
from studies.profile_records import unit_of
from studies.profiles import PARAMETERS, PROFILES_FILE, load_profiles, profiles_sha256, read_profiles

NAMES = [
    "walk",
    "older_adult",
    "cane_walker",
    "manual_wheelchair",
    "powered_wheelchair",
    "stroller",
    "blind_long_cane",
]


def test_the_seven_profiles_are_there_in_order() -> None:
    assert list(load_profiles()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_engine_accepts_each_profile(name: str) -> None:
    profile = load_profiles()[name]
    validate(profile)
    assert profile.name == name


@pytest.mark.parametrize(
    ("name", "speed_mps", "max_up_share", "max_down_share", "max_kerb_m", "min_width_m"),
    [
        ("walk", 1.2, None, None, None, None),
        ("older_adult", 0.9, 0.12, 0.12, 0.15, 0.7),
        ("cane_walker", 0.8, 0.12, 0.12, 0.06, 0.8),
        ("manual_wheelchair", 0.79, 0.0833, 0.10, 0.03, 0.9),
        ("powered_wheelchair", 1.0, 0.12, 0.12, 0.06, 0.9),
        ("stroller", 1.0, 0.12, 0.12, 0.10, 0.8),
        ("blind_long_cane", 0.8, None, None, None, 0.9),
    ],
)
def test_the_numbers_are_those_of_the_table_of_sources(
    name: str,
    speed_mps: float,
    max_up_share: float | None,
    max_down_share: float | None,
    max_kerb_m: float | None,
    min_width_m: float | None,
) -> None:
    profile = load_profiles()[name]
    assert (profile.speed_mps, profile.max_up_share, profile.max_down_share) == (
        speed_mps,
        max_up_share,
        max_down_share,
    )
    assert (profile.max_kerb_m, profile.min_width_m) == (max_kerb_m, min_width_m)


def test_wheels_and_walking_frames_cannot_take_stairs_and_walkers_can() -> None:
    blocked = {name for name, profile in load_profiles().items() if profile.steps == "block"}
    assert blocked == {"cane_walker", "manual_wheelchair", "powered_wheelchair", "stroller"}


def test_every_title_is_there_in_all_four_languages() -> None:
    for record in read_profiles().profiles.values():
        assert set(record.title) == {"en", "pt-BR", "es", "ko"}


def test_a_profile_file_tells_all_its_faults_with_their_lines(tmp_path: Path) -> None:
    text = PROFILES_FILE.read_text(encoding="utf-8")
    broken = (
        text.replace("value: tobler", "value: jogging", 1)
        .replace("unit: rise/run", "unit: percent", 1)
        .replace("value: intermediate", "value: bumpy", 1)
        .replace("version: 3", "version: 0", 1)
    )
    path = tmp_path / "profiles.yaml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_profiles(path)
    told = {fault.path: fault for fault in caught.value.faults}
    assert set(told) == {
        "version",
        "profiles.walk.slope_speed",
        "profiles.walk.max_up_share.unit",
        "profiles.manual_wheelchair.worst_smoothness",
    }
    line = broken[: broken.index("unit: percent")].count("\n") + 1
    assert told["profiles.walk.max_up_share.unit"].line == line


def test_a_profile_that_does_not_move_is_told(tmp_path: Path) -> None:
    path = tmp_path / "profiles.yaml"
    text = PROFILES_FILE.read_text(encoding="utf-8")
    path.write_text(text.replace("value: 1.2", "value: 0", 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"profiles.walk.speed_mps.value: speed_mps must be a positive"):
        read_profiles(path)


def test_what_the_engine_would_refuse_is_told_at_its_parameter(tmp_path: Path) -> None:
    text = PROFILES_FILE.read_text(encoding="utf-8")
    head, chair = text.split("  manual_wheelchair:\n")
    chair = chair.replace("step_delay_s:\n      value: 0", "step_delay_s:\n      value: 2", 1)
    path = tmp_path / "profiles.yaml"
    path.write_text(head + "  manual_wheelchair:\n" + chair, encoding="utf-8")
    place = r"profiles.manual_wheelchair.step_delay_s.value: step_delay_s is set although steps block"
    with pytest.raises(DefinitionError, match=place):
        read_profiles(path)


def test_a_parameter_in_another_unit_is_told(tmp_path: Path) -> None:
    text = PROFILES_FILE.read_text(encoding="utf-8")
    path = tmp_path / "profiles.yaml"
    path.write_text(text.replace("unit: rise/run", "unit: m", 1), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"walk.max_up_share.unit: must be rise/run, not m"):
        read_profiles(path)


def test_every_parameter_of_the_engine_can_be_written_and_has_the_unit_of_its_name() -> None:
    names = [field.name for field in fields(Profile) if field.name != "name"]
    assert sorted(PARAMETERS) == sorted(names)
    assert unit_of("max_kerb_m") == "m"
    assert unit_of("max_up_share") == "rise/run"
    assert unit_of("steep_factor_per_share") == "per rise/run"
    assert unit_of("narrow_factor") == "time/time"
    assert unit_of("steps") is None


def test_only_who_goes_by_the_cane_asks_for_tactile_paving_at_flush_kerbs() -> None:
    asking = {name for name, profile in load_profiles().items() if profile.hidden_kerb_m is not None}
    assert asking == {"blind_long_cane"}


def test_who_has_no_limit_of_grade_says_how_steep_an_unmeasured_street_may_be_or_is_the_yardstick() -> None:
    for name, record in read_profiles().profiles.items():
        unlimited = record.max_up_share.value is None or record.max_down_share.value is None
        reckoned = record.unmeasured_grade_share is not None
        assert (reckoned or record.yardstick is not None) == unlimited, name


def test_people_who_walk_are_the_only_yardstick() -> None:
    assert [name for name, profile in load_profiles().items() if profile.yardstick] == ["walk"]


def test_the_hash_changes_with_a_source_but_not_with_a_comment(tmp_path: Path) -> None:
    text = PROFILES_FILE.read_text(encoding="utf-8")
    commented, resourced = tmp_path / "commented.yaml", tmp_path / "resourced.yaml"
    commented.write_text("# another remark\n" + text, encoding="utf-8")
    resourced.write_text(text.replace("Any surface.", "Any surface at all.", 1), encoding="utf-8")
    assert profiles_sha256(commented) == profiles_sha256()
    assert profiles_sha256(resourced) != profiles_sha256()


def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"\xd8\x00\xff")
    with pytest.raises(DefinitionError, match=r"mine\.yaml:1: .*not UTF-8"):
        read_profiles(path)
