"""H3 cells, the hexagons of the maps: which cell a point lies in, cells over a polygon, true areas."""

from __future__ import annotations

from collections.abc import Sequence

import h3
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from gis.errors import AttributeInputError, GeometryError
from gis.model import FloatArray, IntArray

# Resolution of the Access to Opportunities Project's maps of Brazil: about 0.1 km2 a cell.
DEFAULT_RESOLUTION = 9
FINEST_RESOLUTION = 15

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
    H3 cells differ in area with their position (``cell_areas_m2``); compare
    counts of people or shares between them, not densities.
    """
    of_point = np.array(
        [h3.latlng_to_cell(lat, lon, resolution) for lat, lon in zip(lat_deg, lon_deg, strict=True)],
        dtype=str,
    )
    cells, index = np.unique(of_point, return_inverse=True)
    names = tuple(str(cell) for cell in cells)
    return names, index.astype(np.int64), _outlines(names)


def hexagons_over(
    area: shapely.Polygon | shapely.MultiPolygon, *, resolution: int = DEFAULT_RESOLUTION
) -> tuple[tuple[str, ...], NDArray[np.object_]]:
    """
    Cover a polygon with hexagons: all cells that share land with it.

    Parameters
    ----------
    area : shapely.Polygon or shapely.MultiPolygon
        What to cover, in WGS 84.
    resolution : int
        H3 resolution, 0 (largest) to 15.

    Returns
    -------
    cells : tuple of str
        H3 identifiers, sorted.
    polygons : numpy.ndarray of shapely.Polygon, shape (n_cells,)
        Outline of each cell in WGS 84.

    Raises
    ------
    GeometryError
        If the area is no polygon, empty or not valid.
    AttributeInputError
        If there is no such resolution.
    """
    check_area(area)
    if resolution not in range(FINEST_RESOLUTION + 1):
        raise AttributeInputError("hexagons", [f"resolution must be 0 to 15, not {resolution}"])
    found: set[str] = set()
    for part in shapely.get_parts(area):
        rings = [[(lat, lon) for lon, lat in ring.coords] for ring in (part.exterior, *part.interiors)]
        shape = h3.LatLngPoly(rings[0], *rings[1:])
        found.update(h3.polygon_to_cells_experimental(shape, resolution, contain="overlap"))
    cells = tuple(sorted(found))
    return cells, _outlines(cells)


def cell_areas_m2(cells: Sequence[str]) -> FloatArray:
    """
    Measure H3 cells on the ellipsoid.

    Parameters
    ----------
    cells : sequence of str
        H3 identifiers.

    Returns
    -------
    numpy.ndarray of float, shape (n_cells,)
        Area of each cell [m2].

    Notes
    -----
    Cells of one resolution differ by up to a factor of two over the Earth and by
    some per cent across a large country; divide by these, not by the average.
    """
    ellipsoid = Geod(ellps="WGS84")
    areas = [ellipsoid.geometry_area_perimeter(outline)[0] for outline in _outlines(cells)]
    return np.abs(np.array(areas, dtype=np.float64))


def check_area(area: shapely.Geometry) -> None:
    """
    Refuse what cannot be covered with cells.

    Parameters
    ----------
    area : shapely.Geometry
        What to cover.

    Raises
    ------
    GeometryError
        If it is no polygon, empty or not valid.
    """
    if not isinstance(area, shapely.Polygon | shapely.MultiPolygon):
        raise GeometryError("area", [f"must be a polygon, not a {getattr(area, 'geom_type', type(area))}"])
    if area.is_empty:
        raise GeometryError("area", ["is empty"])
    if not area.is_valid:
        raise GeometryError("area", [f"is not valid: {shapely.is_valid_reason(area)}"])


def unwrapped(corners_deg: FloatArray) -> FloatArray:
    """
    Let outlines on the antimeridian go on past 180 degrees rather than round the Earth.

    Parameters
    ----------
    corners_deg : numpy.ndarray of float, shape (..., n_corners, 2)
        Longitude and latitude of each corner [degree].

    Returns
    -------
    numpy.ndarray of float, shape (..., n_corners, 2)
        The same corners, near the first one of each outline.
    """
    away = corners_deg[..., 0] - corners_deg[..., :1, 0]
    corners = corners_deg.copy()
    corners[..., 0][away > HALF_TURN_DEG] -= FULL_TURN_DEG
    corners[..., 0][away < -HALF_TURN_DEG] += FULL_TURN_DEG
    return corners


def _outlines(cells: Sequence[str]) -> NDArray[np.object_]:
    """Draw cells; a pentagon has fewer corners than the others, so each is drawn by itself."""
    polygons = np.empty(len(cells), dtype=object)
    polygons[:] = [
        shapely.Polygon(unwrapped(np.array([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)])))
        for cell in cells
    ]
    return polygons
