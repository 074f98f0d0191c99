"""The one door to the readers: a file is recognised by its content, read, and given as tables."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pyproj

from tracker.register.notes import note
from tracker.register.reading.archives import members, open_archive, unpack_member
from tracker.register.reading.delimited import read_delimited
from tracker.register.reading.geojson import read_features
from tracker.register.reading.geopackage import read_geopackage
from tracker.register.reading.gtfs import read_gtfs
from tracker.register.reading.inspection import inspect_table
from tracker.register.reading.json_text import read_json
from tracker.register.reading.limits import MAX_FILE_BYTES, refusal
from tracker.register.reading.old_workbook import read_old_workbook
from tracker.register.reading.osm import read_osm
from tracker.register.reading.positions import named_system
from tracker.register.reading.recognise import (
    Format,
    name_note,
    recognise,
    recognise_archive,
    recognise_ole,
)
from tracker.register.reading.shapefile import read_shapefile, read_zipped_shapefiles
from tracker.register.reading.workbook import read_workbook
from tracker.register.tables import SourceFile, Table


@dataclass(frozen=True, slots=True)
class _Found:
    """What a reader gave, before the last look."""

    format: Format
    tables: Sequence[Table]
    notes: Sequence[str]
    needs_crs: bool = False


def read_source(path: Path, *, crs: str | None = None, sheet: str | None = None) -> SourceFile:
    """
    Read a file that a register is filled from.

    Parameters
    ----------
    path : pathlib.Path
        The file: XLSX, XLS, CSV, GeoJSON (also a feature a line), GeoPackage, shapefile (zipped, or a
        .shp with its parts beside it), OSM PBF, OpenSidewalks points, A11yJSON or GTFS. Its content
        decides, not its name.
    crs : str or None
        Reference system of the coordinates, such as ``EPSG:31983``, for a file that does not say it.
    sheet : str or None
        The only sheet or layer to read; all when None.

    Returns
    -------
    SourceFile
        Every row, in order; those that cannot be taken carry their fault.

    Raises
    ------
    InvalidInputError
        If the file as a whole cannot be taken: its faults name the file and the place.

    Notes
    -----
    The point of an area is one on its surface, that of a line its middle. (0, 0) and a missing geometry
    are no position, told in the notes and not at fault. Longitude and latitude that the file itself has
    swapped stay so: only who knows the study's place can tell.
    """
    path = Path(path)
    name = path.name
    asked = named_system(crs)
    _check_file(path, name)
    found = _read(path, name, asked, sheet)
    if sheet is not None and not any(table.name.strip() == sheet.strip() for table in found.tables):
        raise refusal(name, (f"sheet {sheet!r}", f"there is no such sheet: {found.format} has none"))
    notes = [*name_note(path, found.format), *found.notes]
    tables: list[Table] = []
    for table in found.tables:
        inspected, told = inspect_table(table)
        tables.append(inspected)
        notes += told
    if not any(table.rows for table in tables):
        has = (
            "a header, but no row below it"
            if any(table.columns for table in tables)
            else "no row with a value"
        )
        raise refusal(name, ("", f"holds nothing to import: it has {has}"))
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return SourceFile(name, sha256, found.format, tuple(tables), found.needs_crs, tuple(notes))


def _check_file(path: Path, name: str) -> None:
    """Refuse what is no file of a size that is taken."""
    if path.is_symlink():
        raise refusal(name, ("", "is a link to a file; send the file itself"))
    if path.is_dir():
        raise refusal(name, ("", "is a folder; pack a shapefile's parts into a zip, or name one file"))
    if not path.is_file():
        raise refusal(name, ("", "there is no such file"))
    size_bytes = path.stat().st_size
    if size_bytes == 0:
        raise refusal(name, ("", "is empty: it has no bytes"))
    if size_bytes > MAX_FILE_BYTES:
        raise refusal(name, ("", f"has {size_bytes} bytes; at most {MAX_FILE_BYTES} are taken"))


def _read(path: Path, name: str, asked: pyproj.CRS | None, sheet: str | None) -> _Found:
    """Call the reader of the format."""
    kind = recognise(path, name)
    match kind:
        case "zip":
            found = _read_archive(path, name, asked, sheet)
        case "ole":
            recognise_ole(path, name)
            tables, notes = read_old_workbook(path, name, sheet=sheet)
            found = _Found("xls", tables, notes)
        case "geopackage":
            tables, needs_crs, notes = read_geopackage(path, name, layer=sheet, asked=asked)
            found = _Found("geopackage", tables, notes, needs_crs)
        case "shapefile":
            table, needs_crs, notes = read_shapefile(path, name, asked=asked)
            found = _Found("shapefile", (table,), notes, needs_crs)
        case "osm_pbf":
            table, notes = read_osm(path, name)
            found = _Found("osm_pbf", (table,), notes)
        case "json":
            found = _read_json(path, name, asked)
        case "text":
            table, notes = read_delimited(path, name)
            found = _Found("csv", (table,), notes)
    return found


def _read_archive(path: Path, name: str, asked: pyproj.CRS | None, sheet: str | None) -> _Found:
    """Call the reader of what an archive holds."""
    with open_archive(path, name) as archive:
        kind = recognise_archive(archive, name)
        if kind == "gtfs":
            table, notes = read_gtfs(archive, name)
            return _Found("gtfs", (table,), notes)
        if kind == "shapefile":
            tables, needs_crs, notes = read_zipped_shapefiles(archive, name, layer=sheet, asked=asked)
            return _Found("shapefile", tables, notes, needs_crs)
        if kind == "json":
            member, told = _choose_json(members(archive), name)
            with TemporaryDirectory() as folder:
                target = Path(folder) / "features.json"
                unpack_member(archive, member, target, name)
                found = _read_json(target, f"{name}, {member}", asked)
            return _Found(found.format, found.tables, [*told, *found.notes], found.needs_crs)
    tables, notes = read_workbook(path, name, sheet=sheet)
    return _Found("xlsx", tables, notes)


def _choose_json(found: list[str], name: str) -> tuple[str, list[str]]:
    """Choose the file of places: the only one, or the points of an OpenSidewalks set."""
    candidates = [member for member in found if PurePosixPath(member).suffix.lower() in {".geojson", ".json"}]
    if len(candidates) == 1:
        return candidates[0], []
    points = [member for member in candidates if "points" in PurePosixPath(member).name.lower()]
    if len(points) == 1:
        rest = ", ".join(PurePosixPath(member).name for member in candidates if member != points[0])
        return points[0], [note("points_read", member=points[0], rest=rest)]
    raise refusal(name, ("", f"holds several files and none is the one of points: {', '.join(candidates)}"))


def _read_json(path: Path, name: str, asked: pyproj.CRS | None) -> _Found:
    """Read JSON and tell its relatives apart."""
    format_name, table, needs_crs, notes = read_features(read_json(path, name), name, asked=asked)
    return _Found(format_name, (table,), notes, needs_crs)
