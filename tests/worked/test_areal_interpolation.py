"""São Paulo's census tracts carried to districts and hexagons, against the codes the tracts bear."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from gis.layers import read_layer
from gis.shapes.equal_area import EqualAreaGrid
from gis.shapes.interpolation import carry_counts, find_overlaps

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def tracts(real_data: Path) -> geopandas.GeoDataFrame:
    path = real_data / "sao-paulo" / "populacao" / "censo2022_preliminar_setores.gpkg"
    return read_layer(path, layer="setores_poligonos_centro_oeste")


def test_districts_get_what_the_codes_of_their_tracts_say_within_three_per_cent(
    real_data: Path, tracts: geopandas.GeoDataFrame
) -> None:
    # Two offices drew the borders: tracts lie across them by a few metres.
    path = real_data / "sao-paulo" / "limites" / "SIRGAS_SHP_distrito.zip"
    districts = read_layer(path, source_crs="EPSG:31983")
    people = tracts["POP2022"].to_numpy(dtype=float)
    carried = carry_counts(find_overlaps(tracts.geometry, districts.geometry), people)
    assert carried.count.sum() + carried.outside_count.sum() == pytest.approx(1_516_220, rel=1e-12)
    assert carried.outside_count.sum() < 0.005 * 1_516_220
    code = districts["ds_codigo"].astype(int).to_numpy()
    # the last two digits of CD_DIST are the district's code (SOURCES.md, 1.3)
    of_tract = tracts["CD_DIST"].astype(str).str[-2:].astype(int).to_numpy()
    own = np.array([people[of_tract == one].sum() for one in code])
    complete = np.isin(code, of_tract)
    assert np.count_nonzero(complete) == 23
    assert carried.count[complete] == pytest.approx(own[complete], rel=0.03)


def test_hexagons_over_all_tracts_hold_all_their_people(tracts: geopandas.GeoDataFrame) -> None:
    people = tracts["POP2022"].to_numpy(dtype=float)
    land = shapely.union_all(tracts.geometry.to_numpy())
    assert isinstance(land, shapely.Polygon | shapely.MultiPolygon)
    _, polygons = EqualAreaGrid(-47.0, -24.0, 100_000.0).cells_over(land)
    overlaps = find_overlaps(tracts.geometry, geopandas.GeoSeries(polygons, crs="EPSG:4326"))
    carried = carry_counts(overlaps, people)
    assert carried.count.sum() == pytest.approx(1_516_220, rel=1e-9)
    assert overlaps.target_area_m2 == pytest.approx(np.full(len(polygons), 100_000.0), rel=1e-6)
