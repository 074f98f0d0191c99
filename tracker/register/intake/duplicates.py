"""Duplicates: which row is the same place as an earlier row, or as one that the register has."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from tracker.register.intake.likeness import METRES_A_DEGREE, NEAR_M, Likened, Likeness, compare

# In a block with more places than this, each is compared only with those next to it by name.
FULL_BLOCK: Final = 60
NEIGHBOURS: Final = 8


@dataclass(frozen=True, slots=True)
class Same:
    """
    Another row or place that a row is, or may be.

    Parameters
    ----------
    other : int
        Its index: places of the register first, then rows.
    likeness : Likeness
        ``certain`` or ``likely``.
    """

    other: int
    likeness: Likeness


def find_duplicates(
    existing: Sequence[Likened],
    rows: Sequence[Likened | None],
    *,
    apart: AbstractSet[frozenset[str]] = frozenset(),
    groups: Sequence[str | None] | None = None,
) -> dict[int, Same]:
    """
    Find rows that are the same place as something before them.

    Parameters
    ----------
    existing : sequence of Likened
        Places of the register that no row of the file has made.
    rows : sequence of Likened or None
        The file's rows in order; None for one that does not enter.
    apart : set of frozenset of str
        Pairs of labels that a person has found to be different.
    groups : sequence of str or None, optional
        One a row: rows of one group have identifiers of their own that are trusted, so that they are
        never the same.

    Returns
    -------
    dict of int to Same
        By index of the row. A certain one leads to the first of its kind, never to another duplicate.

    Notes
    -----
    Only places that share a street, a name or a neighbourhood of 50 m are compared, so that the work
    grows with the number of rows and not with its square.
    """
    group_of = [None] * len(existing) + list(groups or [None] * len(rows))
    places: list[Likened | None] = [*existing, *rows]
    found: dict[int, Same] = {}
    for one, other in sorted(_pairs(places)):
        if other < len(existing):
            continue
        first, second = places[one], places[other]
        if first is None or second is None or frozenset({first.label, second.label}) in apart:
            continue
        if group_of[one] is not None and group_of[one] == group_of[other]:
            continue
        before = found.get(other)
        if before is not None and before.likeness == "certain":
            continue
        likeness = compare(first, second)
        if likeness == "certain" or (likeness == "likely" and before is None):
            found[other] = Same(one, likeness)
    # Indices of the result count from the first row; those it leads to count the register's places too.
    return {
        index - len(existing): Same(_first(same.other, found), same.likeness)
        for index, same in sorted(found.items())
    }


def _first(index: int, found: dict[int, Same]) -> int:
    """Follow certain duplicates to the first of their kind."""
    while (same := found.get(index)) is not None and same.likeness == "certain":
        index = same.other
    return index


def _pairs(places: Sequence[Likened | None]) -> set[tuple[int, int]]:
    """Give the pairs worth comparing, the earlier place first."""
    pairs: set[tuple[int, int]] = set()
    for members in _blocks(places, lambda each: each.street):
        pairs.update(_within(members, places))
    for members in _blocks(places, lambda each: each.name):
        pairs.update(_within(members, places))
        if len(members) > FULL_BLOCK:  # else they were all compared
            of_name = [places[index] for index in members]
            for at_door in _blocks(of_name, lambda each: f"at {each.address}"):
                pairs.update(_within([members[position] for position in at_door], places))
    pairs.update(_near_pairs(places))
    return pairs


def _blocks(places: Sequence[Likened | None], told: Callable[[Likened], str]) -> Iterator[list[int]]:
    """Give the places, two or more, of which the same is told; of some nothing is."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for index, each in enumerate(places):
        if each is not None and (same := told(each)):
            blocks[same].append(index)
    return (members for members in blocks.values() if len(members) > 1)


def _within(members: list[int], places: Sequence[Likened | None]) -> Iterator[tuple[int, int]]:
    """Give the pairs of a block; in a full one only neighbours by name."""
    if len(members) <= FULL_BLOCK:
        for position, one in enumerate(members):
            for other in members[position + 1 :]:
                yield one, other
        return
    ordered = sorted(members, key=lambda index: (_name(places[index]), index))
    for position, one in enumerate(ordered):
        for other in ordered[position + 1 : position + 1 + NEIGHBOURS]:
            yield min(one, other), max(one, other)


def _name(each: Likened | None) -> tuple[str, str]:
    """Give what a full block is sorted by."""
    return ("", "") if each is None else (each.name, each.number)


def _near_pairs(places: Sequence[Likened | None]) -> Iterator[tuple[int, int]]:
    """Give the pairs within one square of 50 m, or in squares that touch."""
    squares: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, each in enumerate(places):
        if each is not None and each.lon_deg is not None and each.lat_deg is not None:
            squares[_square(each.lon_deg, each.lat_deg)].append(index)
    for (column, row), members in squares.items():
        around = [*members, *_others(squares, column, row)]
        if len(around) > 1:
            yield from _touching(members, around, places)


def _others(squares: dict[tuple[int, int], list[int]], column: int, row: int) -> Iterable[int]:
    """Give the places of half of the squares around one, so that each pair of squares is met once."""
    for step in ((1, -1), (1, 0), (1, 1), (0, 1)):
        yield from squares.get((column + step[0], row + step[1]), ())


def _touching(
    members: list[int], around: list[int], places: Sequence[Likened | None]
) -> Iterator[tuple[int, int]]:
    """Give the pairs of a square's places with those around; in a full one only neighbours by name."""
    if len(around) > FULL_BLOCK:
        yield from _within(around, places)
        return
    inside = set(members)
    for position, one in enumerate(around):
        if one in inside:
            for other in around[position + 1 :]:
                yield min(one, other), max(one, other)


def _square(lon_deg: float, lat_deg: float) -> tuple[int, int]:
    """Give the square of a position; degrees of longitude are narrowed by whole degrees of latitude."""
    narrowing = max(math.cos(math.radians(round(lat_deg))), 0.01)
    side_deg = NEAR_M / METRES_A_DEGREE
    # One part in fifty wider than the distance, as the narrowing is rounded.
    return math.floor(lon_deg * narrowing / side_deg / 1.02), math.floor(lat_deg / side_deg / 1.02)
