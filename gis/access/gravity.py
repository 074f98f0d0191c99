"""Gravity access: opportunities weighted by a decay with travel time."""

from __future__ import annotations

import numpy as np

from gis.access.inputs import check_measure
from gis.decay.contract import Decay
from gis.model import FloatArray
from gis.travel.matrix import TravelMatrix


def gravity(matrix: TravelMatrix, opportunities: FloatArray, *, decay: Decay) -> FloatArray:
    """
    Sum the opportunities around each origin, weighted by a decay with travel time.

    Parameters
    ----------
    matrix : TravelMatrix
        Times between origins and destinations.
    opportunities : numpy.ndarray of float, shape (n_destinations,)
        Opportunities at each destination [count].
    decay : Decay
        Weight by time; must not reach beyond the matrix.

    Returns
    -------
    numpy.ndarray of float, shape (n_origins,)
        Weighted opportunities; 0 where nothing is reached [count].

    Raises
    ------
    ShapeMismatchError
        If there is not one amount for each destination.
    AttributeInputError
        If an amount is negative or not a number, or the decay reaches beyond
        the matrix.

    Notes
    -----
    ``A_i = sum over j of S_j f(t_ij)``. Linear in the opportunities; with the
    step decay it is the cumulative measure.

    References
    ----------
    .. [1] Hansen, W. G. (1959). How accessibility shapes land use. Journal of
       the American Institute of Planners 25(2), 73-76.

    Examples
    --------
    >>> from gis.decay.exponential import Exponential
    >>> matrix = TravelMatrix.from_dense(np.array([[0.0, 600.0, np.inf]]))
    >>> gravity(matrix, np.array([1.0, 2.0, 4.0]), decay=Exponential.half_life(600.0))
    array([2.])
    """
    check_measure(matrix, at_destinations={"opportunities": opportunities}, decay=decay)
    reached = matrix.sparse(matrix.weigh(decay)).T @ opportunities
    return np.asarray(reached, dtype=np.float64)
