"""Tables of the register: places with their history, positions, observations and facts as they stand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.register.vocabulary import ANSWERS, CONFIDENCES, FACT_KINDS, PRECISION_CLASSES, SERVICE_KINDS
from tracker.store.base import Base, Identifier, RowNumber, one_of
from tracker.store.tables.studies import Study

# Compared letter by letter on both databases, whatever language PostgreSQL was set up for.
SortText = String(80).with_variant(String(80, collation="C"), "postgresql")


class RegisterPlace(Base):
    """A place as it stands; only a published one is seen without an account."""

    __tablename__ = "register_place"
    __table_args__ = (
        UniqueConstraint("study_id", "key"),
        one_of("kind", *SERVICE_KINDS),
        one_of("state", "draft", "published", "withdrawn"),
        one_of("precision", *PRECISION_CLASSES),
        Index("ix_register_place_study_id_state_kind", "study_id", "state", "kind"),
    )

    id: Mapped[Identifier]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(200))  # what a later import knows it by
    kind: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(300))
    district: Mapped[str] = mapped_column(String(200))
    attributes: Mapped[dict[str, str]]  # as they stand; their history is in place_attribute
    search_text: Mapped[str] = mapped_column(Text)  # folded: no accents, no capitals; the name comes first
    precision: Mapped[str] = mapped_column(String(30))
    radius_m: Mapped[float | None]
    found_by: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by: Mapped[str] = mapped_column(String(200))
    study: Mapped[Study] = relationship(lazy="raise")
    position: Mapped[PlacePosition | None] = relationship(lazy="raise", back_populates="place")
    facts: Mapped[list[PlaceFact]] = relationship(lazy="raise", back_populates="place")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract


class PlacePosition(Base):
    """The point of a place, WGS 84; a place that nobody could locate has none."""

    __tablename__ = "place_position"

    id: Mapped[RowNumber]
    place_id: Mapped[str] = mapped_column(ForeignKey("register_place.id", ondelete="CASCADE"), unique=True)
    geometry: Mapped[WKBElement] = mapped_column(Geometry("POINT", srid=4326, nullable=False))
    place: Mapped[RegisterPlace] = relationship(lazy="raise", back_populates="position")


class PlaceAttribute(Base):
    """A value that an attribute of a place was given; the newest stands, null when taken away."""

    __tablename__ = "place_attribute"
    __table_args__ = (Index("ix_place_attribute_place_id_attribute", "place_id", "attribute"),)

    id: Mapped[RowNumber]
    place_id: Mapped[str] = mapped_column(ForeignKey("register_place.id", ondelete="CASCADE"))
    attribute: Mapped[str] = mapped_column(String(63))
    value: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)  # file, table, row and column; or who wrote it and why
    import_id: Mapped[str | None] = mapped_column(ForeignKey("register_import.id"), index=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(200))


class PlaceObservation(Base):
    """A statement about a fact; never changed, and withdrawn only with the import it came from."""

    __tablename__ = "place_observation"
    __table_args__ = (
        one_of("kind", *FACT_KINDS),
        one_of("answer", *ANSWERS),
        one_of("confidence", *CONFIDENCES),
        Index("ix_place_observation_place_id_kind", "place_id", "kind"),
    )

    id: Mapped[Identifier]
    place_id: Mapped[str] = mapped_column(ForeignKey("register_place.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(30))
    answer: Mapped[str] = mapped_column(String(30))
    source: Mapped[str] = mapped_column(String(200))
    observed_on: Mapped[date | None]
    observer: Mapped[str] = mapped_column(String(200))
    confidence: Mapped[str] = mapped_column(String(30))
    norm: Mapped[str | None] = mapped_column(String(100))
    evidence: Mapped[str | None] = mapped_column(Text)
    settles: Mapped[bool]
    import_id: Mapped[str | None] = mapped_column(ForeignKey("register_import.id"), index=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None]


class PlaceFact(Base):
    """What the observations of a fact come to, kept so that it can be searched; remade on `recheck_on`."""

    __tablename__ = "place_fact"
    __table_args__ = (
        one_of("kind", *FACT_KINDS),
        one_of("answer", *ANSWERS),
        Index("ix_place_fact_kind_answer", "kind", "answer", "stale"),
        Index("ix_place_fact_recheck_on", "recheck_on"),
    )

    place_id: Mapped[str] = mapped_column(
        ForeignKey("register_place.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    answer: Mapped[str] = mapped_column(String(30))
    stale: Mapped[bool]
    disputed: Mapped[bool]
    observed_on: Mapped[date | None]
    recheck_on: Mapped[date | None]  # the first day on which one of the words it rests on is stale
    place: Mapped[RegisterPlace] = relationship(lazy="raise", back_populates="facts")


class PlaceSearch(Base):
    """
    What a place is found by, in one narrow row that triggers keep equal to the other tables.

    A search over many places that had to visit place, position and facts would take five times as long.
    `current_yes` and `current_no` have a bit for each kind of fact, in the order of the vocabulary.
    """

    __tablename__ = "place_search"
    __table_args__ = (
        Index("ix_place_search_order", "study_id", "state", "sort_text", "place_id"),
        Index(
            "ix_place_search_count",
            *("study_id", "state", "kind", "district", "current_yes", "current_no", "known_on"),
        ),
        Index("ix_place_search_point", "study_id", "state", "lat_deg", "lon_deg", "radius_m", "number"),
        Index("ix_place_search_radius", "study_id", "radius_m"),
    )

    number: Mapped[RowNumber]
    place_id: Mapped[str] = mapped_column(ForeignKey("register_place.id", ondelete="CASCADE"), unique=True)
    study_id: Mapped[str] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str] = mapped_column(String(30))
    district: Mapped[str] = mapped_column(String(200))
    sort_text: Mapped[str] = mapped_column(SortText)  # the beginning of the words
    words: Mapped[str] = mapped_column(Text)
    current_yes: Mapped[int]
    current_no: Mapped[int]
    known_on: Mapped[date | None]  # day of the newest yes or no
    lon_deg: Mapped[float | None]
    lat_deg: Mapped[float | None]
    radius_m: Mapped[float | None]


class FactProposal(Base):
    """A fact that a rule read out of prose; it counts for nothing until a person confirms it."""

    __tablename__ = "fact_proposal"
    __table_args__ = (
        UniqueConstraint("place_id", "kind", "words_sha256"),
        one_of("kind", *FACT_KINDS),
        one_of("answer", "yes", "no"),
        one_of("state", "open", "confirmed", "rejected"),
        Index("ix_fact_proposal_state", "state"),
    )

    id: Mapped[Identifier]
    place_id: Mapped[str] = mapped_column(ForeignKey("register_place.id", ondelete="CASCADE"))
    import_id: Mapped[str | None] = mapped_column(ForeignKey("register_import.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    answer: Mapped[str] = mapped_column(String(30))
    words: Mapped[str] = mapped_column(Text)
    words_sha256: Mapped[str] = mapped_column(String(64))
    rule: Mapped[str] = mapped_column(String(100))
    norm: Mapped[str | None] = mapped_column(String(100))
    observed_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(30))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(200))
    place: Mapped[RegisterPlace] = relationship(lazy="raise")


class Suggestion(Base):
    """What somebody without an account says about a place; it waits for a moderator and changes nothing."""

    __tablename__ = "suggestion"
    __table_args__ = (
        one_of("state", "waiting", "accepted", "rejected"),
        Index("ix_suggestion_address", "address_sha256", "sent_at"),
        Index("ix_suggestion_study_id_state", "study_id", "state"),
    )

    id: Mapped[Identifier]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    place_id: Mapped[str | None] = mapped_column(ForeignKey("register_place.id", ondelete="CASCADE"))
    kind: Mapped[str | None] = mapped_column(String(30))
    answer: Mapped[str | None] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10))
    address_sha256: Mapped[str] = mapped_column(String(64))  # of the sender, to count; never shown
    sent_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(30))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(Text)
    place: Mapped[RegisterPlace | None] = relationship(lazy="raise")


class PlaceChange(Base):
    """What an import changed of a place, so that it can be undone: the row before, null when it made it."""

    __tablename__ = "place_change"

    import_id: Mapped[str] = mapped_column(
        ForeignKey("register_import.id", ondelete="CASCADE"), primary_key=True
    )
    place_id: Mapped[str] = mapped_column(
        ForeignKey("register_place.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    version_after: Mapped[int]
    made_place: Mapped[bool]
    before: Mapped[dict[str, Any] | None]
