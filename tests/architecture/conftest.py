"""The source files that the rules of the house apply to, and a way to run a tool."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGES = ("gis", "studies", "tracker", "dashboards")


@pytest.fixture(scope="session")
def product_files(repository: Path) -> list[Path]:
    """Give every Python file of the four packages, migrations left out (Alembic writes those)."""
    return sorted(
        path
        for package in PACKAGES
        for path in (repository / package).rglob("*.py")
        if "versions" not in path.parts
    )


@pytest.fixture(scope="session")
def python_files(repository: Path, product_files: list[Path]) -> list[Path]:
    """Give every Python file of the repository that people write."""
    return [
        *product_files,
        *sorted((repository / "tests").rglob("*.py")),
        repository / "data/make_samples.py",
    ]


@pytest.fixture(scope="session")
def tracked_files(repository: Path) -> list[Path]:
    """Give every file that git tracks and that still exists."""
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=repository, check=True, capture_output=True, text=True
    ).stdout
    return [path for name in listing.split("\0") if name and (path := repository / name).is_file()]


@pytest.fixture(scope="session")
def run_tool(repository: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Give a function that runs a tool of this environment in the repository's root."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        program, *rest = words
        return subprocess.run(
            [str(Path(sys.executable).parent / program), *rest],
            cwd=repository,
            check=False,
            capture_output=True,
            text=True,
        )

    return run
