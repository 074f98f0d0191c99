"""Sums of people and access by group, and by rank of a value where those with the same value go together."""

from __future__ import annotations

import numpy as np

from gis.model import FloatArray, IntArray


def pooled_by_value(value: FloatArray, *amounts: FloatArray) -> tuple[FloatArray, ...]:
    """
    Sum amounts over the zones of the same value, in rising order of the value.

    Parameters
    ----------
    value : numpy.ndarray of float, shape (n_zones,)
        What to order by.
    *amounts : numpy.ndarray of float, shape (n_zones,)
        What to sum.

    Returns
    -------
    tuple of numpy.ndarray of float, shape (n_values,)
        One for each amount.

    Examples
    --------
    >>> pooled_by_value(np.array([9.0, 5.0, 9.0]), np.array([1.0, 2.0, 4.0]))
    (array([2., 5.]),)
    """
    different, group = np.unique(value, return_inverse=True)
    return tuple(summed_by_group(amount, group, len(different)) for amount in amounts)


def summed_by_group(amount: FloatArray, group_index: IntArray, n_groups: int) -> FloatArray:
    """
    Sum an amount over the zones of each group.

    Parameters
    ----------
    amount : numpy.ndarray of float, shape (n_zones,)
        What to sum.
    group_index : numpy.ndarray of int, shape (n_zones,)
        Group of each zone.
    n_groups : int
        Number of groups.

    Returns
    -------
    numpy.ndarray of float, shape (n_groups,)
        The sums; 0 for a group without zones.

    Examples
    --------
    >>> summed_by_group(np.array([1.0, 2.0, 4.0]), np.array([0, 2, 0]), 3)
    array([5., 0., 2.])
    """
    return np.bincount(group_index, weights=amount, minlength=n_groups).astype(np.float64)
