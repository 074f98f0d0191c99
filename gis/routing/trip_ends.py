"""Where trips begin and end, laid onto a hierarchy: what a search needs to know that no weight changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.errors import ShapeMismatchError
from gis.model import IntArray
from gis.routing.ordering import Int32Array
from gis.routing.restriction import Restriction
from gis.routing.ticks import FORBIDDEN, AnyInts

# One type for both widths of a time: numba compiles a version for each.
Ticks = NDArray[np.uint16] | NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Ends:
    """
    Ends of trips: by which nodes each place is reached, and the time between the node and the place.

    Parameters
    ----------
    first : numpy.ndarray of int64, shape (n_places + 1,)
        Where the ends of each place begin.
    node : numpy.ndarray of int32, shape (n_ends,)
        Node of the network.
    ticks : numpy.ndarray of int32, shape (n_ends,)
        Time between node and place [0.1 s].
    """

    first: IntArray
    node: Int32Array
    ticks: Int32Array

    @property
    def n_places(self) -> int:
        """Number of places."""
        return len(self.first) - 1

    @classmethod
    def of_places(cls, place: AnyInts, node: AnyInts, ticks: AnyInts, n_places: int) -> Ends:
        """
        Group ends by place.

        Parameters
        ----------
        place : numpy.ndarray of int, shape (n_ends,)
            Place of each end, in any order.
        node, ticks : numpy.ndarray of int, shape (n_ends,)
            Node and time of each end; ends with a time of ``FORBIDDEN`` or more are left out.
        n_places : int
            Number of places, also those without an end.

        Returns
        -------
        Ends
            The same ends by place.
        """
        usable = ticks < FORBIDDEN
        order = np.flatnonzero(usable)[np.argsort(place[usable], kind="stable")]
        first = np.zeros(n_places + 1, dtype=np.int64)
        np.cumsum(np.bincount(place[order], minlength=n_places), out=first[1:])
        return cls(first, node[order].astype(np.int32), ticks[order].astype(np.int32))


@dataclass(frozen=True, slots=True)
class Pairs:
    """
    Pairs of a destination and an origin with a time, grouped by destination.

    Parameters
    ----------
    first : numpy.ndarray of int64, shape (n_destinations + 1,)
        Where the pairs of each destination begin.
    origin : numpy.ndarray of int32, shape (n_pairs,)
        Position of the origin.
    ticks : numpy.ndarray of uint16 or int32, shape (n_pairs,)
        Time from the origin to the destination [0.1 s].
    """

    first: IntArray
    origin: Int32Array
    ticks: Ticks


def no_pairs(n_destinations: int) -> Pairs:
    """
    Give pairs that hold none.

    Parameters
    ----------
    n_destinations : int
        Number of destinations.

    Returns
    -------
    Pairs
        Empty.
    """
    nothing = np.zeros(0, dtype=np.int32)
    return Pairs(np.zeros(n_destinations + 1, dtype=np.int64), nothing, nothing)


@dataclass(frozen=True, slots=True)
class Trips:
    """
    Trips of interest: from every origin to every destination, by their places in a hierarchy.

    Parameters
    ----------
    restriction : Restriction
        The part of the hierarchy that leads to the ends.
    leaf_first : numpy.ndarray of int32, shape (n_kept + 1,)
        Where the origins at each place of the restriction begin.
    leaf_origin, leaf_ticks : numpy.ndarray of int32, shape (n_origin_ends,)
        The origins there, and the time between them and the place [0.1 s].
    seed_first : numpy.ndarray of int64, shape (n_destinations + 1,)
        Where the places of each destination begin.
    seed_place, seed_ticks : numpy.ndarray of int32, shape (n_destination_ends,)
        The places, and the time between them and the destination [0.1 s].
    direct : Pairs
        Trips that need no node, along one link.
    order : numpy.ndarray of int32, shape (n_destinations,)
        The destinations, those that lie close together one after the other.
    n_origins : int
        Number of origins, also those without an end.
    """

    restriction: Restriction
    leaf_first: Int32Array
    leaf_origin: Int32Array
    leaf_ticks: Int32Array
    seed_first: IntArray
    seed_place: Int32Array
    seed_ticks: Int32Array
    direct: Pairs
    order: Int32Array
    n_origins: int

    @property
    def n_destinations(self) -> int:
        """Number of destinations."""
        return len(self.order)

    @classmethod
    def between(
        cls,
        restriction: Restriction,
        origins: Ends,
        destinations: Ends,
        *,
        direct: Pairs | None = None,
        order: AnyInts | None = None,
    ) -> Trips:
        """
        Lay trips onto a hierarchy; done once, they can be searched with any weights.

        Parameters
        ----------
        restriction : Restriction
            Must keep every node at which an origin or destination has an end.
        origins, destinations : Ends
            Where trips begin and end.
        direct : Pairs, optional
            Trips that need no node, along one link.
        order : numpy.ndarray of int, shape (n_destinations,), optional
            The destinations, neighbours one after the other, such as along a curve that fills the
            plane (``gis.routing.locality.local_order``): neighbours share a sweep, and the closer
            they lie, the less there is to sweep. In the order of the hierarchy when absent, which
            keeps most neighbours together but parts some.

        Returns
        -------
        Trips
            The same trips by place.

        Raises
        ------
        ShapeMismatchError
            If the order does not name each destination once.
        """
        place = restriction.places_of(destinations.node)
        if order is None:
            order = _in_order_of_hierarchy(destinations, place)
        elif not np.array_equal(np.sort(order), np.arange(destinations.n_places)):
            fault = f"order must name each of the {destinations.n_places} destinations once"
            raise ShapeMismatchError("trips", [fault])
        origin = np.repeat(np.arange(origins.n_places, dtype=np.int32), np.diff(origins.first))
        leaves = _by_place(restriction.places_of(origins.node), origin, origins.ticks, restriction.n_kept)
        return cls(
            restriction,
            *leaves,
            destinations.first,
            place,
            destinations.ticks,
            no_pairs(destinations.n_places) if direct is None else direct,
            order.astype(np.int32),
            origins.n_places,
        )


def _in_order_of_hierarchy(destinations: Ends, place: Int32Array) -> IntArray:
    """Order the destinations by the place of their first end."""
    found = np.diff(destinations.first) > 0
    leading = np.full(destinations.n_places, -1, dtype=np.int64)
    leading[found] = place[destinations.first[:-1][found]]
    return np.argsort(leading, kind="stable")


@compiled
def _by_place(
    place: Int32Array, origin: Int32Array, ticks: Int32Array, n_places: int
) -> tuple[Int32Array, Int32Array, Int32Array]:
    """Turn the origins' ends around: which origins lie at each place, in their own order."""
    first = np.zeros(n_places + 1, np.int32)
    for p in place:
        first[p + 1] += 1
    for p in range(n_places):
        first[p + 1] += first[p]
    free = first.copy()
    leaf_origin = np.empty(len(place), np.int32)
    leaf_ticks = np.empty(len(place), np.int32)
    for end in range(len(place)):
        at = free[place[end]]
        free[place[end]] = at + 1
        leaf_origin[at] = origin[end]
        leaf_ticks[at] = ticks[end]
    return first, leaf_origin, leaf_ticks
