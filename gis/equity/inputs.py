"""Who takes part in a measure of equity: zones with people and with every value it needs."""

from __future__ import annotations

import numpy as np

from gis.checks import check_population
from gis.crs import rows_named
from gis.errors import AttributeInputError, FaultyInputsError, InputError, ShapeMismatchError
from gis.model import BoolArray, FloatArray


def counted(access: FloatArray, population: FloatArray, *more: FloatArray) -> BoolArray:
    """
    Say which zones take part: those with people and no missing value.

    Parameters
    ----------
    access : numpy.ndarray of float, shape (n_zones,)
        Access of each zone; NaN where there are no data.
    population : numpy.ndarray of float, shape (n_zones,)
        People of each zone [count].
    *more : numpy.ndarray of float, shape (n_zones,)
        Further values that must be there, such as income.

    Returns
    -------
    numpy.ndarray of bool, shape (n_zones,)
        Whether each zone takes part.

    Raises
    ------
    ShapeMismatchError
        If an array has not one value for each zone.
    AttributeInputError
        If an access is negative or infinite, a population is negative or not a
        number, or a further value infinite.
    FaultyInputsError
        If several inputs are at fault.

    Notes
    -----
    Where a value is missing, its people are left out of the whole measure;
    `left_out_share` says how many they are.

    Examples
    --------
    >>> counted(np.array([1.0, 2.0, np.nan]), np.array([4.0, 0.0, 4.0])).tolist()
    [True, False, False]
    """
    errors: list[InputError] = []
    try:
        check_population(population, source="population", n_places=len(access))
    except InputError as error:
        errors.append(error)
    negative = np.flatnonzero(access < 0)
    if negative.size:
        errors.append(AttributeInputError("access", [f"negative in {rows_named(negative)}"]))
    takes_part = np.ones(len(access), dtype=np.bool_)
    for name, values in (("access", access), *((f"value {i}", values) for i, values in enumerate(more, 1))):
        if values.shape != access.shape:
            told = f"{values.size} values for {access.size} zones"
            errors.append(ShapeMismatchError(name, [told]))
            continue
        infinite = np.flatnonzero(np.isinf(values))
        if infinite.size:
            errors.append(AttributeInputError(name, [f"infinite in {rows_named(infinite)}"]))
        takes_part &= ~np.isnan(values)
    if errors:
        raise errors[0] if len(errors) == 1 else FaultyInputsError(errors)
    return np.asarray(takes_part & (population > 0), dtype=np.bool_)


def left_out_share(access: FloatArray, population: FloatArray, *more: FloatArray) -> float:
    """
    Give the part of the people whom a measure leaves out because a value is missing.

    Parameters
    ----------
    access : numpy.ndarray of float, shape (n_zones,)
        Access of each zone; NaN where there are no data.
    population : numpy.ndarray of float, shape (n_zones,)
        People of each zone [count].
    *more : numpy.ndarray of float, shape (n_zones,)
        Further values that must be there, such as income.

    Returns
    -------
    float
        Between 0 and 1; NaN of nobody [share].

    Raises
    ------
    InputError
        As `counted`.

    Examples
    --------
    >>> left_out_share(np.array([1.0, np.nan]), np.array([3.0, 1.0]))
    0.25
    """
    takes_part = counted(access, population, *more)
    everybody = float(population.sum())
    return float(population[~takes_part].sum()) / everybody if everybody > 0 else float("nan")
