"""Reading OpenStreetMap files (.osm.pbf, .osm) into a walkable network."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium

from gis.errors import EmptyInputError, UnreadableFileError
from gis.network.assembly import Polylines
from gis.network.graph import StreetNetwork
from gis.network.ways.cutting import Ways
from gis.network.ways.junctions import PointFacts, point_facts
from gis.network.ways.walkable import WayFacts, stack_facts, way_facts, why_not_walkable
from gis.network.ways.weaving import weave

NO_LOCATION = 2**31 - 1  # osmium's mark for a node the file does not hold
UNITS_PER_DEGREE = 10_000_000  # osmium's whole-number coordinates
NODE_KEYS = ("highway", "barrier", "kerb", "kerb:height")
MISSING_NODES = "nodes of walkable ways missing from the file"


@dataclass(slots=True)
class _Reader:
    """Collects what one pass over the file yields."""

    points: dict[int, PointFacts] = field(default_factory=dict)
    facts: list[WayFacts] = field(default_factory=list)
    way_ids: list[int] = field(default_factory=list)
    vertices: list[tuple[int, int, int]] = field(default_factory=list)  # node, x, y
    start: list[int] = field(default_factory=list)
    way_of_line: list[int] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    n_highways: int = 0

    def add_way(self, way: osmium.osm.Way) -> None:
        tags = dict(way.tags)
        self.n_highways += 1
        reason = why_not_walkable(tags)
        if reason is not None:
            self.left_out[reason] += 1
            return
        if self._add_course(way):
            self.facts.append(way_facts(tags))
            self.way_ids.append(way.id)
        else:
            self.left_out["ways of fewer than two known nodes"] += 1

    def _add_course(self, way: osmium.osm.Way) -> bool:
        """Add the unbroken pieces of a way; a node missing from the file breaks it."""
        pieces: list[list[tuple[int, int, int]]] = [[]]
        for node in way.nodes:
            ref, x, y = node.ref, node.x, node.y
            if x == NO_LOCATION:
                self.left_out[MISSING_NODES] += 1
                pieces.append([])
            elif not pieces[-1] or pieces[-1][-1][0] != ref:
                pieces[-1].append((ref, x, y))
        whole = [piece for piece in pieces if len(piece) > 1]
        for piece in whole:
            self.start.append(len(self.vertices))
            self.way_of_line.append(len(self.facts))
            self.vertices += piece
        return bool(whole)


def read_osm(path: str | Path) -> StreetNetwork:
    """
    Read the ways of an OpenStreetMap file that people may walk.

    Ways are cut where they share a node. A crossing or kerb recorded on a node
    lies on the crossing links there; where no crossing way passes, a stretch of
    one metre beside the node bears it. Carriageways and sidewalks have
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
        Links in the order of the ways; ``left_out`` counts the rest by reason.

    Raises
    ------
    UnreadableFileError
        If the file is missing, truncated or not OpenStreetMap data.
    EmptyInputError
        If no way in it can be walked.
    """
    path = Path(path)
    read = _read_file(path)
    if not read.facts and read.left_out[MISSING_NODES]:
        fault = (
            "the nodes of its ways are missing, stand after the ways or were never uploaded (negative ids)"
        )
        raise UnreadableFileError(path.name, [fault])
    if not read.facts:
        raise EmptyInputError(
            path.name, [f"none of its {read.n_highways} ways with a highway tag can be walked"]
        )
    columns = stack_facts(read.facts)
    vertices = np.array(read.vertices, dtype=np.int64)
    lines = Polylines(
        lon_deg=vertices[:, 1] / UNITS_PER_DEGREE,
        lat_deg=vertices[:, 2] / UNITS_PER_DEGREE,
        start=np.array([*read.start, len(vertices)], dtype=np.int64),
    )
    ways = Ways(
        lines=lines,
        ref=vertices[:, 0].copy(),
        way=np.array(read.way_of_line, dtype=np.int64),
        kind=columns.kind.astype(np.int64),
    )
    return weave(
        ways,
        columns,
        read.points,
        [f"way/{way_id}" for way_id in read.way_ids],
        source=path.name,
        left_out=tuple(sorted(read.left_out.items())),
    )


def _read_file(path: Path) -> _Reader:
    if not path.is_file():
        raise UnreadableFileError(path.name, ["there is no such file"])
    read = _Reader()
    wanted = osmium.filter.KeyFilter(*NODE_KEYS)
    try:
        for entity in osmium.FileProcessor(str(path)).with_locations().with_filter(wanted):
            if isinstance(entity, osmium.osm.Node):
                facts = point_facts(dict(entity.tags))
                if facts is not None:
                    read.points[entity.id] = facts
            elif isinstance(entity, osmium.osm.Way) and "highway" in entity.tags:
                read.add_way(entity)
    except RuntimeError as error:  # osmium's only error: unreadable, cut short or another format
        raise UnreadableFileError(path.name, [f"it is not a whole OpenStreetMap file ({error})"]) from error
    return read
