"""Real files through the intake: every row accounted for, nothing changed twice, privacy as read by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.unit.tracker.register.intake.town_hall import carried_out
from tracker.register.cells.spelling import mend_letters
from tracker.register.intake.existing import ExistingPlace
from tracker.register.intake.outcomes import count_outcomes
from tracker.register.intake.report_workbook import write_report
from tracker.register.intake.running import Run, Surroundings, run_intake
from tracker.register.intake.wiring import proposer, street_key_of
from tracker.register.mappings.files import fitting_mappings, load_mappings
from tracker.register.mappings.model import SavedMapping
from tracker.register.reading.files import read_source
from tracker.register.tables import SourceFile

pytestmark = pytest.mark.realdata

NETWORK = Path("sao-paulo", "rede-acessivel")
WORKBOOK = NETWORK / "mapa_da_rede_servicos_acessiveis_2022_redacted.xlsx"
INVENTORY = Path("lima", "mincetur_inventario_recursos_turisticos_20260113.csv")
# Read one by one: 35 and 53 call themselves a residence and a home of long stay, and are right to be refused.
REFUSED = {("Instituições", 35), ("Instituições", 53)}
# Homes by name or by what they do, save four that a person would clear: CIL 107 is a centre of the day,
# CIL 128 a public service with a shelter among others; of Instituições 52 and 90 the name says too little.
FLAGGED = {("CIL", 107), ("CIL", 128), *(("Instituições", row) for row in (15, 37, 52, 55, 90, 96, 99, 106))}
# Flats of persons at which an association is registered: all three are.
DWELLINGS = {("Instituições", 10), ("Instituições", 27), ("Instituições", 101)}
MOBILE = {("Assistência Social", 94)}


@pytest.fixture(scope="module")
def mappings() -> dict[str, SavedMapping]:
    return load_mappings(Path(__file__).parents[2] / "data" / "register" / "mappings")


def run(source: SourceFile, mapping: SavedMapping, existing: tuple[ExistingPlace, ...] = ()) -> Run:
    """Run with the register's own rules."""
    around = Surroundings(
        date(2026, 11, 25),
        "ana",
        propose=proposer(mapping.language),
        street_key=street_key_of(mapping.country),
        existing=existing,
    )
    return run_intake(source, mapping, around)


@pytest.fixture(scope="module")
def made(real_data: Path, mappings: dict[str, SavedMapping]) -> Run:
    return run(read_source(real_data / WORKBOOK), mappings["sao_paulo_rede_acessivel"])


def rows_with(made: Run, code: str) -> set[tuple[str, int]]:
    """Give sheet and row of the rows of which something was said."""
    return {
        (result.table.strip(), result.row)
        for result in made.results
        if any(remark.code == code for remark in result.remarks)
    }


def test_every_row_of_the_workbook_ends_in_one_outcome(made: Run) -> None:
    assert len(made.results) == len({(result.table, result.row) for result in made.results}) == 1251
    assert sum(count_outcomes(made.results).values()) == 1251
    # One row has neither name nor address, only the column that is out of step; two are homes.
    assert count_outcomes(made.results)["rejected"] == 1 + len(REFUSED)
    assert rows_with(made, "name_missing") == {("CIL", 288)}


def test_what_privacy_says_is_what_a_reader_of_each_row_says(made: Run) -> None:
    assert rows_with(made, "private_place") == REFUSED
    assert rows_with(made, "maybe_private_place") == FLAGGED
    assert rows_with(made, "maybe_dwelling") == DWELLINGS
    assert rows_with(made, "mobile_hidden") == MOBILE


def test_the_four_spellings_of_yes_are_read(made: Run) -> None:
    answers = Counter(
        (fact.kind, fact.answer)
        for result in made.results
        if result.table == "Assistência Social"
        for fact in result.candidate.facts
    )
    # 285 of 286 rows answer the first four columns, all with a yes; 18 the last, 2 of them with a yes.
    assert answers == {
        ("step_free_entrance", "yes"): 285,
        ("route_inside", "yes"): 285,
        ("adapted_toilet", "yes"): 285,
        ("tactile_paving", "no"): 16,
        ("tactile_paving", "yes"): 2,
    }
    assert not rows_with(made, "answer_unclear")


def test_the_one_year_among_285_days_is_told(made: Run) -> None:
    assert rows_with(made, "date_year_only") == {("CIL", 2)}
    days = [
        fact.observed_on
        for result in made.results
        if result.table == "CIL"
        for fact in result.candidate.facts
        if fact.kind == "sign_language" and fact.rule is None
    ]
    assert len(days) == 286
    assert None not in days


def test_postcodes_get_their_zero_back_and_impossible_ones_are_told(made: Run) -> None:
    completed = rows_with(made, "postcode_completed")
    assert {table for table, _ in completed} == {"Assistência Social"}
    assert rows_with(made, "postcode_outside") == {("Assistência Social", 105), ("Assistência Social", 197)}


def test_the_same_workbook_twice_changes_nothing_and_a_mended_cell_one_value(
    made: Run, mappings: dict[str, SavedMapping], real_data: Path, tmp_path: Path
) -> None:
    existing = carried_out(made)
    source = read_source(real_data / WORKBOOK)
    again = run(source, mappings["sao_paulo_rede_acessivel"], existing)
    assert again.plan.changes_nothing
    assert again.plan.gone == ()
    assert count_outcomes(again.results) == count_outcomes(made.results)
    write_report(made, tmp_path / "report.xlsx", language="pt-BR")
    back = run(read_source(tmp_path / "report.xlsx"), mappings["sao_paulo_rede_acessivel"], existing)
    assert back.plan.changes_nothing
    assert count_outcomes(back.results) == count_outcomes(made.results)


def test_a_workbook_of_unknown_name_finds_its_mapping(
    real_data: Path, mappings: dict[str, SavedMapping]
) -> None:
    for path, name in ((WORKBOOK, "sao_paulo_rede_acessivel"), (INVENTORY, "lima_mincetur_inventario")):
        fitting = fitting_mappings(read_source(real_data / path), mappings.values())
        assert [mapping.name for mapping in fitting] == [name]


def test_the_inventory_keeps_the_province_and_its_coordinates_in_order(
    real_data: Path, mappings: dict[str, SavedMapping]
) -> None:
    mapping = mappings["lima_mincetur_inventario"]
    made = run(read_source(real_data / INVENTORY), mapping)
    assert len(made.results) == 5587
    entering = [result for result in made.results if result.outcome != "rejected"]
    assert len(entering) == 239
    assert len(rows_with(made, "outside_study")) == 5587 - 239
    located = [result.candidate for result in entering if result.candidate.lon_deg is not None]
    assert len(located) == len(rows_with(made, "coordinates_swapped")) == 208
    assert mapping.bounds is not None
    assert all(mapping.bounds.hold(each.lon_deg or 0.0, each.lat_deg or 0.0) for each in located)


def test_the_seals_are_dated_by_their_year(real_data: Path, mappings: dict[str, SavedMapping]) -> None:
    shape = real_data / NETWORK / "SIRGAS_SHP_acessibilidadesmped_point.shp"
    made = run(read_source(shape, crs="EPSG:31983"), mappings["sao_paulo_selos"])
    years = Counter(
        fact.observed_on.year
        for result in made.results
        for fact in result.candidate.facts
        if fact.observed_on
    )
    assert years == {2013: 89, 2014: 69, 2015: 98, 2016: 39}


def test_names_of_health_units_are_mended(real_data: Path, mappings: dict[str, SavedMapping]) -> None:
    source = read_source(real_data / "sao-paulo" / "populacao" / "ubs_area_abrangencia_2022.geojson")
    made = run(source, mappings["sao_paulo_ubs"])
    assert len(made.results) == 473
    names = [result.candidate.attributes["name"] for result in made.results]
    assert not [name for name in names if mend_letters(name) is not None or not name.isprintable()]
    assert {"UBS SÉ", "UBS SANTA CECÍLIA"} <= set(names)
