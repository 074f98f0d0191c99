"""`tracker export json` and `tracker import json` as a person runs them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from tests.made_engagement import add_small
from tracker.settings import DatabaseSettings
from tracker.store.session import open_database

if TYPE_CHECKING:
    from tests.commands.conftest import Finished

Run = Callable[..., "Finished"]
Use = Callable[[str], None]


@pytest.fixture
def use(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tracker: Run) -> Use:
    """Give a function that names an instance in the settings; `old` has an engagement, `new` has nothing."""
    assert callable(tracker), "it clears the settings first"
    for name in ("old", "new"):
        shutil.copy(migrated_file, tmp_path / name)
    database = open_database(DatabaseSettings(url=SecretStr(f"sqlite:///{tmp_path / 'old'}")))
    with database.writing() as session:
        add_small(session)
        session.commit()
    database.close()
    return lambda name: monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{tmp_path / name}")


def test_an_engagement_leaves_one_instance_and_comes_back_in_another(
    tracker: Run, use: Use, tmp_path: Path
) -> None:
    out, again = tmp_path / "small.json", tmp_path / "again.json"
    use("old")
    done = tracker("export", "json", "small", "--out", out)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("small: 2 rows written to ")
    use("new")
    done = tracker("import", "json", out)
    assert (done.code, done.err) == (0, "")
    assert done.out == "small: 2 rows restored, 0 were there already and are used\n"
    assert tracker("audit", "verify", "small").out == "engagement:small: 1 entries hold\n"
    assert tracker("audit", "verify").code == 0
    assert tracker("export", "json", "small", "--out", again).code == 0
    # only the manifests differ, by the moment of leaving
    first, second = (path.read_bytes().split(b'},"sections":{') for path in (out, again))
    assert first[-1] == second[-1]


def test_what_is_there_already_is_not_imported_again(tracker: Run, use: Use, tmp_path: Path) -> None:
    out = tmp_path / "small.json"
    use("old")
    assert tracker("export", "json", "small", "--out", out).code == 0
    done = tracker("import", "json", out)
    assert done.code == 2
    assert "nothing was stored" in done.err
    assert "/sections/engagement/0: the instance has an engagement small already" in done.err


def test_a_damaged_file_is_refused_with_the_place(tracker: Run, use: Use, tmp_path: Path) -> None:
    out = tmp_path / "small.json"
    use("old")
    assert tracker("export", "json", "small", "--out", out).code == 0
    out.write_bytes(out.read_bytes().replace(b'"state":"running"', b'"state":"closed"'))
    use("new")
    done = tracker("import", "json", out)
    assert done.code == 2
    assert "/sections/engagement: does not have the hash" in done.err
    assert tracker("audit", "verify").out == ""


def test_slips_of_the_pen_are_told(tracker: Run, use: Use, tmp_path: Path) -> None:
    use("old")
    done = tracker("export", "json", "smal", "--out", tmp_path / "out.json")
    assert (done.code, done.err) == (2, "tracker export: There is no engagement called smal.\n")
    done = tracker("export", "json", "small", "--out", tmp_path / "nowhere" / "out.json")
    assert done.code == 2
    assert "its folder does not exist" in done.err
    assert "is a folder" in tracker("export", "json", "small", "--out", tmp_path).err
    done = tracker("import", "json", tmp_path / "nothing.json")
    assert done.code == 2
    assert "nothing.json: No such file" in done.err
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".json") == []
