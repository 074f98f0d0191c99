"""Services and indicators that ask the register: what fits is read, what does not is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from studies.errors import Fault
from studies.loader import write_study
from studies.schema import StudyDefinition


class Copy(Protocol):
    """What the `study_copy` fixture gives."""

    folder: Path

    def change(self, file: str, before: str, after: str) -> int: ...
    def load(self) -> StudyDefinition: ...
    def faults(self) -> list[Fault]: ...


CopyStudy = Callable[..., Copy]
LAYERS = "        layers: [health_units]\n"
REGISTER = (
    "        register: {kinds: [health], needs: {step_free_entrance: yes}, verified_within_months: 24}\n"
)
HEALTH = "analyses[0].services.health"


def test_a_service_takes_places_from_layers_from_the_register_or_from_both(study_copy: CopyStudy) -> None:
    copy = study_copy()
    assert copy.load().analyses[0].services["health"].register_places is None
    copy.change("analyses.yaml", LAYERS, LAYERS + REGISTER)
    both = copy.load().analyses[0].services["health"]
    assert both.layers == ["health_units"]
    assert both.register_places is not None
    copy.change("analyses.yaml", LAYERS + REGISTER, REGISTER)
    alone = copy.load().analyses[0].services["health"]
    assert alone.layers == []
    asked = alone.register_places
    assert asked is not None
    assert asked.needs == {"step_free_entrance": "yes"}
    assert (asked.kinds, asked.verified_within_months) == (["health"], 24)


def test_what_is_asked_of_the_register_survives_writing_and_reading(
    study_copy: CopyStudy, tmp_path: Path
) -> None:
    copy = study_copy()
    copy.change("analyses.yaml", LAYERS, REGISTER)
    definition = copy.load()
    assert StudyDefinition.model_validate(definition.model_dump(mode="json")) == definition
    write_study(definition, tmp_path / "written")
    text = (tmp_path / "written" / "analyses.yaml").read_text(encoding="utf-8")
    assert "register:" in text
    assert "register_places" not in text


@pytest.mark.parametrize(
    ("asked", "path", "message"),
    [
        ("", HEALTH, "needs places: layers, register, or both"),
        ("        layers: []\n", HEALTH, "needs places: layers, register, or both"),
        ("        register: {kinds: []}\n", f"{HEALTH}.register.kinds", "at least 1"),
        ("        register: {}\n", f"{HEALTH}.register", "is missing"),
        ("        register: {kinds: [hospital]}\n", f"{HEALTH}.register.kinds[0]", "'health'"),
        ("        register: {kinds: [health, health]}\n", f"{HEALTH}.register.kinds", "same value twice"),
        (
            "        register: {kinds: [health], needs: {lift: no}}\n",
            f"{HEALTH}.register.needs.lift",
            "'yes'",
        ),
        (
            "        register: {kinds: [health], verified_within_months: 0}\n",
            f"{HEALTH}.register.verified_within_months",
            "greater than or equal to 1",
        ),
    ],
)
def test_a_question_to_the_register_that_means_nothing_is_told(
    study_copy: CopyStudy, asked: str, path: str, message: str
) -> None:
    copy = study_copy()
    copy.change("analyses.yaml", LAYERS, asked)
    told = [fault for fault in copy.faults() if message in fault.message]
    assert told, [str(fault) for fault in copy.faults()]
    assert told[0].file == "analyses.yaml"
    assert path.startswith(told[0].path) or told[0].path.startswith(path)


def test_an_indicator_may_be_counted_in_the_register(study_copy: CopyStudy) -> None:
    copy = study_copy("lima_smart_tourism")
    shares = [part for part in copy.load().indicators if part.register_share is not None]
    assert [part.key for part in shares] == ["sites_with_accessibility_information"]
    copy.change("indicators.yaml", "facts: any", "facts: [lift, charm]")
    (fault,) = [fault for fault in copy.faults() if "charm" in fault.message or "'lift'" in fault.message]
    assert fault.file == "indicators.yaml"
