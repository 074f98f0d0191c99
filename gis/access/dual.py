"""Dual access: how long it takes to reach a number of opportunities."""

from __future__ import annotations

import numpy as np

from gis.access.inputs import check_measure
from gis.errors import AttributeInputError
from gis.model import FloatArray, IntArray
from gis.travel.matrix import TravelMatrix


def time_to_reach(matrix: TravelMatrix, opportunities: FloatArray, *, wanted: FloatArray) -> FloatArray:
    """
    Find the time within which each origin reaches a number of opportunities.

    Parameters
    ----------
    matrix : TravelMatrix
        Times between origins and destinations.
    opportunities : numpy.ndarray of float, shape (n_destinations,)
        Opportunities at each destination [count].
    wanted : numpy.ndarray of float, shape (n_wanted,)
        Numbers of opportunities, above zero [count].

    Returns
    -------
    numpy.ndarray of float, shape (n_origins, n_wanted)
        Shortest time within which at least that many are reached [s]; infinite
        where the matrix holds too few.

    Raises
    ------
    ShapeMismatchError
        If there is not one amount for each destination.
    AttributeInputError
        If an amount is negative or not a number, or a wanted number is not above zero.

    Notes
    -----
    ``T_i(n) = min { T : A_i(T) >= n }``, the inverse of the cumulative measure:
    ``cumulative(..., cutoffs_s=T_i(n)) >= n``. Where opportunities are no whole
    numbers their running sum is subject to rounding.

    References
    ----------
    .. [1] Cui, M., Levinson, D. (2020). Primal and dual access. Geographical
       Analysis 52(3), 452-474.

    Examples
    --------
    >>> matrix = TravelMatrix.from_dense(np.array([[300.0, 600.0, np.inf]]))
    >>> time_to_reach(matrix, np.array([1.0, 2.0, 4.0]), wanted=np.array([1.0, 3.0, 4.0]))
    array([[300., 600.,  inf]])
    """
    check_measure(matrix, at_destinations={"opportunities": opportunities})
    if not (wanted > 0).all():
        too_few = [f"{value} is not above zero" for value in wanted[~(wanted > 0)].tolist()]
        raise AttributeInputError("wanted", too_few)
    order = _by_origin_and_time(matrix)
    origin, time_s = matrix.origin[order], matrix.time_s[order]
    first = np.searchsorted(origin, np.arange(matrix.n_origins + 1))
    reached = _running_sum(opportunities[matrix.destination[order]], first)
    found = np.full((matrix.n_origins, len(wanted)), np.inf)
    for w, number in enumerate(wanted.tolist()):
        enough = np.flatnonzero(reached >= number)
        # Pairs are in order of time within an origin, so its first pair with enough is the one.
        earliest = enough[np.diff(origin[enough], prepend=-1) != 0]
        found[origin[earliest], w] = time_s[earliest]
    return found


def kth_nearest(matrix: TravelMatrix, *, k: int) -> FloatArray:
    """
    Find the time from each origin to its nearest, second nearest or k-th nearest destination.

    Parameters
    ----------
    matrix : TravelMatrix
        Times between origins and destinations.
    k : int
        Which one, counted from 1.

    Returns
    -------
    numpy.ndarray of float, shape (n_origins,)
        Time [s]; infinite where the matrix holds fewer than k.

    Raises
    ------
    AttributeInputError
        If k is not above zero.

    Examples
    --------
    >>> matrix = TravelMatrix.from_dense(np.array([[600.0, 300.0], [0.0, np.inf]]))
    >>> kth_nearest(matrix, k=2)
    array([600.,  inf])
    """
    one_each = np.ones(matrix.n_destinations)
    return time_to_reach(matrix, one_each, wanted=np.array([float(k)])).reshape(-1)


def _by_origin_and_time(matrix: TravelMatrix) -> IntArray:
    """Give the order of pairs by origin, and by time within an origin."""
    if not matrix.n_pairs:
        return np.zeros(0, dtype=np.int64)
    # One number for both: sorting it takes a third of the time of sorting twice.
    longest = int(matrix.time_ticks.max()) + 1
    return np.argsort(matrix.origin.astype(np.int64) * longest + matrix.time_ticks)


def _running_sum(values: FloatArray, first: IntArray) -> FloatArray:
    """Sum up within each origin, whose pairs begin at `first`."""
    whole = np.concatenate([[0.0], np.cumsum(values)])
    within: FloatArray = whole[1:] - np.repeat(whole[first[:-1]], np.diff(first))
    return within
