"""Zip archives: what they hold is listed and checked before anything is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from tracker.register.reading.limits import (
    MAX_ARCHIVE_ENTRIES,
    MAX_COMPRESSION_RATIO,
    MAX_UNPACKED_BYTES,
    SMALL_ENTRY_BYTES,
    refusal,
)

ENCRYPTED_FLAG = 0x1
CHUNK_BYTES = 256 * 1024
# What Python's own reader raises on damage; NotImplementedError is a kind of compression it does not know.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


@contextmanager
def open_archive(path: Path, name: str) -> Iterator[zipfile.ZipFile]:
    """
    Open an archive whose list of entries has been checked.

    Parameters
    ----------
    path : pathlib.Path
        The archive.
    name : str
        Its name, for messages.

    Yields
    ------
    zipfile.ZipFile
        Open for reading.

    Raises
    ------
    InvalidInputError
        If it is damaged, encrypted, too large when unpacked, or has an entry that leads out of it.
    """
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGE as error:
        raise refusal(name, ("", f"is a damaged or cut-off archive ({error}); send it again")) from error
    with archive:
        _check_entries(archive.infolist(), name)
        yield archive


def members(archive: zipfile.ZipFile) -> list[str]:
    """
    List the files of an archive that a person put there.

    Parameters
    ----------
    archive : zipfile.ZipFile
        An archive from `open_archive`.

    Returns
    -------
    list of str
        Paths inside it, without folders and without what macOS adds.
    """
    return [
        entry.filename
        for entry in archive.infolist()
        if not entry.is_dir()
        and "__MACOSX" not in entry.filename
        and not PurePosixPath(entry.filename).name.startswith(".")
    ]


def stream_member(archive: zipfile.ZipFile, member: str, name: str) -> Iterator[bytes]:
    """
    Unpack one entry piece by piece.

    Parameters
    ----------
    archive : zipfile.ZipFile
        An archive from `open_archive`.
    member : str
        Path inside it.
    name : str
        The archive's name, for messages.

    Yields
    ------
    bytes
        The next piece.

    Raises
    ------
    InvalidInputError
        If the entry is damaged, or larger than the archive's list says.
    """
    unpacked_bytes = 0
    try:
        with archive.open(member) as packed:
            while piece := packed.read(CHUNK_BYTES):
                unpacked_bytes += len(piece)
                if unpacked_bytes > MAX_UNPACKED_BYTES:
                    raise refusal(name, (member, f"unpacks to more than {_mb(MAX_UNPACKED_BYTES)} MB"))
                yield piece
    except DAMAGE as error:
        raise refusal(name, (member, f"is damaged and cannot be unpacked ({error})")) from error


def read_member(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    """
    Unpack one entry whole.

    Parameters
    ----------
    archive : zipfile.ZipFile
        An archive from `open_archive`.
    member : str
        Path inside it.
    name : str
        The archive's name, for messages.

    Returns
    -------
    bytes
        What it holds.

    Raises
    ------
    InvalidInputError
        If the entry is damaged, or larger than the archive's list says.
    """
    return b"".join(stream_member(archive, member, name))


def unpack_member(archive: zipfile.ZipFile, member: str, target: Path, name: str) -> None:
    """
    Unpack one entry to a file that the caller names, never to one that the archive names.

    Parameters
    ----------
    archive : zipfile.ZipFile
        An archive from `open_archive`.
    member : str
        Path inside it.
    target : pathlib.Path
        The file to write.
    name : str
        The archive's name, for messages.

    Raises
    ------
    InvalidInputError
        If the entry is damaged, or larger than the archive's list says.
    """
    with target.open("wb") as file:
        for piece in stream_member(archive, member, name):
            file.write(piece)


def _check_entries(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse an archive by its list: all faults at once."""
    if len(entries) > MAX_ARCHIVE_ENTRIES:
        fault = f"holds {len(entries)} entries; at most {MAX_ARCHIVE_ENTRIES} are taken"
        raise refusal(name, ("", fault))
    faults = [(entry.filename, told) for entry in entries if (told := _entry_fault(entry))]
    unpacked_bytes = sum(entry.file_size for entry in entries)
    if unpacked_bytes > MAX_UNPACKED_BYTES:
        fault = f"unpacks to {_mb(unpacked_bytes)} MB; at most {_mb(MAX_UNPACKED_BYTES)} MB are taken"
        faults.append(("", fault))
    names = [entry.filename for entry in entries]
    twice = sorted({entry for entry in names if names.count(entry) > 1})
    faults.extend((entry, "is in the archive twice, so nobody can say which is meant") for entry in twice)
    if faults:
        raise refusal(name, *faults)


def _entry_fault(entry: zipfile.ZipInfo) -> str | None:
    """Say what is wrong with one entry."""
    where = PurePosixPath(entry.filename.replace("\\", "/"))
    if where.is_absolute() or ".." in where.parts or ":" in entry.filename:
        return "has a path that leads out of the archive"
    if entry.flag_bits & ENCRYPTED_FLAG:
        return "is protected by a password; send it without one"
    ratio = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > SMALL_ENTRY_BYTES and ratio > MAX_COMPRESSION_RATIO:
        return f"unpacks to {ratio:.0f} times its size, above the {MAX_COMPRESSION_RATIO} of any table"
    return None


def _mb(byte_count: int) -> int:
    """Give megabytes, rounded up."""
    return -(-byte_count // (1024 * 1024))
