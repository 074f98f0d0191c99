"""The embedded spatial layer: the SQL functions GeoAlchemy2 asks of SQLite, written with shapely."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from tracker.errors import ConfigurationError

Blob = bytes | memoryview

PREDICATES: dict[str, Callable[[BaseGeometry, BaseGeometry], Any]] = {
    "ST_Intersects": shapely.intersects,
    "ST_Within": shapely.within,
    "ST_Contains": shapely.contains,
    "ST_Touches": shapely.touches,
    "ST_Crosses": shapely.crosses,
    "ST_Overlaps": shapely.overlaps,
    "ST_Equals": shapely.equals,
    "ST_Disjoint": shapely.disjoint,
    "ST_Covers": shapely.covers,
    "ST_CoveredBy": shapely.covered_by,
}

# The last four columns are what GeoAlchemy2 reads back, in this order.
GEOMETRY_COLUMNS = """
CREATE TABLE IF NOT EXISTS geometry_columns (
    f_table_name TEXT NOT NULL,
    f_geometry_column TEXT NOT NULL,
    geometry_type TEXT NOT NULL,
    coord_dimension TEXT NOT NULL,
    srid INTEGER NOT NULL,
    spatial_index_enabled INTEGER NOT NULL,
    PRIMARY KEY (f_table_name, f_geometry_column)
)"""


def check_rtree() -> None:
    """Refuse a Python whose SQLite was built without R-trees, in plain words."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING rtree(id, low, high)")
    except sqlite3.OperationalError as error:
        raise ConfigurationError(
            "This Python's SQLite was built without R-trees, which the embedded database needs. "
            "Use the Python of python.org or of your distribution, or set TRACKER_DATABASE_URL to PostGIS."
        ) from error
    finally:
        connection.close()


def register_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the spatial functions; needed before it touches a spatial table."""
    for name, count, function in (
        ("GeomFromEWKT", 1, _from_ewkt),
        ("GeomFromWKB", 2, _from_wkb),
        ("GeomFromWKB", 1, _from_wkb),
        ("GeomFromEWKB", 1, _from_wkb),
        ("GeomFromEWKB", 2, _from_wkb),
        ("AsEWKB", 1, _as_ewkb),
        ("AsBinary", 1, _as_wkb),
        ("AsGeoJSON", 1, _as_geojson),
        ("ST_SRID", 1, _srid),
        ("ST_IsValid", 1, _is_valid),
        ("ST_Distance", 2, _distance),
        ("geometry_fits", 3, _fits),
        ("geometry_bound", 2, _bound),
    ):
        connection.create_function(name, count, function, deterministic=True)
    for name, predicate in PREDICATES.items():
        connection.create_function(name, 2, _predicate(predicate), deterministic=True)
    _register_ddl(connection)


def _register_ddl(connection: sqlite3.Connection) -> None:
    """Register the functions that change the schema; each runs its statements on this connection."""

    def recover(table: str, column: str, srid: int, kind: str, dimension: str) -> int:
        return _recover_geometry_column(connection, table, column, srid, kind, dimension)

    def add(table: str, column: str, srid: int, kind: str, dimension: int, _not_null: int) -> int:
        connection.execute(f'ALTER TABLE "{table}" ADD COLUMN "{column}" GEOMETRY')
        names = {2: "XY", 3: "XYZ", 4: "XYZM"}
        return _recover_geometry_column(connection, table, column, srid, kind, names[dimension])

    def index(table: str, column: str) -> int:
        return _create_spatial_index(connection, table, column)

    def check(table: str, column: str) -> int | None:
        return _find_spatial_index(connection, table, column)

    def disable(table: str, column: str) -> int:
        return _disable_spatial_index(connection, table, column)

    def discard(table: str, column: str) -> int:
        return _discard_geometry_column(connection, table, column)

    def drop(_database: str | None, table: str) -> int:
        return _drop_table(connection, table.strip('"'))

    connection.create_function("RecoverGeometryColumn", 5, recover)
    connection.create_function("AddGeometryColumn", 6, add)
    connection.create_function("CreateSpatialIndex", 2, index)
    connection.create_function("CheckSpatialIndex", 2, check)
    connection.create_function("DisableSpatialIndex", 2, disable)
    connection.create_function("DiscardGeometryColumn", 2, discard)
    connection.create_function("DropTable", 2, drop)


# Values -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _parse(blob: bytes) -> BaseGeometry:
    return shapely.from_wkb(blob)


def _ewkb(geometry: BaseGeometry) -> bytes:
    return bytes(shapely.to_wkb(geometry, include_srid=True))


def _from_ewkt(text: str | None) -> bytes | None:
    if text is None:
        return None
    head, _, rest = text.partition(";")
    if not rest:
        return _ewkb(shapely.from_wkt(text))
    return _ewkb(shapely.set_srid(shapely.from_wkt(rest), int(head.removeprefix("SRID="))))


def _from_wkb(blob: Blob | None, srid: int | None = None) -> bytes | None:
    if blob is None:
        return None
    geometry = shapely.from_wkb(bytes(blob))
    return _ewkb(geometry if srid is None else shapely.set_srid(geometry, srid))


def _as_ewkb(blob: bytes | None) -> bytes | None:
    return blob


def _as_wkb(blob: bytes | None) -> bytes | None:
    return None if blob is None else bytes(shapely.to_wkb(_parse(blob), include_srid=False))


def _as_geojson(blob: bytes | None) -> str | None:
    return None if blob is None else str(shapely.to_geojson(_parse(blob)))


def _srid(blob: bytes | None) -> int | None:
    return None if blob is None else int(shapely.get_srid(_parse(blob)))


def _is_valid(blob: bytes | None) -> int | None:
    return None if blob is None else int(shapely.is_valid(_parse(blob)))


def _same_system(first: BaseGeometry, second: BaseGeometry) -> None:
    if shapely.get_srid(first) != shapely.get_srid(second):
        raise ValueError("operation on mixed SRID geometries")


def _distance(first: bytes | None, second: bytes | None) -> float | None:
    if first is None or second is None:
        return None
    one, two = _parse(first), _parse(second)
    _same_system(one, two)
    value = float(shapely.distance(one, two))
    return None if value != value else value  # noqa: PLR0124 - NaN: one of them is empty


def _predicate(
    function: Callable[[BaseGeometry, BaseGeometry], Any],
) -> Callable[[bytes | None, bytes | None], int | None]:
    def evaluate(first: bytes | None, second: bytes | None) -> int | None:
        if first is None or second is None:
            return None
        one, two = _parse(first), _parse(second)
        _same_system(one, two)
        return int(function(one, two))  # a numpy boolean would be stored as bytes

    return evaluate


def _fits(blob: bytes, kind: str, srid: int) -> int:
    """Tell whether a stored value is a geometry of the column's kind and reference system."""
    try:
        geometry = _parse(bytes(blob))
    except (TypeError, ValueError, shapely.GEOSException):
        return 0
    right_kind = kind == "GEOMETRY" or geometry.geom_type.upper() == kind
    return int(right_kind and shapely.get_srid(geometry) == srid and not geometry.is_empty)


def _bound(blob: bytes, side: int) -> float:
    """Give min x, min y, max x or max y: side 0 to 3."""
    return float(shapely.bounds(_parse(blob))[side])


# Schema -----------------------------------------------------------------------------------------------


def _recover_geometry_column(
    connection: sqlite3.Connection, table: str, column: str, srid: int, kind: str, dimension: str
) -> int:
    connection.execute(GEOMETRY_COLUMNS)
    connection.execute(
        "INSERT INTO geometry_columns VALUES (?, ?, ?, ?, ?, 0)", (table, column, kind, dimension, srid)
    )
    for event in ("INSERT", "UPDATE"):
        connection.execute(
            f'CREATE TRIGGER "fit_{event.lower()}_{table}_{column}" BEFORE {event} ON "{table}" '
            f'WHEN NEW."{column}" IS NOT NULL AND NOT geometry_fits(NEW."{column}", \'{kind}\', {srid}) '
            f"BEGIN SELECT RAISE(ABORT, '{table}.{column} takes a {kind} with SRID {srid}'); END"
        )
    return 1


def _index_triggers(table: str, column: str, key: str) -> dict[str, str]:
    """Give the statements that keep the R-tree equal to the table."""
    tree = f'"idx_{table}_{column}"'
    bounds = ", ".join(f'geometry_bound(NEW."{column}", {side})' for side in (0, 2, 1, 3))
    forget = f'DELETE FROM {tree} WHERE pkid = OLD."{key}";'  # noqa: S608 - names of our own tables
    remember = f'INSERT INTO {tree} SELECT NEW."{key}", {bounds} WHERE NEW."{column}" IS NOT NULL;'
    return {
        "insert": f'AFTER INSERT ON "{table}" BEGIN {remember} END',
        "update": f'AFTER UPDATE OF "{column}", "{key}" ON "{table}" BEGIN {forget} {remember} END',
        "delete": f'AFTER DELETE ON "{table}" BEGIN {forget} END',
    }


def _create_spatial_index(connection: sqlite3.Connection, table: str, column: str) -> int:
    keys = [
        str(name)
        for _, name, kind, _, _, position in connection.execute(f'PRAGMA table_info("{table}")')
        if position and str(kind).upper() == "INTEGER"
    ]
    if len(keys) != 1:
        # Only an INTEGER PRIMARY KEY keeps its value when the file is compacted.
        raise ValueError(f"{table} needs one whole-number primary key to have a spatial index")
    tree = f'"idx_{table}_{column}"'
    connection.execute(f"CREATE VIRTUAL TABLE {tree} USING rtree(pkid, xmin, xmax, ymin, ymax)")
    bounds = ", ".join(f'geometry_bound("{column}", {side})' for side in (0, 2, 1, 3))
    connection.execute(
        f'INSERT INTO {tree} SELECT "{keys[0]}", {bounds} FROM "{table}" '  # noqa: S608 - as above
        f'WHERE "{column}" IS NOT NULL'
    )
    for event, body in _index_triggers(table, column, keys[0]).items():
        connection.execute(f'CREATE TRIGGER "tree_{event}_{table}_{column}" {body}')
    connection.execute(
        "UPDATE geometry_columns SET spatial_index_enabled = 1 "
        "WHERE f_table_name = ? AND f_geometry_column = ?",
        (table, column),
    )
    return 1


def _find_spatial_index(connection: sqlite3.Connection, table: str, column: str) -> int | None:
    row = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (f"idx_{table}_{column}",)
    ).fetchone()
    return None if row is None else 1


def _disable_spatial_index(connection: sqlite3.Connection, table: str, column: str) -> int:
    for event in ("insert", "update", "delete"):
        connection.execute(f'DROP TRIGGER IF EXISTS "tree_{event}_{table}_{column}"')
    connection.execute(
        "UPDATE geometry_columns SET spatial_index_enabled = 0 "
        "WHERE f_table_name = ? AND f_geometry_column = ?",
        (table, column),
    )
    return 1


def _discard_geometry_column(connection: sqlite3.Connection, table: str, column: str) -> int:
    for event in ("insert", "update"):
        connection.execute(f'DROP TRIGGER IF EXISTS "fit_{event}_{table}_{column}"')
    connection.execute(
        "DELETE FROM geometry_columns WHERE f_table_name = ? AND f_geometry_column = ?", (table, column)
    )
    return 1


def _drop_table(connection: sqlite3.Connection, table: str) -> int:
    columns = connection.execute(
        "SELECT f_geometry_column FROM geometry_columns WHERE f_table_name = ?", (table,)
    ).fetchall()
    for (column,) in columns:
        _disable_spatial_index(connection, table, column)
        connection.execute(f'DROP TABLE IF EXISTS "idx_{table}_{column}"')
        _discard_geometry_column(connection, table, column)
    connection.execute(f'DROP TABLE "{table}"')
    return 1
