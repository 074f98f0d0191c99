"""Where Alembic finds the tables and the database; uses the connection it is given, else the settings."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection

from tracker.settings import load_settings
from tracker.store import tables
from tracker.store.base import Base, UtcDateTime
from tracker.store.session import open_database
from tracker.store.tables.record_rows import ExactDecimal

assert tables.__all__, "importing the package makes every table known"


def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:  # noqa: ANN401 - Alembic hands any object
    """Write our own types as plain ones, so that a migration never imports the application."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, ExactDecimal):
        return "sa.Numeric(20, 6).with_variant(sa.String(40), 'sqlite')"
    rendered: str | Literal[False] = alembic_helpers.render_item(  # type: ignore[no-untyped-call]  # GeoAlchemy2 has no types here
        kind, item, autogen_context
    )
    return rendered


def include_object(
    item: Any,  # noqa: ANN401 - Alembic hands any object
    name: str | None,
    kind: str,
    reflected: bool,
    compare_to: Any,  # noqa: ANN401 - as above
) -> bool:
    """Pass over what indexes of geometry and of words are made of; the databases differ in it."""
    if name is not None and name.startswith("idx_place_search_"):
        return False
    included: bool = alembic_helpers.include_object(  # type: ignore[no-untyped-call]  # as above
        item, name, kind, reflected, compare_to
    )
    return included


def run(connection: Connection) -> None:
    """Run the migrations on this connection, in its transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=include_object,
        process_revision_directives=alembic_helpers.writer,
        render_item=render_item,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    database = open_database(load_settings().database)
    with database.engine.begin() as own:
        run(own)
    database.close()
