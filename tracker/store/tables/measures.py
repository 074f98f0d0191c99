"""Tables of what a run found beyond coverage: measures in all and by area, isochrones and their geometry."""

from __future__ import annotations

from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.store.base import Base, RowNumber, one_of
from tracker.store.tables.assessments import Area


class Measure(Base):
    """A measure that an assessment was asked for, and how its two values are to be read."""

    __tablename__ = "measure"
    __table_args__ = (UniqueConstraint("assessment_id", "key"),)

    id: Mapped[RowNumber]
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(63))
    kind: Mapped[str] = mapped_column(String(63))
    service: Mapped[str] = mapped_column(String(63))
    title: Mapped[dict[str, str]]
    parameters: Mapped[dict[str, Any]]
    people_count: Mapped[float | None]  # whom it is about: everybody, or a group; null in older runs
    unit: Mapped[str] = mapped_column(String(30))
    guaranteed: Mapped[bool]  # whether the truth must lie between the two values
    larger_is_better: Mapped[bool]
    note: Mapped[str] = mapped_column(Text)


class MeasureFigure(Base):
    """A measure of the whole study area for one profile; null where it has no meaning or no bound."""

    __tablename__ = "measure_figure"
    __table_args__ = (UniqueConstraint("measure_id", "profile"),)

    id: Mapped[RowNumber]
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id", ondelete="CASCADE"))
    profile: Mapped[str] = mapped_column(String(63))
    value_low: Mapped[float | None]
    value_high: Mapped[float | None]
    equity: Mapped[dict[str, Any]]  # name of the index to its value in both readings
    measure: Mapped[Measure] = relationship(lazy="raise")


class AreaMeasure(Base):
    """The same figure for one area."""

    __tablename__ = "area_measure"

    figure_id: Mapped[int] = mapped_column(
        ForeignKey("measure_figure.id", ondelete="CASCADE"), primary_key=True
    )
    area_id: Mapped[int] = mapped_column(
        ForeignKey("area.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    value_low: Mapped[float | None]
    value_high: Mapped[float | None]
    figure: Mapped[MeasureFigure] = relationship(lazy="raise")
    area: Mapped[Area] = relationship(lazy="raise")


class Isochrone(Base):
    """The land from which the nearest place of a service is reached within a cutoff, in one reading."""

    __tablename__ = "isochrone"
    __table_args__ = (
        UniqueConstraint("assessment_id", "service", "profile", "cutoff_s", "reading"),
        one_of("reading", "low", "high"),
    )

    id: Mapped[RowNumber]
    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id", ondelete="CASCADE"))
    service: Mapped[str] = mapped_column(String(63))
    profile: Mapped[str] = mapped_column(String(63))
    cutoff_s: Mapped[float]
    reading: Mapped[str] = mapped_column(String(30))


class IsochroneGeometry(Base):
    """The outline of an isochrone, WGS 84."""

    __tablename__ = "isochrone_geometry"

    id: Mapped[RowNumber]
    isochrone_id: Mapped[int] = mapped_column(ForeignKey("isochrone.id", ondelete="CASCADE"), unique=True)
    geometry: Mapped[WKBElement] = mapped_column(Geometry("GEOMETRY", srid=4326, nullable=False))
    isochrone: Mapped[Isochrone] = relationship(lazy="raise")
