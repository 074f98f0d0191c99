"""Hexagons: which cell a point lies in, cells over a polygon, true and equal areas, names that last."""

from __future__ import annotations

import h3
import numpy as np
import pytest
import shapely
from pyproj import Geod

from gis.errors import AttributeInputError, GeometryError, ReferenceSystemError
from gis.shapes.equal_area import EqualAreaGrid, grid_around
from gis.shapes.h3_cells import cell_areas_m2, hexagons, hexagons_over

SE_DEG = shapely.box(-46.66, -23.57, -46.62, -23.53)
GRID = EqualAreaGrid(-47.0, -24.0, 100_000.0)


def area_m2(polygon: shapely.Polygon) -> float:
    return abs(float(Geod(ellps="WGS84").geometry_area_perimeter(polygon)[0]))


def test_every_point_lies_in_its_hexagon_and_hexagons_are_of_the_resolution_asked() -> None:
    lon_deg = np.array([-46.63, -46.6301, -46.60, 179.9999, -179.9999])
    lat_deg = np.array([-23.55, -23.5501, -23.50, -16.5, -16.5])
    cells, index, polygons = hexagons(lon_deg, lat_deg)
    assert index.shape == (5,)
    assert list(cells) == sorted(set(cells))
    assert {h3.get_resolution(cell) for cell in cells} == {9}
    for i in range(3):
        assert polygons[index[i]].contains(shapely.Point(lon_deg[i], lat_deg[i]))
    # On the antimeridian a cell must not go round the Earth.
    widths = shapely.bounds(polygons)[:, 2] - shapely.bounds(polygons)[:, 0]
    assert widths.max() < 0.01


def test_cells_over_a_polygon_cover_it_and_each_shares_land_with_it() -> None:
    cells, polygons = hexagons_over(SE_DEG, resolution=8)
    assert list(cells) == sorted(cells)
    assert shapely.union_all(polygons).buffer(1e-9).covers(SE_DEG)
    assert (shapely.area(shapely.intersection(polygons, SE_DEG)) > 0).all()


def test_two_parts_share_their_cells_and_a_hole_larger_than_a_cell_stays_open() -> None:
    west, east = shapely.box(-46.66, -23.57, -46.6401, -23.53), shapely.box(-46.64, -23.57, -46.62, -23.53)
    together, _ = hexagons_over(shapely.MultiPolygon([west, east]), resolution=8)
    apart = [set(hexagons_over(part, resolution=8)[0]) for part in (west, east)]
    assert set(together) == apart[0] | apart[1]
    assert apart[0] & apart[1]
    inner = shapely.box(-46.65, -23.56, -46.63, -23.54)
    ring = shapely.Polygon(SE_DEG.exterior, [inner.exterior])
    assert len(hexagons_over(ring, resolution=9)[0]) < len(hexagons_over(SE_DEG, resolution=9)[0])


def test_areas_of_h3_cells_are_their_own_and_not_the_average() -> None:
    # The average of resolution 9 is 0.1053325 km2; single cells differ from it by up to about a third
    # (h3geo.org, Tables of Cell Statistics Across Resolutions).
    cells = [h3.latlng_to_cell(lat, lon, 9) for lat, lon in ((-23.55, -46.63), (49.41, 8.69), (0.0, 110.0))]
    areas = cell_areas_m2(cells)
    assert areas == pytest.approx(np.full(3, 105_332.5), rel=0.4)
    assert areas.max() / areas.min() > 1.05
    sphere = np.array([h3.cell_area(cell, unit="m^2") for cell in cells])
    # The sphere of equal area and the ellipsoid differ by up to 0.7 % from place to place.
    assert areas == pytest.approx(sphere, rel=0.007)


def test_a_line_an_empty_area_a_bow_tie_and_a_wrong_resolution_are_refused() -> None:
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    for area, words in (
        (shapely.LineString([(0, 0), (1, 1)]), "must be a polygon, not a LineString"),
        (shapely.Polygon(), "is empty"),
        (bow_tie, "not valid: Self-intersection"),
    ):
        for cover in (hexagons_over, GRID.cells_over):
            with pytest.raises(GeometryError, match=words):
                cover(area)  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(AttributeInputError, match="0 to 15, not 16"):
        hexagons_over(SE_DEG, resolution=16)


def test_cells_of_the_equal_area_grid_have_the_area_asked_wherever_they_lie() -> None:
    lon_deg, lat_deg = np.array([-47.0, -46.6, -45.0, -44.0]), np.array([-24.0, -23.5, -22.0, -27.0])
    _, _, polygons = GRID.cells_with(lon_deg, lat_deg)
    assert [area_m2(polygon) for polygon in polygons] == pytest.approx([100_000.0] * 4, rel=1e-5)


def test_points_lie_in_their_cell_and_neighbours_share_corners_without_gap_or_overlap() -> None:
    random = np.random.default_rng(5)
    lon_deg, lat_deg = random.uniform(-46.66, -46.62, 200), random.uniform(-23.57, -23.53, 200)
    cells, index, polygons = GRID.cells_with(lon_deg, lat_deg)
    assert len(set(cells)) == len(cells)
    assert shapely.contains_xy(polygons[index], lon_deg, lat_deg).all()
    names, cover = GRID.cells_over(SE_DEG)
    assert set(cells) <= set(names)
    union = shapely.union_all(cover)
    assert union.covers(SE_DEG)
    assert isinstance(union, shapely.Polygon)
    assert not union.interiors
    assert shapely.area(cover).sum() == pytest.approx(union.area, rel=1e-12)
    # Inside a patch each corner belongs to three cells: far fewer corners than six a cell.
    corners = {tuple(corner) for cell in cover for corner in cell.exterior.coords}
    assert len(corners) < 2.5 * len(cover)


def test_the_name_of_a_cell_depends_on_the_grid_and_the_place_alone() -> None:
    lon_deg, lat_deg = np.array([-46.63, -46.61, -46.90]), np.array([-23.55, -23.50, -23.90])
    cells, index, _ = GRID.cells_with(lon_deg, lat_deg)
    alone, _, (outline,) = GRID.cells_with(lon_deg[:1], lat_deg[:1])
    assert alone == (cells[index[0]],)
    assert alone[0].startswith("hex:-47,-24:100000:")
    names, outlines = GRID.cells_over(SE_DEG)
    assert outlines[names.index(alone[0])] == outline
    other = EqualAreaGrid(-47.0, -24.0, 200_000.0).cells_with(lon_deg[:1], lat_deg[:1])[0]
    assert other != alone


def test_a_grid_around_points_starts_at_the_nearest_whole_degree() -> None:
    grid = grid_around(np.array([-46.9, -46.3]), np.array([-23.8, -23.3]), area_m2=5e5)
    assert (grid.centre_lon_deg, grid.centre_lat_deg) == (-47.0, -24.0)
    assert str(grid_around(np.array([-0.1]), np.array([0.1]), area_m2=5e5).centre_lon_deg) == "0.0"


def test_cells_on_the_antimeridian_do_not_go_round_the_earth() -> None:
    grid = EqualAreaGrid(180.0, -17.0, 1e6)
    lon_deg, lat_deg = np.array([179.999, -179.999, 180.0]), np.array([-17.0, -17.0, -17.0])
    _, index, polygons = grid.cells_with(lon_deg, lat_deg)
    assert len(set(index.tolist())) == 1
    west, _, east, _ = polygons[0].bounds
    assert east - west < 0.02


def test_a_grid_that_is_none_and_a_map_of_millions_of_cells_are_refused() -> None:
    with pytest.raises(AttributeInputError, match=r"no place 200.0, -95.0 on Earth; area_m2 must be"):
        EqualAreaGrid(200.0, -95.0, 0.0)
    with pytest.raises(AttributeInputError, match="more than 2000000"):
        EqualAreaGrid(-47.0, -24.0, 1.0).cells_over(SE_DEG)
    with pytest.raises(ReferenceSystemError, match="not degrees"):
        GRID.cells_with(np.array([333_000.0]), np.array([7_394_000.0]))
