"""Hexagons get names people know: the district and a number in it."""

from __future__ import annotations

from typing import Any

import pytest

from dashboards.i18n import Translator
from dashboards.models import AreaCoverageRow, Feature, FeatureCollection
from dashboards.places import find_places, with_named_features, with_names
from dashboards.tables import ordered

EN = Translator("en")


def box(west: float, south: float, size: float, properties: dict[str, Any]) -> Feature:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return Feature(
        id=properties["area_id"], geometry={"type": "Polygon", "coordinates": [ring]}, properties=properties
    )


@pytest.fixture
def districts(answers: dict[str, Any]) -> FeatureCollection:
    """Two districts of one degree side by side, Moema in the west and Sé in the east."""
    east = {**answers["area"], "area_id": "d2", "area_name": "SÉ", "partly_outside": True}
    return FeatureCollection(features=[box(0.0, 0.0, 1.0, answers["area"]), box(1.0, 0.0, 1.0, east)])


@pytest.fixture
def hexagons(answers: dict[str, Any]) -> FeatureCollection:
    def hexagon(key: str, west: float, south: float) -> Feature:
        code = f"89a81{key}"
        return box(
            west,
            south,
            0.1,
            {
                **answers["area"],
                "area_id": key,
                "area_kind": "hexagon",
                "area_code": code,
                "area_name": code,
            },
        )

    # In the order the API may give them: south first; the last lies outside, nearest to the east.
    return FeatureCollection(
        features=[
            hexagon("south", 0.1, 0.1),
            hexagon("north_east", 0.5, 0.8),
            hexagon("north_west", 0.1, 0.8),
            hexagon("outside", 2.5, 0.5),
        ]
    )


def test_a_hexagon_is_named_by_its_district_and_counted_from_north_to_south_and_west_to_east(
    hexagons: FeatureCollection, districts: FeatureCollection
) -> None:
    rows = [AreaCoverageRow.model_validate(feature.properties) for feature in hexagons.features]
    named = with_names(EN, rows, find_places(hexagons, districts))
    assert [row.area_name for row in named] == [
        "Moema, hexagon 3",
        "Moema, hexagon 2",
        "Moema, hexagon 1",
        "Sé, hexagon 1",
    ]
    assert [row.area_code for row in named] == [row.area_code for row in rows]


def test_the_shapes_of_the_map_have_the_names_of_the_table(
    hexagons: FeatureCollection, districts: FeatureCollection
) -> None:
    named = with_named_features(EN, hexagons, find_places(hexagons, districts))
    assert named.features[0].properties["area_name"] == "Moema, hexagon 3"
    assert [feature.geometry for feature in named.features] == [f.geometry for f in hexagons.features]


def test_without_districts_a_hexagon_keeps_its_code(hexagons: FeatureCollection) -> None:
    rows = [AreaCoverageRow.model_validate(feature.properties) for feature in hexagons.features]
    assert with_names(EN, rows, find_places(hexagons, FeatureCollection(features=[]))) == rows


def test_a_district_is_not_renamed(answers: dict[str, Any], districts: FeatureCollection) -> None:
    row = AreaCoverageRow(**answers["area"])
    assert with_names(EN, [row], find_places(districts, districts)) == [row]


def test_names_with_numbers_are_ordered_as_numbers(answers: dict[str, Any]) -> None:
    rows = [AreaCoverageRow(**{**answers["area"], "area_name": f"Sé, hexagon {n}"}) for n in (10, 9, 2)]
    assert [row.area_name[-2:].strip() for row in ordered(rows, "name")] == ["2", "9", "10"]
