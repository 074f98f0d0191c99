"""Which day it is for the person who asks: what happened this morning in Seoul is no future there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal
from tracker.store import tables
from tracker.store.record import rows as store
from tracker.store.record.turns import organisations_named


def zone_of(session: Session, principal: Principal) -> ZoneInfo:
    """Give the zone of the asker's organisation; UTC where the record does not know it."""
    organisation = organisations_named(session, [principal.organisation]).get(principal.organisation)
    return ZoneInfo("UTC" if organisation is None else organisation.time_zone)


def zone_of_scope(
    session: Session,
    kind: Any,  # noqa: ANN401 - a Kind
    scope: str | None,
    row: Any,  # noqa: ANN401 - a row
    principal: Principal,
) -> ZoneInfo:
    """Give the zone in which a rule counts days: the city's, and for a selection that of who records it."""
    if kind.scope == "programme":
        return zone_of(session, principal)
    engagement = row if kind.name == "engagement" else None
    if kind.scope == "engagement":
        engagement = store.find_row(session, tables.Engagement, None, scope or "")
    city = getattr(engagement, "city", None) or getattr(row, "city", None)
    if city is None:
        return ZoneInfo("UTC")
    organisation = store.find_row(session, tables.Organisation, None, city)
    assert organisation is not None  # a foreign key holds it
    return ZoneInfo(organisation.time_zone)


def day_of(session: Session, principal: Principal, *, at: datetime) -> date:
    """Give the day that a moment belongs to where the asker is."""
    return at.astimezone(zone_of(session, principal)).date()
