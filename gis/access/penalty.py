"""The penalty: how much of the access of people who walk a profile loses, and to what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import comb

import numpy as np

from gis.access.inputs import check_readings, raise_found
from gis.checks import check_distinct, check_population
from gis.crs import rows_named
from gis.errors import AttributeInputError, InputError, ShapeMismatchError
from gis.model import FloatArray

# Every subset of the factors is an analysis of its own: more factors than these are never meant.
MOST_FACTORS = 12

ValueOfFactors = Callable[[frozenset[str]], float] | Mapping[frozenset[str], float]


def penalty(access: FloatArray, access_walk: FloatArray) -> FloatArray:
    """
    Give the part of walking access that a profile loses.

    Parameters
    ----------
    access : numpy.ndarray of float, shape (n_origins,)
        Access of the profile, by any measure that is better when it is larger.
    access_walk : numpy.ndarray of float, shape (n_origins,)
        The same of people who walk.

    Returns
    -------
    numpy.ndarray of float, shape (n_origins,)
        1 where everything is lost, 0 where nothing is, negative where the
        profile reaches more; NaN where walking reaches nothing or there are no
        data [share].

    Raises
    ------
    ShapeMismatchError
        If the arrays differ in length.
    AttributeInputError
        If an access is negative or infinite.

    Notes
    -----
    ``W_i = 1 - A_i / A_i_walk``. With the length of sidewalk as opportunity,
    ``A_i / A_i_walk`` is the sidewalk reach quotient of [1]_.

    References
    ----------
    .. [1] Bolten, N., Caspi, A. (2021). Towards routine, city-scale accessibility
       metrics: Graph theoretic interpretations of pedestrian access using
       personalized pedestrian network analysis. PLoS ONE 16(3), e0248399.

    Examples
    --------
    >>> penalty(np.array([1.0, 0.0, 0.0]), np.array([4.0, 2.0, 0.0]))
    array([0.75, 1.  ,  nan])
    """
    if access.shape != access_walk.shape:
        raise ShapeMismatchError("access_walk", [f"shape {access_walk.shape} for access of {access.shape}"])
    raise_found([_access_fault("access", access), _access_fault("access_walk", access_walk)])
    kept = np.divide(access, access_walk, out=np.full(access.shape, np.nan), where=access_walk > 0)
    return np.asarray(1.0 - kept, dtype=np.float64)


def penalty_interval(
    access: FloatArray, access_walk: FloatArray, *, at_most_walking: bool = False
) -> FloatArray:
    """
    Bound the penalty, where both accesses are known only between two readings.

    Parameters
    ----------
    access : numpy.ndarray of float, shape (2, n_origins)
        Access of the profile, low and high reading.
    access_walk : numpy.ndarray of float, shape (2, n_origins)
        The same of people who walk.
    at_most_walking : bool
        Whether the profile can never reach more than people who walk, because
        it is no faster and may use no more; then no penalty is negative.

    Returns
    -------
    numpy.ndarray of float, shape (2, n_origins)
        Smallest and largest penalty; NaN where walking reaches nothing in the
        high reading, minus infinity where there is no lower bound [share].

    Raises
    ------
    ShapeMismatchError
        If the arrays are not two readings of the same origins.
    AttributeInputError
        If an access is negative or infinite, a low reading is above its high
        one, or with `at_most_walking` a profile's access is above walking's.

    Notes
    -----
    ``from 1 - A_high / W_low to 1 - A_low / W_high``. The bound is safe but wide:
    what nobody recorded is the same for both, so the two ends of the fractions
    do not occur together. Smallest is the *first* row, although it comes from
    the high reading of the profile.

    Examples
    --------
    >>> penalty_interval(np.array([[1.0], [2.0]]), np.array([[4.0], [4.0]])).tolist()
    [[0.5], [0.75]]
    """
    n_origins = access.shape[-1] if access.ndim else 0
    raise_found(
        [
            check_readings("access", access, n_places=n_origins),
            check_readings("access_walk", access_walk, n_places=n_origins),
        ]
    )
    raise_found([_readings_fault("access", access), _readings_fault("access_walk", access_walk)])
    if at_most_walking and (above := np.flatnonzero((access > access_walk).any(axis=0))).size:
        raise AttributeInputError("access", [f"above that of walking in {rows_named(above)}"])
    largest = penalty(access[0], access_walk[1])
    smallest = penalty(access[1], access_walk[0])
    unbounded = (access_walk[0] == 0) & (access_walk[1] > 0)
    smallest[unbounded] = np.where(access[1][unbounded] > 0, -np.inf, 1.0)
    if at_most_walking:
        smallest = np.maximum(smallest, 0.0)
    return np.stack([smallest, largest])


def mean_penalty(penalty_share: FloatArray, population: FloatArray) -> float:
    """
    Average the penalty over the people whom it could strike.

    Parameters
    ----------
    penalty_share : numpy.ndarray of float, shape (n_origins,)
        Penalty of each origin, NaN where it is not defined [share].
    population : numpy.ndarray of float, shape (n_origins,)
        People of the profile at each origin [count].

    Returns
    -------
    float
        Mean over the people whose penalty is defined; NaN if there are none [share].

    Raises
    ------
    ShapeMismatchError
        If the arrays differ in length.
    AttributeInputError
        If a population is negative or not a number.

    Notes
    -----
    People where walking reaches nothing lose nothing by not walking; they are
    left out. `undefined_share` says how many they are.

    Examples
    --------
    >>> mean_penalty(np.array([0.5, 1.0, np.nan]), np.array([3.0, 1.0, 8.0]))
    0.625
    """
    check_population(population, source="population", n_places=len(penalty_share))
    counted = ~np.isnan(penalty_share) & (population > 0)
    if not counted.any():
        return float("nan")
    return float(np.average(penalty_share[counted], weights=population[counted]))


def undefined_share(penalty_share: FloatArray, population: FloatArray) -> float:
    """
    Give the part of the people for whom no penalty is defined.

    Parameters
    ----------
    penalty_share : numpy.ndarray of float, shape (n_origins,)
        Penalty of each origin, NaN where it is not defined [share].
    population : numpy.ndarray of float, shape (n_origins,)
        People of the profile at each origin [count].

    Returns
    -------
    float
        Between 0 and 1; NaN of nobody [share].

    Raises
    ------
    ShapeMismatchError
        If the arrays differ in length.
    AttributeInputError
        If a population is negative or not a number.

    Examples
    --------
    >>> undefined_share(np.array([0.5, np.nan]), np.array([3.0, 1.0]))
    0.25
    """
    check_population(population, source="population", n_places=len(penalty_share))
    everybody = float(population.sum())
    return float(population[np.isnan(penalty_share)].sum()) / everybody if everybody > 0 else float("nan")


def shapley_split(value: ValueOfFactors, factors: Sequence[str]) -> dict[str, float]:
    """
    Split a figure between the factors that make it, whatever order they are looked at.

    Parameters
    ----------
    value : callable or mapping
        The figure when a set of factors is at work, for every set of them, the
        empty one too; for instance the mean penalty with only those limits.
    factors : sequence of str
        Names of the factors, at most 12.

    Returns
    -------
    dict of str to float
        Part of each factor, in the order given.

    Raises
    ------
    EmptyInputError
        If there are no factors.
    AttributeInputError
        If a factor is named twice, there are too many, or sets have no finite
        value.

    Notes
    -----
    The part of a factor is what it adds when it joins, averaged over all orders
    in which the ``n`` factors could join; a set of size ``s`` before it has the
    weight ``s! (n - s - 1)! / n!``. The parts add up to the figure with all
    factors less that with none. ``2 ** n`` values are needed.

    References
    ----------
    .. [1] Shapley, L. S. (1953). A value for n-person games. Contributions to the
       Theory of Games II, Annals of Mathematics Studies 28, 307-317.

    Examples
    --------
    >>> figures = {frozenset(): 0.0, frozenset("a"): 0.5, frozenset("b"): 0.0, frozenset("ab"): 1.0}
    >>> shapley_split(figures, ["a", "b"])
    {'a': 0.75, 'b': 0.25}
    """
    names = list(factors)
    check_distinct(names, source="factors", what="factor")
    if len(names) > MOST_FACTORS:
        raise AttributeInputError("factors", [f"{len(names)} are given, at most {MOST_FACTORS} can be split"])
    figure = _figures(value, names)
    parts = dict.fromkeys(names, 0.0)
    for joined, total in figure.items():
        for name in joined:
            before = joined - {name}
            weight = 1.0 / (len(names) * comb(len(names) - 1, len(before)))
            parts[name] += weight * (total - figure[before])
    return parts


def _figures(value: ValueOfFactors, names: list[str]) -> dict[frozenset[str], float]:
    """Gather the figure of every set of factors, and refuse gaps in them."""
    sets = [frozenset(chosen) for size in range(len(names) + 1) for chosen in combinations(names, size)]
    if isinstance(value, Mapping):
        figure = {chosen: float(value.get(chosen, np.nan)) for chosen in sets}
    else:
        figure = {chosen: float(value(chosen)) for chosen in sets}
    missing = [sorted(chosen) for chosen, number in figure.items() if not np.isfinite(number)]
    if missing:
        raise AttributeInputError("value", [f"no finite value for the factors {names}" for names in missing])
    return figure


def _access_fault(name: str, access: FloatArray) -> InputError | None:
    """Say what keeps an array from being access; NaN is access without data."""
    wrong = np.flatnonzero(((access < 0) | np.isinf(access)).reshape(-1))
    if not wrong.size:
        return None
    return AttributeInputError(name, [f"negative or infinite in {rows_named(wrong)}"])


def _readings_fault(name: str, access: FloatArray) -> InputError | None:
    """Say where the low reading is above the high one."""
    crossed = np.flatnonzero(access[0] > access[1])
    if not crossed.size:
        return None
    return AttributeInputError(name, [f"the low reading is above the high one in {rows_named(crossed)}"])
