"""Exponential decay: the same share is lost with every second."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from gis.decay.parameters import check_positive
from gis.model import FloatArray


@dataclass(frozen=True, slots=True)
class Exponential:
    """
    Weight ``exp(-rate * t)``, cut off beyond the reach.

    Parameters
    ----------
    rate_per_s : float
        Part lost with each second [1/s].
    reach_s : float
        Longest time that counts [s].

    Raises
    ------
    AttributeInputError
        If a parameter is not positive.

    Notes
    -----
    Rates in the literature are mostly per minute: divide them by 60.

    References
    ----------
    .. [1] Hansen, W. G. (1959). How accessibility shapes land use. Journal of
       the American Institute of Planners 25(2), 73-76.

    Examples
    --------
    >>> Exponential.half_life(600.0, reach_s=3600.0)(np.array([0.0, 600.0, 1200.0, 3600.1]))
    array([1.  , 0.5 , 0.25, 0.  ])
    """

    rate_per_s: float
    reach_s: float = math.inf

    def __post_init__(self) -> None:
        """Refuse parameters that are not positive."""
        check_positive("exponential decay", rate_per_s=self.rate_per_s, reach_s=self.reach_s)

    @classmethod
    def half_life(cls, half_life_s: float, *, reach_s: float = math.inf) -> Self:
        """
        Make the decay that halves in a given time.

        Parameters
        ----------
        half_life_s : float
            Time in which the weight halves [s].
        reach_s : float
            Longest time that counts [s].

        Returns
        -------
        Exponential
            The decay with rate ``ln 2 / half_life_s``.

        Raises
        ------
        AttributeInputError
            If a parameter is not positive.
        """
        check_positive("exponential decay", half_life_s=half_life_s, reach_s=reach_s)
        return cls(math.log(2.0) / half_life_s, reach_s)

    def __call__(self, time_s: FloatArray) -> FloatArray:
        """Give the weight of each time [s]."""
        return np.where(time_s <= self.reach_s, np.exp(-self.rate_per_s * time_s), 0.0)
