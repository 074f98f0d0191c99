"""A mapping as rows of a form: what each column becomes, read from the document and written back."""

from __future__ import annotations

import fnmatch
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from dashboards.register.words import FACT_KINDS

LEFT: Final = ""
ATTRIBUTES: Final = (
    "name",
    "alternative_name",
    "external_id",
    "address",
    "complement",
    "neighbourhood",
    "municipality",
    "postcode",
    "district",
    "reference_point",
    "phone",
    "email",
    "website",
    "opening_hours",
    "notes",
    "responsible_body",
)
# What a column may become, in the order of the choice: left, attributes, answers for facts, and the rest.
TARGETS: Final = (
    LEFT,
    *(f"attribute:{name}" for name in ATTRIBUTES),
    *(f"fact:{kind}" for kind in FACT_KINDS),
    "prose",
    "lon",
    "lat",
    "date",
    "kind",
    "only",
)
NOTES: Final = "attribute:notes"
# Parts of a table's document that the rows of the form say; everything else is kept as it is.
SAID: Final = ("attributes", "answers", "prose", "coordinates", "dates", "kinds", "only", "left")
DEGREES: Final = 1.0
MILLIONTHS: Final = 1e-6


@dataclass(frozen=True)
class Meaning:
    """
    What a column becomes, with what that needs.

    ``yes`` and ``no`` are spellings of an answer beside the usual ones, ``facts`` and ``order`` belong to a
    date, ``kinds`` to a column that tells the kind of place, ``only`` to one that chooses rows, ``scale`` and
    ``swapped`` to a longitude, ``read`` to notes whose words are read for facts, ``because`` and
    ``out_of_step`` to a column that is not taken.
    """

    target: str = LEFT
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    order: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    scale: float = DEGREES
    swapped: bool = False
    read: bool = False
    because: str = ""
    out_of_step: bool = False


def folded(name: str) -> str:
    """Give a column's name as mappings compare it: without case, accents and needless blanks."""
    plain = unicodedata.normalize("NFKD", name)
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).casefold().split())


def aligned(body: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any] | None:
    """Give a document with one table for each sheet of a file, by name; None when a sheet has none."""
    tables = []
    for name in names:
        patterns = (table for table in body["tables"] if _fits(table, name))
        found = next(patterns, None)
        if found is None:
            return None
        tables.append(dict(found) if len(names) == 1 else {**found, "table": name.strip()})
    return {**body, "tables": tables}


def _fits(table: Mapping[str, Any], name: str) -> bool:
    return fnmatch.fnmatchcase(folded(name), folded(table.get("table", "*")))


def meanings_of(table: Mapping[str, Any], columns: Sequence[str]) -> dict[str, list[Meaning]]:
    """Read what each column of a file becomes; a column may become several things."""
    names = {folded(column): column for column in reversed(columns)}
    found: dict[str, list[Meaning]] = {column: [] for column in columns}
    for column, meaning in (*_values(table), *_facts(table), *_rest(table)):
        if (name := names.get(folded(column))) is not None:
            found[name].append(meaning)
    return {column: meanings or [Meaning()] for column, meanings in found.items()}


def _values(table: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    """Read which columns become values of a place."""
    read = {folded(column) for column in _listed(table.get("prose"))}
    for attribute, named in table.get("attributes", {}).items():
        for column in _listed(named):
            is_read = attribute == "notes" and folded(column) in read
            yield column, Meaning(f"attribute:{attribute}", read=is_read)
    notes = {folded(column) for column in _listed(table.get("attributes", {}).get("notes"))}
    for column in _listed(table.get("prose")):
        if folded(column) not in notes:
            yield column, Meaning("prose")
    if where := table.get("coordinates"):
        yield (
            where["lon"],
            Meaning("lon", scale=where.get("scale", DEGREES), swapped=where.get("swapped", False)),
        )
        yield where["lat"], Meaning("lat")


def _facts(table: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    """Read which columns answer for facts or date them."""
    for entry in table.get("answers", []):
        spelt = entry.get("spellings", {})
        meaning = Meaning(f"fact:{entry['fact']}", yes=_listed(spelt.get("yes")), no=_listed(spelt.get("no")))
        for column in _listed(entry["column"]):
            yield column, meaning
    for entry in table.get("dates", []):
        facts, order = tuple(entry["facts"]), str(entry.get("order") or "")
        yield entry["column"], Meaning("date", facts=facts, order=order)


def _rest(table: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    """Read which columns sort rows, and which are not taken."""
    for entry in table.get("kinds", []):
        yield entry["column"], Meaning("kind", kinds=dict(entry["kinds"]))
    for column, words in table.get("only", {}).items():
        yield column, Meaning("only", only=_listed(words))
    for entry in table.get("left", []):
        out_of_step = bool(entry.get("out_of_step", False))
        yield entry["column"], Meaning(because=entry["because"], out_of_step=out_of_step)


def with_meaning(meanings: Sequence[Meaning], chosen: Meaning) -> list[Meaning]:
    """Put what was chosen first; what else a column becomes stays, unless it is not taken at all."""
    if chosen.target == LEFT:
        return [replace(chosen, because=meanings[0].because) if meanings[0].target == LEFT else chosen]
    return [chosen, *(other for other in meanings[1:] if other.target not in {LEFT, chosen.target})]


def table_of(table: Mapping[str, Any], meanings: Mapping[str, Sequence[Meaning]]) -> dict[str, Any]:
    """Write what the columns become into a table's document; what the form does not say stays."""
    rest = {name: value for name, value in table.items() if name not in SAID}
    pairs = [(column, meaning) for column, several in meanings.items() for meaning in several]
    attributes: dict[str, list[str]] = {}
    for column, meaning in pairs:
        if meaning.target.startswith("attribute:"):
            attributes.setdefault(meaning.target.removeprefix("attribute:"), []).append(column)
    said = {
        "attributes": attributes,
        "answers": _answers(pairs),
        "prose": [column for column, meaning in pairs if meaning.target == "prose" or meaning.read],
        "coordinates": _coordinates(pairs),
        "dates": [
            {
                "column": column,
                "facts": list(meaning.facts),
                **({"order": meaning.order} if meaning.order else {}),
            }
            for column, meaning in pairs
            if meaning.target == "date"
        ],
        "kinds": [
            {"column": column, "kinds": dict(meaning.kinds)}
            for column, meaning in pairs
            if meaning.target == "kind"
        ],
        "only": {column: list(meaning.only) for column, meaning in pairs if meaning.target == "only"},
        "left": [
            {
                "column": column,
                "because": meaning.because,
                **({"out_of_step": True} if meaning.out_of_step else {}),
            }
            for column, meaning in pairs
            if meaning.target == LEFT and meaning.because
        ],
    }
    return {**rest, **{name: value for name, value in said.items() if value or name == "attributes"}}


def _answers(pairs: Sequence[tuple[str, Meaning]]) -> list[dict[str, Any]]:
    """Put the columns that answer for one fact with the same spellings together."""
    entries: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for column, meaning in pairs:
        if meaning.target.startswith("fact:"):
            key = (meaning.target.removeprefix("fact:"), meaning.yes, meaning.no)
            entries.setdefault(key, []).append(column)
    found = []
    for (fact, yes, no), columns in entries.items():
        spellings = {answer: list(words) for answer, words in (("yes", yes), ("no", no)) if words}
        found.append({"fact": fact, "column": columns, **({"spellings": spellings} if spellings else {})})
    return found


def _coordinates(pairs: Sequence[tuple[str, Meaning]]) -> dict[str, Any]:
    """Give the columns of the position; half a position is written too, and told as a fault."""
    found: dict[str, Any] = {}
    for column, meaning in pairs:
        if meaning.target in {"lon", "lat"}:
            found.setdefault(meaning.target, column)
        if meaning.target == "lon":
            found |= {} if meaning.scale == DEGREES else {"scale": meaning.scale}
            found |= {"swapped": True} if meaning.swapped else {}
    return found


def _listed(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - whatever the document holds
    """Take one word or several, as they are spelt."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(each) for each in value)
