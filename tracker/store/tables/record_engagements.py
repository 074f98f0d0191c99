"""Tables of engagements: one city and one topic, its agreements, parties, contributions and events."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tracker.record.workflows.engagement import ENGAGEMENT
from tracker.store.base import Base, one_of
from tracker.store.tables.record_rows import (
    KEY,
    EngagementRow,
    ExactDecimal,
    InstanceRow,
    known_or_said,
    refers,
    visibility_check,
)


class Engagement(InstanceRow, Base):
    """What a programme does with one city on one topic; an IATI activity of hierarchy 1."""

    __tablename__ = "engagement"
    __table_args__ = (
        ForeignKeyConstraint(["programme", "candidacy"], ["candidacy.programme", "candidacy.key"]),
        Index("ix_engagement_state", "state"),
        one_of("state", *ENGAGEMENT.states),
        visibility_check(),
    )

    # none for a study whose definition names no programme of the record
    programme: Mapped[str | None] = mapped_column(ForeignKey("programme.key"))
    candidacy: Mapped[str | None] = mapped_column(KEY)
    city: Mapped[str | None] = mapped_column(ForeignKey("organisation.key"))
    title: Mapped[dict[str, str]]
    topic: Mapped[dict[str, str]]
    focal_point: Mapped[str | None] = mapped_column(String(300))
    visibility: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(30))
    # where a suspended engagement goes on
    state_before: Mapped[str | None] = mapped_column(String(30))
    state_since: Mapped[datetime]
    reason: Mapped[str | None] = mapped_column(Text)


class Agreement(EngagementRow, Base):
    """A signed paper the engagement rests on."""

    __tablename__ = "agreement"
    __table_args__ = (
        one_of("form", "memorandum", "terms_of_reference", "contract", "letter"),
        visibility_check(),
    )

    title: Mapped[dict[str, str]]
    form: Mapped[str] = mapped_column(String(30))
    signed_on: Mapped[date | None]
    reference: Mapped[str | None] = mapped_column(Text)
    document_sha256: Mapped[str | None] = mapped_column(String(64))


class Participation(EngagementRow, Base):
    """An organisation's part in the engagement, with the role IATI knows it by."""

    __tablename__ = "participation"
    __table_args__ = (
        one_of("role", "funding", "accountable", "extending", "implementing"),
        visibility_check(),
    )

    organisation: Mapped[str] = mapped_column(ForeignKey("organisation.key"))
    role: Mapped[str] = mapped_column(String(30))
    # what it does here, such as "reviews reports"
    part: Mapped[dict[str, str]]


class Contribution(EngagementRow, Base):
    """What a party puts in: cash or kind, planned or received, with currency and price year."""

    __tablename__ = "contribution"
    __table_args__ = (
        one_of("form", "cash", "in_kind"),
        one_of("stage", "planned", "received"),
        known_or_said("amount"),
        CheckConstraint(
            "amount IS NULL OR (amount_currency IS NOT NULL AND amount_price_year IS NOT NULL)",
            name="amount_priced",
        ),
        visibility_check(),
    )

    organisation: Mapped[str] = mapped_column(ForeignKey("organisation.key"))
    form: Mapped[str] = mapped_column(String(30))
    stage: Mapped[str] = mapped_column(String(30))
    title: Mapped[dict[str, str]]
    amount: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    amount_state: Mapped[str] = mapped_column(String(20))
    amount_currency: Mapped[str | None] = mapped_column(String(3))
    amount_price_year: Mapped[int | None]
    received_on: Mapped[date | None]


class Event(EngagementRow, Base):
    """A meeting, visit, workshop or ceremony of the engagement, and its minutes."""

    __tablename__ = "event"
    __table_args__ = (visibility_check(),)

    title: Mapped[dict[str, str]]
    form: Mapped[str] = mapped_column(String(30))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    place: Mapped[str | None] = mapped_column(String(300))
    minutes: Mapped[str | None] = mapped_column(Text)
    minutes_sha256: Mapped[str | None] = mapped_column(String(64))


class Attendance(EngagementRow, Base):
    """How many people of an organisation were at an event; names stay in the minutes."""

    __tablename__ = "attendance"
    __table_args__ = (refers("engagement", "event", "event"), visibility_check())

    event: Mapped[str] = mapped_column(KEY)
    organisation: Mapped[str] = mapped_column(ForeignKey("organisation.key"))
    people_count: Mapped[int | None]
