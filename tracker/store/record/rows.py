"""Queries on the rows of the record that are the same for every kind: find, list, count, add, links."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, UniqueConstraint, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.store.base import Base
from tracker.store.record.visibility import visible_engagements
from tracker.store.tables import Engagement

Row = Any  # a row of any table of the record


def _scoped(table: type[Base], scope: str | None, key: str) -> dict[str, str]:
    """Give the primary key of a row: its scope, where the table has one, and its key."""
    names = [column.name for column in table.__table__.primary_key.columns]  # type: ignore[attr-defined]
    return (
        {"key": key} if scope is None else {next(name for name in names if name != "key"): scope, "key": key}
    )


def find_row(
    session: Session, table: type[Base], scope: str | None, key: str, *, for_update: bool = False
) -> Row | None:
    """Find a row by its scope and key; `for_update` holds it until the transaction ends."""
    statement = select(table).filter_by(**_scoped(table, scope, key))
    if for_update:
        statement = statement.with_for_update()
    return session.scalars(statement).one_or_none()


def hold(session: Session, chain: str) -> None:
    """
    Let one transaction at a time write what a chain tells of, until it ends; call it before reading.

    Rules look at other rows than the one that is changed: two changes that each keep them could break
    them together. The embedded database has one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"record {chain}", 0))))


def find_programme_of(session: Session, engagement: str) -> str | None:
    """Find the programme of an engagement without keeping the row, which may be held by somebody."""
    return session.scalar(select(Engagement.programme).where(Engagement.key == engagement))


def unique_columns(table: type[Base]) -> list[list[str]]:
    """List the columns that together may hold the same only once, besides the key."""
    described: Any = table.__table__
    return [
        [column.name for column in constraint.columns]
        for constraint in described.constraints
        if isinstance(constraint, UniqueConstraint)
    ]


def is_taken(session: Session, table: type[Base], values: dict[str, object], own: dict[str, str]) -> bool:
    """Tell whether another row than its own has these values in these columns."""
    described: Any = table
    another = or_(*(getattr(described, name) != value for name, value in own.items()))
    statement = select(described.key).filter_by(**values).where(another)
    return session.scalars(statement.limit(1)).first() is not None


def find_keys(
    session: Session,
    table: type[Base],
    scope_column: str | None,
    scope: str | None,
    keys: Collection[str],
    *,
    seen: ColumnElement[bool] | None = None,
) -> set[str]:
    """Tell which of some keys exist in a scope, and are let through by `seen`."""
    column: Any = table.key  # type: ignore[attr-defined]
    statement = select(column).where(column.in_(keys))
    if scope_column is not None:
        statement = statement.where(getattr(table, scope_column) == scope)
    if seen is not None:
        statement = statement.where(seen)
    return set(session.scalars(statement))


def list_rows(
    session: Session,
    table: type[Base],
    *,
    where: dict[str, str],
    seen: ColumnElement[bool] | None,
    offset: int,
    limit: int,
    order: Sequence[str] = ("key",),
) -> tuple[list[Row], int]:
    """List rows whose columns equal `where` and that `seen` lets through, and count them all."""
    wanted: list[ColumnElement[bool]] = [getattr(table, name) == value for name, value in where.items()]
    if seen is not None:
        wanted.append(seen)
    total = session.scalar(select(func.count()).select_from(table).where(*wanted)) or 0
    # what has no day comes last; each database would put it elsewhere
    ordered = [getattr(table, name).nulls_last() for name in order]
    statement = select(table).where(*wanted).order_by(*ordered).offset(offset).limit(limit)
    return list(session.scalars(statement)), total


def all_rows(session: Session, table: type[Base], **where: object) -> list[Row]:
    """List every row whose columns equal `where`, by key."""
    return list(session.scalars(select(table).filter_by(**where).order_by(table.key)))  # type: ignore[attr-defined]


def visible_rows(
    session: Session, table: type[Base], *, engagement: str, seen: ColumnElement[bool]
) -> list[Row]:
    """List what an engagement holds of a kind and `seen` lets through, by key."""
    described: Any = table
    statement = select(table).where(described.engagement == engagement, seen).order_by(described.key)
    return list(session.scalars(statement))


def add_row(session: Session, row: Row) -> None:
    """Add a row."""
    session.add(row)
    session.flush()


def remove_row(session: Session, row: Row) -> None:
    """Remove a row."""
    session.delete(row)
    session.flush()


def linked_keys(
    session: Session,
    table: type[Base],
    *,
    owner: str,
    other: str,
    where: dict[str, str],
    owners: Collection[str] | None,
) -> dict[str, list[str]]:
    """Give, for each owner (None: for all), the keys it is linked to, in order."""
    owner_column, other_column = getattr(table, owner), getattr(table, other)
    statement = select(owner_column, other_column).filter_by(**where).order_by(owner_column, other_column)
    if owners is not None:
        statement = statement.where(owner_column.in_(owners))
    found: dict[str, list[str]] = {}
    for owner_key, other_key in session.execute(statement):
        found.setdefault(owner_key, []).append(other_key)
    return found


def set_links(
    session: Session,
    table: type[Base],
    *,
    other: str,
    where: dict[str, str],
    keys: Collection[str],
) -> None:
    """Put these links in the place of the owner's present ones."""
    session.execute(delete(table).filter_by(**where))
    if keys:
        session.execute(insert(table), [{**where, other: key} for key in sorted(set(keys))])


def list_visible_engagements(
    session: Session, principal: Principal | None, *, where: dict[str, str], offset: int, limit: int
) -> tuple[list[Engagement], int]:
    """List the engagements somebody may know of, and count them."""
    wanted = [getattr(Engagement, name) == value for name, value in where.items()]
    wanted.append(visible_engagements(principal))
    total = session.scalar(select(func.count()).select_from(Engagement).where(*wanted)) or 0
    statement = select(Engagement).where(*wanted).order_by(Engagement.key).offset(offset).limit(limit)
    return list(session.scalars(statement)), total
