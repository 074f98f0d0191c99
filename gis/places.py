"""Places and areas of an assessment, made from layers: origins with people, destinations, zones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.checks import check_population
from gis.crs import rows_named
from gis.errors import AttributeInputError, EmptyInputError, GeometryError, ReferenceSystemError
from gis.layers import numbers, read_layer
from gis.model import FloatArray, IntArray, Places
from gis.text_tables import grouped_thousands

POINT_KINDS = ("Point",)
POLYGON_KINDS = ("Polygon", "MultiPolygon")
SLIVER_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Zones:
    """
    Areas that results are counted by.

    Parameters
    ----------
    ids : tuple of str
        Identifiers, in the order of the input.
    polygons : numpy.ndarray of shapely geometry, shape (n_zones,)
        Outlines in WGS 84.
    source : str
        File or layer they came from.
    """

    ids: tuple[str, ...]
    polygons: NDArray[np.object_]
    source: str = "zones"

    def __len__(self) -> int:
        return len(self.ids)


def places_of(frame: geopandas.GeoDataFrame, *, source: str, id_column: str | None = None) -> Places:
    """
    Make places of a layer; an area or a line is represented by a point within it.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Layer in WGS 84, every row with a geometry.
    source : str
        File or layer, for messages.
    id_column : str, optional
        Column of identifiers; row numbers from 1 without it.

    Returns
    -------
    Places
        One for each row, in order.

    Raises
    ------
    AttributeInputError
        If the column is missing, or an identifier is missing or occurs twice.
    """
    points = frame.geometry.to_numpy()
    extended = shapely.get_type_id(points) != shapely.GeometryType.POINT
    points = points.copy()
    points[extended] = shapely.point_on_surface(points[extended])
    return Places(
        ids=_ids(frame, id_column, source),
        lon_deg=shapely.get_x(points),
        lat_deg=shapely.get_y(points),
        source=source,
    )


def read_places(
    path: Path,
    *,
    id_column: str | None = None,
    source_crs: str | None = None,
    layer: str | None = None,
    swap_lon_lat: bool = False,
    skip_unlocated: bool = False,
) -> Places:
    """
    Read places from a file.

    Parameters
    ----------
    path : pathlib.Path
        See ``gis.layers.read_layer``.
    id_column : str, optional
        Column of identifiers; row numbers from 1 without it.
    source_crs, layer, swap_lon_lat, skip_unlocated : optional
        See ``gis.layers.read_layer``.

    Returns
    -------
    Places
        One for each row, in order.

    Raises
    ------
    InputError
        One of its kinds, naming file, row or column.
    """
    path = Path(path)
    frame = read_layer(
        path,
        source_crs=source_crs,
        layer=layer,
        kinds=POINT_KINDS,
        fields=() if id_column is None else (id_column,),
        swap_lon_lat=swap_lon_lat,
        skip_unlocated=skip_unlocated,
    )
    return places_of(frame, source=path.name, id_column=id_column)


def population_of(frame: geopandas.GeoDataFrame, column: str, *, source: str) -> FloatArray:
    """
    Take the people at each place from a column.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Layer of origins.
    column : str
        Name of the column.
    source : str
        File or layer, for messages.

    Returns
    -------
    numpy.ndarray of float, shape (n_rows,)
        People [count].

    Raises
    ------
    AttributeInputError
        If the column is missing or holds text, nothing, negative numbers, or
        numbers of which nobody can say whether a mark parts thousands or decimals.
    """
    _require_column(frame, column, source)
    if not pd.api.types.is_numeric_dtype(frame[column]):
        _refuse_grouped(frame[column], column, source)
    population = numbers(frame[column], source=source, what=column)
    check_population(population, source=f"{source}, column {column!r}", n_places=len(frame))
    return population


def read_origins(
    path: Path,
    population_column: str,
    *,
    id_column: str | None = None,
    source_crs: str | None = None,
    layer: str | None = None,
) -> tuple[Places, FloatArray, geopandas.GeoDataFrame]:
    """
    Read where people start from, and how many they are.

    Parameters
    ----------
    path : pathlib.Path
        See ``gis.layers.read_layer``.
    population_column : str
        Column of people at each place.
    id_column, source_crs, layer : optional
        See ``read_places``.

    Returns
    -------
    places : Places
        One for each row, in order.
    population : numpy.ndarray of float, shape (n_places,)
        People [count].
    frame : geopandas.GeoDataFrame
        The layer itself, in WGS 84.

    Raises
    ------
    InputError
        One of its kinds, naming file, row or column.
    """
    path = Path(path)
    fields = [population_column] if id_column is None else [population_column, id_column]
    frame = read_layer(path, source_crs=source_crs, layer=layer, kinds=POINT_KINDS, fields=fields)
    population = population_of(frame, population_column, source=path.name)
    return places_of(frame, source=path.name, id_column=id_column), population, frame


def zones_of(frame: geopandas.GeoDataFrame, zone_id_column: str, *, source: str) -> Zones:
    """
    Make zones of a layer of polygons; outlines that cross themselves are mended.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Layer in WGS 84, every row with a geometry.
    zone_id_column : str
        Column of identifiers.
    source : str
        File or layer, for messages.

    Returns
    -------
    Zones
        One for each row, in order.

    Raises
    ------
    GeometryError
        If a row is no polygon.
    AttributeInputError
        If the column is missing, or an identifier is missing or occurs twice.
    """
    wrong = np.flatnonzero(~frame.geom_type.isin(POLYGON_KINDS).to_numpy())
    if wrong.size:
        raise GeometryError(source, [f"zones must be polygons, but not in {rows_named(wrong)}"])
    return Zones(_ids(frame, zone_id_column, source), shapely.make_valid(frame.geometry.to_numpy()), source)


def read_zones(
    path: Path, zone_id_column: str, *, source_crs: str | None = None, layer: str | None = None
) -> Zones:
    """
    Read zones from a file.

    Parameters
    ----------
    path : pathlib.Path
        See ``gis.layers.read_layer``.
    zone_id_column : str
        Column of identifiers.
    source_crs, layer : optional
        See ``gis.layers.read_layer``.

    Returns
    -------
    Zones
        One for each row, in order.

    Raises
    ------
    InputError
        One of its kinds, naming file, row or column.
    """
    path = Path(path)
    frame = read_layer(
        path, source_crs=source_crs, layer=layer, kinds=POLYGON_KINDS, fields=(zone_id_column,)
    )
    return zones_of(frame, zone_id_column, source=path.name)


def assign_to_zones(origins: Places, zones: Zones) -> IntArray:
    """
    Say in which zone each origin lies; on a border or an overlap the earlier zone has it.

    Parameters
    ----------
    origins : Places
        The points.
    zones : Zones
        The areas.

    Returns
    -------
    numpy.ndarray of int, shape (n_origins,)
        Position of the zone; -1 for none.
    """
    index = np.full(len(origins), len(zones), dtype=np.int64)
    # GEOS prepares the geometry that asks: districts that ask for points are answered 15 times as fast
    points: Any = shapely.points(origins.lon_deg, origins.lat_deg)
    tree = shapely.STRtree(points)
    zone, origin = tree.query(zones.polygons, predicate="intersects")
    np.minimum.at(index, origin, zone)
    return np.where(index == len(zones), -1, index)


def check_zones_meet(origins: Places, zones: Zones, zone_of: IntArray) -> None:
    """
    Refuse zones that lie elsewhere than the people they should count.

    Parameters
    ----------
    origins : Places
        The points.
    zones : Zones
        The areas.
    zone_of : numpy.ndarray of int, shape (n_origins,)
        From ``assign_to_zones``.

    Raises
    ------
    ReferenceSystemError
        If no origin lies in a zone, but some would with latitude and longitude exchanged.
    EmptyInputError
        If no origin lies in a zone either way.
    """
    if (zone_of >= 0).any():
        return
    turned = replace(origins, lon_deg=origins.lat_deg, lat_deg=origins.lon_deg)
    none = f"none of {len(origins)} origins of {origins.source} lies in a zone"
    if (assign_to_zones(turned, zones) >= 0).any():
        raise ReferenceSystemError(zones.source, [f"latitude and longitude look swapped: {none}"])
    raise EmptyInputError(zones.source, [none])


def overlapping_zones(zones: Zones) -> tuple[tuple[str, str], ...]:
    """
    Name the pairs of zones that share ground, not merely a border.

    Parameters
    ----------
    zones : Zones
        The areas.

    Returns
    -------
    tuple of (str, str)
        Identifiers, in the order of the input.
    """
    one, other = shapely.STRtree(zones.polygons).query(zones.polygons, predicate="intersects")
    one, other = one[one < other], other[one < other]
    shared = shapely.area(shapely.intersection(zones.polygons[one], zones.polygons[other]))
    smaller = np.minimum(shapely.area(zones.polygons[one]), shapely.area(zones.polygons[other]))
    # Neighbours drawn apart from each other overlap by slivers; those are no fault of anybody's.
    real = shared > SLIVER_SHARE * smaller
    pairs = sorted(zip(one[real].tolist(), other[real].tolist(), strict=True))
    return tuple((zones.ids[a], zones.ids[b]) for a, b in pairs)


def _refuse_grouped(values: pd.Series, column: str, source: str) -> None:
    """Refuse people written as 1.234 or 1,234: a town is not to shrink to a thousandth unnoticed."""
    grouped = np.flatnonzero(grouped_thousands(values))
    if grouped.size:
        first = str(values.iloc[grouped[0]]).strip()
        fault = (
            f"column {column!r} holds {first!r} in {rows_named(grouped)}, which may be thousands or "
            "decimals; write it without a mark between thousands"
        )
        raise AttributeInputError(source, [fault])


def _require_column(frame: geopandas.GeoDataFrame, column: str, source: str) -> None:
    """Refuse a layer that lacks a column."""
    if column not in frame.columns or column == frame.geometry.name:
        there = ", ".join(str(name) for name in frame.columns if name != frame.geometry.name)
        raise AttributeInputError(source, [f"has no column {column!r}; it has {there}"])


def _ids(frame: geopandas.GeoDataFrame, column: str | None, source: str) -> tuple[str, ...]:
    """Take identifiers from a column, or number the rows from 1."""
    if column is None:
        return tuple(str(row + 1) for row in range(len(frame)))
    _require_column(frame, column, source)
    faults = []
    missing = np.flatnonzero(frame[column].isna().to_numpy())
    if missing.size:
        faults.append(f"column {column!r} is empty in {rows_named(missing)}")
    values = frame[column]
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")  # a gap in a column of whole numbers makes them 7.0
    names = values.astype(str)
    repeated = np.flatnonzero(names.duplicated(keep="first").to_numpy() & frame[column].notna().to_numpy())
    if repeated.size:
        faults.append(f"column {column!r} repeats an identifier in {rows_named(repeated)}")
    if faults:
        raise AttributeInputError(source, faults)
    return tuple(names)
