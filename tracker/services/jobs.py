"""Jobs as the API shows them: how far the work is, to those who may see its study."""

from __future__ import annotations

from typing import cast

from tracker.domain.permissions import Principal
from tracker.errors import NotFoundError
from tracker.schemas.jobs import JobRead, JobState
from tracker.services.principals import NOTHING_HERE, check_allowed
from tracker.store.assessments import find_assessment_of_job
from tracker.store.session import Session


def get_job(session: Session, principal: Principal, job_id: str) -> JobRead:
    """Give a job of a study the principal may see."""
    assessment = find_assessment_of_job(session, job_id)
    if assessment is None:
        raise NotFoundError(NOTHING_HERE)
    check_allowed(principal, "job.read", study=assessment.study.slug)
    job = assessment.job
    return JobRead(
        id=job.id,
        kind=job.kind,
        state=cast("JobState", job.state),
        progress_share=job.progress_share,
        message=job.message,
        attempts=job.attempts,
        queued_at=job.queued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )
