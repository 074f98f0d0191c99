"""The blocks of a PBF file: framing, header, inflating; every length is checked before it is believed."""

from __future__ import annotations

import zlib
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from gis.network.pbf import wire
from gis.network.pbf.faults import BeyondReaderError, BrokenPbfError
from gis.network.pbf.wire import LENGTH, LOST, VARINT, Buffer, Span

MIB = 1 << 20
MOST_HEADER_BYTES: Final = 64 * 1024  # both limits are the format's own
MOST_BLOCK_BYTES: Final = 32 * MIB
# Writers put one kind of element, or all four, into a block of some thousand elements.
MOST_GROUPS: Final = 4096
MOST_GRANULARITY: Final = 1 << 31
# zlib packs up to 1000 : 1. Maps reach 4 to 6, ideal grids some 50; a file beyond this is a trap.
MOST_PACKING: Final = 100
FREE_BYTES: Final = 64 * MIB  # so small files may be as regular as they like

KNOWN_FEATURES = frozenset({"OsmSchema-V0.6", "DenseNodes"})
HISTORY = "HistoricalInformation"

HEADER_TYPE, HEADER_SIZE = 1 << 3 | LENGTH, 3 << 3 | VARINT
BLOB_RAW, BLOB_RAW_SIZE, BLOB_ZLIB = 1 << 3 | LENGTH, 2 << 3 | VARINT, 3 << 3 | LENGTH
OTHER_PACKINGS = {
    number << 3 | LENGTH: name for number, name in ((4, "LZMA"), (5, "bzip2"), (6, "LZ4"), (7, "Zstandard"))
}
REQUIRED_FEATURE = 4 << 3 | LENGTH
STRINGS, GROUP = 1 << 3 | LENGTH, 2 << 3 | LENGTH
GRANULARITY, LAT_OFFSET, LON_OFFSET = 17 << 3 | VARINT, 19 << 3 | VARINT, 20 << 3 | VARINT


@dataclass(slots=True)
class Block:
    """
    One inflated block of elements.

    Parameters
    ----------
    buffer : numpy.ndarray of uint8, shape (n_bytes,)
        The block's bytes.
    strings : tuple of (int, int)
        Where its table of strings lies.
    groups : list of (int, int)
        Where its groups of elements lie.
    granularity : int
        Size of a step of coordinates [1e-9 degree].
    lat_offset, lon_offset : int
        Added to all coordinates [1e-9 degree].
    """

    buffer: Buffer
    strings: Span = (0, 0)
    groups: list[Span] = field(default_factory=list)
    granularity: int = 100
    lat_offset: int = 0
    lon_offset: int = 0


def read_blocks(path: Path, only: Container[int] | None = None) -> Iterator[tuple[int, Block]]:
    """
    Read the blocks of a file, one at a time.

    Parameters
    ----------
    path : pathlib.Path
        A PBF file.
    only : container of int, optional
        Numbers of the blocks to unpack; all by default.

    Yields
    ------
    tuple of (int, Block)
        Number, from 1 on, and content, in the order of the file.

    Raises
    ------
    BrokenPbfError
        If the file is cut short or contradicts the format.
    BeyondReaderError
        If it needs a feature or a packing that this reader does not know.

    References
    ----------
    .. [1] OpenStreetMap Wiki, "PBF Format". https://wiki.openstreetmap.org/wiki/PBF_Format
    """
    left = n_file_bytes = path.stat().st_size
    n_bytes = number = 0
    with path.open("rb") as file:
        _check_header(_unpacked(_read_blob(file, left, "OSMHeader")))
        while (left := n_file_bytes - file.tell()) > 0:
            number += 1
            try:
                blob = _read_blob(file, left, "OSMData")
                if only is None or number in only:
                    buffer = _unpacked(blob)
                    n_bytes += len(buffer)
                    _check_packing(n_bytes, n_file_bytes)
                    yield number, _outline(buffer)
            except BrokenPbfError as error:
                raise BrokenPbfError(f"block {number}: {error}") from error


def _check_packing(n_bytes: int, n_file_bytes: int) -> None:
    if n_bytes > FREE_BYTES + MOST_PACKING * n_file_bytes:
        raise BrokenPbfError(f"the file unpacks to more than {MOST_PACKING} times its size")


def _read_blob(file: BinaryIO, left: int, kind: str) -> Buffer:
    """Read the next blob, which must be of the kind expected; `left` bytes are in the file."""
    head_size = int.from_bytes(_read_exactly(file, 4, left, 4).tobytes(), "big")
    head = _read_exactly(file, head_size, left - 4, MOST_HEADER_BYTES)
    found, size = b"", -1
    for key, value, begin, end in _fields(head):
        if key == HEADER_TYPE:
            found = head[begin:end].tobytes()
        elif key == HEADER_SIZE:
            size = value
    if found != kind.encode():
        raise BrokenPbfError(f"{found[:20]!r} stands where {kind} belongs")
    return _read_exactly(file, size, left - 4 - head_size, MOST_BLOCK_BYTES)


def _read_exactly(file: BinaryIO, size: int, left: int, most: int) -> Buffer:
    if not 0 <= size <= most:
        raise BrokenPbfError(f"a length of {size} bytes where at most {most} are allowed")
    content = file.read(size) if size <= left else b""
    if len(content) < size:
        raise BrokenPbfError("it is cut short")
    return np.frombuffer(content, dtype=np.uint8)


def _fields(message: Buffer) -> Iterator[tuple[int, int, int, int]]:
    """Give key, value, begin and end of each field."""
    at, stop = 0, len(message)
    while at < stop:
        key, value, begin, at = wire.field(message, at, stop)
        if at == LOST:
            raise BrokenPbfError("a field runs past the end of its message")
        yield key, int(value), begin, at


def _unpacked(blob: Buffer) -> Buffer:
    """Give the content of a blob."""
    size, packed = -1, None
    for key, value, begin, end in _fields(blob):
        if key == BLOB_RAW:
            if end - begin > MOST_BLOCK_BYTES:
                raise BrokenPbfError("it is larger than blocks may be")
            return blob[begin:end]
        if key == BLOB_RAW_SIZE:
            size = value
        elif key == BLOB_ZLIB:
            packed = blob[begin:end]
        elif key in OTHER_PACKINGS:
            raise BeyondReaderError(f"blocks packed with {OTHER_PACKINGS[key]}")
    if packed is None:
        raise BrokenPbfError("it holds no data")
    return _inflated(packed, size)


def _inflated(packed: Buffer, size: int) -> Buffer:
    if not 0 <= size <= MOST_BLOCK_BYTES:
        raise BrokenPbfError(f"it claims {size} bytes where at most {MOST_BLOCK_BYTES} are allowed")
    unzip = zlib.decompressobj()
    try:
        # one byte more than promised, so that the stream comes to its end and its checksum is compared
        plain = unzip.decompress(packed.data, size + 1)
    except zlib.error as error:
        raise BrokenPbfError(str(error)) from error
    if not unzip.eof or len(plain) != size:
        raise BrokenPbfError(f"it does not unpack to the {size} bytes it claims")
    return np.frombuffer(plain, dtype=np.uint8)


def _check_header(header: Buffer) -> None:
    """Refuse history, and leave unknown features to osmium."""
    needed = [
        header[begin:end].tobytes().decode(errors="replace")
        for key, _, begin, end in _fields(header)
        if key == REQUIRED_FEATURE
    ]
    if HISTORY in needed:
        raise BrokenPbfError("it holds the history of a map, of which no one state can be read")
    unknown = sorted(set(needed) - KNOWN_FEATURES)
    if unknown:
        raise BeyondReaderError(f"required features {', '.join(unknown)}")


def _outline(buffer: Buffer) -> Block:
    """Find the parts of a block of elements."""
    block = Block(buffer)
    n_tables = 0
    for key, value, begin, end in _fields(buffer):
        if key == STRINGS:
            block.strings = begin, end
            n_tables += 1
        elif key == GROUP and end > begin:
            block.groups.append((begin, end))
        elif key == GRANULARITY:
            block.granularity = value
        elif key == LAT_OFFSET:
            block.lat_offset = _as_signed(value)
        elif key == LON_OFFSET:
            block.lon_offset = _as_signed(value)
    if not 0 < block.granularity < MOST_GRANULARITY:
        raise BrokenPbfError(f"a granularity of {block.granularity}")
    if n_tables > 1 or len(block.groups) > MOST_GROUPS:
        raise BrokenPbfError(f"it has {n_tables} tables of strings and {len(block.groups)} groups")
    return block


def _as_signed(value: int) -> int:
    """Read a negative number, which the format writes as what is left of 2**64."""
    return value - (1 << 64) if value >> 63 else value
