"""Time as whole numbers: a tick is a tenth of a second, and what may not be used costs more than any trip."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gis.model import FloatArray

AnyInts = NDArray[np.integer[Any]]

TICKS_PER_S: Final = 10

# Two of these still fit into 32 bits, so sums need no check; as a time it is 621 days.
FORBIDDEN: Final = 1 << 29

# The largest value of 16 bits: sums stop there. Times of a bounded search stay below.
FORBIDDEN_16: Final = (1 << 16) - 1
LONGEST_16: Final = FORBIDDEN_16 - 1


def to_ticks(time_s: FloatArray) -> NDArray[np.int32]:
    """
    Round times to ticks.

    Parameters
    ----------
    time_s : numpy.ndarray of float, any shape
        Times, none negative [s]; infinite for what may not be used.

    Returns
    -------
    numpy.ndarray of int32, same shape
        Times [0.1 s]; ``FORBIDDEN`` for what may not be used, takes longer than
        that, or is no number.
    """
    scaled = np.asarray(time_s, dtype=np.float64) * TICKS_PER_S
    usable = scaled < FORBIDDEN  # false for NaN too
    return np.where(usable, np.rint(np.where(usable, scaled, 0.0)), FORBIDDEN).astype(np.int32)


def to_seconds(ticks: AnyInts) -> FloatArray:
    """
    Turn ticks back into seconds.

    Parameters
    ----------
    ticks : numpy.ndarray of int, any shape
        Times [0.1 s].

    Returns
    -------
    numpy.ndarray of float, same shape
        Times [s], infinite from ``FORBIDDEN`` on.
    """
    return np.where(ticks >= FORBIDDEN, np.inf, ticks / float(TICKS_PER_S))


def longest_ticks(cutoff_s: float) -> int:
    """
    Give the longest time that still counts within a cutoff.

    Parameters
    ----------
    cutoff_s : float
        Zero or positive; infinite for no cutoff [s].

    Returns
    -------
    int
        Ticks; a time of exactly the cutoff counts.
    """
    # a cutoff of 0.3 s is a shade less than three tenths in binary
    return int(min(np.floor(cutoff_s * TICKS_PER_S + 1e-6), FORBIDDEN - 1))
