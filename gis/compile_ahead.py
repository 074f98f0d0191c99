"""Compiling the engine before it is needed, so that nobody waits for it at the first question."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gis.network.assembly import LinkColumns, assemble
from gis.network.graph import UNKNOWN_CODE, LinkKind, StreetNetwork
from gis.network.pbf.ahead import compile_ahead as compile_reader
from gis.network.polylines import Polylines
from gis.network.snap import Joins
from gis.routing.bucket_queue import PlainSearch
from gis.routing.compile_ahead import compile_search
from gis.routing.prepared import prepare
from gis.shapes.drawn_streets import draw_streets
from gis.shapes.isochrones import Reach, isochrone_interval

SEARCH_SHARE, READER_SHARE, PLAIN_SHARE = 0.5, 0.7, 0.85  # of the whole, when each part is done


def compile_ahead(progress: Callable[[float, str], None]) -> None:
    """
    Run every compiled part of the engine once, on a town of one street.

    Parameters
    ----------
    progress : callable
        Told the share done (0 to 1) and what is at work.

    Notes
    -----
    What was compiled is kept on disk and found again by every later process
    of the same installation; where all is there already, this takes a second.
    """
    compile_search(lambda share, what: progress(SEARCH_SHARE * share, what))
    progress(SEARCH_SHARE, "reading of OpenStreetMap files")
    compile_reader()
    progress(READER_SHARE, "paths")
    network = prepare(_one_street()).network
    _search_plainly()
    progress(PLAIN_SHARE, "isochrones")
    nothing = np.zeros(0, dtype=np.int64)
    start = Joins(nothing, nothing, np.zeros(0), np.zeros(0))
    reach = Reach(np.array([0.0, 60.0]), np.full((2, 1), 60.0), start, 0.0, towards=True)
    isochrone_interval(draw_streets(network), reach, reach, cutoffs_s=[30.0, 60.0])
    progress(1.0, "done")


def _search_plainly() -> None:
    """Run each kind of plain search over one arc."""
    search = PlainSearch(np.array([0, 1, 1]), np.array([1], dtype=np.int32), np.array([5], dtype=np.int32))
    node, ticks = np.array([0]), np.array([0], dtype=np.int32)
    search.nearest(node, ticks)
    search.tree(node, ticks)
    search.within(node, ticks, limit_ticks=10)
    search.several_nearest(node, ticks, np.array([0]), k=1)


def _one_street() -> StreetNetwork:
    """Make a network of one street of a hundred metres or so, of which nothing is known."""
    one, unknown = np.ones(1), np.full(1, np.nan)
    code, yes = np.zeros(1, dtype=np.int8), np.ones(1, dtype=np.bool_)
    columns = LinkColumns(
        kind=np.full(1, LinkKind.FOOTWAY, dtype=np.int8),
        forward=yes,
        backward=yes,
        surface_code=np.full(1, UNKNOWN_CODE, dtype=np.int16),
        surface_names=(),
        smoothness_code=np.full(1, UNKNOWN_CODE, dtype=np.int8),
        width_m=unknown,
        incline_share=unknown,
        cross_slope_share=unknown,
        kerb_m=0.0 * one,
        step_count=0.0 * one,
        wheelchair=code,
        tactile_paving=code,
        off_ground=~yes,
        crossing_share=0.0 * one,
        is_area=~yes,
    )
    line = Polylines(np.array([0.0, 0.001]), np.zeros(2), np.array([0, 2], dtype=np.int64))
    ends = (np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.int64))
    return assemble(line, ends, columns, ["street"], source="one street")
