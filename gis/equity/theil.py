"""The Theil T index: inequality that divides into a part between groups and one within them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.equity.inputs import counted
from gis.equity.ranks import summed_by_group
from gis.errors import AttributeInputError, ShapeMismatchError
from gis.model import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class TheilParts:
    """
    Theil T and its parts.

    Parameters
    ----------
    total : float
        The index of all people.
    between : float
        What is left when everybody has the mean of the group.
    within : float
        The rest, inside the groups.
    between_by_group : numpy.ndarray of float, shape (n_groups,)
        What each group adds to the part between; below 0 for groups with less
        than their share, NaN for groups of nobody.
    within_by_group : numpy.ndarray of float, shape (n_groups,)
        What each group adds to the part within; NaN for groups of nobody.
    """

    total: float
    between: float
    within: float
    between_by_group: FloatArray
    within_by_group: FloatArray


def theil(access: FloatArray, population: FloatArray) -> float:
    """
    Give the Theil T index of access, weighted by people.

    Parameters
    ----------
    access : numpy.ndarray of float, shape (n_zones,)
        Access of each zone; NaN where there are no data.
    population : numpy.ndarray of float, shape (n_zones,)
        People of each zone [count].

    Returns
    -------
    float
        0 where all have the same, at most the logarithm of the number of people;
        NaN where nobody takes part or has any access.

    Raises
    ------
    InputError
        As `gis.equity.inputs.counted`.

    Notes
    -----
    ``T = sum over k of p_k (A_k / mu) ln(A_k / mu)``. A zone without access adds
    0, the limit of the term; the R package accessibility gives NaN there.

    References
    ----------
    .. [1] Theil, H. (1967). Economics and information theory. North-Holland.

    Examples
    --------
    >>> round(theil(np.array([0.0, 8.0]), np.array([1.0, 1.0])), 6)  # the logarithm of 2
    0.693147
    """
    takes_part = counted(access, population)
    people, held = population[takes_part], (access * population)[takes_part]
    if not held.sum() > 0:
        return float("nan")
    return float(_terms(held / held.sum(), people / people.sum()).sum())


def theil_by_group(
    access: FloatArray, population: FloatArray, group_index: IntArray, *, n_groups: int
) -> TheilParts:
    """
    Divide the Theil T index into a part between groups and a part within them.

    Parameters
    ----------
    access : numpy.ndarray of float, shape (n_zones,)
        Access of each zone; NaN where there are no data.
    population : numpy.ndarray of float, shape (n_zones,)
        People of each zone [count].
    group_index : numpy.ndarray of int, shape (n_zones,)
        Group of each zone; -1 for none, such as a zone of unknown income, which
        takes no part.
    n_groups : int
        Number of groups.

    Returns
    -------
    TheilParts
        The index and its parts; all NaN where nobody takes part or has any
        access.

    Raises
    ------
    ShapeMismatchError
        If the arrays differ in length.
    AttributeInputError
        If a group lies beyond the groups.
    InputError
        As `gis.equity.inputs.counted`.

    Notes
    -----
    With ``a_g`` and ``p_g`` the group's shares of all access and of all people:
    ``between = sum over g of a_g ln(a_g / p_g)`` and ``within = sum over g of
    a_g T_g``. The two add up to the total.

    Examples
    --------
    >>> access, people = np.array([1.0, 1.0, 2.0]), np.array([1.0, 1.0, 1.0])
    >>> parts = theil_by_group(access, people, np.array([0, 0, 1]), n_groups=2)
    >>> parts.within == 0.0, bool(np.isclose(parts.between, parts.total))
    (True, True)
    """
    if group_index.shape != access.shape:
        raise ShapeMismatchError("group_index", [f"{group_index.size} groups for {access.size} zones"])
    if group_index.size and not -1 <= group_index.min() <= group_index.max() < n_groups:
        raise AttributeInputError("group_index", [f"must lie between -1 and {n_groups - 1}"])
    takes_part = counted(access, population) & (group_index >= 0)
    people, held = population[takes_part], (access * population)[takes_part]
    group = group_index[takes_part]
    if not held.sum() > 0:
        nobody = np.full(n_groups, np.nan)
        return TheilParts(float("nan"), float("nan"), float("nan"), nobody, nobody.copy())
    people_share, access_share = people / people.sum(), held / held.sum()
    group_people = summed_by_group(people_share, group, n_groups)
    group_access = summed_by_group(access_share, group, n_groups)
    between = _terms(group_access, group_people)
    terms = _terms(access_share, people_share)
    within = summed_by_group(terms, group, n_groups) - between
    lived_in = group_people > 0
    return TheilParts(
        total=float(terms.sum()),
        between=float(between.sum()),
        within=float(within[lived_in].sum()),
        between_by_group=np.where(lived_in, between, np.nan),
        within_by_group=np.where(lived_in, within, np.nan),
    )


def _terms(access_share: FloatArray, people_share: FloatArray) -> FloatArray:
    """Give ``a ln(a / p)``, 0 where there is no access."""
    has_some = access_share > 0
    ratio = np.divide(access_share, people_share, out=np.ones(len(access_share)), where=has_some)
    return np.asarray(access_share * np.log(ratio), dtype=np.float64)
