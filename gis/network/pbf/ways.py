"""Decoding ways: numbers, nodes in order, and the tags that are looked for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gis.compiled import compiled
from gis.model import IntArray
from gis.network.pbf.blocks import Block
from gis.network.pbf.faults import BrokenPbfError
from gis.network.pbf.strings import CHOOSES_WAY, WAY_TAG, Marks, StringTable
from gis.network.pbf.wire import (
    BROKEN,
    LENGTH,
    NOWHERE,
    VARINT,
    Buffer,
    Span,
    deltas,
    field,
    tag_pairs,
    whole,
)

WAY = 3 << 3 | LENGTH
WAY_ID, WAY_KEYS, WAY_VALUES, WAY_REFS = 1 << 3 | VARINT, 2 << 3 | LENGTH, 3 << 3 | LENGTH, 8 << 3 | LENGTH


class WayRows(NamedTuple):
    """
    Ways of a group, or the room for them: one entry a byte, which no group can exceed.

    Parameters
    ----------
    way_id : numpy.ndarray of int64
        Number of each way.
    ref_stop : numpy.ndarray of int64
        Where the nodes of each way end in `ref`.
    ref : numpy.ndarray of int64
        Numbers of the nodes of all ways.
    tag_stop : numpy.ndarray of int64
        Where the tags of each way end in `tag`.
    tag : numpy.ndarray of int64
        Tags that are looked for, as key << 32 | value in the table of strings.
    """

    way_id: IntArray
    ref_stop: IntArray
    ref: IntArray
    tag_stop: IntArray
    tag: IntArray


def read_ways(block: Block, group: Span, strings: StringTable, named: IntArray) -> tuple[WayRows, int]:
    """
    Read the ways of a group that are looked for.

    Parameters
    ----------
    block : Block
        A block of a file.
    group : tuple of (int, int)
        Where the group lies in it.
    strings : StringTable
        The block's strings.
    named : numpy.ndarray of int64, sorted
        If there are any, ways of these numbers are looked for; else ways with
        the key that chooses ways.

    Returns
    -------
    tuple of (WayRows, int)
        Those ways in the order of the file, and how many ways there are in the group at all.

    Raises
    ------
    BrokenPbfError
        If the bytes contradict the format.
    """
    room = WayRows(*(np.empty(group[1] - group[0], dtype=np.int64) for _ in WayRows._fields))
    counts = np.zeros(3, dtype=np.int64)
    n_ways = decode_ways(block.buffer, *group, strings.marks, named, room, counts)
    if n_ways == BROKEN:
        raise BrokenPbfError("its ways are cut short or contradict each other")
    ways, refs, tags = counts.tolist()
    sizes = (ways, ways, refs, ways, tags)
    return WayRows(*(column[:size] for column, size in zip(room, sizes, strict=True))), n_ways


@compiled
def decode_ways(
    buffer: Buffer, at: int, stop: int, marks: Marks, named: IntArray, room: WayRows, counts: IntArray
) -> int:
    """
    Decode the ways of a group that are looked for.

    Parameters
    ----------
    buffer : numpy.ndarray of uint8, shape (n_bytes,)
        The block.
    at, stop : int
        The group.
    marks : numpy.ndarray of uint8, shape (n_strings,)
        Which strings are looked for.
    named : numpy.ndarray of int64, sorted
        As for `read_ways`.
    room : WayRows
        Takes the ways.
    counts : numpy.ndarray of int64, shape (3,)
        Ways, nodes and tags in the room: 0 at first; brought up to date.

    Returns
    -------
    int
        Number of ways in the group, looked for or not; or ``BROKEN``.
    """
    n_ways = 0
    while at < stop:
        key, _, begin, at = field(buffer, at, stop)
        if key == WAY:
            n_ways += 1
            if not _decode_way(buffer, begin, at, marks, named, room, counts):
                return BROKEN
    return n_ways if at == stop else BROKEN


@compiled
def _decode_way(
    buffer: Buffer, at: int, stop: int, marks: Marks, named: IntArray, room: WayRows, counts: IntArray
) -> bool:
    """Decode one way, keep it if it is looked for, and tell whether it is sound."""
    way_id, keys, values, refs = _parts(buffer, at, stop)
    way, n_refs, n_tags = counts[0], counts[1], counts[2]
    all_tags = tag_pairs(buffer, keys, values, len(marks), room.tag, n_tags)
    last_ref = deltas(buffer, refs[0], refs[1], room.ref, n_refs)
    if BROKEN in (all_tags, last_ref):
        return False
    is_chosen = False
    for tag in range(n_tags, all_tags):
        mark = marks[room.tag[tag] >> 32]
        if mark & CHOOSES_WAY:
            is_chosen = True
        if mark & WAY_TAG:
            room.tag[n_tags] = room.tag[tag]
            n_tags += 1
    if len(named):
        place = np.searchsorted(named, way_id)
        is_chosen = bool(place < len(named) and named[place] == way_id)
    if is_chosen:
        room.way_id[way], room.ref_stop[way], room.tag_stop[way] = way_id, last_ref, n_tags
        counts[0], counts[1], counts[2] = way + 1, last_ref, n_tags
    return True


@compiled
def _parts(buffer: Buffer, at: int, stop: int) -> tuple[int, Span, Span, Span]:
    """Give the number of a way and where its keys, values and nodes lie; lost if any field is."""
    way_id = 0
    keys, values, refs = (0, 0), (0, 0), (0, 0)
    while at < stop:
        key, value, begin, at = field(buffer, at, stop)
        if key == WAY_ID:
            way_id = whole(value)
        elif key == WAY_KEYS:
            keys = begin, at
        elif key == WAY_VALUES:
            values = begin, at
        elif key == WAY_REFS:
            refs = begin, at
    return way_id, keys, values, refs if at == stop else NOWHERE
