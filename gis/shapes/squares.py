"""The squares of a grid: which of their corners are inside, how rings pass them and where one may begin."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.model import IntArray
from gis.shapes.distance_grid import GridArray

# One number for each square says which corners are inside: from the lowest bit on the lower left, lower
# right, upper left and upper right one.
Corners = NDArray[np.uint8]

# What is inside of a square below the lowest line of a ring, at its left end.
BELOW_HOLE: Final = 0b0111
BELOW_OUTLINE: Final = 0b1000
BELOW_OUTLINE_BESIDE_ANOTHER: Final = 0b1001
EIGHT: Final = 8  # bytes in a word

ROUND: Final = 3  # directions (0 east, 1 north, 2 west, 3 south) and turns are counted modulo four


def _turns() -> Corners:
    """
    Say in which direction a ring, the inside at its left hand, crosses the line by which it leaves a square.

    It leaves by the first line, from the left, that has its left end inside
    and its right end outside. Where two inside points touch only corner to
    corner, that keeps them apart.
    """
    # The bits of the corners ahead, at the left and at the right, by the direction across the line of entry:
    # seen from its left end, inside, the right one lies in that direction.
    ahead = ((2, 3), (0, 2), (1, 0), (3, 1))
    turns = np.empty((16, 4), dtype=np.uint8)
    for corners, across in np.ndindex(16, 4):
        left_inside, right_inside = (bool(corners >> bit & 1) for bit in ahead[across])
        if not left_inside:
            turn = 1
        elif right_inside:
            turn = -1
        else:
            turn = 0
        turns[corners, across] = (across + turn) & ROUND
    return turns


# By what is inside of a square, and the direction across the line by which it is entered.
TURNS: Final = _turns()


@compiled
def inside_of_squares(
    squared: GridArray, n_columns: int, window: tuple[int, int, int, int], within: np.float32
) -> tuple[Corners, int]:
    """
    Say of each square of a grid which of its corners are inside.

    Parameters
    ----------
    squared : numpy.ndarray of float32, shape (n_rows * n_columns,)
        Squared distances, row by row.
    n_columns : int
        Points in a row.
    window : tuple of int
        First row, first column, and the row and column after the last of the part to look at.
    within : float
        Largest squared distance that is inside.

    Returns
    -------
    squares : numpy.ndarray of uint8, shape (n_rows * n_columns,)
        One number for each square, at the position of its lower left corner;
        set only for squares within the window.
    n_crossed : int
        How many lines of the grid within the window lead from inside to outside.
    """
    first_row, first_column, end_row, end_column = window
    width = end_column - first_column
    inside, squares = np.empty(len(squared), np.bool_), np.empty(len(squared), np.uint8)
    n_crossed = 0
    for row in range(first_row, end_row):
        begin = row * n_columns + first_column
        point_inside, distance = inside[begin : begin + width], squared[begin : begin + width]
        for i in range(width):
            point_inside[i] = distance[i] <= within
    for row in range(first_row, end_row - 1):
        begin = row * n_columns + first_column
        lower, upper = inside[begin : begin + width], inside[begin + n_columns : begin + n_columns + width]
        corners = squares[begin : begin + width]
        for i in range(width - 1):
            corners[i] = lower[i] | lower[i + 1] << 1 | upper[i] << 2 | upper[i + 1] << 3
        for i in range(width - 1):
            n_crossed += (lower[i] != lower[i + 1]) + (lower[i] != upper[i])
    return squares, n_crossed


@compiled
def below_rings(squares: Corners, n_columns: int, window: tuple[int, int, int, int]) -> IntArray:
    """
    List the squares below what may be the lowest line of a ring, at its left end.

    Parameters
    ----------
    squares : numpy.ndarray of uint8
        From ``inside_of_squares``.
    n_columns : int
        Points in a row of the grid.
    window : tuple of int
        As in ``inside_of_squares``.

    Returns
    -------
    numpy.ndarray of int, shape (n_found,)
        Their positions, row by row. Every ring has one; a ring that dips several times has more.

    Notes
    -----
    Below the lowest point of a hole, and of the inside point to the left of
    it, there is no gap, else the hole would go on there. Below the lowest
    point of an outline there is nothing; what lies to the left of that belongs
    to another outline, for insides that touch corner to corner are kept apart.
    """
    first_row, first_column, end_row, end_column = window
    width = end_column - first_column - 1
    found = np.empty((end_row - first_row) * width, np.int64)
    n_found = 0
    wanted = np.zeros((width + EIGHT - 1) // EIGHT * EIGHT, np.bool_)
    eights = wanted.view(np.uint64)  # few are wanted: eight are passed over at once
    for row in range(first_row, end_row - 1):
        begin = row * n_columns + first_column
        corners = squares[begin : begin + width]
        for i in range(width):
            wanted[i] = (corners[i] >= BELOW_HOLE) & (corners[i] <= BELOW_OUTLINE_BESIDE_ANOTHER)
        for eight in range(len(eights)):
            if eights[eight]:
                for i in range(EIGHT * eight, EIGHT * (eight + 1)):
                    found[n_found] = begin + i  # written over by the next one if it is not wanted
                    n_found += wanted[i]
    return found[:n_found]
