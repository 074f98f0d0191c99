"""Malformed layers: GeoPackages, shapefiles and extracts of OpenStreetMap."""

from __future__ import annotations

import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pyogrio
import shapely

from tests.unit.tracker.register.reading.malformed import Malformed, content, cut_short

SUFFIXES = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def write_layer(
    path: Path, geometries: list[shapely.Geometry], *, driver: str, crs: str | None = "EPSG:31983"
) -> None:
    """Write a layer of named places."""
    names = np.array([f"UBS {number}" for number in range(1, len(geometries) + 1)], dtype=object)
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(geometries, dtype=object)),
        [names],
        ["nome"],
        layer=path.stem,
        driver=driver,
        geometry_type="Unknown" if driver == "GPKG" else type(geometries[0]).__name__,
        crs=crs,
    )


def points(count: int) -> list[shapely.Geometry]:
    """Give points of São Paulo in EPSG:31983."""
    return [shapely.Point(333_000.0 + number, 7_395_000.0) for number in range(count)]


def geopackage(path: Path) -> None:
    """Write a GeoPackage of 200 points."""
    write_layer(path, points(200), driver="GPKG")


def after_sql(*statements: str) -> Callable[[Path], object]:
    """Make a builder of a GeoPackage that somebody worked on with SQL."""

    def build(path: Path) -> None:
        geopackage(path)
        with closing(sqlite3.connect(path)) as database:
            for statement in statements:
                database.execute(statement.replace("LAYER", path.stem))
            database.commit()

    return build


def plain_database(path: Path) -> None:
    """Write an SQLite database that is no GeoPackage."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE places (name TEXT)")
        database.commit()


def damaged_pages(path: Path) -> None:
    """Write a GeoPackage whose pages, but the first, are overwritten."""
    geopackage(path)
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))


def shapefile_zip(
    *,
    without: tuple[str, ...] = (),
    change: Callable[[str, bytes], bytes] = lambda _, data: data,
    geometries: list[shapely.Geometry] | None = None,
) -> Callable[[Path], object]:
    """Make a builder of a zipped shapefile, with parts left out or changed."""

    def build(path: Path) -> None:
        shape = path.with_name(f"{path.stem}_parts.shp")
        write_layer(shape, geometries or points(20), driver="ESRI Shapefile")
        with zipfile.ZipFile(path, "w") as archive:
            for suffix in SUFFIXES:
                part = shape.with_suffix(suffix)
                if suffix not in without and part.exists():
                    archive.writestr(f"pasta/lugares{suffix}", change(suffix, part.read_bytes()))
                part.unlink(missing_ok=True)

    return build


def changed(suffix: str, change: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    """Make a change of one part."""
    return lambda found, data: change(data) if found == suffix else data


def wrong_count(data: bytes) -> bytes:
    """Let a .dbf say that it has 7 records."""
    return data[:4] + (7).to_bytes(4, "little") + data[8:]


def varint(value: int) -> bytes:
    """Give a number of seven bits a byte."""
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def block(kind: bytes, packed: bytes, raw_bytes: int) -> bytes:
    """Give one block of an extract: its header's length, its header, and what is packed in it."""
    blob = b"\x10" + varint(raw_bytes) + b"\x1a" + varint(len(packed)) + packed
    header = b"\x0a" + varint(len(kind)) + kind + b"\x18" + varint(len(blob))
    return len(header).to_bytes(4, "big") + header + blob


def extract(*blocks: bytes) -> bytes:
    """Give an extract that begins as it should."""
    head = b"\x22\x0eOsmSchema-V0.6\x22\x0aDenseNodes"
    return block(b"OSMHeader", zlib.compress(head), len(head)) + b"".join(blocks)


ZEROS = zlib.compress(bytes(30 * 1024 * 1024), 9)
BOMB = extract(*[block(b"OSMData", ZEROS, 30 * 1024 * 1024)] * 40)
LOOP = shapely.Polygon(
    [(333_000, 7_395_000), (333_010, 7_395_010), (333_010, 7_395_000), (333_000, 7_395_010)]
)

GEOPACKAGES = [
    Malformed("cortado.gpkg", cut_short(geopackage, 0.5), "is cut off"),
    Malformed("cabeca.gpkg", content(b"SQLite format 3\0"), "is cut off"),
    Malformed("banco.gpkg", plain_database, "no gpkg_contents"),
    Malformed("paginas.gpkg", damaged_pages, "damaged"),
    Malformed("sem_camadas.gpkg", after_sql("DELETE FROM gpkg_contents"), "lists no layer", "gpkg_contents"),
    Malformed("sem_tabela.gpkg", after_sql('DROP TABLE "LAYER"'), "no such table", "sem_tabela"),
    Malformed(
        "visao.gpkg",
        after_sql(
            'ALTER TABLE "LAYER" RENAME TO hidden',
            "UPDATE gpkg_contents SET table_name = 'visao'",
            'CREATE VIEW "LAYER" AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)'
            " SELECT i AS fid, NULL AS geom FROM n",
        ),
        "computed by code",
        "layer 'visao'",
    ),
    Malformed(
        "catalogo.gpkg",
        after_sql(
            "ALTER TABLE gpkg_contents RENAME TO hidden",
            "CREATE VIEW gpkg_contents AS SELECT * FROM hidden",
        ),
        "is computed by code",
        "gpkg_contents",
    ),
    Malformed(
        "calculada.gpkg",
        after_sql('ALTER TABLE "LAYER" ADD COLUMN big AS (zeroblob(900000000)) VIRTUAL'),
        "computes its column big",
        "layer 'calculada'",
    ),
    Malformed(
        "geometria.gpkg",
        after_sql(
            *(f'DROP TRIGGER IF EXISTS "rtree_LAYER_geom_update{n}"' for n in range(1, 8)),
            'UPDATE "LAYER" SET geom = substr(geom, 1, 20) WHERE fid = 3',
        ),
        "geometry",
        "row 3",
        row_fault=True,
    ),
]

SHAPEFILES = [
    Malformed("sem_dbf.zip", shapefile_zip(without=(".dbf",)), "is missing", "lugares.dbf"),
    Malformed("sem_shx.zip", shapefile_zip(without=(".shx",)), "is missing", "lugares.shx"),
    Malformed("sem_shp.zip", shapefile_zip(without=(".shp",)), "no .shp"),
    Malformed(
        "shp_cortado.zip", shapefile_zip(change=changed(".shp", lambda d: d[:300])), "cut off", "lugares.shp"
    ),
    Malformed(
        "shx_cortado.zip",
        shapefile_zip(change=changed(".shx", lambda d: d[:60])),
        "is no .shx",
        "lugares.shx",
    ),
    Malformed(
        "dbf_cortado.zip", shapefile_zip(change=changed(".dbf", lambda d: d[:200])), "cut off", "lugares.dbf"
    ),
    Malformed(
        "dbf_conta.zip",
        shapefile_zip(change=changed(".dbf", wrong_count)),
        "7 records for the 20",
        "lugares.dbf",
    ),
    Malformed(
        "dbf_vazio.zip",
        shapefile_zip(change=changed(".dbf", lambda _: b"")),
        "within its header",
        "lugares.dbf",
    ),
    Malformed(
        "prj.zip", shapefile_zip(change=changed(".prj", lambda _: b"PROJCS[nada")), "is damaged", "lugares"
    ),
    Malformed("sozinho.shp", content(b"\x00\x00\x27\x0a" + bytes(96)), "is missing", "sozinho.dbf"),
    Malformed("sozinho.dbf", content(b"\x03" + bytes(64)), "is a part of a shapefile"),
    Malformed("laco.zip", shapefile_zip(geometries=[LOOP]), "not valid", "row 1", row_fault=True),
]

EXTRACTS = [
    Malformed("cortado.osm.pbf", content(extract(block(b"OSMData", ZEROS, 99))[:-50]), "is cut off", "byte"),
    Malformed("bomba.osm.pbf", content(BOMB), "unpacks to more than", "byte"),
    Malformed(
        "mentira.osm.pbf", content(extract(block(b"OSMData", ZEROS, 1000))), "is a damaged OpenStreetMap"
    ),
    Malformed("lixo.osm.pbf", content(extract(b"\0\0\0\x05lixo!")), "damaged", "byte"),
    Malformed(
        "enorme.osm.pbf", content(extract(b"\xff\xff\xff\xff" + bytes(50))), "damaged or cut off", "byte"
    ),
    Malformed("vazio.osm.pbf", content(extract()), "holds nothing to import"),
]

CASES = [*GEOPACKAGES, *SHAPEFILES, *EXTRACTS]
