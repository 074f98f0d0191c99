"""Gap cells: where people who walk meet the standard of a service and a profile does not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.access.inputs import check_readings, raise_found
from gis.checks import check_population
from gis.crs import rows_named
from gis.errors import AttributeInputError, InputError
from gis.model import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class GapCells:
    """
    The cells with a gap, those with most people first.

    Parameters
    ----------
    cell : numpy.ndarray of int, shape (n_gaps,)
        Position of the cell in the input.
    sure : numpy.ndarray of bool, shape (n_gaps,)
        Whether the gap is there whatever the unknown turns out to be.
    population : numpy.ndarray of float, shape (n_gaps,)
        People of the cell [count].
    """

    cell: IntArray
    sure: BoolArray
    population: FloatArray


def gap_cells(walk_meets: BoolArray, profile_meets: BoolArray, population: FloatArray) -> GapCells:
    """
    Rank the cells where walking meets a standard and a profile surely or perhaps does not.

    Parameters
    ----------
    walk_meets : numpy.ndarray of bool, shape (2, n_cells)
        Whether people who walk meet the standard, low and high reading.
    profile_meets : numpy.ndarray of bool, shape (2, n_cells)
        The same of the profile.
    population : numpy.ndarray of float, shape (n_cells,)
        People of each cell [count].

    Returns
    -------
    GapCells
        Cells with a sure or a possible gap, those with most people first, sure
        ones before possible ones of as many people, then in order of the input.

    Raises
    ------
    ShapeMismatchError
        If the arrays do not belong together.
    AttributeInputError
        If a population is negative or not a number, or a standard is met in the
        low reading and not in the high one.
    FaultyInputsError
        If several inputs are at fault.

    Notes
    -----
    Whether a standard is met is the caller's comparison: ``time_s <= cutoff_s``
    for a time, ``access >= line`` for an amount. Sure: walking meets it even in
    the low reading, the profile not even in the high one. Possible: walking
    meets it at least in the high reading, the profile fails at least in the low
    one. A cell where nobody lives is no gap.

    Examples
    --------
    >>> walk = np.array([[True, True, False], [True, True, True]])
    >>> chair = np.array([[False, False, False], [False, True, True]])
    >>> found = gap_cells(walk, chair, np.array([1.0, 2.0, 4.0]))
    >>> found.cell.tolist(), found.sure.tolist()
    ([2, 1, 0], [False, False, True])
    """
    n_cells = len(population)
    check_population(population, source="population", n_places=n_cells)
    raise_found(
        [
            check_readings("walk_meets", walk_meets, n_places=n_cells),
            check_readings("profile_meets", profile_meets, n_places=n_cells),
        ]
    )
    raise_found([_order_fault("walk_meets", walk_meets), _order_fault("profile_meets", profile_meets)])
    sure = walk_meets[0] & ~profile_meets[1]
    possible = walk_meets[1] & ~profile_meets[0]
    cell = np.flatnonzero(possible & (population > 0))
    ranked = cell[np.lexsort((cell, ~sure[cell], -population[cell]))]
    return GapCells(ranked, sure[ranked], population[ranked])


def _order_fault(name: str, meets: BoolArray) -> InputError | None:
    """Say where a standard is met in the low reading and not in the high one."""
    crossed = np.flatnonzero(meets[0] & ~meets[1])
    if not crossed.size:
        return None
    return AttributeInputError(
        name, [f"met in the low reading and not in the high one in {rows_named(crossed)}"]
    )
