"""Tables of imports into the register: files, what became of their rows, what these gave, saved mappings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.register.vocabulary import OUTCOMES
from tracker.store.base import Base, Identifier, RowNumber, one_of
from tracker.store.tables.studies import Study


class RegisterImport(Base):
    """A file brought to the register: previewed, then committed as a whole, and perhaps undone."""

    __tablename__ = "register_import"
    __table_args__ = (
        one_of("state", "previewed", "committed", "undone", "discarded"),
        Index("ix_register_import_study_id_created_at", "study_id", "created_at"),
    )

    id: Mapped[Identifier]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    file_name: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64))
    format: Mapped[str] = mapped_column(String(30))
    crs: Mapped[str | None] = mapped_column(String(30))
    sheet: Mapped[str | None] = mapped_column(String(200))
    mapping_key: Mapped[str] = mapped_column(String(100))
    mapping: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(30))
    counts: Mapped[dict[str, Any]]  # rows by outcome and by action
    located: Mapped[dict[str, Any]]  # places by class of precision
    notes: Mapped[list[Any]]
    gone: Mapped[list[dict[str, Any]]]  # rows that an earlier file had: table, row and place
    version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(200))
    committed_at: Mapped[datetime | None]
    committed_by: Mapped[str | None] = mapped_column(String(200))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(200))
    study: Mapped[Study] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract


class ImportFile(Base):
    """The bytes of an imported file, for the report that is sent back beside its own rows."""

    __tablename__ = "import_file"

    import_id: Mapped[str] = mapped_column(
        ForeignKey("register_import.id", ondelete="CASCADE"), primary_key=True
    )
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ImportRow(Base):
    """What became of one row of a file."""

    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("import_id", "sheet", "row_number"),
        one_of("outcome", *OUTCOMES),
        one_of("action", "create", "update", "unchanged", "none"),
    )

    id: Mapped[RowNumber]
    import_id: Mapped[str] = mapped_column(ForeignKey("register_import.id", ondelete="CASCADE"))
    sheet: Mapped[str] = mapped_column(String(200))
    row_number: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(30))
    action: Mapped[str] = mapped_column(String(30))
    place_id: Mapped[str | None] = mapped_column(
        ForeignKey("register_place.id", ondelete="SET NULL"), index=True
    )
    precision: Mapped[str | None] = mapped_column(String(30))  # of where the row was found
    remarks: Mapped[list[dict[str, Any]]]


class PlaceContribution(Base):
    """What a row of a source last gave to a place: by it the row is known when its file comes again."""

    __tablename__ = "place_contribution"
    __table_args__ = (UniqueConstraint("study_id", "key_sha256"),)

    id: Mapped[RowNumber]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    place_id: Mapped[str] = mapped_column(ForeignKey("register_place.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(Text)
    key_sha256: Mapped[str] = mapped_column(String(64))  # an index takes no text of any length
    sheet: Mapped[str] = mapped_column(String(200))
    row_number: Mapped[int]
    attributes: Mapped[dict[str, str]]
    facts: Mapped[list[dict[str, Any]]]
    lon_deg: Mapped[float | None]
    lat_deg: Mapped[float | None]
    found_by: Mapped[str | None] = mapped_column(Text)  # what it gave as position, if it gave one
    made_place: Mapped[bool]
    import_id: Mapped[str | None] = mapped_column(ForeignKey("register_import.id"), index=True)


class SavedMapping(Base):
    """How the columns of a source are read, kept for its next file."""

    __tablename__ = "saved_mapping"
    __table_args__ = (UniqueConstraint("study_id", "key"),)

    id: Mapped[Identifier]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(100))
    body: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column()
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(String(200))

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own contract
