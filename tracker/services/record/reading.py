"""Reading the record: one thing of a kind, or a page of them, as far as the asker may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import Session

from tracker.domain.permissions import Principal, RecordPlace, may_move
from tracker.errors import NotFoundError
from tracker.record.workflows.machine import open_moves
from tracker.record.workflows.request import Request
from tracker.schemas.record import MoveOffer
from tracker.services.record.bodies import READ, fields_of
from tracker.services.record.kinds import KINDS, Kind, has_visibility
from tracker.services.record.places import (
    NOTHING,
    Scoped,
    find_scope,
    levels_at,
    place_of_row,
    sees,
)
from tracker.services.record_facts.registry import FACTS
from tracker.store.record import rows as store
from tracker.store.record.rows import Row
from tracker.store.record.visibility import visible_parts

META = ("version", "created_at", "created_by", "created_organisation", "updated_at", "updated_by")


def list_things(
    session: Session,
    principal: Principal | None,
    kind: Kind,
    scope: str | None,
    *,
    where: Mapping[str, str],
    offset: int,
    limit: int,
) -> tuple[list[BaseModel], int]:
    """List a page of a kind; what the asker may not see is neither listed nor counted."""
    scoped = find_scope(session, kind, scope)
    wanted = dict(where)
    if scoped.key is not None:
        wanted[kind.scope] = scoped.key
    if has_visibility(kind) and kind.scope == "instance":
        return _engagements(session, principal, kind, scoped, wanted, offset=offset, limit=limit)
    seen = None
    if kind.scope == "engagement":
        levels_at(session, principal, kind, scoped)
        seen = visible_parts(principal, kind.table)
    elif not _sees_the_kind(principal, kind, scoped):
        raise NotFoundError(NOTHING)
    rows, total = store.list_rows(
        session, kind.table, where=wanted, seen=seen, offset=offset, limit=limit, order=kind.order
    )
    return shaped(session, kind, scoped, rows, principal=principal), total


def _sees_the_kind(principal: Principal | None, kind: Kind, scoped: Scoped) -> bool:
    class Nothing:
        key = ""
        programme = scoped.key

    return sees(principal, kind, Nothing, scoped.place)


def _engagements(
    session: Session,
    principal: Principal | None,
    kind: Kind,
    scoped: Scoped,
    where: Mapping[str, str],
    *,
    offset: int,
    limit: int,
) -> tuple[list[BaseModel], int]:
    """List engagements: each has rights of its own."""
    rows, total = store.list_visible_engagements(
        session, principal, where=dict(where), offset=offset, limit=limit
    )
    return shaped(session, kind, scoped, rows, principal=principal), total


def find_thing(
    session: Session,
    principal: Principal | None,
    kind: Kind,
    scope: str | None,
    key: str,
    *,
    for_update: bool = False,
) -> tuple[Scoped, Row, RecordPlace]:
    """Find a thing that the asker may see; everything else is 404."""
    scoped = find_scope(session, kind, scope)
    row = store.find_row(session, kind.table, scoped.key, key, for_update=for_update)
    if row is None:
        raise NotFoundError(NOTHING)
    place = place_of_row(kind, scoped, row)
    if kind.scope == "engagement":
        levels_at(session, principal, kind, scoped)
    if not sees(principal, kind, row, place):
        raise NotFoundError(NOTHING)
    return scoped, row, place


def get_thing(
    session: Session, principal: Principal | None, kind: Kind, scope: str | None, key: str, *, at: datetime
) -> BaseModel:
    """Read one thing, with the moves that start from its state."""
    scoped, row, place = find_thing(session, principal, kind, scope, key)
    return read_row(session, principal, kind, scoped, row, place, at=at)


def read_row(
    session: Session,
    principal: Principal | None,
    kind: Kind,
    scoped: Scoped,
    row: Row,
    place: RecordPlace,
    *,
    at: datetime,
) -> BaseModel:
    """Shape a row, and offer the moves to a person who is signed in."""
    (plain,) = shaped(session, kind, scoped, [row], principal=principal)
    # what stands in a move's way tells of other things too, so only those who take part learn of it
    if kind.workflow is None or principal is None or not principal.roles_at(place):
        return plain
    facts = FACTS[kind.name](session, row, principal)
    request = Request(actor_id=principal.id, organisation=principal.organisation, at=at)
    offers = [
        MoveOffer(
            name=move.name,
            targets=list(move.targets),
            needs=list(move.needs),
            obstacles=[message for _, message in move.obstacles],
            yours=may_move(principal, kind.name, move.name, place),
        )
        for move in open_moves(kind.workflow, row.state, facts, request)
    ]
    return plain.model_copy(update={"moves": offers})


def shaped(
    session: Session, kind: Kind, scoped: Scoped, rows: Sequence[Row], *, principal: Principal | None
) -> list[BaseModel]:
    """Shape rows of one scope, reading their lists in one statement each, without what is hidden."""
    links = {link.field: _links(session, kind, scoped, link, rows, principal) for link in kind.links}
    model = READ[kind.name]
    return [
        model.model_validate(
            {
                **fields_of(kind, row, {name: keys.get(row.key, []) for name, keys in links.items()}),
                **({} if kind.scope == "instance" else {kind.scope: getattr(row, kind.scope)}),
                **{name: getattr(row, name) for name in kind.standing},
                **{name: getattr(row, name) for name in META},
            }
        )
        for row in rows
    ]


def _links(
    session: Session,
    kind: Kind,
    scoped: Scoped,
    link: Any,  # noqa: ANN401 - a Link
    rows: Sequence[Row],
    principal: Principal | None,
) -> dict[str, list[str]]:
    if not rows:
        return {}
    where: dict[str, str] = {} if scoped.key is None else {kind.scope: scoped.key}
    found = store.linked_keys(
        session,
        link.table,
        owner=link.owner,
        other=link.other,
        where=where,
        owners=[row.key for row in rows],
    )
    other = KINDS[link.other]
    if other.scope != "engagement" or not found:
        return found
    seen = visible_parts(principal, other.table)
    shown = {
        part.key for part in store.visible_rows(session, other.table, engagement=scoped.key or "", seen=seen)
    }
    return {key: [name for name in names if name in shown] for key, names in found.items()}
