"""What is read of an extract: ways with their courses, tagged nodes, and areas drawn by relations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gis.model import IntArray

NO_LOCATION: Final = 2**31 - 1  # osmium's mark for a node the file does not hold
UNITS_PER_DEGREE: Final = 10_000_000  # osmium's whole-number coordinates

UnitArray = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Courses:
    """
    Ways as one run of vertices.

    Parameters
    ----------
    way_id : numpy.ndarray of int64, shape (n_ways,)
        OSM's number of each way.
    start : numpy.ndarray of int64, shape (n_ways + 1,)
        Where the vertices of each way begin; the last entry is ``n_vertices``.
    ref : numpy.ndarray of int64, shape (n_vertices,)
        OSM's number of the node at each vertex.
    x, y : numpy.ndarray of int32, shape (n_vertices,)
        Longitude and latitude [1e-7 degree]; ``NO_LOCATION`` for a node that
        the file does not hold, or holds only after the way.
    """

    way_id: IntArray
    start: IntArray
    ref: IntArray
    x: UnitArray
    y: UnitArray

    def __len__(self) -> int:
        return len(self.way_id)


@dataclass(frozen=True, slots=True)
class Area:
    """
    An area drawn by a relation.

    Parameters
    ----------
    relation_id : int
        OSM's number.
    tags : dict of str to str
        All tags of the relation.
    way_ids : tuple of int
        Ways that draw it, in the order of the relation.
    roles : tuple of str
        What each way is in it: ``outer``, ``inner`` or empty.
    """

    relation_id: int
    tags: dict[str, str]
    way_ids: tuple[int, ...]
    roles: tuple[str, ...]


def no_courses() -> Courses:
    """
    Give courses of no way.

    Returns
    -------
    Courses
        Empty arrays.
    """
    whole, units = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
    return Courses(whole, np.zeros(1, dtype=np.int64), whole, units, units)


@dataclass(frozen=True, slots=True)
class Extract:
    """
    The part of an OpenStreetMap file that was wanted.

    Parameters
    ----------
    ways : Courses
        Ways with the key that chooses them, in the order of the file.
    tag_sets : list of dict of str to str
        The different combinations of wanted tags.
    tag_set_of_way : numpy.ndarray of int64, shape (n_ways,)
        Position of each way's tags in `tag_sets`.
    points : list of (int, dict of str to str)
        OSM's number and all tags of each chosen node, in the order of the file.
    areas : list of Area
        Chosen multipolygons, in the order of the file.
    outlines : Courses
        Ways that draw those areas, as far as the file holds them; in the order of the file.
    """

    ways: Courses
    tag_sets: list[dict[str, str]]
    tag_set_of_way: IntArray
    points: list[tuple[int, dict[str, str]]]
    areas: list[Area] = field(default_factory=list)
    outlines: Courses = field(default_factory=no_courses)
