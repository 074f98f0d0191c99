"""GTFS feeds and OpenStreetMap extracts: stops with their pathways, places that speak of wheelchairs."""

from __future__ import annotations

from pathlib import Path

import osmium
import osmium.osm.mutable as osm
import pytest

from tests.unit.tracker.register.reading.malformed import packed
from tracker.register.reading.files import read_source

STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding\n"
    "S,Estação da Luz,-23.53,-46.63,1,,1\n"
    "P1,Plataforma 1,-23.53,-46.63,0,S,2\n"
    "E1,Entrada,-23.531,-46.631,2,S,\n"
    "X,Ponto,0,0,0,,0\n"
    "Y,Sem lugar,,,0,,\n"
)
PATHWAYS = (
    "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional\n"
    "1,E1,P1,5,1\n2,E1,P1,2,1\n3,E1,P1,2,1\n4,E1,nada,1,1\n"
)


def test_stops_are_rows_with_their_position_and_the_pathways_of_a_station_are_counted(tmp_path: Path) -> None:
    packed({"feed/stops.txt": STOPS, "feed/pathways.txt": PATHWAYS})(tmp_path / "gtfs.zip")
    source = read_source(tmp_path / "gtfs.zip")
    assert source.format == "gtfs"
    table = source.tables[0]
    found = [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows]
    assert [row["wheelchair_boarding"] for row in found] == ["1", "2", None, "0", None]
    assert (table.rows[0].lon_deg, table.rows[0].lat_deg) == (-46.63, -23.53)
    assert (table.rows[3].lon_deg, table.rows[3].fault) == (None, None)
    counts = ("pathways_count", "pathways_lift_count", "pathways_stairs_count", "pathways_walkway_count")
    assert [found[0][count] for count in counts] == [3, 1, 2, 0]
    assert all(row["pathways_count"] is None for row in found[1:])
    told = " ".join(source.notes)
    assert "pathways.txt: 1 rows were not counted (rows 5)" in told
    assert "1 rows lie at (0, 0)" in told


def test_a_feed_without_pathways_says_so(tmp_path: Path) -> None:
    packed({"stops.txt": STOPS})(tmp_path / "gtfs.zip")
    source = read_source(tmp_path / "gtfs.zip")
    assert "pathways_count" not in source.tables[0].columns
    assert "no pathways.txt" in source.notes[-1]


def test_places_with_a_wheelchair_tag_are_taken_and_the_silent_ones_counted(tmp_path: Path) -> None:
    path = tmp_path / "centro.osm.pbf"
    corners = [(0.0, 0.0), (0.0, 2.0), (2.0, 2.0), (2.0, 0.0)]
    with osmium.SimpleWriter(str(path)) as writer:
        for number, corner in enumerate(corners, start=1):
            writer.add_node(osm.Node(id=number, location=corner))
        tags = {"amenity": "clinic", "wheelchair": "limited", "name": "UBS"}
        writer.add_node(osm.Node(id=10, location=(-46.6, -23.5), tags=tags))
        writer.add_node(osm.Node(id=11, location=(-46.6, -23.5), tags={"amenity": "bench"}))
        writer.add_node(osm.Node(id=12, location=(-46.6, -23.5), tags={"wheelchair": "yes"}))
        writer.add_way(osm.Way(id=20, nodes=[1, 2, 3, 4, 1], tags={"building": "yes", "wheelchair": "no"}))
        writer.add_way(osm.Way(id=21, nodes=[1, 2], tags={"highway": "footway", "wheelchair": "no"}))
    source = read_source(path)
    assert source.format == "osm_pbf"
    table = source.tables[0]
    found = [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows]
    assert [row["osm_id"] for row in found] == ["node/10", "way/20"]
    assert [row["wheelchair"] for row in found] == ["limited", "no"]
    assert (table.rows[0].lon_deg, table.rows[0].lat_deg) == pytest.approx((-46.6, -23.5))
    middle = (table.rows[1].lon_deg, table.rows[1].lat_deg)
    assert all(value is not None and 0.0 < value < 2.0 for value in middle)
    assert "1 places without a tag of wheelchair access were passed over." in source.notes
