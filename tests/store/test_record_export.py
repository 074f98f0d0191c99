"""An engagement leaves one database and comes back whole in another, of either kind."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from studies.loader import load_study
from tests.made_engagement import ACCOUNTS, AT, LIMA, SHA256, add_small, fill_lima
from tracker.errors import InvalidInputError, RuleConflictError
from tracker.services.audit import verify_chains
from tracker.services.record_files.manifest import LEFT_OUT, Manifest
from tracker.services.record_files.reading import Export, read_export
from tracker.services.record_files.restoring import Restored, restore
from tracker.services.record_files.writing import export_engagement
from tracker.services.seeding import seed_studies
from tracker.services.sessions import Passwords
from tracker.settings import DatabaseSettings
from tracker.store import tables
from tracker.store.base import Base
from tracker.store.record.sections import SECTIONS
from tracker.store.session import Database, open_database
from tracker.store.studies import find_study

# Of these an export tells only how many there are; of the last five not even that.
STAYING = {
    "area",
    "area_geometry",
    "area_coverage",
    "area_measure",
    "isochrone",
    "isochrone_geometry",
    "layer",
    "layer_feature",
    "feature_geometry",
    "membership",
    "calendar_event",
    "fact_proposal",
    "import_file",
    "import_row",
    "place_attribute",
    "place_change",
    "place_contribution",
    "place_fact",
    "place_observation",
    "place_position",
    "place_search",
    "register_import",
    "register_place",
    "saved_mapping",
    "suggestion",
    "idempotency_key",
    "sign_in_attempt",
    "sign_in_session",
    "worker_heartbeat",
    "spatial_ref_sys",
}


@dataclass(frozen=True)
class Leaving:
    """An export: its manifest, and the file."""

    manifest: Manifest
    path: Path

    @property
    def content(self) -> bytes:
        return self.path.read_bytes()


@pytest.fixture(scope="module")
def lima(database: Database, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Leaving:
    """Export Lima's engagement, in which every table has a row."""
    with database.writing() as session:
        seed_studies(session, [load_study(repository / "studies" / LIMA)])
        study = find_study(session, LIMA)
        assert study is not None
        fill_lima(session, study)
        session.commit()
    path = tmp_path_factory.mktemp("export") / "lima.json"
    with database.reading() as session:
        return Leaving(export_engagement(session, LIMA, path, at=AT), path)


@contextmanager
def opened(settings: DatabaseSettings) -> Iterator[Database]:
    database = open_database(settings)
    yield database
    database.close()


@pytest.fixture
def empty(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """Open an embedded instance in which there is nothing."""
    path = tmp_path / "empty.sqlite"
    shutil.copy(migrated_file, path)
    with opened(DatabaseSettings(url=SecretStr(f"sqlite:///{path}"))) as database:
        yield database


def restored(database: Database, export: Export) -> Restored:
    with database.writing() as session:
        done = restore(session, export, principal="test", at=AT)
        session.commit()
    return done


def again(database: Database, folder: Path) -> Leaving:
    with database.reading() as session:
        return Leaving(export_engagement(session, LIMA, folder / "again.json", at=AT), folder / "again.json")


def sections(content: bytes) -> bytes:
    """Give the part of a file behind its manifest."""
    return content[content.rindex(b',"sections":{') :]


def check_whole(target: Database, leaving: Leaving, folder: Path) -> None:
    """Restore into an empty instance and export again: the same to the byte, and the chain holds."""
    export = read_export(leaving.content)
    done = restored(target, export)
    assert done == Restored(added=sum(part.count for part in leaving.manifest.sections.values()), used=0)
    back = again(target, folder)
    assert sections(back.content) == sections(leaving.content)
    assert back.manifest.sections == leaving.manifest.sections
    with target.reading() as session:
        ((head, fault),) = verify_chains(session, scope=f"engagement:{LIMA}")
    assert fault is None
    assert head.count == leaving.manifest.sections["audit_entry"].count > 0


def test_every_table_is_exported_or_stays_for_a_reason() -> None:
    assert {section.name for section in SECTIONS} | STAYING >= set(Base.metadata.tables)
    assert not {section.name for section in SECTIONS} & STAYING


def test_the_story_has_a_row_of_every_section(lima: Leaving) -> None:
    empty = {name for name, part in lima.manifest.sections.items() if part.count == 0}
    # Lima is in no grouping that the definitions name
    assert empty <= {"grouping", "grouping_member"}


def test_it_comes_back_whole_in_an_embedded_instance(lima: Leaving, empty: Database, tmp_path: Path) -> None:
    check_whole(empty, lima, tmp_path)


@pytest.mark.postgis
def test_it_comes_back_whole_in_a_postgis_instance(
    lima: Leaving, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    cluster = request.getfixturevalue("migrated_postgis")
    name = f"restored_{next(cluster.numbers)}"
    cluster.execute("postgres", f"CREATE DATABASE {name} TEMPLATE template_tracker")
    with opened(DatabaseSettings(url=SecretStr(cluster.url(name)))) as target:
        check_whole(target, lima, tmp_path)


def test_the_manifest_counts_what_stays_behind(lima: Leaving) -> None:
    left = lima.manifest.left_out
    assert left.keys() == LEFT_OUT.keys()
    assert (left["runs_underway"].count, left["areas_of_runs"].count) == (1, 1)
    assert left["memberships"].count == 1
    assert left["audit_entries_of_the_programme"].count > 0


def test_accounts_leave_without_address_and_password(lima: Leaving) -> None:
    rows = json.loads(lima.content)["sections"]["user_account"]
    assert [row["id"] for row in rows] == list(ACCOUNTS)
    assert {name for row in rows for name in row} == {"id", "name", "organisation", "language"}
    assert b"@test.example" not in lima.content


def test_accounts_come_back_closed(lima: Leaving, empty: Database) -> None:
    restored(empty, read_export(lima.content))
    with empty.reading() as session:
        users = session.scalars(select(tables.User)).all()
    assert {user.email for user in users} == {f"{identifier}@closed.invalid" for identifier in ACCOUNTS}
    assert not Passwords().matches("x", users[0].password_hash)


def test_an_account_with_the_same_identifier_is_used(lima: Leaving, empty: Database) -> None:
    with empty.writing() as session:
        session.add(
            tables.User(
                id=ACCOUNTS[0],
                email="known@test.example",
                name="By another name",
                organisation="WeGO",
                language="en",
                password_hash="x",
                demo=False,
                created_at=AT,
            )
        )
        session.commit()
    assert restored(empty, read_export(lima.content)).used == 1
    with empty.reading() as session:
        names = set(session.scalars(select(tables.User.name)))
    assert names == {"By another name", "Person 1"}


def test_the_import_is_written_down_beside_the_chain_that_came(lima: Leaving, empty: Database) -> None:
    restored(empty, read_export(lima.content))
    with empty.reading() as session:
        (entry,) = session.scalars(select(tables.AuditEntry).filter_by(scope="instance"))
    assert (entry.action, entry.object_id) == ("engagement.import", LIMA)
    assert lima.manifest.sha256 in entry.canonical


def faults_of(database: Database, export: Export) -> dict[str, str]:
    with database.writing() as session:
        with pytest.raises(InvalidInputError) as caught:
            restore(session, export, principal="test", at=AT)
        session.rollback()
    return dict(caught.value.faults)


def test_an_engagement_that_is_there_is_not_overwritten(lima: Leaving, database: Database) -> None:
    found = faults_of(database, read_export(lima.content))
    assert set(found) == {"/sections/engagement/0", "/sections/audit_entry", "/sections/study/0/slug"}


def test_what_is_there_with_the_same_content_is_used_and_with_other_content_refused(
    lima: Leaving, empty: Database, repository: Path
) -> None:
    export = read_export(lima.content)
    with empty.writing() as session:
        # the other study brings WeGO, NIA and their like at another time, by the same definition
        seed_studies(session, [load_study(repository / "studies" / "sao_paulo_asnm")])
        session.commit()
    with empty.writing() as session:
        assert restore(session, export, principal="test", at=AT).used > 0
        session.rollback()
    with empty.writing() as session:
        for key in ("mml", "wego"):
            row = session.get(tables.Organisation, key)
            assert row is not None
            row.time_zone = "Europe/Paris"
        session.commit()
    found = faults_of(empty, export)
    assert len(found) == 2
    assert all(place.endswith("/time_zone") and "Europe/Paris" in said for place, said in found.items())
    with empty.reading() as session:
        assert session.get(tables.Engagement, LIMA) is None


def test_what_a_constraint_of_the_database_refuses_is_named_and_nothing_is_stored(
    lima: Leaving, empty: Database
) -> None:
    export = read_export(lima.content)
    # two milestones of one study with the same key
    export.rows["milestone"][1]["key"] = export.rows["milestone"][0]["key"]
    assert set(faults_of(empty, export)) == {"/sections/milestone/1"}
    with empty.reading() as session:
        assert session.scalars(select(tables.Organisation)).all() == []


def test_a_finding_that_rests_on_a_run_underway_waits_for_it(
    lima: Leaving, database: Database, tmp_path: Path
) -> None:
    assert lima.path.exists()
    with database.writing() as session:
        finding = session.scalars(select(tables.Finding).filter_by(engagement=LIMA).limit(1)).one()
        finding.assessment_id = "run-1"
        session.commit()
        key = finding.key
    with database.reading() as session, pytest.raises(RuleConflictError) as caught:
        export_engagement(session, LIMA, tmp_path / "never.json", at=AT)
    assert [place for place, _ in caught.value.faults] == [f"/sections/finding/{key}"]
    assert list(tmp_path.iterdir()) == []
    with database.writing() as session:
        finding = session.merge(finding)
        finding.assessment_id = "run-0"
        session.commit()


def test_an_engagement_without_programme_leaves_alone(database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        add_small(session, "alone")
        session.commit()
    with database.reading() as session:
        manifest = export_engagement(session, "alone", tmp_path / "alone.json", at=AT)
    counts = {name: part.count for name, part in manifest.sections.items() if part.count}
    assert counts == {"engagement": 1, "audit_entry": 1}
    assert SHA256 not in (tmp_path / "alone.json").read_text()
