"""The form of a mapping in words: what a column may become, and what is missing or wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboards.errors import ApiProblem
from dashboards.i18n import Translator
from dashboards.register.import_models import ColumnRead
from dashboards.register.mapping_rows import LEFT, Meaning, folded
from dashboards.register.words import attribute_name, fact_name

LONGEST_KEY: Final = 60
_PLACE: Final = re.compile(r"tables\.(\d+)(?:\.(\w+)(?:\.(\w+))?)?")


@dataclass(frozen=True)
class MappingFault:
    """What is wrong with a mapping: in which table, in which column (none: the table as a whole)."""

    table: int
    column: str
    text: str


def target_name(t: Translator, target: str) -> str:
    """Name what a column becomes."""
    kind, _, name = target.partition(":")
    if kind == "attribute":
        return attribute_name(t, name)
    if kind == "fact":
        return t("Answer: {fact}", fact=fact_name(t, name))
    names = {
        LEFT: t("not taken"),
        "prose": t("Notes, only to read facts from"),
        "lon": t("Longitude"),
        "lat": t("Latitude"),
        "date": t("Date on which facts were seen"),
        "kind": t("Tells the kind of place"),
        "only": t("Tells which rows are taken"),
    }
    return names[target]


def reason_text(t: Translator, because: str) -> str:
    """Say why a column is not taken: translated when it was guessed, as it stands when it was typed."""
    guessed = {"it may name persons": t("it may name persons")}
    return guessed.get(because, because)


def column_text(t: Translator, column: ColumnRead, *, looked_at: int) -> str:
    """Say how full a column is and what stands in it."""
    if not column.filled:
        return t("empty in every row")
    filled = t("{filled} of {rows} rows", filled=t.number(column.filled), rows=t.number(looked_at))
    return f"{filled}: " + " · ".join(f"“{example}”" for example in column.examples)


def key_of(title: str) -> str:
    """Give the name under which a mapping is kept: small letters, digits and _; empty when none is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    key = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return re.sub(r"^[0-9_]+", "", key)[:LONGEST_KEY].strip("_")


def table_faults(
    t: Translator, table: int, body: Mapping[str, Any], meanings: Mapping[str, Sequence[Meaning]]
) -> list[MappingFault]:
    """Find everything that is missing or contradicts itself in a table, before it is sent."""
    pairs = [(column, meaning) for column, several in meanings.items() for meaning in several]
    targets = Counter(meaning.target for _, meaning in pairs)
    faults = []
    if not targets["attribute:name"] and not body.get("constants", {}).get("name"):
        faults.append(MappingFault(table, "", t("Choose the column that holds the name of the place.")))
    for column, meaning in pairs:
        faults += [MappingFault(table, column, text) for text in _column_faults(t, meaning, targets)]
    return faults


def _column_faults(t: Translator, meaning: Meaning, targets: Mapping[str, int]) -> list[str]:
    """Say what is wrong with what one column becomes."""
    faults = []
    if meaning.target in {"lon", "lat"} and targets[meaning.target] > 1:
        faults.append(t("Only one column can be this; choose something else for the others."))
    if meaning.target == "lon" and not targets["lat"]:
        faults.append(t("A longitude needs a latitude: choose the column that holds it."))
    if meaning.target == "lat" and not targets["lon"]:
        faults.append(t("A latitude needs a longitude: choose the column that holds it."))
    if meaning.target == "date" and not meaning.facts:
        faults.append(t("Choose the facts that were seen on this date."))
    if meaning.target == "kind" and not meaning.kinds:
        faults.append(t("Choose a kind of place for at least one value."))
    if meaning.target == "only" and not meaning.only:
        faults.append(t("Write which values a row must have to be taken."))
    both = sorted({folded(word) for word in meaning.yes} & {folded(word) for word in meaning.no})
    if both:
        faults.append(t("Cannot mean both yes and no: {words}.", words=", ".join(both)))
    return faults


def api_faults(problem: ApiProblem, body: Mapping[str, Any]) -> list[MappingFault]:
    """Put the faults that the API names beside the tables and columns they are about."""
    return [_placed(fault.pointer, fault.message, body) for fault in problem.faults]


def _placed(pointer: str, message: str, body: Mapping[str, Any]) -> MappingFault:
    """Find the column that a place in the document is about."""
    found = _PLACE.search(pointer)
    if found is None:
        return MappingFault(0, "", f"{pointer}: {message}")
    number, part, name = int(found[1]), found[2] or "", found[3] or ""
    entries = body["tables"][number].get(part) if number < len(body["tables"]) else None
    entry: Any = None
    if isinstance(entries, Mapping):
        entry = {"column": name} if part == "only" else {"column": entries.get(name)}
    elif isinstance(entries, Sequence) and name.isdigit() and int(name) < len(entries):
        entry = entries[int(name)]
    column = entry.get("column") if isinstance(entry, Mapping) else entry
    first = column[0] if isinstance(column, list | tuple) and column else column
    return MappingFault(number, first if isinstance(first, str) else "", message)
