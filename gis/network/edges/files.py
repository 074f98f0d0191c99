"""Opening a table of streets, whatever its format: rows, geometries where it has them, reference system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gis.crs import rows_named
from gis.errors import AttributeInputError, EmptyInputError, GeometryError, UnreadableFileError
from gis.text_tables import TABLE_SUFFIXES, parse_numbers, read_text_table
from gis.vector_files import read_vector_file

LINES = ("LineString",)


@dataclass(frozen=True, slots=True)
class Table:
    """
    What a file of streets holds.

    Parameters
    ----------
    rows : pandas.DataFrame
        Attributes, one row per street or arc, without the geometry.
    geometry : numpy.ndarray of shapely.Geometry or None, shape (n_rows,)
        None where the format has no geometries.
    crs : pyproj.CRS or None
        Reference system the file states.
    """

    rows: pd.DataFrame
    geometry: NDArray[np.object_] | None
    crs: CRS | None


def open_table(path: Path, columns: Sequence[str] | None, layer: str | None = None) -> Table:
    """
    Read a table from CSV, GeoParquet, GeoPackage, GeoJSON or shapefile (also zipped).

    Parameters
    ----------
    path : Path
        The file.
    columns : sequence of str or None
        Names for a CSV without a header.
    layer : str, optional
        Layer of a file that holds several.

    Returns
    -------
    Table
        At least one row.

    Raises
    ------
    UnreadableFileError
        If the file is missing or not what its name promises.
    AttributeInputError
        If ``columns`` does not fit.
    EmptyInputError
        If there are no rows.
    """
    if not path.is_file():
        raise UnreadableFileError(path.name, ["there is no such file"])
    if path.suffix.lower() in TABLE_SUFFIXES:
        table = Table(_read_text(path, columns), None, None)
    elif columns is not None:
        raise AttributeInputError(path.name, ["only CSV files without a header take column names"])
    elif path.suffix.lower() in {".parquet", ".geoparquet"}:
        table = _read_parquet(path)
    else:
        table = _read_layer(path, layer)
    if not len(table.rows):
        raise EmptyInputError(path.name, ["it holds no rows"])
    return table


def wkt_lines(texts: pd.Series, source: str) -> NDArray[np.object_]:
    """
    Read a column of well-known text.

    Parameters
    ----------
    texts : pandas.Series
        One geometry each; blanks become None.
    source : str
        File, for messages.

    Returns
    -------
    numpy.ndarray of shapely.Geometry, shape (n,)
        In the order given.

    Raises
    ------
    GeometryError
        Naming the rows that are not well-known text.
    """
    written = texts.notna().to_numpy()
    lines = np.full(len(texts), None, dtype=np.object_)
    lines[written] = shapely.from_wkt(texts[written].astype(str).to_numpy(dtype=object), on_invalid="ignore")
    wrong = np.flatnonzero(written & np.array([line is None for line in lines], dtype=np.bool_))
    if len(wrong):
        raise GeometryError(source, [f"{rows_named(wrong)}: not well-known text"])
    return lines


def _read_text(path: Path, columns: Sequence[str] | None) -> pd.DataFrame:
    table = read_text_table(path.read_bytes(), source=path.name, columns=columns)
    for name in table.columns:
        values, wrong = parse_numbers(table[name])
        if not wrong.any():
            table[name] = values
    return table


def _read_parquet(path: Path) -> Table:
    try:
        if b"geo" in (pq.read_schema(path).metadata or {}):
            return _split(gpd.read_parquet(path))
        return Table(pd.read_parquet(path), None, None)
    except (pa.ArrowInvalid, OSError) as error:
        raise UnreadableFileError(path.name, ["is not a whole Parquet file"]) from error


def _read_layer(path: Path, layer: str | None) -> Table:
    return _split(read_vector_file(path, source=path.name, layer=layer, kinds=LINES))


def _split(frame: pd.DataFrame) -> Table:
    if not isinstance(frame, gpd.GeoDataFrame):
        return Table(frame, None, None)
    geometry = frame.geometry
    return Table(
        pd.DataFrame(frame.drop(columns=geometry.name)), geometry.to_numpy(dtype=object), geometry.crs
    )
