"""Tables of layers: what was imported, and the features that are drawn; geometry in a table of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.store.base import Base, Identifier, RowNumber, one_of
from tracker.store.tables.studies import Study


class Layer(Base):
    """An imported layer of a study: the exact bytes it came from, and what was read out of them."""

    __tablename__ = "layer"
    __table_args__ = (
        UniqueConstraint("study_id", "key"),
        one_of("kind", "network", "origins", "destinations", "zones", "elevation", "street_polygons"),
    )

    id: Mapped[Identifier]
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(63))
    title: Mapped[dict[str, str]]
    kind: Mapped[str] = mapped_column(String(30))
    dataset: Mapped[str] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    content_sha256: Mapped[str] = mapped_column(String(64))  # bytes, reading options and engine together
    licence: Mapped[str] = mapped_column(String(200))
    citation: Mapped[str] = mapped_column(Text)
    feature_count: Mapped[int]
    bounds: Mapped[list[float] | None]
    synthetic: Mapped[bool]
    notes: Mapped[list[str]]
    imported_at: Mapped[datetime]
    study: Mapped[Study] = relationship(lazy="raise")


class LayerFeature(Base):
    """A destination or zone of a layer, in the order of its file."""

    __tablename__ = "layer_feature"
    __table_args__ = (UniqueConstraint("layer_id", "position"),)

    id: Mapped[RowNumber]
    layer_id: Mapped[str] = mapped_column(ForeignKey("layer.id", ondelete="CASCADE"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(300))
    properties: Mapped[dict[str, Any]]
    shape: Mapped[FeatureGeometry] = relationship(lazy="raise", back_populates="feature")


class FeatureGeometry(Base):
    """The shape of a feature, WGS 84."""

    __tablename__ = "feature_geometry"

    id: Mapped[RowNumber]
    feature_id: Mapped[int] = mapped_column(ForeignKey("layer_feature.id", ondelete="CASCADE"), unique=True)
    geometry: Mapped[WKBElement] = mapped_column(Geometry("GEOMETRY", srid=4326, nullable=False))
    feature: Mapped[LayerFeature] = relationship(lazy="raise", back_populates="shape")
