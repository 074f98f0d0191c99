"""Reading an extract: PBF by our own decoders, all else by osmium, with the same result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from gis.errors import UnreadableFileError
from gis.model import IntArray
from gis.network.pbf.blocks import read_blocks
from gis.network.pbf.by_osmium import read_by_osmium
from gis.network.pbf.extract import Area, Courses, Extract, no_courses
from gis.network.pbf.faults import BeyondReaderError, BrokenPbfError
from gis.network.pbf.locations import Locations, NodeColumns
from gis.network.pbf.nodes import Nodes, read_nodes
from gis.network.pbf.relations import read_areas
from gis.network.pbf.strings import StringTable, Wanted, Words
from gis.network.pbf.tagsets import TagSets
from gis.network.pbf.ways import WayRows, read_ways


def read_extract(path: str | Path, wanted: Wanted) -> Extract:
    """
    Read the wanted part of an OpenStreetMap file.

    Parameters
    ----------
    path : str or Path
        An ``.osm.pbf``, ``.osm``, ``.osm.gz`` or ``.osm.bz2`` file.
    wanted : Wanted
        What is worth keeping.

    Returns
    -------
    Extract
        Ways, tagged nodes and areas, in the order of the file.

    Raises
    ------
    UnreadableFileError
        If the file is missing, truncated, not OpenStreetMap data, or holds
        the history of a map.

    Notes
    -----
    PBF files with features or packings beyond our reader, or with two nodes of
    one number, are left to osmium; the result is the same either way.
    """
    path = Path(path)
    if not path.is_file():
        raise UnreadableFileError(path.name, ["there is no such file"])
    try:
        if path.name.lower().endswith(".pbf"):
            return _read_pbf(path, wanted)
        return read_by_osmium(path, wanted)
    except BrokenPbfError as error:
        raise UnreadableFileError(path.name, [f"it is not a whole OpenStreetMap file ({error})"]) from error


def _read_pbf(path: Path, wanted: Wanted) -> Extract:
    try:
        return _PbfReader(path, wanted).read()
    except BeyondReaderError:
        return read_by_osmium(path, wanted)


class _PbfReader:
    """Collects what the blocks of one PBF file yield."""

    def __init__(self, path: Path, wanted: Wanted) -> None:
        self._path = path
        self._words = Words(wanted.marks())
        self._nodes = NodeColumns()
        self._points: list[tuple[int, dict[str, str]]] = []
        self._known_at: dict[int, list[int]] = {}  # nodes read before each group of the blocks with ways

    def read(self) -> Extract:
        """Read ways, points and areas at one go, and the outlines of areas at another."""
        ways, sets, areas = _WayColumns(), TagSets(), list[Area]()
        chosen_by_key = np.zeros(0, dtype=np.int64)
        for number, block in read_blocks(self._path):
            with _at_block(number):
                strings = StringTable(block.buffer, block.strings, self._words)
                n_ways, known = 0, []
                for group in block.groups:
                    self._add_nodes(read_nodes(block, group, strings), strings)
                    known.append(self._nodes.count)
                    rows, n_more = read_ways(block, group, strings, chosen_by_key)
                    n_ways += n_more
                    ways.add(rows, sets.add(strings, rows.tag, rows.tag_stop), known[-1])
                    areas += read_areas(block, group, strings)
                if n_ways:
                    self._known_at[number] = known
        locations = self._nodes.locations()
        return Extract(
            ways=ways.courses(locations),
            tag_sets=sets.sets(),
            tag_set_of_way=_joined(ways.tag_set),
            points=self._points,
            areas=areas,
            outlines=self._outlines(areas, locations),
        )

    def _add_nodes(self, nodes: Nodes, strings: StringTable) -> None:
        self._nodes.add(nodes)
        begin = 0
        for node, stop in zip(nodes.tagged.tolist(), nodes.tag_stop.tolist(), strict=True):
            self._points.append((int(nodes.node_id[node]), strings.tags(nodes.tag[begin:stop])))
            begin = stop

    def _outlines(self, areas: Sequence[Area], locations: Locations) -> Courses:
        """Read the ways that draw areas: relations follow the ways they name, so those are read again."""
        named = np.array(sorted({way for area in areas for way in area.way_ids}), dtype=np.int64)
        if not len(named):
            return no_courses()
        ways = _WayColumns()
        for number, block in read_blocks(self._path, self._known_at):
            strings = StringTable(block.buffer, block.strings, self._words)
            for group, n_nodes in zip(block.groups, self._known_at[number], strict=True):
                rows, _ = read_ways(block, group, strings, named)
                ways.add(rows, np.zeros(0, dtype=np.int64), n_nodes)
        return ways.courses(locations)


@contextmanager
def _at_block(number: int) -> Iterator[None]:
    """Add to a fault which block it was found in."""
    try:
        yield
    except BrokenPbfError as error:
        raise BrokenPbfError(f"block {number}: {error}") from error


class _WayColumns:
    """Collects the ways of all groups."""

    def __init__(self) -> None:
        self.tag_set: list[IntArray] = []
        self._way_id: list[IntArray] = []
        self._size: list[IntArray] = []
        self._ref: list[IntArray] = []
        self._n_known: list[tuple[int, int]] = []  # vertices of each group, and nodes standing before it

    def add(self, rows: WayRows, tag_set: IntArray, n_nodes: int) -> None:
        """Add ways that stand in the file after so many nodes."""
        if not len(rows.way_id):
            return
        self.tag_set.append(tag_set)
        self._way_id.append(rows.way_id.copy())  # a view would keep all the room it was decoded in
        self._size.append(np.diff(rows.ref_stop, prepend=0))
        self._ref.append(rows.ref.copy())
        self._n_known.append((len(rows.ref), n_nodes))

    def courses(self, locations: Locations) -> Courses:
        """Give every vertex the location of its node."""
        ref = _joined(self._ref)
        self._ref = []  # a city's nodes need not lie in memory twice
        x, y = np.empty(len(ref), dtype=np.int32), np.empty(len(ref), dtype=np.int32)
        first = 0
        for n_vertices, n_nodes in self._n_known:
            part = slice(first, first + n_vertices)
            x[part], y[part] = locations.of(ref[part], n_nodes)
            first = part.stop
        start = np.cumsum(_joined([np.zeros(1, dtype=np.int64), *self._size]))
        return Courses(_joined(self._way_id), start, ref, x, y)


def _joined(parts: Sequence[IntArray]) -> IntArray:
    """Give one array of all parts, also of none."""
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])
