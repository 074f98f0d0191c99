"""The demo's first filling of a register: known files by known mappings, once, and published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from studies.schema import StudyDefinition
from tracker.clock import now, today
from tracker.commands.first_filling import Filled, fill_register, read_sources
from tracker.errors import InvalidInputError
from tracker.register.vocabulary import OUTCOMES
from tracker.services.register_use.indicators import read_indicators
from tracker.services.study_layers import layers
from tracker.settings import Settings
from tracker.store import studies
from tracker.store.register.imports import list_imports
from tracker.store.register.selection import list_places_of
from tracker.store.session import Database

LIMA, SAO_PAULO = "lima_smart_tourism", "sao_paulo_asnm"


def tell_nobody(_share: float, _message: str) -> None:
    """Show no progress."""


@pytest.fixture(scope="module")
def both(imported: Database, definitions: list[StudyDefinition], settings: Settings) -> Database:
    """Give the database with the layers of both studies, all from our samples."""
    lima = next(definition for definition in definitions if definition.slug == LIMA)
    contents = layers.read_layers(lima, settings=settings)
    with imported.writing() as session:
        study = studies.find_study(session, LIMA)
        assert study is not None
        layers.store_layers(session, study, contents, at=now())
        session.commit()
    return imported


def fill(
    database: Database, definitions: list[StudyDefinition], slug: str, settings: Settings
) -> list[Filled]:
    definition = next(definition for definition in definitions if definition.slug == slug)
    return fill_register(database, definition, settings=settings, at=now(), tell=tell_nobody)


def test_both_registers_are_filled_from_the_samples_and_a_second_time_changes_nothing(
    both: Database, definitions: list[StudyDefinition], settings: Settings
) -> None:
    first = fill(both, definitions, LIMA, settings) + fill(both, definitions, SAO_PAULO, settings)
    published = {one.dataset: one.published for one in first if one.left_out is None}
    assert [one.left_out for one in first if one.left_out is not None] == []
    # the samples hold ten tourist resources of Lima, three health units, eight certified places at most, 77
    # rows of the workbook of which a fifth is for a person, and five health units that were looked at
    assert set(published) == {
        "lim_tourism",
        "spo_accessible_network",
        "spo_ubs",
        "spo_seals",
        "sample_field_check",
    }
    assert (published["spo_ubs"], published["sample_field_check"]) == (3, 5)
    assert 50 <= published["spo_accessible_network"] < 77
    assert all(count > 0 for count in published.values())
    again = fill(both, definitions, LIMA, settings) + fill(both, definitions, SAO_PAULO, settings)
    assert sum(one.published for one in again) == 0


def test_the_invented_workbook_ends_as_the_real_one_does_each_row_in_one_outcome_and_most_with_a_position(
    both: Database, definitions: list[StudyDefinition], settings: Settings
) -> None:
    fill(both, definitions, SAO_PAULO, settings)
    with both.reading() as session:
        study = studies.find_study(session, SAO_PAULO)
        assert study is not None
        (book,) = (row for row in list_imports(session, study.id, limit=20) if row.format == "xlsx")
    outcomes = {name: book.counts[name] for name in OUTCOMES}
    assert sum(outcomes.values()) == book.counts["rows"] == 77
    # a duplicated school; a shelter and a row without a name are refused
    assert (outcomes["duplicate"], outcomes["rejected"]) == (1, 2)
    assert outcomes["repaired"] >= 6  # postcodes that had lost their nought
    assert outcomes["needs_review"] >= 8  # every seventh street is known to nobody
    located = book.located
    assert located["segment"] + located["street"] > 50
    assert located["none"] >= 8
    assert book.notes  # of letters that were damaged


def test_the_shipped_analysis_takes_its_places_from_the_register_and_says_that_they_are_invented(
    both: Database,
    definitions: list[StudyDefinition],
    settings: Settings,
    sign_in: Callable[[str], TestClient],
    work: Callable[[], int],
) -> None:
    fill(both, definitions, SAO_PAULO, settings)
    manager = sign_in("manager@demo.example")
    asked = manager.post(f"/api/v1/studies/{SAO_PAULO}/assessments", json={"analysis": "verified"})
    work()
    found = manager.get(asked.headers["Location"]).json()
    assert found["state"] == "succeeded", found["message"]
    facts = found["diagnostics"]["register"]["verified"]
    # of five units that were looked at one has a step; nobody looked at those of the workbook and the layer
    assert facts["excluded"] == 1
    assert facts["uncertain_by_need"] >= 8
    inputs = {part["layer"]: part for part in found["provenance"]["inputs"]}
    register = inputs["register:verified"]
    assert register["synthetic"] is True
    assert register["licence"] == "Apache-2.0"
    assert "It describes no real place." in register["citation"]
    rows = manager.get(f"/api/v1/assessments/{found['id']}/coverage", params={"profile": "walk"}).json()[
        "items"
    ]
    assert all(row["covered_low"] <= row["covered_high"] for row in rows)
    assert any(row["covered_low"] < row["covered_high"] for row in rows)


def test_lima_s_sites_count_in_its_indicator_and_nothing_is_known_of_them(
    both: Database, definitions: list[StudyDefinition], settings: Settings
) -> None:
    fill(both, definitions, LIMA, settings)
    lima = next(definition for definition in definitions if definition.slug == LIMA)
    with both.reading() as session:
        study = studies.find_study(session, LIMA)
        assert study is not None
        sites = list_places_of(session, study.id, ["tourism"], [])
        found = read_indicators(session, study.id, lima, at=today())["sites_with_accessibility_information"]
    assert sites
    assert all(site.lon_lat_deg is not None for site in sites)
    # the one without coordinates stays a draft, and counts as a site
    assert (found.numerator, found.denominator, found.value) == (0, len(sites) + 1, 0.0)


def test_every_source_is_a_data_set_of_the_catalogue_with_a_mapping_of_the_product(
    settings: Settings, repository: Path
) -> None:
    from tracker.services.datasets import read_catalogue

    datasets = read_catalogue(settings.data.catalogue).datasets
    shipped = {path.stem for path in (repository / "data" / "register" / "mappings").glob("*.yaml")}
    for sources in read_sources(settings.data.catalogue).values():
        assert {source.dataset for source in sources} <= set(datasets)
        assert {source.mapping for source in sources} <= shipped


def test_a_file_that_is_no_list_of_sources_is_told(tmp_path: Path) -> None:
    (tmp_path / "register").mkdir()
    (tmp_path / "register" / "first_filling.yaml").write_text("lima: [{dataset: 1}]", encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"first_filling\.yaml cannot be read"):
        read_sources(tmp_path / "catalog.yaml")
    assert read_sources(tmp_path / "elsewhere" / "catalog.yaml") == {}
