"""The Palma ratio: mean access of the richest tenth over that of the poorest four tenths."""

from __future__ import annotations

import numpy as np

from gis.equity.inputs import counted
from gis.equity.ranks import pooled_by_value
from gis.errors import AttributeInputError
from gis.model import FloatArray


def palma(
    access: FloatArray,
    population: FloatArray,
    income: FloatArray,
    *,
    poorest_share: float = 0.4,
    richest_share: float = 0.1,
) -> float:
    """
    Give mean access of the richest part of the people over that of the poorest part.

    A zone on the border is divided: just so many of its people count that the
    parts are exact.

    Parameters
    ----------
    access : numpy.ndarray of float, shape (n_zones,)
        Access of each zone; NaN where there are no data.
    population : numpy.ndarray of float, shape (n_zones,)
        People of each zone [count].
    income : numpy.ndarray of float, shape (n_zones,)
        Income for each person, or any rank of means; NaN where it is not known.
    poorest_share, richest_share : float
        Parts of the people [share].

    Returns
    -------
    float
        Above 1 where the rich reach more; NaN where nobody takes part or the
        poorest reach nothing.

    Raises
    ------
    AttributeInputError
        If a share does not lie between 0 and 1, or the two overlap.
    InputError
        As `gis.equity.inputs.counted`.

    Notes
    -----
    Zones of the same income are divided alike, so their order does not matter.
    The R package accessibility puts whole zones on one side of quantiles of
    income; `palma_between` does so. Ignores the scale of access.

    References
    ----------
    .. [1] Pereira, R. H. M., Herszenhut, D. (2023). Introduction to urban
       accessibility: a practical guide with R. Ipea, Brasilia.

    Examples
    --------
    >>> palma(np.array([2.0, 6.0]), np.array([5.0, 5.0]), np.array([100.0, 900.0]))
    3.0
    """
    if not (poorest_share > 0 and richest_share > 0 and poorest_share + richest_share <= 1):
        told = f"must be above 0 and not above 1 together, not {poorest_share} and {richest_share}"
        raise AttributeInputError("poorest_share, richest_share", [told])
    takes_part = counted(access, population, income)
    if not takes_part.any():
        return float("nan")
    people, held = pooled_by_value(
        income[takes_part], population[takes_part], (access * population)[takes_part]
    )
    edge = np.concatenate([[0.0], np.cumsum(people)])
    total = edge[-1]
    poorest = np.clip(poorest_share * total - edge[:-1], 0.0, people)
    richest = np.clip(edge[1:] - (1.0 - richest_share) * total, 0.0, people)
    mean = held / people
    poor_mean = float(poorest @ mean / poorest.sum())
    rich_mean = float(richest @ mean / richest.sum())
    return rich_mean / poor_mean if poor_mean > 0 else float("nan")


def palma_between(
    access: FloatArray,
    population: FloatArray,
    income: FloatArray,
    *,
    poorest_to: float,
    richest_above: float,
) -> float:
    """
    Give the Palma ratio between whole zones on either side of two incomes.

    For zones that are part of a larger city, whose quantiles of income are
    known and are to count.

    Parameters
    ----------
    access : numpy.ndarray of float, shape (n_zones,)
        Access of each zone; NaN where there are no data.
    population : numpy.ndarray of float, shape (n_zones,)
        People of each zone [count].
    income : numpy.ndarray of float, shape (n_zones,)
        Income for each person; NaN where it is not known.
    poorest_to : float
        Largest income of the poorest, such as the city's 40 % quantile.
    richest_above : float
        Income above which the richest begin, such as its 90 % quantile.

    Returns
    -------
    float
        Mean access of the richest over that of the poorest; NaN where either
        group is empty or the poorest reach nothing.

    Raises
    ------
    AttributeInputError
        If the two incomes are not in order.
    InputError
        As `gis.equity.inputs.counted`.

    Examples
    --------
    >>> access, people = np.array([2.0, 4.0, 6.0]), np.array([1.0, 1.0, 1.0])
    >>> income = np.array([1.0, 5.0, 9.0])
    >>> palma_between(access, people, income, poorest_to=1.0, richest_above=8.0)
    3.0
    """
    if not poorest_to <= richest_above:
        told = f"must not be above richest_above, which is {richest_above}, but is {poorest_to}"
        raise AttributeInputError("poorest_to", [told])
    takes_part = counted(access, population, income)
    poorest, richest = takes_part & (income <= poorest_to), takes_part & (income > richest_above)
    if not (poorest.any() and richest.any()):
        return float("nan")
    poor_mean = float(np.average(access[poorest], weights=population[poorest]))
    rich_mean = float(np.average(access[richest], weights=population[richest]))
    return rich_mean / poor_mean if poor_mean > 0 else float("nan")
