"""Settings: read from the environment, refused when unknown or wrong, secrets kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tracker.errors import ConfigurationError
from tracker.settings import environment_for_child, load_settings


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TRACKER_")]:  # noqa: TID251 - the thing under test
        monkeypatch.delenv(name)


def test_a_setting_is_named_by_group_and_field(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRACKER_API_PORT", "8123")
    monkeypatch.setenv("TRACKER_SESSION_IDLE_S", "60")
    monkeypatch.setenv("TRACKER_DATA_MIRROR", str(tmp_path))
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql+psycopg://u:secret@h/n")
    settings = load_settings()
    assert settings.api.port == 8123
    assert settings.session.idle_s == 60
    assert settings.data.mirror == tmp_path
    assert settings.database.url.get_secret_value().endswith("@h/n")
    assert "secret" not in repr(settings)


@pytest.mark.parametrize("name", ["TRACKER_PORT", "TRACKER_API_PROT", "TRACKER_NOTHING_AT_ALL"])
def test_a_setting_that_does_not_exist_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert name.rsplit("_", maxsplit=1)[-1].lower() in caught.value.detail.lower()


@pytest.mark.parametrize(("name", "value"), [("TRACKER_API_PORT", "many"), ("TRACKER_JOB_ATTEMPTS", "0")])
def test_a_value_that_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError):
        load_settings()


def test_the_databases_address_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql+psycopg://u:p@h/n\n")
    monkeypatch.setenv("TRACKER_DATABASE_URL_FILE", str(secret))
    assert load_settings().database.url.get_secret_value() == "postgresql+psycopg://u:p@h/n"


def test_a_file_with_the_address_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL_FILE", str(tmp_path / "nothing"))
    with pytest.raises(ConfigurationError, match="nothing"):
        load_settings()


def test_a_child_process_gets_the_same_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql+psycopg://u:p@h/n")
    monkeypatch.setenv("TRACKER_API_ALLOWED_ORIGINS", '["https://a.example"]')
    monkeypatch.setenv("TRACKER_DATA_CACHE", str(tmp_path))
    monkeypatch.setenv("TRACKER_SESSION_SECURE_COOKIE", "true")
    before = load_settings()
    for name, value in environment_for_child(before).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == before
