"""Maps: nothing from outside, one shape an area, unknown hatched, names kept from being markup."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from dashboards.errors import LayerTooLargeError
from dashboards.i18n import Translator
from dashboards.maps import CROWDED_PLACES, MOST_SHAPES, MapText, coverage_map
from dashboards.models import Feature, FeatureCollection
from dashboards.theme import SEQUENTIAL, contrast

EN = Translator("en")
TEXT = MapText("Coverage map: health", "Health units", "Computed today.", ("Synthetic city <b>",))


def square(index: int, properties: dict[str, Any]) -> Feature:
    west = index * 0.01
    ring = [[west, 0.0], [west + 0.01, 0.0], [west + 0.01, 0.01], [west, 0.01], [west, 0.0]]
    return Feature(id=str(index), geometry={"type": "Polygon", "coordinates": [ring]}, properties=properties)


def drawing(page: str) -> dict[str, Any]:
    found = re.search(r"var draw = (\{.*\});", page)
    assert found
    drawn: dict[str, Any] = json.loads(found[1].replace("<\\/", "</"))
    return drawn


def shapes(page: str) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in drawing(page)["areas"]["features"]]


@pytest.fixture
def areas(answers: dict[str, Any]) -> FeatureCollection:
    nobody = {"population": 0.0, "share_low": None, "share_high": None, "share_unknown": None}
    certain = {"share_low": 0.95, "share_high": 0.95, "share_unknown": 0.0}
    return FeatureCollection(
        features=[
            square(0, {**answers["area"], "area_id": "a0"}),
            square(1, {**answers["area"], **certain, "area_id": "a1"}),
            square(2, {**answers["area"], **nobody, "area_id": "a2"}),
        ]
    )


def test_a_map_asks_nothing_of_other_hosts(areas: FeatureCollection) -> None:
    page = coverage_map(EN, areas, show="low", text=TEXT)
    assert re.findall(r"""(?:src|href)=["'](?!/assets/)""", page) == []
    assert "://" not in page


def test_the_document_has_language_title_heading_and_free_zooming(areas: FeatureCollection) -> None:
    page = coverage_map(Translator("ko"), areas, show="low", text=TEXT)
    assert '<html lang="ko">' in page
    assert page.count("<title>Coverage map: health</title>") == 1
    assert "<h1>Coverage map: health</h1>" in page
    assert "user-scalable" not in page


def test_lightness_is_the_lower_bound_and_hatching_the_width(areas: FeatureCollection) -> None:
    fills = [
        f["properties"]["fill"]
        for f in drawing(coverage_map(EN, areas, show="low", text=TEXT))["areas"]["features"]
    ]
    assert fills == ["url(#fill-2-1)", "url(#fill-4-0)", "none"]


def test_unknown_is_never_a_colour_of_the_scale(areas: FeatureCollection) -> None:
    fills = [
        f["properties"]["fill"]
        for f in drawing(coverage_map(EN, areas, show="unknown", text=TEXT))["areas"]["features"]
    ]
    assert fills == ["url(#fill-u-1)", "url(#fill-u-0)", "none"]


def test_every_fill_of_the_map_is_defined_in_it(areas: FeatureCollection) -> None:
    for show in ("low", "high", "unknown"):
        page = coverage_map(EN, areas, show=show, text=TEXT)
        wanted = set(re.findall(r"url\(#(fill-[\w-]+)\)", page))
        assert wanted <= set(re.findall(r'<pattern id="(fill-[\w-]+)"', page))


def test_the_marked_area_is_the_one_chosen(areas: FeatureCollection) -> None:
    page = coverage_map(EN, areas, show="low", text=TEXT, selected="a1")
    assert [shape["selected"] for shape in shapes(page)] == [False, True, False]
    # Dark within light: one of the two stands out 3:1 from every class.
    lines = (drawing(page)["selected_colour"], drawing(page)["outline"]["casing"])
    assert min(max(contrast(line, colour) for line in lines) for colour in SEQUENTIAL) >= 3.0


def test_dots_that_would_cover_the_areas_are_drawn_smaller(areas: FeatureCollection) -> None:
    def radius(count: int) -> int:
        spots = [
            Feature(id=str(n), geometry={"type": "Point", "coordinates": [0.0, 0.0]}, properties={})
            for n in range(count)
        ]
        places = FeatureCollection(features=spots)
        return int(drawing(coverage_map(EN, areas, show="low", text=TEXT, places=places))["place_radius"])

    assert radius(CROWDED_PLACES) > radius(CROWDED_PLACES + 1)


def test_a_name_cannot_end_the_script_or_become_markup(areas: FeatureCollection) -> None:
    evil = "</script><img src=x onerror=alert(1)>"
    spot = Feature(id="p", geometry={"type": "Point", "coordinates": [0.0, 0.0]}, properties={"name": evil})
    page = coverage_map(EN, areas, show="low", text=TEXT, places=FeatureCollection(features=[spot]))
    assert "</script><img" not in page
    assert drawing(page)["places"]["features"][0]["properties"]["name"] == evil
    assert "Synthetic city <b>" not in page


def test_more_shapes_than_can_be_drawn_are_refused(areas: FeatureCollection) -> None:
    many = FeatureCollection(features=[areas.features[0]] * (MOST_SHAPES + 1))
    with pytest.raises(LayerTooLargeError):
        coverage_map(EN, many, show="low", text=TEXT)


def test_the_legend_counts_the_areas_of_each_class(areas: FeatureCollection) -> None:
    page = coverage_map(EN, areas, show="low", text=TEXT)
    legend = page[page.index('class="legend"') :]
    entries = re.findall(r"<span>([^<]*)</span><span class=\"count\">(\d+)</span>", legend)
    assert entries[:5] == [
        ("0\u201320\u00a0%", "0"), ("20\u201340\u00a0%", "0"), ("40\u201360\u00a0%", "1"),
        ("60\u201380\u00a0%", "0"), ("80\u2013100\u00a0%", "1"),
    ]  # fmt: skip
    assert ("nobody lives here", "1") in entries


def test_borders_are_thinned_without_opening_gaps(answers: dict[str, Any]) -> None:
    def wavy(index: int) -> Feature:
        west = index * 0.1
        side = [[west + 0.1 + 0.00001 * (step % 2), 0.001 * step] for step in range(101)]
        ring = [[west, 0.0], *side, [west, 0.1], [west, 0.0]]
        return Feature(
            id=str(index), geometry={"type": "Polygon", "coordinates": [ring]}, properties=answers["area"]
        )

    drawn = drawing(coverage_map(EN, FeatureCollection(features=[wavy(0)]), show="low", text=TEXT))
    assert len(drawn["areas"]["features"][0]["geometry"]["coordinates"][0]) < 20
