"""Cumulative opportunities: how many lie within each cutoff."""

from __future__ import annotations

import numpy as np

from gis.access.inputs import check_measure, check_times
from gis.compiled import compiled
from gis.model import FloatArray, IntArray
from gis.routing.ordering import Int32Array
from gis.routing.ticks import AnyInts, longest_ticks
from gis.travel.matrix import TravelMatrix


def cumulative(matrix: TravelMatrix, opportunities: FloatArray, *, cutoffs_s: FloatArray) -> FloatArray:
    """
    Count the opportunities each origin reaches within each cutoff.

    An opportunity is reached when its time is less than or equal to the cutoff.
    An origin that reaches nothing scores 0.

    Parameters
    ----------
    matrix : TravelMatrix
        Times between origins and destinations.
    opportunities : numpy.ndarray of float, shape (n_destinations,)
        Opportunities at each destination [count].
    cutoffs_s : numpy.ndarray of float, shape (n_cutoffs,)
        Longest times that still count, none beyond the matrix [s].

    Returns
    -------
    numpy.ndarray of float, shape (n_origins, n_cutoffs)
        Opportunities reached [count].

    Raises
    ------
    ShapeMismatchError
        If there is not one amount for each destination.
    AttributeInputError
        If an amount is negative or not a number, or a cutoff is no time that
        the matrix covers.

    Notes
    -----
    ``A_i(T) = sum over j of S_j [t_ij <= T]``. Never falls as a cutoff grows and
    never exceeds the sum of ``opportunities``; linear in them.

    References
    ----------
    .. [1] Wachs, M., Kumagai, T. G. (1973). Physical accessibility as a social
       indicator. Socio-Economic Planning Sciences 7(5), 437-456.

    Examples
    --------
    >>> matrix = TravelMatrix.from_dense(np.array([[300.0, 600.0, np.inf]]))
    >>> cumulative(matrix, np.array([1.0, 2.0, 4.0]), cutoffs_s=np.array([300.0, 600.0]))
    array([[1., 3.]])
    """
    check_measure(matrix, at_destinations={"opportunities": opportunities})
    check_times("cutoffs_s", cutoffs_s, longest_s=matrix.cutoff_s)
    limits = np.array([longest_ticks(cutoff_s) for cutoff_s in cutoffs_s.tolist()], dtype=np.int64)
    reached = np.zeros((matrix.n_origins, len(limits)))
    amounts = np.asarray(opportunities, dtype=np.float64)
    _add_up(matrix.start, matrix.origin, matrix.time_ticks, amounts, limits, reached)
    return reached


@compiled
def _add_up(
    start: IntArray,
    origin: Int32Array,
    ticks: AnyInts,
    amounts: FloatArray,
    limits: IntArray,
    reached: FloatArray,
) -> None:
    """
    Go through the pairs once for all limits: most of the time it takes is spent on reading them.

    A pair beyond a limit adds nothing, which is faster than to ask: the processor
    would guess the answer wrong too often.
    """
    for j in range(len(start) - 1):
        for k in range(start[j], start[j + 1]):
            for c in range(len(limits)):
                reached[origin[k], c] += amounts[j] * (ticks[k] <= limits[c])
