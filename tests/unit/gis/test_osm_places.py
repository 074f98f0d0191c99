"""Services read from an OpenStreetMap extract."""

from __future__ import annotations

from pathlib import Path

import osmium
import pytest

from gis.errors import EmptyInputError, UnreadableFileError
from gis.osm_places import read_osm_places


def extract(path: Path, amenity: str) -> Path:
    """Write an extract with a clinic drawn as a building, a node of the amenity given, and a bench."""
    corners = [(0.0, 0.0), (0.002, 0.0), (0.002, 0.002), (0.0, 0.002)]
    with osmium.SimpleWriter(str(path)) as writer:
        for i, corner in enumerate(corners, start=1):
            writer.add_node(osmium.osm.mutable.Node(id=i, location=corner))
        writer.add_node(osmium.osm.mutable.Node(id=5, location=(1.0, 2.0), tags={"amenity": amenity}))
        writer.add_node(osmium.osm.mutable.Node(id=6, location=(3.0, 3.0), tags={"amenity": "bench"}))
        if amenity != "bench":
            building = osmium.osm.mutable.Way(id=7, nodes=[1, 2, 3, 4, 1], tags={"amenity": "clinic"})
            writer.add_way(building)
    return path


def test_nodes_stand_where_they_are_and_buildings_in_the_middle_of_their_corners(tmp_path: Path) -> None:
    places = read_osm_places(extract(tmp_path / "town.osm.pbf", "school"))
    assert places.ids == ("node/5", "way/7")
    assert places.lon_deg == pytest.approx([1.0, 0.001])
    assert places.lat_deg == pytest.approx([2.0, 0.001])


def test_an_extract_without_services_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EmptyInputError, match=r"benches\.osm\.pbf: holds no amenity of clinic"):
        read_osm_places(extract(tmp_path / "benches.osm.pbf", "bench"))
    (tmp_path / "false.osm.pbf").write_bytes(b"certainly not a map" * 50)
    with pytest.raises(UnreadableFileError, match=r"false\.osm\.pbf: is no OpenStreetMap extract"):
        read_osm_places(tmp_path / "false.osm.pbf")
    with pytest.raises(UnreadableFileError, match="there is no such file"):
        read_osm_places(tmp_path / "absent.osm.pbf")
