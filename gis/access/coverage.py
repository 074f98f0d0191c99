"""Coverage: how many people reach a service within a cutoff, in all and by area."""

from __future__ import annotations

import numpy as np

from gis.checks import check_cutoff, check_population
from gis.errors import ShapeMismatchError
from gis.model import FloatArray, IntArray


def coverage(time_s: FloatArray, population: FloatArray, *, cutoff_s: float) -> float:
    """
    Count the people whose nearest service lies within the cutoff.

    A time equal to the cutoff counts. An unreachable service has time
    infinity and never counts.

    Parameters
    ----------
    time_s : numpy.ndarray of float, shape (n_origins,)
        Time from each origin to its nearest service [s].
    population : numpy.ndarray of float, shape (n_origins,)
        People at each origin [count].
    cutoff_s : float
        Longest time that still counts [s].

    Returns
    -------
    float
        People covered [count].

    Raises
    ------
    ShapeMismatchError
        If the arrays differ in length.
    AttributeInputError
        If a population is negative or not a number, or the cutoff is no time.

    Notes
    -----
    Never falls as the cutoff grows; checked as a property in the tests.

    Examples
    --------
    >>> import numpy as np
    >>> coverage(np.array([60.0, 900.0, np.inf]), np.array([1.0, 2.0, 4.0]), cutoff_s=900.0)
    3.0
    """
    check_cutoff(cutoff_s)
    check_population(population, source="population", n_places=len(time_s))
    return float(population[time_s <= cutoff_s].sum())


def covered_share(covered: float, population: float) -> float | None:
    """
    Give the part of a population that is covered; of nobody there is no part.

    Parameters
    ----------
    covered : float
        People covered [count].
    population : float
        All people [count].

    Returns
    -------
    float or None
        Between 0 and 1; None where the population is zero.

    Examples
    --------
    >>> covered_share(1.0, 4.0), covered_share(0.0, 0.0)
    (0.25, None)
    """
    return covered / population if population > 0 else None


def coverage_by_area(
    time_s: FloatArray,
    population: FloatArray,
    area_index: IntArray,
    n_areas: int,
    cutoff_s: float,
) -> FloatArray:
    """
    Count the covered people of each area.

    Parameters
    ----------
    time_s : numpy.ndarray of float, shape (n_origins,)
        Time from each origin to its nearest service [s].
    population : numpy.ndarray of float, shape (n_origins,)
        People at each origin [count].
    area_index : numpy.ndarray of int, shape (n_origins,)
        Area each origin lies in; -1 for none.
    n_areas : int
        Number of areas.
    cutoff_s : float
        Longest time that still counts [s].

    Returns
    -------
    numpy.ndarray of float, shape (n_areas,)
        People covered [count].

    Raises
    ------
    ShapeMismatchError
        If the arrays differ in length or an index lies beyond the areas.
    AttributeInputError
        If a population is negative or not a number, or the cutoff is no time.
    """
    check_cutoff(cutoff_s)
    check_population(population, source="population", n_places=len(time_s))
    within = np.where(time_s <= cutoff_s, population, 0.0)
    return population_by_area(within, area_index, n_areas)


def population_by_area(population: FloatArray, area_index: IntArray, n_areas: int) -> FloatArray:
    """
    Count the people of each area.

    Parameters
    ----------
    population : numpy.ndarray of float, shape (n_origins,)
        People at each origin [count].
    area_index : numpy.ndarray of int, shape (n_origins,)
        Area each origin lies in; -1 for none.
    n_areas : int
        Number of areas.

    Returns
    -------
    numpy.ndarray of float, shape (n_areas,)
        People in each area [count].

    Raises
    ------
    ShapeMismatchError
        If the arrays differ in length or an index lies beyond the areas.
    """
    if area_index.shape != population.shape:
        raise ShapeMismatchError("area_index", [f"{area_index.size} areas for {population.size} origins"])
    if area_index.size and not -1 <= area_index.min() <= area_index.max() < n_areas:
        raise ShapeMismatchError("area_index", [f"indices must lie between -1 and {n_areas - 1}"])
    inside = area_index >= 0
    counts = np.bincount(area_index[inside], weights=population[inside], minlength=n_areas)
    return np.asarray(counts, dtype=np.float64)
