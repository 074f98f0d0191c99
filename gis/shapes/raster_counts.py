"""Counts on a raster (people by pixel) carried to polygons, each pixel shared among those it lies in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy as np
import rasterio
from exactextract import exact_extract
from exactextract.raster import RasterioRasterSource

from gis.errors import AttributeInputError, ReferenceSystemError, UnreadableFileError
from gis.model import FloatArray
from gis.shapes.polygon_layers import check_apart, check_layers, equal_area_system


@dataclass(frozen=True, slots=True)
class RasterCounts:
    """
    Counts by polygon, and what found none.

    Parameters
    ----------
    count : numpy.ndarray of float, shape (n_targets,)
        What each polygon holds [count]; 0 off the raster and where it has no data.
    total_count : float
        What the whole raster holds [count].
    outside_count : float
        What of it lies outside all polygons [count].
    """

    count: FloatArray
    total_count: float
    outside_count: float


def carry_raster_counts(path: Path, targets: geopandas.GeoSeries, *, band: int = 1) -> RasterCounts:
    """
    Sum a raster of counts over polygons; a pixel cut by a border is shared by area.

    Parameters
    ----------
    path : pathlib.Path
        Raster with counts by pixel (not densities), in any reference system.
    targets : geopandas.GeoSeries of shape (n_targets,)
        Polygons that counts are wanted for.
    band : int
        Which band, from 1.

    Returns
    -------
    RasterCounts
        Counts by polygon, the raster's total and the rest.

    Raises
    ------
    UnreadableFileError
        If the file is missing, damaged or has no such band.
    ReferenceSystemError
        If the raster or the layer does not say what its coordinates are.
    GeometryError
        If polygons are missing, not valid or overlap by more than 1 %.
    EmptyInputError
        If there are no polygons.
    AttributeInputError
        If pixels are negative.

    Notes
    -----
    Totals are kept: counts and what lies outside add up to the raster's total.

    References
    ----------
    .. [1] exactextract, whose coverage fractions are used:
       https://isciences.github.io/exactextract/
    """
    check_layers(targets=targets)
    check_apart(targets.to_crs(equal_area_system(targets)).to_numpy(), source="targets")
    try:
        with rasterio.open(path) as raster:
            total = _checked_total(raster, band, path.name)
            on_raster = geopandas.GeoDataFrame(geometry=targets.to_crs(raster.crs).to_numpy(), crs=raster.crs)
            rows = exact_extract(RasterioRasterSource(raster, band), on_raster, "sum", output="pandas")
    except rasterio.errors.RasterioIOError as error:
        raise UnreadableFileError(path.name, ["is missing, or no raster that can be read"]) from error
    count = np.nan_to_num(rows["sum"].to_numpy(dtype=np.float64), nan=0.0)
    return RasterCounts(count, total, max(total - float(count.sum()), 0.0))


def _checked_total(raster: rasterio.DatasetReader, band: int, source: str) -> float:
    """Sum the pixels with data; refuse a raster that is not counts at known places."""
    if raster.crs is None:
        raise ReferenceSystemError(source, ["has no reference system; say which one it is"])
    if not 1 <= band <= raster.count:
        raise UnreadableFileError(source, [f"has no band {band}; it has {raster.count}"])
    total = 0.0
    for _, window in raster.block_windows(band):
        pixels = raster.read(band, window=window, masked=True)
        values = np.ma.masked_invalid(pixels.astype(np.float64)).compressed()
        if (values < 0).any():
            raise AttributeInputError(source, [f"has negative pixels, the least is {values.min():g}"])
        total += float(values.sum())
    return total
