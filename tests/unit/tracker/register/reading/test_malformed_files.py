"""Malformed files: each is refused, or its row told, with file and place, in little time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.tracker.register.reading import malformed_archives, malformed_layers, malformed_text
from tests.unit.tracker.register.reading.malformed import Malformed
from tracker.errors import InvalidInputError
from tracker.register.reading.files import read_source

CASES = [*malformed_text.CASES, *malformed_archives.CASES, *malformed_layers.CASES]
MOST_CPU_S = 2.0
MOST_MB = 512.0


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> dict[str, dict[str, Any]]:
    """Read all malformed files in one process, so that its peak of memory bounds that of each."""
    folder = tmp_path_factory.mktemp("malformed")
    paths = [folder / str(position) / case.name for position, case in enumerate(CASES)]
    for path, case in zip(paths, CASES, strict=True):
        path.parent.mkdir()
        case.build(path)
    ran = subprocess.run(
        [sys.executable, "-W", "error", Path(__file__).with_name("measured_reading.py")],
        input="".join(f"{path}\n" for path in paths),
        capture_output=True,
        text=True,
        check=False,
        cwd=repository,
        env={"PYTHONPATH": str(repository)},
    )
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(told) == len(CASES), f"{CASES[len(told)].name} ended the process: {ran.stderr[-2000:]}"
    return {str(path.parent.name): answer for path, answer in zip(paths, told, strict=True)}


def test_there_are_at_least_sixty_and_no_two_are_the_same() -> None:
    assert len(CASES) >= 60
    assert len({(case.name, case.says) for case in CASES}) == len(CASES)


@pytest.mark.parametrize(("position", "case"), list(enumerate(CASES)), ids=[case.name for case in CASES])
def test_a_malformed_file_is_told_with_its_place_and_costs_little(
    position: int, case: Malformed, answers: dict[str, dict[str, Any]]
) -> None:
    answer = answers[str(position)]
    assert answer["cpu_s"] < MOST_CPU_S
    assert answer["peak_mb"] < MOST_MB
    faults = answer["rows"] if case.row_fault else answer["refused"]
    assert any(case.says in message and case.place in place for place, message in faults), answer
    if not case.row_fault:
        assert case.name in answer["detail"]
        assert all(place.startswith(case.name) for place, _ in answer["refused"])


def test_a_folder_a_link_and_nothing_are_refused(tmp_path: Path) -> None:
    (tmp_path / "rede.csv").write_text("nome;rua\nUBS;Rua A\n", encoding="utf-8")
    (tmp_path / "elo.csv").symlink_to(tmp_path / "rede.csv")
    for name, says in ((".", "is a folder"), ("elo.csv", "is a link"), ("nada.csv", "there is no such file")):
        with pytest.raises(InvalidInputError, match=says):
            read_source(tmp_path / name)


def test_a_reference_system_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rede.csv").write_text("nome;rua\nUBS;Rua A\n", encoding="utf-8")
    with pytest.raises(InvalidInputError, match="EPSG:31983") as caught:
        read_source(tmp_path / "rede.csv", crs="EPSG:1")
    assert caught.value.faults[0][0] == "crs"
