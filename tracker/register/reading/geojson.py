"""GeoJSON, whole or a feature a line, and its relatives OpenSidewalks and A11yJSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Any, Final, Literal

import pyproj
from pyproj.exceptions import CRSError

from tracker.register.reading.features import Feature, to_feature_table
from tracker.register.reading.json_text import JsonText
from tracker.register.reading.limits import MAX_ROWS, RowBudget, refusal
from tracker.register.reading.positions import WGS84, Spot, spot_of_coordinates
from tracker.register.tables import Table

JsonFormat = Literal["geojson", "geojson_lines", "opensidewalks", "a11yjson"]
# Members that only a place of A11yJSON has; `category` and `name` are everybody's.
A11Y_MEMBERS: Final = frozenset({"accessibility"})
A11Y_FACTS: Final = frozenset({"accessibility", "category", "name", "originalId", "geometry", "properties"})
FLATTENED_LEVELS: Final = 8
GEOMETRY_TYPES: Final = frozenset(
    {
        *(
            "Point",
            "MultiPoint",
            "LineString",
            "MultiLineString",
            "Polygon",
            "MultiPolygon",
            "GeometryCollection",
        ),
    }
)


def read_features(
    text: JsonText, name: str, *, asked: pyproj.CRS | None
) -> tuple[JsonFormat, Table, bool, list[str]]:
    """
    Read the features of a JSON file.

    Parameters
    ----------
    text : JsonText
        What it holds.
    name : str
        Its name, for messages.
    asked : pyproj.CRS or None
        The reference system that somebody named.

    Returns
    -------
    format_name : str
        ``geojson``, ``geojson_lines``, ``opensidewalks`` or ``a11yjson``.
    table : Table
        A row a feature.
    needs_crs : bool
        True when nobody says what the coordinates mean.
    notes : list of str
        What was chosen, and which rows have no position.

    Raises
    ------
    InvalidInputError
        If it holds no features, or too many.
    """
    items, head = _items(text, name)
    if len(items) > MAX_ROWS:
        raise refusal(name, ("", f"has {len(items)} features; at most {MAX_ROWS} are taken"))
    format_name = _format(text, head, [item for _, item in items])
    flatten = format_name == "a11yjson"
    features = [_feature(number, item, flatten=flatten) for number, item in items]
    system = _system(head.get("crs"), name)
    table, needs_crs, notes = to_feature_table(
        features, name=name, layer="", system=system, asked=asked, budget=RowBudget(name)
    )
    return format_name, table, needs_crs, notes


def _items(text: JsonText, name: str) -> tuple[list[tuple[int, Any]], Mapping[str, Any]]:
    """Give the features with their numbers, and the object that holds them."""
    if text.by_lines:
        return list(zip(text.numbers, text.values, strict=True)), {}
    whole = text.values[0]
    if isinstance(whole, list):
        if whole and not any(isinstance(item, dict) and item.keys() & A11Y_FACTS for item in whole):
            raise refusal(name, ("", "is a JSON list, but not one of places or features"))
        return list(enumerate(whole, start=1)), {}
    if not isinstance(whole, dict):
        raise refusal(name, ("", f"is JSON, but holds a single {type(whole).__name__} and no features"))
    return list(enumerate(_listed(whole, name), start=1)), whole


def _listed(whole: dict[str, Any], name: str) -> list[Any]:
    """Give the features that an object holds, or the one that it is."""
    kind = whole.get("type")
    if kind == "Feature" or whole.keys() & A11Y_MEMBERS:
        return [whole]
    for member in ("features", "places"):
        if isinstance(whole.get(member), list):
            listed: list[Any] = whole[member]
            return listed
    if kind == "FeatureCollection" or "features" in whole:
        raise refusal(name, ("features", "is no list, as that of a FeatureCollection must be"))
    if kind == "Topology":
        raise refusal(name, ("", "is TopoJSON, which is not read; export it as GeoJSON"))
    if isinstance(kind, str) and kind in GEOMETRY_TYPES:
        raise refusal(name, ("", f"is a bare {kind} without a name or any other value"))
    raise refusal(name, ("", "is JSON, but neither GeoJSON nor A11yJSON: it has no features"))


def _format(text: JsonText, head: Mapping[str, Any], items: list[Any]) -> JsonFormat:
    """Tell the relatives of GeoJSON by what only they have."""
    if "opensidewalks" in str(head.get("$schema", "")).casefold():
        return "opensidewalks"
    named = [_properties(item) for item in items if isinstance(item, dict)]
    if any(values.keys() & A11Y_MEMBERS for values in named):
        return "a11yjson"
    if named and all(isinstance(values.get("_id"), str) for values in named):
        return "opensidewalks"
    return "geojson_lines" if text.by_lines else "geojson"


def _properties(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a feature's values: its properties, or the members of a place that is no feature."""
    properties = item.get("properties")
    if isinstance(properties, dict):
        return properties
    return {key: value for key, value in item.items() if key not in {"type", "geometry", "properties"}}


def _feature(number: int, item: Any, *, flatten: bool) -> Feature:  # noqa: ANN401 - whatever JSON holds
    """Give one feature; what is no object is at fault, not passed over."""
    if not isinstance(item, dict):
        return Feature(number, {}, Spot(), f"is a {type(item).__name__} where a feature should be")
    values = dict(_properties(item))
    fault: str | None = None
    if item.get("type") == "Feature" and not isinstance(item.get("properties"), dict | NoneType):
        fault = "its properties are no object"
    elif flatten and not isinstance(values.get("accessibility"), dict | NoneType):
        fault = f"its accessibility is a {type(values['accessibility']).__name__} where an object should be"
    if "id" in item and "id" not in values:
        values = {"id": item["id"], **values}
    if flatten:
        values = dict(_flattened(values, FLATTENED_LEVELS))
    return Feature(number, values, spot_of_coordinates(item.get("geometry")), fault)


def _flattened(values: Mapping[str, Any], levels: int) -> Iterator[tuple[str, Any]]:
    """Give the leaves of nested objects under their path, its names joined by dots."""
    for key, value in values.items():
        if isinstance(value, dict) and value and levels:
            for path, leaf in _flattened(value, levels - 1):
                yield f"{key}.{path}", leaf
        else:
            yield key, value
            if levels and isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
                yield from _of_any(key, value, levels - 1)


def _of_any(key: str, items: list[Mapping[str, Any]], levels: int) -> Iterator[tuple[str, Any]]:
    """
    Give what a list of objects says yes or no to, under the path `any`.

    It is yes when one of them says yes, and no only when all of them say no: of two toilets one may be
    adapted.
    """
    said: dict[str, list[bool]] = {}
    for item in items:
        for path, leaf in _flattened(item, levels):
            if isinstance(leaf, bool):
                said.setdefault(path, []).append(leaf)
    for path, answers in said.items():
        if any(answers) or len(answers) == len(items):
            yield f"{key}.any.{path}", any(answers)


def _system(crs: Any, name: str) -> pyproj.CRS | None:  # noqa: ANN401 - whatever JSON holds
    """Give the reference system of the member ``crs``; without it GeoJSON is in WGS 84."""
    if crs is None:
        return WGS84
    try:
        named = crs["properties"].get("name") or crs["properties"]["code"]
        return pyproj.CRS.from_user_input(f"EPSG:{named}" if isinstance(named, int) else named)
    except (CRSError, KeyError, TypeError, AttributeError) as error:
        raise refusal(name, ("crs", f"names no known reference system: {str(crs)[:200]}")) from error
