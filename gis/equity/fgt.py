"""Access poverty (FGT): how many people are below a standard, and how far."""

from __future__ import annotations

import math

import numpy as np

from gis.equity.inputs import counted
from gis.errors import AttributeInputError
from gis.model import FloatArray


def fgt(access: FloatArray, population: FloatArray, *, line: float, power: float) -> float:
    """
    Give the Foster-Greer-Thorbecke measure of people below a line of sufficiency.

    Parameters
    ----------
    access : numpy.ndarray of float, shape (n_zones,)
        Access of each zone; NaN where there are no data.
    population : numpy.ndarray of float, shape (n_zones,)
        People of each zone [count].
    line : float
        Access that is enough; who has exactly this is not poor.
    power : float
        0 for the share of people below the line, 1 for their mean shortfall, 2
        to weigh those far below it more.

    Returns
    -------
    float
        Between 0 and 1; NaN where nobody takes part.

    Raises
    ------
    AttributeInputError
        If the line is not above zero or the power is negative.
    InputError
        As `gis.equity.inputs.counted`.

    Notes
    -----
    ``P = sum over k of p_k ((z - A_k) / z) ** a`` over the zones with ``A_k < z``.
    Falls, or stays, as access grows anywhere, as the line falls and as the
    power grows.

    References
    ----------
    .. [1] Foster, J., Greer, J., Thorbecke, E. (1984). A class of decomposable
       poverty measures. Econometrica 52(3), 761-766.

    Examples
    --------
    >>> access, people = np.array([0.0, 5.0, 10.0]), np.array([1.0, 2.0, 1.0])
    >>> [fgt(access, people, line=10.0, power=power) for power in (0, 1, 2)]
    [0.75, 0.5, 0.375]
    """
    faults = []
    if not 0 < line < math.inf:
        faults.append(f"line must be a positive number, not {line}")
    if not 0 <= power < math.inf:
        faults.append(f"power must be zero or a positive number, not {power}")
    if faults:
        raise AttributeInputError("access poverty", faults)
    takes_part = counted(access, population)
    if not takes_part.any():
        return float("nan")
    people, inside = population[takes_part], access[takes_part]
    # The shortfall of the others must not be raised to the power: 0 to the power of 0 is 1.
    short = np.where(inside < line, np.maximum(line - inside, 0.0) / line, 0.0) ** power
    return float(np.average(np.where(inside < line, short, 0.0), weights=people))
