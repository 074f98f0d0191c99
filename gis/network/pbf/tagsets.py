"""Ways with the same tags share one set: most of a city's ways repeat a few thousand combinations."""

from __future__ import annotations

from typing import Final

import numpy as np

from gis.compiled import compiled
from gis.model import IntArray
from gis.network.pbf.strings import StringTable

Place = int | np.int64

EMPTY: Final = -1
FIRST_SLOTS: Final = 1 << 12
# FNV-1a, which is short and spreads such numbers well enough
HASH_SEED: Final = 0xCBF29CE484222325
HASH_FACTOR: Final = 0x100000001B3


class TagSets:
    """Collects sets of tags, block by block, and gives each a number."""

    def __init__(self) -> None:
        self._words: dict[str, int] = {}
        self._slots = np.full(FIRST_SLOTS, EMPTY, dtype=np.int64)
        self._stop = np.zeros(0, dtype=np.int64)
        self._tag = np.zeros(0, dtype=np.int64)

    def add(self, strings: StringTable, tag: IntArray, tag_stop: IntArray) -> IntArray:
        """
        Give the number of the set of each way of a block.

        Parameters
        ----------
        strings : StringTable
            Strings of the block.
        tag : numpy.ndarray of int64
            Tags of all its ways, as key << 32 | value in that table.
        tag_stop : numpy.ndarray of int64, shape (n_ways,)
            Where the tags of each way end.

        Returns
        -------
        numpy.ndarray of int64, shape (n_ways,)
            Numbers; they count up over all blocks from 0.
        """
        if not len(tag_stop):
            return tag_stop
        key, value = tag >> 32, tag & 0xFFFFFFFF
        is_used = np.zeros(len(strings), dtype=np.bool_)
        is_used[key] = is_used[value] = True
        word_of_string = np.zeros(len(strings), dtype=np.int64)
        for string in np.flatnonzero(is_used).tolist():
            word_of_string[string] = self._words.setdefault(strings.text(string), len(self._words))
        return self._number(word_of_string[key] << 32 | word_of_string[value], tag_stop)

    def _number(self, tag: IntArray, tag_stop: IntArray) -> IntArray:
        """Give the numbers of sets whose tags are written in words of all blocks."""
        most = len(self._stop) + len(tag_stop)
        if 2 * most > len(self._slots):
            self._slots = np.full(1 << (4 * most).bit_length(), EMPTY, dtype=np.int64)
            # the sets are all different, so each gets its own number again
            number_sets(self._tag, self._stop, self._slots, self._tag, self._stop, 0)
        known_stop = np.concatenate([self._stop, np.empty_like(tag_stop)])
        known_tag = np.concatenate([self._tag, np.empty_like(tag)])
        number, n_sets = number_sets(tag, tag_stop, self._slots, known_tag, known_stop, len(self._stop))
        self._stop = known_stop[:n_sets]
        self._tag = known_tag[: self._stop[-1]]
        return number

    def sets(self) -> list[dict[str, str]]:
        """
        Give the tags of each set.

        Returns
        -------
        list of dict of str to str
            In the order of their numbers.
        """
        words = list(self._words)
        tags = [(words[tag >> 32], words[tag & 0xFFFFFFFF]) for tag in self._tag.tolist()]
        stops = self._stop.tolist()
        return [dict(tags[begin:stop]) for begin, stop in zip([0, *stops], stops, strict=False)]


@compiled
def number_sets(
    tag: IntArray, stop: IntArray, slots: IntArray, known_tag: IntArray, known_stop: IntArray, n_known: int
) -> tuple[IntArray, int]:
    """
    Find the number of each set of tags, and add those not yet known.

    Parameters
    ----------
    tag : numpy.ndarray of int64
        Tags of all sets, one number each.
    stop : numpy.ndarray of int64, shape (n_sets,)
        Where each set ends in `tag`.
    slots : numpy.ndarray of int64, shape (a power of two,)
        Hash table of the numbers, at least half of it ``EMPTY``; new ones are entered.
    known_tag, known_stop : numpy.ndarray of int64
        The known sets, with room for new ones.
    n_known : int
        Number of known sets.

    Returns
    -------
    tuple of (numpy.ndarray of int64, shape (n_sets,), int)
        The number of each set, and how many are now known.
    """
    number = np.empty(len(stop), dtype=np.int64)
    mask = np.uint64(len(slots) - 1)
    begin = np.int64(0)
    for row in range(len(stop)):
        size = stop[row] - begin
        slot = _hash(tag, begin, stop[row]) & mask
        while slots[slot] != EMPTY and not _same(tag, begin, size, known_tag, known_stop, slots[slot]):
            slot = (slot + np.uint64(1)) & mask
        if slots[slot] == EMPTY:
            first = known_stop[n_known - 1] if n_known else np.int64(0)
            known_tag[first : first + size] = tag[begin : stop[row]]
            known_stop[n_known] = first + size
            slots[slot] = n_known
            n_known += 1
        number[row] = slots[slot]
        begin = stop[row]
    return number, n_known


@compiled
def _hash(tag: IntArray, begin: Place, stop: Place) -> np.uint64:
    value = np.uint64(HASH_SEED)
    for place in range(begin, stop):
        value = (value ^ np.uint64(tag[place])) * np.uint64(HASH_FACTOR)
        value ^= value >> np.uint64(32)
    return value


@compiled
def _same(
    tag: IntArray, begin: Place, size: Place, known_tag: IntArray, known_stop: IntArray, known: int
) -> bool:
    first = known_stop[known - 1] if known else np.int64(0)
    if known_stop[known] - first != size:
        return False
    return bool(np.all(tag[begin : begin + size] == known_tag[first : first + size]))
