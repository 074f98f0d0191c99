"""Stepped decay: one weight for each band of time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gis.errors import AttributeInputError
from gis.model import FloatArray


@dataclass(frozen=True, slots=True)
class Bands:
    """
    A weight for each band of time, 0 beyond the last.

    Parameters
    ----------
    limits_s : tuple of float
        Longest time of each band, rising [s]; a time equal to a limit belongs to
        the band that ends there.
    weights : tuple of float
        Weight of each band, falling, between 0 and 1.

    Raises
    ------
    AttributeInputError
        Naming every fault of limits and weights.

    Examples
    --------
    >>> Bands((600.0, 1200.0), (1.0, 0.5))(np.array([0.0, 600.0, 600.1, 1200.0, 1200.1]))
    array([1. , 1. , 0.5, 0.5, 0. ])
    """

    limits_s: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse bands that are out of order or do not fall."""
        faults = []
        if not self.limits_s:
            faults.append("no band is given")
        if len(self.limits_s) != len(self.weights):
            faults.append(f"{len(self.limits_s)} limits for {len(self.weights)} weights")
        if not all(0 <= limit < math.inf for limit in self.limits_s) or not _rises(self.limits_s):
            faults.append(f"limits_s must be finite times that rise, not {self.limits_s}")
        if not all(0 <= weight <= 1 for weight in self.weights):
            faults.append(f"weights must lie between 0 and 1, not {self.weights}")
        elif any(later > earlier for earlier, later in pairwise(self.weights)):
            faults.append(f"weights must not rise, not {self.weights}")
        if faults:
            raise AttributeInputError("stepped decay", faults)

    @property
    def reach_s(self) -> float:
        """Longest time that counts [s]."""
        return self.limits_s[-1]

    def __call__(self, time_s: FloatArray) -> FloatArray:
        """Give the weight of each time [s]."""
        band = np.searchsorted(np.array(self.limits_s), time_s, side="left")
        return np.array([*self.weights, 0.0])[band]


def _rises(limits_s: tuple[float, ...]) -> bool:
    """Say whether each limit is longer than the one before."""
    return all(earlier < later for earlier, later in pairwise(limits_s))


# Bands of the E2SFCA of Luo and Qi (2009), Health & Place 15(4), 1100-1107.
LUO_QI = Bands((600.0, 1200.0, 1800.0), (1.0, 0.68, 0.22))

# Bands of the 3SFCA of Wan, Zou and Sternberg (2012), Int. J. Geogr. Information Science 26(6), 1073-1089.
WAN_ZOU_STERNBERG = Bands((600.0, 1200.0, 1800.0, 3600.0), (0.962, 0.704, 0.377, 0.042))
