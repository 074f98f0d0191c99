"""Files that go out: every format holds every place, says what it is, and carries no formula."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import pytest
from openpyxl import load_workbook

from tracker.register.exports.columns import HEADINGS
from tracker.register.exports.formats import FORMATS
from tracker.register.exports.model import About, OutgoingFact, OutgoingPlace, Reading
from tracker.register.reading.files import read_source
from tracker.register.vocabulary import FACT_KINDS, Answer, FactKind

ABOUT = About("town", "The town", "CC BY 4.0", "City of Town", date(2026, 6, 1))
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0")


def place(
    key: str = "a",
    name: str = "UBS Ã",
    *,
    point: tuple[float, float] | None = (-46.5, -23.5),
    said: dict[FactKind, tuple[Answer, Reading]] | None = None,
    **attributes: str,
) -> OutgoingPlace:
    told = said or {}
    facts = []
    for kind in FACT_KINDS:
        answer, reading = told.get(kind, ("unknown", "none"))
        seen = None if reading == "none" else date(2026, 5, 1)
        facts.append(OutgoingFact(kind, answer, reading, seen))
    return OutgoingPlace(
        key=key,
        name=name,
        kind="health",
        state="published",
        district="Lapa",
        attributes=attributes,
        lon_deg=None if point is None else point[0],
        lat_deg=None if point is None else point[1],
        precision="none" if point is None else "address",
        radius_m=None if point is None else 50.0,
        facts=tuple(facts),
        updated_at=datetime(2026, 5, 2, 12, tzinfo=UTC),
    )


PLACES = (
    place(said={"lift": ("yes", "current")}, phone="(11) 3333-0000"),
    place("b", "Nowhere", point=None, said={"lift": ("no", "stale")}),
)


def written(name: str, folder: Path, places: tuple[OutgoingPlace, ...] = PLACES) -> Path:
    path = folder / f"places{FORMATS[name].suffix}"
    FORMATS[name].write(iter(places), ABOUT, path)
    return path


def rows_of(name: str, path: Path) -> list[dict[str, Any]]:
    """Read a file back with somebody else's reader."""
    if name == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    if name == "xlsx":
        lines = list(load_workbook(path)["places"].iter_rows(values_only=True))
        return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]  # type: ignore[arg-type]  # headings are text
    if name == "gpkg":
        rows: list[dict[str, Any]] = geopandas.read_file(path).to_dict("records")
        return rows
    features = json.loads(path.read_text())["features"]
    return [{**feature["properties"], "geometry": feature["geometry"]} for feature in features]


@pytest.mark.parametrize("name", ["geojson", "gpkg", "csv", "xlsx"])
def test_every_place_is_in_every_format_with_its_facts(name: str, tmp_path: Path) -> None:
    rows = rows_of(name, written(name, tmp_path))
    assert [row["key"] for row in rows] == ["a", "b"]
    assert [row["name"] for row in rows] == ["UBS Ã", "Nowhere"]
    assert [(row["lift"], row["lift_reading"]) for row in rows] == [("yes", "current"), ("no", "stale")]
    assert [(row["audio"], row["audio_reading"]) for row in rows] == [("unknown", "none")] * 2
    assert rows[0]["lift_observed_on"] == "2026-05-01"


@pytest.mark.parametrize("name", list(FORMATS))
def test_an_empty_register_gives_a_readable_file(name: str, tmp_path: Path) -> None:
    assert rows_of(name, written(name, tmp_path, ())) == []


def test_every_format_says_licence_attribution_and_the_day_of_the_facts(tmp_path: Path) -> None:
    told = ("2026-06-01", "CC BY 4.0", "City of Town")
    for name in ("geojson", "a11yjson"):
        body = json.loads(written(name, tmp_path).read_text())
        assert (body["facts_as_of"], body["licence"], body["attribution"]) == told
    for row in rows_of("csv", written("csv", tmp_path)):
        assert (row["facts_as_of"], row["licence"], row["attribution"]) == told
    metadata = pyogrio.read_info(written("gpkg", tmp_path))["layer_metadata"]
    assert (metadata["FACTS_AS_OF"], metadata["LICENCE"], metadata["ATTRIBUTION"]) == told
    about = load_workbook(written("xlsx", tmp_path))["about"]
    values = {str(name): value for name, value in about.iter_rows(values_only=True)}
    assert (values["facts_as_of"], values["licence"], values["attribution"]) == told


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula(text: str, tmp_path: Path) -> None:
    places = (place(name=text, opening_hours=text),)
    sheet = load_workbook(written("xlsx", tmp_path, places))["places"]
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    row = rows_of("csv", written("csv", tmp_path, places))[0]
    for value in (row["name"], row["opening_hours"], sheet["B2"].value):
        assert str(value).lstrip("'") == text.lstrip("'")
        assert str(value).startswith("'")


def test_signs_that_a_workbook_cannot_hold_are_left_out(tmp_path: Path) -> None:
    rows = rows_of("xlsx", written("xlsx", tmp_path, (place(name="A\x07B"),)))
    assert rows[0]["name"] == "AB"


def test_a_place_that_nobody_could_locate_has_no_geometry(tmp_path: Path) -> None:
    for name in ("geojson", "a11yjson"):
        rows = rows_of(name, written(name, tmp_path))
        assert rows[0]["geometry"] == {"type": "Point", "coordinates": [-46.5, -23.5]}
        assert rows[1]["geometry"] is None
    frame = geopandas.read_file(written("gpkg", tmp_path))
    assert frame.crs == "EPSG:4326"
    assert list(frame.geometry.isna()) == [False, True]


def test_a_large_geopackage_is_written_in_parts(tmp_path: Path) -> None:
    places = tuple(place(str(number)) for number in range(5_001))
    assert len(geopandas.read_file(written("gpkg", tmp_path, places))) == 5_001


def test_the_columns_are_the_same_in_all_tables(tmp_path: Path) -> None:
    assert tuple(rows_of("xlsx", written("xlsx", tmp_path))[0]) == HEADINGS
    assert tuple(rows_of("csv", written("csv", tmp_path))[0])[: len(HEADINGS)] == HEADINGS


@pytest.mark.parametrize("name", list(FORMATS))
def test_our_own_reader_takes_what_we_write(name: str, tmp_path: Path) -> None:
    source = read_source(written(name, tmp_path))
    assert len(source.tables[0].rows) == 2
    assert not source.needs_crs
