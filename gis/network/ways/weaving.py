"""From ways and tagged nodes to a network: cut the ways, mark what nodes do to links, put all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from gis.model import BoolArray, ByteArray, FloatArray, IntArray, Passability
from gis.network.assembly import LinkColumns, assemble
from gis.network.graph import LinkKind, StreetNetwork
from gis.network.ways.crossings import CrossingEnds, crossing_kerbs_m
from gis.network.ways.cutting import NO_NODE, Links, Ways, cut
from gis.network.ways.junctions import PointFacts, kerb_recorded_m
from gis.network.ways.squares import with_ways_across

# A crossing node on a carriageway counts half a wait: the arms of a junction carry one each, and
# whoever walks through it passes two nodes but crosses one street.
STRETCH_CROSSING_SHARE = 0.5
BOTH_SIDES = 2


def weave(
    ways: Ways,
    columns: LinkColumns,
    points: Mapping[int, PointFacts],
    way_ids: Sequence[str],
    *,
    source: str,
    left_out: tuple[tuple[str, int], ...],
    node_ids: Mapping[int, str] | None = None,
) -> StreetNetwork:
    """
    Make a network of ways that share nodes, some of which are tagged.

    Parameters
    ----------
    ways : Ways
        Walkable ways before cutting; outlines of areas among them are closed lines.
    columns : LinkColumns
        Attributes, one row per way.
    points : mapping of int to PointFacts
        What passing a node means.
    way_ids : sequence of str
        Identifier of each way; a link adds ``#`` and its place along the way.
        Links that are kerbs bear the identifier of their node instead.
    source : str
        File, for messages.
    left_out : tuple of (str, int)
        What the source held and the network does not.
    node_ids : mapping of int to str, optional
        Identifiers of nodes that are not called ``node/`` and their number.

    Returns
    -------
    StreetNetwork
        Links in the order of the ways, and along each way.
    """
    ways = with_ways_across(ways, columns.is_area)
    links = cut(ways, points)
    length_m = links.lines.lengths_m()
    at_kerb = _at_kerb(links, columns.kind[links.way], points)
    on_road = (ways.kind[ways.way] == LinkKind.ROAD)[ways.lines.line_of_vertex()]
    return assemble(
        links.lines,
        (links.end_ref[0], links.end_ref[1]),
        _link_columns(links, columns, points, length_m, at_kerb, np.unique(ways.ref[on_road])),
        _link_ids(links, way_ids, at_kerb, node_ids or {}),
        source=source,
        length_m=length_m,
        left_out=left_out,
    )


def _at_kerb(links: Links, kind: ByteArray, points: Mapping[int, PointFacts]) -> BoolArray:
    """Tell which links are nothing but a kerb; one on stairs stays with the stairs."""
    chosen = (links.stretch_ref != NO_NODE) & (kind != LinkKind.STEPS) & (kind != LinkKind.LIFT)
    at_kerb = np.zeros(len(kind), dtype=np.bool_)
    for link in np.flatnonzero(chosen).tolist():
        at_kerb[link] = points[int(links.stretch_ref[link])].kind is LinkKind.KERB
    return at_kerb


def _link_ids(
    links: Links, way_ids: Sequence[str], at_kerb: BoolArray, node_ids: Mapping[int, str]
) -> list[str]:
    """Name links after their way and their place along it, but kerbs after their node."""
    way = links.way
    first = np.concatenate([[True], way[1:] != way[:-1]])
    part = np.arange(len(way)) - np.flatnonzero(first)[np.cumsum(first) - 1]
    names = [f"{way_ids[w]}#{p}" for w, p in zip(way.tolist(), part.tolist(), strict=True)]
    met: Counter[int] = Counter()
    for link in np.flatnonzero(at_kerb).tolist():
        ref = int(links.stretch_ref[link])
        name = node_ids.get(ref, f"node/{ref}")
        names[link] = f"{name}#{met[ref]}" if met[ref] else name
        met[ref] += 1
    return names


def _link_columns(
    links: Links,
    of_ways: LinkColumns,
    points: Mapping[int, PointFacts],
    length_m: FloatArray,
    at_kerb: BoolArray,
    road_refs: IntArray,
) -> LinkColumns:
    """Give each link the facts of its way, changed by the nodes it touches."""
    columns = of_ways.take(links.way)
    whole_m = np.bincount(links.way, weights=length_m)[links.way]
    steps = columns.kind == LinkKind.STEPS
    # a flight cut in two keeps its number of steps
    columns.step_count[steps] *= length_m[steps] / np.maximum(whole_m[steps], 1e-9)
    on_crossing = columns.kind == LinkKind.CROSSING
    crossing = on_crossing & ~at_kerb
    crossing_m = np.bincount(links.way, weights=np.where(crossing, length_m, 0.0))[links.way]
    columns.crossing_share[crossing] = length_m[crossing] / np.maximum(crossing_m[crossing], 1e-9)
    _mark_crossings(links, columns, points, on_crossing, at_kerb, road_refs)
    for link in np.flatnonzero(links.stretch_ref != NO_NODE).tolist():
        _mark_stretch(columns, link, points[int(links.stretch_ref[link])])
    return columns


def _mark_crossings(
    links: Links,
    columns: LinkColumns,
    points: Mapping[int, PointFacts],
    on_crossing: BoolArray,
    at_kerb: BoolArray,
    road_refs: IntArray,
) -> None:
    """Put the kerbs that are no links of their own, and what nodes say, on the links of crossings."""
    rows = np.flatnonzero(on_crossing & ~at_kerb)
    ends = links.end_ref[:, rows]
    facts = [[points.get(ref) for ref in side] for side in ends.tolist()]
    own = [
        [fact if fact is not None and fact.kind is not LinkKind.KERB else None for fact in side]
        for side in facts
    ]
    kerbs = [[kerb_recorded_m(fact) for fact in side] for side in own]
    kerb_refs = np.unique(links.end_ref[:, at_kerb])
    columns.kerb_m[rows] = crossing_kerbs_m(
        columns.kerb_m[rows],
        CrossingEnds(
            kerb_m=np.array([[np.nan if kerb is None else kerb for kerb in side] for side in kerbs]),
            recorded=np.array([[kerb is not None for kerb in side] for side in kerbs], dtype=np.bool_),
            is_crossing_node=np.array(
                [[fact is not None and fact.kind is LinkKind.CROSSING for fact in side] for side in own],
                dtype=np.bool_,
            ),
            is_kerb=np.isin(ends, kerb_refs),
            inside=links.end_inside[:, rows] | np.isin(ends, road_refs),
        ),
        _both_mapped(links, points, on_crossing)[links.way[rows]],
    )
    for row, *both in zip(rows.tolist(), *own, strict=True):
        for fact in both:
            if fact is None:
                continue
            if fact.wheelchair is not None:
                columns.wheelchair[row] = min(fact.wheelchair, columns.wheelchair[row])
            if fact.tactile_paving is not None and columns.tactile_paving[row] == Passability.UNKNOWN:
                columns.tactile_paving[row] = fact.tactile_paving


def _both_mapped(links: Links, points: Mapping[int, PointFacts], on_crossing: BoolArray) -> BoolArray:
    """Tell of each way whether at least two different nodes along it say something of their kerb."""
    recorded = np.array(
        [ref for ref, facts in points.items() if kerb_recorded_m(facts) is not None], dtype=np.int64
    )
    rows = np.flatnonzero(on_crossing)
    pairs = np.stack([np.tile(links.way[rows], 2), links.end_ref[:, rows].ravel()])
    pairs = np.unique(pairs[:, np.isin(pairs[1], recorded)], axis=1)
    return np.bincount(pairs[0], minlength=int(links.way.max(initial=-1)) + 1) >= BOTH_SIDES


def _mark_stretch(columns: LinkColumns, link: int, facts: PointFacts) -> None:
    may_change = columns.kind[link] not in {LinkKind.STEPS, LinkKind.LIFT}
    if facts.kind is not None and may_change:
        columns.kind[link] = facts.kind
        columns.step_count[link] = facts.step_count
        if facts.kind is LinkKind.CROSSING:
            columns.crossing_share[link] = STRETCH_CROSSING_SHARE
    if facts.kerb_m is not None:
        # a kerb's own record says more of it than the tag of the whole way
        along_m = 0.0 if facts.kind is LinkKind.KERB else columns.kerb_m[link]
        columns.kerb_m[link] = np.maximum(along_m, facts.kerb_m)
    if facts.width_m is not None:
        columns.width_m[link] = facts.width_m
    if facts.wheelchair is not None:
        columns.wheelchair[link] = facts.wheelchair
    if facts.tactile_paving is not None:
        columns.tactile_paving[link] = facts.tactile_paving
