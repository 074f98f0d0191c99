"""Queries on the answers kept for requests that are sent again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.errors import BusyError
from tracker.store.tables import IdempotencyKey


def find_key(session: Session, *, caller: str, key: str, since: datetime) -> IdempotencyKey | None:
    """Find what was answered to a key, unless it is too old to count."""
    statement = select(IdempotencyKey).where(
        IdempotencyKey.caller == caller, IdempotencyKey.key == key, IdempotencyKey.created_at > since
    )
    return session.scalars(statement).one_or_none()


def add_key(session: Session, row: IdempotencyKey, *, since: datetime) -> None:
    """
    Keep an answer in the transaction of its effect; one of the same key that is too old makes room.

    Raises
    ------
    BusyError
        If the same key was answered meanwhile; the transaction can only be given up then.
    """
    session.execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.caller == row.caller,
            IdempotencyKey.key == row.key,
            IdempotencyKey.created_at <= since,
        )
    )
    # the answer's own effects first: a fault of theirs is not one of the key
    session.flush()
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise BusyError("The same request is being answered; send it again.") from error


def remove_keys(session: Session, *, until: datetime) -> int:
    """Remove keys that are too old to count; gives their number."""
    statement = (
        delete(IdempotencyKey)
        .where(IdempotencyKey.created_at <= until)
        .returning(IdempotencyKey.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.execute(statement).all())
