"""Two-step floating catchment: supply shared among all who reach it (2SFCA, E2SFCA)."""

from __future__ import annotations

import numpy as np

from gis.access.inputs import check_measure
from gis.decay.contract import Decay
from gis.model import FloatArray
from gis.travel.matrix import TravelMatrix


def two_step(matrix: TravelMatrix, supply: FloatArray, demand: FloatArray, *, decay: Decay) -> FloatArray:
    """
    Give the supply for each person at each origin, when all who reach a service share it.

    With a step decay this is 2SFCA, with bands or any other decay E2SFCA.

    Parameters
    ----------
    matrix : TravelMatrix
        Times from origins to destinations, in the direction people travel.
    supply : numpy.ndarray of float, shape (n_destinations,)
        Supply at each destination, such as beds or places [count].
    demand : numpy.ndarray of float, shape (n_origins,)
        People at each origin [count].
    decay : Decay
        Weight by time; must not reach beyond the matrix.

    Returns
    -------
    numpy.ndarray of float, shape (n_origins,)
        Supply for each person; 0 where nothing is reached [count/count].

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
    ``R_j = S_j / sum over i of P_i f(t_ij)``, ``A_i = sum over j of R_j f(t_ij)``.
    Gives back the supply that somebody reaches: ``sum of P_i A_i = sum of S_j``
    over those. Supply that nobody reaches has no ratio and counts for nobody,
    also where an origin without people reaches it.

    References
    ----------
    .. [1] Luo, W., Wang, F. (2003). Measures of spatial accessibility to health
       care in a GIS environment. Environment and Planning B 30(6), 865-884.
    .. [2] Luo, W., Qi, Y. (2009). An enhanced two-step floating catchment area
       (E2SFCA) method for measuring spatial accessibility to primary care
       physicians. Health & Place 15(4), 1100-1107.

    Examples
    --------
    >>> from gis.decay.step import Step
    >>> matrix = TravelMatrix.from_dense(np.array([[60.0, np.inf], [60.0, 60.0]]))
    >>> two_step(matrix, np.array([8.0, 1.0]), np.array([2.0, 2.0]), decay=Step(60.0))
    array([2. , 2.5])
    """
    check_measure(matrix, at_destinations={"supply": supply}, at_origins={"demand": demand}, decay=decay)
    weights = matrix.sparse(matrix.weigh(decay))
    ratio = supply_ratio(supply, weights @ demand)
    return np.asarray(weights.T @ ratio, dtype=np.float64)


def supply_ratio(supply: FloatArray, demand_there: FloatArray) -> FloatArray:
    """
    Divide each supply among the demand that reaches it; 0 where none does.

    Parameters
    ----------
    supply : numpy.ndarray of float, shape (n_destinations,)
        Supply at each destination [count].
    demand_there : numpy.ndarray of float, shape (n_destinations,)
        People who reach it, weighted [count].

    Returns
    -------
    numpy.ndarray of float, shape (n_destinations,)
        Supply for each person [count/count].
    """
    return np.divide(supply, demand_there, out=np.zeros(len(supply)), where=demand_there > 0)
