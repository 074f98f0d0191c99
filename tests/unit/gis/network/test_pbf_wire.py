"""The lowest layer of PBF: numbers, fields and lists, and how their ends are guarded."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from gis.network.pbf.tagsets import TagSets
from gis.network.pbf.wire import BROKEN, LOST, deltas, field, signed, tag_pairs, varint


def buffer(*values: int) -> NDArray[np.uint8]:
    return np.frombuffer(bytes(values), dtype=np.uint8)


@pytest.mark.parametrize(
    ("values", "number"),
    [
        ((0,), 0),
        ((127,), 127),
        ((128, 1), 128),  # 0 + 1 * 2**7
        ((172, 2), 300),  # 44 + 2 * 2**7, the example of the format's own manual
        ((255,) * 9 + (1,), 2**64 - 1),
    ],
)
def test_a_number_is_read_seven_bits_a_byte(values: tuple[int, ...], number: int) -> None:
    found, at = varint(buffer(*values, 7), 0, len(values) + 1)
    assert (int(found), at) == (number, len(values))


@pytest.mark.parametrize("values", [(), (128,), (128,) * 9, (128,) * 10 + (0,), (255,) * 40])
def test_a_number_that_does_not_end_in_time_is_lost(values: tuple[int, ...]) -> None:
    found, at = varint(buffer(*values), 0, len(values))
    assert (int(found), at) == (0, LOST)


def test_a_number_ends_before_the_end_of_its_message_not_of_the_bytes() -> None:
    assert varint(buffer(128, 1), 0, 1)[1] == LOST


@pytest.mark.parametrize(("written", "meant"), [(0, 0), (1, -1), (2, 1), (2**64 - 1, -(2**63))])
def test_zigzag_is_undone_up_to_the_ends_of_64_bits(written: int, meant: int) -> None:
    assert signed(np.uint64(written)) == meant


def test_fields_tell_key_value_and_span() -> None:
    # field 1, whole number 300; field 2, two bytes; field 3, four bytes; field 4, eight bytes
    message = buffer(8, 172, 2, 18, 2, 65, 66, 29, 0, 0, 0, 0, 33, *[0] * 8)
    at, found = 0, []
    while at < len(message):
        key, value, begin, at = field(message, at, len(message))
        found.append((key, int(value), begin, at))
    assert found == [(8, 300, 1, 3), (18, 0, 5, 7), (29, 0, 8, 12), (33, 0, 13, 21)]


@pytest.mark.parametrize(
    "values",
    [
        (18, 3, 65, 66),  # three bytes promised, two there
        (18, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1),  # 2**64 - 1 bytes promised
        (29, 0, 0, 0),
        (33, 0, 0, 0, 0, 0, 0, 0),
        (11, 0),  # a group, which the format no longer has
        (8,),
        (255, 255, 255, 255, 255, 255, 1, 0),  # field number beyond the format's largest
    ],
)
def test_a_field_that_does_not_fit_is_lost(values: tuple[int, ...]) -> None:
    assert field(buffer(*values), 0, len(values))[3] == LOST


def test_distances_are_added_up_and_a_torn_list_is_broken() -> None:
    out = np.zeros(4, dtype=np.int64)
    # zigzag 20, 1, 4 is 10, -1, 2
    assert deltas(buffer(20, 1, 4), 0, 3, out, 1) == 4
    assert out.tolist() == [0, 10, 9, 11]
    assert deltas(buffer(20, 129), 0, 2, out, 0) == BROKEN


@pytest.mark.parametrize(
    ("keys", "values"),
    [((0, 2), (2, 3)), ((0, 1), (2, 4)), ((0, 1), (4, 5)), ((4, 5), (0, 1)), ((3, 6), (0, 3))],
    ids=["more keys", "more values", "value not in the table", "key not in the table", "torn"],
)
def test_tags_that_do_not_pair_up_or_lie_outside_the_table_are_broken(
    keys: tuple[int, int], values: tuple[int, int]
) -> None:
    message = buffer(0, 1, 2, 0, 3, 129)
    assert tag_pairs(message, keys, values, 3, np.zeros(9, dtype=np.int64), 0) == BROKEN


def test_tags_are_kept_as_pairs_of_places_in_the_table() -> None:
    out = np.zeros(2, dtype=np.int64)
    assert tag_pairs(buffer(1, 2, 2, 1), (0, 2), (2, 4), 3, out, 0) == 2
    assert out.tolist() == [(1 << 32) + 2, (2 << 32) + 1]


class Numbered:
    """A table of strings "0", "1", "2" …, as far as sets of tags ask one."""

    def __len__(self) -> int:
        return 100_000

    def text(self, place: int) -> str:
        return str(place)


def test_equal_tags_share_a_set_however_many_there_are() -> None:
    # 20,000 ways with tags {i mod 7000: i mod 3}: lcm(7000, 3) = 21,000 > 20,000, so all differ;
    # the table of sets begins with 4096 slots and has to grow
    n_ways = 20_000
    number = np.arange(n_ways)
    tag = (number % 7000) << 32 | number % 3
    sets = TagSets()
    strings = Numbered()
    first = sets.add(strings, tag, number + 1)  # type: ignore[arg-type]
    again = sets.add(strings, tag[::-1].copy(), number + 1)  # type: ignore[arg-type]
    assert first.tolist() == number.tolist()
    assert again.tolist() == number[::-1].tolist()
    assert sets.sets()[8001] == {"1001": "0"}  # 8001 = 7000 + 1001 = 3 * 2667


def test_sets_that_begin_alike_differ() -> None:
    sets = TagSets()
    tag = np.array([1 << 32 | 2, 1 << 32 | 2, 3 << 32 | 4, 1 << 32 | 2])
    found = sets.add(Numbered(), tag, np.array([1, 3, 3, 4]))  # type: ignore[arg-type]
    assert found.tolist() == [0, 1, 2, 0]
    assert sets.sets() == [{"1": "2"}, {"1": "2", "3": "4"}, {}]
