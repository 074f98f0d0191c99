"""Reading OpenStreetMap files (.osm.pbf, .osm) into a walkable network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from gis.errors import EmptyInputError, UnreadableFileError
from gis.model import BoolArray, IntArray
from gis.network.assembly import LinkColumns
from gis.network.graph import StreetNetwork
from gis.network.pbf.extract import NO_LOCATION, UNITS_PER_DEGREE, Area, Courses, Extract, UnitArray
from gis.network.pbf.reading import read_extract
from gis.network.pbf.strings import Wanted
from gis.network.polylines import Polylines
from gis.network.ways.cutting import Ways
from gis.network.ways.junctions import PointFacts, point_facts
from gis.network.ways.squares import joined_rings
from gis.network.ways.walkable import stack_facts, way_facts, why_not_walkable
from gis.network.ways.weaving import weave

# What the rules of `ways` ask of a way. A tag that is not here is not read, and asking for it fails.
WAY_TAGS = (
    "highway", "foot", "access", "motorroad", "area", "type", "place", "indoor", "bridge", "tunnel",
    "sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right",
    "footway", "path", "cycleway", "pedestrian", "bridleway", "crossing", "oneway:foot", "conveying",
    "surface", "smoothness", "width", "incline", "incline:across", "kerb", "kerb:height", "barrier",
    "step_count", "wheelchair", "tactile_paving",
)  # fmt: skip
WANTED = Wanted(
    way_key="highway",
    way_tags=WAY_TAGS,
    node_keys=("highway", "barrier", "kerb", "kerb:height"),
    area_keys=("highway",),
)
OPEN_OUTLINE = "areas whose outline is not whole in the file"
MISSING_NODES = "nodes of walkable ways missing from the file"
TOO_SHORT = "ways of fewer than two known nodes"


class ReadTags(Mapping[str, str]):
    """
    Tags of a way, which fail when asked for a key that was not read: it would look like an absent tag.

    Parameters
    ----------
    tags : mapping of str to str
        Those of the way's tags that are among ``WAY_TAGS``.
    """

    def __init__(self, tags: Mapping[str, str]) -> None:
        self._tags = tags

    def __getitem__(self, key: str) -> str:
        if key not in WAY_TAGS:
            raise NotImplementedError(f"the tag {key!r} of ways is not read; add it to WAY_TAGS")
        return self._tags[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tags)

    def __len__(self) -> int:
        return len(self._tags)


def read_osm(path: str | Path) -> StreetNetwork:
    """
    Read the ways of an OpenStreetMap file that people may walk.

    Ways are cut where they share a node. A kerb recorded on a node becomes a link
    of one metre beside it, on the crossing that ends there. A crossing recorded
    on a node lies on the crossing links there; where no crossing way passes, a
    stretch of one metre bears it. Areas, closed ways and multipolygons alike,
    are walked around and across. Carriageways and sidewalks have
    ``kerb_m`` 0: the question does not arise *along* them. The limit of this
    convention: a network of centrelines knows nothing of the kerbs between a
    carriageway and its sidewalk except where a crossing or kerb was mapped.

    Parameters
    ----------
    path : str or Path
        An ``.osm.pbf``, ``.osm``, ``.osm.gz`` or ``.osm.bz2`` file.

    Returns
    -------
    StreetNetwork
        Links in the order of the ways, then of the relations that draw areas;
        ``left_out`` counts the rest by reason.

    Raises
    ------
    UnreadableFileError
        If the file is missing, truncated or not OpenStreetMap data.
    EmptyInputError
        If no way in it can be walked.
    """
    path = Path(path)
    extract = read_extract(path, WANTED)
    left_out: Counter[str] = Counter()
    streets = _with_squares(_streets(extract), extract, left_out)
    walkable = _walkable(streets, left_out)
    ways, kept = _ways(streets, walkable, left_out)
    if not len(kept) and left_out[MISSING_NODES]:
        fault = (
            "the nodes of its ways are missing, stand after the ways or were never uploaded (negative ids)"
        )
        raise UnreadableFileError(path.name, [fault])
    if not len(kept):
        n_ways = len(extract.ways)
        raise EmptyInputError(path.name, [f"none of its {n_ways} ways with a highway tag can be walked"])
    columns = _columns(streets, kept)
    return weave(
        replace(ways, kind=columns.kind.astype(np.int64)),
        columns,
        _points(extract),
        [streets.ids[way] for way in kept.tolist()],
        source=path.name,
        left_out=tuple(sorted(left_out.items())),
    )


@dataclass(frozen=True, slots=True)
class _Streets:
    """
    Ways and squares as one run of vertices.

    Parameters
    ----------
    ids : list of str
        Identifier of each way or square.
    tag_sets : list of dict of str to str
        The different combinations of tags.
    tag_set : numpy.ndarray of int
        Position of the tags of each way or square in `tag_sets`.
    way : numpy.ndarray of int, shape (n_lines,)
        Way or square each line belongs to; squares have a line for each ring.
    start : numpy.ndarray of int, shape (n_lines + 1,)
        Where the vertices of each line begin.
    ref, x, y : numpy.ndarray of int, shape (n_vertices,)
        Node and place of each vertex, as in ``Courses``.
    """

    ids: list[str]
    tag_sets: list[dict[str, str]]
    tag_set: IntArray
    way: IntArray
    start: IntArray
    ref: IntArray
    x: UnitArray
    y: UnitArray


def _streets(extract: Extract) -> _Streets:
    ways = extract.ways
    return _Streets(
        ids=[f"way/{way_id}" for way_id in ways.way_id.tolist()],
        tag_sets=extract.tag_sets,
        tag_set=extract.tag_set_of_way,
        way=np.arange(len(ways)),
        start=ways.start,
        ref=ways.ref,
        x=ways.x,
        y=ways.y,
    )


def _with_squares(streets: _Streets, extract: Extract, left_out: Counter[str]) -> _Streets:
    """Add the squares drawn by relations; those of which a ring is missing are counted."""
    squares: list[Area] = []
    way: list[int] = []
    vertices: list[IntArray] = []
    for area in extract.areas:
        rings = _rings(area, extract.outlines)
        if rings:
            way += [len(streets.ids) + len(squares)] * len(rings)
            vertices += rings
            squares.append(area)
        else:
            left_out[OPEN_OUTLINE] += 1
    if not squares:
        return streets
    vertex, outlines = np.concatenate(vertices), extract.outlines
    new_start = streets.start[-1] + np.cumsum([len(ring) for ring in vertices])
    return _Streets(
        ids=[*streets.ids, *(f"relation/{area.relation_id}" for area in squares)],
        tag_sets=[*streets.tag_sets, *(area.tags for area in squares)],
        tag_set=np.concatenate([streets.tag_set, len(streets.tag_sets) + np.arange(len(squares))]),
        way=np.concatenate([streets.way, way]),
        start=np.concatenate([streets.start, new_start]),
        ref=np.concatenate([streets.ref, outlines.ref[vertex]]),
        x=np.concatenate([streets.x, outlines.x[vertex]]),
        y=np.concatenate([streets.y, outlines.y[vertex]]),
    )


def _rings(area: Area, outlines: Courses) -> list[IntArray]:
    """Give the closed rings of an area, as vertices of the outlines; none where a member is missing."""
    rows = np.flatnonzero(np.isin(outlines.way_id, area.way_ids)).tolist()
    if len(rows) < len(set(area.way_ids)):
        return []  # what is missing may be the outline of an obstacle
    members = [np.arange(outlines.start[row], outlines.start[row + 1]) for row in rows]
    vertex_of = {int(outlines.ref[vertex]): int(vertex) for member in members for vertex in member}
    rings = joined_rings([outlines.ref[member] for member in members])
    return [np.array([vertex_of[ref] for ref in ring.tolist()], dtype=np.int64) for ring in rings]


def _walkable(streets: _Streets, left_out: Counter[str]) -> BoolArray:
    """Tell for each way whether people may walk it, and count the others by reason."""
    n_ways = np.bincount(streets.tag_set, minlength=len(streets.tag_sets)).tolist()
    may_walk = np.zeros(len(streets.tag_sets), dtype=np.bool_)
    for number, tags in enumerate(streets.tag_sets):
        reason = why_not_walkable(ReadTags(tags))
        may_walk[number] = reason is None
        if reason is not None:
            left_out[reason] += n_ways[number]
    return np.asarray(may_walk[streets.tag_set])


def _ways(streets: _Streets, walkable: BoolArray, left_out: Counter[str]) -> tuple[Ways, IntArray]:
    """
    Give the pieces of walkable ways, and which ways those are.

    A node missing from the file breaks a way, and one named twice running counts once.
    """
    line = np.repeat(np.arange(len(streets.way)), np.diff(streets.start))
    is_walked = walkable[streets.way][line]
    is_unknown = is_walked & (streets.x == NO_LOCATION)
    if n_unknown := int(np.count_nonzero(is_unknown)):
        left_out[MISSING_NODES] += n_unknown
    vertex = np.flatnonzero(is_walked & ~is_unknown)
    opens = np.ones(len(vertex), dtype=np.bool_)
    opens[1:] = (np.diff(vertex) > 1) | (np.diff(line[vertex]) > 0)
    differs = opens.copy()
    differs[1:] |= np.diff(streets.ref[vertex]) != 0
    vertex, piece = vertex[differs], (np.cumsum(opens) - 1)[differs]
    size = np.bincount(piece)
    vertex = vertex[size[piece] > 1]
    start = np.concatenate([[0], np.cumsum(size[size > 1])]).astype(np.int64)
    kept, way = np.unique(streets.way[line[vertex[start[:-1]]]], return_inverse=True)
    if n_short := int(np.count_nonzero(walkable)) - len(kept):
        left_out[TOO_SHORT] += n_short
    lines = Polylines(
        lon_deg=streets.x[vertex] / UNITS_PER_DEGREE,
        lat_deg=streets.y[vertex] / UNITS_PER_DEGREE,
        start=start,
    )
    kind = np.zeros(len(kept), dtype=np.int64)
    return Ways(lines=lines, ref=streets.ref[vertex], way=way.astype(np.int64), kind=kind), kept


def _columns(streets: _Streets, ways: IntArray) -> LinkColumns:
    """Give the attributes of ways; each combination of tags is read once, however many ways bear it."""
    numbers, row = np.unique(streets.tag_set[ways], return_inverse=True)
    facts = [way_facts(ReadTags(streets.tag_sets[number])) for number in numbers.tolist()]
    return stack_facts(facts).take(row.astype(np.int64))


def _points(extract: Extract) -> dict[int, PointFacts]:
    """Give what passing a tagged node means, where it means anything."""
    facts = ((node, point_facts(tags)) for node, tags in extract.points)
    return {node: fact for node, fact in facts if fact is not None}
