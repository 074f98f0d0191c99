"""Requests that may be sent again: what was answered to a key is kept for a day and given once more."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tracker.errors import InvalidInputError
from tracker.store import idempotency as store
from tracker.store.tables import IdempotencyKey

KEPT = timedelta(hours=24)
KEY_PATTERN = "^[ -~]{8,200}$"
KEY_POINTER = "/header/idempotency-key"
ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Repeatable:
    """A request with a key: whose it is and what it asks, as far as two of them must not differ."""

    key: str
    caller: str
    method: str
    target: str  # path and query
    content_sha256: str

    @property
    def sha256(self) -> str:
        """Hash of everything but key and caller."""
        return hashlib.sha256(f"{self.method} {self.target}\n{self.content_sha256}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: status, the headers worth repeating, and the bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def find_answer(session: Session, asked: Repeatable, *, at: datetime) -> Answer | None:
    """
    Find what was answered to the same request before.

    Raises
    ------
    InvalidInputError
        If the key is none, or came with another request.
    """
    if not re.fullmatch(KEY_PATTERN, asked.key):
        fault = (KEY_POINTER, "must have 8 to 200 printable characters of ASCII")
        raise InvalidInputError("The header Idempotency-Key cannot be used.", [fault])
    row = store.find_key(session, caller=asked.caller, key=asked.key, since=at - KEPT)
    if row is None:
        return None
    if row.request_sha256 != asked.sha256:
        fault = (KEY_POINTER, "came before with another address or another content; send a new key")
        raise InvalidInputError("The header Idempotency-Key belongs to another request.", [fault])
    return Answer(row.status, row.headers, row.body)


def keep_answer(session: Session, asked: Repeatable, answer: Answer, *, at: datetime) -> None:
    """Keep an answer, in the same transaction as what it tells of."""
    row = IdempotencyKey(
        caller=asked.caller,
        key=asked.key,
        request_sha256=asked.sha256,
        status=answer.status,
        headers=dict(answer.headers),
        body=answer.body,
        created_at=at,
    )
    store.add_key(session, row, since=at - KEPT)


def sweep_answers(session: Session, *, at: datetime) -> int:
    """Remove answers that are no longer repeated; gives their number."""
    return store.remove_keys(session, until=at - KEPT)
