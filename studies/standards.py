"""Building norms as data: reads standards/*.yaml and a study's own changes, gives the engine's rules."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from gis.network.compliance import NOT_RECORDED, QUANTITIES, StandardRule, rule_faults
from gis.network.graph import LinkKind
from studies.documents import Document
from studies.errors import DefinitionError, Fault
from studies.values import Key, Line, Number, Part, Prose, Text, canonical_json

STANDARDS = "standards"
STANDARDS_FOLDER = Path(__file__).resolve().parent / STANDARDS
KINDS = {kind.name.lower(): kind for kind in LinkKind}

Certainty = Literal["confirmed", "to be confirmed"]


class StandardNumber(Part):
    """A limit with its unit."""

    value: Annotated[Number, Field(ge=0)]
    unit: Literal["m", "rise/run"]


class StandardRuleRecord(Part):
    """
    One requirement as written.

    Parameters
    ----------
    quantity : str
        What is measured; the words are those of ``gis.network.compliance``.
    kinds : list of str
        Kinds of links it speaks about, e.g. ``sidewalk``.
    fails_beyond, condition : StandardNumber and str, optional
        Together: up to `fails_beyond` the norm is met under a condition that networks do not record.
    clause, edition : str
        Where it stands; the edition only where it differs from the standard's.
    certainty : {"confirmed", "to be confirmed"}
        Whether value and clause were read where `source` says, or a city must still confirm them.
    """

    title: Text
    quantity: Line
    kinds: Annotated[list[Line], Field(min_length=1)]
    comparison: Literal["at_least", "at_most"]
    limit: StandardNumber
    fails_beyond: StandardNumber | None = None
    condition: Prose | None = None
    clause: Line
    edition: Line | None = None
    certainty: Certainty
    source: Prose


class Standard(Part):
    """
    One norm: which edition, how sure, and its requirements by key.

    Parameters
    ----------
    version : int
        Of the file; rises with every change of a value.
    status : {"confirmed", "to be confirmed"}
        ``to be confirmed`` as long as one of its rules is.
    """

    version: Annotated[int, Field(strict=True, ge=1)]
    title: Text
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    edition: Line
    status: Certainty
    note: Prose | None = None
    rules: Annotated[dict[Key, StandardRuleRecord], Field(min_length=1)]


def read_standards(study: Path | None = None, *, shipped: Path = STANDARDS_FOLDER) -> dict[str, Standard]:
    """
    Read the norms, with a study's own laid over them.

    Parameters
    ----------
    study : pathlib.Path, optional
        A study's folder; its ``standards/*.yaml`` change the norm of the same
        name (only the fields and rules they name) or add one.
    shipped : pathlib.Path
        Folder of the norms every study has.

    Returns
    -------
    dict of str to Standard
        By the name of the file, in alphabetical order.

    Raises
    ------
    DefinitionError
        With every fault of every file, each with its line.
    """
    standards, faults = _read_folder(shipped, {}, prefix="")
    if study is not None:
        own, own_faults = _read_folder(study / STANDARDS, standards, prefix=f"{STANDARDS}/")
        standards, faults = standards | own, faults + own_faults
    if faults:
        raise DefinitionError(STANDARDS if study is None else study.name, faults)
    return dict(sorted(standards.items()))


def own_standards(study: Path) -> tuple[dict[str, Standard], list[Fault]]:
    """
    Read a study's own norms: those it changes, whole, and those it adds.

    Parameters
    ----------
    study : pathlib.Path
        The study's folder; it need not hold any.

    Returns
    -------
    standards : dict of str to Standard
        By the name of the file.
    faults : list of Fault
        Every fault of every file.
    """
    shipped, _ = _read_folder(STANDARDS_FOLDER, {}, prefix="")
    return _read_folder(study / STANDARDS, shipped, prefix=f"{STANDARDS}/")


def standard_names(study: Path) -> list[str]:
    """
    Name the norms that a study may ask for, whether or not its own can be read.

    Parameters
    ----------
    study : pathlib.Path
        The study's folder.

    Returns
    -------
    list of str
        Those shipped and the study's own.
    """
    files = [*STANDARDS_FOLDER.glob("*.yaml"), *(study / STANDARDS).glob("*.yaml")]
    return sorted({path.stem for path in files})


def chosen_standards(names: Sequence[str], known: Mapping[str, Standard]) -> dict[str, Standard]:
    """
    Give the norms that are asked for.

    Parameters
    ----------
    names : sequence of str
        Names of norms.
    known : mapping of str to Standard
        The norms there are.

    Returns
    -------
    dict of str to Standard
        In the order of `names`.

    Raises
    ------
    DefinitionError
        Naming those that do not exist.
    """
    unknown = [name for name in names if name not in known]
    if unknown:
        told = f"there is no such standard (known: {', '.join(sorted(known))})"
        raise DefinitionError(STANDARDS, [Fault(STANDARDS, 1, name, told) for name in unknown])
    return {name: known[name] for name in names}


def to_rules(standard: Standard) -> list[StandardRule]:
    """
    Give the engine's rules of a norm.

    Parameters
    ----------
    standard : Standard
        The norm as read.

    Returns
    -------
    list of gis.network.compliance.StandardRule
        In the order of the file.
    """
    return [_to_rule(key, record) for key, record in standard.rules.items()]


def standards_sha256(standards: Mapping[str, Standard]) -> str:
    """
    Hash the norms' meaning: values, units, clauses and sources.

    Parameters
    ----------
    standards : mapping of str to Standard
        By name.

    Returns
    -------
    str
        SHA-256 of the canonical JSON of each, in alphabetical order.
    """
    digest = hashlib.sha256()
    for name, standard in sorted(standards.items()):
        digest.update(f"{name}\n{canonical_json(standard)}\n".encode())
    return digest.hexdigest()


def _to_rule(key: str, record: StandardRuleRecord) -> StandardRule:
    return StandardRule(
        key=key,
        quantity=record.quantity,
        comparison=record.comparison,
        limit=record.limit.value,
        kinds=frozenset(KINDS[kind] for kind in record.kinds),
        fails_beyond=None if record.fails_beyond is None else record.fails_beyond.value,
    )


def _read_folder(
    folder: Path, base: Mapping[str, Standard], *, prefix: str
) -> tuple[dict[str, Standard], list[Fault]]:
    """Read each file of a folder over the norm of its name, if there is one."""
    standards: dict[str, Standard] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        document = Document()
        name = f"{prefix}{path.name}"
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            faults.append(Fault(name, 1, "", f"is not UTF-8 text: {error.reason}"))
            continue
        document.read(name, text)
        if not document.faults:
            _check_changes(document, base.get(path.stem))
            whole = _laid_over(base.get(path.stem), document.data)
            standard = document.check(Standard, whole)
            if standard is not None:
                _check_standard(document, standard)
                standards[path.stem] = standard
        faults += document.faults
    return standards, faults


def _laid_over(base: Standard | None, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Lay fields over a norm, and the fields of its rules over each rule."""
    if base is None:
        return dict(changes)
    whole = base.model_dump(mode="json")
    rules = changes.get("rules", {})
    if not isinstance(rules, dict):
        return {**whole, **changes}
    merged = dict(whole["rules"])
    for key, rule in rules.items():
        known = merged.get(key)
        merged[key] = {**known, **rule} if isinstance(known, dict) and isinstance(rule, dict) else rule
    return {**whole, **changes, "rules": merged}


def _check_changes(document: Document, base: Standard | None) -> None:
    """Ask for the source of each rule that a study changes: the shipped one no longer speaks for it."""
    rules = document.data.get("rules")
    if base is None or not isinstance(rules, dict):
        return
    for key, rule in rules.items():
        if isinstance(rule, dict) and "source" not in rule:
            document.fault(("rules", key, "source"), "is missing: a changed rule needs its own source")


def _check_standard(document: Document, standard: Standard) -> None:
    """Add what contradicts the engine's words or itself; each fault at its field."""
    for key, record in standard.rules.items():
        route = ("rules", key)
        unknown_kinds = [kind for kind in record.kinds if kind not in KINDS]
        for kind in unknown_kinds:
            document.fault((*route, "kinds"), f"{kind!r} is none of {', '.join(KINDS)}")
        known = [*QUANTITIES, *NOT_RECORDED]
        if record.quantity not in known:
            document.fault((*route, "quantity"), f"{record.quantity!r} is none of {', '.join(known)}")
        unit = "m" if record.quantity.endswith("_m") else "rise/run"
        for field in ("limit", "fails_beyond"):
            number = getattr(record, field)
            if number is not None and number.unit != unit:
                document.fault((*route, field, "unit"), f"must be {unit} for {record.quantity}")
        if (record.fails_beyond is None) != (record.condition is None):
            document.fault((*route, "condition"), "fails_beyond and condition belong together")
        if not unknown_kinds and record.quantity in known:
            for fault in rule_faults(_to_rule(key, record)):
                document.fault(route, fault)
    unsure = [key for key, record in standard.rules.items() if record.certainty == "to be confirmed"]
    if standard.status == "confirmed" and unsure:
        document.fault(("status",), f"must be to be confirmed: {', '.join(unsure)} are not confirmed")
