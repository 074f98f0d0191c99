"""Bringing what definitions say into the record, again and again without loss."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from studies.record.definition import RecordDefinition
from studies.record.fields import RecordPart
from studies.record.plans import Deliverable
from studies.record.programme_definition import PROGRAMME_KINDS, Programmes
from studies.schema import StudyDefinition
from tracker.domain.permissions import RecordPlace
from tracker.errors import InvalidInputError
from tracker.record.workflows.recommendations import RESPONSE_WITHIN
from tracker.services import audit
from tracker.services.record.bodies import columns_of
from tracker.services.record.kinds import KINDS, Kind
from tracker.services.record.places import Scoped
from tracker.services.record.writing import changes_of, current_fields, write_down
from tracker.services.record_facts.programmes import short_name
from tracker.services.record_facts.references import missing_references
from tracker.store import tables
from tracker.store.record import rows as store

BROUGHT_BY = "definition"
Fault = tuple[str, str]


def seed_programmes(session: Session, programmes: Programmes, *, at: datetime) -> None:
    """Bring organisations, groupings, programmes with their editions, and the common calendar."""
    instance = Scoped(None, RecordPlace(), audit.INSTANCE)
    found: list[Fault] = []
    for organisation in programmes.organisations:
        found += bring(session, KINDS["organisation"], instance, organisation, at=at)
    for grouping in programmes.groupings:
        found += bring(session, KINDS["grouping"], instance, grouping, at=at)
    for key, definition in programmes.programmes.items():
        found += bring(session, KINDS["programme"], instance, definition.programme, at=at)
        scoped = Scoped(key, RecordPlace(programme=key), audit.programme_scope(key))
        for field, kind in PROGRAMME_KINDS.items():
            for part in getattr(definition, field):
                found += bring(session, KINDS[kind], scoped, part, at=at)
    for event in programmes.calendar_events:
        found += bring(session, KINDS["calendar_event"], instance, event, at=at)
    _refuse(found, "programmes")


def seed_engagement(
    session: Session, definition: StudyDefinition, present: str | None, *, at: datetime
) -> str:
    """
    Bring the engagement of a study and give its key.

    A definition that names none leaves the study in its `present` one, or gets one of its own name.
    """
    if definition.record is None:
        if present is not None:
            return present
        if store.find_row(session, tables.Engagement, None, definition.slug) is None:
            kind = KINDS["engagement"]
            part = kind.fields.model_validate(
                {"key": definition.slug, "title": dict(definition.title), "topic": dict(definition.summary)}
            )
            scoped = Scoped(None, RecordPlace(), audit.INSTANCE)
            _refuse(bring(session, kind, scoped, part, at=at, state="running"), definition.slug)
        return definition.slug
    instance = Scoped(None, RecordPlace(), audit.INSTANCE)
    engagement = definition.record.engagement
    _refuse(bring(session, KINDS["engagement"], instance, engagement, at=at), definition.slug)
    return engagement.key


def seed_record(session: Session, definition: StudyDefinition, engagement: str, *, at: datetime) -> None:
    """Bring deliverables and, where a definition has a record, all of it; the plan is stored already."""
    scoped = Scoped(engagement, RecordPlace(engagement=engagement), audit.engagement_scope(engagement))
    found: list[Fault] = []
    final = max((part.due for part in definition.deliverables if part.due), default=None)
    for part in definition.deliverables:
        made = Deliverable(
            key=part.key,
            source=part.source,
            illustrative=part.illustrative,
            study=definition.slug,
            stage=part.stage,
            title=dict(part.title),
            due=part.due,
            final=part.due == final or "final" in part.key,
        )
        found += bring(session, KINDS["deliverable"], scoped, made, at=at, state=part.state)
    if definition.record is not None:
        found += _seed_parts(session, definition.record, scoped, at=at)
    _refuse(found, definition.slug)


def drop_dependencies(
    session: Session, definition: StudyDefinition, engagement: str, *, at: datetime
) -> None:
    """Take away dependencies that left the definition, before their milestones go; people's own stay."""
    record = definition.record
    scoped = Scoped(engagement, RecordPlace(engagement=engagement), audit.engagement_scope(engagement))
    kept = {part.key for part in record.milestone_dependencies} if record is not None else set()
    for row in store.all_rows(
        session, tables.MilestoneDependency, engagement=engagement, study=definition.slug
    ):
        if row.updated_by == BROUGHT_BY and row.key not in kept:
            store.remove_row(session, row)
            write_down(session, KINDS["milestone_dependency"], scoped, row, BROUGHT_BY, "remove", at=at)


def _seed_parts(session: Session, record: RecordDefinition, scoped: Scoped, *, at: datetime) -> list[Fault]:
    found: list[Fault] = []
    for name, part in record.parts():
        if name != "engagement":
            found += bring(session, KINDS[name], scoped, part, at=at)
    return found


def bring(
    session: Session,
    kind: Kind,
    scoped: Scoped,
    part: RecordPart,
    *,
    at: datetime,
    state: str | None = None,
) -> list[Fault]:
    """
    Bring one part: new ones are added, those nobody has touched follow the definition, others stay.

    Faults are given back, so that a definition is told all of them.
    """
    present = store.find_row(session, kind.table, scoped.key, part.key)
    if present is not None and present.updated_by != BROUGHT_BY:
        return []
    plain = kind.fields.model_validate({name: getattr(part, name) for name in kind.fields.model_fields})
    found = missing_references(session, kind, scoped, plain)
    study = getattr(plain, "study", None)
    if present is not None and getattr(present, "study", None) not in (None, study):
        found.append(("/key", f"The study {present.study}, in the same engagement, has one of this key."))
    wanted = state or getattr(part, "state", None)
    workflow = kind.workflow
    if workflow is not None and wanted is not None and wanted not in workflow.states:
        found.append(("/state", f"{wanted!r} is none of {', '.join(workflow.states)}"))
    if found:
        return [(f"/{kind.plural}/{part.key}{pointer}", message) for pointer, message in found]
    reported_by = getattr(part, "reported_by", None)
    reporters = [short_name(session, reported_by)] if reported_by else []
    values = columns_of(kind, plain) | _standing(kind, part, wanted, reporters=reporters, at=at)
    if present is None:
        _add(session, kind, scoped, plain, values, at=at)
    else:
        _follow(session, kind, scoped, present, plain, values, at=at)
    return []


def _standing(
    kind: Kind, part: RecordPart, state: str | None, *, reporters: list[str], at: datetime
) -> dict[str, Any]:
    """Say how far a part had come, in the columns that otherwise only moves write."""
    if kind.workflow is None:
        return {}
    values: dict[str, Any] = {
        "state": state or kind.workflow.initial,
        "state_since": _noon(getattr(part, "since", None)) or at,
    }
    columns = kind.table.__table__.columns.keys()
    for name in ("reason", "evidence", "issued_on", "decided_by"):
        said = getattr(part, name, None)
        if said is not None and name in columns and name not in kind.fields.model_fields:
            values["decided_organisation" if name == "decided_by" else name] = said
    if kind.name == "recommendation" and values.get("issued_on"):
        values["response_due"] = values["issued_on"] + RESPONSE_WITHIN
    if kind.name == "indicator_update":
        # who reported it, by the name that accounts carry; nobody of theirs approves it
        values |= {"author_ids": [], "author_organisations": reporters}
    if kind.name == "gate":
        values["position"] = 0
    return values


def _noon(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(12), UTC)


def _add(
    session: Session, kind: Kind, scoped: Scoped, part: RecordPart, values: dict[str, Any], *, at: datetime
) -> None:
    scope = {} if scoped.key is None else {kind.scope: scoped.key}
    row = kind.table(
        **values,
        **scope,
        created_at=at,
        created_by=BROUGHT_BY,
        created_organisation="",
        updated_at=at,
        updated_by=BROUGHT_BY,
    )
    store.add_row(session, row)
    _bring_links(session, kind, scoped, part)
    write_down(session, kind, scoped, row, BROUGHT_BY, "create", at=at)


def _follow(
    session: Session,
    kind: Kind,
    scoped: Scoped,
    row: Any,  # noqa: ANN401 - a row
    part: RecordPart,
    values: dict[str, Any],
    *,
    at: datetime,
) -> None:
    """Write only what differs, so that an unchanged import raises no version."""
    differing = {
        name: value
        for name, value in values.items()
        if name not in ("state_since", "position") and getattr(row, name) != value
    }
    before = kind.fields.model_validate(current_fields(session, kind, scoped, row))
    changes = changes_of(kind, before, part)
    if not differing and not changes:
        return
    if "state" in differing:
        changes.append(audit.Change("state", row.state, differing["state"]))
        differing["state_since"] = values["state_since"]
    _bring_links(session, kind, scoped, part)
    for name, value in differing.items():
        setattr(row, name, value)
    row.updated_at = at
    session.flush()
    write_down(session, kind, scoped, row, BROUGHT_BY, "update", changes=changes, at=at)


def _bring_links(session: Session, kind: Kind, scoped: Scoped, part: RecordPart) -> None:
    for link in kind.links:
        where = {link.owner: part.key} | ({} if scoped.key is None else {kind.scope: scoped.key})
        store.set_links(session, link.table, other=link.other, where=where, keys=getattr(part, link.field))


def _refuse(found: list[Fault], name: str) -> None:
    if found:
        raise InvalidInputError(f"The record of {name} has {len(found)} fault(s); nothing was stored.", found)
