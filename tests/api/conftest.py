"""The application over a seeded database, and clients signed in as each role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from studies.loader import load_study
from studies.schema import StudyDefinition
from tracker.app import create_app
from tracker.services.seeding import DEMO_PASSWORD, seed_demo_accounts, seed_studies
from tracker.settings import DatabaseSettings, DataSettings, LogSettings, SessionSettings, Settings
from tracker.store.session import Database

SignIn = Callable[[str], TestClient]


@pytest.fixture(scope="session")
def definitions(repository: Path) -> list[StudyDefinition]:
    """Load both studies of the repository."""
    folders = sorted(path.parent for path in (repository / "studies").glob("*/study.yaml"))
    return [load_study(folder) for folder in folders]


@pytest.fixture(scope="module")
def settings(database_settings: DatabaseSettings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give settings for this module's database, without downloads and without chatter."""
    return Settings(
        database=database_settings,
        log=LogSettings(level="error"),
        session=SessionSettings(demo_accounts=True),
        data=DataSettings(cache=tmp_path_factory.mktemp("cache"), mirror=None, download=False),
    )


@pytest.fixture(scope="module")
def seeded(database: Database, definitions: list[StudyDefinition]) -> Database:
    """Give this module's database with both studies and the demo's accounts; its tests share it."""
    with database.writing() as session:
        seed_studies(session, definitions)
        seed_demo_accounts(session)
        session.commit()
    return database


@pytest.fixture(scope="module")
def app(settings: Settings, seeded: Database) -> Iterator[FastAPI]:
    """Make the application; it opens the seeded database a second time, as it would by itself."""
    assert str(seeded.engine.url.database) in settings.database.url.get_secret_value()
    application = create_app(settings)
    # Entering runs start-up and shutdown once, however many clients the module uses.
    with TestClient(application):
        yield application


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    """Give a client of somebody who is not signed in."""
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def sign_in(app: FastAPI) -> SignIn:
    """Give a function that signs an account of the demo in and returns its client."""
    tokens: dict[str, str] = {}

    def open_client(email: str) -> TestClient:
        if email not in tokens:
            answer = TestClient(app).post(
                "/api/v1/sessions", json={"email": email, "password": DEMO_PASSWORD}
            )
            assert answer.status_code == 201, answer.text
            tokens[email] = answer.json()["token"]
        headers = {"Authorization": f"Bearer {tokens[email]}"}
        return TestClient(app, raise_server_exceptions=False, headers=headers)

    return open_client


@pytest.fixture
def manager(sign_in: SignIn) -> TestClient:
    """Give the client of the project manager of both studies."""
    return sign_in("manager@demo.example")


@pytest.fixture
def partner_sao_paulo(sign_in: SignIn) -> TestClient:
    """Give the client of São Paulo's city partner."""
    return sign_in("partner.saopaulo@demo.example")


@pytest.fixture
def partner_lima(sign_in: SignIn) -> TestClient:
    """Give the client of Lima's city partner."""
    return sign_in("partner.lima@demo.example")


@pytest.fixture
def reviewer_susa(sign_in: SignIn) -> TestClient:
    """Give the client of SUSA's reviewer, of São Paulo's study."""
    return sign_in("reviewer.susa@demo.example")


@pytest.fixture
def reviewer_nia(sign_in: SignIn) -> TestClient:
    """Give the client of NIA's reviewer, of Lima's study."""
    return sign_in("reviewer.nia@demo.example")


@pytest.fixture
def administrator(sign_in: SignIn) -> TestClient:
    """Give the client of the administrator."""
    return sign_in("admin@demo.example")
