"""Writing results: whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import geopandas

from gis.errors import UnwritableFolderError


@contextmanager
def whole_folder(out: Path, *, may_replace: frozenset[str]) -> Iterator[Path]:
    """
    Give a temporary folder whose files appear in ``out`` when all of them are written.

    Parameters
    ----------
    out : pathlib.Path
        Folder to make. One that exists stays, as it may be a mount point or the
        folder somebody works in; earlier results in it are replaced.
    may_replace : frozenset of str
        Names of files an earlier run may have left.

    Yields
    ------
    pathlib.Path
        Folder to write into; removed if anything fails.

    Raises
    ------
    UnwritableFolderError
        If ``out`` cannot be written, is a file, or a folder with anything else in it.
    """
    check_folder(out, may_replace=may_replace)
    try:
        beside = out if out.exists() else out.parent
        beside.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name[:32]}-", dir=beside) as parent:
            folder = Path(parent) / "new"
            folder.mkdir()
            yield folder
            if beside == out:
                _put_into(folder, out, may_replace)
            else:
                folder.rename(out)
    except OSError as error:
        raise UnwritableFolderError(str(out), [f"cannot be written: {error.strerror}"]) from error


def _put_into(folder: Path, out: Path, may_replace: frozenset[str]) -> None:
    """Move files into a folder on the same disk; results of an earlier run that have no successor go."""
    written = {path.name for path in folder.iterdir()}
    for name in sorted(may_replace - written):
        (out / name).unlink(missing_ok=True)
    for name in sorted(written):
        (folder / name).replace(out / name)


def check_folder(out: Path, *, may_replace: frozenset[str]) -> None:
    """
    Refuse, before any work is done, a folder that results cannot be written into.

    Parameters
    ----------
    out : pathlib.Path
        Folder to make or to replace.
    may_replace : frozenset of str
        Names of files an earlier run may have left.

    Raises
    ------
    UnwritableFolderError
        If it cannot be made, is a file, or holds anything else.
    """
    try:
        if out.exists() and not out.is_dir():
            raise UnwritableFolderError(str(out), ["is a file; name a folder to write into"])
        there = next(folder for folder in (out.absolute(), *out.absolute().parents) if folder.exists())
        if not there.is_dir():
            raise UnwritableFolderError(str(out), [f"cannot be made: {there} is a file"])
        if not os.access(there, os.W_OK | os.X_OK):
            raise UnwritableFolderError(str(out), [f"may not be written into: {there}"])
        names = [path.name for path in out.iterdir()] if out.exists() else []
    except OSError as error:  # a name too long, a folder that may not be looked into
        raise UnwritableFolderError(str(out), [f"cannot be written: {error.strerror}"]) from error
    foreign = sorted(set(names) - may_replace)
    if foreign:
        fault = f"holds other files ({', '.join(foreign[:5])}); name an empty or a new folder"
        raise UnwritableFolderError(str(out), [fault])


def write_table(frame: geopandas.GeoDataFrame, path: Path) -> None:
    """
    Write a GeoParquet file, whole or not at all.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Rows to write.
    path : pathlib.Path
        Where to.
    """
    with _replacing(path) as temporary:
        frame.to_parquet(temporary, index=False)


def write_json(document: Mapping[str, object], path: Path) -> None:
    """
    Write a JSON file, whole or not at all; the same document gives the same bytes.

    Parameters
    ----------
    document : mapping
        What to write; infinities and NaN are refused, ``None`` becomes null.
    path : pathlib.Path
        Where to.
    """
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    with _replacing(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give a temporary name beside a file, and the file's name to it at the end."""
    folder = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        yield folder / path.name
        (folder / path.name).replace(path)
    finally:
        shutil.rmtree(folder)


def file_sha256(path: Path) -> str:
    """
    Compute a file's checksum.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    str
        SHA-256 in hexadecimal.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
