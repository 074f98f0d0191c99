"""Reading layers: every usual file, and a message naming file, row or column for every bad one."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from gis.errors import (
    AttributeInputError,
    EmptyInputError,
    GeometryError,
    InputError,
    ReferenceSystemError,
    UnreadableFileError,
)
from gis.layers import read_layer
from gis.places import assign_to_zones, overlapping_zones, read_origins, read_places, read_zones

SPOTS = [(-46.63, -23.55), (-46.64, -23.56)]


def frame(crs: str | None = "EPSG:4326", **columns: object) -> geopandas.GeoDataFrame:
    """Make a layer of two points."""
    return geopandas.GeoDataFrame(columns or {"people": [1, 2]}, geometry=shapely.points(SPOTS), crs=crs)


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a text file."""
    path.write_text(text, encoding=encoding)
    return path


WRITERS: dict[str, Callable[[geopandas.GeoDataFrame, Path], None]] = {
    ".gpkg": lambda layer, path: layer.to_file(path),
    ".geojson": lambda layer, path: layer.to_file(path),
    ".shp": lambda layer, path: layer.to_file(path),
    ".parquet": lambda layer, path: layer.to_parquet(path),
}


@pytest.mark.parametrize("suffix", WRITERS)
def test_every_vector_format_gives_the_same_places(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"origins{suffix}"
    WRITERS[suffix](frame(), path)
    places, population, _ = read_origins(path, "people")
    assert places.lon_deg == pytest.approx([-46.63, -46.64])
    assert places.lat_deg == pytest.approx([-23.55, -23.56])
    assert population.tolist() == [1.0, 2.0]


def test_a_projected_layer_comes_back_in_degrees(tmp_path: Path) -> None:
    path = tmp_path / "origins.gpkg"
    frame().to_crs("EPSG:31983").to_file(path)
    assert read_places(path).lon_deg == pytest.approx([-46.63, -46.64], abs=1e-9)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("lon,lat,name\n-46.63,-23.55,a\n-46.64,-23.56,b\n", "utf-8"),
        ("LONGITUD;LATITUD;nome\n-46,63;-23,55;São\n-46,64;-23,56;b\n", "cp1252"),
        ("\ufeffname\tLatitude\tLongitude\na\t-23.55\t-46.63\nb\t-23.56\t-46.64\n", "utf-8"),
        ("stop_lat,stop_lon\n-23.55,-46.63\n-23.56,-46.64\n", "utf-8"),
        ("x|y\r\n-46.63|-23.55\r\n-46.64|-23.56\r\n", "utf-8"),
    ],
)
def test_tables_are_read_whatever_their_separator_encoding_and_names(
    tmp_path: Path, text: str, encoding: str
) -> None:
    places = read_places(written(tmp_path / "places.csv", text, encoding))
    assert places.lon_deg == pytest.approx([-46.63, -46.64])
    assert places.lat_deg == pytest.approx([-23.55, -23.56])


def test_identifiers_of_a_table_keep_their_leading_zeros(tmp_path: Path) -> None:
    path = written(tmp_path / "places.csv", "ubigeo,lon,lat\n070101,-77,-12\n150101,-77.1,-12\n")
    assert read_places(path, id_column="ubigeo").ids == ("070101", "150101")


def test_one_layer_inside_an_archive_is_read_and_two_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as archive:
        archive.writestr("folder/places.csv", "lon,lat\n1,2\n")
    assert read_places(tmp_path / "one.zip").lat_deg.tolist() == [2.0]
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", "lon,lat\n1,2\n")
        archive.writestr("b.csv", "lon,lat\n1,2\n")
    with pytest.raises(UnreadableFileError, match=r"two\.zip.*a\.csv, b\.csv"):
        read_places(tmp_path / "two.zip")


def test_a_polygon_is_represented_by_a_point_inside_it(tmp_path: Path) -> None:
    crescent = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10), (0, 9), (9, 9), (9, 1), (0, 1)])
    path = tmp_path / "origins.gpkg"
    geopandas.GeoDataFrame({"n": [1]}, geometry=[crescent], crs="EPSG:4326").to_file(path)
    places = read_places(path)
    assert crescent.contains(shapely.Point(places.lon_deg[0], places.lat_deg[0]))


def test_swapped_columns_can_be_declared(tmp_path: Path) -> None:
    path = written(tmp_path / "places.csv", "lon,lat\n-12,-77\n")
    places = read_places(path, swap_lon_lat=True)
    assert (places.lon_deg.tolist(), places.lat_deg.tolist()) == ([-77.0], [-12.0])


BAD_TABLES: list[tuple[str, type[InputError], str]] = [
    ("lon,lat,people\n1,2,-3\n1,2,4\n", AttributeInputError, r"people.*negative in row 1"),
    ("lon,lat,people\n1,2,3\n1,2,\n", AttributeInputError, r"people.*missing or not a number in row 2"),
    (
        "lon,lat,people\n1,2,3\n1,2,many\n",
        AttributeInputError,
        r"'people' holds text .* in row 2 \(first: 'many'\)",
    ),
    (
        'lon,lat,people\n1,2,987\n1,2,"1,234"\n',
        AttributeInputError,
        r"holds '1,234' in row 2, which may be thousands or decimals",
    ),
    ("lon;lat;people\n1,5;2,5;1.234.567\n", AttributeInputError, r"holds '1\.234\.567' in row 1"),
    ("lon,lat\n1,2\n", AttributeInputError, r"has no column 'people'; it has lon, lat"),
    ("east,north,people\n1,2,3\n", AttributeInputError, r"column of longitude .* it has east, north, people"),
    ("lon,lat,people\n1,2,3\n,,4\n", GeometryError, r"no geometry in row 2"),
    ("lon,lat,people\n1,2,3\n1,two,4\n", AttributeInputError, r"'lat' holds text .* in row 2"),
    ("lon,lat,people\n", EmptyInputError, r"holds no rows"),
    ("", EmptyInputError, r"is empty"),
    ("lon,lat,people\n333000,7394000,1\n", ReferenceSystemError, r"not degrees \(row 1.*look like metres"),
    ("lon,lat,people\n47.6,-122.1,1\n", ReferenceSystemError, r"latitude and longitude look swapped: row 1"),
    (
        "lon,lat,people\n185,-16,1\n186,-17,1\n",
        ReferenceSystemError,
        r"rows 1, 2: longitudes run from -180 to 180 degrees \(the first is 185\)",
    ),
    ("lon,lat,people\n1,2,3\n1,2,3,4,5\n", UnreadableFileError, r"not a regular table"),
]


@pytest.mark.parametrize(("text", "kind", "message"), BAD_TABLES)
def test_a_bad_table_is_refused_with_its_name_and_row_or_column(
    tmp_path: Path, text: str, kind: type[InputError], message: str
) -> None:
    with pytest.raises(kind, match=rf"origins\.csv.*{message}"):
        read_origins(written(tmp_path / "origins.csv", text), "people")


def test_a_missing_a_damaged_and_an_unknown_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"absent\.gpkg: there is no such file"):
        read_layer(tmp_path / "absent.gpkg")
    for suffix in (".gpkg", ".parquet", ".shp", ".geojson", ".zip"):
        path = tmp_path / f"damaged{suffix}"
        path.write_bytes(b"this is not what its name promises" * 20)
        with pytest.raises(UnreadableFileError, match="damaged"):
            read_layer(path)
    with pytest.raises(UnreadableFileError, match=r"\.docx is no format of places"):
        read_layer(written(tmp_path / "places.docx", "x"))


def test_a_truncated_geopackage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.gpkg"
    frame().to_file(path)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(InputError, match=r"cut\.gpkg"):
        read_layer(path)


def test_a_missing_reference_system_is_asked_for_and_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "seals.parquet"
    frame().to_crs("EPSG:31983").set_crs(None, allow_override=True).to_parquet(path)
    with pytest.raises(ReferenceSystemError, match=r"seals\.parquet: has no reference system"):
        read_places(path)
    assert read_places(path, source_crs="EPSG:31983").lat_deg == pytest.approx([-23.55, -23.56], abs=1e-9)
    with pytest.raises(ReferenceSystemError, match="'EPSG:1' is no reference system"):
        read_places(path, source_crs="EPSG:1")


def test_metres_said_to_be_degrees_and_degrees_said_to_be_metres_are_refused(tmp_path: Path) -> None:
    metres, degrees = tmp_path / "metres.parquet", tmp_path / "degrees.parquet"
    frame().to_crs("EPSG:31983").set_crs("EPSG:4326", allow_override=True).to_parquet(metres)
    frame().set_crs("EPSG:31983", allow_override=True).to_parquet(degrees)
    with pytest.raises(ReferenceSystemError, match=r"metres\.parquet: coordinates are not degrees"):
        read_layer(metres)
    with pytest.raises(ReferenceSystemError, match=r"degrees\.parquet: coordinates look like degrees"):
        read_layer(degrees)


def test_null_geometries_are_named_or_left_out_on_request(tmp_path: Path) -> None:
    path = tmp_path / "crossings.gpkg"
    layer = frame()
    layer.loc[1, "geometry"] = None
    layer.to_file(path)
    with pytest.raises(GeometryError, match=r"crossings\.gpkg: no geometry in row 2"):
        read_places(path)
    assert len(read_places(path, skip_unlocated=True)) == 1


def test_zones_take_points_once_and_overlaps_are_named(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    squares = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(1.5, 0, 3, 1)]
    geopandas.GeoDataFrame({"code": [7.0, 8.0, 9.0]}, geometry=squares, crs="EPSG:4326").to_file(path)
    zones = read_zones(path, "code")
    assert zones.ids == ("7", "8", "9")
    points = read_places(written(tmp_path / "points.csv", "lon,lat\n0.5,0.5\n1,0.5\n1.7,0.5\n2.5,0.5\n9,9\n"))
    # On the border, and in the overlap, the zone that comes first has it.
    assert assign_to_zones(points, zones).tolist() == [0, 0, 1, 2, -1]
    assert overlapping_zones(zones) == (("8", "9"),)


def test_zones_must_be_polygons_with_names_that_occur_once(tmp_path: Path) -> None:
    points, twice = tmp_path / "points.gpkg", tmp_path / "twice.gpkg"
    frame(code=["a", "b"]).to_file(points)
    with pytest.raises(GeometryError, match=r"points\.gpkg: zones must be polygons, but not in rows 1, 2"):
        read_zones(points, "code")
    squares = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(2, 0, 3, 1)])
    geopandas.GeoDataFrame({"code": ["a", None, "a"]}, geometry=squares, crs="EPSG:4326").to_file(twice)
    with pytest.raises(AttributeInputError) as caught:
        read_zones(twice, "code")
    assert len(caught.value.faults) == 2


def test_yes_and_no_are_no_numbers_of_people(tmp_path: Path) -> None:
    path = tmp_path / "origins.parquet"
    frame(people=[True, False]).to_parquet(path)
    with pytest.raises(AttributeInputError, match="'people' holds yes and no where numbers belong"):
        read_origins(path, "people")


def test_a_plain_parquet_file_is_a_table_of_longitude_and_latitude(tmp_path: Path) -> None:
    path = tmp_path / "origins.parquet"
    table = pd.DataFrame({"lng": [-46.63, -46.64], "lat": [-23.55, -23.56], "people": [1, 2]})
    table.to_parquet(path)
    places, population, _ = read_origins(path, "people")
    assert places.lon_deg.tolist() == [-46.63, -46.64]
    assert population.tolist() == [1.0, 2.0]
    table.drop(columns="lng").to_parquet(path)
    with pytest.raises(AttributeInputError, match=r"origins\.parquet: needs a column of longitude"):
        read_origins(path, "people")


def test_the_geometry_is_no_column_of_names_or_numbers(tmp_path: Path) -> None:
    path = tmp_path / "origins.gpkg"
    frame().to_file(path)
    with pytest.raises(AttributeInputError, match="has no column 'geometry'; it has people"):
        read_origins(path, "geometry")
    with pytest.raises(AttributeInputError, match="has no column 'geometry'; it has people"):
        read_places(path, id_column="geometry")


@pytest.mark.parametrize(
    ("people", "expected"),
    [("0.532 1.234", [0.532, 1.234]), ("1,5 1,234", [1.5, 1.234]), ("1234 1.234", [1234.0, 1.234])],
)
def test_people_in_decimals_are_read_where_the_column_shows_that_they_are(
    tmp_path: Path, people: str, expected: list[float]
) -> None:
    rows = "".join(f"-46,63;-23,55;{value}\n" for value in people.split())
    path = written(tmp_path / "origins.csv", "lon;lat;people\n" + rows)
    assert read_origins(path, "people")[1].tolist() == expected
