"""Outcomes: every row of a file ends in exactly one, with all that was said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tracker.register.candidates import Candidate, Remark
from tracker.register.positions import Position
from tracker.register.vocabulary import OUTCOMES, Outcome, PrecisionClass


@dataclass(frozen=True, slots=True)
class Finding:
    """
    Where a candidate was found.

    Parameters
    ----------
    position : Position or None
        None when nowhere.
    choices : tuple of str
        Places among which a person must choose, for people to read.
    sought : str
        What was looked for in vain, as the file has it: the street, or the address in which none was read.
    """

    position: Position | None = None
    choices: tuple[str, ...] = ()
    sought: str = ""


Locate = Callable[[Candidate], Finding | None]


@dataclass(frozen=True, slots=True)
class RowResult:
    """
    What became of a row.

    Parameters
    ----------
    table, row : str, int
        Where it stands in the file.
    key : str
        By which it is known again; empty for a row that does not enter.
    outcome : Outcome
        Exactly one.
    remarks : tuple of Remark
        Why: refusals first, then duplicates, doubts and repairs.
    candidate : Candidate
        What was read of it.
    position : Position or None
        Where it is.
    duplicate_of : str or None
        Identifier of the place, or key of the row, that it is the same as.
    """

    table: str
    row: int
    key: str
    outcome: Outcome
    remarks: tuple[Remark, ...]
    candidate: Candidate
    position: Position | None = None
    duplicate_of: str | None = None


def decide(
    candidate: Candidate,
    *,
    key: str,
    finding: Finding | None,
    same: Remark | None,
    duplicate_of: str | None,
    doubts: Iterable[Remark] = (),
) -> RowResult:
    """
    Decide what becomes of a row.

    Parameters
    ----------
    candidate : Candidate
        What was read of it.
    key : str
        Its key.
    finding : Finding or None
        Where it was found; None when nobody looked.
    same : Remark or None
        That it is a certain duplicate.
    duplicate_of : str or None
        Of what.
    doubts : iterable of Remark
        More doubts, such as that it may be the same as another.

    Returns
    -------
    RowResult
        Rejected before duplicate before in need of review before repaired before accepted.
    """
    place = finding.position if finding is not None else None
    doubts = (*doubts, *candidate.doubts, *(location_doubts(finding) if finding is not None else ()))
    outcome: Outcome = "accepted"
    remarks: tuple[Remark, ...]
    if candidate.refusals:
        outcome, remarks, place = "rejected", candidate.refusals, None
    elif same is not None:
        outcome, remarks = "duplicate", (same, *candidate.repairs)
    elif doubts:
        outcome, remarks = "needs_review", (*doubts, *candidate.repairs)
    else:
        outcome, remarks = ("repaired" if candidate.repairs else "accepted"), candidate.repairs
    return RowResult(candidate.table, candidate.row, key, outcome, remarks, candidate, place, duplicate_of)


def location_doubts(finding: Finding) -> tuple[Remark, ...]:
    """
    Say what a person must look at in a position.

    Parameters
    ----------
    finding : Finding
        Where a candidate was found.

    Returns
    -------
    tuple of Remark
        Nothing for a position of an address, segment, street or postcode.
    """
    if finding.choices:
        return (Remark("location_ambiguous", "", "; ".join(finding.choices[:5])),)
    if finding.position is None or finding.position.precision == "none":
        return (Remark("location_unknown", "", finding.sought),)
    if finding.position.precision == "district":
        return (Remark("location_district", "", finding.position.found_by),)
    return ()


def count_outcomes(results: Iterable[RowResult]) -> dict[Outcome, int]:
    """
    Count the rows of each outcome.

    Parameters
    ----------
    results : iterable of RowResult
        One a row.

    Returns
    -------
    dict of Outcome to int
        All outcomes, those without rows too; they add up to the rows.
    """
    counts = Counter(result.outcome for result in results)
    return {outcome: counts[outcome] for outcome in OUTCOMES}


def count_located(results: Iterable[RowResult]) -> dict[PrecisionClass, int]:
    """
    Count the rows that enter by how well their position is known.

    Parameters
    ----------
    results : iterable of RowResult
        One a row.

    Returns
    -------
    dict of PrecisionClass to int
        Without rejected rows and duplicates.
    """
    counts: Counter[PrecisionClass] = Counter(
        "none" if result.position is None else result.position.precision
        for result in results
        if result.outcome not in {"rejected", "duplicate"}
    )
    return dict(counts)
