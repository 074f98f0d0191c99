"""Builders for tests of definitions: a copy of a real study that a test may break."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from studies.errors import DefinitionError, Fault
from studies.loader import STUDIES_FOLDER, load_study
from studies.schema import StudyDefinition


@dataclass
class StudyCopy:
    """A study's folder in a place where files may be changed."""

    folder: Path

    def change(self, file: str, before: str, after: str) -> int:
        """Replace the first occurrence of a text and give its line."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert before in text, f"{before!r} is not in {file}"
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
        return text[: text.index(before)].count("\n") + 1

    def load(self) -> StudyDefinition:
        """Load it."""
        return load_study(self.folder)

    def faults(self) -> list[Fault]:
        """Load it and give the faults; none is a failure of the test."""
        with pytest.raises(DefinitionError) as caught:
            self.load()
        return list(caught.value.faults)


@pytest.fixture
def study_copy(tmp_path: Path) -> Callable[[str], StudyCopy]:
    """Give a function that copies a study by its name."""

    def copy(name: str = "sao_paulo_asnm") -> StudyCopy:
        folder = tmp_path / name
        shutil.copytree(STUDIES_FOLDER / name, folder)
        return StudyCopy(folder)

    return copy
