"""Features with geometry: GeoJSON and its relatives, GeoPackage, shapefile; positions end in WGS 84."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pyproj
import pytest
import shapely

from tests.unit.tracker.register.reading.malformed_layers import after_sql, points, shapefile_zip, write_layer
from tracker.register.reading.files import read_source
from tracker.register.tables import SourceFile

# Zone 23 south: its central meridian, 45 degrees west, is easting 500 km, the equator northing 10,000 km.
CENTRE = [500_000.0, 10_000_000.0]


def collection(*geometries: Any, **members: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON holds
    """Give a feature collection."""
    listed = [
        {"type": "Feature", "id": f"p/{n}", "properties": {"nome": f"UBS {n}"}, "geometry": geometry}
        for n, geometry in enumerate(geometries, start=1)
    ]
    return {"type": "FeatureCollection", "features": listed, **members}


def point(*coordinates: float) -> dict[str, Any]:
    """Give a point."""
    return {"type": "Point", "coordinates": list(coordinates)}


def read(tmp_path: Path, value: object, *, crs: str | None = None) -> SourceFile:
    """Write JSON and read it."""
    path = tmp_path / "pontos.geojson"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return read_source(path, crs=crs)


def positions(source: SourceFile) -> list[tuple[float | None, float | None]]:
    """Give the positions of all rows."""
    return [(row.lon_deg, row.lat_deg) for table in source.tables for row in table.rows]


def test_geojson_is_longitude_first_and_keeps_identifiers(tmp_path: Path) -> None:
    source = read(tmp_path, collection(point(-46.6, -23.5, 760.0)))
    assert source.format == "geojson"
    assert source.tables[0].columns == ("id", "nome")
    assert source.tables[0].rows[0].cells == ("p/1", "UBS 1")
    assert positions(source) == [(-46.6, -23.5)]


def test_swapped_coordinates_within_the_earth_are_left_for_who_knows_the_place(tmp_path: Path) -> None:
    assert positions(read(tmp_path, collection(point(-23.5, -46.6)))) == [(-23.5, -46.6)]


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::31983", "EPSG:31983"])
def test_projected_geojson_is_brought_to_degrees(tmp_path: Path, name: str) -> None:
    source = read(tmp_path, collection(point(*CENTRE), crs={"type": "name", "properties": {"name": name}}))
    assert positions(source)[0] == pytest.approx((-45.0, 0.0), abs=1e-9)
    assert not source.needs_crs


def test_metres_without_a_reference_system_need_one_and_take_the_one_named(tmp_path: Path) -> None:
    value = collection(point(*CENTRE), point(500_000.0, 9_000_000.0))
    without = read(tmp_path, value)
    assert without.needs_crs
    assert positions(without) == [(None, None), (None, None)]
    named = read(tmp_path, value, crs="EPSG:31983")
    assert not named.needs_crs
    assert positions(named)[0] == pytest.approx((-45.0, 0.0), abs=1e-9)


def test_degrees_are_not_read_in_another_system_because_somebody_named_it(tmp_path: Path) -> None:
    source = read(tmp_path, collection(point(-46.6, -23.5)), crs="EPSG:31983")
    assert positions(source) == [(-46.6, -23.5)]
    assert "was named, but the file itself says WGS 84" in source.notes[0]


def test_zero_and_missing_geometry_are_no_position_and_no_fault(tmp_path: Path) -> None:
    source = read(
        tmp_path, collection(point(0, 0), None, {"type": "Point", "coordinates": []}, point(-46.6, -23.5))
    )
    assert positions(source) == [(None, None)] * 3 + [(-46.6, -23.5)]
    assert [row.fault for row in source.tables[0].rows] == [None] * 4
    told = " ".join(source.notes)
    assert "1 rows lie at (0, 0), which is no position (rows 1)" in told
    assert "2 rows have no geometry, hence no position (rows 2, 3)" in told


def test_areas_and_lines_have_a_point_on_them(tmp_path: Path) -> None:
    # The horseshoe's centroid lies in its gap, so only a point on the surface lies within it.
    horseshoe = [[0, 0], [9, 0], [9, 9], [6, 9], [6, 3], [3, 3], [3, 9], [0, 9], [0, 0]]
    bent = [[[10, 0], [14, 0], [14, 2]], [[20, 20], [21, 20]]]
    source = read(
        tmp_path,
        collection(
            {"type": "Polygon", "coordinates": [horseshoe]}, {"type": "MultiLineString", "coordinates": bent}
        ),
    )
    on_area, on_line = positions(source)
    assert shapely.Polygon(horseshoe).contains(shapely.Point(on_area[0] or 0.0, on_area[1] or 0.0))
    assert on_line == (13.0, 0.0)  # half of 4 + 2
    assert "1 rows stand for areas" in " ".join(source.notes)
    assert "1 rows stand for lines" in " ".join(source.notes)


def test_a_feature_a_line_is_numbered_by_its_line(tmp_path: Path) -> None:
    lines = [json.dumps(feature) for feature in collection(point(1, 2), point(3, 4))["features"]]
    for text in ("\n\n".join(lines), "".join(f"\x1e{line}\n\n" for line in lines)):
        source = read(tmp_path, text)
        assert source.format == "geojson_lines"
        assert positions(source) == [(1.0, 2.0), (3.0, 4.0)]
        assert [row.number for row in source.tables[0].rows] == [1, 3]


def test_nested_values_nan_and_large_numbers_become_cells(tmp_path: Path) -> None:
    values = '{"a":{"b":["é"]},"c":NaN,"d":98765432109876543210,"e":""}'
    text = f'{{"type":"Feature","geometry":null,"properties":{values}}}'
    assert read(tmp_path, text).tables[0].rows[0].cells == ('{"b":["é"]}', None, "98765432109876543210", None)


def test_places_of_a11yjson_are_flattened_to_paths(tmp_path: Path) -> None:
    place = {
        "geometry": point(-46.6, -23.5),
        "properties": {
            "name": {"pt": "Biblioteca"},
            "accessibility": {"accessibleWith": {"wheelchair": True}, "entrances": [{"isLevel": True}]},
        },
    }
    flat = {"name": "CEU", "accessibility": {"signage": {"isBraille": False}}, "geometry": None}
    expected = {
        "name.pt": "Biblioteca",
        "accessibility.accessibleWith.wheelchair": True,
        "accessibility.entrances": '[{"isLevel":true}]',
    }
    for value in ([place, flat], {"type": "FeatureCollection", "features": [place, flat]}):
        source = read(tmp_path, value)
        assert source.format == "a11yjson"
        table = source.tables[0]
        found = dict(zip(table.columns, table.rows[0].cells, strict=True))
        assert {key: found[key] for key in expected} == expected
        assert table.rows[1].cells[table.columns.index("accessibility.signage.isBraille")] is False
        assert positions(source) == [(-46.6, -23.5), (None, None)]


def test_of_a_list_of_objects_any_says_yes_when_one_does_and_no_only_when_all_do(tmp_path: Path) -> None:
    def place(rooms: list[dict[str, bool]]) -> dict[str, object]:
        values = {"name": "A", "accessibility": {"restrooms": rooms}}
        return {"geometry": point(-46.6, -23.5), "properties": values}

    yes, no = {"isAccessibleWithWheelchair": True}, {"isAccessibleWithWheelchair": False}
    silent: dict[str, bool] = {}
    value = [place([no, yes]), place([no, no]), place([silent, no]), place([silent, yes])]
    table = read(tmp_path, value).tables[0]
    column = table.columns.index("accessibility.restrooms.any.isAccessibleWithWheelchair")
    assert [row.cells[column] for row in table.rows] == [True, False, None, True]


def test_the_points_of_an_opensidewalks_archive_are_read_alone(tmp_path: Path) -> None:
    value = {
        **collection(),
        "features": [
            {
                "type": "Feature",
                "properties": {"_id": "7", "amenity": "bench"},
                "geometry": point(-122.1, 47.6),
            }
        ],
    }
    with zipfile.ZipFile(tmp_path / "osw.zip", "w") as archive:
        for layer in ("points", "nodes", "edges"):
            archive.writestr(
                f"set/x.graph.{layer}.OSW.geojson", json.dumps(value if layer == "points" else {})
            )
            archive.writestr(f"__MACOSX/set/._x.graph.{layer}.OSW.geojson", b"\0")
    source = read_source(tmp_path / "osw.zip")
    assert source.format == "opensidewalks"
    assert source.tables[0].rows[0].cells == ("7", "bench")
    assert positions(source) == [(-122.1, 47.6)]


def test_a_geopackage_is_read_layer_by_layer_and_its_system_is_its_own(tmp_path: Path) -> None:
    path = tmp_path / "rede.gpkg"
    write_layer(path, [shapely.Point(CENTRE)], driver="GPKG")
    source = read_source(path, crs="EPSG:29193")
    assert (source.format, source.tables[0].name, source.tables[0].columns) == (
        "geopackage",
        "rede",
        ("nome",),
    )
    assert positions(source)[0] == pytest.approx((-45.0, 0.0), abs=1e-9)
    assert read_source(path, sheet="rede").tables == source.tables


def test_an_undefined_system_counts_as_missing(tmp_path: Path) -> None:
    for number in (0, -1):
        path = tmp_path / f"indefinido{number}.gpkg"
        after_sql(
            f"UPDATE gpkg_geometry_columns SET srs_id = {number}",
            f"UPDATE gpkg_contents SET srs_id = {number}",
        )(path)
        assert read_source(path).needs_crs
        taken = read_source(path, crs="EPSG:31983")
        assert not taken.needs_crs
        assert all(lon is not None and -47.0 < lon < -46.0 for lon, _ in positions(taken))


def test_a_shapefile_without_prj_asks_for_its_system(tmp_path: Path) -> None:
    path = tmp_path / "selos.zip"
    shapefile_zip(without=(".prj",))(path)
    assert read_source(path).needs_crs
    named = read_source(path, crs="EPSG:31983")
    shapefile_zip()(path)
    own = read_source(path)
    assert not own.needs_crs
    assert own.tables[0].name == "lugares"
    assert len(own.tables[0].rows) == 20
    assert positions(named) == positions(own)


def test_a_plain_shp_is_read_with_the_parts_beside_it_and_its_letters(tmp_path: Path) -> None:
    write_layer(tmp_path / "selos.shp", points(2), driver="ESRI Shapefile")
    dbf = tmp_path / "selos.dbf"
    data = bytearray(dbf.read_bytes().replace(b"UBS 1", "Sé 1".encode()))  # as many bytes in UTF-8
    data[29] = 0
    dbf.write_bytes(bytes(data))
    (tmp_path / "selos.cpg").unlink()
    source = read_source(tmp_path / "selos.shp")
    assert [row.cells for row in source.tables[0].rows] == [("Sé 1",), ("UBS 2",)]
    assert "read as UTF-8" in source.notes[0]


def test_the_datum_of_1969_is_shifted_and_not_ignored(tmp_path: Path) -> None:
    def at(crs: str) -> tuple[float | None, float | None]:
        shapefile_zip(without=(".prj",))(tmp_path / "pontos.zip")
        return positions(read_source(tmp_path / "pontos.zip", crs=crs))[0]

    old, new = at("EPSG:29193"), at("EPSG:31983")
    assert None not in (*old, *new)
    shift_m = pyproj.Geod(ellps="WGS84").inv(old[0], old[1], new[0], new[1])[2]
    assert 55.0 < shift_m < 75.0  # 64 m in São Paulo
