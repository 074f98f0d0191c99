"""Layers of a study: what was imported, from where, under which licence, with which bytes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from tracker.schemas.common import ResponseModel, Text


class LayerRead(ResponseModel):
    """An imported layer."""

    id: str
    study: str
    key: str
    title: Text
    kind: Literal["network", "origins", "destinations", "zones", "elevation", "street_polygons"]
    dataset: str
    sha256: str
    licence: str
    citation: str
    feature_count: int
    bounds: tuple[float, float, float, float] | None
    synthetic: bool
    notes: list[str]
    imported_at: datetime
