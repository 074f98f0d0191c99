"""One run: a file's rows read by a mapping, judged, compared, located and planned, in this order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.errors import InvalidInputError
from tracker.register.candidates import Candidate, Remark
from tracker.register.intake.candidate_rows import KeyedRow, RowReader, scope_of
from tracker.register.intake.duplicates import find_duplicates
from tracker.register.intake.existing import ExistingPlace
from tracker.register.intake.fact_columns import Propose, no_proposals
from tracker.register.intake.likeness import Likened, StreetKey, liken, plain_street_key
from tracker.register.intake.matching import match_rows
from tracker.register.intake.outcomes import Finding, Locate, RowResult, decide
from tracker.register.intake.planning import ImportPlan, ImportStamp, plan_import
from tracker.register.intake.report_sheets import without_report
from tracker.register.mappings.files import mapping_gaps
from tracker.register.mappings.model import Bounds, SavedMapping
from tracker.register.positions import COORDINATES_RADIUS_M, Position
from tracker.register.tables import SourceFile
from tracker.register.vocabulary import ServiceKind


def from_coordinates(candidate: Candidate) -> Finding | None:
    """
    Take the file's own coordinates and look no further.

    Parameters
    ----------
    candidate : Candidate
        With or without coordinates.

    Returns
    -------
    Finding or None
        None where it has none: nobody has looked elsewhere.
    """
    if candidate.lon_deg is None or candidate.lat_deg is None:
        return None
    return Finding(
        Position(
            candidate.lon_deg,
            candidate.lat_deg,
            "coordinates",
            COORDINATES_RADIUS_M,
            "coordinates of the file",
        )
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """
    What a run needs besides the file and its mapping.

    Parameters
    ----------
    today : date
        Later dates are not believed.
    imported_by : str
        The person.
    bounds : Bounds or None
        Where the study's places lie; the mapping's own when None.
    propose : callable
        Facts of a note.
    locate : callable or None
        Where a candidate is; without one only the file's own coordinates count, and rows without any are
        not doubted for it.
    street_key : callable
        Street and number of an address.
    existing : sequence of ExistingPlace
        The register.
    apart : set of frozenset of str
        Pairs of keys and identifiers that a person has found to be different places.
    """

    today: date
    imported_by: str
    bounds: Bounds | None = None
    propose: Propose = no_proposals
    locate: Locate | None = None
    street_key: StreetKey = plain_street_key
    existing: Sequence[ExistingPlace] = ()
    apart: AbstractSet[frozenset[str]] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Run:
    """
    What a run came to.

    Parameters
    ----------
    source : SourceFile
        The file, without what an earlier report added to it.
    mapping : SavedMapping
        By which it was read.
    results : tuple of RowResult
        One a row, in the file's order.
    plan : ImportPlan
        What it would change.
    """

    source: SourceFile
    mapping: SavedMapping
    results: tuple[RowResult, ...]
    plan: ImportPlan


def run_intake(source: SourceFile, mapping: SavedMapping, around: Surroundings) -> Run:
    """
    Read, judge and plan an import; nothing is written.

    Parameters
    ----------
    source : SourceFile
        As a reader gave it.
    mapping : SavedMapping
        What its columns mean.
    around : Surroundings
        The day, the person, the register and what finds facts and places.

    Returns
    -------
    Run
        With one result for each row of the file.

    Raises
    ------
    InvalidInputError
        If the mapping does not fit the file, or the file does not say its reference system.
    """
    if source.needs_crs:
        fault = "its coordinates have no reference system; name it (for example EPSG:31983)"
        raise InvalidInputError(f"{source.name}: {fault}", [(source.name, fault)])
    source = without_report(source)
    if gaps := mapping_gaps(source, mapping):
        raise InvalidInputError(f"{gaps[0][0]}: {gaps[0][1]} ({len(gaps)} faults in all)", gaps)
    rows = _read(source, mapping, around)
    trusted = frozenset(scope_of(mapping, rules) for rules in mapping.tables if rules.trust_keys)
    matches = match_rows((row for row in rows if row.key), around.existing, trusted_scopes=trusted)
    results = _judge(rows, matches, trusted, around)
    stamp = ImportStamp(source.name, source.sha256, around.today, around.imported_by)
    plan = plan_import(results, around.existing, matches, stamp=stamp, scopes={row.scope for row in rows})
    return Run(source, mapping, results, plan)


def _read(source: SourceFile, mapping: SavedMapping, around: Surroundings) -> list[KeyedRow]:
    """Read every row; a key met again gets its number, so that no two rows share one."""
    rows: list[KeyedRow] = []
    times: Counter[str] = Counter()
    for table in source.tables:
        rules = mapping.table_mapping(table.name)
        if rules is None:  # an empty table: any other is a gap that has been told
            continue
        reader = RowReader(
            table, mapping, rules, today=around.today, bounds=around.bounds, propose=around.propose
        )
        for row in reader.rows():
            if not row.key:
                rows.append(row)
                continue
            times[row.key] += 1
            if times[row.key] == 1:
                rows.append(row)
                continue
            candidate = row.candidate
            if rules.trust_keys:
                remark = Remark("key_repeated", ", ".join(rules.key), row.key.removeprefix(row.scope))
                candidate = replace(candidate, doubts=(remark, *candidate.doubts))
            rows.append(KeyedRow(f"{row.key}#{times[row.key]}", row.scope, candidate))
    return rows


def _judge(
    rows: Sequence[KeyedRow], matches: Mapping[str, str], trusted: AbstractSet[str], around: Surroundings
) -> tuple[RowResult, ...]:
    """Compare the rows with each other and with the register, and decide what becomes of each."""
    made_here = set(matches.values())
    others = [
        place
        for place in around.existing
        if not any(each.made_place and each.key in made_here for each in place.contributions)
    ]
    likened, findings = _likened_and_located(rows, around)
    found = find_duplicates(
        [_likened(place.id, place, around.street_key) for place in others],
        likened,
        apart=around.apart,
        groups=[row.scope if row.scope in trusted else None for row in rows],
    )
    results: list[RowResult] = []
    for index, (row, finding) in enumerate(zip(rows, findings, strict=True)):
        same = found.get(index)
        doubts: tuple[Remark, ...] = ()
        certain: Remark | None = None
        label: str | None = None
        if same is not None:
            label, told = _told(same.other, others, rows)
            # A service within another place is not lost without a person: nothing else would tell of it.
            is_told = any(fact.rule is None for fact in row.candidate.facts)
            if same.likeness == "certain" and (
                is_told or _kind(same.other, others, rows) == row.candidate.kind
            ):
                certain = Remark("duplicate_of", "", told)
            else:
                doubts, label = (Remark("maybe_duplicate_of", "", told),), None
        results.append(
            decide(
                row.candidate,
                key=row.key,
                finding=finding,
                same=certain,
                duplicate_of=label,
                doubts=doubts,
            )
        )
    return tuple(results)


def _likened_and_located(
    rows: Sequence[KeyedRow], around: Surroundings
) -> tuple[list[Likened | None], list[Finding | None]]:
    """Prepare the rows for comparison and locate them, row by row, as both need the address taken apart."""
    locate = around.locate or from_coordinates
    likened: list[Likened | None] = []
    findings: list[Finding | None] = []
    for row in rows:
        likened.append(_likened(row.key, row.candidate, around.street_key) if row.key else None)
        findings.append(None if row.candidate.refusals else locate(row.candidate))
    return likened, findings


def _likened(label: str, place: ExistingPlace | Candidate, street_key: StreetKey) -> Likened:
    """Prepare a place or a row for comparison."""
    return liken(
        label,
        place.attributes.get("name", ""),
        place.attributes.get("address", ""),
        lon_deg=place.lon_deg,
        lat_deg=place.lat_deg,
        street_key=street_key,
    )


def _kind(index: int, others: Sequence[ExistingPlace], rows: Sequence[KeyedRow]) -> ServiceKind:
    """Give the kind of service of what a row is the same as."""
    return others[index].kind if index < len(others) else rows[index - len(others)].candidate.kind


def _told(index: int, others: Sequence[ExistingPlace], rows: Sequence[KeyedRow]) -> tuple[str, str]:
    """Give the label of what a row is the same as, and how people are told of it."""
    if index < len(others):
        place = others[index]
        return place.id, f"{place.attributes.get('name', '')} ({place.id})"
    other = rows[index - len(others)]
    table = other.candidate.table.strip()
    return other.key, f"{table}, {other.candidate.row}" if table else str(other.candidate.row)
