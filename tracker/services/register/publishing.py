"""Publishing what an import brought, all at once, except what a person must look at first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.errors import InvalidInputError, RuleConflictError
from tracker.schemas.register_places import PublicationCreate, PublicationRead
from tracker.services import audit
from tracker.services.principals import check_allowed
from tracker.services.studies import get_study_row
from tracker.store.register import publishing as store


def publish_import(
    session: Session, principal: Principal, slug: str, wanted: PublicationCreate, *, at: datetime
) -> PublicationRead:
    """
    Publish the drafts of an import of which no row needs review.

    Raises
    ------
    InvalidInputError
        If the study has no such import.
    RuleConflictError
        If the import is not committed.
    """
    study = get_study_row(session, principal, slug)
    check_allowed(principal, "register.publish", study=slug)
    state = store.find_import_state(session, study.id, wanted.import_id)
    if state is None:
        raise InvalidInputError("Nothing can be published.", [("/import_id", "there is no such import")])
    if state != "committed":
        raise RuleConflictError(f"Only what was committed can be published; the import is {state}.")
    drafts = store.list_drafts(session, wanted.import_id)
    ready = [place_id for place_id, needs_review in drafts if not needs_review]
    store.publish(session, ready, reason=wanted.reason, by=principal.name, at=at)
    left = len(drafts) - len(ready)
    audit.record(
        session,
        scope=audit.scope_of(study),
        principal=principal,
        action="import.publish",
        kind="import",
        object_id=wanted.import_id,
        version=None,
        changes=[audit.Change("published", None, len(ready)), audit.Change("left", None, left)],
        reason=wanted.reason,
        at=at,
    )
    return PublicationRead(published=len(ready), left=left)
