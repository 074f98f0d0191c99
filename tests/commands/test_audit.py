"""`tracker audit` as a person runs it: chains that hold, every kind of damage, heads that prove the end."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from tracker.record.audit import Actor, Event
from tracker.settings import DatabaseSettings
from tracker.store import audit
from tracker.store.session import open_database

if TYPE_CHECKING:
    from tests.commands.conftest import Finished

Run = Callable[..., "Finished"]
AT = datetime(2026, 3, 2, tzinfo=UTC)


def fill(path: Path, scope: str, count: int, *, reason: str | None = None) -> None:
    """Append entries to a chain."""
    database = open_database(DatabaseSettings(url=SecretStr(f"sqlite:///{path}")))
    with database.writing() as session:
        for number in range(count):
            actor = Actor(None, "test", "")
            said = Event(AT, actor, "milestone.update", "milestone", "m-1", number, reason=reason)
            audit.append(session, scope, said)
        session.commit()
    database.close()


def harm(path: Path, *statements: str) -> None:
    """Do what only somebody with the whole database in hand can do."""
    with sqlite3.connect(path) as connection:
        for event in ("update", "delete", "insert"):
            connection.execute(f"DROP TRIGGER IF EXISTS audit_entry_refuses_{event}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


@pytest.fixture
def database(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tracker: Run) -> Path:
    """Make a database with two chains that hold, and name it in the settings."""
    assert callable(tracker), "it clears the settings first"
    path = tmp_path / "tracker.sqlite"
    shutil.copy(migrated_file, path)
    fill(path, "engagement:town", 5)
    fill(path, "engagement:city", 2)
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{path}")
    return path


def test_chains_that_hold_are_told_with_their_length(tracker: Run, database: Path) -> None:
    assert database.exists()
    done = tracker("audit", "verify")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == ["engagement:city: 2 entries hold", "engagement:town: 5 entries hold"]


def test_one_chain_is_named_by_its_study(tracker: Run, database: Path) -> None:
    assert database.exists()
    for name in ("town", "engagement:town"):
        assert tracker("audit", "verify", name).out == "engagement:town: 5 entries hold\n"


def test_a_chain_that_is_not_there_is_a_slip_and_not_a_proof(tracker: Run, database: Path) -> None:
    assert database.exists()
    done = tracker("audit", "verify", "twon")
    assert done.code == 2
    assert "twon" in done.err
    assert "engagement:city, engagement:town" in done.err


@pytest.mark.parametrize(
    ("statement", "sequence", "reason"),
    [
        ("UPDATE audit_entry SET canonical = replace(canonical, 'm-1', 'm-2')", 1, "changed"),
        ("UPDATE audit_entry SET canonical = replace(canonical, 'test', 'fest') {4}", 4, "changed"),
        ("UPDATE audit_entry SET sha256 = '0' || substr(sha256, 2) || 'x' {2}", 2, "changed"),
        ("UPDATE audit_entry SET action = 'version.decide' {3}", 3, "changed"),
        ("DELETE FROM audit_entry {2}", 2, "missing"),
        ("DELETE FROM audit_entry {1}", 1, "missing"),
    ],
)
def test_damage_is_found_at_its_place(
    tracker: Run, database: Path, statement: str, sequence: int, reason: str
) -> None:
    where = {str(number): f"WHERE scope = 'engagement:town' AND sequence = {number}" for number in range(6)}
    for number, words in where.items():
        statement = statement.replace(f"{{{number}}}", words)
    harm(database, statement)
    done = tracker("audit", "verify", "town")
    assert done.code == 1
    assert f"engagement:town, entry {sequence}: " in done.err
    told = json.loads(tracker("audit", "verify", "town", "--json").out)
    assert told["holds"] is False
    assert (told["chains"][0]["fault"]["sequence"], told["chains"][0]["fault"]["reason"]) == (
        sequence,
        reason,
    )


def test_swapped_entries_are_found(tracker: Run, database: Path) -> None:
    swap = "UPDATE audit_entry SET sequence = {} WHERE scope = 'engagement:town' AND sequence = {}"
    harm(database, swap.format(99, 2), swap.format(2, 3), swap.format(3, 99))
    done = tracker("audit", "verify")
    assert done.code == 1
    assert done.err == "engagement:town, entry 2: The text at place 2 is that of entry 3.\n"
    assert done.out == "engagement:city: 2 entries hold\n"


def test_a_chain_that_grew_since_its_head_was_exported_holds(
    tracker: Run, database: Path, tmp_path: Path
) -> None:
    out = tmp_path / "heads.json"
    assert tracker("audit", "head", "--out", out).code == 0
    fill(database, "engagement:town", 2)
    done = tracker("audit", "verify", "--head", out)
    assert (done.code, done.out.splitlines()[-1]) == (0, "engagement:town: 7 entries hold")


def test_a_cut_off_end_a_removed_chain_and_a_rewritten_one_are_found_by_the_head(
    tracker: Run, database: Path, tmp_path: Path
) -> None:
    out = tmp_path / "heads.json"
    assert tracker("audit", "head", "--out", out).code == 0

    cut = "DELETE FROM audit_entry WHERE scope = 'engagement:town' AND sequence > 3"
    harm(database, cut, "DELETE FROM audit_entry WHERE scope = 'engagement:city'")
    assert tracker("audit", "verify").code == 0
    done = tracker("audit", "verify", "--head", out)
    assert done.code == 1
    assert done.err.splitlines() == [
        "engagement:city, entry 1: 2 entries were known and 0 are left: the end was cut off.",
        "engagement:town, entry 4: 5 entries were known and 3 are left: the end was cut off.",
    ]

    harm(database, "DELETE FROM audit_entry")
    fill(database, "engagement:town", 5, reason="as it should have been")
    fill(database, "engagement:city", 2)
    assert tracker("audit", "verify").code == 0
    done = tracker("audit", "verify", "--head", out)
    assert done.code == 1
    assert done.err.startswith("engagement:town, entry 5: ")
    assert "rewritten" in done.err
    # the other was made anew with the very same entries, which is no other chain
    assert done.out == "engagement:city: 2 entries hold\n"


@pytest.mark.parametrize("text", ["", "[]", '{"chains": [{"scope": "x"}]}', '{"chains": 3}'])
def test_a_file_that_holds_no_heads_is_refused(
    tracker: Run, database: Path, tmp_path: Path, text: str
) -> None:
    assert database.exists()
    path = tmp_path / "heads.json"
    path.write_text(text)
    done = tracker("audit", "verify", "--head", path)
    assert done.code == 2
    assert "heads.json" in done.err


def test_a_folder_that_is_not_there_is_told_before_anything_is_done(
    tracker: Run, database: Path, tmp_path: Path
) -> None:
    assert database.exists()
    done = tracker("audit", "head", "--out", tmp_path / "nowhere" / "heads.json")
    assert done.code == 2
    assert "its folder does not exist" in done.err
