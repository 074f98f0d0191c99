"""Slopes of links from an elevation model, where no tag gives them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import rasterio
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from rasterio import Affine
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window

from gis.crs import WGS84
from gis.errors import (
    EmptyInputError,
    ReferenceSystemError,
    UnreadableFileError,
    UnstatedReferenceSystemError,
)
from gis.model import BoolArray, FloatArray, IntArray
from gis.network.graph import AttributeSource, LinkKind, SlopeSource, StreetNetwork
from gis.network.pieces import divide_links, positions_along
from gis.network.ways.tags import STEEPEST_SHARE

# Over less than this, differences of height are noise of the model, not slope (methods 2.1).
SHORTEST_RUN_M = 10.0
# A slope counts when it lasts: links are divided into pieces of 3 to 6 runs (30 to 60 m).
RUNS_PER_PIECE = 3
# ... but only where a piece's slope differs from the whole link's by more than one in a hundred.
DIVIDING_DIFFERENCE_SHARE = 0.01
MARGIN_CELLS = 5
WHOLE_TURN_DEG = 360.0
# Values beyond the lowest land and the highest summit (-430 and 8,849 m) are marks of a gap that the file
# does not declare: -9999, -32768, 65535. A plain of them would pass for level ground.
LOWEST_M, HIGHEST_M = -500.0, 9000.0
METRES_PER_DEGREE = 111_195.0  # of latitude, on the sphere of mean radius
NO_HEIGHT = "links without elevation (outside the model or in its gaps)"


@dataclass(frozen=True, slots=True)
class ElevationModel:
    """
    The part of an elevation model around a network.

    Parameters
    ----------
    height_m : numpy.ndarray of float, shape (n_rows, n_columns)
        Height of each cell's centre; NaN where the model has none [m].
    to_cells : affine.Affine
        From the model's coordinates to column and row of the whole file.
    corner : tuple of (int, int)
        Column and row of the part's first cell.
    from_wgs84 : pyproj.Transformer
        From longitude and latitude to the model's coordinates.
    resolution_m : float
        Larger side of a cell [m].
    middle_lon_deg : float
        Longitude that all others are brought within half a turn of before they
        are transformed, so that a model may cross the antimeridian [degree].
    """

    height_m: FloatArray
    to_cells: Affine
    corner: tuple[int, int]
    from_wgs84: Transformer
    resolution_m: float
    middle_lon_deg: float = 0.0

    def heights_m(self, lon_deg: FloatArray, lat_deg: FloatArray) -> FloatArray:
        """
        Interpolate heights between the centres of four cells.

        Parameters
        ----------
        lon_deg, lat_deg : numpy.ndarray of float, shape (n,)
            Positions [degree].

        Returns
        -------
        numpy.ndarray of float, shape (n,)
            Heights; NaN outside the model and beside its gaps [m].
        """
        near_deg = _near_deg(lon_deg, self.middle_lon_deg)
        column, row = _cells(self.to_cells, *self.from_wgs84.transform(near_deg, lat_deg))
        # heights stand for the centres of cells
        column, row = column - self.corner[0] - 0.5, row - self.corner[1] - 0.5
        rows, columns = self.height_m.shape
        inside = (column >= 0) & (row >= 0) & (column <= columns - 1) & (row <= rows - 1)
        left = np.clip(np.where(inside, column, 0).astype(np.int64), 0, max(columns - 2, 0))
        top = np.clip(np.where(inside, row, 0).astype(np.int64), 0, max(rows - 2, 0))
        right, bottom = np.minimum(left + 1, columns - 1), np.minimum(top + 1, rows - 1)
        x, y = column - left, row - top
        upper = self.height_m[top, left] * (1 - x) + self.height_m[top, right] * x
        lower = self.height_m[bottom, left] * (1 - x) + self.height_m[bottom, right] * x
        return np.where(inside, upper * (1 - y) + lower * y, np.nan)


def with_elevation(
    network: StreetNetwork, dem_path: str | Path, *, source_crs: str | CRS | None = None
) -> StreetNetwork:
    """
    Fill unknown slopes from an elevation model.

    A slope is the difference of height between the ends of a stretch over its
    length. No stretch is shorter than 10 m or one cell of the model: shorter
    links are lengthened about their middle for the measurement. Long links are
    divided into pieces of 30 to 60 m where their slope changes, so that neither a
    short steep stretch is averaged away nor its slope taken for the whole link,
    and where the model has a gap, which makes unknown only the pieces that end in it.
    A slope from a tag is kept. Bridges, tunnels, indoor links, stairs and lifts
    do not follow the ground and stay as they are.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    dem_path : str or Path
        A GeoTIFF whose first band holds heights in metres.
    source_crs : str or pyproj.CRS, optional
        Reference system of the model; wins over what the file states.

    Returns
    -------
    StreetNetwork
        Slopes filled where the model has heights, marked in
        ``incline_source``; ``left_out`` counts links it does not cover, and
        ``slope_sources`` names the model and its resolution.

    Raises
    ------
    UnreadableFileError
        If the file is missing, truncated or no raster.
    ReferenceSystemError
        If the model states no reference system and none is given.
    EmptyInputError
        If the model covers no link.
    """
    path = Path(dem_path)
    model = read_elevation_model(path, network, source_crs)
    run_m = max(SHORTEST_RUN_M, model.resolution_m)
    wanted = _follows_ground(network) & np.isnan(network.incline_share)
    n_pieces = np.where(wanted, network.length_m // (RUNS_PER_PIECE * run_m), 1).astype(np.int64)
    n_pieces = np.maximum(n_pieces, 1)
    n_pieces[~_slope_changes(network, model, n_pieces)] = 1
    divided = divide_links(network, n_pieces)
    links = np.flatnonzero(_follows_ground(divided) & np.isnan(divided.incline_share))
    share = _slopes(divided, model, links, run_m)
    found = np.isfinite(share) & (np.abs(share) <= STEEPEST_SHARE)
    if len(links) and not found.any():
        raise EmptyInputError(path.name, ["it has no height for any link of the network"])
    incline_share = divided.incline_share.copy()
    incline_share[links[found]] = share[found]
    bound_share = divided.incline_bound_share.copy()
    bound_share[np.repeat(n_pieces, n_pieces) > 1] = np.nan  # what holds of the whole may not of a piece
    incline_source = divided.incline_source.copy()
    incline_source[links[found]] = AttributeSource.ELEVATION
    n_without = int(np.count_nonzero(~found))
    counted = ((NO_HEIGHT, n_without),) if n_without else ()
    return replace(
        divided,
        incline_share=incline_share,
        incline_bound_share=bound_share,
        incline_source=incline_source,
        left_out=(*divided.left_out, *counted),
        slope_sources=(*divided.slope_sources, SlopeSource(path.name, model.resolution_m, run_m)),
    )


@dataclass(frozen=True, slots=True)
class ElevationExtent:
    """
    What a raster file covers, without its heights.

    Parameters
    ----------
    columns, rows : int
        Number of cells.
    bounds_deg : tuple of four float
        West, south, east, north in WGS 84 [degree].
    """

    columns: int
    rows: int
    bounds_deg: tuple[float, float, float, float]


def elevation_extent(path: Path, *, source_crs: str | CRS | None = None) -> ElevationExtent:
    """
    Look what an elevation model covers.

    Parameters
    ----------
    path : Path
        A raster file.
    source_crs : str or pyproj.CRS, optional
        Reference system; wins over what the file states.

    Returns
    -------
    ElevationExtent
        Size and extent.

    Raises
    ------
    UnreadableFileError, ReferenceSystemError
        See `with_elevation`.
    """
    with _opened(path) as raster:
        to_wgs84 = Transformer.from_crs(_stated(raster, source_crs, path.name), WGS84, always_xy=True)
        return ElevationExtent(raster.width, raster.height, to_wgs84.transform_bounds(*raster.bounds))


def read_elevation_model(
    path: Path, network: StreetNetwork, source_crs: str | CRS | None = None
) -> ElevationModel:
    """
    Read the part of an elevation model that a network needs.

    Parameters
    ----------
    path : Path
        A raster file.
    network : StreetNetwork
        The streets, which decide the part read.
    source_crs : str or pyproj.CRS, optional
        Reference system; wins over what the file states.

    Returns
    -------
    ElevationModel
        Heights with NaN for gaps.

    Raises
    ------
    UnreadableFileError, ReferenceSystemError, EmptyInputError
        See `with_elevation`.
    """
    with _opened(path) as raster:
        system = _stated(raster, source_crs, path.name)
        from_wgs84 = Transformer.from_crs(WGS84, system, always_xy=True)
        window, middle_lon_deg = _window(raster, network, from_wgs84, path.name)
        height_m = raster.read(1, window=window, masked=True).astype(np.float64).filled(np.nan)
        transform = raster.transform
    height_m[~((height_m >= LOWEST_M) & (height_m <= HIGHEST_M))] = np.nan
    return ElevationModel(
        height_m,
        ~transform,
        (window.col_off, window.row_off),
        from_wgs84,
        _resolution_m(transform, system, network),
        middle_lon_deg,
    )


@contextmanager
def _opened(path: Path) -> Iterator[rasterio.DatasetReader]:
    """Open a raster; what is missing or damaged is told as our own error."""
    if not path.is_file():
        raise UnreadableFileError(path.name, ["there is no such file"])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # said by us, as an error
            with rasterio.open(path) as raster:
                yield raster
    except RasterioError as error:
        raise UnreadableFileError(path.name, ["it is no raster file, or a damaged one"]) from error


def _stated(raster: rasterio.DatasetReader, source_crs: str | CRS | None, source: str) -> CRS:
    """Give the reference system that was named, else the file's own."""
    stated = source_crs if source_crs is not None else raster.crs
    if stated is None:
        fault = "it states no reference system; name the one its coordinates are in"
        raise UnstatedReferenceSystemError(source, [fault])
    try:
        return CRS.from_user_input(stated)
    except CRSError as error:
        raise ReferenceSystemError(source, [f"no reference system is called {stated!r}"]) from error


def _window(
    raster: rasterio.DatasetReader, network: StreetNetwork, from_wgs84: Transformer, source: str
) -> tuple[Window, float]:
    """
    Choose the rows and columns around the network, with room for lengthened links.

    A model in degrees may count its longitudes beyond 180; the turn that meets it is given as well.
    """
    around_deg = float(network.node_lon_deg[0])
    for turn_deg in (0.0, WHOLE_TURN_DEG, -WHOLE_TURN_DEG):
        lon_deg = _near_deg(network.node_lon_deg, around_deg + turn_deg)
        x, y = from_wgs84.transform(*_frame(lon_deg, network.node_lat_deg))
        column, row = _cells(~raster.transform, x, y)
        if not (np.isfinite(column).all() and np.isfinite(row).all()):
            continue
        left = max(int(column.min()) - MARGIN_CELLS, 0)
        right = min(int(column.max()) + MARGIN_CELLS, raster.width)
        top = max(int(row.min()) - MARGIN_CELLS, 0)
        bottom = min(int(row.max()) + MARGIN_CELLS, raster.height)
        if left < right and top < bottom:
            return Window(left, top, right - left, bottom - top), around_deg + turn_deg
    raise EmptyInputError(source, ["it does not cover the network: their extents do not meet"])


def _frame(lon_deg: FloatArray, lat_deg: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give positions along the four sides of the extent, which a projection may bend."""
    along = np.linspace(0.0, 1.0, 21)
    east = lon_deg.min() + along * (lon_deg.max() - lon_deg.min())
    north = lat_deg.min() + along * (lat_deg.max() - lat_deg.min())
    one = np.ones_like(along)
    return (
        np.concatenate([east, east, east[0] * one, east[-1] * one]),
        np.concatenate([north[0] * one, north[-1] * one, north, north]),
    )


def _near_deg(lon_deg: FloatArray, middle_deg: float) -> FloatArray:
    """Count longitudes within half a turn of one of them; those that are so already stay bit for bit."""
    turns = np.round((lon_deg - middle_deg) / WHOLE_TURN_DEG)
    return lon_deg - WHOLE_TURN_DEG * turns


def _cells(to_cells: Affine, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give column and row of positions in the model's coordinates."""
    a, b, c, d, e, f = tuple(to_cells)[:6]
    return a * x + b * y + c, d * x + e * y + f


def _resolution_m(transform: Affine, system: CRS, network: StreetNetwork) -> float:
    """Measure the larger side of a cell."""
    width, height = abs(transform.a), abs(transform.e)
    if system.is_projected:
        return float(max(width, height) * system.axis_info[0].unit_conversion_factor)
    shrink = np.cos(np.radians(network.node_lat_deg.mean()))
    return float(max(width * shrink, height) * METRES_PER_DEGREE)


def _follows_ground(network: StreetNetwork) -> BoolArray:
    flat = np.isin(network.kind, [LinkKind.STEPS, LinkKind.LIFT])
    return ~network.off_ground & ~flat & (network.length_m > 0)


def _slope_changes(network: StreetNetwork, model: ElevationModel, n_pieces: IntArray) -> BoolArray:
    """Tell which links have a piece whose slope differs from that of the whole, or a gap in a part."""
    long = np.flatnonzero(n_pieces > 1)
    changes = np.zeros(network.n_links, dtype=np.bool_)
    if not len(long):
        return changes
    n_points = n_pieces[long] + 1
    start = np.cumsum(n_points) - n_points
    link = np.repeat(long, n_points)
    share = (np.arange(len(link)) - np.repeat(start, n_points)) / n_pieces[link]
    height_m = model.heights_m(*positions_along(network, link, share))
    rise_m = np.diff(height_m, append=np.nan)
    piece_share = rise_m * n_pieces[link] / network.length_m[link]
    last = start + n_points - 1
    whole_share = (height_m[last] - height_m[start]) / network.length_m[long]
    differs = np.abs(piece_share - np.repeat(whole_share, n_points)) > DIVIDING_DIFFERENCE_SHARE
    known = np.isfinite(piece_share)
    unknown = ~known
    differs[last], unknown[last] = False, False
    some_known, some_unknown = (np.logical_or.reduceat(which, start) for which in (known, unknown))
    changes[long] = np.logical_or.reduceat(differs, start) | (some_known & some_unknown)
    return changes


def _slopes(network: StreetNetwork, model: ElevationModel, links: IntArray, run_m: float) -> FloatArray:
    """Measure rise over run of links, the short ones lengthened about their middle."""
    n = len(links)
    zeros, ones = np.zeros(n), np.ones(n)
    lon, lat = positions_along(network, np.tile(links, 2), np.concatenate([zeros, ones]))
    shrink = np.cos(np.radians(lat[:n]))
    lon[n:] = lon[:n] + _near_deg(lon[n:] - lon[:n], 0.0)  # a link across the antimeridian is short
    east_m = (lon[n:] - lon[:n]) * shrink * METRES_PER_DEGREE
    north_m = (lat[n:] - lat[:n]) * METRES_PER_DEGREE
    chord_m = np.hypot(east_m, north_m)
    length_m = network.length_m[links]
    # a short loop has no direction to lengthen it in: its slope stays unknown
    with np.errstate(divide="ignore", invalid="ignore"):
        stretch = np.where(length_m < run_m, run_m / chord_m, 1.0)
    stretch[~np.isfinite(stretch)] = np.nan
    half_lon, half_lat = (lon[n:] - lon[:n]) * stretch / 2, (lat[n:] - lat[:n]) * stretch / 2
    middle_lon, middle_lat = (lon[n:] + lon[:n]) / 2, (lat[n:] + lat[:n]) / 2
    known = np.isfinite(stretch)
    share = np.full(n, np.nan)
    rise_m = model.heights_m(
        (middle_lon + half_lon)[known], (middle_lat + half_lat)[known]
    ) - model.heights_m((middle_lon - half_lon)[known], (middle_lat - half_lat)[known])
    share[known] = rise_m / stretch[known] / length_m[known]
    return share
