"""The Gini index: how unequally access is shared out, whoever has it."""

from __future__ import annotations

import numpy as np

from gis.equity.inputs import counted
from gis.model import FloatArray


def gini(access: FloatArray, population: FloatArray) -> float:
    """
    Give the Gini index of access, weighted by people.

    Parameters
    ----------
    access : numpy.ndarray of float, shape (n_zones,)
        Access of each zone; NaN where there are no data.
    population : numpy.ndarray of float, shape (n_zones,)
        People of each zone [count].

    Returns
    -------
    float
        0 where all have the same, towards 1 where few have all; NaN where
        nobody lives or nobody has any access.

    Raises
    ------
    InputError
        As `gis.equity.inputs.counted`.

    Notes
    -----
    ``G = 1 - sum over k of p_k (L_k + L_(k-1))``: zones in order of access,
    ``p_k`` their share of the people, ``L_k`` the share of all access held up to
    there. People of a zone count as equal, so larger zones give smaller
    figures. Ignores scale; a transfer from more to less access lowers it.

    References
    ----------
    .. [1] Lucas, K. et al. (2016). A method to evaluate equitable accessibility.
       Transportation 43(3), 473-490.

    Examples
    --------
    >>> gini(np.array([0.0, 8.0]), np.array([1.0, 1.0]))
    0.5
    """
    takes_part = counted(access, population)
    order = np.argsort(access[takes_part], kind="stable")
    people, held = population[takes_part][order], (access * population)[takes_part][order]
    if not held.sum() > 0:
        return float("nan")
    share = np.concatenate([[0.0], np.cumsum(held)]) / held.sum()
    return float(1.0 - (people / people.sum()) @ (share[1:] + share[:-1]))
