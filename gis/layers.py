"""Reading a layer of places or areas from any usual file into WGS 84, or saying what is wrong with it."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Literal

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj.exceptions
import shapely

from gis.crs import LAT_LIMIT_DEG, LON_LIMIT_DEG, WGS84, check_lon_lat, rows_named
from gis.errors import (
    AttributeInputError,
    EmptyInputError,
    GeometryError,
    ReferenceSystemError,
    UnreadableFileError,
    UnstatedReferenceSystemError,
)
from gis.model import BoolArray, FloatArray
from gis.text_tables import TABLE_SUFFIXES, parse_numbers, read_text_table
from gis.vector_files import VECTOR_SUFFIXES, read_vector_file

PARQUET_SUFFIXES = (".parquet", ".geoparquet")
LON_NAMES = ("lon", "longitude", "lng", "long", "longitud", "lon_deg", "stop_lon", "x", "coord_x", "point_x")
LAT_NAMES = ("lat", "latitude", "latitud", "lat_deg", "stop_lat", "y", "coord_y", "point_y")

Unlocated = Literal["refuse", "leave_out", "keep"]


def read_layer(
    path: Path,
    *,
    source_crs: str | None = None,
    layer: str | None = None,
    kinds: Collection[str] = (),
    fields: Collection[str] = (),
    swap_lon_lat: bool = False,
    skip_unlocated: bool = False,
) -> geopandas.GeoDataFrame:
    """
    Read a layer of any usual format into WGS 84.

    Parameters
    ----------
    path : pathlib.Path
        ``.csv`` (also ``.tsv``, ``.txt``) or plain ``.parquet`` with columns of
        longitude and latitude; GeoParquet, ``.gpkg``, ``.geojson``, ``.shp``
        or a ``.zip`` of one.
    source_crs : str, optional
        Reference system of the coordinates; replaces the file's own. Tables
        of longitude and latitude are taken as WGS 84 without it.
    layer : str, optional
        Layer of a file that holds several.
    kinds, fields : collection of str
        Kinds of geometry and columns wanted: without ``layer`` they choose
        among several.
    swap_lon_lat : bool
        Take the column (or axis) of longitude for latitude and the other way round.
    skip_unlocated : bool
        Leave out rows without coordinates instead of refusing the file.

    Returns
    -------
    geopandas.GeoDataFrame
        Rows in the order of the file, numbered from 0, in EPSG:4326.

    Raises
    ------
    UnreadableFileError
        If the file is missing, damaged or of another format.
    EmptyInputError
        If it holds no rows.
    ReferenceSystemError
        If the reference system is missing or contradicts the coordinates.
    GeometryError
        If rows have no geometry.
    AttributeInputError
        If a table has no columns of longitude and latitude, or text in them.
    """
    path = Path(path)
    unlocated: Unlocated = "leave_out" if skip_unlocated else "refuse"
    frame = locate_rows(
        read_rows(path, layer=layer, kinds=kinds, fields=fields),
        source=path.name,
        source_crs=source_crs,
        swap_lon_lat=swap_lon_lat,
        unlocated=unlocated,
    )
    return frame.reset_index(drop=True)


def read_rows(
    path: Path,
    *,
    layer: str | None = None,
    kinds: Collection[str] = (),
    fields: Collection[str] = (),
    separator: str | None = None,
    columns: Sequence[str] | None = None,
) -> pd.DataFrame:
    """
    Read the rows of a file of any usual format as they stand there.

    Parameters
    ----------
    path : pathlib.Path
        See `read_layer`.
    layer, kinds, fields : optional
        See `read_layer`.
    separator : str, optional
        Between the fields of a text table; found out from its first line without it.
    columns : sequence of str, optional
        Names of the columns of a text table without a header row.

    Returns
    -------
    pandas.DataFrame
        Rows in the order of the file, numbered from 0: of a text table every
        value as text, of other files (but plain Parquet) a geopandas.GeoDataFrame.

    Raises
    ------
    UnreadableFileError
        If the file is missing, damaged or of another format.
    EmptyInputError
        If it holds no rows.
    GeometryError
        If a file of geometries has none.
    """
    path = Path(path)
    if not path.is_file():
        raise UnreadableFileError(path.name, ["there is no such file"])
    member = _member_of_zip(path) if path.suffix.lower() == ".zip" else None
    suffix = Path(member or path.name).suffix.lower()
    if suffix in TABLE_SUFFIXES:
        raw = _content(path, member)
        rows = read_text_table(raw, source=path.name, separator=separator, columns=columns)
    elif suffix in PARQUET_SUFFIXES:
        rows = _read_parquet(path)
    elif suffix in VECTOR_SUFFIXES:
        rows = _read_vector(path, member, layer, kinds, fields)
    else:
        known = ", ".join((".csv", *PARQUET_SUFFIXES, *VECTOR_SUFFIXES, ".zip"))
        raise UnreadableFileError(path.name, [f"{suffix or 'no suffix'} is no format of places; use {known}"])
    if rows.empty:
        raise EmptyInputError(path.name, ["holds no rows"])
    return rows


def locate_rows(
    rows: pd.DataFrame,
    *,
    source: str,
    source_crs: str | None = None,
    swap_lon_lat: bool = False,
    unlocated: Unlocated = "refuse",
) -> geopandas.GeoDataFrame:
    """
    Bring rows to WGS 84; a table gets points of its columns of longitude and latitude.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of `read_rows`, or some of them; the index tells messages their places in the file.
    source : str
        File, for messages.
    source_crs, swap_lon_lat : optional
        See `read_layer`.
    unlocated : {"refuse", "leave_out", "keep"}
        What becomes of rows without coordinates or geometry.

    Returns
    -------
    geopandas.GeoDataFrame
        The rows in EPSG:4326, with the index they came with.

    Raises
    ------
    EmptyInputError
        If no row is left.
    ReferenceSystemError
        If the reference system is missing or contradicts the coordinates.
    GeometryError
        If rows have no geometry and must have one.
    AttributeInputError
        If a table has no columns of longitude and latitude, or text in them.
    """
    is_table = not isinstance(rows, geopandas.GeoDataFrame)
    frame: geopandas.GeoDataFrame = _points_of_table(rows, source) if is_table else rows.copy()
    if source_crs is not None:
        frame = frame.set_crs(_known_crs(source_crs, source), allow_override=True)
    if unlocated != "keep":
        frame = _located(frame, source, skip=unlocated == "leave_out")
    if swap_lon_lat:
        frame.geometry = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    return _in_degrees(frame, source)


def _member_of_zip(path: Path) -> str:
    """Find the one layer in an archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise UnreadableFileError(path.name, ["is no archive, or a damaged one"]) from error
    layers = [name for name in names if name.lower().endswith((*VECTOR_SUFFIXES, *TABLE_SUFFIXES))]
    if len(layers) != 1:
        found = ", ".join(layers) or "none"
        raise UnreadableFileError(
            path.name, [f"must hold one layer, a table or a vector file; found: {found}"]
        )
    return layers[0]


def _read_vector(
    path: Path, member: str | None, layer: str | None, kinds: Collection[str], fields: Collection[str]
) -> geopandas.GeoDataFrame:
    """Read a file that carries geometries."""
    address = path if member is None else f"zip://{path.resolve()}!{member}"
    frame = read_vector_file(address, source=path.name, layer=layer, kinds=kinds, fields=fields)
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise GeometryError(path.name, ["its rows have no geometry"])
    return frame.reset_index(drop=True)


def _read_parquet(path: Path) -> pd.DataFrame:
    """Read a GeoParquet file, or a plain one that may have columns of longitude and latitude."""
    try:
        has_geometries = b"geo" in (pq.read_schema(path).metadata or {})
        rows: pd.DataFrame = geopandas.read_parquet(path) if has_geometries else pd.read_parquet(path)
    except (OSError, pa.ArrowException) as error:
        raise UnreadableFileError(path.name, ["is not a whole Parquet file"]) from error
    except ValueError as error:
        raise UnreadableFileError(
            path.name, [f"is no GeoParquet file: {str(error).splitlines()[0]}"]
        ) from error
    return rows.reset_index(drop=True)


def _content(path: Path, member: str | None) -> bytes:
    """Read a file, or one in an archive."""
    if member is None:
        return path.read_bytes()
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(member)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise UnreadableFileError(path.name, ["is no archive, or a damaged one"]) from error


def _points_of_table(table: pd.DataFrame, source: str) -> geopandas.GeoDataFrame:
    """Make points of the columns of longitude and latitude."""
    lon_column, lat_column = (_column_named(table, names) for names in (LON_NAMES, LAT_NAMES))
    if lon_column is None or lat_column is None:
        fault = (
            f"needs a column of longitude (one of {', '.join(LON_NAMES)}) and one of latitude "
            f"(one of {', '.join(LAT_NAMES)}); it has {', '.join(map(str, table.columns))}"
        )
        raise AttributeInputError(source, [fault])
    values: list[FloatArray] = []
    faults: list[str] = []
    for name in (lon_column, lat_column):
        try:
            values.append(numbers(table[name], source=source, what=name))
        except AttributeInputError as error:
            faults += error.faults
    if faults:
        raise AttributeInputError(source, faults)
    x, y = values
    located = ~(np.isnan(x) | np.isnan(y))
    points = np.full(len(table), None, dtype=object)
    points[located] = shapely.points(x[located], y[located])
    return geopandas.GeoDataFrame(table, geometry=points, crs=WGS84)


def _column_named(table: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    """Find the first column with one of some names, whatever its case."""
    by_name = {str(column).strip().lower(): str(column) for column in reversed(table.columns)}
    return next((by_name[name] for name in names if name in by_name), None)


def numbers(column: pd.Series[Any], *, source: str, what: str) -> FloatArray:
    """
    Turn a column into numbers; a comma may stand for the decimal point, nothing stays NaN.

    Parameters
    ----------
    column : pandas.Series
        Text or numbers; the index tells the message the places of its rows, from 0.
    source : str
        File, for the message.
    what : str
        Name of the column.

    Returns
    -------
    numpy.ndarray of float, shape (n_rows,)
        The numbers; NaN where the cell is empty.

    Raises
    ------
    AttributeInputError
        If it holds yes and no; naming the rows that hold text.
    """
    if pd.api.types.is_bool_dtype(column):
        raise AttributeInputError(source, [f"column {what!r} holds yes and no where numbers belong"])
    if pd.api.types.is_numeric_dtype(column):
        return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    values, not_numbers = parse_numbers(column)
    wrong = np.flatnonzero(not_numbers)
    if wrong.size:
        first = str(column.iloc[wrong[0]]).strip()
        rows = rows_named(column.index.to_numpy()[wrong])
        fault = f"column {what!r} holds text where a number belongs in {rows} (first: {first!r})"
        raise AttributeInputError(source, [fault])
    return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def _known_crs(name: str, source: str) -> pyproj.CRS:
    """Look a reference system up."""
    try:
        return pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError as error:
        raise ReferenceSystemError(source, [f"{name!r} is no reference system"]) from error


def _located(frame: geopandas.GeoDataFrame, source: str, *, skip: bool) -> geopandas.GeoDataFrame:
    """Refuse (or leave out) rows without geometry."""
    missing = _unlocated(frame)
    if not missing.any():
        return frame
    if not skip:
        rows = rows_named(frame.index.to_numpy()[missing], limit=10)
        raise GeometryError(source, [f"no geometry in {rows}"])
    frame = frame[~missing]
    if frame.empty:
        raise EmptyInputError(source, ["no row has coordinates"])
    return frame


def _unlocated(frame: geopandas.GeoDataFrame) -> BoolArray:
    """Tell the rows without geometry."""
    return np.asarray(frame.geometry.isna() | frame.geometry.is_empty, dtype=np.bool_)


def _in_degrees(frame: geopandas.GeoDataFrame, source: str) -> geopandas.GeoDataFrame:
    """Bring a layer to WGS 84, refusing coordinates that contradict their reference system."""
    if frame.crs is None:
        fault = "has no reference system; name the one its coordinates are in, for instance EPSG:31983"
        raise UnstatedReferenceSystemError(source, [fault])
    xy, part = shapely.get_coordinates(frame.geometry.to_numpy(), return_index=True)
    endless = np.unique(part[~np.isfinite(xy).all(axis=1)])
    if endless.size:
        rows = rows_named(frame.index.to_numpy()[endless])
        raise GeometryError(source, [f"a coordinate is not a finite number in {rows}"])
    somewhere = ~_unlocated(frame)
    if not somewhere.any():
        return frame.to_crs(WGS84)
    west, south, east, north = frame.total_bounds
    if frame.crs.is_geographic:
        points = shapely.point_on_surface(frame.geometry.to_numpy()[somewhere])
        at = frame.index.to_numpy()[somewhere]
        check_lon_lat(shapely.get_x(points), shapely.get_y(points), source=source, rows=at)
    elif max(abs(west), abs(east)) <= LON_LIMIT_DEG and max(abs(south), abs(north)) <= LAT_LIMIT_DEG:
        fault = (
            f"coordinates look like degrees (west {west:g}, south {south:g}) although the file says they are "
            f"metres of {frame.crs.name}"
        )
        raise ReferenceSystemError(source, [fault])
    degrees = frame.to_crs(WGS84)
    if not np.isfinite(degrees.total_bounds).all():
        raise ReferenceSystemError(source, [f"coordinates lie outside {frame.crs.name}"])
    return degrees
