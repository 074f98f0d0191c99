"""Reading studies: one line of the portfolio with what is late and why, and one study in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from studies.schema import StudyDefinition
from tracker.domain import milestone as rules
from tracker.domain.permissions import Principal
from tracker.errors import NotFoundError
from tracker.schemas.common import Text
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
from tracker.store.record.portfolio import Progress, progress_of
from tracker.store.tables import Milestone, Study

PASSED = frozenset({"passed", "passed_with_conditions"})
# A reader of the plan asks whether the gate can be decided, not whether the work before it has begun.
GATE_WORDS = {"not_started": "not_open", "active": "not_open", "gate_open": "open"}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a list shows of a study's definition."""

    title: Text
    city: str
    country: str
    programme: Text
    stages: tuple[tuple[str, Text], ...]
    illustrative: bool


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


def get_study(session: Session, principal: Principal, slug: str, *, today: date) -> StudyRead:
    """Read one study in full."""
    return _read(session, get_study_row(session, principal, slug), today=today)


def read_new_study(session: Session, slug: str, *, today: date) -> StudyRead:
    """Read a study that the asker has just begun; their roles are looked up anew with the next request."""
    row = store.find_study(session, slug)
    assert row is not None  # made a moment ago
    return _read(session, row, today=today)


def _read(session: Session, row: Study, *, today: date) -> StudyRead:
    definition = definition_of(row)
    synthetic = row.id in store.studies_with_synthetic_layers(session, [row.id])
    live = read_indicators(session, row.id, definition, at=today)
    progress = progress_of(session, [row.id], today=today)[row.id]
    summary = summary_of(row, heading_of(definition), progress, synthetic=synthetic, today=today)
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
    states = {gate.stage: GATE_WORDS.get(gate.state, gate.state) for gate in row.gates}
    return [
        StageRead.model_validate(
            {**part.model_dump(exclude={"source"}), "gate_state": states.get(part.key, part.gate_state)}
        )
        for part in definition.stages
    ]


def heading_of(definition: StudyDefinition) -> Heading:
    """Take what a list shows of a definition."""
    return Heading(
        title=definition.title,
        city=definition.place.city,
        country=definition.place.country,
        programme=definition.programme.title,
        stages=tuple((part.key, part.title) for part in definition.stages),
        illustrative=definition.illustrative,
    )


def summary_of(
    row: Study, heading: Heading, progress: Progress, *, synthetic: bool, today: date
) -> StudySummary:
    """Shape one line of the portfolio."""
    late = [_behind(milestone, today=today) for milestone in progress.late]
    passed = {gate.stage for gate in row.gates if gate.state in PASSED}
    return StudySummary(
        slug=row.slug,
        title=heading.title,
        city=heading.city,
        country=heading.country,
        programme=heading.programme,
        # the first stage whose gate has not been passed
        stage=next((title for key, title in heading.stages if key not in passed), None),
        milestones_total=progress.total,
        milestones_achieved=progress.achieved,
        late=sorted(late, key=lambda milestone: -milestone.slip_days),
        next_milestone=_behind(progress.following, today=today) if progress.following else None,
        synthetic=synthetic,
        illustrative=heading.illustrative,
    )


def _behind(row: Milestone, *, today: date) -> LateMilestone:
    return LateMilestone(
        key=row.key,
        title=row.title,
        baseline_date=row.baseline_date,
        forecast_date=row.forecast_date,
        slip_days=rules.slip_days(to_rules(row), today=today),
        reason=row.slip_reason,
        owner=row.owner,
    )
