"""Positions along links, and links divided into pieces of equal length."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from gis.model import FloatArray, IntArray
from gis.network.graph import LINK_ARRAYS, StreetNetwork
from gis.network.polylines import Polylines

HALF_TURN_DEG, WHOLE_TURN_DEG = 180.0, 360.0


def positions_along(
    network: StreetNetwork, links: IntArray, share: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """
    Find the positions at given parts of the way along links.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    links : numpy.ndarray of int, shape (n,)
        Links, in any order and repeated at will.
    share : numpy.ndarray of float, shape (n,)
        0 at the start of the link, 1 at its end.

    Returns
    -------
    tuple of two numpy.ndarray of float, shape (n,)
        Longitude and latitude [degree].
    """
    lines, place = _lines_with_places(network)
    at = 2.0 * links + share
    return _on_earth_deg(np.interp(at, place, lines.lon_deg)), np.interp(at, place, lines.lat_deg)


def divide_links(network: StreetNetwork, n_pieces: IntArray) -> StreetNetwork:
    """
    Divide links into pieces of equal length, with new nodes between them.

    Lengths, steps and crossings are shared among the pieces; every other
    attribute is that of the whole link.

    Parameters
    ----------
    network : StreetNetwork
        The streets.
    n_pieces : numpy.ndarray of int, shape (n_links,)
        Pieces to make of each link; 1 leaves it whole.

    Returns
    -------
    StreetNetwork
        The same streets; pieces follow each other along each link.
    """
    link = np.repeat(np.arange(network.n_links), n_pieces)
    piece = np.arange(len(link)) - np.repeat(np.cumsum(n_pieces) - n_pieces, n_pieces)
    is_last = piece == n_pieces[link] - 1
    inner = np.flatnonzero(~is_last)  # each piece but the last ends at a new node
    share = (piece[inner] + 1.0) / n_pieces[link[inner]]
    lon_deg, lat_deg = positions_along(network, link[inner], share)
    new_node = np.full(len(link), -1, dtype=np.int64)
    new_node[inner] = network.n_nodes + np.arange(len(inner))
    link_to = np.where(is_last, network.link_to[link], new_node)
    link_from = np.where(piece == 0, network.link_from[link], np.roll(new_node, 1))
    values: dict[str, Any] = {name: getattr(network, name)[link] for name in LINK_ARRAYS}
    for name in ("length_m", "step_count", "crossing_share"):
        values[name] = values[name] / n_pieces[link]
    names = [
        f"{network.link_ids[whole]}/{part}" if n_pieces[whole] > 1 else network.link_ids[whole]
        for whole, part in zip(link.tolist(), piece.tolist(), strict=True)
    ]
    values.update(
        node_lon_deg=np.concatenate([network.node_lon_deg, lon_deg]),
        node_lat_deg=np.concatenate([network.node_lat_deg, lat_deg]),
        link_from=link_from,
        link_to=link_to,
        link_ids=tuple(names),
        course=_pieces_drawn(network, link[inner], share, lon_deg, lat_deg),
    )
    return replace(network, **values)


def _pieces_drawn(
    network: StreetNetwork, link: IntArray, share: FloatArray, lon_deg: FloatArray, lat_deg: FloatArray
) -> Polylines:
    lines, place = _lines_with_places(network)
    is_joint = np.zeros(len(place), dtype=np.bool_)
    at = np.searchsorted(place, 2.0 * link + share)
    drawn = Polylines(
        np.insert(_on_earth_deg(lines.lon_deg), at, lon_deg),
        np.insert(lines.lat_deg, at, lat_deg),
        lines.start,
    )
    is_joint = np.insert(is_joint, at, values=True)
    line = np.insert(lines.line_of_vertex(), at, link)
    is_end = np.ones(len(line), dtype=np.bool_)
    is_end[1:-1] = (line[1:-1] != line[:-2]) | (line[1:-1] != line[2:])
    stop = np.flatnonzero(is_end | is_joint)
    same = line[stop[:-1]] == line[stop[1:]]
    return drawn.between(stop[:-1][same], stop[1:][same])


def _lines_with_places(network: StreetNetwork) -> tuple[Polylines, FloatArray]:
    """
    Give every vertex a place on one axis: twice its link, plus 0 to 1 along it by length.

    A link that crosses the antimeridian is followed beyond 180 degrees, not around the Earth.
    """
    course = network.course
    start, line = course.start, course.line_of_vertex()
    leap_deg = course.lon_deg - course.lon_deg[start[:-1]][line]
    lon_deg = course.lon_deg - WHOLE_TURN_DEG * (np.abs(leap_deg) > HALF_TURN_DEG) * np.sign(leap_deg)
    lat_deg = course.lat_deg
    # within one link a degree of longitude is everywhere the same share of a degree of latitude
    east = lon_deg * np.cos(np.radians(lat_deg[start[:-1]]))[line]
    step = np.hypot(np.diff(east, prepend=east[:1]), np.diff(lat_deg, prepend=lat_deg[:1]))
    step[start[:-1]] = 0.0
    run = np.cumsum(step)
    run -= run[start[:-1]][line]
    whole = np.maximum(run[start[1:] - 1], np.finfo(np.float64).tiny)
    return Polylines(lon_deg, lat_deg, start), 2.0 * line + run / whole[line]


def _on_earth_deg(lon_deg: FloatArray) -> FloatArray:
    """Bring longitudes beyond the antimeridian back to the other side."""
    return np.where(np.abs(lon_deg) > HALF_TURN_DEG, lon_deg - WHOLE_TURN_DEG * np.sign(lon_deg), lon_deg)
