"""Spatial availability: the opportunities left for an origin once others have taken their part."""

from __future__ import annotations

import math

import numpy as np

from gis.access.competition.constrained import singly_constrained
from gis.access.inputs import check_measure
from gis.decay.contract import Decay
from gis.errors import AttributeInputError
from gis.model import FloatArray
from gis.travel.matrix import TravelMatrix


def spatial_availability(
    matrix: TravelMatrix,
    opportunities: FloatArray,
    demand: FloatArray,
    *,
    decay: Decay,
    demand_power: float = 1.0,
) -> FloatArray:
    """
    Share out the opportunities of each destination by demand and by travel time together.

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
    demand_power : float
        Power of the demand: below 1 small origins get more than by head, above 1 less.

    Returns
    -------
    numpy.ndarray of float, shape (n_origins,)
        Opportunities available to each origin; divide by the people there for
        the figure per head [count].

    Raises
    ------
    ShapeMismatchError
        If there is not one amount for each place.
    AttributeInputError
        If an amount or the power is negative or not a number, or the decay
        reaches beyond the matrix.
    FaultyInputsError
        If several inputs are at fault.

    Notes
    -----
    ``V_i = sum over j of O_j F_ij`` where ``F_ij`` is the product of the demand
    factor ``P_i^a / sum P_i^a`` and the travel factor ``f(t_ij) / sum over i of
    f(t_ij)``, scaled to 1 over the origins of each ``j``. Both sums cancel:
    ``F_ij = P_i^a f(t_ij) / sum over i of P_i^a f(t_ij)``. The sum over origins
    is that of the opportunities somebody reaches.

    References
    ----------
    .. [1] Soukhov, A., Paez, A., Higgins, C. D., Mohamed, M. (2023). Introducing
       spatial availability, a singly-constrained measure of competitive
       accessibility. PLoS ONE 18(1), e0278468.

    Examples
    --------
    >>> from gis.decay.step import Step
    >>> matrix = TravelMatrix.from_dense(np.array([[60.0, np.inf], [60.0, 60.0]]))
    >>> spatial_availability(
    ...     matrix, np.array([4.0, 2.0]), np.array([1.0, 9.0]), decay=Step(60.0), demand_power=0.5
    ... )
    array([1., 5.])
    """
    if not 0 <= demand_power < math.inf:
        raise AttributeInputError("demand_power", [f"must be zero or a positive number, not {demand_power}"])
    check_measure(matrix, at_origins={"demand": demand})
    # An origin without people takes no part, whatever the power: 0 to the power of 0 would be 1.
    weighted = np.where(demand > 0, demand**demand_power, 0.0)
    return singly_constrained(matrix, opportunities, weighted, decay=decay)
