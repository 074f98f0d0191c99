"""Measures and isochrones of a run: what was asked, what came out, and how to read the two values."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from tracker.schemas.assessments import AreaKind
from tracker.schemas.common import Count, ResponseModel, Text

ReadingName = Literal["low", "high"]


class IndexInterval(ResponseModel):
    """An index of inequality in both readings, the smaller first; null where it has no meaning."""

    low: float | None
    high: float | None


class MeasureRow(ResponseModel):
    """
    A measure of the whole study area for one profile: the mean over people, of times the median.

    `value_low` is the smaller of the two readings. Only where `guaranteed` must the truth lie
    between them; `note` says how to read them otherwise, and what an empty value means.
    """

    key: str
    kind: str
    service: str
    title: Text
    parameters: dict[str, Any]
    unit: str
    guaranteed: bool
    larger_is_better: bool
    note: str
    profile: str
    value_low: float | None
    value_high: float | None
    equity: Annotated[dict[str, IndexInterval], Field(description="by name of the index, e.g. gini")]


class AreaMeasureRow(ResponseModel):
    """The same figure for one hexagon or district; null where nobody lives or it has no meaning."""

    measure: str
    profile: str
    area_id: str
    area_kind: AreaKind
    area_code: str
    area_name: str
    partly_outside: bool
    population: Count
    value_low: float | None
    value_high: float | None
