"""Arrays in one mapped file: what is read is what was written, and a damaged file is refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gis.blob import read_blob, write_blob
from gis.errors import UnreadableFileError

ARRAYS: dict[str, NDArray[Any]] = {
    "wide": np.arange(12, dtype=np.float64).reshape(3, 4),
    "short": np.array([1, 2, 3], dtype=np.uint16),
    "nothing": np.zeros((0, 5), dtype=np.int32),
    "flags": np.array([True, False]),
}


def write(folder: Path, **facts: object) -> tuple[Path, str]:
    path = folder / "town.arrays"
    return path, write_blob(path, ARRAYS, facts=facts)


def test_arrays_and_facts_come_back_as_they_were(tmp_path: Path) -> None:
    path, sha256 = write(tmp_path, source="town.osm.pbf")
    blob = read_blob(path, verify=True)
    assert blob.facts == {"source": "town.osm.pbf"}
    assert blob.sha256 == sha256
    assert set(blob.arrays) == set(ARRAYS)
    for name, values in ARRAYS.items():
        assert blob.arrays[name].dtype == values.dtype
        np.testing.assert_array_equal(blob.arrays[name], values)


def test_what_is_mapped_cannot_be_written_to(tmp_path: Path) -> None:
    path, _ = write(tmp_path)
    with pytest.raises(ValueError, match="read-only"):
        read_blob(path).arrays["short"][0] = 9


def test_arrays_begin_on_a_cache_line(tmp_path: Path) -> None:
    path, _ = write(tmp_path)
    assert all(values.ctypes.data % 64 == 0 for values in read_blob(path).arrays.values() if values.size)


def test_the_hash_depends_on_content_and_on_nothing_else(tmp_path: Path) -> None:
    one = write_blob(tmp_path / "one", ARRAYS, facts={"a": 1, "b": 2})
    two = write_blob(tmp_path / "two", dict(reversed(ARRAYS.items())), facts={"b": 2, "a": 1})
    assert one == two
    assert one != write_blob(tmp_path / "three", ARRAYS | {"short": np.array([1, 2, 4], np.uint16)}, facts={})


def test_no_partial_file_stays_behind(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(TypeError, match="names holds objects"):
        write_blob(tmp_path / "bad", {"names": np.array(["a", None], dtype=object)}, facts={})
    assert [path.name for path in tmp_path.iterdir()] == ["town.arrays"]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda _: b"", "no file of arrays"),
        (lambda whole: b"PK\x03\x04" + whole, "no file of arrays"),
        (lambda whole: whole[:20], "cut short"),
        (lambda whole: whole[:-1], "bytes, not"),
        (lambda whole: whole[:30] + b"\xff" + whole[31:], "header is damaged"),
    ],
)
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, damage: Any, said: str) -> None:  # noqa: ANN401
    path, _ = write(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(UnreadableFileError, match=f"town.arrays.*{said}"):
        read_blob(path)


def test_one_altered_byte_is_found_when_the_content_is_verified(tmp_path: Path) -> None:
    path, _ = write(tmp_path)
    whole = bytearray(path.read_bytes())
    at = whole.index(np.float64(11).tobytes())
    whole[at] ^= 1
    path.write_bytes(whole)
    read_blob(path)
    with pytest.raises(UnreadableFileError, match="the hash differs"):
        read_blob(path, verify=True)


def test_a_header_with_any_bit_altered_is_refused_or_means_the_same(tmp_path: Path) -> None:
    path, sha256 = write(tmp_path, source="town.osm.pbf")
    whole = path.read_bytes()
    length = int.from_bytes(whole[16:24], "little")
    refused = 0
    for at in range(24, 24 + length):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x04]) + whole[at + 1 :])
        try:
            blob = read_blob(path, verify=True)
        except UnreadableFileError:
            refused += 1
        else:  # a blank between two entries, say
            assert blob.sha256 == sha256
            assert {name: values.tobytes() for name, values in blob.arrays.items()} == {
                name: values.tobytes() for name, values in ARRAYS.items()
            }
    assert refused > 0.9 * length


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"nowhere.arrays: there is no such file"):
        read_blob(tmp_path / "nowhere.arrays")
