"""Step decay: everything within the cutoff counts whole."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gis.errors import AttributeInputError
from gis.model import FloatArray


@dataclass(frozen=True, slots=True)
class Step:
    """
    Weight 1 up to and including the cutoff, 0 beyond.

    Parameters
    ----------
    cutoff_s : float
        Longest time that counts [s]; infinite where every place with a way counts.

    Raises
    ------
    AttributeInputError
        If the cutoff is negative or not a number.

    Notes
    -----
    A time equal to the cutoff counts. Conveyal's R5 leaves it out, the R
    package accessibility counts it.

    Examples
    --------
    >>> Step(600.0)(np.array([0.0, 600.0, 600.1, np.inf]))
    array([1., 1., 0., 0.])
    """

    cutoff_s: float

    def __post_init__(self) -> None:
        """Refuse a cutoff that is no time."""
        if math.isnan(self.cutoff_s) or self.cutoff_s < 0:
            raise AttributeInputError(
                "step decay", [f"cutoff_s must be zero or a positive number, not {self.cutoff_s}"]
            )

    @property
    def reach_s(self) -> float:
        """Longest time that counts [s]."""
        return self.cutoff_s

    def __call__(self, time_s: FloatArray) -> FloatArray:
        """Give the weight of each time [s]."""
        within = (time_s <= self.cutoff_s) & np.isfinite(time_s)
        return np.asarray(within, dtype=np.float64)
