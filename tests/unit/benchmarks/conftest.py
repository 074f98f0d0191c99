"""A small city of our own drawing, for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.city import City, make_city

NODES = 20_000


@pytest.fixture(scope="session")
def city() -> City:
    """Give a city that needs no third-party data."""
    return make_city(NODES, seed=1, folder=Path("absent"))
