"""Where nodes lie: from the numbers in ways to coordinates."""

from __future__ import annotations

from typing import Final

import numpy as np

from gis.compiled import compiled
from gis.model import IntArray
from gis.network.pbf.extract import NO_LOCATION, UnitArray
from gis.network.pbf.faults import BeyondReaderError
from gis.network.pbf.nodes import Nodes

ABSENT: Final = -1


class NodeColumns:
    """Collects the nodes of a file."""

    def __init__(self) -> None:
        self.count = 0
        self._node_id: list[IntArray] = []
        self._x: list[UnitArray] = []
        self._y: list[UnitArray] = []

    def add(self, nodes: Nodes) -> None:
        """
        Add the nodes of a group.

        Parameters
        ----------
        nodes : Nodes
            As decoded.
        """
        self.count += len(nodes.node_id)
        self._node_id.append(nodes.node_id.copy())  # a view would keep all the room it was decoded in
        self._x.append(nodes.lon.astype(np.int32))
        self._y.append(nodes.lat.astype(np.int32))

    def locations(self) -> Locations:
        """
        Hand over the nodes collected so far.

        Returns
        -------
        Locations
            Of all groups added.
        """
        nowhere = np.array([NO_LOCATION], dtype=np.int32)
        node_id = np.concatenate([np.zeros(0, dtype=np.int64), *self._node_id])
        x, y = np.concatenate([*self._x, nowhere]), np.concatenate([*self._y, nowhere])
        self._node_id, self._x, self._y = [], [], []  # a city's nodes need not lie in memory twice
        return Locations(node_id, x, y)


class Locations:
    """
    Where the nodes of a file lie.

    Parameters
    ----------
    node_id : numpy.ndarray of int64, shape (n_nodes,)
        Numbers, in the order of the file.
    x, y : numpy.ndarray of int32, shape (n_nodes + 1,)
        Longitude and latitude [1e-7 degree]; at the end, where ``ABSENT``
        points, ``NO_LOCATION``.

    Raises
    ------
    BeyondReaderError
        If two nodes that can be found have one number.
    """

    def __init__(self, node_id: IntArray, x: UnitArray, y: UnitArray) -> None:
        self._index = NodeIndex(node_id)
        if self._index.has_twins:
            raise BeyondReaderError("two nodes of one number")
        self._x, self._y = x, y

    def of(self, ref: IntArray, n_nodes: int) -> tuple[UnitArray, UnitArray]:
        """
        Give the coordinates of nodes.

        Parameters
        ----------
        ref : numpy.ndarray of int64, shape (n,)
            Numbers of nodes.
        n_nodes : int
            How many nodes of the file they may be among: as with osmium,
            those standing before the way that names them.

        Returns
        -------
        tuple of two numpy.ndarray of int32, shape (n,)
            Longitude and latitude [1e-7 degree]; ``NO_LOCATION`` where unknown.
        """
        place = self._index.find(ref)
        place[place >= n_nodes] = ABSENT
        return self._x[place], self._y[place]


class NodeIndex:
    """
    Finds nodes by their numbers.

    Parameters
    ----------
    node_id : numpy.ndarray of int64, shape (n_nodes,)
        Numbers in any order. Negative ones, which editors give to nodes that
        were never uploaded, are not found, as with osmium.
    """

    def __init__(self, node_id: IntArray) -> None:
        self._order: IntArray | None = None
        if np.any(node_id[1:] <= node_id[:-1]) or np.any(node_id[:1] < 0):
            order = np.argsort(node_id, kind="stable")
            self._order = order[np.count_nonzero(node_id < 0) :]
            node_id = node_id[self._order]
        self._id = node_id
        # Numbers of one city lie in clusters. Some buckets for every node keep nearly all searches short.
        spread = int(node_id[-1]) - int(node_id[0]) if len(node_id) else 0
        self._shift = max(0, spread.bit_length() - len(node_id).bit_length() - 1)
        self._start = bucket_starts(node_id, self._shift, (spread >> self._shift) + 1)

    @property
    def has_twins(self) -> bool:
        """Whether two nodes share a number."""
        return bool(np.any(self._id[1:] == self._id[:-1]))

    def find(self, ref: IntArray) -> IntArray:
        """
        Find nodes.

        Parameters
        ----------
        ref : numpy.ndarray of int64, shape (n,)
            Numbers looked for.

        Returns
        -------
        numpy.ndarray of int64, shape (n,)
            Places in the list of nodes, or ``ABSENT``.

        Examples
        --------
        >>> import numpy as np
        >>> NodeIndex(np.array([40, 10, -5])).find(np.array([10, 40, 11, -5]))
        array([ 1,  0, -1, -1])
        """
        place = find_sorted(self._id, self._shift, self._start, ref)
        if self._order is not None:
            found = place != ABSENT
            place[found] = self._order[place[found]]
        return place


@compiled
def bucket_starts(sorted_id: IntArray, shift: int, n_buckets: int) -> IntArray:
    """
    Divide sorted numbers into buckets of equal width.

    Parameters
    ----------
    sorted_id : numpy.ndarray of int64, shape (n,)
        The numbers, smallest first.
    shift : int
        A bucket is 2**shift numbers wide.
    n_buckets : int
        Buckets up to the largest number.

    Returns
    -------
    numpy.ndarray of int64, shape (n_buckets + 1,)
        Where each bucket begins.
    """
    start = np.zeros(n_buckets + 1, dtype=np.int64)
    for number in sorted_id:
        start[((number - sorted_id[0]) >> shift) + 1] += 1
    for bucket in range(n_buckets):
        start[bucket + 1] += start[bucket]
    return start


@compiled
def find_sorted(sorted_id: IntArray, shift: int, start: IntArray, ref: IntArray) -> IntArray:
    """
    Find numbers in a sorted list.

    Parameters
    ----------
    sorted_id : numpy.ndarray of int64, shape (n,)
        The list, smallest first.
    shift : int
        A bucket is 2**shift numbers wide.
    start : numpy.ndarray of int64, shape (n_buckets + 1,)
        Where each bucket begins.
    ref : numpy.ndarray of int64, shape (m,)
        Numbers looked for.

    Returns
    -------
    numpy.ndarray of int64, shape (m,)
        Their places, or ``ABSENT``.
    """
    place = np.full(len(ref), ABSENT, dtype=np.int64)
    if len(sorted_id) == 0:
        return place
    smallest, largest = sorted_id[0], sorted_id[-1]
    for row in range(len(ref)):
        number = ref[row]
        if number < smallest or number > largest:
            continue
        bucket = (number - smallest) >> shift
        low, high = start[bucket], start[bucket + 1]
        while low < high:
            middle = (low + high) // 2
            if sorted_id[middle] < number:
                low = middle + 1
            else:
                high = middle
        if low < len(sorted_id) and sorted_id[low] == number:
            place[row] = low
    return place
