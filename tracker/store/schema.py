"""The schema's version: bring a database to the newest, and tell whether it is there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from tracker.store.session import Database

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


def check_agreement(database: Database) -> None:
    """Raise when the tables of the code and the newest schema differ."""
    with database.engine.begin() as connection:
        command.check(_configuration(connection))


def is_newest(connection: Connection) -> bool:
    """Tell whether the database has exactly the schema this code was written for."""
    head = ScriptDirectory.from_config(_configuration()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head
