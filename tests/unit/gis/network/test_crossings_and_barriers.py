"""Where kerbs, crossings and barriers recorded on nodes end up, and who meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from gis.model import Passability
from gis.network.graph import LinkKind, StreetNetwork
from gis.network.osm import read_osm

if TYPE_CHECKING:
    from tests.unit.gis.network.conftest import OsmFile

CROSSING = {"highway": "footway", "footway": "crossing"}
SIDEWALK = {"highway": "footway", "footway": "sidewalk"}
ROAD = {"highway": "residential"}


def kerb(value: str) -> dict[str, str]:
    return {"barrier": "kerb", "kerb": value}


def crossing_kerbs(network: StreetNetwork) -> list[float | None]:
    """Give the kerbs met along crossings: those on crossing links and those that are links of their own."""
    chosen = network.kerb_m[np.isin(network.kind, (LinkKind.CROSSING, LinkKind.KERB))]
    return [None if np.isnan(height) else float(height) for height in chosen]


# A sidewalk from 1 to 2, a crossing 2-3-4 over the road 6-3-7, a sidewalk from 4 to 5.
def crossing_town(
    osm_file: OsmFile, near: dict[str, str], far: dict[str, str], middle: dict[str, str], way: dict[str, str]
) -> StreetNetwork:
    nodes = {
        1: (0.0, 0.0002),
        2: (0.0, 0.0001, near),
        3: (0.0, 0.0, middle),
        4: (0.0, -0.0001, far),
        5: (0.0, -0.0002),
        6: (-0.001, 0.0),
        7: (0.001, 0.0),
    }
    ways = {
        10: ([1, 2], SIDEWALK),
        11: ([2, 3, 4], {**CROSSING, **way}),
        12: ([4, 5], SIDEWALK),
        13: ([6, 3, 7], ROAD),
    }
    return read_osm(osm_file(nodes, ways))


@pytest.mark.parametrize(
    ("near", "far", "middle", "way", "expected"),
    [
        ({}, {}, {}, {}, [None, None]),
        (kerb("lowered"), kerb("lowered"), {}, {}, [0.03, 0.0, 0.0, 0.03]),
        (kerb("flush"), kerb("raised"), {}, {}, [0.0, 0.0, 0.0, 0.15]),
        (kerb("lowered"), {}, {}, {}, [0.03, 0.0, None]),
        (kerb("lowered"), {"barrier": "kerb"}, {}, {}, [0.03, 0.0, 0.0, None]),
        ({}, {}, {"highway": "crossing", "kerb": "lowered"}, {}, [0.03, 0.03]),
        ({}, {}, {"highway": "crossing"}, {}, [None, None]),
        (kerb("lowered"), kerb("flush"), {"highway": "crossing"}, {}, [0.03, 0.0, 0.0, 0.0]),
        ({}, {}, {}, {"kerb": "flush"}, [0.0, 0.0]),
        (kerb("raised"), {}, {}, {"kerb": "flush"}, [0.15, 0.0, 0.0]),
    ],
)  # fmt: skip
def test_a_crossing_bears_the_kerbs_of_its_ends(
    osm_file: OsmFile,
    near: dict[str, str],
    far: dict[str, str],
    middle: dict[str, str],
    way: dict[str, str],
    expected: list[float | None],
) -> None:
    network = crossing_town(osm_file, near, far, middle, way)
    assert crossing_kerbs(network) == expected
    elsewhere = ~np.isin(network.kind, (LinkKind.CROSSING, LinkKind.KERB))
    assert not np.isnan(network.kerb_m[elsewhere]).any()


@pytest.mark.parametrize(
    ("end", "expected"), [(kerb("lowered"), [0.03, 0.0, 0.0, 0.0, 0.03]), ({}, [None, None, None])]
)
def test_between_two_carriageways_a_crossing_is_flat_only_if_its_kerbs_were_mapped(
    osm_file: OsmFile, end: dict[str, str], expected: list[float | None]
) -> None:
    nodes = {
        1: (0.0, 0.0002, end),
        2: (0.0, 0.0001),
        3: (0.0, 0.0),
        4: (0.0, -0.0001, end),
        5: (-0.001, 0.0001),
        6: (0.001, 0.0001),
        7: (-0.001, 0.0),
        8: (0.001, 0.0),
    }
    ways = {10: ([1, 2, 3, 4], CROSSING), 11: ([5, 2, 6], ROAD), 12: ([7, 3, 8], ROAD)}
    assert crossing_kerbs(read_osm(osm_file(nodes, ways))) == expected


def test_the_parts_of_one_crossing_wait_once(osm_file: OsmFile) -> None:
    network = crossing_town(osm_file, {}, {}, {"highway": "crossing"}, {})
    assert network.crossing_share.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(network.crossing_share[network.kind == LinkKind.CROSSING], 0.5)


def test_the_carriageway_under_a_mapped_crossing_is_left_alone(osm_file: OsmFile) -> None:
    network = crossing_town(osm_file, {}, {}, {"highway": "crossing"}, {})
    assert np.count_nonzero(network.kind == LinkKind.ROAD) == 2


def test_a_crossing_drawn_as_one_link_needs_both_its_kerbs(osm_file: OsmFile) -> None:
    nodes = {1: (0.0, 0.0, kerb("lowered")), 2: (0.0001, 0.0)}
    assert crossing_kerbs(read_osm(osm_file(nodes, {7: ([1, 2], CROSSING)}))) == [0.03, None]


def test_a_crossing_node_of_usual_kerb_height_settles_a_crossing(osm_file: OsmFile) -> None:
    nodes = {1: (0.0, 0.0, {"highway": "crossing", "kerb": "raised"}), 2: (0.0001, 0.0)}
    assert crossing_kerbs(read_osm(osm_file(nodes, {7: ([1, 2], CROSSING)}))) == [0.15]


def kerb_links(network: StreetNetwork) -> list[str]:
    return [network.link_ids[int(link)] for link in np.flatnonzero(network.kind == LinkKind.KERB)]


def test_a_kerb_is_one_link_of_a_metre_named_after_its_node(osm_file: OsmFile) -> None:
    near = {**kerb("raised"), "tactile_paving": "yes", "wheelchair": "no"}
    network = crossing_town(osm_file, near, kerb("lowered"), {}, {"surface": "asphalt"})
    assert kerb_links(network) == ["node/2", "node/4"]
    at = network.link_ids.index("node/2")
    assert network.length_m[at] == pytest.approx(1.0, rel=1e-6)
    assert network.crossing_share[at] == 0.0
    assert network.crossing_share.sum() == pytest.approx(1.0)
    assert network.tactile_paving[at] == Passability.PASSES
    assert network.wheelchair.tolist().count(Passability.BLOCKS) == 1
    assert network.surface_code[at] == 0


def test_changing_one_kerb_changes_exactly_one_link_and_no_length(osm_file: OsmFile) -> None:
    before = crossing_town(osm_file, kerb("raised"), kerb("lowered"), {}, {})
    after = crossing_town(osm_file, kerb("flush"), kerb("lowered"), {}, {})
    assert before.link_ids == after.link_ids
    changed = np.flatnonzero(before.kerb_m != after.kerb_m)
    assert [before.link_ids[int(link)] for link in changed] == ["node/2"]
    bare = crossing_town(osm_file, {}, {}, {}, {})
    assert before.length_m.sum() == pytest.approx(bare.length_m.sum(), rel=1e-9)


def test_whoever_stays_on_the_pavement_does_not_meet_the_kerb_of_the_crossing(osm_file: OsmFile) -> None:
    nodes = {
        1: (-0.001, 0.0),
        2: (0.0, 0.0, kerb("raised")),
        3: (0.001, 0.0),
        4: (0.0, 0.0002),
    }
    ways = {7: ([1, 2, 3], SIDEWALK), 8: ([2, 4], CROSSING)}
    network = read_osm(osm_file(nodes, ways))
    assert network.kind.tolist() == [*[LinkKind.SIDEWALK] * 2, LinkKind.KERB, LinkKind.CROSSING]


def test_two_crossings_at_one_kerb_have_it_between_them_and_the_pavement(osm_file: OsmFile) -> None:
    nodes = {1: (-0.001, 0.0), 2: (0.0, 0.0, kerb("raised")), 3: (0.001, 0.0), 4: (0.0, 0.0002)}
    ways = {7: ([1, 2], SIDEWALK), 8: ([2, 4], CROSSING), 9: ([2, 3], CROSSING)}
    network = read_osm(osm_file(nodes, ways))
    # one link could not stand between three ways: from one crossing into the other one climbs it twice
    assert kerb_links(network) == ["node/2", "node/2#1"]
    kerbs = network.kind == LinkKind.KERB
    corner = set(network.link_from[kerbs]) & set(network.link_to[network.kind == LinkKind.SIDEWALK])
    assert len(corner) == 1


def test_beyond_kerbs_within_the_way_lies_pavement(osm_file: OsmFile) -> None:
    # pavement 1-2, kerb 2, carriageway 3, kerb 4, pavement 4-5, all one way with footway=crossing
    nodes = {
        1: (0.0, 0.0003),
        2: (0.0, 0.0001, kerb("lowered")),
        3: (0.0, 0.0),
        4: (0.0, -0.0001, kerb("flush")),
        5: (0.0, -0.0003),
        6: (-0.001, 0.0),
        7: (0.001, 0.0),
    }
    ways = {10: ([1, 2, 3, 4, 5], CROSSING), 11: ([6, 3, 7], ROAD)}
    network = read_osm(osm_file(nodes, ways))
    assert kerb_links(network) == ["node/2", "node/4"]
    assert crossing_kerbs(network) == [0.0, 0.03, 0.0, 0.0, 0.0, 0.0]
    nodes[4] = (0.0, -0.0001)
    one_side = read_osm(osm_file(nodes, ways))
    # which side of the one mapped kerb is pavement is not told, so both outer ends stay open
    assert crossing_kerbs(one_side).count(None) == 2


def test_a_crossing_node_on_a_carriageway_becomes_a_stretch_of_one_metre(osm_file: OsmFile) -> None:
    nodes = {1: (0.0, 0.0), 2: (0.001, 0.0, {"highway": "crossing"}), 3: (0.002, 0.0)}
    network = read_osm(osm_file(nodes, {7: ([1, 2, 3], {**ROAD, "surface": "asphalt"})}))
    assert network.kind.tolist() == [LinkKind.ROAD, LinkKind.CROSSING, LinkKind.ROAD]
    assert network.length_m[1] == pytest.approx(1.0, rel=1e-6)
    assert network.length_m.sum() == pytest.approx(222.639, abs=1e-3)
    assert np.isnan(network.kerb_m[1])
    assert network.crossing_share.tolist() == [0.0, 0.5, 0.0]
    assert network.surface_code.tolist() == [0, 0, 0]
    assert network.link_to[0] == network.link_from[1]
    assert network.link_to[1] == network.link_from[2]


def test_a_crossing_node_with_a_kerb_tag_is_known(osm_file: OsmFile) -> None:
    nodes = {1: (0.0, 0.0), 2: (0.001, 0.0, {"highway": "crossing", "kerb": "lowered"}), 3: (0.002, 0.0)}
    assert crossing_kerbs(read_osm(osm_file(nodes, {7: ([1, 2, 3], ROAD)}))) == [0.03]


def test_a_crossing_that_is_none_changes_nothing(osm_file: OsmFile) -> None:
    nodes = {1: (0.0, 0.0), 2: (0.001, 0.0, {"highway": "crossing", "crossing": "no"}), 3: (0.002, 0.0)}
    assert read_osm(osm_file(nodes, {7: ([1, 2, 3], ROAD)})).kind.tolist() == [LinkKind.ROAD]


def test_where_a_footway_crosses_a_road_the_footway_bears_the_crossing(osm_file: OsmFile) -> None:
    nodes = {
        1: (0.0, 0.001),
        2: (0.0, 0.0, {"highway": "crossing"}),
        3: (0.0, -0.001),
        4: (-0.001, 0.0),
        5: (0.001, 0.0),
    }
    network = read_osm(osm_file(nodes, {7: ([1, 2, 3], {"highway": "footway"}), 8: ([4, 2, 5], ROAD)}))
    on_foot = [LinkKind.FOOTWAY, LinkKind.CROSSING, LinkKind.CROSSING, LinkKind.FOOTWAY]
    assert network.kind.tolist() == [*on_foot, LinkKind.ROAD, LinkKind.ROAD]
    assert network.crossing_share.sum() == 1.0


def test_two_crossing_nodes_on_a_short_segment_leave_room_between_them(osm_file: OsmFile) -> None:
    crossing = {"highway": "crossing"}
    nodes = {1: (0.0, 0.0, crossing), 2: (0.00001, 0.0, crossing)}
    network = read_osm(osm_file(nodes, {7: ([1, 2], ROAD)}))
    assert network.kind.tolist() == [LinkKind.CROSSING, LinkKind.ROAD, LinkKind.CROSSING]
    np.testing.assert_allclose(network.length_m, 1.1132 / 3, rtol=1e-3)


def test_a_kerb_on_a_sidewalk_is_met_once_by_whoever_passes(osm_file: OsmFile) -> None:
    nodes = {1: (0.0, 0.0), 2: (0.001, 0.0, kerb("raised")), 3: (0.002, 0.0)}
    network = read_osm(osm_file(nodes, {7: ([1, 2], SIDEWALK), 8: ([2, 3], SIDEWALK)}))
    assert network.kind.tolist() == [LinkKind.SIDEWALK, LinkKind.KERB, LinkKind.SIDEWALK]
    assert network.kerb_m.tolist() == [0.0, 0.15, 0.0]


@pytest.mark.parametrize(
    ("tags", "n_reached"),
    [
        ({"barrier": "bollard"}, 3),
        ({"barrier": "gate"}, 3),
        ({"barrier": "gate", "access": "private", "foot": "yes"}, 3),
        ({"barrier": "lift_gate", "access": "yes"}, 3),
        ({"barrier": "gate", "locked": "yes"}, 2),
        ({"barrier": "gate", "access": "private"}, 2),
        ({"barrier": "bollard", "foot": "no"}, 2),
        ({"barrier": "wall"}, 2),
        ({"barrier": "fence", "foot": "yes"}, 3),
    ],
)
def test_nobody_passes_a_closed_barrier(osm_file: OsmFile, tags: dict[str, str], n_reached: int) -> None:
    nodes = {1: (0.0, 0.0), 2: (0.001, 0.0, tags), 3: (0.002, 0.0)}
    network = read_osm(osm_file(nodes, {7: ([1, 2, 3], {"highway": "footway"})}))
    first, second = network.link_to[0], network.link_from[network.n_links - 1]
    assert (first == second or network.n_links == 1) == (n_reached == 3)
    assert network.length_m.sum() == pytest.approx(222.639, abs=1e-3)


def test_a_single_step_and_a_stile_are_stairs(osm_file: OsmFile) -> None:
    nodes = {
        1: (0.0, 0.0),
        2: (0.001, 0.0, {"barrier": "step"}),
        3: (0.002, 0.0, {"barrier": "stile"}),
        4: (0.003, 0.0),
    }
    network = read_osm(osm_file(nodes, {7: ([1, 2, 3, 4], {"highway": "path"})}))
    stairs = network.kind == LinkKind.STEPS
    np.testing.assert_array_equal(network.step_count[stairs], [1.0, np.nan])


def test_a_turnstile_stops_wheelchairs_and_a_narrow_gate_is_of_unknown_width(osm_file: OsmFile) -> None:
    nodes = {
        1: (0.0, 0.0),
        2: (0.001, 0.0, {"barrier": "turnstile"}),
        3: (0.002, 0.0, {"barrier": "kissing_gate"}),
        4: (0.003, 0.0, {"barrier": "cycle_barrier", "maxwidth:physical": "0.8"}),
        5: (0.004, 0.0),
    }
    network = read_osm(osm_file(nodes, {7: ([1, 2, 3, 4, 5], {"highway": "path", "width": "2"})}))
    stretch = network.length_m < 2.0
    assert network.wheelchair[stretch].tolist() == [-1, 0, 0]
    np.testing.assert_array_equal(network.width_m[stretch], [np.nan, np.nan, 0.8])
    assert (network.width_m[~stretch] == 2.0).all()


def test_a_lift_on_a_node_is_a_link_that_everybody_takes(osm_file: OsmFile) -> None:
    nodes = {
        1: (0.0, 0.0),
        2: (0.001, 0.0, {"highway": "elevator", "wheelchair": "yes"}),
        3: (0.002, 0.0),
    }
    ways = {7: ([1, 2], {"highway": "footway"}), 8: ([2, 3], {"highway": "footway", "layer": "1"})}
    network = read_osm(osm_file(nodes, ways))
    assert network.kind.tolist() == [LinkKind.FOOTWAY, LinkKind.LIFT, LinkKind.FOOTWAY]
    assert network.wheelchair[1] == Passability.PASSES
    assert network.length_m.sum() == pytest.approx(222.639, abs=1e-3)


def test_a_lift_out_of_bounds_stops_everybody(osm_file: OsmFile) -> None:
    nodes = {1: (0.0, 0.0), 2: (0.001, 0.0, {"highway": "elevator", "access": "private"}), 3: (0.002, 0.0)}
    network = read_osm(osm_file(nodes, {7: ([1, 2, 3], {"highway": "footway"})}))
    assert LinkKind.LIFT not in network.kind.tolist()
    assert set(network.link_to.tolist()).isdisjoint(network.link_from.tolist())


def test_streets_on_different_layers_meet_nowhere(osm_file: OsmFile) -> None:
    # the courses cross at the origin, where neither way has a node
    nodes = {1: (-0.001, 0.0), 2: (0.001, 0.0), 3: (0.0, -0.001), 4: (0.0, 0.001)}
    bridge = {"highway": "footway", "bridge": "yes", "layer": "1"}
    network = read_osm(osm_file(nodes, {7: ([1, 2], ROAD), 8: ([3, 4], bridge)}))
    assert (network.n_links, network.n_nodes) == (2, 4)
    assert network.off_ground.tolist() == [False, True]
