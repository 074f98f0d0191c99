"""The schema's version: bring a database to the newest, and tell whether it is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from tracker.errors import ConfigurationError
from tracker.settings import DatabaseSettings
from tracker.store.session import Database, open_database

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def _configuration(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> None:
    """Bring the database to the newest schema, in one transaction; a file is made when absent."""
    if database.embedded and database.engine.url.database:
        Path(database.engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    with database.engine.begin() as connection:
        command.upgrade(_configuration(connection), "head")


@contextmanager
def opened_for_command(settings: DatabaseSettings, *, newest: bool = True) -> Iterator[Database]:
    """
    Open the database for a command and close it; one that cannot be used is told in one sentence.

    `newest` refuses a database that was not migrated, instead of breaking at the first statement.
    """
    database = open_database(settings)
    try:
        if newest and not _is_migrated(database):
            raise ConfigurationError("The database does not have the newest schema; run `tracker migrate`.")
        yield database
    except DBAPIError as error:
        said = (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0]
        raise ConfigurationError(f"The database cannot be used: {said}") from error
    finally:
        database.close()


def _is_migrated(database: Database) -> bool:
    path = database.engine.url.database
    if database.embedded and path and not Path(path).exists():
        return False  # to look into it would make the file
    with database.reading() as session:
        return is_newest(session.connection())


def check_agreement(database: Database) -> None:
    """Raise when the tables of the code and the newest schema differ."""
    with database.engine.begin() as connection:
        command.check(_configuration(connection))


def is_newest(connection: Connection) -> bool:
    """Tell whether the database has exactly the schema this code was written for."""
    head = ScriptDirectory.from_config(_configuration()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head
