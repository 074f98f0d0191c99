"""São Paulo's street polygons over its map: how much becomes known, and from what."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pytest

from gis.model import BoolArray
from gis.network.conflation import conflate_polygons
from gis.network.diagnostics import length_share
from gis.network.graph import AttributeSource, LinkKind, StreetNetwork
from gis.network.reading import read_network

pytestmark = pytest.mark.realdata


def known(network: StreetNetwork, chosen: BoolArray, among: BoolArray) -> float:
    share = length_share(network, chosen, among)
    assert share is not None
    return share


def test_in_central_sao_paulo_polygons_tell_the_width_and_a_slope_of_most_streets(real_data: Path) -> None:
    folder = real_data / "sao-paulo"
    network = read_network(folder / "transporte" / "spo_osm.pbf")
    streets = geopandas.read_parquet(
        folder / "vias-e-calcadas" / "poligono_de_vias_sao_paulo_84_distritos.parquet"
    )
    conflated, quality = conflate_polygons(network, streets)
    roads = network.kind == LinkKind.ROAD
    # methods.md, finding 1: width is tagged on 3.5 % of the walkable ways, incline on 0.2 %
    assert known(network, np.isfinite(network.width_m), roads) < 0.05
    assert known(conflated, np.isfinite(conflated.width_m), roads) > 0.8
    bounded = np.isfinite(conflated.incline_bound_share)
    assert not np.isfinite(network.incline_bound_share).any()
    assert known(conflated, bounded, roads) > 0.8
    assert known(conflated, quality.matched, roads) > 0.85
    sidewalks = network.kind == LinkKind.SIDEWALK
    assert known(conflated, quality.matched, sidewalks) < 0.2  # a carriageway is no place for a sidewalk
    assert (quality.inside_share[np.isinf(quality.distance_m)] == 0.0).all()
    assert 0.01 < np.mean((quality.inside_share > 0.0) & (quality.inside_share < 0.99)) < 0.3
    taken = conflated.width_source == AttributeSource.POLYGON
    assert set(conflated.kind[taken].tolist()) == {LinkKind.ROAD}
    assert 5.0 < np.median(conflated.width_m[taken]) < 15.0
    assert (quality.width_count[taken] > 0).all()
    assert (conflated.incline_source[bounded] == AttributeSource.POLYGON).all()


@pytest.mark.parametrize(
    "name",
    [
        "66_poligono_de_vias_de_republica.gpkg",
        "78_poligono_de_vias_de_se.gpkg",
        "7_poligono_de_vias_de_bela_vista.gpkg",
    ],
)
def test_a_single_district_as_published_reaches_its_own_streets_only(real_data: Path, name: str) -> None:
    folder = real_data / "sao-paulo"
    network = read_network(folder / "transporte" / "spo_osm.pbf")
    district = geopandas.read_file(folder / "vias-e-calcadas" / name)
    conflated, quality = conflate_polygons(network, district)
    assert 0.01 < known(network, quality.matched, np.ones(network.n_links, dtype=np.bool_)) < 0.1
    assert not quality.matched[np.isinf(quality.distance_m)].any()
    assert np.array_equal(
        conflated.width_m[~quality.matched], network.width_m[~quality.matched], equal_nan=True
    )
