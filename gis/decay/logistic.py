"""Logistic decay: a soft cutoff, whose width is the spread of people's willingness to travel."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gis.decay.parameters import check_positive
from gis.model import FloatArray


@dataclass(frozen=True, slots=True)
class Logistic:
    """
    Weight ``g(0) / g(t)`` with ``g(t) = 1 + exp((t - mean) * pi / (sd * sqrt(3)))``.

    Parameters
    ----------
    mean_s : float
        Mean of the longest time people accept, the cutoff that is softened [s].
    sd_s : float
        Its standard deviation [s].
    reach_s : float
        Longest time that counts [s].

    Raises
    ------
    AttributeInputError
        If a parameter is not positive.

    Notes
    -----
    Nearly one half at the mean; exactly ``(1 + exp(-k)) / 2`` with
    ``k = mean * pi / (sd * sqrt(3))``, because the weight at time 0 is scaled
    to 1. The form and its parameters are those of Conveyal's R5.

    References
    ----------
    .. [1] Bauer, J., Groneberg, D. A. (2016). Measuring spatial accessibility of
       health care providers: introduction of a variable distance decay function
       within the floating catchment area (FCA) method. PLoS ONE 11(7), e0159148,
       equation 9.

    Examples
    --------
    >>> Logistic(1800.0, 600.0)(np.array([0.0, 1800.0, 3600.0])).round(4)
    array([1.    , 0.5022, 0.0043])
    """

    mean_s: float
    sd_s: float
    reach_s: float = math.inf

    def __post_init__(self) -> None:
        """Refuse parameters that are not positive."""
        check_positive("logistic decay", mean_s=self.mean_s, sd_s=self.sd_s, reach_s=self.reach_s)

    def __call__(self, time_s: FloatArray) -> FloatArray:
        """Give the weight of each time [s]."""
        per_s = math.pi / (self.sd_s * math.sqrt(3.0))
        # Logarithms of g: the exponential itself overflows for long times and small deviations.
        at_zero = np.logaddexp(0.0, -self.mean_s * per_s)
        log_g = np.logaddexp(0.0, (time_s - self.mean_s) * per_s)
        return np.where(time_s <= self.reach_s, np.exp(at_zero - log_g), 0.0)
