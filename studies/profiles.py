"""Mobility profiles: reads profiles.yaml and a study's own changes, gives the engine's Profile for each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from gis.errors import ProfileError
from gis.network.profiles import Profile, validate
from studies.documents import Document
from studies.errors import DefinitionError, Fault
from studies.profile_records import ProfileChanges, ProfileFile, ProfileNumber, ProfileRecord, unit_of
from studies.values import canonical_json

PROFILES_FILE = Path(__file__).resolve().parent / "profiles.yaml"
PARAMETERS = tuple(name for name in ProfileRecord.model_fields if name != "title")
# The engine wants a number here; "no limit" has no meaning for a speed or a wait.
NEVER_NOTHING = (
    "speed_mps",
    "step_delay_s",
    "crossing_delay_s",
    "lift_delay_s",
    "steep_factor_per_share",
    "narrow_factor",
    "kerb_delay_s",
    "no_tactile_factor",
    "unmeasured_grade_share",
)


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
            _check_record(document, name, record)
    if document.faults or file is None:
        raise DefinitionError(path.name, document.faults)
    return file


def check_study_profiles(document: Document) -> set[str]:
    """
    Check a study's own profiles, laid over the shipped ones, and add what is wrong to its faults.

    Parameters
    ----------
    document : Document
        The files of a study; its field ``profiles`` may be absent.

    Returns
    -------
    set of str
        Names of the profiles the study may use.
    """
    shipped = _shipped()
    changes = document.data.get("profiles", {})
    if not isinstance(changes, dict):
        return set(shipped.profiles)
    for name, parameters in changes.items():
        if not isinstance(parameters, dict):
            continue  # the model of the definition reports it
        for parameter, value in parameters.items():
            if value is None and parameter in ProfileRecord.model_fields:
                message = "must say value, unit and source; for no limit write value: null"
                document.fault(("profiles", name, parameter), message)
        _laid_over(document, shipped, name, parameters)
    return set(shipped.profiles) | {name for name in changes if isinstance(name, str)}


def study_profiles(changes: Mapping[str, ProfileChanges]) -> ProfileFile:
    """
    Lay a study's own profiles over the shipped ones.

    Parameters
    ----------
    changes : mapping of str to ProfileChanges
        Field ``profiles`` of the study's definition; may be empty.

    Returns
    -------
    ProfileFile
        All profiles the study can use: the shipped ones as changed, then the added ones.

    Raises
    ------
    DefinitionError
        With every fault, where a change does not fit the profiles shipped now.
    """
    shipped = _shipped()
    document = Document()
    records = dict(shipped.profiles)
    for name, change in changes.items():
        parameters = {field: getattr(change, field) for field in ProfileRecord.model_fields}
        record = _laid_over(document, shipped, name, parameters)
        if record is not None:
            records[name] = record
    if document.faults:
        raise DefinitionError("profiles of the study", document.faults)
    return ProfileFile(version=shipped.version, profiles=records)


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
    values: dict[str, Any] = {field: part.value for field, part in _given(record)}
    values["blocked_surfaces"] = frozenset(values["blocked_surfaces"])
    for field in ("surface_factors", "smoothness_factors"):
        values[field] = tuple(values.get(field, {}).items())
    return Profile(name=name, **values)


def to_profiles(file: ProfileFile) -> dict[str, Profile]:
    """
    Give the engine's profile for each record.

    Parameters
    ----------
    file : ProfileFile
        Records by name.

    Returns
    -------
    dict of str to gis.network.profiles.Profile
        In the order of the file.
    """
    return {name: to_profile(name, record) for name, record in file.profiles.items()}


def file_sha256(file: ProfileFile) -> str:
    """
    Hash the profiles' meaning: version, values, units and sources.

    Parameters
    ----------
    file : ProfileFile
        Records by name.

    Returns
    -------
    str
        SHA-256 of the canonical JSON.
    """
    return hashlib.sha256(canonical_json(file).encode()).hexdigest()


@cache
def load_profiles(path: Path = PROFILES_FILE) -> dict[str, Profile]:
    """
    Read the engine's profile for each name.

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
    return to_profiles(read_profiles(path))


@cache
def profiles_sha256(path: Path = PROFILES_FILE) -> str:
    """
    Read a file of profiles and hash its meaning.

    Parameters
    ----------
    path : pathlib.Path
        A file like ``studies/profiles.yaml``.

    Returns
    -------
    str
        SHA-256 of the canonical JSON.
    """
    return file_sha256(read_profiles(path))


@cache
def _shipped() -> ProfileFile:
    return read_profiles()


def _laid_over(
    document: Document, shipped: ProfileFile, name: str, changes: Mapping[str, object]
) -> ProfileRecord | None:
    """Check a record made of the shipped one, if there is one, and what a study changes."""
    record = shipped.profiles.get(name)
    whole: dict[str, object] = {}
    if record is not None:
        whole = {"title": record.title, **dict(_given(record))}
    whole |= {field: value for field, value in changes.items() if value is not None}
    checked = document.check(ProfileRecord, whole, ("profiles", name))
    if checked is not None:
        _check_record(document, name, checked)
    return checked


def _given(record: ProfileRecord) -> Iterator[tuple[str, Any]]:
    """Give the parameters that a record holds."""
    for field in PARAMETERS:
        part = getattr(record, field)
        if part is not None:
            yield field, part


def _check_record(document: Document, name: str, record: ProfileRecord) -> None:
    """Add what contradicts units or the engine's rules; each fault at its parameter."""
    faults = len(document.faults)
    for field, part in _given(record):
        if isinstance(part, ProfileNumber) and part.unit != unit_of(field):
            document.fault(("profiles", name, field, "unit"), f"must be {unit_of(field)}, not {part.unit}")
        if field in NEVER_NOTHING and part.value is None:
            nothing = "1" if field.endswith("_factor") else "0"
            message = f"must be a number; {nothing} for none"
            document.fault(("profiles", name, field, "value"), message)
    if len(document.faults) > faults:
        return
    try:
        validate(to_profile(name, record))
    except ProfileError as error:
        for fault in error.faults:
            parameter = fault.split(" ", 1)[0]
            known = parameter in PARAMETERS
            document.fault(("profiles", name, parameter, "value") if known else ("profiles", name), fault)
