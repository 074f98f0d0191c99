"""A grid of distances to the segments laid on it: exact near them, far elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.model import FloatArray
from gis.shapes.distance_rows import POINTS, lower_row
from gis.shapes.reached_segments import Plane, SegmentArray

FAR: Final = np.float32(1e12)

# Outlines have whole millionths of a degree (at most 11 cm) for coordinates: six decimals, as the API gives.
UNITS_PER_DEG: Final = 1_000_000

# The place of a crossing between two grid points must fit the 20 bits it has in ``gis/shapes/contours.py``.
MOST_UNITS: Final = (1 << 20) - 1

GridArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Spacing:
    """
    How far apart grid points lie: whole units of a millionth of a degree, eastward and northward.

    Parameters
    ----------
    east_units, north_units : int
        From one column and row to the next [millionth of a degree].
    east_m, north_m : float
        The same [m].
    """

    east_units: int
    north_units: int
    east_m: float
    north_m: float

    @property
    def units(self) -> tuple[int, int]:
        """From one column and row to the next [millionth of a degree]."""
        return self.east_units, self.north_units

    @property
    def m2_per_square_unit(self) -> float:
        """Area of one unit by one unit [m2]."""
        return self.east_m / self.east_units * self.north_m / self.north_units


def spacing_of(plane: Plane, cell_m: float) -> Spacing:
    """
    Choose the whole number of units that is nearest to a distance, each way.

    Parameters
    ----------
    plane : Plane
        Where the grid lies.
    cell_m : float
        Distance wanted between grid points [m].

    Returns
    -------
    Spacing
        At least two units each way, so that an outline can pass between two points.

    Examples
    --------
    >>> spacing_of(Plane(-46.63, -23.55), 12.5)  # doctest: +ELLIPSIS
    Spacing(east_units=122, north_units=113, east_m=12.45..., north_m=12.51...)
    """
    m_per_unit = [plane.east_m_per_deg / UNITS_PER_DEG, plane.north_m_per_deg / UNITS_PER_DEG]
    east, north = (min(max(round(cell_m / length_m), 2), MOST_UNITS) for length_m in m_per_unit)
    return Spacing(east, north, east * m_per_unit[0], north * m_per_unit[1])


@dataclass(frozen=True, slots=True)
class DistanceGrid:
    """
    Squared distances from grid points to the nearest segment laid so far.

    Parameters
    ----------
    squared : numpy.ndarray of float32, shape (n_rows, n_columns)
        Squared distance [m2]; exact up to ``reach_m``, at least that beyond.
    first_row, first_column : int
        Row and column of ``squared[0, 0]`` in the plane: the point (row, column) lies
        at (column * east_m, row * north_m) of the spacing, whatever the extent of the grid.
    spacing : Spacing
        Distances between grid points.
    reach_m : float
        Distances up to here are exact [m].
    """

    squared: GridArray
    first_row: int
    first_column: int
    spacing: Spacing
    reach_m: float

    def lay(self, segments: SegmentArray, cutoff: int) -> None:
        """
        Lay the segments of one cutoff on the grid.

        Parameters
        ----------
        segments : numpy.ndarray of float, shape (n_segments, 5)
            Ends in the plane [m] and the position of the cutoff.
        cutoff : int
            Position of the cutoff whose segments are laid.
        """
        lay_segments(
            self.squared.reshape(-1),
            self.squared.shape[1],
            segments,
            cutoff,
            (self.first_row, self.first_column),
            (self.spacing.east_m, self.spacing.north_m),
            self.reach_m,
        )

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
        low_column, low_row, high_column, high_row = _cells_of(box_m, self.spacing, self.reach_m)
        row, column = self.first_row, self.first_column
        return low_row - row, low_column - column, high_row - row + 1, high_column - column + 1


def empty_grid(box_m: FloatArray, spacing: Spacing, *, reach_m: float) -> DistanceGrid:
    """
    Make a grid large enough for some segments and their surroundings.

    Parameters
    ----------
    box_m : numpy.ndarray of float, shape (4,)
        Least x and y, greatest x and y of the segments [m].
    spacing : Spacing
        Distances between grid points.
    reach_m : float
        How far from the segments distances must be exact [m].

    Returns
    -------
    DistanceGrid
        All far; its outermost points lie beyond the reach of every segment.
    """
    low_column, low_row, high_column, high_row = _cells_of(box_m, spacing, reach_m)
    n_columns = high_column - low_column + 1 + POINTS
    squared = np.full((high_row - low_row + 1, n_columns), FAR, dtype=np.float32)
    return DistanceGrid(squared, low_row, low_column, spacing, reach_m)


def _cells_of(box_m: FloatArray, spacing: Spacing, reach_m: float) -> tuple[int, int, int, int]:
    """Give the least column and row, greatest column and row: one more than is in reach, each way."""
    cell_m = np.array([spacing.east_m, spacing.north_m])
    low = np.floor((box_m[:2] - reach_m) / cell_m).astype(int) - 1
    high = np.ceil((box_m[2:] + reach_m) / cell_m).astype(int) + 1
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
    n_columns: int,
    segments: SegmentArray,
    cutoff: int,
    first: tuple[int, int],
    cell_m: tuple[float, float],
    reach_m: float,
) -> None:
    """
    Lower each grid point to its squared distance from the segments within reach.

    Parameters
    ----------
    squared : numpy.ndarray of float32, shape (n_rows * n_columns,)
        The grid, row by row; changed in place [m2].
    n_columns : int
        Points in a row.
    segments : numpy.ndarray of float, shape (n_segments, 5)
        Ends in the plane [m] and the position of the cutoff.
    cutoff : int
        Position of the cutoff whose segments are laid.
    first : tuple of int
        Row and column where the grid begins.
    cell_m : tuple of float
        Distance between columns and between rows [m].
    reach_m : float
        How far around a segment to look [m].
    """
    for s in range(len(segments)):
        if segments[s, 4] != cutoff:
            continue
        across_m, rise_m = segments[s, 2] - segments[s, 0], segments[s, 3] - segments[s, 1]
        # Cut long segments: the box around a short piece holds few points that are out of reach.
        n_pieces = int(max(abs(across_m), abs(rise_m)) / (3.0 * reach_m)) + 1
        across_m, rise_m = across_m / n_pieces, rise_m / n_pieces
        for piece in range(n_pieces):
            x_m, y_m = segments[s, 0] + piece * across_m, segments[s, 1] + piece * rise_m
            _lay_piece(squared, n_columns, x_m, y_m, across_m, rise_m, first, cell_m, reach_m)


@compiled
def _lay_piece(
    squared: GridArray,
    n_columns: int,
    x_m: float,
    y_m: float,
    across_m: float,
    rise_m: float,
    first: tuple[int, int],
    cell_m: tuple[float, float],
    reach_m: float,
) -> None:
    """Lay one piece that begins at (x, y); points a little beyond its reach may be lowered as well."""
    # Counted from the plane's origin, not the grid's: distances are then the same on a larger grid.
    first_column = int(np.ceil((min(x_m, x_m + across_m) - reach_m) / cell_m[0]))
    last_column = int(np.floor((max(x_m, x_m + across_m) + reach_m) / cell_m[0]))
    first_row = int(np.ceil((min(y_m, y_m + rise_m) - reach_m) / cell_m[1]))
    last_row = int(np.floor((max(y_m, y_m + rise_m) + reach_m) / cell_m[1]))
    length_m2 = across_m * across_m + rise_m * rise_m
    scale = 1.0 / length_m2 if length_m2 > 0.0 else 0.0
    step, across, rise = np.float32(cell_m[0]), np.float32(across_m), np.float32(rise_m)
    share_right, rise_share = np.float32(across_m * scale), np.float32(rise_m * scale)
    for row in range(first_row, last_row + 1):
        up = np.float32(row * cell_m[1] - y_m)
        begin = (row - first[0]) * n_columns - first[1]
        for column in range(first_column, last_column + 1, POINTS):
            right = np.float32(column * cell_m[0] - x_m)
            lower_row(squared, begin + column, right, step, up, across, rise, share_right, up * rise_share)
