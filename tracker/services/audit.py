"""Writing down who did what, in the same transaction, and reading that back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from tracker.domain.permissions import Action, Facts, Principal, allowed
from tracker.errors import NotAllowedError, NotFoundError
from tracker.record.audit import Actor, Break, Change, Event, Head, digest, verify
from tracker.schemas.audit import ActorRead, AuditChangeRead, AuditEntryRead, AuditPage, HistoryRead
from tracker.services.principals import check_allowed
from tracker.store import audit as store
from tracker.store.record.plans import study_scopes
from tracker.store.studies import find_study
from tracker.store.tables import AuditEntry, Study

__all__ = ["Change", "changes_between", "digest", "record", "scope_of"]

ENGAGEMENT_PREFIX = "engagement:"
PROGRAMME_PREFIX = "programme:"
INSTANCE = "instance"  # the chain of what belongs to no study, such as accounts
# Whoever may read the object may read what became of it.
READ_BY: dict[str, Action] = {
    "milestone": "milestone.read",
    "draft": "draft.read",
    "version": "version.read",
    "comment": "comment.read",
    "decision": "version.read",
    "assessment": "assessment.read",
    "place": "register.read",
    "proposal": "register.read",
    "suggestion": "register.read",
    "import": "register.read",
    "mapping": "register.read",
}


def scope_of(study: Study) -> str:
    """Name the chain that tells of a study and of everything in it: that of its engagement."""
    return engagement_scope(study.engagement)


def engagement_scope(engagement: str) -> str:
    """Name the chain that tells of an engagement and of everything in it."""
    return f"{ENGAGEMENT_PREFIX}{engagement}"


def programme_scope(programme: str) -> str:
    """Name the chain that tells of a programme's editions and candidacies."""
    return f"{PROGRAMME_PREFIX}{programme}"


def record(
    session: Session,
    *,
    scope: str,
    principal: Principal | str,
    action: str,
    kind: str,
    object_id: str,
    version: int | None,
    changes: Sequence[Change] = (),
    reason: str | None = None,
    at: datetime,
) -> None:
    """
    Add an entry to a chain, after everything else the transaction does.

    `principal` is a person, or the name of a program such as "command line". Texts of reports and
    remarks go in as `digest`: what is in the chain can never be removed.
    """
    if isinstance(principal, str):
        actor = Actor(None, principal, "")
    else:
        actor = Actor(principal.id, principal.name, principal.organisation)
    event = Event(
        at=at,
        actor=actor,
        action=action,
        kind=kind,
        object_id=object_id,
        version=version,
        changes=changes,
        reason=reason,
    )
    store.append(session, scope, event)


def changes_between(before: Mapping[str, object], after: Mapping[str, object]) -> list[Change]:
    """List the fields that differ, by name; a field that one side lacks is None there."""
    names = sorted(before.keys() | after.keys())
    pairs = ((name, before.get(name), after.get(name)) for name in names)
    return [Change(name, old, new) for name, old, new in pairs if old != new]


def list_audit(session: Session, principal: Principal, slug: str, *, after: int, limit: int) -> AuditPage:
    """List the chain that tells of a study, and of all else in its engagement, from a place in it."""
    check_allowed(principal, "audit.read", study=slug)
    study = find_study(session, slug)
    if study is None:
        raise NotFoundError(f"There is no study called {slug}.")
    for other in study_scopes(session, study.engagement):
        if not allowed(principal, "audit.read", Facts(study=other.slug)):
            raise NotAllowedError("The chain also tells of studies that your roles do not cover.")
    scope = scope_of(study)
    rows = store.list_entries(session, scope, after=after, limit=limit + 1)
    return AuditPage(
        items=[_read_entry(row) for row in rows[:limit]],
        total=store.find_head(session, scope).count,
        next_after=rows[limit - 1].sequence if len(rows) > limit else None,
    )


def list_history(
    session: Session, principal: Principal, kind: str, object_id: str, *, after: int, limit: int
) -> HistoryRead:
    """List what was written down about an object, for those who may read the object itself."""
    scopes = store.list_scopes_of(session, kind=kind, object_id=object_id) if kind in READ_BY else []
    if not scopes:
        raise NotFoundError("There is no such thing, it is not yours to see, or nothing was written down.")
    scope = scopes[-1]
    slug = store.find_study_of(session, kind=kind, object_id=object_id)
    # what was removed belonged to one of them, and nobody can tell any more to which
    slugs = (
        [study.slug for study in study_scopes(session, scope.removeprefix(ENGAGEMENT_PREFIX))]
        if slug is None
        else [slug]
    )
    if not slugs or not all(allowed(principal, READ_BY[kind], Facts(study=slug)) for slug in slugs):
        raise NotFoundError("There is no such thing, it is not yours to see, or nothing was written down.")
    return read_history(session, scope, kind=kind, object_id=object_id, after=after, limit=limit)


def read_history(
    session: Session, scope: str, *, kind: str, object_id: str, after: int, limit: int
) -> HistoryRead:
    """Read what a chain tells of an object that the asker may see."""
    rows = store.list_history(session, scope, kind=kind, object_id=object_id, after=after, limit=limit + 1)
    return HistoryRead(
        items=[_read_entry(row) for row in rows[:limit]],
        next_after=rows[limit - 1].sequence if len(rows) > limit else None,
    )


def _read_entry(row: AuditEntry) -> AuditEntryRead:
    """Shape an entry from the text that is hashed, not from what is kept beside it."""
    said = json.loads(row.canonical)
    return AuditEntryRead(
        scope=said["scope"],
        sequence=said["sequence"],
        at=said["at"],
        actor=ActorRead(**said["actor"]),
        action=said["action"],
        kind=said["object"]["kind"],
        object_id=said["object"]["id"],
        version=said["object"]["version"],
        changes=[AuditChangeRead(**change) for change in said["changes"]],
        reason=said["reason"],
        previous=said["previous"],
        sha256=row.sha256,
        canonical=row.canonical,
    )


# Checking chains -----------------------------------------------------------------------------------------


def list_heads(session: Session, *, scope: str | None = None) -> list[Head]:
    """Give the ends of all chains, or of one."""
    scopes = store.list_scopes(session) if scope is None else [scope]
    return [store.find_head(session, each) for each in scopes]


def verify_chains(
    session: Session, *, scope: str | None = None, heads: Sequence[Head] = ()
) -> list[tuple[Head, Break | None]]:
    """Check all chains, or one, against their own text and against heads that were exported before."""
    known = {head.scope: head for head in heads if scope in (None, head.scope)}
    # a chain that is gone as a whole is known of only by its head
    scopes = sorted({*store.list_scopes(session), *known}) if scope is None else [scope]
    found = []
    for each in scopes:
        entries = store.stream_entries(session, each)
        found.append((store.find_head(session, each), verify(each, entries, head=known.get(each))))
    return found
