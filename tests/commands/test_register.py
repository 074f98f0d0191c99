"""`tracker register` as a person runs it, on our own synthetic city: counts, again, reports, questions."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas
import pytest
import shapely
import yaml
from openpyxl import load_workbook

from tests.made_register import LINES, MAPPING, changed, workbook

if TYPE_CHECKING:
    from tests.commands.conftest import Finished

Run = Callable[..., "Finished"]
STUDY = ("--study", "sao_paulo_asnm")
# The synthetic city lies elsewhere; its streets, units and districts have names of their own.
CITY = {**MAPPING, "name": "synthetic_city", "bounds": {"west": -45, "south": -26, "east": -44, "north": -24}}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name a database for the module that the first command makes."""
    return tmp_path_factory.mktemp("register") / "tracker.sqlite"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "synthetic_city.yaml"
    path.write_text(yaml.safe_dump(CITY, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture
def services(tmp_path: Path) -> Path:
    """Write the file of the city's services: two have coordinates, one is only a unit's name."""
    lines = [
        changed(LINES[0], lon=-44.495, lat=-24.995),
        changed(LINES[1], lon=-44.496, lat=-24.996),
        changed(LINES[2], nome="UBS Sintetica 1", endereco=None),
        changed(LINES[3], lon=-44.495, lat=-24.995),
        LINES[4],
    ]
    path = tmp_path / "services.xlsx"
    path.write_bytes(workbook(lines))
    return path


@pytest.fixture
def register(tracker: Run, database: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs `tracker register` on the module's database."""
    monkeypatch.setenv("TRACKER_DATABASE_URL", f"sqlite:///{database}")

    def run(*words: object) -> Finished:
        return tracker("register", *words)

    return run


def counts(finished: Finished) -> dict[str, Any]:
    assert finished.code == 0, finished.err
    found: dict[str, Any] = json.loads(finished.out)
    return found


def test_a_dry_run_counts_every_row_and_makes_no_database(
    register: Run, services: Path, mapping: Path, database: Path
) -> None:
    found = counts(register("import", services, *STUDY, "--mapping", mapping, "--dry-run", "--json"))
    assert list(found) == [
        *("rows", "accepted", "repaired", "needs_review", "duplicate", "rejected"),
        "located",
    ]
    assert sum(found[name] for name in list(found)[1:6]) == found["rows"] == 5
    assert (found["duplicate"], found["rejected"]) == (1, 1)
    # two by their coordinates; the third bears the name of a health unit that the study's layer has
    assert {name: count for name, count in found["located"].items() if count} == {
        "coordinates": 2,
        "address": 1,
    }
    assert not database.exists()


def test_an_import_makes_the_database_says_so_and_changes_nothing_the_second_time(
    register: Run, services: Path, mapping: Path, database: Path
) -> None:
    first = register("import", services, *STUDY, "--mapping", mapping, "--json")
    assert "imported the study sao_paulo_asnm" in first.err
    assert "SYNTHETIC DATA" in first.err
    assert database.exists()
    # The mapping was saved with the import and now fits by itself.
    again = register("import", services, *STUDY)
    assert again.code == 0, again.err
    told = dict(line.split() for line in again.out.splitlines() if len(line.split()) == 2)
    assert (told["create"], told["update"], told["unchanged"]) == ("0", "0", "4")
    assert counts(register("import", services, *STUDY, "--json")) == counts(first)


def test_a_report_stands_beside_the_rows(
    register: Run, services: Path, mapping: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report.xlsx"
    counts(register("import", services, *STUDY, "--mapping", mapping, "--report", out, "--json"))
    lines = list(load_workbook(out)["Saude"].iter_rows(min_row=2, values_only=True))
    assert len(lines) == 5
    nowhere = register("import", services, *STUDY, "--report", tmp_path / "no" / "report.xlsx")
    assert nowhere.code == 2
    assert "its folder does not exist" in nowhere.err


def test_a_shapefile_without_a_reference_system_asks_for_it(
    register: Run, mapping: Path, tmp_path: Path
) -> None:
    frame = geopandas.GeoDataFrame(
        {
            column.strip(): [value]
            for column, value in zip(
                ("CODIGO", "NOME", "ENDERECO"), ("B1", "UBS Nova", "Rua Nova, 1"), strict=True
            )
        },
        geometry=[shapely.Point(-44.49, -24.99)],
        crs="EPSG:4326",
    ).to_crs(31983)
    frame.to_file(tmp_path / "points.shp")
    packed = tmp_path / "points.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for suffix in (".shp", ".shx", ".dbf"):
            archive.write(tmp_path / f"points{suffix}", f"points{suffix}")
    table = {
        "kind": "health",
        "attributes": {"name": "nome", "address": "endereco", "external_id": "codigo"},
        "key": ["codigo"],
    }
    mapping.write_text(yaml.safe_dump({**CITY, "name": "points", "tables": [table]}), encoding="utf-8")
    words = ("import", packed, *STUDY, "--mapping", mapping, "--dry-run", "--json")
    asked = register(*words)
    assert asked.code == 2
    assert "EPSG:31983" in asked.err
    assert counts(register(*words, "--crs", "EPSG:31983"))["located"]["coordinates"] == 1


@pytest.mark.parametrize("form", ["geojson", "gpkg", "csv", "xlsx", "a11yjson"])
def test_what_was_imported_goes_out_in_every_format(register: Run, form: str, tmp_path: Path) -> None:
    out = tmp_path / f"places.{form}"
    answer = register("export", *STUDY, "--format", form, "--out", out)
    assert (answer.code, answer.out) == (0, ""), answer.err
    assert out.stat().st_size > 0
    if form == "geojson":
        names = {feature["properties"]["name"] for feature in json.loads(out.read_text())["features"]}
        assert names == {"UBS Alfa", "UBS Beta", "UBS Sintetica 1"}
        public = register("export", *STUDY, "--format", form, "--out", out, "--published")
        assert public.code == 0
        assert json.loads(out.read_text())["features"] == []  # nobody has published anything
    nowhere = register("export", *STUDY, "--format", form, "--out", tmp_path / "no" / "places")
    assert nowhere.code == 2


def test_a_file_that_no_mapping_fits_shows_the_proposal_and_how_to_save_it(
    register: Run, tmp_path: Path
) -> None:
    path = tmp_path / "other.csv"
    path.write_text("Nome,Logradouro\nUBS Alfa,Rua Um 10\n", encoding="utf-8")
    answer = register("import", path, *STUDY, "--dry-run")
    assert answer.code == 2
    assert "--mapping FILE.yaml" in answer.err
    assert "- Logradouro" in answer.err


def test_what_is_not_there_is_named(register: Run, services: Path, tmp_path: Path) -> None:
    for words, told in (
        (("import", services, "--study", "nowhere"), "nowhere"),
        (("import", tmp_path / "no.xlsx", *STUDY, "--dry-run"), "no.xlsx"),
        (("import", services, *STUDY, "--mapping", "nothing", "--dry-run"), "nothing"),
        (("import", services, *STUDY, "--mapping", tmp_path / "no.yaml", "--dry-run"), "no.yaml"),
    ):
        answer = register(*words)
        assert answer.code == 2
        assert told in answer.err
