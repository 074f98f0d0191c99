"""The streets as they are drawn: every vertex of every link in one array, and the links at each node."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from gis.errors import GeometryError
from gis.model import FloatArray, IntArray
from gis.network.graph import StreetNetwork


@dataclass(frozen=True, slots=True)
class DrawnStreets:
    """
    The course of every link, laid out for fast reading; made once for a network.

    Parameters
    ----------
    link_from, link_to : numpy.ndarray of int, shape (n_links,)
        End nodes, as in the network.
    links_start : numpy.ndarray of int, shape (n_nodes + 1,)
        Where the links of each node begin in ``links``.
    links : numpy.ndarray of int, shape (2 * n_links,)
        Links at each node; every link stands at both of its ends.
    vertex_start : numpy.ndarray of int, shape (n_links + 1,)
        Where the vertices of each link begin.
    vertex_lon_deg, vertex_lat_deg : numpy.ndarray of float, shape (n_vertices,)
        Vertices from ``link_from`` to ``link_to`` [degree].
    vertex_share : numpy.ndarray of float, shape (n_vertices,)
        How much of the link lies before each vertex, from 0 to 1.
    """

    link_from: IntArray
    link_to: IntArray
    links_start: IntArray
    links: NDArray[np.int32]
    vertex_start: IntArray
    vertex_lon_deg: FloatArray
    vertex_lat_deg: FloatArray
    vertex_share: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays against writing."""
        for item in fields(self):
            getattr(self, item.name).setflags(write=False)

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.links_start) - 1

    @property
    def n_links(self) -> int:
        """Number of links."""
        return len(self.link_from)


def draw_streets(network: StreetNetwork) -> DrawnStreets:
    """
    Lay a network's lines out for the drawing of isochrones.

    Parameters
    ----------
    network : StreetNetwork
        The streets.

    Returns
    -------
    DrawnStreets
        Vertices of all links and links of all nodes.

    Raises
    ------
    GeometryError
        If a link has no line of at least two vertices.
    """
    vertex_start = network.course.start
    vertex_count = np.diff(vertex_start)
    short = np.flatnonzero(vertex_count < 2)  # noqa: PLR2004 - a line has two ends
    if short.size:
        named = ", ".join(network.link_ids[link] for link in short[:5])
        raise GeometryError(network.source, [f"{short.size} links have no line to draw: {named}"])
    lon_deg, lat_deg = network.course.lon_deg, network.course.lat_deg
    ends = np.concatenate([network.link_from, network.link_to])
    count = np.bincount(ends, minlength=network.n_nodes)
    return DrawnStreets(
        # views: freezing them leaves the network's own arrays as they are
        link_from=network.link_from.view(),
        link_to=network.link_to.view(),
        links_start=np.concatenate([[0], np.cumsum(count)]).astype(np.int64),
        links=(np.argsort(ends, kind="stable") % max(network.n_links, 1)).astype(np.int32),
        vertex_start=vertex_start.view(),
        vertex_lon_deg=lon_deg.view(),
        vertex_lat_deg=lat_deg.view(),
        vertex_share=_shares(lon_deg, lat_deg, vertex_start),
    )


def _shares(lon_deg: FloatArray, lat_deg: FloatArray, vertex_start: IntArray) -> FloatArray:
    """Say how much of its link lies before each vertex; on a link of no length, by the count of vertices."""
    turn = np.diff(lon_deg, prepend=lon_deg[:1])
    turn = (turn + 180.0) % 360.0 - 180.0  # the short way round the Earth, over the antimeridian too
    step = np.hypot(turn * np.cos(np.radians(lat_deg)), np.diff(lat_deg, prepend=lat_deg[:1]))
    first = vertex_start[:-1]
    step[first] = 0.0
    count = np.diff(vertex_start)
    along = np.cumsum(step)
    along -= np.repeat(along[first], count)
    whole = np.repeat(along[vertex_start[1:] - 1], count)
    by_count = (np.arange(len(along)) - np.repeat(first, count)) / np.repeat(count - 1, count)
    share = np.where(whole > 0, along / np.where(whole > 0, whole, 1.0), by_count)
    share[vertex_start[1:] - 1] = 1.0
    return np.asarray(share)
