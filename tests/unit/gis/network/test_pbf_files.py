"""PBF files made byte by byte: odd but sound ones are read, hostile ones are refused by name."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from gis.errors import UnreadableFileError
from gis.network.pbf.extract import NO_LOCATION, Extract
from gis.network.pbf.reading import read_extract
from gis.network.pbf.strings import Wanted

WANTED = Wanted(way_key="highway", way_tags=("surface",), node_keys=("barrier",), area_keys=("highway",))
MIB = 1 << 20


def number(value: int) -> bytes:
    """Write a whole number, seven bits a byte."""
    value %= 1 << 64
    written = b""
    while value > 127:
        written += bytes([value & 127 | 128])
        value >>= 7
    return written + bytes([value])


def zigzag(value: int) -> int:
    return 2 * value if value >= 0 else -2 * value - 1


def whole(field: int, value: int) -> bytes:
    return number(field << 3) + number(value)


def part(field: int, content: bytes) -> bytes:
    return number(field << 3 | 2) + number(len(content)) + content


def steps(*values: int) -> bytes:
    """Write numbers as distances to the one before."""
    before = [0, *values[:-1]]
    return b"".join(number(zigzag(value - last)) for value, last in zip(values, before, strict=True))


def packed(content: bytes) -> bytes:
    return whole(2, len(content)) + part(3, zlib.compress(content))


def blob(kind: str, content: bytes) -> bytes:
    head = part(1, kind.encode()) + whole(3, len(content))
    return struct.pack(">I", len(head)) + head + content


HEADER = blob("OSMHeader", packed(part(4, b"OsmSchema-V0.6") + part(4, b"DenseNodes")))


def strings(*words: str) -> bytes:
    return part(1, b"".join(part(1, word.encode()) for word in ("", *words)))


def data(content: bytes) -> bytes:
    return blob("OSMData", packed(content))


def dense(ids: bytes, latitudes: bytes, longitudes: bytes, tags: bytes = b"") -> bytes:
    """Write a group of nodes as one list for each of their attributes."""
    return part(2, part(2, part(1, ids) + part(8, latitudes) + part(9, longitudes) + part(10, tags)))


WORDS = strings("highway", "footway", "barrier", "gate")  # 1, 2, 3, 4
DENSE = dense(steps(5, 9), steps(100, 200), steps(-300, 400))
WAY = part(2, part(3, whole(1, 7) + part(2, number(1)) + part(3, number(2)) + part(8, steps(5, 9))))

File = Callable[..., Path]


@pytest.fixture
def file(tmp_path: Path) -> File:
    def write(*blocks: bytes, header: bytes = HEADER) -> Path:
        path = tmp_path / "town.osm.pbf"
        path.write_bytes(header + b"".join(blocks))
        return path

    return write


def read(path: Path) -> Extract:
    return read_extract(path, WANTED)


def places(extract: Extract) -> list[tuple[int, int]]:
    return list(zip(extract.ways.x.tolist(), extract.ways.y.tolist(), strict=True))


def test_a_packed_and_a_plain_block_read_alike(file: File) -> None:
    content = WORDS + DENSE + WAY
    for block in (packed(content), part(1, content)):
        extract = read(file(blob("OSMData", block)))
        assert extract.ways.way_id.tolist() == [7]
        assert extract.ways.ref.tolist() == [5, 9]
        assert places(extract) == [(-300, 100), (400, 200)]
        assert extract.tag_sets == [{"highway": "footway"}]


def test_granularity_and_offsets_scale_coordinates_and_are_cut_towards_zero(file: File) -> None:
    # steps of 30 nanodegrees: -300 * 30 - 50 = -9050 -> -90 units of 100; 400 * 30 - 50 = 11950 -> 119;
    # latitudes 100 * 30 + 7 = 3007 -> 30 and 200 * 30 + 7 = 6007 -> 60
    content = whole(17, 30) + whole(19, 7) + whole(20, -50) + WORDS + DENSE + WAY
    assert places(read(file(data(content)))) == [(-90, 30), (119, 60)]


def test_nodes_written_one_by_one_keep_their_places_and_tags(file: File) -> None:
    one = part(1, whole(1, zigzag(5)) + whole(8, zigzag(100)) + whole(9, zigzag(-300)))
    other = part(
        1,
        whole(1, zigzag(9))
        + part(2, number(3))
        + part(3, number(4))
        + whole(8, zigzag(200))
        + whole(9, zigzag(400)),
    )
    extract = read(file(data(WORDS + part(2, one + other) + WAY)))
    assert places(extract) == [(-300, 100), (400, 200)]
    assert extract.points == [(9, {"barrier": "gate"})]


def test_dense_nodes_tell_which_of_them_bear_tags(file: File) -> None:
    group = dense(steps(5, 9), steps(1, 2), steps(3, 4), bytes([0, 3, 4, 1, 2, 0]))
    extract = read(file(data(WORDS + group)))
    assert extract.points == [(9, {"barrier": "gate", "highway": "footway"})]


def test_a_way_knows_only_nodes_that_stand_before_it(file: File) -> None:
    one, other = WORDS + DENSE, WORDS + WAY
    known = read(file(data(one), data(other)))
    unknown = read(file(data(other), data(one)))
    assert places(known) == [(-300, 100), (400, 200)]
    assert places(unknown) == [(NO_LOCATION, NO_LOCATION)] * 2


def test_blocks_without_elements_and_fields_of_later_versions_are_passed_over(file: File) -> None:
    later = whole(99, 5) + part(98, b"new")
    content = later + WORDS + part(2, later) + DENSE + WAY
    empty = data(b"")
    extract = read(file(empty, blob("OSMData", later + packed(content)), empty))
    assert places(extract) == [(-300, 100), (400, 200)]


def history() -> bytes:
    return blob("OSMHeader", packed(part(4, b"OsmSchema-V0.6") + part(4, b"HistoricalInformation")))


def test_the_history_of_a_map_is_refused(file: File) -> None:
    with pytest.raises(UnreadableFileError, match=r"town\.osm\.pbf: .*history of a map"):
        read(file(data(WORDS + DENSE + WAY), header=history()))


def test_a_feature_nobody_knows_is_refused(file: File) -> None:
    header = blob("OSMHeader", packed(part(4, b"OsmSchema-V0.6") + part(4, b"Holograms")))
    with pytest.raises(UnreadableFileError, match=r"town\.osm\.pbf: .*Holograms"):
        read(file(data(WORDS), header=header))


TAG_OUTSIDE = part(2, part(3, whole(1, 7) + part(2, number(1)) + part(3, number(5)) + part(8, steps(5, 9))))
HOSTILE = {
    "nothing": b"",
    "a header longer than headers may be": struct.pack(">I", 70_000) + b"x" * 70_000,
    "a header longer than the file": struct.pack(">I", 900) + b"x",
    "an unknown kind of block": blob("OSMSurprise", packed(WORDS)),
    "a second header": HEADER,
    "no data": blob("OSMData", b""),
    "a size of 2**64 - 1": blob("OSMData", whole(2, -1) + part(3, zlib.compress(WORDS))),
    "a block larger than blocks may be": data(part(99, bytes(33 * MIB))),
    "a larger block than it says": blob("OSMData", whole(2, 3) + part(3, zlib.compress(WORDS))),
    "a smaller block than it says": blob("OSMData", whole(2, 999) + part(3, zlib.compress(WORDS))),
    "no zlib stream": blob("OSMData", whole(2, 9) + part(3, b"ninebytes")),
    "a torn zlib stream": blob("OSMData", whole(2, len(WORDS)) + part(3, zlib.compress(WORDS)[:-2])),
    "a number that never ends": data(b"\xff" * 30),
    "a table cut short": data(part(1, b"\x0a\x20abc")),
    "two tables": data(WORDS + WORDS),
    "a granularity of 0": data(whole(17, 0) + WORDS),
    "thousands of groups": data(WORDS + part(2, whole(9, 1)) * 5000),
    "fewer latitudes than nodes": data(WORDS + dense(steps(5, 9), steps(1), steps(3, 4))),
    "a latitude of 900 degrees": data(WORDS + dense(steps(5), steps(9 * 10**9), steps(3))),
    "tags of more nodes than there are": data(WORDS + dense(steps(5), steps(1), steps(3), b"\0\0")),
    "a key without value": data(WORDS + dense(steps(5), steps(1), steps(3), b"\1")),
    "a tag outside the table": data(WORDS + DENSE + TAG_OUTSIDE),
    "a torn list of nodes": data(WORDS + part(2, part(3, whole(1, 7) + part(8, b"\x80")))),
    "a way longer than its group": data(WORDS + part(2, b"\x1a\x50\x08")),
    "members without roles": data(WORDS + part(2, part(4, part(9, steps(1)) + part(10, b"\1")))),
    "text that is no UTF-8": data(part(1, part(1, b"") + part(1, b"highway") + part(1, b"\xff")) + WAY),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_contradicts_the_format_is_refused_by_the_name_of_the_file(file: File, name: str) -> None:
    path = file(HOSTILE[name]) if name != "nothing" else file(header=b"")
    with pytest.raises(UnreadableFileError, match=r"^town\.osm\.pbf: it is not a whole OpenStreetMap file"):
        read(path)


def test_the_fault_tells_the_block(file: File) -> None:
    good = data(WORDS + DENSE)
    with pytest.raises(UnreadableFileError, match="block 3: its ways are cut short or contradict each other"):
        read(file(good, good, data(WORDS + TAG_OUTSIDE)))


def test_a_file_that_unpacks_to_far_more_than_maps_do_is_refused_before_it_fills_memory(file: File) -> None:
    # five blocks of 20 MiB of zeros, packed 1000 : 1, are 100 MiB: more than 64 MiB + 100 times 0.1 MiB
    bomb = data(part(99, bytes(20 * MIB)))
    assert 5 * len(bomb) < 0.11 * MIB
    with pytest.raises(UnreadableFileError, match="unpacks to more than 100 times its size"):
        read(file(*[bomb] * 5))
