"""Protocol buffers at their lowest: whole numbers of varying length, and the fields of a message.

Every function takes the bytes, a position ``at`` and the end ``stop`` of the message, and gives the
position after what it read. Where the bytes run out or make no sense that position is ``LOST``, which
lies behind every end: loops of the form ``while at < stop`` then end by themselves, nothing is read
outside the bytes, and one comparison after the loop (``at != stop``) tells whether all was well. No
exception is raised in compiled code, because numba would never free what the function held.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.model import IntArray

Buffer = NDArray[np.uint8]
Span = tuple[int, int]  # where something begins and ends

LOST: Final = 1 << 62
NOWHERE: Final = (LOST, -1)  # a list that no decoder finds sound
BROKEN: Final = -1  # what a decoder gives instead of a count

# A field's key is its number and its wire type in one: number << 3 | type.
VARINT, FIXED_64, LENGTH, FIXED_32 = 0, 1, 2, 5
CONTINUES = 128  # a byte from here on says that another one follows
MOST_BITS = 70  # ten bytes of seven bits: no number is longer


@compiled
def varint(buffer: Buffer, at: int, stop: int) -> tuple[np.uint64, int]:
    """
    Read one whole number.

    Parameters
    ----------
    buffer : numpy.ndarray of uint8, shape (n_bytes,)
        The bytes.
    at, stop : int
        Where the number begins, and where the message ends.

    Returns
    -------
    tuple of (uint64, int)
        The number and the position after it; 0 and ``LOST`` when it does not end in time.

    References
    ----------
    .. [1] Protocol Buffers, Encoding, "Base 128 Varints". https://protobuf.dev/programming-guides/encoding/

    Examples
    --------
    >>> import numpy as np
    >>> number, at = varint(np.array([150, 1], dtype=np.uint8), 0, 2)
    >>> int(number), at
    (150, 2)
    """
    value = np.uint64(0)
    shift = np.uint64(0)
    while at < stop and shift < np.uint64(MOST_BITS):
        byte = np.uint64(buffer[at])
        at += 1
        value |= (byte & np.uint64(CONTINUES - 1)) << shift
        if byte < np.uint64(CONTINUES):
            return value, at
        shift += np.uint64(7)
    return np.uint64(0), LOST


@compiled
def whole(value: np.uint64) -> int:
    """
    Read 64 bits as a number that may be negative; in compiled code, mixing the two kinds makes floats.

    Parameters
    ----------
    value : uint64
        The bits.

    Returns
    -------
    int64
        The same bits.

    Examples
    --------
    >>> import numpy as np
    >>> whole(np.uint64(2**64 - 3))
    -3
    """
    return np.int64(value)  # type: ignore[return-value]  # an int as soon as it is compiled


@compiled
def signed(value: np.uint64) -> int:
    """
    Undo the zigzag that keeps small negative numbers short: 0, 1, 2, 3 are 0, -1, 1, -2.

    Parameters
    ----------
    value : uint64
        The number as written.

    Returns
    -------
    int64
        The number meant.

    Examples
    --------
    >>> import numpy as np
    >>> [signed(np.uint64(value)) for value in range(4)]
    [0, -1, 1, -2]
    """
    return whole(value >> np.uint64(1)) ^ -whole(value & np.uint64(1))


@compiled
def field(buffer: Buffer, at: int, stop: int) -> tuple[int, np.uint64, int, int]:
    """
    Read the next field of a message.

    Parameters
    ----------
    buffer : numpy.ndarray of uint8, shape (n_bytes,)
        The bytes.
    at, stop : int
        Where the field begins, and where the message ends.

    Returns
    -------
    tuple of (int, uint64, int, int)
        Key (number << 3 | wire type); value of a whole number, else 0; where
        the content begins; and the end of the field, which is ``LOST`` when
        it does not fit into the message.
    """
    key, begin = varint(buffer, at, stop)
    wire = key & np.uint64(7)
    value = np.uint64(0)
    end = LOST
    if begin == LOST or key >> np.uint64(32):  # the format knows field numbers up to 2**29 - 1
        return 0, value, LOST, LOST
    if wire == np.uint64(VARINT):
        value, end = varint(buffer, begin, stop)
    elif wire == np.uint64(LENGTH):
        size, begin = varint(buffer, begin, stop)
        if begin != LOST and size <= np.uint64(stop - begin):
            end = begin + whole(size)
    elif wire == np.uint64(FIXED_64):
        end = begin + 8
    elif wire == np.uint64(FIXED_32):
        end = begin + 4
    if end > stop:
        return 0, np.uint64(0), LOST, LOST
    return whole(key), value, begin, end


@compiled
def deltas(buffer: Buffer, at: int, stop: int, out: IntArray, n: int) -> int:
    """
    Read a list of numbers of which each is written as its distance to the one before.

    Parameters
    ----------
    buffer : numpy.ndarray of uint8, shape (n_bytes,)
        The bytes.
    at, stop : int
        The list.
    out : numpy.ndarray of int64
        Takes the numbers from position `n` on; needs room for one number a byte.
    n : int
        Where to begin in `out`.

    Returns
    -------
    int
        Position after the last number in `out`, or ``BROKEN``.
    """
    total = np.int64(0)
    while at < stop:
        value, at = varint(buffer, at, stop)
        total += signed(value)
        out[n] = total
        n += 1
    return n if at == stop else BROKEN


@compiled
def tag_pairs(buffer: Buffer, keys: Span, values: Span, n_strings: int, out: IntArray, n: int) -> int:
    """
    Read the tags of an element: two lists of places in the table of strings.

    Parameters
    ----------
    buffer : numpy.ndarray of uint8, shape (n_bytes,)
        The bytes.
    keys, values : tuple of (int, int)
        Where each list begins and ends.
    n_strings : int
        Length of the table; no place may lie behind it.
    out : numpy.ndarray of int64
        Takes key << 32 | value from position `n` on.
    n : int
        Where to begin in `out`.

    Returns
    -------
    int
        Position after the last tag in `out`, or ``BROKEN``.
    """
    at, stop = keys
    other, other_stop = values
    while at < stop:
        key, at = varint(buffer, at, stop)
        value, other = varint(buffer, other, other_stop)
        if key >= np.uint64(n_strings) or value >= np.uint64(n_strings):
            return BROKEN
        out[n] = whole(key << np.uint64(32) | value)
        n += 1
    return n if at == stop and other == other_stop else BROKEN
