"""Engines and sessions for both databases: readers that cannot write, and one writer at a time on SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry

from tracker.errors import BusyError, ConfigurationError, PreconditionFailedError
from tracker.logs import find_request
from tracker.settings import DatabaseSettings
from tracker.store.sqlite_spatial import check_rtree, register_functions

CACHE_KIB = 32_768  # a connection of the embedded database keeps as much of the file in memory

WRITER_CACHE_KIB = 65_536

__all__ = ["Database", "Session", "open_database", "translated_errors"]


@dataclass(frozen=True)
class Database:
    """An open database: `reading()` gives a session that cannot write, `writing()` one that can."""

    engine: Engine
    reading_engine: Engine
    reading: sessionmaker[Session]
    writing: sessionmaker[Session]

    @property
    def embedded(self) -> bool:
        """Tell whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        self.reading_engine.dispose()


def open_database(settings: DatabaseSettings) -> Database:
    """Open the database the settings name; `schema.migrate` makes a new one."""
    try:
        url = make_url(settings.url.get_secret_value())
    except ArgumentError as error:
        raise ConfigurationError("TRACKER_DATABASE_URL is not an address of a database.") from error
    if url.get_backend_name() == "sqlite":
        writer, reader = _open_embedded(url, settings)
    elif url.get_backend_name() == "postgresql":
        writer = _open_postgis(url, settings)
        reader = writer.execution_options(postgresql_readonly=True)
    else:
        raise ConfigurationError("TRACKER_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.")
    for engine in {writer, reader}:
        event.listen(engine, "before_cursor_execute", _count_statement)
    return Database(
        engine=writer,
        reading_engine=reader,
        reading=sessionmaker(reader, expire_on_commit=False),
        writing=sessionmaker(writer, expire_on_commit=False),
    )


def _open_embedded(url: URL, settings: DatabaseSettings) -> tuple[Engine, Engine]:
    if not url.database or url.database == ":memory:":
        raise ConfigurationError("The embedded database needs a file: sqlite:///FILE.")
    check_rtree()
    # One connection writes, so writers of this process queue fairly instead of polling for the lock.
    writer = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=settings.busy_timeout_s)
    reader = create_engine(url, pool_size=settings.pool_size, max_overflow=0)
    busy_ms = int(settings.busy_timeout_s * 1000)

    def prepare(connection: DBAPIConnection, *, query_only: bool) -> None:
        assert isinstance(connection, sqlite3.Connection)
        # Transactions are begun by our own listener below, never by the driver.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {busy_ms}")
        # The usual 2 MB hold less than one index of a large register.
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        if not query_only:
            connection.execute("PRAGMA journal_mode = WAL")
            # Keys are spread over their indexes: what a large import touches must fit in memory.
            connection.execute(f"PRAGMA cache_size = -{WRITER_CACHE_KIB}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA query_only = {int(query_only)}")
        register_functions(connection)

    @event.listens_for(writer, "connect")
    def prepare_writer(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        prepare(connection, query_only=False)

    @event.listens_for(reader, "connect")
    def prepare_reader(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        prepare(connection, query_only=True)

    @event.listens_for(writer, "begin")
    def begin_writing(connection: Connection) -> None:
        # A deferred start would fail in the middle when another process writes first.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(reader, "begin")
    def begin_reading(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return writer, reader


def _open_postgis(url: URL, settings: DatabaseSettings) -> Engine:
    timeout_ms = int(settings.statement_timeout_s * 1000)
    lock_ms = int(settings.busy_timeout_s * 1000)
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={
            "options": f"-c statement_timeout={timeout_ms} -c lock_timeout={lock_ms} -c timezone=UTC"
        },
    )


def _count_statement(*_arguments: Any) -> None:  # noqa: ANN401 - six arguments of SQLAlchemy, none used
    facts = find_request()
    if facts is not None:
        facts.sql_count += 1


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn what the database says about others' doings into our own words."""
    try:
        yield
    except StaleDataError as error:
        raise PreconditionFailedError("Somebody else saved first; read it again.") from error
    except PoolTimeoutError as error:
        raise BusyError("Too many requests are waiting for the database.") from error
    except OperationalError as error:
        # two that each wait for what the other holds: one is told to try again
        if any(words in str(error.orig) for words in ("locked", "lock timeout", "deadlock")):
            raise BusyError("Another change holds the database.") from error
        raise
