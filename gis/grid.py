"""The hexagonal grid on which results are shown: H3 cells, and which cell each point lies in."""

from __future__ import annotations

import h3
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.model import FloatArray, IntArray

# Resolution of the Access to Opportunities Project's maps of Brazil: about 0.1 km2 a cell.
DEFAULT_RESOLUTION = 9

# A cell's corner further than this from the first, in longitude, lies beyond the antimeridian.
HALF_TURN_DEG = 180.0
FULL_TURN_DEG = 360.0


def hexagons(
    lon_deg: FloatArray, lat_deg: FloatArray, *, resolution: int = DEFAULT_RESOLUTION
) -> tuple[tuple[str, ...], IntArray, NDArray[np.object_]]:
    """
    Put points into hexagons.

    Parameters
    ----------
    lon_deg, lat_deg : numpy.ndarray of float, shape (n_points,)
        WGS 84 positions [degree].
    resolution : int
        H3 resolution, 0 (largest) to 15.

    Returns
    -------
    cells : tuple of str
        H3 identifiers of the cells that hold a point, sorted.
    index : numpy.ndarray of int, shape (n_points,)
        Position in ``cells`` for each point.
    polygons : numpy.ndarray of shapely.Polygon, shape (n_cells,)
        Outline of each cell in WGS 84. Cells on the antimeridian go on past
        180 degrees rather than round the Earth.

    Notes
    -----
    H3 cells differ in area with their position; compare counts of people or
    shares between them, not densities.
    """
    of_point = np.array(
        [h3.latlng_to_cell(lat, lon, resolution) for lat, lon in zip(lat_deg, lon_deg, strict=True)],
        dtype=str,
    )
    cells, index = np.unique(of_point, return_inverse=True)
    polygons = np.empty(len(cells), dtype=object)
    polygons[:] = [_outline(str(cell)) for cell in cells]
    return tuple(str(cell) for cell in cells), index.astype(np.int64), polygons


def _outline(cell: str) -> shapely.Polygon:
    """Draw one cell."""
    corners = np.array([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)])
    away = corners[:, 0] - corners[0, 0]
    corners[away > HALF_TURN_DEG, 0] -= FULL_TURN_DEG
    corners[away < -HALF_TURN_DEG, 0] += FULL_TURN_DEG
    return shapely.Polygon(corners)
