"""The audit chain in the database: appended in the caller's transaction, never changed, one writer each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tracker.record.audit import Actor, Change, Event, genesis_sha256, verify
from tracker.store import audit
from tracker.store.session import Database

AT = datetime(2026, 3, 2, 8, 30, 0, 123456, tzinfo=UTC)


def event(number: int = 0) -> Event:
    actor = Actor("a-1", "Ana Lima", "Município")
    changes = (Change("evidence", None, f"minutes {number}"),)
    return Event(AT, actor, "milestone.update", "milestone", "m-1", number, changes, "late")


def append(database: Database, scope: str, count: int) -> None:
    with database.writing() as session:
        for number in range(count):
            audit.append(session, scope, event(number))
        session.commit()


def test_what_was_appended_is_a_chain_that_holds(database: Database) -> None:
    append(database, "study:chain", 3)
    append(database, "study:other", 1)
    with database.reading() as session:
        entries = list(audit.stream_entries(session, "study:chain"))
        assert [entry.sequence for entry in entries] == [1, 2, 3]
        assert verify("study:chain", entries) is None
        assert verify("study:chain", entries, head=audit.find_head(session, "study:chain")) is None
        assert {"study:chain", "study:other"} <= set(audit.list_scopes(session))


def test_a_chain_without_entries_ends_at_its_beginning(database: Database) -> None:
    with database.reading() as session:
        head = audit.find_head(session, "study:none")
    assert (head.count, head.sha256) == (0, genesis_sha256("study:none"))


def test_an_entry_goes_with_the_transaction_that_it_tells_of(database: Database) -> None:
    append(database, "study:undone", 1)
    with database.writing() as session:
        audit.append(session, "study:undone", event(1))
        session.rollback()
    append(database, "study:undone", 1)
    with database.reading() as session:
        assert [entry.sequence for entry in audit.stream_entries(session, "study:undone")] == [1, 2]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET canonical = '{}' WHERE scope = 'study:kept'",
        "UPDATE audit_entry SET sequence = 7 WHERE scope = 'study:kept'",
        "DELETE FROM audit_entry WHERE scope = 'study:kept'",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(database: Database, statement: str) -> None:
    append(database, "study:kept", 1)
    with database.writing() as session, pytest.raises(DBAPIError, match="only ever added"):
        session.execute(text(statement))


def test_the_database_refuses_to_empty_or_overwrite_the_table(database: Database) -> None:
    append(database, "study:emptied", 1)
    statement = (
        "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry"
        if database.embedded
        else "TRUNCATE audit_entry"
    )
    with database.writing() as session, pytest.raises(DBAPIError, match="only ever added"):
        session.execute(text(statement))


def test_many_writers_of_one_chain_take_turns(database: Database) -> None:
    writers, each = 6, 5
    with ThreadPoolExecutor(writers) as pool:
        for done in [pool.submit(append, database, "study:crowd", 1) for _ in range(writers * each)]:
            done.result()
    with database.reading() as session:
        entries = list(audit.stream_entries(session, "study:crowd"))
        assert len(entries) == writers * each
        assert verify("study:crowd", entries) is None


def test_history_of_an_object_is_read_in_the_order_of_its_chain(database: Database) -> None:
    append(database, "study:history", 3)
    with database.reading() as session:
        found = audit.list_history(
            session, "study:history", kind="milestone", object_id="m-1", after=1, limit=10
        )
        assert [entry.sequence for entry in found] == [2, 3]
        assert "study:history" in audit.list_scopes_of(session, kind="milestone", object_id="m-1")
        assert audit.list_scopes_of(session, kind="milestone", object_id="m-2") == []
