"""The tools that read the code: style, types, spelling, docstrings and the arrows between packages."""

from __future__ import annotations

import enum
import importlib
import inspect
from typing import TYPE_CHECKING

import pytest
from numpydoc.validate import validate

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

# Extended summary, example and see-also are not asked for; missing docstrings and yields are ruff's.
FORGIVEN = {"ES01", "EX01", "SA01", "GL08", "YD01"}
CHECKS = {
    "style": ("ruff", "check", "--quiet", "."),
    "formatting": ("ruff", "format", "--check", "--quiet", "."),
    "types": ("mypy", "gis", "studies", "tracker", "dashboards", "tests", "data/make_samples.py"),
    "spelling": (
        "codespell",
        *("gis", "studies", "tracker", "dashboards", "tests", "docs"),
        *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"),
    ),
    "imports": ("lint-imports", "--no-cache"),
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", CHECKS)
def test_the_code_passes(name: str, run_tool: Run) -> None:
    finished = run_tool(*CHECKS[name])
    assert finished.returncode == 0, finished.stdout[-6000:] + finished.stderr[-2000:]


def public_objects(files: list[Path], repository: Path) -> Iterator[str]:
    """Name the public functions and classes defined in the files."""
    for path in files:
        name = ".".join(path.relative_to(repository).with_suffix("").parts).removesuffix(".__init__")
        module = importlib.import_module(name)
        for word, value in vars(module).items():
            documented = inspect.isfunction(value) or inspect.isclass(value)
            # a kind of error takes the parameters of its parent, an enumeration those of the language
            if inspect.isclass(value) and issubclass(value, Exception | enum.Enum):
                continue
            if documented and value.__module__ == name and not word.startswith("_"):
                yield f"{name}.{word}"


def test_docstrings_of_the_engine_and_the_rules_are_complete(
    product_files: list[Path], repository: Path
) -> None:
    files = [
        path
        for path in product_files
        if str(path.relative_to(repository)).startswith(("gis/", "tracker/domain/"))
    ]
    names = list(public_objects(files, repository))
    assert len(names) > 100, "the engine has more public objects than this"
    faults = [
        f"{name}: {code} {message}"
        for name in names
        for code, message in validate(name)["errors"]
        if code not in FORGIVEN
    ]
    assert faults == []
