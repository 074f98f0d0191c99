"""Slopes from elevation models whose answer is known: planes, ridges, gaps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray
from pyproj import Geod, Transformer

from gis.errors import EmptyInputError, ReferenceSystemError, UnreadableFileError
from gis.network.diagnostics import network_diagnostics
from gis.network.elevation import NO_HEIGHT, with_elevation
from gis.network.graph import AttributeSource, LinkKind, SlopeSource, StreetNetwork
from gis.network.osm import read_osm

if TYPE_CHECKING:
    from tests.unit.gis.network.conftest import DemFile, OsmFile

GEOD = Geod(ellps="WGS84")
WEST, NORTH, CELL, SIZE = 333000.0, 7395000.0, 10.0, 200
TO_UTM = Transformer.from_crs("EPSG:4326", "EPSG:32723", always_xy=True)
DECIMALS = 7  # the file format's own
LON, LAT = TO_UTM.transform(WEST + 1000.0, NORTH - 1000.0, direction="INVERSE")
MIDDLE = (round(LON, DECIMALS), round(LAT, DECIMALS))


def centres() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x = WEST + CELL * (np.arange(SIZE) + 0.5)
    y = NORTH - CELL * (np.arange(SIZE) + 0.5)
    return np.meshgrid(x - WEST, y - NORTH)


def plane(east: float, north: float) -> NDArray[np.float64]:
    x, y = centres()
    return 500.0 + east * x + north * y


def at(bearing_deg: float, distance_m: float) -> tuple[float, float]:
    lon, lat, _ = GEOD.fwd(MIDDLE[0], MIDDLE[1], bearing_deg, distance_m)
    return round(lon, DECIMALS), round(lat, DECIMALS)


def rise_m(start: tuple[float, float], end: tuple[float, float], east: float, north: float) -> float:
    (x1, y1), (x2, y2) = TO_UTM.transform(*start), TO_UTM.transform(*end)
    return float(east * (x2 - x1) + north * (y2 - y1))


@pytest.mark.parametrize("bearing_deg", [0.0, 45.0, 90.0, 137.0, 270.0])
@pytest.mark.parametrize("length_m", [4.0, 20.0, 250.0])
def test_on_a_plane_every_direction_has_its_own_slope(
    osm_file: OsmFile, dem_file: DemFile, bearing_deg: float, length_m: float
) -> None:
    end = at(bearing_deg, length_m)
    network = read_osm(osm_file({1: MIDDLE, 2: end}, {7: ([1, 2], {"highway": "footway"})}))
    sloped = with_elevation(network, dem_file(plane(0.05, -0.02), WEST, NORTH, CELL))
    along_m = GEOD.line_length([MIDDLE[0], end[0]], [MIDDLE[1], end[1]])
    expected = rise_m(MIDDLE, end, 0.05, -0.02) / along_m
    assert sloped.n_links == 1
    assert sloped.incline_share[0] == pytest.approx(expected, rel=1e-6, abs=1e-9)
    assert (sloped.incline_source == AttributeSource.ELEVATION).all()
    assert sloped.slope_sources == (SlopeSource("model.tif", cell_m=CELL, run_m=10.0),)


def test_a_street_drawn_the_other_way_has_the_opposite_slope(osm_file: OsmFile, dem_file: DemFile) -> None:
    nodes = {1: MIDDLE, 2: at(90.0, 100.0)}
    ways = {7: ([1, 2], {"highway": "footway"}), 8: ([2, 1], {"highway": "path"})}
    sloped = with_elevation(read_osm(osm_file(nodes, ways)), dem_file(plane(0.05, 0.0), WEST, NORTH, CELL))
    assert sloped.incline_share[0] == pytest.approx(0.05, rel=1e-3)
    assert sloped.incline_share[1] == pytest.approx(-sloped.incline_share[0])


def test_a_tag_wins_and_what_does_not_follow_the_ground_stays_unknown(
    osm_file: OsmFile, dem_file: DemFile
) -> None:
    nodes = {node: at(90.0, 100.0 * node) for node in range(1, 8)}
    ways = {
        1: ([1, 2], {"highway": "footway", "incline": "2%"}),
        2: ([2, 3], {"highway": "footway", "bridge": "yes"}),
        3: ([3, 4], {"highway": "footway", "tunnel": "yes"}),
        4: ([4, 5], {"highway": "steps"}),
        5: ([5, 6], {"highway": "elevator"}),
        6: ([6, 7], {"highway": "footway", "incline": "up"}),
    }
    sloped = with_elevation(read_osm(osm_file(nodes, ways)), dem_file(plane(0.05, 0.0), WEST, NORTH, CELL))
    np.testing.assert_allclose(sloped.incline_share, [0.02, *[np.nan] * 4, 0.05], rtol=1e-3)
    nothing = [AttributeSource.NONE] * 4
    assert sloped.incline_source.tolist() == [AttributeSource.TAG, *nothing, AttributeSource.ELEVATION]


def test_a_hill_in_the_middle_of_a_long_street_is_not_averaged_away(
    osm_file: OsmFile, dem_file: DemFile
) -> None:
    x, _ = centres()
    ridge = 100.0 - 0.1 * np.abs(x - 1000.0)
    nodes = {1: at(270.0, 240.0), 2: at(90.0, 240.0)}
    tags = {"highway": "footway", "surface": "sett"}
    network = read_osm(osm_file(nodes, {7: ([1, 2], tags)}))
    sloped = with_elevation(network, dem_file(ridge, WEST, NORTH, CELL))
    assert sloped.n_links == 16
    np.testing.assert_allclose(sloped.length_m, 30.0, rtol=1e-5)
    np.testing.assert_allclose(sloped.incline_share[:7], 0.1, rtol=1e-2)
    np.testing.assert_allclose(sloped.incline_share[-7:], -0.1, rtol=1e-2)
    assert (sloped.surface_code == 0).all()
    assert sloped.link_ids[0] == "way/7#0/0"
    check_chain(sloped, network)


def check_chain(divided: StreetNetwork, whole: StreetNetwork) -> None:
    """Pieces follow each other from the first node of the whole link to its last, drawn along it."""
    assert divided.link_from[0] == whole.link_from[0]
    assert divided.link_to[-1] == whole.link_to[0]
    np.testing.assert_array_equal(divided.link_to[:-1], divided.link_from[1:])
    assert divided.length_m.sum() == pytest.approx(whole.length_m.sum())
    for link, line in enumerate(divided.geometry):
        start, end = line.coords[0], line.coords[-1]
        assert start == (
            divided.node_lon_deg[divided.link_from[link]],
            divided.node_lat_deg[divided.link_from[link]],
        )
        assert end == (
            divided.node_lon_deg[divided.link_to[link]],
            divided.node_lat_deg[divided.link_to[link]],
        )
        assert GEOD.geometry_length(line) == pytest.approx(divided.length_m[link], rel=1e-3)


def test_pieces_of_a_bent_street_follow_its_bends(osm_file: OsmFile, dem_file: DemFile) -> None:
    x, _ = centres()
    ridge = 100.0 - 0.1 * np.abs(x - 1000.0)
    nodes = {1: at(270.0, 100.0), 2: at(0.0, 70.0), 3: at(90.0, 100.0)}
    network = read_osm(osm_file(nodes, {7: ([1, 2, 3], {"highway": "footway"})}))
    sloped = with_elevation(network, dem_file(ridge, WEST, NORTH, CELL))
    assert sloped.n_links > 1
    check_chain(sloped, network)
    corners = {tuple(point) for line in sloped.geometry for point in line.coords}
    assert {tuple(point) for point in network.geometry[0].coords} <= corners


def test_gaps_in_the_model_leave_slopes_unknown_and_are_counted(osm_file: OsmFile, dem_file: DemFile) -> None:
    heights = plane(0.05, 0.0)
    heights[:, 110:] = np.nan
    heights[:, :20] = -9999.0
    nodes = {
        1: MIDDLE,
        2: at(270.0, 20.0),
        3: at(90.0, 300.0),
        4: at(90.0, 320.0),
        5: at(270.0, 900.0),
        6: at(270.0, 880.0),
    }
    ways = {
        7: ([1, 2], {"highway": "footway"}),
        8: ([3, 4], {"highway": "footway"}),
        9: ([5, 6], {"highway": "footway"}),
    }
    sloped = with_elevation(read_osm(osm_file(nodes, ways)), dem_file(heights, WEST, NORTH, CELL))
    assert np.isfinite(sloped.incline_share).tolist() == [True, False, False]
    assert dict(sloped.left_out)[NO_HEIGHT] == 2


def test_a_model_in_degrees_is_read_as_well(osm_file: OsmFile, dem_file: DemFile) -> None:
    cell = 1.0 / 10800  # a third of a second of arc
    west, north = -46.65, -23.54
    column, _ = np.meshgrid(np.arange(200) + 0.5, np.arange(200) + 0.5)
    heights = 700.0 + 5000.0 * column * cell
    path = dem_file(heights, west, north, cell, "EPSG:4269")
    start, end = (-46.64, -23.55), (-46.6398, -23.55)
    network = read_osm(osm_file({1: start, 2: end}, {7: ([1, 2], {"highway": "footway"})}))
    expected = 5000.0 * 0.0002 / GEOD.line_length([-46.64, -46.6398], [-23.55, -23.55])
    assert with_elevation(network, path).incline_share[0] == pytest.approx(expected, rel=1e-3)


def test_a_crossing_stretch_of_one_metre_takes_its_slope_from_ten(
    osm_file: OsmFile, dem_file: DemFile
) -> None:
    nodes = {1: MIDDLE, 2: (*at(90.0, 20.0), {"highway": "crossing"}), 3: at(90.0, 40.0)}
    network = read_osm(osm_file(nodes, {7: ([1, 2, 3], {"highway": "residential"})}))
    sloped = with_elevation(network, dem_file(plane(0.05, 0.0), WEST, NORTH, CELL))
    assert sloped.kind.tolist() == [LinkKind.ROAD, LinkKind.CROSSING, LinkKind.ROAD]
    np.testing.assert_allclose(sloped.incline_share, 0.05, rtol=1e-3)


def test_models_that_cannot_be_used_are_refused_by_name(
    osm_file: OsmFile, dem_file: DemFile, tmp_path: Path
) -> None:
    network = read_osm(osm_file({1: MIDDLE, 2: at(90.0, 50.0)}, {7: ([1, 2], {"highway": "footway"})}))
    with pytest.raises(ReferenceSystemError, match=r"model\.tif: it states no reference system"):
        with_elevation(network, dem_file(plane(0.0, 0.0), WEST, NORTH, CELL, None))
    with pytest.raises(EmptyInputError, match="does not cover the network"):
        with_elevation(network, dem_file(plane(0.0, 0.0), WEST + 50000, NORTH, CELL))
    with pytest.raises(EmptyInputError, match="no height for any link"):
        with_elevation(network, dem_file(np.full((SIZE, SIZE), -9999.0), WEST, NORTH, CELL))
    text = tmp_path / "text.tif"
    text.write_text("not a raster")
    with pytest.raises(UnreadableFileError, match=r"text\.tif"):
        with_elevation(network, text)
    with pytest.raises(UnreadableFileError, match="there is no such file"):
        with_elevation(network, tmp_path / "gone.tif")
    torn = dem_file(plane(0.1, 0.0), WEST, NORTH, CELL)
    torn.write_bytes(torn.read_bytes()[:20000])
    with pytest.raises(UnreadableFileError, match="damaged"):
        with_elevation(network, torn)
    with pytest.raises(ReferenceSystemError, match="called 'EPSG:0'"):
        with_elevation(network, dem_file(plane(0.0, 0.0), WEST, NORTH, CELL), source_crs="EPSG:0")


def test_a_model_without_a_system_can_be_given_one(osm_file: OsmFile, dem_file: DemFile) -> None:
    network = read_osm(osm_file({1: MIDDLE, 2: at(90.0, 50.0)}, {7: ([1, 2], {"highway": "footway"})}))
    path = dem_file(plane(0.05, 0.0), WEST, NORTH, CELL, None)
    sloped = with_elevation(network, path, source_crs="EPSG:32723")
    assert sloped.incline_share[0] == pytest.approx(0.05, rel=1e-3)
    assert np.isnan(network.incline_share[0])  # the network given is not altered


@pytest.mark.parametrize("mark", [-32768.0, 65535.0, -3.4e38])
def test_a_plain_of_undeclared_marks_for_a_gap_is_no_level_ground(
    osm_file: OsmFile, dem_file: DemFile, mark: float
) -> None:
    heights = plane(0.05, 0.0)
    heights[:, :100] = mark  # the file declares -9999 only
    nodes = {1: at(90.0, 100.0), 2: at(90.0, 200.0), 3: at(270.0, 200.0), 4: at(270.0, 100.0)}
    ways = {7: ([1, 2], {"highway": "footway"}), 8: ([3, 4], {"highway": "footway"})}
    sloped = with_elevation(read_osm(osm_file(nodes, ways)), dem_file(heights, WEST, NORTH, CELL))
    assert np.isfinite(sloped.incline_share).tolist() == [True, False]
    assert dict(sloped.left_out)[NO_HEIGHT] == 1


@pytest.mark.parametrize("first_lon_deg", [179.999, -180.001])
@pytest.mark.parametrize("west", [179.99, -180.01])
def test_a_model_and_a_street_across_the_antimeridian_meet(
    osm_file: OsmFile, dem_file: DemFile, first_lon_deg: float, west: float
) -> None:
    cell = 0.0002
    column, _ = np.meshgrid(np.arange(100) + 0.5, np.arange(100) + 0.5)
    path = dem_file(10.0 + 5000.0 * column * cell, west, -16.49, cell, "EPSG:4326")
    # two links, one on either side of the seam, and one across it; all climb eastwards alike
    lons = [first_lon_deg + 0.0004 * step for step in range(6)]
    nodes = {n: (round((lon + 180.0) % 360.0 - 180.0, 7), -16.5) for n, lon in enumerate(lons, start=1)}
    ways = {n: ([n, n + 1], {"highway": "footway"}) for n in range(1, 6)}
    sloped = with_elevation(read_osm(osm_file(nodes, ways)), path)
    expected = 5000.0 * 0.0004 / GEOD.line_length([0.0, 0.0004], [-16.5, -16.5])
    np.testing.assert_allclose(sloped.incline_share, expected, rtol=1e-3)


def test_a_street_across_the_antimeridian_is_divided_along_itself(
    osm_file: OsmFile, dem_file: DemFile
) -> None:
    cell = 0.0002
    column, _ = np.meshgrid(np.arange(100) + 0.5, np.arange(100) + 0.5)
    ridge = 100.0 - 5000.0 * np.abs(column * cell - 0.01)  # its crest stands at 180 degrees
    path = dem_file(ridge, 179.99, -16.49, cell, "EPSG:4326")
    nodes = {1: (179.998, -16.5), 2: (-179.998, -16.5)}
    network = read_osm(osm_file(nodes, {7: ([1, 2], {"highway": "footway"})}))
    sloped = with_elevation(network, path)
    assert sloped.n_links > 4
    assert np.abs(sloped.node_lon_deg).min() > 179.99
    assert np.abs(sloped.node_lon_deg).max() <= 180.0
    assert sloped.incline_share[0] > 0.04
    assert sloped.incline_share[-1] < -0.04


def test_a_tag_that_was_no_number_is_filled_by_the_model_and_says_so(
    osm_file: OsmFile, dem_file: DemFile
) -> None:
    nodes = {1: MIDDLE, 2: at(90.0, 20.0)}
    network = read_osm(osm_file(nodes, {7: ([1, 2], {"highway": "footway", "incline": "steep"})}))
    assert network.incline_source.tolist() == [AttributeSource.NONE]
    sloped = with_elevation(network, dem_file(plane(0.05, 0.0), WEST, NORTH, CELL))
    assert sloped.incline_source.tolist() == [AttributeSource.ELEVATION]
    assert network_diagnostics(sloped)["slope_models"] == [
        {"name": "model.tif", "cell_m": 10.0, "run_m": 10.0}
    ]
