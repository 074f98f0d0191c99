"""Rows to candidates: the values and position of each row as a mapping reads them, with what was mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from tracker.register.candidates import Attribute, Candidate, Remark, StatedFact
from tracker.register.cells.columns import TableColumns
from tracker.register.cells.spelling import folded, tidied, words_of
from tracker.register.intake.coordinates import Placed, place
from tracker.register.intake.fact_columns import FactReader, Propose, no_proposals
from tracker.register.intake.privacy import protect
from tracker.register.intake.values import contact, padded, postcode
from tracker.register.mappings.model import Bounds, SavedMapping, TableMapping
from tracker.register.tables import Row, Table
from tracker.register.vocabulary import ServiceKind

_CONTACTS: Final = frozenset({"phone", "email", "website"})
GEOMETRY: Final = "geometry"
# A long text that is no note was put into the wrong column, or holds several places.
LONGEST_CHARS: Final = 500


@dataclass(frozen=True, slots=True)
class KeyedRow:
    """
    A row that was read, with the key by which it is known again.

    Parameters
    ----------
    key : str
        Empty for a row that does not enter.
    scope : str
        The beginning of the key, which names source and table.
    candidate : Candidate
        What was read of it.
    """

    key: str
    scope: str
    candidate: Candidate


def scope_of(mapping: SavedMapping, rules: TableMapping) -> str:
    """
    Give the beginning of the keys of a table's rows.

    Parameters
    ----------
    mapping : SavedMapping
        Of the source.
    rules : TableMapping
        Of the table.

    Returns
    -------
    str
        The same however the file spells its table.
    """
    return f"{mapping.name}|{folded(rules.table)}|"


@dataclass(slots=True)
class _Draft:
    """What has been read of a row so far."""

    attributes: dict[Attribute, str] = field(default_factory=dict)
    columns: dict[Attribute, str] = field(default_factory=dict)
    facts: list[StatedFact] = field(default_factory=list)
    placed: Placed = field(default_factory=Placed)
    repairs: list[Remark] = field(default_factory=list)
    doubts: list[Remark] = field(default_factory=list)
    refusals: list[Remark] = field(default_factory=list)


class RowReader:
    """
    Reads the rows of one table by its mapping.

    Parameters
    ----------
    table : Table
        The rows.
    mapping : SavedMapping
        Of the source.
    rules : TableMapping
        Of the table.
    today : date
        Later dates are not believed.
    bounds : Bounds or None
        Where the study's places lie; the mapping's own bounds when None.
    propose : callable
        Facts of a note.
    """

    def __init__(
        self,
        table: Table,
        mapping: SavedMapping,
        rules: TableMapping,
        *,
        today: date,
        bounds: Bounds | None = None,
        propose: Propose = no_proposals,
    ) -> None:
        self._table = table
        self._mapping = mapping
        self._rules = rules
        self._bounds = bounds or mapping.bounds
        self._columns = TableColumns(table)
        self._cleared = mapping.cleared_rules()
        self._own_contacts = frozenset(rules.own_contacts)
        self._only = [
            (column, {folded(word) for word in words})
            for column, words in rules.only.items()
            if self._columns.position(column) is not None
        ]
        self._kinds = [
            (rule.column, {folded(value): kind for value, kind in rule.kinds.items()}) for rule in rules.kinds
        ]
        title = table.name.strip() or mapping.title
        self._facts = FactReader(self._columns, rules, title=title, today=today, propose=propose)
        # Most rows have their values from the same columns, and are many: one mapping serves them all.
        self._origins: dict[tuple[tuple[Attribute, str], ...], Mapping[Attribute, str]] = {}

    def rows(self) -> Iterator[KeyedRow]:
        """
        Read every row.

        Yields
        ------
        KeyedRow
            One a row, in order; a row that cannot enter has its refusals and nothing else.
        """
        scope = scope_of(self._mapping, self._rules)
        for row in self._table.rows:
            draft = self._read(row)
            if draft.refusals:
                draft = _Draft(refusals=draft.refusals)
            candidate = Candidate(
                table=self._table.name,
                row=row.number,
                kind=self._kind(row),
                attributes=draft.attributes,
                columns=self._origin(draft),
                facts=tuple(draft.facts),
                lon_deg=draft.placed.lon_deg,
                lat_deg=draft.placed.lat_deg,
                repairs=tuple(draft.repairs),
                doubts=tuple(draft.doubts),
                refusals=tuple(draft.refusals),
            )
            yield KeyedRow("" if draft.refusals else f"{scope}{self._key(row)}", scope, candidate)

    def _origin(self, draft: _Draft) -> Mapping[Attribute, str]:
        """Give the column of each attribute."""
        origin = tuple((attribute, draft.columns.get(attribute, "")) for attribute in draft.attributes)
        return self._origins.setdefault(origin, dict(origin))

    def _key(self, row: Row) -> str:
        """Give the words by which a row is known again: of its identifier, else of name and address."""
        told = [" ".join(words_of(self._columns.text(row, column))) for column in self._rules.key]
        if not any(told):
            named = (*self._rules.attributes.get("name", ()), *self._rules.attributes.get("address", ()))
            told = [
                " ".join(words_of(tidied(self._columns.text(row, column)).text or "")) for column in named
            ]
        return "|".join(told)

    def _read(self, row: Row) -> _Draft:
        """Read a row as far as it may enter."""
        draft = _Draft()
        if refusal := self._refusal(row):
            draft.refusals.append(refusal)
            return draft
        for attribute, columns in self._rules.attributes.items():
            self._read_attribute(row, attribute, columns, draft)
        for attribute, value in self._rules.constants.items():
            draft.attributes.setdefault(attribute, value)
        private = protect(
            draft.attributes,
            draft.columns,
            country=self._mapping.country,
            own_contacts=self._own_contacts,
            cleared=self._cleared,
        )
        draft.refusals += private.refusals
        draft.doubts += private.doubts
        if "name" not in draft.attributes:
            draft.refusals.append(Remark("name_missing", self._named("name"), ""))
        draft.placed = self._place(row)
        draft.refusals += draft.placed.refusals
        draft.attributes = dict(private.attributes)
        if not draft.refusals:
            self._read_rest(row, draft)
        return draft

    def _read_rest(self, row: Row, draft: _Draft) -> None:
        """Read what only matters of a row that enters."""
        draft.repairs += draft.placed.repairs
        draft.doubts += draft.placed.doubts
        draft.facts, repairs, doubts = self._facts.read(row)
        draft.repairs += repairs
        draft.doubts += doubts
        if "address" not in draft.attributes and draft.placed.lon_deg is None and not draft.placed.doubts:
            draft.doubts.append(Remark("address_missing", self._named("address"), ""))

    def _named(self, attribute: Attribute) -> str:
        """Give the first column of an attribute, as the file spells it."""
        columns = self._rules.attributes.get(attribute, ())
        return self._columns.spelt(columns[0]) if columns else ""

    def _refusal(self, row: Row) -> Remark | None:
        """Say why a row is not read at all."""
        if row.fault is not None:
            return Remark("row_unreadable", "", row.fault)
        for column, words in self._only:
            text = self._columns.text(row, column)
            if folded(text) not in words:
                return Remark("outside_study", self._columns.spelt(column), text)
        return None

    def _kind(self, row: Row) -> ServiceKind:
        """Choose the kind of service."""
        for column, kinds in self._kinds:
            value = folded(self._columns.text(row, column))
            if value in kinds:
                return kinds[value]
        return self._rules.kind

    def _read_attribute(self, row: Row, attribute: Attribute, columns: Sequence[str], draft: _Draft) -> None:
        """Read the columns of an attribute and note what was mended."""
        parts: list[str] = []
        spelt = ""
        for column in columns:
            text = self._columns.text(row, column)
            if not text:
                continue
            here = self._columns.spelt(column)
            tidy = tidied(text)
            draft.repairs += [Remark(code, here, detail) for code, detail in tidy.repairs]
            if tidy.is_damaged:
                draft.doubts.append(Remark("letters_damaged", here, ""))
            if tidy.text is None:
                continue
            value, remark = padded(tidy.text, here, self._rules.digits.get(column, 0))
            draft.repairs += [remark] if remark is not None else []
            spelt = spelt or here
            parts.append(value)
        if not parts:
            return
        kept = self._judged(attribute, self._rules.joined_by.join(parts), spelt, draft)
        if kept is not None:
            draft.attributes[attribute] = kept
            draft.columns[attribute] = spelt

    def _judged(self, attribute: Attribute, text: str, column: str, draft: _Draft) -> str | None:
        """Judge a value by what its attribute asks."""
        if attribute == "postcode":
            value, remark = postcode(
                text, column, country=self._mapping.country, ranges=self._mapping.postcodes
            )
            said = draft.doubts if value is None else draft.repairs
            said += [remark] if remark is not None else []
            return value
        if attribute in _CONTACTS:
            value, repair, doubt = contact(attribute, text, column, self._mapping.country)
            draft.repairs += [repair] if repair is not None else []
            draft.doubts += [doubt] if doubt is not None else []
            return value
        if attribute != "notes" and len(text) > LONGEST_CHARS:
            draft.doubts.append(Remark("text_too_long", column, str(len(text))))
            return text[:LONGEST_CHARS]
        return text

    def _place(self, row: Row) -> Placed:
        """Judge the position of a row: that of its columns, else that of its geometry."""
        refuse = self._mapping.outside == "reject"
        columns = self._rules.coordinates
        if columns is None:
            return place(
                row.lon_deg, row.lat_deg, column=GEOMETRY, bounds=self._bounds, refuse_outside=refuse
            )
        return place(
            self._columns.cell(row, columns.lon),
            self._columns.cell(row, columns.lat),
            column=f"{self._columns.spelt(columns.lon)} / {self._columns.spelt(columns.lat)}",
            bounds=self._bounds,
            scale=columns.scale,
            swapped=columns.swapped,
            refuse_outside=refuse,
        )
