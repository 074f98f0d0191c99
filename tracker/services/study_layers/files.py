"""Reads the file of a points or zones layer as its definition says: one shape out, every fault at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd

from studies.schema import Layer
from tracker.errors import AnalysisError
from tracker.services.engine import (
    STREET_POLYGON_COLUMNS,
    InputError,
    locate_rows,
    read_rows,
    rows_named,
)

NAMED_ROWS = 5
LONGEST = {"id_column": 200, "name_column": 300}  # as the record keeps them, on both databases


@dataclass
class LayerFrame:
    """
    The rows of a layer in one shape, and what had to be left out.

    `rows` has `row` (place in the file, from 1), `code`, `name`, `geometry` (WGS 84), for origins
    `population` and perhaps `rank`, for destinations `supply`, for zones with a table of groups
    `properties`, and for street polygons their widths and heights under the names they have in the file.
    """

    rows: geopandas.GeoDataFrame
    notes: list[str] = field(default_factory=list)


def read_layer_file(layer: Layer, path: Path) -> LayerFrame:
    """Read and check a layer of origins, destinations, zones or street polygons."""
    faults: list[str] = []
    notes: list[str] = []
    located = _located(layer, path, faults, notes)
    located = _without_null_geometry(layer, located, faults, notes)
    rows = pd.Series(located.index + 1, index=located.index)
    frame = geopandas.GeoDataFrame(
        {
            "row": rows,
            "code": _texts(layer, located, layer.id_column, "id_column", faults, rows.astype(str)),
            "name": _texts(layer, located, layer.name_column, "name_column", faults, None),
        },
        geometry=located.geometry,
    )
    if layer.kind == "origins":
        frame["population"] = _population(layer, located, faults)
        if layer.rank_column is not None:
            frame["rank"] = _ranks(layer.rank_column, located, faults)
    if layer.kind == "destinations":
        frame["supply"] = _supply(layer, located, faults)
    if layer.kind == "street_polygons":
        for column in STREET_POLYGON_COLUMNS:
            frame[column] = _measurements(column, located, faults)
    _check_shapes(layer, frame, faults, notes)
    if not len(frame) and not faults:
        faults.append("no rows are left to take part")
    if faults:
        raise refused(layer, faults)
    return LayerFrame(frame.reset_index(drop=True), notes)


def _located(layer: Layer, path: Path, faults: list[str], notes: list[str]) -> geopandas.GeoDataFrame:
    """Give the chosen rows in WGS 84, some perhaps without geometry; the index is their place in the file."""
    try:
        raw = read_rows(path, layer=layer.sublayer, separator=layer.separator, columns=layer.columns)
    except InputError as error:
        raise refused(layer, [f"{path.name}: {fault}" for fault in error.faults]) from error
    chosen = _filtered(layer, raw, faults, notes)
    try:
        located = locate_rows(
            chosen,
            source=path.name,
            source_crs=layer.source_crs,
            swap_lon_lat=layer.swap_lon_lat,
            unlocated="keep",
        )
    except InputError as error:
        faults += [f"{path.name}: {fault}" for fault in error.faults]
        faults.append("source_crs, swap_lon_lat and columns in the definition say how places are read")
    if faults:
        raise refused(layer, faults)
    return located


def refused(layer: Layer, faults: Iterable[str]) -> AnalysisError:
    """Put faults in one error that names the layer."""
    return AnalysisError(f"Layer {layer.key} ({layer.dataset}): " + "; ".join(faults) + ".")


def _named(frame: pd.DataFrame, wrong: pd.Series[bool] | np.ndarray[tuple[int], np.dtype[np.bool_]]) -> str:
    """Name the rows at fault by their places in the file, which the index holds."""
    return rows_named(frame.index.to_numpy()[np.asarray(wrong, dtype=bool)], limit=NAMED_ROWS)


def _filtered(layer: Layer, raw: pd.DataFrame, faults: list[str], notes: list[str]) -> pd.DataFrame:
    keep = np.ones(len(raw), dtype=bool)
    for column, accepted in layer.where.items():
        if column not in raw.columns:
            faults.append(_no_column(raw, "where", column))
            continue
        keep &= raw[column].astype("string").str.strip().isin(accepted).to_numpy(dtype=bool)
    if not keep.all():
        chosen = ", ".join(f"{column} is {' or '.join(values)}" for column, values in layer.where.items())
        notes.append(f"Layer {layer.key}: {keep.sum()} of {len(raw)} rows are used, those where {chosen}.")
    return raw.loc[keep]


def _no_column(raw: pd.DataFrame, field_name: str, column: str) -> str:
    known = ", ".join(str(name) for name in raw.columns if name != "geometry")
    return f"{field_name}: there is no column {column!r} (the file has {known})"


def _without_null_geometry(
    layer: Layer, frame: geopandas.GeoDataFrame, faults: list[str], notes: list[str]
) -> geopandas.GeoDataFrame:
    null = (frame.geometry.isna() | frame.geometry.is_empty).to_numpy()
    if not null.any():
        return frame
    if layer.null_geometry == "refuse":
        faults.append(f"geometry: {_named(frame, null)} has none")
    else:
        label = layer.name_column or layer.id_column
        named = frame[label] if label in frame.columns else pd.Series(frame.index + 1, index=frame.index)
        names = named[null].astype(str)
        shown = ", ".join(names[:NAMED_ROWS]) + (
            f" and {null.sum() - NAMED_ROWS} more" if null.sum() > NAMED_ROWS else ""
        )
        notes.append(
            f"Layer {layer.key}: {null.sum()} of {len(frame)} rows have no place and are left out: {shown}."
        )
    return frame.loc[~null]


def _texts(
    layer: Layer,
    frame: geopandas.GeoDataFrame,
    column: str | None,
    field_name: str,
    faults: list[str],
    otherwise: pd.Series[str] | None,
) -> list[str]:
    if column is None:
        return [""] * len(frame) if otherwise is None else otherwise.tolist()
    if column not in frame.columns:
        faults.append(_no_column(frame, field_name, column))
        return [""] * len(frame)
    values = frame[column].astype("string").str.strip()
    empty = values.isna() | (values == "")
    if empty.any() and field_name == "id_column":
        faults.append(f"{column}: {_named(frame, empty)} is empty")
    if field_name == "id_column" and layer.kind == "zones" and values.duplicated().any():
        faults.append(f"{column}: {_named(frame, values.duplicated())} repeats another row's code")
    texts = values.fillna("")
    for wrong, what in (
        (texts.str.len() > LONGEST[field_name], f"has more than {LONGEST[field_name]} characters"),
        (texts.str.contains("\x00", regex=False), "holds the NUL character"),
    ):
        if wrong.any():
            faults.append(f"{column}: {_named(frame, wrong)} {what}")
    return [str(value) for value in texts]


def _population(
    layer: Layer, frame: geopandas.GeoDataFrame, faults: list[str]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if layer.population_column is None:
        faults.append("population_column: origins need one")
        return np.zeros(len(frame))
    return _amounts("population_column", layer.population_column, frame, faults)


def _supply(
    layer: Layer, frame: geopandas.GeoDataFrame, faults: list[str]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if layer.supply_column is None:
        return np.ones(len(frame))
    return _amounts("supply_column", layer.supply_column, frame, faults)


def _ranks(
    column: str, frame: geopandas.GeoDataFrame, faults: list[str]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Take the rank of people; an empty cell is not known, which is no fault unless all are."""
    if column not in frame.columns:
        faults.append(_no_column(frame, "rank_column", column))
        return np.zeros(len(frame))
    empty = frame[column].astype("string").str.strip().fillna("") == ""
    ranks: np.ndarray[tuple[int], np.dtype[np.float64]]
    ranks = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float)
    wrong = ~np.isfinite(ranks) & ~empty.to_numpy(dtype=bool)
    if wrong.any():
        faults.append(f"{column}: {_named(frame, wrong)} is no number")
    if len(frame) and empty.all():
        faults.append(f"{column}: is empty in every row")
    return ranks


def _amounts(
    field_name: str, column: str, frame: geopandas.GeoDataFrame, faults: list[str]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if column not in frame.columns:
        faults.append(_no_column(frame, field_name, column))
        return np.zeros(len(frame))
    counts: np.ndarray[tuple[int], np.dtype[np.float64]]
    counts = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float)
    for wrong, what in ((~np.isfinite(counts), "is no number"), (counts < 0, "is negative")):
        if wrong.any():
            faults.append(f"{column}: {_named(frame, wrong)} {what}")
    return counts


def _measurements(
    column: str, frame: geopandas.GeoDataFrame, faults: list[str]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Give what was measured, NaN where nothing was; text is a fault."""
    if column not in frame.columns:
        faults.append(_no_column(frame, "street_polygons", column))
        return np.full(len(frame), np.nan)
    values: np.ndarray[tuple[int], np.dtype[np.float64]]
    values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = frame[column].notna().to_numpy() & np.isnan(values)
    if wrong.any():
        faults.append(f"{column}: {_named(frame, wrong)} is no number")
    return values


def _check_shapes(layer: Layer, frame: geopandas.GeoDataFrame, faults: list[str], notes: list[str]) -> None:
    kinds = frame.geometry.geom_type
    if layer.kind in {"zones", "street_polygons"}:
        wrong = ~kinds.isin(["Polygon", "MultiPolygon"])
        if wrong.any():
            faults.append(f"geometry: {_named(frame, wrong)} is no polygon")
        if layer.kind == "street_polygons":
            return  # the engine repairs them, on its plan in metres
        invalid = ~frame.geometry.is_valid
        if invalid.any():
            frame.loc[invalid, "geometry"] = frame.geometry[invalid].make_valid()
            notes.append(f"Layer {layer.key}: the outline of {_named(frame, invalid)} was repaired.")
        return
    extended = kinds != "Point"
    if extended.any():
        frame.loc[extended, "geometry"] = frame.geometry[extended].representative_point()
        notes.append(f"Layer {layer.key}: {extended.sum()} shapes are represented by a point inside them.")
