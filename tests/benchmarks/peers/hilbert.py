"""Numbers nodes along a Hilbert curve: neighbours in the city become neighbours in memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BITS = 16


def hilbert_order(x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give the nodes in the order in which a Hilbert curve of 2**16 steps a side meets them."""
    extent_m = max(np.ptp(x_m), np.ptp(y_m)) or 1.0
    x = ((x_m - x_m.min()) / extent_m * (2**BITS - 1)).astype(np.int64)
    y = ((y_m - y_m.min()) / extent_m * (2**BITS - 1)).astype(np.int64)
    along = np.zeros(len(x), dtype=np.int64)
    for bit in reversed(range(BITS)):
        side = 1 << bit
        right, upper = (x & side) > 0, (y & side) > 0
        quarter = np.where(right, np.where(upper, 2, 3), np.where(upper, 1, 0))
        along += quarter * side * side
        x, y = x & (side - 1), y & (side - 1)
        # the curve enters the two lower quarters turned on its side, the right one upside down as well
        turned = ~upper & right
        x, y = np.where(turned, side - 1 - x, x), np.where(turned, side - 1 - y, y)
        x, y = np.where(upper, x, y), np.where(upper, y, x)
    return np.argsort(along, kind="stable")
