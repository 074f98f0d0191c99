"""Rungs that a city adds by name: "package.module:factory" in its study's definition."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from tracker.errors import InvalidInputError
from tracker.register.location.verdicts import Rung


def rung_by_name(dotted: str, *, options: Mapping[str, object] | None = None) -> Rung:
    """
    Make a rung that an installed package offers.

    Parameters
    ----------
    dotted : str
        ``package.module:factory``; only who writes a study's definition may choose it.
    options : mapping, optional
        Keyword arguments of the factory, from the study's definition.

    Returns
    -------
    Rung
        What the factory made.

    Raises
    ------
    InvalidInputError
        If the name, the module, the factory, its options or what it makes is not right.
    """
    module_name, _, factory_name = dotted.partition(":")
    if not module_name or not factory_name:
        raise _refusal(dotted, 'a geocoder is named "package.module:factory"')
    try:
        module = importlib.import_module(module_name)
    except ImportError as error:
        raise _refusal(dotted, f"the module cannot be loaded: {error}") from error
    factory = getattr(module, factory_name, None)
    if not callable(factory):
        raise _refusal(dotted, f"{module_name} has no {factory_name} to call")
    try:
        rung = factory(**(options or {}))
    except TypeError as error:
        raise _refusal(dotted, f"its options do not fit: {error}") from error
    if not isinstance(rung, Rung):
        raise _refusal(dotted, "it makes no rung: name and locate are needed")
    return rung


def _refusal(dotted: str, why: str) -> InvalidInputError:
    """Name the geocoder and what is wrong."""
    return InvalidInputError(f"The geocoder {dotted!r} cannot be used.", [(dotted, why)])
