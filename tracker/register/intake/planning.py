"""Planning: what an import would change, keyed so that the same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tracker.register.candidates import Attribute, Remark, StatedFact
from tracker.register.cells.spelling import folded
from tracker.register.intake.existing import Contribution, ExistingPlace
from tracker.register.intake.outcomes import RowResult
from tracker.register.positions import Position
from tracker.register.vocabulary import Outcome, ServiceKind

Action = Literal["create", "update", "unchanged", "none"]


@dataclass(frozen=True, slots=True)
class ImportStamp:
    """
    Which file was imported, when and by whom.

    Parameters
    ----------
    file_name, file_sha256 : str
        The file.
    imported_on : date
        The day.
    imported_by : str
        The person.
    """

    file_name: str
    file_sha256: str
    imported_on: date
    imported_by: str


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """
    A value that an import would set; file, table and row are those of its plan and planned row.

    Parameters
    ----------
    attribute : Attribute
        Which.
    before, after : str or None
        As it stands today; as the file has it (None when the file has it no longer).
    column : str
        Where the new value is from; empty for a value that the mapping itself gives.
    conflicts : bool
        True when a person has changed the value since the source last gave it: it stays as it is until
        somebody decides.
    """

    attribute: Attribute
    before: str | None
    after: str | None
    column: str
    conflicts: bool = False


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """
    What an import would do for a row.

    Parameters
    ----------
    table, row, key, outcome : str, int, str, Outcome
        The row and what became of it.
    action : Action
        ``create`` a place, ``update`` one, leave one ``unchanged``, or ``none``.
    place : str or None
        Identifier of the place that the register has.
    of_row : str or None
        Key of the earlier row whose place this row adds to, when that place is only being made.
    kind : ServiceKind
        What the place offers.
    attributes : tuple of AttributeChange
        Values to set.
    facts : tuple of StatedFact
        New observations; an answer that the source no longer gives is one of ``unknown``.
    proposals : tuple of StatedFact
        Facts of prose for a person to confirm, without those proposed before.
    position : Position or None
        Where the row was found; None when that did not change.
    remarks : tuple of Remark
        For the review queue.
    contribution : Contribution or None
        What to keep of the row for the next import; None where nothing is written.
    replaced_key : str or None
        Key of the contribution that this one takes the place of, when the row's key has changed.
    """

    table: str
    row: int
    key: str
    outcome: Outcome
    action: Action
    place: str | None
    of_row: str | None
    kind: ServiceKind
    attributes: tuple[AttributeChange, ...] = ()
    facts: tuple[StatedFact, ...] = ()
    proposals: tuple[StatedFact, ...] = ()
    position: Position | None = None
    remarks: tuple[Remark, ...] = ()
    contribution: Contribution | None = None
    replaced_key: str | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """
    A row that an earlier file had and this one has not; its place is kept.

    Parameters
    ----------
    place : str
        Identifier.
    key, table, row : str, str, int
        Of the row, where it stood.
    """

    place: str
    key: str
    table: str
    row: int


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """
    What an import would do.

    Parameters
    ----------
    stamp : ImportStamp
        Of the import.
    rows : tuple of PlannedRow
        One a row of the file, in order.
    gone : tuple of Gone
        Rows that are gone from the source; nothing is deleted.
    """

    stamp: ImportStamp
    rows: tuple[PlannedRow, ...]
    gone: tuple[Gone, ...]

    @property
    def changes_nothing(self) -> bool:
        """Tell whether carrying it out would leave the register as it is."""
        return all(row.action in {"unchanged", "none"} for row in self.rows)


def plan_import(
    results: Sequence[RowResult],
    existing: Iterable[ExistingPlace],
    matches: Mapping[str, str],
    *,
    stamp: ImportStamp,
    scopes: AbstractSet[str],
) -> ImportPlan:
    """
    Plan an import.

    Parameters
    ----------
    results : sequence of RowResult
        One a row.
    existing : iterable of ExistingPlace
        The register.
    matches : mapping of str to str
        Key under which the register knows a row, by the row's key today.
    stamp : ImportStamp
        Of the import.
    scopes : set of str
        Beginnings of the keys of the tables that the file has: rows absent from those are told as gone.

    Returns
    -------
    ImportPlan
        The same file twice gives a plan that changes nothing.
    """
    by_id = {place.id: place for place in existing}
    known = {
        contribution.key: (place, contribution)
        for place in by_id.values()
        for contribution in place.contributions
    }
    planned: list[PlannedRow] = []
    seen: set[str] = set()
    made: dict[str, str | None] = {}
    for result in results:
        old_key = matches.get(result.key) if result.key else None
        if old_key is not None:
            seen.add(old_key)
        place, before = known[old_key] if old_key is not None else (None, None)
        if place is None and result.duplicate_of is not None:
            place = by_id.get(result.duplicate_of) or by_id.get(made.get(result.duplicate_of) or "")
        row = _plan_row(result, place, before)
        if result.key:
            made[result.key] = row.place
        planned.append(row)
    gone = tuple(
        Gone(place.id, key, contribution.table, contribution.row)
        for key, (place, contribution) in known.items()
        if key not in seen and key.startswith(tuple(scopes))
    )
    return ImportPlan(stamp, tuple(planned), gone)


def _plan_row(result: RowResult, place: ExistingPlace | None, before: Contribution | None) -> PlannedRow:
    """Plan one row."""
    candidate = result.candidate
    if result.outcome == "rejected":
        return PlannedRow(
            *(result.table, result.row, result.key, result.outcome, "none", None, None, candidate.kind),
            remarks=result.remarks,
        )
    stated = tuple(fact for fact in candidate.facts if fact.rule is None)
    is_duplicate = result.outcome == "duplicate"
    attributes = () if is_duplicate else _attribute_changes(result, place, before)
    facts = _new_facts(stated, before)
    proposals = () if is_duplicate else _new_proposals(candidate.facts, place)
    moved = before is None or (before.lon_deg, before.lat_deg) != (candidate.lon_deg, candidate.lat_deg)
    moved = (moved or any(change.attribute == "address" for change in attributes)) and not is_duplicate
    of_row = result.duplicate_of if is_duplicate and place is None else None
    action: Action = "create" if place is None and not is_duplicate else "update"
    replaced_key = None if before is None or before.key == result.key else before.key
    if place is not None and not (attributes or facts or proposals or replaced_key):
        action = "unchanged" if before is None or not moved else "update"
    if is_duplicate and before is None and not facts:
        action = "none"
    return PlannedRow(
        table=result.table,
        row=result.row,
        key=result.key,
        outcome=result.outcome,
        action=action,
        place=None if place is None else place.id,
        of_row=of_row,
        kind=candidate.kind,
        attributes=attributes,
        facts=facts,
        proposals=proposals,
        position=result.position if moved else None,
        remarks=result.remarks,
        replaced_key=replaced_key,
        contribution=None
        if action in {"unchanged", "none"}
        else Contribution(
            result.key,
            result.table,
            result.row,
            {} if is_duplicate else candidate.attributes,
            stated,
            candidate.lon_deg,
            candidate.lat_deg,
            made_place=action == "create" or (before is not None and before.made_place),
        ),
    )


def _attribute_changes(
    result: RowResult, place: ExistingPlace | None, before: Contribution | None
) -> tuple[AttributeChange, ...]:
    """Give the values that the source gives otherwise than last time."""
    given = result.candidate.attributes
    last: Mapping[Attribute, str] = {} if before is None else before.attributes
    today: Mapping[Attribute, str] = {} if place is None else place.attributes
    changes: list[AttributeChange] = []
    for attribute in dict.fromkeys((*given, *last)):
        after = given.get(attribute)
        if after == last.get(attribute) or after == today.get(attribute):
            continue
        column = result.candidate.columns.get(attribute, "")
        conflicts = place is not None and today.get(attribute) != last.get(attribute)
        changes.append(AttributeChange(attribute, today.get(attribute), after, column, conflicts))
    return tuple(changes)


def _new_facts(stated: tuple[StatedFact, ...], before: Contribution | None) -> tuple[StatedFact, ...]:
    """Give what the row states otherwise than last time; what it states no longer becomes unknown."""
    last = () if before is None else before.facts
    kept = {_said(fact) for fact in last}
    new = [fact for fact in stated if _said(fact) not in kept]
    kinds = {fact.kind for fact in stated}
    withdrawn = dict.fromkeys(
        fact.kind for fact in last if fact.kind not in kinds and fact.answer != "unknown"
    )
    return (*new, *(StatedFact(kind, "unknown", "stated", "", "") for kind in withdrawn))


def _said(fact: StatedFact) -> tuple[object, ...]:
    """Give what makes two statements the same: a column that was renamed does not count."""
    return fact.kind, fact.answer, folded(fact.words), fact.norm, fact.observed_on


def _new_proposals(facts: Iterable[StatedFact], place: ExistingPlace | None) -> tuple[StatedFact, ...]:
    """Give the proposals that were neither confirmed nor rejected nor are open already."""
    known = (
        set() if place is None else {(each.kind, each.answer, folded(each.words)) for each in place.proposals}
    )
    return tuple(
        fact
        for fact in facts
        if fact.rule is not None and (fact.kind, fact.answer, folded(fact.words)) not in known
    )
