"""Decoding relations: the multipolygons that are looked for, with their members."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gis.compiled import compiled
from gis.model import IntArray
from gis.network.pbf.blocks import Block
from gis.network.pbf.extract import Area
from gis.network.pbf.faults import BrokenPbfError
from gis.network.pbf.strings import CHOOSES_AREA, MULTIPOLYGON, TYPE, Marks, StringTable
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
    varint,
    whole,
)

RELATION = 4 << 3 | LENGTH
RELATION_ID, RELATION_KEYS, RELATION_VALUES = 1 << 3 | VARINT, 2 << 3 | LENGTH, 3 << 3 | LENGTH
RELATION_ROLES, RELATION_MEMBERS, RELATION_TYPES = 8 << 3 | LENGTH, 9 << 3 | LENGTH, 10 << 3 | LENGTH
WAY_MEMBER = 1


class Relations(NamedTuple):
    """
    Multipolygons of a group, or the room for them: one entry a byte, which no group can exceed.

    Parameters
    ----------
    relation_id : numpy.ndarray of int64
        Number of each relation.
    member_stop : numpy.ndarray of int64
        Where the ways of each relation end in `member`.
    member : numpy.ndarray of int64
        Numbers of the ways that are members.
    role : numpy.ndarray of int64
        Role of each, as its place in the table of strings.
    tag_stop : numpy.ndarray of int64
        Where the tags of each relation end in `tag`.
    tag : numpy.ndarray of int64
        All its tags, as key << 32 | value in the table of strings.
    """

    relation_id: IntArray
    member_stop: IntArray
    member: IntArray
    role: IntArray
    tag_stop: IntArray
    tag: IntArray


def read_areas(block: Block, group: Span, strings: StringTable) -> list[Area]:
    """
    Read the multipolygons of a group that are looked for.

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
    list of Area
        In the order of the file.

    Raises
    ------
    BrokenPbfError
        If the bytes contradict the format.
    """
    room = Relations(*(np.empty(group[1] - group[0], dtype=np.int64) for _ in Relations._fields))
    counts = np.zeros(3, dtype=np.int64)
    n_areas = decode_relations(block.buffer, *group, strings.marks, room, counts)
    if n_areas == BROKEN:
        raise BrokenPbfError("its relations are cut short or contradict each other")
    areas = []
    member, tag = 0, 0
    for row in range(n_areas):
        members, tags = slice(member, room.member_stop[row]), slice(tag, room.tag_stop[row])
        areas.append(
            Area(
                relation_id=int(room.relation_id[row]),
                tags=strings.tags(room.tag[tags]),
                way_ids=tuple(room.member[members].tolist()),
                roles=tuple(map(strings.text, room.role[members].tolist())),
            )
        )
        member, tag = members.stop, tags.stop
    return areas


@compiled
def decode_relations(
    buffer: Buffer, at: int, stop: int, marks: Marks, room: Relations, counts: IntArray
) -> int:
    """
    Decode the multipolygons of a group that are looked for.

    Parameters
    ----------
    buffer : numpy.ndarray of uint8, shape (n_bytes,)
        The block.
    at, stop : int
        The group.
    marks : numpy.ndarray of uint8, shape (n_strings,)
        Which strings are looked for.
    room : Relations
        Takes the relations; members that are no ways are passed over.
    counts : numpy.ndarray of int64, shape (3,)
        Relations, members and tags in the room: 0 at first; brought up to date.

    Returns
    -------
    int
        Number of relations now in the room, or ``BROKEN``.
    """
    while at < stop:
        key, _, begin, at = field(buffer, at, stop)
        if key == RELATION and not _decode_relation(buffer, begin, at, marks, room, counts):
            return BROKEN
    return counts[0] if at == stop else BROKEN


@compiled
def _decode_relation(
    buffer: Buffer, at: int, stop: int, marks: Marks, room: Relations, counts: IntArray
) -> bool:
    """Decode one relation, keep it if it is looked for, and tell whether it is sound."""
    relation_id, keys, values, roles, members, kinds = _parts(buffer, at, stop)
    relation, n_members, n_tags = counts[0], counts[1], counts[2]
    last_tag = tag_pairs(buffer, keys, values, len(marks), room.tag, n_tags)
    last_member = _way_members(buffer, members, roles, kinds, len(marks), room, n_members)
    if BROKEN in (last_tag, last_member):
        return False
    is_area, is_chosen = False, False
    for tag in range(n_tags, last_tag):
        mark, of_value = marks[room.tag[tag] >> 32], marks[room.tag[tag] & 0xFFFFFFFF]
        if mark & CHOOSES_AREA:
            is_chosen = True
        if mark & TYPE and of_value & MULTIPOLYGON:
            is_area = True
    if is_area and is_chosen:
        room.relation_id[relation] = relation_id
        room.member_stop[relation], room.tag_stop[relation] = last_member, last_tag
        counts[0], counts[1], counts[2] = relation + 1, last_member, last_tag
    return True


@compiled
def _parts(buffer: Buffer, at: int, stop: int) -> tuple[int, Span, Span, Span, Span, Span]:
    """Give the number of a relation and where its lists lie; the last is lost if any field is."""
    relation_id = 0
    keys, values, roles, members, kinds = (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)
    while at < stop:
        key, value, begin, at = field(buffer, at, stop)
        if key == RELATION_ID:
            relation_id = whole(value)
        elif key == RELATION_KEYS:
            keys = begin, at
        elif key == RELATION_VALUES:
            values = begin, at
        elif key == RELATION_ROLES:
            roles = begin, at
        elif key == RELATION_MEMBERS:
            members = begin, at
        elif key == RELATION_TYPES:
            kinds = begin, at
    return relation_id, keys, values, roles, members, kinds if at == stop else NOWHERE


@compiled
def _way_members(
    buffer: Buffer,
    members: Span,
    roles: Span,
    kinds: Span,
    n_strings: int,
    room: Relations,
    first: int,
) -> int:
    """Keep the members that are ways, with their roles; give the position after the last, or ``BROKEN``."""
    last = deltas(buffer, members[0], members[1], room.member, first)
    role_at, kind_at = roles[0], kinds[0]
    n = first
    for member in range(first, last):
        role, role_at = varint(buffer, role_at, roles[1])
        kind, kind_at = varint(buffer, kind_at, kinds[1])
        if role >= np.uint64(n_strings):
            return BROKEN
        if kind == np.uint64(WAY_MEMBER):
            room.member[n], room.role[n] = room.member[member], whole(role)
            n += 1
    is_sound = last != BROKEN and role_at == roles[1] and kind_at == kinds[1]
    return n if is_sound else BROKEN
