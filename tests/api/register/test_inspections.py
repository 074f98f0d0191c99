"""Looking at a file before it is imported: its columns, what they may mean, and where its points may lie."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from starlette.testclient import TestClient

from tests.api.register.conftest import STUDY, Send
from tests.made_register import workbook

INSPECTIONS = f"{STUDY}/inspections"


def inspect(who: TestClient, name: str, content: bytes, **fields: str) -> dict[str, Any]:
    answer = who.post(INSPECTIONS, files={"file": (name, content)}, data=fields)
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read


@pytest.fixture
def shapes(tmp_path: Path) -> bytes:
    """Make a zipped shapefile of two points in São Paulo that does not say its reference system."""
    # 333,000 m E and 7,394,000 m N of UTM zone 23 south lie 0.7 km from the study's centre
    points = [shapely.Point(333_000, 7_394_000), shapely.Point(334_000, 7_395_000)]
    frame = gpd.GeoDataFrame({"nome": ["UBS Alfa", "UBS Beta"]}, geometry=points, crs="EPSG:31983")
    frame.to_file(tmp_path / "points.shp", engine="pyogrio")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.glob("points.*"):
            if part.suffix != ".prj":
                archive.write(part, part.name)
    return packed.getvalue()


def test_a_file_is_told_by_its_columns_with_examples_and_a_guess(partner_sao_paulo: TestClient) -> None:
    read = inspect(partner_sao_paulo, "services.xlsx", workbook())
    (table,) = read["tables"]
    assert (table["table"], table["rows"]) == ("Saude", 5)
    columns = {column["column"].strip(): column for column in table["columns"]}
    assert columns["BANHEIRO"]["guessed"] == "answer"
    # four lines say "sim" and one says "não"
    assert columns["BANHEIRO"]["values"] == columns["BANHEIRO"]["examples"] == ["sim", "não"]
    assert (columns["NOME"]["filled"], columns["NOME"]["distinct"]) == (4, 3)
    draft = read["draft"]["tables"][0]
    assert draft["answers"] == [{"fact": "adapted_toilet", "column": ["BANHEIRO"]}]
    assert draft["coordinates"] == {"lon": "LON", "lat": "LAT"}
    assert (read["needs_crs"], read["landings"]) == (False, [])


def test_a_saved_mapping_that_fits_is_named(send: Send, partner_sao_paulo: TestClient) -> None:
    assert send is not None  # it has saved one
    assert inspect(partner_sao_paulo, "services.xlsx", workbook())["fitting"] == ["small_city"]


def test_a_file_without_a_column_for_the_name_is_still_looked_at(partner_sao_paulo: TestClient) -> None:
    read = inspect(partner_sao_paulo, "numbers.csv", b"a;b\n1;2\n3;4\n")
    assert read["draft"]["tables"][0]["attributes"] == {}


def test_a_file_without_reference_system_says_where_its_first_place_would_land(
    partner_sao_paulo: TestClient, shapes: bytes
) -> None:
    read = inspect(partner_sao_paulo, "points.zip", shapes)
    assert (read["needs_crs"], read["first_place"]) == (True, "UBS Alfa")
    by_system = {landing["crs"]: landing for landing in read["landings"]}
    assert read["landings"][0]["crs"] == "EPSG:31983"
    assert by_system["EPSG:31983"]["away_m"] < 5_000
    # SAD69 differs from SIRGAS 2000 by some 65 m here, WGS 84 by nothing that a file shows
    assert 50 < by_system["EPSG:29193"]["apart_m"] < 80
    assert by_system["EPSG:32723"]["apart_m"] < 0.01
    # metres cannot be degrees
    assert by_system["EPSG:4326"]["lon_deg"] is None
    assert by_system["EPSG:3857"]["away_m"] > 1_000_000


def test_a_system_that_was_named_is_among_those_shown_and_a_wrong_one_is_refused(
    partner_sao_paulo: TestClient, shapes: bytes
) -> None:
    read = inspect(partner_sao_paulo, "points.zip", shapes, crs="EPSG:31982")
    other = next(landing for landing in read["landings"] if landing["crs"] == "EPSG:31982")
    # the same numbers one zone farther west lie six degrees of longitude away: 6 x 102 km at this latitude
    assert 580_000 < other["away_m"] < 640_000
    refused = partner_sao_paulo.post(
        INSPECTIONS, files={"file": ("points.zip", shapes)}, data={"crs": "EPSG:1"}
    )
    assert refused.status_code == 422
    assert "EPSG:1" in json.dumps(refused.json())


def test_only_those_who_keep_the_register_look_at_files(
    client: TestClient, reviewer_susa: TestClient, partner_lima: TestClient
) -> None:
    for who, status in ((client, 401), (reviewer_susa, 403), (partner_lima, 404)):
        assert who.post(INSPECTIONS, files={"file": ("a.xlsx", workbook())}).status_code == status


def test_what_is_no_table_is_refused(partner_sao_paulo: TestClient) -> None:
    answer = partner_sao_paulo.post(INSPECTIONS, files={"file": ("a.xlsx", b"\x00\x01")})
    assert answer.status_code == 422


def test_what_reading_a_file_told_is_said_in_the_readers_language_with_its_code(
    send: Send, partner_sao_paulo: TestClient
) -> None:
    columns = "codigo;nome;endereco;banheiro;visto em;obs;lon;lat"
    preview = send(
        f"{columns}\nA1;UBS Alfa;Rua Um, 10;sim;2026-05-01;;-46.6;-23.5\n".encode(), "s.csv"
    ).json()
    address = f"/api/v1/register/imports/{preview['id']}"
    read = partner_sao_paulo.get(address, params={"language": "pt-BR"}).json()
    assert read["notes"][0] == "Read as UTF-8, separator semicolon."
    assert read["told"][0] == {
        "code": "text_read",
        "values": {"encoding": "UTF-8", "separator": "separador ponto e vírgula"},
        "text": "Lido como UTF-8, separador ponto e vírgula.",
    }
