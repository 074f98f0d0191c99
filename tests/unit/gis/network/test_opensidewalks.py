"""Small OpenSidewalks data sets: inclines, kerbs on nodes, and faults named all at once."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyproj import Geod

from gis.errors import EmptyInputError, UnreadableFileError
from gis.network.graph import LinkKind
from gis.network.opensidewalks import is_opensidewalks, read_opensidewalks

Feature = dict[str, Any]


def node(identifier: str, lon: float, lat: float, **tags: str) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"_id": identifier, **tags},
    }


def edge(identifier: str, ends: tuple[str, str], course: list[list[float]], **tags: object) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": course},
        "properties": {"_id": identifier, "_u_id": ends[0], "_v_id": ends[1], "highway": "footway", **tags},
    }


def collection(features: list[Feature]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def write_zip(folder: Path, files: dict[str, list[Feature]]) -> Path:
    path = folder / "town.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, features in files.items():
            archive.writestr(f"town/{name}.OSW.geojson", collection(features))
            archive.writestr(f"__MACOSX/town/._{name}.OSW.geojson", b"\x00\x05\x16\x07")
    return path


NODES = [
    node("a", 0.0, 0.0),
    node("b", 0.001, 0.0, barrier="kerb", kerb="lowered"),
    node("c", 0.0011, 0.0, barrier="kerb", kerb="raised"),
    node("d", 0.002, 0.0),
]
EDGES = [
    edge(
        "1",
        ("a", "b"),
        [[0.0, 0.0], [0.0005, 0.0], [0.001, 0.0]],
        incline=0.05,
        surface="concrete",
        width=1.5,
    ),
    edge("2", ("b", "c"), [[0.001, 0.0], [0.0011, 0.0]], footway="crossing"),
    edge("3", ("c", "d"), [[0.0011, 0.0], [0.002, 0.0]], highway="steps", step_count=7, incline=-0.25),
]


def test_edges_become_links_with_their_numbers_and_their_ends_kerbs(tmp_path: Path) -> None:
    network = read_opensidewalks(write_zip(tmp_path, {"nodes": NODES, "edges": EDGES}))
    assert network.link_ids == ("edge/1#0", "node/b", "edge/2#1", "node/c", "edge/3#0")
    assert network.n_nodes == 6
    kinds = [LinkKind.FOOTWAY, LinkKind.KERB, LinkKind.CROSSING, LinkKind.KERB, LinkKind.STEPS]
    assert network.kind.tolist() == kinds
    np.testing.assert_array_equal(network.incline_share, [0.05, *[np.nan] * 3, -0.25])
    np.testing.assert_array_equal(network.width_m, [1.5, *[np.nan] * 4])
    assert network.kerb_m.tolist() == [0.0, 0.03, 0.0, 0.15, 0.0]
    assert network.step_count.tolist() == [0.0, 0.0, 0.0, 0.0, 7.0]
    assert network.crossing_share.tolist() == [0.0, 0.0, 1.0, 0.0, 0.0]
    assert network.length_m[1:4].sum() == pytest.approx(
        Geod(ellps="WGS84").line_length([0.001, 0.0011], [0, 0])
    )


def test_a_kerb_away_from_crossings_gets_a_stretch_of_its_own(tmp_path: Path) -> None:
    edges = [EDGES[0], edge("2", ("b", "c"), [[0.001, 0.0], [0.0011, 0.0]])]
    network = read_opensidewalks(write_zip(tmp_path, {"nodes": NODES[:3], "edges": edges}))
    assert network.kerb_m.max() == 0.15
    stretches = network.length_m < 1.5
    assert np.isin(network.kerb_m[stretches], [0.03, 0.15]).all()
    assert (network.kerb_m[~stretches] == 0.0).all()


def test_one_geojson_with_edges_and_nodes_mixed_is_the_same_network(tmp_path: Path) -> None:
    path = tmp_path / "mixed.geojson"
    path.write_text(collection([*EDGES, *NODES]))
    assert is_opensidewalks(path)
    mixed = read_opensidewalks(path)
    apart = read_opensidewalks(write_zip(tmp_path, {"nodes": NODES, "edges": EDGES}))
    assert mixed.link_ids == apart.link_ids
    np.testing.assert_array_equal(mixed.kerb_m, apart.kerb_m)
    np.testing.assert_array_equal(mixed.link_from, apart.link_from)


def test_edges_closed_to_people_on_foot_are_counted(tmp_path: Path) -> None:
    edges = [*EDGES, edge("4", ("a", "d"), [[0.0, 0.0], [0.002, 0.0]], highway="primary", foot="no")]
    network = read_opensidewalks(write_zip(tmp_path, {"nodes": NODES, "edges": edges}))
    assert network.left_out == (("closed to people on foot (foot tag)", 1),)


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    poly = node("e", 0.0, 0.0)
    poly["geometry"]["type"] = "Poly"
    no_highway = edge("6", ("a", "b"), [[0.0, 0.0], [0.001, 0.0]])
    del no_highway["properties"]["highway"]
    faulty = [
        *EDGES,
        no_highway,
        edge("7", ("a", "nowhere"), [[0.0, 0.0], [0.001, 0.0]]),
        edge("8", ("a", "b"), [[0.0, 0.0]]),
        edge("9", ("a", "b"), [[0.0, 0.0], [0.001, 0.0]], incline=5),
        edge("10", ("a", "b"), [[0.001, 0.0], [0.0, 0.0]]),
        edge("1", ("a", "b"), [[0.0, 0.0], [0.001, 0.0]]),
    ]
    nameless = node("x", 0.0, 0.0)
    del nameless["properties"]["_id"]
    path = write_zip(tmp_path, {"nodes": [*NODES, poly], "edges": faulty, "points": [nameless]})
    with pytest.raises(UnreadableFileError) as caught:
        read_opensidewalks(path)
    message = str(caught.value)
    for part in (
        "town.zip",
        "nodes.OSW.geojson, feature 5 has a geometry of type 'Poly' instead of Point",
        "edges.OSW.geojson, feature 4 has no highway",
        "edges.OSW.geojson, feature 5 names in _v_id a node that does not exist",
        "edges.OSW.geojson, feature 6 has coordinates that are not a line",
        "edges.OSW.geojson, feature 7 has an incline that is not a number from -1 to 1",
        "edges.OSW.geojson, feature 8 does not end at the node it names in _u_id",
        "edges.OSW.geojson, feature 9 shares its _id '1'",
        "points.OSW.geojson, feature 1 has no _id",
    ):
        assert part in message


def test_many_faults_of_one_kind_are_counted_not_listed(tmp_path: Path) -> None:
    edges = [edge(str(i), ("a", "gone"), [[0.0, 0.0], [0.001, 0.0]]) for i in range(50)]
    with pytest.raises(UnreadableFileError) as caught:
        read_opensidewalks(write_zip(tmp_path, {"nodes": NODES, "edges": edges}))
    assert len(caught.value.faults) == 4
    assert caught.value.faults[-1] == "… and 47 more of this kind"


def test_edges_without_nodes_are_no_network(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="it has no nodes"):
        read_opensidewalks(write_zip(tmp_path, {"edges": EDGES}))


def test_a_network_of_motorways_is_empty(tmp_path: Path) -> None:
    edges = [edge("1", ("a", "d"), [[0.0, 0.0], [0.002, 0.0]], highway="motorway")]
    with pytest.raises(EmptyInputError, match="none of its 1 edges"):
        read_opensidewalks(write_zip(tmp_path, {"nodes": NODES, "edges": edges}))


def test_files_that_are_no_zip_or_no_json_are_refused_by_name(tmp_path: Path) -> None:
    torn = write_zip(tmp_path, {"nodes": NODES, "edges": EDGES})
    torn.write_bytes(torn.read_bytes()[:200])
    with pytest.raises(UnreadableFileError, match=r"town\.zip: it is not a whole zip file"):
        read_opensidewalks(torn)
    cut = tmp_path / "cut.geojson"
    cut.write_text(collection([*NODES, *EDGES])[:300])
    with pytest.raises(UnreadableFileError, match=r"cut\.geojson: cut\.geojson is not JSON"):
        read_opensidewalks(cut)
    other = tmp_path / "other.geojson"
    other.write_text('{"type": "Topology"}')
    with pytest.raises(UnreadableFileError, match="not a GeoJSON FeatureCollection"):
        read_opensidewalks(other)
