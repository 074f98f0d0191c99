"""The grid of distances: exact within reach of segments short, long and of no length."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from gis.shapes.distance_grid import FAR, cut_segments, empty_grid, spacing_of, windows_around
from gis.shapes.reached_segments import Plane, in_rising_order

REACH_M = 40.0
# Ends [m] and the position of the cutoff: a point, a street, and one so long that it is laid in pieces.
SEGMENTS = np.array(
    [
        [-90.0, 35.0, -90.0, 35.0, 0.0],
        [0.0, 0.0, 30.0, -20.0, 0.0],
        [10.0, 60.0, 700.0, 410.0, 1.0],
    ]
)


@pytest.mark.parametrize("cell_m", [12.5, 3.0])
def test_distances_within_reach_are_exact_and_others_are_not_understated(cell_m: float) -> None:
    spacing = spacing_of(Plane(8.67, 49.41), cell_m)
    pieces = cut_segments(SEGMENTS, spacing, REACH_M)
    window = windows_around([pieces], 2)[-1]
    grid = empty_grid(window, spacing)
    rows, columns = np.indices(grid.squared.shape)
    points = shapely.points(
        (columns + grid.first_column) * spacing.east_m, (rows + grid.first_row) * spacing.north_m
    )
    laid = np.zeros(len(SEGMENTS), dtype=bool)
    for cutoff in (0, 1):
        grid.lay(pieces, cutoff)
        laid |= SEGMENTS[:, 4] == cutoff
        streets = shapely.MultiLineString(list(SEGMENTS[laid, :4].reshape(-1, 2, 2)))
        exact_m = np.asarray(shapely.distance(points, streets))
        near = exact_m < REACH_M
        # float32 has seven digits: of a square of 1,600 m2 it keeps a thousandth, of 40 m then far below a mm
        np.testing.assert_allclose(np.sqrt(grid.squared[near]), exact_m[near], atol=1e-3)
        assert (np.sqrt(grid.squared[~near]) > exact_m[~near] - 1e-3).all()


def test_a_cutoff_s_window_holds_all_that_is_in_reach_and_those_of_shorter_ones() -> None:
    spacing = spacing_of(Plane(8.67, 49.41), 12.5)
    pieces = cut_segments(SEGMENTS[1:], spacing, REACH_M)
    windows = windows_around([pieces], 3)
    for cutoff, (low_x, low_y, high_x, high_y) in enumerate(
        [(0.0, -20.0, 30.0, 0.0), (0.0, -20.0, 700.0, 410.0), (0.0, -20.0, 700.0, 410.0)]
    ):
        first_row, first_column, end_row, end_column = windows[cutoff].tolist()
        assert first_row * spacing.north_m < low_y - REACH_M
        assert first_column * spacing.east_m < low_x - REACH_M
        assert (end_row - 1) * spacing.north_m > high_y + REACH_M
        assert (end_column - 1) * spacing.east_m > high_x + REACH_M
    nothing = windows_around([cut_segments(SEGMENTS[:0], spacing, REACH_M)], 1)[0]
    assert nothing[0] > nothing[2]


def test_a_grid_begins_far_from_everything() -> None:
    grid = empty_grid(np.array([-1, -1, 2, 2]), spacing_of(Plane(8.67, 49.41), 12.5))
    assert (grid.squared == FAR).all()


@pytest.mark.parametrize("highest", [1, 2_000, 2_100, 5_000_000])
def test_nodes_come_in_rising_order_whatever_the_length_of_their_numbers(highest: int) -> None:
    nodes = np.random.default_rng(highest).integers(0, highest, 300)
    before = nodes.copy()
    np.testing.assert_array_equal(in_rising_order(nodes), np.sort(nodes))
    np.testing.assert_array_equal(nodes, before)
    assert in_rising_order(nodes[:0]).tolist() == []
