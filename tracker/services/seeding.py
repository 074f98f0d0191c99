"""Bringing definitions into the record, again and again without loss; and the accounts of the demo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from studies.programmes import shipped_programmes
from studies.schema import StudyDefinition
from tracker.clock import now
from tracker.domain.permissions import Role
from tracker.errors import ConfigurationError, InvalidInputError
from tracker.services.audit import engagement_scope
from tracker.services.record.seeding import (
    BROUGHT_BY,
    drop_dependencies,
    seed_engagement,
    seed_programmes,
    seed_record,
)
from tracker.services.record.settling import settle_study
from tracker.services.sessions import Passwords
from tracker.store import accounts, milestones, studies
from tracker.store.record.plans import has_conditions, keys_of_others, named_in_dependencies
from tracker.store.record.rows import hold
from tracker.store.tables import Gate, Membership, Milestone, Study, User

# A definition says how far the gate is, the record also whether the work before it has begun.
GATE_STATES = {"not_open": "not_started", "open": "gate_open"}

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
    DemoAccount(
        "approver.susa@demo.example",
        DEMO_PASSWORD,
        "Hye-jin Choi",
        "SUSA",
        "institutional_approver",
        ("sao_paulo_asnm",),
    ),
    DemoAccount(
        "approver.nia@demo.example",
        DEMO_PASSWORD,
        "Dong-hyun Seo",
        "NIA",
        "institutional_approver",
        ("lima_smart_tourism",),
    ),
    DemoAccount(
        "consultant@demo.example",
        DEMO_PASSWORD,
        "Elena Costa",
        "Example Consulting",
        "consultant",
        ("sao_paulo_asnm", "lima_smart_tourism"),
    ),
    DemoAccount(
        "approver.smg@demo.example",
        DEMO_PASSWORD,
        "Ji-ho Choi",
        "SMG",
        "institutional_approver",
        ("sao_paulo_asnm",),
    ),
    DemoAccount("auditor@demo.example", DEMO_PASSWORD, "Otto Audit", "Example Audit Office", "auditor", ()),
    DemoAccount("admin@demo.example", DEMO_PASSWORD, "Ada Admin", "WeGO", "administrator", ()),
)


def seed_studies(session: Session, definitions: Sequence[StudyDefinition]) -> list[Study]:
    """
    Import definitions; doing it twice changes nothing.

    A changed definition replaces the stored one. What people decided stays: forecasts,
    actual dates, reasons, evidence, gates, and the baseline first imported. A milestone
    the definition no longer has is removed unless somebody has worked on it.
    """
    if any(definition.record is not None for definition in definitions):
        seed_programmes(session, shipped_programmes(), at=now())
    return [_seed_study(session, definition, at=now()) for definition in definitions]


def _seed_study(session: Session, definition: StudyDefinition, *, at: datetime) -> Study:
    named = definition.slug if definition.record is None else definition.record.engagement.key
    hold(session, engagement_scope(named))
    study = studies.find_study(session, definition.slug, with_milestones=True)
    present = None if study is None else study.engagement
    engagement = seed_engagement(session, definition, present, at=at)
    if study is not None and study.engagement != engagement:
        settle_study(session, study, engagement, by=BROUGHT_BY, at=at)
    if study is None:
        study = Study(
            slug=definition.slug,
            engagement=engagement,
            definition=definition.model_dump(mode="json", exclude={"record"}),
            definition_sha256=definition.sha256,
            imported_at=at,
            # what a definition says was agreed before it was written
            baseline_frozen_at=at,
            gates=[],
            milestones=[],
        )
        studies.add_study(session, study)
    elif study.definition_sha256 != definition.sha256:
        study.definition = definition.model_dump(mode="json", exclude={"record"})
        study.definition_sha256 = definition.sha256
        study.imported_at = at
    _seed_gates(session, study, definition, at=at)
    drop_dependencies(session, definition, engagement, at=at)
    _seed_milestones(session, study, definition, at=at)
    session.flush()
    seed_record(session, definition, engagement, at=at)
    return study


def _brought(at: datetime, *, illustrative: bool) -> dict[str, Any]:
    """Say that a row came with a definition."""
    return {
        "illustrative": illustrative,
        "created_at": at,
        "created_by": BROUGHT_BY,
        "created_organisation": "",
        "updated_at": at,
        "updated_by": BROUGHT_BY,
    }


def _seed_gates(session: Session, study: Study, definition: StudyDefinition, *, at: datetime) -> None:
    present = {gate.stage: gate for gate in study.gates}
    taken = keys_of_others(session, study)
    twice = [
        (
            f"/stages/{row}/key",
            f"The study {taken[part.key]}, in the same engagement, has a gate of this key.",
        )
        for row, part in enumerate(definition.stages)
        if part.key in taken and part.key not in present
    ]
    if twice:
        raise InvalidInputError(f"The stages of {study.slug} have {len(twice)} fault(s).", twice)
    for position, part in enumerate(definition.stages):
        gate = present.pop(part.key, None)
        if gate is None:
            gate = Gate(
                engagement=study.engagement,
                key=part.key,
                study=study.slug,
                stage=part.key,
                title=dict(part.gate or part.title),
                state=GATE_STATES.get(part.gate_state, part.gate_state),
                state_since=at,
                visibility="partner",
                **_brought(at, illustrative=part.illustrative),
            )
            study.gates.append(gate)
        gate.position = position
    for gate in present.values():
        # what somebody decided, or set a condition for, is no more the definition's to take away
        if gate.updated_by == BROUGHT_BY and not has_conditions(session, gate):
            studies.remove_gate(session, gate)


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
        waited_for = named_in_dependencies(session, study.slug, milestone.key)
        if milestones.count_changes(session, milestone.id) == 0 and not waited_for:
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
