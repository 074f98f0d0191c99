"""A grid of distances to the segments laid on it: exact near them, far elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.model import FloatArray
from gis.shapes.reached_segments import SegmentArray

FAR = np.float32(1e9)

GridArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class DistanceGrid:
    """
    Squared distances, in cells, from grid points to the nearest segment laid so far.

    Parameters
    ----------
    squared : numpy.ndarray of float32, shape (n_rows, n_columns)
        Squared distance [cell squared]; ``FAR`` beyond ``reach_cells``.
    first_row, first_column : int
        Row and column of ``squared[0, 0]`` in the plane: the point (row, column)
        lies at (column * cell_m, row * cell_m) whatever the extent of the grid.
    cell_m : float
        Distance between grid points [m].
    reach_cells : float
        Distances up to here are exact [cell].
    """

    squared: GridArray
    first_row: int
    first_column: int
    cell_m: float
    reach_cells: float

    def lay(self, segments: SegmentArray) -> None:
        """
        Lay segments on the grid.

        Parameters
        ----------
        segments : numpy.ndarray of float, shape (n_segments, 5)
            Ends in the plane [m]; the fifth column is not read.
        """
        lay_segments(self.squared, segments, self.first_row, self.first_column, self.cell_m, self.reach_cells)

    def window(self, box_m: FloatArray) -> tuple[int, int, int, int]:
        """
        Find the part of the grid that holds everything within reach of some segments.

        Parameters
        ----------
        box_m : numpy.ndarray of float, shape (4,)
            Their least x and y, greatest x and y [m].

        Returns
        -------
        tuple of int
            First row, first column, and the row and column after the last.
        """
        low_column, low_row, high_column, high_row = _cells_of(box_m, self.cell_m, self.reach_cells)
        row, column = self.first_row, self.first_column
        return low_row - row, low_column - column, high_row - row + 1, high_column - column + 1


def empty_grid(box_m: FloatArray, *, cell_m: float, reach_m: float) -> DistanceGrid:
    """
    Make a grid large enough for some segments and their surroundings.

    Parameters
    ----------
    box_m : numpy.ndarray of float, shape (4,)
        Least x and y, greatest x and y of the segments [m].
    cell_m : float
        Distance between grid points [m].
    reach_m : float
        How far from the segments distances must be exact [m].

    Returns
    -------
    DistanceGrid
        All far; its outermost points lie beyond the reach of every segment.
    """
    reach_cells = reach_m / cell_m
    low_column, low_row, high_column, high_row = _cells_of(box_m, cell_m, reach_cells)
    squared = np.full((high_row - low_row + 1, high_column - low_column + 1), FAR, dtype=np.float32)
    return DistanceGrid(squared, low_row, low_column, cell_m, reach_cells)


def _cells_of(box_m: FloatArray, cell_m: float, reach_cells: float) -> tuple[int, int, int, int]:
    """Give the least column and row, greatest column and row: one more than is in reach, each way."""
    low = np.floor(box_m[:2] / cell_m - reach_cells).astype(int) - 1
    high = np.ceil(box_m[2:] / cell_m + reach_cells).astype(int) + 1
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


@compiled
def boxes_by_cutoff(segments: SegmentArray, n_cutoffs: int) -> FloatArray:
    """
    Find the box around the segments of each cutoff and of those before it.

    Parameters
    ----------
    segments : numpy.ndarray of float, shape (n_segments, 5)
        Ends in the plane [m] and the position of the cutoff.
    n_cutoffs : int
        Number of cutoffs.

    Returns
    -------
    numpy.ndarray of float, shape (n_cutoffs, 4)
        Least x and y, greatest x and y [m]; not finite where there is no segment.
    """
    boxes = np.empty((n_cutoffs, 4), np.float64)
    boxes[:, :2] = np.inf
    boxes[:, 2:] = -np.inf
    for s in range(len(segments)):
        k = int(segments[s, 4])
        boxes[k, 0] = min(boxes[k, 0], segments[s, 0], segments[s, 2])
        boxes[k, 1] = min(boxes[k, 1], segments[s, 1], segments[s, 3])
        boxes[k, 2] = max(boxes[k, 2], segments[s, 0], segments[s, 2])
        boxes[k, 3] = max(boxes[k, 3], segments[s, 1], segments[s, 3])
    for k in range(1, n_cutoffs):
        boxes[k, :2] = np.minimum(boxes[k, :2], boxes[k - 1, :2])
        boxes[k, 2:] = np.maximum(boxes[k, 2:], boxes[k - 1, 2:])
    return boxes


@compiled
def lay_segments(
    squared: GridArray,
    segments: SegmentArray,
    first_row: int,
    first_column: int,
    cell_m: float,
    reach: float,
) -> None:
    """
    Lower each grid point to its squared distance from the segments within reach.

    Parameters
    ----------
    squared : numpy.ndarray of float32, shape (n_rows, n_columns)
        The grid; changed in place.
    segments : numpy.ndarray of float, shape (n_segments, 5)
        Ends in the plane [m].
    first_row, first_column : int
        Where the grid begins.
    cell_m : float
        Distance between grid points [m].
    reach : float
        How far around a segment to look [cell].
    """
    for s in range(len(segments)):
        # Counted from the plane's origin, not the grid's: distances are then the same on a larger grid.
        x0, y0 = segments[s, 0] / cell_m, segments[s, 1] / cell_m
        x1, y1 = segments[s, 2] / cell_m, segments[s, 3] / cell_m
        # Cut long segments: the box around a short piece holds few points that are out of reach.
        n_pieces = int(np.hypot(x1 - x0, y1 - y0) / (2.0 * reach)) + 1
        dx, dy = (x1 - x0) / n_pieces, (y1 - y0) / n_pieces
        for piece in range(n_pieces):
            _lay_piece(squared, first_row, first_column, x0 + piece * dx, y0 + piece * dy, dx, dy, reach)


@compiled
def _lay_piece(
    squared: GridArray,
    origin_row: int,
    origin_column: int,
    x: float,
    y: float,
    dx: float,
    dy: float,
    reach: float,
) -> None:
    """Lay one piece that begins at (x, y) and goes on by (dx, dy), in cells of the plane."""
    n_rows, n_columns = squared.shape
    first_row = max(int(np.ceil(min(y, y + dy) - reach)), origin_row)
    last_row = min(int(np.floor(max(y, y + dy) + reach)), origin_row + n_rows - 1)
    first_column = max(int(np.ceil(min(x, x + dx) - reach)), origin_column)
    last_column = min(int(np.floor(max(x, x + dx) + reach)), origin_column + n_columns - 1)
    length_squared = dx * dx + dy * dy
    scale = np.float32(1.0 / length_squared) if length_squared > 0.0 else np.float32(0.0)
    dx32, dy32, zero, one = np.float32(dx), np.float32(dy), np.float32(0.0), np.float32(1.0)
    # Plain counters and comparisons: the compiler then works on several points at once.
    low_right, low_up = np.float32(first_column - x), np.float32(first_row - y)
    for i in range(last_row - first_row + 1):
        up = low_up + np.float32(i)
        row = first_row - origin_row + i
        for j in range(last_column - first_column + 1):
            right = low_right + np.float32(j)
            share = (right * dx32 + up * dy32) * scale
            share = share if share > zero else zero  # noqa: FURB136 - min and max are slower here
            share = share if share < one else one  # noqa: FURB136
            off_x, off_y = right - share * dx32, up - share * dy32
            distance = off_x * off_x + off_y * off_y
            column = first_column - origin_column + j
            known = squared[row, column]
            squared[row, column] = distance if distance < known else known  # noqa: FURB136
