"""What every decay promises."""

from __future__ import annotations

from typing import Protocol

from gis.model import FloatArray


class Decay(Protocol):
    """
    A weight that falls with travel time.

    Called with an array of times [s] of any shape, it gives weights of the same
    shape. Weights lie between 0 and 1, never rise with time, are largest at
    time 0 and are 0 for every time longer than ``reach_s``, infinity included.
    A time equal to ``reach_s`` may still count.

    Parameters
    ----------
    *args, **kwargs : object
        Each decay takes parameters of its own.

    Notes
    -----
    Every decay of this package is held to this contract by
    ``tests/property/test_decay_properties.py``. Decays that only approach zero
    take a ``reach_s`` beyond which they are cut off; it is infinite unless given.
    """

    @property
    def reach_s(self) -> float:
        """Longest time that may still count [s]."""

    def __call__(self, time_s: FloatArray) -> FloatArray:
        """Give the weight of each time [s]."""
