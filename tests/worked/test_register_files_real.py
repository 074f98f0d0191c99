"""Real files of São Paulo and Lima through the readers: counts made elsewhere, positions that agree."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pyogrio
import pyproj
import pytest
import shapely

from tracker.register.reading.files import read_source
from tracker.register.tables import SourceFile

pytestmark = pytest.mark.realdata

# Rows of the nine sheets in their order, as the list of sources counts them.
SHEET_ROWS = [39, 192, 286, 46, 130, 287, 3, 129, 139]
BLANK_AT_END = {"Saúde ", "Educação ", "Cultura ", "Instituições "}
EARTH = pyproj.Geod(ellps="WGS84")


def by_column(source: SourceFile, column: str) -> dict[str, tuple[float, float]]:
    """Give the positions of a file of one table by the values of a column."""
    table = source.tables[0]
    at = table.columns.index(column)
    assert all(row.lon_deg is not None and row.lat_deg is not None for row in table.rows)
    return {str(row.cells[at]): (row.lon_deg or 0.0, row.lat_deg or 0.0) for row in table.rows}


def apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Measure along the ground."""
    return float(EARTH.inv(*one, *other)[2])


def test_every_row_of_the_workbook_is_there_under_its_own_names(real_data: Path) -> None:
    folder = real_data / "sao-paulo" / "rede-acessivel"
    source = read_source(folder / "mapa_da_rede_servicos_acessiveis_2022_redacted.xlsx")
    assert [len(table.rows) for table in source.tables] == SHEET_ROWS
    assert sum(SHEET_ROWS) == 1251
    assert {table.name for table in source.tables if table.name.endswith(" ")} == BLANK_AT_END
    assert not [row.fault for table in source.tables for row in table.rows if row.fault]
    spelt = {column for table in source.tables for column in table.columns}
    assert {"NOME ", "NOME", "TÍTULO", "ENDEREÇO", "ENDERECO", "ENDEREÇO "} <= spelt
    assert any("adaptadol" in column for column in spelt)


def test_the_old_workbook_of_libraries_has_its_95_rows(real_data: Path) -> None:
    source = read_source(real_data / "sao-paulo" / "rede-acessivel" / "bibliotecas_enderecos.xls")
    assert (source.format, [len(table.rows) for table in source.tables]) == ("xls", [95])


def test_the_seals_ask_for_their_system_and_then_lie_where_their_twin_lies(real_data: Path) -> None:
    folder = real_data / "sao-paulo" / "rede-acessivel"
    shape = folder / "SIRGAS_SHP_acessibilidadesmped_point.shp"
    assert read_source(shape).needs_crs
    seals = by_column(read_source(shape, crs="EPSG:31983"), "as_id")
    twins = by_column(read_source(folder / "selo_acessibilidade_smped_lonlat.geojson"), "as_id")
    assert len(seals) == 295
    assert seals.keys() == twins.keys()
    assert max(apart_m(seals[seal], twins[seal]) for seal in seals) < 1e-6


def test_districts_of_the_old_datum_fall_on_those_of_the_new(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "sao-paulo" / "limites"
    old = centroids(folder / "DEINFO_DISTRITO_sad69.shp", "COD_DIST", tmp_path, crs=None)
    new = centroids(folder / "SIRGAS_SHP_distrito.zip", "ds_codigo", tmp_path, crs="EPSG:31983")
    assert len(old) == len(new) == 96
    assert old.keys() == new.keys()
    assert median(apart_m(old[code], new[code]) for code in old) < 0.005


def centroids(path: Path, column: str, folder: Path, *, crs: str | None) -> dict[str, tuple[float, float]]:
    """Give centroids as read: as points in the file's own system, so that the reader only moves them."""
    address = f"/vsizip/{path}/{path.stem}/{path.stem}_polygon.shp" if path.suffix == ".zip" else str(path)
    meta, rows = pyogrio.read_arrow(address)
    middle = shapely.centroid(shapely.from_wkb(rows["wkb_geometry"].to_pylist()))
    target = folder / f"{path.stem}.gpkg"
    pyogrio.raw.write(
        target,
        shapely.to_wkb(middle),
        [rows[column].to_numpy()],
        [column],
        layer="districts",
        driver="GPKG",
        geometry_type="Point",
        crs=crs or meta["crs"],
    )
    assert read_source(path, crs=crs).needs_crs is False
    return {str(int(code)): at for code, at in by_column(read_source(target), column).items()}


def test_of_1663_points_of_the_target_plan_those_at_zero_are_told(real_data: Path) -> None:
    zero_count = row_count = 0
    for path in sorted((real_data / "sao-paulo" / "programa-de-metas").glob("13_*.geojson")):
        source = read_source(path)
        rows = source.tables[0].rows
        row_count += len(rows)
        told = [int(note.split()[0]) for note in source.notes if "lie at (0, 0)" in note]
        assert sum(row.lon_deg is None and row.fault is None for row in rows) == sum(told)
        zero_count += sum(told)
    assert row_count == 1663
    assert zero_count == 776  # none of the 13 points that were taken out lay there


def test_null_geometries_and_an_undefined_system_are_told(real_data: Path) -> None:
    districts = read_source(real_data / "lima" / "distritos_lima_callao_ubigeo.geojson")
    assert sum(row.lon_deg is None for row in districts.tables[0].rows) == 2
    assert any("2 rows have no geometry" in note for note in districts.notes)
    folder = real_data / "sao-paulo" / "vias-e-calcadas"
    lines = read_source(folder / "linhas_de_travessia_vila_mariana.gpkg")
    assert lines.needs_crs
    assert any("869 rows have no geometry" in note for note in lines.notes)
    located = read_source(folder / "linhas_de_travessia_vila_mariana.gpkg", crs="EPSG:31983")
    assert sum(row.lon_deg is not None for row in located.tables[0].rows) == 3291 - 869
    assert all(-46.7 < row.lon_deg < -46.6 for row in located.tables[0].rows if row.lon_deg is not None)


def test_projected_geojson_lies_in_the_city(real_data: Path) -> None:
    for name, count in (("quadras-3316-221", 25), ("logradouros-3316-221", 61)):
        source = read_source(real_data / "sao-paulo" / "vias-e-calcadas" / f"{name}.geojson")
        rows = source.tables[0].rows
        assert len(rows) == count
        assert all(row.lon_deg is not None and -46.8 < row.lon_deg < -46.4 for row in rows)


def test_damaged_names_of_districts_are_noticed_in_both_layers(real_data: Path) -> None:
    source = read_source(real_data / "sao-paulo" / "populacao" / "censo2022_preliminar_setores.gpkg")
    assert [len(table.rows) for table in source.tables] == [27592, 4877]
    assert sum("column 'NM_DIST'" in note and "damaged letters" in note for note in source.notes) == 2


def test_the_inventory_of_lima_keeps_its_swapped_columns_and_its_codes_as_text(real_data: Path) -> None:
    source = read_source(real_data / "lima" / "mincetur_inventario_recursos_turisticos_20260113.csv")
    table = source.tables[0]
    assert len(table.rows) == 5587
    at = table.columns.index("LATITUD")
    found = [float(str(row.cells[at]).replace(",", ".")) for row in table.rows if row.cells[at] is not None]
    assert len(found) == 4487
    assert -81.4 < min(found) <= max(found) < -68.6
    assert all(cell is None or isinstance(cell, str) for row in table.rows for cell in row.cells)


def test_stops_benches_and_places_have_the_counts_of_their_sources(real_data: Path) -> None:
    stops = read_source(real_data / "sao-paulo" / "transporte" / "sptrans_gtfs_2023_partial.zip")
    assert (stops.format, len(stops.tables[0].rows)) == ("gtfs", 21208)
    benches = read_source(real_data / "redmond-wa" / "opensidewalks_wa_microsoft.zip")
    assert (benches.format, len(benches.tables[0].rows)) == ("opensidewalks", 133)
    places = read_source(real_data / "sao-paulo" / "transporte" / "spo_osm.pbf")
    assert places.format == "osm_pbf"
    assert all(row.lon_deg is not None and -46.72 < row.lon_deg < -46.57 for row in places.tables[0].rows)
