"""What only the embedded database needs: durability settings, guards, and DDL functions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from pydantic import SecretStr
from sqlalchemy import text

from tracker.errors import BusyError, ConfigurationError
from tracker.settings import DatabaseSettings
from tracker.store.schema import migrate
from tracker.store.session import Database, open_database, translated_errors
from tracker.store.sqlite_spatial import check_rtree, register_functions


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'tracker.sqlite'}"
    opened = open_database(DatabaseSettings(url=SecretStr(url), busy_timeout_s=0.2))
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    register_functions(opened)
    opened.execute("CREATE TABLE spot (id INTEGER PRIMARY KEY, shape GEOMETRY)")
    opened.execute("INSERT INTO spot VALUES (1, GeomFromEWKT('SRID=4326;POINT(5 6)'))")
    opened.execute("SELECT RecoverGeometryColumn('spot', 'shape', 4326, 'POINT', 'XY')")
    opened.execute("SELECT CreateSpatialIndex('spot', 'shape')")
    yield opened
    opened.close()


def tree(connection: sqlite3.Connection) -> list[tuple[int, float]]:
    return connection.execute("SELECT pkid, xmin FROM idx_spot_shape ORDER BY pkid").fetchall()


def test_every_commit_is_flushed_to_disk_and_references_are_kept(embedded: Database) -> None:
    with embedded.engine.connect() as connection:
        found = [
            connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert found == ["wal", 2, 1]


def test_a_writer_that_waits_too_long_for_another_program_hears_busy(embedded: Database) -> None:
    other = sqlite3.connect(str(embedded.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with embedded.writing() as session, pytest.raises(BusyError), translated_errors():
            session.connection()
    finally:
        other.close()


def test_a_second_writer_of_the_same_program_hears_busy_too(embedded: Database) -> None:
    with embedded.writing() as first, embedded.writing() as second:
        first.connection()
        with pytest.raises(BusyError), translated_errors():
            second.connection()


def test_readers_go_on_while_somebody_writes(embedded: Database) -> None:
    with embedded.writing() as writer, embedded.reading() as reader:
        writer.connection()
        assert reader.execute(text("SELECT count(*) FROM study")).scalar_one() == 0


def test_a_python_without_r_trees_is_refused_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    class Bare:
        def execute(self, _statement: str) -> None:
            raise sqlite3.OperationalError("no such module: rtree")

        def close(self) -> None:
            return

    monkeypatch.setattr(sqlite3, "connect", lambda _name: Bare())
    with pytest.raises(ConfigurationError, match="without R-trees"):
        check_rtree()


def test_an_index_made_later_holds_the_rows_that_were_there(connection: sqlite3.Connection) -> None:
    assert tree(connection) == [(1, 5.0)]


def test_the_tree_follows_a_changed_key_and_a_removed_row(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE spot SET id = 7")
    assert tree(connection) == [(7, 5.0)]
    connection.execute("UPDATE spot SET shape = NULL")
    assert tree(connection) == []
    connection.execute("DELETE FROM spot")
    assert tree(connection) == []


@pytest.mark.parametrize(
    "value",
    [
        "GeomFromEWKT('SRID=4326;LINESTRING(0 0, 1 1)')",
        "GeomFromEWKT('SRID=31983;POINT(0 0)')",
        "GeomFromEWKT('POINT(0 0)')",
        "GeomFromEWKT('SRID=4326;POINT EMPTY')",
        "'POINT(0 0)'",
        "x'00'",
        "5",
    ],
)
def test_a_column_takes_only_its_own_kind_and_reference_system(
    connection: sqlite3.Connection, value: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=r"spot.shape takes a POINT with SRID 4326"):
        connection.execute(f"INSERT INTO spot (shape) VALUES ({value})")


def test_comparing_two_reference_systems_is_refused(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError):
        connection.execute(
            "SELECT ST_Intersects(GeomFromEWKT('SRID=4326;POINT(0 0)'), GeomFromEWKT('SRID=3857;POINT(0 0)'))"
        ).fetchone()


def test_nothing_compared_with_something_is_nothing(connection: sqlite3.Connection) -> None:
    row = connection.execute(
        "SELECT ST_Intersects(NULL, shape), ST_Distance(shape, NULL) FROM spot"
    ).fetchone()
    assert row == (None, None)


def test_a_table_without_a_whole_number_key_gets_no_index(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE named (id TEXT PRIMARY KEY, shape GEOMETRY)")
    connection.execute("SELECT RecoverGeometryColumn('named', 'shape', 4326, 'POINT', 'XY')")
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("SELECT CreateSpatialIndex('named', 'shape')")


def test_a_dropped_spatial_table_leaves_nothing_behind(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT DropTable(NULL, 'spot')")
    left = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE '%spot%'").fetchall()
    assert left == []
    assert connection.execute("SELECT count(*) FROM geometry_columns").fetchone() == (0,)


def test_a_column_added_later_is_guarded_and_indexed(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT AddGeometryColumn('spot', 'outline', 4326, 'POLYGON', 2, 0)")
    connection.execute("SELECT CreateSpatialIndex('spot', 'outline')")
    blob = shapely.to_wkb(shapely.box(0, 0, 2, 2))
    connection.execute("UPDATE spot SET outline = GeomFromWKB(?, 4326)", (blob,))
    assert connection.execute("SELECT xmax FROM idx_spot_outline").fetchone() == (2.0,)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("UPDATE spot SET outline = shape")
