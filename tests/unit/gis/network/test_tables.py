"""Edge tables in every format: which columns are recognised, how links meet, what is refused."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Geod, Transformer
from shapely import LineString, MultiLineString, Point

from gis.errors import (
    AttributeInputError,
    EmptyInputError,
    GeometryError,
    ReferenceSystemError,
    UnreadableFileError,
)
from gis.network.graph import LinkKind
from gis.network.tables import read_edge_table

GEOD = Geod(ellps="WGS84")
LINES = [
    LineString([(-77.03, -12.05), (-77.03, -12.051)]),
    LineString([(-77.03, -12.051), (-77.031, -12.051), (-77.031, -12.052)]),
]


def write_csv(folder: Path, text: str) -> Path:
    path = folder / "streets.csv"
    path.write_text(text, encoding="utf-8")
    return path


def frame(crs: str | None = "EPSG:4326", **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=LINES, crs=crs)


@pytest.mark.parametrize("suffix", [".gpkg", ".parquet", ".geojson", ".shp", ".shp.zip"])
def test_every_format_gives_the_same_network(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"streets{suffix}"
    table = frame(surface=["asphalt", None], width=[1.5, 2.0])
    if suffix == ".parquet":
        table.to_parquet(path)
    else:
        table.to_file(path)
    network = read_edge_table(path)
    assert (network.n_nodes, network.n_links) == (3, 2)
    assert network.link_to[0] == network.link_from[1]
    assert network.surface_names == ("asphalt",)
    assert network.surface_code.tolist() == [0, -1]
    assert network.width_m.tolist() == [1.5, 2.0]
    expected_m = [GEOD.geometry_length(line) for line in LINES]
    np.testing.assert_allclose(network.length_m, expected_m, rtol=1e-9)


def test_a_csv_with_well_known_text_is_read(tmp_path: Path) -> None:
    rows = "\n".join(f'{i};"{line.wkt}"' for i, line in enumerate(LINES))
    network = read_edge_table(write_csv(tmp_path, f"id;wkt\n{rows}\n"))
    assert network.link_ids == ("0", "1")
    assert (network.n_nodes, network.n_links) == (3, 2)


def test_what_is_not_well_known_text_is_named_by_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path, 'id;wkt\n1;"LINESTRING (0 0, 0.001 0)"\n2;"LINE 0 0"\n')
    with pytest.raises(GeometryError, match="row 2: not well-known text"):
        read_edge_table(path)


def test_a_csv_without_a_header_takes_names_and_keeps_directed_arcs_as_one_link(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path,
        "1,10,20,0.5,1000000,-12.05,-77.03,-12.054,-77.03\n"
        "2,20,10,0.5,1000000,-12.054,-77.03,-12.05,-77.03\n"
        "3,20,30,0.1,0.1,-12.054,-77.03,-12.054,-77.031\n",
    )
    columns = ["id", "source", "target", "km", "reverse_cost", "lat1", "lon1", "lat2", "lon2"]
    network = read_edge_table(path, columns=columns)
    assert network.link_ids == ("1", "3")
    np.testing.assert_allclose(network.length_m, [500.0, 100.0])
    assert network.forward.all()
    assert network.backward.all()
    assert dict(network.left_out) == {"rows that repeat a link, most often its opposite direction": 1}


def test_two_streets_between_the_same_corners_stay_two(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path,
        "u,v,length_m,lon1,lat1,lon2,lat2\n1,2,120,0,0,0.001,0\n2,1,180,0.001,0,0,0\n",
    )
    np.testing.assert_allclose(read_edge_table(path).length_m, [120.0, 180.0])


def test_arcs_for_people_on_foot_in_one_direction_each_open_both(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path,
        "u,v,oneway:foot,lon1,lat1,lon2,lat2\n"
        "1,2,yes,0,0,0.001,0\n2,1,yes,0.001,0,0,0\n2,3,yes,0.001,0,0.002,0\n",
    )
    network = read_edge_table(path)
    assert network.forward.tolist() == [True, True]
    assert network.backward.tolist() == [True, False]


def test_ends_a_hair_apart_are_one_node_unless_nodes_are_named(tmp_path: Path) -> None:
    # on either side of a border between squares of 1e-7 degree
    ends = "0,0,0.00100000004,0\n{id}0.00100000006,0,0.002,0\n"
    by_place = read_edge_table(write_csv(tmp_path, "x1,y1,x2,y2\n" + ends.format(id="")))
    assert by_place.n_nodes == 3
    named = "u,v,x1,y1,x2,y2\n1,2," + ends.format(id="3,4,")
    assert read_edge_table(write_csv(tmp_path, named)).n_nodes == 4


def test_metres_are_reprojected_when_the_system_is_named(tmp_path: Path) -> None:
    to_utm = Transformer.from_crs("EPSG:4326", "EPSG:32718", always_xy=True)
    metres = [LineString(np.column_stack(to_utm.transform(*np.array(line.coords).T))) for line in LINES]
    path = tmp_path / "streets.gpkg"
    gpd.GeoDataFrame(geometry=metres, crs="EPSG:32718").to_file(path)
    network = read_edge_table(path)
    np.testing.assert_allclose(network.node_lon_deg.min(), -77.031, atol=1e-9)
    bare = tmp_path / "bare.parquet"
    gpd.GeoDataFrame(geometry=metres).to_parquet(bare)
    with pytest.raises(ReferenceSystemError, match=r"bare\.parquet: it states no reference system"):
        read_edge_table(bare)
    np.testing.assert_allclose(read_edge_table(bare, source_crs="EPSG:32718").length_m, network.length_m)


def test_degrees_without_a_stated_system_are_taken_as_degrees(tmp_path: Path) -> None:
    path = tmp_path / "bare.parquet"
    frame(crs=None).to_parquet(path)
    assert read_edge_table(path).n_links == 2


def test_metres_declared_as_degrees_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "streets.parquet"
    gpd.GeoDataFrame(
        geometry=[LineString([(333000, 7394000), (333100, 7394000)])], crs="EPSG:4326"
    ).to_parquet(path)
    with pytest.raises(ReferenceSystemError, match="not degrees"):
        read_edge_table(path)


def test_degrees_declared_as_metres_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "streets.gpkg"
    frame(crs="EPSG:32718").to_file(path)
    with pytest.raises(ReferenceSystemError, match="look like degrees"):
        read_edge_table(path)


@pytest.mark.parametrize(
    ("ends", "word"),
    [
        ("47.64,-122.14,47.65,-122.14", "swapped"),  # Redmond: no latitude is below -90
        ("-12.05,-77.03,-12.06,-77.03", "swapped"),  # Lima: nobody lives at 77 degrees south
    ],
)
def test_swapped_coordinates_are_refused_and_called_swapped(tmp_path: Path, ends: str, word: str) -> None:
    with pytest.raises(ReferenceSystemError, match=word):
        read_edge_table(write_csv(tmp_path, f"lon1,lat1,lon2,lat2\n{ends}\n"))


def test_a_line_off_the_earth_is_named_by_its_row_not_by_its_vertex(tmp_path: Path) -> None:
    path = tmp_path / "streets.parquet"
    high = LineString([(0, 0), (0.001, 0), (0.002, 95.0)])
    gpd.GeoDataFrame(geometry=[*LINES, high], crs="EPSG:4326").to_parquet(path)
    with pytest.raises(ReferenceSystemError, match=r"row 3 would lie on Earth the other way round"):
        read_edge_table(path)


def test_an_unknown_reference_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReferenceSystemError, match="EPSG:999999"):
        read_edge_table(write_csv(tmp_path, "lon1,lat1,lon2,lat2\n0,0,1,1\n"), source_crs="EPSG:999999")


def test_rows_without_a_usable_line_are_named(tmp_path: Path) -> None:
    path = tmp_path / "streets.parquet"
    bad = [LINES[0], None, Point(0, 0), LineString(), LINES[1]]
    gpd.GeoDataFrame(geometry=bad, crs="EPSG:4326").to_parquet(path)
    with pytest.raises(GeometryError) as caught:
        read_edge_table(path)
    assert caught.value.faults == ("row 2: no geometry", "row 4: empty geometry", "row 3: not a line")


def test_a_blank_coordinate_is_named_by_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "lon1,lat1,lon2,lat2\n0,0,0.001,0\n0,,0.001,0\n0,x,0.001,0\n")
    with pytest.raises(GeometryError) as caught:
        read_edge_table(path)
    assert caught.value.faults == ("rows 2, 3: a coordinate is blank or no number",)


def test_a_link_across_the_world_is_refused_by_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "lon1,lat1,lon2,lat2\n-46.6,-23.5,-46.601,-23.5\n-46.6,-23.5,0,0\n")
    with pytest.raises(GeometryError, match="row 2: longer than any street"):
        read_edge_table(path)


def test_lines_of_several_parts_become_several_links(tmp_path: Path) -> None:
    path = tmp_path / "streets.parquet"
    both = MultiLineString(LINES)
    gpd.GeoDataFrame({"length": [1000.0]}, geometry=[both], crs="EPSG:4326").to_parquet(path)
    network = read_edge_table(path)
    assert network.n_links == 2
    assert network.length_m.sum() == pytest.approx(1000.0)


def test_links_of_no_length_are_kept_between_nodes_and_left_out_when_they_lead_nowhere(
    tmp_path: Path,
) -> None:
    path = write_csv(
        tmp_path,
        "u,v,lon1,lat1,lon2,lat2\n1,2,0,0,0.001,0\n2,3,0.001,0,0.001,0\n3,3,0.001,0,0.001,0\n",
    )
    network = read_edge_table(path)
    assert network.length_m.tolist()[1] == 0.0
    assert network.n_links == 2
    assert dict(network.left_out) == {"links of no length that lead nowhere": 1}


def test_a_loop_with_length_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "streets.parquet"
    loop = LineString([(0, 0), (0.001, 0), (0.001, 0.001), (0, 0)])
    gpd.GeoDataFrame(geometry=[loop], crs="EPSG:4326").to_parquet(path)
    network = read_edge_table(path)
    assert network.link_from[0] == network.link_to[0]


def test_lengths_come_from_the_table_and_from_the_ellipsoid_where_it_is_silent(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "length,lon1,lat1,lon2,lat2\n130,0,0,0.001,0\n,0.001,0,0.002,0\n")
    np.testing.assert_allclose(read_edge_table(path).length_m, [130.0, 111.3195], rtol=1e-5)


def test_negative_lengths_and_lengths_in_another_unit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AttributeInputError, match="row 1: negative length"):
        read_edge_table(write_csv(tmp_path, "length,lon1,lat1,lon2,lat2\n-5,0,0,0.001,0\n"))
    with pytest.raises(AttributeInputError, match="not in metres"):
        read_edge_table(write_csv(tmp_path, "length,lon1,lat1,lon2,lat2\n0.111,0,0,0.001,0\n"))


def test_every_attribute_is_read(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path,
        "lon1,lat1,lon2,lat2,highway,surface,smoothness,width,incline,kerb,steps,step_count,wheelchair,bridge\n"
        "0,0,0.001,0,residential,asphalt,good,3.5,0.05,,,,yes,no\n"
        "0.001,0,0.002,0,crossing,paved,,90 cm,-3%,lowered,,,no,\n"
        "0.002,0,0.003,0,crossing,,,,,,,,,\n"
        "0.003,0,0.004,0,footway,,,,,,yes,12,,\n"
        "0.004,0,0.005,0,footway,nonsense,,,,0.15,no,,limited,yes\n",
    )
    network = read_edge_table(path)
    assert network.kind.tolist() == [
        LinkKind.ROAD, LinkKind.CROSSING, LinkKind.CROSSING, LinkKind.STEPS, LinkKind.FOOTWAY,
    ]  # fmt: skip
    assert network.surface_names == ("asphalt", "paved")
    assert network.surface_code.tolist() == [0, 1, -1, -1, -1]
    assert network.smoothness_code.tolist() == [1, -1, -1, -1, -1]
    np.testing.assert_array_equal(network.width_m, [3.5, 0.9, np.nan, np.nan, np.nan])
    np.testing.assert_allclose(network.incline_share, [0.05, -0.03, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(network.kerb_m, [0.0, 0.03, np.nan, 0.0, 0.15])
    assert network.step_count.tolist() == [0.0, 0.0, 0.0, 12.0, 0.0]
    assert network.wheelchair.tolist() == [1, -1, 0, 0, 0]
    assert network.off_ground.tolist() == [False, False, False, False, True]
    assert network.crossing_share.tolist() == [0.0, 1.0, 1.0, 0.0, 0.0]


def test_rules_for_walking_apply_to_the_classes_of_the_map_only(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path,
        "lon1,lat1,lon2,lat2,highway,access\n"
        "0,0,0.001,0,motorway,\n0.001,0,0.002,0,Avenida,\n0.002,0,0.003,0,residential,private\n",
    )
    network = read_edge_table(path)
    assert network.link_ids == ("2",)
    assert sum(count for _, count in network.left_out) == 2


@pytest.mark.parametrize(
    ("column", "value", "match"),
    [("incline", "8", "incline_percent"), ("width", "350", "metres"), ("kerb", "15", "metres")],
)
def test_numbers_in_another_unit_are_refused_not_guessed(
    tmp_path: Path, column: str, value: str, match: str
) -> None:
    path = write_csv(tmp_path, f"lon1,lat1,lon2,lat2,{column}\n0,0,0.001,0,{value}\n")
    with pytest.raises(AttributeInputError, match=match):
        read_edge_table(path)


def test_inclines_in_per_cent_have_their_own_column(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "lon1,lat1,lon2,lat2,slope_pct\n0,0,0.001,0,8\n0.001,0,0.002,0,-2.5\n")
    np.testing.assert_allclose(read_edge_table(path).incline_share, [0.08, -0.025])


def test_a_table_without_coordinates_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(AttributeInputError, match="neither geometries nor the coordinates of both ends"):
        read_edge_table(write_csv(tmp_path, "a,b\n1,2\n"))


def test_names_that_do_not_fit_the_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AttributeInputError, match="3 column names were given for 4 columns"):
        read_edge_table(write_csv(tmp_path, "0,0,1,1\n"), columns=["lon1", "lat1", "lon2"])


def test_blank_node_names_are_refused_by_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path, "u,v,lon1,lat1,lon2,lat2\n1,2,0,0,0.001,0\n2,,0.001,0,0.002,0\n")
    with pytest.raises(AttributeInputError, match="row 2: a node has no name"):
        read_edge_table(path)


def test_empty_files_are_empty_and_broken_ones_unreadable(tmp_path: Path) -> None:
    with pytest.raises(EmptyInputError, match="empty"):
        read_edge_table(write_csv(tmp_path, ""))
    with pytest.raises(EmptyInputError, match="no rows"):
        read_edge_table(write_csv(tmp_path, "lon1,lat1,lon2,lat2\n"))
    for name in ("torn.parquet", "torn.gpkg", "torn.geojson", "torn.shp"):
        path = tmp_path / name
        path.write_bytes(b"PAR1 not really")
        with pytest.raises(UnreadableFileError, match=name.replace(".", r"\.")):
            read_edge_table(path)
    wide = tmp_path / "wide.csv"
    wide.write_bytes("lon1,lat1,lon2,lat2\n0,0,0.001,0\n".encode("utf-16"))
    with pytest.raises(UnreadableFileError, match="UTF-8"):
        read_edge_table(wide)
    more = write_csv(tmp_path, "lon1,lat1,lon2,lat2\n0,0,0.001,0,7\n0,0,0.002,0,7\n")
    with pytest.raises(UnreadableFileError, match="more values than its header"):
        read_edge_table(more)


def test_a_table_from_a_western_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ruas.csv"
    path.write_bytes("calçada;lon1;lat1;lon2;lat2;largura;width\nSão;0;0;0,001;0;2;1,5\n".encode("latin-1"))
    network = read_edge_table(path)
    np.testing.assert_allclose(network.length_m, [111.3195], rtol=1e-6)
    assert network.width_m.tolist() == [1.5]


def test_streets_meet_where_they_share_a_vertex_and_not_where_they_merely_cross(tmp_path: Path) -> None:
    # A main street through (0.001, 0); a side street ends there, another passes through it,
    # and a bridge crosses between its vertices.
    main = LineString([(0, 0), (0.001, 0), (0.001, 0), (0.002, 0)])
    side = LineString([(0.001, 0.001), (0.001, 1e-9)])
    through = LineString([(0.0005, -0.001), (0.001, 0), (0.0015, -0.001)])
    bridge = LineString([(0.0015, -0.0005), (0.0015, 0.0005)])
    path = tmp_path / "streets.gpkg"
    columns = {"name": ["main", "side", "through", "bridge"], "length": [300.0, 111.0, 400.0, 111.0]}
    gpd.GeoDataFrame(columns, geometry=[main, side, through, bridge], crs="EPSG:4326").to_file(path)
    network = read_edge_table(path)
    assert network.link_ids == ("1#0", "1#1", "2", "3#0", "3#1", "4")
    assert network.n_nodes == 8
    junction = network.link_to[0]
    assert [int(network.link_from[1]), int(network.link_to[2]), int(network.link_to[3])] == [junction] * 3
    np.testing.assert_allclose(network.length_m, [150, 150, 111, 200, 200, 111], rtol=1e-6)


def test_named_nodes_decide_alone_where_streets_meet(tmp_path: Path) -> None:
    lines = [LineString([(0, 0), (0.001, 0), (0.002, 0)]), LineString([(0.001, 0.001), (0.001, 0)])]
    path = tmp_path / "streets.gpkg"
    gpd.GeoDataFrame({"u": [1, 3], "v": [2, 4]}, geometry=lines, crs="EPSG:4326").to_file(path)
    network = read_edge_table(path)
    assert (network.n_links, network.n_nodes) == (2, 4)


def test_steps_and_crossings_are_shared_among_the_parts_of_a_street(tmp_path: Path) -> None:
    lines = [LineString([(0, 0), (0.001, 0), (0.004, 0)]), LineString([(0.001, 0.001), (0.001, 0)])]
    path = tmp_path / "streets.parquet"
    columns = {"highway": ["steps", "crossing"], "step_count": [40.0, None]}
    gpd.GeoDataFrame(columns, geometry=lines, crs="EPSG:4326").to_parquet(path)
    network = read_edge_table(path)
    np.testing.assert_allclose(network.step_count, [10.0, 30.0, 0.0], rtol=1e-6)
    assert network.crossing_share.tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("ends", ["180,-17,179.998,-17", "-180,-17,-179.999,-17"])
def test_streets_meet_on_the_antimeridian(tmp_path: Path, ends: str) -> None:
    path = write_csv(tmp_path, f"lon1,lat1,lon2,lat2\n179.999,-17,180,-17\n{ends}\n")
    assert read_edge_table(path).n_nodes == 3


def test_the_layer_of_lines_is_taken_and_several_must_be_chosen_from(tmp_path: Path) -> None:
    path = tmp_path / "city.gpkg"
    gpd.GeoDataFrame(geometry=[Point(0, 0)], crs="EPSG:4326").to_file(path, layer="places")
    frame().to_file(path, layer="streets")
    assert read_edge_table(path).n_links == 2
    frame().iloc[:1].to_file(path, layer="planned")
    with pytest.raises(UnreadableFileError, match="streets, planned; name one"):
        read_edge_table(path)
    assert read_edge_table(path, layer="planned").n_links == 1
