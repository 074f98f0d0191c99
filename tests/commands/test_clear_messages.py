"""What cannot be used is told in one sentence, by name, with code 2 and without a trace."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.commands.conftest import Finished

PERSON = ("add-user", "a@b.example", "--name", "A", "--organisation", "B", "--role", "administrator")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a database that does not exist yet."""
    path = tmp_path / "tracker.sqlite"
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{path}")
    return path


def test_a_database_that_was_not_migrated_is_named_and_not_made(
    tracker: Callable[..., Finished], database: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "a long enough password")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    for words in (PERSON, ("import-study", repository / "studies" / "lima_smart_tourism")):
        answer = tracker(*words)
        assert answer.code == 2
        assert "run `tracker migrate`" in answer.err
    assert not database.exists()


def test_a_server_that_is_away_is_told_in_one_line(
    tracker: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    answer = tracker("migrate")
    assert answer.code == 2
    assert answer.err.startswith("tracker migrate: The database cannot be used: ")
    assert len(answer.err.splitlines()) == 1


def test_a_file_in_the_place_of_a_folder_is_named(tracker: Callable[..., Finished], tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.touch()
    answer = tracker("demo", "--once", "--state", taken)
    assert (answer.code, answer.err) == (2, f"tracker demo: {taken}: File exists\n")


def test_a_faulty_catalogue_is_told_by_every_command_that_reads_it(
    tracker: Callable[..., Finished], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "catalog.yaml").write_text("datasets:\n  one: {title: 1}\n")
    monkeypatch.setenv("TRACKER_DATA_CATALOGUE", str(tmp_path / "catalog.yaml"))
    for action in ("list", "pull", "verify"):
        answer = tracker("data", action)
        assert answer.code == 2
        assert "catalog.yaml:2: datasets.one.title" in answer.err


def test_a_mirror_that_does_not_exist_is_named(
    tracker: Callable[..., Finished], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_DATA_MIRROR", str(tmp_path / "typo"))
    answer = tracker("data", "pull", "spo_osm")
    assert answer.code == 1
    assert f"(no folder {tmp_path / 'typo'}" in answer.err


def test_five_faults_in_two_studies_come_at_once_each_with_its_folder_and_nothing_is_imported(
    tracker: Callable[..., Finished], database: Path, repository: Path, tmp_path: Path
) -> None:
    assert tracker("migrate").code == 0
    for slug in ("lima_smart_tourism", "sao_paulo_asnm"):
        shutil.copytree(repository / "studies" / slug, tmp_path / slug)
    lima, sao_paulo = tmp_path / "lima_smart_tourism", tmp_path / "sao_paulo_asnm"
    for path, before, after in (
        (lima / "study.yaml", "owner: mml", "owner: nobody"),
        (lima / "study.yaml", "2025-12-12", "2025-13-12"),
        (lima / "layers.yaml", "dataset: lim_tourism", "dataset: lim_turism"),
        (sao_paulo / "analyses.yaml", "[walk, older_adult", "[walk, flying"),
        (sao_paulo / "study.yaml", "    slip_reason: Waited for the coverage maps\n", ""),
    ):
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
    answer = tracker("import-study", lima, sao_paulo)
    assert answer.code == 2
    told = answer.err.splitlines()[1:]
    assert len(told) == 5, answer.err
    assert sum(line.startswith(f"  {lima}/") for line in told) == 3
    assert sum(line.startswith(f"  {sao_paulo}/") for line in told) == 2
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM study").fetchone() == (0,)
    connection.close()


def test_a_file_given_as_a_study_is_told(
    tracker: Callable[..., Finished], database: Path, repository: Path
) -> None:
    assert tracker("migrate").code == 0
    assert database.exists()
    answer = tracker("import-study", repository / "studies" / "lima_smart_tourism" / "study.yaml")
    assert answer.code == 2
    assert "study.yaml:1: cannot be read: Not a directory" in answer.err


def test_an_import_that_fell_back_on_invented_data_says_so_and_why(
    tracker: Callable[..., Finished], database: Path, repository: Path
) -> None:
    assert tracker("migrate").code == 0
    answer = tracker("import-study", repository / "studies" / "lima_smart_tourism")
    assert answer.code == 0
    assert database.exists()
    assert "SYNTHETIC DATA, no real place: Data set lim_streets" in answer.out
