"""Tables of reports: the draft, the frozen versions, comments, responses and decisions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.store.base import Base, Identifier, one_of
from tracker.store.tables.accounts import User
from tracker.store.tables.studies import Study


class Report(Base):
    """A report of a study; its text is the draft, its history the versions."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("study_id", "key"),)

    id: Mapped[Identifier]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(63))
    title: Mapped[dict[str, str]]
    language: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    study: Mapped[Study] = relationship(lazy="raise")
    draft: Mapped[ReportDraft] = relationship(lazy="raise", back_populates="report")
    versions: Mapped[list[ReportVersion]] = relationship(
        lazy="raise", back_populates="report", order_by="ReportVersion.number"
    )


class ReportDraft(Base):
    """The working text; `version` counts saves and is its ETag."""

    __tablename__ = "report_draft"

    report_id: Mapped[str] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column()
    updated_at: Mapped[datetime]
    updated_by: Mapped[str | None] = mapped_column(String(200))
    report: Mapped[Report] = relationship(lazy="raise", back_populates="draft")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract


class ReportVersion(Base):
    """
    A frozen version: what was submitted never changes, only the state and the row's own version.

    `content` is the canonical JSON (source, title, language, figures with their numbers and runs) whose
    SHA-256 is `content_sha256`; HTML and PDF are made from it once and kept, so that a new release of
    the typesetter or of a font cannot change what was decided on.
    """

    __tablename__ = "report_version"
    __table_args__ = (
        UniqueConstraint("report_id", "number"),
        one_of("state", "in_review", "accepted", "accepted_with_conditions", "revise", "rejected"),
    )

    id: Mapped[Identifier]
    report_id: Mapped[str] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(30))
    content_sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    html: Mapped[str] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, deferred_raiseload=True)
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    submitted_organisation: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column()
    report: Mapped[Report] = relationship(lazy="raise", back_populates="versions")
    submitted_by: Mapped[User] = relationship(lazy="raise")
    decisions: Mapped[list[Decision]] = relationship(
        lazy="raise", back_populates="version", order_by="Decision.decided_at"
    )
    comments: Mapped[list[Comment]] = relationship(
        lazy="raise", back_populates="version", order_by="Comment.number"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract


class Comment(Base):
    """A remark on a place in a frozen version."""

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("version_id", "number"),
        one_of("severity", "must", "should", "minor", "question"),
        one_of("state", "open", "responded", "verified", "withdrawn"),
    )

    id: Mapped[Identifier]
    version_id: Mapped[str] = mapped_column(ForeignKey("report_version.id", ondelete="CASCADE"))
    number: Mapped[int]
    severity: Mapped[str] = mapped_column(String(30))
    anchor: Mapped[str] = mapped_column(String(300))
    quote: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(30))
    author_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    organisation: Mapped[str] = mapped_column(String(200))  # at the time of writing
    created_at: Mapped[datetime]
    author: Mapped[User] = relationship(lazy="raise")
    version: Mapped[ReportVersion] = relationship(lazy="raise", back_populates="comments")
    responses: Mapped[list[CommentResponse]] = relationship(
        lazy="raise", back_populates="comment", order_by="CommentResponse.created_at"
    )


class CommentResponse(Base):
    """An answer to a comment."""

    __tablename__ = "comment_response"
    __table_args__ = (one_of("stance", "agree", "partly", "disagree"),)

    id: Mapped[Identifier]
    comment_id: Mapped[str] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    stance: Mapped[str] = mapped_column(String(30))
    body: Mapped[str] = mapped_column(Text)
    author_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    organisation: Mapped[str] = mapped_column(String(200))  # at the time of writing
    created_at: Mapped[datetime]
    author: Mapped[User] = relationship(lazy="raise")
    comment: Mapped[Comment] = relationship(lazy="raise", back_populates="responses")


class Decision(Base):
    """An institution's decision on exactly one content hash, and the manager's answer to it."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("version_id", "organisation"),
        one_of("verdict", "accept", "accept_with_conditions", "revise", "reject"),
    )

    id: Mapped[Identifier]
    version_id: Mapped[str] = mapped_column(ForeignKey("report_version.id", ondelete="CASCADE"))
    organisation: Mapped[str] = mapped_column(String(200))
    decided_by_id: Mapped[str] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime]
    verdict: Mapped[str] = mapped_column(String(30))
    conditions: Mapped[str] = mapped_column(Text)
    reasoning: Mapped[str] = mapped_column(Text)
    content_sha256: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]
    version: Mapped[ReportVersion] = relationship(lazy="raise", back_populates="decisions")
    decided_by: Mapped[User] = relationship(lazy="raise", foreign_keys=[decided_by_id])
    answered_by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[answered_by_id])
