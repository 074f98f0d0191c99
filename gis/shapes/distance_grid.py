"""A grid of distances to the segments laid on it: exact near them, far elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.model import FloatArray, IntArray
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
class Pieces:
    """
    Segments in short pieces: the box around each holds few grid points that are out of its reach.

    Parameters
    ----------
    extent : numpy.ndarray of int32, shape (n_pieces, 4)
        First row and column within reach of each piece, and the row and column after the last. The
        point (row, column) lies at (column * east_m, row * north_m) of the spacing.
    course : numpy.ndarray of float32, shape (n_pieces, 6)
        How far the first point of its extent lies east and north of where a piece begins, how far
        the piece goes east and north [m]; and how much of it lies before the foot of a point, from
        0 to 1, for each metre that the point lies east and north of its beginning [1/m].
    cutoff : numpy.ndarray of int32, shape (n_pieces,)
        Position of the cutoff of each piece.
    """

    extent: NDArray[np.int32]
    course: NDArray[np.float32]
    cutoff: NDArray[np.int32]


def cut_segments(segments: SegmentArray, spacing: Spacing, reach_m: float) -> Pieces:
    """
    Cut segments for laying them on a grid.

    Parameters
    ----------
    segments : numpy.ndarray of float, shape (n_segments, 5)
        Ends in the plane [m] and the position of the cutoff.
    spacing : Spacing
        Distances between grid points.
    reach_m : float
        How far from the segments distances must be exact [m].

    Returns
    -------
    Pieces
        All segments, in their order.
    """
    return Pieces(*_cut(segments, (spacing.east_m, spacing.north_m), reach_m))


def windows_around(readings: Sequence[Pieces], n_cutoffs: int) -> IntArray:
    """
    Find the part of the plane that holds everything within reach of the pieces of each cutoff.

    Parameters
    ----------
    readings : sequence of Pieces
        What lies in it.
    n_cutoffs : int
        Number of cutoffs.

    Returns
    -------
    numpy.ndarray of int, shape (n_cutoffs, 4)
        First row and column, and the row and column after the last, with the
        pieces of shorter cutoffs; the outermost lie beyond reach. Where there
        is no piece, the first come behind the last.
    """
    nothing = np.iinfo(np.int32).max
    windows = np.full((n_cutoffs, 4), nothing, dtype=np.int64)
    windows[:, 2:] = -nothing
    for pieces in readings:
        _widen(windows, pieces.extent, pieces.cutoff)
    return windows


@dataclass(frozen=True, slots=True)
class DistanceGrid:
    """
    Squared distances from grid points to the nearest piece laid so far.

    Parameters
    ----------
    squared : numpy.ndarray of float32, shape (n_rows, n_columns)
        Squared distance [m2]; exact up to the reach of the pieces, at least that beyond.
    first_row, first_column : int
        Row and column of ``squared[0, 0]`` in the plane.
    spacing : Spacing
        Distances between grid points.
    """

    squared: GridArray
    first_row: int
    first_column: int
    spacing: Spacing

    def lay(self, pieces: Pieces, cutoff: int) -> None:
        """
        Lower each grid point to its squared distance from the pieces of one cutoff.

        Parameters
        ----------
        pieces : Pieces
            What to lay; all within the grid.
        cutoff : int
            Position of the cutoff whose pieces are laid.
        """
        _lay(
            self.squared.reshape(-1),
            self.squared.shape[1],
            (pieces.extent, pieces.course, pieces.cutoff),
            cutoff,
            (self.first_row, self.first_column),
            (self.spacing.east_m, self.spacing.north_m),
        )


def empty_grid(window: IntArray, spacing: Spacing) -> DistanceGrid:
    """
    Make a grid on which nothing lies.

    Parameters
    ----------
    window : numpy.ndarray of int, shape (4,)
        First row and column, and the row and column after the last, as ``windows_around`` gives them.
    spacing : Spacing
        Distances between grid points.

    Returns
    -------
    DistanceGrid
        All far.
    """
    first_row, first_column, end_row, end_column = window.tolist()
    squared = np.full((end_row - first_row, end_column - first_column + POINTS), FAR, dtype=np.float32)
    return DistanceGrid(squared, first_row, first_column, spacing)


@compiled
def _widen(windows: IntArray, extent: NDArray[np.int32], cutoff: NDArray[np.int32]) -> None:
    """Widen the windows of the cutoffs by the extents of their pieces, and a row and column more each way."""
    for p in range(len(extent)):
        window = windows[cutoff[p]]
        window[0], window[1] = min(window[0], extent[p, 0] - 1), min(window[1], extent[p, 1] - 1)
        window[2], window[3] = max(window[2], extent[p, 2] + 1), max(window[3], extent[p, 3] + 1)
    for k in range(1, len(windows)):
        windows[k, :2] = np.minimum(windows[k, :2], windows[k - 1, :2])
        windows[k, 2:] = np.maximum(windows[k, 2:], windows[k - 1, 2:])


@compiled
def _lay(
    squared: GridArray,
    n_columns: int,
    pieces: tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int32]],
    cutoff: int,
    first: tuple[int, int],
    cell_m: tuple[float, float],
) -> None:
    """Lay pieces on a flat grid that begins at some row and column; beyond their reach as well, at times."""
    extent, course, cutoff_of = pieces
    step, step_up = np.float32(cell_m[0]), np.float32(cell_m[1])
    for p in range(len(extent)):
        if cutoff_of[p] != cutoff:
            continue
        first_row, first_column, end_row, end_column = extent[p]
        first_right, first_up, across, rise, share_right, share_up = course[p]
        for column in range(first_column, end_column, POINTS):
            point = (first_row - first[0]) * n_columns + column - first[1]
            right, up = first_right + np.float32(column - first_column) * step, first_up
            for _ in range(first_row, end_row):
                lower_row(squared, point, right, step, up, across, rise, share_right, up * share_up)
                point += n_columns
                up += step_up


@compiled
def _cut(
    segments: SegmentArray, cell_m: tuple[float, float], reach_m: float
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int32]]:
    """
    Cut all segments and find the extents of their pieces.

    When pieces are laid, a processor thus knows how many rows the next one
    has before it has done with this one: it takes a third less time in all.
    """
    # A division takes as long as four products.
    per_east_m, per_north_m, pieces_per_m = 1.0 / cell_m[0], 1.0 / cell_m[1], 1.0 / (3.0 * reach_m)
    n_all = 0
    for s in range(len(segments)):
        n_all += _n_pieces(segments[s], pieces_per_m)
    extent, course = np.empty((n_all, 4), np.int32), np.empty((n_all, 6), np.float32)
    cutoff = np.empty(n_all, np.int32)
    n = 0
    for s in range(len(segments)):
        across_m, rise_m = segments[s, 2] - segments[s, 0], segments[s, 3] - segments[s, 1]
        n_pieces = _n_pieces(segments[s], pieces_per_m)
        if n_pieces > 1:
            across_m, rise_m = across_m / n_pieces, rise_m / n_pieces
        length_m2 = across_m * across_m + rise_m * rise_m
        scale = 1.0 / length_m2 if length_m2 > 0.0 else 0.0
        for piece in range(n_pieces):
            x_m, y_m = segments[s, 0] + piece * across_m, segments[s, 1] + piece * rise_m
            # Counted from the plane's origin, not a grid's: distances are then the same on a larger grid.
            extent[n, 0], extent[n, 2] = _within_reach(y_m, rise_m, per_north_m, reach_m)
            extent[n, 1], extent[n, 3] = _within_reach(x_m, across_m, per_east_m, reach_m)
            course[n, 0], course[n, 1] = extent[n, 1] * cell_m[0] - x_m, extent[n, 0] * cell_m[1] - y_m
            course[n, 2], course[n, 3] = across_m, rise_m
            course[n, 4], course[n, 5] = across_m * scale, rise_m * scale
            cutoff[n] = segments[s, 4]
            n += 1
    return extent, course, cutoff


@compiled
def _n_pieces(segment: FloatArray, pieces_per_m: float) -> int:
    """Say into how many pieces a segment is cut."""
    longest_m = max(abs(segment[2] - segment[0]), abs(segment[3] - segment[1]))
    return int(longest_m * pieces_per_m) + 1


@compiled
def _within_reach(begin_m: float, length_m: float, cells_per_m: float, reach_m: float) -> tuple[int, int]:
    """Give the first row, and the one after the last, within reach of a piece; or so the columns."""
    low_m, high_m = min(begin_m, begin_m + length_m) - reach_m, max(begin_m, begin_m + length_m) + reach_m
    return int(np.ceil(low_m * cells_per_m)), int(np.floor(high_m * cells_per_m)) + 1
