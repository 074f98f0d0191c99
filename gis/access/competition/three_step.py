"""Three-step floating catchment: people first choose among the services they reach (3SFCA)."""

from __future__ import annotations

import numpy as np

from gis.access.competition.two_step import supply_ratio
from gis.access.inputs import check_measure
from gis.decay.contract import Decay
from gis.model import FloatArray
from gis.travel.matrix import TravelMatrix


def three_step(
    matrix: TravelMatrix,
    supply: FloatArray,
    demand: FloatArray,
    *,
    decay: Decay,
    preference: Decay | None = None,
) -> FloatArray:
    """
    Give the supply for each person, when people spread their demand over the services they reach.

    For comparison with published work; prefer E2SFCA or BFCA. Its weight
    counts the travel time twice and does not cure the inflation of demand.

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
    preference : Decay, optional
        Weight by which people choose among services; the decay itself unless
        given, so that what lies beyond the cutoff is no choice.

    Returns
    -------
    numpy.ndarray of float, shape (n_origins,)
        Supply for each person; 0 where nothing is reached [count/count].

    Raises
    ------
    ShapeMismatchError
        If there is not one amount for each place.
    AttributeInputError
        If an amount is negative or not a number, or a decay reaches beyond the
        matrix.
    FaultyInputsError
        If several inputs are at fault.

    Notes
    -----
    ``G_ij = g(t_ij) / sum over j of g(t_ij)``,
    ``R_j = S_j / sum over i of G_ij P_i f(t_ij)``,
    ``A_i = sum over j of G_ij R_j f(t_ij)``. Gives back the reached supply.

    PySAL access 1.1 sums the denominator of ``G`` over every pair of its table,
    also those beyond ``max_cost``: part of the demand is given to services that
    nobody may use, and the result changes when far pairs are added to the table.
    To reproduce it, give `preference` a decay without the cutoff.

    References
    ----------
    .. [1] Wan, N., Zou, B., Sternberg, T. (2012). A three-step floating catchment
       area method for analyzing spatial access to health services. International
       Journal of Geographical Information Science 26(6), 1073-1089.
    .. [2] Paez, A., Higgins, C. D., Vivona, S. F. (2019). Demand and level of
       service inflation in floating catchment area (FCA) methods. PLoS ONE 14(6),
       e0218773.

    Examples
    --------
    >>> from gis.decay.step import Step
    >>> matrix = TravelMatrix.from_dense(np.array([[60.0, np.inf], [60.0, 60.0]]))
    >>> three_step(matrix, np.array([9.0, 1.0]), np.array([2.0, 2.0]), decay=Step(60.0))
    array([3., 2.])
    """
    amounts = {"supply": supply}
    check_measure(matrix, at_destinations=amounts, at_origins={"demand": demand}, decay=decay)
    choosing = decay if preference is None else preference
    check_measure(matrix, decay=choosing)
    wanted = matrix.weigh(choosing)
    all_wanted = matrix.sparse(wanted).sum(axis=0)[matrix.origin]
    chosen = np.divide(wanted, all_wanted, out=np.zeros(matrix.n_pairs), where=all_wanted > 0)
    weights = matrix.sparse(chosen * matrix.weigh(decay))
    return np.asarray(weights.T @ supply_ratio(supply, weights @ demand), dtype=np.float64)
