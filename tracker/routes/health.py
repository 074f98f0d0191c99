"""Health: for the supervisor of the process and for the proxy in front of it."""

from __future__ import annotations

from fastapi import APIRouter, Response, status

from tracker.clock import now
from tracker.routes.deps import DatabaseDep, SettingsDep, declares
from tracker.schemas.health import Liveness, Readiness
from tracker.services import health

router = APIRouter(tags=["health"])


@router.get("/livez", openapi_extra=declares("health.read"))
def read_liveness() -> Liveness:
    """Tell that the process answers; looks at nothing else."""
    return Liveness()


@router.get(
    "/readyz",
    openapi_extra=declares("health.read"),
    responses={503: {"model": Readiness, "description": "Not ready"}},
)
def read_readiness(response: Response, database: DatabaseDep, settings: SettingsDep) -> Readiness:
    """Tell whether database and schema are as this code needs them, and when a worker was last seen."""
    readiness = health.read_readiness(database, at=now(), settings=settings.job)
    if readiness.status != "ready":
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return readiness
