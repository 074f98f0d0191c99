"""Bringing definitions into the record, again and again without loss; and the accounts of the demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from studies.schema import StudyDefinition
from tracker.clock import now
from tracker.domain.permissions import Role
from tracker.errors import ConfigurationError
from tracker.services.sessions import Passwords
from tracker.store import accounts, milestones, studies
from tracker.store.tables import Membership, Milestone, StageState, Study, User

DEMO_PASSWORD = "demo"  # noqa: S105 - printed on purpose; the accounts exist only in the demo on loopback


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo, to be printed."""

    email: str
    password: str
    name: str
    organisation: str
    role: Role
    studies: tuple[str, ...]


DEMO_ACCOUNTS = (
    DemoAccount(
        "manager@demo.example",
        DEMO_PASSWORD,
        "Mina Park",
        "WeGO",
        "project_manager",
        ("sao_paulo_asnm", "lima_smart_tourism"),
    ),
    DemoAccount(
        "partner.saopaulo@demo.example",
        DEMO_PASSWORD,
        "Paula Souza",
        "São Paulo",
        "city_partner",
        ("sao_paulo_asnm",),
    ),
    DemoAccount(
        "partner.lima@demo.example",
        DEMO_PASSWORD,
        "Luis Quispe",
        "Lima",
        "city_partner",
        ("lima_smart_tourism",),
    ),
    DemoAccount(
        "reviewer.susa@demo.example", DEMO_PASSWORD, "Soo-jin Lee", "SUSA", "reviewer", ("sao_paulo_asnm",)
    ),
    DemoAccount(
        "reviewer.nia@demo.example", DEMO_PASSWORD, "Jae-won Kim", "NIA", "reviewer", ("lima_smart_tourism",)
    ),
    DemoAccount("admin@demo.example", DEMO_PASSWORD, "Ada Admin", "WeGO", "administrator", ()),
)


def seed_studies(session: Session, definitions: Sequence[StudyDefinition]) -> list[Study]:
    """
    Import definitions; doing it twice changes nothing.

    A changed definition replaces the stored one. What people decided stays: forecasts,
    actual dates, reasons, evidence, gates, and the baseline first imported. A milestone
    the definition no longer has is removed unless somebody has worked on it.
    """
    return [_seed_study(session, definition, at=now()) for definition in definitions]


def _seed_study(session: Session, definition: StudyDefinition, *, at: datetime) -> Study:
    study = studies.find_study(session, definition.slug)
    if study is None:
        study = Study(
            slug=definition.slug,
            definition=definition.model_dump(mode="json"),
            definition_sha256=definition.sha256,
            imported_at=at,
            stages=[],
            milestones=[],
        )
        studies.add_study(session, study)
    elif study.definition_sha256 != definition.sha256:
        study.definition = definition.model_dump(mode="json")
        study.definition_sha256 = definition.sha256
        study.imported_at = at
    _seed_stages(session, study, definition, at=at)
    _seed_milestones(session, study, definition, at=at)
    session.flush()
    return study


def _seed_stages(session: Session, study: Study, definition: StudyDefinition, *, at: datetime) -> None:
    present = {stage.key: stage for stage in study.stages}
    for position, part in enumerate(definition.stages):
        stage = present.pop(part.key, None)
        if stage is None:
            stage = StageState(key=part.key, gate_state=part.gate_state, updated_at=at, position=position)
            study.stages.append(stage)
        stage.position = position
    for stage in present.values():
        studies.remove_stage(session, stage)


def _seed_milestones(session: Session, study: Study, definition: StudyDefinition, *, at: datetime) -> None:
    names = {party.key: party.name for party in definition.parties}
    present = {milestone.key: milestone for milestone in study.milestones}
    for position, part in enumerate(definition.milestones):
        milestone = present.pop(part.key, None)
        if milestone is None:
            milestone = Milestone(
                key=part.key,
                baseline_date=part.baseline_date,
                forecast_date=part.forecast_date,
                actual_date=part.actual_date,
                state=part.state,
                slip_reason=part.slip_reason,
                evidence=part.evidence,
                updated_at=at,
            )
            study.milestones.append(milestone)
        # Only what differs is written, so an unchanged import raises no version.
        milestone.stage = part.stage
        milestone.position = position
        milestone.title = dict(part.title)
        milestone.owner = names.get(part.owner, part.owner)
        milestone.illustrative = part.illustrative
    for milestone in present.values():
        if milestones.count_changes(session, milestone.id) == 0:
            milestones.remove_milestone(session, milestone)


def seed_demo_accounts(session: Session) -> tuple[DemoAccount, ...]:
    """Make the demo's accounts where they are absent; the studies must have been imported."""
    password_hash: str | None = None
    for account in DEMO_ACCOUNTS:
        if accounts.find_user_by_email(session, account.email) is not None:
            continue
        # Hashing is slow on purpose and the password is the same for all.
        password_hash = password_hash or Passwords().hash(DEMO_PASSWORD)
        user = User(
            email=account.email,
            name=account.name,
            organisation=account.organisation,
            language="en",
            password_hash=password_hash,
            demo=True,
            created_at=now(),
            memberships=[
                Membership(role=account.role, study_id=_study_id(session, slug))
                for slug in account.studies or (None,)
            ],
        )
        accounts.add_user(session, user)
    return DEMO_ACCOUNTS


def _study_id(session: Session, slug: str | None) -> str | None:
    if slug is None:
        return None
    study = studies.find_study(session, slug)
    if study is None:
        raise ConfigurationError(f"The demo needs the study {slug}; import it first.")
    return study.id
