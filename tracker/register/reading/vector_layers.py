"""Layers that GDAL reads (GeoPackage, shapefile): their rows, typed, with a point for each geometry."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FieldError
from pyproj.exceptions import CRSError

from tracker.register.notes import note
from tracker.register.reading.features import Feature, to_feature_table
from tracker.register.reading.limits import MAX_ROWS, RowBudget, check_columns, refusal
from tracker.register.reading.positions import Spot, spot_of
from tracker.register.tables import Table

BROKEN: Final = (
    *(DataSourceError, DataLayerError, FieldError, CRSError, pa.ArrowException, shapely.errors.GEOSException),
    *(RuntimeError, ValueError, OSError),
)


def read_layer(
    path: Path,
    layer: str | None,
    *,
    name: str,
    asked: pyproj.CRS | None,
    budget: RowBudget,
    encoding: str | None = None,
    where: str = "",
    drawn: Sequence[bool] | None = None,
) -> tuple[Table, bool, list[str]]:
    """
    Read one layer.

    Parameters
    ----------
    path : pathlib.Path
        The file, which has been looked over by the caller.
    layer : str or None
        Its name; None for the only one, whose table then has no name.
    name : str
        The file's name, for messages.
    asked : pyproj.CRS or None
        The reference system that somebody named.
    budget : RowBudget
        Of the whole file.
    encoding : str or None
        Of its text, where the format does not say it.
    where : str
        Place for messages, where the layer has no name.
    drawn : sequence of bool or None
        Whether each row has a geometry in storage: GDAL gives a damaged one as none.

    Returns
    -------
    table : Table
        A row a feature.
    needs_crs : bool
        True when nobody says what the coordinates mean.
    notes : list of str
        What was chosen, and which rows have no position.

    Raises
    ------
    InvalidInputError
        If the layer is damaged or too large.
    """
    place = f"layer {layer!r}" if layer else where
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            info = pyogrio.read_info(path, layer=layer, encoding=encoding)
            check_columns(name, place, len(info["fields"]))
            meta, rows = pyogrio.read_arrow(path, layer=layer, encoding=encoding, max_features=MAX_ROWS + 1)
        features = _features(rows, meta["geometry_name"] or "wkb_geometry", drawn)
        system = pyproj.CRS.from_user_input(meta["crs"]) if meta["crs"] else None
    except BROKEN as error:
        raise refusal(name, (place, f"is damaged and cannot be read ({_told(error)})")) from error
    table, needs_crs, notes = to_feature_table(
        features, name=name, layer=layer or "", system=system, asked=asked, budget=budget
    )
    doubts = dict.fromkeys(_told(warning.message) for warning in caught)
    return table, needs_crs, [*notes, *(note("reading_doubt", doubt=doubt) for doubt in doubts)]


def _features(rows: Any, geometry_name: str, drawn: Sequence[bool] | None) -> list[Feature]:  # noqa: ANN401 - pyarrow has no types
    """Give the rows as features, numbered from 1."""
    columns = [column for column in rows.schema.names if column != geometry_name]
    values = {column: rows[column].to_pylist() for column in columns}
    has_geometry = geometry_name in rows.schema.names
    spots = _spots(rows[geometry_name].to_pylist(), drawn) if has_geometry else []
    return [
        Feature(
            index + 1,
            {column: _plain(values[column][index]) for column in columns},
            spots[index] if spots else Spot(),
        )
        for index in range(rows.num_rows)
    ]


def _spots(geometries: list[bytes | None], drawn: Sequence[bool] | None) -> list[Spot]:
    """Choose a point for each geometry; one that cannot be parsed is at fault."""
    stored_in = [geometry is not None for geometry in geometries] if drawn is None else drawn
    parsed = shapely.from_wkb(geometries, on_invalid="ignore")
    return [
        Spot(kind="fault", fault="its geometry is damaged")
        if stored and geometry is None
        else spot_of(geometry)
        for stored, geometry in zip(stored_in, parsed, strict=True)
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a layer holds
    """Give a value in our types: dates stay dates, a time of day is text, bytes are told by their number."""
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    if isinstance(value, time):
        return value.isoformat()
    return value


def _told(error: object) -> str:
    """Say what GDAL found on one line, without its advice and without folders."""
    words = (
        str(error).replace("\n", " ").partition("Set SHAPE_RESTORE_SHX")[0].partition("; It might help")[0]
    )
    return " ".join(word.rpartition("/")[2] or word for word in words.split())
