"""Published layers with known traps: what they must come out as, or what must be said of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gis.assess import ServiceClass, assess_access
from gis.errors import GeometryError, ReferenceSystemError
from gis.layers import read_layer
from gis.network.osm import read_osm
from gis.network.profiles import Profile
from gis.places import places_of, population_of, read_places

pytestmark = pytest.mark.realdata


def test_the_seals_without_reference_system_agree_with_their_published_degrees(real_data: Path) -> None:
    folder = real_data / "sao-paulo" / "rede-acessivel"
    shapefile = folder / "SIRGAS_SHP_acessibilidadesmped_point.shp"
    with pytest.raises(ReferenceSystemError, match="has no reference system"):
        read_layer(shapefile)
    projected = read_layer(shapefile, source_crs="EPSG:31983")
    published = read_layer(folder / "selo_acessibilidade_smped_lonlat.geojson")
    assert len(projected) == 295
    ours, theirs = (places_of(layer, source="seals") for layer in (projected, published))
    np.testing.assert_allclose(np.sort(ours.lon_deg), np.sort(theirs.lon_deg), atol=1e-7)
    np.testing.assert_allclose(np.sort(ours.lat_deg), np.sort(theirs.lat_deg), atol=1e-7)


def test_the_districts_without_geometry_are_named_by_row(real_data: Path) -> None:
    with pytest.raises(GeometryError, match=r"no geometry in rows 20, 32"):
        read_layer(real_data / "lima" / "distritos_lima_callao_ubigeo.geojson")


def test_crossings_without_geometry_are_counted(real_data: Path) -> None:
    path = real_data / "sao-paulo" / "vias-e-calcadas" / "linhas_de_travessia_vila_mariana.gpkg"
    with pytest.raises(GeometryError, match=r"and 859 more"):
        read_layer(path)


def test_the_tourism_inventory_has_its_columns_swapped_and_can_be_turned_round(real_data: Path) -> None:
    path = real_data / "lima" / "mincetur_inventario_recursos_turisticos_20260113.csv"
    with pytest.raises(GeometryError, match="and 1090 more"):
        read_places(path)
    places = read_places(path, skip_unlocated=True, swap_lon_lat=True)
    assert len(places) == 4487
    assert -82 < places.lon_deg.min() < places.lon_deg.max() < -68
    assert -19 < places.lat_deg.min() < places.lat_deg.max() < 0


def test_in_central_sao_paulo_readings_are_in_order_and_swapped_people_are_recognised(
    real_data: Path,
) -> None:
    network = read_osm(real_data / "sao-paulo" / "transporte" / "spo_osm.pbf")
    hexagons = real_data / "sao-paulo" / "populacao" / "spo_hexgrid.csv"
    layer = read_layer(hexagons)
    people = population_of(layer, "population", source="hexagons")
    assert people.sum() == 517_570
    origins = places_of(layer, source="hexagons", id_column="id")
    metro = read_places(real_data / "sao-paulo" / "transporte" / "metro_estacoes.geojson")
    services = [ServiceClass("metro", metro)]
    chair = Profile("chair", speed_mps=0.79, max_kerb_m=0.03, steps="block", uses_wheels=True)
    profiles = [Profile("walk", speed_mps=1.2), chair]
    time_s = assess_access(network, origins, people, services, profiles).time_s[0]
    assert (time_s[:, 1] <= time_s[:, 0]).all()
    assert np.isfinite(time_s[0, 0]).mean() > 0.9
    swapped = read_places(hexagons, swap_lon_lat=True)
    with pytest.raises(ReferenceSystemError, match="latitude and longitude look swapped: 3"):
        assess_access(network, swapped, people, services, profiles)
