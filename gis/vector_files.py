"""Vector files (GeoPackage, GeoJSON, shapefile, FlatGeobuf): which layer, its rows, and names for damage."""

from __future__ import annotations

import warnings
from collections.abc import Collection
from pathlib import Path

import pandas as pd
import pyogrio
import shapely

from gis.errors import InputError, UnreadableFileError

VECTOR_SUFFIXES = (".gpkg", ".geojson", ".json", ".shp", ".fgb")
UNDECLARED_KINDS = frozenset({"Unknown", "Geometry", "GeometryCollection"})


def read_vector_file(
    address: str | Path,
    *,
    source: str,
    layer: str | None = None,
    kinds: Collection[str] = (),
    fields: Collection[str] = (),
) -> pd.DataFrame:
    """
    Read one layer of a file that GDAL understands.

    Parameters
    ----------
    address : str or pathlib.Path
        The file, or ``zip://archive!member``.
    source : str
        Its name, for messages.
    layer : str, optional
        Which layer; without it the only one that fits ``kinds`` and ``fields``.
    kinds : collection of str
        Kinds of geometry wanted, such as ``LineString``; any when empty.
    fields : collection of str
        Columns wanted.

    Returns
    -------
    pandas.DataFrame
        A ``GeoDataFrame`` where the layer has geometries; a geometry that
        cannot be one (a line of one point) is missing.

    Raises
    ------
    UnreadableFileError
        If the file is damaged or of another format, has no such layer, or if
        several layers fit.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what GDAL only warns of shows in the rows
            chosen = _fitting_layer(address, source, kinds, fields) if layer is None else layer
            _check_layer(address, source, layer)
            rows: pd.DataFrame = pyogrio.read_dataframe(address, layer=chosen, on_invalid="ignore")
            return rows
    except InputError:  # a ValueError as well, but already in our words
        raise
    except (RuntimeError, OSError, ValueError, shapely.errors.GEOSException) as error:
        raise UnreadableFileError(source, [_damage(str(error), source)]) from error


def _fitting_layer(
    address: str | Path, source: str, kinds: Collection[str], fields: Collection[str]
) -> str | None:
    """Choose the layer with the wanted kind of geometry and the wanted columns."""
    layers = pyogrio.list_layers(address).tolist()
    drawn = [(name, kind) for name, kind in layers if kind is not None] or layers
    if len(drawn) > 1 and fields:
        drawn = [layer for layer in drawn if set(fields) <= _fields(address, layer[0])] or drawn
    fitting = [name for name, kind in drawn if any(wanted in (kind or "") for wanted in kinds)]
    fitting = fitting or [name for name, kind in drawn if kind in UNDECLARED_KINDS]
    fitting = fitting or [name for name, _ in drawn]
    if len(fitting) > 1:
        fault = f"any of its layers could be meant: {', '.join(fitting)}; name one"
        raise UnreadableFileError(source, [fault])
    return fitting[0] if fitting else None


def _check_layer(address: str | Path, source: str, layer: str | None) -> None:
    """Refuse the name of a layer that the file does not have."""
    names = [] if layer is None else [str(name) for name, _ in pyogrio.list_layers(address)]
    if layer is not None and layer not in names:
        raise UnreadableFileError(source, [f"has no layer {layer!r}; it has {', '.join(names)}"])


def _fields(address: str | Path, layer: str) -> set[str]:
    """Name the columns of a layer."""
    return set(pyogrio.read_info(address, layer=layer)["fields"].tolist())


def _damage(error: str, source: str) -> str:
    """Say in our words what GDAL found, without its addresses and its advice."""
    suffix = Path(source).suffix or "vector"
    if "not recognized as being in a supported file format" in error:
        return f"is no {suffix} file, or a damaged one"
    if ".shx" in error:
        return "its companion .shx is missing or damaged; a shapefile is .shp, .shx, .dbf and .prj together"
    told = error.partition("Set SHAPE_RESTORE_SHX")[0].replace("\n", " ").strip()
    return f"is not a whole {suffix} file ({told})"
