"""Importing definitions: again without effect, changed without loss; and the demo's accounts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from studies.loader import load_study
from studies.schema import StudyDefinition
from tracker.errors import ConfigurationError
from tracker.services.seeding import DEMO_ACCOUNTS, DEMO_PASSWORD, seed_demo_accounts, seed_studies
from tracker.services.sessions import Passwords
from tracker.store.accounts import find_user_by_email
from tracker.store.milestones import add_change
from tracker.store.session import Database, Session
from tracker.store.studies import find_study
from tracker.store.tables import Milestone, MilestoneChange, Study


@pytest.fixture(scope="module")
def definition(repository: Path) -> StudyDefinition:
    return load_study(repository / "studies" / "sao_paulo_asnm")


def get(session: Session, slug: str) -> Study:
    study = find_study(session, slug, with_milestones=True)
    assert study is not None
    return study


def milestones(study: Study) -> dict[str, Milestone]:
    return {milestone.key: milestone for milestone in study.milestones}


def test_importing_twice_changes_nothing(database: Database, definition: StudyDefinition) -> None:
    with database.writing() as session:
        seed_studies(session, [definition])
        session.flush()
        before = {key: found.version for key, found in milestones(get(session, definition.slug)).items()}
        session.expire_all()
        seed_studies(session, [definition])
        session.expire_all()
        study = get(session, definition.slug)
        assert {key: found.version for key, found in milestones(study).items()} == before
        assert study.definition_sha256 == definition.sha256
        # the record has tables of its own
        stored = StudyDefinition.model_validate(study.definition)
        assert stored == definition.model_copy(update={"record": None})


def test_a_changed_definition_keeps_what_people_decided(
    database: Database, definition: StudyDefinition
) -> None:
    with database.writing() as session:
        seed_studies(session, [definition])
        worked_on = milestones(get(session, definition.slug))["final_report"]
        worked_on.forecast_date = date(2099, 1, 1)
        worked_on.slip_reason = "flood"
        session.flush()
        changed = definition.model_copy(
            update={
                "version": definition.version + 1,
                "milestones": [
                    part.model_copy(update={"title": {"en": "New title"}, "baseline_date": date(2030, 1, 1)})
                    for part in definition.milestones
                ],
            }
        )
        seed_studies(session, [changed])
        session.expire_all()
        study = get(session, definition.slug)
        found = milestones(study)["final_report"]
        assert found.title == {"en": "New title"}
        assert found.forecast_date == date(2099, 1, 1)
        assert found.slip_reason == "flood"
        original = next(part for part in definition.milestones if part.key == "final_report")
        assert found.baseline_date == original.baseline_date
        assert study.definition_sha256 == changed.sha256 != definition.sha256


def test_a_milestone_that_left_the_definition_goes_unless_somebody_worked_on_it(
    database: Database, definition: StudyDefinition
) -> None:
    with database.writing() as session:
        seed_studies(session, [definition])
        present = milestones(get(session, definition.slug))
        kept, gone = definition.milestones[0].key, definition.milestones[1].key
        add_change(
            session,
            MilestoneChange(
                milestone_id=present[kept].id,
                version=2,
                changed_at=present[kept].updated_at,
                changed_by="Somebody",
                changes=[],
            ),
        )
        session.flush()
        assert definition.record is not None
        waiting = [
            part
            for part in definition.record.milestone_dependencies
            if not {part.predecessor, part.successor} & {kept, gone}
        ]
        shorter = definition.model_copy(
            update={
                "milestones": definition.milestones[2:],
                "record": definition.record.model_copy(update={"milestone_dependencies": waiting}),
            }
        )
        seed_studies(session, [shorter])
        session.expire_all()
        left = milestones(get(session, definition.slug))
        assert kept in left
        assert gone not in left


def test_the_demos_accounts_are_made_once_with_roles_and_password(
    database: Database, repository: Path
) -> None:
    both = [load_study(repository / "studies" / name) for name in ("sao_paulo_asnm", "lima_smart_tourism")]
    with database.writing() as session:
        seed_studies(session, both)
        assert seed_demo_accounts(session) == seed_demo_accounts(session) == DEMO_ACCOUNTS
        session.expire_all()
        manager = find_user_by_email(session, "manager@demo.example")
        assert manager is not None
        roles = {(entry.role, entry.study.slug if entry.study else None) for entry in manager.memberships}
        assert roles == {
            ("project_manager", "sao_paulo_asnm"),
            ("project_manager", "lima_smart_tourism"),
        }
        assert manager.password_hash.startswith("$argon2id$")
        assert Passwords().matches(DEMO_PASSWORD, manager.password_hash)
        assert not Passwords().matches(DEMO_PASSWORD, None)


def test_the_demos_accounts_need_their_studies(database: Database) -> None:
    with database.writing() as session, pytest.raises(ConfigurationError):
        seed_demo_accounts(session)
