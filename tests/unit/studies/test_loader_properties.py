"""Whatever stands in the files, the loader gives a definition or a list of faults, and loses no text."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from studies.characters import unprintable
from studies.errors import DefinitionError, Fault
from studies.loader import FILES, STUDIES_FOLDER, load_study, write_study
from studies.schema import StudyDefinition

# shrinking would load the files thousands of times; the failing example is small enough to read
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
NAME = "lima_smart_tourism"
TEXTS = {name: (STUDIES_FOLDER / NAME / name).read_text(encoding="utf-8") for name in FILES}
DEFINITION = load_study(STUDIES_FOLDER / NAME)

# words that YAML reads as something else, and anything at all
awkward = st.sampled_from(
    ["no", "on", "null", "~", "1e3", "0o17", "2026-01-01", "12:30", "- a", "a: b", "#", "*x", "&y", "{"]
)
characters = st.characters(codec="utf-8").filter(lambda character: not unprintable(character))
sentences = st.text(characters, min_size=1, max_size=40).filter(str.strip) | awkward
values: st.SearchStrategy[object] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    sentences,
    st.lists(st.integers()),
    st.dictionaries(awkward, st.none()),
)


def routes(value: object, route: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """List the ways to every value below the root."""
    below: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        below = list(value.items())
    elif isinstance(value, list):
        below = list(enumerate(value))
    return [found for step, item in below for found in ((*route, step), *routes(item, (*route, step)))]


DATA = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
PLACES = [(name, route) for name, data in DATA.items() for route in routes(data)]


def write(folder: Path, texts: dict[str, str]) -> Path:
    study = folder / NAME
    study.mkdir()
    for name, text in texts.items():
        (study / name).write_text(text, encoding="utf-8")
    shutil.copy(STUDIES_FOLDER / NAME / "report.md", study)
    return study


@settings(max_examples=20, phases=PHASES)
@given(title=sentences, reason=sentences, key=st.integers(0, len(DEFINITION.milestones) - 1))
def test_any_printable_text_survives_the_way_to_files_and_back(title: str, reason: str, key: int) -> None:
    fields = DEFINITION.model_dump(mode="json")
    fields["title"] = {"en": title, "ko": title}
    fields["milestones"][key]["slip_reason"] = reason
    changed = StudyDefinition.model_validate(fields)
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / NAME
        write_study(changed, written)
        shutil.copy(STUDIES_FOLDER / NAME / "report.md", written)
        assert load_study(written) == changed


@settings(max_examples=40, phases=PHASES)
@given(place=st.sampled_from(PLACES), value=values)
def test_any_value_anywhere_gives_a_definition_or_faults_at_lines_that_exist(
    place: tuple[str, tuple[str | int, ...]], value: object
) -> None:
    name, route = place
    data = yaml.safe_load(TEXTS[name])
    holder = data
    for step in route[:-1]:
        holder = holder[step]
    holder[route[-1]] = value
    check(TEXTS | {name: yaml.safe_dump(data, allow_unicode=True)})


@settings(max_examples=40, phases=PHASES)
@given(
    name=st.sampled_from(sorted(TEXTS)),
    start=st.integers(0),
    length=st.integers(1, 60),
    text=st.text(max_size=8),
)
def test_any_damage_to_a_file_gives_a_definition_or_faults_at_lines_that_exist(
    name: str, start: int, length: int, text: str
) -> None:
    whole = TEXTS[name]
    start %= len(whole)
    damaged = whole[:start] + text.encode("utf-8", "ignore").decode() + whole[start + length :]
    check(TEXTS | {name: damaged})


def check(texts: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        study = write(Path(folder), texts)
        faults: tuple[Fault, ...] = ()
        try:
            load_study(study)
        except DefinitionError as error:
            faults = error.faults
        for fault in faults:
            assert fault.file in FILES
            assert 1 <= fault.line <= texts[fault.file].count("\n") + 1
            assert fault.message
