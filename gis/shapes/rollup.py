"""Roll-ups: any measure of the origins summed up by district or hexagon, in both readings at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis.checks import check_population
from gis.errors import AttributeInputError, ShapeMismatchError
from gis.model import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class RollUp:
    """
    A measure by area; ``...`` stands for the leading axes of the values, such as the two readings.

    Parameters
    ----------
    people_count : numpy.ndarray of float, shape (n_areas,)
        People living in each area [count].
    outside_count : float
        People who live in none of the areas [count].
    known_share : numpy.ndarray of float, shape (..., n_areas)
        Part of the people whose origin has a value; NaN where nobody lives.
    total : numpy.ndarray of float, shape (..., n_areas)
        Sum over the origins with a value, people not counted; 0 where there
        is no origin, NaN where there are origins and none has a value.
    mean : numpy.ndarray of float, shape (..., n_areas)
        Mean over people; infinite where a person has no way; NaN where nobody
        lives whose value is known.
    quantile : numpy.ndarray of float, shape (..., n_areas, n_quantiles)
        The smallest value that at least this share of people do not exceed; NaN as for the mean.
    within_share : numpy.ndarray of float, shape (..., n_areas, n_limits)
        Part of the people whose value is at most the limit; NaN as for the mean.
    """

    people_count: FloatArray
    outside_count: float
    known_share: FloatArray
    total: FloatArray
    mean: FloatArray
    quantile: FloatArray
    within_share: FloatArray


def roll_up(
    values: FloatArray,
    people_count: FloatArray,
    area_index: IntArray,
    n_areas: int,
    *,
    quantile_shares: Sequence[float] = (),
    limits: Sequence[float] = (),
) -> RollUp:
    """
    Sum a measure up by area, weighted by the people it is about.

    Parameters
    ----------
    values : numpy.ndarray of float, shape (..., n_origins)
        The measure at each origin, in any unit; infinite where there is no
        way, NaN where there are no data. The leading axis may be ``READINGS``.
    people_count : numpy.ndarray of float, shape (n_origins,)
        People at each origin [count].
    area_index : numpy.ndarray of int, shape (n_origins,)
        Area each origin lies in; -1 for none.
    n_areas : int
        Number of areas.
    quantile_shares : sequence of float
        Quantiles wanted, each from 0 to 1.
    limits : sequence of float
        Limits wanted, such as cutoffs; a value of exactly the limit is within it.

    Returns
    -------
    RollUp
        Figures by area, and the people who live in none.

    Raises
    ------
    ShapeMismatchError
        If the arrays differ in length or an index lies beyond the areas.
    AttributeInputError
        If people are negative or not numbers, a quantile is no share or a limit no number.

    Notes
    -----
    With ``P_i`` people at origins ``i`` of an area and a value there,
    ``mean = sum P_i v_i / sum P_i``. The quantile is the inverse of the
    distribution of people, so it is always a value that occurs, and infinite
    only where too many people have no way. Each reading is summed up by
    itself: where values of one reading are nowhere lower than the other's, so
    are mean, quantiles and total.

    Examples
    --------
    >>> import numpy as np
    >>> times_s = np.array([300.0, 600.0, np.inf])
    >>> found = roll_up(times_s, np.array([1.0, 2.0, 1.0]), np.array([0, 0, 0]), 1,
    ...                 quantile_shares=[0.5], limits=[600.0])
    >>> found.quantile, found.within_share, found.mean
    (array([[600.]]), array([[0.75]]), array([inf]))
    """
    _check(values, people_count, quantile_shares, limits)
    _check_areas(area_index, values.shape[-1], n_areas)
    people = _sum(area_index[area_index >= 0], people_count[area_index >= 0], n_areas)
    lead = values.shape[:-1]
    rows = [
        _roll_up_row(row, people_count, area_index, people, quantile_shares, limits)
        for row in values.reshape(int(np.prod(lead)), values.shape[-1])
    ]
    known, total, mean, quantile, within = (np.array(figures) for figures in zip(*rows, strict=True))
    return RollUp(
        people_count=people,
        outside_count=float(people_count[area_index < 0].sum()),
        known_share=known.reshape(*lead, n_areas),
        total=total.reshape(*lead, n_areas),
        mean=mean.reshape(*lead, n_areas),
        quantile=quantile.reshape(*lead, n_areas, len(quantile_shares)),
        within_share=within.reshape(*lead, n_areas, len(limits)),
    )


def _check(
    values: FloatArray, people_count: FloatArray, quantile_shares: Sequence[float], limits: Sequence[float]
) -> None:
    """Refuse what cannot be summed up."""
    if not values.ndim or (not values.size and values.shape[-1]):
        raise ShapeMismatchError("values", [f"have shape {values.shape}; the last axis must be the origins"])
    check_population(people_count, source="people_count", n_places=values.shape[-1])
    faults = [f"a quantile must lie between 0 and 1, not {q}" for q in quantile_shares if not 0 <= q <= 1]
    faults += ["a limit must be a number" for limit in limits if np.isnan(limit)]
    if faults:
        raise AttributeInputError("roll-up", faults)


def _check_areas(area_index: IntArray, n_origins: int, n_areas: int) -> None:
    """Refuse an index that names no area."""
    if area_index.shape != (n_origins,):
        raise ShapeMismatchError("area_index", [f"{area_index.size} areas for {n_origins} origins"])
    if area_index.size and not -1 <= area_index.min() <= area_index.max() < n_areas:
        raise ShapeMismatchError("area_index", [f"indices must lie between -1 and {n_areas - 1}"])


def _roll_up_row(
    values: FloatArray,
    people_count: FloatArray,
    area_index: IntArray,
    people: FloatArray,
    quantile_shares: Sequence[float],
    limits: Sequence[float],
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Sum up one row of values: known share, total, mean, quantiles and shares within the limits."""
    n_areas = len(people)
    inside = area_index >= 0
    known = inside & ~np.isnan(values)
    area, value, weight = area_index[known], values[known], people_count[known]
    known_people = _sum(area, weight, n_areas)
    origins, known_origins = (np.bincount(area_index[some], minlength=n_areas) for some in (inside, known))
    total = _sum(area, value, n_areas)
    total[(origins > 0) & (known_origins == 0)] = np.nan
    # Nobody's infinite time is nothing, but 0 times infinity would be no number.
    lived_in = weight > 0
    weighted = _sum(area[lived_in], weight[lived_in] * value[lived_in], n_areas)
    within = np.empty((n_areas, len(limits)))
    for column, limit in enumerate(limits):
        met = _sum(area, np.where(value <= limit, weight, 0.0), n_areas)
        within[:, column] = _share(met, known_people)
    quantile = _quantiles(value[lived_in], weight[lived_in], area[lived_in], n_areas, quantile_shares)
    return _share(known_people, people), total, _share(weighted, known_people), quantile, within


def _sum(area: IntArray, values: FloatArray, n_areas: int) -> FloatArray:
    """Add values up by area."""
    return np.bincount(area, values, minlength=n_areas).astype(np.float64)


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Divide; of nobody there is no share."""
    share = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def _quantiles(
    value: FloatArray, weight: FloatArray, area: IntArray, n_areas: int, shares: Sequence[float]
) -> FloatArray:
    """Give the smallest value of each area that holds at least each share of its people."""
    order = np.lexsort((value, area))
    value, weight, area = value[order], weight[order], area[order]
    start = np.searchsorted(area, np.arange(n_areas + 1))
    quantile = np.full((n_areas, len(shares)), np.nan)
    for place in np.flatnonzero(np.diff(start)):
        own = slice(start[place], start[place + 1])
        up_to = np.cumsum(weight[own])
        # The rounding of a sum must not push a share that is met exactly to the next value.
        wanted = np.array(shares) * up_to[-1] * (1.0 - 1e-12)
        position = np.searchsorted(up_to, wanted, side="left")
        quantile[place] = value[own][np.minimum(position, len(up_to) - 1)]
    return quantile
