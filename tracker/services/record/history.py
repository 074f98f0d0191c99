"""The history of a thing of the record, for those who may see the thing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.errors import NotAllowedError
from tracker.schemas.audit import HistoryRead
from tracker.services import audit
from tracker.services.record.kinds import Kind
from tracker.services.record.reading import find_thing


def list_history(
    session: Session, principal: Principal, kind: Kind, scope: str | None, key: str, *, after: int, limit: int
) -> HistoryRead:
    """List what the chain tells of a thing, oldest first."""
    scoped, row, place = find_thing(session, principal, kind, scope, key)
    # a thing may be public while what it was before is not; what no engagement holds never was secret
    if (kind.scope != "instance" or kind.name == "engagement") and not principal.roles_at(place):
        raise NotAllowedError("Only those who take part read what became of it.")
    chain = scoped.chain
    if kind.name == "engagement":
        chain = audit.engagement_scope(row.key)
    elif kind.name == "programme":
        chain = audit.programme_scope(row.key)
    return audit.read_history(session, chain, kind=kind.name, object_id=row.key, after=after, limit=limit)
