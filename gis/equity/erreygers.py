"""The Erreygers index: the concentration index corrected for measures that have bounds."""

from __future__ import annotations

import numpy as np

from gis.equity.concentration import concentration
from gis.equity.inputs import counted
from gis.errors import AttributeInputError
from gis.model import FloatArray


def erreygers(
    access: FloatArray,
    population: FloatArray,
    income: FloatArray,
    *,
    bounds: tuple[float, float] | None = None,
) -> float:
    """
    Give the corrected concentration index of access, weighted by people.

    Parameters
    ----------
    access : numpy.ndarray of float, shape (n_zones,)
        Access of each zone; NaN where there are no data.
    population : numpy.ndarray of float, shape (n_zones,)
        People of each zone [count].
    income : numpy.ndarray of float, shape (n_zones,)
        Income for each person, or any rank of means; NaN where it is not known.
    bounds : tuple of float, optional
        Smallest and largest access there can be, such as ``(0, 1)`` for a
        share; those observed among the zones that take part unless given.

    Returns
    -------
    float
        Below 0 where the poor reach more, above 0 where the rich do; NaN where
        nobody takes part or has any access, or all have the same and no bounds
        are given.

    Raises
    ------
    AttributeInputError
        If the bounds do not enclose the access of the zones that take part.
    InputError
        As `gis.equity.inputs.counted`.

    Notes
    -----
    ``E = 4 mu / (max - min) * CI``. The paper means the bounds of the *measure*.
    With the observed ones, which the R package accessibility takes, one extreme
    zone changes the figure of a whole city: give the bounds where there are any.

    References
    ----------
    .. [1] Erreygers, G. (2009). Correcting the concentration index. Journal of
       Health Economics 28(2), 504-515.

    Examples
    --------
    >>> access, people, income = np.array([0.2, 0.6]), np.array([1.0, 1.0]), np.array([1.0, 2.0])
    >>> round(erreygers(access, people, income, bounds=(0.0, 1.0)), 12)
    0.4
    """
    takes_part = counted(access, population, income)
    if not takes_part.any():
        return float("nan")
    inside = access[takes_part]
    lowest, highest = (float(inside.min()), float(inside.max())) if bounds is None else bounds
    if not lowest <= inside.min() <= inside.max() <= highest:
        told = f"{lowest} and {highest} do not enclose access from {inside.min()} to {inside.max()}"
        raise AttributeInputError("bounds", [told])
    if highest == lowest:
        return float("nan")
    mean = float(np.average(inside, weights=population[takes_part]))
    return 4.0 * mean / (highest - lowest) * concentration(access, population, income)
