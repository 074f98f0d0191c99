"""The stage of the stories: an empty instance, accounts with roles, and a clock that the story turns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.story.telling import API, Made, Person, StoryClock
from tracker.app import create_app
from tracker.cli import main
from tracker.services.accounts import NewAccount, add_account
from tracker.services.sessions import Passwords
from tracker.settings import DatabaseSettings, DataSettings, LogSettings, SessionSettings, Settings
from tracker.store.session import Database

Join = Callable[..., Person]
PASSWORD = "between the prize and the pilot"
YEARS_S = 1e9  # nobody signs in anew when the story skips a month


@dataclass(frozen=True)
class CommandLine:
    """`tracker`, run where the story was told, and in an instance that knows nothing of it."""

    here: Callable[..., int]
    elsewhere: Callable[..., int]

    def proves(self, engagement: str, folder: Path) -> None:
        """Check the chains; take the engagement elsewhere, and find it equal and its chain whole there."""
        assert self.here("audit", "verify") == 0
        first, second = folder / "first.json", folder / "second.json"
        assert self.here("export", "json", engagement, "--out", first) == 0
        assert self.elsewhere("import", "json", first) == 0
        assert self.elsewhere("audit", "verify", engagement) == 0
        assert self.elsewhere("export", "json", engagement, "--out", second) == 0
        assert _sections(first) == _sections(second)


def _sections(path: Path) -> object:
    sections = json.loads(path.read_bytes())["sections"]
    assert sections
    return sections


@pytest.fixture(scope="module")
def clock(database_kind: str) -> Iterator[StoryClock]:
    """Give the only clock that the tracker reads; each database hears the story from its beginning."""
    assert database_kind
    shown = StoryClock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.clock.datetime", shown)
        yield shown


@pytest.fixture(scope="module")
def app(
    database_settings: DatabaseSettings,
    clock: StoryClock,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[FastAPI]:
    """Run the application over a database in which there is nothing yet."""
    del clock  # turned from the first request on
    settings = Settings(
        database=database_settings,
        log=LogSettings(level="error"),
        session=SessionSettings(idle_s=YEARS_S, absolute_s=YEARS_S),
        data=DataSettings(cache=tmp_path_factory.mktemp("cache"), mirror=None, download=False),
    )
    application = create_app(settings)
    with TestClient(application):
        yield application


@pytest.fixture(scope="module")
def made(database_kind: str) -> Made:
    """Count the moves of this module's story, on each database."""
    assert database_kind
    return Made()


@pytest.fixture(scope="module")
def join(app: FastAPI, database: Database, clock: StoryClock, made: Made) -> Join:
    """Give a function that makes an account with a role somewhere and signs it in."""
    passwords = Passwords()

    def open_account(
        name: str,
        organisation: str,
        role: str,
        *,
        programme: str | None = None,
        engagement: str | None = None,
    ) -> Person:
        email = f"{name.lower().replace(' ', '.')}@test.example"
        wanted = NewAccount(
            email=email,
            name=name,
            organisation=organisation,
            password=PASSWORD,
            role=role,
            programmes=(programme,) if programme else (),
            engagements=(engagement,) if engagement else (),
            everywhere=programme is None and engagement is None,
        )
        with database.writing() as session:
            add_account(session, passwords, wanted, at=clock.moment)
            session.commit()
        answer = TestClient(app).post(f"{API}/sessions", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        return Person(TestClient(app, raise_server_exceptions=False, headers=headers), made)

    return open_account


@pytest.fixture
def tracker(
    database_settings: DatabaseSettings,
    make_database: Callable[[], DatabaseSettings],
    monkeypatch: pytest.MonkeyPatch,
) -> CommandLine:
    """Give the command line over this story's database, and over one in which there is nothing."""

    def run(settings: DatabaseSettings, *words: object) -> int:
        monkeypatch.setenv("TRACKER_DATABASE_URL", settings.url.get_secret_value())
        return main([str(word) for word in words])

    return CommandLine(partial(run, database_settings), partial(run, make_database()))
