"""The order of contraction: small separators last, and what is close in town close in memory."""

from __future__ import annotations

import numpy as np
import pymetis
from numpy.typing import NDArray

from gis.compiled import compiled

Int32Array = NDArray[np.int32]

# METIS needs a few nodes to cut; below that any order is as good.
FEWEST_NODES_TO_CUT = 8


def neighbours(n_nodes: int, tail: Int32Array, head: Int32Array) -> tuple[Int32Array, Int32Array]:
    """
    List each node's neighbours once, whichever way the edges run.

    Parameters
    ----------
    n_nodes : int
        Number of nodes.
    tail, head : numpy.ndarray of int32, shape (n_edges,)
        Ends of the edges; loops and repetitions are ignored.

    Returns
    -------
    tuple of (numpy.ndarray of int32, shape (n_nodes + 1,), numpy.ndarray of int32, shape (n_neighbours,))
        Where each node's neighbours begin, and the neighbours, ascending.
    """
    apart = tail != head
    low = np.minimum(tail[apart], head[apart]).astype(np.int64)
    high = np.maximum(tail[apart], head[apart])
    pair = np.unique(low * n_nodes + high)
    low, high = pair // n_nodes, pair % n_nodes
    both = np.sort(np.concatenate([pair, high * n_nodes + low]))
    first = np.zeros(n_nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(both // n_nodes, minlength=n_nodes), out=first[1:])
    return first.astype(np.int32), (both % n_nodes).astype(np.int32)


def contraction_order(first: Int32Array, neighbour: Int32Array) -> Int32Array:
    """
    Order the nodes by nested dissection: cut the town in two along few nodes, those last, and so on inside.

    Parameters
    ----------
    first, neighbour : numpy.ndarray of int32
        From ``neighbours``.

    Returns
    -------
    numpy.ndarray of int32, shape (n_nodes,)
        Nodes in the order of contraction. Descendants of a node in the
        elimination tree stand right before it, so a subtree is one range.

    Notes
    -----
    The same network gives the same order: METIS draws from a fixed seed.

    References
    ----------
    .. [1] Karypis, G., Kumar, V. (1998). A fast and high quality multilevel
       scheme for partitioning irregular graphs. SIAM J. Sci. Comput. 20(1).
    .. [2] Dibbelt, J., Strasser, B., Wagner, D. (2016). Customizable
       contraction hierarchies. ACM J. Exp. Algorithmics 21, 1.5.
    """
    n_nodes = len(first) - 1
    if n_nodes < FEWEST_NODES_TO_CUT or not len(neighbour):
        order = np.arange(n_nodes, dtype=np.int32)
    else:
        permutation, _ = pymetis.nested_dissection(pymetis.CSRAdjacency(first, neighbour))
        order = np.asarray(permutation, dtype=np.int32)
    rank = np.empty(n_nodes, dtype=np.int32)
    rank[order] = np.arange(n_nodes, dtype=np.int32)
    parent = elimination_tree(first, neighbour, order, rank)
    return np.asarray(order[_postorder(parent)], dtype=np.int32)


@compiled
def elimination_tree(
    first: Int32Array, neighbour: Int32Array, order: Int32Array, rank: Int32Array
) -> Int32Array:
    """
    Find the elimination tree of an order: who is the first to be contracted among a node's later neighbours.

    Parameters
    ----------
    first, neighbour : numpy.ndarray of int32
        From ``neighbours``.
    order, rank : numpy.ndarray of int32, shape (n_nodes,)
        Node at each rank, and rank of each node.

    Returns
    -------
    numpy.ndarray of int32, shape (n_nodes,)
        Rank of each rank's parent; -1 at a root.

    References
    ----------
    .. [1] Liu, J. W. H. (1990). The role of elimination trees in sparse
       factorization. SIAM J. Matrix Anal. Appl. 11(1).
    """
    n_nodes = len(order)
    parent = np.full(n_nodes, -1, np.int32)
    shortcut = np.full(n_nodes, -1, np.int32)  # towards the root found so far
    for r in range(n_nodes):
        node = order[r]
        for k in range(first[node], first[node + 1]):
            below = rank[neighbour[k]]
            while below != -1 and below < r:
                above = shortcut[below]
                shortcut[below] = r
                if above == -1:
                    parent[below] = r
                below = above
    return parent


@compiled
def _postorder(parent: Int32Array) -> Int32Array:
    """List the ranks of a forest so that each subtree is one range that ends at its root."""
    n_nodes = len(parent)
    child = np.full(n_nodes, -1, np.int32)
    sibling = np.full(n_nodes, -1, np.int32)
    for r in range(n_nodes - 1, -1, -1):
        if parent[r] >= 0:
            sibling[r] = child[parent[r]]
            child[parent[r]] = r
    listed = np.empty(n_nodes, np.int32)
    stack = np.empty(n_nodes, np.int32)
    n_listed = 0
    for root in range(n_nodes):
        if parent[root] >= 0:
            continue
        stack[0] = root
        depth = 1
        while depth > 0:
            r = stack[depth - 1]
            below = child[r]
            if below >= 0:
                child[r] = sibling[below]
                stack[depth] = below
                depth += 1
            else:
                listed[n_listed] = r
                n_listed += 1
                depth -= 1
    return listed
