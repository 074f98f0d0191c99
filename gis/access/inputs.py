"""Checks shared by the measures of access: amounts at places, and a reach that the matrix covers."""

from __future__ import annotations

import numpy as np

from gis.crs import rows_named
from gis.decay.contract import Decay
from gis.errors import AttributeInputError, FaultyInputsError, InputError, ShapeMismatchError
from gis.model import BoolArray, FloatArray
from gis.travel.matrix import TravelMatrix


def check_measure(
    matrix: TravelMatrix,
    *,
    at_origins: dict[str, FloatArray] | None = None,
    at_destinations: dict[str, FloatArray] | None = None,
    decay: Decay | None = None,
) -> None:
    """
    Refuse inputs that a measure cannot be computed from; all faults are told at once.

    Parameters
    ----------
    matrix : TravelMatrix
        Times between origins and destinations.
    at_origins, at_destinations : dict of str to numpy.ndarray of float, optional
        Amounts by the name of the argument, one for each origin or destination [count].
    decay : Decay, optional
        Weight by time.

    Raises
    ------
    ShapeMismatchError
        If an array has not one amount for each place.
    AttributeInputError
        If an amount is negative or not a number, or the decay reaches beyond the matrix.
    FaultyInputsError
        If several inputs are at fault.
    """
    errors = [
        *(_amount_fault(name, a, matrix.n_origins, "origins") for name, a in (at_origins or {}).items()),
        *(
            _amount_fault(name, a, matrix.n_destinations, "destinations")
            for name, a in (at_destinations or {}).items()
        ),
    ]
    if decay is not None and decay.reach_s > matrix.cutoff_s:
        fault = f"counts places up to {decay.reach_s} s away, but the matrix ends at {matrix.cutoff_s} s"
        errors.append(AttributeInputError("decay", [fault]))
    raise_found(errors)


def raise_found(errors: list[InputError | None]) -> None:
    """
    Raise what was found: one error as it is, several together.

    Parameters
    ----------
    errors : list of InputError or None
        What each check found.

    Raises
    ------
    InputError
        The one that was found.
    FaultyInputsError
        If several were.
    """
    found = [error for error in errors if error is not None]
    if len(found) == 1:
        raise found[0]
    if found:
        raise FaultyInputsError(found)


def check_times(name: str, times_s: FloatArray, *, longest_s: float) -> None:
    """
    Refuse cutoffs that are no times, or that the matrix does not cover.

    Parameters
    ----------
    name : str
        Name of the argument, for the message.
    times_s : numpy.ndarray of float, shape (n_times,)
        Cutoffs [s].
    longest_s : float
        Longest time the matrix holds [s].

    Raises
    ------
    AttributeInputError
        Naming every cutoff at fault.
    """
    wrong = [f"{value} is negative or no number" for value in times_s[~(times_s >= 0)].tolist()]
    beyond = [
        f"{value} s lies beyond the matrix, which ends at {longest_s} s"
        for value in times_s[times_s > longest_s].tolist()
    ]
    if wrong or beyond:
        raise AttributeInputError(name, [*wrong, *beyond])


def check_readings(name: str, readings: FloatArray | BoolArray, *, n_places: int) -> InputError | None:
    """
    Find out whether an array holds both readings of each place.

    Parameters
    ----------
    name : str
        Name of the argument, for the message.
    readings : numpy.ndarray, shape (2, n_places)
        Low and high reading.
    n_places : int
        Number of places.

    Returns
    -------
    InputError or None
        What is wrong.
    """
    if readings.shape == (2, n_places):
        return None
    told = f"must hold two readings of {n_places} places, shape (2, {n_places}), not {readings.shape}"
    return ShapeMismatchError(name, [told])


def _amount_fault(name: str, amount: FloatArray, n_places: int, places: str) -> InputError | None:
    """Say what keeps an array from being an amount at each place."""
    if amount.shape != (n_places,):
        return ShapeMismatchError(name, [f"shape {amount.shape} for {n_places} {places}"])
    faults = []
    not_numbers = np.flatnonzero(~np.isfinite(amount))
    if not_numbers.size:
        faults.append(f"missing or not a number in {rows_named(not_numbers)}")
    negative = np.flatnonzero(amount < 0)
    if negative.size:
        faults.append(f"negative in {rows_named(negative)}")
    return AttributeInputError(name, faults) if faults else None
