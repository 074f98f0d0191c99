"""Models of pilots: what they carry out, results, indicators, targets and reported values."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from studies.record.fields import (
    EngagementPart,
    MeasuredValue,
    PricedAmount,
    Refers,
    Remark,
    Words,
    check_order,
)
from studies.values import Flag, Key, Line


class Pilot(EngagementPart):
    """
    A small trial of what a study recommended.

    Parameters
    ----------
    recommendations : list of str
        At least one; without it there is nothing to try.
    running_cost : PricedAmount
        Of a year in operation; `running_cost_owner` pays it.
    sustainability_plan : str or None
        How it lives on after the trial.
    """

    title: Words
    text: Words
    study: Annotated[Key, Refers("study")] | None = None
    recommendations: Annotated[list[Key], Field(min_length=1), Refers("recommendation")]
    starts_on: date | None = None
    ends_on: date | None = None
    running_cost: PricedAmount = PricedAmount(state="unknown")
    running_cost_owner: Annotated[Key, Refers("organisation")] | None = None
    sustainability_plan: Remark | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        check_order(self.starts_on, self.ends_on, "pilot")
        return self


class Result(EngagementPart):
    """What a pilot is to bring about, on one level of the results chain."""

    pilot: Annotated[Key, Refers("pilot")]
    level: Literal["output", "outcome", "impact"]
    title: Words


class Indicator(EngagementPart):
    """
    How a result is measured.

    Parameters
    ----------
    live : str or None
        Key of the study's indicator that the register counts by itself.
    """

    result: Annotated[Key, Refers("result")]
    title: Words
    unit: Annotated[Line, Field(max_length=100)]
    direction: Literal["increase", "decrease"]
    formula: Remark
    baseline: MeasuredValue = MeasuredValue(state="unknown")
    baseline_on: date | None = None
    live: Key | None = None

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if (self.baseline.state == "known") != (self.baseline_on is not None):
            raise ValueError("a known baseline, and no other, has the day it was measured (baseline_on)")
        return self


class IndicatorPeriod(EngagementPart):
    """A stretch of time and the target for its end; a locked one takes no more updates."""

    indicator: Annotated[Key, Refers("indicator")]
    starts_on: date
    ends_on: date
    target: MeasuredValue = MeasuredValue(state="unknown")
    locked: Flag = False

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        check_order(self.starts_on, self.ends_on, "period")
        return self


class IndicatorUpdate(EngagementPart):
    """A reported value of an indicator in a period."""

    indicator_period: Annotated[Key, Refers("indicator_period")]
    actual: MeasuredValue
    measured_on: date
    evidence: Remark | None = None
    note: Remark | None = None
