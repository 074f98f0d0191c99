"""Balanced floating catchment: nobody's demand and no service is counted twice (BFCA)."""

from __future__ import annotations

import numpy as np

from gis.access.competition.two_step import supply_ratio
from gis.access.inputs import check_measure
from gis.decay.contract import Decay
from gis.model import FloatArray
from gis.travel.matrix import TravelMatrix


def balanced(matrix: TravelMatrix, supply: FloatArray, demand: FloatArray, *, decay: Decay) -> FloatArray:
    """
    Give each origin its part of the level of service, with every total kept.

    Parameters
    ----------
    matrix : TravelMatrix
        Times from origins to destinations, in the direction people travel.
    supply : numpy.ndarray of float, shape (n_destinations,)
        Supply at each destination [count].
    demand : numpy.ndarray of float, shape (n_origins,)
        People at each origin [count].
    decay : Decay
        Weight by time; must not reach beyond the matrix.

    Returns
    -------
    numpy.ndarray of float, shape (n_origins,)
        Level of service; 0 where nothing is reached [count/count].

    Raises
    ------
    ShapeMismatchError
        If there is not one amount for each place.
    AttributeInputError
        If an amount is negative or not a number, or the decay reaches beyond
        the matrix.
    FaultyInputsError
        If several inputs are at fault.

    Notes
    -----
    With ``w_ij = f(t_ij)``: ``D_j = sum over i of P_i w_ij / (sum over j of w_ij)``,
    ``R_j = S_j / D_j``, ``A_i = sum over j of R_j w_ij / (sum over i of w_ij)``.
    Two totals are kept: ``sum of D_j`` is the demand that reaches anything, and
    ``sum of A_i`` is ``sum of R_j``. Unlike in 2SFCA, ``sum of P_i A_i`` is
    *not* the supply, and the figure of an origin falls when it is divided in two.

    References
    ----------
    .. [1] Paez, A., Higgins, C. D., Vivona, S. F. (2019). Demand and level of
       service inflation in floating catchment area (FCA) methods. PLoS ONE 14(6),
       e0218773.

    Examples
    --------
    >>> from gis.decay.step import Step
    >>> matrix = TravelMatrix.from_dense(np.array([[60.0, np.inf], [60.0, 60.0]]))
    >>> balanced(matrix, np.array([9.0, 1.0]), np.array([2.0, 2.0]), decay=Step(60.0))
    array([1.5, 2.5])
    """
    check_measure(matrix, at_destinations={"supply": supply}, at_origins={"demand": demand}, decay=decay)
    weight = matrix.weigh(decay)
    weights = matrix.sparse(weight)
    of_origin, of_destination = weights.sum(axis=0), weights.sum(axis=1)
    spread = supply_ratio(demand, of_origin)
    ratio = supply_ratio(supply, weights @ spread)
    return np.asarray(weights.T @ supply_ratio(ratio, of_destination), dtype=np.float64)
