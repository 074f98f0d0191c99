"""The reader is chosen by suffix and content; what fits none is refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from shapely import LineString

from gis.errors import AttributeInputError, UnreadableFileError
from gis.network.reading import read_network

if TYPE_CHECKING:
    from tests.unit.gis.network.conftest import OsmFile


def write_geojson(path: Path, features: list[dict[str, object]]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def feature(kind: str, coordinates: object, **properties: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": properties,
    }


def test_a_map_a_table_and_sidewalks_are_told_apart(osm_file: OsmFile, tmp_path: Path) -> None:
    line = [[0.0, 0.0], [0.001, 0.0]]
    town = osm_file({1: (0.0, 0.0), 2: (0.001, 0.0)}, {7: ([1, 2], {"highway": "footway"})})
    assert read_network(town).link_ids == ("way/7#0",)
    nodes = [feature("Point", point, _id=name) for name, point in zip("ab", line, strict=True)]
    edge = feature("LineString", line, _id="e", _u_id="a", _v_id="b", highway="footway")
    assert read_network(write_geojson(tmp_path / "osw.geojson", [*nodes, edge])).link_ids == ("edge/e#0",)
    assert read_network(write_geojson(tmp_path / "edges.geojson", [edge])).n_links == 1
    plain = write_geojson(tmp_path / "streets.geojson", [feature("LineString", line, id=5)])
    assert read_network(plain).link_ids == ("5",)


def test_a_zipped_shapefile_is_an_edge_table(tmp_path: Path) -> None:
    path = tmp_path / "streets.shp.zip"
    gpd.GeoDataFrame(geometry=[LineString([(0, 0), (0.001, 0)])], crs="EPSG:4326").to_file(path)
    assert read_network(path).n_links == 1


def test_a_file_of_no_known_kind_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "streets.docx"
    path.write_text("text")
    with pytest.raises(UnreadableFileError, match=r"streets\.docx: its suffix is none of \.pbf"):
        read_network(path)


@pytest.mark.parametrize("name", ["gone.osm.pbf", "gone.csv", "gone.zip", "gone.geojson", "gone.xyz"])
def test_a_missing_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFileError, match=f"{name}: there is no such file"):
        read_network(tmp_path / name)


def test_a_torn_zip_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "town.zip"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(UnreadableFileError, match=r"town\.zip: it is not a whole zip file"):
        read_network(path)


def test_options_of_tables_are_refused_for_maps(osm_file: OsmFile) -> None:
    town = osm_file({1: (0.0, 0.0), 2: (0.001, 0.0)}, {7: ([1, 2], {"highway": "footway"})})
    with pytest.raises(AttributeInputError, match="belong to edge tables"):
        read_network(town, source_crs="EPSG:4326")
