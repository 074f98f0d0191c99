"""Real street networks of six cities: counts made elsewhere of the same files, kilometres that add up."""

from __future__ import annotations

import csv
import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gis.errors import ReferenceSystemError, UnreadableFileError
from gis.network.elevation import NO_HEIGHT, with_elevation
from gis.network.graph import LinkKind, StreetNetwork
from gis.network.reading import read_network

pytestmark = pytest.mark.realdata

LIMA_COLUMNS = [
    *("id", "osm_id", "name", "osm_source", "osm_target", "source", "target", "km", "kmh"),
    *("cost", "reverse_cost", "lat1", "lon1", "lat2", "lon2"),
]


def check_sound(network: StreetNetwork) -> None:
    """Check what holds of every network: lines meet their nodes, numbers lie in their ranges."""
    ends = (("link_from", 0), ("link_to", -1))
    for name, position in ends:
        node = getattr(network, name)
        drawn = np.array([line.coords[position] for line in network.geometry])
        placed = np.column_stack([network.node_lon_deg[node], network.node_lat_deg[node]])
        np.testing.assert_allclose(drawn, placed, atol=1e-6)
    assert len(set(network.link_ids)) == network.n_links
    assert (network.length_m >= 0).all()
    assert not np.isnan(network.kerb_m[network.kind == LinkKind.ROAD]).any()
    assert np.nanmax(network.kerb_m, initial=0.0) <= 1.0
    assert np.nanmax(np.abs(network.incline_share), initial=0.0) <= 1.0
    assert (network.crossing_share[network.kind != LinkKind.CROSSING] == 0).all()
    assert (network.crossing_share[network.kind == LinkKind.CROSSING] > 0).all()


def kerb_counts(network: StreetNetwork) -> Counter[float]:
    kerbs = network.kerb_m[network.kind == LinkKind.CROSSING]
    return Counter(np.where(np.isnan(kerbs), -1.0, kerbs).tolist())


def test_in_sao_paulo_one_crossing_in_thousands_says_anything_of_its_kerb(real_data: Path) -> None:
    network = read_network(real_data / "sao-paulo" / "transporte" / "spo_osm.pbf")
    check_sound(network)
    assert 670.0 < network.length_m.sum() / 1000.0 < 700.0
    kerbs = kerb_counts(network)
    assert set(kerbs) == {-1.0, 0.15}
    assert kerbs[0.15] == 1
    assert kerbs[-1.0] > 3000
    assert np.count_nonzero(np.isfinite(network.incline_share)) == 0
    left_out = dict(network.left_out)
    n_ways = len({name.split("#")[0] for name in network.link_ids if name.startswith("way/")})
    assert n_ways + sum(left_out.values()) == 6000


def test_redmond_as_sidewalks_has_the_counts_of_its_own_files(real_data: Path) -> None:
    path = real_data / "redmond-wa" / "opensidewalks_wa_microsoft.zip"
    network = read_network(path)
    check_sound(network)
    edges, nodes = sidewalk_features(path, "edges"), sidewalk_features(path, "nodes")
    kerb_nodes = {
        node["properties"]["_id"]: node["properties"]["kerb"]
        for node in nodes
        if "kerb" in node["properties"]
    }
    assert (len(edges), len(kerb_nodes)) == (3234, 756)
    by_edge = Counter(name.split("#")[0] for name in network.link_ids if name.startswith("edge/"))
    assert len(by_edge) == 3234
    own_m = sum(edge["properties"]["length"] for edge in edges)
    assert network.length_m.sum() == pytest.approx(own_m, rel=1e-3)
    inclined = {f"edge/{edge['properties']['_id']}" for edge in edges if "incline" in edge["properties"]}
    known = {
        name.split("#")[0]
        for name, share in zip(network.link_ids, network.incline_share, strict=True)
        if np.isfinite(share) and name.startswith("edge/")
    }
    assert known == inclined
    assert len(known) == 2884
    crossings = [edge["properties"] for edge in edges if edge["properties"].get("footway") == "crossing"]
    both = [[kerb_nodes.get(edge[end]) for end in ("_u_id", "_v_id")] for edge in crossings]
    # a crossing whose kerbs are links of their own has none left; one end nobody recorded leaves it open
    assert kerb_counts(network) == Counter(-1.0 if None in ends else 0.0 for ends in both)
    # a kerb node is one link, but where crossings share it at the pavement, one for each of them
    at_crossings = Counter(edge[end] for edge in crossings for end in ("_u_id", "_v_id"))
    anywhere = Counter(edge["properties"][end] for edge in edges for end in ("_u_id", "_v_id"))
    links = Counter(
        name.removeprefix("node/").split("#")[0] for name in network.link_ids if name.startswith("node/")
    )
    for name in kerb_nodes:
        on_pavement = anywhere[name] - at_crossings[name]
        apart = at_crossings[name] and on_pavement
        assert links[name] == (at_crossings[name] if apart else max(anywhere[name] - 1, 1))
    assert sum(count == 1 for count in links.values()) > 0.95 * 756
    assert {round(float(m), 2) for m in network.kerb_m[network.kind == LinkKind.KERB]} <= {0.0, 0.03, 0.15}


def sidewalk_features(path: Path, kind: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(path) as archive:
        name = next(n for n in archive.namelist() if n.endswith(f"{kind}.OSW.geojson") and "MACOSX" not in n)
        features: list[dict[str, Any]] = json.loads(archive.read(name))["features"]
        return features


def test_the_invalid_redmond_is_refused_with_its_three_kinds_of_fault(real_data: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        read_network(real_data / "redmond-wa" / "opensidewalks_wa_microsoft_INVALID.zip")
    message = str(caught.value)
    assert "nodes.OSW.geojson, feature 1 has a geometry of type 'Poly' instead of Point" in message
    assert "edges.OSW.geojson, feature 4 has no highway" in message
    assert "points.OSW.geojson, feature 1 has no _id" in message
    assert "… and 5814 more" in message
    assert "… and 316 more" in message


def test_redmond_as_a_map_agrees_with_its_sidewalks_on_most_kerbs(real_data: Path) -> None:
    network = read_network(real_data / "redmond-wa" / "wa.microsoft.osm.pbf")
    check_sound(network)
    kerbs = kerb_counts(network)
    assert kerbs[-1.0] / sum(kerbs.values()) < 0.1
    lowered = (network.kind == LinkKind.KERB) & (network.kerb_m == 0.03)
    assert np.count_nonzero(lowered) > 450


def test_heidelberg_keeps_slopes_and_smoothness_that_were_mapped(real_data: Path) -> None:
    network = read_network(real_data / "heidelberg" / "heidelberg.osm.pbf")
    check_sound(network)
    assert np.count_nonzero(np.isfinite(network.incline_share)) > 400
    assert np.count_nonzero(network.smoothness_code >= 0) > 3000
    assert np.count_nonzero(network.step_count > 0) > 500


def test_porto_is_read_whole(real_data: Path) -> None:
    network = read_network(real_data / "porto" / "porto.osm.pbf")
    n_ways = len({name.split("#")[0] for name in network.link_ids if name.startswith("way/")})
    n_missing = dict(network.left_out).get("nodes of walkable ways missing from the file", 0)
    assert n_ways + sum(count for _, count in network.left_out) - n_missing == 51349
    assert network.n_links > 90_000


def test_lima_s_arcs_are_walked_both_ways_and_keep_their_kilometres(real_data: Path) -> None:
    path = real_data / "lima" / "lima_streets_osm2po.csv"
    network = read_network(path, columns=LIMA_COLUMNS)
    check_sound(network)
    assert (network.n_links, network.n_nodes) == (23_376, 19_083)
    with path.open(encoding="utf-8") as file:
        own_km = sum(float(row[7]) for row in csv.reader(file))
    assert network.length_m.sum() == pytest.approx(own_km * 1000.0)
    assert round(own_km) == 2365
    assert network.forward.all()
    assert network.backward.all()


def test_portland_gets_its_slopes_from_the_model_and_none_on_bridges(real_data: Path) -> None:
    folder = real_data / "portland-or"
    network = read_network(folder / "portland-central.osm.pbf")
    sloped = with_elevation(network, folder / "portland-ned.tif")
    check_sound(sloped)
    assert sloped.length_m.sum() == pytest.approx(network.length_m.sum())
    known = np.isfinite(sloped.incline_share)
    assert not known[sloped.off_ground].any()
    on_ground = ~sloped.off_ground & ~np.isin(sloped.kind, (LinkKind.STEPS, LinkKind.LIFT))
    # the map reaches a little beyond the model
    assert sloped.length_m[on_ground & known].sum() > 0.95 * sloped.length_m[on_ground].sum()
    assert dict(sloped.left_out)[NO_HEIGHT] == np.count_nonzero(on_ground & ~known)
    (model,) = sloped.slope_sources
    # a third of a second of arc is 10.3 m of latitude (SOURCES.md 3)
    assert (model.name, round(model.cell_m, 1), round(model.run_m, 1)) == ("portland-ned.tif", 10.3, 10.3)
    grade = np.abs(sloped.incline_share[known])
    assert 0.005 < np.median(grade) < 0.05
    assert np.mean(grade > 0.4) < 0.005


def test_lisbon_s_model_needs_its_system_named_and_then_agrees_with_slopes_measured_elsewhere(
    real_data: Path,
) -> None:
    network = read_network(real_data / "lisbon" / "lisbon_road_network_slope.gpkg")
    model = real_data / "lisbon" / "dem_lisbon.tif"
    with pytest.raises(ReferenceSystemError, match=r"dem_lisbon\.tif"):
        with_elevation(network, model)
    sloped = with_elevation(network, model, source_crs="EPSG:3763")
    known = np.isfinite(sloped.incline_share)
    mean_share = np.average(np.abs(sloped.incline_share[known]), weights=sloped.length_m[known])
    assert 0.02 < mean_share < 0.08
