"""The concentration index: whether access falls to the poor or to the rich."""

from __future__ import annotations

import numpy as np

from gis.equity.inputs import counted
from gis.equity.ranks import pooled_by_value
from gis.model import FloatArray


def concentration(access: FloatArray, population: FloatArray, income: FloatArray) -> float:
    """
    Give the concentration index of access over the rank of income, weighted by people.

    Parameters
    ----------
    access : numpy.ndarray of float, shape (n_zones,)
        Access of each zone; NaN where there are no data.
    population : numpy.ndarray of float, shape (n_zones,)
        People of each zone [count].
    income : numpy.ndarray of float, shape (n_zones,)
        Income for each person, or any rank of means; NaN where it is not known.

    Returns
    -------
    float
        Between -1 and 1: below 0 where the poor reach more, above 0 where the
        rich do; NaN where nobody takes part or has any access.

    Raises
    ------
    InputError
        As `gis.equity.inputs.counted`.

    Notes
    -----
    ``CI = 2 sum over k of p_k (r_k - 1/2) (A_k - mu) / mu`` where ``r_k`` is the
    share of the people poorer than zone ``k`` and half its own. Zones of the
    same income share one rank, so the order of the input does not matter (the R
    package accessibility breaks ties by population). Ignores the scale of access.

    References
    ----------
    .. [1] van Doorslaer, E., Koolman, X. (2004). Explaining the differences in
       income-related health inequalities across European countries. Health
       Economics 13(7), 609-628.

    Examples
    --------
    >>> concentration(np.array([0.0, 8.0]), np.array([1.0, 1.0]), np.array([100.0, 900.0]))
    0.5
    """
    takes_part = counted(access, population, income)
    people, held = pooled_by_value(
        income[takes_part], population[takes_part], (access * population)[takes_part]
    )
    if not held.sum() > 0:
        return float("nan")
    share = people / people.sum()
    rank = np.cumsum(share) - share / 2
    mean = held.sum() / people.sum()
    return float(2.0 * (share * (rank - 0.5)) @ (held / people - mean) / mean)
