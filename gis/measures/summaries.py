"""Measures summed up: the mean over the people of each area, and how unequally people share them."""

from __future__ import annotations

import numpy as np

from gis.equity.gini import gini
from gis.measures.values import MeasureValues
from gis.model import FloatArray, IntArray
from gis.shapes.rollup import roll_up

MEDIAN = 0.5


def by_area(found: MeasureValues, population: FloatArray, area_index: IntArray, n_areas: int) -> FloatArray:
    """
    Give a measure by area: the mean over people, of times the median.

    Parameters
    ----------
    found : MeasureValues
        The measure.
    population : numpy.ndarray of float, shape (n_origins,)
        People at each origin [count].
    area_index : numpy.ndarray of int, shape (n_origins,)
        Area each origin lies in; -1 for none.
    n_areas : int
        Number of areas.

    Returns
    -------
    numpy.ndarray of float, shape (n_profiles, 2, n_areas)
        The smaller of the two values first. NaN where nobody lives whose
        value is known; infinite where a median or a bound is.

    Raises
    ------
    InputError
        As `gis.shapes.rollup.roll_up`.

    Notes
    -----
    Where some people have no way at all the mean of their times is infinite,
    which tells nothing of the others; the median is finite as long as half of
    the people have one. The mean penalty is over the people whose penalty is
    defined, as `gis.access.penalty.mean_penalty`.
    """
    if found.unit == "s":
        rolled = roll_up(found.values, population, area_index, n_areas, quantile_shares=[MEDIAN])
        return np.sort(rolled.quantile[..., 0], axis=1)
    return np.sort(roll_up(found.values, population, area_index, n_areas).mean, axis=1)


def gini_of(found: MeasureValues, population: FloatArray) -> FloatArray | None:
    """
    Give the Gini index of a measure for every profile.

    Parameters
    ----------
    found : MeasureValues
        The measure.
    population : numpy.ndarray of float, shape (n_origins,)
        People at each origin [count].

    Returns
    -------
    numpy.ndarray of float, shape (n_profiles, 2), or None
        The smaller of the two readings first; NaN where nobody has anything.
        None for measures of which less is better, where it has no meaning.
    """
    if not found.larger_is_better:
        return None
    return np.sort([[gini(reading, population) for reading in values] for values in found.values], axis=1)
