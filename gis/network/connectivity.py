"""Connectivity: components of a network, its islands, and what a profile can walk there and back."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.model import BoolArray, IntArray
from gis.network.graph import StreetNetwork


def components(network: StreetNetwork) -> IntArray:
    """
    Find the pieces of a network that hang together, whoever may walk there.

    Parameters
    ----------
    network : StreetNetwork
        The streets.

    Returns
    -------
    numpy.ndarray of int, shape (n_nodes,)
        Component of each node; 0 has the most nodes, then 1, and so on.
    """
    everywhere = np.ones((2, network.n_links), dtype=bool)
    return _by_size(network, everywhere, connection="weak")


def strong_components(network: StreetNetwork, usable: BoolArray) -> IntArray:
    """
    Find the pieces within which one can get from every node to every other and back.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    usable : numpy.ndarray of bool, shape (2, n_links)
        Whether each link may be walked forward, backward.

    Returns
    -------
    numpy.ndarray of int, shape (n_nodes,)
        Component of each node; 0 has the most nodes, then 1, and so on.
    """
    return _by_size(network, usable, connection="strong")


def largest_component(network: StreetNetwork) -> BoolArray:
    """
    Say which nodes belong to the largest piece of a network.

    Parameters
    ----------
    network : StreetNetwork
        The streets.

    Returns
    -------
    numpy.ndarray of bool, shape (n_nodes,)
        True in the largest component, False on islands.
    """
    return np.asarray(components(network) == 0)


def _by_size(network: StreetNetwork, usable: BoolArray, *, connection: str) -> IntArray:
    """Rank components from the largest to the smallest; of equal ones the first node decides."""
    forward, backward = usable
    start = np.concatenate([network.link_from[forward], network.link_to[backward]])
    end = np.concatenate([network.link_to[forward], network.link_from[backward]])
    graph = coo_array((np.ones(len(start), dtype=np.int8), (start, end)), shape=(network.n_nodes,) * 2)
    _, label = connected_components(graph, directed=True, connection=connection)
    _, first, inverse, count = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.lexsort((first, -count))] = np.arange(len(first))
    return rank[inverse]
