"""GeoPackages: looked over as the SQLite databases they are, then read layer by layer."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pyproj

from tracker.register.reading.limits import MAX_ROWS, RowBudget, refusal
from tracker.register.reading.vector_layers import read_layer
from tracker.register.reading.workbook import choose_sheets
from tracker.register.tables import Table

# Of the header: size of a page (2 bytes at 16; 1 means 65536) and number of pages (4 bytes at 28).
HEADER_BYTES: Final = 100
LARGEST_PAGE_BYTES: Final = 65536
CATALOGUE: Final = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")
SYSTEM_TABLE: Final = "table"


def read_geopackage(
    path: Path, name: str, *, layer: str | None, asked: pyproj.CRS | None
) -> tuple[tuple[Table, ...], bool, list[str]]:
    """
    Read the layers of a GeoPackage, those without geometry too.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    name : str
        Its name, for messages.
    layer : str or None
        The only layer to read; all when None.
    asked : pyproj.CRS or None
        The reference system that somebody named.

    Returns
    -------
    tables : tuple of Table
        One a layer.
    needs_crs : bool
        True when nobody says what the coordinates of some layer mean.
    notes : list of str
        What was chosen, and which rows have no position.

    Raises
    ------
    InvalidInputError
        If it is damaged or cut off, has no layers, or computes its rows by code.
    """
    _check_whole(path, name)
    budget = RowBudget(name)
    tables: list[Table] = []
    notes: list[str] = []
    needs_crs = False
    for title in choose_sheets(_layers(path, name, layer), layer, name):
        table, needs, found = read_layer(
            path, title, name=name, asked=asked, budget=budget, drawn=_drawn(path, title, name)
        )
        tables.append(table)
        notes += found
        needs_crs = needs_crs or needs
    return tuple(tables), needs_crs, notes


def _check_whole(path: Path, name: str) -> None:
    """Refuse a file that is shorter than its header says."""
    with path.open("rb") as file:
        head = file.read(HEADER_BYTES)
    page_bytes = int.from_bytes(head[16:18], "big")
    page_bytes = LARGEST_PAGE_BYTES if page_bytes == 1 else page_bytes
    page_count = int.from_bytes(head[28:32], "big")
    size_bytes = path.stat().st_size
    if len(head) < HEADER_BYTES or size_bytes < page_bytes * page_count:
        fault = f"is cut off: it has {size_bytes} of {page_bytes * page_count} bytes; send it again"
        raise refusal(name, ("", fault))


def _open(path: Path) -> sqlite3.Connection:
    """Open the database so that nothing is written and its own code may do nothing."""
    database = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)
    database.execute("PRAGMA trusted_schema = OFF")
    return database


def _drawn(path: Path, title: str, name: str) -> list[bool] | None:
    """Tell which rows of a layer have a geometry in storage; None for a layer without geometries."""
    try:
        with closing(_open(path)) as database:
            named = database.execute(
                "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (title,)
            ).fetchone()
            if named is None:
                return None
            column, table = (_quoted(str(spelt)) for spelt in (named[0], title))
            asked = f"SELECT {column} IS NOT NULL FROM {table} ORDER BY rowid LIMIT {MAX_ROWS + 1}"  # noqa: S608 - quoted
            return [bool(found) for (found,) in database.execute(asked)]
    except sqlite3.DatabaseError as error:
        raise refusal(name, (f"layer {title!r}", f"is damaged ({error})")) from error


def _quoted(identifier: str) -> str:
    """Quote a name for SQL."""
    return '"' + identifier.replace('"', '""') + '"'


def _layers(path: Path, name: str, asked: str | None) -> list[str]:
    """List the layers, and refuse those whose rows come from code instead of storage."""
    try:
        with closing(_open(path)) as database:
            kinds = dict(database.execute("SELECT name, type FROM sqlite_schema").fetchall())
            virtual = {
                title
                for title, sql in database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
                if str(sql).upper().split()[:2] == ["CREATE", "VIRTUAL"]
            }
            if "gpkg_contents" not in kinds:
                raise refusal(name, ("", "is an SQLite database, but no GeoPackage: it has no gpkg_contents"))
            stored = {title for title, kind in kinds.items() if kind == SYSTEM_TABLE} - virtual
            if unstored := [title for title in CATALOGUE if title in kinds and title not in stored]:
                raise refusal(name, *((title, "is computed by code, not stored") for title in unstored))
            listed = [
                str(title)
                for (title,) in database.execute(
                    "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes')"
                    " ORDER BY rowid"
                )
            ]
            if not listed:
                raise refusal(name, ("gpkg_contents", "lists no layer of features or attributes"))
            wanted = choose_sheets(listed, asked, name)
            faults = [
                (f"layer {title!r}", fault)
                for title in wanted
                if (fault := _layer_fault(database, title, kinds, stored))
            ]
    except (sqlite3.DatabaseError, OverflowError) as error:
        raise refusal(name, ("", f"is a damaged GeoPackage ({error})")) from error
    if faults:
        raise refusal(name, *faults)
    return listed


def _layer_fault(
    database: sqlite3.Connection, title: str, kinds: dict[str, str], stored: set[str]
) -> str | None:
    """Say why a layer cannot be read as stored rows."""
    if title not in kinds:
        return "is listed, but there is no such table"
    if title not in stored:
        return f"is a {kinds[title]} whose rows are computed by code; export it as a table of its own"
    hidden_at = 6  # 2 and 3 mark columns that an expression computes
    columns = database.execute("SELECT * FROM pragma_table_xinfo(?)", (title,)).fetchall()
    computed = [str(column[1]) for column in columns if column[hidden_at]]
    return f"computes its column {', '.join(computed)} by code" if computed else None
