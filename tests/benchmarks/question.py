"""The questions that the engine and its peers answer alike, and the small sums that follow a search."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TICKS_PER_MINUTE = 600
# People within these times of a service.
CUTOFF_TICKS = (10 * TICKS_PER_MINUTE, 15 * TICKS_PER_MINUTE, 30 * TICKS_PER_MINUTE)
LIMIT_TICKS = CUTOFF_TICKS[-1]
# Bands of the enhanced two-step floating catchment area: Luo and Qi (2009), slow decay.
BANDS = ((10 * TICKS_PER_MINUTE, 1.0), (20 * TICKS_PER_MINUTE, 0.68), (30 * TICKS_PER_MINUTE, 0.22))
# Polygons are drawn around so many services, and so far around the streets that are reached.
ISOCHRONES = 10
BUFFER_M = 25.0
BEYOND = -1


def people_within(ticks: NDArray[np.int32], people: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the people within each cutoff, from the time of every cell to one service (``BEYOND``: none)."""
    reached = ticks != BEYOND
    return np.array([people[reached & (ticks <= cutoff)].sum() for cutoff in CUTOFF_TICKS])


def band_weights() -> NDArray[np.float64]:
    """Give the weight of a time by its number of ticks, up to the limit."""
    weight = np.zeros(LIMIT_TICKS + 1)
    for outer, value in reversed(BANDS):
        weight[: outer + 1] = value
    return weight


def reversed_arcs(
    tail: NDArray[np.int32], head: NDArray[np.int32], weight: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Turn arcs around, sorted by their new tail: searches that start at services walk them backwards."""
    order = np.lexsort((tail, head))
    return head[order], tail[order], weight[order]
