"""Points that belong together because each is linked to the next: groups of a relation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tracker.register.location.ground import scale_at


def distances_m(lon_deg: NDArray[np.float64], lat_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """
    Measure between all points of one city.

    Parameters
    ----------
    lon_deg, lat_deg : array of float, shape (n,)
        The points [degree].

    Returns
    -------
    array of float, shape (n, n)
        Metres.
    """
    east, north = scale_at(float(lat_deg.mean()))
    return np.hypot(np.subtract.outer(lon_deg, lon_deg) * east, np.subtract.outer(lat_deg, lat_deg) * north)


def linked(near: NDArray[np.bool_]) -> list[list[int]]:
    """
    Part points into groups in which each is reached from any other over links.

    Parameters
    ----------
    near : array of bool, shape (n, n)
        Symmetric: which two points are linked.

    Returns
    -------
    list of list of int
        Every point in one group, in order.
    """
    left = np.ones(len(near), dtype=bool)
    groups: list[list[int]] = []
    while left.any():
        reached = np.zeros(len(near), dtype=bool)
        edge = np.zeros(len(near), dtype=bool)
        edge[int(np.flatnonzero(left)[0])] = True
        while edge.any():
            reached |= edge
            edge = near[edge].any(axis=0) & ~reached
        left &= ~reached
        groups.append([int(index) for index in np.flatnonzero(reached)])
    return groups
