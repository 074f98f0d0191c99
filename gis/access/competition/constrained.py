"""Constrained accessibility: gravity access scaled so that it shares out a known total."""

from __future__ import annotations

import numpy as np

from gis.access.competition.two_step import supply_ratio
from gis.access.gravity import gravity
from gis.access.inputs import check_measure
from gis.decay.contract import Decay
from gis.model import FloatArray
from gis.travel.matrix import TravelMatrix


def total_constrained(matrix: TravelMatrix, opportunities: FloatArray, *, decay: Decay) -> FloatArray:
    """
    Share all opportunities of the region out among the origins, by their gravity access.

    Competition plays no part: the figure of an origin does not depend on how
    many people live anywhere.

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
        Opportunities that fall to each origin [count].

    Raises
    ------
    ShapeMismatchError
        If there is not one amount for each destination.
    AttributeInputError
        If an amount is negative or not a number, or the decay reaches beyond
        the matrix.

    Notes
    -----
    ``V_i = K sum over j of O_j f(t_ij)`` with ``K`` such that the sum over all
    origins is the sum of ``O_j``. Opportunities that nobody reaches are part of
    that total; if nobody reaches any, everybody gets 0.

    References
    ----------
    .. [1] Wilson, A. G. (1971). A family of spatial interaction models, and
       associated developments. Environment and Planning A 3(1), 1-32. As
       ``constrained_accessibility("total", ...)`` of the R package accessibility.

    Examples
    --------
    >>> from gis.decay.step import Step
    >>> matrix = TravelMatrix.from_dense(np.array([[60.0, np.inf], [60.0, 60.0]]))
    >>> total_constrained(matrix, np.array([4.0, 2.0]), decay=Step(60.0))
    array([2.4, 3.6])
    """
    reached = gravity(matrix, opportunities, decay=decay)
    all_reached = reached.sum()
    if all_reached <= 0:
        return np.zeros(matrix.n_origins)
    return np.asarray(reached * (opportunities.sum() / all_reached), dtype=np.float64)


def singly_constrained(
    matrix: TravelMatrix, opportunities: FloatArray, demand: FloatArray, *, decay: Decay
) -> FloatArray:
    """
    Share the opportunities of each destination out among the origins that reach it.

    Parameters
    ----------
    matrix : TravelMatrix
        Times between origins and destinations.
    opportunities : numpy.ndarray of float, shape (n_destinations,)
        Opportunities at each destination [count].
    demand : numpy.ndarray of float, shape (n_origins,)
        People at each origin [count].
    decay : Decay
        Weight by time; must not reach beyond the matrix.

    Returns
    -------
    numpy.ndarray of float, shape (n_origins,)
        Opportunities that fall to each origin [count].

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
    ``V_i = sum over j of O_j P_i f(t_ij) / (sum over i of P_i f(t_ij))``. The sum
    over origins is the sum of the opportunities that somebody reaches. It is
    spatial availability with a demand power of 1, and ``V_i / P_i`` is 2SFCA.

    References
    ----------
    .. [1] Wilson, A. G. (1971). A family of spatial interaction models, and
       associated developments. Environment and Planning A 3(1), 1-32. As
       ``constrained_accessibility("singly", ...)`` of the R package accessibility.

    Examples
    --------
    >>> from gis.decay.step import Step
    >>> matrix = TravelMatrix.from_dense(np.array([[60.0, np.inf], [60.0, 60.0]]))
    >>> singly_constrained(matrix, np.array([4.0, 2.0]), np.array([1.0, 3.0]), decay=Step(60.0))
    array([1., 5.])
    """
    amounts = {"opportunities": opportunities}
    check_measure(matrix, at_destinations=amounts, at_origins={"demand": demand}, decay=decay)
    weights = matrix.sparse(matrix.weigh(decay))
    return np.asarray(demand * (weights.T @ supply_ratio(opportunities, weights @ demand)), dtype=np.float64)


def market_potential(
    matrix: TravelMatrix, opportunities: FloatArray, demand: FloatArray, *, decay: Decay
) -> FloatArray:
    """
    Share the people of each origin out among the destinations they reach.

    The passive side of the singly constrained measure: how many people each
    service may expect.

    Parameters
    ----------
    matrix : TravelMatrix
        Times between origins and destinations.
    opportunities : numpy.ndarray of float, shape (n_destinations,)
        Opportunities at each destination [count].
    demand : numpy.ndarray of float, shape (n_origins,)
        People at each origin [count].
    decay : Decay
        Weight by time; must not reach beyond the matrix.

    Returns
    -------
    numpy.ndarray of float, shape (n_destinations,)
        People who fall to each destination [count].

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
    ``M_j = sum over i of P_i O_j f(t_ij) / (sum over j of O_j f(t_ij))``. The sum
    is that of the people who reach any opportunity.

    References
    ----------
    .. [1] Wilson, A. G. (1971). A family of spatial interaction models, and
       associated developments. Environment and Planning A 3(1), 1-32. As
       ``constrained_accessibility("singly", ...)`` of the R package accessibility.

    Examples
    --------
    >>> from gis.decay.step import Step
    >>> matrix = TravelMatrix.from_dense(np.array([[60.0, np.inf], [60.0, 60.0]]))
    >>> market_potential(matrix, np.array([4.0, 2.0]), np.array([1.0, 3.0]), decay=Step(60.0))
    array([3., 1.])
    """
    amounts = {"opportunities": opportunities}
    check_measure(matrix, at_destinations=amounts, at_origins={"demand": demand}, decay=decay)
    weights = matrix.sparse(matrix.weigh(decay))
    spread = supply_ratio(demand, weights.T @ opportunities)
    return np.asarray(opportunities * (weights @ spread), dtype=np.float64)
