"""Which parts of the streets are reached within each cutoff, as straight segments in a local plane."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.compiled import compiled
from gis.model import FloatArray, IntArray

PartArray = NDArray[np.float64]  # (n_parts, 4): link, where on it the part begins and ends, cutoff's position
SegmentArray = NDArray[np.float64]  # (n_segments, 5): x, y of both ends, cutoff's position

NOTHING = -1.0  # no part of a link, not even its end

DIGIT_BITS = 11  # of nodes' numbers, by which they are sorted: two digits do for four million nodes
SORTED_AT_ONCE = 1 << DIGIT_BITS

WGS84_RADIUS_M = 6378137.0
WGS84_ECCENTRICITY_SQUARED = 6.69437999014e-3
HALF_TURN_DEG = 180.0
FULL_TURN_DEG = 360.0


@dataclass(frozen=True, slots=True)
class Plane:
    """
    A local plane: metres east and north of a point, by a map that keeps straight lines straight.

    Parameters
    ----------
    lon_deg, lat_deg : float
        The point [degree].

    Notes
    -----
    One degree is as long everywhere in the plane as at its centre. Ten
    kilometres north or south of it, eastward lengths are off by
    0.0016 * tan(latitude): 0.07 % in São Paulo, 0.2 % at 52 degrees, 0.4 % in
    Tromsø. In return the map is affine, so shapes that are valid and nested
    in the plane are so in longitude and latitude.
    """

    lon_deg: float
    lat_deg: float

    @property
    def east_m_per_deg(self) -> float:
        """Length of a degree of longitude on the ellipsoid [m]."""
        lat = math.radians(self.lat_deg)
        bend = math.sqrt(1.0 - WGS84_ECCENTRICITY_SQUARED * math.sin(lat) ** 2)
        return math.radians(1.0) * WGS84_RADIUS_M * math.cos(lat) / bend

    @property
    def north_m_per_deg(self) -> float:
        """Length of a degree of latitude on the ellipsoid [m]."""
        bend = 1.0 - WGS84_ECCENTRICITY_SQUARED * math.sin(math.radians(self.lat_deg)) ** 2
        return math.radians(1.0) * WGS84_RADIUS_M * (1.0 - WGS84_ECCENTRICITY_SQUARED) / math.pow(bend, 1.5)


@compiled
def nodes_within(node_time_s: FloatArray, cutoff_s: float) -> IntArray:
    """
    List the nodes reached within a cutoff; a time that is no number counts as reached, to be found out.

    Parameters
    ----------
    node_time_s : numpy.ndarray of float, shape (n_nodes,)
        Time of each node [s].
    cutoff_s : float
        Longest time that still counts [s].

    Returns
    -------
    numpy.ndarray of int, shape (n_reached,)
        Their positions.
    """
    n_reached = 0
    for time_s in node_time_s:
        n_reached += not time_s > cutoff_s
    nodes = np.empty(n_reached, np.int64)
    n_reached = 0
    for node in range(len(node_time_s)):
        if not node_time_s[node] > cutoff_s:
            nodes[n_reached] = node
            n_reached += 1
    return nodes


@compiled
def in_rising_order(nodes: IntArray) -> IntArray:
    """
    Sort nodes by their numbers, some digits at a time: for a few thousand faster than ``numpy.sort``.

    Parameters
    ----------
    nodes : numpy.ndarray of int, shape (n_nodes,)
        Numbers of nodes, none negative.

    Returns
    -------
    numpy.ndarray of int, shape (n_nodes,)
        The same in rising order.
    """
    highest = np.int64(0)
    for node in nodes:
        highest = max(highest, node)
    by_digit = nodes.copy()
    sorted_nodes = np.empty_like(by_digit)
    shift = 0
    while highest >> shift:
        end = np.zeros(SORTED_AT_ONCE + 1, np.int64)  # where the nodes with the digit before each one end
        for node in by_digit:
            end[(node >> shift) % SORTED_AT_ONCE + 1] += 1
        end = np.cumsum(end)
        for node in by_digit:
            digit = (node >> shift) % SORTED_AT_ONCE
            sorted_nodes[end[digit]] = node
            end[digit] += 1
        by_digit, sorted_nodes = sorted_nodes, by_digit
        shift += DIGIT_BITS
    return by_digit


@compiled
def faulty_links(
    nodes: IntArray, links_start: IntArray, links: NDArray[np.int32], cost_s: FloatArray
) -> IntArray:
    """
    List the links at some nodes whose cost is negative or no number.

    Parameters
    ----------
    nodes : numpy.ndarray of int, shape (n_reached,)
        Where to look.
    links_start, links : numpy.ndarray of int
        As in the drawn streets.
    cost_s : numpy.ndarray of float, shape (2, n_links)
        Seconds to walk each link forward and backward [s].

    Returns
    -------
    numpy.ndarray of int, shape (n_faulty,)
        Their positions; a link with both ends among the nodes stands twice.
    """
    faulty = np.empty(0, np.int64)
    for node in nodes:
        for position in range(links_start[node], links_start[node + 1]):
            link = links[position]
            if not (cost_s[0, link] >= 0.0 and cost_s[1, link] >= 0.0):
                faulty = np.append(faulty, np.int64(link))
    return faulty


@compiled
def _reached_part(left_s: float, cost_s: float) -> float:
    """Say how much of a link can be walked in the time left: 0 to 1, or ``NOTHING``."""
    if left_s < 0.0 or np.isinf(cost_s):
        return NOTHING
    return 1.0 if left_s >= cost_s else left_s / cost_s


@compiled
def parts_from_nodes(
    nodes: IntArray,
    node_time_s: FloatArray,
    away_from_s: FloatArray,
    away_to_s: FloatArray,
    link_from: IntArray,
    link_to: IntArray,
    links_start: IntArray,
    links: NDArray[np.int32],
    cutoffs_s: FloatArray,
) -> tuple[PartArray, bool]:
    """
    List the parts of links that are reached from their ends, each under the first cutoff that reaches it.

    Parameters
    ----------
    nodes : numpy.ndarray of int, shape (n_reached,)
        Nodes within the longest cutoff.
    node_time_s : numpy.ndarray of float, shape (n_nodes,)
        Time of each node [s].
    away_from_s, away_to_s : numpy.ndarray of float, shape (n_links,)
        Cost of the whole link when its points are reached by way of its
        ``link_from``, and by way of its ``link_to`` [s].
    link_from, link_to, links_start, links : numpy.ndarray of int
        As in the drawn streets.
    cutoffs_s : numpy.ndarray of float, shape (n_cutoffs,)
        Longest times, rising [s].

    Returns
    -------
    parts : numpy.ndarray of float, shape (n_parts, 4)
        Link, shares of its length where the part begins and ends, position of the cutoff.
    sound : bool
        False if a link at these nodes has a cost that is negative or no number; see ``faulty_links``.
    """
    room = 0
    for node in nodes:
        room += links_start[node + 1] - links_start[node]
    parts = np.empty((2 * room * len(cutoffs_s), 4), np.float64)  # most of it is never touched
    n = 0
    sound = True
    longest_s = cutoffs_s[-1]
    for node in nodes:
        for position in range(links_start[node], links_start[node + 1]):
            link = links[position]
            a, b = link_from[link], link_to[link]
            if node == b and a != b and node_time_s[a] <= longest_s:
                continue  # listed from its other end
            sound &= away_from_s[link] >= 0.0 and away_to_s[link] >= 0.0
            for k in range(len(cutoffs_s)):
                near = _reached_part(cutoffs_s[k] - node_time_s[a], away_from_s[link])
                far = _reached_part(cutoffs_s[k] - node_time_s[b], away_to_s[link])
                if near >= 0.0 and far >= 0.0 and near + far >= 1.0:
                    near, far = 1.0, NOTHING
                if near >= 0.0:
                    parts[n, 0], parts[n, 1], parts[n, 2], parts[n, 3] = link, 0.0, near, k
                    n += 1
                if far >= 0.0:
                    parts[n, 0], parts[n, 1], parts[n, 2], parts[n, 3] = link, 1.0 - far, 1.0, k
                    n += 1
                if near >= 1.0 or far >= 1.0:
                    break  # longer cutoffs add nothing
    return parts[:n], sound


@compiled
def parts_from_starts(
    links: IntArray,
    along_share: FloatArray,
    start_s: FloatArray,
    away_from_s: FloatArray,
    away_to_s: FloatArray,
    cutoffs_s: FloatArray,
) -> PartArray:
    """
    List what is reached on the very links that the places join, to both sides of each join.

    Parameters
    ----------
    links : numpy.ndarray of int, shape (n_joins,)
        Links joined.
    along_share : numpy.ndarray of float, shape (n_joins,)
        Where along the link, from 0 to 1.
    start_s : numpy.ndarray of float, shape (n_joins,)
        Time between the place and its link [s].
    away_from_s, away_to_s, cutoffs_s : numpy.ndarray of float
        See `parts_from_nodes`.

    Returns
    -------
    numpy.ndarray of float, shape (n_parts, 4)
        See `parts_from_nodes`.
    """
    parts = np.empty((2 * len(links) * len(cutoffs_s), 4), np.float64)
    n = 0
    for i in range(len(links)):
        at = along_share[i]
        for k in range(len(cutoffs_s)):
            left_s = cutoffs_s[k] - start_s[i]
            ahead = _reached_part(left_s, away_from_s[links[i]])
            behind = _reached_part(left_s, away_to_s[links[i]])
            if ahead >= 0.0:
                parts[n, 0], parts[n, 1], parts[n, 2], parts[n, 3] = links[i], at, min(at + ahead, 1.0), k
                n += 1
            if behind >= 0.0:
                parts[n, 0], parts[n, 1], parts[n, 2], parts[n, 3] = links[i], max(at - behind, 0.0), at, k
                n += 1
    return parts[:n]


@compiled
def draw_parts(
    parts: PartArray,
    vertex_start: IntArray,
    lon_deg: FloatArray,
    lat_deg: FloatArray,
    share: FloatArray,
    plane: tuple[float, float, float, float],
) -> SegmentArray:
    """
    Draw parts of links in the plane, following their courses.

    Parameters
    ----------
    parts : numpy.ndarray of float, shape (n_parts, 4)
        See `parts_from_nodes`.
    vertex_start, lon_deg, lat_deg, share : numpy.ndarray
        Vertices of the drawn streets.
    plane : tuple of float
        Longitude, latitude and metres per degree east and north of the plane.

    Returns
    -------
    numpy.ndarray of float, shape (n_segments, 5)
        Both ends in the plane [m] and the position of the cutoff.
    """
    lon_0, lat_0, east, north = plane
    room = 0
    for p in range(len(parts)):
        link = int(parts[p, 0])
        room += vertex_start[link + 1] - vertex_start[link] - 1
    segments = np.empty((room, 5), np.float64)
    n = 0
    for p in range(len(parts)):
        link = int(parts[p, 0])
        for v in range(vertex_start[link], vertex_start[link + 1] - 1):
            begin, end = max(parts[p, 1], share[v]), min(parts[p, 2], share[v + 1])
            if begin > end:
                continue
            span = share[v + 1] - share[v]
            x, y = _short_way(lon_deg[v] - lon_0) * east, (lat_deg[v] - lat_0) * north
            across, up = _short_way(lon_deg[v + 1] - lon_deg[v]) * east, (lat_deg[v + 1] - lat_deg[v]) * north
            from_share = (begin - share[v]) / span if span > 0.0 else 0.0
            to_share = (end - share[v]) / span if span > 0.0 else 1.0
            segments[n, 0], segments[n, 1] = x + from_share * across, y + from_share * up
            segments[n, 2], segments[n, 3] = x + to_share * across, y + to_share * up
            segments[n, 4] = parts[p, 3]
            n += 1
    return segments[:n]


@compiled
def _short_way(turn_deg: float) -> float:
    """Go the short way round the Earth."""
    if turn_deg > HALF_TURN_DEG:
        return turn_deg - FULL_TURN_DEG
    return turn_deg + FULL_TURN_DEG if turn_deg < -HALF_TURN_DEG else turn_deg
