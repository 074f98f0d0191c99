"""Fixtures for every test: the real data folder, and Hypothesis profiles."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("deep", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))  # noqa: TID251 - test runner's own

# `database` and its relatives: the same tests on the embedded database and on PostGIS.
pytest_plugins = ["tests.databases"]

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repository() -> Path:
    """Give the root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Give the folder of third-party data, or skip and say so (the summary lists it)."""
    folder = Path(
        os.environ.get("TRACKER_DATA_MIRROR", REPOSITORY.parent / "shared" / "data")  # noqa: TID251 - test runner's own
    )
    if not folder.is_dir():
        pytest.skip(f"REAL DATA ABSENT: {folder} does not exist; set TRACKER_DATA_MIRROR to run this test")
    return folder
