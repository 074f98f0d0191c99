"""What a result was made of: canonical JSON, the hash of a run, and why a run is stale."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

# Begins the name of an input that is no layer: the places a service takes from the register.
REGISTER_INPUT: Final = "register:"


@dataclass(frozen=True, slots=True)
class RunInput:
    """
    One input of a run, known by its content.

    Parameters
    ----------
    layer : str
        Key of the layer in the study's definition, or ``REGISTER_INPUT`` with the key of a service.
    dataset : str
        Key of the data set in the catalogue; ``register`` for places of the register.
    sha256 : str
        Checksum of the file's bytes, or of the places as they were taken from the register.
    licence, citation : str
        Under which terms, and how to name the producer.
    synthetic : bool
        Whether the bytes are an invented sample.
    """

    layer: str
    dataset: str
    sha256: str
    licence: str
    citation: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class RunRecord:
    """
    Everything needed to make a result again, and a fingerprint of the result.

    Parameters
    ----------
    definition_sha256 : str
        Checksum of the study's definition.
    engine_version : str
        Release of the engine and a fingerprint of its source.
    code_version : str
        Commit or release of the whole program.
    parameters : Mapping of str to JSON values
        What was computed and how, with the full table of every profile.
    inputs : tuple of RunInput
        The layers that were read, in the order of their keys.
    results_sha256 : str
        Checksum of the figures that came out.
    """

    definition_sha256: str
    engine_version: str
    code_version: str
    parameters: Mapping[str, Any]
    inputs: tuple[RunInput, ...]
    results_sha256: str


@dataclass(frozen=True, slots=True)
class RunConditions:
    """
    What decides whether the same run would give the same figures today.

    Parameters
    ----------
    definition_sha256, profiles_sha256, engine_version : str
        Checksums of the definition and of the profile tables; the engine's version.
    inputs : Mapping of str to str
        Checksum of each layer that the run read, or would read today.
    standards_sha256 : str
        Checksum of the norms its streets were held against; empty without any.
    """

    definition_sha256: str
    profiles_sha256: str
    engine_version: str
    inputs: Mapping[str, str]
    standards_sha256: str = ""


def canonical_json(value: object) -> bytes:
    """
    Write a value as JSON in the one way that two equal values share.

    Keys are sorted, nothing is indented, text is UTF-8, numbers are written
    as the shortest decimal that reads back the same.

    Parameters
    ----------
    value : JSON value
        Mappings, sequences, text, finite numbers, truth values and None.

    Returns
    -------
    bytes
        The JSON text in UTF-8.

    Raises
    ------
    ValueError
        If a number is NaN or infinite, which JSON cannot hold.
    TypeError
        If a value is none of the JSON kinds.

    Notes
    -----
    Follows RFC 8785 save for whole floating-point numbers, which keep their
    ``.0``, and for the sorting of keys outside the basic plane.

    Examples
    --------
    >>> canonical_json({"b": 1.5, "a": ["é", None]}).decode()
    '{"a":["é",null],"b":1.5}'
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def sha256_of(value: object) -> str:
    """
    Give the checksum of a value's canonical JSON.

    Parameters
    ----------
    value : JSON value
        What to fingerprint.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    return hashlib.sha256(canonical_json(value)).hexdigest()


def run_sha256(record: RunRecord) -> str:
    """
    Give the one checksum that stands for a run and its figures.

    Parameters
    ----------
    record : RunRecord
        The run.

    Returns
    -------
    str
        64 hexadecimal digits; changes when any field of the record changes.

    Notes
    -----
    The hashed object has the record's field names as keys, so that a reader
    of the API can compute it again from the provenance he was given.
    """
    return sha256_of(
        {
            "definition_sha256": record.definition_sha256,
            "engine_version": record.engine_version,
            "code_version": record.code_version,
            "parameters": dict(record.parameters),
            "inputs": [asdict(item) for item in record.inputs],
            "results_sha256": record.results_sha256,
        }
    )


def stale_reasons(then: RunConditions, today: RunConditions) -> list[str]:
    """
    Say in sentences why a stored run may differ from one made today.

    Parameters
    ----------
    then : RunConditions
        What the run was made of.
    today : RunConditions
        What it would be made of now.

    Returns
    -------
    list of str
        One sentence per difference; empty when the run is current.
    """
    reasons = []
    if then.definition_sha256 != today.definition_sha256:
        reasons.append("The study's definition has changed since this run.")
    for layer, sha256 in sorted(then.inputs.items()):
        if today.inputs.get(layer) != sha256:
            reasons.append(_differs(layer, gone=layer not in today.inputs))
    reasons += [_added(layer) for layer in sorted(set(today.inputs) - set(then.inputs))]
    if then.profiles_sha256 != today.profiles_sha256:
        reasons.append("The mobility profiles have changed since this run.")
    if then.standards_sha256 != today.standards_sha256:
        reasons.append("The standards have changed since this run.")
    if then.engine_version != today.engine_version:
        reasons.append(
            f"The engine has changed from version {then.engine_version} to {today.engine_version}."
        )
    return reasons


def _differs(layer: str, *, gone: bool) -> str:
    """Say that an input is another one today, or none."""
    if layer.startswith(REGISTER_INPUT):
        service = layer.removeprefix(REGISTER_INPUT)
        if gone:
            return f"Service {service} no longer takes places from the register."
        return f"The register has changed: service {service} would take other places from it today."
    if gone:
        return f"Layer {layer} is no longer read by the analysis."
    return f"Layer {layer} has been imported again with other content."


def _added(layer: str) -> str:
    """Say that an input has come since."""
    if layer.startswith(REGISTER_INPUT):
        return f"Service {layer.removeprefix(REGISTER_INPUT)} takes places from the register since this run."
    return f"Layer {layer} has been added to the analysis since this run."
