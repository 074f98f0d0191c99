"""Writing the record: create and change a thing, with every fault at once and an entry in the audit chain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy.orm import Session

from studies.record.fields import RecordPart
from studies.record.programmes import CandidacyScore
from tracker.domain.permissions import Principal, RecordPlace, may_write
from tracker.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    PreconditionFailedError,
    RuleConflictError,
)
from tracker.record.workflows.machine import faults as move_faults
from tracker.record.workflows.request import Request
from tracker.services import audit
from tracker.services.record.bodies import columns_of, fields_of
from tracker.services.record.kinds import KINDS, Kind, Link
from tracker.services.record.places import NOTHING, Scoped, find_scope, hold_scope, levels_at
from tracker.services.record.reading import find_thing, read_row
from tracker.services.record.refusals import cannot_write
from tracker.services.record_facts.content import content_faults
from tracker.services.record_facts.days import day_of, zone_of_scope
from tracker.services.record_facts.fixed import fixed_faults
from tracker.services.record_facts.programmes import scored_for_another
from tracker.services.record_facts.references import missing_references, taken_values
from tracker.services.record_facts.registry import facts_of_new
from tracker.store.record import rows as store
from tracker.store.record.rows import Row
from tracker.store.record.visibility import visible_parts

Fault = tuple[str, str]


def create_thing(
    session: Session, principal: Principal, kind: Kind, scope: str | None, body: BaseModel, *, at: datetime
) -> tuple[BaseModel, Row]:
    """Create a thing and write that down; the body's references must exist in the same scope."""
    hold_scope(session, kind, scope, getattr(body, "key", None), programme=getattr(body, "programme", None))
    scoped = find_scope(session, kind, scope)
    _check_known(session, principal, kind, scoped)
    values = body.model_dump()
    key = values["key"] or _next_key(session, kind, scoped)
    part = checked_part(kind, {**values, "key": key})
    place = _place_of_part(kind, scoped, part)
    _check_writer(principal, kind, place)
    if store.find_row(session, kind.table, scoped.key, key) is not None:
        raise RuleConflictError(f"There is {kind.a_words} {key} already.", [("/key", "This key is taken.")])
    _check_fixed(session, kind, scoped, None, part)
    row = new_row(kind, scoped, part, principal=principal, at=at)
    found = _part_faults(session, principal, kind, scoped, part, at=at)
    if not found:  # the rules of the first move look at what the references name
        found = _begin_faults(session, kind, scoped, row, principal, part, at=at)
    if found:
        raise InvalidInputError(f"The {kind.words} cannot be made: {len(found)} fault(s).", found)
    save_new(session, kind, scoped, part, row)
    write_down(session, kind, scoped, row, principal, "create", changes=_all_fields(part), at=at)
    return read_row(session, principal, kind, scoped, row, place, at=at), row


def checked_part(kind: Kind, values: Mapping[str, Any]) -> RecordPart:
    """Check a whole part, also what several fields say together."""
    try:
        return kind.fields.model_validate(values)
    except ValidationError as error:
        found = [
            ("".join(f"/{step}" for step in fault["loc"]), str(fault["msg"]).removeprefix("Value error, "))
            for fault in error.errors()
        ]
        raise InvalidInputError(f"The {kind.words} has {len(found)} fault(s).", found) from error


def _part_faults(
    session: Session,
    principal: Principal,
    kind: Kind,
    scoped: Scoped,
    part: RecordPart,
    *,
    before: RecordPart | None = None,
    at: datetime,
) -> list[Fault]:
    """List references to nothing, and what contradicts the rest of the record."""
    missing = missing_references(session, kind, scoped, part, by=principal, before=before)
    taken = taken_values(session, kind, scoped, part, columns_of(kind, part))
    today = day_of(session, principal, at=at)
    found = missing + taken + content_faults(session, kind, scoped, part, today=today, complete=not missing)
    if isinstance(part, CandidacyScore):
        found += scored_for_another(session, principal, scoped.place, part)
    return found


def new_row(kind: Kind, scoped: Scoped, part: RecordPart, *, principal: Principal, at: datetime) -> Row:
    """Make a row in the first state of its workflow; it is not stored yet."""
    values = columns_of(kind, part)
    if scoped.key is not None:
        values[kind.scope] = scoped.key
    if kind.workflow is not None:
        values |= {"state": kind.workflow.initial, "state_since": at}
    if kind.name == "indicator_update":
        values |= {"author_ids": [principal.id], "author_organisations": [principal.organisation]}
    if kind.name == "gate":
        values["position"] = 0
    return kind.table(
        **values,
        created_at=at,
        created_by=principal.name,
        created_organisation=principal.organisation,
        created_by_id=principal.id,
        updated_at=at,
        updated_by=principal.name,
    )


def save_new(session: Session, kind: Kind, scoped: Scoped, part: RecordPart, row: Row) -> None:
    """Store a new row and its lists."""
    store.add_row(session, row)
    for link in kind.links:
        _set_links(session, kind, scoped, row.key, link, getattr(part, link.field))


def update_thing(
    session: Session,
    principal: Principal,
    kind: Kind,
    scope: str | None,
    key: str,
    change: BaseModel,
    *,
    expected_version: int,
    at: datetime,
) -> tuple[BaseModel, Row]:
    """Change the fields that were sent, if nobody else has since the expected version."""
    hold_scope(session, kind, scope, key, programme=getattr(change, "programme", None))
    scoped, row, place = find_thing(session, principal, kind, scope, key, for_update=True)
    _check_writer(principal, kind, place)
    check_version(session, principal, kind, scoped, row, place, expected_version, at=at)
    before = current_fields(session, kind, scoped, row)
    sent = {name: getattr(change, name) for name in change.model_fields_set}
    for link in kind.links:
        if sent.get(link.field) is not None:  # who cannot see a link did not mean to take it away
            sent[link.field] = sent[link.field] + _hidden(
                session, principal, scoped, link, before[link.field], sent[link.field]
            )
    part = checked_part(kind, {**before, **{name: _plain(value) for name, value in sent.items()}})
    _check_target(principal, kind, scoped, row, part)
    present = checked_part(kind, before)
    changes = changes_of(kind, present, part)
    if not changes:
        return read_row(session, principal, kind, scoped, row, place, at=at), row
    _check_editable(kind, row, changes)
    _check_fixed(session, kind, scoped, present, part)
    found = _part_faults(session, principal, kind, scoped, part, before=present, at=at)
    if not found:
        found = _kept_faults(session, kind, scoped, part, principal, changes, at=at)
    if found:
        raise InvalidInputError(f"The {kind.words} cannot be changed: {len(found)} fault(s).", found)
    for name, value in columns_of(kind, part).items():
        setattr(row, name, value)
    for link in kind.links:
        if any(item.field == link.field for item in changes):
            _set_links(session, kind, scoped, row.key, link, getattr(part, link.field))
    touch(row, principal, at=at)
    session.flush()
    write_down(session, kind, scoped, row, principal, "update", changes=changes, at=at)
    return read_row(session, principal, kind, scoped, row, place, at=at), row


def changes_of(kind: Kind, before: RecordPart, after: RecordPart) -> list[audit.Change]:
    """List the fields that say something else; another order of a list, or 10.0 for 10, says the same."""
    linked = {link.field for link in kind.links}
    same = {
        name
        for name in kind.fields.model_fields
        if getattr(before, name) == getattr(after, name)
        or (name in linked and sorted(getattr(before, name)) == sorted(getattr(after, name)))
    }
    return [item for item in audit.changes_between(_json(before), _json(after)) if item.field not in same]


def touch(row: Row, principal: Principal, *, at: datetime) -> None:
    """Say who saved a row last; whoever changes a reported value is one of its authors."""
    row.updated_at, row.updated_by = at, principal.name
    if hasattr(row, "author_ids"):
        row.author_ids = sorted({*row.author_ids, principal.id})
        row.author_organisations = sorted({*row.author_organisations, principal.organisation})


def current_fields(session: Session, kind: Kind, scoped: Scoped, row: Row) -> dict[str, Any]:
    """Read the fields of a row, with its lists."""
    links = {}
    for link in kind.links:
        where: dict[str, str] = {} if scoped.key is None else {kind.scope: scoped.key}
        found = store.linked_keys(
            session, link.table, owner=link.owner, other=link.other, where=where, owners=[row.key]
        )
        links[link.field] = found.get(row.key, [])
    return fields_of(kind, row, links)


def write_down(
    session: Session,
    kind: Kind,
    scoped: Scoped,
    row: Row,
    principal: Principal | str,
    verb: str,
    *,
    changes: Iterable[audit.Change] = (),
    reason: str | None = None,
    at: datetime,
) -> None:
    """Add what happened to the chain of its scope; a programme and an engagement begin their own."""
    chain = scoped.chain
    if kind.name == "engagement":
        chain = audit.engagement_scope(row.key)
    elif kind.name == "programme":
        chain = audit.programme_scope(row.key)
    audit.record(
        session,
        scope=chain,
        principal=principal,
        action=f"{kind.name}.{verb}",
        kind=kind.name,
        object_id=row.key,
        version=row.version,
        changes=list(changes),
        reason=reason,
        at=at,
    )


def check_version(
    session: Session,
    principal: Principal,
    kind: Kind,
    scoped: Scoped,
    row: Row,
    place: RecordPlace,
    expected: int,
    *,
    at: datetime,
) -> None:
    """Refuse a change of what somebody else saved since, and show what they saved."""
    if row.version != expected:
        current = read_row(session, principal, kind, scoped, row, place, at=at)
        raise PreconditionFailedError(
            f"The {kind.words} is now at version {row.version}, saved by {row.updated_by}; "
            f"you started from version {expected}.",
            expected=expected,
            current=row.version,
            record=current.model_dump(mode="json"),
        )


def _check_known(session: Session, principal: Principal, kind: Kind, scoped: Scoped) -> None:
    """Answer 404 where the scope is not theirs to know, before anything else is looked at."""
    if kind.scope == "engagement":
        levels_at(session, principal, kind, scoped)
    elif kind.scope == "programme" and not principal.roles_at(scoped.place):
        raise NotFoundError(NOTHING)


def _check_writer(principal: Principal, kind: Kind, place: RecordPlace) -> None:
    if not may_write(principal, kind.name, place):
        raise NotAllowedError(cannot_write(kind))


def _hidden(
    session: Session, principal: Principal, scoped: Scoped, link: Link, present: list[str], sent: list[str]
) -> list[str]:
    """Give the present keys of a list that somebody may not see and has not sent."""
    other = KINDS[link.other]
    if other.scope != "engagement":
        return []
    seen = visible_parts(principal, other.table)
    shown = store.find_keys(session, other.table, "engagement", scoped.key, present, seen=seen)
    return [key for key in present if key not in shown and key not in sent]


def _check_target(principal: Principal, kind: Kind, scoped: Scoped, row: Row, part: RecordPart) -> None:
    """Ask for the right also where the change would put it: in another study, or another programme."""
    if kind.name == "engagement" and getattr(part, "programme", None) == row.programme:
        return
    _check_writer(principal, kind, _place_of_part(kind, scoped, part))


def _check_editable(kind: Kind, row: Row, changes: list[audit.Change]) -> None:
    """Refuse changes of what its state has fixed; who may see it can be changed in every state."""
    state = getattr(row, "state", None)
    fixed = [item.field for item in changes if item.field != "visibility"]
    if kind.editable is None or state in kind.editable or not fixed:
        return
    said = "once it was made" if state is None else f"while it is {state.replace('_', ' ')}"
    raise RuleConflictError(
        f"The {kind.words} cannot be changed {said}.",
        [(f"/{name}", f"This is fixed {said}.") for name in fixed],
    )


def _check_fixed(
    session: Session, kind: Kind, scoped: Scoped, before: RecordPart | None, after: RecordPart
) -> None:
    found = fixed_faults(session, kind, scoped.key or after.key, before, after)
    if found:
        raise RuleConflictError(" ".join(sorted({message for _, message in found})), found)


def _kept_faults(
    session: Session,
    kind: Kind,
    scoped: Scoped,
    part: RecordPart,
    principal: Principal,
    changes: list[audit.Change],
    *,
    at: datetime,
) -> list[Fault]:
    """List what would have kept it from being made like this, as far as the change has to do with it."""
    changed = {item.field for item in changes}
    if changed == {"visibility"}:
        return []
    # a row of its own, which is never stored: what the rules see must not be saved before they agree
    row = new_row(kind, scoped, part, principal=principal, at=at)
    found = _begin_faults(session, kind, scoped, row, principal, part, at=at)
    untouched = {f"/{name}" for name in kind.fields.model_fields.keys() - changed}
    return [(pointer, message) for pointer, message in found if pointer not in untouched]


def _place_of_part(kind: Kind, scoped: Scoped, part: RecordPart) -> RecordPlace:
    if kind.name == "engagement":
        return RecordPlace(programme=getattr(part, "programme", None))
    study = getattr(part, "study", None)
    return RecordPlace(scoped.place.programme, scoped.place.engagement, study)


def _begin_faults(
    session: Session,
    kind: Kind,
    scoped: Scoped,
    row: Row,
    principal: Principal,
    part: RecordPart,
    *,
    at: datetime,
) -> list[Fault]:
    if kind.workflow is None or not kind.workflow.begin.guards:
        return []
    here = at.astimezone(zone_of_scope(session, kind, scoped.key, row, principal))
    request = Request(actor_id=principal.id, organisation=principal.organisation, at=here)
    facts = facts_of_new(session, kind.name, row, principal, part)
    found = move_faults(kind.workflow, None, kind.workflow.begin.name, facts, request)
    return [(_as_sent(pointer), message) for pointer, message in found]


def _as_sent(pointer: str) -> str:
    """Name the field of the body, where the rules call it otherwise."""
    return pointer.removeprefix("/moves/0").replace("/due_on", "/due")


def _next_key(session: Session, kind: Kind, scoped: Scoped) -> str:
    """Find the next free key of the form finding_3."""
    where: dict[str, str] = {} if scoped.key is None else {kind.scope: scoped.key}
    _, count = store.list_rows(session, kind.table, where=where, seen=None, offset=0, limit=1)
    number = count + 1
    while store.find_row(session, kind.table, scoped.key, f"{kind.name}_{number}") is not None:
        number += 1
    return f"{kind.name}_{number}"


def _set_links(session: Session, kind: Kind, scoped: Scoped, key: str, link: Any, keys: list[str]) -> None:  # noqa: ANN401 - a Link
    where = {link.owner: key} | ({} if scoped.key is None else {kind.scope: scoped.key})
    store.set_links(session, link.table, other=link.other, where=where, keys=keys)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any field
    return value.model_dump() if isinstance(value, BaseModel) else value


def _json(part: RecordPart) -> dict[str, Any]:
    return part.model_dump(mode="json")


def _all_fields(part: RecordPart) -> list[audit.Change]:
    return audit.changes_between({}, {k: v for k, v in _json(part).items() if v is not None})
