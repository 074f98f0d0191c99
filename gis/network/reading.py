"""Reading a street network of any supported format, told apart by suffix and content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pyproj import CRS

from gis.errors import AttributeInputError, UnreadableFileError
from gis.network.graph import StreetNetwork
from gis.network.opensidewalks import is_opensidewalks, read_opensidewalks
from gis.network.osm import read_osm
from gis.network.tables import read_edge_table

OSM_SUFFIXES = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
TABLE_SUFFIXES = (".csv", ".tsv", ".txt", ".gpkg", ".parquet", ".geoparquet", ".shp", ".fgb")
GEOJSON_SUFFIXES = (".geojson", ".json")


def read_network(
    path: str | Path,
    *,
    columns: Sequence[str] | None = None,
    source_crs: str | CRS | None = None,
    layer: str | None = None,
) -> StreetNetwork:
    """
    Read a street network from OpenStreetMap, OpenSidewalks or an edge table.

    Parameters
    ----------
    path : str or Path
        ``.osm.pbf``, ``.pbf``, ``.osm``; ``.zip`` (OpenSidewalks or a
        shapefile); ``.geojson`` (OpenSidewalks or an edge table); ``.csv``,
        ``.gpkg``, ``.parquet``, ``.shp``.
    columns : sequence of str, optional
        Column names of a CSV without a header.
    source_crs : str or pyproj.CRS, optional
        Reference system of an edge table; wins over what the file states.
    layer : str, optional
        Layer of an edge table that holds several layers of lines.

    Returns
    -------
    StreetNetwork
        The walkable part; ``left_out`` counts the rest.

    Raises
    ------
    UnreadableFileError
        If the file is missing, truncated, or of none of these formats.
    EmptyInputError
        If nothing in it can be walked.
    ReferenceSystemError, GeometryError, AttributeInputError
        If its contents contradict themselves; see the single readers.
    """
    path = Path(path)
    if not path.is_file():
        raise UnreadableFileError(path.name, ["there is no such file"])
    name = path.name.lower()
    is_osm = name.endswith(OSM_SUFFIXES)
    is_sidewalks = not is_osm and name.endswith((".zip", *GEOJSON_SUFFIXES)) and is_opensidewalks(path)
    if (is_osm or is_sidewalks) and any(option is not None for option in (columns, source_crs, layer)):
        fault = "column names, reference system and layer belong to edge tables; this format fixes them"
        raise AttributeInputError(path.name, [fault])
    if is_osm:
        return read_osm(path)
    if is_sidewalks:
        return read_opensidewalks(path)
    if name.endswith((*TABLE_SUFFIXES, *GEOJSON_SUFFIXES, ".zip")):
        return read_edge_table(path, columns=columns, source_crs=source_crs, layer=layer)
    known = ", ".join((*OSM_SUFFIXES, ".zip", *GEOJSON_SUFFIXES, *TABLE_SUFFIXES))
    raise UnreadableFileError(path.name, [f"its suffix is none of {known}"])
