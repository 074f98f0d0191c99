"""The record over HTTP: engagements with their parts, moves, the line, whose turn it is, and plans."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, TypeVar
from urllib.parse import quote

from dashboards.client import ApiClient
from dashboards.models import Wire
from dashboards.record import models, plan_models

Model = TypeVar("Model", bound=Wire)
MOST: Final = 500  # of one list at a time, as the API allows


def _in_path(key: str) -> str:
    return quote(key, safe="")


class RecordApi:
    """What the API tells of the record, and how it is written."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def list_engagements(self) -> list[models.EngagementRead]:
        """List the engagements this person may know of."""
        return self._api.read_list(models.EngagementRead, "/engagements", limit=MOST)

    def list_organisations(self) -> list[models.OrganisationRead]:
        """List the bodies that take part anywhere."""
        return self._api.read_list(models.OrganisationRead, "/organisations", limit=MOST)

    def list_calendar(self) -> list[models.CalendarEventRead]:
        """List the programmes' common calendar."""
        return self._api.read_list(models.CalendarEventRead, "/calendar-events", limit=MOST)

    def list_turns(self, *, mine: bool, engagement: str | None = None, limit: int = MOST) -> models.TurnPage:
        """List what waits for this person's organisation, or for anybody."""
        wanted = {"mine": "true" if mine else "false", "engagement": engagement, "limit": limit}
        return self._api.read(models.TurnPage, "/turns", **wanted)

    def get_lineage(self, engagement: str) -> models.LineageRead:
        """Read the line of an engagement."""
        return self._api.read(models.LineageRead, f"/engagements/{_in_path(engagement)}/lineage")

    def list_parts(self, model: type[Model], engagement: str, plural: str, **where: str) -> list[Model]:
        """List the things of one kind in an engagement."""
        path = f"/engagements/{_in_path(engagement)}/{plural}"
        return self._api.read_list(model, path, limit=MOST, **where)

    def get_part(self, model: type[Model], engagement: str, plural: str, key: str) -> Model:
        """Read one thing, with the moves that start from its state."""
        return self._api.read(model, f"/engagements/{_in_path(engagement)}/{plural}/{_in_path(key)}")

    def create_part(self, engagement: str, plural: str, body: Mapping[str, Any]) -> None:
        """Add a thing to an engagement."""
        self._api.send("POST", f"/engagements/{_in_path(engagement)}/{plural}", body=body)

    def move_part(
        self, engagement: str, plural: str, key: str, body: Mapping[str, Any], *, version: int
    ) -> None:
        """Move a thing on, if it is still the version the person saw."""
        path = f"/engagements/{_in_path(engagement)}/{plural}/{_in_path(key)}/moves"
        self._api.send("POST", path, body=body, etag=f'"{version}"')

    def get_plan(self, study: str) -> plan_models.PlanRead:
        """Read a study's plan as of today."""
        return self._api.read(plan_models.PlanRead, f"/studies/{_in_path(study)}/plan")

    def try_forecast(self, study: str, milestone: str, day: date) -> plan_models.WhatIfRead:
        """Ask what would move; nothing is saved."""
        change = {"milestone": milestone, "field": "forecast_date", "value": day.isoformat()}
        path = f"/studies/{_in_path(study)}/plan/what-if"
        return self._api.write(plan_models.WhatIfRead, "POST", path, {"changes": [change]})

    def list_workload(self, study: str) -> list[plan_models.LoadRead]:
        """Count by month what each party has to do."""
        return self._api.read_list(plan_models.LoadRead, f"/studies/{_in_path(study)}/workload", by="month")

    def freeze_baseline(self, study: str) -> None:
        """Freeze the agreed dates."""
        self._api.send("POST", f"/studies/{_in_path(study)}/baseline", body={})
