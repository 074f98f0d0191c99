"""Reading a file of an engagement: whole and unharmed first, then every row against its table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import rfc8785
from pydantic import ValidationError
from sqlalchemy import ForeignKeyConstraint

from tracker.errors import InvalidInputError
from tracker.services.record_files.content import content_faults
from tracker.services.record_files.manifest import Manifest, sha256, sha256_of_manifest
from tracker.services.record_files.values import from_plain
from tracker.store.record.sections import SECTIONS, Section

Json = Any  # what `json.loads` may give
Fault = tuple[str, str]
Row = dict[str, Any]

PARTS: Final = frozenset({"manifest", "sections"})
MOST_FAULTS: Final = 200  # a file of another kind would be told row by row


@dataclass(frozen=True, slots=True)
class Export:
    """A file that holds together: its manifest, and the rows of each section as the tables take them."""

    manifest: Manifest
    rows: Mapping[str, list[Row]]


def read_export(content: bytes) -> Export:
    """Read a file; InvalidInputError names every place where it was changed, or does not fit the tables."""
    parsed = _parsed(content)
    manifest = _read_manifest(parsed)
    sections = parsed["sections"]
    _refuse(
        list(_hash_faults(manifest, parsed["manifest"], sections)), "It was changed after it was exported."
    )
    rows: dict[str, list[Row]] = {}
    faults: list[Fault] = []
    for section in SECTIONS:
        rows[section.name] = []
        for number, row in enumerate(sections[section.name]):
            read, found = _read_row(section, row, f"/sections/{section.name}/{number}")
            rows[section.name].append(read)
            faults += found
    _refuse(faults, "Its rows do not fit the tables of this release.")
    for section in SECTIONS:
        faults += _key_faults(section, rows[section.name])
        faults += _reference_faults(section, rows)
    faults += content_faults(manifest.engagement, rows)
    _refuse(faults, "Its rows contradict each other.")
    return Export(manifest, rows)


def _refuse(faults: list[Fault], because: str) -> None:
    if faults:
        more = len(faults) - MOST_FAULTS
        shown = [*faults[:MOST_FAULTS], *([("", f"and {more} more")] if more > 0 else [])]
        raise InvalidInputError(f"The file cannot be imported; nothing was stored. {because}", shown)


# Whole and unharmed ---------------------------------------------------------------------------------------


def _parsed(content: bytes) -> dict[str, Json]:
    """Parse the file, which must be canonical to the byte: so each byte of it is one that was exported."""
    try:
        parsed = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        _refuse([(f"byte {error.start + 1}", "is not part of a text in UTF-8")], "It is damaged.")
    except json.JSONDecodeError as error:
        place = len(content.decode("utf-8")[: error.pos].encode("utf-8")) + 1
        _refuse([(f"byte {place}", f"is not part of JSON: {error.msg}")], "It is damaged.")
    except (ValueError, RecursionError) as error:
        _refuse([("the file", f"holds a number too long or levels too deep: {error}")], "It is damaged.")
    try:
        canonical = rfc8785.dumps(parsed)
    except ValueError:
        faults = [(place, "cannot be written as canonical JSON") for place in _unwritable(parsed)]
        _refuse(faults, "It is damaged.")
    if canonical != content:
        pairs = enumerate(zip(content, canonical, strict=False))
        first = next((at for at, (one, other) in pairs if one != other), min(len(content), len(canonical)))
        _refuse([(f"byte {first + 1}", "is not written as canonical JSON (RFC 8785)")], "It is damaged.")
    there = parsed.keys() if isinstance(parsed, dict) else set()
    faults = [(f"/{name}", "is missing") for name in sorted(PARTS - there)]
    faults += [(f"/{name}", "is no part of an export") for name in sorted(there - PARTS)]
    _refuse(faults, "It is no export of an engagement.")
    return dict(parsed)


def _unwritable(parsed: Json) -> Iterator[str]:
    """Find numbers that JSON does not have or cannot hold exactly, and halves of characters."""
    waiting = [("", parsed)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{place}/{name}", part) for name, part in value.items()]
            waiting += [(place, name) for name in value]
        elif isinstance(value, list):
            waiting += [(f"{place}/{number}", part) for number, part in enumerate(value)]
        else:
            try:
                rfc8785.dumps(value)
            except ValueError:
                yield place or "/"


def _read_manifest(parsed: dict[str, Json]) -> Manifest:
    try:
        manifest = Manifest.model_validate(parsed["manifest"])
    except ValidationError as error:
        faults = [
            ("/manifest/" + "/".join(str(part) for part in fault["loc"]), fault["msg"])
            for fault in error.errors()
        ]
        _refuse(faults, "Its manifest is none that this release can read.")
    sections = parsed["sections"]
    wanted = {section.name for section in SECTIONS}
    there = sections.keys() if isinstance(sections, dict) else set()
    faults = [(f"/sections/{name}", "is missing") for name in sorted(wanted - there)]
    faults += [(f"/sections/{name}", "is no section of an export") for name in sorted(there - wanted)]
    faults += [
        (f"/manifest/sections/{name}", "must be named exactly when the section is there")
        for name in sorted(manifest.sections.keys() ^ there)
    ]
    faults += [
        (f"/sections/{name}", "must be a list of rows")
        for name in sorted(there)
        if not isinstance(sections[name], list)
    ]
    _refuse(faults, "Its sections are not those of this release.")
    return manifest


def _hash_faults(manifest: Manifest, said: Json, sections: dict[str, Json]) -> Iterator[Fault]:
    if sha256_of_manifest(said) != manifest.sha256:
        yield "/manifest", "does not have the hash that it names"
    for name, summary in manifest.sections.items():
        if sha256(rfc8785.dumps(sections[name])) != summary.sha256:
            yield f"/sections/{name}", "does not have the hash that the manifest names"
        elif len(sections[name]) != summary.count:
            yield f"/sections/{name}", f"has {len(sections[name])} rows, the manifest says {summary.count}"


# Row by row -----------------------------------------------------------------------------------------------


def _read_row(section: Section, row: Json, place: str) -> tuple[Row, list[Fault]]:
    if not isinstance(row, dict):
        return {}, [(place, "must be an object")]
    columns = section.columns
    faults = [(f"{place}/{name}", "is missing") for name in columns if name not in row]
    faults += [(f"{place}/{name}", "is no column of this release") for name in row if name not in columns]
    read: Row = {}
    for name in columns.keys() & row.keys():
        try:
            read[name] = from_plain(section, name, row[name])
        except (TypeError, ValueError, OverflowError) as error:
            faults.append((f"{place}/{name}", str(error)))
    return read, sorted(faults)


def _key_faults(section: Section, rows: list[Row]) -> Iterator[Fault]:
    """Find rows that are there twice, or not in the order in which exports write them."""
    keys = [tuple(row[name] for name in section.key_columns) for row in rows]
    for number, (before, key) in enumerate(pairwise(keys), start=1):
        if not before < key:
            yield f"/sections/{section.name}/{number}", "is there twice, or out of order"


def _reference_faults(section: Section, rows: Mapping[str, list[Row]]) -> Iterator[Fault]:
    """Find rows that point at something the file does not hold: nothing is put into another's record."""
    constraints = [part for part in section.described.constraints if isinstance(part, ForeignKeyConstraint)]
    for constraint in sorted(constraints, key=lambda part: list(part.column_keys)):
        own = constraint.column_keys
        if not set(own) <= section.columns.keys():
            continue
        targets = [element.column.name for element in constraint.elements]
        table = constraint.referred_table.name
        there = {tuple(row[name] for name in targets) for row in rows[table]}
        for number, row in enumerate(rows[section.name]):
            key = tuple(row[name] for name in own)
            if None not in key and key not in there:
                named = ", ".join(str(part) for part in key)
                yield (
                    f"/sections/{section.name}/{number}/{own[-1]}",
                    f"there is no {table} {named} in the file",
                )
    if section.named:
        known = {(row["assessment_id"], row["key"]) for row in rows["measure"]}
        for number, row in enumerate(rows[section.name]):
            if (row["assessment_id"], row["measure"]) not in known:
                yield f"/sections/{section.name}/{number}/measure", "there is no such measure in the file"
