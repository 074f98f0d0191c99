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
    A measure of the whole study area for one profile.

    It is the mean over people, of times and costs the median, of amounts (unit `people` or `places`)
    the sum. `value_low` is the smaller of the two readings. Only where `guaranteed` must the truth lie
    between them; `note` says how to read them otherwise, and what an empty value means.
    """

    key: str
    kind: str
    service: str
    title: Text
    parameters: dict[str, Any]
    people_count: Annotated[
        float | None, Field(description="people it is about, everybody or a group; null if not recorded")
    ]
    unit: str
    guaranteed: bool
    larger_is_better: bool
    note: str
    profile: str
    value_low: float | None
    value_high: float | None
    equity: Annotated[
        dict[str, IndexInterval],
        Field(
            description=(
                "by name of the index: gini, theil (with districts also theil_between, theil_within), with a "
                "minimum fgt_0 to fgt_2, with ranked people palma, concentration and erreygers"
            )
        ),
    ]


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
