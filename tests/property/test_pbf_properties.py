"""What must hold of any PBF file: what was written is read back, and damage does no worse than an error."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import osmium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osmium.osm import mutable

from gis.errors import UnreadableFileError
from gis.network.pbf.ahead import compile_ahead
from gis.network.pbf.extract import NO_LOCATION, Courses, Extract
from gis.network.pbf.locations import NodeIndex
from gis.network.pbf.reading import read_extract
from gis.network.pbf.strings import Wanted
from gis.network.pbf.ways import decode_ways

WANTED = Wanted(
    way_key="highway", way_tags=("surface", "width"), node_keys=("barrier", "kerb"), area_keys=("highway",)
)
IDS = st.one_of(st.integers(-20, 40), st.integers(-(2**40), 2**40))
KEYS = st.sampled_from(["highway", "surface", "width", "barrier", "kerb", "name", "type", "building"])
# osmium's writer crashes on a character 0
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=6)
VALUES = st.one_of(TEXT, st.sampled_from(["yes", "multipolygon", "é", "x" * 200]))
TAGS = st.dictionaries(KEYS, VALUES, max_size=5)
# whole numbers of 1e-7 degree, in which osmium writes
NODES = st.dictionaries(
    IDS, st.tuples(st.integers(-1_800_000_000, 1_800_000_000), st.integers(-900_000_000, 900_000_000), TAGS)
)
WAYS = st.dictionaries(IDS, st.tuples(st.lists(IDS, max_size=6), TAGS), max_size=8)
MEMBERS = st.lists(
    st.tuples(st.sampled_from("nwr"), IDS, st.sampled_from(["outer", "inner", ""])), max_size=5
)
RELATIONS = st.dictionaries(IDS, st.tuples(MEMBERS, TAGS), max_size=5)
FORMS = st.sampled_from(
    ["pbf", "pbf,pbf_dense_nodes=false", "pbf,pbf_compression=none", "pbf,add_metadata=false"]
)

Nodes = dict[int, tuple[int, int, dict[str, str]]]
Ways = dict[int, tuple[list[int], dict[str, str]]]
Relations = dict[int, tuple[list[tuple[str, int, str]], dict[str, str]]]


def written(path: Path, form: str, nodes: Nodes, ways: Ways, relations: Relations) -> Path:
    with osmium.SimpleWriter(osmium.io.File(str(path), form), overwrite=True) as writer:
        for node, (x, y, tags) in nodes.items():
            writer.add_node(mutable.Node(id=node, location=(x / 1e7, y / 1e7), tags=tags))
        for way, (refs, tags) in ways.items():
            writer.add_way(mutable.Way(id=way, nodes=refs, tags=tags))
        for relation, (members, tags) in relations.items():
            writer.add_relation(mutable.Relation(id=relation, members=members, tags=tags))
    return path


def course_of(courses: Courses) -> dict[int, list[tuple[int, int, int]]]:
    """Give node, x and y of each vertex of each way."""
    vertices = list(zip(courses.ref.tolist(), courses.x.tolist(), courses.y.tolist(), strict=True))
    bounds = zip(courses.start[:-1].tolist(), courses.start[1:].tolist(), strict=True)
    return {way: vertices[a:b] for way, (a, b) in zip(courses.way_id.tolist(), bounds, strict=True)}


@given(FORMS, NODES, WAYS, RELATIONS)
def test_what_was_written_is_read_back(form: str, nodes: Nodes, ways: Ways, relations: Relations) -> None:
    with tempfile.TemporaryDirectory() as folder:
        extract = read_extract(written(Path(folder, "any.pbf"), form, nodes, ways, relations), WANTED)

    def vertex(ref: int) -> tuple[int, int, int]:
        known = ref >= 0 and ref in nodes  # nodes with negative numbers were never uploaded
        return (ref, *nodes[ref][:2]) if known else (ref, NO_LOCATION, NO_LOCATION)

    streets = {way: refs for way, (refs, tags) in ways.items() if "highway" in tags}
    assert course_of(extract.ways) == {way: [vertex(ref) for ref in refs] for way, refs in streets.items()}
    kept = {"highway", "surface", "width"}
    assert [extract.tag_sets[number] for number in extract.tag_set_of_way.tolist()] == [
        {key: value for key, value in ways[way][1].items() if key in kept} for way in streets
    ]
    assert len(set(map(str, extract.tag_sets))) == len(extract.tag_sets)
    assert extract.points == [
        (node, tags) for node, (_, _, tags) in nodes.items() if {"barrier", "kerb"} & tags.keys()
    ]
    areas = {
        relation: ([(ref, role) for kind, ref, role in members if kind == "w"], tags)
        for relation, (members, tags) in relations.items()
        if tags.get("type") == "multipolygon" and "highway" in tags
    }
    assert {
        area.relation_id: (list(zip(area.way_ids, area.roles, strict=True)), area.tags)
        for area in extract.areas
    } == areas
    outlines = {ref for members, _ in areas.values() for ref, _ in members} & ways.keys()
    assert course_of(extract.outlines) == {
        way: [vertex(ref) for ref in refs] for way, (refs, _) in ways.items() if way in outlines
    }


@given(st.lists(st.one_of(IDS, st.integers(-(2**63), 2**63 - 1)), unique=True), st.lists(IDS))
def test_every_node_is_found_where_it_stands_and_no_other(ids: list[int], others: list[int]) -> None:
    index = NodeIndex(np.array(ids, dtype=np.int64))
    refs = [*ids, *others]
    place_of = {number: place for place, number in enumerate(ids) if number >= 0}
    expected = [place_of.get(ref, -1) for ref in refs]
    assert index.find(np.array(refs, dtype=np.int64)).tolist() == expected
    assert not index.has_twins
    twins = NodeIndex(np.array([*ids, *ids[:1]], dtype=np.int64))
    assert twins.has_twins == (ids[:1] > [-1])


@pytest.fixture(scope="module")
def sample(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give the sample with a square added, in unpacked blocks so that damage reaches the decoders."""
    path = tmp_path_factory.mktemp("sample") / "plain.osm.pbf"
    with osmium.SimpleWriter(osmium.io.File(str(path), "pbf,pbf_compression=none")) as writer:
        for item in osmium.FileProcessor(str(repository / "data" / "samples" / "synthetic_streets.osm.pbf")):
            writer.add(item)
        tags = {"type": "multipolygon", "highway": "pedestrian"}
        members = [("w", way, "outer") for way in range(1, 40)]
        writer.add_relation(mutable.Relation(id=1, members=members, tags=tags))
    return path.read_bytes()


def check_sound_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "damaged.osm.pbf")
        path.write_bytes(content)
        try:
            extract = read_extract(path, WANTED)
        except UnreadableFileError as error:
            assert str(error).startswith("damaged.osm.pbf: it is not a whole OpenStreetMap file (")  # noqa: PT017 - either outcome is right
            return
    check_consistent(extract, len(content))


def check_consistent(extract: Extract, n_bytes: int) -> None:
    """Check that sizes agree, and that nothing is larger than its bytes could tell."""
    for courses in (extract.ways, extract.outlines):
        assert courses.start[0] == 0
        assert courses.start[-1] == len(courses.ref) == len(courses.x) == len(courses.y) <= n_bytes
        assert (np.diff(courses.start) >= 0).all()
        assert len(courses.start) == len(courses) + 1
    assert len(extract.tag_set_of_way) == len(extract.ways)
    assert extract.tag_set_of_way.max(initial=-1) < len(extract.tag_sets)


MANY = 6 * settings().max_examples


@settings(max_examples=MANY)
@given(st.data())
def test_changed_bytes_are_refused_or_read_as_what_they_then_say(sample: bytes, data: st.DataObject) -> None:
    damaged = bytearray(sample)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(sample) - 1))
        damaged[place] = data.draw(st.one_of(st.integers(0, 255), st.sampled_from([0, 127, 128, 255])))
    check_sound_or_refused(bytes(damaged))


@settings(max_examples=MANY)
@given(st.data())
def test_a_file_cut_short_is_refused_but_between_two_blocks(sample: bytes, data: st.DataObject) -> None:
    check_sound_or_refused(sample[: data.draw(st.integers(0, len(sample) - 1))])


@settings(max_examples=MANY)
@given(st.data())
def test_bytes_left_out_or_said_twice_are_refused_or_read(sample: bytes, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(sample)))
    second = data.draw(st.integers(0, len(sample)))
    check_sound_or_refused(sample[:first] + sample[second:])


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_or_read(content: bytes) -> None:
    check_sound_or_refused(content)


def test_nothing_is_left_to_compile_once_that_was_done_ahead(sample: bytes, tmp_path: Path) -> None:
    compile_ahead()
    known = len(decode_ways.signatures)  # type: ignore[attr-defined]  # numba's
    path = tmp_path / "plain.osm.pbf"
    path.write_bytes(sample)
    assert len(read_extract(path, WANTED).ways) > 100
    assert len(decode_ways.signatures) == known  # type: ignore[attr-defined]
