"""Tables of accounts: people, their roles, their open sessions and their attempts to sign in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.store.base import Base, Identifier, one_of
from tracker.store.tables.studies import Study


class User(Base):
    """A person; the address is kept in lower case."""

    __tablename__ = "user_account"  # "user" is a reserved word in PostgreSQL

    id: Mapped[Identifier]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(10))
    password_hash: Mapped[str] = mapped_column(String(300))
    demo: Mapped[bool]
    created_at: Mapped[datetime]
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="user", lazy="raise", order_by="Membership.id"
    )


class Membership(Base):
    """A role of a person in one study, engagement or programme, or everywhere when none is named."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "role", "study_id", "engagement", "programme"),
        one_of(
            "role",
            "administrator",
            "project_manager",
            "consultant",
            "city_partner",
            "reviewer",
            "institutional_approver",
            "auditor",
        ),
    )

    id: Mapped[Identifier]
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(30))
    study_id: Mapped[str | None] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    engagement: Mapped[str | None] = mapped_column(ForeignKey("engagement.key", ondelete="CASCADE"))
    programme: Mapped[str | None] = mapped_column(ForeignKey("programme.key", ondelete="CASCADE"))
    user: Mapped[User] = relationship(back_populates="memberships", lazy="raise")
    study: Mapped[Study | None] = relationship(lazy="raise")


class SignInSession(Base):
    """An open session; only the hash of its token is kept."""

    __tablename__ = "sign_in_session"

    id: Mapped[Identifier]
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInAttempt(Base):
    """A failed attempt to sign in, counted per account and per network address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_email", "email", "attempted_at"),
        Index("ix_sign_in_attempt_address", "address", "attempted_at"),
    )

    id: Mapped[Identifier]
    email: Mapped[str] = mapped_column(String(254))
    address: Mapped[str] = mapped_column(String(64))
    attempted_at: Mapped[datetime]
