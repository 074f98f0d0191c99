"""Queries on audit entries: append to a chain in the caller's transaction, and read chains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from tracker.record.audit import Entry, Event, Head, genesis_sha256, make_entry
from tracker.store.tables import (
    Assessment,
    AuditEntry,
    Comment,
    Decision,
    FactProposal,
    Milestone,
    RegisterImport,
    RegisterPlace,
    Report,
    ReportVersion,
    SavedMapping,
    Study,
    Suggestion,
)

STREAMED_ROWS = 1_000


def append(session: Session, scope: str, event: Event) -> Entry:
    """
    Append an entry to a chain; it comes and goes with the caller's transaction.

    Call it after everything else of the transaction: the chain is held until the transaction ends.
    """
    if session.get_bind().dialect.name == "postgresql":
        # The embedded database has one writer at a time; here two could read the same last entry.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"audit {scope}", 0))))
    head = find_head(session, scope)
    entry = make_entry(scope, event, sequence=head.count + 1, previous_sha256=head.sha256)
    session.execute(insert(AuditEntry), [asdict(entry)])
    return entry


def find_head(session: Session, scope: str) -> Head:
    """Find the end of a chain; one without entries ends at its beginning."""
    last = session.execute(
        select(AuditEntry.sequence, AuditEntry.sha256)
        .where(AuditEntry.scope == scope)
        .order_by(AuditEntry.sequence.desc())
        .limit(1)
    ).one_or_none()
    return Head(scope, last.sequence, last.sha256) if last else Head(scope, 0, genesis_sha256(scope))


def list_scopes(session: Session) -> list[str]:
    """List the chains that have entries."""
    return list(session.scalars(select(AuditEntry.scope).distinct().order_by(AuditEntry.scope)))


def stream_entries(session: Session, scope: str) -> Iterator[Entry]:
    """Give a chain entry by entry; it may be longer than memory should hold."""
    columns = (
        AuditEntry.scope,
        AuditEntry.sequence,
        AuditEntry.at,
        AuditEntry.action,
        AuditEntry.kind,
        AuditEntry.object_id,
        AuditEntry.canonical,
        AuditEntry.sha256,
    )
    statement = (
        select(*columns)
        .where(AuditEntry.scope == scope)
        .order_by(AuditEntry.sequence)
        .execution_options(yield_per=STREAMED_ROWS)
    )
    for row in session.execute(statement):
        yield Entry(*row)


def list_entries(session: Session, scope: str, *, after: int, limit: int) -> Sequence[AuditEntry]:
    """List entries of a chain after a place in it."""
    statement = (
        select(AuditEntry)
        .where(AuditEntry.scope == scope, AuditEntry.sequence > after)
        .order_by(AuditEntry.sequence)
        .limit(limit)
    )
    return session.scalars(statement).all()


def list_history(
    session: Session, scope: str, *, kind: str, object_id: str, after: int, limit: int
) -> Sequence[AuditEntry]:
    """List the entries about one object, in the order of its chain."""
    statement = (
        select(AuditEntry)
        .where(
            AuditEntry.kind == kind,
            AuditEntry.object_id == object_id,
            AuditEntry.scope == scope,
            AuditEntry.sequence > after,
        )
        .order_by(AuditEntry.sequence)
        .limit(limit)
    )
    return session.scalars(statement).all()


def list_scopes_of(session: Session, *, kind: str, object_id: str) -> list[str]:
    """List the chains that tell of an object; one, unless it moved from one engagement to another."""
    statement = (
        select(AuditEntry.scope)
        .where(AuditEntry.kind == kind, AuditEntry.object_id == object_id)
        .distinct()
        .order_by(AuditEntry.scope)
    )
    return list(session.scalars(statement))


# How to come from a thing to the study it is in.
_IN_STUDY: dict[str, tuple[Any, Any, tuple[Any, ...]]] = {
    "milestone": (Milestone.id, Milestone.study_id, ()),
    "draft": (Report.id, Report.study_id, ()),
    "version": (ReportVersion.id, Report.study_id, (ReportVersion.report,)),
    "comment": (Comment.id, Report.study_id, (Comment.version, ReportVersion.report)),
    "decision": (Decision.id, Report.study_id, (Decision.version, ReportVersion.report)),
    "assessment": (Assessment.id, Assessment.study_id, ()),
    "place": (RegisterPlace.id, RegisterPlace.study_id, ()),
    "proposal": (FactProposal.id, RegisterPlace.study_id, (FactProposal.place,)),
    "suggestion": (Suggestion.id, Suggestion.study_id, ()),
    "import": (RegisterImport.id, RegisterImport.study_id, ()),
    "mapping": (SavedMapping.id, SavedMapping.study_id, ()),
}


def find_study_of(session: Session, *, kind: str, object_id: str) -> str | None:
    """Find the study of a thing that chains tell of; None when the thing was removed since."""
    own, study_id, steps = _IN_STUDY[kind]
    statement = select(Study.slug).select_from(own.class_)
    for step in steps:
        statement = statement.join(step)
    statement = statement.join(Study, Study.id == study_id).where(own == object_id)
    return session.scalars(statement).one_or_none()


def count_entries(session: Session, scope: str) -> int:
    """Count the entries of a chain."""
    counted = select(func.count()).select_from(AuditEntry).where(AuditEntry.scope == scope)
    return session.scalars(counted).one()
