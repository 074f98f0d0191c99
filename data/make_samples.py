"""Makes our own synthetic samples: a small city that exists nowhere, and large grids for benchmarks."""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import math
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import geopandas
import numpy as np
import osmium
import pyogrio
import rasterio
import shapely
import yaml
from rasterio.transform import from_origin
from synthetic_city import (
    BLOCK_M,
    BLOCKS,
    CITY,
    CRS,
    DISTRICTS,
    EAST_M,
    NORTH_M,
    Rng,
    Streets,
    chance,
    district_boxes,
    district_of,
    height_m,
    lay_city,
    lon_lat,
)
from synthetic_grid import make_grid
from synthetic_polygons import carriageways
from synthetic_register import bus_stops, field_check, workbook

SEED = 20261122
SAMPLES = Path(__file__).resolve().parent / "samples"
MADE = "2026-11-22"
FIXED_TIME = (2026, 11, 22, 0, 0, 0)  # in archives, so that two runs give the same bytes
CELL_M = 20.0


def write_osm(path: Path, streets: Streets) -> None:
    """Write the streets as OSM PBF."""
    header = osmium.io.Header()
    header.set("generator", CITY)
    writer = osmium.SimpleWriter(str(path), header=header)
    try:
        for number, (x_m, y_m, tags) in enumerate(streets.nodes, start=1):
            node = osmium.osm.mutable.Node(id=number, version=1, location=lon_lat(x_m, y_m), tags=tags)
            writer.add_node(node)
        for number, (nodes, tags) in enumerate(streets.ways, start=1):
            way = osmium.osm.mutable.Way(id=number, version=1, nodes=[node + 1 for node in nodes], tags=tags)
            writer.add_way(way)
    finally:
        writer.close()


def write_points(
    path: Path, name: str, points: Iterable[tuple[float, float]], rows: Sequence[dict[str, object]]
) -> None:
    """Write points of the city as GeoJSON; the layer's name stands inside."""
    features: list[dict[str, object]] = [
        {"type": "Feature", "properties": row, "geometry": {"type": "Point", "coordinates": lon_lat(*point)}}
        for point, row in zip(points, rows, strict=True)
    ]
    _write_features(path, name, features)


def _write_features(path: Path, name: str, features: list[dict[str, object]]) -> None:
    path.write_text(_collection(name, features), encoding="utf-8")


def _collection(name: str, features: list[dict[str, object]]) -> str:
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    text = f'{{"type": "FeatureCollection", "name": "{name}", "description": "{CITY}", "features": [\n'
    return text + lines + "\n]}\n"


def write_csv(path: Path, rows: Iterable[Sequence[object]], *, separator: str = ",", end: str = "\n") -> None:
    """Write a text table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator, lineterminator=end).writerows(rows)


def write_zip(path: Path, members: dict[str, bytes]) -> None:
    """Write an archive whose bytes depend on its content only."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, FIXED_TIME), content, zipfile.ZIP_DEFLATED)


def write_districts(folder: Path) -> None:
    """Write the quarters twice: a zipped shapefile in metres without .prj, and GeoJSON in degrees."""
    boxes = district_boxes()
    frame = geopandas.GeoDataFrame(
        {"ds_codigo": ["901", "902", "903", "904"], "ds_nome": DISTRICTS, "ds_subpref": "SINTETICA"},
        geometry=[shapely.affinity.translate(box, EAST_M, NORTH_M) for box in boxes],
        crs=CRS,
    )
    with tempfile.TemporaryDirectory() as work:
        pyogrio.write_dataframe(frame, Path(work) / "districts.shp", encoding="UTF-8")
        members = {
            f"synthetic_districts/districts{suffix}": (Path(work) / f"districts{suffix}").read_bytes()
            for suffix in (".shp", ".shx", ".dbf", ".cpg")
        }
    table = bytearray(members["synthetic_districts/districts.dbf"])
    table[1:4] = bytes((126, 11, 22))  # the day of writing stands here
    members["synthetic_districts/districts.dbf"] = bytes(table)
    write_zip(folder / "synthetic_districts.zip", members)
    features: list[dict[str, object]] = []
    for number, (name, box) in enumerate(zip(DISTRICTS, boxes, strict=True), start=1):
        ring = [lon_lat(x, y) for x, y in box.exterior.coords]
        shape = {"type": "Polygon", "coordinates": [ring]}
        row = {"IDDIST": f"99010{number}", "NOMBDIST": name, "NOMBPROV": "SINTETICA"}
        features.append({"type": "Feature", "properties": row, "geometry": shape})
    lost = {"IDDIST": "990105", "NOMBDIST": "ILHA SINTETICA", "NOMBPROV": "SINTETICA"}
    features.append({"type": "Feature", "properties": lost, "geometry": None})  # as two are in the real file
    _write_features(folder / "synthetic_districts_lonlat.geojson", "synthetic_districts_lonlat", features)


def write_residents(folder: Path, rng: Rng) -> None:
    """Write people three times: census points, a fine grid of points, and counts by group and zone."""
    points, rows, grid = [], [], []
    for i in range(BLOCKS):
        for j in range(BLOCKS):
            x_m, y_m = (i + 0.5) * BLOCK_M, (j + 0.5) * BLOCK_M
            people = 0 if chance(rng, 0.05) else int(rng.integers(40, 420))
            code = district_of(x_m, y_m) + 1
            points.append((x_m + float(rng.uniform(-25, 25)), y_m + float(rng.uniform(-25, 25))))
            tract = f"99000{code:02d}{i:02d}{j:02d}S"
            rows.append({"CD_SETOR": tract, "CD_DIST": f"99000090{code}", "POP2022": people})
            for _ in range(4):
                x, y = x_m + float(rng.uniform(-40, 40)), y_m + float(rng.uniform(-40, 40))
                lon, lat = lon_lat(x, y)
                grid.append((lat, lon, round(people / 4, 3)))
    write_points(folder / "synthetic_residents.geojson", "setores_pontos", points, rows)
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([("latitude", "longitude", "population_2020"), *grid])
    write_zip(
        folder / "synthetic_population_grid.zip", {"synthetic_population.csv": table.getvalue().encode()}
    )
    groups = [f"C5_P9_{number}" for number in range(1, 8)]
    zones: list[Sequence[object]] = [("UBIGEO", "DISTRITO", "ZONA_ID", "ZONA_A", "POB_TOTAL", *groups)]
    for number, name in enumerate(DISTRICTS, start=1):
        for zone in (1, 2, 3):
            people = int(rng.integers(2000, 4000))
            with_any = int(people * rng.uniform(0.08, 0.14))
            counts = [int(with_any * share) for share in (0.6, 0.15, 0.06, 0.3, 0.1, 0.08)]
            zones.append((f"99010{number}", name, f"{zone:03d}", "", people, *counts, people - with_any))
    write_csv(folder / "synthetic_census_zones.csv", zones)


def write_places(folder: Path, rng: Rng) -> None:
    """Write services: health units, certified places, stations, tourist resources."""

    def somewhere(count: int) -> list[tuple[float, float]]:
        places = rng.uniform(0.05, 0.95, (count, 2)) * BLOCKS * BLOCK_M
        places[0] /= 2  # one in the mapped quarter, so that something is surely reached
        return [(float(x), float(y)) for x, y in places]

    def write(name: str, rows: list[dict[str, object]]) -> None:
        write_points(folder / f"synthetic_{name}.geojson", f"synthetic_{name}", somewhere(len(rows)), rows)

    write(
        "health",
        [{"CNES": f"990000{n}", "NOMEUBS": f"UBS SINTETICA {n}", "POP2022": 5000.0} for n in (1, 2, 3)],
    )
    write(
        "certified",
        [
            {
                "as_enderec": "RUA SINTETICA",
                "as_id": n,
                "as_ano": 2016,
                "as_selo": f"S-{n}",
                "as_nome": f"LOCAL SINTETICO {n}",
            }
            for n in range(1, 7)
        ],
    )
    write(
        "metro",
        [
            {"emt_empres": "SINTETICA", "emt_nome": f"METRO SINTETICO {n}", "emt_linha": "AZUL"}
            for n in (1, 2)
        ],
    )
    write(
        "rail",
        [
            {
                "etr_nome": "Trem Sintético",
                "etr_linha": "RUBI",
                "etr_situac": "OPERANDO",
                "etr_empres": "SINTETICA",
            }
        ],
    )
    stops = [("Ruta Principal", n) for n in (1, 2, 3)] + [("Alimentadora Norte", 4)]
    write(
        "brt",
        [
            {"seq": n, "name": f"Estación Sintética {n}", "address": "-", "category": kind}
            for kind, n in stops
        ],
    )
    header = (
        *("REGIÓN", "PROVINCIA", "DISTRITO", "CODIGO DEL RECURSO", "NOMBRE DEL RECURSO", "CATEGORÍA"),
        *("TIPO DE CATEGORÍA", "SUB TIPO CATEGORÍA", "URL", "LATITUD", "LONGITUD", "FECHA_DE_CORTE"),
    )
    # longitude in LATITUD, as in the real inventory
    resources: list[tuple[object, ...]] = [
        ("Lima", f"Recurso Sintético {number}", *lon_lat(x_m, y_m))
        for number, (x_m, y_m) in enumerate(somewhere(8), start=1)
    ]
    resources.append(("Lima", "Recurso Sintético sin lugar", "", ""))
    resources.append(("Cusco", "Recurso Sintético lejano", -71.98, -13.5))
    kind = ("SINTETICA", "SINTETICO", "SINTETICO", "")
    rows = [
        (region, region, "SINTETICO", 990000 + number, name, *kind, lon, lat, "20260113")
        for number, (region, name, lon, lat) in enumerate(resources, start=1)
    ]
    write_csv(folder / "synthetic_tourism.csv", [header, *rows], separator=";", end="\r\n")


def write_register(folder: Path, rng: Rng) -> None:
    """Write what a register is filled from: a workbook, stops that place its addresses, a field check."""
    (folder / "synthetic_network.xlsx").write_bytes(workbook(rng))
    write_zip(folder / "synthetic_bus_stops.zip", bus_stops())
    write_csv(folder / "synthetic_field_check.csv", field_check(), separator=";")


def write_street_arcs(path: Path, streets: Streets) -> None:
    """Write the streets for vehicles as a table of arcs without a header, as the real one of Lima."""
    rows = []
    for number, (nodes, tags) in enumerate(streets.ways, start=1):
        if tags["highway"] != "residential":
            continue
        start, end = nodes
        (x0, y0, _), (x1, y1, _) = streets.nodes[start], streets.nodes[end]
        (lon0, lat0), (lon1, lat1) = lon_lat(x0, y0), lon_lat(x1, y1)
        km = round(math.hypot(x1 - x0, y1 - y0) / 1000, 6)
        ids = (number, number, tags["name"], start, end, start, end)
        rows.append((*ids, km, 30, round(km / 30, 7), round(km / 30, 7), lat0, lon0, lat1, lon1))
    write_csv(path, rows)


def write_dem(path: Path) -> None:
    """Write the ground's height as a GeoTIFF with a margin of 200 m."""
    side = int((BLOCKS * BLOCK_M + 400.0) / CELL_M)
    x_m = -200.0 + (np.arange(side) + 0.5) * CELL_M
    y_m = BLOCKS * BLOCK_M + 200.0 - (np.arange(side) + 0.5) * CELL_M
    heights = height_m(*np.meshgrid(x_m, y_m)).astype(np.float32).round(2)
    place = from_origin(EAST_M - 200.0, NORTH_M + BLOCKS * BLOCK_M + 200.0, CELL_M, CELL_M)
    profile = {"driver": "GTiff", "width": side, "height": side, "count": 1, "dtype": "float32", "crs": CRS}
    with rasterio.open(path, "w", transform=place, compress="deflate", predictor=3, **profile) as file:
        file.write(heights, 1)
        file.update_tags(title=CITY)


# key, file, title, reference system, what it stands in for
ENTRIES = (
    ("sample_streets_osm", "synthetic_streets.osm.pbf", "streets", "EPSG:4326"),
    ("sample_dem", "synthetic_dem.tif", "elevation", CRS),
    ("sample_street_polygons", "synthetic_street_polygons.zip", "carriageways as polygons", "EPSG:4326"),
    ("sample_residents", "synthetic_residents.geojson", "residents by census tract", "EPSG:4326"),
    ("sample_districts", "synthetic_districts.zip", "districts", f"none in the file; {CRS}"),
    ("sample_health", "synthetic_health.geojson", "primary-care units", "EPSG:4326"),
    ("sample_certified", "synthetic_certified.geojson", "certified accessible places", "EPSG:4326"),
    ("sample_metro", "synthetic_metro.geojson", "metro stations", "EPSG:4326"),
    ("sample_rail", "synthetic_rail.geojson", "rail stations", "EPSG:4326"),
    ("sample_street_arcs", "synthetic_street_arcs.csv", "street arcs without header", "EPSG:4326"),
    ("sample_districts_lonlat", "synthetic_districts_lonlat.geojson", "districts with codes", "EPSG:4326"),
    ("sample_census_zones", "synthetic_census_zones.csv", "census zones by group", "none (table)"),
    ("sample_tourism", "synthetic_tourism.csv", "tourist resources, swapped columns", "EPSG:4326"),
    ("sample_brt", "synthetic_brt.geojson", "bus rapid transit stations", "EPSG:4326"),
    ("sample_population_grid", "synthetic_population_grid.zip", "residents by fine grid", "EPSG:4326"),
    (
        "sample_accessible_network",
        "synthetic_network.xlsx",
        "services without coordinates",
        "none (addresses)",
    ),
    ("sample_bus_stops", "synthetic_bus_stops.zip", "bus stops with house numbers", "EPSG:4326"),
    ("sample_field_check", "synthetic_field_check.csv", "health units seen in the field", "EPSG:4326"),
)


def write_catalogue(folder: Path) -> None:
    """Write the samples' own catalogue with their checksums."""
    entries = {}
    for key, name, title, crs in ENTRIES:
        content = (folder / name).read_bytes()
        entries[key] = {
            "title": f"{CITY}: {title}",
            "producer": "Feasibility tracker project",
            "citation": f"{CITY}, made by data/make_samples.py. It describes no real place.",
            "licence": "Apache-2.0",
            "licence_class": "own",
            "sha256": hashlib.sha256(content).hexdigest(),
            "size_bytes": len(content),
            "file": f"samples/{name}",
            "crs": crs,
            "accessed": MADE,
            "synthetic": True,
        }
    text = "# Made by data/make_samples.py (make samples): do not edit.\n"
    text += yaml.safe_dump({"samples": entries}, allow_unicode=True, sort_keys=False, width=105)
    (folder / "catalog.yaml").write_text(text, encoding="utf-8")


def make_samples(folder: Path) -> None:
    """Make every sample and put the folder in place in one step."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".samples-"))
    try:
        streets = lay_city(np.random.default_rng(SEED))
        write_osm(unfinished / "synthetic_streets.osm.pbf", streets)
        write_street_arcs(unfinished / "synthetic_street_arcs.csv", streets)
        write_dem(unfinished / "synthetic_dem.tif")
        write_districts(unfinished)
        write_residents(unfinished, np.random.default_rng(SEED + 1))
        write_places(unfinished, np.random.default_rng(SEED + 2))
        polygons = carriageways(streets, np.random.default_rng(SEED + 4))
        name = "synthetic_street_polygons"
        write_zip(unfinished / f"{name}.zip", {f"{name}.geojson": _collection(name, polygons).encode()})
        write_register(unfinished, np.random.default_rng(SEED + 5))
        write_catalogue(unfinished)
        unfinished.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="folder to write; data/samples, or data/work with --nodes")
    parser.add_argument("--nodes", type=int, help="make a grid of about so many nodes instead of the city")
    chosen = parser.parse_args()
    if chosen.nodes is not None:
        if chosen.nodes < 4:  # noqa: PLR2004 - the smallest grid has four corners
            parser.error("--nodes must be at least 4")
        rng = np.random.default_rng(SEED + 3)
        make_grid(chosen.out or SAMPLES.parent / "work", chosen.nodes, rng)
    else:
        make_samples(chosen.out or SAMPLES)
        print(f"samples of {CITY} in {chosen.out or SAMPLES}")


if __name__ == "__main__":
    main()
