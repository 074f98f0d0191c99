"""Decoding nodes, dense or single: numbers, coordinates, and the tags of those that are looked for."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from gis.compiled import compiled
from gis.model import IntArray
from gis.network.pbf.blocks import Block
from gis.network.pbf.faults import BrokenPbfError
from gis.network.pbf.strings import CHOOSES_NODE, Marks, StringTable
from gis.network.pbf.wire import (
    BROKEN,
    LENGTH,
    VARINT,
    Buffer,
    Span,
    deltas,
    field,
    signed,
    tag_pairs,
    varint,
    whole,
)

Scale = tuple[int, int, int]

NODE, DENSE = 1 << 3 | LENGTH, 2 << 3 | LENGTH
NODE_ID, NODE_KEYS, NODE_VALUES = 1 << 3 | VARINT, 2 << 3 | LENGTH, 3 << 3 | LENGTH
NODE_LAT, NODE_LON = 8 << 3 | VARINT, 9 << 3 | VARINT
DENSE_IDS, DENSE_LAT, DENSE_LON = 1 << 3 | LENGTH, 8 << 3 | LENGTH, 9 << 3 | LENGTH
DENSE_TAGS = 10 << 3 | LENGTH

NANODEGREES_PER_UNIT: Final = 100  # a unit is 1e-7 degree, in which osmium counts
LARGEST = 2**31 - 1  # coordinates are kept in 32 bits


class Nodes(NamedTuple):
    """
    Nodes of a group, or the room for them: one entry a byte, which no group can exceed.

    Parameters
    ----------
    node_id : numpy.ndarray of int64
        Number of each node.
    lon, lat : numpy.ndarray of int64
        Coordinates [1e-7 degree].
    tagged : numpy.ndarray of int64
        Which of the nodes bear tags that are looked for.
    tag_stop : numpy.ndarray of int64
        Where the tags of each of those end in `tag`.
    tag : numpy.ndarray of int64
        Their tags, as key << 32 | value in the table of strings.
    """

    node_id: IntArray
    lon: IntArray
    lat: IntArray
    tagged: IntArray
    tag_stop: IntArray
    tag: IntArray


def read_nodes(block: Block, group: Span, strings: StringTable) -> Nodes:
    """
    Read the nodes of a group.

    Parameters
    ----------
    block : Block
        A block of a file.
    group : tuple of (int, int)
        Where the group lies in it.
    strings : StringTable
        The block's strings.

    Returns
    -------
    Nodes
        All nodes, in the order of the file, and the tags of those that are looked for.

    Raises
    ------
    BrokenPbfError
        If the bytes contradict the format.
    """
    room = Nodes(*(np.empty(group[1] - group[0], dtype=np.int64) for _ in Nodes._fields))
    counts = np.zeros(3, dtype=np.int64)
    scale = block.granularity, block.lon_offset, block.lat_offset
    if decode_nodes(block.buffer, *group, scale, strings.marks, room, counts) == BROKEN:
        raise BrokenPbfError("its nodes are cut short or contradict each other")
    nodes, tagged, tags = counts.tolist()
    sizes = (nodes, nodes, nodes, tagged, tagged, tags)
    return Nodes(*(column[:size] for column, size in zip(room, sizes, strict=True)))


@compiled
def decode_nodes(
    buffer: Buffer, at: int, stop: int, scale: Scale, marks: Marks, room: Nodes, counts: IntArray
) -> int:
    """
    Decode the nodes of a group.

    Parameters
    ----------
    buffer : numpy.ndarray of uint8, shape (n_bytes,)
        The block.
    at, stop : int
        The group.
    scale : tuple of (int, int, int)
        Granularity, and offsets of longitude and latitude [1e-9 degree].
    marks : numpy.ndarray of uint8, shape (n_strings,)
        Which strings are looked for.
    room : Nodes
        Takes the nodes.
    counts : numpy.ndarray of int64, shape (3,)
        Nodes, tagged nodes and tags in the room: 0 at first; brought up to date.

    Returns
    -------
    int
        Number of nodes now in the room, or ``BROKEN``.
    """
    while at < stop:
        key, _, begin, at = field(buffer, at, stop)
        first = counts[0]
        if key == DENSE:
            sound = _decode_dense(buffer, begin, at, marks, room, counts)
        elif key == NODE:
            sound = _decode_single(buffer, begin, at, marks, room, counts)
        else:
            continue
        if not sound or not _scale(room, first, counts[0], scale):
            return BROKEN
    return counts[0] if at == stop else BROKEN


@compiled
def _scale(room: Nodes, first: int, last: int, scale: Scale) -> bool:
    """Turn coordinates from steps of the block into 1e-7 degree, cut towards zero as osmium does."""
    granularity, lon_offset, lat_offset = scale
    for node in range(first, last):
        lon = _units(room.lon[node] * granularity + lon_offset)
        lat = _units(room.lat[node] * granularity + lat_offset)
        if max(abs(lon), abs(lat)) >= LARGEST:
            return False
        room.lon[node], room.lat[node] = lon, lat
    return True


@compiled
def _units(nanodegrees: int) -> int:
    if nanodegrees < 0:
        return -(-nanodegrees // NANODEGREES_PER_UNIT)
    return nanodegrees // NANODEGREES_PER_UNIT


@compiled
def _decode_dense(buffer: Buffer, at: int, stop: int, marks: Marks, room: Nodes, counts: IntArray) -> bool:
    """Decode nodes written as one list for each of their attributes; tell whether they are sound."""
    first = counts[0]
    last = last_lon = last_lat = first
    tags, tags_stop = 0, 0
    while at < stop:
        key, _, begin, at = field(buffer, at, stop)
        if key == DENSE_IDS:
            last = deltas(buffer, begin, at, room.node_id, first)
        elif key == DENSE_LON:
            last_lon = deltas(buffer, begin, at, room.lon, first)
        elif key == DENSE_LAT:
            last_lat = deltas(buffer, begin, at, room.lat, first)
        elif key == DENSE_TAGS:
            tags, tags_stop = begin, at
    if at != stop or last == BROKEN or last_lon != last or last_lat != last:
        return False
    counts[0] = last
    return tags == tags_stop or _dense_tags(buffer, tags, tags_stop, marks, room, first, counts)


@compiled
def _dense_tags(
    buffer: Buffer, at: int, stop: int, marks: Marks, room: Nodes, node: int, counts: IntArray
) -> bool:
    """Keep the tags of nodes that are looked for; the list writes key, value, key, value, 0 for each node."""
    n_strings = np.uint64(len(marks))
    n, chosen = counts[2], False
    while at < stop:
        key, at = varint(buffer, at, stop)
        if key == np.uint64(0):
            if chosen:
                room.tagged[counts[1]], room.tag_stop[counts[1]] = node, n
                counts[1], counts[2] = counts[1] + 1, n
            node, n, chosen = node + 1, counts[2], False
            continue
        value, at = varint(buffer, at, stop)
        if key >= n_strings or value >= n_strings or node >= counts[0]:
            return False
        room.tag[n] = whole(key << np.uint64(32) | value)
        n += 1
        chosen = chosen or (marks[key] & CHOOSES_NODE) != 0
    return at == stop and n == counts[2] and node <= counts[0]


@compiled
def _decode_single(buffer: Buffer, at: int, stop: int, marks: Marks, room: Nodes, counts: IntArray) -> bool:
    """Decode one node written as a message of its own; tell whether it is sound."""
    node = counts[0]
    room.node_id[node] = room.lon[node] = room.lat[node] = 0
    keys, values = (0, 0), (0, 0)
    while at < stop:
        key, value, begin, at = field(buffer, at, stop)
        if key == NODE_ID:
            room.node_id[node] = signed(value)
        elif key == NODE_LON:
            room.lon[node] = signed(value)
        elif key == NODE_LAT:
            room.lat[node] = signed(value)
        elif key == NODE_KEYS:
            keys = begin, at
        elif key == NODE_VALUES:
            values = begin, at
    n = tag_pairs(buffer, keys, values, len(marks), room.tag, counts[2])
    if at != stop or n == BROKEN:
        return False
    counts[0] = node + 1
    for tag in range(counts[2], n):
        if marks[room.tag[tag] >> 32] & CHOOSES_NODE:
            room.tagged[counts[1]], room.tag_stop[counts[1]] = node, n
            counts[1], counts[2] = counts[1] + 1, n
            break
    return True
