"""Linear decay: whole up to a time, then falling in a straight line to nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from gis.errors import AttributeInputError
from gis.model import FloatArray


@dataclass(frozen=True, slots=True)
class Linear:
    """
    Weight 1 up to one time, 0 from another, a straight line between.

    Parameters
    ----------
    full_until_s : float
        Longest time that counts whole [s].
    reach_s : float
        Time from which nothing counts [s].

    Raises
    ------
    AttributeInputError
        If the times are not numbers, or not in order.

    Notes
    -----
    ``f(t) = (reach - t) / (reach - full)`` between the two. ``Linear(0, T)`` is
    the linear decay of the R package accessibility; `around` makes that of R5.

    Examples
    --------
    >>> Linear(600.0, 1200.0)(np.array([0.0, 600.0, 900.0, 1200.0, np.inf]))
    array([1. , 1. , 0.5, 0. , 0. ])
    """

    full_until_s: float
    reach_s: float

    def __post_init__(self) -> None:
        """Refuse times out of order."""
        if not 0 <= self.full_until_s < self.reach_s < math.inf:
            told = f"{self.full_until_s} and {self.reach_s}"
            raise AttributeInputError(
                "linear decay", [f"0 <= full_until_s < reach_s must hold and both be finite, not {told}"]
            )

    @classmethod
    def around(cls, cutoff_s: float, *, width_s: float) -> Self:
        """
        Make the line that falls to one half at the cutoff.

        Parameters
        ----------
        cutoff_s : float
            Time of weight one half [s].
        width_s : float
            How long the fall from 1 to 0 takes [s].

        Returns
        -------
        Linear
            The decay.

        Raises
        ------
        AttributeInputError
            If the fall would begin before time 0 or take no time.

        Notes
        -----
        R5 gives whole seconds the weight of their middle (``s + 0.5``), because it
        cuts times down to whole seconds; this engine rounds to tenths and does not.

        Examples
        --------
        >>> Linear.around(1800.0, width_s=600.0)
        Linear(full_until_s=1500.0, reach_s=2100.0)
        """
        return cls(cutoff_s - width_s / 2, cutoff_s + width_s / 2)

    def __call__(self, time_s: FloatArray) -> FloatArray:
        """Give the weight of each time [s]."""
        left = (self.reach_s - time_s) / (self.reach_s - self.full_until_s)
        return np.asarray(np.clip(left, 0.0, 1.0), dtype=np.float64)
