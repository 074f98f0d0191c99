"""Fewer vertices: straight sides, courses that outlines share and where they part, short coordinates."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import shapely

from gis.network.snap import Joins
from gis.shapes.contours import trace_rings
from gis.shapes.drawn_streets import draw_streets
from gis.shapes.isochrones import Reach, isochrones
from gis.shapes.straightening import no_crossings, note_crossings, straighten

UNITS = (100, 100)
NONE = np.zeros(0, dtype=np.int64)
NOWHERE = Joins(NONE, NONE, np.zeros(0), np.zeros(0))


def box_of_points(
    n_rows: int, n_columns: int, size: int = 20
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Give squared distances that are 1/2 inside a box of points and 3/2 outside."""
    squared = np.full((size, size), 1.5**2, dtype=np.float32)
    squared[2 : 2 + n_rows, 2 : 2 + n_columns] = 0.5**2
    return squared


def test_the_sides_of_a_box_of_points_are_straight() -> None:
    squared = box_of_points(10, 12)
    crossings = no_crossings(squared.size)
    rings = trace_rings(squared, (0, 0, 20, 20), radius=1.0, units=UNITS)
    note_crossings(rings, np.array([0]), crossings)
    # One crossing outward of each point on a side, two of each corner point.
    assert len(rings.xy) == 2 * 10 + 2 * 12
    xy, lengths = straighten(rings, np.array([0]), crossings, units=UNITS, tolerance=(0, 0))
    # Each cut corner has two ends, and the first vertex comes again as the last.
    assert lengths.tolist() == [2 * 4 + 1]
    assert shapely.Polygon(xy).area == rings.double_area[0] / 2


def test_where_two_outlines_part_both_keep_their_vertices() -> None:
    small, large = box_of_points(10, 6), box_of_points(10, 12)
    crossings = no_crossings(small.size)
    rings, larger = (trace_rings(grid, (0, 0, 20, 20), radius=1.0, units=UNITS) for grid in (small, large))
    for each in (rings, larger):
        note_crossings(each, np.array([0]), crossings)
    drawn = [
        straighten(each, np.array([0]), crossings, units=UNITS, tolerance=(0, 0))[0]
        for each in (rings, larger)
    ]
    # The small box ends at column 7: there, at the lower and the upper side, the outlines part.
    for y in (150, 1150):
        assert [700, y] in drawn[0].tolist()
        assert [700, y] in drawn[1].tolist()
    assert shapely.Polygon(drawn[1]).covers(shapely.Polygon(drawn[0]))


def test_a_long_straight_street_at_any_angle_takes_few_vertices_of_six_decimals(towns: ModuleType) -> None:
    for east_m, north_m in ((1000.0, 0.0), (800.0, 600.0), (960.0, 280.0)):
        network = towns.build([(0, 0), (east_m, north_m)], [towns.Street(0, 1)]).network
        reach = Reach(np.array([0.0, 1000.0]), np.full((2, 1), 1000.0), NOWHERE, 1.0, towards=False)
        (shape,) = isochrones(draw_streets(network), reach, cutoffs_s=[1000.0])
        # Its two sides of 1,000 m cross 160 and more grid lines, its round ends eight to ten each: 4 cells up
        # and 2 along, at both sides. With a few where sides and ends meet that makes less than forty.
        corners = shapely.get_coordinates(shape)
        assert len(corners) < 40
        np.testing.assert_array_equal(corners, np.round(corners, 6))
