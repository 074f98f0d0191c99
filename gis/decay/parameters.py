"""Checks of the parameters of decays."""

from __future__ import annotations

import math

from gis.errors import AttributeInputError


def check_positive(decay: str, **parameters: float) -> None:
    """
    Refuse parameters that are not positive and finite; a reach may be infinite.

    Parameters
    ----------
    decay : str
        Name of the decay, for the message.
    **parameters : float
        Values by name.

    Raises
    ------
    AttributeInputError
        Naming every parameter at fault.

    Examples
    --------
    >>> check_positive("gaussian decay", sd_s=600.0, reach_s=math.inf)
    """
    faults = [
        f"{name} must be a positive number, not {value}"
        for name, value in parameters.items()
        if not value > 0 or (math.isinf(value) and name != "reach_s")
    ]
    if faults:
        raise AttributeInputError(decay, faults)
