"""Features (a geometry with named values) to a table, the same for GeoJSON and for vector layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyproj

from tracker.register.notes import note
from tracker.register.reading.json_text import to_cell
from tracker.register.reading.limits import RowBudget, check_columns
from tracker.register.reading.positions import Spot, locate
from tracker.register.tables import Cell, Row, Table, Unplaced


@dataclass(frozen=True, slots=True)
class Feature:
    """
    One feature of a file.

    Parameters
    ----------
    number : int
        Its position in the file, or its line, from 1.
    values : mapping of str to object
        Named values, as the file has them.
    spot : Spot
        The point that stands for its geometry.
    fault : str or None
        What is wrong with it besides its geometry.
    """

    number: int
    values: Mapping[str, Any]
    spot: Spot
    fault: str | None = None


def to_feature_table(
    features: Sequence[Feature],
    *,
    name: str,
    layer: str,
    system: pyproj.CRS | None,
    asked: pyproj.CRS | None,
    budget: RowBudget,
) -> tuple[Table, bool, list[str]]:
    """
    Lay features out as a table.

    Parameters
    ----------
    features : sequence of Feature
        In the file's order.
    name, layer : str
        The file, and the layer in it (empty where layers have no names).
    system, asked : pyproj.CRS or None
        The reference system that the file says, and the one that somebody named.
    budget : RowBudget
        Of the whole file.

    Returns
    -------
    table : Table
        Columns in the order in which they are met first.
    needs_crs : bool
        True when nobody says what the coordinates mean.
    notes : list of str
        What was chosen, and which rows have no position.

    Raises
    ------
    InvalidInputError
        If there are too many columns, rows or cells.
    """
    columns = list(dict.fromkeys(key for feature in features for key in feature.values))
    check_columns(name, f"layer {layer!r}" if layer else "", len(columns))
    numbers = [feature.number for feature in features]
    located = locate(
        [feature.spot for feature in features],
        numbers,
        system=system,
        asked=asked,
        where=note("in_layer", name=repr(layer)) if layer else "",
    )
    rows: list[Row] = []
    for feature, position, fault in zip(features, located.positions, located.faults, strict=True):
        budget.count_row(f"feature {feature.number}", len(columns))
        cells, faults = _cells(feature.values, columns)
        faults = [told for told in (feature.fault, fault) if told] + faults
        lon_deg, lat_deg = position or (None, None)
        rows.append(Row(feature.number, cells, lon_deg, lat_deg, "; ".join(faults) or None))
    unplaced = _first_point(features) if located.needs_crs else None
    table = Table(layer, tuple(columns), tuple(rows), unplaced=unplaced)
    return table, located.needs_crs, list(located.notes)


def _first_point(features: Sequence[Feature]) -> Unplaced | None:
    """Give the first point that is a position in whatever system."""
    return next(
        (
            Unplaced(feature.number, feature.spot.x, feature.spot.y)
            for feature in features
            if feature.spot.x is not None and feature.spot.y is not None
            if (feature.spot.x, feature.spot.y) != (0, 0)
        ),
        None,
    )


def _cells(values: Mapping[str, Any], columns: Sequence[str]) -> tuple[tuple[Cell, ...], list[str]]:
    """Give one cell a column, and what is wrong with them."""
    cells: list[Cell] = []
    faults: list[str] = []
    for column in columns:
        cell, fault = to_cell(values.get(column))
        cells.append(cell)
        if fault:
            faults.append(f"column {column!r} {fault}")
    return tuple(cells), faults
