"""The network of an OpenStreetMap file is the one that osmium's own reading gives, bit for bit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely
from osmium.osm import mutable

from gis.network.graph import StreetNetwork
from gis.network.osm import MISSING_NODES, OPEN_OUTLINE, TOO_SHORT, read_osm
from gis.network.pbf.extract import NO_LOCATION, UNITS_PER_DEGREE
from gis.network.polylines import Polylines
from gis.network.ways.cutting import Ways
from gis.network.ways.junctions import PointFacts, point_facts
from gis.network.ways.squares import joined_rings
from gis.network.ways.walkable import WayFacts, stack_facts, way_facts, why_not_walkable
from gis.network.ways.weaving import weave

Vertex = tuple[int, int, int]  # node, x, y

REAL_FILES = (
    "porto/porto.osm.pbf",
    "heidelberg/heidelberg.osm.pbf",
    "portland-or/portland-central.osm.pbf",
    "redmond-wa/wa.microsoft.osm.pbf",
    "sao-paulo/transporte/spo_osm.pbf",
)


@dataclass
class Witness:
    """Reads with osmium, element by element and with all tags: slow, plain, and apart from our reader."""

    points: dict[int, PointFacts] = field(default_factory=dict)
    facts: list[WayFacts] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    vertices: list[Vertex] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    way_of_line: list[int] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def read(self, path: Path) -> StreetNetwork:
        relations = []
        course_of: dict[int, list[Vertex]] = {}
        tagged = osmium.filter.EmptyTagFilter()
        tagged.enable_for(osmium.osm.NODE)  # ways without tags can be outlines of areas
        for item in osmium.FileProcessor(str(path)).with_locations().with_filter(tagged):
            tags = dict(item.tags)
            if isinstance(item, osmium.osm.Node):
                if facts := self.facts_of_node(tags):
                    self.points[item.id] = facts
            elif isinstance(item, osmium.osm.Way):
                course_of[item.id] = [(node.ref, node.x, node.y) for node in item.nodes]
                if "highway" in tags:
                    self.add(f"way/{item.id}", tags, [course_of[item.id]])
            elif (
                isinstance(item, osmium.osm.Relation)
                and tags.get("type") == "multipolygon"
                and "highway" in tags
            ):
                members = [member.ref for member in item.members if member.type == "w"]
                relations.append((item.id, tags, members))
        for number, tags, members in relations:
            # the file's order, not the relation's: joined_rings begins its rings with the first
            outline = [course_of[way] for way in course_of if way in members]
            vertex_of = {vertex[0]: vertex for course in outline for vertex in course}
            rings = joined_rings([np.array([vertex[0] for vertex in course]) for course in outline])
            if rings and len(outline) == len(set(members)):
                courses = [[vertex_of[ref] for ref in ring.tolist()] for ring in rings]
                self.add(f"relation/{number}", tags, courses)
            else:
                self.left_out[OPEN_OUTLINE] += 1
        return self.network(path.name)

    @staticmethod
    def facts_of_node(tags: Mapping[str, str]) -> PointFacts | None:
        if tags.keys().isdisjoint({"highway", "barrier", "kerb", "kerb:height"}):
            return None
        return point_facts(tags)

    def add(self, name: str, tags: Mapping[str, str], courses: list[list[Vertex]]) -> None:
        reason = why_not_walkable(tags)
        if reason is not None:
            self.left_out[reason] += 1
            return
        pieces: list[list[Vertex]] = []
        for course in courses:
            pieces.append([])
            for vertex in course:
                if vertex[1] == NO_LOCATION:
                    self.left_out[MISSING_NODES] += 1
                    pieces.append([])
                elif not pieces[-1] or pieces[-1][-1][0] != vertex[0]:
                    pieces[-1].append(vertex)
        whole = [piece for piece in pieces if len(piece) > 1]
        for piece in whole:
            self.start.append(len(self.vertices))
            self.way_of_line.append(len(self.facts))
            self.vertices += piece
        if whole:
            self.facts.append(way_facts(tags))
            self.ids.append(name)
        else:
            self.left_out[TOO_SHORT] += 1

    def network(self, source: str) -> StreetNetwork:
        columns = stack_facts(self.facts)
        vertices = np.array(self.vertices, dtype=np.int64)
        lines = Polylines(
            lon_deg=vertices[:, 1] / UNITS_PER_DEGREE,
            lat_deg=vertices[:, 2] / UNITS_PER_DEGREE,
            start=np.array([*self.start, len(vertices)], dtype=np.int64),
        )
        ways = Ways(
            lines=lines,
            ref=vertices[:, 0].copy(),
            way=np.array(self.way_of_line, dtype=np.int64),
            kind=columns.kind.astype(np.int64),
        )
        left_out = tuple(sorted(self.left_out.items()))
        return weave(ways, columns, self.points, self.ids, source=source, left_out=left_out)


def check_same(network: StreetNetwork, expected: StreetNetwork) -> None:
    for column in fields(StreetNetwork):
        ours, theirs = getattr(network, column.name), getattr(expected, column.name)
        if column.name == "course":
            ours, theirs = shapely.to_wkb(ours.linestrings), shapely.to_wkb(theirs.linestrings)
        if isinstance(ours, np.ndarray):
            assert ours.dtype == theirs.dtype, column.name
            np.testing.assert_array_equal(ours, theirs, err_msg=column.name)
        else:
            assert ours == theirs, column.name


@pytest.mark.realdata
@pytest.mark.parametrize("name", REAL_FILES)
def test_a_real_extract_gives_the_network_of_osmium(real_data: Path, name: str) -> None:
    path = real_data / name
    check_same(read_osm(path), Witness().read(path))


def test_the_sample_gives_the_network_of_osmium(repository: Path) -> None:
    path = repository / "data" / "samples" / "synthetic_streets.osm.pbf"
    check_same(read_osm(path), Witness().read(path))


NODES: dict[int, tuple[float, float, dict[str, str]]] = {
    1: (-46.6, -23.5, {}),
    2: (-46.601, -23.5, {"highway": "crossing", "kerb": "lowered"}),
    3: (-46.602, -23.5, {"barrier": "kerb", "name": "Meio-fio"}),
    4: (-46.602, -23.501, {}),
    5: (-46.601, -23.501, {"barrier": "bollard"}),
    -6: (-46.603, -23.5, {}),
}
WAYS: dict[int, tuple[list[int], dict[str, str]]] = {
    10: ([1, 2, 2, 3], {"highway": "residential", "name": "Rua do Meio"}),
    11: ([3, 99, 4, 5], {"highway": "footway", "surface": "sett", "width": "1,5"}),
    12: ([5, 2, -6, 3], {"highway": "footway", "footway": "crossing"}),
    13: ([4], {"highway": "footway"}),
    14: ([1, 4, 5], {"building": "yes"}),
    15: ([3, 4, 5], {}),
    16: ([5, 2, 3], {}),
    17: ([4, 1], {"highway": "motorway"}),
    18: ([4, 1], {"highway": "footway", "surface": "sett", "width": "1,5"}),
}
SQUARE = {"type": "multipolygon", "highway": "pedestrian"}
RELATIONS: dict[int, tuple[list[tuple[str, int, str]], dict[str, str]]] = {
    20: ([("w", 15, "outer"), ("n", 1, ""), ("w", 16, "outer")], SQUARE),
    21: ([("w", 15, "outer"), ("w", 77, "outer")], SQUARE),
    22: ([("w", 14, "outer")], {"type": "multipolygon", "building": "yes"}),
    23: ([("w", 10, "")], {"type": "route", "highway": "yes"}),
}

Town = Callable[..., Path]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Write the small town above in any of osmium's formats, its nodes in any order."""

    def write(name: str = "town.osm.pbf", form: str = "pbf", order: str = "nodes first") -> Path:
        path = tmp_path / name
        ids = list(reversed(NODES)) if order == "nodes unsorted" else list(NODES)
        if order == "a node twice":
            ids.append(4)
        late = ids[4:] if order == "some nodes last" else []
        with osmium.SimpleWriter(osmium.io.File(str(path), form), overwrite=True) as writer:
            write_nodes(writer, [node for node in ids if node not in late])
            for way, (refs, tags) in WAYS.items():
                writer.add_way(mutable.Way(id=way, nodes=refs, tags=tags))
            write_nodes(writer, late)
            for relation, (members, tags) in RELATIONS.items():
                writer.add_relation(mutable.Relation(id=relation, members=members, tags=tags))
        return path

    return write


def write_nodes(writer: osmium.SimpleWriter, ids: list[int]) -> None:
    for place, node in enumerate(ids):
        lon, lat, tags = NODES[node]
        shift = 0.0001 if node in ids[:place] else 0.0  # a node that comes again lies elsewhere
        writer.add_node(mutable.Node(id=node, location=(lon + shift, lat), tags=tags))


@pytest.mark.parametrize("order", ["nodes first", "nodes unsorted", "a node twice", "some nodes last"])
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("town.osm.pbf", "pbf"),
        ("town.osm.pbf", "pbf,pbf_dense_nodes=false"),
        ("town.osm.pbf", "pbf,pbf_compression=none"),
        ("town.osm.pbf", "pbf,pbf_compression=lz4"),
        ("town.osm.pbf", "pbf,add_metadata=false"),
        ("town.osm.pbf", "pbf,locations_on_ways=true"),
        ("town.osm", "xml"),
        ("town.osm.gz", "xml.gz"),
        ("town.osm.bz2", "xml.bz2"),
    ],
)
def test_every_format_and_order_gives_the_network_of_osmium(
    town: Town, name: str, form: str, order: str
) -> None:
    path = town(name, form, order)
    check_same(read_osm(path), Witness().read(path))


def test_the_town_holds_what_the_comparison_is_about(town: Town) -> None:
    network = read_osm(town())
    assert {name.split("#")[0] for name in network.link_ids if not name.startswith("node")} == {
        "way/10", "way/11", "way/12", "way/18", "relation/20",
    }  # fmt: skip
    left_out = dict(network.left_out)
    assert left_out[MISSING_NODES] == 2  # node 99, and node -6, which was never uploaded
    assert left_out[TOO_SHORT] == 1  # way 13; way 11 keeps 4 to 5, way 12 keeps 5 to 2
    assert left_out[OPEN_OUTLINE] == 1  # relation 21


def test_the_comparison_sees_a_difference_in_the_last_bit(town: Town) -> None:
    network = read_osm(town())
    other = replace(network, length_m=np.nextafter(network.length_m, np.inf))
    with pytest.raises(AssertionError, match="length_m"):
        check_same(network, other)
