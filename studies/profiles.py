"""Mobility profiles: reads profiles.yaml, checks it, gives the engine's Profile for each."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from gis.network.graph import SMOOTHNESS
from gis.network.profiles import Profile
from studies.documents import Document
from studies.errors import DefinitionError, Fault
from studies.schema import Flag, Key, Line, Number, Prose, Text, canonical_json

PROFILES_FILE = Path(__file__).resolve().parent / "profiles.yaml"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ProfileNumber(_Part):
    """A profile's number with its unit, plausible range and source."""

    value: Annotated[Number, Field(ge=0)] | None
    unit: Literal["m/s", "m", "s", "rise/run"]
    low: Number | None = None
    high: Number | None = None
    source: Prose


class ProfileChoice(_Part):
    """A profile's word from a closed list, with its source."""

    value: Line | None
    source: Prose


class ProfileSignedNumber(_Part):
    """A profile's number that may be negative, with its unit and source."""

    value: Number
    unit: Literal["rise/run"]
    source: Prose


class ProfileSwitch(_Part):
    """Yes or no, with its source."""

    value: Flag
    source: Prose


class ProfileSurfaces(_Part):
    """Surfaces a profile cannot use, with their source."""

    value: list[Line]
    source: Prose


def _known_smoothness(choice: ProfileChoice) -> ProfileChoice:
    if choice.value is not None and choice.value not in SMOOTHNESS:
        raise ValueError(f"{choice.value!r} is not an OSM smoothness ({', '.join(SMOOTHNESS)})")
    return choice


def _known_steps(choice: ProfileChoice) -> ProfileChoice:
    if choice.value not in {"pass", "block"}:
        raise ValueError("must be pass or block")
    return choice


def _known_slope_speed(choice: ProfileChoice) -> ProfileChoice:
    if choice.value not in {"constant", "tobler", "wheels"}:
        raise ValueError("must be constant, tobler or wheels")
    return choice


class ProfileRecord(_Part):
    """One profile as written: every parameter with its unit and source."""

    title: Text
    speed_mps: ProfileNumber
    slope_speed: Annotated[ProfileChoice, AfterValidator(_known_slope_speed)]
    max_up_share: ProfileNumber
    max_down_share: ProfileNumber
    max_kerb_m: ProfileNumber
    min_width_m: ProfileNumber
    blocked_surfaces: ProfileSurfaces
    worst_smoothness: Annotated[ProfileChoice, AfterValidator(_known_smoothness)]
    steps: Annotated[ProfileChoice, AfterValidator(_known_steps)]
    step_delay_s: ProfileNumber
    crossing_delay_s: ProfileNumber
    lift_delay_s: ProfileNumber
    uses_wheels: ProfileSwitch
    ideal_grade_share: ProfileSignedNumber


class ProfileFile(_Part):
    """The whole file: version and profiles by name."""

    version: Annotated[int, Field(strict=True, ge=1)]
    profiles: dict[Key, ProfileRecord]


def read_profiles(path: Path = PROFILES_FILE) -> ProfileFile:
    """
    Read the profiles with their units and sources.

    Parameters
    ----------
    path : pathlib.Path
        A file like ``studies/profiles.yaml``.

    Returns
    -------
    ProfileFile
        Version and records.

    Raises
    ------
    DefinitionError
        With every fault of the file.
    """
    document = Document()
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        fault = Fault(path.name, 1, "", f"is not UTF-8 text: {error.reason}")
        raise DefinitionError(path.name, [fault]) from error
    document.read(path.name, text)
    file = document.check(ProfileFile, document.data)
    if file is not None:
        for name, record in file.profiles.items():
            if not record.speed_mps.value:
                document.fault(("profiles", name, "speed_mps", "value"), "must be greater than 0")
            for field in ("step_delay_s", "crossing_delay_s", "lift_delay_s"):
                if getattr(record, field).value is None:
                    document.fault(("profiles", name, field, "value"), "must be a number; 0 for no delay")
    if document.faults or file is None:
        raise DefinitionError(path.name, document.faults)
    return file


def to_profile(name: str, record: ProfileRecord) -> Profile:
    """
    Give the engine's profile of a record.

    Parameters
    ----------
    name : str
        Its identifier.
    record : ProfileRecord
        The record as read.

    Returns
    -------
    gis.network.profiles.Profile
        The same numbers without units and sources.
    """
    values = {field: getattr(record, field).value for field in ProfileRecord.model_fields if field != "title"}
    values["blocked_surfaces"] = frozenset(values["blocked_surfaces"])
    return Profile(name=name, **values)


@cache
def load_profiles(path: Path = PROFILES_FILE) -> dict[str, Profile]:
    """
    Give the engine's profile for each name.

    Parameters
    ----------
    path : pathlib.Path
        A file like ``studies/profiles.yaml``.

    Returns
    -------
    dict of str to gis.network.profiles.Profile
        In the order of the file.

    Raises
    ------
    DefinitionError
        With every fault of the file.
    """
    return {name: to_profile(name, record) for name, record in read_profiles(path).profiles.items()}


@cache
def profiles_sha256(path: Path = PROFILES_FILE) -> str:
    """
    Hash the profiles' meaning: version, values, units and sources.

    Parameters
    ----------
    path : pathlib.Path
        A file like ``studies/profiles.yaml``.

    Returns
    -------
    str
        SHA-256 of the canonical JSON.
    """
    return hashlib.sha256(canonical_json(read_profiles(path)).encode()).hexdigest()
