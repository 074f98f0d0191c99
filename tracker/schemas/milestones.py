"""Milestones: baseline, forecast, actual, why they slipped and what proves them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from tracker.schemas.common import OptionalProse, RequestModel, ResponseModel, Text

MilestoneState = Literal["planned", "achieved", "missed", "waived"]
MilestoneStatus = Literal["planned", "due", "late", "achieved", "missed", "waived"]


class MilestoneRead(ResponseModel):
    """A milestone; `status` and `slip_days` are computed, `version` is its ETag."""

    id: str
    key: str
    study: str
    stage: str
    title: Text
    owner: str
    baseline_date: date
    forecast_date: date | None
    actual_date: date | None
    state: MilestoneState
    status: MilestoneStatus
    slip_days: int
    slip_reason: str | None
    duration_days: int = 0
    not_before: date | None = None
    started_date: date | None = None
    city_confirms: bool = False
    confirmed_by: str | None = None
    confirmed_organisation: str | None = None
    evidence: str | None
    illustrative: bool
    version: int
    updated_at: datetime
    updated_by: str | None


class MilestoneUpdate(RequestModel):
    """Fields to change; those left out stay as they are. The baseline only until it is frozen."""

    forecast_date: date | None = None
    actual_date: date | None = None
    baseline_date: date | None = None
    duration_days: Annotated[int, Field(strict=True, ge=0, le=2600)] | None = None
    not_before: date | None = None
    started_date: date | None = None
    state: MilestoneState | None = None
    slip_reason: OptionalProse | None = None
    evidence: OptionalProse | None = None


class FieldChange(ResponseModel):
    """One field before and after."""

    field: str
    before: str | None
    after: str | None


class MilestoneChange(ResponseModel):
    """One saved change."""

    version: int
    changed_at: datetime
    changed_by: str
    changes: list[FieldChange]
