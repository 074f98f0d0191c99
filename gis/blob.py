"""Arrays in one file that is mapped into memory: opened in milliseconds, however large, and hashed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.errors import UnreadableFileError

MAGIC = b"GIS-ARRAYS-1\n\0\0\0"
ALIGNMENT_BYTES = 64  # of each array: a cache line
HEADER_AT = len(MAGIC) + 8


@dataclass(frozen=True, slots=True)
class Blob:
    """
    What a file of arrays holds.

    Parameters
    ----------
    facts : dict
        JSON values that say what the arrays are.
    arrays : dict of str to numpy.ndarray
        Read-only views of the file; pages are read when they are touched.
    sha256 : str
        Hash of facts and arrays, as written; names the content, whatever the file is called.
    """

    facts: dict[str, Any]
    arrays: dict[str, NDArray[Any]]
    sha256: str


def write_blob(path: Path, arrays: Mapping[str, NDArray[Any]], *, facts: Mapping[str, Any]) -> str:
    """
    Write arrays into one file, whole or not at all.

    Parameters
    ----------
    path : pathlib.Path
        File to make or replace; its folder must exist.
    arrays : mapping of str to numpy.ndarray
        Arrays of numbers, any shape.
    facts : mapping
        JSON values to keep beside them.

    Returns
    -------
    str
        SHA-256 of the content: the same arrays and facts give the same, in any order.
    """
    entries, offset = [], 0
    names = sorted(arrays)
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    contiguous = {name: np.ascontiguousarray(arrays[name]) for name in names}
    for name in names:
        values = contiguous[name]
        if values.dtype.hasobject:
            raise TypeError(f"{name} holds objects, not numbers")
        entries.append({"name": name, "dtype": values.dtype.str, "shape": values.shape, "offset": offset})
        digest.update(json.dumps([name, values.dtype.str, values.shape]).encode())
        digest.update(values.data.cast("B") if values.size else b"")
        offset += -(-values.nbytes // ALIGNMENT_BYTES) * ALIGNMENT_BYTES
    sha256 = digest.hexdigest()
    header = json.dumps({"facts": facts, "arrays": entries, "size": offset, "sha256": sha256}).encode()
    # a name of its own: two processes may prepare the same network at once
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            file.write(MAGIC + len(header).to_bytes(8, "little") + header)
            begin = _payload_at(len(header))
            for name, entry in zip(names, entries, strict=True):
                file.seek(begin + int(str(entry["offset"])))
                file.write(
                    contiguous[name].tobytes() if contiguous[name].ndim == 0 else contiguous[name].data
                )
            file.truncate(begin + offset)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return sha256


def read_blob(path: Path, *, verify: bool = False) -> Blob:
    """
    Map a file of arrays into memory.

    Parameters
    ----------
    path : pathlib.Path
        A file that ``write_blob`` wrote.
    verify : bool
        Whether to read everything and compare it with the hash.

    Returns
    -------
    Blob
        Its content.

    Raises
    ------
    UnreadableFileError
        If the file is missing, of another kind, cut short or, where that is verified, altered.
    """
    if not path.is_file():
        raise UnreadableFileError(path.name, ["there is no such file"])
    mapped = np.memmap(path, dtype=np.uint8, mode="r") if path.stat().st_size else np.zeros(0, dtype=np.uint8)
    header, begin = _header(path, mapped)
    whole: NDArray[Any] = mapped.view(np.ndarray)
    arrays = {}
    try:
        for entry in header["arrays"]:
            dtype, shape = np.dtype(entry["dtype"]), tuple(entry["shape"])
            size = dtype.itemsize * int(np.prod(shape, dtype=np.int64))
            at = begin + entry["offset"]
            arrays[entry["name"]] = whole[at : at + size].view(dtype).reshape(shape)
        blob = Blob(header["facts"], arrays, header["sha256"])
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableFileError(path.name, [f"its header is damaged ({error})"]) from error
    if verify and _hash(blob) != blob.sha256:
        raise UnreadableFileError(path.name, ["its content is not what was written: the hash differs"])
    return blob


def _payload_at(n_header: int) -> int:
    return -(-(HEADER_AT + n_header) // ALIGNMENT_BYTES) * ALIGNMENT_BYTES


def _header(path: Path, mapped: NDArray[np.uint8]) -> tuple[dict[str, Any], int]:
    """Read and check the header; give it and where the arrays begin."""
    if bytes(mapped[: len(MAGIC)]) != MAGIC:
        raise UnreadableFileError(path.name, ["it is no file of arrays of this engine"])
    n_header = int.from_bytes(bytes(mapped[len(MAGIC) : HEADER_AT]), "little")
    begin = _payload_at(n_header)
    if begin > len(mapped):
        raise UnreadableFileError(path.name, ["it was cut short"])
    try:
        header: dict[str, Any] = json.loads(bytes(mapped[HEADER_AT : HEADER_AT + n_header]))
        n_bytes = begin + int(header["size"])
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableFileError(path.name, [f"its header is damaged ({error})"]) from error
    if n_bytes != len(mapped):
        raise UnreadableFileError(path.name, [f"it holds {len(mapped)} bytes, not {n_bytes}"])
    return header, begin


def _hash(blob: Blob) -> str:
    digest = hashlib.sha256(json.dumps(blob.facts, sort_keys=True).encode())
    for name in sorted(blob.arrays):
        values = blob.arrays[name]
        digest.update(json.dumps([name, values.dtype.str, values.shape]).encode())
        digest.update(values.data.cast("B") if values.size else b"")
    return digest.hexdigest()
