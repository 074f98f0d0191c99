"""From ways and tagged nodes to a network: cut the ways, mark what nodes do to links, put all together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from gis.model import FloatArray, IntArray
from gis.network.assembly import LinkColumns, assemble
from gis.network.graph import LinkKind, StreetNetwork
from gis.network.ways.crossings import crossing_kerbs_m
from gis.network.ways.cutting import NO_NODE, Links, Ways, cut
from gis.network.ways.junctions import PointFacts, kerb_recorded_m

# A crossing node on a carriageway counts half a wait: the arms of a junction carry one each, and
# whoever walks through it passes two nodes but crosses one street.
STRETCH_CROSSING_SHARE = 0.5


def weave(
    ways: Ways,
    columns: LinkColumns,
    points: Mapping[int, PointFacts],
    way_ids: Sequence[str],
    *,
    source: str,
    left_out: tuple[tuple[str, int], ...],
) -> StreetNetwork:
    """
    Make a network of ways that share nodes, some of which are tagged.

    Parameters
    ----------
    ways : Ways
        Walkable ways before cutting.
    columns : LinkColumns
        Attributes, one row per way.
    points : mapping of int to PointFacts
        What passing a node means.
    way_ids : sequence of str
        Identifier of each way; a link adds ``#`` and its place along the way.
    source : str
        File, for messages.
    left_out : tuple of (str, int)
        What the source held and the network does not.

    Returns
    -------
    StreetNetwork
        Links in the order of the ways, and along each way.
    """
    links = cut(ways, points)
    length_m = links.lines.lengths_m()
    on_road = (ways.kind[ways.way] == LinkKind.ROAD)[ways.lines.line_of_vertex()]
    return assemble(
        links.lines,
        (links.end_ref[0], links.end_ref[1]),
        _link_columns(links, columns, points, length_m, np.unique(ways.ref[on_road])),
        _link_ids(links.way, way_ids),
        source=source,
        length_m=length_m,
        left_out=left_out,
    )


def _link_ids(way: IntArray, way_ids: Sequence[str]) -> list[str]:
    first = np.concatenate([[True], way[1:] != way[:-1]])
    part = np.arange(len(way)) - np.flatnonzero(first)[np.cumsum(first) - 1]
    return [f"{way_ids[w]}#{p}" for w, p in zip(way.tolist(), part.tolist(), strict=True)]


def _link_columns(
    links: Links,
    of_ways: LinkColumns,
    points: Mapping[int, PointFacts],
    length_m: FloatArray,
    road_refs: IntArray,
) -> LinkColumns:
    """Give each link the facts of its way, changed by the nodes it touches."""
    columns = of_ways.take(links.way)
    share = length_m / np.maximum(np.bincount(links.way, weights=length_m)[links.way], 1e-9)
    steps = columns.kind == LinkKind.STEPS
    columns.step_count[steps] *= share[steps]  # a flight cut in two keeps its number of steps
    crossing = columns.kind == LinkKind.CROSSING
    columns.crossing_share[crossing] = share[crossing]
    _mark_crossings(links, columns, points, np.flatnonzero(crossing), road_refs)
    for link in np.flatnonzero(links.stretch_ref != NO_NODE).tolist():
        _mark_stretch(columns, link, points[int(links.stretch_ref[link])])
    return columns


def _mark_crossings(
    links: Links,
    columns: LinkColumns,
    points: Mapping[int, PointFacts],
    rows: IntArray,
    road_refs: IntArray,
) -> None:
    ends = links.end_ref[:, rows]
    facts = [[points.get(ref) for ref in side] for side in ends.tolist()]
    kerbs = [[kerb_recorded_m(fact) for fact in side] for side in facts]
    is_crossing_node = [
        [fact is not None and fact.kind is LinkKind.CROSSING for fact in side] for side in facts
    ]
    columns.kerb_m[rows] = crossing_kerbs_m(
        columns.kerb_m[rows],
        np.array([[np.nan if kerb is None else kerb for kerb in side] for side in kerbs]),
        np.array([[kerb is not None for kerb in side] for side in kerbs], dtype=np.bool_),
        np.array(is_crossing_node, dtype=np.bool_),
        links.end_inside[:, rows] | np.isin(ends, road_refs),
        links.way[rows],
    )
    for row, *both in zip(rows.tolist(), *facts, strict=True):
        judged = [fact.wheelchair for fact in both if fact is not None and fact.wheelchair is not None]
        if judged:
            columns.wheelchair[row] = min([*judged, columns.wheelchair[row]])


def _mark_stretch(columns: LinkColumns, link: int, facts: PointFacts) -> None:
    if facts.kind is not None and columns.kind[link] not in {LinkKind.STEPS, LinkKind.LIFT}:
        columns.kind[link] = facts.kind
        columns.step_count[link] = facts.step_count
        if facts.kind is LinkKind.CROSSING:
            columns.crossing_share[link] = STRETCH_CROSSING_SHARE
    if facts.kerb_m is not None:
        columns.kerb_m[link] = np.maximum(columns.kerb_m[link], facts.kerb_m)
    if facts.width_m is not None:
        columns.width_m[link] = facts.width_m
    if facts.wheelchair is not None:
        columns.wheelchair[link] = facts.wheelchair
