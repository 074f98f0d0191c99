"""Checks of arrays given to the engine, one function for each kind; every fault is named by row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gis.crs import check_lon_lat, rows_named
from gis.errors import AttributeInputError, EmptyInputError, GeometryError, ShapeMismatchError
from gis.model import FloatArray, Places


def check_population(population: FloatArray, *, source: str, n_places: int) -> None:
    """
    Refuse a population that is not a number of people for each place.

    Parameters
    ----------
    population : numpy.ndarray of float, shape (n_places,)
        People at each place; zero is fine.
    source : str
        File or layer, for the message.
    n_places : int
        Number of places it must belong to.

    Raises
    ------
    ShapeMismatchError
        If the length differs.
    AttributeInputError
        If a value is negative, infinite or not a number.
    """
    if population.shape != (n_places,):
        raise ShapeMismatchError(source, [f"{population.size} populations for {n_places} places"])
    faults = []
    not_numbers = np.flatnonzero(~np.isfinite(population))
    if not_numbers.size:
        faults.append(f"population is missing or not a number in {rows_named(not_numbers)}")
    negative = np.flatnonzero(population < 0)
    if negative.size:
        faults.append(f"population is negative in {rows_named(negative)}")
    if faults:
        raise AttributeInputError(source, faults)


def check_places(places: Places) -> None:
    """
    Refuse a layer of places that is empty, ragged or not on Earth.

    Parameters
    ----------
    places : Places
        The layer.

    Raises
    ------
    EmptyInputError
        If there are none.
    ShapeMismatchError
        If identifiers and coordinates differ in number.
    GeometryError
        If a coordinate is not a number.
    ReferenceSystemError
        If a coordinate is not longitude or latitude.
    AttributeInputError
        If a radius is negative or not a number.
    """
    if not len(places):
        raise EmptyInputError(places.source, ["holds no places"])
    if not len(places.ids) == len(places.lon_deg) == len(places.lat_deg):
        raise ShapeMismatchError(places.source, ["identifiers and coordinates differ in number"])
    for name, values in (("certain", places.certain), ("radius_m", places.radius_m)):
        if values is not None and len(values) != len(places):
            raise ShapeMismatchError(places.source, [f"{name} and coordinates differ in number"])
    if places.radius_m is not None:
        wrong = np.flatnonzero(~(np.isfinite(places.radius_m) & (places.radius_m >= 0)))
        if wrong.size:
            fault = f"a radius must be zero or a positive number, and is not in {rows_named(wrong)}"
            raise AttributeInputError(places.source, [fault])
    missing = np.flatnonzero(~(np.isfinite(places.lon_deg) & np.isfinite(places.lat_deg)))
    if missing.size:
        raise GeometryError(places.source, [f"no coordinates in {rows_named(missing)}"])
    check_lon_lat(places.lon_deg, places.lat_deg, source=places.source)


def check_distinct(names: Sequence[str], *, source: str, what: str) -> None:
    """
    Refuse names that occur twice, or no names at all.

    Parameters
    ----------
    names : sequence of str
        The names.
    source : str
        Where they came from, for the message.
    what : str
        What they name, in the singular.

    Raises
    ------
    EmptyInputError
        If there are none.
    AttributeInputError
        Naming those that occur twice.
    """
    if not names:
        raise EmptyInputError(source, [f"no {what} is given"])
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise AttributeInputError(source, [f"{what} {name!r} is given twice" for name in repeated])


def check_cutoff(cutoff_s: float, *, may_be_infinite: bool = False) -> None:
    """
    Refuse a cutoff that is not a time.

    Parameters
    ----------
    cutoff_s : float
        Longest time that still counts [s].
    may_be_infinite : bool
        Whether every trip may count, however long.

    Raises
    ------
    AttributeInputError
        If it is negative or not a number, or infinite where that has no meaning.
    """
    if np.isnan(cutoff_s) or cutoff_s < 0 or (np.isinf(cutoff_s) and not may_be_infinite):
        raise AttributeInputError("cutoff", [f"must be zero or a positive number of seconds, not {cutoff_s}"])
