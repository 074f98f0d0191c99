"""The schema: from nothing to the newest, again without effect, and in agreement with the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from geoalchemy2 import Geometry
from sqlalchemy import inspect, text

from tracker.errors import ConfigurationError
from tracker.settings import DatabaseSettings
from tracker.store.base import Base
from tracker.store.schema import check_agreement, is_newest, migrate
from tracker.store.session import Database, open_database

MakeDatabase = Callable[[], DatabaseSettings]


@pytest.fixture
def empty(make_empty_database: MakeDatabase) -> Iterator[Database]:
    opened = open_database(make_empty_database())
    yield opened
    opened.close()


def test_an_empty_database_is_not_the_newest(empty: Database) -> None:
    with empty.engine.connect() as connection:
        assert not is_newest(connection)


def test_migrating_from_nothing_makes_exactly_the_tables_of_the_code(empty: Database) -> None:
    migrate(empty)
    check_agreement(empty)
    with empty.reading() as session:
        assert is_newest(session.connection())
        assert set(Base.metadata.tables) <= set(inspect(session.connection()).get_table_names())


def test_every_geometry_has_its_spatial_index(empty: Database) -> None:
    migrate(empty)
    found = "SELECT name FROM sqlite_master" if empty.embedded else "SELECT indexname FROM pg_indexes"
    with empty.reading() as session:
        names = set(session.scalars(text(found)))
    columns = [
        f"idx_{table.name}_{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Geometry)
    ]
    assert len(columns) >= 2
    assert set(columns) <= names


def test_migrating_twice_changes_nothing(empty: Database) -> None:
    migrate(empty)
    migrate(empty)
    check_agreement(empty)


def test_an_embedded_database_is_made_with_its_folder(tmp_path: Path) -> None:
    from pydantic import SecretStr

    file = tmp_path / "new" / "folder" / "tracker.sqlite"
    database = open_database(DatabaseSettings(url=SecretStr(f"sqlite:///{file}")))
    migrate(database)
    database.close()
    assert file.exists()


@pytest.mark.parametrize("url", ["sqlite://", "mysql://host/name", "nonsense"])
def test_an_address_that_cannot_be_used_is_refused_in_plain_words(url: str) -> None:
    from pydantic import SecretStr

    with pytest.raises(ConfigurationError):
        open_database(DatabaseSettings(url=SecretStr(url)))
