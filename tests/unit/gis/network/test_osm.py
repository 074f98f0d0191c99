"""Small OpenStreetMap files: where ways are cut, how long links are, what is left out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pyproj import Geod

from gis.errors import EmptyInputError, UnreadableFileError
from gis.network.graph import AttributeSource, LinkKind, StreetNetwork
from gis.network.osm import read_osm

if TYPE_CHECKING:
    from tests.unit.gis.network.conftest import OsmFile

GEOD = Geod(ellps="WGS84")
# A street of four nodes, 0.001 degree (about 111 m) apart, at the equator.
STREET = {1: (0.0, 0.0), 2: (0.001, 0.0), 3: (0.002, 0.0), 4: (0.003, 0.0)}


def ends(network: StreetNetwork) -> list[tuple[float, float]]:
    lon = network.node_lon_deg
    return [
        (round(float(lon[a]), 6), round(float(lon[b]), 6))
        for a, b in zip(network.link_from, network.link_to, strict=True)
    ]


def test_a_way_alone_is_one_link_as_long_as_its_course(osm_file: OsmFile) -> None:
    nodes = {1: (-46.63, -23.55), 2: (-46.632, -23.551), 3: (-46.633, -23.549)}
    network = read_osm(osm_file(nodes, {7: ([1, 2, 3], {"highway": "residential"})}))
    assert network.n_links == 1
    assert network.link_ids == ("way/7#0",)
    expected_m = GEOD.line_length([-46.63, -46.632, -46.633], [-23.55, -23.551, -23.549])
    assert network.length_m[0] == pytest.approx(expected_m, rel=1e-9)
    assert list(network.geometry[0].coords) == [(-46.63, -23.55), (-46.632, -23.551), (-46.633, -23.549)]


def test_ways_are_cut_where_they_share_a_node(osm_file: OsmFile) -> None:
    nodes = {**STREET, 5: (0.001, 0.001)}
    ways = {7: ([1, 2, 3, 4], {"highway": "residential"}), 8: ([2, 5], {"highway": "footway"})}
    network = read_osm(osm_file(nodes, ways))
    assert network.link_ids == ("way/7#0", "way/7#1", "way/8#0")
    assert ends(network) == [(0.0, 0.001), (0.001, 0.003), (0.001, 0.001)]
    assert network.n_nodes == 4
    assert len(set(network.link_from.tolist()) & set(network.link_to.tolist())) == 1


def test_a_way_that_meets_itself_is_cut_there(osm_file: OsmFile) -> None:
    nodes = {**STREET, 5: (0.002, 0.001)}
    network = read_osm(osm_file(nodes, {7: ([1, 2, 3, 5, 2], {"highway": "footway"})}))
    assert ends(network) == [(0.0, 0.001), (0.001, 0.001)]


def test_a_closed_way_is_one_link_from_a_node_to_itself(osm_file: OsmFile) -> None:
    nodes = {1: (0.0, 0.0), 2: (0.001, 0.0), 3: (0.001, 0.001)}
    network = read_osm(osm_file(nodes, {7: ([1, 2, 3, 1], {"highway": "pedestrian"})}))
    assert network.n_links == 1
    assert network.link_from[0] == network.link_to[0]


def test_a_node_repeated_at_once_adds_nothing(osm_file: OsmFile) -> None:
    network = read_osm(osm_file(STREET, {7: ([1, 2, 2, 3], {"highway": "footway"})}))
    assert network.n_links == 1
    assert len(network.geometry[0].coords) == 3


def test_attributes_go_to_every_link_of_the_way(osm_file: OsmFile) -> None:
    tags = {
        "highway": "footway",
        "surface": "sett",
        "smoothness": "bad",
        "width": "1,2",
        "incline": "-4%",
        "wheelchair": "no",
        "tactile_paving": "yes",
        "incline:across": "-2%",
    }
    nodes = {**STREET, 5: (0.001, 0.001)}
    network = read_osm(osm_file(nodes, {7: ([1, 2, 3], tags), 8: ([2, 5], {"highway": "path"})}))
    assert network.surface_names == ("sett",)
    assert network.surface_code.tolist() == [0, 0, -1]
    assert network.smoothness_code.tolist() == [3, 3, -1]
    np.testing.assert_allclose(network.width_m, [1.2, 1.2, np.nan])
    np.testing.assert_allclose(network.incline_share, [-0.04, -0.04, np.nan])
    assert network.wheelchair.tolist() == [-1, -1, 0]
    assert network.incline_source.tolist() == [AttributeSource.TAG, AttributeSource.TAG, AttributeSource.NONE]
    assert network.width_source.tolist() == [AttributeSource.TAG, AttributeSource.TAG, AttributeSource.NONE]
    assert network.tactile_paving.tolist() == [1, 1, 0]
    np.testing.assert_allclose(network.cross_slope_share, [0.02, 0.02, np.nan])


def test_only_oneway_for_people_on_foot_closes_a_direction(osm_file: OsmFile) -> None:
    ways = {
        7: ([1, 2], {"highway": "residential", "oneway": "yes"}),
        8: ([2, 3], {"highway": "footway", "oneway:foot": "yes"}),
        9: ([3, 4], {"highway": "steps", "conveying": "backward"}),
    }
    network = read_osm(osm_file(STREET, ways))
    assert network.forward.tolist() == [True, True, False]
    assert network.backward.tolist() == [True, False, True]


def test_a_flight_of_stairs_cut_in_two_keeps_its_number_of_steps(osm_file: OsmFile) -> None:
    nodes = {**STREET, 5: (0.001, 0.001)}
    ways = {7: ([1, 2, 4], {"highway": "steps", "step_count": "30"}), 8: ([2, 5], {"highway": "footway"})}
    network = read_osm(osm_file(nodes, ways))
    np.testing.assert_allclose(network.step_count, [10.0, 20.0, 0.0], atol=1e-9)


def test_stairs_nobody_counted_have_an_unknown_number_of_steps(osm_file: OsmFile) -> None:
    network = read_osm(osm_file(STREET, {7: ([1, 2], {"highway": "steps"})}))
    assert np.isnan(network.step_count[0])


def test_what_is_left_out_is_counted_by_reason(osm_file: OsmFile) -> None:
    ways = {
        6: ([1, 2], {"highway": "residential"}),
        7: ([1, 2], {"highway": "motorway"}),
        8: ([2, 3], {"highway": "service", "access": "private"}),
        9: ([3, 4], {"highway": "service", "access": "no"}),
        10: ([1, 2, 3, 1], {"highway": "steps", "area": "yes"}),
        11: ([1, 4], {"building": "yes"}),
        12: ([1], {"highway": "footway"}),
    }
    network = read_osm(osm_file(STREET, ways))
    counts = dict(network.left_out)
    assert sum(counts.values()) == 5
    assert counts["private or no access"] == 2
    assert counts["areas of stairs and lifts"] == 1
    assert counts["ways of fewer than two known nodes"] == 1


def test_a_node_missing_from_the_file_breaks_the_way_instead_of_bridging_the_gap(osm_file: OsmFile) -> None:
    nodes = {**STREET, 6: (0.005, 0.0)}
    network = read_osm(osm_file(nodes, {7: ([1, 2, 99, 4, 6], {"highway": "footway"})}))
    assert ends(network) == [(0.0, 0.001), (0.003, 0.005)]
    assert network.link_ids == ("way/7#0", "way/7#1")
    assert dict(network.left_out)["nodes of walkable ways missing from the file"] == 1


def test_bridges_are_marked_as_off_the_ground(osm_file: OsmFile) -> None:
    ways = {7: ([1, 2], {"highway": "footway", "bridge": "yes"}), 8: ([2, 3], {"highway": "footway"})}
    assert read_osm(osm_file(STREET, ways)).off_ground.tolist() == [True, False]


def test_a_lift_on_a_node_becomes_a_link_of_its_own(osm_file: OsmFile) -> None:
    nodes = {**STREET, 2: (0.001, 0.0, {"highway": "elevator"})}
    network = read_osm(osm_file(nodes, {7: ([1, 2, 3], {"highway": "footway"})}))
    assert [LinkKind(kind) for kind in network.kind] == [LinkKind.FOOTWAY, LinkKind.LIFT, LinkKind.FOOTWAY]
    assert network.length_m[1] == pytest.approx(1.0, rel=1e-6)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_a_truncated_file_gives_an_error_and_no_partial_network(osm_file: OsmFile, part: float) -> None:
    nodes = {node: (node * 1e-4, 0.0) for node in range(1, 2001)}
    path = osm_file(nodes, {7: (list(nodes), {"highway": "footway"})})
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(UnreadableFileError, match=r"town\.osm\.pbf: it is not a whole OpenStreetMap file"):
        read_osm(path)


def test_a_text_file_under_the_name_of_a_map_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "streets.osm.pbf"
    path.write_text("id,name\n1,Main Street\n" * 50)
    with pytest.raises(UnreadableFileError, match=r"streets\.osm\.pbf"):
        read_osm(path)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"nowhere\.osm\.pbf: there is no such file"):
        read_osm(tmp_path / "nowhere.osm.pbf")


def test_a_map_without_a_way_to_walk_is_empty(osm_file: OsmFile) -> None:
    with pytest.raises(EmptyInputError, match="none of its 1 ways"):
        read_osm(osm_file(STREET, {7: ([1, 2], {"highway": "motorway"})}))


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_file_with_its_nodes_after_its_ways_or_never_uploaded_says_so(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "unsorted.osm"
    path.write_text(
        f'<osm version="0.6"><way id="1" version="1"><nd ref="{sign}1"/><nd ref="{sign}2"/>'
        f'<tag k="highway" v="footway"/></way><node id="{sign}1" version="1" lat="0" lon="0"/>'
        f'<node id="{sign}2" version="1" lat="0" lon="0.001"/></osm>'
    )
    with pytest.raises(UnreadableFileError, match="stand after the ways or were never uploaded"):
        read_osm(path)


def test_reading_twice_gives_the_same_network(osm_file: OsmFile) -> None:
    nodes = {**STREET, 2: (0.001, 0.0, {"highway": "crossing"})}
    path = osm_file(nodes, {7: ([1, 2, 3, 4], {"highway": "residential"})})
    one, other = read_osm(path), read_osm(path)
    assert one.link_ids == other.link_ids
    np.testing.assert_array_equal(one.link_from, other.link_from)
    np.testing.assert_array_equal(one.length_m, other.length_m)
