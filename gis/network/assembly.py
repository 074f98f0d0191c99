"""Putting a network together from flat arrays of vertices: lengths, lines, nodes, columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from gis.model import BoolArray, ByteArray, FloatArray, IntArray
from gis.network.graph import UNKNOWN_CODE, AttributeSource, StreetNetwork
from gis.network.polylines import Polylines


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
    cross_slope_share : numpy.ndarray of float, shape (n,)
        Slope across the row's course, unsigned.
    kerb_m : numpy.ndarray of float, shape (n,)
        Highest kerb to climb [m].
    step_count : numpy.ndarray of float, shape (n,)
        Number of steps; 0 where there are none.
    wheelchair : numpy.ndarray of int8, shape (n,)
        ``Passability`` of the ``wheelchair`` tag.
    tactile_paving : numpy.ndarray of int8, shape (n,)
        ``Passability``: PASSES where there is tactile paving, BLOCKS where there is none.
    off_ground : numpy.ndarray of bool, shape (n,)
        True on bridges, in tunnels and indoors.
    crossing_share : numpy.ndarray of float, shape (n,)
        Part of a whole crossing that the row makes up, 0 to 1.
    is_area : numpy.ndarray of bool, shape (n,)
        Whether the row is the outline of an area, or a line across one; a
        network does not keep this.
    """

    kind: ByteArray
    forward: BoolArray
    backward: BoolArray
    surface_code: NDArray[np.int16]
    surface_names: tuple[str, ...]
    smoothness_code: ByteArray
    width_m: FloatArray
    incline_share: FloatArray
    cross_slope_share: FloatArray
    kerb_m: FloatArray
    step_count: FloatArray
    wheelchair: ByteArray
    tactile_paving: ByteArray
    off_ground: BoolArray
    crossing_share: FloatArray
    is_area: BoolArray

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
    del values["is_area"]
    return StreetNetwork(
        node_lon_deg=lines.lon_deg[at],
        node_lat_deg=lines.lat_deg[at],
        link_from=node[:n_links],
        link_to=node[n_links:],
        link_ids=tuple(link_ids),
        course=lines,
        length_m=lines.lengths_m() if length_m is None else length_m,
        incline_bound_share=np.full(n_links, np.nan),
        incline_source=_own_source(columns.incline_share),
        width_source=_own_source(columns.width_m),
        source=source,
        left_out=left_out,
        **values,
    )


def _own_source(values: FloatArray) -> ByteArray:
    """Say that known values come from the network's own source."""
    return np.where(np.isnan(values), AttributeSource.NONE, AttributeSource.TAG).astype(np.int8)
