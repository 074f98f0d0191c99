"""Lines as one run of vertices: the course of links and ways without an object for each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from gis.model import FloatArray, IntArray

GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)  # without slots: the drawn lines are kept once they were asked for
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

    @classmethod
    def of_linestrings(cls, lines: NDArray[np.object_]) -> Polylines:
        """Take the vertices of shapely lines."""
        lon_lat_deg = shapely.get_coordinates(lines)
        start = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(lines))]).astype(np.int64)
        return cls(lon_lat_deg[:, 0].copy(), lon_lat_deg[:, 1].copy(), start)

    @cached_property
    def linestrings(self) -> NDArray[np.object_]:
        """A shapely line of each, made when it is first asked for."""
        vertices = np.column_stack([self.lon_deg, self.lat_deg])
        made = np.asarray(shapely.linestrings(vertices, indices=self.line_of_vertex()), dtype=np.object_)
        made.setflags(write=False)
        return made
