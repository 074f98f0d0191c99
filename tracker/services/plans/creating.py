"""Beginning a study: from a template or from its own stages; adding milestones; freezing the baseline."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from studies.plan_templates import PlanTemplate, load_plan_templates
from studies.record.plans import Deliverable, Gate, MilestoneDependency
from studies.schema import Place, StudyDefinition
from studies.schema import Programme as ProgrammeWords
from tracker.domain.permissions import Principal, RecordPlace, may_write
from tracker.errors import InvalidInputError, NotAllowedError, RuleConflictError
from tracker.record.plan.templates import DatedPlan, expand
from tracker.schemas.milestones import MilestoneRead
from tracker.schemas.plans import MilestoneCreate, StudyCreate, TemplateRead
from tracker.services import audit
from tracker.services.milestones import read_milestone
from tracker.services.plans.assembling import WEEKDAYS, calendar_of
from tracker.services.record.kinds import KINDS
from tracker.services.record.places import Scoped, find_scope, hold_scope, levels_at
from tracker.services.record.writing import new_row, save_new, write_down
from tracker.services.record_facts.content import before_the_programme
from tracker.services.studies import get_study_row
from tracker.store import studies as study_store
from tracker.store import tables
from tracker.store.record import rows as store
from tracker.store.record.plans import list_milestones_of

Fault = tuple[str, str]


@cache
def plan_templates() -> Mapping[str, PlanTemplate]:
    """Give the templates that come with the system; they are read once."""
    return load_plan_templates()


def list_templates() -> list[TemplateRead]:
    """List the sequences that a study can begin with."""
    return [
        TemplateRead(
            key=key,
            title=dict(template.title),
            text=dict(template.text),
            milestones=[dict(part.title) for part in template.milestones],
        )
        for key, template in plan_templates().items()
    ]


def create_study(
    session: Session, principal: Principal, engagement: str, wanted: StudyCreate, *, at: datetime
) -> str:
    """Create a study of an engagement, with the plan of a template where one is named."""
    hold_scope(session, KINDS["gate"], engagement)
    scoped = find_scope(session, KINDS["gate"], engagement)
    if not may_write(principal, "study", scoped.place):
        levels_at(session, principal, KINDS["gate"], scoped)
        raise NotAllowedError("Your roles here do not include beginning a study.")
    _check(session, engagement, wanted)
    stages: list[dict[str, Any]] = [
        {"key": part.key, "title": _english(part.title), "gate": _english(part.gate) if part.gate else None}
        for part in wanted.stages
    ]
    template = plan_templates()[wanted.template] if wanted.template else None
    dated = _dated(session, template, wanted) if template is not None else None
    if dated is not None:
        stages = [
            {
                "key": part.stage.key,
                "title": dict(part.stage.title),
                "gate": dict(part.stage.gate) if part.stage.gate else None,
                "planned_start": part.starts_on,
                "planned_end": part.ends_on,
            }
            for part in dated.stages
        ]
    study = _store(session, engagement, wanted, stages, at=at)
    for position, stage in enumerate(stages):
        gate = Gate(
            key=_free_gate(session, engagement, stage["key"]),
            illustrative=wanted.illustrative,
            study=wanted.slug,
            stage=stage["key"],
            title=stage["gate"] or stage["title"],
        )
        _bring(session, principal, "gate", scoped, gate, at=at, position=position)
    if dated is not None and template is not None:
        _plan(session, principal, study, scoped, wanted, template, dated, at=at)
    audit.record(
        session,
        scope=scoped.chain,
        principal=principal,
        action="study.create",
        kind="study",
        object_id=wanted.slug,
        version=1,
        changes=[audit.Change("definition_sha256", None, study.definition_sha256)],
        at=at,
    )
    return wanted.slug


def _check(session: Session, engagement: str, wanted: StudyCreate) -> None:
    faults = before_the_programme(session, engagement, {"starts_on": wanted.starts_on})
    if study_store.find_study(session, wanted.slug) is not None:
        raise RuleConflictError(
            f"There is a study {wanted.slug} already.", [("/slug", "This name is taken.")]
        )
    keys = [part.key for part in wanted.stages]
    faults += [
        ("/stages", f"{key} is named twice.") for key in sorted({k for k in keys if keys.count(k) > 1})
    ]
    if wanted.template is None:
        if not wanted.stages:
            faults.append(("/stages", "A study needs stages, or a template that brings them."))
    elif wanted.template not in plan_templates():
        faults.append(("/template", f"There is none of this name; there are {', '.join(plan_templates())}."))
    else:
        if wanted.stages:
            faults.append(("/stages", "A template brings its own stages."))
        if wanted.starts_on is None:
            faults.append(("/starts_on", "A template needs its first day."))
        roles = {part.responsible for part in plan_templates()[wanted.template].milestones}
        faults += [
            (f"/parties/{role}", "The template needs an organisation for this part.")
            for role in sorted(roles - wanted.parties.keys())
        ]
    known = store.find_keys(session, tables.Organisation, None, None, set(wanted.parties.values()))
    faults += [
        (f"/parties/{role}", f"There is no organisation {key!r}.")
        for role, key in wanted.parties.items()
        if key not in known
    ]
    if faults:
        raise InvalidInputError(f"The study cannot begin: {len(faults)} fault(s).", faults)


def _english(words: Mapping[str, str]) -> dict[str, str]:
    """Give words that a definition can hold: it shows English where a reader's language is missing."""
    return {**words, "en": words.get("en") or next(iter(words.values()))}


def _store(
    session: Session, engagement: str, wanted: StudyCreate, stages: list[dict[str, Any]], *, at: datetime
) -> tables.Study:
    row = store.find_row(session, tables.Engagement, None, engagement)
    assert row is not None  # the scope was found
    programme = store.find_row(session, tables.Programme, None, row.programme) if row.programme else None
    definition = StudyDefinition(
        slug=wanted.slug,
        version=1,
        title=_english(wanted.title),
        question=_english(wanted.question),
        summary=_english(wanted.summary),
        place=Place(city=wanted.city, country=wanted.country, lon_deg=wanted.lon_deg, lat_deg=wanted.lat_deg),
        languages=wanted.languages,
        programme=ProgrammeWords(
            title=_english(programme.title if programme else row.title), illustrative=wanted.illustrative
        ),
        facts=[],
        parties=[],
        stages=[{**stage, "illustrative": wanted.illustrative} for stage in stages],
        milestones=[],
        deliverables=[],
        reports=[],
        parameters=[],
        indicators=[],
        layers=[],
        analyses=[],
    )
    study = tables.Study(
        slug=wanted.slug,
        engagement=engagement,
        definition=definition.model_dump(mode="json"),
        definition_sha256=definition.sha256,
        imported_at=at,
        gates=[],
        milestones=[],
    )
    study_store.add_study(session, study)
    return study


def _dated(session: Session, template: PlanTemplate, wanted: StudyCreate) -> DatedPlan:
    assert wanted.starts_on is not None  # checked before
    years = (wanted.starts_on.year - 1, wanted.starts_on.year + 8)
    calendars = {}
    for role, key in wanted.parties.items():
        organisation = store.find_row(session, tables.Organisation, None, key)
        calendars[role] = calendar_of(organisation.calendar if organisation else WEEKDAYS, *years)
    return expand(template, starts_on=wanted.starts_on, calendars=calendars)


def _plan(
    session: Session,
    principal: Principal,
    study: tables.Study,
    scoped: Scoped,
    wanted: StudyCreate,
    template: PlanTemplate,
    dated: DatedPlan,
    *,
    at: datetime,
) -> None:
    names = {
        role: store.find_row(session, tables.Organisation, None, key) for role, key in wanted.parties.items()
    }
    for position, milestone in enumerate(dated.milestones):
        part = milestone.milestone
        owner = names[part.responsible]
        _add_milestone(
            session,
            study,
            position=position,
            at=at,
            by=principal.name,
            values={
                "key": part.key,
                "stage": part.stage,
                "title": dict(part.title),
                "owner": owner.name if owner else part.responsible,
                "baseline_date": milestone.day,
                "illustrative": wanted.illustrative,
            },
        )
    for deliverable in dated.deliverables:
        thing = deliverable.deliverable
        made = Deliverable(
            key=_free_key(session, "deliverable", scoped, thing.key),
            illustrative=wanted.illustrative,
            study=study.slug,
            stage=thing.stage,
            title=dict(thing.title),
            due=deliverable.due,
            obligatory=thing.obligatory,
            final=thing.final,
            responsible=wanted.parties[thing.responsible],
        )
        _bring(session, principal, "deliverable", scoped, made, at=at)
    for dependency in template.dependencies:
        link = MilestoneDependency(
            key=_free_key(session, "milestone_dependency", scoped, dependency.key),
            illustrative=wanted.illustrative,
            study=study.slug,
            predecessor=dependency.predecessor,
            successor=dependency.successor,
            lag_days=dependency.lag_days,
        )
        _bring(session, principal, "milestone_dependency", scoped, link, at=at)


def _bring(
    session: Session,
    principal: Principal,
    kind_name: str,
    scoped: Scoped,
    part: Any,  # noqa: ANN401 - a part of the kind
    *,
    at: datetime,
    position: int | None = None,
) -> None:
    kind = KINDS[kind_name]
    row = new_row(kind, scoped, part, principal=principal, at=at)
    if position is not None:
        row.position = position
    save_new(session, kind, scoped, part, row)
    write_down(session, kind, scoped, row, principal, "create", at=at)


def _free_gate(session: Session, engagement: str, key: str) -> str:
    scoped = Scoped(engagement, RecordPlace(engagement=engagement), audit.engagement_scope(engagement))
    return _free_key(session, "gate", scoped, key)


def _free_key(session: Session, kind: str, scoped: Scoped, key: str) -> str:
    """Give the key, or with a number when another study of the engagement has it."""
    wanted, number = key, 2
    while store.find_row(session, KINDS[kind].table, scoped.key, wanted) is not None:
        wanted = f"{key[:60]}_{number}"
        number += 1
    return wanted


# Milestones ----------------------------------------------------------------------------------------------


def create_milestone(
    session: Session, principal: Principal, slug: str, wanted: MilestoneCreate, *, at: datetime
) -> MilestoneRead:
    """Add a milestone to a study's plan."""
    study = get_study_row(session, principal, slug)
    place = RecordPlace(engagement=study.engagement, study=slug)
    engagement = store.find_row(session, tables.Engagement, None, study.engagement)
    if engagement is not None:
        place = RecordPlace(engagement.programme, engagement.key, slug)
    if not may_write(principal, "milestone", place):
        raise NotAllowedError("Your roles here do not include adding a milestone.")
    store.hold(session, audit.scope_of(study))
    present = list_milestones_of(session, study.id)
    owner = store.find_row(session, tables.Organisation, None, wanted.owner)
    stages = {stage["key"] for stage in study.definition["stages"]}
    faults: list[Fault] = []
    if any(row.key == wanted.key for row in present):
        faults.append(("/key", "This key is taken."))
    if owner is None:
        faults.append(("/owner", f"There is no organisation {wanted.owner!r}."))
    if wanted.stage not in stages:
        faults.append(("/stage", f"The study has no stage {wanted.stage!r}."))
    faults += before_the_programme(session, study.engagement, {"baseline_date": wanted.baseline_date})
    if faults or owner is None:
        raise InvalidInputError(f"The milestone cannot be added: {len(faults)} fault(s).", faults)
    row = _add_milestone(
        session,
        study,
        position=max((other.position for other in present), default=-1) + 1,
        at=at,
        by=principal.name,
        values={**wanted.model_dump(exclude={"owner"}), "owner": owner.name},
    )
    audit.record(
        session,
        scope=audit.scope_of(study),
        principal=principal,
        action="milestone.create",
        kind="milestone",
        object_id=row.id,
        version=row.version,
        changes=audit.changes_between({}, wanted.model_dump(mode="json", exclude_none=True)),
        at=at,
    )
    return read_milestone(row, study=slug, today=at.date())


def _add_milestone(
    session: Session, study: tables.Study, *, position: int, at: datetime, by: str, values: dict[str, Any]
) -> tables.Milestone:
    row = tables.Milestone(
        study_id=study.id,
        position=position,
        state="planned",
        updated_at=at,
        updated_by=by,
        **{"duration_days": 0, "city_confirms": False, **values},
    )
    store.add_row(session, row)
    return row


def freeze_baseline(session: Session, principal: Principal, slug: str, *, at: datetime) -> None:
    """Freeze the agreed dates: from now on only an approved change moves them."""
    study = get_study_row(session, principal, slug)
    engagement = store.find_row(session, tables.Engagement, None, study.engagement)
    place = RecordPlace(engagement.programme if engagement else None, study.engagement, slug)
    if not may_write(principal, "study", place):
        raise NotAllowedError("Your roles here do not include freezing the baseline.")
    store.hold(session, audit.scope_of(study))
    session.refresh(study, ["baseline_frozen_at"])
    if study.baseline_frozen_at is not None:
        raise RuleConflictError(f"The baseline was frozen on {study.baseline_frozen_at.date()}.")
    study.baseline_frozen_at = at
    session.flush()
    audit.record(
        session,
        scope=audit.scope_of(study),
        principal=principal,
        action="study.freeze_baseline",
        kind="study",
        object_id=slug,
        version=1,
        changes=[audit.Change("baseline_frozen_at", None, at.isoformat())],
        at=at,
    )
