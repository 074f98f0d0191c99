"""Putting a network together from flat arrays of vertices: lengths, lines, nodes, columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from gis.model import BoolArray, ByteArray, FloatArray, IntArray
from gis.network.graph import UNKNOWN_CODE, StreetNetwork

GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class LinkColumns:
    """
    Attributes of links (or of the ways they are cut from), named as in ``StreetNetwork``.

    Parameters
    ----------
    kind : numpy.ndarray of int8, shape (n,)
        ``LinkKind`` codes.
    forward, backward : numpy.ndarray of bool, shape (n,)
        Whether people may walk along the row's course, and against it.
    surface_code : numpy.ndarray of int16, shape (n,)
        Position in ``surface_names``, or ``UNKNOWN_CODE``.
    surface_names : tuple of str
        Words behind ``surface_code``.
    smoothness_code : numpy.ndarray of int8, shape (n,)
        Position in ``SMOOTHNESS``, or ``UNKNOWN_CODE``.
    width_m : numpy.ndarray of float, shape (n,)
        Clear width [m]; NaN for unknown, as in all numbers below.
    incline_share : numpy.ndarray of float, shape (n,)
        Rise over run along the row's course, signed.
    kerb_m : numpy.ndarray of float, shape (n,)
        Highest kerb to climb [m].
    step_count : numpy.ndarray of float, shape (n,)
        Number of steps; 0 where there are none.
    wheelchair : numpy.ndarray of int8, shape (n,)
        ``Passability`` of the ``wheelchair`` tag.
    off_ground : numpy.ndarray of bool, shape (n,)
        True on bridges, in tunnels and indoors.
    crossing_share : numpy.ndarray of float, shape (n,)
        Part of a whole crossing that the row makes up, 0 to 1.
    """

    kind: ByteArray
    forward: BoolArray
    backward: BoolArray
    surface_code: NDArray[np.int16]
    surface_names: tuple[str, ...]
    smoothness_code: ByteArray
    width_m: FloatArray
    incline_share: FloatArray
    kerb_m: FloatArray
    step_count: FloatArray
    wheelchair: ByteArray
    off_ground: BoolArray
    crossing_share: FloatArray

    def take(self, rows: IntArray) -> Self:
        """
        Give the columns of chosen rows.

        Parameters
        ----------
        rows : numpy.ndarray of int, shape (m,)
            Positions, repeated where one way becomes several links.

        Returns
        -------
        LinkColumns
            Fresh arrays of length m, free to be altered.
        """
        arrays = {
            field.name: getattr(self, field.name)[rows]
            for field in fields(self)
            if field.name != "surface_names"
        }
        return replace(self, **arrays)

    def with_surfaces(self, codes: NDArray[np.int16], names: tuple[str, ...]) -> Self:
        """Give the same columns with other surfaces."""
        return replace(self, surface_code=codes, surface_names=names)


@dataclass(frozen=True, slots=True)
class Polylines:
    """
    Lines as one run of vertices.

    Parameters
    ----------
    lon_deg, lat_deg : numpy.ndarray of float, shape (n_vertices,)
        WGS 84 vertices of all lines, one line after the other [degree].
    start : numpy.ndarray of int, shape (n_lines + 1,)
        Where each line's vertices begin; the last entry is ``n_vertices``.
    """

    lon_deg: FloatArray
    lat_deg: FloatArray
    start: IntArray

    def __len__(self) -> int:
        return len(self.start) - 1

    def between(self, first: IntArray, last: IntArray) -> Polylines:
        """Give the lines that run from one vertex to another, both included."""
        size = last - first + 1
        start = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
        vertex = np.repeat(first - start[:-1], size) + np.arange(start[-1])
        return Polylines(self.lon_deg[vertex], self.lat_deg[vertex], start)

    def line_of_vertex(self) -> IntArray:
        """Give the line each vertex belongs to."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.start))

    def lengths_m(self) -> FloatArray:
        """Measure each line on the WGS 84 ellipsoid [m]."""
        inner = np.ones(len(self.lon_deg), dtype=np.bool_)
        inner[self.start[1:] - 1] = False  # the last vertex of a line opens no segment
        first = np.flatnonzero(inner)
        segment_m = np.zeros(len(self.lon_deg))
        if len(first):
            _, _, segment_m[first] = GEOD.inv(
                self.lon_deg[first], self.lat_deg[first], self.lon_deg[first + 1], self.lat_deg[first + 1]
            )
        return np.asarray(np.add.reduceat(segment_m, self.start[:-1])) if len(self) else np.zeros(0)

    def linestrings(self) -> NDArray[np.object_]:
        """Make a shapely line of each."""
        vertices = np.column_stack([self.lon_deg, self.lat_deg])
        return np.asarray(shapely.linestrings(vertices, indices=self.line_of_vertex()), dtype=np.object_)


def surface_codes(words: Sequence[str | None]) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    """
    Give every surface met a number.

    Parameters
    ----------
    words : sequence of str or None
        One surface per row; None for unknown.

    Returns
    -------
    tuple of (numpy.ndarray of int16, shape (n,), tuple of str)
        Codes (``UNKNOWN_CODE`` for None) and the words they stand for, sorted.
    """
    names = tuple(sorted({word for word in words if word is not None}))
    code_of: dict[str | None, int] = {name: code for code, name in enumerate(names)}
    code_of[None] = UNKNOWN_CODE
    return np.array([code_of[word] for word in words], dtype=np.int16), names


def assemble(
    lines: Polylines,
    end_keys: tuple[IntArray, IntArray],
    columns: LinkColumns,
    link_ids: Sequence[str],
    *,
    source: str,
    length_m: FloatArray | None = None,
    left_out: tuple[tuple[str, int], ...] = (),
) -> StreetNetwork:
    """
    Make a network of lines whose ends are named by keys.

    Links whose ends bear the same key meet; the node stands where the first
    of those ends stands.

    Parameters
    ----------
    lines : Polylines
        Course of each link.
    end_keys : tuple of two numpy.ndarray of int, shape (n_links,)
        Keys of the first and the last vertex of each link.
    columns : LinkColumns
        Attributes, one row per link.
    link_ids : sequence of str
        Identifiers, one per link.
    source : str
        File or layer, for messages.
    length_m : numpy.ndarray of float, shape (n_links,), optional
        Lengths, where they have been measured or the source gives its own [m].
    left_out : tuple of (str, int)
        What the source held and the network does not.

    Returns
    -------
    StreetNetwork
        The network, its links in the order given.
    """
    from_key, to_key = end_keys
    keys = np.concatenate([from_key, to_key])
    vertex = np.concatenate([lines.start[:-1], lines.start[1:] - 1])
    _, first, node = np.unique(keys, return_index=True, return_inverse=True)
    node = node.astype(np.int64)
    at = vertex[first]
    n_links = len(lines)
    values = {field.name: getattr(columns, field.name) for field in fields(columns)}
    return StreetNetwork(
        node_lon_deg=lines.lon_deg[at],
        node_lat_deg=lines.lat_deg[at],
        link_from=node[:n_links],
        link_to=node[n_links:],
        link_ids=tuple(link_ids),
        geometry=lines.linestrings(),
        length_m=lines.lengths_m() if length_m is None else length_m,
        steepness_from_dem=np.zeros(n_links, dtype=np.bool_),
        source=source,
        left_out=left_out,
        **values,
    )
