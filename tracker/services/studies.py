"""Reading studies: the portfolio with what is late and why, and one study in full."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from studies.schema import StudyDefinition
from tracker.domain import milestone as rules
from tracker.domain.permissions import Principal
from tracker.errors import NotFoundError
from tracker.schemas.common import Page, Text
from tracker.schemas.studies import (
    AnalysisRead,
    DeliverableRead,
    IndicatorRead,
    LateMilestone,
    ParameterRead,
    PartyRead,
    StageRead,
    StudyRead,
    StudySummary,
)
from tracker.services.milestones import to_rules
from tracker.services.principals import check_allowed
from tracker.services.register_use.indicators import read_indicators
from tracker.store import studies as store
from tracker.store.tables import Milestone, Study

PASSED = frozenset({"passed", "passed_with_conditions"})


def definition_of(study: Study) -> StudyDefinition:
    """Read the stored definition back into its model."""
    return StudyDefinition.model_validate(study.definition)


def get_study_row(session: Session, principal: Principal, slug: str) -> Study:
    """Find a study the principal may see; everything else is 404."""
    check_allowed(principal, "study.read", study=slug)
    row = store.find_study(session, slug)
    if row is None:
        raise NotFoundError(f"There is no study called {slug}.")
    return row


def list_studies(session: Session, principal: Principal, *, today: date) -> Page[StudySummary]:
    """List the studies the principal has a role in."""
    everywhere = any(grant.study is None for grant in principal.grants)
    slugs = None if everywhere else {grant.study for grant in principal.grants if grant.study}
    synthetic = store.studies_with_synthetic_layers(session)
    items = [
        _summary(row, definition_of(row), synthetic=row.id in synthetic, today=today)
        for row in store.list_studies(session, slugs=slugs)
    ]
    return Page(items=items, total=len(items))


def get_study(session: Session, principal: Principal, slug: str, *, today: date) -> StudyRead:
    """Read one study in full."""
    row = get_study_row(session, principal, slug)
    definition = definition_of(row)
    synthetic = row.id in store.studies_with_synthetic_layers(session)
    live = read_indicators(session, row.id, definition, at=today)
    summary = _summary(row, definition, synthetic=synthetic, today=today)
    return StudyRead(
        **dict(summary),
        question=definition.question,
        summary=definition.summary,
        languages=list(definition.languages),
        centre_lon_deg=definition.place.lon_deg,
        centre_lat_deg=definition.place.lat_deg,
        definition_sha256=row.definition_sha256,
        parties=[
            PartyRead(key=party.key, name=party.name, role=party.role, country=party.country)
            for party in definition.parties
        ],
        stages=_stages(row, definition),
        deliverables=[
            DeliverableRead(
                key=part.key,
                title=part.title,
                due=part.due,
                state=part.state,
                illustrative=part.illustrative,
            )
            for part in definition.deliverables
        ],
        indicators=[
            IndicatorRead.model_validate(part).model_copy(update={"live": live.get(part.key)})
            for part in definition.indicators
        ],
        parameters=[ParameterRead.model_validate(part) for part in definition.parameters],
        analyses=[
            AnalysisRead(
                key=part.key,
                title=part.title,
                services={key: service.title for key, service in part.services.items()},
                profiles=list(part.profiles),
                cutoffs_min=list(part.cutoffs_min),
            )
            for part in definition.analyses
        ],
    )


def _stages(row: Study, definition: StudyDefinition) -> list[StageRead]:
    states = {stage.key: stage.gate_state for stage in row.stages}
    return [
        StageRead.model_validate(
            {**part.model_dump(exclude={"source"}), "gate_state": states.get(part.key, part.gate_state)}
        )
        for part in definition.stages
    ]


def _summary(row: Study, definition: StudyDefinition, *, synthetic: bool, today: date) -> StudySummary:
    plain = [(milestone, to_rules(milestone)) for milestone in row.milestones]
    late = [
        _behind(milestone, rule, today=today)
        for milestone, rule in plain
        if rules.status(rule, today=today) == "late"
    ]
    ahead = sorted(
        ((milestone, rule) for milestone, rule in plain if rule.state == "planned"),
        key=lambda pair: (pair[1].expected_date, pair[0].position),
    )
    return StudySummary(
        slug=row.slug,
        title=definition.title,
        city=definition.place.city,
        country=definition.place.country,
        programme=definition.programme.title,
        stage=_current_stage(row, definition),
        milestones_total=len(plain),
        milestones_achieved=sum(rule.state == "achieved" for _, rule in plain),
        late=sorted(late, key=lambda milestone: -milestone.slip_days),
        next_milestone=_behind(*ahead[0], today=today) if ahead else None,
        synthetic=synthetic,
        illustrative=definition.illustrative,
    )


def _current_stage(row: Study, definition: StudyDefinition) -> Text | None:
    """Give the first stage whose gate has not been passed."""
    passed = {stage.key for stage in row.stages if stage.gate_state in PASSED}
    return next((part.title for part in definition.stages if part.key not in passed), None)


def _behind(row: Milestone, rule: rules.Milestone, *, today: date) -> LateMilestone:
    return LateMilestone(
        key=row.key,
        title=row.title,
        baseline_date=row.baseline_date,
        forecast_date=row.forecast_date,
        slip_days=rules.slip_days(rule, today=today),
        reason=row.slip_reason,
        owner=row.owner,
    )
