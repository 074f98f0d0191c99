"""Words of places on both databases: the one filter both understand, answered from an index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Boolean, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from tracker.store.tables.register import PlaceSearch

# Names that begin so are passed over when the tables of the code and of the database are compared.
# Made by the migration of the register, and kept equal to the table by triggers.
INDEX: Final = "idx_place_search_words"


class HasWords(FunctionElement[bool]):
    """Whether each word begins one of the words of a place, found through the index."""

    type = Boolean()
    inherit_cache = True


def has_words(words: Sequence[str]) -> ColumnElement[bool]:
    """Filter places by folded words (letters and digits only), each the beginning of one of the place's."""
    embedded = " ".join(f'"{word}"*' for word in words)
    server = " & ".join(f"{word}:*" for word in words)
    return HasWords(
        PlaceSearch.number,
        PlaceSearch.words,
        bindparam(None, embedded, type_=Text, unique=True),
        bindparam(None, server, type_=Text, unique=True),
    )


@compiles(HasWords, "postgresql")
def _compile_postgis(element: HasWords, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy hands anything through
    _, column, _, query = element.clauses
    left = compiler.process(column, **options)
    asked = compiler.process(query, **options)
    return f"to_tsvector('simple'::regconfig, {left}) @@ to_tsquery('simple'::regconfig, {asked})"


@compiles(HasWords, "sqlite")
def _compile_embedded(element: HasWords, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy hands anything through
    key, _, query, _ = element.clauses
    left = compiler.process(key, **options)
    asked = compiler.process(query, **options)
    return f"{left} IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH {asked})"  # noqa: S608 - our own names, the query is bound
