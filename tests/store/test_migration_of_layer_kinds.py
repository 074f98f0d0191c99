"""The third migration lets two more kinds of layers in, and loses nothing that was stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from tracker.settings import DatabaseSettings
from tracker.store.schema import MIGRATIONS, check_agreement, migrate
from tracker.store.session import Database, open_database

NEW_KINDS = ("elevation", "street_polygons")
STUDY = """
INSERT INTO study (id, slug, definition, definition_sha256, imported_at)
VALUES ('study', 'town', '{}', 'd', '2026-01-01 00:00:00')
"""
LAYER = """
INSERT INTO layer (id, study_id, key, title, kind, dataset, sha256, content_sha256, licence, citation,
    feature_count, synthetic, notes, imported_at)
VALUES (:key, 'study', :key, '{}', :kind, 'd', 's', 'c', 'l', 'c', 1, :no, '[]', '2026-01-01 00:00:00')
"""
FEATURE = """
INSERT INTO layer_feature (layer_id, position, code, name, properties) VALUES ('zones', 0, 'c', 'n', '{}')
"""


def configuration(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def add(connection: Connection, kind: str) -> None:
    connection.execute(text(LAYER), {"key": kind, "kind": kind, "no": False})


@pytest.fixture
def before(make_empty_database: Callable[[], DatabaseSettings]) -> Iterator[Database]:
    """Give a database of the second schema that holds a layer with a feature."""
    opened = open_database(make_empty_database())
    with opened.engine.begin() as connection:
        command.upgrade(configuration(connection), "0002")
        connection.execute(text(STUDY))
        add(connection, "zones")
        connection.execute(text(FEATURE))
    yield opened
    opened.close()


def stored(database: Database) -> tuple[list[str], int]:
    with database.reading() as session:
        kinds = list(session.scalars(text("SELECT kind FROM layer ORDER BY kind")))
        return kinds, session.execute(text("SELECT count(*) FROM layer_feature")).scalar_one()


@pytest.mark.parametrize("kind", NEW_KINDS)
def test_the_second_schema_knows_no_such_kind(before: Database, kind: str) -> None:
    with pytest.raises(IntegrityError), before.engine.begin() as connection:
        add(connection, kind)


def test_both_kinds_are_let_in_others_are_not_and_features_stay(before: Database) -> None:
    migrate(before)
    check_agreement(before)
    with before.engine.begin() as connection:
        for kind in NEW_KINDS:
            add(connection, kind)
    assert stored(before) == (["elevation", "street_polygons", "zones"], 1)
    with pytest.raises(IntegrityError), before.engine.begin() as connection:
        add(connection, "nonsense")


def test_the_way_back_takes_the_new_kinds_away_and_nothing_else(before: Database) -> None:
    with before.engine.begin() as connection:
        # later schemas, which decisions rest on, have no way back
        command.upgrade(configuration(connection), "0006")
        for kind in NEW_KINDS:
            add(connection, kind)
        command.downgrade(configuration(connection), "0002")
    assert stored(before) == (["zones"], 1)
    with pytest.raises(IntegrityError), before.engine.begin() as connection:
        add(connection, "elevation")
