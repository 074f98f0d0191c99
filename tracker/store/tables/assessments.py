"""Tables of assessments: a run, its figures in all, and the same by area; geometry in a table of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.store.base import Base, Identifier, RowNumber, one_of
from tracker.store.tables.jobs import Job
from tracker.store.tables.studies import Study


class Assessment(Base):
    """A run of the engine for a study; provenance and diagnostics are filled when it has run."""

    __tablename__ = "assessment"
    __table_args__ = (Index("ix_assessment_study_id_requested_at", "study_id", "requested_at"),)

    id: Mapped[Identifier]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    job_id: Mapped[str] = mapped_column(ForeignKey("job.id"), unique=True)
    analysis: Mapped[str] = mapped_column(String(63))
    title: Mapped[dict[str, str]]
    services: Mapped[dict[str, Any]]
    profiles: Mapped[list[str]]
    cutoffs_s: Mapped[list[float]]
    requested_by: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    run_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    provenance: Mapped[dict[str, Any] | None]
    diagnostics: Mapped[dict[str, Any] | None]
    synthetic: Mapped[bool]
    study: Mapped[Study] = relationship(lazy="raise")
    job: Mapped[Job] = relationship(lazy="raise")


class Coverage(Base):
    """People of the whole study area within a cutoff of a service, as an interval."""

    __tablename__ = "coverage"
    __table_args__ = (UniqueConstraint("assessment_id", "service", "profile", "cutoff_s"),)

    id: Mapped[RowNumber]
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id", ondelete="CASCADE"))
    service: Mapped[str] = mapped_column(String(63))
    profile: Mapped[str] = mapped_column(String(63))
    cutoff_s: Mapped[float]
    population: Mapped[float]
    covered_low: Mapped[float]
    covered_high: Mapped[float]


class Area(Base):
    """A hexagon or district of one assessment."""

    __tablename__ = "area"
    __table_args__ = (
        UniqueConstraint("assessment_id", "kind", "code"),
        one_of("kind", "hexagon", "district"),
    )

    id: Mapped[RowNumber]
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(30))
    code: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(300))
    population: Mapped[float]
    partly_outside: Mapped[bool]  # of the network's extent: only the people inside it are counted
    shape: Mapped[AreaGeometry] = relationship(lazy="raise", back_populates="area")


class AreaGeometry(Base):
    """The outline of an area, WGS 84."""

    __tablename__ = "area_geometry"

    id: Mapped[RowNumber]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id", ondelete="CASCADE"), unique=True)
    geometry: Mapped[WKBElement] = mapped_column(Geometry("GEOMETRY", srid=4326, nullable=False))
    area: Mapped[Area] = relationship(lazy="raise", back_populates="shape")


class AreaCoverage(Base):
    """The people of one area, for the service, profile and cutoff that the coverage row names."""

    __tablename__ = "area_coverage"

    coverage_id: Mapped[int] = mapped_column(ForeignKey("coverage.id", ondelete="CASCADE"), primary_key=True)
    area_id: Mapped[int] = mapped_column(
        ForeignKey("area.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    covered_low: Mapped[float]
    covered_high: Mapped[float]
    coverage: Mapped[Coverage] = relationship(lazy="raise")
    area: Mapped[Area] = relationship(lazy="raise")
