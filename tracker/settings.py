"""Settings in small groups, read once from the environment, then passed on; nothing is read at import."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracker.errors import ConfigurationError

PREFIX = "TRACKER_"
REPOSITORY = Path(__file__).resolve().parent.parent


def _default_mirror() -> Path | None:
    folder = REPOSITORY.parent / "shared" / "data"
    return folder if folder.is_dir() else None


class SettingsGroup(BaseModel):
    """A group: unknown names are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(SettingsGroup):
    """Where the record is kept."""

    url: SecretStr = Field(
        default=SecretStr(f"sqlite:///{REPOSITORY / 'var' / 'tracker.sqlite'}"),
        description="sqlite:///FILE for the embedded database, "
        "postgresql+psycopg://USER:PASSWORD@HOST/NAME for PostGIS",
    )
    url_file: Path | None = Field(
        default=None, description="file that holds the address, so that a secret need not stand here"
    )
    pool_size: int = Field(
        default=10, ge=1, le=100, description="connections kept; also the number of threads"
    )
    busy_timeout_s: float = Field(default=30.0, gt=0, description="how long a write waits for its turn")
    statement_timeout_s: float = Field(default=60.0, gt=0, description="longest statement on PostGIS")


class ApiSettings(SettingsGroup):
    """The HTTP interface."""

    host: str = Field(default="127.0.0.1", description="address the API listens on")
    port: int = Field(default=8000, ge=1, le=65535, description="port the API listens on")
    body_limit_bytes: int = Field(default=2_000_000, ge=1_000, description="largest request body accepted")
    upload_limit_bytes: int = Field(
        default=100_000_000, ge=1_000, description="largest file accepted for the register of places"
    )
    allowed_origins: tuple[str, ...] = Field(
        default=(), description="other web origins whose pages may send requests with the cookie (JSON list)"
    )
    trusted_proxies: tuple[str, ...] = Field(
        default=("127.0.0.1", "::1"),
        description="addresses or networks, such as the window's, whose X-Forwarded-For is believed "
        "(JSON list)",
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in proxies:
            ip_network(proxy)
        return proxies


class SessionSettings(SettingsGroup):
    """Signing in and staying signed in."""

    idle_s: float = Field(
        default=1800.0, gt=0, description="a session ends after this long without a request"
    )
    absolute_s: float = Field(
        default=43_200.0, gt=0, description="a session ends after this long in any case"
    )
    secure_cookie: bool = Field(
        default=False, description="send the cookie over HTTPS only; true in production"
    )
    demo_accounts: bool = Field(
        default=False, description="let the accounts of the demo sign in; `tracker demo` sets it"
    )
    failure_window_s: float = Field(
        default=900.0, gt=0, description="failed sign-ins are counted this far back"
    )
    failures_per_account: int = Field(
        default=5, ge=1, description="failures in the window before an account waits"
    )
    failures_per_address: int = Field(default=20, ge=1, description="the same for one network address")


class JobSettings(SettingsGroup):
    """The worker that runs assessments."""

    lease_s: float = Field(
        default=60.0, gt=0, description="a job whose worker is silent this long is taken up again"
    )
    poll_s: float = Field(default=0.5, gt=0, description="pause between two looks at an empty queue")
    attempts: int = Field(default=3, ge=1, description="how often a job is tried")
    heartbeat_s: float = Field(default=5.0, gt=0, description="pause between two signs of life of a worker")
    heartbeat_limit_s: float = Field(
        default=60.0, gt=0, description="a worker silent this long counts as gone"
    )


class LogSettings(SettingsGroup):
    """What is written about the running."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least level written"
    )
    form: Literal["auto", "json", "console"] = Field(
        default="auto", description="auto: console on a terminal"
    )


class DataSettings(SettingsGroup):
    """Where data sets come from and where they are kept."""

    catalogue: Path = Field(default=REPOSITORY / "data" / "catalog.yaml", description="the list of data sets")
    cache: Path = Field(default=REPOSITORY / "var" / "data", description="folder of obtained data sets")
    mirror: Path | None = Field(
        default_factory=_default_mirror,
        description="folder searched before downloading; ../shared/data when that exists",
    )
    download: bool = Field(default=True, description="whether data sets may be fetched over HTTPS")
    networks_kept: int = Field(
        default=8, ge=1, description="prepared street networks kept in the cache, those used last"
    )


class FinderSettings(SettingsGroup):
    """What the public finder of accessible services takes in."""

    suggestions_per_hour: int = Field(
        default=5, ge=1, description="suggestions that one network address may send in an hour"
    )
    suggestions_per_day: int = Field(
        default=200, ge=1, description="suggestions about one study that are taken in a day"
    )
    licence: str = Field(
        default="not stated: ask the city before you use it further",
        description="licence that exported places carry",
    )
    address_salt: SecretStr | None = Field(
        default=None,
        description="secret that senders' addresses are hashed with, to count them; "
        "without one each start of the API makes its own",
    )


class Settings(BaseSettings):
    """All groups; `TRACKER_DATABASE_URL` sets `database.url`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        extra="forbid",
        frozen=True,
    )

    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    api: ApiSettings = Field(default_factory=ApiSettings)
    session: SessionSettings = Field(default_factory=SessionSettings)
    job: JobSettings = Field(default_factory=JobSettings)
    log: LogSettings = Field(default_factory=LogSettings)
    data: DataSettings = Field(default_factory=DataSettings)
    finder: FinderSettings = Field(default_factory=FinderSettings)


def load_settings() -> Settings:
    """Read the settings from the environment; a name that does not exist is refused."""
    groups = tuple(f"{PREFIX}{name.upper()}_" for name in Settings.model_fields)
    unknown = sorted(
        name
        for name in os.environ  # noqa: TID251 - this is the one place
        if name.startswith(PREFIX) and not name.startswith(groups)
    )
    if unknown:
        raise ConfigurationError(f"There is no setting called {', '.join(unknown)}.")
    try:
        settings = Settings()
    except ValueError as error:
        raise ConfigurationError(f"The settings cannot be used: {error}") from error
    if settings.database.url_file is None:
        return settings
    return settings.model_copy(update={"database": _with_secret(settings.database)})


def _with_secret(database: DatabaseSettings) -> DatabaseSettings:
    """Read the address from the file that holds it."""
    assert database.url_file is not None
    try:
        url = database.url_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        name = f"{PREFIX}DATABASE_URL_FILE"
        raise ConfigurationError(
            f"{name} names {database.url_file}, which cannot be read: {error}."
        ) from error
    return database.model_copy(update={"url": SecretStr(url), "url_file": None})


def environment_for_child(settings: Settings) -> dict[str, str]:
    """Give the environment in which a process started by this one has the same settings."""
    environment = {
        name: value
        for name, value in os.environ.items()  # noqa: TID251 - as above
        if not name.startswith(PREFIX)
    }
    for group, field, value in _fields(settings):
        if value is not None:
            environment[_variable(group, field)] = _written(value)
    return environment


def example_environment() -> str:
    """Write the file of all settings with their defaults and meanings."""
    lines = [
        "# Every setting with its default. Made from tracker/settings.py by `make env-example`.",
    ]
    defaults = Settings.model_construct()
    for group, field, value in _fields(defaults):
        model = type(getattr(defaults, group))
        if field == next(iter(model.model_fields)):
            lines += ["", f"# {model.__doc__}"]
        lines.append(f"# {model.model_fields[field].description}")
        lines.append(f"#{_variable(group, field)}={_example(group, field, value)}")
    return "\n".join(lines) + "\n"


def _fields(settings: Settings) -> Iterator[tuple[str, str, object]]:
    for group in Settings.model_fields:
        values = getattr(settings, group)
        for field in type(values).model_fields:
            yield group, field, getattr(values, field)


def _variable(group: str, field: str) -> str:
    return f"{PREFIX}{group}_{field}".upper()


def _written(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple | bool):
        return json.dumps(value)
    return str(value)


def _example(group: str, field: str, value: object) -> str:
    """Write a default as it would be typed, with paths as seen from the checkout."""
    if (group, field) == ("data", "mirror"):
        return "../shared/data"
    if value is None:
        return ""
    return _written(value).replace(f"{REPOSITORY}/", "")
