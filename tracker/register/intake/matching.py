"""Matching: which row of a file the register knows, also when the city has mended its name or address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from rapidfuzz import fuzz

from tracker.register.candidates import Candidate
from tracker.register.cells.spelling import folded
from tracker.register.intake.candidate_rows import KeyedRow
from tracker.register.intake.existing import Contribution, ExistingPlace

# How alike the name or the address of a mended row must be to what it was, from 0 to 100.
MENDED_SCORE: Final = 80.0


def match_rows(
    rows: Iterable[KeyedRow],
    existing: Iterable[ExistingPlace],
    *,
    trusted_scopes: frozenset[str] = frozenset(),
) -> dict[str, str]:
    """
    Match rows to what the register knows of their source.

    Parameters
    ----------
    rows : iterable of KeyedRow
        Those that enter.
    existing : iterable of ExistingPlace
        The register.
    trusted_scopes : frozenset of str
        Scopes whose keys are identifiers of the source: another key is another place.

    Returns
    -------
    dict of str to str
        Key in the register by key of the row, where the row is known. First by key; then, among what is
        left, by a name that is the only one of its kind on both sides, by an address likewise, and by
        the number of the row, each only where name or address is still alike.
    """
    known = {contribution.key: contribution for place in existing for contribution in place.contributions}
    rows = list(rows)
    matches = {row.key: row.key for row in rows if row.key in known}
    left = [row for row in rows if row.key not in matches and row.scope not in trusted_scopes]
    scopes = {row.scope for row in left}
    open_keys = [
        key for key in known if key not in matches and any(key.startswith(scope) for scope in scopes)
    ]
    for mark_row, mark_known, must_be_alike in (
        (_row_name, _known_name, False),
        (_row_address, _known_address, True),
        (_row_number, _known_number, True),
    ):
        if not open_keys:
            break
        found = _unique_pairs(left, [known[key] for key in open_keys], mark_row, mark_known)
        for row, contribution in found:
            if not must_be_alike or _is_alike(row.candidate, contribution):
                matches[row.key] = contribution.key
        taken = set(matches.values())
        left = [row for row in left if row.key not in matches]
        open_keys = [key for key in open_keys if key not in taken]
    return matches


def _unique_pairs(
    rows: Sequence[KeyedRow],
    contributions: Sequence[Contribution],
    mark_row: Callable[[KeyedRow], str],
    mark_known: Callable[[Contribution], str],
) -> list[tuple[KeyedRow, Contribution]]:
    """Pair rows and contributions of one scope whose mark is the only one of its kind on both sides."""
    row_counts = Counter((row.scope, mark_row(row)) for row in rows)
    scopes = {row.scope for row in rows}
    by_mark: dict[tuple[str, str], list[Contribution]] = {}
    for contribution in contributions:
        for scope in scopes:
            if contribution.key.startswith(scope):
                by_mark.setdefault((scope, mark_known(contribution)), []).append(contribution)
    pairs: list[tuple[KeyedRow, Contribution]] = []
    for row in rows:
        mark = (row.scope, mark_row(row))
        if mark[1] and row_counts[mark] == 1 and len(by_mark.get(mark, ())) == 1:
            pairs.append((row, by_mark[mark][0]))
    return pairs


def _row_name(row: KeyedRow) -> str:
    return folded(row.candidate.attributes.get("name", ""))


def _known_name(contribution: Contribution) -> str:
    return folded(contribution.attributes.get("name", ""))


def _row_address(row: KeyedRow) -> str:
    return folded(row.candidate.attributes.get("address", ""))


def _known_address(contribution: Contribution) -> str:
    return folded(contribution.attributes.get("address", ""))


def _row_number(row: KeyedRow) -> str:
    return str(row.candidate.row)


def _known_number(contribution: Contribution) -> str:
    return str(contribution.row)


def _is_alike(candidate: Candidate, contribution: Contribution) -> bool:
    """Tell whether a row's name is still alike to what it was, or holds it, or is held by it."""
    name, before = folded(candidate.attributes.get("name", "")), _known_name(contribution)
    return max(fuzz.token_sort_ratio(name, before), fuzz.token_set_ratio(name, before)) >= MENDED_SCORE
