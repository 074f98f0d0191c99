"""The seventh migration gives studies their engagements; importing again brings the record into them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from studies.loader import load_study
from studies.schema import StudyDefinition
from tracker.errors import InvalidInputError
from tracker.services.audit import verify_chains
from tracker.services.seeding import seed_studies
from tracker.settings import DatabaseSettings
from tracker.store import tables
from tracker.store.schema import MIGRATIONS, check_agreement, migrate
from tracker.store.session import Database, Session, open_database
from tracker.store.studies import find_study

SLUG = "lima_smart_tourism"
AT = "2026-01-05 08:00:00"
STUDY = """
INSERT INTO study (id, slug, definition, definition_sha256, imported_at)
VALUES ('study-1', :slug, :definition, :sha256, :at)
"""
STAGE = """
INSERT INTO stage_state (id, study_id, key, gate_state, updated_at, position)
VALUES (:id, 'study-1', :key, :state, :at, :position)
"""
MILESTONE = """
INSERT INTO milestone (id, study_id, key, stage, position, title, owner, baseline_date, forecast_date, state,
    slip_reason, illustrative, version, updated_at, updated_by)
VALUES ('milestone-1', 'study-1', :key, :stage, 0, :title, 'Somebody', '2026-02-01', '2026-03-01', 'planned',
    'Rain', :yes, 3, :at, 'Mina Park')
"""
PERSON = """
INSERT INTO user_account (id, email, name, organisation, language, password_hash, demo, created_at)
VALUES ('person-1', 'mina@test.example', 'Mina Park', 'WeGO', 'en', 'x', :no, :at)
"""
MEMBERSHIP = """
INSERT INTO membership (id, user_id, role, study_id) VALUES ('m-1', 'person-1', 'project_manager', 'study-1')
"""


@pytest.fixture(scope="module")
def definition(repository: Path) -> StudyDefinition:
    return load_study(repository / "studies" / SLUG)


def configuration(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@pytest.fixture(scope="module")
def upgraded(
    make_empty_database: Callable[[], DatabaseSettings], definition: StudyDefinition
) -> Iterator[Database]:
    """Give a database that held a study, worked on, before there was a record; it has been upgraded."""
    opened = open_database(make_empty_database())
    stored = definition.model_dump(mode="json", exclude={"record"})
    first = definition.milestones[0]
    with opened.engine.begin() as connection:
        command.upgrade(configuration(connection), "0006")
        said = {"slug": SLUG, "definition": json.dumps(stored), "sha256": "0" * 64, "at": AT}
        connection.execute(text(STUDY), said)
        for position, stage in enumerate(definition.stages):
            state = {"id": f"s-{position}", "key": stage.key, "state": stage.gate_state, "at": AT}
            connection.execute(text(STAGE), {**state, "position": position})
        named = {"key": first.key, "stage": first.stage, "title": json.dumps(dict(first.title))}
        connection.execute(text(MILESTONE), {**named, "yes": True, "at": AT})
        connection.execute(text(PERSON), {"no": False, "at": AT})
        connection.execute(text(MEMBERSHIP))
    migrate(opened)
    check_agreement(opened)
    yield opened
    opened.close()


@pytest.fixture
def session(upgraded: Database) -> Iterator[Session]:
    """Give a session whose writing is taken back, so that every test starts after the upgrade."""
    with upgraded.writing() as opened:
        yield opened
        opened.rollback()


def renamed(definition: StudyDefinition, key: str) -> StudyDefinition:
    """Let a definition name another engagement."""
    assert definition.record is not None
    engagement = definition.record.engagement.model_copy(update={"key": key})
    record = definition.record.model_copy(update={"engagement": engagement})
    return definition.model_copy(update={"record": record})


def get(session: Session) -> tables.Study:
    study = find_study(session, SLUG, with_milestones=True)
    assert study is not None
    return study


def work_on(session: Session, definition: StudyDefinition) -> dict[str, object]:
    """Read what people did before the upgrade."""
    found = {row.key: row for row in get(session).milestones}[definition.milestones[0].key]
    return {
        "id": found.id,
        "forecast": str(found.forecast_date),
        "reason": found.slip_reason,
        "by": found.updated_by,
    }


DONE = {"id": "milestone-1", "forecast": "2026-03-01", "reason": "Rain", "by": "Mina Park"}


def test_each_study_gets_an_engagement_with_its_gates_and_keeps_its_people(
    session: Session, definition: StudyDefinition
) -> None:
    study = get(session)
    assert study.engagement == SLUG
    assert [gate.stage for gate in study.gates] == [stage.key for stage in definition.stages]
    assert study.baseline_frozen_at is not None
    membership = session.get_one(tables.Membership, "m-1")
    assert (membership.role, membership.study_id) == ("project_manager", study.id)
    assert work_on(session, definition) == DONE


def test_importing_again_brings_the_record_into_the_engagement_and_loses_no_work(
    session: Session, definition: StudyDefinition
) -> None:
    assert definition.record is not None
    seed_studies(session, [definition])
    session.flush()
    engagement = session.get_one(tables.Engagement, SLUG)
    said = definition.record.engagement
    assert (engagement.programme, engagement.city, engagement.state) == (
        said.programme,
        said.city,
        said.state,
    )
    assert session.query(tables.Recommendation).count() == len(definition.record.recommendations)
    assert work_on(session, definition) == DONE
    assert all(break_ is None for _, break_ in verify_chains(session))
    version = engagement.version
    seed_studies(session, [definition])
    session.flush()
    assert session.get_one(tables.Engagement, SLUG).version == version


def test_a_study_moves_to_the_engagement_that_its_definition_names_later(
    session: Session, definition: StudyDefinition
) -> None:
    session.add(tables.Membership(user_id="person-1", role="auditor", engagement=SLUG))
    # what a definition without a record brings is brought anew
    seed_studies(session, [definition.model_copy(update={"record": None})])
    seed_studies(session, [renamed(definition, "lima_tourism")])
    study = get(session)
    assert study.engagement == "lima_tourism"
    assert {gate.engagement for gate in study.gates} == {"lima_tourism"}
    assert [gate.stage for gate in study.gates] == [stage.key for stage in definition.stages]
    assert session.get(tables.Engagement, SLUG) is None
    held = session.query(tables.Membership).filter_by(role="auditor").one()
    assert held.engagement == "lima_tourism"
    assert work_on(session, definition) == DONE
    chains = {head.scope: broken for head, broken in verify_chains(session)}
    assert chains[f"engagement:{SLUG}"] is chains["engagement:lima_tourism"] is None


def test_a_study_that_people_have_worked_on_stays_where_it_is(
    session: Session, definition: StudyDefinition
) -> None:
    from tracker.clock import now
    from tracker.services import audit

    scope = audit.engagement_scope(SLUG)
    audit.record(
        session,
        scope=scope,
        principal="Mina Park",
        action="gate.start",
        kind="gate",
        object_id="joint_study",
        version=2,
        at=now(),
    )
    with pytest.raises(InvalidInputError) as refused:
        seed_studies(session, [renamed(definition, "lima_tourism")])
    assert [pointer for pointer, _ in refused.value.faults] == ["/record/engagement/key"]
    assert get(session).engagement == SLUG


def test_a_definition_that_loses_its_record_leaves_the_study_in_its_engagement(
    session: Session, definition: StudyDefinition
) -> None:
    seed_studies(session, [renamed(definition, "lima_tourism")])
    seed_studies(session, [definition.model_copy(update={"record": None})])
    session.flush()
    assert get(session).engagement == "lima_tourism"
    assert session.get(tables.Engagement, SLUG) is None


def test_two_studies_of_one_engagement_do_not_take_each_others_keys(
    session: Session, definition: StudyDefinition
) -> None:
    other = definition.model_copy(update={"slug": "second_study"})
    seed_studies(session, [definition])
    with pytest.raises(InvalidInputError) as refused:
        seed_studies(session, [other])
    pointers = {pointer for pointer, _ in refused.value.faults}
    assert pointers == {f"/stages/{row}/key" for row in range(len(definition.stages))}


def test_a_gate_that_somebody_decided_outlives_its_stage(
    session: Session, definition: StudyDefinition
) -> None:
    shorter = definition.model_copy(
        update={"record": None, "stages": definition.stages[:1], "milestones": [], "deliverables": []}
    )
    kept, gone = definition.stages[1].key, definition.stages[2].key
    decided = session.get_one(tables.Gate, {"engagement": SLUG, "key": kept})
    decided.updated_by = "Hye-jin Choi"
    session.flush()
    seed_studies(session, [shorter])
    session.flush()
    assert session.get(tables.Gate, {"engagement": SLUG, "key": kept}) is not None
    assert session.get(tables.Gate, {"engagement": SLUG, "key": gone}) is None


def test_what_a_changed_definition_changes_is_written_down(
    session: Session, definition: StudyDefinition
) -> None:
    assert definition.record is not None
    first, *others = definition.record.recommendations
    assert first.findings
    changed = definition.record.model_copy(
        update={"recommendations": [first.model_copy(update={"findings": []}), *others]}
    )
    seed_studies(session, [definition])
    seed_studies(session, [definition.model_copy(update={"record": changed})])
    session.flush()
    rows = (
        session.query(tables.AuditEntry)
        .filter_by(kind="recommendation", object_id=first.key)
        .order_by(tables.AuditEntry.sequence)
    )
    last = json.loads([row.canonical for row in rows][-1])
    assert last["action"] == "recommendation.update"
    assert last["changes"] == [{"after": [], "before": sorted(first.findings), "field": "findings"}]
    assert last["object"]["version"] == 2
