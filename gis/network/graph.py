"""The street network as immutable arrays: nodes, links between them, and what is known of each link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from gis.errors import ShapeMismatchError
from gis.model import BoolArray, ByteArray, FloatArray, IntArray
from gis.network.polylines import Polylines

UNKNOWN_CODE = -1  # surface and smoothness codes; numbers use NaN

# OSM values, best first; a code is the position in the tuple.
SMOOTHNESS = (
    "excellent",
    "good",
    "intermediate",
    "bad",
    "very_bad",
    "horrible",
    "very_horrible",
    "impassable",
)


class LinkKind(IntEnum):
    """What a link is for the person on it."""

    ROAD = 0  # carriageway centreline that people walk along
    SIDEWALK = 1
    FOOTWAY = 2
    CROSSING = 3
    STEPS = 4
    PATH = 5
    LIFT = 6
    KERB = 7  # a recorded kerb, set apart as a short link so that it can be mended alone


class AttributeSource(IntEnum):
    """Where the value of an attribute comes from."""

    NONE = 0  # nobody says
    TAG = 1  # a tag or column of the network's own source
    ELEVATION = 2  # an elevation model
    POLYGON = 3  # street polygons laid over the network


@dataclass(frozen=True, slots=True)
class SlopeSource:
    """
    An elevation model that slopes of a network were measured on.

    Parameters
    ----------
    name : str
        File.
    cell_m : float
        Larger side of a cell [m].
    run_m : float
        Shortest stretch over which a slope was measured [m].
    """

    name: str
    cell_m: float
    run_m: float


@dataclass(frozen=True, slots=True)
class StreetNetwork:
    """
    A walkable street network.

    A *link* joins two nodes and may be walked in either direction unless
    ``forward`` or ``backward`` says otherwise. An attribute is known or
    unknown: NaN (numbers) or ``UNKNOWN_CODE`` (codes) stand for unknown.

    Parameters
    ----------
    node_lon_deg, node_lat_deg : numpy.ndarray of float, shape (n_nodes,)
        WGS 84 position of each node [degree].
    link_from, link_to : numpy.ndarray of int, shape (n_links,)
        Positions of the end nodes.
    link_ids : sequence of str, length n_links
        Identifier in the source, for messages ("way/123#0").
    course : Polylines, length n_links
        Course of the link, drawn from ``link_from`` to ``link_to``, in WGS 84.
    length_m : numpy.ndarray of float, shape (n_links,)
        Length on the ellipsoid, or the source's own length where it gives one [m].
    kind : numpy.ndarray of int8, shape (n_links,)
        ``LinkKind`` codes.
    forward, backward : numpy.ndarray of bool, shape (n_links,)
        Whether people may walk from -> to, and to -> from.
    surface_code : numpy.ndarray of int16, shape (n_links,)
        Position in ``surface_names``, or ``UNKNOWN_CODE``.
    surface_names : tuple of str
        OSM surface values met in the source.
    smoothness_code : numpy.ndarray of int8, shape (n_links,)
        Position in ``SMOOTHNESS``, or ``UNKNOWN_CODE``.
    width_m : numpy.ndarray of float, shape (n_links,)
        Clear width [m].
    incline_share : numpy.ndarray of float, shape (n_links,)
        Rise over run from -> to, signed; 0.05 climbs five per cent.
    incline_bound_share : numpy.ndarray of float, shape (n_links,)
        Where ``incline_share`` is unknown: the link is nowhere steeper than
        this, whichever way it is walked (0 or more). It proves that a limit is
        kept and never that it is broken. NaN where nobody gives such a bound.
    cross_slope_share : numpy.ndarray of float, shape (n_links,)
        Slope across the link, unsigned (``incline:across``).
    incline_source, width_source : numpy.ndarray of int8, shape (n_links,)
        ``AttributeSource`` of ``incline_share`` (or, where that is unknown, of
        its bound) and of ``width_m``. The other attributes have one source:
        what the network was read from.
    kerb_m : numpy.ndarray of float, shape (n_links,)
        Highest kerb to climb along the link [m]; 0 for none or flush, and 0
        on carriageways and sidewalks between crossings, where the question
        does not arise. A recorded kerb is a link of its own (``KERB``), and the
        crossing behind it has none left. NaN on kerbs of unknown height, and on
        crossings, where kerbs must be expected, with an end nobody recorded.
    step_count : numpy.ndarray of float, shape (n_links,)
        Number of steps; 0 on links without steps, NaN on stairs not counted.
    wheelchair : numpy.ndarray of int8, shape (n_links,)
        ``Passability`` of the OSM ``wheelchair`` tag (limited counts as unknown).
    tactile_paving : numpy.ndarray of int8, shape (n_links,)
        PASSES where there is paving that a cane can read, BLOCKS where there is
        none or a misleading one, UNKNOWN where nobody recorded it.
    off_ground : numpy.ndarray of bool, shape (n_links,)
        True on bridges, in tunnels and indoors, where an elevation model of the
        ground says nothing about the link.
    crossing_share : numpy.ndarray of float, shape (n_links,)
        Part of a whole crossing that the link makes up: 0 away from crossings;
        the links of one crossing add up to 1. Multiply a wait per crossing by it.
    source : str
        File or layer it came from.
    left_out : tuple of (str, int)
        What the source held and the network does not: reason and count.
    slope_sources : tuple of SlopeSource
        Elevation models that slopes came from, in the order they were asked.
    """

    node_lon_deg: FloatArray
    node_lat_deg: FloatArray
    link_from: IntArray
    link_to: IntArray
    link_ids: Sequence[str]
    course: Polylines
    length_m: FloatArray
    kind: ByteArray
    forward: BoolArray
    backward: BoolArray
    surface_code: NDArray[np.int16]
    surface_names: tuple[str, ...]
    smoothness_code: ByteArray
    width_m: FloatArray
    incline_share: FloatArray
    incline_bound_share: FloatArray
    cross_slope_share: FloatArray
    incline_source: ByteArray
    width_source: ByteArray
    kerb_m: FloatArray
    step_count: FloatArray
    wheelchair: ByteArray
    tactile_paving: ByteArray
    off_ground: BoolArray
    crossing_share: FloatArray
    source: str = "network"
    left_out: tuple[tuple[str, int], ...] = ()
    slope_sources: tuple[SlopeSource, ...] = ()

    def __post_init__(self) -> None:
        """Refuse arrays of different length and freeze them against writing."""
        if self.node_lon_deg.shape != self.node_lat_deg.shape:
            raise ShapeMismatchError(self.source, ["node_lon_deg and node_lat_deg differ in length"])
        faults = []
        for name in ("link_ids", "course", *LINK_ARRAYS):
            values = getattr(self, name)
            if len(values) != self.n_links:
                faults.append(f"{name} has {len(values)} entries for {self.n_links} links")
        if faults:
            raise ShapeMismatchError(self.source, faults)
        for name in ("node_lon_deg", "node_lat_deg", "link_from", *LINK_ARRAYS):
            getattr(self, name).setflags(write=False)

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_lon_deg)

    @property
    def n_links(self) -> int:
        """Number of links."""
        return len(self.link_from)

    @property
    def geometry(self) -> NDArray[np.object_]:
        """The course of each link as a shapely line, made when it is first asked for."""
        return self.course.linestrings


LINK_ARRAYS = (
    "link_to",
    "length_m",
    "kind",
    "forward",
    "backward",
    "surface_code",
    "smoothness_code",
    "width_m",
    "incline_share",
    "incline_bound_share",
    "cross_slope_share",
    "incline_source",
    "width_source",
    "kerb_m",
    "step_count",
    "wheelchair",
    "tactile_paving",
    "off_ground",
    "crossing_share",
)
