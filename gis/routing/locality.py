"""Numbering nodes and links so that what is close in town is close in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gis.compiled import compiled
from gis.model import FloatArray, IntArray
from gis.network.graph import LINK_ARRAYS, StreetNetwork

CURVE_BITS = 16  # 65,536 cells a side: a metre in a large city


def local_order(x: FloatArray, y: FloatArray) -> IntArray:
    """
    Order points along a Hilbert curve.

    Parameters
    ----------
    x, y : numpy.ndarray of float, shape (n,)
        Positions, in any unit.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        Positions of the points in order; points in one place keep theirs.

    Notes
    -----
    A search that walks from node to neighbour then finds most of them in the
    processor's cache: twice as fast on a million nodes (``make bench``).

    References
    ----------
    .. [1] Hilbert, D. (1891). Ueber die stetige Abbildung einer Linie auf ein
       Flaechenstueck. Mathematische Annalen 38, 459-460.
    """
    if not len(x):
        return np.zeros(0, dtype=np.int64)
    side = max(float(np.ptp(x)), float(np.ptp(y))) or 1.0
    cells = ((1 << CURVE_BITS) - 1) / side
    column, row = ((values - values.min()) * cells for values in (x, y))
    distance = _along_curve(column.astype(np.int64), row.astype(np.int64))
    return np.argsort(distance, kind="stable").astype(np.int64)


@compiled
def _along_curve(column: IntArray, row: IntArray) -> IntArray:
    """Give each cell its place along the curve, quarter by quarter, turning the plan for each quarter."""
    distance = np.zeros(len(column), np.int64)
    for i in range(len(column)):
        x, y = column[i], row[i]
        half = np.int64(1) << (CURVE_BITS - 1)
        while half > 0:
            right, top = np.int64((x & half) > 0), np.int64((y & half) > 0)
            distance[i] += half * half * ((3 * right) ^ top)
            x, y = x & (half - 1), y & (half - 1)
            if top == 0:
                if right == 1:
                    x, y = half - 1 - x, half - 1 - y
                x, y = y, x
            half >>= 1
    return distance


def in_local_order(network: StreetNetwork) -> StreetNetwork:
    """
    Renumber the nodes of a network along a Hilbert curve, and its links by the nodes they join.

    Parameters
    ----------
    network : StreetNetwork
        The streets.

    Returns
    -------
    StreetNetwork
        The same streets, in another order; links keep their identifiers and directions.
    """
    nodes = local_order(network.node_lon_deg, network.node_lat_deg)
    new_number = np.empty(network.n_nodes, dtype=np.int64)
    new_number[nodes] = np.arange(network.n_nodes)
    link_from, link_to = new_number[network.link_from], new_number[network.link_to]
    links = np.lexsort((np.maximum(link_from, link_to), np.minimum(link_from, link_to)))
    values: dict[str, Any] = {name: getattr(network, name)[links] for name in LINK_ARRAYS}
    values |= {
        "node_lon_deg": network.node_lon_deg[nodes],
        "node_lat_deg": network.node_lat_deg[nodes],
        "link_from": link_from[links],
        "link_to": link_to[links],
        "link_ids": tuple(network.link_ids[link] for link in links.tolist()),
        "course": network.course.between(network.course.start[links], network.course.start[links + 1] - 1),
    }
    return replace(network, **values)
