"""Reading an extract by osmium: XML, packed XML, and PBF files with features of their own; slow and sure."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium

from gis.network.pbf.extract import Area, Courses, Extract
from gis.network.pbf.faults import BrokenPbfError
from gis.network.pbf.strings import Wanted


def read_by_osmium(path: Path, wanted: Wanted) -> Extract:
    """
    Read the wanted part of an OpenStreetMap file.

    Parameters
    ----------
    path : pathlib.Path
        A file of any format osmium knows.
    wanted : Wanted
        What is worth keeping.

    Returns
    -------
    Extract
        Ways, tagged nodes and areas, in the order of the file.

    Raises
    ------
    BrokenPbfError
        If osmium cannot read it to its end.
    """
    ways, areas = _Ways(), list[Area]()
    sets: dict[tuple[tuple[str, str], ...], int] = {}
    points: list[tuple[int, dict[str, str]]] = []
    tags_kept = {*wanted.way_tags, wanted.way_key}
    set_of_way = []
    chosen = osmium.filter.KeyFilter(wanted.way_key, *wanted.node_keys, "type")
    try:
        for item in osmium.FileProcessor(str(path)).with_locations().with_filter(chosen):
            tags = dict(item.tags)
            if isinstance(item, osmium.osm.Node):
                if not tags.keys().isdisjoint(wanted.node_keys):
                    points.append((item.id, tags))
            elif isinstance(item, osmium.osm.Way):
                if wanted.way_key in tags:
                    ways.add(item)
                    kept = tuple((key, value) for key, value in tags.items() if key in tags_kept)
                    set_of_way.append(sets.setdefault(kept, len(sets)))
            elif (
                isinstance(item, osmium.osm.Relation)
                and tags.get("type") == "multipolygon"
                and not tags.keys().isdisjoint(wanted.area_keys)
            ):
                areas.append(_area(item, tags))
        outlines = _outlines(path, {way for area in areas for way in area.way_ids})
    except (RuntimeError, UnicodeDecodeError) as error:  # the first is osmium's only error
        raise BrokenPbfError(str(error)) from error
    return Extract(
        ways=ways.courses(),
        tag_sets=[dict(kept) for kept in sets],
        tag_set_of_way=np.array(set_of_way, dtype=np.int64),
        points=points,
        areas=areas,
        outlines=outlines,
    )


class _Ways:
    """Collects ways and their nodes."""

    def __init__(self) -> None:
        self._way_id: list[int] = []
        self._start = [0]
        self._vertices: list[tuple[int, int, int]] = []

    def add(self, way: osmium.osm.Way) -> None:
        """Add one; osmium gives ``NO_LOCATION`` for a node it has not met before the way."""
        self._way_id.append(way.id)
        self._vertices += [(node.ref, node.x, node.y) for node in way.nodes]
        self._start.append(len(self._vertices))

    def courses(self) -> Courses:
        """Give them as arrays."""
        vertices = np.array(self._vertices, dtype=np.int64).reshape(-1, 3)
        return Courses(
            way_id=np.array(self._way_id, dtype=np.int64),
            start=np.array(self._start, dtype=np.int64),
            ref=vertices[:, 0].copy(),
            x=vertices[:, 1].astype(np.int32),
            y=vertices[:, 2].astype(np.int32),
        )


def _area(relation: osmium.osm.Relation, tags: dict[str, str]) -> Area:
    members = [(member.ref, member.role) for member in relation.members if member.type == "w"]
    return Area(
        relation_id=relation.id,
        tags=tags,
        way_ids=tuple(ref for ref, _ in members),
        roles=tuple(role for _, role in members),
    )


def _outlines(path: Path, named: set[int]) -> Courses:
    ways = _Ways()
    if named:
        chosen = osmium.filter.IdFilter(named)
        for item in osmium.FileProcessor(str(path)).with_locations().with_filter(chosen):
            if isinstance(item, osmium.osm.Way):
                ways.add(item)
    return ways.courses()
