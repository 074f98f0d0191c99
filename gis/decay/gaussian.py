"""Gaussian decay: nearly whole near by, falling fastest at one standard deviation."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gis.decay.parameters import check_positive
from gis.model import FloatArray


@dataclass(frozen=True, slots=True)
class Gaussian:
    """
    Weight ``exp(-t**2 / (2 * sd**2))``, cut off beyond the reach.

    Parameters
    ----------
    sd_s : float
        Standard deviation [s].
    reach_s : float
        Longest time that counts [s].

    Raises
    ------
    AttributeInputError
        If a parameter is not positive.

    Notes
    -----
    Scaled to 1 at time 0, like ``weights.gaussian`` of PySAL access.

    Examples
    --------
    >>> Gaussian(1200.0)(np.array([0.0, 1200.0, 2400.0])).round(4)
    array([1.    , 0.6065, 0.1353])
    """

    sd_s: float
    reach_s: float = math.inf

    def __post_init__(self) -> None:
        """Refuse parameters that are not positive."""
        check_positive("gaussian decay", sd_s=self.sd_s, reach_s=self.reach_s)

    def __call__(self, time_s: FloatArray) -> FloatArray:
        """Give the weight of each time [s]."""
        weight = np.exp(-0.5 * np.square(time_s / self.sd_s))
        return np.where(time_s <= self.reach_s, weight, 0.0)
