"""Reading OpenSidewalks data (schema 0.2 and 0.3; a zip of files or one GeoJSON) into a network."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from gis.errors import EmptyInputError, UnreadableFileError
from gis.network.graph import StreetNetwork
from gis.network.polylines import Polylines
from gis.network.ways.cutting import Ways
from gis.network.ways.junctions import PointFacts, point_facts
from gis.network.ways.sidewalk_faults import Feature, Sidewalks, check_sidewalks
from gis.network.ways.tags import STEEPEST_SHARE, UNKNOWN
from gis.network.ways.walkable import WayFacts, stack_facts, way_facts, why_not_walkable
from gis.network.ways.weaving import weave

GEOJSON_SUFFIXES = (".geojson", ".json")


def is_opensidewalks(path: Path) -> bool:
    """
    Tell OpenSidewalks data from other GeoJSON and zip files.

    Parameters
    ----------
    path : Path
        An existing ``.zip``, ``.geojson`` or ``.json`` file.

    Returns
    -------
    bool
        True for a GeoJSON with edges that name their nodes and with points, or
        a zip with such a file or with one called edges.
    """
    if path.suffix.lower() != ".zip":
        content = path.read_bytes()
        return b'"_u_id"' in content and b'"Point"' in content
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive)
            return any("edges" in name.lower() for name in members) or any(
                b'"_u_id"' in archive.read(name) for name in members
            )
    except zipfile.BadZipFile as error:
        raise UnreadableFileError(path.name, [f"it is not a whole zip file ({error})"]) from error


def read_opensidewalks(path: str | Path) -> StreetNetwork:
    """
    Read an OpenSidewalks data set.

    Inclines are rise over run from ``_u_id`` to ``_v_id``. Kerbs stand on nodes;
    each becomes a link of one metre, cut off the crossing that ends there, with
    the identifier ``node/`` and its ``_id``. Lengths are measured on the ellipsoid: the ``length`` field is
    itself inferred from the geometry, and rounded.

    Parameters
    ----------
    path : str or Path
        A zip with files of edges and nodes (others are checked, not used), or
        one GeoJSON with both.

    Returns
    -------
    StreetNetwork
        Links in the order of the edges.

    Raises
    ------
    UnreadableFileError
        If the file is missing or is not valid OpenSidewalks data; every kind
        of fault is named, with the first features that show it.
    EmptyInputError
        If it has no edge that people may walk.
    """
    path = Path(path)
    if not path.is_file():
        raise UnreadableFileError(path.name, ["there is no such file"])
    sidewalks = _read_sidewalks(path)
    faults = check_sidewalks(sidewalks)
    if faults:
        raise UnreadableFileError(path.name, faults)
    return _network(sidewalks, path.name)


def _network(sidewalks: Sidewalks, source: str) -> StreetNetwork:
    number_of = {node["properties"]["_id"]: number for number, node in enumerate(sidewalks.nodes)}
    left_out: Counter[str] = Counter()
    facts: list[WayFacts] = []
    edge_ids: list[str] = []
    ref: list[int] = []
    vertices: list[list[float]] = []
    start = [0]
    free = len(number_of)  # keys for inner vertices, which belong to one edge only
    for edge in sidewalks.edges:
        tags = _tags(edge)
        reason = why_not_walkable(tags)
        if reason is not None:
            left_out[reason] += 1
            continue
        course = edge["geometry"]["coordinates"]
        inner = range(free, free + len(course) - 2)
        free += len(inner)
        ref += [number_of[edge["properties"]["_u_id"]], *inner, number_of[edge["properties"]["_v_id"]]]
        vertices += [position[:2] for position in course]
        start.append(len(ref))
        facts.append(way_facts(tags)._replace(incline_share=_incline_share(edge)))
        edge_ids.append(f"edge/{edge['properties']['_id']}")
    if not facts:
        raise EmptyInputError(source, [f"none of its {len(sidewalks.edges)} edges can be walked"])
    columns = stack_facts(facts)
    xy = np.array(vertices, dtype=np.float64)
    ways = Ways(
        lines=Polylines(xy[:, 0].copy(), xy[:, 1].copy(), np.array(start, dtype=np.int64)),
        ref=np.array(ref, dtype=np.int64),
        way=np.arange(len(facts), dtype=np.int64),
        kind=columns.kind.astype(np.int64),
    )
    points: dict[int, PointFacts] = {}
    for number, node in enumerate(sidewalks.nodes):
        at_node = point_facts(_tags(node))
        if at_node is not None:
            points[number] = at_node
    left_out_counts = tuple(sorted(left_out.items()))
    return weave(
        ways,
        columns,
        points,
        edge_ids,
        source=source,
        left_out=left_out_counts,
        node_ids={number: f"node/{sidewalks.nodes[number]['properties']['_id']}" for number in points},
    )


def _tags(feature: Feature) -> dict[str, str]:
    return {
        key: str(value)
        for key, value in feature["properties"].items()
        if value is not None and not isinstance(value, list | dict)
    }


def _incline_share(edge: Feature) -> float:
    value = edge["properties"].get("incline")
    return float(value) if value is not None and abs(value) <= STEEPEST_SHARE else UNKNOWN


def _read_sidewalks(path: Path) -> Sidewalks:
    sidewalks = Sidewalks()
    if path.suffix.lower() != ".zip":
        _sort_features(sidewalks, path.name, _features(path.name, path.name, path.read_bytes()))
        return sidewalks
    try:
        with zipfile.ZipFile(path) as archive:
            for name in _members(archive):
                _sort_features(sidewalks, name, _features(path.name, name, archive.read(name)))
    except zipfile.BadZipFile as error:
        raise UnreadableFileError(path.name, [f"it is not a whole zip file ({error})"]) from error
    return sidewalks


def _members(archive: zipfile.ZipFile) -> list[str]:
    """Name the GeoJSON files, without the shadows that macOS adds."""
    return [
        name
        for name in archive.namelist()
        if name.lower().endswith(GEOJSON_SUFFIXES)
        and not name.startswith("__MACOSX/")
        and not Path(name).name.startswith("._")
    ]


def _features(source: str, name: str, content: bytes) -> list[Any]:
    try:
        collection = json.loads(content)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UnreadableFileError(source, [f"{name} is not JSON ({error})"]) from error
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise UnreadableFileError(source, [f"{name} is not a GeoJSON FeatureCollection"])
    return features


def _sort_features(sidewalks: Sidewalks, name: str, features: list[Any]) -> None:
    """Tell edges from nodes by the file's name or, in a mixed file, by what each feature has."""
    kind = next((kind for kind in ("edges", "nodes") if kind in Path(name).name.lower()), None)
    others = any(word in Path(name).name.lower() for word in ("points", "lines", "polygons", "zones"))
    for position, feature in enumerate(features):
        is_edge = kind == "edges"
        if kind is None and not others and isinstance(feature, dict):
            is_edge = not {"_u_id", "_v_id"}.isdisjoint(feature.get("properties") or ())
        label = f"{Path(name).name}, feature {position + 1}"
        sidewalks.add(feature, label, "edges" if is_edge else "others" if others else "nodes")
