"""Where the lines of a street table meet: equal positions, and lines cut where others share a vertex."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from gis.model import FloatArray, IntArray
from gis.network.polylines import Polylines

SAME_PLACE_DEG = 1e-7  # about a centimetre: vertices this close are the same place
HALF_TURN_DEG = 180.0
WHOLE_TURN_DEG = 360.0


@dataclass(frozen=True, slots=True)
class Pieces:
    """
    Parts of lines between the places where lines meet.

    Parameters
    ----------
    lines : Polylines
        Course of each piece.
    line : numpy.ndarray of int, shape (n_pieces,)
        Line it was cut from, ascending.
    from_key, to_key : numpy.ndarray of int, shape (n_pieces,)
        Places of its ends.
    """

    lines: Polylines
    line: IntArray
    from_key: IntArray
    to_key: IntArray


def place_keys(lon_deg: FloatArray, lat_deg: FloatArray) -> IntArray:
    """
    Give every place a number: positions within ``SAME_PLACE_DEG`` of each other share it.

    Parameters
    ----------
    lon_deg, lat_deg : numpy.ndarray of float, shape (n,)
        Positions [degree]; 180 and -180 degrees of longitude are one meridian.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        Numbers from 0.
    """
    if lon_deg.size and np.ptp(lon_deg) > HALF_TURN_DEG:
        lon_deg = np.where(lon_deg < 0, lon_deg + WHOLE_TURN_DEG, lon_deg)
    spots, spot = np.unique(lon_deg + 1j * lat_deg, return_inverse=True)
    if not len(spots):
        return spot.astype(np.int64)
    tree = KDTree(np.column_stack([spots.real, spots.imag]))
    near = tree.query_pairs(SAME_PLACE_DEG, output_type="ndarray")
    same = coo_array((np.ones(len(near), dtype=np.int8), (near[:, 0], near[:, 1])), shape=(len(spots),) * 2)
    _, place = connected_components(same, directed=False)
    return np.asarray(place[spot], dtype=np.int64)


def cut_where_shared(lines: Polylines, key: IntArray) -> Pieces:
    """
    Cut lines at every vertex whose place another line, or another vertex of the same one, has too.

    Parameters
    ----------
    lines : Polylines
        Streets, some of them drawn through junctions.
    key : numpy.ndarray of int, shape (n_vertices,)
        Place of each vertex, from `place_keys`.

    Returns
    -------
    Pieces
        In the order of the lines, and along each.
    """
    line = lines.line_of_vertex()
    moves = np.ones(len(key), dtype=np.bool_)  # a vertex drawn twice in a row is no junction
    moves[1:] = (key[1:] != key[:-1]) | (line[1:] != line[:-1])
    is_end = np.zeros(len(key), dtype=np.bool_)
    is_end[lines.start[:-1]] = is_end[lines.start[1:] - 1] = True
    shared = np.bincount(key[moves])[key] > 1
    at = np.flatnonzero(is_end | (moves & shared))
    first, last = at[:-1], at[1:]
    n_moves = np.cumsum(moves)
    uncut = np.diff(lines.start)[line[first]] == last - first + 1
    whole = (line[first] == line[last]) & ((n_moves[last] > n_moves[first]) | uncut)
    first, last = first[whole], last[whole]
    return Pieces(lines.between(first, last), line[first], key[first], key[last])
