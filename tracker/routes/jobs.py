"""Jobs: how far the work is."""

from __future__ import annotations

from fastapi import APIRouter

from tracker.routes.deps import PrincipalDep, ReadingDep, declares
from tracker.schemas.jobs import JobRead
from tracker.services import jobs

router = APIRouter(tags=["jobs"])


@router.get("/jobs/{job_id}", openapi_extra=declares("job.read"))
def read_job(job_id: str, session: ReadingDep, principal: PrincipalDep) -> JobRead:
    """Read a job's state and progress; a running job is worth asking again after a second."""
    return jobs.get_job(session, principal, job_id)
