"""Whether OpenSidewalks data keep their own schema, as far as a network depends on it; all faults at once."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gis.crs import LAT_LIMIT_DEG, LON_LIMIT_DEG
from gis.network.ways.tags import STEEPEST_SHARE

Feature = dict[str, Any]

MAX_NAMED = 3  # of each kind of fault
END_TOLERANCE_DEG = 1e-5  # an edge must end within about a metre of its node


@dataclass(slots=True)
class Sidewalks:
    """
    Features as read, with a label for messages each.

    Parameters
    ----------
    nodes, edges, others : list of dict
        GeoJSON features (coordinates in WGS 84 degrees) that have properties
        and a geometry; the others (points, lines, polygons, zones) only lend
        their identifiers to the check.
    labels : dict of str to list of str
        Under "nodes", "edges" and "others", in the order of those lists: the
        file and place of each feature ("edges.geojson, feature 3").
    broken : list of str
        Labels of the features that lack properties or geometry: faults already.
    """

    nodes: list[Feature] = field(default_factory=list)
    edges: list[Feature] = field(default_factory=list)
    others: list[Feature] = field(default_factory=list)
    labels: dict[str, list[str]] = field(default_factory=lambda: {"nodes": [], "edges": [], "others": []})
    broken: list[str] = field(default_factory=list)

    def add(self, feature: object, label: str, kind: str) -> None:
        """Take in a feature of a kind, or note that it is none."""
        whole = isinstance(feature, dict) and all(
            isinstance(feature.get(part), dict) for part in ("properties", "geometry")
        )
        if whole:
            getattr(self, kind).append(feature)
            self.labels[kind].append(label)
        else:
            self.broken.append(label)


def check_sidewalks(sidewalks: Sidewalks) -> list[str]:
    """
    Find every fault.

    Parameters
    ----------
    sidewalks : Sidewalks
        What was read.

    Returns
    -------
    list of str
        One sentence for each of the first features with a fault of a kind,
        then how many more there are; empty for valid data.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for label in sidewalks.broken:
        found["has no properties or no geometry"].append(label)
    for kind in ("nodes", "edges", "others"):
        features, labels = getattr(sidewalks, kind), sidewalks.labels[kind]
        for fault, label in _identity_faults(features, labels):
            found[fault].append(label)
    positions = {
        node["properties"].get("_id"): node["geometry"].get("coordinates") for node in sidewalks.nodes
    }
    for node, label in zip(sidewalks.nodes, sidewalks.labels["nodes"], strict=True):
        for fault in _point_faults(node):
            found[fault].append(label)
    for edge, label in zip(sidewalks.edges, sidewalks.labels["edges"], strict=True):
        for fault in _edge_faults(edge, positions):
            found[fault].append(label)
    missing = [f"it has no {kind}" for kind in ("nodes", "edges") if not getattr(sidewalks, kind)]
    return missing + [sentence for fault, labels in found.items() for sentence in _sentences(fault, labels)]


def _sentences(fault: str, labels: list[str]) -> list[str]:
    shown = [f"{label} {fault}" for label in labels[:MAX_NAMED]]
    more = len(labels) - MAX_NAMED
    return [*shown, f"… and {more} more of this kind"] if more > 0 else shown


def _identity_faults(features: list[Feature], labels: list[str]) -> Iterator[tuple[str, str]]:
    counts = Counter(str(feature["properties"].get("_id")) for feature in features)
    for feature, label in zip(features, labels, strict=True):
        identifier = feature["properties"].get("_id")
        if identifier is None:
            yield "has no _id", label
        elif counts[str(identifier)] > 1:
            yield f"shares its _id {identifier!r} with another feature", label


def _point_faults(node: Feature) -> Iterator[str]:
    geometry = node["geometry"]
    if geometry.get("type") != "Point":
        yield f"has a geometry of type {geometry.get('type')!r} instead of Point"
    elif not _is_position(geometry.get("coordinates")):
        yield "has coordinates that are not longitude and latitude"


def _edge_faults(edge: Feature, positions: dict[Any, Any]) -> Iterator[str]:
    properties, geometry = edge["properties"], edge["geometry"]
    course = geometry.get("coordinates")
    if geometry.get("type") != "LineString":
        yield f"has a geometry of type {geometry.get('type')!r} instead of LineString"
        course = None
    elif (
        not isinstance(course, list)
        or len(course) < len(("from", "to"))
        or not all(map(_is_position, course))
    ):
        yield "has coordinates that are not a line of longitudes and latitudes"
        course = None
    if "highway" not in properties:
        yield "has no highway"
    incline = properties.get("incline")
    if incline is not None and not (_is_number(incline) and abs(incline) <= STEEPEST_SHARE):
        yield "has an incline that is not a number from -1 to 1"
    for key, end in (("_u_id", 0), ("_v_id", -1)):
        if properties.get(key) is None:
            yield f"has no {key}"
        elif properties[key] not in positions:
            yield f"names in {key} a node that does not exist"
        elif course and not _are_close(course[end], positions[properties[key]]):
            yield f"does not end at the node it names in {key}"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_position(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= len(("lon", "lat"))
        and all(map(_is_number, value))
        and abs(value[0]) <= LON_LIMIT_DEG
        and abs(value[1]) <= LAT_LIMIT_DEG
    )


def _are_close(one: list[float], other: object) -> bool:
    # a node whose own position is at fault has been named already
    return not _is_position(other) or (
        isinstance(other, list)
        and abs(one[0] - other[0]) <= END_TOLERANCE_DEG
        and abs(one[1] - other[1]) <= END_TOLERANCE_DEG
    )
