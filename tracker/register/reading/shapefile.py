"""Shapefiles: their parts are looked for (in a zip or beside the .shp), then read together."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

import pyproj

from tracker.register.notes import note
from tracker.register.reading.archives import members, unpack_member
from tracker.register.reading.limits import MAX_FILE_BYTES, RowBudget, refusal
from tracker.register.reading.vector_layers import read_layer
from tracker.register.reading.workbook import choose_sheets
from tracker.register.tables import Table

PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
NEEDED: Final = (".shp", ".shx", ".dbf")
# Of a .dbf: number of records (4 bytes at 4), of the header's and a record's bytes (2 each at 8 and 10).
DBF_HEADER_BYTES: Final = 32
DBF_LANGUAGE_AT: Final = 29
SHP_HEADER_BYTES: Final = 100
SHX_RECORD_BYTES: Final = 8


def read_shapefile(path: Path, name: str, *, asked: pyproj.CRS | None) -> tuple[Table, bool, list[str]]:
    """
    Read a .shp with the parts beside it.

    Parameters
    ----------
    path : pathlib.Path
        The .shp.
    name : str
        Its name, for messages.
    asked : pyproj.CRS or None
        The reference system that somebody named.

    Returns
    -------
    table : Table
        A row a shape.
    needs_crs : bool
        True when there is no .prj and nobody named a reference system.
    notes : list of str
        What was chosen, and which rows have no position.

    Raises
    ------
    InvalidInputError
        If a part is missing or damaged.
    """
    beside = {
        part.suffix.lower(): part
        for part in path.parent.iterdir()
        if part.stem == path.stem and part.suffix.lower() in PARTS and part.is_file()
    }
    beside[".shp"] = path
    return _read_parts(beside, name, path.stem, asked, RowBudget(name))


def read_zipped_shapefiles(
    archive: zipfile.ZipFile, name: str, *, layer: str | None, asked: pyproj.CRS | None
) -> tuple[tuple[Table, ...], bool, list[str]]:
    """
    Read the shapefiles of an archive.

    Parameters
    ----------
    archive : zipfile.ZipFile
        Open, with its list checked.
    name : str
        Its name, for messages.
    layer : str or None
        The only one to read, by its name without suffix; all when None.
    asked : pyproj.CRS or None
        The reference system that somebody named.

    Returns
    -------
    tables : tuple of Table
        One a shapefile, called by its name without folder and suffix.
    needs_crs : bool
        True when some has no .prj and nobody named a reference system.
    notes : list of str
        What was chosen, and which rows have no position.

    Raises
    ------
    InvalidInputError
        If a part is missing or damaged.
    """
    budget = RowBudget(name)
    found = members(archive)
    stems = {
        str(PurePosixPath(member).with_suffix("")): PurePosixPath(member).stem
        for member in found
        if member.lower().endswith(".shp")
    }
    chosen = choose_sheets(list(stems.values()), layer, name)
    tables: list[Table] = []
    notes: list[str] = []
    needs_crs = False
    for stem, title in stems.items():
        if title not in chosen:
            continue
        with TemporaryDirectory() as folder:
            parts: dict[str, Path] = {}
            for member in found:
                where = PurePosixPath(member)
                suffix = where.suffix.lower()
                if str(where.with_suffix("")) == stem and suffix in PARTS:
                    parts[suffix] = Path(folder) / f"shape{suffix}"
                    unpack_member(archive, member, parts[suffix], name)
            table, needs, told = _read_parts(parts, name, title, asked, budget)
        tables.append(replace(table, name=title))
        notes += told
        needs_crs = needs_crs or needs
    return tuple(tables), needs_crs, notes


def _read_parts(
    parts: dict[str, Path], name: str, title: str, asked: pyproj.CRS | None, budget: RowBudget
) -> tuple[Table, bool, list[str]]:
    """Check the parts of one shapefile against each other and read them."""
    absent = [suffix for suffix in NEEDED if suffix not in parts]
    if absent:
        raise refusal(
            name,
            *(
                (f"{title}{suffix}", "is missing: send .shp, .shx, .dbf and .prj together")
                for suffix in absent
            ),
        )
    if faults := [(f"{title}{suffix}", fault) for suffix in NEEDED if (fault := _part_fault(parts, suffix))]:
        raise refusal(name, *faults)
    encoding, notes = _encoding(parts, title)
    table, needs_crs, told = read_layer(
        parts[".shp"], None, name=name, asked=asked, budget=budget, encoding=encoding, where=title
    )
    return table, needs_crs, notes + told


def _part_fault(parts: dict[str, Path], suffix: str) -> str | None:
    """Say what is wrong with one part: each tells its size in its header, and they count the same shapes."""
    size_bytes = parts[suffix].stat().st_size
    if size_bytes > MAX_FILE_BYTES:
        return f"has {size_bytes} bytes; at most {MAX_FILE_BYTES} are taken"
    with parts[suffix].open("rb") as file:
        head = file.read(SHP_HEADER_BYTES)
    if suffix == ".dbf":
        if len(head) < DBF_HEADER_BYTES:
            return "is cut off within its header"
        wanted_bytes = _dbf_bytes(head)
        shape_count = (parts[".shx"].stat().st_size - SHP_HEADER_BYTES) // SHX_RECORD_BYTES
        record_count = int.from_bytes(head[4:8], "little")
        if record_count != shape_count:
            return f"has {record_count} records for the {shape_count} shapes of the .shx"
    else:
        if len(head) < SHP_HEADER_BYTES or head[:4] != b"\x00\x00\x27\x0a":
            return f"is no {suffix} file"
        wanted_bytes = 2 * int.from_bytes(head[24:28], "big")
    if size_bytes < wanted_bytes:
        return f"is cut off: it has {size_bytes} of {wanted_bytes} bytes; send it again"
    return None


def _dbf_bytes(head: bytes) -> int:
    """Tell how many bytes a .dbf must have."""
    record_count = int.from_bytes(head[4:8], "little")
    return int.from_bytes(head[8:10], "little") + record_count * int.from_bytes(head[10:12], "little")


def _encoding(parts: dict[str, Path], title: str) -> tuple[str | None, list[str]]:
    """Find the encoding of the text where neither a .cpg nor the .dbf says it: UTF-8 if every byte fits."""
    content = parts[".dbf"].read_bytes()
    if ".cpg" in parts or content[DBF_LANGUAGE_AT] != 0:
        return None, []
    body = content[int.from_bytes(content[8:10], "little") :]
    if body.isascii():
        return None, []
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", [note("dbf_windows", name=title)]
    return "utf-8", [note("dbf_utf8", name=title)]
