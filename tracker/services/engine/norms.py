"""Street networks held against norms: per requirement the share of length that meets, fails or is unknown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from gis.errors import InputError
from gis.network.compliance import RuleCompliance, check_compliance
from gis.network.graph import StreetNetwork
from studies import standards as norms
from studies.errors import DefinitionError
from studies.standards import Standard, StandardRuleRecord
from tracker.errors import AnalysisError, InvalidInputError

TO_CONFIRM = "to be confirmed"
DECIMALS = 6


def find_standards(names: Sequence[str], own: Mapping[str, Standard]) -> dict[str, Standard]:
    """Give the norms an analysis asks for, a study's own before those shipped."""
    try:
        return norms.chosen_standards(names, {**_shipped(), **own})
    except DefinitionError as error:
        raise AnalysisError(f"The standards of the analysis cannot be used: {error}") from error


def named_standards(names: Sequence[str], study_folder: Path | None) -> dict[str, Standard]:
    """Give norms by name, all without any, a study's own before those shipped; faults come together."""
    try:
        known = norms.read_standards(study_folder)
    except DefinitionError as error:
        faults = [("--study-folder", str(fault)) for fault in error.faults]
        raise InvalidInputError("The study's standards cannot be used.", faults) from error
    choice = ", ".join(known)
    unknown = [("--standard", f"{name} is none of {choice}") for name in names if name not in known]
    if unknown:
        raise InvalidInputError("Not every standard is known.", unknown)
    return {name: known[name] for name in names or known}


@cache
def _shipped() -> dict[str, Standard]:
    """Read the shipped norms once a process, like the code that is running."""
    return norms.read_standards()


def standards_sha256(names: Sequence[str], own: Mapping[str, Standard]) -> str:
    """Fingerprint the norms an analysis uses; empty where it uses none, or one that is no longer there."""
    try:
        chosen = norms.chosen_standards(names, {**_shipped(), **own})
    except DefinitionError:
        return ""  # differs from every stored one, so a run made before is shown as stale
    return norms.standards_sha256(chosen) if chosen else ""


def compliance(network: StreetNetwork, standards: Mapping[str, Standard]) -> list[dict[str, Any]]:
    """
    Tell of each requirement of each norm how far the streets meet it, as JSON values.

    Shares are of the length of the walkable links that the requirement speaks about; they are null
    where there is none. Whether a person can pass is another question.
    """
    return [
        {
            "key": name,
            "title": standard.title,
            "country": standard.country,
            "edition": standard.edition,
            "to_be_confirmed": standard.status == TO_CONFIRM,
            "note": standard.note,
            "requirements": _requirements(network, name, standard),
        }
        for name, standard in standards.items()
    ]


def _requirements(network: StreetNetwork, name: str, standard: Standard) -> list[dict[str, Any]]:
    try:
        found = check_compliance(network, norms.to_rules(standard), source=name)
    except InputError as error:
        raise AnalysisError(f"The standard {name} cannot be used: {'; '.join(error.faults)}.") from error
    return [
        _requirement(key, record, result, standard.edition)
        for (key, record), result in zip(standard.rules.items(), found, strict=True)
    ]


def _requirement(key: str, record: StandardRuleRecord, found: RuleCompliance, edition: str) -> dict[str, Any]:
    return {
        "key": key,
        "title": record.title,
        "quantity": record.quantity,
        "kinds": list(record.kinds),
        "comparison": record.comparison,
        "limit": record.limit.value,
        "fails_beyond": None if record.fails_beyond is None else record.fails_beyond.value,
        "unit": record.limit.unit,
        "condition": record.condition,
        "clause": record.clause,
        "edition": record.edition or edition,
        "to_be_confirmed": record.certainty == TO_CONFIRM,
        "source": record.source,
        "concerned_m": round(found.concerned_m, 1),
        "meets_share": _share(found.meets_share),
        "fails_share": _share(found.fails_share),
        "unknown_share": _share(found.unknown_share),
        "meets_count": found.meets_count,
        "fails_count": found.fails_count,
        "unknown_count": found.unknown_count,
        "not_checkable": found.not_checkable or None,
    }


def _share(share: float) -> float | None:
    return None if math.isnan(share) else round(share, DECIMALS)
