"""Coverage of groups of the population: how many of each reach a service, surely and perhaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gis.access.inputs import check_readings, raise_found
from gis.checks import check_cutoff
from gis.crs import rows_named
from gis.errors import AttributeInputError, InputError, ShapeMismatchError
from gis.model import FloatArray


@dataclass(frozen=True, slots=True)
class GroupCoverage:
    """
    People of each group within the cutoff; the truth lies between the two readings.

    Parameters
    ----------
    population : numpy.ndarray of float, shape (n_groups,)
        All people of each group [count].
    covered : numpy.ndarray of float, shape (2, n_groups)
        People covered in the low and the high reading [count].
    share : numpy.ndarray of float, shape (2, n_groups)
        The same as a part of the group; NaN for a group of nobody.
    unknown_share : numpy.ndarray of float, shape (n_groups,)
        High share less low share: the part that is assumption; NaN for a group
        of nobody.
    """

    population: FloatArray
    covered: FloatArray
    share: FloatArray
    unknown_share: FloatArray


def group_coverage(time_s: FloatArray, population: FloatArray, *, cutoff_s: float) -> GroupCoverage:
    """
    Count the people of each group whose nearest service lies within the cutoff, in both readings.

    A time equal to the cutoff counts. The people who are not counted stay in
    the denominator.

    Parameters
    ----------
    time_s : numpy.ndarray of float, shape (2, n_origins)
        Time from each origin to its nearest service, low and high reading [s];
        infinite where unreachable.
    population : numpy.ndarray of float, shape (n_groups, n_origins)
        People of each group at each origin [count].
    cutoff_s : float
        Longest time that still counts [s].

    Returns
    -------
    GroupCoverage
        Counts and shares by group.

    Raises
    ------
    ShapeMismatchError
        If the arrays do not belong together.
    AttributeInputError
        If a population is negative or not a number, the cutoff is no time, or a
        time of the high reading is longer than that of the low one.
    FaultyInputsError
        If several inputs are at fault.

    Notes
    -----
    ``share_g = sum over i of P_ig [t_i <= T] / sum over i of P_ig``. The group's
    own population weighs, not that of everybody.

    Examples
    --------
    >>> time_s = np.array([[300.0, np.inf, np.inf], [300.0, 600.0, np.inf]])
    >>> found = group_coverage(time_s, np.array([[1.0, 1.0, 2.0]]), cutoff_s=600.0)
    >>> found.share.tolist(), found.unknown_share.tolist()
    ([[0.25], [0.5]], [0.25])
    """
    check_cutoff(cutoff_s)
    _check(time_s, population)
    covered = (time_s <= cutoff_s) @ population.T
    everybody = population.sum(axis=1)
    share = np.divide(covered, everybody, out=np.full(covered.shape, np.nan), where=everybody > 0)
    return GroupCoverage(everybody, covered, share, share[1] - share[0])


def _check(time_s: FloatArray, population: FloatArray) -> None:
    """Refuse times and people that do not belong together, or that are none."""
    if population.ndim != 2:  # noqa: PLR2004 - groups and origins
        raise ShapeMismatchError("population", [f"must be (n_groups, n_origins), not {population.shape}"])
    errors: list[InputError | None] = []
    for group in np.flatnonzero(~np.isfinite(population).all(axis=1)).tolist():
        rows = rows_named(np.flatnonzero(~np.isfinite(population[group])))
        errors.append(AttributeInputError(f"population of group {group}", [f"not a number in {rows}"]))
    for group in np.flatnonzero((population < 0).any(axis=1)).tolist():
        rows = rows_named(np.flatnonzero(population[group] < 0))
        errors.append(AttributeInputError(f"population of group {group}", [f"negative in {rows}"]))
    ragged = check_readings("time_s", time_s, n_places=population.shape[1])
    errors.append(ragged)
    if ragged is None and not (time_s[1] <= time_s[0]).all():
        rows = rows_named(np.flatnonzero(~(time_s[1] <= time_s[0])))
        told = f"the high reading is slower than the low one, or no number, in {rows}"
        errors.append(AttributeInputError("time_s", [told]))
    raise_found(errors)
