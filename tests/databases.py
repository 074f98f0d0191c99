"""Databases for tests: each test that asks for `database` runs on the embedded one and on PostGIS."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tracker.settings import DatabaseSettings
    from tracker.store.session import Database

UNPRIVILEGED = "postgres"  # made by Debian's package; initdb refuses to run as root
TEMPLATE = "template_tracker"


def _find_binaries() -> Path | None:
    """Find the newest PostgreSQL of Debian that has PostGIS."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        control = Path("/usr/share/postgresql") / folder.parent.name / "extension" / "postgis.control"
        if control.exists() and (folder / "initdb").exists():
            return folder
    return None


@dataclass
class Cluster:
    """A PostgreSQL server of our own, reached through a socket, thrown away at the end."""

    binaries: Path
    folder: Path
    numbers: Iterator[int] = field(default_factory=count)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs as somebody who is not root."""
        command = [str(self.binaries / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", UNPRIVILEGED, "--", *command]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.fail(f"{' '.join(command)} failed: {done.stdout}{done.stderr}")

    def start(self) -> None:
        """Make and start the server; a test's data need not survive a power cut."""
        if os.geteuid() == 0:
            entry = pwd.getpwnam(UNPRIVILEGED)
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        data = str(self.folder / "data")
        self.run("initdb", "-D", data, "-U", "tracker", "--auth=trust", "-E", "UTF8", "--locale=C", "-N")
        options = (
            f"-k {self.folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off "
            "-c synchronous_commit=off -c max_connections=200"
        )
        self.run("pg_ctl", "-D", data, "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop the server at once and remove its files."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def url(self, name: str) -> str:
        """Give the address of one of its databases."""
        return f"postgresql+psycopg://tracker@/{name}?host={self.folder}"

    def execute(self, name: str, *statements: str) -> None:
        """Run statements outside a transaction."""
        import psycopg

        with psycopg.connect(f"host={self.folder} user=tracker dbname={name}", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgis_cluster() -> Iterator[Cluster]:
    """Start PostgreSQL with a migrated template; without PostGIS: fail on the server, skip on a laptop."""
    binaries = _find_binaries()
    if binaries is None:
        message = "POSTGIS ABSENT: install postgresql-15-postgis-3 to run these tests"
        if os.environ.get("CI"):  # noqa: TID251 - test runner's own
            pytest.fail(message)
        pytest.skip(message)
    cluster = Cluster(binaries, Path(tempfile.mkdtemp(prefix="tracker-pg-")))
    cluster.start()
    try:
        cluster.execute("postgres", f"CREATE DATABASE {TEMPLATE}")
        cluster.execute(TEMPLATE, "CREATE EXTENSION postgis")
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def migrated_postgis(postgis_cluster: Cluster) -> Cluster:
    """Bring the template to the newest schema, once."""
    _migrate(postgis_cluster.url(TEMPLATE))
    return postgis_cluster


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an embedded database of the newest schema, once."""
    path = tmp_path_factory.mktemp("embedded") / "template.sqlite"
    _migrate(f"sqlite:///{path}")
    return path


def _settings(url: str) -> DatabaseSettings:
    from pydantic import SecretStr

    from tracker.settings import DatabaseSettings

    return DatabaseSettings(url=SecretStr(url))


def _migrate(url: str) -> None:
    from tracker.store.schema import migrate
    from tracker.store.session import open_database

    database = open_database(_settings(url))
    migrate(database)
    database.close()


@pytest.fixture(scope="module", params=["embedded", pytest.param("postgis", marks=pytest.mark.postgis)])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Name the database this round runs on."""
    return str(request.param)


@pytest.fixture(scope="module")
def make_database(
    database_kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], DatabaseSettings]:
    """Give a maker of databases with the newest schema and nothing in them."""

    def make() -> DatabaseSettings:
        if database_kind == "embedded":
            path = tmp_path_factory.mktemp("database") / "tracker.sqlite"
            shutil.copy(request.getfixturevalue("migrated_file"), path)
            return _settings(f"sqlite:///{path}")
        cluster: Cluster = request.getfixturevalue("migrated_postgis")
        name = f"test_{next(cluster.numbers)}"
        cluster.execute("postgres", f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return _settings(cluster.url(name))

    return make


@pytest.fixture(scope="module")
def make_empty_database(
    database_kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], DatabaseSettings]:
    """Give a maker of databases without any table of ours."""

    def make() -> DatabaseSettings:
        if database_kind == "embedded":
            return _settings(f"sqlite:///{tmp_path_factory.mktemp('database') / 'tracker.sqlite'}")
        cluster: Cluster = request.getfixturevalue("postgis_cluster")
        name = f"empty_{next(cluster.numbers)}"
        cluster.execute("postgres", f"CREATE DATABASE {name}")
        cluster.execute(name, "CREATE EXTENSION postgis")
        return _settings(cluster.url(name))

    return make


@pytest.fixture(scope="module")
def database_settings(make_database: Callable[[], DatabaseSettings]) -> DatabaseSettings:
    """Give the settings of this module's own database, migrated and empty."""
    return make_database()


@pytest.fixture(scope="module")
def database(database_settings: DatabaseSettings) -> Iterator[Database]:
    """Open this module's own database, migrated and empty; tests of a module share it."""
    from tracker.store.session import open_database

    opened = open_database(database_settings)
    yield opened
    opened.close()
