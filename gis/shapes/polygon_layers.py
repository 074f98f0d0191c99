"""Layers of polygons made fit for measuring: checked, all faults told, in an equal-area projection."""

from __future__ import annotations

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import WGS84, rows_named
from gis.errors import EmptyInputError, FaultyInputsError, GeometryError, InputError, ReferenceSystemError

# Borders digitised twice overlap by slivers; up to this part of the smaller polygon they are no fault.
OVERLAP_SHARE = 0.01

Shapes = NDArray[np.object_]


def check_layers(**layers: geopandas.GeoSeries) -> None:
    """
    Refuse layers of polygons that cannot be measured against each other; tell all faults of all layers.

    Parameters
    ----------
    **layers : geopandas.GeoSeries
        Polygons by the name to use in messages.

    Raises
    ------
    EmptyInputError, ReferenceSystemError, GeometryError
        The fault of the only layer at fault.
    FaultyInputsError
        If several are.
    """
    errors: list[InputError] = []
    for name, layer in layers.items():
        if not len(layer):
            errors.append(EmptyInputError(name, ["holds no polygons"]))
        elif layer.crs is None:
            errors.append(ReferenceSystemError(name, ["has no reference system; say which one it is"]))
        elif faults := _polygon_faults(layer.to_numpy()):
            errors.append(GeometryError(name, faults))
    if not errors:
        (first, layer), *others = layers.items()
        errors += [
            ReferenceSystemError(
                name, [f"is in {other.crs.to_string()}, but {first} in {layer.crs.to_string()}; convert one"]
            )
            for name, other in others
            if other.crs != layer.crs
        ]
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise FaultyInputsError(errors)


def _polygon_faults(shapes: Shapes) -> list[str]:
    """Name the rows that are no valid polygons."""
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    kind = shapely.get_type_id(shapes)
    polygon = np.isin(kind, (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    invalid = polygon & ~missing & ~shapely.is_valid(shapes)
    faults = []
    if missing.any():
        faults.append(f"no geometry in {rows_named(np.flatnonzero(missing))}")
    if (~polygon & ~missing).any():
        faults.append(f"no polygon in {rows_named(np.flatnonzero(~polygon & ~missing))}")
    if invalid.any():
        rows = np.flatnonzero(invalid)
        reason = shapely.is_valid_reason(shapes[rows[0]])
        faults.append(f"not valid in {rows_named(rows)} (the first: {reason})")
    return faults


def equal_area_system(layer: geopandas.GeoSeries) -> str:
    """
    Choose the projection in which areas around a layer are true.

    Parameters
    ----------
    layer : geopandas.GeoSeries
        Checked polygons.

    Returns
    -------
    str
        Lambert's azimuthal equal-area projection centred on the layer.
    """
    west, south, east, north = layer.to_crs(WGS84).total_bounds
    centre = f"+lon_0={(west + east) / 2:.6f} +lat_0={(south + north) / 2:.6f}"
    return f"+proj=laea {centre} +datum=WGS84 +units=m +type=crs"


def check_apart(shapes: Shapes, *, source: str) -> None:
    """
    Refuse polygons that overlap: what lies in two of them would be counted twice.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely.Geometry, shape (n_polygons,)
        Valid polygons in an equal-area plane.
    source : str
        Name of the layer, for the message.

    Raises
    ------
    GeometryError
        Naming the rows, if two share more than 1 % of the smaller one.
    """
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    area = shapely.area(shapes)
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    over = shared > OVERLAP_SHARE * np.minimum(area[one], area[other])
    if over.any():
        pairs = [f"rows {i + 1} and {j + 1}" for i, j in zip(one[over], other[over], strict=True)]
        more = f" and {len(pairs) - 5} pairs more" if len(pairs) > 5 else ""  # noqa: PLR2004 - as rows_named
        raise GeometryError(source, [f"polygons overlap: {', '.join(pairs[:5])}{more}"])
