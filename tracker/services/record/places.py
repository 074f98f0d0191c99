"""Where something of the record belongs, who may see it there, and the chain that tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal, RecordPlace, visible_levels
from tracker.domain.record_rights import Level
from tracker.errors import NotFoundError
from tracker.services import audit
from tracker.services.record.kinds import Kind
from tracker.store import tables
from tracker.store.record import rows as store

NOTHING = "There is no such thing, or it is not yours to see."


@dataclass(frozen=True, slots=True)
class Scoped:
    """A scope that was found: the key of its programme or engagement, and where rights look."""

    key: str | None
    place: RecordPlace
    chain: str


def find_scope(session: Session, kind: Kind, scope: str | None) -> Scoped:
    """Find the programme or engagement a path names; 404 when there is none."""
    if kind.scope == "instance":
        return Scoped(None, RecordPlace(), audit.INSTANCE)
    assert scope is not None  # the path of every other kind has it
    if kind.scope == "programme":
        if store.find_row(session, tables.Programme, None, scope) is None:
            raise NotFoundError(NOTHING)
        return Scoped(scope, RecordPlace(programme=scope), audit.programme_scope(scope))
    engagement = store.find_row(session, tables.Engagement, None, scope)
    if engagement is None:
        raise NotFoundError(NOTHING)
    return Scoped(scope, place_of_engagement(engagement), audit.engagement_scope(scope))


def hold_scope(
    session: Session, kind: Kind, scope: str | None, key: str | None = None, *, programme: str | None = None
) -> None:
    """
    Keep others from writing in a scope until the transaction ends; called before anything is read.

    `programme` is the one that an engagement is to belong to: what becomes of its candidacy hangs on it.
    """
    if kind.name == "engagement":
        present = store.find_programme_of(session, key) if key is not None else None
        for name in sorted({name for name in (present, programme) if name is not None}):
            store.hold(session, audit.programme_scope(name))
        store.hold(session, audit.engagement_scope(key) if key is not None else audit.INSTANCE)
    elif kind.scope == "engagement":
        store.hold(session, audit.engagement_scope(scope or ""))
    elif kind.scope == "programme":
        store.hold(session, audit.programme_scope(scope or ""))
    else:
        store.hold(session, audit.INSTANCE)


def place_of_engagement(engagement: Any) -> RecordPlace:  # noqa: ANN401 - a row
    """Say where rights look for an engagement."""
    return RecordPlace(programme=engagement.programme, engagement=engagement.key)


def place_of_row(kind: Kind, scoped: Scoped, row: Any) -> RecordPlace:  # noqa: ANN401 - a row
    """Say where rights look for a row: for one that a study wrote, also at the study."""
    if kind.name == "engagement":
        return place_of_engagement(row)
    if kind.name == "programme":
        return RecordPlace(programme=row.key)
    study = getattr(row, "study", None)
    if study is None:
        return scoped.place
    return RecordPlace(scoped.place.programme, scoped.place.engagement, study)


def levels_at(session: Session, principal: Principal | None, kind: Kind, scoped: Scoped) -> frozenset[Level]:
    """Tell which levels somebody sees in a scope; 404 when not even the scope itself is theirs to know."""
    levels = visible_levels(principal, scoped.place)
    if kind.scope == "engagement":
        engagement = store.find_row(session, tables.Engagement, None, scoped.key or "")
        assert engagement is not None  # found a moment ago
        if engagement.visibility not in levels:
            raise NotFoundError(NOTHING)
    return levels


def sees(principal: Principal | None, kind: Kind, row: Any, place: RecordPlace) -> bool:  # noqa: ANN401 - a row
    """Tell whether somebody sees a row; what has no level of its own is known to all who sign in."""
    visibility = getattr(row, "visibility", None)
    if visibility is not None:
        return visibility in visible_levels(principal, place)
    if kind.scope == "programme":
        return principal is not None and bool(principal.roles_at(place))
    return kind.name in PUBLIC_KINDS or principal is not None


# Who the partners are and when they meet is no secret.
PUBLIC_KINDS = frozenset({"organisation", "grouping", "programme", "calendar_event"})
