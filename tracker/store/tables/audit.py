"""Tables of proof: the chained audit entries, and the answers kept for requests that are sent again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tracker.store.base import Base, Identifier


class AuditEntry(Base):
    """
    One entry of a chain; triggers refuse to change or remove it.

    `canonical` is the text that is hashed, kept as text since a JSON column may reorder it; the other
    columns repeat it to search by. Nothing is referred to: an entry outlives what it tells of.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_object", "kind", "object_id", "sequence"),
        Index("ix_audit_entry_at", "at"),
    )

    scope: Mapped[str] = mapped_column(String(100), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(63))
    kind: Mapped[str] = mapped_column(String(63))
    object_id: Mapped[str] = mapped_column(String(200))
    canonical: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))


class IdempotencyKey(Base):
    """A key that somebody sent with a request, and what was answered; swept after a day."""

    __tablename__ = "idempotency_key"
    __table_args__ = (
        UniqueConstraint("caller", "key"),
        Index("ix_idempotency_key_created_at", "created_at"),
    )

    id: Mapped[Identifier]
    caller: Mapped[str] = mapped_column(String(36))
    key: Mapped[str] = mapped_column(String(200))
    request_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    headers: Mapped[dict[str, str]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
