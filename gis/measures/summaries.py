"""Measures summed up by area: the mean over the people there, the median of times, or the sum."""

from __future__ import annotations

import numpy as np

from gis.measures.kinds import MAY_BE_INFINITE
from gis.measures.values import MeasureValues
from gis.model import FloatArray, IntArray
from gis.shapes.rollup import roll_up

MEDIAN = 0.5


def by_area(found: MeasureValues, area_index: IntArray, n_areas: int) -> FloatArray:
    """
    Give a measure by area: the mean over people, of times and costs the median, of amounts the sum.

    Parameters
    ----------
    found : MeasureValues
        The measure.
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
    if found.facts.unit in MAY_BE_INFINITE:
        rolled = roll_up(found.values, found.people, area_index, n_areas, quantile_shares=[MEDIAN])
        return np.sort(rolled.quantile[..., 0], axis=1)
    rolled = roll_up(found.values, found.people, area_index, n_areas)
    return np.sort(rolled.total if found.facts.summed else rolled.mean, axis=1)
