"""What the API sends of measures, typed: for everybody and by area."""

from __future__ import annotations

from typing import Any

from dashboards.models import Text, Wire


class MeasureRow(Wire):
    """A measure of the whole study area for one profile, as the smaller and the larger reading."""

    key: str
    service: str
    title: Text
    parameters: dict[str, Any]
    people_count: float | None
    unit: str
    guaranteed: bool
    larger_is_better: bool
    profile: str
    value_low: float | None
    value_high: float | None
    equity: dict[str, dict[str, float | None]]  # index to its low and high

    @property
    def minimum(self) -> float | None:
        """What is enough, in the unit of the measure, where the definition says it."""
        equity = self.parameters.get("equity")
        return float(equity["minimum"]) if equity else None


class AreaMeasureRow(Wire):
    """The same for one hexagon or district."""

    area_id: str
    population: float
    value_low: float | None
    value_high: float | None
