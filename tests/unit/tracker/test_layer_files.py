"""A layer's file is read as its definition says, and all that is wrong with it is told at once."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from studies.schema import Layer
from tracker.errors import AnalysisError
from tracker.services.study_layers.files import read_layer_file

UTM_23S = "EPSG:31983"
# Around Praça da Sé; the same places in degrees and in metres of UTM 23S.
DEGREES = [(-46.6340, -23.5500), (-46.6330, -23.5510), (-46.6320, -23.5520)]


def a_layer(kind: str = "destinations", **options: Any) -> Layer:  # noqa: ANN401 - fields of a definition
    return Layer.model_validate(
        {"key": "places", "kind": kind, "dataset": "some_file", "title": {"en": "Places"}} | options
    )


def write(path: Path, crs: str | None = "EPSG:4326", to: str | None = None, **columns: list[Any]) -> Path:
    shapes = columns.pop("shapes", [shapely.Point(*position) for position in DEGREES])
    frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs=crs)
    (frame if to is None else frame.to_crs(to)).to_file(path)
    return path


def refusal(layer: Layer, path: Path) -> str:
    with pytest.raises(AnalysisError) as error:
        read_layer_file(layer, path)
    assert error.value.detail.startswith("Layer places (some_file): ")
    return error.value.detail


def test_places_keep_their_order_codes_and_names(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", code=["x", "y", "z"], label=["Ex", None, " Zed "])
    rows = read_layer_file(a_layer(id_column="code", name_column="label"), path).rows
    assert rows["code"].tolist() == ["x", "y", "z"]
    assert rows["name"].tolist() == ["Ex", "", "Zed"]
    assert [(point.x, point.y) for point in rows.geometry] == DEGREES


def test_a_file_in_metres_is_brought_to_degrees(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", to=UTM_23S)
    rows = read_layer_file(a_layer(), path).rows
    assert [(point.x, point.y) for point in rows.geometry] == [pytest.approx(place) for place in DEGREES]


def test_the_definition_says_the_reference_system_that_the_file_does_not(tmp_path: Path) -> None:
    path = write(tmp_path / "a.shp", to=UTM_23S)
    path.with_suffix(".prj").unlink()
    said = refusal(a_layer(), path)
    assert "a.shp: has no reference system" in said
    assert "source_crs" in said
    rows = read_layer_file(a_layer(source_crs=UTM_23S), path).rows
    assert rows.geometry.iloc[0].x == pytest.approx(DEGREES[0][0])


def test_metres_given_as_degrees_are_refused_by_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", shapes=[shapely.Point(333000, 7395000), shapely.Point(-46.6, -23.5)])
    assert "not degrees (row 1; the first is 333000, 7.395e+06)" in refusal(a_layer(), path)


def table(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_swapped_columns_are_refused_unless_the_definition_declares_them(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "LATITUD;LONGITUD", "-100.1;25.6", "-100.2;25.7")
    said = refusal(a_layer(separator=";"), path)
    assert "look swapped: rows 1, 2" in said
    assert "swap_lon_lat" in said
    rows = read_layer_file(a_layer(separator=";", swap_lon_lat=True), path).rows
    assert [(point.x, point.y) for point in rows.geometry] == [(-100.1, 25.6), (-100.2, 25.7)]


def test_a_table_without_header_gets_its_columns_from_the_definition(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "7,-46.6,-23.5", "8,-46.7,-23.6")
    rows = read_layer_file(a_layer(columns=["code", "lon", "lat"], id_column="code"), path).rows
    assert rows["code"].tolist() == ["7", "8"]


def test_a_table_that_is_no_map_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "name,people", "here,3")
    said = refusal(a_layer(), path)
    assert "needs a column of longitude" in said
    assert "it has name, people" in said


def test_rows_keep_the_number_they_have_in_the_file_when_others_are_not_chosen(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.csv", "city,lon,lat", "Cusco,far,away", "Lima,-77.1,-12.0", "Lima,x,-12.1", "Lima,,y"
    )
    said = refusal(a_layer(where={"city": ["Lima"]}), path)
    assert "'lon' holds text where a number belongs in row 3" in said
    assert "'lat' holds text where a number belongs in row 4" in said
    path = table(tmp_path / "b.csv", "city,lon,lat", "Cusco,0,0", "Lima,333000,7395000", "Lima,,")
    assert "not degrees (row 2;" in refusal(a_layer(where={"city": ["Lima"]}), path)
    path = table(tmp_path / "c.csv", "city,lon,lat", "Cusco,far,away", "Lima,,", "Lima,-77.1,-12.0")
    assert "geometry: row 2 has none" in refusal(a_layer(where={"city": ["Lima"]}), path)
    frame = read_layer_file(a_layer(where={"city": ["Lima"]}, null_geometry="leave_out"), path)
    assert frame.rows["row"].tolist() == [3]
    assert frame.notes[1] == "Layer places: 1 of 2 rows have no place and are left out: 2."


def test_a_choice_that_leaves_no_row_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "city,lon,lat", "Cusco,-71.9,-13.5")
    assert "no rows are left to take part" in refusal(a_layer(where={"city": ["Lima"]}), path)


def test_a_file_may_have_a_column_called_row(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "row,lon,lat", "B7,-77.1,-12.0")
    rows = read_layer_file(a_layer(id_column="row"), path).rows
    assert (rows["code"].tolist(), rows["row"].tolist()) == (["B7"], [1])


def test_codes_stay_text(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "ubigeo,lon,lat", "070101,-77.1,-12.0")
    assert read_layer_file(a_layer(id_column="ubigeo"), path).rows["code"].tolist() == ["070101"]


def test_rows_are_chosen_by_value_and_the_note_says_how_many(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", city=["Lima", "Lima ", "Cusco"])
    frame = read_layer_file(a_layer(where={"city": ["Lima"]}), path)
    assert frame.rows["row"].tolist() == [1, 2]
    assert frame.notes == ["Layer places: 2 of 3 rows are used, those where city is Lima."]


def test_rows_without_place_are_refused_or_left_out_by_name(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.gpkg", label=["A", "B", "C"], shapes=[shapely.Point(1, 1), None, shapely.Point()]
    )
    assert "geometry: rows 2, 3 has none" in refusal(a_layer(), path)
    frame = read_layer_file(a_layer(null_geometry="leave_out", name_column="label"), path)
    assert frame.rows["name"].tolist() == ["A"]
    assert frame.notes == ["Layer places: 2 of 3 rows have no place and are left out: B, C."]


def test_people_must_be_numbers_and_every_wrong_row_is_named(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.csv",
        "people,lon,lat",
        "5,-46.6,-23.5",
        "-3,-46.6,-23.5",
        "many,-46.6,-23.5",
        ",-46.6,-23.5",
    )
    said = refusal(a_layer("origins", population_column="people"), path)
    assert "people: rows 3, 4 is no number; people: row 2 is negative" in said
    assert "population_column: origins need one" in refusal(a_layer("origins"), path)


def test_zero_people_are_fine(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "people,lon,lat", "0,-46.6,-23.5")
    rows = read_layer_file(a_layer("origins", population_column="people"), path).rows
    assert rows["population"].tolist() == [0.0]


def test_all_faults_come_together(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", people=[1.0, -1.0, 2.0])
    layer = a_layer("origins", id_column="code", name_column="label", population_column="people")
    said = refusal(layer, path)
    for part in (
        "id_column: there is no column 'code'",
        "name_column: there is no column 'label'",
        "people: row 2",
    ):
        assert part in said


SQUARE = shapely.box(0, 0, 1, 1)
BOW_TIE = shapely.Polygon([(2, 0), (3, 1), (3, 0), (2, 1)])


def test_zones_need_polygons_with_codes_of_their_own(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.gpkg",
        code=["1", "1", ""],
        shapes=[SQUARE, shapely.box(1, 0, 2, 1), shapely.Point(5, 5)],
    )
    said = refusal(a_layer("zones", id_column="code"), path)
    for part in (
        "code: row 3 is empty",
        "code: row 2 repeats another row's code",
        "geometry: row 3 is no polygon",
    ):
        assert part in said


def test_an_outline_that_crosses_itself_is_repaired_and_said_so(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", code=["1", "2"], shapes=[SQUARE, BOW_TIE])
    frame = read_layer_file(a_layer("zones", id_column="code"), path)
    assert frame.rows.geometry.is_valid.all()
    assert frame.notes == ["Layer places: the outline of row 2 was repaired."]


def test_the_one_layer_in_an_archive_is_read(tmp_path: Path) -> None:
    inside = write(tmp_path / "a.geojson", code=["x", "y", "z"])
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inside, "folder/a.geojson")
    assert read_layer_file(a_layer(id_column="code"), path).rows["code"].tolist() == ["x", "y", "z"]
    with zipfile.ZipFile(path, "a") as archive:
        archive.write(inside, "folder/b.geojson")
    assert "found: folder/a.geojson, folder/b.geojson" in refusal(a_layer(), path)


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.gpkg", b"SQLite format 3\0cut", "damaged"),
        ("a.zip", b"PK\3\4cut", "damaged"),
        ("a.csv", b"", "is empty"),
    ],
)
def test_a_damaged_file_is_refused_by_name_without_its_folder(
    tmp_path: Path, name: str, content: bytes, fault: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    said = refusal(a_layer(), path)
    assert f"{name}: " in said
    assert fault in said
    assert str(tmp_path) not in said


def test_texts_that_a_database_would_refuse_are_named_by_row(tmp_path: Path) -> None:
    path = tmp_path / "clinics.csv"
    path.write_text(f"code,name,lon,lat\n{'c' * 201},one,0,0\nb,{'n' * 301},0,0\nd,three,0,0\n")
    layer = a_layer(id_column="code", name_column="name")
    told = refusal(layer, path)
    assert "code: row 1 has more than 200 characters" in told
    assert "name: row 2 has more than 300 characters" in told


def test_what_destinations_offer_is_read_from_their_column_or_one_each(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", beds=[4, 0, 2.5])
    assert read_layer_file(a_layer(supply_column="beds"), path).rows["supply"].tolist() == [4, 0, 2.5]
    assert read_layer_file(a_layer(), path).rows["supply"].tolist() == [1, 1, 1]
    assert "supply" not in read_layer_file(a_layer("origins", population_column="beds"), path).rows


def test_a_supply_that_is_no_amount_is_refused_by_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", beds=["4", "many", "-2"])
    said = refusal(a_layer(supply_column="beds"), path)
    assert "beds: row 2 is no number" in said
    assert "beds: row 3 is negative" in said
    assert "supply_column: there is no column 'rooms'" in refusal(a_layer(supply_column="rooms"), path)


def test_the_rank_of_people_is_read_and_an_empty_cell_is_not_known(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", people=[1, 2, 3], income=[900.5, None, 100.0])
    layer = a_layer("origins", population_column="people", rank_column="income")
    ranks = read_layer_file(layer, path).rows["rank"]
    assert ranks.isna().tolist() == [False, True, False]
    assert ranks.dropna().tolist() == [900.5, 100.0]
    assert "rank" not in read_layer_file(a_layer("origins", population_column="people"), path).rows


def test_a_rank_that_is_no_number_is_refused_by_row_with_the_other_faults(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", people=[1, -2, 3], income=["rich", "", "100"], none=["", "", ""])
    said = refusal(a_layer("origins", population_column="people", rank_column="income"), path)
    assert "income: row 1 is no number" in said
    assert "people: row 2 is negative" in said
    empty = refusal(a_layer("origins", population_column="people", rank_column="none"), path)
    assert "none: is empty in every row" in empty
    absent = refusal(a_layer("origins", population_column="people", rank_column="wealth"), path)
    assert "rank_column: there is no column 'wealth'" in absent


MEASURED: dict[str, list[Any]] = {
    "largura_media": [8.0, None, 7.5],
    "largura_contagem_amostras": [5, 0, 4],
    "cota_minima": [700.0, 701.0, None],
    "cota_maxima": [701.0, 701.5, None],
    "cota_contagem_amostras": [9, 9, 0],
}
CARRIAGEWAYS = [shapely.box(lon, -23.56, lon + 0.001, -23.55) for lon in (-46.634, -46.633, -46.632)]


def test_street_polygons_keep_what_was_measured_and_what_was_not(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", "EPSG:4326", UTM_23S, shapes=CARRIAGEWAYS, **MEASURED)
    rows = read_layer_file(a_layer("street_polygons"), path).rows
    for column, values in MEASURED.items():
        expected = [float("nan") if value is None else value for value in values]
        assert rows[column].tolist() == pytest.approx(expected, nan_ok=True)
    assert rows.total_bounds.tolist() == pytest.approx([-46.634, -23.56, -46.631, -23.55])


def test_all_that_street_polygons_lack_is_told_at_once(tmp_path: Path) -> None:
    columns = {name: values for name, values in MEASURED.items() if name != "cota_maxima"}
    columns["largura_media"] = ["8", "wide", None]
    shapes = [*CARRIAGEWAYS[:2], shapely.Point(-46.63, -23.55)]
    path = write(tmp_path / "a.gpkg", "EPSG:4326", None, shapes=shapes, **columns)
    said = refusal(a_layer("street_polygons"), path)
    assert "street_polygons: there is no column 'cota_maxima' (the file has " in said
    assert "largura_media: row 2 is no number" in said
    assert "geometry: row 3 is no polygon" in said
