"""Power decay: the law of the old gravity models, held at 1 near the origin."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gis.decay.parameters import check_positive
from gis.model import FloatArray


@dataclass(frozen=True, slots=True)
class Power:
    """
    Weight ``(t / scale) ** -exponent`` beyond the scale, 1 up to it, cut off beyond the reach.

    Parameters
    ----------
    scale_s : float
        Time up to which a place counts whole [s].
    exponent : float
        How steeply the weight falls beyond.
    reach_s : float
        Longest time that counts [s].

    Raises
    ------
    AttributeInputError
        If a parameter is not positive.

    Notes
    -----
    A bare power is infinite at time 0, so one opportunity next door would
    outweigh a whole city. It is held at 1 up to the scale. PySAL's
    ``weights.gravity(scale, alpha)`` is this with ``alpha = -exponent`` and
    ``min_dist = scale``; with a positive ``alpha`` its weight rises with the
    distance, which is no decay.

    References
    ----------
    .. [1] Hansen, W. G. (1959). How accessibility shapes land use. Journal of
       the American Institute of Planners 25(2), 73-76.

    Examples
    --------
    >>> Power(60.0, 2.0)(np.array([0.0, 60.0, 120.0, np.inf]))
    array([1.  , 1.  , 0.25, 0.  ])
    """

    scale_s: float
    exponent: float
    reach_s: float = math.inf

    def __post_init__(self) -> None:
        """Refuse parameters that are not positive."""
        check_positive("power decay", scale_s=self.scale_s, exponent=self.exponent, reach_s=self.reach_s)

    def __call__(self, time_s: FloatArray) -> FloatArray:
        """Give the weight of each time [s]."""
        times = np.maximum(time_s, self.scale_s) / self.scale_s
        return np.where(time_s <= self.reach_s, times**-self.exponent, 0.0)
