"""A study whose definition names its engagement only later: it leaves the one that was made for it."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.errors import InvalidInputError
from tracker.services import audit
from tracker.services.record.kinds import KINDS
from tracker.store import audit as audit_store
from tracker.store import tables
from tracker.store.accounts import move_memberships
from tracker.store.record import rows as store
from tracker.store.record.plans import study_scopes


def settle_study(session: Session, study: tables.Study, engagement: str, *, by: str, at: datetime) -> None:
    """
    Move a study into another engagement, with the roles that were held for the one it leaves.

    What a definition brought is brought anew. Where people have worked already, nothing is moved: what
    they did is written in the chain of the engagement that they did it in.
    """
    old = study.engagement
    others = [other.slug for other in study_scopes(session, old) if other.slug != study.slug]
    if others or _worked_in(session, old, by=by):
        said = f"also holds {', '.join(others)}" if others else "is one that people have worked in"
        raise InvalidInputError(
            f"The study {study.slug} cannot move to the engagement {engagement}: its own, {old}, {said}.",
            [("/record/engagement/key", f"Name the engagement that the study belongs to: {old}.")],
        )
    for kind in reversed(list(KINDS.values())):
        if kind.scope == "engagement":
            for row in store.all_rows(session, kind.table, engagement=old):
                store.remove_row(session, row)
    study.engagement = engagement
    session.flush()
    session.refresh(study, ["gates"])
    move_memberships(session, old, engagement)
    row = store.find_row(session, tables.Engagement, None, old)
    assert row is not None  # a foreign key held it
    store.remove_row(session, row)
    for chain in (old, engagement):
        audit.record(
            session,
            scope=audit.engagement_scope(chain),
            principal=by,
            action="study.move",
            kind="study",
            object_id=study.slug,
            version=None,
            changes=[audit.Change("engagement", old, engagement)],
            at=at,
        )


def _worked_in(session: Session, engagement: str, *, by: str) -> bool:
    """Tell whether anybody but the definitions is named in an engagement's chain."""
    entries = audit_store.stream_entries(session, audit.engagement_scope(engagement))
    return any(json.loads(entry.canonical)["actor"]["name"] != by for entry in entries)
